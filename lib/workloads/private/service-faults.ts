import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';
import type { DesiredCount } from '../desired-count';
import { ServiceDeployment } from '../service-deployment';
import type { ServiceWorkloadProps } from '../service-workload-props';
import { DEFAULT_TASKS, fewestTasks, scalingFaults } from './scaling-faults';
import { booleanFault, choiceFault, integerFault } from '../../internal/value-faults';

/** The characters of service names. Source: ECS API, CreateService, 2026-11. */
const SERVICE_NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** Finds deployment settings that need a load balancer which the workload does not have. */
export function unbalancedFaults({ deployment }: ServiceWorkloadProps): Finding[] {
  const asked = [
    ...(deployment?.testPort === undefined ? [] : ["'testPort'"]),
    ...(deployment?.usesAlternateTarget === true && !deployment.shiftsTraffic ? ["'readyToShift'"] : []),
  ];
  return asked.map((option) =>
    error(
      'Workload.noLoadBalancer',
      `${option} of the deployment is for a load balancer, and only a WebService has one; leave it out`,
    ),
  );
}

/** Finds the reasons why a service could not be made or deployed. */
export function serviceFaults(props: ServiceWorkloadProps): Finding[] {
  const { desiredCount, deployment, rollbackAlarms, alarms, alarmTopic } = props;
  const unmade = choiceFault(
    'Workload.desiredCount',
    'desiredCount',
    desiredCount,
    '_scaling',
    'DesiredCount.fixed(2)',
  );
  const { _tasks: tasks, _scaling: scaling }: Partial<DesiredCount> = unmade.length > 0 ? {} : (desiredCount ?? {});
  const how = deployment ?? ServiceDeployment.rolling();
  const name = text(props.serviceName);
  return [
    ...(name !== undefined && !SERVICE_NAME.test(name)
      ? [
          error(
            'Workload.serviceName',
            `'serviceName' must be 1 to 255 of A-Z, a-z, 0-9, '_' and '-', got '${name}'; leave it out to have one`,
          ),
        ]
      : []),
    ...booleanFault('Workload.flag', "'dashboard'", props.dashboard),
    ...unmade,
    ...integerFault('Workload.desiredCount', "'desiredCount'", tasks, 0),
    ...(scaling === undefined ? [] : scalingFaults(scaling)),
    ...(how.usesAlternateTarget && scaling?.requestsPerTarget !== undefined
      ? [
          error(
            'Workload.requestsWhileShifting',
            "'requestsPerTarget' of 'desiredCount' cannot be kept while 'deployment' shifts traffic between two target groups: the metric is that of one; scale on 'cpuPercent', or use ServiceDeployment.rolling()",
          ),
        ]
      : []),
    ...how._faults(scaling === undefined ? (tasks ?? DEFAULT_TASKS) : fewestTasks(scaling)),
    ...(rollbackAlarms?._faults() ?? []),
    ...(alarms !== undefined && alarmTopic === undefined
      ? [error('Workload.noAlarmTopic', "'alarms' needs an 'alarmTopic' to notify, got none; give both")]
      : []),
  ];
}
