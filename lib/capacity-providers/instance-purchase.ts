import { failAll } from '../internal/errors';
import { error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { isUnknown } from '../internal/template-value';
import { integerFault } from '../internal/value-faults';

/** A mix of on-demand and Spot instances. */
export interface MixedPurchaseOptions {
  /**
   * Instances on demand before any Spot instance is launched.
   *
   * @default 0
   */
  readonly onDemandBase?: number;

  /**
   * Part of the instances beyond the base that are Spot, in percent from 0 to 100.
   *
   * It must be known at synthesis: CloudFormation has the part on demand, and cannot subtract.
   */
  readonly spotPercent: number;
}

/** The purchase option of the instances of a group: On-Demand, Spot, or a mix of both. */
@guarded
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
    failAll(undefined, [
      ...integerFault('InstancePurchase.onDemandBase', "'onDemandBase'", onDemandBase, 0),
      ...integerFault('InstancePurchase.spotPercent', "'spotPercent'", spotPercent ?? null, 0, 100),
      ...(isUnknown(spotPercent)
        ? [
            error(
              'InstancePurchase.spotPercent',
              "'spotPercent' must be known at synthesis, got a value that is known only at deployment: the template has 100 minus it, and CloudFormation cannot subtract; give a plain number",
            ),
          ]
        : []),
    ]);
  }

  /** Whether some instances may be Spot. */
  public get usesSpot(): boolean {
    return this.spotPercent !== 0;
  }
}
