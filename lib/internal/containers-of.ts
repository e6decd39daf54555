import type { aws_ecs as ecs } from 'aws-cdk-lib';

/** The containers that a task has now, wherever they stand in the tree: a log router stands under its own construct. */
export function containersOf(task: ecs.TaskDefinition): readonly ecs.ContainerDefinition[] {
  return (task as unknown as { readonly containers?: readonly ecs.ContainerDefinition[] }).containers ?? [];
}
