import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  EniTrunking,
  ImageGate,
  LinkAccess,
  ResourceLink,
  TaskApplicationLoadBalancer,
  TaskNetwork,
  TaskNetworkLoadBalancer,
} from '../../lib';

// A context value of the command line is text, and 'false' counts as true in JavaScript.
const text = 'false' as unknown as boolean;

type Make = (stack: Stack, value: boolean) => unknown;
const balancer =
  (name: string): Make =>
  (stack, value) =>
    new TaskApplicationLoadBalancer(stack, 'Balancer', {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      certificate: acm.Certificate.fromCertificateArn(
        stack,
        'Certificate',
        'arn:aws:acm:eu-west-1:111122223333:certificate/x',
      ),
      [name]: value,
    });
const networkBalancer =
  (name: string): Make =>
  (stack, value) =>
    new TaskNetworkLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc'), [name]: value });
const network =
  (name: string): Make =>
  (stack, value) =>
    new TaskNetwork(stack, 'Network', { [name]: value });
const gate =
  (name: string): Make =>
  (stack, value) =>
    new ImageGate(stack, 'Gate', { [name]: value });
const trunking: Make = (stack, accountWide) =>
  new EniTrunking(stack, 'Trunking', {
    accountWide,
    autoScalingGroups: [
      new autoscaling.AutoScalingGroup(stack, 'Group', {
        vpc: new ec2.Vpc(stack, 'Vpc'),
        instanceType: new ec2.InstanceType('m7g.large'),
        machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
      }),
    ],
  });

describe.each<[string, string, Make]>([
  ['TaskApplicationLoadBalancer', 'internetFacing', balancer('internetFacing')],
  ['TaskApplicationLoadBalancer', 'redirectHttp', balancer('redirectHttp')],
  ['TaskApplicationLoadBalancer', 'deletionProtection', balancer('deletionProtection')],
  ['TaskNetworkLoadBalancer', 'internetFacing', networkBalancer('internetFacing')],
  ['TaskNetworkLoadBalancer', 'crossZone', networkBalancer('crossZone')],
  ['TaskNetworkLoadBalancer', 'deletionProtection', networkBalancer('deletionProtection')],
  ['TaskNetwork', 'publicSubnets', network('publicSubnets')],
  ['TaskNetwork', 'dualStack', network('dualStack')],
  ['TaskNetwork', 'flowLogs', network('flowLogs')],
  ['TaskNetwork', 'restrictS3', network('restrictS3')],
  ['TaskNetwork', 'endpointsAdmitVpc', network('endpointsAdmitVpc')],
  ['ImageGate', 'requireDigest', gate('requireDigest')],
  ['ImageGate', 'checkFindings', gate('checkFindings')],
  ['ImageGate', 'enhancedScanning', gate('enhancedScanning')],
  ['EniTrunking', 'accountWide', trunking],
])('%s', (type, name, make) => {
  test(`fails when '${name}' is a text`, () => {
    expect(() => make(new Stack(new App(), 'Stack'), text)).toThrow(
      `[Props.wrongType] '${name}' of ${type} must be true or false, got the text 'false'; compare it first, as in value === 'true'`,
    );
  });

  test.each([true, false])('takes %s', (value) => {
    expect(() => make(new Stack(new App(), 'Stack'), value)).not.toThrow();
  });
});

describe.each<[string, (stack: Stack, access: LinkAccess) => unknown]>([
  ['bucket', (stack, access) => ResourceLink.bucket('NAME', new s3.Bucket(stack, 'Bucket'), access)],
  ['queue', (stack, access) => ResourceLink.queue('NAME', new sqs.Queue(stack, 'Queue'), access)],
  [
    'table',
    (stack, access) =>
      ResourceLink.table(
        'NAME',
        new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
        access,
      ),
  ],
])('a link to a %s', (kind, make) => {
  test('fails when its access is none of the three', () => {
    expect(() => make(new Stack(new App(), 'Stack'), 'read' as LinkAccess)).toThrow(
      `[Props.wrongType] 'access' of ResourceLink.${kind}() must be a member of LinkAccess (READ, WRITE, READ_WRITE), got the text 'read'`,
    );
  });

  test('fails when its access is missing', () => {
    expect(() => make(new Stack(new App(), 'Stack'), undefined as unknown as LinkAccess)).toThrow(
      `[Props.missing] 'access' of ResourceLink.${kind}() is missing; it must be a member of LinkAccess (READ, WRITE, READ_WRITE)`,
    );
  });
});
