import { isRouter } from '../../../app-model/views/routing-container';
import { record, text } from '../../../internal/template-value';
import { judge, perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsContainerLogging: Rule = {
  id: 'ECSContainerLogging',
  level: 'error',
  sections: ['4.4.5'],
  types: TASKS,
  info: "what the container says is lost with it; set 'LogConfiguration'",
  same: [
    'SecurityHub ECS.9',
    'ControlTower CT.ECS.PR.5',
    'Config ECS_TASK_DEFINITION_LOG_CONFIGURATION',
    'cdk-nag ECSTaskDefinitionContainerLogging',
  ],
  check: (subject) =>
    perContainer(subject, 'LogConfiguration', (container) =>
      // The router of FireLens is where the others' logs go; its own may stay on the host.
      isRouter(container)
        ? 'compliant'
        : judge(
            container.properties.LogConfiguration,
            'broken',
            (configuration) => ['', 'none'].includes(text(record(configuration).LogDriver) ?? 'known later') === false,
          ),
    ),
};
