import { flag } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsExecDisabled: Rule = {
  id: 'ECSExecDisabled',
  level: 'warning',
  sections: ['4.3.1', '4.5.4'],
  types: [SERVICE],
  info: "'EnableExecuteCommand' opens a root shell into every container of the service; leave it off, and turn it on for the incident",
  check: ({ properties }) =>
    findingsOf(
      judge(properties.EnableExecuteCommand, 'compliant', (value) => flag(value) !== true),
      '',
      'EnableExecuteCommand',
    ),
};
