import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { SecurityGroup } from '../../app-model/network/security-groups';
import type { Subnet } from '../../app-model/network/subnets';
import { Placement } from './placements';
import { Pointer, Resource, Value, hasMarks } from '../../app-model/app-model';
import { YesNoMaybe } from '../../app-model/yes-no-maybe';
import { asText } from '../../app-model/values';
import { ProviderView, associationsOf, providersOf } from '../../app-model/views/capacity';
import { clusterView } from '../../app-model/views/cluster';
import { groupView, initOf, launchOf } from '../../app-model/views/launch';

/** The subnets where network interfaces of one kind may land, and what guards them. */
export interface Plane {
  /** `task`: the task's own interface. `host`: the primary interface of the instance that it runs on. */
  readonly kind: 'task' | 'host';
  /** The owner of the plane, as a user would name it. */
  readonly name: string;
  /**
   * The resource that launches the instances of a plane of hosts: an Auto Scaling group, or a Managed Instances
   * provider.
   */
  readonly resource?: Resource;
  readonly subnets: readonly Subnet[];
  readonly securityGroups: readonly SecurityGroup[];
  /** Whether an interface gets a public IP, by subnet. */
  readonly publicIp: (subnet: Subnet) => YesNoMaybe;
  /** The instances give tasks dynamic ports of a range of their own. */
  readonly ownPorts?: boolean;
  /** The placement or the capacity names these subnets and groups only at deployment. */
  readonly unknown?: string;
}

/** The compute that a placement runs on. */
export interface Compute {
  readonly kind: 'FARGATE' | 'EC2' | 'MANAGED_INSTANCES' | 'EXTERNAL' | 'unknown';
  readonly hosts: readonly Plane[];
  /** The reason that the hosts, or the kind, are not known. */
  readonly unknown?: string;
}

interface Provider {
  readonly kind: Compute['kind'];
  /** The region of one that is there already. */
  readonly region?: string;
  readonly host?: Plane;
}

/** Finds out what placements run on, and where their instances are. */
export class HostFinder {
  private readonly providers = new Map<string, Provider>();
  private readonly associations: { region?: string; cluster: Identity; providers: Identity[]; defaults: Identity[] }[];
  private readonly groupsByCluster = new Map<string, Plane[]>();

  constructor(private readonly model: NetworkModel) {
    const { graph } = model;
    for (const view of providersOf(graph)) {
      const { resource } = view;
      const provider = this.readProvider(view);
      this.providers.set(resource.id, provider);
      const name = asText(view.name);
      if (name !== undefined && !(resource.told && this.providers.has(name))) {
        this.providers.set(name, provider);
      }
    }
    this.associations = associationsOf(graph).flatMap(({ resource, cluster, providers, defaults }) => {
      const read = (said: Value) => ({
        ...regionOf(resource),
        cluster: model.identify(said),
        providers: model.identifyAll(providers) ?? [],
        defaults: defaults.items.map(({ provider }) => model.identify(provider)),
      });
      // A cluster that is there already is named by its name more often than by its ARN.
      const isTold = resource.told && resource.type === 'AWS::ECS::Cluster';
      return [read(cluster), ...(isTold ? [read(clusterView(graph, resource).name)] : [])];
    });
  }

  of(placement: Placement): Compute {
    if (placement.computeUnknown !== undefined) {
      return { kind: 'unknown', hosts: [], unknown: placement.computeUnknown };
    }
    const { capacityProviders, launchType } = placement;
    if (capacityProviders === undefined && (launchType === 'FARGATE' || launchType === 'EXTERNAL')) {
      return { kind: launchType, hosts: [] };
    }
    const region = this.model.graph.regionOf(placement.resource.scope);
    if (capacityProviders) {
      return this.ofProviders(capacityProviders, region);
    }
    const associated = this.associations.filter(
      (each) => each.cluster.key === placement.cluster?.key && !isElsewhere(each, region),
    );
    const defaults = associated.flatMap((association) => association.defaults);
    if (placement.launchType === undefined && defaults.length > 0) {
      return this.ofProviders(defaults, region);
    }
    const hidden =
      placement.cluster?.resource === undefined || this.associations.some(({ cluster }) => cluster.unknown);
    if (placement.launchType === undefined && hidden && associated.length === 0) {
      return {
        kind: 'unknown',
        hosts: [],
        unknown: `the default capacity provider strategy of cluster ${placement.cluster?.name ?? 'default'}`,
      };
    }
    return this.onInstancesOf(
      placement,
      associated.flatMap(({ providers }) => providers),
    );
  }

  private ofProviders(identities: readonly Identity[], region: string): Compute {
    const found = identities
      .map((identity) =>
        identity.key === 'FARGATE' || identity.key === 'FARGATE_SPOT'
          ? ({ kind: 'FARGATE' } as Provider)
          : this.providers.get(identity.resource?.id ?? identity.key),
      )
      .map((provider) => (provider && isElsewhere(provider, region) ? undefined : provider));
    const missing = identities.find((_, index) => found[index] === undefined);
    const known = found.filter((provider) => provider !== undefined);
    if (missing || known.length === 0) {
      return {
        kind: 'unknown',
        hosts: [],
        unknown: missing?.unknown
          ? `which capacity provider runs the tasks, which is known only at deployment (${missing.name})`
          : missing === undefined
            ? 'which capacity provider runs the tasks'
            : `capacity provider ${missing.name}, which is not part of the app`,
      };
    }
    if (known.some(({ kind }) => kind !== known[0].kind)) {
      return { kind: 'unknown', hosts: [], unknown: 'which of the capacity providers runs the tasks' };
    }
    return { kind: known[0].kind, hosts: unique(known.flatMap(({ host }) => host ?? [])) };
  }

  /** Launch type EC2: any instance that registers with the cluster. */
  private onInstancesOf(placement: Placement, providers: readonly Identity[]): Compute {
    const key = placement.cluster?.key ?? '';
    let hosts = this.groupsByCluster.get(key);
    if (!hosts) {
      const provided = providers.flatMap(
        ({ resource, key: name }) => this.providers.get(resource?.id ?? name)?.host ?? [],
      );
      hosts = unique([...provided, ...this.groupsNaming(placement.cluster)]);
      this.groupsByCluster.set(key, hosts);
    }
    return {
      kind: 'EC2',
      hosts,
      ...(hosts.length === 0 && {
        unknown: `the container instances of cluster ${placement.cluster?.name ?? 'default'}, which are not part of the app`,
      }),
    };
  }

  /** Auto Scaling groups whose user data, or whose files of `cfn-init`, register them with the cluster. */
  private groupsNaming(cluster: Identity | undefined): Plane[] {
    if (!cluster?.resource) {
      return [];
    }
    return this.model.graph.ofType('AWS::AutoScaling::AutoScalingGroup').flatMap((group) => {
      const { graph } = this.model;
      const launch = launchOf(graph, group);
      const text = graph.text(launch?.userData) ?? '';
      const name = asText(clusterView(graph, cluster.resource!).name);
      const named =
        graph.marksIn(text).some((mark) => mark instanceof Pointer && mark.resource === cluster.resource) ||
        (name !== undefined && new RegExp(`ECS_CLUSTER=["']?${escaped(name)}(["'\\s]|$)`, 'm').test(text)) ||
        [group, ...(launch ? [launch.resource] : [])].some((each) =>
          graph.mentioned(initOf(each), each.scope).includes(cluster.resource!),
        );
      return named ? [this.instances(group)] : [];
    });
  }

  private readProvider({ resource, managed, group }: ProviderView): Provider {
    if (managed !== undefined) {
      return {
        ...regionOf(resource),
        kind: 'MANAGED_INSTANCES',
        host: this.plane(resource, managed.subnets, managed.securityGroups, undefined),
      };
    }
    return {
      ...regionOf(resource),
      kind: 'EC2',
      host: group
        ? this.instances(group)
        : {
            ...this.plane(resource, undefined, undefined, undefined),
            unknown: `the Auto Scaling group of capacity provider ${resource.path}, which is not part of the app`,
          },
    };
  }

  private instances(group: Resource): Plane {
    const { launch, subnets } = groupView(this.model.graph, group);
    const text = this.model.graph.text(launch?.userData) ?? '';
    return {
      ...this.plane(group, subnets, launch?.securityGroups, launch?.publicIp, launch === undefined),
      ...(/ip_local_port_range|DYNAMIC_HOST_PORT_RANGE|dynamic-host-port-range/i.test(text) && { ownPorts: true }),
    };
  }

  private plane(resource: Resource, subnetIds: Value, groupIds: Value, associate: Value, hidden = false): Plane {
    const name = resource.path;
    const subnets = this.model.identifyAll(subnetIds)?.map((subnet) => this.model.subnet(subnet));
    const groups = this.model.identifyAll(groupIds)?.map((group) => this.model.securityGroup(group));
    const unknown = hidden
      ? `the launch template of ${name}, which is not part of the app`
      : subnets === undefined || groups === undefined
        ? `the subnets or security groups of ${name}, which are known only at deployment`
        : undefined;
    const forced = asText(associate);
    return {
      kind: 'host',
      name: `the instances of ${name}`,
      resource,
      subnets: subnets ?? [],
      securityGroups:
        hidden || groups === undefined
          ? [this.model.unknownSecurityGroup(resource)]
          : groups.length > 0
            ? groups
            : subnets?.[0]
              ? [this.model.defaultSecurityGroup(subnets[0].vpc)]
              : [],
      publicIp: (subnet) =>
        forced === 'true'
          ? 'yes'
          : forced === 'false'
            ? 'no'
            : associate !== undefined || !subnet.resource
              ? 'maybe'
              : subnet.publicOnLaunch
                ? 'yes'
                : 'no',
      ...(unknown !== undefined && { unknown }),
    };
  }
}

/** The region in the ARN of what is there already: a name is one thing in each region. */
function regionOf({ told, logicalId }: Resource): { readonly region?: string } {
  const region = told ? logicalId.split(':')[3] : undefined;
  return region === undefined ? {} : { region };
}

function isElsewhere({ region }: { readonly region?: string }, wanted: string): boolean {
  return region !== undefined && !hasMarks(wanted) && region !== wanted;
}

function unique(planes: readonly Plane[]): Plane[] {
  return [...new Map(planes.map((plane) => [plane.name, plane])).values()];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
