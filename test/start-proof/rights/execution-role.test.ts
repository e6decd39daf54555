import { Aws } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ACCOUNT, ENV, Row, World, expectRow, named, told } from './world';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const EXECUTION = iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonECSTaskExecutionRolePolicy');
const fargate = (world: World, props: Partial<ecs.FargateTaskDefinitionProps> = {}) =>
  new ecs.FargateTaskDefinition(world.stack, 'Definition', props);
const secretArn = (name: string) => `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:${name}`;
const given = (valueFrom: string) => ({ secrets: [{ name: 'PASSWORD', valueFrom }] });
const file = (value: string) => ({ environmentFiles: [{ type: 's3', value }] });
const grantPull = (world: World) => {
  world.allow('ecr:GetAuthorizationToken', '*');
  world.allow(PULL, world.repository.repositoryArn);
};
/** A secret with a key of the customer. */
const keyed = (world: World, props: kms.KeyProps = {}) => {
  const key = new kms.Key(world.stack, 'Key', props);
  const secret = new secretsmanager.CfnSecret(world.stack, 'Keyed', { kmsKeyId: key.keyArn });
  world.task(given(secret.ref));
  world.allow('secretsmanager:GetSecretValue', secret.ref);
  return key;
};

describe('pulling', () => {
  const rows: Row[] = [
    ['a role that may pull', (world) => (world.task(world.pulls), grantPull(world))],
    ['the managed policy for it', (world) => (world.task(world.pulls), world.role.addManagedPolicy(EXECUTION))],
    [
      'an image of the public gallery',
      (world) => (world.task({ ...world.logs }), world.logGroup.grantWrite(world.role)),
    ],
    [
      'the image of an L2',
      (world) =>
        fargate(world).addContainer('web', { image: ecs.ContainerImage.fromEcrRepository(world.repository, 'v1') }),
    ],
    [
      'a policy of the repository that names the role',
      (world) => {
        world.task(world.pulls);
        world.allow('ecr:GetAuthorizationToken', '*');
        world.repository.addToResourcePolicy(new iam.PolicyStatement({ actions: PULL, principals: [world.role] }));
      },
    ],
    [
      'a role without any right',
      (world) => world.task(world.pulls),
      'error Rights.notAllowed: Shop/Task: its execution role Shop/Role may not ecr:GetAuthorizationToken on all resources (*), to log in to the image registry of web: no statement of its policies allows it',
      'may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on ',
    ],
    [
      'no layers',
      (world) => {
        world.task(world.pulls);
        world.allow('ecr:GetAuthorizationToken', '*');
        world.allow('ecr:BatchGetImage', world.repository.repositoryArn);
      },
      'may not ecr:GetDownloadUrlForLayer on ',
    ],
    [
      'another repository',
      (world) => {
        world.task(world.pulls);
        world.allow('ecr:GetAuthorizationToken', '*');
        world.allow(PULL, new ecr.Repository(world.stack, 'Other').repositoryArn);
      },
      /error Rights.notAllowed: .* may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on .*«Shop\/Repository»/,
    ],
    [
      'a login that is bound to the repository',
      (world) => (
        world.task(world.pulls),
        world.allow(['ecr:GetAuthorizationToken', ...PULL], world.repository.repositoryArn)
      ),
      'may not ecr:GetAuthorizationToken on all resources (*)',
    ],
    [
      'a denial',
      (world) => {
        world.task(world.pulls);
        grantPull(world);
        world.deny('ecr:Batch*', '*');
      },
      /error Rights.denied: .* may not ecr:BatchGetImage on .*: a statement of Shop\/Role\/DefaultPolicy denies it/,
    ],
    [
      'a private image by its name, with an L2 that grants nothing',
      (world) => {
        const image = ecs.ContainerImage.fromRegistry(`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/shop:1`);
        fargate(world).addContainer('web', { image });
      },
      'error Rights.noRole: Shop/Definition: it has no execution role, which must log in to the image registry of web, pull the image of web',
    ],
    [
      'a repository of another account, and a role that may not',
      (world) => {
        world.allow('ecr:GetAuthorizationToken', '*');
        world.task({ image: '444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop:1' });
      },
      'error Rights.notAllowed: Shop/Task: its execution role Shop/Role may not ecr:BatchGetImage, ecr:GetDownloadUrlForLayer on arn:aws:ecr:eu-west-1:444455556666:repository/shop',
    ],
    [
      'a repository of another account, and a role that may',
      (world) => {
        world.task({ image: '444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/shop@sha256:0a' });
        world.allow(['ecr:GetAuthorizationToken', ...PULL], '*');
      },
      'info Rights.unknown: Shop/Task: execution role Shop/Role may or may not pull the image of web: not known is whether the policy of arn:aws:ecr:eu-west-1:444455556666:repository/team/shop, in another account, allows it',
    ],
    [
      'a repository of this account that the app does not have',
      (world) => {
        world.allow('ecr:GetAuthorizationToken', '*');
        world.task({ image: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/shop:1` });
      },
      /^warning Rights.onlyByResource: .* no statement of its policies allows it; only a policy of arn:.* itself, which is not part of the app, could$/,
    ],
    [
      'a pull through cache, and a role that may only pull',
      (world) => {
        new ecr.CfnPullThroughCacheRule(world.stack, 'Rule', {
          ...{ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' },
        });
        world.task({ image: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/hub/library/nginx:1.27` });
        world.role.addManagedPolicy(EXECUTION);
      },
      'warning Rights.onlyByResource: Shop/Task: its execution role Shop/Role may not ecr:BatchImportUpstreamImage, ecr:CreateRepository on arn:aws:ecr:eu-west-1:111122223333:repository/hub/library/nginx, to bring the image on its first pull of web',
    ],
    [
      'a pull through cache, and a role that may import',
      (world) => {
        new ecr.CfnPullThroughCacheRule(world.stack, 'Rule', {
          ...{ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' },
        });
        world.task({ image: `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/hub/library/nginx:1.27` });
        world.role.addManagedPolicy(EXECUTION);
        const hub = `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/hub/*`;
        world.allow(['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'], hub);
      },
    ],
    [
      'a permissions boundary',
      (world) => {
        world.task(world.pulls);
        grantPull(world);
        const statements = [new iam.PolicyStatement({ actions: ['logs:*'], resources: ['*'] })];
        const boundary = new iam.ManagedPolicy(world.stack, 'Boundary', { statements });
        (world.role.node.defaultChild as iam.CfnRole).permissionsBoundary = boundary.managedPolicyArn;
      },
      'its permissions boundary, Shop/Boundary, does not allow it',
      'its permissions boundary, Shop/Boundary, does not allow it',
    ],
    [
      'an imported role',
      (world) => {
        const role = iam.Role.fromRoleArn(world.stack, 'Imported', `arn:aws:iam::${ACCOUNT}:role/tasks`);
        world.task({ ...world.pulls, ...world.logs }, { executionRoleArn: role.roleArn });
      },
      `info Rights.unknown: Shop/Task: execution role arn:aws:iam::${ACCOUNT}:role/tasks may or may not log in to the image registry of web, pull the image of web, ship logs to CloudWatch Logs of web: not known is the policies of role`,
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('logging', () => {
  const created = (name: string) => ({
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': name, 'awslogs-region': ENV.region, 'awslogs-create-group': 'true' },
    },
  });
  const rows: Row[] = [
    ['a role that may write', (world) => (world.task(world.logs), world.logGroup.grantWrite(world.role))],
    [
      'a group that is named in the policy, and in the app',
      (world) => {
        world.task({ logConfiguration: { ...world.logs.logConfiguration, options: { 'awslogs-group': '/shop' } } });
        new logs.LogGroup(world.stack, 'Named', { logGroupName: '/shop' }).grantWrite(world.role);
      },
    ],
    [
      'a pattern that holds the group',
      (world) => (
        world.task(created('/shop/web')),
        world.allow('logs:*', `arn:${Aws.PARTITION}:logs:*:${ACCOUNT}:log-group:/shop/*`)
      ),
    ],
    [
      'a group that the driver makes, but that the app has',
      (world) => {
        new logs.LogGroup(world.stack, 'Named', { logGroupName: '/shop' });
        world.task(created('/shop'));
        world.role.addManagedPolicy(EXECUTION);
      },
    ],
    [
      'a group that the driver has to make',
      (world) => (world.task(created('/shop')), world.role.addManagedPolicy(EXECUTION)),
      /^error Rights.notAllowed: .* may not logs:CreateLogGroup on arn:aws:logs:eu-west-1:111122223333:log-group:\/shop:log-stream:, to create the log group/,
    ],
    [
      'another group',
      (world) => {
        world.task({ logConfiguration: { ...world.logs.logConfiguration, options: { 'awslogs-group': '/shop' } } });
        world.allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/other:*`,
        );
      },
      'error Rights.notAllowed: Shop/Task: its execution role Shop/Role may not logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:/shop:*',
    ],
    [
      'another group of the app',
      (world) => (world.task(world.logs), new logs.LogGroup(world.stack, 'Other').grantWrite(world.role)),
      'may not logs:CreateLogStream, logs:PutLogEvents on ',
    ],
    [
      'streams, but no lines',
      (world) => (world.task(world.logs), world.allow('logs:CreateLogStream', world.logGroup.logGroupArn)),
      'warning Rights.notAllowed: Shop/Task: its execution role Shop/Role may not logs:PutLogEvents on ',
    ],
    [
      'a group without its streams',
      (world) => {
        world.task({ logConfiguration: { ...world.logs.logConfiguration, options: { 'awslogs-group': '/shop' } } });
        world.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/shop`);
      },
      'info Rights.unknown',
    ],
    [
      'no role',
      (world) => world.task(world.logs, { executionRoleArn: undefined }),
      'error Rights.noRole: Shop/Task: it has no execution role, which must ship logs to CloudWatch Logs of web',
    ],
    [
      'a statement that has another region',
      (world) => (
        world.task({ logConfiguration: { ...world.logs.logConfiguration, options: { 'awslogs-group': '/shop' } } }),
        world.allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/shop:*`,
        )
      ),
      'may not logs:CreateLogStream',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('secrets, parameters and files', () => {
  const rows: Row[] = [
    ['a role that may read the secret', (world) => (world.task(world.reads), world.secret.grantRead(world.role))],
    [
      'one field of a secret',
      (world) => (world.task(given(`${world.secret.secretArn}:password::`)), world.secret.grantRead(world.role)),
    ],
    [
      'a secret by its name, six characters short',
      (world) => (
        world.task(given(secretArn('db'))),
        world.allow('secretsmanager:GetSecretValue', secretArn('db-??????'))
      ),
    ],
    [
      'a secret of the app by its name',
      (world) => {
        const named = new secretsmanager.Secret(world.stack, 'Named', { secretName: 'shop/db' });
        world.task(given(named.secretArn));
        world.allow('secretsmanager:GetSecretValue', secretArn('shop/*'));
      },
    ],
    [
      'a secret that is attached to a database',
      (world) => {
        const attached = new secretsmanager.CfnSecretTargetAttachment(world.stack, 'Attachment', {
          secretId: world.secret.secretArn,
          targetId: 'db',
          targetType: 'AWS::RDS::DBInstance',
        });
        world.task(given(attached.ref));
        world.secret.grantRead(world.role);
      },
    ],
    [
      'the policy of the secret',
      (world) => {
        world.task(world.reads);
        const statement = { actions: ['secretsmanager:GetSecretValue'], principals: [world.role], resources: ['*'] };
        world.secret.addToResourcePolicy(new iam.PolicyStatement(statement));
      },
    ],
    [
      'an L2 that grants',
      (world) =>
        fargate(world).addContainer('web', {
          image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx'),
          secrets: { PASSWORD: ecs.Secret.fromSecretsManager(world.secret, 'password') },
        }),
    ],
    [
      'a secret that the role may not read',
      (world) => (world.task(world.reads), world.allow('secretsmanager:DescribeSecret', world.secret.secretArn)),
      /^error Rights.notAllowed: .* may not secretsmanager:GetSecretValue on .*:secret:«Shop\/Secret», to read a secret of web/,
    ],
    [
      'another secret of the app',
      (world) => (world.task(world.reads), new secretsmanager.Secret(world.stack, 'Other').grantRead(world.role)),
      'may not secretsmanager:GetSecretValue on ',
    ],
    [
      'a name that the statement takes for the whole ARN',
      (world) => (world.task(given(secretArn('db'))), world.allow('secretsmanager:GetSecretValue', secretArn('db'))),
      'warning Rights.onlyByResource',
    ],
    [
      'a denial in the policy of the secret',
      (world) => {
        world.task(world.reads);
        world.secret.grantRead(world.role);
        world.secret.denyAccountRootDelete();
        world.secret.addToResourcePolicy(
          new iam.PolicyStatement({
            ...{ sid: 'Nobody', effect: iam.Effect.DENY, actions: ['secretsmanager:GetSecretValue'] },
            ...{ principals: [new iam.StarPrincipal()], resources: ['*'] },
          }),
        );
      },
      /^error Rights.denied: .* statement Nobody of Shop\/Secret\/Policy denies it/,
    ],
    ['a key that the role may use', (world) => keyed(world).grantDecrypt(world.role)],
    [
      'a key that the role may not use',
      (world) => keyed(world),
      /^error Rights.notAllowed: .* may not kms:Decrypt on .*«Shop\/Key», to use the key of Shop\/Keyed of web/,
    ],
    [
      'a key whose policy leaves nothing to the account',
      (world) => {
        const administrator = new iam.PolicyStatement({
          ...{ actions: ['kms:*'], resources: ['*'] },
          principals: [world.ofService('Admin', 'ec2.amazonaws.com')],
        });
        const key = keyed(world, { policy: new iam.PolicyDocument({ statements: [administrator] }) });
        world.allow('kms:Decrypt', key.keyArn);
      },
      /^error Rights.notAllowed: .* may not kms:Decrypt on .*: the policy of Shop\/Key does not allow it/,
    ],
    [
      'a key by way of another service',
      (world) => {
        const key = keyed(world);
        world.role.addToPolicy(
          new iam.PolicyStatement({
            ...{ actions: ['kms:Decrypt'], resources: [key.keyArn] },
            conditions: { StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } },
          }),
        );
      },
      'may not kms:Decrypt on ',
    ],
    [
      'a parameter',
      (world) => {
        const parameter = new ssm.StringParameter(world.stack, 'Parameter', { stringValue: 'a' });
        world.task(given(parameter.parameterName));
        parameter.grantRead(world.role);
      },
    ],
    [
      'a parameter by its path',
      (world) => (
        world.task(given('/shop/db')),
        world.allow('ssm:GetParameters', `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/shop/*`)
      ),
    ],
    [
      'a parameter, by the call for one alone',
      (world) => (
        world.task(given('/shop/db')),
        world.allow('ssm:GetParameter', `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/shop/*`)
      ),
      'error Rights.notAllowed: Shop/Task: its execution role Shop/Role may not ssm:GetParameters on arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db, to read a parameter of web: no statement of its policies allows it',
    ],
    [
      'the credentials of a registry',
      (world) => {
        world.task({
          image: 'registry.example.com/web',
          repositoryCredentials: { credentialsParameter: world.secret.secretArn },
        });
        world.secret.grantRead(world.role);
      },
    ],
    [
      'the credentials of a registry, without a right',
      (world) =>
        world.task({
          image: 'registry.example.com/web',
          repositoryCredentials: { credentialsParameter: world.secret.secretArn },
        }),
      'to read the registry credentials of web',
    ],
    [
      'an environment file',
      (world) => (
        world.task(file(world.bucket.arnForObjects('a.env'))),
        world.bucket.grantRead(world.role),
        world.allow('s3:GetBucketLocation', world.bucket.bucketArn)
      ),
    ],
    [
      'an environment file of an L2, which grants nothing',
      (world) =>
        fargate(world, { executionRole: world.role }).addContainer('web', {
          image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx'),
          environmentFiles: [ecs.EnvironmentFile.fromBucket(world.bucket, 'a.env')],
        }),
      /^error Rights.notAllowed: .* may not s3:GetObject on .*\/a.env, to read an environment file of web/,
      /^warning Rights.notAllowed: .* may not s3:GetBucketLocation on /,
    ],
    [
      'another folder of the bucket',
      (world) => {
        world.task(file(world.bucket.arnForObjects('live/a.env')));
        world.allow('s3:GetObject', world.bucket.arnForObjects('test/*'));
        world.allow('s3:GetBucketLocation', '*');
      },
      'may not s3:GetObject on ',
    ],
    [
      'a bucket with a key, and a policy that wants TLS',
      (world) => {
        const encryptionKey = new kms.Key(world.stack, 'Key');
        const bucket = new s3.Bucket(world.stack, 'Keyed', { encryptionKey, enforceSSL: true });
        world.task(file(bucket.arnForObjects('a.env')));
        bucket.grantRead(world.role);
        world.allow('s3:GetBucketLocation', bucket.bucketArn);
      },
    ],
    [
      'a bucket with a key that the role may not use',
      (world) => {
        const encryptionKey = new kms.Key(world.stack, 'Key');
        const bucket = new s3.Bucket(world.stack, 'Keyed', { encryptionKey, enforceSSL: true });
        world.task(file(bucket.arnForObjects('a.env')));
        world.allow(['s3:GetObject', 's3:GetBucketLocation'], [bucket.bucketArn, bucket.arnForObjects('*')]);
      },
      'may not kms:Decrypt on ',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

test('one right that several containers want is missing once', () => {
  const world = new World();
  world.task(
    {},
    { containerDefinitions: ['a', 'b'].map((name) => ({ name, image: 'public.ecr.aws/x/y', ...world.reads })) },
  );

  expect(told(world.app)).toEqual([expect.stringContaining('to read a secret of a, b')]);
});
