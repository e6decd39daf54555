import type { AppModel } from '../app-model';
import { ArnWriter, arnWriterOf } from '../policy/arns';
import type { Resource } from '../resource';
import type { Value } from '../values';
import { perModel } from '../views/view';
import { Endpoint, Endpoints } from './endpoints';
import { Identities, Identity } from './identities';
import { SecurityGroup, SecurityGroups } from './security-groups';
import { Subnet, Subnets } from './subnets';
import { Vpc, Vpcs } from './vpcs';

/** The networks of an app: VPCs, subnets with their tables, security groups and endpoints, by identity. */
export class NetworkModel {
  readonly arns: ArnWriter;
  private readonly identities: Identities;
  private readonly vpcs: Vpcs;
  private readonly subnets: Subnets;
  private readonly groups: SecurityGroups;
  private readonly vpcEndpoints: Endpoints;

  constructor(readonly graph: AppModel) {
    this.arns = arnWriterOf(graph);
    this.identities = new Identities(graph);
    this.vpcs = new Vpcs(graph, this.identities);
    this.subnets = new Subnets(graph, this.identities);
    this.groups = new SecurityGroups(graph, this.identities);
    this.vpcEndpoints = new Endpoints(graph, this.identities, this.subnets, this.groups);
  }

  /** Identifies what a value refers to. */
  identify(value: Value): Identity {
    return this.identities.of(value);
  }

  /** The identities of a list property; `undefined` when the list itself is known only at deployment. */
  identifyAll(value: Value): Identity[] | undefined {
    return this.identities.all(value);
  }

  vpc(identity: Identity): Vpc {
    return this.vpcs.of(identity);
  }

  subnet(identity: Identity): Subnet {
    return this.subnets.of(identity);
  }

  /** The subnets of a list property; `undefined` when it is known only at deployment. */
  subnetsOf(value: Value): readonly Subnet[] | undefined {
    return this.subnets.listed(value);
  }

  routes(routeTable: Identity): readonly Resource[] {
    return this.subnets.routes(routeTable);
  }

  /** The entries of a network ACL. */
  entries(acl: Identity): readonly Resource[] {
    return this.subnets.entries(acl);
  }

  securityGroup(identity: Identity): SecurityGroup {
    return this.groups.of(identity);
  }

  /** The group that a network interface gets when none is named. */
  defaultSecurityGroup(vpc: Identity): SecurityGroup {
    return this.groups.defaultOf(vpc);
  }

  /** Stands for the groups of something whose groups are known only at deployment. */
  unknownSecurityGroup(resource: Resource): SecurityGroup {
    return this.groups.unknownOf(resource);
  }

  endpoints(vpc: Identity): readonly Endpoint[] {
    return this.vpcEndpoints.of(vpc);
  }

  /** Whether some endpoint has a policy, which asks who calls for what. */
  get hasEndpointPolicies(): boolean {
    return this.vpcEndpoints.havePolicies;
  }

  /** Every endpoint of every VPC. */
  allEndpoints(): readonly Endpoint[] {
    return this.vpcEndpoints.all();
  }

  /** Endpoints of other VPCs, to say that there is one but elsewhere. */
  otherEndpoints(vpc: Identity): readonly Endpoint[] {
    return this.vpcEndpoints.outside(vpc);
  }

  /** An endpoint that the deployment may make one for a service in a VPC. */
  perhapsEndpoint(vpc: Identity, service: string): Endpoint | undefined {
    return this.vpcEndpoints.perhapsFor(vpc, service);
  }

  /** Whether a private hosted zone of the app answers for the name of a service in the VPC. */
  hasZoneFor(vpc: Identity, service: string): boolean {
    return this.vpcEndpoints.hasZoneFor(vpc, service);
  }
}

/** The networks of an app. */
export const networkOf = perModel((model) => new NetworkModel(model));
