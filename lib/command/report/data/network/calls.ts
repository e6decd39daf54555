import { asText } from '../../../../app-model/values';
import { relate } from '../../../../start-proof/reach/cidr';
import type { EgressRoutes } from '../../../../start-proof/reach/egress-route';
import type { NetworkModel } from '../../../../app-model/network/network-model';
import type { Rule, SecurityGroup } from '../../../../app-model/network/security-groups';
import type { PacketFilter, Peer } from '../../../../start-proof/reach/packet-filter';
import { NetworkNode, wearersOf } from './nodes';

/** One node may call another. */
export interface Call {
  readonly from: string;
  readonly to: string;
  /** `TCP 443`, `all traffic`. */
  readonly ports: string;
  /** A rule or an address of it is known only at deployment. */
  readonly doubtful: boolean;
}

const ANYWHERE = '0.0.0.0/0';
const HTTPS = 443;

/** Finds out who may call whom: both security groups let the packets pass, and a route is there. */
export class Calls {
  readonly nodes: NetworkNode[];
  readonly calls: Call[] = [];
  private readonly gatewayEndpoints: readonly NetworkNode[];
  private readonly byGroup = new Map<string, NetworkNode[]>();
  private readonly seen = new Set<string>();
  private readonly outside = new Map<string, NetworkNode>();

  constructor(
    private readonly model: NetworkModel,
    private readonly filter: PacketFilter,
    private readonly routes: EgressRoutes,
    interfaces: readonly NetworkNode[],
  ) {
    this.nodes = [...interfaces];
    this.gatewayEndpoints = interfaces.filter(({ kind }) => kind === 'gatewayEndpoint');
    for (const node of interfaces) {
      for (const { key } of node.groups) {
        listIn(this.byGroup, key).push(node);
      }
    }
    this.addOtherGroups(interfaces);
    for (const node of [...this.nodes]) {
      for (const group of node.groups) {
        group.ingress.forEach((rule) => this.admitted(node, rule));
      }
    }
    interfaces.filter(({ plane }) => plane !== undefined).forEach((node) => this.leaving(node));
    this.nodes.push(...this.outside.values());
  }

  /** Groups that no task, host or load balancer has, and that they call or are called by: those of databases. */
  private addOtherGroups(interfaces: readonly NetworkNode[]): void {
    const named = new Map<string, { group: SecurityGroup; vpc?: string }>();
    for (const { groups, vpc } of interfaces) {
      for (const { ingress, egress } of groups) {
        for (const { securityGroup } of [...ingress, ...egress]) {
          if (securityGroup && !this.byGroup.has(securityGroup.key)) {
            named.set(securityGroup.key, { group: this.model.securityGroup(securityGroup), vpc });
          }
        }
      }
    }
    // A database that admits a task by its group, while the task may call everything.
    for (const resource of this.model.graph.ofType('AWS::EC2::SecurityGroup')) {
      const group = this.model.securityGroup({ key: resource.id, name: resource.path, unknown: false, resource });
      const caller = group.ingress.map(({ securityGroup }) => this.byGroup.get(securityGroup?.key ?? '')?.[0]);
      const first = caller.find((each) => each !== undefined);
      if (first !== undefined && !this.byGroup.has(group.key)) {
        named.set(group.key, { group, vpc: first.vpc });
      }
    }
    const wearers = wearersOf(this.model.graph, new Set(named.keys()));
    for (const { group, vpc } of named.values()) {
      const worn = wearers.get(group.key) ?? [];
      const node: NetworkNode = {
        id: `group ${group.key}`,
        kind: 'group',
        name: worn.length === 1 ? worn[0].replace(/ \(.*$/, '') : group.name,
        about: worn.length === 1 ? worn[0].replace(/^.* \((.*)\)$/, '$1') : 'security group',
        ...(vpc !== undefined && { vpc }),
        groups: [group],
        subnets: [],
        public: false,
      };
      this.nodes.push(node);
      this.byGroup.set(group.key, [node]);
    }
  }

  /** Adds the callers that may enter by this rule. */
  private admitted(to: NetworkNode, rule: Rule): void {
    if (rule.securityGroup) {
      const callers = this.byGroup.get(rule.securityGroup.key) ?? [];
      callers.forEach((from) => this.callBy(from, to, rule));
      return;
    }
    const cidr = rule.cidr ?? rule.cidrIpv6;
    if (cidr === undefined && rule.prefixList === undefined) {
      return;
    }
    const text = asText(cidr) ?? this.model.graph.readable(this.model.graph.text(cidr) ?? '');
    const anywhere = text === ANYWHERE || text === '::/0';
    // Endpoints admit the block of their VPC: the tasks in it are what calls them.
    if (to.kind === 'endpoint') {
      const callers = this.nodes.filter(
        ({ kind, vpc, subnets }) =>
          (kind === 'tasks' || kind === 'hosts') &&
          vpc === to.vpc &&
          subnets.some(({ cidr: own }) => anywhere || own === undefined || relate(own, text) !== 'apart'),
      );
      callers.forEach((from) => this.callBy(from, to, rule));
      return;
    }
    const from = this.place(
      rule.prefixList
        ? { id: `list ${rule.prefixList.key}`, name: rule.prefixList.name, about: 'prefix list' }
        : anywhere && to.public
          ? { id: 'internet', name: 'Internet', about: 'anybody' }
          : { id: `addresses ${text}`, name: anywhere ? `${text}, any client` : text, about: 'addresses' },
      to.vpc,
    );
    this.add({ from: from.id, to: to.id, ports: portsOf(rule), doubtful: rule.conditional });
  }

  /** A call between two nodes, where the caller's own groups let it out. */
  private callBy(from: NetworkNode, to: NetworkNode, rule: Rule): void {
    const peer: Peer = { kind: 'interfaces', groups: to.groups, subnets: to.subnets };
    const leaves = this.filter.mayLeave(from.groups, peer, rule.from ?? HTTPS);
    // Tasks of one service are several: they may call each other.
    const several = from.kind === 'tasks' || from.kind === 'hosts';
    if ((from.id !== to.id || several) && (leaves !== 'no' || rule.protocol === 'udp')) {
      this.add({ from: from.id, to: to.id, ports: portsOf(rule), doubtful: rule.conditional || leaves === 'maybe' });
    }
  }

  /** Ways out of the VPC: gateway endpoints, NAT and internet gateways. */
  private leaving(from: NetworkNode): void {
    for (const to of this.gatewayEndpoints.filter(({ vpc }) => vpc === from.vpc)) {
      const tables = to.endpoint?.routeTables;
      const routed = from.subnets.some(({ routeTable }) => tables?.some(({ key }) => key === routeTable?.key) ?? true);
      const leaves = this.filter.mayLeave(
        from.groups,
        { kind: 'prefixList', service: to.endpoint?.service ?? to.name },
        HTTPS,
      );
      if (routed && leaves !== 'no') {
        this.add({ from: from.id, to: to.id, ports: `TCP ${HTTPS}`, doubtful: leaves === 'maybe' });
      }
    }
    const open = from.groups.flatMap(({ egress }) => egress).filter(({ cidr }) => asText(cidr) === ANYWHERE);
    for (const subnet of open.length === 0 ? [] : from.subnets) {
      const { verdict, via } = this.routes.from(subnet, from.plane?.publicIp(subnet) ?? 'no');
      if (verdict !== 'yes' || via === undefined) {
        continue;
      }
      const [, kind = '', name = via] = /^(NAT gateway|internet gateway) (.*)$/.exec(via) ?? [];
      const gateway = this.place({ id: `gateway ${via}`, name, about: kind, kind: 'gateway' }, from.vpc);
      const internet = this.place({ id: 'out', name: 'Internet', about: 'any address' }, from.vpc);
      for (const ports of new Set(open.map(portsOf))) {
        this.add({ from: from.id, to: gateway.id, ports, doubtful: false });
        this.add({ from: gateway.id, to: internet.id, ports: '', doubtful: false });
      }
    }
  }

  /** A node for what has no interfaces in the app; one for each VPC. */
  private place(
    { id, name, about, kind }: { id: string; name: string; about: string; kind?: 'gateway' },
    vpc: string | undefined,
  ): NetworkNode {
    const key = `${id} of ${vpc}`;
    let node = this.outside.get(key);
    if (node === undefined) {
      node = {
        id: key,
        kind: kind ?? (id === 'internet' || id === 'out' ? 'internet' : 'addresses'),
        name,
        about,
        ...(vpc !== undefined && { vpc }),
        groups: [],
        subnets: [],
        public: false,
      };
      this.outside.set(key, node);
    }
    return node;
  }

  private add(call: Call): void {
    const key = `${call.from}\n${call.to}\n${call.ports}`;
    if (!this.seen.has(key)) {
      this.seen.add(key);
      this.calls.push(call);
    }
  }
}

/** The list of a key, made when there is none. */
export function listIn<Item>(map: Map<string, Item[]>, key: string): Item[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}

/** Protocol and ports of a rule, in the words of the console. */
function portsOf({ protocol, from, to }: Rule): string {
  if (protocol === '-1') {
    return 'all traffic';
  }
  const name = protocol === '6' ? 'TCP' : protocol === '17' ? 'UDP' : (protocol?.toUpperCase() ?? '?');
  if ([from, to].some(Number.isNaN)) {
    return `${name}, ports that no rule has`;
  }
  if (from === undefined || to === undefined || (from === 0 && to === 65_535)) {
    return name === 'ICMP' ? name : `${name}, all ports`;
  }
  return `${name} ${from === to ? from : `${from}-${to}`}`;
}
