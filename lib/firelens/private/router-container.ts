import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { declareRight } from '../../internal/declared-rights';
import { warn } from '../../internal/warnings';
import { plainText } from './plain-text';
import { DEFAULT_HTTP_PORT, LONGEST_STOP } from './router-faults';
import { CONFIG_DIR } from './router-text';

/** Gives the task role what the router needs, or says what a role lacks that takes no permissions. */
export function allowTaskRole(router: Construct, taskRole: iam.IRole, statement: iam.PolicyStatement): void {
  // A role imported as immutable claims to have added what it dropped; its class is not exported.
  if ('addGrantsToResources' in taskRole || !taskRole.addToPrincipalPolicy(statement).statementAdded) {
    warn(router, {
      code: 'LogRouter.roleTakesNoPermissions',
      message: `the task role takes no permissions here, so give it yourself what the log router needs: ${statement.actions.join(', ')} on ${statement.resources.join(', ')}`,
    });
    return;
  }
  declareRight(taskRole, statement);
}

/** No capabilities, and a directory in memory for the configuration that the router writes when it starts. */
export function hardenedLinux(router: Construct, withDirectory: boolean): ecs.LinuxParameters {
  const parameters = new ecs.LinuxParameters(router, 'LinuxParameters');
  parameters.dropCapabilities(ecs.Capability.ALL);
  if (withDirectory) {
    parameters.addTmpfs({
      containerPath: CONFIG_DIR,
      size: 1,
      mountOptions: [ecs.TmpfsMountOption.NODEV, ecs.TmpfsMountOption.NOEXEC, ecs.TmpfsMountOption.NOSUID],
    });
  }
  return parameters;
}

/** Some time above the grace period, to end in order. */
export function defaultStopTimeout(gracePeriod: Duration): Duration {
  if (gracePeriod.isUnresolved()) {
    return gracePeriod;
  }
  return Duration.seconds(Math.min(LONGEST_STOP, gracePeriod.toSeconds() + 5));
}

/** Whether the engine is up; not whether the destination is, or an outage there would stop every task here. */
export function defaultHealthCheck(httpPort = DEFAULT_HTTP_PORT): ecs.HealthCheck {
  return {
    command: ['CMD-SHELL', `curl -f http://127.0.0.1:${plainText(httpPort)}/api/v1/uptime || exit 1`],
    interval: Duration.seconds(5),
    retries: 5,
    startPeriod: Duration.seconds(10),
    timeout: Duration.seconds(3),
  };
}
