import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Unknown, Value, asRecord, valueAt } from '../values';
import { record } from '../../internal/template-value';
import { StrategyView, strategyIn } from './strategy';
import { perModel, perResource, resourceOf } from './view';

const PROVIDER = 'AWS::ECS::CapacityProvider';

/** A capacity provider with the resources behind it. */
export class ProviderView {
  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {}

  get name(): Value {
    return this.model.property(this.resource, 'Name');
  }

  /** The launcher of its instances; absent where it has neither. */
  get kind(): 'AUTO_SCALING_GROUP' | 'MANAGED_INSTANCES' | undefined {
    return this.grouped !== undefined
      ? 'AUTO_SCALING_GROUP'
      : this.model.property(this.resource, 'ManagedInstancesProvider') !== undefined
        ? 'MANAGED_INSTANCES'
        : undefined;
  }

  get groupArn(): Value {
    return valueAt(this.grouped, 'AutoScalingGroupArn');
  }

  /** Its Auto Scaling group, when that is in the app or somebody told of it. */
  get group(): Resource | undefined {
    return resourceOf(this.model, this.groupArn, 'AWS::AutoScaling::AutoScalingGroup');
  }

  /** Managed scaling of the group. */
  get scaling(): ManagedScaling {
    const scaling = asRecord(valueAt(this.grouped, 'ManagedScaling'));
    return {
      status: scaling.Status,
      targetCapacity: scaling.TargetCapacity,
      minimumStep: scaling.MinimumScalingStepSize,
      maximumStep: scaling.MaximumScalingStepSize,
      warmup: scaling.InstanceWarmupPeriod,
    };
  }

  /** `ENABLED` where ECS keeps instances with tasks from being terminated. */
  get terminationProtection(): Value {
    return valueAt(this.grouped, 'ManagedTerminationProtection');
  }

  /** Managed Instances, where it has them. */
  get managed(): ManagedInstances | undefined {
    const managed = this.model.property(this.resource, 'ManagedInstancesProvider');
    if (managed === undefined) {
      return undefined;
    }
    const launch = valueAt(managed, 'InstanceLaunchTemplate');
    const network = valueAt(launch, 'NetworkConfiguration');
    return {
      infrastructureRole: valueAt(managed, 'InfrastructureRoleArn'),
      profile: valueAt(launch, 'Ec2InstanceProfileArn'),
      purchase: valueAt(launch, 'CapacityOptionType'),
      subnets: valueAt(network, 'Subnets'),
      securityGroups: valueAt(network, 'SecurityGroups'),
    };
  }

  /** The attributes by which Managed Instances are chosen: for `internal/template-value`. */
  get requirements(): Readonly<Record<string, unknown>> | undefined {
    const { InstanceLaunchTemplate } = record(this.resource.properties.ManagedInstancesProvider);
    const { InstanceRequirements } = record(InstanceLaunchTemplate);
    return InstanceRequirements === undefined ? undefined : record(InstanceRequirements);
  }

  /** The cluster that a provider of Managed Instances belongs to, when that is in the app. */
  get cluster(): Resource | undefined {
    return this.model.behind(this.resource, 'ClusterName');
  }

  /** Whether it says to which cluster it belongs. */
  get namesCluster(): boolean {
    return this.model.property(this.resource, 'ClusterName') !== undefined;
  }

  /** Whether only the deployment knows to which cluster it belongs. */
  get clusterUnknown(): boolean {
    return this.model.property(this.resource, 'ClusterName') instanceof Unknown;
  }

  private get grouped(): Value {
    return this.model.property(this.resource, 'AutoScalingGroupProvider');
  }
}

/** Managed scaling of a provider. */
export interface ManagedScaling {
  readonly status: Value;
  readonly targetCapacity: Value;
  readonly minimumStep: Value;
  readonly maximumStep: Value;
  /** Seconds. */
  readonly warmup: Value;
}

/** The instances that ECS manages for a provider. */
export interface ManagedInstances {
  readonly infrastructureRole: Value;
  readonly profile: Value;
  readonly purchase: Value;
  readonly subnets: Value;
  readonly securityGroups: Value;
}

/** The view of a capacity provider. */
export const providerView = perResource((model, resource) => new ProviderView(model, resource));

/** The capacity providers of an app. */
export const providersOf = perModel((model) => model.ofType(PROVIDER).map((resource) => providerView(model, resource)));

/** The capacity providers of an Auto Scaling group; ECS takes one. */
export function providersOfGroup(model: AppModel, group: Resource): readonly Resource[] {
  return model.referrersOf(group, PROVIDER, 'AutoScalingGroupProvider');
}

/** The providers that a cluster has: its own list, or that of a resource that associates them. */
export class AssociationView {
  constructor(
    private readonly model: AppModel,
    /** The cluster, or the association. */
    readonly resource: Resource,
  ) {}

  /** The cluster, by reference or by name. */
  get cluster(): Value {
    return this.resource.type === CLUSTER
      ? this.resource.pointer('Ref')
      : this.model.property(this.resource, 'Cluster');
  }

  /** The list of providers as a whole. */
  get providers(): Value {
    return this.model.property(this.resource, 'CapacityProviders');
  }

  /** The strategy of services and tasks that name none. */
  get defaults(): StrategyView {
    return strategyIn(this.model, this.resource, 'DefaultCapacityProviderStrategy');
  }
}

const CLUSTER = 'AWS::ECS::Cluster';

/** The lists of providers of an app: those of its clusters first, then its associations. */
export const associationsOf = perModel((model) =>
  [...model.ofType(CLUSTER), ...model.ofType('AWS::ECS::ClusterCapacityProviderAssociations')].map((resource) =>
    associationView(model, resource),
  ),
);

const associationView = perResource((model, resource) => new AssociationView(model, resource));

/** The lists of providers of a cluster of the app: its own first. */
export function associationsOfCluster(model: AppModel, cluster: Resource): readonly AssociationView[] {
  return byCluster(model).get(cluster) ?? [];
}

const byCluster = perModel((model) => {
  const found = new Map<Resource, AssociationView[]>();
  for (const association of associationsOf(model)) {
    const { cluster } = association;
    if (cluster instanceof Pointer) {
      const same = found.get(cluster.resource) ?? [];
      same.push(association);
      found.set(cluster.resource, same);
    }
  }
  return found;
});
