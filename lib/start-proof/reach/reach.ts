import { EgressRoutes } from './egress-route';
import { policyAllows } from './endpoint-policy';
import { Plane } from './hosts';
import { Need, Target } from './needs';
import { Endpoint, NetworkModel, SecurityGroup, Subnet, Vpc } from './network-model';
import { PacketFilter, Peer } from './packet-filter';
import { Pointer, hasMarks } from '../../app-model/app-model';
import { markOf } from '../../app-model/values';
import { Tri } from '../../app-model/tri';
import { asText } from '../../app-model/values';

/** The judgement of one need from one subnet. */
export interface Judgement {
  readonly verdict: Tri;
  /** The way by which it is reached. */
  readonly via?: string;
  /** Stable name of the missing link. */
  readonly code?: string;
  /** The missing link, or what is not known. */
  readonly reason?: string;
  /** The smallest change that would close it. */
  readonly fix?: string;
}

const GATEWAY_SERVICES = new Set(['s3', 'dynamodb']);

/** `InterfaceVpcEndpointAwsService` constants of the services a task may need, to be named in the fix. */
const CONSTANTS: Readonly<Record<string, string>> = {
  'ecr.api': 'ECR',
  'ecr.dkr': 'ECR_DOCKER',
  ecs: 'ECS',
  'ecs-agent': 'ECS_AGENT',
  'ecs-telemetry': 'ECS_TELEMETRY',
  'guardduty-data': 'GUARDDUTY_DATA',
  'kinesis-firehose': 'KINESIS_FIREHOSE',
  'kinesis-streams': 'KINESIS_STREAMS',
  kms: 'KMS',
  logs: 'CLOUDWATCH_LOGS',
  monitoring: 'CLOUDWATCH_MONITORING',
  secretsmanager: 'SECRETS_MANAGER',
  ssm: 'SSM',
  ssmmessages: 'SSM_MESSAGES',
  sts: 'STS',
  xray: 'XRAY',
};

/** Decides whether an interface in a subnet reaches what a need asks for. */
export class Reach {
  private readonly routes: EgressRoutes;
  private readonly filter: PacketFilter;
  private readonly memo = new Map<string, Judgement>();

  constructor(private readonly model: NetworkModel) {
    this.routes = new EgressRoutes(model);
    this.filter = new PacketFilter(model);
  }

  /** The judgement for one subnet of a plane. */
  judge(need: Need, plane: Plane, subnet: Subnet): Judgement {
    const { target } = need;
    const key = [
      targetKey(target),
      plane.securityGroups.map((group) => group.key).join(),
      subnet.key,
      plane.publicIp(subnet),
    ].join('|');
    const known = this.memo.get(key);
    if (known) {
      return known;
    }
    const judgement = this.decide(target, plane, subnet);
    if (target.kind !== 'fileSystem') {
      this.memo.set(key, judgement);
    }
    return judgement;
  }

  private decide(target: Target, plane: Plane, subnet: Subnet): Judgement {
    switch (target.kind) {
      case 'service':
        return this.service(target, plane, subnet);
      case 'host':
        return this.internet(target.host, target.port, target.protocol, plane, subnet);
      case 'fileSystem':
        return this.fileSystem(target, plane, subnet);
      default:
        return { verdict: 'maybe', reason: target.reason };
    }
  }

  private service(target: Extract<Target, { kind: 'service' }>, plane: Plane, subnet: Subnet): Judgement {
    const vpc = this.model.vpc(subnet.vpc);
    const dns = this.dns(vpc, target.service);
    if (dns) {
      return dns;
    }
    const candidates = this.model.endpoints(vpc).filter((endpoint) => endpoint.service === target.service);
    const inRegion = candidates.filter(
      (endpoint) => sameRegion(endpoint.region, target.region) === 'yes' || isTold(endpoint, target.region),
    );
    // Private DNS answers for the whole VPC: where it is on, the name leads to the endpoint, whatever routes there are.
    const named = inRegion.filter(
      ({ kind, privateDns }) => kind === 'Interface' && asText(privateDns) !== 'false' && privateDns !== undefined,
    );
    if (named.length > 1) {
      return {
        verdict: 'no',
        code: 'duplicateEndpoint',
        reason: `${named.map(({ name }) => name).join(' and ')} both claim the private DNS name of ${target.service}`,
        fix: `keep one endpoint for ${target.service} in ${vpc.name}`,
      };
    }
    if (GATEWAY_SERVICES.has(target.service)) {
      return this.gatewayService(target, plane, subnet, vpc, inRegion, target.gatewayOnly ? undefined : named[0]);
    }
    if (named.length === 1) {
      return this.interfaceEndpoint(named[0], target, plane, subnet);
    }
    return this.withoutEndpoint(target, plane, subnet, vpc, candidates);
  }

  private gatewayService(
    target: Extract<Target, { kind: 'service' }>,
    plane: Plane,
    subnet: Subnet,
    vpc: Vpc,
    inRegion: readonly Endpoint[],
    named: Endpoint | undefined,
  ): Judgement {
    if (named) {
      return this.interfaceEndpoint(named, target, plane, subnet);
    }
    const gateways = inRegion.filter(({ kind }) => kind === 'Gateway');
    const table = subnet.routeTable;
    const routed = gateways.find(({ routeTables }) => table && routeTables?.some(({ key }) => key === table.key));
    if (routed) {
      return this.gatewayEndpoint(routed, target, plane, subnet);
    }
    const internet = this.internet(target.service, 443, 'tcp', plane, subnet);
    if (internet.verdict === 'yes') {
      return internet;
    }
    if (
      gateways.length > 0 &&
      (!table || !subnet.resource || gateways.some(({ routeTables }) => routeTables === undefined))
    ) {
      return {
        verdict: 'maybe',
        reason: `whether ${gateways[0].name} has a route in the route table of subnet ${subnet.name}`,
      };
    }
    if (gateways.length > 0 && internet.verdict === 'no') {
      return {
        verdict: 'no',
        code: 'gatewayRouteTable',
        reason: `gateway endpoint ${gateways[0].name} does not serve route table ${table?.name} of subnet ${subnet.name}`,
        fix: `add the route table of ${subnet.name} to the 'subnets' of ${gateways[0].name}`,
      };
    }
    return this.withoutEndpoint(
      target,
      plane,
      subnet,
      vpc,
      this.model.endpoints(vpc).filter(({ service }) => service === target.service),
    );
  }

  private gatewayEndpoint(
    endpoint: Endpoint,
    target: Extract<Target, { kind: 'service' }>,
    plane: Plane,
    subnet: Subnet,
  ): Judgement {
    const peer: Peer = { kind: 'prefixList', service: target.service };
    const leaves = this.filter.mayLeave(plane.securityGroups, peer, 443);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 443 out to the prefix list of ${target.service}`,
        fix: `allow egress on TCP 443 to the prefix list of ${target.service} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.acl(subnet, 443, true);
    if (acl) {
      return acl;
    }
    return this.throughPolicy(
      endpoint,
      target,
      leaves === 'maybe'
        ? `whether ${names(plane.securityGroups)} lets TCP 443 out to the prefix list of ${target.service}`
        : undefined,
    );
  }

  private interfaceEndpoint(
    endpoint: Endpoint,
    target: Extract<Target, { kind: 'service' }>,
    plane: Plane,
    subnet: Subnet,
  ): Judgement {
    const vpc = this.model.vpc(subnet.vpc);
    if (vpc.dnsHostnames === false) {
      return {
        verdict: 'no',
        code: 'vpcDns',
        reason: `private DNS of ${endpoint.name} needs 'enableDnsHostnames' of ${vpc.name}, which is off`,
        fix: `set enableDnsHostnames on ${vpc.name}`,
      };
    }
    if (endpoint.subnets?.length === 0) {
      return {
        verdict: 'no',
        code: 'endpointSubnets',
        reason: `${endpoint.name} has no subnet, so it has no address`,
        fix: `give ${endpoint.name} a subnet in each availability zone of the tasks`,
      };
    }
    const peer: Peer = { kind: 'interfaces', groups: endpoint.securityGroups, subnets: endpoint.subnets ?? [] };
    const leaves = this.filter.mayLeave(plane.securityGroups, peer, 443);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 443 out to ${names(endpoint.securityGroups)} of ${endpoint.name}`,
        fix: `allow egress on TCP 443 from ${names(plane.securityGroups)} to ${names(endpoint.securityGroups)}`,
      };
    }
    const source: Peer = { kind: 'interfaces', groups: plane.securityGroups, subnets: [subnet] };
    const enters = this.filter.mayEnter(endpoint.securityGroups, source, 443);
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'endpointSecurityGroup',
        reason: `${names(endpoint.securityGroups)} of ${endpoint.name} admits no TCP 443 from ${names(plane.securityGroups)}`,
        fix: `allow ingress on TCP 443 to ${names(endpoint.securityGroups)} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.acl(subnet, 443, false);
    if (acl) {
      return acl;
    }
    const doubt =
      asText(endpoint.privateDns) !== 'true'
        ? `whether private DNS of ${endpoint.name} is on`
        : leaves === 'maybe' || enters === 'maybe'
          ? `whether the security groups let TCP 443 pass from ${names(plane.securityGroups)} to ${names(endpoint.securityGroups)}`
          : undefined;
    return this.throughPolicy(endpoint, target, doubt);
  }

  private throughPolicy(
    endpoint: Endpoint,
    target: Extract<Target, { kind: 'service' }>,
    doubt: string | undefined,
  ): Judgement {
    const allowed = policyAllows(this.model.graph, endpoint.policy, target.access);
    const call = target.access?.actions.join(', ') ?? 'what is called';
    const readable = (target.access?.resource ?? '').replace(/\u27e6\??([^\u27e7]*)\u27e7/g, '{$1}');
    if (allowed === 'no') {
      return {
        verdict: 'no',
        code: 'endpointPolicy',
        reason: `the policy of ${endpoint.name} does not allow ${call} on ${readable}`,
        fix: `allow ${call} on ${readable} in the policy of ${endpoint.name}`,
      };
    }
    const unsure =
      doubt ??
      (allowed === 'maybe'
        ? `whether the policy of ${endpoint.name} allows ${call}`
        : endpoint.conditional
          ? `the condition of ${endpoint.name}`
          : undefined);
    const via = `${endpoint.kind === 'Gateway' ? 'gateway ' : ''}endpoint ${endpoint.name}`;
    return unsure === undefined ? { verdict: 'yes', via } : { verdict: 'maybe', reason: unsure, via };
  }

  private withoutEndpoint(
    target: Extract<Target, { kind: 'service' }>,
    plane: Plane,
    subnet: Subnet,
    vpc: Vpc,
    candidates: readonly Endpoint[],
  ): Judgement {
    const internet = this.internet(target.service, 443, 'tcp', plane, subnet);
    if (internet.verdict === 'yes') {
      return internet;
    }
    const perhaps = candidates.find((endpoint) => sameRegion(endpoint.region, target.region) === 'maybe');
    if (perhaps) {
      return {
        verdict: 'maybe',
        reason: `whether ${shown(perhaps.region)} of ${perhaps.name} is the region ${shown(target.region)}: set the 'env' of the stack`,
      };
    }
    if (this.routes.leadsToNeighbours(subnet) || this.model.hasZoneFor(vpc, target.service)) {
      return {
        verdict: 'maybe',
        reason: `whether ${target.service} is served to ${vpc.name} from another network, to which its routes or its hosted zones lead`,
      };
    }
    // An instance may go through a proxy, which its own configuration names; a task on an interface of its own does not.
    if (
      plane.kind === 'task' &&
      !vpc.endpointsKnown &&
      this.filter.mayLeave(plane.securityGroups, { kind: 'stranger' }, 443) === 'no'
    ) {
      const list: Peer = { kind: 'prefixList', service: target.service };
      if (!GATEWAY_SERVICES.has(target.service) || this.filter.mayLeave(plane.securityGroups, list, 443) === 'no') {
        const whose = names(plane.securityGroups);
        return {
          verdict: 'no',
          code: 'taskSecurityGroup',
          reason: `${whose} lets TCP 443 out neither to the internet nor to an endpoint for ${target.service} that ${vpc.name} may have`,
          fix: `allow egress on TCP 443 from ${whose} to the security group of the endpoint for ${target.service}`,
        };
      }
    }
    if (internet.verdict === 'maybe' || !vpc.endpointsKnown) {
      return {
        verdict: 'maybe',
        reason: vpc.endpointsKnown
          ? internet.reason
          : `whether ${vpc.name} has an endpoint for ${target.service}, or ${internet.reason ?? 'a route to the internet'}`,
      };
    }
    if (internet.code === 'taskSecurityGroup' && candidates.length === 0) {
      return internet;
    }
    return this.missingEndpoint(target, vpc, candidates, internet);
  }

  private missingEndpoint(
    target: Extract<Target, { kind: 'service' }>,
    vpc: Vpc,
    candidates: readonly Endpoint[],
    internet: Judgement,
  ): Judgement {
    const otherRegion = candidates.find((endpoint) => sameRegion(endpoint.region, target.region) === 'no');
    if (otherRegion) {
      return {
        verdict: 'no',
        code: 'endpointRegion',
        reason: `${otherRegion.name} serves ${shown(otherRegion.region)}, the need is in ${shown(target.region)}, and ${internet.reason}`,
        fix: `use ${target.service} in ${shown(otherRegion.region)}, or give the tasks a route to the internet by a NAT gateway`,
      };
    }
    const muted = candidates.find(({ kind }) => kind === 'Interface');
    if (muted && !GATEWAY_SERVICES.has(target.service)) {
      return {
        verdict: 'no',
        code: 'privateDns',
        reason: `private DNS of ${muted.name} is off, so the name of ${target.service} does not lead to it, and ${internet.reason}`,
        fix: `set privateDnsEnabled on ${muted.name}`,
      };
    }
    const elsewhere = this.model.otherEndpoints(vpc).find(({ service }) => service === target.service);
    const gateway = GATEWAY_SERVICES.has(target.service);
    const what = gateway
      ? `gateway endpoint (GatewayVpcEndpointAwsService.${target.service === 's3' ? 'S3' : 'DYNAMODB'})`
      : CONSTANTS[target.service]
        ? `interface endpoint (InterfaceVpcEndpointAwsService.${CONSTANTS[target.service]})`
        : 'interface endpoint';
    const publicIp = internet.code === 'noPublicIp' ? ', or give the tasks a public IP' : '';
    return {
      verdict: 'no',
      code: internet.code === 'noPublicIp' ? 'noPublicIp' : 'noEndpoint',
      reason: `${vpc.name} has no endpoint for ${target.service}${elsewhere ? ` (${elsewhere.name} is in another VPC)` : ''}${muted ? `: interface endpoint ${muted.name} does not serve ECR's layers` : ''}, and ${internet.reason}`,
      fix: `add an ${what} for ${target.service} to ${vpc.name}${publicIp}`.replace('an gateway', 'a gateway'),
    };
  }

  private internet(host: string, port: number, protocol: 'tcp' | 'udp', plane: Plane, subnet: Subnet): Judgement {
    const vpc = this.model.vpc(subnet.vpc);
    const address = /^\d+\.\d+\.\d+\.\d+$/.test(host);
    const dns = address ? undefined : this.dns(vpc, host);
    if (dns) {
      return dns;
    }
    if (isInside(host)) {
      return { verdict: 'maybe', reason: `whether ${host} is reached from subnet ${subnet.name}` };
    }
    const route = this.routes.from(subnet, plane.publicIp(subnet));
    if (route.verdict === 'no') {
      return { verdict: 'no', code: route.code, reason: route.reason, fix: routeFix(host, route.code, plane) };
    }
    const leaves =
      protocol === 'udp' ? 'maybe' : this.filter.mayLeave(plane.securityGroups, { kind: 'internet' }, port);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP ${port} out to the internet`,
        fix: `allow egress on TCP ${port} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.acl(subnet, port, true);
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

  private fileSystem(target: Extract<Target, { kind: 'fileSystem' }>, plane: Plane, subnet: Subnet): Judgement {
    const { graph } = this.model;
    const { fileSystem } = target;
    // S3 Files names a file system by its ARN.
    const system = this.model.identify(
      fileSystem instanceof Pointer ? new Pointer(fileSystem.resource, 'Ref') : fileSystem,
    );
    const type = target.s3Files ? 'AWS::S3Files::MountTarget' : 'AWS::EFS::MountTarget';
    if (!system.resource) {
      return {
        verdict: 'maybe',
        reason: `the mount targets of file system ${system.name}, which is not part of the app`,
      };
    }
    const vpc = this.model.vpc(subnet.vpc);
    const dns = this.dns(vpc, 'the file system');
    if (dns) {
      return dns;
    }
    const mounts = graph
      .ofType(type)
      .filter((mount) => this.model.identify(graph.property(mount, 'FileSystemId')).key === system.key)
      .map((mount) => ({
        mount,
        subnet: this.model.subnet(this.model.identify(graph.property(mount, 'SubnetId'))),
        groups: this.model
          .identifyAll(graph.property(mount, 'SecurityGroups'))
          ?.map((group) => this.model.securityGroup(group)),
      }));
    const near =
      mounts.find((mount) => mount.subnet.key === subnet.key) ??
      mounts.find(
        (mount) =>
          mount.subnet.vpc.key === subnet.vpc.key &&
          mount.subnet.zone !== undefined &&
          mount.subnet.zone === subnet.zone,
      );
    if (!near) {
      const unsure = mounts.some(
        (mount) =>
          mount.subnet.zone === undefined ||
          subnet.zone === undefined ||
          hasMarks(mount.subnet.zone) !== hasMarks(subnet.zone),
      );
      return unsure
        ? {
            verdict: 'maybe',
            reason: `whether ${system.name} has a mount target in the availability zone of ${subnet.name}`,
          }
        : {
            verdict: 'no',
            code: 'mountTarget',
            reason: `${system.name} has no mount target in the availability zone of subnet ${subnet.name}`,
            fix: `add a mount target of ${system.name} in the availability zone of ${subnet.name}`,
          };
    }
    const groups =
      near.groups === undefined
        ? undefined
        : near.groups.length > 0
          ? near.groups
          : [this.model.defaultSecurityGroup(near.subnet.vpc)];
    if (!groups) {
      return { verdict: 'maybe', reason: `the security groups of ${near.mount.path}` };
    }
    const leaves = this.filter.mayLeave(
      plane.securityGroups,
      { kind: 'interfaces', groups, subnets: [near.subnet] },
      2049,
    );
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 2049 out to ${names(groups)} of ${near.mount.path}`,
        fix: `allow egress on TCP 2049 from ${names(plane.securityGroups)} to ${names(groups)}`,
      };
    }
    const enters = this.filter.mayEnter(
      groups,
      { kind: 'interfaces', groups: plane.securityGroups, subnets: [subnet] },
      2049,
    );
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'fileSystemSecurityGroup',
        reason: `${names(groups)} of ${near.mount.path} admits no TCP 2049 from ${names(plane.securityGroups)}`,
        fix: `allow ingress on TCP 2049 to ${names(groups)} from ${names(plane.securityGroups)}`,
      };
    }
    return leaves === 'yes' && enters === 'yes'
      ? { verdict: 'yes', via: `mount target ${near.mount.path}` }
      : {
          verdict: 'maybe',
          reason: `whether the security groups let TCP 2049 pass from ${names(plane.securityGroups)} to ${names(groups)}`,
        };
  }

  /** Whether connections from the load balancer reach the interfaces on a port. */
  fromBalancer(
    balancer: { readonly name: string; readonly groups: readonly SecurityGroup[]; readonly subnets: readonly Subnet[] },
    plane: Plane,
    port: number,
  ): Judgement {
    const target: Peer = { kind: 'interfaces', groups: plane.securityGroups, subnets: plane.subnets };
    const leaves = balancer.groups.length === 0 ? 'yes' : this.filter.mayLeave(balancer.groups, target, port);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'loadBalancerSecurityGroup',
        reason: `${names(balancer.groups)} of ${balancer.name} lets no TCP ${port} out to ${names(plane.securityGroups)}`,
        fix: `allow egress on TCP ${port} from ${names(balancer.groups)} to ${names(plane.securityGroups)}`,
      };
    }
    const enters = this.filter.mayEnter(
      plane.securityGroups,
      { kind: 'interfaces', groups: balancer.groups, subnets: balancer.subnets },
      port,
    );
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'targetSecurityGroup',
        reason: `${names(plane.securityGroups)} admits no TCP ${port} from ${balancer.name}`,
        fix: `allow ingress on TCP ${port} to ${names(plane.securityGroups)} from ${balancer.groups.length > 0 ? names(balancer.groups) : `the subnets of ${balancer.name}`}`,
      };
    }
    return leaves === 'yes' && enters === 'yes'
      ? { verdict: 'yes', via: balancer.name }
      : { verdict: 'maybe', reason: `whether the security groups let TCP ${port} pass from ${balancer.name}` };
  }

  private dns(vpc: Vpc, name: string): Judgement | undefined {
    if (vpc.dnsSupport !== false) {
      return undefined;
    }
    return vpc.customDns
      ? { verdict: 'maybe', reason: `whether the DNS servers of ${vpc.name}'s DHCP options resolve ${name}` }
      : {
          verdict: 'no',
          code: 'vpcDns',
          reason: `'enableDnsSupport' of ${vpc.name} is off: nothing resolves ${name}`,
          fix: `set enableDnsSupport on ${vpc.name}`,
        };
  }

  private acl(subnet: Subnet, port: number, internet: boolean): Judgement | undefined {
    if (!subnet.networkAcl) {
      return subnet.networkAclKnown
        ? undefined
        : { verdict: 'maybe', reason: `whether the network ACL of subnet ${subnet.name} lets TCP ${port} pass` };
    }
    const verdict = this.filter.aclLets(subnet, port, internet);
    if (verdict === 'yes') {
      return undefined;
    }
    const acl = subnet.networkAcl.name;
    return verdict === 'maybe'
      ? {
          verdict,
          reason: `whether network ACL ${acl} of subnet ${subnet.name} lets TCP ${port} out and its answers in`,
        }
      : {
          verdict,
          code: 'networkAcl',
          reason: `network ACL ${acl} of subnet ${subnet.name} does not let TCP ${port} out and its answers in`,
          fix: `allow TCP ${port} out and TCP 1024-65535 in by ${acl}`,
        };
  }
}

/** Equal when both are written out or both are the stack's own; unknown when one is. */
function sameRegion(a: string, b: string): Tri {
  return a === b ? 'yes' : hasMarks(a) || hasMarks(b) || a === '' ? 'maybe' : 'no';
}

/**
 * Tells whether an endpoint is there already, and so in the region of the tasks that are placed there, which the stack
 * need not name.
 */
function isTold({ region, resource }: Endpoint, wanted: string): boolean {
  return resource?.told === true && (region === 'told' || wanted === markOf('?AWS::Region'));
}

function targetKey(target: Target): string {
  switch (target.kind) {
    case 'service':
      return [
        target.service,
        target.region,
        target.gatewayOnly,
        target.access?.actions.join(),
        target.access?.resource,
      ].join();
    case 'host':
      return `${target.host}:${target.port}/${target.protocol}`;
    default:
      return target.kind === 'unknown' ? target.reason : '';
  }
}

/** Names and addresses that are not of the internet. */
function isInside(host: string): boolean {
  return (
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|127\.)/.test(host) ||
    host === 'localhost' ||
    /\.(local|internal|lan|corp)(:\d+)?$/.test(host)
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
        : 'place the tasks in subnets with a default route to a NAT gateway';
  return cached === undefined ? route : `${cached}, or ${route}`;
}

function names(groups: readonly SecurityGroup[]): string {
  return groups.length === 0 ? 'no security group' : groups.map(({ name }) => name).join(', ');
}

function shown(region: string): string {
  return region.replace(/\u27e6\??([^\u27e7]*)\u27e7/g, '$1');
}
