import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { RollbackAlarms } from '../rollback-alarms';
import { RollbackPolicy } from '../rollback-policy';
import { ServiceAlarms } from '../service-alarms';
import type { ServiceWorkloadProps } from '../service-workload-props';
import { detachAlarms, lacksDeploymentAlarms } from './alarm-list';

/** Makes the alarms that undo a bad release of a workload, unless there are to be none. */
export function rollbackAlarms(
  owner: Construct,
  service: ecs.BaseService,
  props: ServiceWorkloadProps,
): RollbackAlarms | undefined {
  const policy = props.rollbackAlarms ?? defaultPolicy(service);
  if (policy.options === undefined) {
    detachAlarms(service);
    return undefined;
  }
  return new RollbackAlarms(owner, 'RollbackAlarms', { ...policy.options, service, topic: props.alarmTopic });
}

function defaultPolicy(service: ecs.BaseService): RollbackPolicy {
  return lacksDeploymentAlarms(Stack.of(service)) ? RollbackPolicy.withoutAlarms() : RollbackPolicy.onAlarms();
}

/** Makes the alarms of a workload that only tell, when there is somebody to tell. */
export function serviceAlarms(
  owner: Construct,
  service: ecs.BaseService,
  { alarmTopic, alarms }: ServiceWorkloadProps,
): ServiceAlarms | undefined {
  return alarmTopic === undefined
    ? undefined
    : new ServiceAlarms(owner, 'Alarms', { ...alarms, service, topic: alarmTopic });
}
