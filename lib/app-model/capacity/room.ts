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
  /**
   * The most that these groups ever hold, whatever is only estimated or somebody else's setting: their largest size, all of the memory
   * that the types have. Absent where hosts from outside of the app may take tasks too.
   */
  readonly atMost?: number;
}

/**
 * The most tasks of a service that there is room for, as the capacity plan counts hosts: for each group
 * `MaxSize * (tasks that an empty host holds)`, and no more than what the fewest tasks of other services on that group leave of each
 * resource and of the fixed ports. A group that nothing scales for these tasks stays at the size that it has. `undefined` where Fargate or Managed Instances take tasks, or a size, a type or a maximum is not known.
 *
 * "Desired count, plus `maximumPercent`, is dependent on having sufficient cluster resources available".
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function roomOf(model: AppModel, resource: Resource): Room | undefined {
  if (model.ofType('AWS::AutoScaling::AutoScalingGroup').length === 0) {
    return undefined;
  }
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
  const byProvider = service?.model !== undefined;
  const rooms = providers.map((provider) => provider && roomIn(provider, wanted, model, byProvider));
  return rooms.every((room) => room !== undefined)
    ? {
        tasks: sumOf(rooms.map(({ tasks }) => tasks)),
        reason: rooms.map(({ reason }) => reason).join(' and '),
        ...(byProvider && { atMost: sumOf(rooms.map(({ atMost = Infinity }) => atMost)) }),
      }
    : undefined;
}

/** Whether the providers of the app alone place the tasks of a service, so that no other hosts take any. */
export function isByProviders(model: AppModel, resource: Resource): boolean {
  return indexOf(model).services.get(resource)?.model !== undefined;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function roomIn(provider: ProviderModel, service: ServiceModel, model: AppModel, scales: boolean): Room | undefined {
  const { group } = provider;
  if (group?.allTypes !== true || group.maxSize === undefined) {
    return undefined;
  }
  const { maxSize, running = maxSize, label } = group;
  const size = scales && group.unscaled !== true ? maxSize : Math.min(running, maxSize);
  const held =
    size < maxSize
      ? `${label} starts with ${instances(size)}, to which nothing of the app adds`
      : `${label} may have ${instances(size)}`;
  const room = roomOn(provider, service, model, {
    size,
    held,
    hosts: group.types.map((type) => hostOf(type, group, group.trunking)),
  });
  // An account may have trunking by its settings, and the registered memory is an estimate.
  const { tasks: atMost } = roomOn(provider, service, model, {
    size: maxSize,
    held,
    hosts: group.types.map((type) => hostOf(type, group, true, ({ memoryMiB }) => memoryMiB)),
  });
  return { ...room, atMost };
}

interface Hosts {
  readonly size: number;
  /** The number of them, as a part of a sentence. */
  readonly held: string;
  /** One of each type. */
  readonly hosts: readonly Host[];
}

function roomOn({ key }: ProviderModel, service: ServiceModel, model: AppModel, { size, held, hosts }: Hosts): Room {
  const { task } = service;
  const each = Math.max(...hosts.map((host) => tasksPerInstance(task, host)));
  const { taken, ports } = indexOf(model);
  const own = isWhollyOn(key, service) ? service.min : 0;
  const left = Math.min(
    ...SHARED.filter((dimension) => task[dimension] > 0).map((dimension) => {
      const there = size * Math.max(...hosts.map((host) => host[dimension]));
      const others = (taken.get(key)?.[dimension] ?? 0) - own * task[dimension];
      return Math.floor((there - others) / task[dimension]);
    }),
  );
  const alone = size * each;
  const others = (ports.get(key) ?? []).filter(({ label }) => label !== service.label);
  const [busy] = task.ports
    .map((port) => ({ port, hosts: sumOf(others.map((other) => (other.ports.includes(port) ? other.hosts : 0))) }))
    .sort((one, other) => other.hosts - one.hosts);
  const free = Math.max(0, size - (busy?.hosts ?? 0));
  if (free * each < Math.min(left, alone)) {
    return {
      tasks: free * each,
      reason: `${held}, and other services have port ${busy.port.replace(/\/.*$/, '')} of ${Math.min(size, busy.hosts)} of them`,
    };
  }
  return left < alone
    ? {
        tasks: Math.max(0, left),
        reason: `${held}, and the other services on them leave room for ${Math.max(0, left)}`,
      }
    : {
        tasks: alone,
        reason: `a host holds ${each} of its tasks (${limitIn(task, hosts, each).join(', ')}), and ${held}`,
      };
}

/** A number of instances in words. */
export function instances(count: number): string {
  return `${count} ${count === 1 ? 'instance' : 'instances'}`;
}

const SHARED = ['cpu', 'memory', 'eni', 'gpu'] as const;

type Needs = Record<(typeof SHARED)[number], number>;

/** The services and providers by what names them, and what tasks that are on one group alone take of it at the fewest. */
const indexOf = perModel((model) => {
  const { services, providers } = readCapacity(model);
  const taken = new Map<string, Needs>();
  const ports = new Map<string, { label: string; ports: readonly string[]; hosts: number }[]>();
  for (const { model: planned, onHosts } of services) {
    const service = planned ?? onHosts?.model;
    const key = service?.strategy.find((item) => isWhollyOn(item.provider, service))?.provider;
    if (service !== undefined && key !== undefined) {
      const sum = taken.get(key) ?? { cpu: 0, memory: 0, eni: 0, gpu: 0 };
      SHARED.forEach((dimension) => (sum[dimension] += service.min * service.task[dimension]));
      taken.set(key, sum);
      if (service.task.ports.length > 0) {
        const fixed = { label: service.label, ports: service.task.ports, hosts: service.min };
        ports.set(key, [...(ports.get(key) ?? []), fixed]);
      }
    }
  }
  return {
    services: new Map<Resource, ServiceReading>(services.map((service) => [service.resource, service])),
    providers: new Map<string, ProviderModel>(providers.map((provider) => [provider.key, provider])),
    taken,
    ports,
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
