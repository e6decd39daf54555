/** Ratios of two ways to do one thing, measured in turns in one process, so that the machine's mood hits both. */
export interface Paired {
  readonly baseline: number;
  readonly ours: number;
  readonly ratio: number;
}

/** Runs both in turns and compares their medians, in ms of CPU time. One round of each goes uncounted. */
export function paired(baseline: () => void, ours: () => void, rounds: number): Paired {
  const times = { baseline: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0;
    for (const which of first ? (['baseline', 'ours'] as const) : (['ours', 'baseline'] as const)) {
      const elapsed = timed(which === 'baseline' ? baseline : ours);
      if (round > 0) {
        times[which].push(elapsed);
      }
    }
  }
  const result = { baseline: median(times.baseline), ours: median(times.ours) };
  return { ...result, ratio: result.ours / result.baseline };
}

/** CPU time of a synchronous run, in ms: what it takes when nothing else runs, also when something does. */
export function timed(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The time that something takes, in ms: of processors, and by the clock. */
export interface Spent {
  readonly cpu: number;
  readonly wall: number;
}

/** Runs something once. */
export function spent(run: () => void): Spent {
  const start = performance.now();
  const cpu = timed(run);
  return { cpu, wall: performance.now() - start };
}

/** The median of each. */
export function medianSpent(all: readonly Spent[]): Spent {
  return { cpu: median(all.map(({ cpu }) => cpu)), wall: median(all.map(({ wall }) => wall)) };
}

/** As `24.5 % CPU (203 ms), 22.1 % wall (210 ms)`. */
export function share({ cpu, wall }: Spent, of: Spent): string {
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1).padStart(5)} %`;
  return `${percent(cpu, of.cpu)} CPU (${cpu.toFixed(0)} ms), ${percent(wall, of.wall)} wall (${wall.toFixed(0)} ms)`;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Exponent of growth between two sizes: 1 is linear. */
export function exponent(small: number, timeOfSmall: number, large: number, timeOfLarge: number): number {
  return Math.log(timeOfLarge / timeOfSmall) / Math.log(large / small);
}
