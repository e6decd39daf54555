// How does a worker keep up with its queue on Spot, and never stand still when AWS takes Spot back?
import { App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  CapacityStrategy,
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
  const stack = new Stack(app, 'WorkerQueue');
  const network = new TaskNetwork(stack, 'Network');
  const worker = new WorkerService(stack, 'Thumbnails', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc: network.vpc }),
    // The first two tasks are on demand, all that are added for a backlog are Spot.
    strategy: CapacityStrategy.onDemandFloor(2),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'thumbnails'), DIGEST),
      user: '10001',
    },
    desiredCount: DesiredCount.scaled({
      max: 40,
      // A task may have 300 messages waiting: what it gets done in ten minutes. With more, tasks are added.
      backlog: { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) },
      scaleOutCooldown: Duration.minutes(1),
    }),
    // A message that Spot interrupted comes back, and that counts as received.
    queue: WorkerQueue.create({ maxReceiveCount: 5 }),
  });
  new CfnOutput(stack, 'QueueUrl', { value: worker.queue.queueUrl });

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
