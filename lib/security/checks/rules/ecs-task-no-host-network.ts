import { text } from '../../../internal/template-value';
import { findingsOf, judge, runsOutsideFargate } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsTaskNoHostNetwork: Rule = {
  id: 'ECSTaskNoHostNetwork',
  level: 'error',
  sections: ['4.3.3', '4.4.3'],
  types: [TASK_DEFINITION],
  info: "'NetworkMode' host puts the containers into the host's network, next to the agent and the instance's credentials, which cannot be blocked there; use awsvpc",
  same: ['SecurityHub ECS.17', 'Config ECS_TASK_DEFINITION_NETWORK_MODE_NOT_HOST'],
  check: (subject) =>
    runsOutsideFargate(subject)
      ? findingsOf(
          judge(subject.properties.NetworkMode, 'compliant', (mode) => text(mode) !== 'host'),
          '',
          'NetworkMode',
        )
      : [],
};
