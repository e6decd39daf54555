import { flag, items, record, text } from '../../../internal/template-value';
import { serviceView } from '../../../app-model/views/service';
import { taskDefinitionView } from '../../../app-model/views/task-definition';
import { findingsOf, judge } from '../verdict';
import { SERVICE } from '../resource-types';
import { Rule, unresolved } from '../rule';

/** The paths that the Exec agent writes to, whatever the root file system is. Source: aws/containers-roadmap#1359. */
const WRITTEN = ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'];

export const ecsExecWritableMounts: Rule = {
  id: 'ECSExecWritableMounts',
  level: 'error',
  sections: ['4.4.4'],
  types: [SERVICE],
  info: 'ECS Exec is on for a container with a read-only root, and its agent cannot start; mount writable volumes at /managed-agents, /var/lib/amazon/ssm and /var/log/amazon/ssm',
  around: true,
  concerns: ({ properties }) => flag(properties.EnableExecuteCommand) === true,
  check: ({ model, resource }) => {
    const { taskDefinition } = serviceView(model, resource);
    if (taskDefinition === undefined) {
      return [unresolved('TaskDefinition')];
    }
    return taskDefinitionView(model, taskDefinition)
      .task.containers.filter((container) => flag(container.properties.ReadonlyRootFilesystem) === true)
      .flatMap(({ name, properties: { MountPoints } }) =>
        findingsOf(
          judge(MountPoints, 'broken', (mounts) => isWritable(items(mounts))),
          `Container::${name}`,
          'MountPoints',
        ),
      );
  },
};

function isWritable(mounts: readonly unknown[]): boolean {
  const writable = mounts
    .map(record)
    .filter((mount) => flag(mount.ReadOnly) !== true)
    .map((mount) => text(mount.ContainerPath));
  return WRITTEN.every((path) => writable.includes(path));
}
