// How do I use EC2 features without looking after instances?
import { App, Duration, Size, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  CapacityChecks,
  CapacityStrategy,
  HardenedTaskDefinition,
  IdleInstances,
  ManagedInstancesCapacity,
  ServiceCapacity,
  TaskCluster,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'ManagedInstances');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc });
  // AWS chooses the cheapest instances that fit the tasks, patches them, and replaces each after 14 days at most.
  const capacity = new ManagedInstancesCapacity(stack, 'Memory', {
    cluster,
    instanceRequirements: {
      vCpuCountMin: 2,
      memoryMin: Size.gibibytes(16),
      cpuManufacturers: [ec2.CpuManufacturer.INTEL, ec2.CpuManufacturer.AMD],
    },
    autoRepair: true,
    idleInstances: IdleInstances.terminateAfter(Duration.minutes(10)),
  });
  const taskDefinition = new HardenedTaskDefinition(stack, 'Cache', {
    compatibility: ecs.Compatibility.MANAGED_INSTANCES,
    size: TaskSize.of(1024, 8192),
  });
  taskDefinition.addTaskContainer('cache', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
    user: '10001',
  });
  // aws-cdk-lib runs Managed Instances through its Fargate service; the strategy takes the place of the launch type.
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  service.with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster));
  Validations.of(app).addPlugins(new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
