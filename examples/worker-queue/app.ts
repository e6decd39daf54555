// How does a worker keep up with its queue on Spot, and never stand still when AWS takes Spot back?
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CapacityStrategy, TaskCluster, WorkerService } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'WorkerQueue');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const worker = new WorkerService(stack, 'Thumbnails', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc }),
    // The first two tasks are on demand, all that are added for a backlog are Spot.
    strategy: CapacityStrategy.onDemandFloor(2),
    container: {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
      user: '10001',
    },
    scaling: {
      max: 40,
      // A task may have 300 messages waiting: what it gets done in ten minutes. With more, tasks are added.
      backlog: { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) },
      scaleOutCooldown: Duration.minutes(1),
    },
    // A message that Spot interrupted comes back, and that counts as received.
    maxReceiveCount: 5,
  });
  new CfnOutput(stack, 'QueueUrl', { value: worker.queue.queueUrl });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
