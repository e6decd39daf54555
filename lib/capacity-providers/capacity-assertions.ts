import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { CapacityPlan } from './capacity-plan';
import type { CapacityStrategy } from './capacity-strategy';

/**
 * Assertions on the capacity of an app, for unit tests. Each throws with a message that says what was found instead.
 *
 * For any test framework: nothing here depends on one.
 */
@guarded
export class CapacityAssertions {
  /**
   * A strategy places `taskCount` tasks exactly so; a provider that is not named gets none.
   *
   * Fails with `CapacityAssertions.places` when it does not, or when AWS does not document who gets the odd tasks.
   *
   * @param strategy the strategy
   * @param taskCount tasks of one service
   * @param expected tasks by the name of the capacity provider
   */
  public static places(
    strategy: CapacityStrategy,
    taskCount: number,
    expected: { [capacityProviderName: string]: number },
  ): void {
    const found = strategy.distribute(taskCount);
    const wrong =
      found.some(
        ({ capacityProviderName, minimum, maximum }) =>
          minimum !== maximum || minimum !== (expected[capacityProviderName] ?? 0),
      ) ||
      Object.keys(expected).some((name) => found.every(({ capacityProviderName }) => capacityProviderName !== name));
    if (wrong) {
      const shown = found.map(
        ({ capacityProviderName, minimum, maximum }) =>
          `${capacityProviderName} ${minimum === maximum ? minimum : `${minimum} to ${maximum}`}`,
      );
      const wanted = Object.entries(expected).map(([name, count]) => `${name} ${count}`);
      fail(
        undefined,
        'CapacityAssertions.places',
        `${taskCount} tasks are placed as ${shown.join(', ')}, expected ${wanted.join(', ')}`,
      );
    }
  }

  /**
   * A provider holds its services at their maximum, and a deployment then too, whatever instance types it launches.
   *
   * Fails with `CapacityAssertions.holdsMaximum` when it does not, or when no service uses such a provider.
   *
   * @param plan the plan of the app
   * @param provider construct path of the provider, or the end of it
   */
  public static holdsMaximum(plan: CapacityPlan, provider: string): void {
    const capacity = plan.of(provider);
    if (capacity === undefined) {
      fail(
        undefined,
        'CapacityAssertions.holdsMaximum',
        `no service uses a provider '${provider}'; the plan has ${plan.providers.map(({ provider: path }) => path).join(', ') || 'none'}`,
      );
    }
    const { maxSize, max, deployment } = capacity;
    const most = Math.max(max.mostInstances, deployment.mostInstances);
    if (maxSize !== undefined && most > maxSize) {
      fail(
        undefined,
        'CapacityAssertions.holdsMaximum',
        `'${provider}' has at most ${maxSize} instances, its maximum of ${max.tasks} tasks needs up to ${max.mostInstances} and a deployment up to ${deployment.mostInstances} (limited by ${max.limitedBy})`,
      );
    }
  }

  private constructor() {}
}
