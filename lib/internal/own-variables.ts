import { Validations } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { containersOf, environmentOf } from './cdk-internals';

const OWN = Symbol.for('cdk-ecs-groundwork.ownVariables');

type Marked = ecs.TaskDefinition & { [OWN]?: Set<string> };

/**
 * Says that the library wrote variables of a container: names and addresses of resources, settings of agents. Where a task
 * definition has no others, cdk-nag's question whether one of them is a secret is answered; where it has, somebody should still
 * look at those.
 */
export function declareOwnVariables(container: ecs.ContainerDefinition, names: readonly string[]): void {
  const task = container.taskDefinition as Marked;
  if (task[OWN] === undefined) {
    Object.defineProperty(task, OWN, { value: new Set() });
    // Containers and variables may come later.
    task.node.addValidation({
      validate: () => {
        explain(task, task[OWN]!);
        return [];
      },
    });
  }
  names.forEach((name) => task[OWN]!.add(`${container.containerName}/${name}`));
}

function explain(task: ecs.TaskDefinition, own: ReadonlySet<string>): void {
  const others = containersOf(task).flatMap((container) =>
    Object.keys(environmentOf(container)).filter((name) => !own.has(`${container.containerName}/${name}`)),
  );
  if (own.size > 0 && others.length === 0) {
    Validations.of(task).acknowledge({
      id: 'AwsSolutions::AwsSolutions-ECS2',
      reason:
        'the variables of the containers are names of linked resources and settings of agents, none of them a secret',
    });
  }
}
