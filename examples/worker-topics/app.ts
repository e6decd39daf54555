// How does a worker get what other services publish, and sleep while they publish nothing?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import {
  EcsStartProof,
  PinnedImage,
  TaskCluster,
  TaskNetwork,
  WorkerService,
  WorkerQueue,
  DesiredCount,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WorkerTopics');
  const network = new TaskNetwork(stack, 'Network');
  const orders = new sns.Topic(stack, 'Orders', {
    masterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    enforceSSL: true,
  });
  const returns = sns.Topic.fromTopicArn(stack, 'Returns', 'arn:aws:sns:eu-west-1:111122223333:returns');

  const worker = new WorkerService(stack, 'Accounting', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc: network.vpc }),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'accounting'), DIGEST),
      user: '10001',
    },
    queue: WorkerQueue.create({ topics: [orders] }),
    desiredCount: DesiredCount.scaled({
      // The first message adds the first task, three minutes later.
      min: 0,
      max: 10,
      backlog: { acceptableLatency: Duration.hours(1), timePerMessage: Duration.minutes(5) },
    }),
    // Five minutes are more than a task gets when it is stopped, so it protects itself while it works.
    scaleInProtection: true,
  });
  worker.addTopic(returns, {
    filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['refund'] }) },
  });

  // For Nist800190Checks: AWS's own keys encrypt logs and disks; keys of yours cost 1 USD a month each.
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
    { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
  );
  Validations.of(app).addPlugins(new EcsStartProof());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
