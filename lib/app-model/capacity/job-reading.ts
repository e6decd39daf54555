import { taskKindOf } from '../../internal/task-kind';
import type { TaskKind } from '../../internal/packing';
import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, asRecord, asText, items } from '../values';
import { JobView, jobsOf } from '../views/job';
import type { StrategyItem } from '../views/strategy';
import { definitionsNamed, taskDefinitionView } from '../views/task-definition';
import type { ClusterReading, StrategyEntry } from './cluster-reading';
import type { ProviderModel } from './plan-model';

/** A job, and the hosts that its tasks may land on. */
export interface JobReading {
  readonly resource: Resource;
  /** One of its tasks. */
  readonly task: TaskKind;
  /** The strategy that its tasks follow: its own, or the default of its cluster. */
  readonly strategy: readonly StrategyEntry[];
  /** For launch type EC2: the only group of hosts that joins its cluster, as a provider. */
  readonly onHosts?: { readonly provider: ProviderModel; readonly group: Resource };
}

/** The parts of the reading of services that jobs need too. */
export interface JobSources {
  clusterOf(resource: Resource): ClusterReading | undefined;
  entry(from: Resource, item: StrategyItem): StrategyEntry;
  onlyHostsOf(cluster: ClusterReading): JobReading['onHosts'];
}

/** The jobs of an app whose task and capacity are known. */
export function readJobs(model: AppModel, sources: JobSources): JobReading[] {
  return jobsOf(model).flatMap((job) => readJob(model, job, sources));
}

function readJob(model: AppModel, job: JobView, { clusterOf, entry, onlyHostsOf }: JobSources): JobReading[] {
  const { resource, strategy } = job;
  const [definition, another] = definitionsNamed(model, job.resource, job.taskDefinition);
  const task =
    definition && another === undefined && !job.resized
      ? taskKindOf(resource.label, taskDefinitionView(model, definition).task, false)
      : undefined;
  if (task === undefined) {
    return [];
  }
  const cluster = job.cluster instanceof Pointer ? clusterOf(job.cluster.resource) : undefined;
  if (strategy !== undefined) {
    return [{ resource, task, strategy: items(strategy).map((item) => entry(resource, itemOf(item))) }];
  }
  if (cluster === undefined) {
    return [];
  }
  if (job.launchType === undefined && cluster.hasDefault === true) {
    return [{ resource, task, strategy: cluster.defaultStrategy }];
  }
  // A launch type that nobody gives is the default strategy of the cluster where that has one.
  const saysLaunchType = job.kind !== 'rule' && asText(job.launchType) === 'EC2';
  const onInstances = asText(job.launchType ?? 'EC2') === 'EC2' && (saysLaunchType || cluster.hasDefault === false);
  const onHosts = onInstances ? onlyHostsOf(cluster) : undefined;
  return onHosts ? [{ resource, task, strategy: [], onHosts }] : [];
}

/** Some services of AWS take the names of the API of ECS as it writes them, others with a capital letter. */
function itemOf(item: Parameters<typeof asRecord>[0]): StrategyItem {
  const { CapacityProvider, capacityProvider, Base, base, Weight, weight } = asRecord(item);
  return { provider: CapacityProvider ?? capacityProvider, base: Base ?? base, weight: Weight ?? weight };
}
