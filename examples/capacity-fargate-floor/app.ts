// How do I keep two tasks that AWS never takes back, and run the rest on Spot?
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CapacityChecks, CapacityStrategy, HardenedTaskDefinition, TaskCluster } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'FargateFloor');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const cluster = new TaskCluster(stack, 'Cluster', {
    vpc,
    // Of 10 tasks, 2 are on demand and 8 are Spot; of 2 tasks, none is Spot.
    defaultStrategy: CapacityStrategy.onDemandFloor(2),
  });
  const taskDefinition = new HardenedTaskDefinition(stack, 'Worker');
  taskDefinition.addTaskContainer('worker', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
    command: ['node', '-e', 'setInterval(() => {}, 60_000)'], // your application
    user: '10001',
    // AWS announces an interruption two minutes ahead, and this is the part that the container gets.
    stopTimeout: Duration.seconds(120),
  });
  // Names no strategy, so it follows the cluster's, and starts a new deployment when that changes.
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
  service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 10 }).scaleOnCpuUtilization('Cpu', {
    targetUtilizationPercent: 60,
  });
  Validations.of(app).addPlugins(new CapacityChecks());
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
