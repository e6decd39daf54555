import { Pointer, Resource, AppModel, Unknown, Value } from '../../app-model/app-model';
import { ArnWriter, arnWriterOf } from '../../app-model/policy/arns';
import { Either, asRecord, asText, hasMarks, items } from '../../app-model/values';
import type { Listing } from '../facts/told';

/** A thing of the network by its identity: declared in the app, or known by its id alone. */
export interface Identity {
  /** Equal for two values that are the same thing. */
  readonly key: string;
  /** As a user would name it. */
  readonly name: string;
  /** Not even its identity is known: a parameter, or the result of a condition. */
  readonly unknown: boolean;
  readonly resource?: Resource;
}

export interface Vpc extends Identity {
  readonly dnsSupport?: boolean;
  readonly dnsHostnames?: boolean;
  readonly customDns: boolean;
  readonly hasInternetGateway: boolean;
  readonly cidr?: string;
  readonly secondaryCidrs: boolean;
  /** Whether all its endpoints are known, so that one that is not among them is not there. */
  readonly endpointsKnown: boolean;
}

export interface Subnet extends Identity {
  readonly vpc: Identity;
  readonly cidr?: string;
  /** Text of the availability zone, marks included. */
  readonly zone?: string;
  readonly publicOnLaunch: boolean;
  /** Without one it has the main route table of its VPC. */
  readonly routeTable?: Identity;
  readonly networkAcl?: Identity;
  /** Whether it has the default network ACL when it has none here. */
  readonly networkAclKnown: boolean;
}

export interface Rule {
  readonly protocol?: string;
  readonly from?: number;
  readonly to?: number;
  readonly securityGroup?: Identity;
  readonly cidr?: Value;
  readonly cidrIpv6?: Value;
  readonly prefixList?: Identity;
  readonly conditional: boolean;
}

export interface SecurityGroup extends Identity {
  /** Whether all its rules are in the app. */
  readonly known: boolean;
  readonly vpc?: Identity;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

export interface Endpoint extends Identity {
  readonly vpc: Identity;
  readonly kind: string;
  /** `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`. */
  readonly service: string;
  readonly region: string;
  readonly privateDns: Value;
  readonly subnets: readonly Subnet[] | undefined;
  readonly securityGroups: readonly SecurityGroup[];
  readonly routeTables: readonly Identity[] | undefined;
  readonly policy: Value;
  readonly conditional: boolean;
}

const ID_ATTRIBUTES = new Set([
  'Ref',
  'Id',
  'VpcId',
  'SubnetId',
  'GroupId',
  'RouteTableId',
  'InternetGatewayId',
  'NatGatewayId',
  'PrefixListId',
  'FileSystemId',
  'TargetGroupArn',
  'ListenerArn',
  'LoadBalancerArn',
]);
const ANYWHERE = '0.0.0.0/0';

/** The networks of an app: VPCs, subnets, route tables, security groups and endpoints, by identity. */
export class NetworkModel {
  private readonly subnets = new Map<string, Subnet>();
  private readonly subnetLists = new Map<string, readonly Subnet[]>();
  private readonly groups = new Map<string, SecurityGroup>();
  private readonly vpcs = new Map<string, Vpc>();
  /** By pointer, of which a resource has one for each attribute: hundreds of services are in the same few subnets. */
  private readonly identities = new Map<Pointer, Identity>();
  private readonly associations: Map<string, Identity>;
  private readonly acls: Map<string, Identity>;
  private readonly routesByTable: Map<string, Resource[]>;
  private readonly standalone: { ingress: Map<string, Rule[]>; egress: Map<string, Rule[]> };
  private readonly restrictedDefaults: Set<string>;
  private readonly internetGatewayVpcs: Set<string>;
  private readonly customDnsVpcs: Set<string>;
  private readonly secondaryCidrVpcs: Set<string>;
  private readonly endpointsByVpc = new Map<string, Endpoint[]>();
  private readonly aclEntries: Map<string, Resource[]>;
  /** The route tables of subnets that name none, of VPCs that are there already. */
  private readonly mainTables: Map<string, Identity>;

  readonly arns: ArnWriter;

  constructor(readonly graph: AppModel) {
    this.arns = arnWriterOf(graph);
    this.associations = this.pairs('AWS::EC2::SubnetRouteTableAssociation', 'SubnetId', 'RouteTableId');
    this.mainTables = this.pairs('Told::MainRouteTable', 'VpcId', 'RouteTableId');
    this.acls = this.pairs('AWS::EC2::SubnetNetworkAclAssociation', 'SubnetId', 'NetworkAclId');
    this.routesByTable = this.grouped('AWS::EC2::Route', 'RouteTableId');
    this.aclEntries = this.grouped('AWS::EC2::NetworkAclEntry', 'NetworkAclId');
    this.standalone = {
      ingress: this.standaloneRules('AWS::EC2::SecurityGroupIngress', 'Source'),
      egress: this.standaloneRules('AWS::EC2::SecurityGroupEgress', 'Destination'),
    };
    this.restrictedDefaults = this.keys('Custom::VpcRestrictDefaultSG', 'DefaultSecurityGroupId');
    this.internetGatewayVpcs = new Set(
      graph
        .ofType('AWS::EC2::VPCGatewayAttachment')
        .filter((attachment) => graph.property(attachment, 'InternetGatewayId') !== undefined)
        .map((attachment) => this.identify(graph.property(attachment, 'VpcId')).key),
    );
    this.customDnsVpcs = this.keys('AWS::EC2::VPCDHCPOptionsAssociation', 'VpcId');
    this.secondaryCidrVpcs = this.keys('AWS::EC2::VPCCidrBlock', 'VpcId');
    const endpoints = graph.ofType('AWS::EC2::VPCEndpoint').map((resource) => this.readEndpoint(resource));
    for (const endpoint of endpoints.filter((one) => !this.isDeployedAlready(one, endpoints))) {
      this.endpointsByVpc.set(endpoint.vpc.key, [...(this.endpointsByVpc.get(endpoint.vpc.key) ?? []), endpoint]);
    }
  }

  /** Whether an endpoint that is there already may be the one that the app declares, from an earlier deployment. */
  private isDeployedAlready({ resource, vpc, service }: Endpoint, endpoints: readonly Endpoint[]): boolean {
    const madeBy = resource?.raw.Metadata?.madeBy;
    return (
      resource?.told === true &&
      (madeBy === undefined || this.graph.scopes.some(({ stack }) => !stack.told && stack.name === madeBy)) &&
      endpoints.some((one) => one.resource?.told === false && one.vpc.key === vpc.key && one.service === service)
    );
  }

  /** Identifies what a value refers to. */
  identify(value: Value): Identity {
    if (value instanceof Pointer) {
      return this.identityOf(value);
    }
    const text = this.graph.text(value);
    if (value instanceof Unknown || text === undefined || this.graph.marksIn(text).length > 0) {
      const reason = value instanceof Unknown ? value.reason : 'a value known only at deployment';
      return { key: `?${value instanceof Unknown ? value.key : (text ?? reason)}`, name: reason, unknown: true };
    }
    const told = this.graph.told(text);
    return { key: told?.id ?? text, name: text, unknown: false, ...(told && { resource: told }) };
  }

  private identityOf(pointer: Pointer): Identity {
    const { resource, attribute } = pointer;
    let identity = this.identities.get(pointer);
    if (identity === undefined) {
      identity = ID_ATTRIBUTES.has(attribute)
        ? { key: resource.id, name: resource.path, unknown: false, resource }
        : { key: pointer.key, name: `${resource.path}.${attribute}`, unknown: false, resource: undefined };
      this.identities.set(pointer, identity);
    }
    return identity;
  }

  /** The identities of a list property; `undefined` when the list itself is known only at deployment. */
  identifyAll(value: Value): Identity[] | undefined {
    return value === undefined
      ? []
      : Array.isArray(value)
        ? value.map((item: Value) => this.identify(item))
        : undefined;
  }

  vpc(identity: Identity): Vpc {
    const known = this.vpcs.get(identity.key);
    if (known) {
      return known;
    }
    const resource = identity.resource?.type === 'AWS::EC2::VPC' ? identity.resource : undefined;
    const flag = (name: string, otherwise: boolean): boolean | undefined => {
      const told = this.graph.told(`${identity.name}/${name}`);
      const value = told ? this.graph.property(told, 'Value') : resource && this.graph.property(resource, name);
      return value === undefined
        ? resource && !resource.told
          ? otherwise
          : undefined
        : value === true || value === 'true'
          ? true
          : value === false || value === 'false'
            ? false
            : undefined;
    };
    const cidr = resource && asText(this.graph.property(resource, 'CidrBlock'));
    const vpc: Vpc = {
      ...identity,
      resource,
      dnsSupport: flag('EnableDnsSupport', true),
      dnsHostnames: flag('EnableDnsHostnames', false),
      customDns: this.customDnsVpcs.has(identity.key),
      hasInternetGateway: this.internetGatewayVpcs.has(identity.key),
      cidr,
      secondaryCidrs: this.secondaryCidrVpcs.has(identity.key),
      endpointsKnown: resource !== undefined && toldWhole(resource, 'VpcEndpoints'),
    };
    this.vpcs.set(identity.key, vpc);
    return vpc;
  }

  subnet(identity: Identity): Subnet {
    const known = this.subnets.get(identity.key);
    if (known) {
      return known;
    }
    const resource = identity.resource?.type === 'AWS::EC2::Subnet' ? identity.resource : undefined;
    const property = (name: string) => resource && this.graph.property(resource, name);
    const vpc: Identity = resource
      ? this.identify(property('VpcId'))
      : { key: `vpc of ${identity.key}`, name: `the VPC of ${identity.name}`, unknown: true };
    const routesKnown = resource?.told === true && vpc.resource && toldWhole(vpc.resource, 'RouteTables');
    const subnet: Subnet = {
      ...identity,
      resource,
      vpc,
      cidr: asText(property('CidrBlock')),
      zone: this.graph.text(property('AvailabilityZone')),
      publicOnLaunch: property('MapPublicIpOnLaunch') === true || property('MapPublicIpOnLaunch') === 'true',
      routeTable: this.associations.get(identity.key) ?? (routesKnown ? this.mainTables.get(vpc.key) : undefined),
      networkAcl: this.acls.get(identity.key),
      networkAclKnown: resource === undefined || toldWhole(resource, 'NetworkAcls'),
    };
    this.subnets.set(identity.key, subnet);
    return subnet;
  }

  /**
   * The subnets of a list property, the same list for the same subnets; `undefined` when it is known only at deployment.
   */
  subnetsOf(value: Value): readonly Subnet[] | undefined {
    const identities = this.identifyAll(value);
    if (identities === undefined) {
      return undefined;
    }
    const key = identities.map((each) => each.key).join('|');
    let subnets = this.subnetLists.get(key);
    if (subnets === undefined) {
      subnets = identities.map((each) => this.subnet(each));
      this.subnetLists.set(key, subnets);
    }
    return subnets;
  }

  securityGroup(identity: Identity): SecurityGroup {
    const known = this.groups.get(identity.key);
    if (known) {
      return known;
    }
    const group = this.readSecurityGroup(identity);
    this.groups.set(identity.key, group);
    return group;
  }

  /** The group that a network interface gets when none is named. */
  defaultSecurityGroup(vpc: Identity): SecurityGroup {
    return this.securityGroup(
      vpc.resource
        ? this.identify(vpc.resource.pointer('DefaultSecurityGroup'))
        : { key: `default of ${vpc.key}`, name: `the default security group of ${vpc.name}`, unknown: vpc.unknown },
    );
  }

  /** Stands for the groups of something whose groups are known only at deployment: any rule may be theirs. */
  unknownSecurityGroup({ path }: Resource): SecurityGroup {
    const name = `the security groups of ${path}`;
    return this.securityGroup({ key: name, name, unknown: true });
  }

  routes(routeTable: Identity): readonly Resource[] {
    return this.routesByTable.get(routeTable.key) ?? [];
  }

  entries(acl: Identity): readonly Resource[] {
    return this.aclEntries.get(acl.key) ?? [];
  }

  /** Every endpoint of the VPC that the app declares. */
  endpoints(vpc: Identity): readonly Endpoint[] {
    return this.endpointsByVpc.get(vpc.key) ?? [];
  }

  /** Every endpoint of every VPC. */
  allEndpoints(): readonly Endpoint[] {
    return [...this.endpointsByVpc.values()].flat();
  }

  /** Endpoints of other VPCs, to say that there is one but elsewhere. */
  otherEndpoints(vpc: Identity): readonly Endpoint[] {
    return [...this.endpointsByVpc].filter(([key]) => key !== vpc.key).flatMap(([, endpoints]) => endpoints);
  }

  /** An endpoint that the deployment may make one for a service in a VPC: one of the two is not known. */
  perhapsEndpoint(vpc: Identity, service: string): Endpoint | undefined {
    return this.allEndpoints().find((endpoint) => {
      const hidden = hasMarks(endpoint.service);
      const elsewhere = endpoint.vpc.key !== vpc.key;
      return (
        (hidden || endpoint.service === service) &&
        (!elsewhere || endpoint.vpc.unknown || vpc.unknown) &&
        (hidden || elsewhere)
      );
    });
  }

  /** Whether a private hosted zone of the app answers for the name of a service in the VPC. */
  hasZoneFor(vpc: Identity, service: string): boolean {
    const { graph } = this;
    // `ecr.api` is `api.ecr.<region>.amazonaws.com`, `ecr.dkr` is `<account>.dkr.ecr.<region>.amazonaws.com`.
    const label = service.split('.')[0];
    return graph.ofType('AWS::Route53::HostedZone').some((zone) => {
      const name = graph.text(graph.property(zone, 'Name')) ?? '';
      const serves = items(graph.property(zone, 'VPCs')).some(
        (entry) => this.identify(asRecord(entry).VPCId).key === vpc.key,
      );
      return serves && name.includes('amazonaws.com') && name.split(/[.\u27e6]/).includes(label);
    });
  }

  private readSecurityGroup(identity: Identity): SecurityGroup {
    const { resource } = identity;
    const extra = (direction: 'ingress' | 'egress') => this.standalone[direction].get(identity.key) ?? [];
    if (resource?.type === 'AWS::EC2::SecurityGroup') {
      const inline = (name: string, peer: string) => this.inlineRules(this.graph.property(resource, name), peer);
      const egress = this.graph.property(resource, 'SecurityGroupEgress');
      const declared = !resource.told && Array.isArray(egress) && egress.length === 0 ? undefined : egress;
      const standalone = extra('egress');
      return {
        ...identity,
        known: true,
        vpc:
          this.graph.property(resource, 'VpcId') === undefined
            ? undefined
            : this.identify(this.graph.property(resource, 'VpcId')),
        ingress: [...inline('SecurityGroupIngress', 'Source'), ...extra('ingress')],
        egress: [
          ...this.ownEgress(
            declared === undefined ? undefined : inline('SecurityGroupEgress', 'Destination'),
            standalone,
          ),
          ...standalone,
        ],
      };
    }
    if (identity.key.endsWith('#DefaultSecurityGroup')) {
      const open = !this.restrictedDefaults.has(identity.key);
      return {
        ...identity,
        known: true,
        ingress: [
          ...(open ? [{ protocol: '-1', securityGroup: identity, conditional: false }] : []),
          ...extra('ingress'),
        ],
        egress: [...(open ? [{ protocol: '-1', cidr: ANYWHERE, conditional: false }] : []), ...extra('egress')],
      };
    }
    return { ...identity, known: false, ingress: extra('ingress'), egress: extra('egress') };
  }

  /**
   * EC2 gives a group without egress rules one that allows everything. An `AWS::EC2::SecurityGroupEgress` takes a rule
   * that allows everything away before it adds its own (aws/aws-cdk#987, #22140), even one that was written inline.
   */
  private ownEgress(inline: readonly Rule[] | undefined, standalone: readonly Rule[]): readonly Rule[] {
    if (inline === undefined) {
      return standalone.length === 0 ? [{ protocol: '-1', cidr: ANYWHERE, conditional: false }] : [];
    }
    return standalone.length === 0
      ? inline
      : inline.map((rule) =>
          rule.protocol === '-1' && rule.cidr === ANYWHERE ? { ...rule, conditional: true } : rule,
        );
  }

  private inlineRules(value: Value, peer: string): Rule[] {
    if (value !== undefined && !Array.isArray(value)) {
      // A list that is known only at deployment may hold anything.
      return [{ conditional: true, protocol: '-1', cidr: ANYWHERE }];
    }
    return items(value).map((item) =>
      item instanceof Unknown || item instanceof Pointer
        ? { conditional: true, protocol: '-1', cidr: ANYWHERE }
        : this.readRule(asRecord(item), peer, false),
    );
  }

  private readRule(rule: Readonly<Record<string, Value>>, peer: string, conditional: boolean): Rule {
    const [group, list] = [rule[`${peer}SecurityGroupId`], rule[`${peer}PrefixListId`]];
    const number = (value: Value): number | undefined =>
      asText(value) === undefined ? undefined : Number(asText(value));
    return {
      protocol: asText(rule.IpProtocol),
      from: number(rule.FromPort),
      to: number(rule.ToPort),
      ...(group !== undefined && { securityGroup: this.identify(group) }),
      ...(list !== undefined && { prefixList: this.identify(list) }),
      cidr: rule.CidrIp,
      cidrIpv6: rule.CidrIpv6,
      conditional:
        conditional ||
        [rule.IpProtocol, rule.FromPort, rule.ToPort].some(
          (part) => part instanceof Unknown || part instanceof Pointer,
        ),
    };
  }

  private standaloneRules(type: string, peer: string): Map<string, Rule[]> {
    const rules = new Map<string, Rule[]>();
    for (const resource of this.graph.ofType(type)) {
      const properties = this.graph.properties(resource);
      const { GroupId: group } = properties;
      const rule = this.readRule(properties, peer, resource.conditional || group instanceof Either);
      for (const owner of branchesOf(group)) {
        const { key } = this.identify(owner);
        const same = rules.get(key);
        if (same) {
          same.push(rule);
        } else {
          rules.set(key, [rule]);
        }
      }
    }
    return rules;
  }

  private readEndpoint(resource: Resource): Endpoint {
    const property = (name: string) => this.graph.property(resource, name);
    const vpc = this.identify(property('VpcId'));
    const name = this.graph.text(property('ServiceName')) ?? '';
    const [, region = '', service = name] =
      /^(?:cn\.)?com\.amazonaws\.(\u27e6[^\u27e7]*\u27e7|[^.]+)\.(.+)$/.exec(name) ?? [];
    const groups = this.identifyAll(property('SecurityGroupIds'));
    const type = property('VpcEndpointType') ?? 'Gateway';
    // Services but these have endpoints of one kind.
    const either = asText(type) === undefined && (service === 's3' || service === 'dynamodb');
    return {
      key: resource.id,
      name: resource.path,
      unknown: false,
      resource,
      vpc,
      kind: asText(type) ?? (either ? 'Gateway' : 'Interface'),
      service,
      region,
      privateDns: property('PrivateDnsEnabled'),
      subnets: this.identifyAll(property('SubnetIds'))?.map((subnet) => this.subnet(subnet)),
      securityGroups:
        groups === undefined
          ? [this.securityGroup({ key: '?', name: 'security groups known only at deployment', unknown: true })]
          : groups.length === 0
            ? [this.defaultSecurityGroup(vpc)]
            : groups.map((group) => this.securityGroup(group)),
      routeTables: either ? undefined : this.identifyAll(property('RouteTableIds')),
      policy: property('PolicyDocument'),
      conditional: resource.conditional,
    };
  }

  private pairs(type: string, from: string, to: string): Map<string, Identity> {
    return new Map(
      this.graph.ofType(type).flatMap((resource) => {
        const [one, other] = [this.graph.property(resource, from), this.graph.property(resource, to)];
        // By a condition it is associated, or it is not.
        const said = one instanceof Either ? new Unknown(one.reason, one.key) : other;
        return branchesOf(one).map((each) => [this.identify(each).key, this.identify(said)] as const);
      }),
    );
  }

  private grouped(type: string, by: string): Map<string, Resource[]> {
    const groups = new Map<string, Resource[]>();
    for (const resource of this.graph.ofType(type)) {
      for (const each of branchesOf(this.graph.property(resource, by))) {
        const { key } = this.identify(each);
        const same = groups.get(key);
        if (same) {
          same.push(resource);
        } else {
          groups.set(key, [resource]);
        }
      }
    }
    return groups;
  }

  private keys(type: string, property: string): Set<string> {
    return new Set(
      this.graph.ofType(type).map((resource) => this.identify(this.graph.property(resource, property)).key),
    );
  }
}

/** The values that one may be: both results of a condition, where there are two. */
function branchesOf(value: Value): readonly Value[] {
  return value instanceof Either ? value.branches.filter((branch) => branch !== undefined) : [value];
}

/** Whether a list of a thing is known whole: of what the app declares it is, of what is there already if it was told so. */
export function toldWhole(resource: Resource, listing: Listing): boolean {
  const whole = resource.raw.Metadata?.whole;
  return !resource.told || (Array.isArray(whole) && whole.includes(listing));
}
