import { text } from '../../../internal/template-value';
import { judge, perContainer } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerVersionConsistency: Rule = {
  id: 'ECSContainerVersionConsistency',
  level: 'error',
  sections: ['4.1.5'],
  types: [TASK_DEFINITION],
  info: "'VersionConsistency' is disabled, so tasks of one deployment may run different images; leave it enabled",
  check: (subject) =>
    perContainer(subject, 'VersionConsistency', ({ properties }) =>
      judge(properties.VersionConsistency, 'compliant', (value) => text(value) !== 'disabled'),
    ),
};
