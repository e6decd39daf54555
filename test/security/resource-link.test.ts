import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ExecutionRole, LinkAccess, ResourceLink, TaskRole } from '../../lib/security';
import { containersOf, testStack } from '../support/stacks';

function containerIn(stack: Stack, environment?: Record<string, string>): ecs.ContainerDefinition {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', {
    taskRole: new TaskRole(stack, 'TaskRole'),
    executionRole: new ExecutionRole(stack, 'ExecutionRole'),
  });
  return taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('x'), environment });
}

/** Actions by resource of the task role. */
function actionsOf(stack: Stack): Record<string, any> {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  const statements = policies
    .filter(([id]) => id.startsWith('TaskRole'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  return Object.fromEntries(statements.map(({ Resource, Action }: any) => [JSON.stringify(Resource), Action]));
}

const key = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
const KEY = '"arn:aws:kms:eu-west-1:111122223333:key/k"';

describe('permissions', () => {
  test.each([
    [
      LinkAccess.READ,
      { '"arn:aws:s3:::bucket/in/*"': 's3:GetObject', '"arn:aws:s3:::bucket"': 's3:ListBucket', [KEY]: 'kms:Decrypt' },
    ],
    [
      LinkAccess.WRITE,
      {
        '"arn:aws:s3:::bucket/in/*"': ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:PutObject'],
        [KEY]: 'kms:GenerateDataKey',
      },
    ],
    [
      LinkAccess.READ_WRITE,
      {
        '"arn:aws:s3:::bucket/in/*"': ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        '"arn:aws:s3:::bucket"': 's3:ListBucket',
        [KEY]: ['kms:Decrypt', 'kms:GenerateDataKey'],
      },
    ],
  ])('bucket, %s', (access, expected) => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'B', {
      bucketArn: 'arn:aws:s3:::bucket',
      encryptionKey: key(stack),
    });

    ResourceLink.bucket('BUCKET', bucket, access, 'in').attachTo(containerIn(stack));

    expect(actionsOf(stack)).toEqual(expected);
    expect(containersOf(stack).app.Environment).toEqual([{ Name: 'BUCKET', Value: 'bucket' }]);
  });

  test.each([
    [
      LinkAccess.READ,
      ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      'kms:Decrypt',
    ],
    [LinkAccess.WRITE, 'sqs:SendMessage', ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('queue, %s', (access, actions, keyActions) => {
    const stack = testStack();
    const queue = sqs.Queue.fromQueueAttributes(stack, 'Q', {
      queueArn: 'arn:aws:sqs:eu-west-1:111122223333:q',
      keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    });

    ResourceLink.queue('QUEUE', queue, access).attachTo(containerIn(stack));

    expect(actionsOf(stack)).toEqual({ '"arn:aws:sqs:eu-west-1:111122223333:q"': actions, [KEY]: keyActions });
  });

  test('topic', () => {
    const stack = testStack();

    ResourceLink.topic('TOPIC', sns.Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:eu-west-1:111122223333:t')).attachTo(
      containerIn(stack),
    );

    expect(actionsOf(stack)).toEqual({ '"arn:aws:sns:eu-west-1:111122223333:t"': 'sns:Publish' });
  });

  test('table and its indexes', () => {
    const stack = testStack();
    const table = dynamodb.Table.fromTableArn(stack, 'T', 'arn:aws:dynamodb:eu-west-1:111122223333:table/t');

    ResourceLink.table('TABLE', table, LinkAccess.READ_WRITE).attachTo(containerIn(stack));

    const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/t';
    expect(actionsOf(stack)).toEqual({
      [JSON.stringify([arn, `${arn}/index/*`])]: [
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:Scan',
      ],
      [JSON.stringify(arn)]: [
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
    });
  });

  test('a secret is for ECS alone: the task role gets nothing', () => {
    const stack = testStack();
    const secret = new secretsmanager.Secret(stack, 'Secret');

    ResourceLink.secret('TOKEN', secret, 'token').attachTo(containerIn(stack));

    expect(actionsOf(stack)).toEqual({});
    expect(containersOf(stack).app.Secrets).toEqual([
      { Name: 'TOKEN', ValueFrom: { 'Fn::Join': ['', [{ Ref: expect.any(String) }, ':token::']] } },
    ]);
  });

  test('anything else', () => {
    const stack = testStack();
    const statement = new iam.PolicyStatement({ actions: ['ses:SendEmail'], resources: ['arn:aws:ses:::identity/x'] });

    ResourceLink.custom({ statements: [statement], environment: { FROM: 'x' } }).attachTo(containerIn(stack));

    expect(actionsOf(stack)).toEqual({ '"arn:aws:ses:::identity/x"': 'ses:SendEmail' });
  });
});

describe('a database', () => {
  test('brings its credentials and opens its port, on both sides', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const target = new ec2.SecurityGroup(stack, 'Target', { vpc, allowAllOutbound: false });
    const service = new ec2.SecurityGroup(stack, 'Service', { vpc, allowAllOutbound: false });
    const link = ResourceLink.database('DB', new secretsmanager.Secret(stack, 'Secret'), target, ec2.Port.tcp(5432));

    link.attachTo(containerIn(stack), { service });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432 });
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 5432, ToPort: 5432 });
    expect(containersOf(stack).app.Secrets[0].Name).toBe('DB');
  });

  test('fails without the service', () => {
    const stack = testStack();
    const target = new ec2.SecurityGroup(stack, 'Target', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const link = ResourceLink.database('DB', new secretsmanager.Secret(stack, 'Secret'), target, ec2.Port.tcp(5432));

    expect(() => link.attachTo(containerIn(stack))).toThrow(
      "TestStack/Task/app: [ResourceLink.service] 'service' must be given, got none; the link opens a port and must know from where: attachTo(container, { service })",
    );
  });
});

test('fails when the variable is taken, by a plain value or a secret', () => {
  const stack = testStack();
  const container = containerIn(stack, { A: 'x' });
  ResourceLink.secret('B', new secretsmanager.Secret(stack, 'Secret')).attachTo(container);

  for (const name of ['A', 'B']) {
    expect(() => ResourceLink.custom({ environment: { [name]: 'y' } }).attachTo(container)).toThrow(
      `TestStack/Task/app: [ResourceLink.variable] '${name}' is already a variable of container app; one of the two would be lost: give the link another name`,
    );
  }
});
