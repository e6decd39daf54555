import type { InstanceType } from '../../internal/instance-types';
import type { TaskKind } from '../../internal/packing';

/** The launcher of the instances of a provider; a strategy has one kind, ECS refuses a mix. */
export type ProviderKind = 'FARGATE' | 'AUTO_SCALING_GROUP' | 'MANAGED_INSTANCES';

/** A capacity provider with what stands behind it. Everything that is known only at deployment is absent. */
export interface ProviderModel {
  /** Tells providers apart, within the app. */
  readonly key: string;
  /** The name for users. */
  readonly label: string;
  readonly kind?: ProviderKind;
  readonly spot: boolean;
  /** Absent for Fargate and Managed Instances, and for groups that another app owns. */
  readonly group?: GroupModel;
  /** The upper limits of any instance, where types are chosen by attributes. */
  readonly limits?: HostLimits;
}

/** The upper limits of any instance; `Infinity` where there is none. */
export interface HostLimits {
  readonly cpu: number;
  /** Nominal, of which tasks get less. */
  readonly memoryMiB: number;
  readonly gpu: number;
  /** Architectures of the instances, where that is known. */
  readonly architectures?: readonly string[];
}

/** An Auto Scaling group under a provider. */
export interface GroupModel {
  readonly label: string;
  /** The types it may launch that the table knows. */
  readonly types: readonly InstanceType[];
  /** Whether these are all that it may launch. */
  readonly allTypes?: boolean;
  readonly maxSize?: number;
  /** The instances that it has where nothing but managed scaling adds any. */
  readonly running?: number;
  /** Whether its instances are opted in to ENI trunking. */
  readonly trunking: boolean;
  /** `ECS_RESERVED_MEMORY`, MiB. */
  readonly reservedMemory: number;
  /** Whether its user data is that of Bottlerocket. */
  readonly bottlerocket?: boolean;
  /** Custom attributes that its hosts register; absent when that cannot be told. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Managed scaling of the provider; absent when it is off. */
  readonly scaling?: ScalingModel;
  /** Whether managed scaling is off for sure: what ECS takes where nothing is said, no page says. */
  readonly unscaled?: boolean;
  /** One of each runs on every instance. */
  readonly daemons: readonly TaskKind[];
}

/** Managed scaling, as the provider has it or as ECS defaults it. */
export interface ScalingModel {
  readonly targetCapacity: number;
  readonly minimumScalingStepSize: number;
  readonly maximumScalingStepSize: number;
  readonly instanceWarmupSeconds: number;
}

/** A service with the numbers that a plan needs. */
export interface ServiceModel {
  readonly label: string;
  readonly strategy: readonly { readonly provider: string; readonly base: number; readonly weight: number }[];
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  /** One of its tasks; `count` is not used. */
  readonly task: TaskKind;
  readonly deployment: DeploymentModel;
}

/** The settings by which a deployment replaces the tasks of a service. */
export interface DeploymentModel {
  /** Blue/green, canary and linear: the new set stands complete before the old one goes. */
  readonly wholeSet: boolean;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}
