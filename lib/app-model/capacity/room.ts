import { Dimension, Host, TaskKind, tasksPerInstance } from '../../internal/packing';
import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { perModel } from '../views/view';
import { ServiceReading, readCapacity } from './capacity-reading';
import { hostOf } from './empty-host';
import type { ProviderModel, ServiceModel } from './plan-model';

/** The most tasks of a service that the groups behind it ever hold. */
export interface Room {
  readonly tasks: number;
  /** The limit of them, as a part of a sentence. */
  readonly reason: string;
}

/**
 * The most tasks of a service that there is room for, as the capacity plan counts hosts: for each group
 * `MaxSize * (tasks that an empty host holds)`, and no more than what the fewest tasks of other services on that group leave of each
 * resource. `undefined` where Fargate or Managed Instances take tasks, or a size, a type or a maximum is not known.
 *
 * "Desired count, plus `maximumPercent`, is dependent on having sufficient cluster resources available".
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function roomOf(model: AppModel, resource: Resource): Room | undefined {
  const { services, providers: known } = indexOf(model);
  const service = services.get(resource);
  const wanted = service?.model ?? service?.onHosts?.model;
  const providers = wanted?.strategy
    .filter(({ base, weight }) => base + weight > 0)
    .map(({ provider }) =>
      service?.onHosts?.provider.key === provider ? service.onHosts.provider : known.get(provider),
    );
  if (wanted === undefined || providers === undefined || providers.length === 0) {
    return undefined;
  }
  const rooms = providers.map((provider) => provider && roomIn(provider, wanted, model));
  return rooms.every((room) => room !== undefined)
    ? {
        tasks: rooms.reduce((sum, { tasks }) => sum + tasks, 0),
        reason: rooms.map(({ reason }) => reason).join(' and '),
      }
    : undefined;
}

function roomIn({ key, group }: ProviderModel, service: ServiceModel, model: AppModel): Room | undefined {
  if (group?.allTypes !== true || group.maxSize === undefined) {
    return undefined;
  }
  const { task } = service;
  const hosts = group.types.map((type) => hostOf(type, group, group.trunking));
  const each = Math.max(...hosts.map((host) => tasksPerInstance(task, host)));
  const all = indexOf(model).taken.get(key);
  const own = isWhollyOn(key, service) ? service.min : 0;
  const left = Math.min(
    ...SHARED.filter((dimension) => task[dimension] > 0).map((dimension) => {
      const there = group.maxSize! * Math.max(...hosts.map((host) => host[dimension]));
      const others = (all?.[dimension] ?? 0) - own * task[dimension];
      return Math.floor((there - others) / task[dimension]);
    }),
  );
  const alone = group.maxSize * each;
  const held = `${group.label} may have ${group.maxSize} instances`;
  const holds = `a host holds ${each} of its tasks (${limitIn(task, hosts, each).join(', ')})`;
  return left < alone
    ? {
        tasks: Math.max(0, left),
        reason: `${held}, and the other services on them leave room for ${Math.max(0, left)}`,
      }
    : { tasks: alone, reason: `${holds}, and ${held}` };
}

const SHARED = ['cpu', 'memory', 'eni', 'gpu'] as const;

type Needs = Record<(typeof SHARED)[number], number>;

/** The services and providers by what names them, and what tasks that are on one group alone take of it at the fewest. */
const indexOf = perModel((model) => {
  const { services, providers } = readCapacity(model);
  const taken = new Map<string, Needs>();
  for (const { model: planned, onHosts } of services) {
    const service = planned ?? onHosts?.model;
    const key = service?.strategy.find((item) => isWhollyOn(item.provider, service))?.provider;
    if (service !== undefined && key !== undefined) {
      const sum = taken.get(key) ?? { cpu: 0, memory: 0, eni: 0, gpu: 0 };
      SHARED.forEach((dimension) => (sum[dimension] += service.min * service.task[dimension]));
      taken.set(key, sum);
    }
  }
  return {
    services: new Map<Resource, ServiceReading>(services.map((service) => [service.resource, service])),
    providers: new Map<string, ProviderModel>(providers.map((provider) => [provider.key, provider])),
    taken,
  };
});

/** Whether all tasks of a service are on the group of a provider. */
function isWhollyOn(key: string, { strategy }: ServiceModel): boolean {
  return strategy.every(({ provider, base, weight }) => provider === key || base + weight === 0);
}

/** The resources of which the roomiest host has not enough for one task more. */
function limitIn(task: TaskKind, hosts: readonly Host[], each: number): Dimension[] {
  const roomiest = hosts.find((host) => tasksPerInstance(task, host) === each) ?? hosts[0];
  const full = SHARED.filter((dimension) => (each + 1) * task[dimension] > roomiest[dimension]);
  return [
    ...full,
    ...(task.ports.length > 0 ? (['ports'] as const) : []),
    ...(task.distinct === true ? (['distinctInstance'] as const) : []),
  ];
}
