import type { CfnTaskDefinition, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { clearTextFindings } from '../../internal/clear-text';
import { Finding } from '../../internal/finding';
import { pascalCase } from '../../internal/pascal-case';
import { TaskView, viewTask } from '../../internal/task-view';
import { record } from '../../internal/template-value';
import { CONTAINER_RULES } from './container-rules';

/**
 * Finds faults of a container already when it is added, so that the error points at the line that adds it.
 *
 * Only what the container alone decides. Its lists (ports, mounts, dependencies, ulimits) may still grow, so they are
 * tokens here, which no rule trips over; they are judged with the whole task at synth.
 */
export function earlyFindings(
  resource: CfnTaskDefinition,
  container: ContainerDefinition,
  notSecret: readonly string[],
): Finding[] {
  const task = viewAlone(resource, container);
  return [
    ...CONTAINER_RULES.flatMap((rule) => rule(task)),
    ...task.containers.flatMap((each) => clearTextFindings(each, notSecret)),
  ].filter(({ container: name }) => name === container.containerName);
}

function viewAlone(resource: CfnTaskDefinition, container: ContainerDefinition): TaskView {
  const { requiresCompatibilities, runtimePlatform, networkMode, pidMode, ipcMode, cpu, memory, executionRoleArn } =
    resource;
  return viewTask(
    record(
      pascalCase({
        requiresCompatibilities,
        runtimePlatform,
        networkMode,
        pidMode,
        ipcMode,
        cpu,
        memory,
        // A token, whether there is a role yet or not: adding a secret or an image makes one.
        executionRoleArn,
        containerDefinitions: [container.renderContainerDefinition()],
      }),
    ),
  );
}
