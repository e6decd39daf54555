import { plainSecretsOf } from '../../../internal/secret-looking';
import { isUnknown } from '../../../internal/template-value';
import { findingText } from '../statements';
import { TASKS } from '../resource-types';
import { Rule, unresolved } from '../rule';

export const ecsContainerNoPlaintextSecrets: Rule = {
  id: 'ECSContainerNoPlaintextSecrets',
  level: 'error',
  sections: ['4.1.4'],
  types: TASKS,
  info: "a secret stands in clear text in the task definition, where everybody with ecs:DescribeTaskDefinition reads it; move it to Secrets Manager or the Parameter Store and refer to it in 'Secrets' (log drivers: 'SecretOptions')",
  same: [
    'SecurityHub ECS.8',
    'ControlTower CT.ECS.PR.12',
    'Config ECS_NO_ENVIRONMENT_SECRETS',
    'trivy AWS-0036',
    'cdk-nag ECSTaskDefinitionNoEnvironmentVariables',
  ],
  check: ({ task, properties }) =>
    isUnknown(properties.ContainerDefinitions)
      ? [unresolved('ContainerDefinitions')]
      : (task?.containers ?? []).flatMap((container) =>
          plainSecretsOf(container.properties).map((found) => {
            const part = findingText(`Container::${container.name}.${found.where}`);
            return found.unresolved === true ? unresolved(part) : part;
          }),
        ),
};
