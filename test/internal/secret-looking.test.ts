import { Aws } from 'aws-cdk-lib';
import {
  isSecretName,
  plainSecret,
  plainSecretsInText,
  plainSecretsOf,
  secretIn,
} from '../../lib/internal/secret-looking';

describe('names of secrets', () => {
  test.each([
    'PASSWORD',
    'db_password',
    'dbPassword',
    'DB-PASSWD',
    'API_KEY',
    'apikey',
    'stripeApiKey',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'ECS_ENGINE_AUTH_DATA',
    'splunk-token',
    'Shared_Key',
    'HTTP_Passwd',
    'SENTRY_DSN',
    'licenseKey',
  ])('%s is one', (name) => expect(isSecretName(name)).toBe(true));

  test.each([
    'TOKEN_URL',
    'PASSWORD_FILE',
    'SECRET_ARN',
    'MAX_TOKENS',
    'PUBLIC_KEY',
    'KEY',
    'TOKENIZER',
    'SECRET_NAME',
    '',
  ])('%s is none', (name) => expect(isSecretName(name)).toBe(false));
});

describe('forms of secrets', () => {
  test.each([
    ['AKIAIOSFODNN7EXAMPLE', 'an AWS access key id'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    [`ghp_${'a'.repeat(36)}`, 'a GitHub token'],
    [`glpat-${'a'.repeat(20)}`, 'a GitLab token'],
    ['xoxb-1234567890-abc', 'a Slack token'],
    [`sk_live_${'a'.repeat(20)}`, 'a Stripe key'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x', 'a JSON web token'],
    ['postgres://user:hunter2@db:5432/app', 'a password in a URL'],
    ['{{resolve:secretsmanager:db:SecretString:password}}', 'a secret that CloudFormation writes out in clear text'],
  ])('%s', (value, form) => expect(secretIn(value)).toBe(form));

  test.each([
    'postgres://db:5432/app',
    'https://user@host/path:8080',
    'sha256:' + 'a'.repeat(64),
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'postgres://${USER}:${PASSWORD}@db/app',
    '{{resolve:ssm:/app/host}}',
  ])('%s is none', (value) => expect(secretIn(value)).toBeUndefined());
});

describe('a name with its value', () => {
  test.each(['', 'true', 'off', '0'])('value %j of a switch is no secret', (value) =>
    expect(plainSecret('x', 'REQUIRE_PASSWORD', value)).toBeUndefined(),
  );

  test('a value known only at deployment is open', () => {
    expect(plainSecret('x', 'PASSWORD', Aws.STACK_NAME)).toEqual({
      where: 'x',
      why: 'its name says so',
      unresolved: true,
    });
    expect(plainSecret('x', 'HOST', Aws.STACK_NAME)).toBeUndefined();
    expect(plainSecret('x', 'PASSWORD', undefined)).toBeUndefined();
  });

  test('the plain pieces of a join are read', () => {
    const url = { 'Fn::Join': ['', ['postgres://app:hunter2@', { Ref: 'Host' }]] };

    expect(plainSecret('x', 'DATABASE_URL', url)).toEqual({ where: 'x', why: 'its value is a password in a URL' });
    expect(plainSecret('x', 'Y', { 'Fn::Sub': ['AKIAIOSFODNN7EXAMPLE${A}', {}] })?.why).toBe(
      'its value is an AWS access key id',
    );
  });
});

describe('a container', () => {
  test('is searched in environment, log options, labels and commands', () => {
    const found = plainSecretsOf({
      Environment: [
        { Name: 'API_KEY', Value: 'x1' },
        { Name: 'HOST', Value: 'y' },
      ],
      LogConfiguration: { Options: { 'splunk-token': 'x1', 'splunk-url': 'https://x' } },
      DockerLabels: { 'build.token': 'x1' },
      Command: ['serve', '--password', 'x1', '--port', '80'],
      EntryPoint: ['sh', '-c', 'TOKEN=x1 exec app'],
      HealthCheck: { Command: ['CMD-SHELL', 'curl -H x http://u:p@localhost'] },
    });

    expect(found.map(({ where }) => where)).toEqual([
      'Environment.API_KEY',
      'LogConfiguration.Options.splunk-token',
      'DockerLabels.build.token',
      'Command.3',
      'EntryPoint.3.TOKEN',
      'HealthCheck.Command.2',
    ]);
  });

  test('references to variables are no secrets', () => {
    expect(
      plainSecretsOf({
        Command: ['app', '--password', '$PASSWORD', '--token=${TOKEN}'],
        Environment: { 'Fn::If': [] },
      }),
    ).toEqual([]);
  });
});

describe('text', () => {
  test('assignments and flags are found, references and prose are not', () => {
    const script = 'export DB_PASSWORD=hunter2\napp --api-key abc\nTOKEN=$(get)\n# the password is elsewhere\n';

    expect(plainSecretsInText('UserData', script).map(({ where }) => where)).toEqual([
      'UserData.DB_PASSWORD',
      'UserData.api-key',
    ]);
  });
});
