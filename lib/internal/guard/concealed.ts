import { Token } from 'aws-cdk-lib';
import { isSecretName, secretIn } from '../secret-looking';

/** Types whose values refer to a secret. Whoever gives a text instead has most likely given the secret. */
const REFERENCES = /^[[{]*(ecs\.Secret|secretsmanager\.ISecret)$/;

/**
 * A value that may be a secret, as a message may show it: messages end in the logs of pipelines, which many can read. Nothing
 * for a value that can be shown.
 *
 * @param path where it was given, as `container.environment.DB_PASSWORD`
 */
export function concealed(type: string, value: unknown, path: string): string | undefined {
  if ((typeof value !== 'string' && typeof value !== 'number') || Token.isUnresolved(value)) {
    return undefined;
  }
  const text = String(value);
  const name = /([^.]*?)(\[\d+\])*$/.exec(path)![1];
  const form = secretIn(text);
  if (form === undefined && (ARN.test(text) || !(REFERENCES.test(type) || isSecretName(name)))) {
    return undefined;
  }
  const length = `${text.length} character${text.length === 1 ? '' : 's'}`;
  return typeof value === 'number'
    ? 'a number that is not shown here'
    : `a text of ${length} that is not shown here; if it is a real secret, replace it, since it is in the code`;
}

/** Names a secret and tells nothing of it. */
const ARN = /^arn:[a-z-]+:(secretsmanager|ssm):/;
