import type { AppModel } from '../../../app-model/app-model';
import { asText } from '../../../app-model/values';
import type { Plane } from '../hosts';
import type { Subnet } from '../../../app-model/network/subnets';
import { Judgement, names } from './judgement';
import type { Passage } from './passage';

/** The way to a host on the internet. */
export class InternetWay {
  private zones?: readonly string[];

  constructor(private readonly passage: Passage) {}

  /** Whether a host is reached from a subnet. */
  to(host: string, port: number, protocol: 'tcp' | 'udp', plane: Plane, subnet: Subnet): Judgement {
    return isInside(host) || this.isOfPrivateZone(host)
      ? (this.unresolved(host, subnet) ?? {
          verdict: 'maybe',
          reason: `whether ${host} is reached from subnet ${subnet.name}`,
        })
      : this.toPublic(host, port, protocol, plane, subnet);
  }

  /** The same for what is known to be on the internet, as a service of AWS. */
  toPublic(host: string, port: number, protocol: 'tcp' | 'udp', plane: Plane, subnet: Subnet): Judgement {
    const dns = this.unresolved(host, subnet);
    if (dns) {
      return dns;
    }
    const route = this.passage.routes.from(subnet, plane.publicIp(subnet));
    if (route.verdict === 'no') {
      return { verdict: 'no', code: route.code, reason: route.reason, fix: routeFix(host, route.code, plane) };
    }
    const leaves =
      protocol === 'udp' ? 'maybe' : this.passage.filter.mayLeave(plane.securityGroups, { kind: 'internet' }, port);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP ${port} out to the internet`,
        fix: `allow egress on TCP ${port} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.passage.acl(subnet, port, true);
    if (acl) {
      return acl;
    }
    const reason =
      route.verdict === 'maybe'
        ? route.reason
        : leaves === 'maybe'
          ? `whether ${names(plane.securityGroups)} lets ${protocol.toUpperCase()} ${port} out to ${host}`
          : undefined;
    return reason === undefined ? { verdict: 'yes', via: route.via } : { verdict: 'maybe', reason };
  }

  private unresolved(host: string, subnet: Subnet): Judgement | undefined {
    const address = /^\d+\.\d+\.\d+\.\d+$/.test(host);
    return address ? undefined : this.passage.dns(this.passage.model.vpc(subnet.vpc), host);
  }

  /** Whether a private zone of the app may answer for a name, and lead it to an address in a VPC. */
  private isOfPrivateZone(host: string): boolean {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    return this.privateZones.some((zone) => name === zone || name.endsWith(`.${zone}`));
  }

  private get privateZones(): readonly string[] {
    this.zones ??= zonesOf(this.passage.model.graph);
    return this.zones;
  }
}

function zonesOf(graph: AppModel): string[] {
  const zones = [
    ...graph.ofType('AWS::Route53::HostedZone').filter((zone) => graph.property(zone, 'VPCs') !== undefined),
    ...graph.ofType('AWS::ServiceDiscovery::PrivateDnsNamespace'),
  ];
  return zones.flatMap((zone) => asText(graph.property(zone, 'Name'))?.toLowerCase().replace(/\.$/, '') ?? []);
}

/**
 * Names and addresses that are not of the internet: private and shared addresses, names without a domain, as those of Service
 * Connect, and domains that nobody can register.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml
 */
function isInside(host: string): boolean {
  return (
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      host,
    ) ||
    /^[^.:]+(:\d+)?$/.test(host) ||
    /\.(local|localhost|internal|lan|corp|home\.arpa)(:\d+)?$/.test(host)
  );
}

function routeFix(host: string, code: string | undefined, plane: Plane): string {
  const cached =
    host === 'registry-1.docker.io' || host === 'public.ecr.aws' || host === 'ghcr.io' || host === 'quay.io'
      ? `pull through an ECR pull-through cache rule for ${host} (the image then comes over the ECR endpoints)`
      : undefined;
  const route =
    code === 'noPublicIp'
      ? plane.kind === 'task'
        ? 'set assignPublicIp (Fargate only) or place the tasks in private subnets behind a NAT gateway'
        : 'place the instances in private subnets behind a NAT gateway'
      : code === 'natWithoutInternet'
        ? 'place the NAT gateway in a subnet with a default route to an internet gateway'
        : code === 'internetGateway'
          ? 'attach it to the VPC (AWS::EC2::VPCGatewayAttachment)'
          : 'place the tasks in subnets with a default route to a NAT gateway';
  return cached === undefined ? route : `${cached}, or ${route}`;
}
