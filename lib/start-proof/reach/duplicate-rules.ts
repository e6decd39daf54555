import { Resource, AppModel, Value } from '../../app-model/app-model';
import { asRecord, isUnknown, items } from '../../app-model/values';

/** A rule that is written more than once for a security group. */
export interface DuplicateRule {
  /** The resources that write it, in the order of the app; one of them at least is a rule of its own. */
  readonly resources: readonly Resource[];
  /** The group, as the app knows it. */
  readonly group: string;
  /** As in `egress of TCP 443 to pl-123`. */
  readonly rule: string;
}

interface WrittenRule {
  readonly resource: Resource;
  readonly key: string;
  readonly group: string;
  readonly rule: string;
}

const DIRECTIONS = [
  { list: 'SecurityGroupIngress', type: 'AWS::EC2::SecurityGroupIngress', peer: 'Source', name: 'ingress', to: 'from' },
  { list: 'SecurityGroupEgress', type: 'AWS::EC2::SecurityGroupEgress', peer: 'Destination', name: 'egress', to: 'to' },
] as const;

type Direction = (typeof DIRECTIONS)[number];

/**
 * Rules that EC2 takes for one: the same group, direction, peer, protocol and ports. Descriptions do not tell them apart.
 *
 * Two entries of one group's own list are left alone, since CloudFormation takes them. So is what depends on a condition or
 * is known only at deployment: two unknown values may differ.
 */
export function duplicateRules(graph: AppModel): DuplicateRule[] {
  const byKey = new Map<string, WrittenRule[]>();
  for (const rule of DIRECTIONS.flatMap((direction) => writtenRules(graph, direction))) {
    const same = byKey.get(rule.key);
    if (same === undefined) {
      byKey.set(rule.key, [rule]);
    } else {
      same.push(rule);
    }
  }
  return [...byKey.values()]
    .filter((same) => same.length > 1 && same.some(({ resource }) => resource.type !== 'AWS::EC2::SecurityGroup'))
    .map((same) => ({
      resources: [...new Set(same.map(({ resource }) => resource))],
      group: same[0].group,
      rule: same[0].rule,
    }));
}

function writtenRules(graph: AppModel, direction: Direction): WrittenRule[] {
  const groups = new Set<string>();
  const standalone = graph.ofType(direction.type).flatMap((resource) => {
    const property = (name: string) => graph.property(resource, name);
    const group = identityOf(graph, property('GroupId'));
    if (group === undefined) {
      return [];
    }
    groups.add(group.key);
    return written(graph, direction, resource, graph.properties(resource), group);
  });
  const inline = graph
    .ofType('AWS::EC2::SecurityGroup')
    // What the app writes may be among the rules that are there already, and what is in one list is left alone.
    .filter(({ told, id }) => !told && groups.has(id))
    .flatMap((resource) =>
      items(graph.property(resource, direction.list)).flatMap((rule) =>
        written(graph, direction, resource, asRecord(rule), { key: resource.id, name: resource.path }),
      ),
    );
  return [...inline, ...standalone];
}

function written(
  graph: AppModel,
  direction: Direction,
  resource: Resource,
  rule: Readonly<Record<string, Value>>,
  group: Identity,
): WrittenRule[] {
  const peers = ['CidrIp', 'CidrIpv6', `${direction.peer}SecurityGroupId`, `${direction.peer}PrefixListId`];
  const given = peers.filter((name) => rule[name] !== undefined);
  const peer = given.length === 1 ? identityOf(graph, rule[given[0]]) : undefined;
  const all = String(rule.IpProtocol) === '-1';
  const parts = [rule.IpProtocol, ...(all ? [] : [rule.FromPort, rule.ToPort])];
  if (resource.conditional || peer === undefined || parts.some((part) => part !== undefined && isUnknown(part))) {
    return [];
  }
  const [protocol, from, to] = parts.map((part) => (part === undefined ? '' : String(part).toLowerCase()));
  const ports = from === undefined || from === '' ? '' : from === to ? ` ${from}` : ` ${from}-${to}`;
  return [
    {
      resource,
      key: [direction.name, group.key, given[0], peer.key, PROTOCOLS[protocol] ?? protocol, from, to].join('|'),
      group: group.name,
      rule: `${direction.name} of ${all ? 'everything' : `${(PROTOCOLS[protocol] ?? protocol).toUpperCase()}${ports}`} ${direction.to} ${peer.name}`,
    },
  ];
}

const PROTOCOLS: Readonly<Record<string, string>> = { 6: 'tcp', 17: 'udp' };

interface Identity {
  readonly key: string;
  readonly name: string;
}

/** Finds what a value refers to, as far as it is the same wherever it is written; a parameter or an import is not. */
function identityOf(graph: AppModel, value: Value): Identity | undefined {
  const text = graph.text(value);
  const marks = text === undefined ? [] : graph.marksIn(text);
  if (text === undefined || marks.some((mark) => !('resource' in mark))) {
    return undefined;
  }
  const [mark] = marks;
  if (mark === undefined || !('resource' in mark)) {
    return { key: text, name: text };
  }
  // The id of a group is its reference and an attribute of it as well.
  const group = mark.resource.type === 'AWS::EC2::SecurityGroup';
  return { key: group ? mark.resource.id : text, name: mark.resource.path };
}
