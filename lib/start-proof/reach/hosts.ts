import { Identity, NetworkModel, SecurityGroup, Subnet } from './network-model';
import { Placement } from './placements';
import { Pointer, Resource, Value, hasMarks } from '../../app-model/app-model';
import { Tri } from '../../app-model/tri';
import { asRecord, asText, dig, items } from '../../app-model/values';

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
  readonly publicIp: (subnet: Subnet) => Tri;
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
    for (const resource of graph.ofType('AWS::ECS::CapacityProvider')) {
      const provider = this.readProvider(resource);
      this.providers.set(resource.id, provider);
      const name = asText(graph.property(resource, 'Name'));
      if (name !== undefined && !(resource.told && this.providers.has(name))) {
        this.providers.set(name, provider);
      }
    }
    const read = (resource: Resource, cluster: Identity) => ({
      ...regionOf(resource),
      cluster,
      providers: model.identifyAll(graph.property(resource, 'CapacityProviders')) ?? [],
      defaults: items(graph.property(resource, 'DefaultCapacityProviderStrategy')).map((item) =>
        model.identify(asRecord(item).CapacityProvider),
      ),
    });
    this.associations = [
      ...graph.ofType('AWS::ECS::Cluster').map((resource) => read(resource, model.identify(resource.pointer('Ref')))),
      // A cluster that is there already is named by its name more often than by its ARN.
      ...graph
        .ofType('AWS::ECS::Cluster')
        .filter(({ told }) => told)
        .map((resource) => read(resource, model.identify(graph.property(resource, 'ClusterName')))),
      ...graph
        .ofType('AWS::ECS::ClusterCapacityProviderAssociations')
        .map((resource) => read(resource, model.identify(graph.property(resource, 'Cluster')))),
    ];
  }

  of(placement: Placement): Compute {
    if (placement.computeUnknown !== undefined) {
      return { kind: 'unknown', hosts: [], unknown: placement.computeUnknown };
    }
    const region = this.model.graph.regionOf(placement.resource.scope);
    if (placement.capacityProviders) {
      return this.ofProviders(placement.capacityProviders, region);
    }
    if (placement.launchType === 'FARGATE') {
      return { kind: 'FARGATE', hosts: [] };
    }
    if (placement.launchType === 'EXTERNAL') {
      return { kind: 'EXTERNAL', hosts: [] };
    }
    const associated = this.associations.filter(
      (each) => each.cluster.key === placement.cluster?.key && !isElsewhere(each, region),
    );
    const defaults = associated.flatMap((association) => association.defaults);
    if (placement.launchType === undefined && defaults.length > 0) {
      return this.ofProviders(defaults, region);
    }
    if (placement.launchType === undefined && placement.cluster?.resource === undefined && associated.length === 0) {
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
          : `capacity provider ${missing?.name}, which is not part of the app`,
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
      const text = graph.text(dig(this.template(group), 'UserData')) ?? '';
      const marks = graph.marksIn(text);
      const name = asText(graph.property(cluster.resource!, 'ClusterName'));
      const named =
        marks.some((mark) => mark instanceof Pointer && mark.resource === cluster.resource) ||
        (name !== undefined && new RegExp(`ECS_CLUSTER=["']?${escaped(name)}(["'\\s]|$)`, 'm').test(text)) ||
        [group, ...this.launchedFrom(group)].some(({ raw, scope }) =>
          graph.mentioned(raw.Metadata?.['AWS::CloudFormation::Init'], scope).includes(cluster.resource!),
        );
      return named ? [this.instances(group)] : [];
    });
  }

  /** The launch template or configuration of a group, when it is in the app. */
  private launchedFrom(group: Resource): Resource[] {
    const { graph } = this.model;
    const specification =
      graph.property(group, 'LaunchTemplate') ??
      dig(graph.property(group, 'MixedInstancesPolicy'), 'LaunchTemplate', 'LaunchTemplateSpecification');
    const { LaunchTemplateId: id, LaunchTemplateName: name } = asRecord(specification);
    return [id, name, graph.property(group, 'LaunchConfigurationName')].flatMap((value) =>
      value instanceof Pointer ? value.resource : [],
    );
  }

  private readProvider(resource: Resource): Provider {
    const { graph } = this.model;
    const managed = graph.property(resource, 'ManagedInstancesProvider');
    if (managed !== undefined) {
      const network = asRecord(dig(managed, 'InstanceLaunchTemplate', 'NetworkConfiguration'));
      return {
        ...regionOf(resource),
        kind: 'MANAGED_INSTANCES',
        host: this.plane(resource, network.Subnets, network.SecurityGroups, undefined),
      };
    }
    const arn = dig(graph.property(resource, 'AutoScalingGroupProvider'), 'AutoScalingGroupArn');
    const group = arn instanceof Pointer ? arn.resource : this.model.identify(arn).resource;
    return {
      ...regionOf(resource),
      kind: 'EC2',
      host:
        group?.type === 'AWS::AutoScaling::AutoScalingGroup'
          ? this.instances(group)
          : {
              ...this.plane(resource, undefined, undefined, undefined),
              unknown: `the Auto Scaling group of capacity provider ${resource.path}, which is not part of the app`,
            },
    };
  }

  private instances(group: Resource): Plane {
    const template = this.template(group);
    const card = asRecord(items(asRecord(template).NetworkInterfaces)[0]);
    const groups = card.Groups ?? asRecord(template).SecurityGroupIds ?? asRecord(template).SecurityGroups;
    const associate = card.AssociatePublicIpAddress ?? asRecord(template).AssociatePublicIpAddress;
    const zone = this.model.graph.property(group, 'VPCZoneIdentifier');
    const text = this.model.graph.text(dig(template, 'UserData')) ?? '';
    return {
      ...this.plane(group, zone, groups, associate, template === undefined),
      ...(/ip_local_port_range|DYNAMIC_HOST_PORT_RANGE|dynamic-host-port-range/i.test(text) && { ownPorts: true }),
    };
  }

  /** The data of a group's launch template, or the properties of its launch configuration. */
  template(group: Resource): Value {
    const { graph } = this.model;
    const specification =
      graph.property(group, 'LaunchTemplate') ??
      dig(graph.property(group, 'MixedInstancesPolicy'), 'LaunchTemplate', 'LaunchTemplateSpecification');
    const id = asRecord(specification).LaunchTemplateId ?? asRecord(specification).LaunchTemplateName;
    const launched = id instanceof Pointer ? id.resource : this.model.identify(id).resource;
    if (launched?.type === 'AWS::EC2::LaunchTemplate') {
      return graph.property(launched, 'LaunchTemplateData');
    }
    const configuration = graph.property(group, 'LaunchConfigurationName');
    return configuration instanceof Pointer && configuration.resource.type === 'AWS::AutoScaling::LaunchConfiguration'
      ? Object.fromEntries(
          Object.keys(configuration.resource.raw.Properties ?? {}).map((name) => [
            name,
            graph.property(configuration.resource, name),
          ]),
        )
      : undefined;
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
        groups !== undefined && groups.length > 0
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
