import { items, number, record, text } from '../../internal/template-value';
import { SERVICE, Subject } from './rule';
import type { StackView } from './stack-view';

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

/** Whether a service of the app uses the group. */
export function guardsTasks({ stack, resource }: Subject): boolean {
  return (usersOfGroups(stack).get(resource.id) ?? []).length > 0;
}

/** The services and task sets of the app by the security groups that they use, all by their ids in the model. */
export function usersOfGroups(stack: StackView): ReadonlyMap<string, readonly string[]> {
  return stack.once('usersOfGroups', () => {
    const users = new Map<string, string[]>();
    for (const { id, properties, scope } of [...stack.all(SERVICE), ...stack.all('AWS::ECS::TaskSet')]) {
      for (const group of stack.mentions(securityGroupsOf(properties), scope)) {
        append(users, group.id, id);
      }
    }
    return users;
  });
}

/** The rules of a group, inline or as resources of their own, that have the whole internet at the other end. */
export function openRules({ properties, stack, resource }: Subject, direction: 'Ingress' | 'Egress'): OpenRule[] {
  const apart = rulesApart(stack, direction).get(resource.id) ?? [];
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
    for (const { properties, scope } of stack.all(`AWS::EC2::SecurityGroup${direction}`)) {
      for (const group of stack.mentions(properties.GroupId, scope)) {
        append(rules, group.id, properties);
      }
    }
    return rules;
  });
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) {
    map.set(key, [value]);
  } else {
    list.push(value);
  }
}
