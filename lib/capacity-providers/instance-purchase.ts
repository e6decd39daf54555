import { fail } from '../internal/errors';
import { number } from '../internal/template-value';

/** A mix of on-demand and Spot instances. */
export interface MixedPurchaseOptions {
  /**
   * Instances on demand before any Spot instance is launched.
   *
   * @default 0
   */
  readonly onDemandBase?: number;

  /** Part of the instances beyond the base that are Spot, in percent from 0 to 100. */
  readonly spotPercent: number;
}

/** How the instances of a group are bought. */
export class InstancePurchase {
  /** On demand: AWS does not take them back. */
  public static onDemand(): InstancePurchase {
    return new InstancePurchase(0, 0);
  }

  /** Spot: spare instances at a discount, taken back with two minutes' warning. */
  public static spot(): InstancePurchase {
    return new InstancePurchase(0, 100);
  }

  /** Both. Fails with `InstancePurchase.onDemandBase` and `InstancePurchase.spotPercent` outside of their ranges. */
  public static mixed(options: MixedPurchaseOptions): InstancePurchase {
    return new InstancePurchase(options.onDemandBase ?? 0, options.spotPercent);
  }

  private constructor(
    /** Instances on demand before any Spot instance. */
    public readonly onDemandBase: number,
    /** Percent of the instances beyond the base that are Spot. */
    public readonly spotPercent: number,
  ) {
    const [base, percent] = [number(onDemandBase), number(spotPercent)];
    if (base !== undefined && (!Number.isInteger(base) || base < 0)) {
      fail(
        undefined,
        'InstancePurchase.onDemandBase',
        `'onDemandBase' must be an integer of at least 0, got ${onDemandBase}`,
      );
    }
    if (percent !== undefined && (!Number.isInteger(percent) || percent < 0 || percent > 100)) {
      fail(
        undefined,
        'InstancePurchase.spotPercent',
        `'spotPercent' must be an integer from 0 to 100, got ${spotPercent}`,
      );
    }
  }

  /** Whether some instances may be Spot. */
  public get usesSpot(): boolean {
    return this.spotPercent !== 0;
  }
}
