import { jobsOf } from '../../app-model/views/job';
import { error, warning } from '../../internal/finding';
import { placedTasks } from '../../start-proof/reach/placed-tasks';
import type { CapacityReading } from '../../app-model/capacity/capacity-reading';
import type { ClusterReading } from '../../app-model/capacity/cluster-reading';
import { LocatedFinding } from './located-finding';

const RUNS = ['taskSet', 'rule', 'schedule', 'stateMachine', 'pipe'];

/**
 * Providers that a rule, a schedule, a state machine, a pipe or a task set asks for, and that its cluster does not have:
 * "A capacity provider must be associated with the cluster to be used in a capacity provider strategy". Nobody sees it at
 * deployment; each run fails.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function runStrategyFindings({ model, clusters }: CapacityReading): LocatedFinding[] {
  // Most apps run services alone: where all their tasks are placed is a long question.
  if (jobsOf(model).length === 0 && model.ofType('AWS::ECS::TaskSet').length === 0) {
    return [];
  }
  const byId = new Map(clusters.map((cluster) => [cluster.resource.id, cluster]));
  return placedTasks(model).placed.flatMap(({ placement }) => {
    const { kind, resource, capacityProviders = [] } = placement;
    const cluster = byId.get(placement.cluster?.resource?.id ?? '');
    return cluster === undefined || cluster.attachedUnknown || !RUNS.includes(kind)
      ? []
      : capacityProviders
          .filter(({ key, name, unknown }) => !unknown && !cluster.attached.has(key) && !cluster.attached.has(name))
          .map(({ key, name }) => ({ resource, finding: notAttached(key, name, cluster) }));
  });
}

/** Whether ECS minds that Fargate's own providers are not associated is not settled. */
function notAttached(key: string, name: string, { attached, resource }: ClusterReading) {
  const has = attached.size > 0 ? [...attached].sort().join(', ') : 'none';
  return (key.startsWith('FARGATE') ? warning : error)(
    'CapacityStrategy.notAttached',
    `provider '${name}' is not attached to cluster '${resource.label}', which has ${has}, so that each run fails; attach it, or name one that is`,
  );
}
