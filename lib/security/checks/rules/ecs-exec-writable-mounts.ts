import { flag, items, record, text } from '../../../internal/template-value';
import { viewTask } from '../../../internal/task-view';
import { Rule, SERVICE, TASK_DEFINITION, unresolved } from '../rule';

/** Where the Exec agent writes, whatever the root file system is. Source: aws/containers-roadmap#1359. */
const WRITTEN = ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'];

export const ecsExecWritableMounts: Rule = {
  id: 'ECSExecWritableMounts',
  level: 'error',
  sections: ['4.4.4'],
  types: [SERVICE],
  info: 'ECS Exec is on for a container with a read-only root, and its agent cannot start; mount writable volumes at /managed-agents, /var/lib/amazon/ssm and /var/log/amazon/ssm',
  check: ({ properties, stack }) => {
    if (flag(properties.EnableExecuteCommand) !== true) {
      return [];
    }
    const definition = stack.referred(properties.TaskDefinition);
    if (definition?.type !== TASK_DEFINITION) {
      return [unresolved('TaskDefinition')];
    }
    return viewTask(definition.properties)
      .containers.filter((container) => flag(container.properties.ReadonlyRootFilesystem) === true)
      .filter((container) => {
        const writable = items(container.properties.MountPoints)
          .map(record)
          .filter((mount) => flag(mount.ReadOnly) !== true)
          .map((mount) => text(mount.ContainerPath));
        return WRITTEN.some((path) => !writable.includes(path));
      })
      .map(({ name }) => `Container::${name}`);
  },
};
