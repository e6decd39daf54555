// How do I run jobs on GPUs that cost nothing while there are none?
import { App, Size, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  AsgCapacity,
  CapacityChecks,
  CapacityStrategy,
  HardenedTaskDefinition,
  ServiceCapacity,
  TaskCluster,
  TaskSize,
} from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'Gpu');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const cluster = new TaskCluster(stack, 'Cluster', { vpc });
  // The image with NVIDIA's driver is chosen by the instance type; the group is empty until a task waits.
  const gpus = new AsgCapacity(stack, 'Gpus', {
    cluster,
    instanceTypes: [new ec2.InstanceType('g5.xlarge')],
    maxCapacity: 4,
    storage: Size.gibibytes(100),
    // A job of hours must not move: its instance stays until it is done.
    terminationProtection: true,
  });
  const taskDefinition = new HardenedTaskDefinition(stack, 'Training', {
    compatibility: ecs.Compatibility.EC2,
    size: TaskSize.of(2048, 8192),
  });
  taskDefinition.addTaskContainer('training', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
    user: '10001',
    gpuCount: 1,
  });
  const service = new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    desiredCount: 2,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  service.with(new ServiceCapacity(CapacityStrategy.only(gpus), cluster));
  Validations.of(app).addPlugins(new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
