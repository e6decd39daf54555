import { Stack, Validations } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { RollbackAlarms } from '../rollback-alarms';
import { RollbackPolicy } from '../rollback-policy';
import { RollbackSignal } from '../rollback-alarm-options';
import { ServiceAlarmOptions, ServiceAlarms } from '../service-alarms';
import { detachAlarms, lacksDeploymentAlarms } from './alarm-list';

/** A workload, as far as its alarms depend on it. */
interface Workload extends Construct {
  readonly _mayUseAllCpu: boolean;
}

/** Makes the alarms that undo a bad release of a workload, unless there are to be none. */
export function rollbackAlarms(
  owner: Construct,
  service: ecs.BaseService,
  { given, undo, alarmTopic }: { given?: RollbackPolicy; undo: RollbackPolicy; alarmTopic?: sns.ITopic },
): RollbackAlarms | undefined {
  const { options } = undo;
  if (options === undefined) {
    detachAlarms(service);
    return undefined;
  }
  const alarms = new RollbackAlarms(owner, 'RollbackAlarms', { ...options, service, topic: alarmTopic });
  if (given === undefined) {
    Validations.of(alarms).acknowledge({
      id: 'cdk-ecs-groundwork:RollbackAlarms.nothing',
      reason: 'alarms were not requested: they are the default, and a task without a size has none that it could watch',
    });
  }
  return alarms;
}

/** The alarms that undo a deployment: those that are asked for, or the default ones where ECS has alarms. */
export function rollbackPolicy(owner: Workload, given: RollbackPolicy | undefined): RollbackPolicy {
  const policy =
    given ?? (lacksDeploymentAlarms(Stack.of(owner)) ? RollbackPolicy.withoutAlarms() : RollbackPolicy.onAlarms());
  const { options } = policy;
  return options === undefined || options.cpuPercent !== undefined || !owner._mayUseAllCpu
    ? policy
    : RollbackPolicy.onAlarms({ ...options, without: [...(options.without ?? []), RollbackSignal.CPU] });
}

/** Makes the alarms of a workload that only tell, when there is somebody to tell. */
export function serviceAlarms(
  owner: Construct,
  service: ecs.BaseService,
  alarmTopic: sns.ITopic | undefined,
  alarms: ServiceAlarmOptions | undefined,
): ServiceAlarms | undefined {
  return alarmTopic === undefined
    ? undefined
    : new ServiceAlarms(owner, 'Alarms', { ...alarms, service, topic: alarmTopic });
}
