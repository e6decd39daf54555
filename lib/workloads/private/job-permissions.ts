import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Rule by which Step Functions learns that a task stopped. It makes the rule itself, under this name. */
const TASK_RULE = 'StepFunctionsGetEventsForECSTaskRule';

/** The rights of a state machine to run one task and wait for it. */
export interface JobPermissions {
  readonly statements: iam.PolicyStatement[];
  /** Resources with a wildcard at the end, and why. */
  readonly wildcards: readonly (readonly [arn: string, reason: string])[];
}

/**
 * The permissions of `ecs:runTask.sync` for one task definition on one cluster.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
export function jobPermissions(
  scope: Construct,
  cluster: ecs.ICluster,
  task: ecs.TaskDefinition,
  executionRole: iam.IRole,
): JobPermissions {
  const stack = Stack.of(scope);
  const arn = (resource: string, resourceName: string, service = 'ecs') =>
    stack.formatArn({ service, resource, resourceName });
  const revisions = arn('task-definition', `${task.family}:*`);
  const tasks = arn('task', `${cluster.clusterName}/*`);
  const statement = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
  return {
    statements: [
      statement(['ecs:RunTask'], [revisions], { ArnEquals: { 'ecs:cluster': cluster.clusterArn } }),
      statement(['ecs:DescribeTasks', 'ecs:StopTask'], [tasks]),
      statement(['ecs:TagResource'], [tasks], { StringEquals: { 'ecs:CreateAction': 'RunTask' } }),
      statement(['iam:PassRole'], [executionRole.roleArn, task.taskRole.roleArn], {
        StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      }),
      statement(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'], [arn('rule', TASK_RULE, 'events')]),
    ],
    wildcards: [
      [
        revisions,
        'the job runs the newest revision of its own family: an execution that began before a deployment goes on after it',
      ],
      [tasks, 'the id of a task is known once it runs; these are the tasks of one cluster'],
    ],
  };
}
