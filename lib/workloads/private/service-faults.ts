import { Finding, error } from '../../internal/finding';
import { number } from '../../internal/template-value';
import { ServiceDeployment } from '../service-deployment';
import type { ServiceWorkloadProps } from '../service-workload';
import { DEFAULT_TASKS, fewestTasks, scalingFaults } from './scaling-faults';

/** Why a service could not be made or deployed. */
export function serviceFaults(props: ServiceWorkloadProps): Finding[] {
  const { desiredCount, deployment, scaling, rollbackAlarms, alarms, alarmTopic } = props;
  const count = number(desiredCount);
  const how = deployment ?? ServiceDeployment.rolling();
  return [
    ...(count !== undefined && (!Number.isInteger(count) || count < 0)
      ? [error('Workload.desiredCount', `'desiredCount' must be an integer of at least 0, got ${count}`)]
      : []),
    ...(desiredCount !== undefined && scaling !== undefined
      ? [
          error(
            'Workload.desiredCountAndScaling',
            "'desiredCount' and 'scaling' both decide how many tasks run, and every deployment would reset what the scaling did; leave out 'desiredCount', and give 'scaling.min'",
          ),
        ]
      : []),
    ...(scaling === undefined ? [] : scalingFaults(scaling)),
    ...(how.usesAlternateTarget && scaling?.requestsPerTarget !== undefined
      ? [
          error(
            'Workload.requestsWhileShifting',
            "'scaling.requestsPerTarget' cannot be kept while 'deployment' shifts traffic between two target groups: the metric is that of one; scale on 'cpuPercent', or use ServiceDeployment.rolling()",
          ),
        ]
      : []),
    ...how._faults(scaling === undefined ? (desiredCount ?? DEFAULT_TASKS) : fewestTasks(scaling)),
    ...(rollbackAlarms?._faults() ?? []),
    ...(alarms !== undefined && alarmTopic === undefined
      ? [
          error(
            'Workload.noAlarmTopic',
            "'alarms' is given without 'alarmTopic', and nobody would hear them; give both",
          ),
        ]
      : []),
  ];
}
