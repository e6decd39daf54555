import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import type { ExecAccess } from './exec-access';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { reportFindings } from '../internal/warnings';
import { enteredContainerFindings } from './private/entered-containers';

/** Settings of an `ExecOperatorPolicy`. */
export interface ExecOperatorPolicyProps {
  /** Cluster whose tasks may be entered. */
  readonly cluster: ecs.ICluster;

  /** The access whose sessions are recorded, with the key that the operator's side uses. */
  readonly access: ExecAccess;

  /** Names of the containers that may be entered. At least one. The container of a workload of this library is called `app`. */
  readonly containers: string[];

  /**
   * Tags that a task must have to be entered. Tasks have the tags of their service only when it propagates them.
   *
   * @default - every task of the cluster
   */
  readonly taskTags?: { [key: string]: string };

  /**
   * Demand that the operator logged in with multi-factor authentication.
   *
   * Sessions from IAM Identity Center do not carry that mark; leave it off for those.
   *
   * @default false
   */
  readonly requireMfa?: boolean;

  /**
   * Name of the policy, to attach it to a permission set.
   *
   * @default - CloudFormation gives a name
   */
  readonly managedPolicyName?: string;
}

/**
 * A policy for the people who may enter the containers of a cluster by ECS Exec.
 *
 * Attach it to a role: `role.addManagedPolicy(policy)`. It also denies the way around, a Session Manager session straight
 * to the task, which would not be bound to the named containers.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-best-practices-limit-access-execute-command
 */
@guarded
@propertyInjectable
export class ExecOperatorPolicy extends iam.ManagedPolicy {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ExecOperatorPolicy';

  /**
   * Fails with `ExecOperatorPolicy.containers` when no container is named, `ExecOperatorPolicy.name` for a name that IAM does not take.
   * Warns when the app is synthesized with `ExecOperatorPolicy.noSuchContainer` of names that no container in the cluster has, and with
   * `ExecOperatorPolicy.notEnabled` when ECS Exec is on at no service there.
   */
  constructor(scope: Construct, id: string, props: ExecOperatorPolicyProps) {
    const { cluster, access, containers, taskTags = {}, requireMfa = false } = props;
    super(scope, id, {
      managedPolicyName: props.managedPolicyName,
      description: 'Enter containers with ECS Exec; sessions are recorded',
    });
    failAll(this, policyNameFaults('ExecOperatorPolicy.name', props.managedPolicyName));
    if (containers.length === 0) {
      fail(
        this,
        'ExecOperatorPolicy.containers',
        "'containers' must name at least one container, got none; name those that may be entered",
      );
    }
    const stack = Stack.of(this);
    const tasks = stack.formatArn({
      service: 'ecs',
      resource: 'task',
      resourceName: `${cluster.clusterName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    acknowledgeWildcard(this, tasks, 'tasks have no ARN before they run; the condition names the containers');
    const mfa = requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {};
    const tags = Object.fromEntries(
      Object.entries(taskTags)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
    );
    this.addStatements(
      new iam.PolicyStatement({
        sid: 'EnterContainers',
        actions: ['ecs:ExecuteCommand'],
        resources: [tasks],
        conditions: { StringEquals: { 'ecs:container-name': [...containers].sort(), ...tags }, ...mfa },
      }),
      // The call names the cluster too; what may be entered there is decided at the task.
      new iam.PolicyStatement({
        sid: 'NameTheCluster',
        actions: ['ecs:ExecuteCommand'],
        resources: [cluster.clusterArn],
        conditions: { StringEquals: { 'ecs:container-name': [...containers].sort() }, ...mfa },
      }),
      new iam.PolicyStatement({ sid: 'FindTasks', actions: ['ecs:DescribeTasks'], resources: [tasks] }),
      new iam.PolicyStatement({
        sid: 'EncryptSessions',
        actions: ['kms:GenerateDataKey'],
        resources: [access.encryptionKey.keyArn],
      }),
      new iam.PolicyStatement({
        sid: 'NoWayAround',
        effect: iam.Effect.DENY,
        actions: ['ssm:StartSession'],
        resources: [tasks],
      }),
    );
    this.node.addValidation({ validate: () => reportFindings(this, enteredContainerFindings(cluster, containers)) });
  }
}

/** Settings of an `ExecGuardPolicy`. */
export interface ExecGuardPolicyProps {
  /**
   * Name of the policy.
   *
   * @default - CloudFormation gives a name
   */
  readonly managedPolicyName?: string;
}

/**
 * Forbids switching ECS Exec on, for everybody but those who may break the glass: attach it to pipelines and developers.
 *
 * It denies `RunTask`, `StartTask`, `CreateService` and `UpdateService` with Exec enabled, and allows nothing itself.
 */
@guarded
@propertyInjectable
export class ExecGuardPolicy extends iam.ManagedPolicy {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ExecGuardPolicy';

  constructor(scope: Construct, id: string, props: ExecGuardPolicyProps = {}) {
    super(scope, id, { managedPolicyName: props.managedPolicyName, description: 'Keeps ECS Exec off' });
    failAll(this, policyNameFaults('ExecGuardPolicy.name', props.managedPolicyName));
    this.addStatements(
      new iam.PolicyStatement({
        sid: 'KeepExecOff',
        effect: iam.Effect.DENY,
        actions: ['ecs:CreateService', 'ecs:RunTask', 'ecs:StartTask', 'ecs:UpdateService'],
        resources: ['*'],
        conditions: { Bool: { 'ecs:enable-execute-command': 'true' } },
      }),
    );
  }
}

/** Names that IAM does not take; aws-cdk-lib looks only at those of roles. Source: IAM API, CreatePolicy, 2026-11. */
function policyNameFaults(code: string, name: string | undefined): Finding[] {
  return name === undefined || Token.isUnresolved(name) || /^[\w+=,.@-]{1,128}$/.test(name)
    ? []
    : [
        error(
          code,
          `'managedPolicyName' must be up to 128 letters, digits and +=,.@-_, got '${name}'; leave it out to have one`,
        ),
      ];
}
