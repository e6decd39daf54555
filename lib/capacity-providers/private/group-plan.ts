import { ScalingRun, simulate } from './cluster-auto-scaling';
import { distribute } from './distribution';
import { hostOf } from '../../app-model/capacity/empty-host';
import {
  Dimension,
  limitOf,
  lowerBound,
  pack,
  Packing,
  TaskKind,
  tasksPerInstance,
  tooSmall,
} from '../../internal/packing';
import type { InstanceType } from '../../internal/instance-types';
import type { GroupModel, ProviderModel, ServiceModel } from '../../app-model/capacity/plan-model';

/** Instances that a number of tasks needs. */
export interface Need {
  /** Tasks on the provider: the most that AWS may place there. */
  readonly tasks: number;
  /** Instances when all of them are of the type that suits best. */
  readonly fewest: number;
  /** Instances when all of them are of the type that suits least. */
  readonly most: number;
  /** The resource that is used up first on the type that suits best. */
  readonly limit?: Dimension;
}

/** The tasks of one provider, and the instances that they need. */
export interface ProviderPlan {
  readonly provider: ProviderModel;
  readonly min: Need;
  readonly desired: Need;
  readonly max: Need;
  /** With every service at its maximum, what the most demanding deployment needs in order to advance at all. */
  readonly deployment: Need;
  /** ... and in order to advance as fast as `maximumPercent` lets it. */
  readonly deploymentPeak: Need;
  /** The service whose deployment that is. */
  readonly deploying?: string;
  /** Further tasks of its largest service that fit into the group at maximum. */
  readonly headroom?: number;
  /** The maximum with ENI trunking, when the group runs without and trunking changes something. */
  readonly maxWithTrunking?: Need;
  /** The desired tasks started at once on an empty group, when it scales by itself. */
  readonly fromZero?: ScalingRun;
  readonly misfits: readonly Misfit[];
}

/** From launch to registration: what an ECS-optimized instance takes, measured by nobody's promise. */
const BOOT_SECONDS = 120;

/** So many instances at most are simulated minute by minute: twice what a cluster may have (quota of ECS). */
const MANY_INSTANCES = 10_000;

/** Room for more tasks than this is not told apart. */
const MOST_ROOM = 1_000_000;

/** A task that an instance type of its group does not hold. */
export interface Misfit {
  readonly service: string;
  readonly type: string;
  readonly dimensions: readonly Dimension[];
}

/** The plan of one provider for the services that use it. */
export function planProvider(provider: ProviderModel, services: readonly ServiceModel[]): ProviderPlan {
  const { key, group } = provider;
  const users = services.filter(({ strategy }) => strategy.some((item) => item.provider === key));
  const tasksAt = (count: (service: ServiceModel) => number) =>
    users.map((service) => ({ ...service.task, count: shareOf(service, key, count(service)) }));
  const need = (kinds: readonly TaskKind[], trunking = group?.trunking ?? false) => needOf(kinds, group, trunking);
  const max = need(tasksAt((service) => service.max));
  const [deployment, deploying] = worst(users, advancing, (service) =>
    need(tasksAt((each) => (each === service ? advancing(each) : each.max))),
  );
  const [deploymentPeak] = worst(users, surging, (service) =>
    need(tasksAt((each) => (each === service ? surging(each) : each.max))),
  );
  const headroom =
    group &&
    headroomOf(
      users,
      tasksAt((service) => service.max),
      group,
    );
  const trunked =
    group && !group.trunking
      ? need(
          tasksAt((service) => service.max),
          true,
        )
      : undefined;
  return {
    provider,
    min: need(tasksAt((service) => service.min)),
    desired: need(tasksAt((service) => service.desired)),
    max,
    deployment: deployment ?? max,
    deploymentPeak: deploymentPeak ?? max,
    ...(deploying !== undefined && { deploying }),
    ...(headroom !== undefined && { headroom }),
    ...(trunked && trunked.fewest < max.fewest && { maxWithTrunking: trunked }),
    ...fromZero(
      group,
      tasksAt((service) => service.desired),
    ),
    misfits: group ? users.flatMap(({ label, task }) => misfitsOf(label, task, group)) : [],
  };
}

/** Instances, of the type that suits best, that the base of a service alone needs. */
export function baseNeed({ group }: ProviderModel, service: ServiceModel, base: number): number {
  const count = Math.min(base, service.max);
  return needOf([{ ...service.task, count }], group, group?.trunking ?? false).fewest;
}

function needOf(kinds: readonly TaskKind[], group: GroupModel | undefined, trunking: boolean): Need {
  const tasks = kinds.reduce((sum, { count }) => sum + count, 0);
  if (!group || group.types.length === 0) {
    return { tasks, fewest: 0, most: 0 };
  }
  const byType = group.types
    .map((type) => ({ host: hostOf(type, group, trunking), packing: packOn(kinds, type, group, trunking) }))
    // A type that does not hold every task is a misfit and reported as such; the others say what is needed.
    .sort((one, other) => other.packing.total - one.packing.total || one.packing.instances - other.packing.instances);
  const best = byType[0];
  const holding = byType.filter(({ packing }) => packing.total === best.packing.total);
  return {
    tasks,
    fewest: best.packing.instances,
    most: holding[holding.length - 1].packing.instances,
    limit: limitOf(kinds, best.host),
  };
}

/** With trunking an instance still holds what it holds without, so trunking never needs more instances. */
function packOn(kinds: readonly TaskKind[], type: InstanceType, group: GroupModel, trunking: boolean): Packing {
  const plain = pack(kinds, hostOf(type, group, false));
  const trunked = trunking ? pack(kinds, hostOf(type, group, true)) : plain;
  return plain.total === trunked.total && plain.instances < trunked.instances ? plain : trunked;
}

function fromZero(group: GroupModel | undefined, kinds: readonly TaskKind[]): Pick<ProviderPlan, 'fromZero'> {
  const type = group?.types[0];
  const host = group && type && hostOf(type, group, group.trunking);
  return group?.scaling && host && lowerBound(kinds, host) <= MANY_INSTANCES
    ? {
        fromZero: simulate({
          kinds,
          host,
          maxSize: Math.min(group.maxSize ?? Number.MAX_SAFE_INTEGER, 2 * MANY_INSTANCES),
          bootSeconds: BOOT_SECONDS,
          ...group.scaling,
        }),
      }
    : {};
}

function shareOf({ strategy }: ServiceModel, key: string, count: number): number {
  const shares = distribute(count, strategy);
  return shares[strategy.findIndex((item) => item.provider === key)].maximum;
}

/** Tasks that must stand at once for a deployment to advance. */
function advancing({ max, deployment }: ServiceModel): number {
  if (deployment.wholeSet) {
    return max * 2;
  }
  // Below 100 % ECS may stop a task first, unless rounding up keeps them all.
  const keeps = Math.ceil((max * deployment.minimumHealthyPercent) / 100);
  return keeps < max ? max : max + 1;
}

/** Tasks that stand at once at the fastest. */
function surging(service: ServiceModel): number {
  const { max, deployment } = service;
  return deployment.wholeSet
    ? max * 2
    : Math.max(advancing(service), Math.floor((max * deployment.maximumPercent) / 100));
}

/** The need of the most demanding deployment, and whose it is. */
function worst(
  services: readonly ServiceModel[],
  atOnce: (service: ServiceModel) => number,
  need: (service: ServiceModel) => Need,
): [Need | undefined, string | undefined] {
  return demanding(services, (service) => atOnce(service) - service.max).reduce<[Need | undefined, string | undefined]>(
    (most, service) => {
      const its = need(service);
      return most[0] === undefined ||
        its.fewest > most[0].fewest ||
        (its.fewest === most[0].fewest && its.tasks > most[0].tasks)
        ? [its, service.label]
        : most;
    },
    [undefined, undefined],
  );
}

/** The services whose deployment adds most to one of the dimensions: the worst is among them, and the others need no packing. */
function demanding(services: readonly ServiceModel[], extra: (service: ServiceModel) => number): ServiceModel[] {
  const measures: ((service: ServiceModel) => number)[] = [
    extra,
    (service) => extra(service) * service.task.cpu,
    (service) => extra(service) * service.task.memory,
    (service) => extra(service) * service.task.eni,
    (service) => extra(service) * service.task.gpu,
    (service) => extra(service) * service.task.ports.length,
    (service) => (service.task.distinct ? service.max + extra(service) : 0),
  ];
  const highest = measures.map((measure) =>
    services.reduce<ServiceModel | undefined>(
      (most, service) => (most === undefined || measure(service) > measure(most) ? service : most),
      undefined,
    ),
  );
  return services.filter((service) => highest.includes(service));
}

function headroomOf(users: readonly ServiceModel[], kinds: readonly TaskKind[], group: GroupModel): number | undefined {
  const { maxSize } = group;
  if (maxSize === undefined || users.length === 0 || group.types.length === 0) {
    return undefined;
  }
  const largest = kinds.reduce((at, kind, index) => (kind.memory > kinds[at].memory ? index : at), 0);
  const fitsMore = (more: number) =>
    group.types.every((type) => {
      const host = hostOf(type, group, group.trunking);
      const grown = kinds.map((kind, index) => (index === largest ? { ...kind, count: kind.count + more } : kind));
      return pack(grown, host, maxSize).total === grown.reduce((sum, { count }) => sum + count, 0);
    });
  let low = 0;
  const each = Math.max(
    ...group.types.map((type) => tasksPerInstance(kinds[largest], hostOf(type, group, group.trunking))),
  );
  let high = 1 + Math.min(maxSize * each, MOST_ROOM);
  if (!fitsMore(0)) {
    return 0;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fitsMore(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

/** The types of a group that do not hold a task. */
export function misfitsOf(service: string, task: TaskKind, group: GroupModel): Misfit[] {
  return group.types.flatMap((type) => {
    const dimensions = tooSmall(task, hostOf(type, group, group.trunking));
    return dimensions.length > 0 ? [{ service, type: type.name, dimensions }] : [];
  });
}
