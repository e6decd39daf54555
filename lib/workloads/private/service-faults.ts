import { Finding, error } from '../../internal/finding';
import { number } from '../../internal/template-value';
import { ServiceDeployment } from '../service-deployment';
import type { ServiceWorkloadProps } from '../service-workload';

/** Why a service could not be made or deployed. */
export function serviceFaults({ desiredCount, deployment, rollbackAlarms }: ServiceWorkloadProps): Finding[] {
  const count = number(desiredCount);
  return [
    ...(count !== undefined && (!Number.isInteger(count) || count < 0)
      ? [error('Workload.desiredCount', `'desiredCount' must be an integer of at least 0, got ${count}`)]
      : []),
    ...(deployment ?? ServiceDeployment.rolling())._faults(desiredCount ?? 2),
    ...(rollbackAlarms?._faults() ?? []),
  ];
}
