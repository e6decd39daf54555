import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { TaskCluster } from '../../lib/capacity-providers';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { TaskHardening } from '../../lib/task-definition/task-hardening';
import { WorkerService } from '../../lib/workloads';
import { onlyProperties, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/acme/app:1.0');

/** What the execution role may do, less its log group: all of its policies, as one list. */
function rightsOf(stack: Stack): unknown[] {
  const template = Template.fromStack(stack);
  const policies = [
    ...Object.values(template.findResources('AWS::IAM::ManagedPolicy')),
    ...Object.values(template.findResources('AWS::IAM::Policy')),
  ];
  return policies
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ExecutionRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => !JSON.stringify(Action).includes('logs:'));
}

const readObject = (Resource: unknown) => ({ Action: 's3:GetObject', Effect: 'Allow', Resource });
const locate = (Resource: unknown) => ({ Action: 's3:GetBucketLocation', Effect: 'Allow', Resource });
const arnOf = (id: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });
const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

describe('environment files of a HardenedTaskDefinition', () => {
  test('the execution role may read the object of a bucket with a key, and nothing else', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Config', { encryptionKey: new kms.Key(stack, 'Key') });

    new HardenedTaskDefinition(stack, 'Task', {
      containers: { app: { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'web/a.env')] } },
    });

    expect(rightsOf(stack)).toEqual([
      readObject(joined(arnOf(/^Config/), '/web/a.env')),
      locate(arnOf(/^Config/)),
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: arnOf(/^Key/),
        Condition: { StringEquals: { 'kms:ViaService': joined('s3.', { Ref: 'AWS::Region' }, '.amazonaws.com') } },
      },
    ]);
  });

  test('two files of an imported bucket, on containers that are added later by the L2 method', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Config', 'config');
    const task = new HardenedTaskDefinition(stack, 'Task');

    task.addContainer('app', { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'a.env')] });
    task.addContainer('other', { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'b.env')] });

    const arn = (rest: string) => joined('arn:', { Ref: 'AWS::Partition' }, `:s3:::config${rest}`);
    expect(rightsOf(stack)).toEqual([readObject([arn('/a.env'), arn('/b.env')]), locate(arn(''))]);
  });

  test('a file that is uploaded', () => {
    const stack = testStack();
    const file = ecs.EnvironmentFile.fromAsset(join(__dirname, '../fixtures/app.env'));

    new HardenedTaskDefinition(stack, 'Task', { containers: { app: { image, environmentFiles: [file] } } });

    const bucket = (key: unknown) =>
      joined(
        'arn:',
        { Ref: 'AWS::Partition' },
        ':s3:::',
        { 'Fn::Sub': expect.stringMatching(/^cdk-hnb659fds-assets/) },
        key,
      );
    expect(rightsOf(stack)).toEqual([
      readObject(bucket(expect.stringMatching(/^\/[0-9a-f]{64}\.env$/))),
      locate({
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { 'Fn::Sub': expect.stringMatching(/^cdk-hnb659fds-assets/) }],
        ],
      }),
    ]);
  });

  test('a bucket that only the file knows', () => {
    const stack = testStack();
    const file: ecs.EnvironmentFile = {
      bind: () => ({
        fileType: ecs.EnvironmentFileType.S3,
        s3Location: { bucketName: 'theirs', objectKey: 'a.env' },
      }),
    };

    new HardenedTaskDefinition(stack, 'Task', { containers: { app: { image, environmentFiles: [file, file] } } });

    const arn = (rest: string) => joined('arn:', { Ref: 'AWS::Partition' }, `:s3:::theirs${rest}`);
    expect(rightsOf(stack)).toEqual([readObject(arn('/a.env')), locate(arn(''))]);
  });

  test('a role that takes no permissions is said to lack them', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Config', 'config');
    const executionRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/r', { mutable: false });

    new HardenedTaskDefinition(stack, 'Task', {
      executionRole,
      containers: { app: { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'a.env')] } },
    });

    Annotations.fromStack(stack).hasWarning(
      '/TestStack/Role',
      Match.stringLikeRegexp('s3:GetObject.*s3:GetBucketLocation.*cdk-ecs-groundwork:Role.immutable'),
    );
  });
});

test('the container of a workload', () => {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Config');
  const vpc = new ec2.Vpc(stack, 'Vpc');

  new WorkerService(stack, 'Worker', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc }),
    container: { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'a.env')] },
  });

  expect(rightsOf(stack)).toEqual([readObject(joined(arnOf(/^Config/), '/a.env')), locate(arnOf(/^Config/))]);
});

describe('TaskHardening', () => {
  test('lets the execution role of an L2 read the files of containers that come before and after it', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Config');
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'a.env')] });

    task.with(new TaskHardening());
    task.addContainer('late', { image, environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'b.env')] });

    expect(rightsOf(stack)).toEqual([
      readObject([joined(arnOf(/^Config/), '/a.env'), joined(arnOf(/^Config/), '/b.env')]),
      locate(arnOf(/^Config/)),
    ]);
    expect(onlyProperties(stack, 'AWS::ECS::TaskDefinition').ExecutionRoleArn).toEqual(arnOf(/^TaskExecutionRole/));
  });
});
