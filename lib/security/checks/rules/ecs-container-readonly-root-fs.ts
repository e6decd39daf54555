import { flag } from '../../../internal/template-value';
import { isLinux, judge, perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerReadonlyRootFs: Rule = {
  id: 'ECSContainerReadonlyRootFs',
  level: 'error',
  sections: ['4.4.4'],
  types: TASKS,
  info: "an intruder can replace the container's own programs; set 'ReadonlyRootFilesystem' and mount volumes where it must write",
  same: [
    'SecurityHub ECS.5',
    'ControlTower CT.ECS.PR.6',
    'Config ECS_CONTAINERS_READONLY_ACCESS',
    'checkov CKV_AWS_336',
  ],
  check: (subject) =>
    isLinux(subject)
      ? perContainer(subject, 'ReadonlyRootFilesystem', ({ properties }) =>
          judge(properties.ReadonlyRootFilesystem, 'broken', (value) => flag(value) === true),
        )
      : [],
};
