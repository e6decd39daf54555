import { EcsStartProof } from '../../../lib/start-proof';
import {
  NETWORK,
  UNDECIDED,
  att,
  container,
  hosts,
  ref,
  serviceOnHosts,
  service,
  task,
  taskOnEc2,
  template,
  written,
} from '../../support/plain-apps';
import type { Resources } from '../../support/plain-apps';

const told = (...parts: Parameters<typeof template>) =>
  EcsStartProof.checkAssembly(written(template(...parts)))
    .filter(({ code }) => code === 'StartProof.grantWithoutWay')
    .map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

const queue: Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } };
const role = (Action: unknown, on: unknown = att('Queue', 'Arn')): Resources => ({
  TaskRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'task',
      Roles: [ref('TaskRole')],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: on }] },
    },
  },
});
const worker = task({ TaskRoleArn: att('TaskRole', 'Arn') });
const endpoint = (over: object = {}): Resources => {
  const { Endpointlogs: logs } = NETWORK;
  const ServiceName = { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.sqs' };
  return { Sqs: { ...logs!, ...over, Properties: { ...logs!.Properties, ServiceName } } };
};
const routed: Resources = {
  Gateway: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
  Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.2.0/24' } },
  PublicTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  PublicAssociation: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Public'), RouteTableId: ref('PublicTable') },
  },
  PublicOut: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('PublicTable'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') },
  },
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Public'), AllocationId: 'eip' } },
  Out: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('RouteTable'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') },
  },
};

test('a right on a queue of the app, from subnets that lead nowhere', () => {
  expect(told(worker, service(), queue, role(['sqs:ReceiveMessage', 'sqs:DeleteMessage']))).toEqual([
    expect.stringMatching(
      /^warning (Shop\d+)\/Service: \1\/Service: the task role may call sqs for \1\/Queue, and the containers have no way there: \1\/Vpc has no endpoint for sqs/,
    ),
  ]);
});

test.each([
  ['AWS::DynamoDB::GlobalTable', 'dynamodb:GetItem', 'dynamodb'],
  ['AWS::DynamoDB::Table', 'dynamodb:GetItem', 'dynamodb'],
  ['AWS::Events::EventBus', 'events:PutEvents', 'events'],
  ['AWS::Kinesis::Stream', 'kinesis:PutRecord', 'kinesis-streams'],
  ['AWS::KinesisFirehose::DeliveryStream', 'firehose:PutRecord', 'kinesis-firehose'],
  ['AWS::Lambda::Function', 'lambda:InvokeFunction', 'lambda'],
  ['AWS::SNS::Topic', 'sns:Publish', 'sns'],
  ['AWS::StepFunctions::StateMachine', 'states:StartExecution', 'states'],
])('a right on %s, which %s calls at %s', (Type, action, name) => {
  const parts = [
    worker,
    service(),
    { One: { Type, Properties: {} } },
    role(['kms:Decrypt', action], att('One', 'Arn')),
  ];

  expect(told(...parts)).toEqual([expect.stringContaining(`the task role may call ${name} for `)]);
});

test('the line that opens a group is not that of an endpoint that lacks', () => {
  const app = written(template(worker, service(), queue, role('sqs:SendMessage')));
  const fixes = EcsStartProof.checkAssembly(app).filter(({ code }) => code === 'StartProof.grantWithoutWay');

  expect(fixes.map(({ fix }) => fix)).toEqual([
    expect.stringMatching(
      /^add an interface endpoint for sqs to Shop\d+\/Vpc: new InterfaceVpcEndpointAwsService\('sqs'\) \(CDK\), AWS::EC2::VPCEndpoint with 'ServiceName' com\.amazonaws\.<region>\.sqs, .* \(template\)$/,
    ),
  ]);
});

test('the same on instances, whose network the containers use', () => {
  const onHosts = taskOnEc2({ NetworkMode: 'bridge', TaskRoleArn: att('TaskRole', 'Arn') });

  expect(
    told(onHosts, serviceOnHosts({ NetworkConfiguration: undefined }), hosts(), queue, role('sqs:*')),
  ).toHaveLength(1);
});

test.each<[string, Resources[]]>([
  ['with an endpoint', [queue, role('sqs:SendMessage'), endpoint()]],
  ['with a route to the internet', [queue, role('sqs:SendMessage'), routed]],
  ['with no right of the service', [queue, role('kms:Decrypt')]],
  ['on everything', [queue, role('sqs:SendMessage', '*')]],
  ['on a queue of another app', [role('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:theirs')]],
  [
    'on a key, which other services use',
    [{ Key: { Type: 'AWS::KMS::Key', Properties: {} } }, role('kms:Decrypt', att('Key', 'Arn'))],
  ],
  [
    'on a bucket, by the gateway endpoint that is there',
    [{ Files: { Type: 'AWS::S3::Bucket', Properties: {} } }, role('s3:GetObject', att('Files', 'Arn'))],
  ],
])('nothing is said %s', (_, parts) => {
  expect(told(worker, service(), ...parts)).toEqual([]);
});

/** Egress of the group of the tasks, which is open where nothing is said. */
const leaving = (...rules: object[]): Resources => ({
  Group: {
    ...NETWORK.Group!,
    Properties: {
      ...NETWORK.Group!.Properties,
      SecurityGroupEgress:
        rules.length > 0
          ? rules
          : [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86, Description: 'none' }],
    },
  },
});
const https = (peer: object) => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...peer });
/** What the tasks need to start, and nothing else. */
const toEndpoints = https({ DestinationSecurityGroupId: att('EndpointGroup', 'GroupId') });
const TO_S3 = { DestinationPrefixListId: 'pl-6da54004' };
const closed = leaving(toEndpoints);

describe('behind a NAT gateway', () => {
  const said = (...parts: Parameters<typeof template>) =>
    EcsStartProof.checkAssembly(written(template(...parts)))
      .filter(({ code }) => code === 'StartProof.grantWithoutWay')
      .map(({ message, fix }) => `${message}; ${fix}`.replaceAll(/Shop\d+\//g, ''));
  const sends = role('sqs:SendMessage');
  const bucket: Resources = { Files: { Type: 'AWS::S3::Bucket', Properties: {} } };
  const table: Resources = { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } };
  const onInstances = [
    taskOnEc2({ TaskRoleArn: att('TaskRole', 'Arn') }),
    serviceOnHosts(),
    hosts({ SecurityGroupIds: [ref('HostGroup')] }),
    { HostGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'hosts', VpcId: ref('Vpc') } } },
  ];

  test('a security group that lets nothing out to the internet, with the line that opens it', () => {
    expect(said(worker, service(), queue, sends, routed, closed)).toEqual([
      'Service: the task role may call sqs for Queue, and the containers have no way there: Group lets no TCP 443 out to the internet; allow egress on TCP 443 from Group, in the CDK by service.connections.allowToAnyIpv4(ec2.Port.tcp(443)), or TaskAccess.of(service).toInternet(443, reason)',
    ]);
  });

  test('tasks on instances, whose agent has a way of its own', () => {
    expect(said(...onInstances, queue, sends, routed, leaving())).toEqual([
      expect.stringMatching(
        /^Service: the task role may call sqs for Queue, .*Group lets no TCP 443 out to the internet/,
      ),
    ]);
  });

  test('a bucket that only the agent of the instance has a way to', () => {
    expect(said(...onInstances, bucket, role('s3:GetObject', att('Files', 'Arn')), routed, leaving())).toEqual([
      expect.stringMatching(
        /may call s3 for Files, .*; allow egress on TCP 443 to the prefix list of s3 from Group, in the CDK by service\.connections\.allowTo\(ec2\.Peer\.prefixList\(id\), ec2\.Port\.tcp\(443\)\), or TaskAccess\.of\(service\)\.toS3\(network\)$/,
      ),
    ]);
  });

  test('a table with a gateway endpoint, by the prefix list', () => {
    const gateway = {
      Db: {
        ...NETWORK.S3!,
        Properties: { ...NETWORK.S3!.Properties, ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.dynamodb' } },
      },
    };
    const reads = role('dynamodb:GetItem', att('Table', 'Arn'));

    expect(said(worker, service(), table, reads, routed, gateway, closed)).toEqual([
      expect.stringMatching(
        /lets no TCP 443 out to the prefix list of dynamodb; .*TaskAccess\.of\(service\)\.toDynamoDb\(network\)$/,
      ),
    ]);
    expect(said(worker, service(), table, reads, routed, gateway, leaving(toEndpoints, https(TO_S3)))).toEqual([]);
  });

  test('an endpoint whose group the tasks have no rule to', () => {
    const own = { SqsGroup: { ...NETWORK.EndpointGroup! } };
    const { Sqs } = endpoint();
    const apart = { ...own, Sqs: { ...Sqs!, Properties: { ...Sqs!.Properties, SecurityGroupIds: [ref('SqsGroup')] } } };

    expect(said(worker, service(), queue, sends, routed, apart, leaving(toEndpoints))).toEqual([
      expect.stringMatching(
        /Group lets no TCP 443 out to SqsGroup of Sqs; allow egress on TCP 443 from Group to SqsGroup, in the CDK by endpoint\.connections\.allowDefaultPortFrom\(service\), or TaskAccess/,
      ),
    ]);
  });

  test('a VPC outside of the app, without a line of code for what it may have', () => {
    const theirs = { Vpc: undefined, EndpointGroup: undefined };
    const [found, ...more] = said(
      { ...taskOnEc2({ TaskRoleArn: att('TaskRole', 'Arn') }) },
      serviceOnHosts({
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: [ref('Group')] } },
      }),
      hosts({ SecurityGroupIds: ['sg-1'] }, { VPCZoneIdentifier: ['subnet-1'] }),
      Object.fromEntries(
        Object.keys(NETWORK)
          .filter((id) => id !== 'Cluster')
          .map((id) => [id, undefined]),
      ),
      theirs,
      queue,
      sends,
      { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { ...leaving().Group!.Properties, VpcId: 'vpc-1' } } },
    );

    expect(found).toMatch(
      /Group lets TCP 443 out neither to the internet nor to an endpoint for sqs .*endpoint for sqs$/,
    );
    expect(more).toEqual([]);
  });

  test.each<[string, Parameters<typeof template>]>([
    [
      'a group from outside of the app',
      [
        worker,
        service({
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: ['sg-1'] } },
        }),
      ],
    ],
    [
      'a group of a parameter',
      [
        worker,
        service({
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Given')] } },
        }),
        { Parameters: { Given: { Type: 'String' } } },
      ],
    ],
    [
      'a group of the app and one that is not',
      [
        worker,
        service({
          NetworkConfiguration: {
            AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group'), 'sg-1'] },
          },
        }),
      ],
    ],
    ['a prefix list by its id', [worker, service(), leaving(toEndpoints, https(TO_S3))]],
    ['a rule to everywhere', [worker, service(), leaving(https({ CidrIp: '0.0.0.0/0' }))]],
    [
      'a rule that a condition decides',
      [
        worker,
        service(),
        leaving(toEndpoints, { 'Fn::If': ['X', https({ CidrIp: '0.0.0.0/0' }), ref('AWS::NoValue')] }),
        UNDECIDED,
      ],
    ],
    [
      'a rule of its own',
      [
        worker,
        service(),
        {
          Leaving: {
            Type: 'AWS::EC2::SecurityGroupEgress',
            Properties: { GroupId: ref('Group'), ...https({ CidrIp: '0.0.0.0/0' }) },
          },
        },
      ],
    ],
    [
      'a service that another need tells of',
      [
        worker,
        service(),
        { Vault: { Type: 'AWS::SecretsManager::Secret', Properties: {} } },
        role('secretsmanager:GetSecretValue', ref('Vault')),
        task({ TaskRoleArn: att('TaskRole', 'Arn') }, [
          container({ Secrets: [{ Name: 'P', ValueFrom: ref('Vault') }] }),
        ]),
        leaving(),
      ],
    ],
    [
      'a proxy',
      [
        task({ TaskRoleArn: att('TaskRole', 'Arn') }, [
          container({ Environment: [{ Name: 'HTTPS_PROXY', Value: 'http://proxy:3128' }] }),
        ]),
        service(),
      ],
    ],
    [
      'an address of its own',
      [
        task({ TaskRoleArn: att('TaskRole', 'Arn') }, [
          container({ Environment: [{ Name: 'AWS_ENDPOINT_URL_SQS', Value: 'https://sqs.internal' }] }),
        ]),
        service(),
      ],
    ],
    [
      'an endpoint by its name',
      [
        task({ TaskRoleArn: att('TaskRole', 'Arn') }, [
          container({
            Environment: [{ Name: 'QUEUES', Value: { 'Fn::Select': [0, att('Endpointlogs', 'DnsEntries')] } }],
          }),
        ]),
        service(),
      ],
    ],
  ])('nothing is said of %s', (_, parts) => {
    expect(said(queue, sends, routed, closed, ...parts)).toEqual([]);
  });

  test('nothing is said where one of the subnets has a way', () => {
    const both = { AwsvpcConfiguration: { Subnets: [ref('Second'), ref('Subnet')], SecurityGroups: [ref('Group')] } };
    const second = {
      Second: { ...NETWORK.Subnet!, Properties: { ...NETWORK.Subnet!.Properties, CidrBlock: '10.0.3.0/24' } },
    };

    expect(said(worker, service({ NetworkConfiguration: both }), second, queue, sends, routed)).toEqual([]);
  });

  test('nothing is said of instances of which some are not known', () => {
    const bridge = taskOnEc2({ NetworkMode: 'bridge', TaskRoleArn: att('TaskRole', 'Arn') });
    const strategy = [{ CapacityProvider: ref('Provider') }, { CapacityProvider: ref('More') }];
    const more: Resources = {
      More: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: {
          AutoScalingGroupProvider: { AutoScalingGroupArn: 'arn:aws:autoscaling:eu-west-1:111122223333:x' },
        },
      },
    };
    const onBoth = serviceOnHosts({ NetworkConfiguration: undefined, CapacityProviderStrategy: strategy });

    expect(said(bridge, onBoth, hosts(), more, queue, sends)).toEqual([]);
    expect(said(bridge, serviceOnHosts({ NetworkConfiguration: undefined }), hosts(), more, queue, sends)).toHaveLength(
      1,
    );
  });

  test('tasks of any capacity, where they have interfaces of their own', () => {
    const elsewhere = { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: 'theirs' }] };

    expect(
      said(taskOnEc2({ TaskRoleArn: att('TaskRole', 'Arn') }), service(elsewhere), queue, sends, routed, closed),
    ).toHaveLength(1);
  });

  test('nothing is said of instances, which may go through a proxy', () => {
    const bridge = taskOnEc2({ NetworkMode: 'bridge', TaskRoleArn: att('TaskRole', 'Arn') });

    expect(
      said(bridge, serviceOnHosts({ NetworkConfiguration: undefined }), hosts(), queue, sends, routed, leaving()),
    ).toEqual([]);
  });
});

describe('a role that others take', () => {
  const parts = [worker, service(), queue, role('sqs:SendMessage'), routed, closed];
  const takenBy = (...Statement: unknown[]): Resources => ({
    TaskRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement } } },
  });
  const taker = (Principal: unknown) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  const TASKS = 'ecs-tasks.amazonaws.com';

  test.each<[string, unknown[]]>([
    ['a function', [taker({ Service: [TASKS, 'lambda.amazonaws.com'] })]],
    ['another role', [taker({ Service: TASKS }), taker({ AWS: 'arn:aws:iam::111122223333:role/other' })]],
    ['everybody', [taker('*')]],
    ['whom only the deployment knows', [taker({ Service: ref('AWS::StackName') })]],
  ])('is not judged: %s', (_, statements) => {
    expect(told(...parts, takenBy(...statements))).toEqual([]);
  });

  test('is judged where others are refused', () => {
    const refused = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };

    expect(told(...parts, takenBy(taker({ Service: [TASKS] }), refused))).toHaveLength(1);
  });

  test('is the right of tasks that have a way, where one task of the role has', () => {
    const open: Resources = { Open: { ...NETWORK.Group! } };
    const other = service(
      { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Open')] } } },
      'Other',
    );

    expect(told(...parts, open, other)).toEqual([]);
    expect(told(...parts, service({}, 'Other'))).toHaveLength(2);
  });

  test('has rights of the agent, where it is an execution role too', () => {
    const vault: Resources = { Vault: { Type: 'AWS::SecretsManager::Secret', Properties: {} } };
    const reads = role('secretsmanager:GetSecretValue', ref('Vault'));
    const isolated = { Endpointsecretsmanager: undefined };
    const both = task({ TaskRoleArn: att('TaskRole', 'Arn'), ExecutionRoleArn: att('TaskRole', 'Arn') });

    expect(told(worker, service(), vault, reads, isolated)).toHaveLength(1);
    expect(told(both, service(), vault, reads, isolated)).toEqual([]);
    const files: Resources = { Files: { Type: 'AWS::S3::Bucket', Properties: {} }, S3: undefined };
    const fetches = role('s3:GetObject', att('Files', 'Arn'));
    const image = [container({ Image: 'public.ecr.aws/nginx/nginx:1' })];
    const asBoth = { TaskRoleArn: att('TaskRole', 'Arn'), ExecutionRoleArn: att('TaskRole', 'Arn') };
    expect(told(task(asBoth, image), service(), files, fetches)).toEqual([]);
    expect(told(both, service(), queue, role('sqs:SendMessage'))).toHaveLength(1);
  });
});

test('a file system of S3 Files reads its bucket by itself', () => {
  const files: Resources = { Files: { Type: 'AWS::S3::Bucket', Properties: {} } };
  const reads = role('s3:GetObject', att('Files', 'Arn'));
  const mounted = [
    {
      Name: 'data',
      S3FilesVolumeConfiguration: { FileSystemArn: 'arn:aws:s3files:eu-west-1:111122223333:file-system/fs-1' },
    },
  ];
  const image = [container({ Image: 'public.ecr.aws/nginx/nginx:1' })];
  const isolated = { S3: undefined };
  const told3 = (volumes: unknown[]) =>
    told(task({ TaskRoleArn: att('TaskRole', 'Arn'), Volumes: volumes }, image), service(), files, reads, isolated);

  expect(told3([])).toHaveLength(1);
  expect(told3(mounted)).toEqual([]);
});

test('nothing is said of an endpoint that may be there', () => {
  expect(told(worker, service(), queue, role('sqs:SendMessage'), endpoint({ Condition: 'X' }), UNDECIDED)).toEqual([]);
});
