import { Duration } from 'aws-cdk-lib';
import { fail } from '../internal/errors';
import { number } from '../internal/template-value';

/** What becomes of managed instances without tasks. */
export class IdleInstances {
  /**
   * They are terminated after that time. Fails with `IdleInstances.terminateAfter` outside of 0 to 3,600 seconds.
   *
   * @param delay from 0 to 3,600 seconds
   */
  public static terminateAfter(delay: Duration): IdleInstances {
    const seconds = delay.toSeconds();
    const known = number(seconds);
    if (known !== undefined && (known < 0 || known > 3600)) {
      fail(
        undefined,
        'IdleInstances.terminateAfter',
        `'delay' must be from 0 to 3600 seconds, got ${known}; IdleInstances.keep() keeps them for good`,
      );
    }
    return new IdleInstances(seconds);
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
