import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { build as auditLogs } from '../../examples/firelens-audit-logs/app';
import { build as cloudWatchAndFirehose } from '../../examples/firelens-cloudwatch-and-firehose/app';
import { build as datadog } from '../../examples/firelens-datadog/app';
import { build as javaOpenSearch } from '../../examples/firelens-java-opensearch/app';
import {
  HardenedTaskDefinition,
  LogDestination,
  LogRouter,
  RouterBuffer,
  RouterConfiguration,
  RouterImage,
  TaskSize,
} from '../../lib';
import { expectDeployable } from '../support/deployable';

test.each([
  ['firelens-audit-logs', auditLogs, ['AwsSolutions::AwsSolutions-IAM5']],
  ['firelens-cloudwatch-and-firehose', cloudWatchAndFirehose, ['CloudFormation Validate::W7001']],
  ['firelens-datadog', datadog, []],
  ['firelens-java-opensearch', javaOpenSearch, ['AwsSolutions::AwsSolutions-IAM5']],
])('the example %s is deployable', (_, build, expected) => {
  const { acknowledged } = expectDeployable(build);

  expect(acknowledged.map(({ rule }) => rule.split('[')[0])).toEqual(expected);
});

test('a router on EC2 with the regional image, buffers on disk and a file of its own is deployable', () => {
  const { acknowledged } = expectDeployable((app: App) => {
    const stack = new Stack(app, 'Instances');
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', {
      compatibility: ecs.Compatibility.EC2,
      networkMode: ecs.NetworkMode.BRIDGE,
    });
    const router = new LogRouter(stack, 'LogRouter', {
      taskDefinition,
      image: RouterImage.regionalEcr(),
      buffer: RouterBuffer.disk(),
      configuration: [RouterConfiguration.inline('[FILTER]\n    Name modify\n    Match *\n    Add team web\n')],
    });
    taskDefinition.addTaskContainer('web', {
      image: ecs.ContainerImage.fromRegistry('example/app:1'),
      user: '10001',
      memoryLimitMiB: 128,
      logging: router.logTo(LogDestination.forward('aggregator.internal')),
    });
  });

  // ecr:GetAuthorizationToken, which AWS offers on nothing narrower.
  expect(acknowledged.map(({ rule }) => rule)).toEqual(['AwsSolutions::AwsSolutions-IAM5[Resource::*]']);
});

test('several destinations with a secret, and a text with variables of its own, are deployable', () => {
  const { acknowledged } = expectDeployable((app: App) => {
    const stack = new Stack(app, 'Secrets');
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { size: TaskSize.of(512, 1024) });
    const router = new LogRouter(stack, 'LogRouter', {
      taskDefinition,
      configuration: [RouterConfiguration.inline('[FILTER]\n    Name modify\n    Match *\n    Add host ${HOSTNAME}\n')],
    });
    const key = (id: string) =>
      ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(stack, id, `keys/${id}`));
    taskDefinition.addTaskContainer('web', {
      image: ecs.ContainerImage.fromRegistry('example/app:1'),
      user: '10001',
      logging: router.logTo(LogDestination.newRelic(key('A')), { alsoTo: [LogDestination.newRelic(key('B'))] }),
    });
  });

  expect(acknowledged.map(({ rule }) => rule)).toContain('CloudFormation Validate::E1029');
});
