import { aws_ecs as ecs } from 'aws-cdk-lib';
import { fail, failAll } from '../internal/errors';
import { error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';
import { enumFault } from '../internal/value-faults';

/** The type of compute of a capacity provider. A strategy takes providers of one type only. */
export enum CapacityKind {
  /** `FARGATE` and `FARGATE_SPOT`. */
  FARGATE = 'FARGATE',
  /** An EC2 Auto Scaling group of yours. */
  AUTO_SCALING_GROUP = 'AUTO_SCALING_GROUP',
  /** ECS Managed Instances. */
  MANAGED_INSTANCES = 'MANAGED_INSTANCES',
}

const FARGATE_NAMES = ['FARGATE', 'FARGATE_SPOT'];

/** A capacity provider, as a strategy sees it. */
export interface ICapacity {
  /** Name of the capacity provider; often known only at deployment. */
  readonly capacityProviderName: string;

  /** The type of compute of the provider. */
  readonly kind: CapacityKind;

  /**
   * The cluster that it belongs to.
   *
   * @default - not tied to a cluster: Fargate, or a provider that is known by name only
   */
  readonly cluster?: ecs.ICluster;

  /**
   * Processor architecture of its hosts.
   *
   * @default - any, or not known
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;
}

/** Attributes of an existing capacity provider that the CDK cannot look up. */
export interface ExistingCapacityOptions {
  /** The type of compute of the provider. The name does not tell it, and a strategy takes one type only. */
  readonly kind: CapacityKind;

  /**
   * Processor architecture of its hosts.
   *
   * @default - any: no task is refused for its architecture
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;
}

/**
 * Capacity that needs no resource of its own: Fargate, and providers that exist already.
 *
 * `AsgCapacity` and `ManagedInstancesCapacity` create providers; all of them go into a `CapacityStrategy`.
 */
@guarded
export class Capacity implements ICapacity {
  /** Fargate, on demand. */
  public static fargate(): Capacity {
    return new Capacity('FARGATE', CapacityKind.FARGATE);
  }

  /**
   * Fargate Spot: spare capacity that AWS takes back with two minutes' warning.
   *
   * Linux only. There is no fallback to on-demand: while there is no spare capacity, its tasks wait.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
   */
  public static fargateSpot(): Capacity {
    return new Capacity('FARGATE_SPOT', CapacityKind.FARGATE);
  }

  /** An `ecs.AsgCapacityProvider` of aws-cdk-lib. Add it to the cluster with `cluster.addAsgCapacityProvider()`. */
  public static fromAsgCapacityProvider(provider: ecs.AsgCapacityProvider): Capacity {
    return new Capacity(provider.capacityProviderName, CapacityKind.AUTO_SCALING_GROUP, undefined, true);
  }

  /** An `ecs.ManagedInstancesCapacityProvider` of aws-cdk-lib, once it is added to its cluster. */
  public static fromManagedInstancesCapacityProvider(provider: ecs.ManagedInstancesCapacityProvider): Capacity {
    return new Capacity(provider.capacityProviderName, CapacityKind.MANAGED_INSTANCES, undefined, true);
  }

  /**
   * A capacity provider that is known by name only. It must be associated with the cluster already.
   *
   * Fails with `Capacity.fargateName` when a provider of Fargate is called other than AWS calls its two, with `Capacity.kind`
   * when it is none of the kinds, and with `Capacity.name` without a name.
   */
  public static fromName(capacityProviderName: string, options: ExistingCapacityOptions): Capacity {
    failAll(undefined, [
      ...(capacityProviderName === ''
        ? [error('Capacity.name', "'capacityProviderName' must not be empty, got the text ''")]
        : []),
      ...enumFault('Capacity.kind', "'kind'", options.kind ?? null, CapacityKind),
    ]);
    const known = text(capacityProviderName);
    if (options.kind === CapacityKind.FARGATE && known !== undefined && !FARGATE_NAMES.includes(known)) {
      fail(
        undefined,
        'Capacity.fargateName',
        `a provider of Fargate is called ${FARGATE_NAMES.join(' or ')}, got '${known}'; correct the name or the 'kind'`,
      );
    }
    return new Capacity(capacityProviderName, options.kind, options.cpuArchitecture);
  }

  // Not a property of the constructor: its declaration would not fit ICapacity under exactOptionalPropertyTypes.
  public readonly cpuArchitecture?: ecs.CpuArchitecture;

  private constructor(
    public readonly capacityProviderName: string,
    public readonly kind: CapacityKind,
    cpuArchitecture?: ecs.CpuArchitecture,
    /** @internal */ public readonly _ofThisApp = false,
  ) {
    this.cpuArchitecture = cpuArchitecture;
  }
}
