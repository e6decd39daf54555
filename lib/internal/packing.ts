/*
 * How many instances a set of tasks needs, by every dimension at once.
 *
 * First fit in a few orders, as anybody would write it; but tasks of one kind and instances in one state are counted, not
 * listed. A kind fills every instance of a state with the same number of tasks, so a state splits into at
 * most three: filled, filled in part, untouched. Time and memory depend on the number of kinds and not of tasks, and the
 * packing is task for task the one that placing them singly would give.
 */

/** Up to so many kinds, it is worth trying other orders, and balanced mixes, when first fit leaves gaps. */
const MANY_KINDS = 64;

/**
 * Up to so many tasks, a balanced mix is worth trying: it is the one thing here that walks task by task. A cluster holds
 * 5,000 instances and a service 5,000 tasks (quotas of ECS), so nothing that runs is above.
 */
const MANY_TASKS = 100_000;

/** A resource that limits how many tasks an instance holds. */
export type Dimension = 'cpu' | 'memory' | 'eni' | 'gpu' | 'ports' | 'distinctInstance';

const SCALARS = ['cpu', 'memory', 'eni', 'gpu'] as const;

/** Tasks that are alike. */
export interface TaskKind {
  readonly name: string;
  readonly count: number;
  /** CPU units. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Network interfaces of its own: 1 in `awsvpc` mode. */
  readonly eni: number;
  readonly gpu: number;
  /** Fixed ports on the host, as `80/tcp`: one task each. */
  readonly ports: readonly string[];
  /** No two of its tasks on one instance (`distinctInstance`). */
  readonly distinct?: boolean;
}

/** The resources of one empty instance. */
export interface Host {
  readonly cpu: number;
  readonly memory: number;
  readonly eni: number;
  readonly gpu: number;
  /** Ports that are taken already. */
  readonly ports: readonly string[];
}

/** The placement of the tasks. */
export interface Packing {
  readonly instances: number;
  /** Tasks placed, by kind, in the order given. */
  readonly placed: readonly number[];
  readonly total: number;
}

/** Instances in the same state. */
interface State {
  count: number;
  cpu: number;
  memory: number;
  eni: number;
  gpu: number;
  taken: readonly string[];
}

/** Places the tasks on as few instances as first fit manages, on at most `limit` of them. */
export function pack(kinds: readonly TaskKind[], host: Host, limit = Number.POSITIVE_INFINITY): Packing {
  const bound = Math.min(limit, lowerBound(kinds, host));
  let best: Packing | undefined;
  for (const order of orders(kinds, host).slice(0, kinds.length > MANY_KINDS ? 3 : 5)) {
    const packing = firstFit(kinds, order, host, limit);
    if (best === undefined || better(packing, best)) {
      best = packing;
    }
    if (best.instances <= bound && best.total === total(kinds)) {
      return best;
    }
  }
  if (kinds.length <= MANY_KINDS && total(kinds) <= MANY_TASKS) {
    const packing = balanced(kinds, host, limit);
    best = better(packing, best!) ? packing : best;
  }
  return best!;
}

/** The instances that no packing can do without. */
export function lowerBound(kinds: readonly TaskKind[], host: Host): number {
  const fitting = kinds.filter((kind) => kind.count > 0 && tasksPerInstance(kind, host) > 0);
  const needs = SCALARS.map((dimension) => {
    const needed = fitting.reduce((sum, kind) => sum + kind.count * kind[dimension], 0);
    return needed === 0 ? 0 : Math.ceil(needed / host[dimension]);
  });
  const ports = new Map<string, number>();
  for (const kind of fitting) {
    kind.ports.forEach((port) => ports.set(port, (ports.get(port) ?? 0) + kind.count));
  }
  const alone = fitting.filter(({ distinct }) => distinct).map(({ count }) => count);
  return Math.max(fitting.length > 0 ? 1 : 0, ...needs, ...ports.values(), ...alone);
}

/** Tasks of one kind that an empty instance holds. */
export function tasksPerInstance(kind: TaskKind, host: Host): number {
  return fits({ ...host, count: 1, taken: host.ports }, kind);
}

/** The dimension that fills up first when these tasks run on these hosts. */
export function limitOf(kinds: readonly TaskKind[], host: Host): Dimension | undefined {
  const needs = new Map<Dimension, number>();
  const add = (dimension: Dimension, instances: number) =>
    needs.set(dimension, (needs.get(dimension) ?? 0) + instances);
  for (const kind of kinds.filter((each) => each.count > 0 && tasksPerInstance(each, host) > 0)) {
    SCALARS.filter((dimension) => kind[dimension] > 0).forEach((dimension) =>
      add(dimension, kind.count / Math.floor(host[dimension] / kind[dimension])),
    );
    if (kind.ports.length > 0) {
      add('ports', kind.count);
    }
    if (kind.distinct) {
      add('distinctInstance', kind.count);
    }
  }
  return [...needs].reduce<[Dimension, number] | undefined>(
    (most, need) => (most === undefined || need[1] > most[1] ? need : most),
    undefined,
  )?.[0];
}

/** The resources of which an empty instance has too little for a single task. */
export function tooSmall(kind: TaskKind, host: Host): Dimension[] {
  const scalars: Dimension[] = SCALARS.filter((dimension) => kind[dimension] > host[dimension]);
  return kind.ports.some((port) => host.ports.includes(port)) || exceedsPorts(host.ports, kind.ports)
    ? [...scalars, 'ports']
    : scalars;
}

function firstFit(kinds: readonly TaskKind[], order: readonly number[], host: Host, limit: number): Packing {
  const placed = kinds.map(() => 0);
  const least = leastNeeds(kinds, order);
  const open: Block[] = [];
  let instances = 0;
  order.forEach((at, step) => {
    const kind = kinds[at];
    const later = least[step + 1];
    let left = kind.count;
    for (let index = 0; index < open.length && left > 0; index += 1) {
      if (holds(open[index], kind)) {
        left -= fillBlock(open, index, kind, left, later);
      }
    }
    const perInstance = tasksPerInstance(kind, host);
    const room = limit - instances;
    if (left > 0 && perInstance > 0 && room > 0) {
      const opened = Math.min(room, Math.ceil(left / perInstance));
      instances += opened;
      const states: State[] = [];
      left -= fill({ ...host, count: opened, taken: host.ports }, kind, left, (state) => {
        if (holds(state, later)) {
          states.push(state);
        }
      });
      append(open, states);
    }
    placed[at] = kind.count - left;
  });
  return { instances, placed, total: placed.reduce((sum, count) => sum + count, 0) };
}

/** States in their order, with the most that any of them has left: a kind that needs more passes them all by. */
interface Block extends Needs {
  readonly states: readonly State[];
}

const BLOCK_SIZE = 32;

function blockOf(states: readonly State[]): Block {
  const most = { cpu: -1, memory: -1, eni: -1, gpu: -1 };
  for (const state of states) {
    most.cpu = Math.max(most.cpu, state.cpu);
    most.memory = Math.max(most.memory, state.memory);
    most.eni = Math.max(most.eni, state.eni);
    most.gpu = Math.max(most.gpu, state.gpu);
  }
  return { ...most, states };
}

function fillBlock(open: Block[], index: number, kind: TaskKind, left: number, later: Needs | undefined): number {
  const states: State[] = [];
  let taken = 0;
  for (const state of open[index].states) {
    taken += fill(state, kind, left - taken, (each) => {
      if (holds(each, later)) {
        states.push(each);
      }
    });
  }
  open[index] = blockOf(states);
  return taken;
}

/** New states come last: into the last block, or a new one when that is full. */
function append(open: Block[], states: readonly State[]): void {
  const last = open[open.length - 1];
  if (last !== undefined && last.states.length < BLOCK_SIZE) {
    open[open.length - 1] = blockOf([...last.states, ...states]);
  } else {
    open.push(blockOf(states));
  }
}

/**
 * Fills one instance after the other with its fair part of every kind, so that tasks that need processors meet tasks that
 * need memory. A mix that was found is repeated for as long as its tasks last.
 */
function balanced(kinds: readonly TaskKind[], host: Host, limit: number): Packing {
  const order = kinds.map((_, at) => at).sort((one, other) => compare(kinds[one], kinds[other]));
  const sizes = kinds.map((kind) => Math.max(...SCALARS.map((dimension) => shareOf(kind, dimension, host))));
  const left = kinds.map(({ count }) => count);
  let instances = 0;
  while (instances < limit) {
    const bound = lowerBound(
      kinds.map((kind, at) => ({ ...kind, count: left[at] })),
      host,
    );
    const mix = fairMix(kinds, order, sizes, left, bound, host);
    const used = order.filter((at) => mix[at] > 0);
    if (used.length === 0) {
      break;
    }
    const times = Math.min(limit - instances, ...used.map((at) => Math.floor(left[at] / mix[at])));
    instances += times;
    used.forEach((at) => {
      left[at] -= times * mix[at];
    });
  }
  const placed = kinds.map(({ count }, at) => count - left[at]);
  return { instances, placed, total: placed.reduce((sum, count) => sum + count, 0) };
}

/** One instance: always the kind that is furthest, in size, behind its fair part. */
function fairMix(
  kinds: readonly TaskKind[],
  order: readonly number[],
  sizes: readonly number[],
  left: readonly number[],
  instances: number,
  host: Host,
): number[] {
  const mix = kinds.map(() => 0);
  let state: State = { ...host, count: 1, taken: host.ports };
  for (;;) {
    let best: number | undefined;
    let furthest = Number.NEGATIVE_INFINITY;
    for (const at of order) {
      const behind = (left[at] / instances - mix[at]) * sizes[at];
      if (mix[at] < left[at] && behind > furthest && fits(state, kinds[at]) > 0) {
        furthest = behind;
        best = at;
      }
    }
    if (best === undefined) {
      return mix;
    }
    state = after(state, kinds[best], 1, 1);
    mix[best] += 1;
  }
}

/** Puts up to `left` tasks on the instances of a state, first instance first. Returns how many it took. */
function fill(state: State, kind: TaskKind, left: number, keep: (state: State) => void): number {
  const each = left > 0 ? fits(state, kind) : 0;
  if (each === 0) {
    keep(state);
    return 0;
  }
  const tasks = Math.min(left, each * state.count);
  const full = Math.floor(tasks / each);
  const rest = tasks - full * each;
  const untouched = state.count - full - (rest > 0 ? 1 : 0);
  if (full > 0) {
    keep(after(state, kind, each, full));
  }
  if (rest > 0) {
    keep(after(state, kind, rest, 1));
  }
  if (untouched > 0) {
    state.count = untouched;
    keep(state);
  }
  return tasks;
}

function fits(state: State, kind: TaskKind): number {
  let each = Number.MAX_SAFE_INTEGER;
  if (kind.cpu > 0) {
    each = Math.floor(state.cpu / kind.cpu);
  }
  if (kind.memory > 0) {
    each = Math.min(each, Math.floor(state.memory / kind.memory));
  }
  if (kind.eni > 0) {
    each = Math.min(each, Math.floor(state.eni / kind.eni));
  }
  if (kind.gpu > 0) {
    each = Math.min(each, Math.floor(state.gpu / kind.gpu));
  }
  if (kind.ports.length > 0 || kind.distinct) {
    const blocked = tokens(kind).some((token) => state.taken.includes(token)) || exceedsPorts(state.taken, kind.ports);
    each = blocked ? 0 : Math.min(each, 1);
  }
  // A host whose daemons and reserved memory take more than it has holds nothing, not less than nothing.
  return Math.max(each, 0);
}

function after(state: State, kind: TaskKind, tasks: number, count: number): State {
  return {
    count,
    cpu: state.cpu - tasks * kind.cpu,
    memory: state.memory - tasks * kind.memory,
    eni: state.eni - tasks * kind.eni,
    gpu: state.gpu - tasks * kind.gpu,
    taken: kind.ports.length > 0 || kind.distinct ? [...state.taken, ...tokens(kind)] : state.taken,
  };
}

/**
 * Ports that an instance may give away for fixed ones: 100 of each protocol, of which six of TCP are its own. Those that are
 * assigned do not count. ECS API reference, PortMapping.
 */
const MOST_PORTS = { tcp: 94, udp: 100 };

function exceedsPorts(taken: readonly string[], more: readonly string[]): boolean {
  return Object.entries(MOST_PORTS).some(([protocol, most]) => {
    const of = (ports: readonly string[]) => ports.filter((port) => port.endsWith(`/${protocol}`)).length;
    return of(more) > 0 && of(taken) + of(more) > most;
  });
}

/** The parts of an instance that a task takes for itself alone. */
function tokens(kind: TaskKind): readonly string[] {
  return kind.distinct ? [...kind.ports, `task:${kind.name}`] : kind.ports;
}

interface Needs {
  readonly cpu: number;
  readonly memory: number;
  readonly eni: number;
  readonly gpu: number;
}

/** For each step, the least that any kind from there on needs: an instance with less is full. */
function leastNeeds(kinds: readonly TaskKind[], order: readonly number[]): (Needs | undefined)[] {
  const least: (Needs | undefined)[] = [undefined];
  for (const at of [...order].reverse()) {
    const kind = kinds[at];
    const later = least[0];
    least.unshift({
      cpu: Math.min(kind.cpu, later?.cpu ?? kind.cpu),
      memory: Math.min(kind.memory, later?.memory ?? kind.memory),
      eni: Math.min(kind.eni, later?.eni ?? kind.eni),
      gpu: Math.min(kind.gpu, later?.gpu ?? kind.gpu),
    });
  }
  return least;
}

function holds(state: Needs, needs: Needs | undefined): boolean {
  return (
    needs !== undefined &&
    state.cpu >= needs.cpu &&
    state.memory >= needs.memory &&
    state.eni >= needs.eni &&
    state.gpu >= needs.gpu
  );
}

/**
 * The orders to try: tasks that need processors and tasks that need memory by turns, which leaves the fewest gaps when
 * there are many kinds; then largest first, by the sum of the shares of the host that a task takes, by the largest, by
 * memory.
 */
function orders(kinds: readonly TaskKind[], host: Host): number[][] {
  const shares = kinds.map((kind) => SCALARS.map((dimension) => shareOf(kind, dimension, host)));
  const turns = alternating(sorted(kinds, (at) => shares[at][0] - shares[at][1]));
  const largest = (at: number) => Math.max(...shares[at]);
  return [
    turns,
    sorted(kinds, (at) => shares[at].reduce((sum, value) => sum + value, 0)),
    // A stable sort: tasks of one size stay in turns.
    [...turns].sort((one, other) => largest(other) - largest(one)),
    sorted(kinds, largest),
    sorted(kinds, (at) => kinds[at].memory),
  ];
}

/** First, last, second, last but one, ... */
function alternating(order: readonly number[]): number[] {
  const half = Math.ceil(order.length / 2);
  const back = [...order.slice(half)].reverse();
  return order.slice(0, half).flatMap((at, index) => (index < back.length ? [at, back[index]] : [at]));
}

function shareOf(kind: TaskKind, dimension: (typeof SCALARS)[number], host: Host): number {
  return kind[dimension] / Math.max(host[dimension], 1e-9);
}

/** Largest first; ties are settled by what the tasks are, so that the order given does not matter. */
function sorted(kinds: readonly TaskKind[], size: (at: number) => number): number[] {
  const sizes = kinds.map((_, at) => size(at));
  return kinds.map((_, at) => at).sort((one, other) => sizes[other] - sizes[one] || compare(kinds[one], kinds[other]));
}

function compare(one: TaskKind, other: TaskKind): number {
  for (const dimension of SCALARS) {
    if (one[dimension] !== other[dimension]) {
      return other[dimension] - one[dimension];
    }
  }
  return one.name < other.name ? -1 : one.name > other.name ? 1 : other.count - one.count;
}

function better(one: Packing, other: Packing): boolean {
  return one.total > other.total || (one.total === other.total && one.instances < other.instances);
}

function total(kinds: readonly TaskKind[]): number {
  return kinds.reduce((sum, { count }) => sum + count, 0);
}
