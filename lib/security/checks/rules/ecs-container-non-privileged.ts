import { flag } from '../../../internal/template-value';
import { judge, perContainer, runsOutsideFargate } from '../verdict';
import { DAEMON_TASK_DEFINITION, TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerNonPrivileged: Rule = {
  id: 'ECSContainerNonPrivileged',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "a privileged container is root on its host; set 'Privileged' to false and add the one capability or device it needs",
  same: [
    'SecurityHub ECS.4',
    'ControlTower CT.ECS.PR.11',
    'Config ECS_CONTAINERS_NONPRIVILEGED',
    'checkov CKV_AWS_334',
  ],
  check: (subject) =>
    subject.type === DAEMON_TASK_DEFINITION || runsOutsideFargate(subject)
      ? perContainer(subject, 'Privileged', ({ properties }) =>
          judge(properties.Privileged, 'compliant', (value) => flag(value) === false),
        )
      : [],
};
