/*
 * Fargate task sizes.
 *
 * Source: rules E3047/E3048 of @aws/cloudformation-validate 1.14.0 (in aws-cdk-lib 2.276.0), enumerated by running the
 * engine over every candidate; the 32 vCPU row as the ECS developer guide has it (60, 120 and 244 GB, Linux platform
 * version 1.4.0). Windows needs at least 1 vCPU and has no size above 4 vCPU. Read 2026-11-20.
 */

/** One CPU size and the memory sizes it comes with: from `min` to `max` in steps, or the list where it is irregular. */
interface FargateTier {
  readonly cpuUnits: number;
  readonly memory: { readonly min: number; readonly max: number; readonly step: number } | readonly number[];
  readonly windows: boolean;
}

/** A pair of CPU units and MiB. */
export interface SizePair {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

/** Smallest first. */
const TIERS: readonly FargateTier[] = [
  { cpuUnits: 256, memory: [512, 1024, 2048], windows: false },
  { cpuUnits: 512, memory: { min: 1024, max: 4096, step: 1024 }, windows: false },
  { cpuUnits: 1024, memory: { min: 2048, max: 8192, step: 1024 }, windows: true },
  { cpuUnits: 2048, memory: { min: 4096, max: 16384, step: 1024 }, windows: true },
  { cpuUnits: 4096, memory: { min: 8192, max: 30720, step: 1024 }, windows: true },
  { cpuUnits: 8192, memory: { min: 16384, max: 61440, step: 4096 }, windows: false },
  { cpuUnits: 16384, memory: { min: 32768, max: 122880, step: 8192 }, windows: false },
  { cpuUnits: 32768, memory: [61440, 122880, 249856], windows: false },
];

/** Task-level CPU units on EC2 and external instances: 0.125 to 192 vCPU. ECS API reference, read 2026-11-20. */
export const INSTANCE_CPU_UNITS = { min: 128, max: 196608 } as const;

/** Whether Fargate has the size. */
export function isFargateSize({ cpuUnits, memoryMiB }: SizePair, windows = false): boolean {
  const tier = TIERS.find((candidate) => candidate.cpuUnits === cpuUnits);
  return tier !== undefined && (tier.windows || !windows) && smallestMemory(tier, memoryMiB) === memoryMiB;
}

/** The size with the fewest CPU units, then the least memory, that holds both; `undefined` when none does. */
export function smallestHolding({ cpuUnits, memoryMiB }: SizePair, windows = false): SizePair | undefined {
  for (const tier of TIERS) {
    if (tier.cpuUnits >= cpuUnits && (tier.windows || !windows)) {
      const memory = smallestMemory(tier, memoryMiB);
      if (memory !== undefined) {
        return { cpuUnits: tier.cpuUnits, memoryMiB: memory };
      }
    }
  }
  return undefined;
}

/** The size with the most CPU units, then the most memory, that exceeds neither; `undefined` when none does. */
export function largestWithin({ cpuUnits, memoryMiB }: SizePair, windows = false): SizePair | undefined {
  let found: SizePair | undefined;
  for (const tier of TIERS) {
    if (tier.cpuUnits <= cpuUnits && (tier.windows || !windows)) {
      const memory = largestMemory(tier, memoryMiB);
      found = memory === undefined ? found : { cpuUnits: tier.cpuUnits, memoryMiB: memory };
    }
  }
  return found;
}

/** Every size, smallest first. */
export function fargateSizes(windows = false): SizePair[] {
  return TIERS.filter((tier) => tier.windows || !windows).flatMap((tier) =>
    memorySizes(tier).map((memoryMiB) => ({ cpuUnits: tier.cpuUnits, memoryMiB })),
  );
}

/** The allowed values, for a message: the memory sizes of the CPU size, or the CPU sizes when there is none. */
export function allowedAround({ cpuUnits, memoryMiB }: SizePair, windows = false): string {
  const tier = TIERS.find((candidate) => candidate.cpuUnits === cpuUnits && (candidate.windows || !windows));
  const allowed =
    tier === undefined
      ? `'cpu' must be one of ${TIERS.filter((candidate) => candidate.windows || !windows)
          .map((candidate) => candidate.cpuUnits)
          .join(', ')}`
      : `'cpu' ${cpuUnits} goes with a memory of ${describeMemory(tier)} MiB`;
  const below = largestWithin({ cpuUnits, memoryMiB }, windows);
  const above = smallestHolding({ cpuUnits, memoryMiB }, windows);
  const nearest = [below && `${pairText(below)} below`, above && `${pairText(above)} above`].filter(Boolean).join(', ');
  return `${allowed}; nearest sizes: ${nearest}`;
}

/** A size as `256/512`. */
export function pairText({ cpuUnits, memoryMiB }: SizePair): string {
  return `${cpuUnits}/${memoryMiB}`;
}

function smallestMemory({ memory }: FargateTier, need: number): number | undefined {
  if (!('step' in memory)) {
    return memory.find((size) => size >= need);
  }
  const { min, max, step } = memory;
  const size = need <= min ? min : min + Math.ceil((need - min) / step) * step;
  return size <= max ? size : undefined;
}

function largestMemory({ memory }: FargateTier, limit: number): number | undefined {
  if (!('step' in memory)) {
    return memory.filter((size) => size <= limit).pop();
  }
  const { min, max, step } = memory;
  return limit < min ? undefined : min + Math.floor((Math.min(limit, max) - min) / step) * step;
}

function memorySizes({ memory }: FargateTier): readonly number[] {
  return 'step' in memory
    ? Array.from({ length: (memory.max - memory.min) / memory.step + 1 }, (_, i) => memory.min + i * memory.step)
    : memory;
}

function describeMemory({ memory }: FargateTier): string {
  return 'step' in memory ? `${memory.min} to ${memory.max} in steps of ${memory.step}` : memory.join(', ');
}
