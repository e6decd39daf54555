import { AppModel } from '../app-model';
import { mayShareEnvironment } from '../evaluation/environment';
import { macroMaking } from '../macros';
import type { Resource } from '../resource';
import type { StackTemplate } from '../templates';
import { Pointer, Unknown, asNumber, asText, isUnknown, items } from '../values';
import {
  AssociationView,
  ManagedScaling,
  ProviderView,
  associationsOf,
  associationsOfCluster,
  providersOf,
} from '../views/capacity';
import { clusterView } from '../views/cluster';
import { LaunchView, groupView, launchOf, roleOfProfile } from '../views/launch';
import { DeploymentView, ServiceView, servicesOf } from '../views/service';
import type { StrategyItem } from '../views/strategy';
import { perModel } from '../views/view';
import { TaskView } from '../../internal/task-view';
import { number } from '../../internal/template-value';
import type { ClusterReading, StrategyEntry } from './cluster-reading';
import { countOf, sizeOf, wholeNumber } from './group-size';
import { HostBoot, hostBootOf } from './host-boot';
import { JobReading, readJobs } from './job-reading';
import { attributesOf, isSpotGroup, limitsOf, limitsOfGroup, typeNamesOf, typesOf } from './host-reading';
import type { DeploymentModel, GroupModel, HostLimits, ProviderModel, ServiceModel } from './plan-model';
import { taskKindOf } from '../../internal/task-kind';
import { TaskDefinitionView, taskDefinitionView } from '../views/task-definition';

const PROVIDERS = /"AWS::ECS::(ClusterCapacityProviderAssociations|CapacityProvider)"/;

/** A service as the checks see it. */
export interface ServiceReading {
  readonly resource: Resource;
  readonly service: ServiceView;
  /** The strategy that its tasks follow: its own, or the default of its cluster. */
  readonly strategy: readonly StrategyEntry[];
  readonly ownStrategy: boolean;
  readonly launchType?: string;
  /** One task on each host, which ECS places without a strategy. */
  readonly daemon: boolean;
  readonly task?: TaskView;
  readonly definition?: TaskDefinitionView;
  readonly cluster?: ClusterReading;
  /** For launch type EC2: the only group of hosts that joins its cluster, and what the service would need of it. */
  readonly onHosts?: { readonly provider: ProviderModel; readonly group: Resource; readonly model: ServiceModel };
  /** The input of the plan; absent for daemons and when a number is known only at deployment. */
  readonly model?: ServiceModel;
  /** The reason why groups of the app may run it, and the plan cannot tell how many instances it needs. */
  readonly unplanned?: string;
}

/** A provider with its resources; Fargate's own have none. */
export interface ProviderReading extends ProviderModel {
  readonly resource?: Resource;
  /** Its Auto Scaling group, when that is in the app. */
  readonly groupResource?: Resource;
}

/** Everything about capacity that the templates of an app say. */
export interface CapacityReading {
  readonly model: AppModel;
  readonly providers: readonly ProviderReading[];
  readonly clusters: readonly ClusterReading[];
  readonly services: readonly ServiceReading[];
  /** The jobs whose task and capacity are known. */
  readonly jobs: readonly JobReading[];
}

type OnlyHosts = Pick<NonNullable<ServiceReading['onHosts']>, 'provider' | 'group'>;

const FARGATE: readonly ProviderModel[] = [
  { key: 'FARGATE', label: 'FARGATE', kind: 'FARGATE', spot: false },
  { key: 'FARGATE_SPOT', label: 'FARGATE_SPOT', kind: 'FARGATE', spot: true },
];

/** Reads the capacity of an app, once. */
export function readCapacity(app: AppModel | readonly StackTemplate[]): CapacityReading {
  return capacityOf(app instanceof AppModel ? app : new AppModel(app));
}

const capacityOf = perModel((model) => new Reader(model).read());

class Reader {
  private readonly providers: ProviderReading[] = [...FARGATE];
  private readonly byName = new Map<string, (ProviderModel & { readonly resource: Resource })[]>();
  private readonly byKey = new Map<string, ProviderModel>(FARGATE.map((provider) => [provider.key, provider]));
  private readonly clusters = new Map<string, ClusterReading>();
  private hosts?: { group: Resource; boot?: HostBoot }[];

  constructor(private readonly app: AppModel) {}

  public read(): CapacityReading {
    for (const provider of providersOf(this.app)) {
      this.add(provider, this.readProvider(provider));
    }
    for (const resource of this.app.ofType('AWS::ECS::Cluster')) {
      this.clusters.set(resource.id, this.readCluster(resource));
    }
    const clusters = [...this.clusters.values()];
    const services = servicesOf(this.app).map((service) => this.readService(service));
    const jobs = readJobs(this.app, {
      clusterOf: ({ id }) => this.clusters.get(id),
      entry: (from, item) => this.entry(from, item),
      onlyHostsOf: (cluster) => this.onlyHostsOf(cluster),
    });
    const daemons = services.filter(({ daemon }) => daemon);
    return {
      model: this.app,
      providers:
        daemons.length === 0
          ? this.providers
          : this.providers.map((provider) => withDaemons(provider, clusters, daemons)),
      clusters,
      services: daemons.length === 0 ? services : services.map((service) => besideDaemons(service, daemons)),
      jobs,
    };
  }

  private add({ resource, group, name: said }: ProviderView, provider: ProviderModel): void {
    this.providers.push({ ...provider, resource, ...(group && { groupResource: group }) });
    this.byKey.set(provider.key, provider);
    const name = asText(said);
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

  private readProvider({ resource, kind, group, managed, scaling, requirements }: ProviderView): ProviderModel {
    return {
      key: resource.id,
      label: resource.label,
      ...(kind && { kind }),
      spot: asText(managed?.purchase) === 'SPOT' || (group !== undefined && isSpotGroup(groupView(this.app, group))),
      ...(group && this.readGroup(group, scaling)),
      ...(requirements && { limits: limitsOf(requirements) }),
    };
  }

  private readGroup(
    group: Resource,
    scaling: ManagedScaling | undefined,
  ): { readonly group: GroupModel; readonly limits?: HostLimits } {
    const view = groupView(this.app, group);
    const { launch } = view;
    const config = this.app.text(launch?.userData);
    const reserved = /(?:ECS_RESERVED_MEMORY=|reserved-memory\s*=\s*)(\d+)/.exec(config ?? '');
    const attributes = attributesOf(launch, config);
    const limits = limitsOfGroup(view);
    const types = typesOf(view);
    return {
      group: {
        label: group.label,
        types,
        allTypes: types.length > 0 && types.length === typeNamesOf(view).length,
        ...sizeOf(this.app, group),
        ...(scaling && scalingOf(scaling)),
        ...(asText(scaling?.status) === 'DISABLED' && { unscaled: true }),
        trunking: this.isTrunked(launch),
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
  private isTrunked(launch: LaunchView | undefined): boolean {
    const role = launch && roleOfProfile(this.app, launch.profile);
    const id = role instanceof Pointer ? role.resource.logicalId : undefined;
    return this.app.customResources().some(({ type, properties }) => {
      const said = JSON.stringify(properties);
      return (
        (type === 'Custom::EniTrunking' || said.includes('awsvpcTrunking')) &&
        (!/principalArn|RoleArn/i.test(said) || (id !== undefined && said.includes(`"${id}"`)))
      );
    });
  }

  private readCluster(resource: Resource): ClusterReading {
    const lists = associationsOfCluster(this.app, resource);
    const [own, association] = lists;
    const { resource: from, defaults } = association ?? own;
    const listed = lists.flatMap((list) => this.listedIn(list));
    // What is attached to a cluster that only the deployment knows may be attached to this one.
    const open =
      associationsOf(this.app).some((association) => association.cluster instanceof Unknown) ||
      providersOf(this.app).some(({ clusterUnknown }) => clusterUnknown) ||
      macroMaking(this.app, PROVIDERS) !== undefined;
    const scoped = providersOf(this.app).filter(({ cluster }) => cluster === resource);
    return {
      resource,
      ...(association && { association: association.resource }),
      defaultStrategy: defaults.items.map((item) => this.entry(from, item)),
      ...(!defaults.unknown && !open && { hasDefault: defaults.items.length > 0 }),
      attached: new Set(
        [
          ...listed.flatMap(({ provider, name }) => [provider?.key, name]),
          ...scoped.map((each) => each.resource.id),
        ].filter((key): key is string => key !== undefined),
      ),
      attachedUnknown:
        open ||
        lists.some(({ providers }) => isUnknown(providers)) ||
        listed.some(({ provider, name }) => provider === undefined && name === undefined),
    };
  }

  private listedIn({ resource, providers }: AssociationView): StrategyEntry[] {
    return items(providers).map((provider) => this.entry(resource, { provider }));
  }

  private entry(from: Resource, { provider: said, written, base, weight }: StrategyItem): StrategyEntry {
    const name = asText(said);
    const named = name === undefined ? [] : this.named(name, from);
    const provider =
      said instanceof Pointer ? this.byKey.get(said.resource.id) : named.length === 1 ? named[0] : undefined;
    return {
      label: provider?.label ?? name ?? written ?? 'unknown',
      ...(provider && { provider }),
      // Of several providers of a name, in regions that the app does not say, none is known to be meant.
      ...(name !== undefined && named.length < 2 && { name }),
      ...(base !== undefined && { base }),
      ...(weight !== undefined && { weight }),
    };
  }

  private readService(service: ServiceView): ServiceReading {
    const { resource, taskDefinition } = service;
    const cluster = service.cluster && this.clusters.get(service.cluster.id);
    const own = service.strategy.items.map((item) => this.entry(resource, item));
    const launchType = asText(service.launchType);
    const daemon = asText(service.scheduling) === 'DAEMON';
    // A strategy or launch type that is known only at deployment leaves nothing to the cluster that could be judged here.
    const said = own.length > 0 || service.launchType !== undefined || service.strategy.unknown;
    const strategy = said || daemon ? own : (cluster?.defaultStrategy ?? []);
    const definition = taskDefinition && taskDefinitionView(this.app, taskDefinition);
    const model = definition && this.modelOf(service, definition, strategy);
    const only = launchType === 'EC2' && own.length === 0 && !daemon && cluster ? this.onlyHostsOf(cluster) : undefined;
    const hosted =
      only &&
      definition &&
      this.modelOf(service, definition, [{ label: only.provider.label, provider: only.provider, weight: 1 }]);
    const unplanned = daemon || model ? undefined : whyUnplanned(launchType, definition, strategy);
    return {
      resource,
      service,
      strategy,
      ownStrategy: own.length > 0,
      daemon,
      ...(unplanned !== undefined && { unplanned }),
      ...(launchType !== undefined && { launchType }),
      // Most services need nobody to read their containers: those on Fargate.
      get task() {
        return definition?.task;
      },
      ...(definition && { definition }),
      ...(cluster && { cluster }),
      ...(model && { model }),
      ...(only && hosted && { onHosts: { ...only, model: hosted } }),
    };
  }

  private modelOf(
    { resource, scheduling, scaling, placementConstraints, desiredCount, deployment }: ServiceView,
    definition: TaskDefinitionView,
    strategy: readonly StrategyEntry[],
  ): ServiceModel | undefined {
    const desired = desiredCount === undefined ? 1 : countOf(desiredCount);
    const min = scaling ? countOf(scaling.minimum) : desired;
    const max = scaling ? countOf(scaling.maximum) : desired;
    const weighted = strategy.flatMap(({ provider, base = 0, weight = 0 }) => {
      const [known, share] = [wholeNumber(number(base)), wholeNumber(number(weight))];
      return provider && known !== undefined && share !== undefined
        ? [{ provider: provider.key, base: known, weight: share }]
        : [];
    });
    if (
      desired === undefined ||
      min === undefined ||
      max === undefined ||
      weighted.length < strategy.length ||
      !weighted.some(({ weight }) => weight > 0) ||
      asText(scheduling) === 'DAEMON'
    ) {
      return undefined;
    }
    const distinct = placementConstraints.some(({ Type }) => asText(Type) === 'distinctInstance');
    const kind = taskKindOf(resource.label, definition.task, distinct);
    if (kind === undefined) {
      return undefined;
    }
    return {
      label: resource.label,
      strategy: weighted,
      // Scaling brings the count into its range, whatever the template says.
      desired: scaling ? Math.min(Math.max(desired, min), max) : desired,
      min,
      max,
      task: kind,
      deployment: deploymentOf(deployment),
    };
  }

  /** The group that alone joins a cluster; absent when another may, of the app or known only at deployment. */
  private onlyHostsOf({ resource, attached, attachedUnknown }: ClusterReading): OnlyHosts | undefined {
    this.hosts ??= this.app.ofType('AWS::AutoScaling::AutoScalingGroup').map((group) => this.joins(group));
    const name = asText(clusterView(this.app, resource).name);
    const joining = this.hosts.filter(
      ({ group, boot }) =>
        boot === undefined ||
        boot.open ||
        boot.clusters.some((cluster) => cluster === resource || cluster === name) ||
        this.providers.some(({ key, groupResource }) => attached.has(key) && groupResource?.id === group.id),
    );
    const single = this.app
      .ofType('AWS::EC2::Instance')
      .some((instance) => this.app.mentioned(instance.raw.Properties, instance.scope).includes(resource));
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
    const launch = launchOf(this.app, group);
    return { group, ...(launch && { boot: hostBootOf(this.app, group, launch) }) };
  }
}

function withDaemons(
  provider: ProviderModel,
  clusters: readonly ClusterReading[],
  daemons: readonly ServiceReading[],
): ProviderModel {
  return withDaemonsOf(
    clusters.find(({ attached }) => attached.has(provider.key)),
    provider,
    daemons,
  );
}

/** The only hosts of a cluster run its daemons, whether a provider is before them or not. */
function besideDaemons(service: ServiceReading, daemons: readonly ServiceReading[]): ServiceReading {
  const { onHosts, cluster } = service;
  return onHosts === undefined
    ? service
    : { ...service, onHosts: { ...onHosts, provider: withDaemonsOf(cluster, onHosts.provider, daemons) } };
}

function withDaemonsOf(
  cluster: ClusterReading | undefined,
  provider: ProviderModel,
  daemons: readonly ServiceReading[],
): ProviderModel {
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
  definition: TaskDefinitionView | undefined,
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
  return definition === undefined
    ? 'its task definition is not part of the app'
    : 'a size, a count or a provider is known only at deployment, or is none that ECS takes';
}

/** ECS's defaults for what is left out. */
function scalingOf(scaling: ManagedScaling): Pick<GroupModel, 'scaling'> {
  return asText(scaling.status) === 'ENABLED'
    ? {
        scaling: {
          targetCapacity: asNumber(scaling.targetCapacity) ?? 100,
          minimumScalingStepSize: asNumber(scaling.minimumStep) ?? 1,
          maximumScalingStepSize: asNumber(scaling.maximumStep) ?? 10_000,
          instanceWarmupSeconds: asNumber(scaling.warmup) ?? 300,
        },
      }
    : {};
}

function deploymentOf({ strategy: said, controller, ...percent }: DeploymentView): DeploymentModel {
  const strategy = asText(said);
  return {
    wholeSet: asText(controller) === 'CODE_DEPLOY' || (strategy !== undefined && strategy !== 'ROLLING'),
    minimumHealthyPercent: asNumber(percent.minimumHealthyPercent) ?? 100,
    maximumPercent: asNumber(percent.maximumPercent) ?? 200,
  };
}
