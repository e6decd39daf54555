import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { declaredTasks } from '../../internal/standalone-tasks';
import { ruleOf } from './rule-once';

/**
 * Makes tasks wait for the rules that let them in at the server: their first call would time out, and at deletion their
 * last one. The rules of their own groups come before them anyway. Stacks are put in order by the rules themselves.
 */
export function waitForRules(client: ec2.IConnectable, server: ec2.IConnectable, port: ec2.Port): void {
  const rules = server.connections.securityGroups.flatMap((into) =>
    client.connections.securityGroups.flatMap((from) => ruleOf('in', into, from, port) ?? []),
  );
  for (const starter of rules.length === 0 ? [] : startersIn(client as Partial<IConstruct>)) {
    starter.node.addDependency(...rules.filter((rule) => Stack.of(rule) === Stack.of(starter)));
  }
}

/** The resources that start tasks in a service or a job. */
function startersIn(client: Partial<IConstruct>): IConstruct[] {
  return (client.node?.findAll() ?? []).flatMap((node) =>
    ecs.CfnService.isCfnService(node) ? [node] : (declaredTasks(node)?.starter ?? []),
  );
}
