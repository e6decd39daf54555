import { items, record, text } from '../../../internal/template-value';
import { isLinux, judge, perContainer, worst } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsSystemControlsAllowed: Rule = {
  id: 'ECSSystemControlsAllowed',
  level: 'warning',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the container sets a kernel parameter that is not on the allow-list; remove it from 'SystemControls', or add it to 'allowedSystemControls' of the pack",
  check: (subject) =>
    isLinux(subject)
      ? perContainer(subject, 'SystemControls', ({ properties }) =>
          worst(
            items(properties.SystemControls).map((control) =>
              judge(record(control).Namespace, 'compliant', (name) =>
                subject.settings.allowedSystemControls.some((allowed) =>
                  allowed.endsWith('*') ? (text(name) ?? '').startsWith(allowed.slice(0, -1)) : text(name) === allowed,
                ),
              ),
            ),
          ),
        )
      : [],
};
