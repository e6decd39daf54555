import type { AppModel } from '../../../../app-model/app-model';
import { EgressRoutes } from '../../../../start-proof/reach/egress-route';
import { NetworkModel, networkOf } from '../../../../app-model/network/network-model';
import type { Subnet } from '../../../../app-model/network/subnets';
import { PacketFilter } from '../../../../start-proof/reach/packet-filter';
import { Call, Calls, listIn } from './calls';
import { FoldedNetwork, foldNetwork } from './folded';
import { NetworkNode, interfacesOf, reachOf } from './nodes';

/** One VPC with all that has interfaces in it, and who may call whom. */
export interface ReportedNetwork {
  /** Construct path of the VPC, or how the app names it. */
  readonly name: string;
  readonly nodes: readonly NetworkNode[];
  readonly calls: readonly Call[];
  readonly folded: FoldedNetwork;
  readonly subnets: readonly ReportedSubnet[];
  /** A word on the way to the internet, by the id of a node. */
  readonly reach: ReadonlyMap<string, string>;
}

/** A subnet, its way out and what has interfaces in it. */
export interface ReportedSubnet {
  readonly path: string;
  readonly cidr?: string;
  readonly zone?: string;
  /** The carrier of its traffic to the internet, or that nothing carries it. */
  readonly way: string;
  readonly tasks: readonly string[];
  readonly hosts: readonly string[];
  readonly balancers: readonly string[];
  readonly endpoints: readonly string[];
}

/** The networks in which the app has interfaces, in its order. */
export function networksOf(graph: AppModel): ReportedNetwork[] {
  const model = networkOf(graph);
  const routes = new EgressRoutes(model);
  const { nodes, calls } = new Calls(model, new PacketFilter(model), routes, interfacesOf(model));
  const vpcs = new Map<string, NetworkNode[]>();
  for (const node of nodes) {
    const key = node.vpc ?? '?';
    listIn(vpcs, key).push(node);
  }
  const home = new Map(nodes.map(({ id, vpc }) => [id, vpc ?? '?']));
  return [...vpcs].map(([key, members]) => {
    const inside = calls.filter(({ from, to }) => home.get(from) === key || home.get(to) === key);
    // A call from another VPC keeps its caller in the picture.
    const ids = new Set([...members.map(({ id }) => id), ...inside.flatMap(({ from, to }) => [from, to])]);
    const shown = nodes.filter(({ id }) => ids.has(id));
    const name = members.flatMap(({ subnets }) => subnets)[0]?.vpc.name;
    return {
      name: name ?? 'a VPC known only at deployment',
      nodes: shown,
      calls: inside,
      folded: foldNetwork(shown, inside),
      subnets: subnetsOf(model, routes, members),
      reach: new Map(
        shown.flatMap((node): [string, string][] => {
          const word = reachOf(node, routes);
          return word === undefined ? [] : [[node.id, word]];
        }),
      ),
    };
  });
}

function subnetsOf(model: NetworkModel, routes: EgressRoutes, nodes: readonly NetworkNode[]): ReportedSubnet[] {
  const found = new Map<string, { subnet: Subnet; nodes: NetworkNode[] }>();
  for (const node of nodes) {
    for (const subnet of node.subnets) {
      const known = found.get(subnet.key) ?? { subnet, nodes: [] };
      known.nodes.push(node);
      found.set(subnet.key, known);
    }
  }
  return [...found.values()].map(({ subnet, nodes: inside }) => {
    const names = (...kinds: string[]): string[] =>
      inside.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
    const way = routes.from(subnet, 'yes');
    const zone = subnet.zone === undefined ? undefined : model.graph.readable(subnet.zone);
    return {
      path: subnet.name,
      ...(subnet.cidr !== undefined && { cidr: subnet.cidr }),
      ...(zone !== undefined && { zone }),
      way: way.verdict === 'yes' ? (way.via ?? 'yes') : way.verdict === 'no' ? 'none' : 'unknown',
      tasks: names('tasks'),
      hosts: names('hosts'),
      balancers: names('balancer'),
      endpoints: names('endpoint'),
    };
  });
}
