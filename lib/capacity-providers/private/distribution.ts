/** The least and the largest number of tasks of a provider. */
export interface Share {
  readonly minimum: number;
  readonly maximum: number;
}

/** Base and weight of one provider; weights are not all 0. */
export interface Weighted {
  readonly base: number;
  readonly weight: number;
}

/**
 * Distributes `taskCount` tasks of one service over the providers of a strategy, as ECS does.
 *
 * Documented: the base comes first, the rest follows the ratio of the weights, and a provider of weight 0 gets nothing
 * beyond its base. Not documented: who gets the tasks that the ratio leaves over. Every provider with a weight may get
 * none, some or all of those, so its share is a range then.
 */
export function distribute(taskCount: number, providers: readonly Weighted[]): Share[] {
  const bases = takeBases(taskCount, providers);
  const rest = taskCount - sum(bases);
  const total = sum(providers.map(({ weight }) => weight));
  const guaranteed = providers.map(({ weight }) => Math.floor((rest * weight) / total));
  const leftOver = rest - sum(guaranteed);
  return providers.map(({ weight }, index) => {
    const minimum = bases[index] + guaranteed[index];
    return { minimum, maximum: weight > 0 ? minimum + leftOver : minimum };
  });
}

function takeBases(taskCount: number, providers: readonly Weighted[]): number[] {
  let left = taskCount;
  return providers.map(({ base }) => {
    const taken = Math.min(left, base);
    left -= taken;
    return taken;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
