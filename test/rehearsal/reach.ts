import { REGION, refersTo, View } from './world';

/** A network interface: where it is, and what its security groups are. */
export interface Place {
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly publicIp: boolean;
}

const ANYWHERE = '0.0.0.0/0';

/**
 * What is missing for HTTPS from a place to a service of AWS; undefined when nothing is, or when it cannot be known because
 * the network is not of these templates.
 *
 * Private DNS sends calls to the interface endpoint of a service wherever there is one, so that its rules decide then.
 */
export function missingWay(view: View, place: Place, service: string): string | undefined {
  return first(place.subnets, (subnet) => missingFromSubnet(view, place, subnet, service));
}

/** What is missing for HTTPS to the internet. */
export function missingInternet(view: View, place: Place): string | undefined {
  return (
    first(place.subnets, (subnet) => missingRoute(view, place, subnet)) ??
    missingEgress(view, place, 'the internet', [])
  );
}

function missingFromSubnet(view: View, place: Place, subnet: string, service: string): string | undefined {
  if (!view.knows('AWS::EC2::Subnet', subnet)) {
    return undefined;
  }
  const name = `com.amazonaws.${REGION}.${service}`;
  const vpc = view.byRef('AWS::EC2::Subnet', subnet)?.properties.VpcId;
  const made = view
    .perhaps('AWS::EC2::VPCEndpoint')
    .filter(({ properties }) => properties.ServiceName === name && properties.VpcId === vpc);
  const endpoint = view.of('AWS::EC2::VPCEndpoint').find((each) => made.includes(each));
  if (made.length > 0 && endpoint === undefined) {
    return `the endpoint of ${service}`;
  }
  if (endpoint === undefined) {
    return missingRoute(view, place, subnet) && `an endpoint of ${service}, or ${missingRoute(view, place, subnet)}`;
  }
  if (endpoint.properties.VpcEndpointType === 'Gateway') {
    const table = tableOf(view, subnet);
    return endpoint.properties.RouteTableIds?.includes(table)
      ? missingEgress(view, place, service, [])
      : `the route to ${service} in the table of ${subnet}`;
  }
  const groups: string[] = endpoint.properties.SecurityGroupIds ?? [];
  return missingEgress(view, place, service, groups) ?? missingIngress(view, place, service, groups);
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
function missingRoute(view: View, { publicIp }: Place, subnet: string): string | undefined {
  if (!view.knows('AWS::EC2::Subnet', subnet)) {
    return undefined;
  }
  const table = tableOf(view, subnet);
  const route = view
    .of('AWS::EC2::Route')
    .find(({ properties }) => properties.RouteTableId === table && properties.DestinationCidrBlock === ANYWHERE);
  if (table === undefined || route === undefined) {
    return `a route to the internet from ${subnet}`;
  }
  const { GatewayId, NatGatewayId } = route.properties;
  if (GatewayId !== undefined) {
    return publicIp ? undefined : `a public address in ${subnet}`;
  }
  const gateway = view.byRef('AWS::EC2::NatGateway', NatGatewayId);
  return gateway && missingRoute(view, { subnets: [], groups: [], publicIp: true }, gateway.properties.SubnetId);
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
function missingEgress(view: View, { groups }: Place, to: string, peers: readonly string[]): string | undefined {
  const known = groups.filter((group) => view.knows('AWS::EC2::SecurityGroup', group));
  if (known.length < groups.length || groups.length === 0) {
    return undefined;
  }
  const open = known.some((group) => {
    const rules = rulesOf(view, group, 'Egress');
    // A group without any rule keeps the one that EC2 gives it, which is open.
    return (
      rules === undefined ||
      rules.some(
        (rule) =>
          https(rule) &&
          (rule.CidrIp !== undefined ||
            rule.DestinationPrefixListId !== undefined ||
            peers.includes(rule.DestinationSecurityGroupId)),
      )
    );
  });
  return open ? undefined : `the egress rule of ${known.join(', ')} to ${to}`;
}

function missingIngress(view: View, { groups }: Place, at: string, of: readonly string[]): string | undefined {
  if (of.some((group) => !view.knows('AWS::EC2::SecurityGroup', group))) {
    return undefined;
  }
  const open = of.some((group) =>
    rulesOf(view, group, 'Ingress')?.some(
      (rule) => https(rule) && (rule.CidrIp !== undefined || groups.includes(rule.SourceSecurityGroupId)),
    ),
  );
  return open ? undefined : `the ingress rule at the endpoint of ${at}`;
}

function rulesOf(view: View, group: string, direction: 'Egress' | 'Ingress'): any[] | undefined {
  const owner = view.byRef('AWS::EC2::SecurityGroup', group);
  const inline = owner?.properties[`SecurityGroup${direction}`];
  const standalone = view
    .of(`AWS::EC2::SecurityGroup${direction}`)
    .filter(({ properties }) => owner && refersTo(owner, properties.GroupId))
    .map(({ properties }) => properties);
  return inline === undefined && standalone.length === 0 ? undefined : [...(inline ?? []), ...standalone];
}

function https({ IpProtocol, FromPort, ToPort }: any): boolean {
  return String(IpProtocol) === '-1' || (IpProtocol === 'tcp' && Number(FromPort) <= 443 && Number(ToPort) >= 443);
}

function tableOf(view: View, subnet: string): string | undefined {
  return view.of('AWS::EC2::SubnetRouteTableAssociation').find(({ properties }) => properties.SubnetId === subnet)
    ?.properties.RouteTableId;
}

function first<T>(all: readonly T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
