/*
 * Planning 1,000,000 tasks of 1,000 kinds over 200 instance types, against first fit written the obvious way: every task
 * looks at every instance. Both pack the same tasks; the obvious way is timed on one type only.
 *
 *   npm run bench -- capacity-plan (with NODE_OPTIONS=--expose-gc for the memory)
 */
import { instanceTypes, registeredMemory } from '../lib/internal/instance-types';
import { Host, lowerBound, pack, TaskKind } from '../lib/internal/packing';

const KINDS = 1_000;
const TASKS = 1_000_000;
const TYPES = 200;

export function run(): void {
  const hosts = hostsThatHoldAll();
  const middle = hosts[Math.floor(hosts.length / 2)];

  for (const tasks of [TASKS / 10, TASKS]) {
    const some = kinds(tasks);
    const [obvious, obviousMs] = timed(() => firstFitTaskByTask(some, middle));
    const [counted, countedMs] = timed(() => pack(some, middle).instances);
    print(
      `${tasks} tasks of ${KINDS} kinds on one type`,
      `obvious ${ms(obviousMs)}, counted ${ms(countedMs)}: ${Math.round(obviousMs / countedMs)} times as fast`,
    );
    print('  instances', `obvious ${obvious}, counted ${counted}, lower bound ${lowerBound(some, middle)}`);
  }

  for (const tasks of [TASKS / 10, TASKS, TASKS * 10]) {
    const all = kinds(tasks);
    const before = heap();
    const [, oneMs] = timed(() => pack(all, middle));
    const kept = collect === undefined ? '' : `, ${Math.round((heap() - before) / 1024)} KiB kept`;
    print(`${tasks} tasks on one type`, `${ms(oneMs)}${kept}`);
  }

  const all = kinds(TASKS);
  const [instances, allMs] = timed(() => hosts.map((host) => pack(all, host).instances));
  const bounds = hosts.map((host) => lowerBound(all, host));
  const worst = Math.max(...instances.map((count, index) => count / bounds[index]));
  print(
    `${TASKS} tasks on each of ${hosts.length} types`,
    `${ms(allMs)}, at most ${worst.toFixed(3)} of the lower bound`,
  );
}

/** Instance types that hold the largest task, spread over the table. */
function hostsThatHoldAll(): Host[] {
  const fitting = instanceTypes().filter((type) => type.cpu >= 4096 && type.memoryMiB >= 32768);
  return Array.from({ length: TYPES }, (_, index) => fitting[Math.floor((index * fitting.length) / TYPES)]).map(
    (type) => ({
      cpu: type.cpu,
      memory: registeredMemory(type.memoryMiB),
      eni: type.trunkTasks ?? type.eniTasks,
      gpu: type.gpus,
      ports: [],
    }),
  );
}

/** Kinds of many sizes, the same in every run. */
function kinds(tasks: number): TaskKind[] {
  let state = 42;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: KINDS }, (_, index) => ({
    name: `kind${index}`,
    count: tasks / KINDS,
    cpu: 64 * (1 + next(32)),
    memory: 128 * (1 + next(64)),
    eni: 1,
    gpu: 0,
    ports: [],
  }));
}

/** Largest first, each task into the first instance that has room. */
function firstFitTaskByTask(list: readonly TaskKind[], host: Host): number {
  const share = (kind: TaskKind) => Math.max(kind.cpu / host.cpu, kind.memory / host.memory, kind.eni / host.eni);
  const tasks = [...list]
    .sort((one, other) => share(other) - share(one))
    .flatMap((kind) => Array.from({ length: kind.count }, () => kind));
  const instances: { cpu: number; memory: number; eni: number }[] = [];
  for (const { cpu, memory, eni } of tasks) {
    let instance = instances.find((each) => each.cpu >= cpu && each.memory >= memory && each.eni >= eni);
    if (instance === undefined) {
      instance = { cpu: host.cpu, memory: host.memory, eni: host.eni };
      instances.push(instance);
    }
    instance.cpu -= cpu;
    instance.memory -= memory;
    instance.eni -= eni;
  }
  return instances.length;
}

function timed<T>(work: () => T): [T, number] {
  const start = process.hrtime.bigint();
  const result = work();
  return [result, Number(process.hrtime.bigint() - start) / 1e6];
}

/** Memory tells something only where garbage can be collected on demand. */
const collect = (globalThis as { gc?: () => void }).gc;

function heap(): number {
  collect?.();
  return process.memoryUsage().heapUsed;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function print(what: string, result: string): void {
  process.stdout.write(`${what.padEnd(44)} ${result}\n`);
}
