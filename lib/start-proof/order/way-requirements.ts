import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';
import { Plane } from '../reach/hosts';
import type { Need } from '../reach/need';
import type { Endpoint } from '../../app-model/network/endpoints';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { once, Requirement } from './requirement';

/**
 * Finds what makes the ways of a plane: endpoints, mount targets, routes for the rest, and the rules by which its groups
 * reach others: a database that the containers call is in no task definition, and has a rule.
 */
export function wayRequirements(network: NetworkModel, plane: Plane, needs: readonly Need[]): Requirement[] {
  const { graph } = network;
  const ways = waysFrom(network, plane.subnets);
  const groups = groupsOfPlane(plane);
  const endpoints = new Set<Endpoint>();
  const mounts: Resource[] = [];
  let [routed, byGateway] = [false, false];
  for (const { target } of needs) {
    if (target.kind === 'fileSystem') {
      mounts.push(...mountTargetsOf(graph, target.fileSystem));
    } else {
      const found = target.kind === 'service' ? ways.to(target.service, target.gatewayOnly === true) : NONE;
      found.forEach((endpoint) => endpoints.add(endpoint));
      byGateway ||= found.some(({ kind }) => kind === 'Gateway');
      routed ||= found.length === 0;
    }
  }
  const rules = groups.flatMap((group) => rulesOf(graph, group));
  linked(ways, rules).forEach((endpoint) => endpoints.add(endpoint));
  return [...endpoints]
    .flatMap(({ resource, service }): Requirement[] =>
      resource ? [{ kind: 'endpoint', resource, purpose: `way to ${service}` }] : [],
    )
    .concat(
      mounts.map((resource): Requirement => ({ kind: 'mountTarget', resource, purpose: 'file system' })),
      rules.map(({ resource }) => ruleNeed(resource)),
      needs.length === 0 ? [] : rulesToAnywhere(graph, groups),
      routed ? ways.routes : [],
      byGateway ? ways.tables : [],
    );
}

const NONE: readonly Endpoint[] = Object.freeze([]);

/** The ways that begin in a set of subnets. */
class Ways {
  /** Endpoints of the VPCs of the subnets, without those that may not be there. */
  readonly endpoints: readonly Endpoint[];
  private readonly byService = new Map<string, readonly Endpoint[]>();
  private known: { routes?: readonly Requirement[]; tables?: readonly Requirement[] } = {};

  constructor(
    private readonly network: NetworkModel,
    private readonly subnets: readonly Subnet[],
  ) {
    const vpcs = new Map(subnets.map(({ vpc }) => [vpc.key, vpc]));
    this.endpoints = [...vpcs.values()].flatMap((vpc) =>
      network.endpoints(vpc).filter(({ conditional }) => !conditional),
    );
  }

  /** The endpoints that serve a service. */
  to(service: string, gatewayOnly: boolean): readonly Endpoint[] {
    if (this.endpoints.length === 0) {
      return NONE;
    }
    const key = `${service} ${gatewayOnly}`;
    let found = this.byService.get(key);
    if (found === undefined) {
      found = this.endpoints.filter((each) => each.service === service && !(gatewayOnly && each.kind === 'Interface'));
      this.byService.set(key, found);
    }
    return found;
  }

  /** All that makes the way to the internet. */
  get routes(): readonly Requirement[] {
    this.known.routes ??= once(this.subnets.flatMap((subnet) => routeRequirements(this.network.graph, subnet)));
    return this.known.routes;
  }

  /** All that makes the way to gateway endpoints. */
  get tables(): readonly Requirement[] {
    this.known.tables ??= this.subnets.flatMap((subnet) => tableOf(this.network.graph, subnet));
    return this.known.tables;
  }
}

/** By list, of which the network has one for each set of subnets: many services are in the same ones. */
const fromSubnets = new WeakMap<readonly Subnet[], Ways>();

function waysFrom(network: NetworkModel, subnets: readonly Subnet[]): Ways {
  let ways = fromSubnets.get(subnets);
  if (ways === undefined) {
    ways = new Ways(network, subnets);
    fromSubnets.set(subnets, ways);
  }
  return ways;
}

/** The security groups of a plane that are in the app. */
export function groupsOfPlane({ securityGroups }: Pick<Plane, 'securityGroups'>): Resource[] {
  return securityGroups.flatMap(({ resource }) => resource ?? []);
}

/** Endpoints that a rule was written for: what the containers call, which no task definition says. */
function linked({ endpoints }: Ways, rules: readonly WrittenRule[]): readonly Endpoint[] {
  if (endpoints.length === 0 || rules.length === 0) {
    return [];
  }
  const peers = new Set(rules.map(({ peer }) => peer));
  return endpoints.filter((endpoint) => groupsOfPlane(endpoint).some((group) => peers.has(group)));
}

/** A gateway endpoint is a route of the subnet's route table. */
function tableOf(graph: AppModel, { resource }: Subnet): Requirement[] {
  return resource === undefined
    ? []
    : graph
        .referrersOf(resource, 'AWS::EC2::SubnetRouteTableAssociation', 'SubnetId')
        .map((each): Requirement => ({ kind: 'route', resource: each, purpose: 'way to the gateway endpoint' }));
}

/** Standalone rules by which members of some groups reach members of others. */
export function rulesBetween(graph: AppModel, from: readonly Resource[], to: readonly Resource[]): Requirement[] {
  // By the side of those who call: a group that is called may have a rule for each of hundreds of them.
  return to.length === 0
    ? []
    : from
        .flatMap((group) => rulesOf(graph, group))
        .filter(({ peer }) => to.includes(peer))
        .map(({ resource }) => ruleNeed(resource));
}

function ruleNeed(resource: Resource): Requirement {
  return { kind: 'rule', resource, purpose: 'rule of a security group' };
}

/** A rule that stands apart from its groups. */
interface WrittenRule {
  readonly resource: Resource;
  /** The group that is reached. */
  readonly peer: Resource;
}

/** Standalone rules that let members of a group reach members of another one, with the other one. */
export function rulesOf(graph: AppModel, group: Resource): readonly WrittenRule[] {
  const rules = (side: 'Ingress' | 'Egress', own: string, other: string) =>
    graph.referrersOf(group, `AWS::EC2::SecurityGroup${side}`, own).flatMap((resource) => {
      const peer = graph.property(resource, other);
      return peer instanceof Pointer && !isOpen(graph, side === 'Ingress' ? peer.resource : group, side)
        ? [{ resource, peer: peer.resource }]
        : [];
    });
  return rules('Ingress', 'SourceSecurityGroupId', 'GroupId').concat(
    rules('Egress', 'GroupId', 'DestinationSecurityGroupId'),
  );
}

/** Standalone egress rules to addresses and prefix lists, which gateway endpoints and routes are reached by. */
function rulesToAnywhere(graph: AppModel, groups: readonly Resource[]): Requirement[] {
  return groups.flatMap((group) => {
    const rules = graph.referrersOf(group, 'AWS::EC2::SecurityGroupEgress', 'GroupId');
    return rules.length === 0 || isOpen(graph, group, 'Egress')
      ? []
      : rules.filter((rule) => graph.property(rule, 'DestinationSecurityGroupId') === undefined).map(ruleNeed);
  });
}

/** Whether rules that are written into a group let addresses pass, so that it may not need the ones apart from it. */
function isOpen(graph: AppModel, group: Resource, side: 'Ingress' | 'Egress'): boolean {
  const inline = graph.property(group, `SecurityGroup${side}`);
  return (
    (inline !== undefined && !Array.isArray(inline)) ||
    items(inline).some((rule) => {
      const { CidrIp, CidrIpv6, IpProtocol } = asRecord(rule);
      // The CDK writes such a rule into a group that is closed.
      const closed = asText(CidrIp) === '255.255.255.255/32' || asText(IpProtocol) === 'icmp';
      return !closed && (CidrIp !== undefined || CidrIpv6 !== undefined);
    })
  );
}

function mountTargetsOf(graph: AppModel, fileSystem: Value): readonly Resource[] {
  return fileSystem instanceof Pointer && fileSystem.resource.type === 'AWS::EFS::FileSystem'
    ? graph.referrersOf(fileSystem.resource, 'AWS::EFS::MountTarget', 'FileSystemId')
    : [];
}

/**
 * Finds what makes the way of a subnet to the internet: its route table, the default routes, and the same for its NAT
 * gateway.
 */
export function routeRequirements(graph: AppModel, subnet: Subnet | Resource, below = 0): readonly Requirement[] {
  const resource = 'logicalId' in subnet ? subnet : subnet.resource;
  if (resource === undefined || below > 1) {
    return [];
  }
  const known = below === 0 ? routes.get(resource) : undefined;
  if (known !== undefined) {
    return known;
  }
  const found = routesOf(graph, resource, below);
  if (below === 0) {
    routes.set(resource, found);
  }
  return found;
}

/** By subnet, which is of one model: many services are in the same ones. */
const routes = new WeakMap<Resource, readonly Requirement[]>();

function routesOf(graph: AppModel, resource: Resource, below: number): Requirement[] {
  const need = (each: Resource): Requirement => ({ kind: 'route', resource: each, purpose: 'way to the internet' });
  return graph.referrersOf(resource, 'AWS::EC2::SubnetRouteTableAssociation', 'SubnetId').flatMap((association) => {
    const table = graph.property(association, 'RouteTableId');
    const defaults =
      table instanceof Pointer
        ? graph
            .referrersOf(table.resource, 'AWS::EC2::Route', 'RouteTableId')
            .filter((route) => isDefault(graph, route))
        : [];
    return defaults.length === 0
      ? []
      : [need(association), ...defaults.flatMap((route) => [need(route), ...gatewayOf(graph, route, below)])];
  });
}

function isDefault(graph: AppModel, route: Resource): boolean {
  return (
    asText(graph.property(route, 'DestinationCidrBlock')) === '0.0.0.0/0' ||
    asText(graph.property(route, 'DestinationIpv6CidrBlock')) === '::/0'
  );
}

/** Finds what the gateway behind a route needs in its turn. */
function gatewayOf(graph: AppModel, route: Resource, below: number): readonly Requirement[] {
  const nat = graph.property(route, 'NatGatewayId');
  if (nat instanceof Pointer) {
    const subnet = graph.property(nat.resource, 'SubnetId');
    return subnet instanceof Pointer ? routeRequirements(graph, subnet.resource, below + 1) : [];
  }
  const internet = graph.property(route, 'GatewayId');
  return internet instanceof Pointer
    ? graph
        .referrersOf(internet.resource, 'AWS::EC2::VPCGatewayAttachment', 'InternetGatewayId')
        .map((resource): Requirement => ({ kind: 'route', resource, purpose: 'way to the internet' }))
    : [];
}
