import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Finding, error } from './finding';
import { PlainSecret, plainSecretsOf } from './secret-looking';
import type { ContainerView } from './task-view';

/**
 * Secrets that a container definition holds in clear text, each with the line to write instead. Values that only the
 * deployment knows pass.
 *
 * @param notSecret places that look like secrets and are none, as the message names them: `Environment.TOKEN`
 */
export function clearTextFindings(
  { name, properties }: Pick<ContainerView, 'name' | 'properties'>,
  notSecret: readonly string[],
): Finding[] {
  return plainSecretsOf(properties)
    .filter(({ where, unresolved }) => unresolved !== true && !notSecret.includes(where))
    .map((found) => error('Secrets.inClearText', describe(name, found), name));
}

/**
 * The texts of a container with their tokens resolved, in which the secret of an `unsafeUnwrap()` shows as the reference
 * that it is. Lists that are tokens stay.
 */
export function withTextsOpened(
  scope: IConstruct,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const open = (value: unknown): unknown =>
    typeof value === 'string'
      ? Token.isUnresolved(value)
        ? Stack.of(scope).resolve(value)
        : value
      : Array.isArray(value)
        ? value.map(open)
        : typeof value !== 'object' || value === null || Token.isUnresolved(value)
          ? value
          : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, open(each)]));
  return { ...properties, ...Object.fromEntries(TEXTS.map((name) => [name, open(properties[name])])) };
}

/** The properties of a container that hold texts which somebody may read. */
const TEXTS = ['Environment', 'Command', 'EntryPoint', 'HealthCheck', 'DockerLabels', 'LogConfiguration'] as const;

function describe(container: string, { where, why }: PlainSecret): string {
  return `container '${container}': ${where} holds a secret in clear text (${why}); ${remedy(where)}, or name '${where}' in 'notSecret' if it is none`;
}

function remedy(where: string): string {
  const [place, , option] = where.split('.');
  switch (place) {
    case 'Environment':
      return `write secrets: { ${where.slice('Environment.'.length)}: TaskSecret.fromSecret(...) } instead`;
    case 'LogConfiguration':
      return `write secretOptions: { '${option}': TaskSecret.fromSecret(...) } of the log driver instead`;
    default:
      return 'pass it as a secret and have the command read the variable';
  }
}
