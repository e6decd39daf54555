import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Value, ValueRecord, asRecord, valueAt, isUnknown, items } from '../values';
import { ScalingView, scalingOf } from './scaling';
import { StrategyView, strategyIn } from './strategy';
import { perModel, perResource, resourceOf } from './view';

const SERVICE = 'AWS::ECS::Service';
const CLOUD_MAP_SERVICE = 'AWS::ServiceDiscovery::Service';

/** A service with the resources around it. */
export class ServiceView {
  private readonly values: ValueRecord;
  private readonly known: { deployment?: DeploymentView; targets?: readonly TargetView[] } = {};

  constructor(
    private readonly model: AppModel,
    readonly resource: Resource,
  ) {
    this.values = model.properties(resource);
  }

  /** The cluster, when the app has it. */
  get cluster(): Resource | undefined {
    const { Cluster } = this.values;
    return Cluster instanceof Pointer ? Cluster.resource : undefined;
  }

  /** The task definition, when the app has it. */
  get taskDefinition(): Resource | undefined {
    const { TaskDefinition } = this.values;
    return TaskDefinition instanceof Pointer && TaskDefinition.resource.type === 'AWS::ECS::TaskDefinition'
      ? TaskDefinition.resource
      : undefined;
  }

  /** The cluster as the service names it. */
  get clusterName(): Value {
    return this.values.Cluster;
  }

  /** The task definition as the service names it. */
  get taskDefinitionName(): Value {
    return this.values.TaskDefinition;
  }

  get launchType(): Value {
    return this.values.LaunchType;
  }

  /** The service's own capacity provider strategy. */
  get strategy(): StrategyView {
    return strategyIn(this.model, this.resource, 'CapacityProviderStrategy');
  }

  /** `REPLICA` where nothing is said. */
  get scheduling(): Value {
    return this.values.SchedulingStrategy ?? 'REPLICA';
  }

  /** The number of tasks that the template asks for; ECS starts one when nothing says how many. */
  get desiredCount(): Value {
    return this.values.DesiredCount;
  }

  /** Scaling of the number of tasks. */
  get scaling(): ScalingView | undefined {
    return scalingOf(this.model, this.resource);
  }

  /** The settings by which a deployment replaces the tasks. */
  get deployment(): DeploymentView {
    this.known.deployment ??= this.readDeployment();
    return this.known.deployment;
  }

  private readDeployment(): DeploymentView {
    const configuration = this.values.DeploymentConfiguration;
    const hookList = items(valueAt(configuration, 'LifecycleHooks'));
    return {
      controller: valueAt(this.values.DeploymentController, 'Type') ?? 'ECS',
      strategy: valueAt(configuration, 'Strategy') ?? 'ROLLING',
      minimumHealthyPercent: valueAt(configuration, 'MinimumHealthyPercent'),
      maximumPercent: valueAt(configuration, 'MaximumPercent'),
      hookList,
      hooks: hookList.map((hook) => asRecord(hook)),
      configuration,
      unknown: isUnknown(configuration),
    };
  }

  /** The target groups that ECS registers tasks with. */
  get targets(): readonly TargetView[] {
    this.known.targets ??= items(this.targetList).map((each, index): TargetView => {
      const entry = asRecord(each);
      return {
        property: `LoadBalancers.${index}`,
        entry: each,
        container: entry.ContainerName,
        port: entry.ContainerPort,
        arn: entry.TargetGroupArn,
        group: targetGroup(this.model, entry.TargetGroupArn),
        advanced: entry.AdvancedConfiguration,
      };
    });
    return this.known.targets;
  }

  /** The list of load balancers as a whole. */
  get targetList(): Value {
    return this.values.LoadBalancers;
  }

  /** The list of load balancers, when it is known only at deployment. */
  get targetsUnknown(): Value {
    return isUnknown(this.targetList) ? this.targetList : undefined;
  }

  /** The services of Cloud Map that ECS registers tasks in; it takes one. */
  get registries(): readonly RegistryView[] {
    return items(this.values.ServiceRegistries).map((each, index): RegistryView => {
      const entry = asRecord(each);
      return {
        property: `ServiceRegistries.${index}`,
        entry: each,
        container: entry.ContainerName,
        port: entry.ContainerPort ?? entry.Port,
        service: resourceOf(this.model, entry.RegistryArn, CLOUD_MAP_SERVICE),
      };
    });
  }

  /** All that may bring traffic beside load balancers and Service Connect: VPC Lattice and the gateways of ECS. */
  get otherTraffic(): readonly Value[] {
    return [this.values.VpcLatticeConfigurations, this.values.GatewayConnectors];
  }

  /** `ENABLED` where ECS moves tasks between availability zones. */
  get zoneRebalancing(): Value {
    return this.values.AvailabilityZoneRebalancing;
  }

  /** The order in which ECS chooses among instances. */
  get placementStrategies(): readonly Value[] {
    return items(this.values.PlacementStrategies);
  }

  /** Whether ECS Exec is on. */
  get exec(): Value {
    return this.values.EnableExecuteCommand;
  }

  /** Service Connect, where the service has it. */
  get connect(): ConnectView | undefined {
    const configuration = this.values.ServiceConnectConfiguration;
    return configuration === undefined
      ? undefined
      : {
          configuration,
          enabled: valueAt(configuration, 'Enabled'),
          namespace: valueAt(configuration, 'Namespace'),
          log: valueAt(configuration, 'LogConfiguration'),
          services: items(valueAt(configuration, 'Services')).map((each) => asRecord(each)),
        };
  }

  /** The volumes that ECS makes for each task. */
  get volumes(): readonly Readonly<Record<string, Value>>[] {
    return items(this.values.VolumeConfigurations).map((each) => asRecord(asRecord(each).ManagedEBSVolume));
  }

  /** The target groups of VPC Lattice. */
  get lattice(): readonly Readonly<Record<string, Value>>[] {
    return items(this.values.VpcLatticeConfigurations).map((each) => asRecord(each));
  }

  /** The hosts that ECS may place tasks on. */
  get placementConstraints(): readonly Readonly<Record<string, Value>>[] {
    return items(this.values.PlacementConstraints).map((each) => asRecord(each));
  }

  /** The old role by which ECS registers tasks with a load balancer. */
  get balancerRole(): Value {
    return this.values.Role;
  }

  /** The network interfaces of its tasks. */
  get network(): Value {
    return valueAt(this.values.NetworkConfiguration, 'AwsvpcConfiguration');
  }

  /** The strategy as a whole, whose items may be known only at deployment. */
  get strategyList(): Value {
    return this.values.CapacityProviderStrategy;
  }
}

/** The settings by which a deployment replaces the tasks of a service. */
export interface DeploymentView {
  readonly controller: Value;
  readonly strategy: Value;
  readonly minimumHealthyPercent: Value;
  readonly maximumPercent: Value;
  readonly hooks: readonly Readonly<Record<string, Value>>[];
  /** The same, of which some may be known only at deployment. */
  readonly hookList: readonly Value[];
  /** All of it, for the settings that only the rollout looks at. */
  readonly configuration: Value;
  /** The configuration as a whole is known only at deployment. */
  readonly unknown: boolean;
}

/** A load balancer entry of a service. */
export interface TargetView {
  readonly property: string;
  /** The entry as a whole, which may be known only at deployment. */
  readonly entry: Value;
  readonly container: Value;
  readonly port: Value;
  readonly arn: Value;
  /** The target group, when it is in the app or somebody told of it. */
  readonly group: Resource | undefined;
  /** Alternate target group, rules and role; absent when the entry has none. */
  readonly advanced: Value;
}

/** A service of Cloud Map in which ECS registers the tasks of a service. */
export interface RegistryView {
  readonly property: string;
  /** The entry as a whole, which may be known only at deployment. */
  readonly entry: Value;
  readonly container: Value;
  /** The port that the records tell, when they are SRV ones. */
  readonly port: Value;
  /** The service of Cloud Map, when it is in the app. */
  readonly service: Resource | undefined;
}

/** Service Connect of a service. */
export interface ConnectView {
  readonly configuration: Value;
  readonly enabled: Value;
  readonly namespace: Value;
  readonly log: Value;
  readonly services: readonly Readonly<Record<string, Value>>[];
}

/** The view of a service. */
export const serviceView = perResource((model, resource) => new ServiceView(model, resource));

/** The services of an app. */
export const servicesOf = perModel((model) => model.ofType(SERVICE).map((resource) => serviceView(model, resource)));

/** A set of tasks of a service that something else than ECS deploys. */
export interface TaskSetView {
  readonly resource: Resource;
  readonly cluster: Value;
  readonly taskDefinition: Value;
  readonly launchType: Value;
  readonly strategy: Value;
  /** The network interfaces of its tasks. */
  readonly network: Value;
  /** The properties that it has as a service has them: cluster, task definition and load balancers. */
  readonly service: ServiceView;
}

/** The task sets of an app. */
export const taskSetsOf = perModel((model): readonly TaskSetView[] =>
  model.ofType('AWS::ECS::TaskSet').map((resource) => ({
    resource,
    cluster: model.property(resource, 'Cluster'),
    taskDefinition: model.property(resource, 'TaskDefinition'),
    launchType: model.property(resource, 'LaunchType'),
    strategy: model.property(resource, 'CapacityProviderStrategy'),
    network: valueAt(model.property(resource, 'NetworkConfiguration'), 'AwsVpcConfiguration'),
    service: serviceView(model, resource),
  })),
);

/** The services of a task definition. */
export function servicesOfTask(model: AppModel, taskDefinition: Resource): readonly ServiceView[] {
  return model.referrersOf(taskDefinition, SERVICE, 'TaskDefinition').map((resource) => serviceView(model, resource));
}

/** The target group behind an ARN, when it is in the app. */
export function targetGroup(model: AppModel, arn: Value): Resource | undefined {
  return resourceOf(model, arn, 'AWS::ElasticLoadBalancingV2::TargetGroup');
}
