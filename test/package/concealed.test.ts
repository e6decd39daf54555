import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as library from '../../lib';
import { GroundworkError } from '../../lib/internal/errors';

// Messages of refused values end in the logs of pipelines: a secret that stands where only a reference may must not be in them.

/** The library as callers without a compiler see it. */
const js = library as unknown as Readonly<Record<string, any>>;

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/shop/app:1');

function task(): any {
  return new js.HardenedTaskDefinition(new Stack(new App(), 'Stack'), 'Task');
}

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(GroundworkError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

const HIDDEN = 'got a text of 7 characters that is not shown here; if it is a real secret, replace it';

test.each<[string, () => unknown, string]>([
  [
    'a secret of a container',
    () => task().addTaskContainer('app', { image, secrets: { DB: 'hunter2' } }),
    `'secrets.DB' of HardenedTaskDefinition.addTaskContainer() must be an ecs.Secret, ${HIDDEN}`,
  ],
  [
    'a key of a log service',
    () => js.LogDestination.datadog('hunter2'),
    `'apiKey' of LogDestination.datadog() must be an ecs.Secret, ${HIDDEN}`,
  ],
  [
    'a text in place of all secrets',
    () => task().addTaskContainer('app', { image, secrets: 'hunter2' }),
    `must be a map, each value an ecs.Secret, ${HIDDEN}`,
  ],
  [
    'a secret itself where one of Secrets Manager belongs',
    () => js.ResourceLink.secret('DB', 'hunter2'),
    `'secret' of ResourceLink.secret() must be a secretsmanager.ISecret, ${HIDDEN}`,
  ],
  [
    'a text of the form of a secret, anywhere',
    () => task().addTaskContainer('app', { image: 'https://me:hunter2@registry/app' }),
    'got a text of 31 characters that is not shown here',
  ],
])('%s is not printed', (_, call, expected) => {
  const message = messageOf(call);

  expect(message).not.toContain('hunter2');
  expect(message).toContain(expected);
});

test('a number that is named as a secret is not printed, neither is the way to write it', () => {
  const message = messageOf(() => task().addTaskContainer('app', { image, environment: { DB_PASSWORD: 4711 } }));

  expect(message).not.toContain('4711');
  expect(message).toContain('must be a text, got a number that is not shown here');
});

test('what names a secret is printed, and so is all else', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf';

  expect(messageOf(() => js.ResourceLink.secret('DB', arn))).toContain(`got the text '${arn}'`);
  expect(messageOf(() => task().addTaskContainer('app', { image: 'nginx' }))).toContain("got the text 'nginx'");
  expect(messageOf(() => task().addTaskContainer('app', { image, environment: { TOKEN_URL: 1 } }))).toContain(
    "write it in quotes: '1'",
  );
});

test.each([
  ["'host' is 'https://me:hunter2@example.com'", "'host' is 'https<a password in a URL>.com'"],
  ["got 'sk_live_hunter2hunter2hunter2-x', no", "got '<a Stripe key>', no"],
  ["got '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----', no", "got '<a private key>', no"],
  ["'{{resolve:secretsmanager:db}}'", "'{{resolve:secretsmanager:db}}'"],
])('no error has the form of a secret in it: %j', (given, expected) => {
  expect(new GroundworkError([{ code: 'Topic.fault', message: given }]).message).toBe(`[Topic.fault] ${expected}`);
});
