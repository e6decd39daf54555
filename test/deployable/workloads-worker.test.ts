import type { App } from 'aws-cdk-lib';
import { build as queue } from '../../examples/worker-queue/app';
import { build as topics } from '../../examples/worker-topics/app';
import { expectDeployable } from '../support/deployable';

test.each<[string, (app: App) => void, string[]]>([
  ['worker-queue', queue, ['ECS2 WorkerQueue/Thumbnails/Task/Resource']],
  [
    'worker-topics',
    topics,
    [
      'ECS2 WorkerTopics/Accounting/Task/Resource',
      'IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<ClusterEB0386A7>/*] WorkerTopics/Accounting/Task/TaskRole/Scoped/Resource',
    ],
  ],
])('the example %s is deployable, and acknowledges only what cannot be narrower', (_, build, acknowledged) => {
  expect(
    expectDeployable(build)
      .acknowledged.filter(({ rule }) => rule.startsWith('AwsSolutions'))
      .map(({ rule, where }) => `${rule.replace(/^AwsSolutions::AwsSolutions-/, '')} ${where}`)
      .sort(),
  ).toEqual(acknowledged);
});
