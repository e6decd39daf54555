import { guarded } from '../internal/guard/guarded';
import type { ServiceScalingOptions } from './scaling-options';

/**
 * The desired count of a service: fixed, or scaled between two limits. One choice: every deployment would set a fixed count
 * again, whatever the scaling did.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 */
@guarded
export class DesiredCount {
  /**
   * So many tasks, as long as nobody changes it.
   *
   * @param tasks at least 0
   */
  public static fixed(tasks: number): DesiredCount {
    return new DesiredCount(tasks, undefined);
  }

  /** As many tasks as the load asks for. The template then holds no desired count, so a deployment never resets it. */
  public static scaled(options: ServiceScalingOptions): DesiredCount {
    return new DesiredCount(undefined, options);
  }

  private constructor(
    /** @internal */
    public readonly _tasks: number | undefined,
    /** @internal */
    public readonly _scaling: ServiceScalingOptions | undefined,
  ) {}
}
