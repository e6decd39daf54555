import { Host, lowerBound, pack, Packing, TaskKind } from '../../internal/packing';

/*
 * ECS cluster auto scaling, minute by minute, as documented: "Deep dive" of the Amazon ECS developer guide,
 * cluster-auto-scaling, 2023-05-19. What AWS does not promise (how long an instance boots) is an input.
 */
export interface ScalingInput {
  readonly kinds: readonly TaskKind[];
  readonly host: Host;
  /** `MaxSize` of the group. */
  readonly maxSize: number;
  /** Percent, 1-100. */
  readonly targetCapacity: number;
  readonly minimumScalingStepSize: number;
  readonly maximumScalingStepSize: number;
  readonly instanceWarmupSeconds: number;
  /** From launch to registration with the cluster. */
  readonly bootSeconds: number;
  /** Instances that run already. */
  readonly running?: number;
}

/** One minute of the simulation. */
export interface ScalingMinute {
  readonly minute: number;
  /** Instances launched, whether they run already or still boot. */
  readonly instances: number;
  readonly registered: number;
  readonly placed: number;
  /** `CapacityProviderReservation`, percent. */
  readonly reservation: number;
}

/** The course of a scale-out: how a group follows the tasks. */
export interface ScalingRun {
  readonly minutes: readonly ScalingMinute[];
  /** Minutes until every task has a place; absent when some never get one. */
  readonly allPlacedAfter?: number;
  readonly peakInstances: number;
  /** Instances once it has settled. */
  readonly finalInstances: number;
  /** Instances that were launched and later terminated. */
  readonly terminated: number;
}

const SCALE_IN_MINUTES = 15;
const HORIZON_MINUTES = 24 * 60;

/** Simulates managed scaling when all these tasks are started at once. */
export function simulate(input: ScalingInput): ScalingRun {
  const total = input.kinds.reduce((sum, { count }) => sum + count, 0);
  const launches: number[] = Array.from({ length: input.running ?? 0 }, () => -1e9);
  const minutes: ScalingMinute[] = [];
  const packings = new Map<number, Packing>();
  const packedOn = (hosts: number): Packing => {
    const packing = packings.get(hosts) ?? pack(input.kinds, input.host, hosts);
    packings.set(hosts, packing);
    return packing;
  };
  let allPlacedAfter: number | undefined;
  let lastScaleOut = -SCALE_IN_MINUTES;
  let below = 0;
  let peakInstances = launches.length;
  let terminated = 0;
  for (let minute = 0; minute <= HORIZON_MINUTES; minute += 1) {
    const age = (launch: number) => (minute - launch) * 60;
    const registered = launches.filter((launch) => age(launch) >= input.bootSeconds).length;
    const packing = packedOn(registered);
    const inUse = packing.instances;
    if (packing.total === total) {
      allPlacedAfter ??= minute;
    }
    const instances = launches.length;
    const wanted = wantedInstances(input, instances, registered, packing.placed, inUse, total - packing.total);
    const reservation = reservationOf(wanted, instances);
    minutes.push({ minute, instances, registered, placed: packing.total, reservation });

    const warming = launches.some((launch) => age(launch) < input.instanceWarmupSeconds);
    // A group of 0 reports 200 whatever waits: the cold start is two instances.
    const target = instances === 0 ? (wanted > 0 ? 2 : 0) : Math.ceil((wanted * 100) / input.targetCapacity - 1e-9);
    if (reservation > input.targetCapacity && !warming && target > instances) {
      const grown = Math.min(target, input.maxSize);
      launches.push(...Array.from({ length: grown - instances }, () => minute));
      lastScaleOut = grown > instances ? minute : lastScaleOut;
    }
    below = reservation < input.targetCapacity ? below + 1 : 0;
    if (below >= SCALE_IN_MINUTES && minute - lastScaleOut >= SCALE_IN_MINUTES && launches.length > target) {
      // At most half of the group a minute, empty instances only.
      const leaving = Math.min(launches.length - Math.max(target, inUse), Math.ceil(launches.length / 2));
      launches.splice(launches.length - leaving, leaving);
      terminated += leaving;
    }
    peakInstances = Math.max(peakInstances, launches.length);
    if (settled(minutes, launches.length, minute, lastScaleOut)) {
      break;
    }
  }
  return {
    minutes,
    ...(allPlacedAfter !== undefined && { allPlacedAfter }),
    peakInstances,
    finalInstances: launches.length,
    terminated,
  };
}

/** `M`: the instances in use, or with tasks waiting the estimate of how many are needed, within the step sizes. */
function wantedInstances(
  input: ScalingInput,
  instances: number,
  registered: number,
  placed: readonly number[],
  inUse: number,
  waiting: number,
): number {
  if (waiting === 0) {
    return inUse;
  }
  if (registered < instances) {
    // What still boots will take some of the waiting tasks; ECS waits for it.
    return instances;
  }
  const left = input.kinds.map((kind, index) => ({ ...kind, count: kind.count - placed[index] }));
  const estimate = lowerBound(left, input.host);
  const step = Math.min(Math.max(estimate, input.minimumScalingStepSize), input.maximumScalingStepSize);
  return estimate === 0 ? inUse : instances + step;
}

function reservationOf(wanted: number, instances: number): number {
  return instances === 0 ? (wanted === 0 ? 100 : 200) : Math.round((wanted / instances) * 1000) / 10;
}

/** Nothing has changed for longer than any rule looks back. */
function settled(minutes: readonly ScalingMinute[], instances: number, minute: number, lastScaleOut: number): boolean {
  const back = minutes[minutes.length - 2 * SCALE_IN_MINUTES];
  return (
    back !== undefined &&
    minute - lastScaleOut > 2 * SCALE_IN_MINUTES &&
    minutes.slice(-2 * SCALE_IN_MINUTES).every((each) => each.instances === instances)
  );
}
