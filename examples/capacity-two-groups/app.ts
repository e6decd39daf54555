// How do I run 60 % of my tasks on instances that stay, and 40 % on Spot instances?
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  CapacityChecks,
  CapacityStrategy,
  HardenedTaskDefinition,
  InstancePurchase,
  ProtectedHosts,
  ServiceCapacity,
  TaskCluster,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'TwoGroups');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc });
  const instanceTypes = ['m7i.xlarge', 'm6i.xlarge'].map((type) => new ec2.InstanceType(type));
  // ECS launches and terminates instances as tasks need them, from 0 on, and drains them before they go.
  const onDemand = new AsgCapacity(stack, 'OnDemand', { cluster, instanceTypes, maxCapacity: 6 });
  const spot = new AsgCapacity(stack, 'Spot', {
    cluster,
    instanceTypes,
    maxCapacity: 6,
    purchase: InstancePurchase.spot(),
  });

  const taskDefinition = new HardenedTaskDefinition(stack, 'Worker', {
    compatibility: ecs.Compatibility.EC2,
    size: TaskSize.of(512, 1024),
  });
  taskDefinition.addTaskContainer('worker', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
    user: '10001',
  });
  // The scheduler itself refuses hosts that let containers reach the host's credentials.
  taskDefinition.with(new ProtectedHosts());
  const service = new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    desiredCount: 10,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  service.with(
    new ServiceCapacity(
      CapacityStrategy.split({ capacity: onDemand, weight: 60 }, { capacity: spot, weight: 40 }),
      cluster,
    ),
  );
  // Fails the synthesis when the groups could not hold the tasks, or a deployment of them.
  Validations.of(app).addPlugins(new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
