import { identity } from '../app-reading';
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
  check: (subject) => {
    const { TaskRoleArn, ExecutionRoleArn } = subject.properties;
    if (TaskRoleArn === undefined || ExecutionRoleArn === undefined) {
      return [];
    }
    const role = identity(subject, TaskRoleArn);
    return role !== undefined && role === identity(subject, ExecutionRoleArn) ? [''] : [];
  },
};
