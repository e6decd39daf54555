import { EcsStartProof } from '../../../lib/start-proof';
import {
  NETWORK,
  UNDECIDED,
  att,
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

test('nothing is said of an endpoint that may be there', () => {
  expect(told(worker, service(), queue, role('sqs:SendMessage'), endpoint({ Condition: 'X' }), UNDECIDED)).toEqual([]);
});
