import { writtenOutSecretsOf } from '../../internal/secret-looking';
import type { TaskView } from '../../internal/task-view';
import { LocatedFinding, caution } from '../private/located-finding';

/**
 * Finds secrets that CloudFormation writes into the task definition, as `unsafeUnwrap()` has it. Templates alone: a
 * `HardenedTaskDefinition` refuses them, unless they are said to be none.
 */
export function writtenOutSecretFindings({ containers }: TaskView): LocatedFinding[] {
  return containers.flatMap(({ name, properties }) =>
    writtenOutSecretsOf(properties).map(({ where, property }) =>
      caution(
        'Secrets.inClearText',
        property,
        `container '${name}': ${where} has a dynamic reference to a secret, which CloudFormation writes into the task definition in clear text, where everybody with ecs:DescribeTaskDefinition reads it; refer to the secret in 'secrets' (log drivers: 'secretOptions') instead of with unsafeUnwrap()`,
        name,
      ),
    ),
  );
}
