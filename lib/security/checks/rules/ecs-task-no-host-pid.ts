import { text } from '../../../internal/template-value';
import { findingsOf, judge, runsOutsideFargate } from '../verdict';
import { DAEMON_TASK_DEFINITION, TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsTaskNoHostPid: Rule = {
  id: 'ECSTaskNoHostPid',
  level: 'error',
  sections: ['4.4.3'],
  types: TASKS,
  info: "the containers see and may signal every process of the host; leave 'PidMode' out, or share it within the task only (daemons: none)",
  same: [
    'SecurityHub ECS.3',
    'ControlTower CT.ECS.PR.10',
    'Config ECS_TASK_DEFINITION_PID_MODE_CHECK',
    'checkov CKV_AWS_335',
  ],
  check: (subject) =>
    subject.type === DAEMON_TASK_DEFINITION || runsOutsideFargate(subject)
      ? findingsOf(
          judge(subject.properties.PidMode, 'compliant', (mode) => !['host', 'shared'].includes(text(mode) ?? '')),
          '',
          'PidMode',
        )
      : [],
};
