import { Duration } from 'aws-cdk-lib';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { integerFault, seconds } from '../internal/value-faults';

/** The treatment of managed instances that run no task. */
@guarded
export class IdleInstances {
  /**
   * They are terminated after that time. Fails with `IdleInstances.terminateAfter` outside of 0 to 3,600 seconds.
   *
   * @param delay from 0 to 3,600 seconds
   */
  public static terminateAfter(delay: Duration): IdleInstances {
    failAll(
      undefined,
      integerFault('IdleInstances.terminateAfter', "'delay' in seconds", seconds(delay), 0, 3600).map((fault) => ({
        ...fault,
        message: `${fault.message}; IdleInstances.keep() keeps them for good`,
      })),
    );
    return new IdleInstances(delay.toSeconds());
  }

  /** They stay, and cost, until they are 14 days old. */
  public static keep(): IdleInstances {
    return new IdleInstances(-1);
  }

  private constructor(
    /** `ScaleInAfter`: seconds, or -1. */
    public readonly scaleInAfter: number,
  ) {}
}
