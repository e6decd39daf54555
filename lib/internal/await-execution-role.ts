import type { aws_ecs as ecs } from 'aws-cdk-lib';

/**
 * Lets the task definition wait for the permissions of its execution role, when it has one by now. A task that starts before
 * the role may pull, read and log fails, and a service of aws-cdk-lib waits for the task role only.
 */
export function awaitExecutionRole({ executionRole, node }: ecs.TaskDefinition): void {
  if (executionRole !== undefined) {
    node.defaultChild?.node.addDependency(executionRole);
  }
}
