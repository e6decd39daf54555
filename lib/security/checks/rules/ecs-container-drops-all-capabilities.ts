import { items, record, text } from '../../../internal/template-value';
import { isLinux, judge, perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerDropsAllCapabilities: Rule = {
  id: 'ECSContainerDropsAllCapabilities',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the container keeps Docker's default capabilities, raw sockets and device nodes among them; set 'LinuxParameters.Capabilities.Drop' to ALL and add back what it needs",
  check: (subject) =>
    isLinux(subject)
      ? perContainer(subject, 'LinuxParameters.Capabilities.Drop', ({ properties }) =>
          judge(record(record(properties.LinuxParameters).Capabilities).Drop, 'broken', (drop) =>
            items(drop).some((capability) => text(capability) === 'ALL'),
          ),
        )
      : [],
};
