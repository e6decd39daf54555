import { App, Aws, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { EcsStartProof, StartNeed, StartVerdict } from '../../lib/start-proof';
import { testApp } from '../support/stacks';

const { PROVED, BROKEN, UNKNOWN } = StartVerdict;
const SERVICE = ec2.InterfaceVpcEndpointAwsService;

/** A Fargate service in isolated subnets, all of whose endpoints are there and let everything through. */
class World {
  readonly app: App = testApp();
  readonly stack = new Stack(this.app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', {
    availabilityZones: ['eu-west-1a'],
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  readonly endpoints = new Map<string, ec2.InterfaceVpcEndpoint | ec2.GatewayVpcEndpoint>([
    ['s3', this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })],
    ...(
      [
        ['ecr.api', SERVICE.ECR],
        ['ecr.dkr', SERVICE.ECR_DOCKER],
        ['logs', SERVICE.CLOUDWATCH_LOGS],
        ['secretsmanager', SERVICE.SECRETS_MANAGER],
        ['ssm', SERVICE.SSM],
        ['ssmmessages', SERVICE.SSM_MESSAGES],
        ['kms', SERVICE.KMS],
        ['kinesis-firehose', SERVICE.KINESIS_FIREHOSE],
      ] as const
    ).map(([name, service]) => [name, this.vpc.addInterfaceEndpoint(name.replace('.', '-'), { service })] as const),
  ]);
  readonly repository = new ecr.Repository(this.stack, 'Repository');
  readonly named = new ecr.Repository(this.stack, 'Named', { repositoryName: 'shop/web' });
  readonly group = new logs.LogGroup(this.stack, 'Log');
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly task = new ecs.FargateTaskDefinition(this.stack, 'Task');

  web(props: Partial<ecs.ContainerDefinitionOptions> = {}): ecs.ContainerDefinition {
    return this.task.addContainer('web', {
      image: ecs.ContainerImage.fromEcrRepository(this.repository),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup: this.group }),
      ...props,
    });
  }

  allow(endpoint: string, actions: string[], resources: string[], more: Partial<iam.PolicyStatementProps> = {}): void {
    this.endpoints
      .get(endpoint)!
      .addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources, ...more }));
  }

  needs(target: string, props: Partial<ecs.FargateServiceProps> = {}): StartNeed[] {
    new ecs.FargateService(this.stack, 'Web', {
      cluster: this.cluster,
      taskDefinition: this.task,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ...props,
    });
    const { tasks } = EcsStartProof.prove(this.app);
    return tasks.flatMap(({ needs }) => needs).filter((need) => need.target === target);
  }
}

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const WRITE = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const group = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}:*`;
const role = (w: World): iam.IRole => w.task.obtainExecutionRole();

/** What the policy of an endpoint holds, and the verdict on the calls that go through it. */
const ROWS: readonly (readonly [string, string, StartVerdict, (w: World) => void])[] = [
  [
    'the log group of the task, by its construct',
    'logs',
    PROVED,
    (w) => (w.web(), w.allow('logs', WRITE, [`${w.group.logGroupArn}`])),
  ],
  [
    'another log group of the app',
    'logs',
    BROKEN,
    (w) => (w.web(), w.allow('logs', WRITE, [new logs.LogGroup(w.stack, 'Other').logGroupArn])),
  ],
  [
    'the name of a log group, which the template gives the one of the task',
    'logs',
    PROVED,
    (w) => {
      const logGroup = new logs.LogGroup(w.stack, 'Called', { logGroupName: '/shop/web' });
      w.web({ logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup }) });
      w.allow('logs', WRITE, [group('/shop/web')]);
    },
  ],
  [
    'a log group by its construct, and the option of the driver names it',
    'logs',
    PROVED,
    (w) => {
      const called = new logs.LogGroup(w.stack, 'Called', { logGroupName: '/shop/web' });
      const logGroup = logs.LogGroup.fromLogGroupName(w.stack, 'ByName', '/shop/web');
      w.web({ logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup }) });
      w.allow('logs', WRITE, [called.logGroupArn]);
    },
  ],
  [
    'a log group by another name than the driver has',
    'logs',
    BROKEN,
    (w) => {
      const logGroup = logs.LogGroup.fromLogGroupName(w.stack, 'ByName', '/shop/web');
      w.web({ logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup }) });
      w.allow('logs', WRITE, [group('/shop/worker')]);
    },
  ],
  [
    'a name, where CloudFormation names the log group',
    'logs',
    UNKNOWN,
    (w) => (w.web(), w.allow('logs', WRITE, [group('/shop/web')])),
  ],
  ['one of the two calls', 'logs', BROKEN, (w) => (w.web(), w.allow('logs', [WRITE[0]], ['*']))],
  [
    'the role of the task definition',
    'logs',
    PROVED,
    (w) => (w.web(), w.allow('logs', WRITE, ['*'], { principals: [new iam.ArnPrincipal(role(w).roleArn)] })),
  ],
  [
    'the account',
    'logs',
    PROVED,
    (w) => (w.web(), w.allow('logs', WRITE, ['*'], { principals: [new iam.AccountPrincipal(Aws.ACCOUNT_ID)] })),
  ],
  [
    'the role of another task',
    'logs',
    BROKEN,
    (w) => {
      w.web();
      const other = new ecs.FargateTaskDefinition(w.stack, 'Other').obtainExecutionRole();
      w.allow('logs', WRITE, ['*'], { principals: [new iam.ArnPrincipal(other.roleArn)] });
    },
  ],
  [
    'the task role, and the log driver calls as the execution role',
    'logs',
    BROKEN,
    (w) => {
      w.web();
      w.allow('logs', WRITE, ['*'], { principals: [new iam.ArnPrincipal(w.task.taskRole.roleArn)] });
    },
  ],
  [
    'a condition that names the role',
    'logs',
    PROVED,
    (w) => (
      w.web(),
      w.allow('logs', WRITE, ['*'], { conditions: { ArnEquals: { 'aws:PrincipalArn': role(w).roleArn } } })
    ),
  ],
  [
    'a condition that names another account',
    'logs',
    BROKEN,
    (w) => (
      w.web(),
      w.allow('logs', WRITE, ['*'], { conditions: { StringEquals: { 'aws:PrincipalAccount': '444455556666' } } })
    ),
  ],
  [
    'a condition on the VPC',
    'logs',
    PROVED,
    (w) => (w.web(), w.allow('logs', WRITE, ['*'], { conditions: { StringEquals: { 'aws:SourceVpc': w.vpc.vpcId } } })),
  ],
  [
    'a condition on the organization',
    'logs',
    UNKNOWN,
    (w) => (w.web(), w.allow('logs', WRITE, ['*'], { conditions: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })),
  ],
  [
    'everything but what it denies to others',
    'logs',
    PROVED,
    (w) => {
      w.web();
      w.allow('logs', ['*'], ['*']);
      w.allow('logs', ['logs:Delete*'], ['*'], { effect: iam.Effect.DENY });
    },
  ],
  [
    'everything but an action',
    'logs',
    BROKEN,
    (w) => (
      w.web(),
      w.endpoints.get('logs')!.addToPolicy(
        new iam.PolicyStatement({
          principals: [new iam.AnyPrincipal()],
          notActions: ['logs:PutLogEvents'],
          resources: ['*'],
        }),
      )
    ),
  ],
  [
    'the repository of the image',
    'ecr.dkr',
    PROVED,
    (w) => (w.web(), w.allow('ecr.dkr', PULL, [w.repository.repositoryArn])),
  ],
  [
    'a repository with a name, where CloudFormation names that of the image',
    'ecr.dkr',
    UNKNOWN,
    (w) => (w.web(), w.allow('ecr.dkr', PULL, [w.named.repositoryArn])),
  ],
  [
    'another repository',
    'ecr.dkr',
    BROKEN,
    (w) => (w.web(), w.allow('ecr.dkr', PULL, [new ecr.Repository(w.stack, 'Other').repositoryArn])),
  ],
  [
    'a repository by its name, which the template gives',
    'ecr.dkr',
    PROVED,
    (w) => {
      w.web({ image: ecs.ContainerImage.fromEcrRepository(w.named) });
      w.allow('ecr.dkr', PULL, ['arn:aws:ecr:eu-west-1:111122223333:repository/shop/*']);
    },
  ],
  [
    'the login for one repository, which the call does not know',
    'ecr.api',
    BROKEN,
    (w) => (w.web(), w.allow('ecr.api', ['*'], [w.repository.repositoryArn])),
  ],
  [
    'the layers, to the role of the task, which does not fetch them itself',
    's3',
    UNKNOWN,
    (w) => (
      w.web(),
      w.allow('s3', ['s3:GetObject'], ['arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*'], {
        conditions: { ArnEquals: { 'aws:PrincipalArn': role(w).roleArn } },
      })
    ),
  ],
  [
    'the layers, by a principal that gateway endpoints do not read',
    's3',
    UNKNOWN,
    (w) => (w.web(), w.allow('s3', ['*'], ['*'], { principals: [new iam.ArnPrincipal(role(w).roleArn)] })),
  ],
  [
    'the secret of the container',
    'secretsmanager',
    PROVED,
    (w) => {
      const secret = new secretsmanager.Secret(w.stack, 'Secret');
      w.web({ secrets: { PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password') } });
      w.allow('secretsmanager', ['secretsmanager:GetSecretValue'], [secret.secretArn]);
    },
  ],
  [
    'another secret',
    'secretsmanager',
    BROKEN,
    (w) => {
      const [secret, other] = ['Secret', 'Other'].map((id) => new secretsmanager.Secret(w.stack, id));
      w.web({ secrets: { PASSWORD: ecs.Secret.fromSecretsManager(secret) } });
      w.allow('secretsmanager', ['secretsmanager:GetSecretValue'], [other.secretArn]);
    },
  ],
  [
    'a parameter by its name',
    'ssm',
    PROVED,
    (w) => {
      const parameter = ssm.StringParameter.fromStringParameterName(w.stack, 'Flag', '/shop/flag');
      w.web({ secrets: { FLAG: ecs.Secret.fromSsmParameter(parameter) } });
      w.allow('ssm', ['ssm:GetParameters'], ['arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*']);
    },
  ],
  [
    'a parameter of another team',
    'ssm',
    BROKEN,
    (w) => {
      const parameter = ssm.StringParameter.fromStringParameterName(w.stack, 'Flag', '/shop/flag');
      w.web({ secrets: { FLAG: ecs.Secret.fromSsmParameter(parameter) } });
      w.allow('ssm', ['ssm:GetParameters'], ['arn:aws:ssm:eu-west-1:111122223333:parameter/pay/*']);
    },
  ],
  [
    'the delivery stream of an output, to the task role',
    'kinesis-firehose',
    PROVED,
    (w) => {
      w.web({ logging: ecs.LogDrivers.firelens({ options: { Name: 'firehose', delivery_stream: 'shop' } }) });
      w.allow(
        'kinesis-firehose',
        ['firehose:PutRecordBatch'],
        ['arn:aws:firehose:eu-west-1:111122223333:deliverystream/shop'],
        {
          principals: [new iam.ArnPrincipal(w.task.taskRole.roleArn)],
        },
      );
    },
  ],
  [
    'another delivery stream than the output names',
    'kinesis-firehose',
    BROKEN,
    (w) => {
      w.web({ logging: ecs.LogDrivers.firelens({ options: { Name: 'firehose', delivery_stream: 'shop' } }) });
      w.allow(
        'kinesis-firehose',
        ['firehose:PutRecordBatch'],
        ['arn:aws:firehose:eu-west-1:111122223333:deliverystream/pay'],
      );
    },
  ],
];

test.each(ROWS)('an endpoint policy with %s: %s is %s', (_, target, verdict, build) => {
  const w = new World();
  build(w);

  expect(w.needs(target).map((need) => need.verdict)).toEqual([verdict]);
});

describe('an endpoint policy that breaks', () => {
  test('names role, action, resource and the statement that denies', () => {
    const w = new World();
    w.web();
    w.allow('logs', WRITE, ['*'], { principals: [new iam.ArnPrincipal(w.task.taskRole.roleArn)] });
    w.allow('ecr.dkr', ['*'], ['*']);
    w.allow('ecr.dkr', ['ecr:BatchGetImage'], ['*'], { effect: iam.Effect.DENY, sid: 'NoPulls' });
    const needs = [
      ...w.needs('logs'),
      ...EcsStartProof.prove(w.app).tasks[0].needs.filter(({ target }) => target === 'ecr.dkr'),
    ];

    const streams =
      'logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:«Shop/Log»:log-stream:*';
    const pull = 'ecr:BatchGetImage on arn:aws:ecr:eu-west-1:111122223333:repository/«Shop/Repository»';
    expect(needs.map(({ code, reason, fix }) => ({ code, reason, fix }))).toEqual([
      {
        code: 'StartProof.endpointPolicy',
        reason: `the policy of Shop/Vpc/logs does not allow ${streams} for Shop/Task/ExecutionRole`,
        fix: `allow ${streams} for Shop/Task/ExecutionRole in the policy of Shop/Vpc/logs`,
      },
      {
        code: 'StartProof.endpointPolicy',
        reason: `statement NoPulls of the policy of Shop/Vpc/ecr-dkr denies ${pull} for Shop/Task/ExecutionRole`,
        fix: `leave ${pull} out of statement NoPulls of the policy of Shop/Vpc/ecr-dkr`,
      },
    ]);
  });
});

describe('ECS Exec behind endpoint policies', () => {
  const exec = (statement: (w: World, key: kms.Key, log: logs.LogGroup, bucket: s3.Bucket) => void) => {
    const w = new World();
    const [key, log, bucket] = [
      new kms.Key(w.stack, 'Key'),
      new logs.LogGroup(w.stack, 'ExecLog'),
      new s3.Bucket(w.stack, 'ExecBucket'),
    ];
    (w.cluster.node.defaultChild as ecs.CfnCluster).configuration = {
      executeCommandConfiguration: {
        kmsKeyId: key.keyArn,
        logging: 'OVERRIDE',
        logConfiguration: { cloudWatchLogGroupName: log.logGroupName, s3BucketName: bucket.bucketName },
      },
    };
    w.web();
    statement(w, key, log, bucket);
    return (target: string) => w.needs(target, { enableExecuteCommand: true }).map(({ verdict }) => verdict);
  };

  test('are proved by its key', () => {
    expect(exec((w, key) => w.allow('kms', ['kms:Decrypt'], [key.keyArn]))('kms')).toEqual([PROVED]);
  });

  test('are broken by another key', () => {
    expect(exec((w) => w.allow('kms', ['kms:Decrypt'], [new kms.Key(w.stack, 'Other').keyArn]))('kms')).toEqual([
      BROKEN,
    ]);
  });

  test('are proved by the bucket of its sessions', () => {
    const needs = exec((w, _key, _log, bucket) => {
      w.allow('s3', ['s3:PutObject', 's3:GetEncryptionConfiguration'], [bucket.bucketArn, bucket.arnForObjects('*')]);
      w.allow('s3', ['s3:GetObject'], ['arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*']);
    });

    expect(new Set(needs('s3'))).toEqual(new Set([PROVED]));
  });

  test('are broken where one channel may not be opened', () => {
    expect(exec((w) => w.allow('ssmmessages', ['ssmmessages:Open*'], ['*']))('ssmmessages')).toEqual([BROKEN]);
  });
});
