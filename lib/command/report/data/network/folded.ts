import { Call, listIn } from './calls';
import type { NetworkNode } from './nodes';

/** Nodes that are drawn as one. */
export interface FoldedNode {
  readonly id: string;
  readonly nodes: readonly NetworkNode[];
}

/** The calls between two drawn nodes. */
export interface FoldedCall {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
  readonly doubtful: boolean;
  /** The number of pairs of nodes that call each other, when not all of them do. */
  readonly pairs?: number;
}

/** A network in which what is alike is drawn once. */
export interface FoldedNetwork {
  readonly nodes: readonly FoldedNode[];
  readonly calls: readonly FoldedCall[];
}

/** Above so many nodes, those that only look alike are drawn as one too. */
const MANY = 60;
const ROUNDS = 3;

/**
 * Draws nodes as one that have the same calls with the same others. Where many are left, those as one whose calls are of the
 * same kind: a hundred services behind a load balancer each become one behind one, with the number of pairs.
 */
export function foldNetwork(nodes: readonly NetworkNode[], calls: readonly Call[]): FoldedNetwork {
  const exact = new Map(nodes.map((node) => [node.id, node.id]));
  const one = refined(nodes, calls, kindOf, (id) => exact.get(id) ?? id);
  if (new Set(one.values()).size <= MANY) {
    return merged(nodes, calls, one);
  }
  let colours = new Map(nodes.map((node) => [node.id, kindOf(node)]));
  for (let round = 0; round < ROUNDS; round++) {
    const before = colours;
    colours = refined(
      nodes,
      calls,
      (node) => before.get(node.id) ?? '',
      (id) => before.get(id) ?? id,
    );
  }
  return merged(nodes, calls, colours);
}

/** Subnets and kind in one text: only what is in the same place may be drawn as one. */
function kindOf({ kind, about, vpc, subnets, id }: NetworkNode): string {
  return ['tasks', 'balancer', 'endpoint', 'gatewayEndpoint', 'hosts', 'group'].includes(kind)
    ? [kind, kind === 'hosts' ? '' : about, vpc, ...subnets.map(({ key }) => key).sort()].join('|')
    : id;
}

/** A text for each node, equal for nodes that were equal before and have equal calls. */
function refined(
  nodes: readonly NetworkNode[],
  calls: readonly Call[],
  own: (node: NetworkNode) => string,
  other: (id: string) => string,
): Map<string, string> {
  const ends = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to, ports, doubtful } of calls) {
    ends.get(from)?.push(`> ${ports} ${doubtful} ${from === to ? 'itself' : other(to)}`);
    ends.get(to)?.push(`< ${ports} ${doubtful} ${from === to ? 'itself' : other(from)}`);
  }
  // Short names for the classes, in the order of the app: the texts would double with each round.
  const names = new Map<string, string>();
  return new Map(
    nodes.map((node) => {
      const text = [own(node), ...[...new Set(ends.get(node.id))].sort()].join('\n');
      const name = names.get(text) ?? `class ${names.size}`;
      names.set(text, name);
      return [node.id, name];
    }),
  );
}

function merged(
  nodes: readonly NetworkNode[],
  calls: readonly Call[],
  classOf: ReadonlyMap<string, string>,
): FoldedNetwork {
  const classes = new Map<string, NetworkNode[]>();
  for (const node of nodes) {
    const id = classOf.get(node.id) ?? node.id;
    listIn(classes, id).push(node);
  }
  const between = new Map<
    string,
    { from: string; to: string; ports: Set<string>; sure: boolean; pairs: Set<string> }
  >();
  for (const { from, to, ports, doubtful } of calls) {
    const [a, b] = [classOf.get(from) ?? from, classOf.get(to) ?? to];
    const key = `${a}\n${b}`;
    const known = between.get(key) ?? { from: a, to: b, ports: new Set(), sure: false, pairs: new Set() };
    known.ports.add(ports);
    known.sure ||= !doubtful;
    known.pairs.add(`${from}\n${to}`);
    between.set(key, known);
  }
  const sizeOf = (id: string): number => classes.get(id)?.length ?? 1;
  return {
    nodes: [...classes].map(([id, members]) => ({ id, nodes: members })),
    calls: [...between.values()].map(({ from, to, ports, sure, pairs }) => ({
      from,
      to,
      ports: [...ports].filter((each) => each !== '').sort(),
      doubtful: !sure,
      ...(pairs.size < sizeOf(from) * sizeOf(to) && { pairs: pairs.size }),
    })),
  };
}
