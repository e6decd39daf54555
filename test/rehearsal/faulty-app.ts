import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';

/** An app that a rehearsal has to find fault with: its first task is before its routes and its rights. */
export const FAULT = /tasks of .* do not start: .*a route to the internet.*in the execution role/s;

export function build(app: App): void {
  const stack = new Stack(app, 'Faulty');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1'),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'app' }),
  });
  new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
  });
}
