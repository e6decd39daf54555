import { taskDefinitionView } from '../../../app-model/views/task-definition';
import { perModel } from '../../../app-model/views/view';
import { runsOn } from '../../../internal/task-view';
import { agentFlag, hostOf } from '../host';
import { HOSTS, TASK_DEFINITION } from '../resource-types';
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
      !mayHaveInterface(subject.model)
      ? []
      : [''];
  },
};

/**
 * Whether a task on hosts may have an interface of its own. An app whose tasks there all use the network of the host has none
 * that the setting is for; one without tasks has hosts for those of others.
 */
const mayHaveInterface = perModel((model) => {
  const tasks = model
    .ofType(TASK_DEFINITION)
    .map((definition) => taskDefinitionView(model, definition).task)
    .filter((task) => runsOn(task, 'EC2'));
  return tasks.length === 0 || tasks.some(({ networkMode }) => networkMode === undefined || networkMode === 'awsvpc');
});
