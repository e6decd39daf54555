import { flatText } from '../../internal/flat-text';
import { TaskView, viewTask } from '../../internal/task-view';
import { isUnknown, items, number, record, text } from '../../internal/template-value';
import { HostBoot, hostBootOf } from './host-boot';
import {
  attributesOf,
  isSpotGroup,
  launchOf,
  limitsOf,
  limitsOfGroup,
  typeNamesOf,
  typesOf,
  userDataOf,
} from './host-reading';
import type { DeploymentModel, GroupModel, HostLimits, ProviderModel, ServiceModel } from './plan-model';
import type { ProviderKind } from './strategy-rules';
import { taskKindOf } from './task-kind';
import { AppModel as TemplateModel } from '../../app-model/app-model';
import { mayShareEnvironment } from '../../app-model/evaluator';
import type { Resource } from '../../app-model/resource';
import type { StackTemplate } from '../../app-model/templates';

/** An item of a strategy as a template has it, with the provider it names when that is known. */
export interface StrategyEntry {
  readonly label: string;
  readonly provider?: ProviderModel;
  /** The name, when it is written out. */
  readonly name?: string;
  readonly base?: unknown;
  readonly weight?: unknown;
}

/** A service as the checks see it. */
export interface ServiceReading {
  readonly resource: Resource;
  /** The strategy that its tasks follow: its own, or the default of its cluster. */
  readonly strategy: readonly StrategyEntry[];
  readonly ownStrategy: boolean;
  readonly launchType?: string;
  /** One task on each host, which ECS places without a strategy. */
  readonly daemon: boolean;
  readonly task?: TaskView;
  readonly cluster?: ClusterReading;
  /** For launch type EC2: the only group of hosts that joins its cluster, and what the service would need of it. */
  readonly onHosts?: { readonly provider: ProviderModel; readonly group: Resource; readonly model: ServiceModel };
  /** The input of the plan; absent for daemons and when a number is known only at deployment. */
  readonly model?: ServiceModel;
  /** The reason why groups of the app may run it, and the plan cannot tell how many instances it needs. */
  readonly unplanned?: string;
}

/** A cluster of the app, with what is attached to it. */
export interface ClusterReading {
  readonly resource: Resource;
  /** The resource that associates its providers. */
  readonly association?: Resource;
  readonly defaultStrategy: readonly StrategyEntry[];
  /** Whether it has a default strategy; absent when only the deployment knows. */
  readonly hasDefault?: boolean;
  /** Keys of providers of this app, and names. */
  readonly attached: ReadonlySet<string>;
  /** Something is attached whose name only the deployment knows. */
  readonly attachedUnknown: boolean;
}

/** A provider with its resources; Fargate's own have none. */
export interface ProviderReading extends ProviderModel {
  readonly resource?: Resource;
  /** Its Auto Scaling group, when that is in the app. */
  readonly groupResource?: Resource;
}

/** Everything about capacity that the templates of an app say. */
export interface AppModel {
  readonly resources: TemplateModel;
  readonly providers: readonly ProviderReading[];
  readonly clusters: readonly ClusterReading[];
  readonly services: readonly ServiceReading[];
}

type OnlyHosts = Pick<NonNullable<ServiceReading['onHosts']>, 'provider' | 'group'>;

const FARGATE: readonly ProviderModel[] = [
  { key: 'FARGATE', label: 'FARGATE', kind: 'FARGATE', spot: false },
  { key: 'FARGATE_SPOT', label: 'FARGATE_SPOT', kind: 'FARGATE', spot: true },
];

/** Reads the templates of an app. */
export function readApp(templates: TemplateModel | readonly StackTemplate[]): AppModel {
  return new Reader(templates instanceof TemplateModel ? templates : new TemplateModel(templates)).read();
}

class Reader {
  private readonly providers: ProviderReading[] = [...FARGATE];
  private readonly byName = new Map<string, (ProviderModel & { readonly resource: Resource })[]>();
  private readonly byKey = new Map<string, ProviderModel>(FARGATE.map((provider) => [provider.key, provider]));
  private readonly clusters = new Map<string, ClusterReading>();
  private associations = new Map<string, Resource>();
  private targets = new Map<string, Resource>();
  private hosts?: { group: Resource; boot?: HostBoot }[];

  constructor(private readonly resources: TemplateModel) {}

  public read(): AppModel {
    for (const resource of this.resources.ofType('AWS::ECS::CapacityProvider')) {
      this.add(resource, this.readProvider(resource));
    }
    this.associations = this.associationsByCluster();
    this.targets = this.targetsByService();
    for (const resource of this.resources.ofType('AWS::ECS::Cluster')) {
      this.clusters.set(resource.id, this.readCluster(resource));
    }
    const clusters = [...this.clusters.values()];
    const readings = this.resources.ofType('AWS::ECS::Service').map((resource) => this.readService(resource));
    const daemons = readings.filter(({ daemon }) => daemon);
    if (daemons.length === 0) {
      return { resources: this.resources, providers: this.providers, clusters, services: readings };
    }
    return {
      resources: this.resources,
      providers: this.providers.map((provider) => withDaemons(provider, clusters, daemons)),
      clusters,
      services: readings,
    };
  }

  private add(resource: Resource, provider: ProviderModel): void {
    const group = this.groupOf(resource, record(resource.properties.AutoScalingGroupProvider).AutoScalingGroupArn);
    this.providers.push({ ...provider, resource, ...(group && { groupResource: group }) });
    this.byKey.set(provider.key, provider);
    const name = text(resource.properties.Name);
    if (name !== undefined) {
      this.byName.set(name, [...(this.byName.get(name) ?? []), { ...provider, resource }]);
    }
  }

  /** A name is good for one account and region. */
  private named(name: string, from: Resource): ProviderModel[] {
    const ofAws = FARGATE.filter(({ key }) => key === name);
    return ofAws.length > 0
      ? ofAws
      : (this.byName.get(name) ?? []).filter(({ resource }) => mayShareEnvironment(resource.scope, from.scope));
  }

  private readProvider(resource: Resource): ProviderModel {
    const { AutoScalingGroupProvider, ManagedInstancesProvider } = resource.properties;
    const launch = record(record(ManagedInstancesProvider).InstanceLaunchTemplate);
    const group = this.groupOf(resource, record(AutoScalingGroupProvider).AutoScalingGroupArn);
    const kind: ProviderKind | undefined =
      AutoScalingGroupProvider !== undefined
        ? 'AUTO_SCALING_GROUP'
        : ManagedInstancesProvider !== undefined
          ? 'MANAGED_INSTANCES'
          : undefined;
    return {
      key: resource.id,
      label: resource.label,
      ...(kind && { kind }),
      spot:
        text(launch.CapacityOptionType) === 'SPOT' ||
        (group !== undefined && isSpotGroup(group, launchOf(group, this.resources).data)),
      ...(group && this.readGroup(group, record(AutoScalingGroupProvider).ManagedScaling)),
      ...(launch.InstanceRequirements !== undefined && { limits: limitsOf(record(launch.InstanceRequirements)) }),
    };
  }

  private groupOf(from: Resource, value: unknown): Resource | undefined {
    const group = this.resources.referred(from, value);
    return group?.type === 'AWS::AutoScaling::AutoScalingGroup' ? group : undefined;
  }

  private readGroup(
    group: Resource,
    managedScaling: unknown,
  ): { readonly group: GroupModel; readonly limits?: HostLimits } {
    const launch = launchOf(group, this.resources);
    const maxSize = countOf(group.properties.MaxSize);
    const config = userDataOf(launch.data);
    const reserved = /(?:ECS_RESERVED_MEMORY=|reserved-memory\s*=\s*)(\d+)/.exec(config ?? '');
    const attributes = attributesOf(launch, config);
    const limits = limitsOfGroup(group, launch.data);
    const types = typesOf(group, launch.data);
    return {
      group: {
        label: group.label,
        types,
        allTypes: types.length > 0 && types.length === typeNamesOf(group, launch.data).length,
        ...(maxSize !== undefined && { maxSize }),
        ...scalingOf(record(managedScaling)),
        trunking: this.isTrunked(group, launch.data),
        reservedMemory: reserved === null ? 0 : Number(reserved[1]),
        ...(attributes && { attributes }),
        ...(/^\s*\[settings\./m.test(config ?? '') && { bottlerocket: true }),
        daemons: [],
      },
      ...(limits && { limits }),
    };
  }

  /**
   * Whether some custom resource of the app sets `awsvpcTrunking`: for the group's instance role, or for everybody when
   * it names no role.
   */
  private isTrunked(group: Resource, launch: Readonly<Record<string, unknown>>): boolean {
    const profile = this.resources.referred(group, record(launch.IamInstanceProfile).Arn ?? launch.IamInstanceProfile);
    const role = profile && this.resources.referred(profile, items(profile.properties.Roles)[0]);
    return this.resources.customResources().some(({ type, properties }) => {
      const said = JSON.stringify(properties);
      return (
        (type === 'Custom::EniTrunking' || said.includes('awsvpcTrunking')) &&
        (!/principalArn|RoleArn/i.test(said) || (role !== undefined && said.includes(`"${role.logicalId}"`)))
      );
    });
  }

  private readCluster(resource: Resource): ClusterReading {
    const association = this.associations.get(resource.id);
    const given = (association ?? resource).properties.DefaultCapacityProviderStrategy;
    const defaults = items(given);
    const listed = [
      ...items(resource.properties.CapacityProviders).map((name) => this.entry(resource, { CapacityProvider: name })),
      ...items(association?.properties.CapacityProviders).map((name) =>
        this.entry(association!, { CapacityProvider: name }),
      ),
    ];
    const scoped = this.providers.filter(
      (provider) =>
        provider.resource &&
        this.resources.referred(provider.resource, provider.resource.properties.ClusterName)?.id === resource.id,
    );
    return {
      resource,
      ...(association && { association }),
      defaultStrategy: defaults.map((item) => this.entry(association ?? resource, item)),
      ...(!isUnknown(given) && { hasDefault: defaults.length > 0 }),
      attached: new Set(
        [...listed.flatMap(({ provider, name }) => [provider?.key, name]), ...scoped.map(({ key }) => key)].filter(
          (key): key is string => key !== undefined,
        ),
      ),
      attachedUnknown: listed.some(({ provider, name }) => provider === undefined && name === undefined),
    };
  }

  private entry(from: Resource, item: unknown): StrategyEntry {
    const { CapacityProvider, Base, Weight } = record(item);
    const name = text(CapacityProvider);
    const referred = this.resources.referred(from, CapacityProvider);
    const named = name === undefined ? [] : this.named(name, from);
    const provider =
      name === undefined ? referred && this.byKey.get(referred.id) : named.length === 1 ? named[0] : undefined;
    return {
      label: provider?.label ?? name ?? flatText(CapacityProvider) ?? 'unknown',
      ...(provider && { provider }),
      // Of several providers of a name, in regions that the app does not say, none is known to be meant.
      ...(name !== undefined && named.length < 2 && { name }),
      ...(Base !== undefined && { base: Base }),
      ...(Weight !== undefined && { weight: Weight }),
    };
  }

  private readService(resource: Resource): ServiceReading {
    const { properties } = resource;
    const clusterResource = this.resources.referred(resource, properties.Cluster);
    const cluster = clusterResource && this.clusters.get(clusterResource.id);
    const own = items(properties.CapacityProviderStrategy).map((item) => this.entry(resource, item));
    const launchType = text(properties.LaunchType);
    const daemon = text(properties.SchedulingStrategy) === 'DAEMON';
    // A strategy or launch type that is known only at deployment leaves nothing to the cluster that could be judged here.
    const said =
      own.length > 0 || properties.LaunchType !== undefined || isUnknown(properties.CapacityProviderStrategy);
    const strategy = said || daemon ? own : (cluster?.defaultStrategy ?? []);
    const definition = this.resources.referred(resource, properties.TaskDefinition);
    const task = definition?.type === 'AWS::ECS::TaskDefinition' ? viewTask(definition.properties) : undefined;
    const model = task && this.modelOf(resource, task, strategy);
    const only = launchType === 'EC2' && own.length === 0 && !daemon && cluster ? this.onlyHostsOf(cluster) : undefined;
    const hosted =
      only &&
      task &&
      this.modelOf(resource, task, [{ label: only.provider.label, provider: only.provider, weight: 1 }]);
    const unplanned = daemon || model ? undefined : whyUnplanned(launchType, task, strategy);
    return {
      resource,
      strategy,
      ownStrategy: own.length > 0,
      daemon,
      ...(unplanned !== undefined && { unplanned }),
      ...(launchType !== undefined && { launchType }),
      ...(task && { task }),
      ...(cluster && { cluster }),
      ...(model && { model }),
      ...(only && hosted && { onHosts: { ...only, model: hosted } }),
    };
  }

  private modelOf(resource: Resource, task: TaskView, strategy: readonly StrategyEntry[]): ServiceModel | undefined {
    const { properties } = resource;
    const distinct = items(properties.PlacementConstraints).some(
      (constraint) => text(record(constraint).Type) === 'distinctInstance',
    );
    const kind = taskKindOf(resource.label, task, distinct);
    const desired = properties.DesiredCount === undefined ? 1 : countOf(properties.DesiredCount);
    const target = this.scalableTargetOf(resource);
    const min = target ? countOf(target.properties.MinCapacity) : desired;
    const max = target ? countOf(target.properties.MaxCapacity) : desired;
    const weighted = strategy.flatMap(({ provider, base = 0, weight = 0 }) => {
      const [known, share] = [countOf(base), countOf(weight)];
      return provider && known !== undefined && share !== undefined
        ? [{ provider: provider.key, base: known, weight: share }]
        : [];
    });
    if (
      kind === undefined ||
      desired === undefined ||
      min === undefined ||
      max === undefined ||
      weighted.length < strategy.length ||
      !weighted.some(({ weight }) => weight > 0) ||
      text(properties.SchedulingStrategy) === 'DAEMON'
    ) {
      return undefined;
    }
    return {
      label: resource.label,
      strategy: weighted,
      // Scaling brings the count into its range, whatever the template says.
      desired: target ? Math.min(Math.max(desired, min), max) : desired,
      min,
      max,
      task: kind,
      deployment: deploymentOf(properties),
    };
  }

  /** The group that alone joins a cluster; absent when another may, of the app or known only at deployment. */
  private onlyHostsOf({ resource, attached, attachedUnknown }: ClusterReading): OnlyHosts | undefined {
    this.hosts ??= this.resources.ofType('AWS::AutoScaling::AutoScalingGroup').map((group) => this.joins(group));
    const joining = this.hosts.filter(
      ({ group, boot }) =>
        boot === undefined ||
        boot.open ||
        boot.clusters.some((cluster) => cluster === resource || cluster === text(resource.properties.ClusterName)) ||
        this.providers.some(({ key, groupResource }) => attached.has(key) && groupResource?.id === group.id),
    );
    const single = this.resources
      .ofType('AWS::EC2::Instance')
      .some((instance) => this.resources.mentioned(instance.raw.Properties, instance.scope).includes(resource));
    const [only] = joining;
    if (joining.length !== 1 || attachedUnknown || single || only.boot === undefined || only.boot.open) {
      return undefined;
    }
    const known = this.providers.find(({ groupResource }) => groupResource?.id === only.group.id);
    return {
      group: only.group,
      provider: known ?? {
        key: only.group.id,
        label: only.group.label,
        kind: 'AUTO_SCALING_GROUP',
        spot: false,
        ...this.readGroup(only.group, undefined),
      },
    };
  }

  private joins(group: Resource): { group: Resource; boot?: HostBoot } {
    const { from, data } = launchOf(group, this.resources);
    return { group, ...(from && { boot: hostBootOf(this.resources, group, from, data.UserData) }) };
  }

  private scalableTargetOf(service: Resource): Resource | undefined {
    return this.targets.get(service.id);
  }

  private associationsByCluster(): Map<string, Resource> {
    return new Map(
      [...this.resources.ofType('AWS::ECS::ClusterCapacityProviderAssociations')]
        .reverse()
        .flatMap((each): [string, Resource][] => {
          const cluster = this.resources.referred(each, each.properties.Cluster);
          return cluster ? [[cluster.id, each]] : [];
        }),
    );
  }

  /** Application Auto Scaling knows a service by `service/<cluster>/<name>`. */
  private targetsByService(): Map<string, Resource> {
    return new Map(
      [...this.resources.ofType('AWS::ApplicationAutoScaling::ScalableTarget')]
        .reverse()
        .flatMap((target): [string, Resource][] => {
          const logicalId = /\/«([^«»]+)\.Name»$/.exec(flatText(target.properties.ResourceId) ?? '')?.[1];
          const service = logicalId && this.resources.referred(target, { Ref: logicalId });
          return service ? [[service.id, target]] : [];
        }),
    );
  }
}

/** More tasks or instances than ECS keeps anywhere; sums of it still are exact. */
const MOST = 1e9;

/** A number of tasks or instances; `undefined` when it is known only at deployment, or is no such number. */
function countOf(value: unknown): number | undefined {
  const count = number(value);
  return count !== undefined && Number.isInteger(count) && count >= 0 && count <= MOST ? count : undefined;
}

function withDaemons(
  provider: ProviderModel,
  clusters: readonly ClusterReading[],
  daemons: readonly ServiceReading[],
): ProviderModel {
  const cluster = clusters.find(({ attached }) => attached.has(provider.key));
  const kinds = daemons
    .filter((daemon) => daemon.cluster !== undefined && daemon.cluster.resource.id === cluster?.resource.id)
    .flatMap(({ resource, task }) => (task ? (taskKindOf(resource.label, task, false) ?? []) : []));
  return provider.group && kinds.length > 0 ? { ...provider, group: { ...provider.group, daemons: kinds } } : provider;
}

/**
 * The reason why the instances that a service needs are unknown; `undefined` where AWS runs them, or they are not in
 * the app.
 */
function whyUnplanned(
  launchType: string | undefined,
  task: TaskView | undefined,
  strategy: readonly StrategyEntry[],
): string | undefined {
  if (launchType === 'EC2') {
    return 'launch type EC2, for which ECS scales no group';
  }
  if (launchType !== undefined) {
    return undefined;
  }
  if (strategy.length === 0) {
    return 'its strategy or cluster is not known here';
  }
  return task === undefined
    ? 'its task definition is not part of the app'
    : 'a size, a count or a provider is known only at deployment, or is none that ECS takes';
}

/** ECS's defaults for what is left out. */
function scalingOf(scaling: Readonly<Record<string, unknown>>): Pick<GroupModel, 'scaling'> {
  return text(scaling.Status) === 'ENABLED'
    ? {
        scaling: {
          targetCapacity: number(scaling.TargetCapacity) ?? 100,
          minimumScalingStepSize: number(scaling.MinimumScalingStepSize) ?? 1,
          maximumScalingStepSize: number(scaling.MaximumScalingStepSize) ?? 10_000,
          instanceWarmupSeconds: number(scaling.InstanceWarmupPeriod) ?? 300,
        },
      }
    : {};
}

function deploymentOf(properties: Readonly<Record<string, unknown>>): DeploymentModel {
  const configuration = record(properties.DeploymentConfiguration);
  const strategy = text(configuration.Strategy);
  const controller = text(record(properties.DeploymentController).Type);
  return {
    wholeSet: controller === 'CODE_DEPLOY' || (strategy !== undefined && strategy !== 'ROLLING'),
    minimumHealthyPercent: number(configuration.MinimumHealthyPercent) ?? 100,
    maximumPercent: number(configuration.MaximumPercent) ?? 200,
  };
}
