import { agentFlag, hostOf } from '../host';
import { mayRunTasksIn } from '../host-tasks';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostImdsBlockedForTasks: Rule = {
  id: 'HostImdsBlockedForTasks',
  level: 'error',
  sections: ['4.5.4'],
  types: HOSTS,
  info: "tasks with an ENI of their own reach the instance metadata, and with it the host's role; write ECS_AWSVPC_BLOCK_IMDS=true to /etc/ecs/ecs.config (Bottlerocket: settings.ecs.awsvpc-block-imds = true)",
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    return host === undefined ||
      agentFlag(host, host.bottlerocket ? 'awsvpc-block-imds' : 'ECS_AWSVPC_BLOCK_IMDS') === true ||
      !mayRunTasksIn(subject.model, 'awsvpc')
      ? []
      : [''];
  },
};
