import { text } from '../../../internal/template-value';
import { findingsOf, judge, runsOutsideFargate } from '../verdict';
import { DAEMON_TASK_DEFINITION, TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsTaskNoHostIpc: Rule = {
  id: 'ECSTaskNoHostIpc',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the containers share memory and message queues with the host; leave 'IpcMode' out, or set it to none or task (daemons: none)",
  check: (subject) =>
    subject.type === DAEMON_TASK_DEFINITION || runsOutsideFargate(subject)
      ? findingsOf(
          judge(subject.properties.IpcMode, 'compliant', (mode) => !['host', 'shared'].includes(text(mode) ?? '')),
          '',
          'IpcMode',
        )
      : [],
};
