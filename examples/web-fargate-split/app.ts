// How do I run three of four tasks on Spot, and never all of them?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  Capacity,
  CapacityChecks,
  CapacityStrategy,
  EcsStartProof,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  WebService,
} from '../../lib';

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
    desiredCount: 10,
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
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
      port: 8080,
      user: '10001',
      // Two minutes between the notice and the end: time to finish what runs.
      stopTimeout: Duration.seconds(120),
    },
  });
  Validations.of(app).addPlugins(new EcsStartProof(), new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
