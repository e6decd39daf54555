// How do I run a web service on EC2 instances of my own?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  CapacityChecks,
  CapacityStrategy,
  EcsStartProof,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  TaskSize,
  WebService,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'WebOnEc2');
  const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  // From 0 instances on; hardened, replaced by fresh ones when the image changes, drained before they go.
  const capacity = new AsgCapacity(stack, 'Capacity', {
    cluster,
    instanceTypes: [new ec2.InstanceType('m7i.large')],
    maxCapacity: 4,
    vpcSubnets: network.vpcSubnets,
  });
  new WebService(stack, 'Shop', {
    cluster,
    // The strategy decides: an ecs.Ec2Service, a task definition for EC2, tasks spread over the zones.
    strategy: CapacityStrategy.only(capacity),
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      stack.formatArn({
        service: 'acm',
        resource: 'certificate',
        resourceName: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      }),
    ),
    size: TaskSize.of(512, 1024),
    container: {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
      port: 8080,
      user: '10001',
    },
  });
  Validations.of(app).addPlugins(new EcsStartProof(), new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
