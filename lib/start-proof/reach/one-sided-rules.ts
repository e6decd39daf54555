import type { AppModel, Resource } from '../../app-model/app-model';
import { mentionsOf } from '../../app-model/mentions';
import type { ResourceFinding } from '../../app-model/check';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Rule, SecurityGroup } from '../../app-model/network/security-groups';
import { managedListOf } from './packet-filter';

interface End {
  readonly list: 'ingress' | 'egress';
  readonly property: 'SecurityGroupIngress' | 'SecurityGroupEgress';
}

const OUT: End = { list: 'egress', property: 'SecurityGroupEgress' };
const IN: End = { list: 'ingress', property: 'SecurityGroupIngress' };
const ENDS = [OUT, IN];

/** A group of the app. */
interface Owned {
  readonly resource: Resource;
  readonly group: SecurityGroup;
}

/**
 * Rules between two security groups of the app of which only one side is there: a connection needs the rule that lets it
 * out and the one that lets it in. What containers call by themselves is seen by nothing else.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function oneSidedRules(model: NetworkModel, said: readonly string[]): ResourceFinding[] {
  const { graph } = model;
  const byKey = new Map<string, Owned>();
  for (const resource of graph.ofType('AWS::EC2::SecurityGroup')) {
    if (!resource.told) {
      const group = model.securityGroup(model.identify(resource.pointer('GroupId')));
      byKey.set(group.key, { resource, group });
    }
  }
  const found: { resource: Resource; group: SecurityGroup; other: Owned; end: End; rule: Rule }[] = [];
  for (const { resource, group } of byKey.values()) {
    for (const end of ENDS) {
      for (const rule of group[end.list]) {
        const other = rule.securityGroup && byKey.get(rule.securityGroup.key);
        if (other && !rule.conditional && !answers(model, other.group, end === OUT ? IN : OUT, group, rule)) {
          found.push({ resource, group, other, end, rule });
        }
      }
    }
  }
  if (found.length === 0) {
    return [];
  }
  const sure = single(graph);
  return found
    .filter(({ resource, other }) => sure(resource) && sure(other.resource))
    .filter(({ group, other }) => !said.some((each) => each.includes(group.name) && each.includes(other.group.name)))
    .map(({ resource, group, other, end, rule }) => {
      const ports = portsOf(rule);
      const [from, to] = end === OUT ? [group.name, other.group.name] : [other.group.name, group.name];
      return {
        resource,
        location: `Properties.${end.property}`,
        finding: {
          code: 'StartProof.oneSidedRule',
          severity: 'warning' as const,
          message:
            end === OUT
              ? `${from}: a rule lets ${ports} out to ${to}, which admits none from it, so no connection is made`
              : `${to}: a rule admits ${ports} from ${from}, which lets none out to it, so no connection is made`,
          fix: `allow ${end === OUT ? `ingress on ${ports} to ${to} from ${from}` : `egress on ${ports} from ${from} to ${to}`}, or take the rule away`,
        },
      };
    });
}

/** Whether a group has a rule of the other direction that may belong to the rule. */
function answers(model: NetworkModel, other: SecurityGroup, end: End, group: SecurityGroup, rule: Rule): boolean {
  return other[end.list].some(
    (each) =>
      each.conditional ||
      (overlaps(each, rule) &&
        (each.securityGroup?.unknown === true ||
          each.securityGroup?.key === group.key ||
          (each.prefixList !== undefined && managedListOf(model, each.prefixList) === undefined) ||
          each.cidr !== undefined ||
          each.cidrIpv6 !== undefined)),
  );
}

function overlaps(one: Rule, other: Rule): boolean {
  const [all, every] = [one, other].map(({ protocol }) => protocol === '-1');
  if (all || every || one.protocol === undefined || other.protocol === undefined) {
    return true;
  }
  return (
    one.protocol === other.protocol && (one.from ?? 0) <= (other.to ?? 65535) && (other.from ?? 0) <= (one.to ?? 65535)
  );
}

function portsOf({ protocol, from, to }: Rule): string {
  return protocol === undefined || protocol === '-1' || from === undefined
    ? 'traffic'
    : `${protocol.toUpperCase()} ${from}${to === undefined || to === from ? '' : `-${to}`}`;
}

const RULES = /^AWS::EC2::SecurityGroup(In|E)gress$/;

/**
 * Tells the groups that interfaces have alone. Of several groups that an interface has each may bring the other side, and
 * rules that a custom resource writes are in no template.
 */
function single(graph: AppModel): (group: Resource) => boolean {
  const unsure = new Set<Resource>();
  for (const [resource, mentioned] of mentionsOf(graph)) {
    const groups = RULES.test(resource.type) ? [] : mentioned.filter(({ type }) => type === 'AWS::EC2::SecurityGroup');
    if (groups.length > 1 || resource.isCustom) {
      groups.forEach((group) => unsure.add(group));
    }
  }
  return (group) => !unsure.has(group);
}
