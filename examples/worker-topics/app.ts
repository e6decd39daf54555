// How does a worker get what other services publish, and sleep while they publish nothing?
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { TaskCluster, WorkerService } from '../../lib';

export function build(app: App): void {
  const stack = new Stack(app, 'WorkerTopics');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-0b1c2d3e4f5061728'],
  });
  const orders = new sns.Topic(stack, 'Orders', {
    masterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    enforceSSL: true,
  });
  const returns = sns.Topic.fromTopicArn(stack, 'Returns', 'arn:aws:sns:eu-west-1:111122223333:returns');

  const worker = new WorkerService(stack, 'Accounting', {
    cluster: new TaskCluster(stack, 'Cluster', { vpc }),
    container: {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
      user: '10001',
    },
    topics: [orders],
    scaling: {
      // The first message adds the first task, three minutes later.
      min: 0,
      max: 10,
      backlog: { acceptableLatency: Duration.hours(1), timePerMessage: Duration.minutes(5) },
    },
    // Five minutes are more than a task gets when it is stopped, so it protects itself while it works.
    scaleInProtection: true,
  });
  worker.addTopic(returns, {
    filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['refund'] }) },
  });
}

if (require.main === module) {
  const app = new App();
  build(app);
  app.synth();
}
