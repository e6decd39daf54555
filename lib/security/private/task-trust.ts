import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { items, record, text } from '../../internal/template-value';

export const TASKS_PRINCIPAL = 'ecs-tasks.amazonaws.com';

/**
 * The principal that may assume a task's roles: ECS, on behalf of this account's clusters in this region and of nobody
 * else's.
 *
 * ECS does not support a narrower `aws:SourceArn` (a cluster's), so the resource part is a wildcard.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export function tasksPrincipal(scope: Construct): iam.ServicePrincipal {
  return new iam.ServicePrincipal(TASKS_PRINCIPAL, {
    conditions: {
      ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'ecs', resource: '*' }) },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    },
  });
}

/**
 * The services that a role trusts, when its trust policy is known; `undefined` for imported roles and for a policy that
 * holds what only the deployment knows.
 */
export function trustedServices(role: iam.IRole): string[] | undefined {
  const policy = (role as Partial<iam.Role>).assumeRolePolicy;
  if (policy === undefined) {
    return undefined;
  }
  const document = record(Stack.of(role).resolve(policy.toJSON()));
  const services = items(document.Statement).flatMap((statement) => {
    const { Service } = record(record(statement).Principal);
    return Array.isArray(Service) ? Service : [Service];
  });
  const known = services.filter((service) => service !== undefined);
  return known.every((service) => text(service) !== undefined) ? known.map((service) => String(service)) : undefined;
}
