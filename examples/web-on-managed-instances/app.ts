// How do I run a web service on instances that AWS looks after?
import { App, Size, Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  CapacityChecks,
  CapacityStrategy,
  EcsStartProof,
  ManagedInstancesCapacity,
  TaskCluster,
  TaskEgress,
  TaskNetwork,
  TaskSize,
  WebService,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'WebOnManagedInstances');
  const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
  const capacity = new ManagedInstancesCapacity(stack, 'Capacity', {
    cluster,
    vpcSubnets: network.vpcSubnets,
    instanceRequirements: {
      vCpuCountMin: 2,
      memoryMin: Size.gibibytes(8),
      cpuManufacturers: [ec2.CpuManufacturer.INTEL, ec2.CpuManufacturer.AMD],
    },
  });
  // A default for all services of the cluster: what comes after it need not name a strategy.
  cluster.useByDefault(CapacityStrategy.only(capacity));
  new WebService(stack, 'Shop', {
    cluster,
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
