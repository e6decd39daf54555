/** Whether instances of a type can have a trunk network interface. */
export type TrunkSupport = 'never' | 'doubted' | 'supported';

/** The known facts of an instance type. */
export interface InstanceType {
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** CPU units: 1,024 for each vCPU. */
  readonly cpu: number;
  /** Nominal memory. What registers with ECS is less, see `registeredMemory`. */
  readonly memoryMiB: number;
  /** `awsvpc` tasks without ENI trunking. */
  readonly eniTasks: number;
  /** Whether it can have a trunk: for sure not, not by the ECS developer guide, or as far as is known. */
  readonly trunking: TrunkSupport;
  /** `awsvpc` tasks with ENI trunking; absent where it is not sure that the type supports it. */
  readonly trunkTasks?: number;
  readonly gpus: number;
}

let lines: Map<string, string> | undefined;
const parsed = new Map<string, Map<string, InstanceType>>();

/** The instance type of that name, or `undefined` when the table does not know it. */
export function instanceType(name: string): InstanceType | undefined {
  return family(name.split('.', 1)[0]).get(name);
}

/** Families that the table has not and the ECS developer guide calls unsupported for trunking (as the table's `?`). */
const DOUBTED_FAMILIES = ['g3', 'g3s', 'mac1', 'u-12tb1', 'u-9tb1'];

/** Whether instances of a type can have a trunk. A type that the table does not know is like its family, or can. */
export function trunkSupport(name: string): TrunkSupport {
  const known = instanceType(name);
  if (known !== undefined) {
    return known.trunking;
  }
  const [familyName] = name.split('.', 1);
  const siblings = [...new Set([...family(familyName).values()].map(({ trunking }) => trunking))];
  return DOUBTED_FAMILIES.includes(familyName) ? 'doubted' : siblings.length === 1 ? siblings[0] : 'supported';
}

/** The accelerators of an instance type; those of AWS are known by the name of the family. */
export function acceleratorOf(name: string): 'none' | 'gpu' | 'neuron' {
  return /^(inf|trn)\d/.test(name) ? 'neuron' : (instanceType(name)?.gpus ?? 0) > 0 ? 'gpu' : 'none';
}

/** Every instance type of the table, sorted by family and size. */
export function instanceTypes(): InstanceType[] {
  return [...families().keys()].flatMap((name) => [...family(name).values()]);
}

/**
 * The part of an instance's memory that ECS can give to tasks: the kernel and the firmware keep some.
 *
 * The agent registers "the total memory available to the operating system", less `ECS_RESERVED_MEMORY`. No page and no API tells it by
 * type before an instance has registered: AWS's only example is 7,985 of 8,192 MiB, 97.5 %, of an m4.large (read 2026-11-29). The plan
 * takes 97 %; small types may register less.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 * @see https://docs.aws.amazon.com/batch/latest/userguide/memory-management.html
 */
export function registeredMemory(memoryMiB: number): number {
  return Math.floor(memoryMiB * 0.97);
}

function families(): Map<string, string> {
  if (lines === undefined) {
    // 30 KB that only a plan needs: loaded on first use.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const table = require('./instance-type-table') as typeof import('./instance-type-table');
    lines = new Map(table.INSTANCE_FAMILIES.map((line) => [line.slice(0, line.indexOf(' ')), line]));
  }
  return lines;
}

function family(name: string): Map<string, InstanceType> {
  const known = parsed.get(name);
  if (known) {
    return known;
  }
  const line = families().get(name);
  const types = new Map(line ? parse(line).map((type) => [type.name, type]) : []);
  parsed.set(name, types);
  return types;
}

function parse(line: string): InstanceType[] {
  const [, name, architecture, rows] = /^(\S+) ([xa]) (.*)$/.exec(line)!;
  return rows.split(',').map((row) => {
    const [size, vcpu, memory, eni, trunk, gpus] = row.split(' ');
    return {
      name: `${name}.${size}`,
      architecture: architecture === 'a' ? 'arm64' : 'x86_64',
      cpu: Number(vcpu) * 1024,
      memoryMiB: memory.endsWith('m') ? Number(memory.slice(0, -1)) : Number(memory) * 1024,
      eniTasks: Number(eni),
      trunking: trunk === '-' ? 'never' : trunk === '?' ? 'doubted' : 'supported',
      ...(/\d/.test(trunk) && { trunkTasks: Number(trunk) }),
      gpus: gpus === undefined ? 0 : Number(gpus.slice(1)),
    };
  });
}
