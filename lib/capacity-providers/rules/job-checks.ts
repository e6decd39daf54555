import { number } from '../../internal/template-value';
import type { CapacityReading, ProviderReading } from '../../app-model/capacity/capacity-reading';
import type { StrategyEntry } from '../../app-model/capacity/cluster-reading';
import type { JobReading } from '../../app-model/capacity/job-reading';
import type { ProviderModel } from '../../app-model/capacity/plan-model';
import type { Resource } from '../../app-model/resource';
import { misfitsOf } from '../private/group-plan';
import { limitFindings } from './host-checks';
import type { LocatedFinding } from './located-finding';
import { misfitFindings, ofOnlyHosts } from './misfits';

/** Tasks of jobs that no instance holds: each run waits until ECS gives it up, or fails at once. */
export function jobFindings({ jobs, providers }: CapacityReading): LocatedFinding[] {
  const byKey = new Map<string, ProviderReading>(providers.map((provider) => [provider.key, provider]));
  const found = jobs.flatMap((job) => {
    const { strategy, onHosts } = job;
    if (onHosts) {
      return tooLarge(job, onHosts.provider, onHosts.group).map(({ resource, finding }) => ({
        resource,
        finding: ofOnlyHosts(finding),
      }));
    }
    // One run has few tasks, and the one provider that ECS takes for them may be any: each must be too small.
    const each = strategy.filter(mayTakeTasks).map(({ provider }) => {
      const reading = provider && byKey.get(provider.key);
      return reading ? tooLarge(job, reading, reading.resource) : [];
    });
    return each.every((findings) => findings.length > 0) ? each.flat() : [];
  });
  // A state machine may run the task in several states.
  return [...new Map(found.map((one) => [one.finding.message, one])).values()];
}

/** Whether a task may start on the provider: it has a share, or one that only the deployment knows. */
function mayTakeTasks({ base, weight }: StrategyEntry): boolean {
  return [base, weight].some((share) => share !== undefined && number(share) !== 0);
}

/** The findings of a provider whose instances are all too small for the task. */
function tooLarge({ task, resource }: JobReading, provider: ProviderModel, at?: Resource): LocatedFinding[] {
  const { group, limits } = provider;
  if (limits) {
    const named = (group?.types.length ?? 0) > 0;
    return limitFindings({ provider }, resource, named ? undefined : task)
      .filter(({ severity }) => severity === 'error')
      .map((finding) => ({ resource, finding }));
  }
  const misfits = group?.allTypes === true ? misfitsOf(resource.label, task, group) : [];
  return at !== undefined && misfits.length === group?.types.length
    ? misfitFindings({ provider, misfits }).map((finding) => ({ resource: at, finding }))
    : [];
}
