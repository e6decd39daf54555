import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ACCOUNT, Row, World, expectRow, named } from './world';

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (channel) => `ssmmessages:${channel}`,
);
const ROUTER = 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3';
/** A task whose container logs by an output of a log router. */
const routed = (world: World, options: Record<string, string>, environment: [string, string][] = []) =>
  world.task(
    {},
    {
      containerDefinitions: [
        {
          ...{ name: 'router', image: ROUTER, firelensConfiguration: { type: 'fluentbit' } },
          environment: environment.map(([name, value]) => ({ name, value })),
        },
        { name: 'web', image: 'public.ecr.aws/x/y', logConfiguration: { logDriver: 'awsfirelens', options } },
      ],
    },
  );
const s3Output = (bucket: string) => ({ Name: 's3', bucket, region: 'eu-west-1', s3_key_format: '/web/$TAG/%Y' });
/** A service in an imported network. */
const serve = (world: World, taskDefinition: ecs.CfnTaskDefinition, cluster: Partial<ecs.CfnClusterProps> = {}) =>
  new ecs.CfnService(world.stack, 'Service', {
    ...{ cluster: new ecs.CfnCluster(world.stack, 'Cluster', cluster).attrArn, taskDefinition: taskDefinition.ref },
    ...{ launchType: 'FARGATE', enableExecuteCommand: true },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
  });
/** A task that mounts a file system. */
const mounted = (
  world: World,
  policy: iam.PolicyDocument | undefined,
  authorizationConfig?: Record<string, string>,
) => {
  const system = new efs.CfnFileSystem(world.stack, 'Files', { ...(policy && { fileSystemPolicy: policy }) });
  const efsVolumeConfiguration = { filesystemId: system.ref, transitEncryption: 'ENABLED', authorizationConfig };
  world.task({ ...world.logs }, { volumes: [{ name: 'files', efsVolumeConfiguration }] });
  world.logGroup.grantWrite(world.role);
  return system;
};
const clients = (actions: string[], conditions = {}) =>
  new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions, principals: [new iam.AnyPrincipal()], conditions })],
  });
const MOUNT = 'elasticfilesystem:ClientMount';
const WRITE = 'elasticfilesystem:ClientWrite';

describe('log routers', () => {
  const rows: Row[] = [
    [
      'an S3 output',
      (world) => (
        routed(world, s3Output(world.bucket.bucketName)),
        world.allow('s3:PutObject', world.bucket.arnForObjects('web/*'), world.taskRole)
      ),
    ],
    [
      'an S3 output of an L2, which grants nothing',
      (world) => {
        const definition = new ecs.FargateTaskDefinition(world.stack, 'Definition', { taskRole: world.taskRole });
        const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y');
        const logging = ecs.LogDrivers.firelens({ options: s3Output(world.bucket.bucketName) });
        definition.addContainer('web', { image, logging });
        definition.addFirelensLogRouter('router', {
          image: ecs.ContainerImage.fromRegistry(ROUTER),
          firelensConfig: { type: ecs.FirelensLogRouterType.FLUENTBIT },
        });
      },
      /^warning Rights.notAllowed: Shop\/Definition: its task role Shop\/TaskRole may not s3:PutObject on .*«Shop\/Bucket».*, to send logs by the s3 output of web/,
    ],
    [
      'another folder',
      (world) => (
        routed(world, s3Output(world.bucket.bucketName)),
        world.allow('s3:PutObject', world.bucket.arnForObjects('other/*'), world.taskRole)
      ),
      'warning Rights.notAllowed',
    ],
    [
      'a bucket with a key',
      (world) => {
        const bucket = new s3.Bucket(world.stack, 'Keyed', { encryptionKey: new kms.Key(world.stack, 'Key') });
        routed(world, s3Output(bucket.bucketName));
        bucket.grantPut(world.taskRole);
      },
    ],
    [
      'a bucket with a key that the role may not use',
      (world) => {
        const bucket = new s3.Bucket(world.stack, 'Keyed', { encryptionKey: new kms.Key(world.stack, 'Key') });
        routed(world, s3Output(bucket.bucketName));
        world.allow('s3:PutObject', bucket.arnForObjects('*'), world.taskRole);
      },
      'warning Rights.notAllowed: Shop/Task: its task role Shop/TaskRole may not kms:GenerateDataKey on ',
    ],
    [
      'a log group',
      (world) => {
        const name = world.logGroup.logGroupName;
        routed(world, { Name: 'cloudwatch_logs', region: 'eu-west-1', log_group_name: name, log_stream_prefix: 'a' });
        world.logGroup.grantWrite(world.taskRole);
      },
    ],
    [
      'a log group, granted to the execution role',
      (world) => {
        const name = world.logGroup.logGroupName;
        routed(world, { Name: 'cloudwatch_logs', region: 'eu-west-1', log_group_name: name, log_stream_prefix: 'a' });
        world.logGroup.grantWrite(world.role);
      },
      'warning Rights.notAllowed: Shop/Task: its task role Shop/TaskRole may not logs:CreateLogStream, logs:PutLogEvents',
    ],
    [
      'a log group that the router makes',
      (world) => {
        const options = { Name: 'cloudwatch_logs', log_group_name: '/shop/$(tag)', auto_create_group: 'true' };
        routed(world, options);
        const groups = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/shop/*`;
        world.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], groups, world.taskRole);
      },
      'warning Rights.notAllowed: Shop/Task: its task role Shop/TaskRole may not logs:CreateLogGroup on',
    ],
    [
      'a delivery stream',
      (world) => {
        const destination = new firehose.S3Bucket(world.bucket);
        const stream = new firehose.DeliveryStream(world.stack, 'Stream', { destination });
        routed(world, { Name: 'kinesis_firehose', region: 'eu-west-1', delivery_stream: stream.deliveryStreamName });
        stream.grantPutRecords(world.taskRole);
      },
    ],
    [
      'another delivery stream',
      (world) => {
        routed(world, { Name: 'kinesis_firehose', region: 'eu-west-1', delivery_stream: 'logs' });
        const other = `arn:aws:firehose:eu-west-1:${ACCOUNT}:deliverystream/other`;
        world.allow('firehose:PutRecordBatch', other, world.taskRole);
      },
      /^warning Rights.notAllowed: .* may not firehose:PutRecordBatch on arn:aws:firehose:eu-west-1:111122223333:deliverystream\/logs/,
    ],
    [
      'a stream',
      (world) => {
        const stream = new kinesis.Stream(world.stack, 'Stream', { encryptionKey: new kms.Key(world.stack, 'Key') });
        routed(world, { Name: 'kinesis_streams', region: 'eu-west-1', stream: stream.streamName });
        stream.grantWrite(world.taskRole);
      },
    ],
    [
      'a single record is not a batch',
      (world) => {
        const stream = new kinesis.Stream(world.stack, 'Stream');
        routed(world, { Name: 'kinesis_streams', region: 'eu-west-1', stream: stream.streamName });
        world.allow('kinesis:PutRecord', stream.streamArn, world.taskRole);
      },
      'may not kinesis:PutRecords on ',
    ],
    [
      'a role to take for it',
      (world) => {
        const writer = new iam.Role(world.stack, 'Writer', { assumedBy: world.taskRole });
        routed(world, { ...s3Output('logs'), role_arn: writer.roleArn });
      },
    ],
    [
      'a role that does not trust the task role',
      (world) => {
        const writer = world.ofService('Writer', 'lambda.amazonaws.com');
        routed(world, { ...s3Output('logs'), role_arn: writer.roleArn });
        world.allow('sts:AssumeRole', writer.roleArn, world.taskRole);
      },
      /^warning Rights.notAllowed: .* may not sts:AssumeRole on .*: the trust policy of Shop\/Writer does not allow it/,
    ],
    [
      'a configuration that the router fetches',
      (world) => {
        routed(world, s3Output(world.bucket.bucketName), [
          ['aws_fluent_bit_init_s3_1', world.bucket.arnForObjects('extra.conf')],
        ]);
        world.bucket.grantReadWrite(world.taskRole);
        world.allow('s3:GetBucketLocation', world.bucket.bucketArn, world.taskRole);
      },
    ],
    [
      'a configuration that the router may not fetch',
      (world) => {
        routed(world, {}, [['aws_fluent_bit_init_s3_1', world.bucket.arnForObjects('extra.conf')]]);
        world.allow('s3:GetBucketLocation', world.bucket.bucketArn, world.taskRole);
      },
      /^error Rights.notAllowed: .* task role Shop\/TaskRole may not s3:GetObject on .*extra.conf, to read the log router configuration from S3 of router/,
    ],
    [
      'no task role',
      (world) => {
        const task = routed(world, s3Output('logs'));
        task.taskRoleArn = undefined;
      },
      'warning Rights.noRole: Shop/Task: it has no task role, which must send logs by the s3 output of web',
    ],
    [
      'a host of another kind, which needs no right of AWS',
      (world) => (
        routed(world, { Name: 'datadog', apikey: 'x', TLS: 'on' }),
        world.allow('sts:GetCallerIdentity', '*', world.taskRole)
      ),
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('sidecars', () => {
  const daemon = { image: 'public.ecr.aws/xray/aws-xray-daemon:latest' };
  const agent = { image: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:latest' };
  const managed = (name: string) => iam.ManagedPolicy.fromAwsManagedPolicyName(name);
  const rows: Row[] = [
    ['X-Ray', (world) => (world.task(daemon), world.taskRole.addManagedPolicy(managed('AWSXRayDaemonWriteAccess')))],
    ['X-Ray without a right', (world) => world.task(daemon), 'warning Rights.notAllowed: Shop/Task: its task role'],
    [
      'the agent',
      (world) => (world.task(agent), world.taskRole.addManagedPolicy(managed('CloudWatchAgentServerPolicy'))),
    ],
    ['the agent for logs alone', (world) => (world.task(agent), world.allow('logs:PutLogEvents', '*', world.taskRole))],
    ['the agent without a right', (world) => world.task(agent), 'warning Rights.notAllowed'],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('ECS Exec', () => {
  const recorded = (world: World, key?: kms.Key) => ({
    configuration: {
      executeCommandConfiguration: {
        ...(key && { kmsKeyId: key.keyArn }),
        logging: 'OVERRIDE',
        logConfiguration: {
          ...{ cloudWatchLogGroupName: world.logGroup.logGroupName, s3BucketName: world.bucket.bucketName },
          ...{ s3KeyPrefix: 'exec', s3EncryptionEnabled: true },
        },
      },
    },
  });
  const all = (world: World) => {
    world.allow([...CHANNELS, 'logs:DescribeLogGroups'], '*', world.taskRole);
    const actions = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];
    world.allow(actions, world.logGroup.logGroupArn, world.taskRole);
    world.allow('s3:PutObject', world.bucket.arnForObjects('exec/*'), world.taskRole);
    world.allow('s3:GetEncryptionConfiguration', world.bucket.bucketArn, world.taskRole);
  };
  const rows: Row[] = [
    ['the channels', (world) => (serve(world, world.task()), world.allow(CHANNELS, '*', world.taskRole))],
    [
      'an L2',
      (world) => {
        const taskDefinition = new ecs.FargateTaskDefinition(world.stack, 'Definition');
        taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y') });
        const cluster = new ecs.Cluster(world.stack, 'Cluster', { vpc: new ec2.Vpc(world.stack, 'Vpc') });
        new ecs.FargateService(world.stack, 'Service', { cluster, taskDefinition, enableExecuteCommand: true });
      },
    ],
    [
      'no channels',
      (world) => serve(world, world.task()),
      'warning Rights.notAllowed: Shop/Service: its task role Shop/TaskRole may not ssmmessages:CreateControlChannel',
    ],
    [
      'no task role: ECS refuses the service',
      (world) => serve(world, world.task({}, { taskRoleArn: undefined })),
      'error Rights.noRole: Shop/Service: it has no task role, which must open an ECS Exec session',
    ],
    ['a session that is kept', (world) => (serve(world, world.task(), recorded(world)), all(world))],
    [
      'a key',
      (world) => {
        const key = new kms.Key(world.stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
        serve(world, world.task(), recorded(world, key));
        all(world);
        key.grantDecrypt(world.taskRole);
      },
    ],
    [
      'a key that the role may not use',
      (world) => {
        serve(world, world.task(), recorded(world, new kms.Key(world.stack, 'Key')));
        all(world);
      },
      'may not kms:Decrypt on ',
    ],
    [
      'no right to write to the bucket',
      (world) => {
        serve(world, world.task(), recorded(world));
        all(world);
        world.deny('s3:PutObject', world.bucket.arnForObjects('*'), world.taskRole);
      },
      'warning Rights.denied',
    ],
    [
      'no right to look for the group',
      (world) => {
        serve(world, world.task(), recorded(world));
        all(world);
        world.deny('logs:Describe*', '*', world.taskRole);
      },
      'may not logs:DescribeLogStreams on ',
      'may not logs:DescribeLogGroups on ',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('file systems', () => {
  const viaMountTarget = { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } };
  const rows: Row[] = [
    ['no policy: everybody may mount', (world) => mounted(world, undefined)],
    ['a policy for everybody', (world) => mounted(world, clients([MOUNT, WRITE], viaMountTarget))],
    [
      'a policy for everybody that does not let mount',
      (world) => mounted(world, clients([WRITE, 'elasticfilesystem:ClientRootAccess'], viaMountTarget)),
      /^error Rights.notAllowed: Shop\/Task: it mounts without IAM, and a client without IAM may not elasticfilesystem:ClientMount on .*, to mount Shop\/Files: the policy of Shop\/Files does not allow it/,
    ],
    [
      'a policy for everybody, and a task role that may mount',
      (world) => {
        const system = mounted(world, clients([WRITE], viaMountTarget), { iam: 'ENABLED' });
        world.allow([MOUNT, WRITE], system.attrArn, world.taskRole);
      },
    ],
    [
      'a task role that may not mount',
      (world) => mounted(world, clients([WRITE], viaMountTarget), { iam: 'ENABLED' }),
      'error Rights.notAllowed: Shop/Task: its task role Shop/TaskRole may not elasticfilesystem:ClientMount on ',
    ],
    [
      'clear text that the policy refuses',
      (world) => {
        const document = clients([MOUNT]);
        document.addStatements(
          new iam.PolicyStatement({
            ...{ sid: 'Tls', effect: iam.Effect.DENY, actions: ['*'], principals: [new iam.AnyPrincipal()] },
            conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        );
        mounted(world, document);
      },
    ],
    [
      'a policy that names another role',
      (world) => {
        const principals = [world.ofService('Other', 'lambda.amazonaws.com')];
        const statements = [new iam.PolicyStatement({ actions: [MOUNT], principals })];
        mounted(world, new iam.PolicyDocument({ statements }));
      },
      'error Rights.notAllowed',
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

describe('trust', () => {
  const role = (world: World, principal: iam.IPrincipal) =>
    new iam.Role(world.stack, 'Own', { assumedBy: principal }).roleArn;
  const tasks = (conditions: iam.Conditions) => new iam.ServicePrincipal('ecs-tasks.amazonaws.com', { conditions });
  const rows: Row[] = [
    [
      'the conditions that AWS documents',
      (world) => {
        const source = `arn:aws:ecs:eu-west-1:${ACCOUNT}:*`;
        const own = role(
          world,
          tasks({ ArnLike: { 'aws:SourceArn': source }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
        );
        world.task({}, { taskRoleArn: own });
      },
    ],
    [
      'another service',
      (world) => world.task({}, { taskRoleArn: role(world, new iam.ServicePrincipal('ec2.amazonaws.com')) }),
      'error Rights.trust: Shop/Task: ecs-tasks.amazonaws.com may not take its task role Shop/Own: the trust policy of Shop/Own does not allow it',
    ],
    [
      'the service that acts for ECS itself',
      (world) => world.task({}, { executionRoleArn: role(world, new iam.ServicePrincipal('ecs.amazonaws.com')) }),
      'error Rights.trust: Shop/Task: ecs-tasks.amazonaws.com may not take its execution role Shop/Own',
    ],
    [
      'another account',
      (world) =>
        world.task({}, { taskRoleArn: role(world, tasks({ StringEquals: { 'aws:SourceAccount': '444455556666' } })) }),
      'error Rights.trust',
    ],
    [
      'another region',
      (world) => {
        const source = `arn:aws:ecs:us-east-1:${ACCOUNT}:*`;
        world.task({}, { taskRoleArn: role(world, tasks({ ArnLike: { 'aws:SourceArn': source } })) });
      },
      'error Rights.trust',
    ],
    [
      'one cluster, which ECS does not send',
      (world) => {
        const source = `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/shop`;
        world.task({}, { taskRoleArn: role(world, tasks({ ArnLike: { 'aws:SourceArn': source } })) });
      },
      'info Rights.unknown',
    ],
    [
      'two services',
      (world) => {
        const both = [
          new iam.ServicePrincipal('ec2.amazonaws.com'),
          new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
        ];
        world.task({}, { taskRoleArn: role(world, new iam.CompositePrincipal(...both)) });
      },
    ],
  ];

  test.each(rows.map(named))('$name', ({ build, wanted }) => {
    expectRow(build, wanted);
  });
});

test('an unused log group changes nothing', () => {
  expectRow(
    (world) => (
      new logs.LogGroup(world.stack, 'Other'),
      serve(world, world.task()),
      world.allow(CHANNELS, '*', world.taskRole)
    ),
    [],
  );
});
