/** The resources of an instance type that tasks may use. */
export interface InstanceType {
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  /** CPU units: 1,024 for each vCPU. */
  readonly cpu: number;
  /** Nominal memory. What registers with ECS is less, see `registeredMemory`. */
  readonly memoryMiB: number;
  /** `awsvpc` tasks without ENI trunking. */
  readonly eniTasks: number;
  /** `awsvpc` tasks with ENI trunking; absent where the type does not support it. */
  readonly trunkTasks?: number;
  readonly gpus: number;
}

let lines: Map<string, string> | undefined;
const parsed = new Map<string, Map<string, InstanceType>>();

/** The instance type of that name, or `undefined` when the table does not know it. */
export function instanceType(name: string): InstanceType | undefined {
  return family(name.split('.', 1)[0]).get(name);
}

/** Every instance type of the table, sorted by family and size. */
export function instanceTypes(): InstanceType[] {
  return [...families().keys()].flatMap((name) => [...family(name).values()]);
}

/**
 * The part of an instance's memory that ECS can give to tasks: the kernel and the firmware keep some.
 *
 * AWS's example is 7,985 of 8,192 MiB (97.5 %); the plan takes 97 %.
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
      ...(trunk !== '-' && { trunkTasks: Number(trunk) }),
      gpus: gpus === undefined ? 0 : Number(gpus.slice(1)),
    };
  });
}
