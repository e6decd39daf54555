import { perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerMemoryLimit: Rule = {
  id: 'ECSContainerMemoryLimit',
  level: 'warning',
  sections: ['4.4.3'],
  types: TASKS,
  info: "one container can take all memory of its host; set 'Memory' of the container or of the task",
  same: ['ControlTower CT.ECS.PR.7', 'Config ECS_TASK_DEFINITION_MEMORY_HARD_LIMIT'],
  check: (subject) =>
    subject.properties.Memory === undefined
      ? perContainer(subject, 'Memory', ({ properties }) => (properties.Memory === undefined ? 'broken' : 'compliant'))
      : [],
};
