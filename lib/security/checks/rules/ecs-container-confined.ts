import { items, text } from '../../../internal/template-value';
import { judge, perContainer, runsOutsideFargate, worst } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerConfined: Rule = {
  id: 'ECSContainerConfined',
  level: 'error',
  sections: ['4.4.3'],
  types: [TASK_DEFINITION],
  info: "the container runs without SELinux, AppArmor or seccomp; remove label:disable and ...:unconfined from 'DockerSecurityOptions'",
  check: (subject) =>
    runsOutsideFargate(subject)
      ? perContainer(subject, 'DockerSecurityOptions', ({ properties }) =>
          worst(
            items(properties.DockerSecurityOptions).map((option) =>
              judge(option, 'compliant', (known) => !/^label[:=]disable$|unconfined$/.test(text(known) ?? '')),
            ),
          ),
        )
      : [],
};
