import type { AppModel, Resource } from '../../app-model/app-model';
import type { Rule, SecurityGroup } from '../../app-model/network/security-groups';
import { Pointer, Unknown, Value } from '../../app-model/values';

/** The rules that may name a group as the other end, by the property that names it. */
const NAMED_BY = [
  ['AWS::EC2::SecurityGroup', 'SecurityGroupIngress'],
  ['AWS::EC2::SecurityGroup', 'SecurityGroupEgress'],
  ['AWS::EC2::SecurityGroupIngress', 'SourceSecurityGroupId'],
  ['AWS::EC2::SecurityGroupEgress', 'DestinationSecurityGroupId'],
] as const;

/**
 * The contents of security groups: texts that are equal for groups by which interfaces reach the same. Hundreds of services
 * have one each that says the same. A group that a rule names is like no other one, nor is one of which not all is known, or one
 * that is there already: rules name it by its id, in a text.
 */
export class GroupContents {
  private readonly known = new Map<SecurityGroup, string>();
  private readonly namedBy: readonly (readonly [string, string])[];

  constructor(private readonly graph: AppModel) {
    this.namedBy = NAMED_BY.filter(([type]) => graph.ofType(type).length > 0);
  }

  /** The content of a group. */
  of(group: SecurityGroup): string {
    let content = this.known.get(group);
    if (content === undefined) {
      const { resource, known, unknown, key } = group;
      content =
        resource === undefined || resource.told || !known || unknown || this.isNamed(resource)
          ? key
          : JSON.stringify(group.egress.map(said));
      this.known.set(group, content);
    }
    return content;
  }

  private isNamed(group: Resource): boolean {
    return this.namedBy.some(([type, property]) => this.graph.referrersOf(group, type, property).length > 0);
  }
}

/** The parts of an egress rule that decide what it lets pass. */
function said({ protocol, from, to, securityGroup, prefixList, cidr, conditional }: Rule): unknown {
  return [protocol, from, to, securityGroup?.key, prefixList?.key, textOf(cidr), conditional];
}

/** A text that is equal for equal values only. */
function textOf(value: Value): unknown {
  return value instanceof Pointer ? { pointer: value.key } : value instanceof Unknown ? { unknown: value.key } : value;
}
