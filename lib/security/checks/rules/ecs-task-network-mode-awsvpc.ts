import { text } from '../../../internal/template-value';
import { findingsOf, judge, runsOutsideFargate } from '../verdict';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsTaskNetworkModeAwsvpc: Rule = {
  id: 'ECSTaskNetworkModeAwsvpc',
  level: 'error',
  sections: ['4.3.3'],
  types: [TASK_DEFINITION],
  info: "tasks share the network of their host, so no security group stands between them; set 'NetworkMode' to awsvpc",
  same: ['ControlTower CT.ECS.PR.4', 'Config ECS_AWSVPC_NETWORKING_ENABLED'],
  // Fargate takes nothing but awsvpc; host mode has a rule of its own.
  check: (subject) =>
    runsOutsideFargate(subject)
      ? findingsOf(
          judge(subject.properties.NetworkMode, 'broken', (mode) =>
            ['awsvpc', 'none', 'host'].includes(text(mode) ?? ''),
          ),
          '',
          'NetworkMode',
        )
      : [],
};
