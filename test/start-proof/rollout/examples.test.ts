import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AppModel } from '../../../lib/app-model/app-model';
import { modelOfPath } from '../../../lib/app-model/load';
import { forecastsOf } from '../../../lib/start-proof/rollout/forecasts';
import { rolloutFindings } from '../../../lib/start-proof/rollout/rollout-check';
import { testApp } from '../../support/stacks';

const SNAPSHOTS = join(__dirname, '..', '..', 'examples', '__snapshots__');

const examples = readdirSync(SNAPSHOTS).map((file) => {
  const templates = JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Record<string, object>;
  const model = new AppModel(Object.entries(templates).map(([name, template]) => ({ name, path: name, template })));
  return [file.replace('.json', ''), model] as const;
});

test('every example can roll out', () => {
  expect(
    examples.flatMap(([name, model]) => rolloutFindings(model).map(({ finding }) => `${name}: ${finding.message}`)),
  ).toEqual([]);
});

test('every service of an example has a forecast of minutes', () => {
  const forecasts = examples.flatMap(([, model]) => forecastsOf(model));

  expect(forecasts.length).toBeGreaterThan(20);
  expect(forecasts.filter(({ strategy, atLeastSeconds }) => strategy === 'ROLLING' && atLeastSeconds > 300)).toEqual(
    [],
  );
  expect(forecasts.find(({ strategy }) => strategy === 'CANARY')).toMatchObject({
    path: 'WebCanary/ApiServiceD5B4A50A',
    parts: [{ name: 'start' }, { name: 'canary' }, { name: 'bake' }, { name: 'drain' }],
  });
});

const image = ecs.ContainerImage.fromRegistry('nginx');

/** Apps of aws-cdk-lib that are right: an error here is a wrong one. */
const plain: [string, (stack: Stack, vpc: ec2.Vpc) => unknown][] = [
  [
    'application load balancer',
    (s, vpc) => new patterns.ApplicationLoadBalancedFargateService(s, 'Api', { vpc, taskImageOptions: { image } }),
  ],
  [
    'network load balancer',
    (s, vpc) => new patterns.NetworkLoadBalancedFargateService(s, 'Api', { vpc, taskImageOptions: { image } }),
  ],
  ['queue', (s, vpc) => new patterns.QueueProcessingFargateService(s, 'Api', { vpc, image, minScalingCapacity: 1 })],
  [
    'daemon',
    (s, vpc) => {
      const cluster = new ecs.Cluster(s, 'Cluster', { vpc });
      cluster.addCapacity('Hosts', { instanceType: new ec2.InstanceType('t3.micro') });
      const taskDefinition = new ecs.Ec2TaskDefinition(s, 'Task');
      taskDefinition.addContainer('agent', { image, memoryLimitMiB: 64 });
      return new ecs.Ec2Service(s, 'Agent', { cluster, taskDefinition, daemon: true });
    },
  ],
  [
    'blue/green',
    (s, vpc) =>
      blueGreen(s, vpc, { deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN, bakeTime: Duration.minutes(5) }),
  ],
  [
    'canary',
    (s, vpc) =>
      blueGreen(s, vpc, {
        deploymentStrategy: ecs.DeploymentStrategy.CANARY,
        canaryConfiguration: { stepPercent: 5, stepBakeTime: Duration.minutes(10) },
      }),
  ],
];

function blueGreen(s: Stack, vpc: ec2.Vpc, props: Partial<ecs.FargateServiceProps>): void {
  const taskDefinition = new ecs.FargateTaskDefinition(s, 'Task');
  taskDefinition.addContainer('web', { image, portMappings: [{ containerPort: 80 }] });
  const cluster = new ecs.Cluster(s, 'Cluster', { vpc });
  const service = new ecs.FargateService(s, 'Api', { cluster, taskDefinition, ...props });
  const group = (id: string) => new elb.ApplicationTargetGroup(s, id, { vpc, port: 80, targetType: elb.TargetType.IP });
  const [blue, green] = [group('Blue'), group('Green')];
  const listener = new elb.ApplicationLoadBalancer(s, 'Balancer', { vpc }).addListener('Http', {
    port: 80,
    defaultAction: elb.ListenerAction.fixedResponse(404),
  });
  const rule = new elb.ApplicationListenerRule(s, 'Rule', {
    listener,
    priority: 1,
    conditions: [elb.ListenerCondition.pathPatterns(['/*'])],
    action: elb.ListenerAction.weightedForward([
      { targetGroup: blue, weight: 100 },
      { targetGroup: green, weight: 0 },
    ]),
  });
  service
    .loadBalancerTarget({
      containerName: 'web',
      containerPort: 80,
      alternateTarget: new ecs.AlternateTarget('Alternate', {
        alternateTargetGroup: green,
        productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rule),
      }),
    })
    .attachToApplicationTargetGroup(blue);
}

test.each(plain)('plain aws-ecs, %s: nothing to say', (_, build) => {
  const app: App = testApp();
  const stack = new Stack(app, 'Shop');
  build(stack, new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }));

  expect(rolloutFindings(modelOfPath(app.synth().directory)).map(({ finding }) => finding)).toEqual([]);
});
