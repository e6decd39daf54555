import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asText } from '../values';
import type { Identities, Identity } from './identities';
import { toldWhole } from './told-whole';

/** A subnet with its tables. */
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

/** The subnets of an app and those that it names, with the routes and entries of their tables. */
export class Subnets {
  private readonly known = new Map<string, Subnet>();
  private readonly lists = new Map<string, readonly Subnet[]>();
  private readonly routeTables: ReadonlyMap<string, Identity>;
  /** The route tables of subnets that name none, of VPCs that are there already. */
  private readonly mainTables: ReadonlyMap<string, Identity>;
  private readonly networkAcls: ReadonlyMap<string, Identity>;
  private readonly routesByTable: ReadonlyMap<string, readonly Resource[]>;
  private readonly entriesByAcl: ReadonlyMap<string, readonly Resource[]>;

  constructor(
    private readonly graph: AppModel,
    private readonly identities: Identities,
  ) {
    this.routeTables = identities.pairs('AWS::EC2::SubnetRouteTableAssociation', 'SubnetId', 'RouteTableId');
    this.mainTables = identities.pairs('Told::MainRouteTable', 'VpcId', 'RouteTableId');
    this.networkAcls = identities.pairs('AWS::EC2::SubnetNetworkAclAssociation', 'SubnetId', 'NetworkAclId');
    this.routesByTable = identities.grouped('AWS::EC2::Route', 'RouteTableId');
    this.entriesByAcl = identities.grouped('AWS::EC2::NetworkAclEntry', 'NetworkAclId');
  }

  of(identity: Identity): Subnet {
    let subnet = this.known.get(identity.key);
    if (subnet === undefined) {
      subnet = this.read(identity);
      this.known.set(identity.key, subnet);
    }
    return subnet;
  }

  /**
   * The subnets of a list property, the same list for the same subnets; `undefined` when it is known only at deployment.
   */
  listed(value: Value): readonly Subnet[] | undefined {
    const identities = this.identities.all(value);
    if (identities === undefined) {
      return undefined;
    }
    let key = '';
    for (const each of identities) {
      key += `${each.key}|`;
    }
    let subnets = this.lists.get(key);
    if (subnets === undefined) {
      subnets = identities.map((each) => this.of(each));
      this.lists.set(key, subnets);
    }
    return subnets;
  }

  routes(routeTable: Identity): readonly Resource[] {
    return this.routesByTable.get(routeTable.key) ?? [];
  }

  entries(acl: Identity): readonly Resource[] {
    return this.entriesByAcl.get(acl.key) ?? [];
  }

  private read(identity: Identity): Subnet {
    const resource = identity.resource?.type === 'AWS::EC2::Subnet' ? identity.resource : undefined;
    const property = (name: string) => resource && this.graph.property(resource, name);
    const vpc: Identity = resource
      ? this.identities.of(property('VpcId'))
      : { key: `vpc of ${identity.key}`, name: `the VPC of ${identity.name}`, unknown: true };
    const routesKnown = resource?.told === true && vpc.resource && toldWhole(vpc.resource, 'RouteTables');
    return {
      ...identity,
      resource,
      vpc,
      cidr: asText(property('CidrBlock')),
      zone: this.graph.text(property('AvailabilityZone')),
      publicOnLaunch: property('MapPublicIpOnLaunch') === true || property('MapPublicIpOnLaunch') === 'true',
      routeTable: this.routeTables.get(identity.key) ?? (routesKnown ? this.mainTables.get(vpc.key) : undefined),
      networkAcl: this.networkAcls.get(identity.key),
      networkAclKnown: resource === undefined || toldWhole(resource, 'NetworkAcls'),
    };
  }
}
