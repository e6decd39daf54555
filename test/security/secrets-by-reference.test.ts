import { Aws } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SecretsByReference } from '../../lib/security';
import { containersOf, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('x');

test.each<[string, Partial<ecs.ContainerDefinitionOptions>, string]>([
  [
    'an environment variable',
    { environment: { DB_PASSWORD: 'hunter2' } },
    "container 'app': Environment.DB_PASSWORD holds a secret in clear text (its name says so); write secrets: { DB_PASSWORD: TaskSecret.fromSecret(...) } instead, or name 'Environment.DB_PASSWORD' in 'notSecret' if it is none",
  ],
  [
    'a value that only a secret has',
    { environment: { URL: 'https://user:hunter2@host' } },
    "container 'app': Environment.URL holds a secret in clear text (its value is a password in a URL)",
  ],
  [
    'a log option',
    { logging: new ecs.GenericLogDriver({ logDriver: 'splunk', options: { 'splunk-token': 'abc' } }) },
    "container 'app': LogConfiguration.Options.splunk-token holds a secret in clear text (its name says so); write secretOptions: { 'splunk-token': TaskSecret.fromSecret(...) } of the log driver instead",
  ],
  [
    'a command',
    { command: ['serve', '--token', 'abc'] },
    "container 'app': Command.3 holds a secret in clear text (its name says so); pass it as a secret and have the command read the variable",
  ],
])('fails when %s holds a secret', (_, options, message) => {
  const stack = testStack();
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.with(new SecretsByReference());

  task.addContainer('app', { image, ...options });

  expect(() => Template.fromStack(stack)).toThrow(`[Secrets.inClearText] ${message}`);
});

test('every place is reported, and what is declared to be none passes', () => {
  const stack = testStack();
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('app', { image, environment: { API_KEY: 'a', TOKEN: 'b' } });
  task.with(new SecretsByReference({ notSecret: ['Environment.TOKEN'] }));
  task.addContainer('late', { image, environment: { PASSWORD: 'c' } });

  const act = () => Template.fromStack(stack);

  expect(act).toThrow(/Environment\.API_KEY[^]*'late': Environment\.PASSWORD/);
  expect(act).not.toThrow(/Environment\.TOKEN/);
});

test('values known only at deployment and ordinary settings pass', () => {
  const stack = testStack();
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('app', { image, environment: { PASSWORD: Aws.STACK_NAME, TOKEN_URL: 'https://x' } });

  task.with(new SecretsByReference());

  expect(containersOf(stack).app.Environment).toHaveLength(2);
});

test('task definitions only', () => {
  const stack = testStack();

  expect(new SecretsByReference().supports(stack)).toBe(false);
});

test('a secret that is unwrapped is found wherever it stands', () => {
  const stack = testStack();
  const secret = new secretsmanager.Secret(stack, 'Secret').secretValue.unsafeUnwrap();
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('app', {
    image,
    environment: { URL: `postgres://shop:${secret}@db`, PLAIN: '{{resolve:ssm:/shop/stage}}' },
    command: ['serve', secret],
    entryPoint: ['sh', secret],
    healthCheck: { command: ['CMD', 'ping', secret] },
    dockerLabels: { KEY: secret },
    logging: new ecs.GenericLogDriver({ logDriver: 'splunk', options: { 'splunk-token': secret } }),
  });

  task.with(new SecretsByReference());

  const act = () => Template.fromStack(stack);
  for (const place of [
    'Environment.URL',
    'Command.2',
    'EntryPoint.2',
    'HealthCheck.Command.3',
    'DockerLabels.KEY',
    'LogConfiguration.Options.splunk-token',
  ]) {
    expect(act).toThrow(`[Secrets.inClearText] container 'app': ${place} holds a secret in clear text`);
  }
  expect(act).not.toThrow('Environment.PLAIN');
});
