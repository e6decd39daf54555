import { DEFAULT_CAPABILITIES } from '../../../internal/capabilities';
import { items, record, text } from '../../../internal/template-value';
import { isLinux, judge, perContainer, worst } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

// Adding one of the default set back after dropping ALL adds nothing new.
export const ecsContainerNoAddedCapabilities: Rule = {
  id: 'ECSContainerNoAddedCapabilities',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the container has capabilities beyond Docker's default set, with which it can reach out of its sandbox; remove them from 'LinuxParameters.Capabilities.Add'",
  check: (subject) =>
    isLinux(subject)
      ? perContainer(subject, 'LinuxParameters.Capabilities.Add', ({ properties }) =>
          worst(
            items(record(record(properties.LinuxParameters).Capabilities).Add).map((capability) =>
              judge(capability, 'compliant', (name) => DEFAULT_CAPABILITIES.includes(text(name) ?? '')),
            ),
          ),
        )
      : [],
};
