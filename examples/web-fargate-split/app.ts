// How do I run three of four tasks on Spot, and never all of them?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  Capacity,
  CapacityChecks,
  CapacityStrategy,
  EcsStartProof,
  PinnedImage,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  WebService,
  DesiredCount,
} from '../../lib';

/** What the build pushed; a pipeline passes it on. */
const DIGEST = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export function build(app: App): void {
  const stack = new Stack(app, 'WebFargateSplit');
  const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  new WebService(stack, 'Shop', {
    cluster,
    // Two on demand first; of each further four, one on demand and three on Spot.
    strategy: CapacityStrategy.split(
      { capacity: Capacity.fargate(), base: 2, weight: 1 },
      { capacity: Capacity.fargateSpot(), weight: 3 },
    ),
    desiredCount: DesiredCount.fixed(10),
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      stack.formatArn({
        service: 'acm',
        resource: 'certificate',
        resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      }),
    ),
    container: {
      image: PinnedImage.fromRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop'), DIGEST),
      port: 8080,
      user: '10001',
      // Two minutes between the notice and the end: time to finish what runs.
      stopTimeout: Duration.seconds(120),
    },
  });

  // For Nist800190Checks: AWS's own keys encrypt logs and disks; keys of yours cost 1 USD a month each.
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.190-LogGroupCmk', reason: 'the logs hold no personal data' },
    { id: 'NIST.800.190-ECSClusterStorageCmk', reason: 'the tasks keep nothing on disk' },
  );
  Validations.of(app).addPlugins(new EcsStartProof(), new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
