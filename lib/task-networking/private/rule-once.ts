import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';

/** A group, and whoever is at the other end of its rule. */
type End = ec2.IPeer & Partial<IConstruct>;

/**
 * Lets a group open connections to a peer, unless a rule does already. EC2 knows a rule by group, peer, protocol and ports:
 * the same one twice is refused, or taken once and removed for both. aws-cdk-lib skips the second of two only where the
 * peer is written out, and where both are made in one stack.
 */
export function allowOut(group: ec2.ISecurityGroup, peer: End, port: ec2.Port, description: string): void {
  if (!group.allowAllOutbound && ruleOf('out', group, peer, port) === undefined) {
    group.addEgressRule(peer, port, description);
  }
}

/** Lets clients of a group in; the rule goes to the stack of the client. */
export function allowIn(group: ec2.ISecurityGroup, client: End, port: ec2.Port, description: string): void {
  if (ruleOf('in', group, client, port) === undefined) {
    group.addIngressRule(client, port, description, true);
  }
}

/**
 * The rule that is there as a resource of its own, made by whomever. It hangs under the group or, where the two are of
 * different stacks, under its peer.
 */
export function ruleOf(
  direction: 'in' | 'out',
  group: ec2.ISecurityGroup,
  peer: End,
  port: ec2.Port,
): ec2.CfnSecurityGroupIngress | ec2.CfnSecurityGroupEgress | undefined {
  const wanted: object = {
    groupId: group.securityGroupId,
    ...(direction === 'in' ? peer.toIngressRuleConfig() : peer.toEgressRuleConfig()),
    ...port.toRuleJson(),
  };
  const isRule = (node: IConstruct): node is ec2.CfnSecurityGroupIngress | ec2.CfnSecurityGroupEgress =>
    direction === 'in'
      ? ec2.CfnSecurityGroupIngress.isCfnSecurityGroupIngress(node)
      : ec2.CfnSecurityGroupEgress.isCfnSecurityGroupEgress(node);
  return [...group.node.children, ...(peer.node?.children ?? [])]
    .filter(isRule)
    .find((rule) => Object.entries(wanted).every(([name, value]) => rule[name as keyof typeof rule] === value));
}

/** In which stack the two rules of a way go. */
export type RuleHolder = 'client' | 'server';

/**
 * Lets clients open connections to servers, by the rules of both sides. They go to the stack of the holder, unless one of
 * them is in the other's already: in two stacks, aws-cdk-lib would not see that it is there.
 */
export function openWay(
  client: ec2.IConnectable,
  server: ec2.IConnectable,
  port: ec2.Port,
  holder: RuleHolder,
  description?: string,
): void {
  const pairs = client.connections.securityGroups.flatMap((from) =>
    server.connections.securityGroups.map((into) => ({ from, into })),
  );
  const rules = pairs.map(({ from, into }) => ({
    from,
    leaves: ruleOf('out', from, into, port),
    enters: ruleOf('in', into, from, port),
  }));
  if (
    rules.length > 0 &&
    rules.every(({ from, leaves, enters }) => enters !== undefined && (from.allowAllOutbound || leaves !== undefined))
  ) {
    return;
  }
  const [found] = rules.flatMap(({ from, leaves, enters }): RuleHolder[] => {
    const rule = enters ?? leaves;
    return rule === undefined ? [] : [rule.node.scope === from ? 'client' : 'server'];
  });
  if ((found ?? holder) === 'server') {
    server.connections.allowFrom(client, port, description);
  } else {
    client.connections.allowTo(server, port, description);
  }
}
