import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as events from 'aws-cdk-lib/aws-events';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { testApp } from '../../support/stacks';
import { ENV, provedIn, told } from './world';

interface Plain {
  readonly stack: Stack;
  readonly cluster: ecs.Cluster;
  readonly image: ecs.ContainerImage;
  readonly secrets: Record<string, ecs.Secret>;
}

const services: [string, (plain: Plain) => unknown][] = [
  [
    'a load balanced service on Fargate',
    ({ stack, cluster, image, secrets }) =>
      new patterns.ApplicationLoadBalancedFargateService(stack, 'Service', {
        ...{ cluster, taskImageOptions: { image, secrets }, enableExecuteCommand: true },
      }),
  ],
  [
    'a service behind a network load balancer on instances',
    ({ stack, cluster, image, secrets }) => {
      cluster.addCapacity('Capacity', { instanceType: new ec2.InstanceType('m7i.large') });
      return new patterns.NetworkLoadBalancedEc2Service(stack, 'Service', {
        ...{ cluster, memoryLimitMiB: 512, taskImageOptions: { image, secrets } },
      });
    },
  ],
  [
    'a worker of a queue',
    ({ stack, cluster, image, secrets }) =>
      new patterns.QueueProcessingFargateService(stack, 'Service', { cluster, image, secrets }),
  ],
  [
    'a scheduled task on Fargate',
    ({ stack, cluster, image, secrets }) =>
      new patterns.ScheduledFargateTask(stack, 'Task', {
        ...{ cluster, schedule: events.Schedule.expression('rate(1 day)') },
        scheduledFargateTaskImageOptions: { image, secrets, memoryLimitMiB: 512 },
      }),
  ],
  [
    'a scheduled task on instances',
    ({ stack, cluster, image, secrets }) => {
      cluster.addCapacity('Capacity', { instanceType: new ec2.InstanceType('m7i.large') });
      return new patterns.ScheduledEc2Task(stack, 'Task', {
        ...{ cluster, schedule: events.Schedule.expression('rate(1 day)') },
        scheduledEc2TaskImageOptions: { image, secrets, memoryLimitMiB: 512 },
      });
    },
  ],
  [
    'a schedule of EventBridge Scheduler',
    ({ stack, cluster, image, secrets }) => {
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Definition');
      taskDefinition.addContainer('web', { image, secrets, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'a' }) });
      return new scheduler.Schedule(stack, 'Schedule', {
        schedule: scheduler.ScheduleExpression.expression('rate(1 day)'),
        target: new schedulerTargets.EcsRunFargateTask(cluster, { taskDefinition }),
      });
    },
  ],
];

function build(app: App, props: StackProps, make: (plain: Plain) => unknown): App {
  const stack = new Stack(app, 'Shop', props);
  make({
    stack,
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['a', 'b'] }) }),
    image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), 'v1'),
    secrets: {
      PASSWORD: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret'), 'password'),
      KEY: ecs.Secret.fromSsmParameter(new ssm.StringParameter(stack, 'Parameter', { stringValue: 'a' })),
      NAMED: ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'shop/db')),
    },
  });
  return app;
}

/** aws-cdk-lib lets rules pass the task role on Fargate alone, and AWS's page asks for it everywhere. */
const OPEN: Readonly<Record<string, unknown[] | undefined>> = {
  'a scheduled task on instances': [
    expect.stringMatching(
      /^info Rights.unknown: .* may or may not pass .*: not known is whether ECS asks for it on instances/,
    ),
  ],
};

describe.each(services)('%s', (service, make) => {
  test.each<[string, () => App, StackProps]>([
    ['with every flag', testApp, {}],
    ['without a flag', () => new App({ analyticsReporting: false }), {}],
    ['in an account and a region', testApp, { env: ENV }],
  ])('%s: no fault is told, and everything is proved that can be', (_, app, props) => {
    const built = build(app(), props, make);

    expect(told(built)).toEqual(OPEN[service] ?? []);
    expect(provedIn(built)).toBeGreaterThan(6);
  });
});
