import { Token, Tokenization } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import {
  INSTANCE_CPU_UNITS,
  allowedAround,
  fargateSizes,
  isFargateSize,
  pairText,
  smallestHolding,
} from './private/fargate-sizes';
import { cpuUnitsOf, memoryMiBOf } from './private/size-text';

/** The needs of one container. Any container options of aws-ecs fit. */
export interface ContainerSizeNeeds {
  /**
   * CPU units reserved for the container.
   *
   * @default 0 - the container shares what the others leave
   */
  readonly cpu?: number;

  /**
   * Hard memory limit, in MiB.
   *
   * @default - the soft limit counts
   */
  readonly memoryLimitMiB?: number;

  /**
   * Soft memory limit, in MiB. Counts only where there is no hard limit.
   *
   * @default 0
   */
  readonly memoryReservationMiB?: number;
}

/**
 * The needs of a task, to find the smallest Fargate size that holds it. The needs of the task and of its containers add
 * up.
 */
export interface TaskSizeNeeds {
  /**
   * CPU units that the task needs beside those of `containers`.
   *
   * @default 0
   */
  readonly cpuUnits?: number;

  /**
   * Memory that the task needs beside that of `containers`, in MiB.
   *
   * @default 0
   */
  readonly memoryMiB?: number;

  /**
   * The containers of the task: CPU units add up, memory too (the hard limit, else the soft one).
   *
   * @default - no containers: `cpuUnits` and `memoryMiB` are the whole need
   */
  readonly containers?: ContainerSizeNeeds[];

  /**
   * Operating system: Windows has no size below 1 vCPU or above 4 vCPU.
   *
   * @default - Linux
   */
  readonly operatingSystemFamily?: ecs.OperatingSystemFamily;
}

/** A size on EC2 or external instances, where every part is optional. */
export interface InstanceTaskSizeOptions {
  /**
   * CPU units that all containers of the task share, 128 to 196608 (0.125 to 192 vCPU).
   *
   * @default - no limit for the task; containers share the instance by their own `cpu`
   */
  readonly cpuUnits?: number;

  /**
   * Memory that all containers of the task share, in MiB.
   *
   * @default - no limit for the task; every container then needs a limit or a reservation of its own
   */
  readonly memoryMiB?: number;
}

/**
 * Size of a task: CPU and memory that ECS sets aside for it.
 *
 * Fargate sells fixed pairs only, from 256/512 (0.25 vCPU, 0.5 GB) to 32768/249856 (32 vCPU, 244 GB). A pair that is not
 * for sale fails here instead of at deployment. Values known only at deployment (tokens) are let through.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
@guarded
export class TaskSize {
  /**
   * A Fargate size.
   *
   * Fails with `TaskSize.noSuchPair` when Fargate does not have it; the message names the allowed values and the nearest
   * sizes below and above.
   *
   * @param cpuUnits CPU units, 1024 to a vCPU
   * @param memoryMiB memory in MiB
   */
  public static of(cpuUnits: number, memoryMiB: number): TaskSize {
    if (!Token.isUnresolved(cpuUnits) && !Token.isUnresolved(memoryMiB) && !isFargateSize({ cpuUnits, memoryMiB })) {
      fail(
        undefined,
        'TaskSize.noSuchPair',
        `Fargate has no size with 'cpuUnits' ${cpuUnits} and 'memoryMiB' ${memoryMiB}: ${allowedAround({ cpuUnits, memoryMiB })}`,
      );
    }
    return new TaskSize(true, cpuUnits, memoryMiB);
  }

  /**
   * A Fargate size in words: `TaskSize.parse('1 vCPU', '2 GB')`.
   *
   * Takes what ECS itself takes: `1 vCPU`, `.25 vcpu` or `1024`; `2 GB`, `0.5GB` or `2048`. Fails with `TaskSize.text` for
   * anything else, and with `TaskSize.noSuchPair` when Fargate does not have the size.
   *
   * @param cpu CPU: with the unit `vCPU`, or a number of CPU units
   * @param memory memory: with the unit `GB`, or a number of MiB
   */
  public static parse(cpu: string, memory: string): TaskSize {
    const cpuUnits = Token.isUnresolved(cpu) ? Token.asNumber(cpu) : cpuUnitsOf(cpu);
    const memoryMiB = Token.isUnresolved(memory) ? Token.asNumber(memory) : memoryMiBOf(memory);
    if (cpuUnits === undefined) {
      fail(undefined, 'TaskSize.text', `'cpu' must read like '1 vCPU', '.25 vCPU' or '1024', got '${cpu}'`);
    }
    if (memoryMiB === undefined) {
      fail(undefined, 'TaskSize.text', `'memory' must read like '2 GB', '0.5 GB' or '2048', got '${memory}'`);
    }
    return TaskSize.of(cpuUnits, memoryMiB);
  }

  /**
   * The smallest Fargate size that holds the needs: the fewest vCPUs, then the least memory.
   *
   * It is also the cheapest. Fargate bills vCPU-hours and GB-hours. Within what holds the needs, fewer vCPUs nearly always
   * come with no more memory, so no prices are needed to decide; the one exception (more than 8 vCPU and 56 to 60 GB: 16
   * vCPU with 64 GB, or 32 vCPU with 60 GB) pays for 16 vCPUs to save 4 GB, and a vCPU costs about nine times a GB.
   *
   * Fails with `TaskSize.tooLarge` when the needs exceed the largest size, and with `TaskSize.unknownNeed` when a need is
   * known only at deployment.
   */
  public static smallestFor(needs: TaskSizeNeeds): TaskSize {
    const containers = needs.containers ?? [];
    const cpuUnits = total('cpuUnits', [needs.cpuUnits, ...containers.map(({ cpu }) => cpu)]);
    const memoryMiB = total('memoryMiB', [
      needs.memoryMiB,
      ...containers.map((container) => container.memoryLimitMiB ?? container.memoryReservationMiB),
    ]);
    const windows = needs.operatingSystemFamily?.isWindows() ?? false;
    const size = smallestHolding({ cpuUnits, memoryMiB }, windows);
    if (size === undefined) {
      const largest = fargateSizes(windows).pop()!;
      fail(
        undefined,
        'TaskSize.tooLarge',
        `Fargate${windows ? ' on Windows' : ''} has no size that holds ${needText(cpuUnits, memoryMiB)}, the largest is ${pairText(largest)}; split the task or place it on instances`,
      );
    }
    return new TaskSize(true, size.cpuUnits, size.memoryMiB);
  }

  /**
   * A size for EC2 or external instances, where nearly any value goes and both may be left out.
   *
   * Fails with `TaskSize.instanceRange` when `cpuUnits` is not an integer from 128 to 196608, or `memoryMiB` not a positive
   * integer.
   */
  public static onInstances(options: InstanceTaskSizeOptions = {}): TaskSize {
    const { cpuUnits, memoryMiB } = options;
    const { min, max } = INSTANCE_CPU_UNITS;
    if (cpuUnits !== undefined && !isWhole(cpuUnits, min, max)) {
      fail(
        undefined,
        'TaskSize.instanceRange',
        `'cpuUnits' must be an integer from ${min} to ${max}, got ${cpuUnits}; leave it out to share the instance by the containers' own 'cpu'`,
      );
    }
    if (memoryMiB !== undefined && !isWhole(memoryMiB, 1, Number.MAX_SAFE_INTEGER)) {
      fail(undefined, 'TaskSize.instanceRange', `'memoryMiB' must be a positive integer, got ${memoryMiB}`);
    }
    return new TaskSize(false, cpuUnits, memoryMiB);
  }

  private constructor(
    /** Whether this is a pair that Fargate has (or may have, where a value is known only at deployment). */
    public readonly fargate: boolean,
    /** CPU units, 1024 to a vCPU. */
    public readonly cpuUnits?: number,
    /** Memory in MiB. */
    public readonly memoryMiB?: number,
  ) {}

  /** The size as `256/512`: CPU units and MiB. */
  public toString(): string {
    return `${this.cpuText ?? '-'}/${this.memoryText ?? '-'}`;
  }

  /** CPU units as `ecs.TaskDefinitionProps.cpu` takes them. */
  public get cpuText(): string | undefined {
    return this.cpuUnits === undefined ? undefined : Tokenization.stringifyNumber(this.cpuUnits);
  }

  /** Memory as `ecs.TaskDefinitionProps.memoryMiB` takes it. */
  public get memoryText(): string | undefined {
    return this.memoryMiB === undefined ? undefined : Tokenization.stringifyNumber(this.memoryMiB);
  }
}

function total(need: string, values: readonly (number | undefined)[]): number {
  return values.reduce<number>((sum, value = 0) => {
    if (Token.isUnresolved(value)) {
      fail(
        undefined,
        'TaskSize.unknownNeed',
        `'${need}' must be known at synthesis to find a size for it, got a token; name the size with TaskSize.of`,
      );
    }
    if (!Number.isFinite(value) || value < 0) {
      fail(undefined, 'TaskSize.negativeNeed', `'${need}' must be zero or more, got ${value}`);
    }
    return sum + value;
  }, 0);
}

function isWhole(value: number, min: number, max: number): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max);
}

/** A need as it was given: without CPU units, or without memory, only the other counts. */
function needText(cpuUnits: number, memoryMiB: number): string {
  return [...(cpuUnits > 0 ? [`${cpuUnits} CPU units`] : []), ...(memoryMiB > 0 ? [`${memoryMiB} MiB`] : [])].join(
    ' and ',
  );
}
