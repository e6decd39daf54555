import { items, text } from '../../../internal/template-value';
import { runsOn } from '../../../internal/task-view';
import { isLinux, judge, perContainer } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerNoNewPrivileges: Rule = {
  id: 'ECSContainerNoNewPrivileges',
  level: 'warning',
  sections: ['4.4.3'],
  types: [TASK_DEFINITION],
  info: "a setuid binary in the image can make its caller root; add no-new-privileges to 'DockerSecurityOptions'",
  // The setting exists on EC2 alone, and a definition that is good for other platforms too may not have it.
  check: (subject) =>
    isLinux(subject) && subject.task !== undefined && runsOn(subject.task, 'EC2') && subject.task.platforms.length <= 1
      ? perContainer(subject, 'DockerSecurityOptions', ({ properties }) =>
          judge(properties.DockerSecurityOptions, 'broken', (options) =>
            items(options).some((option) => /^no-new-privileges(:true)?$/.test(text(option) ?? '')),
          ),
        )
      : [],
};
