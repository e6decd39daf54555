import { toldToCustomResources } from '../../app-model/mentions';
import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { Resource, Unknown, Value } from '../../app-model/app-model';
import { YesNoMaybe } from '../../app-model/yes-no-maybe';
import { asText } from '../../app-model/values';

/** The way of a subnet to the internet over IPv4. */
export interface EgressRoute {
  readonly verdict: YesNoMaybe;
  /** The gateway that carries the traffic: a NAT gateway, an internet gateway. */
  readonly via?: string;
  /** The cause when it does not reach the internet, or what is not known. */
  readonly code?: 'noRoute' | 'noPublicIp' | 'natWithoutInternet' | 'privateNat' | 'internetGateway';
  readonly reason?: string;
}

/** A route target that may lead anywhere: what is behind it is not in the app. */
const OUTWARD = {
  TransitGatewayId: 'a transit gateway',
  InstanceId: 'an instance',
  NetworkInterfaceId: 'a network interface',
  VpcEndpointId: 'a gateway load balancer endpoint',
  CoreNetworkArn: 'a core network',
  LocalGatewayId: 'a local gateway',
  CarrierGatewayId: 'a carrier gateway',
};

/** Targets behind which there may be other networks with endpoints of their own. */
const NEIGHBOURS = ['TransitGatewayId', 'VpcPeeringConnectionId', 'CoreNetworkArn', 'LocalGatewayId'];

/** Follows the routes of subnets to the internet. */
export class EgressRoutes {
  private readonly memo = new Map<string, EgressRoute>();

  constructor(private readonly model: NetworkModel) {}

  /** The route that an interface in the subnet takes; `publicIp` says whether the interface has a public address. */
  from(subnet: Subnet, publicIp: YesNoMaybe): EgressRoute {
    const key = `${subnet.key}|${publicIp}`;
    const known = this.memo.get(key);
    if (known) {
      return known;
    }
    // A NAT gateway may be in a subnet that sends to it.
    this.memo.set(key, none('noRoute', `the default route of subnet ${subnet.name} leads back to it`));
    const route = this.follow(subnet, publicIp);
    this.memo.set(key, route);
    return route;
  }

  /** Whether routes lead to other networks, where a service may be reached by an endpoint that they share. */
  leadsToNeighbours(subnet: Subnet): boolean {
    const routes = subnet.routeTable ? this.model.routes(subnet.routeTable) : [];
    return routes.some(
      (route) =>
        NEIGHBOURS.some((name) => this.model.graph.property(route, name) !== undefined) ||
        asText(this.model.graph.property(route, 'GatewayId'))?.startsWith('vgw-'),
    );
  }

  private follow(subnet: Subnet, publicIp: YesNoMaybe): EgressRoute {
    const table = subnet.routeTable;
    if (!table) {
      return subnet.resource?.told === false
        ? none(
            'noRoute',
            `subnet ${subnet.name} has no route table of its own, and the main one of its VPC holds the local route only`,
          )
        : unknown(`the routes of subnet ${subnet.name}, which is not part of the app`);
    }
    const routes = this.model.routes(table).filter((route) => this.isDefault(route));
    if (routes.length > 0) {
      const found = routes.map((route) => {
        const target = this.target(route, publicIp);
        const { graph } = this.model;
        const table = graph.property(route, 'RouteTableId');
        return target.verdict !== 'yes'
          ? target
          : route.conditional
            ? unknown(`condition ${route.raw.Condition} of ${route.path}`)
            : table instanceof Unknown
              ? unknown(`the route table of ${route.path} (${table.reason})`)
              : target;
      });
      return (
        found.find(({ verdict }) => verdict === 'yes') ?? found.find(({ verdict }) => verdict === 'maybe') ?? found[0]
      );
    }
    const sixth = this.model.routes(table).some((route) => this.isDefaultOfIpv6(route));
    if (sixth) {
      return unknown(`whether it is reached over IPv6, the only default route of ${table.name}`);
    }
    const hidden = this.model
      .routes(table)
      .find((route) => this.model.graph.property(route, 'DestinationCidrBlock') instanceof Unknown);
    if (hidden) {
      return unknown(`the destination of ${hidden.path}`);
    }
    return table.resource
      ? none('noRoute', `route table ${table.name} of subnet ${subnet.name} has no default route`)
      : unknown(`the routes of ${table.name}, which is not part of the app`);
  }

  private isDefault(route: Resource): boolean {
    const destination = asText(this.model.graph.property(route, 'DestinationCidrBlock'));
    return destination === '0.0.0.0/0';
  }

  private isDefaultOfIpv6(route: Resource): boolean {
    return asText(this.model.graph.property(route, 'DestinationIpv6CidrBlock')) === '::/0';
  }

  private target(route: Resource, publicIp: YesNoMaybe): EgressRoute {
    const property = (name: string): Value => this.model.graph.property(route, name);
    if (asText(property('State')) === 'blackhole') {
      return none('noRoute', `the default route ${route.path} is a blackhole: what it led to is gone`);
    }
    if (property('NatGatewayId') !== undefined) {
      return this.nat(this.model.identify(property('NatGatewayId')));
    }
    if (property('GatewayId') !== undefined) {
      return this.gateway(this.model.identify(property('GatewayId')), publicIp, route);
    }
    if (property('VpcPeeringConnectionId') !== undefined) {
      return none(
        'noRoute',
        `the default route ${route.path} leads to a peered VPC, through which no internet is reached`,
      );
    }
    const outward = Object.entries(OUTWARD).find(([name]) => property(name) !== undefined);
    const behind = outward && this.model.identify(property(outward[0]));
    if (outward && behind?.resource?.type === 'Told::WayOut') {
      return { verdict: 'yes', via: `${outward[1].replace(/^an? /, '')} ${behind.name}` };
    }
    return unknown(`what lies behind ${outward?.[1] ?? 'the target'} of the default route ${route.path}`);
  }

  private nat(nat: Identity): EgressRoute {
    const { resource } = nat;
    if (resource?.type !== 'AWS::EC2::NatGateway') {
      return unknown(`NAT gateway ${nat.name}, which is not part of the app`);
    }
    const { graph } = this.model;
    const state = asText(graph.property(resource, 'State'));
    if (state !== undefined) {
      return none('noRoute', `NAT gateway ${nat.name} is ${state}`);
    }
    if (resource.conditional) {
      return unknown(`whether NAT gateway ${nat.name} is there`);
    }
    if (asText(graph.property(resource, 'ConnectivityType')) === 'private') {
      return none('privateNat', `NAT gateway ${nat.name} is private: it does not lead to the internet`);
    }
    if (asText(graph.property(resource, 'AvailabilityMode')) === 'regional') {
      const vpc = this.model.vpc(this.model.identify(graph.property(resource, 'VpcId')));
      return vpc.hasInternetGateway
        ? { verdict: 'yes', via: `NAT gateway ${nat.name}` }
        : unknown(`whether ${vpc.name} has an internet gateway`);
    }
    const home = this.model.subnet(this.model.identify(graph.property(resource, 'SubnetId')));
    const onward = this.from(home, 'yes');
    if (onward.verdict === 'yes') {
      return { verdict: 'yes', via: `NAT gateway ${nat.name}` };
    }
    return onward.verdict === 'maybe' || onward.code === 'internetGateway'
      ? onward
      : none(
          'natWithoutInternet',
          `NAT gateway ${nat.name} is in subnet ${home.name}, which has no route to an internet gateway`,
        );
  }

  /** A gateway of the app that nothing in it attaches. */
  private isDetached({ resource }: Identity): boolean {
    const { graph } = this.model;
    return (
      resource?.told === false &&
      !graph
        .ofType('AWS::EC2::VPCGatewayAttachment')
        .some((attachment) => graph.property(attachment, 'InternetGatewayId') instanceof Unknown) &&
      graph.referrersOf(resource, 'AWS::EC2::VPCGatewayAttachment', 'InternetGatewayId').length === 0 &&
      !toldToCustomResources(graph).has(resource)
    );
  }

  private gateway(gateway: Identity, publicIp: YesNoMaybe, route: Resource): EgressRoute {
    // The call that describes routes names endpoints of a gateway load balancer here.
    if (gateway.resource?.type === 'Told::WayOut') {
      return { verdict: 'yes', via: gateway.name };
    }
    const internet = gateway.resource?.type === 'AWS::EC2::InternetGateway' || gateway.key.startsWith('igw-');
    if (!internet) {
      return unknown(`what lies behind ${gateway.name}, the target of the default route ${route.path}`);
    }
    if (this.isDetached(gateway)) {
      return none(
        'internetGateway',
        `internet gateway ${gateway.name}, the target of the default route ${route.path}, is attached to no VPC`,
      );
    }
    if (publicIp === 'no') {
      return none(
        'noPublicIp',
        `the default route leads to internet gateway ${gateway.name}, which only an interface with a public IP can use`,
      );
    }
    return publicIp === 'yes'
      ? { verdict: 'yes', via: `internet gateway ${gateway.name}` }
      : unknown('whether the interface gets a public IP');
  }
}

function none(code: EgressRoute['code'], reason: string): EgressRoute {
  return { verdict: 'no', code, reason };
}

function unknown(reason: string): EgressRoute {
  return { verdict: 'maybe', reason };
}
