import type * as ecs from 'aws-cdk-lib/aws-ecs';

/** The log groups of CloudWatch Logs that the containers of a task write to by the `awslogs` driver. */
export function logGroupNames(task: ecs.TaskDefinition): string[] {
  const names = task.node.children.flatMap((child) => {
    const { logDriverConfig } = child as Partial<ecs.ContainerDefinition>;
    const name: unknown = logDriverConfig?.logDriver === 'awslogs' && logDriverConfig.options?.['awslogs-group'];
    return typeof name === 'string' ? [name] : [];
  });
  return [...new Set(names)];
}
