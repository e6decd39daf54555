import { error, Finding, warning } from '../../internal/finding';
import type { ProviderModel } from '../../app-model/capacity/plan-model';
import type { Misfit } from '../private/group-plan';

/** Instance types of a provider that do not hold a task. */
export function misfitFindings({
  misfits,
  provider,
}: {
  readonly misfits: readonly Misfit[];
  readonly provider: ProviderModel;
}): Finding[] {
  return misfits.map(({ service, type, dimensions }) =>
    error(
      'CapacityPlan.taskTooLarge',
      `instance type '${type}' of '${provider.label}' cannot hold one task of '${service}' (${dimensions.join(', ')}); ECS then leaves these tasks out when it scales, so use larger types, smaller tasks or another provider`,
    ),
  );
}

/** A finding of the only hosts that join a cluster: others may join from outside of the app, so it only warns. */
export function ofOnlyHosts({ code, message }: Finding): Finding {
  return warning(code, `${message}; these are the only instances of the app that join the cluster of launch type EC2`);
}
