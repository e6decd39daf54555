import { items, number, record, text } from '../../internal/template-value';
import { SERVICE, Subject } from './rule';
import { references, StackView } from './stack-view';

/** A rule of a security group that is open to the whole internet. */
export interface OpenRule {
  /** As `443`, `8000-8100` or `all`; `unknown` when the deployment decides. */
  readonly port: string;
  readonly from?: number;
  readonly to?: number;
}

/** The security groups of a service or task set. */
export function securityGroupsOf(properties: Readonly<Record<string, unknown>>): unknown {
  const network = record(properties.NetworkConfiguration);
  return record(network.AwsvpcConfiguration ?? network.AwsVpcConfiguration).SecurityGroups;
}

/** Whether a service of the stack uses the group. */
export function guardsTasks({ stack, logicalId }: Subject): boolean {
  return (usersOfGroups(stack).get(logicalId) ?? []).length > 0;
}

/** The services and task sets of the stack by the security groups that they use. */
export function usersOfGroups(stack: StackView): ReadonlyMap<string, readonly string[]> {
  return stack.once('usersOfGroups', () => {
    const users = new Map<string, string[]>();
    for (const { logicalId, properties } of [...stack.all(SERVICE), ...stack.all('AWS::ECS::TaskSet')]) {
      for (const group of references(securityGroupsOf(properties))) {
        users.set(group, [...(users.get(group) ?? []), logicalId]);
      }
    }
    return users;
  });
}

/** The rules of a group, inline or as resources of their own, that have the whole internet at the other end. */
export function openRules({ properties, stack, logicalId }: Subject, direction: 'Ingress' | 'Egress'): OpenRule[] {
  const apart = rulesApart(stack, direction).get(logicalId) ?? [];
  return [...items(properties[`SecurityGroup${direction}`]).map(record), ...apart]
    .filter(({ CidrIp, CidrIpv6 }) => [CidrIp, CidrIpv6].some((cidr) => /\/0$/.test(text(cidr) ?? '')))
    .map(({ IpProtocol, FromPort, ToPort }) => {
      if (text(IpProtocol) === '-1') {
        return { port: 'all', from: 0, to: 65535 };
      }
      const [from, to] = [number(FromPort), number(ToPort)];
      if (from === undefined || to === undefined) {
        return { port: 'unknown' };
      }
      return { port: from === to ? String(from) : `${from}-${to}`, from, to };
    });
}

/** Rules that are resources of their own, by the group that they belong to. */
function rulesApart(stack: StackView, direction: string): ReadonlyMap<string, Readonly<Record<string, unknown>>[]> {
  return stack.once(`rules${direction}`, () => {
    const rules = new Map<string, Readonly<Record<string, unknown>>[]>();
    for (const { properties } of stack.all(`AWS::EC2::SecurityGroup${direction}`)) {
      for (const group of references(properties.GroupId)) {
        rules.set(group, [...(rules.get(group) ?? []), properties]);
      }
    }
    return rules;
  });
}
