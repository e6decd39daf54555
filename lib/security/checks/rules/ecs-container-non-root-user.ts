import { text } from '../../../internal/template-value';
import { judge, perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerNonRootUser: Rule = {
  id: 'ECSContainerNonRootUser',
  level: 'error',
  sections: ['4.1.2'],
  types: TASKS,
  info: "the container runs as root or with the user of its image, which is root unless the image says otherwise; set 'User' to a uid above 0 (Windows: not ContainerAdministrator)",
  same: [
    'SecurityHub ECS.20',
    'SecurityHub ECS.21',
    'ControlTower CT.ECS.PR.3',
    'Config ECS_TASK_DEFINITION_NONROOT_USER',
  ],
  check: (subject) =>
    perContainer(subject, 'User', ({ properties }) =>
      subject.task?.operatingSystem === 'WINDOWS'
        ? judge(properties.User, 'compliant', (user) => text(user)?.toLowerCase() !== 'containeradministrator')
        : judge(properties.User, 'broken', (user) => !/^(root|0+)?(:|$)/.test(text(user) ?? '')),
    ),
};
