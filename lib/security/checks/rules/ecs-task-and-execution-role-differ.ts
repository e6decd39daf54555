import { taskDefinitionView } from '../../../app-model/views/task-definition';
import { identityOf } from '../app-reading';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsTaskAndExecutionRoleDiffer: Rule = {
  id: 'ECSTaskAndExecutionRoleDiffer',
  level: 'error',
  sections: ['4.3.2'],
  types: TASKS,
  info: "'TaskRoleArn' and 'ExecutionRoleArn' are one role, so the containers may pull images and read every secret of the task; give each its own",
  same: ['checkov CKV_AWS_249'],
  around: true,
  check: ({ model, resource }) => {
    const { taskRole, executionRole } = taskDefinitionView(model, resource);
    if (taskRole === undefined || executionRole === undefined) {
      return [];
    }
    const role = identityOf({ model, resource }, taskRole);
    return role !== undefined && role === identityOf({ model, resource }, executionRole) ? [''] : [];
  },
};
