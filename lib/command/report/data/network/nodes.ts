import type { AppModel, Resource } from '../../../../app-model/app-model';
import { mentionersOf } from '../../../../app-model/mentions';
import { asText } from '../../../../app-model/values';
import type { EgressRoutes } from '../../../../start-proof/reach/egress-route';
import { HostFinder, Plane } from '../../../../start-proof/reach/hosts';
import type { Endpoint } from '../../../../app-model/network/endpoints';
import type { NetworkModel } from '../../../../app-model/network/network-model';
import type { SecurityGroup } from '../../../../app-model/network/security-groups';
import type { Subnet } from '../../../../app-model/network/subnets';
import { placementsOf } from '../../../../start-proof/reach/placements';
import { taskPlane } from '../../../../start-proof/reach/prove';

/** The kind of a node of the network. */
export type NodeKind =
  'internet' | 'balancer' | 'tasks' | 'hosts' | 'endpoint' | 'gatewayEndpoint' | 'gateway' | 'group' | 'addresses';

/** Something that calls or is called: network interfaces that share subnets and security groups, or a place outside. */
export interface NetworkNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Construct path, or what it is. */
  readonly name: string;
  /** A remark on it beside its kind. */
  readonly about?: string;
  /** Key of its VPC; absent for what is outside. */
  readonly vpc?: string;
  readonly groups: readonly SecurityGroup[];
  readonly subnets: readonly Subnet[];
  /** Whether callers from the internet reach it where a rule lets them in. */
  readonly public: boolean;
  readonly plane?: Plane;
  readonly endpoint?: Endpoint;
}

/** Everything in the app that has network interfaces of its own: load balancers, tasks, hosts and endpoints. */
export function interfacesOf(model: NetworkModel): NetworkNode[] {
  const callers = [...balancers(model), ...tasksAndHosts(model)];
  return [...callers, ...endpointsOf(model, callers)];
}

function tasksAndHosts(model: NetworkModel): NetworkNode[] {
  const finder = new HostFinder(model);
  const hosts = new Map<string, { plane: Plane; services: string[] }>();
  const tasks: NetworkNode[] = [];
  placementsOf(model).forEach((placement, index) => {
    const compute = finder.of(placement);
    for (const plane of compute.hosts) {
      const known = hosts.get(plane.name) ?? { plane, services: [] };
      known.services.push(placement.resource.path);
      hosts.set(plane.name, known);
    }
    const plane = taskPlane(model, placement, compute);
    // Tasks without a network configuration use the interfaces of their host.
    if (placement.subnets !== undefined || plane.unknown !== undefined) {
      tasks.push({
        id: `tasks ${index} ${placement.resource.id}`,
        kind: 'tasks',
        name: placement.resource.path,
        about: compute.kind === 'unknown' ? 'tasks' : `tasks, ${compute.kind}`,
        vpc: plane.subnets[0]?.vpc.key ?? '?',
        groups: plane.securityGroups,
        subnets: plane.subnets,
        public: plane.subnets[0] !== undefined && plane.publicIp(plane.subnets[0]) !== 'no',
        plane,
      });
    }
  });
  return [
    ...tasks,
    ...[...hosts.values()].map(({ plane, services }): NetworkNode => ({
      id: `hosts ${plane.name}`,
      kind: 'hosts',
      name: plane.name.replace(/^the instances of /, ''),
      about: `instances for ${services.length === 1 ? services[0] : `${services.length} services`}`,
      vpc: plane.subnets[0]?.vpc.key ?? '?',
      groups: plane.securityGroups,
      subnets: plane.subnets,
      public: plane.subnets[0] !== undefined && plane.publicIp(plane.subnets[0]) !== 'no',
      plane,
    })),
  ];
}

function balancers(model: NetworkModel): NetworkNode[] {
  const { graph } = model;
  return graph.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').map((resource) => {
    const subnets = (model.identifyAll(graph.property(resource, 'Subnets')) ?? []).map((each) => model.subnet(each));
    const internal = asText(graph.property(resource, 'Scheme')) === 'internal';
    const network = asText(graph.property(resource, 'Type')) === 'network';
    return {
      id: `balancer ${resource.id}`,
      kind: 'balancer',
      name: resource.path,
      about: `${network ? 'Network' : 'Application'} Load Balancer, ${internal ? 'internal' : 'internet-facing'}`,
      vpc: subnets[0]?.vpc.key ?? '?',
      groups: (model.identifyAll(graph.property(resource, 'SecurityGroups')) ?? []).map((each) =>
        model.securityGroup(each),
      ),
      subnets,
      public: !internal,
    };
  });
}

function endpointsOf(model: NetworkModel, others: readonly NetworkNode[]): NetworkNode[] {
  const vpcs = new Map(others.flatMap(({ subnets }) => subnets.map(({ vpc }) => [vpc.key, vpc] as const)));
  return [...vpcs.values()].flatMap((vpc) =>
    model.endpoints(vpc).map((endpoint): NetworkNode => {
      const gateway = endpoint.kind === 'Gateway';
      return {
        id: `endpoint ${endpoint.key}`,
        kind: gateway ? 'gatewayEndpoint' : 'endpoint',
        name: model.graph.readable(endpoint.service),
        about: gateway ? 'gateway endpoint' : 'interface endpoint',
        vpc: vpc.key,
        groups: gateway ? [] : endpoint.securityGroups,
        subnets: endpoint.subnets ?? [],
        public: false,
        endpoint,
      };
    }),
  );
}

const KEYS = /"[A-Za-z]*SecurityGroup(?:Id)?s"/;
const SELF_EVIDENT =
  /^AWS::(?:EC2::(?:SecurityGroup|VPCEndpoint)|ECS::|ElasticLoadBalancingV2::|AutoScaling::|IAM::|Logs::)/;

function wears({ type, properties }: Resource): boolean {
  return !SELF_EVIDENT.test(type) && KEYS.test(JSON.stringify(properties));
}

/** Finds what else wears security groups: databases, functions, caches, by the key of the group. */
export function wearersOf(graph: AppModel, wanted: ReadonlySet<string>): Map<string, string[]> {
  const wearers = new Map<string, string[]>();
  for (const group of wanted.size === 0 ? [] : graph.ofType('AWS::EC2::SecurityGroup')) {
    const wearing = wanted.has(group.id) ? mentionersOf(graph, group).filter(wears) : [];
    if (wearing.length > 0) {
      wearers.set(
        group.id,
        wearing.map(({ path, type }) => `${path} (${type})`),
      );
    }
  }
  return wearers;
}

/** Whether an interface there gets to the internet, in one word for the picture. */
export function reachOf({ plane, subnets, kind, public: open }: NetworkNode, routes: EgressRoutes): string | undefined {
  if (subnets.length === 0 || (kind !== 'tasks' && kind !== 'hosts')) {
    return undefined;
  }
  const found = subnets.map((subnet) => routes.from(subnet, plane?.publicIp(subnet) ?? (open ? 'yes' : 'no')));
  const vias = [...new Set(found.map(({ verdict, via }) => (verdict === 'yes' ? (via ?? '') : verdict)))];
  const word = vias.every((via) => via === 'no')
    ? 'no way to the internet'
    : vias.every((via) => via.startsWith('NAT'))
      ? 'internet by NAT gateway'
      : vias.every((via) => via.startsWith('internet'))
        ? 'internet by public IP'
        : 'way to the internet unknown';
  return `${subnets.length} subnet${subnets.length === 1 ? '' : 's'}, ${word}`;
}
