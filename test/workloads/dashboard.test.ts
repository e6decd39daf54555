import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ServiceDashboard } from '../../lib/workloads/service-dashboard';
import { WebService } from '../../lib/workloads/web-service';
import type { WebServiceProps } from '../../lib/workloads/web-service-props';
import { testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');

function clusterIn(stack: Stack): ecs.Cluster {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new ecs.Cluster(stack, 'Cluster', { vpc });
}

function webService(stack: Stack, props: Partial<WebServiceProps> = {}): WebService {
  return new WebService(stack, 'Web', {
    cluster: clusterIn(stack),
    container: { image, user: '10001', port: 8080 },
    certificate: acm.Certificate.fromCertificateArn(
      stack,
      'Certificate',
      'arn:aws:acm:eu-west-1:111122223333:certificate/1',
    ),
    ...props,
  });
}

function plainService(stack: Stack, logging?: ecs.LogDriver): ecs.FargateService {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image, logging });
  return new ecs.FargateService(stack, 'Service', {
    cluster: clusterIn(stack),
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
  });
}

/** The widgets of the only dashboard, references as their names. */
function widgets(stack: Stack): any[] {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const body = Properties.DashboardBody;
  const text =
    typeof body === 'string'
      ? body
      : body['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : 'X')).join('');
  return JSON.parse(text).widgets;
}

/** Titles from the top, row by row. */
const titles = (stack: Stack) => widgets(stack).map(({ properties }) => properties.title ?? properties.markdown);

describe('ServiceDashboard', () => {
  test('shows a web service in the order in which somebody on call asks', () => {
    const stack = testStack();

    webService(stack, { dashboard: true });

    expect(titles(stack)).toEqual([
      '## Web',
      'Requests a minute',
      'Errors a minute',
      'Latency in seconds',
      'CPU in percent',
      'Memory in percent',
      'Tasks and deployments',
      'Alarms',
      'Errors in the logs',
    ]);
    const [, requests, errors, , cpu, , tasks, alarms, logs] = widgets(stack);
    expect([requests.x, requests.y, requests.width]).toEqual([0, 1, 8]);
    expect([errors.x, errors.y]).toEqual([8, 1]);
    expect([cpu.x, cpu.y]).toEqual([0, 7]);
    expect([alarms.y, alarms.properties.alarms.length]).toEqual([13, 4]);
    expect(logs.y).toBe(16);
    expect(cpu.properties.annotations.horizontal).toEqual([
      { value: 100, label: 'all that the tasks have', color: '#d62728', yAxis: 'left' },
    ]);
    expect(tasks.properties.metrics.map(([namespace, name]: string[]) => [namespace, name])).toEqual([
      ['ECS/ContainerInsights', 'DesiredTaskCount'],
      ['ECS/ContainerInsights', 'RunningTaskCount'],
      ['ECS/ContainerInsights', 'PendingTaskCount'],
      ['ECS/ContainerInsights', 'DeploymentCount'],
    ]);
    expect(logs.properties.query).toMatch(/^SOURCE 'X' \| fields @timestamp/);
  });

  test('is not made unless asked for', () => {
    const stack = testStack();

    const { dashboard } = webService(stack);

    expect(dashboard).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  test('shows queues of a workload that come after it, and no traffic where there is no load balancer', () => {
    const stack = testStack();
    const service = webService(stack, { dashboard: true });

    service.watchQueue(new sqs.Queue(stack, 'Jobs'), {
      maxAge: Duration.minutes(5),
      deadLetterQueue: new sqs.Queue(stack, 'Dead'),
    });

    const [messages, age] = widgets(stack).slice(7, 9);
    expect([messages.properties.title, messages.width]).toEqual(['Messages', 12]);
    expect(messages.properties.metrics.map((metric: any[]) => metric.at(-1).label)).toEqual([
      'Jobs waiting',
      'Jobs in work',
      'Dead waiting',
      'Dead in work',
    ]);
    expect(age.properties.title).toBe('Age of the oldest message in seconds');
  });

  test('shows a service made by hand, with what is given', () => {
    const stack = testStack();
    const service = plainService(stack);

    new ServiceDashboard(stack, 'Board', { dashboardName: 'orders' }).addService(service, {
      title: 'Orders',
      alarms: [cloudwatch.Alarm.fromAlarmArn(stack, 'Own', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:own')],
      logGroupNames: ['/orders'],
    });

    expect(titles(stack)).toEqual([
      '## Orders',
      'CPU in percent',
      'Memory in percent',
      'Tasks and deployments',
      'Alarms',
      'Errors in the logs',
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'orders' });
  });

  test('finds the logs of a service made by hand, when it has some', () => {
    const silent = testStack();
    new ServiceDashboard(silent, 'Board').addService(plainService(silent));
    expect(titles(silent)[0]).toBe('## Service');
    expect(titles(silent)).not.toContain('Errors in the logs');

    const logged = testStack();
    new ServiceDashboard(logged, 'Board').addService(
      plainService(logged, ecs.LogDrivers.awsLogs({ streamPrefix: 'app' })),
    );
    expect(titles(logged)).toContain('Errors in the logs');
  });

  test('shows a workload that is none of ours as the service that it has', () => {
    const ours = testStack();
    const service = plainService(ours, ecs.LogDrivers.awsLogs({ streamPrefix: 'app' }));
    new ServiceDashboard(ours, 'Board', { workloads: [{ service }] });

    const plain = testStack();
    new ServiceDashboard(plain, 'Board').addService(
      plainService(plain, ecs.LogDrivers.awsLogs({ streamPrefix: 'app' })),
    );
    expect(widgets(ours)).toEqual(widgets(plain));
  });

  test('fails when a service is given for a workload', () => {
    const stack = testStack();

    expect(() => new ServiceDashboard(stack, 'Board', { workloads: [plainService(stack) as any] })).toThrow(
      /IMonitoredWorkload/,
    );
  });

  test('shows several services, and any other widget', () => {
    const stack = testStack();
    const web = webService(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image });
    const other = new ecs.FargateService(stack, 'Other', {
      cluster: web.cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });

    const board = new ServiceDashboard(stack, 'Board', { workloads: [web] });
    board.addService(other);
    board.dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'the end' }));

    expect(titles(stack).filter((title) => /^##|end/.test(title))).toEqual(['## Web', '## Other', 'the end']);
  });

  test('fails at synth when it shows nothing', () => {
    const stack = testStack();

    new ServiceDashboard(stack, 'Board');

    expect(() => Template.fromStack(stack)).toThrow(
      '[ServiceDashboard.noServices] the dashboard shows no service, and would cost money for nothing; add one, or leave it out',
    );
  });

  test('fails when a service is shown twice', () => {
    const stack = testStack();
    const service = plainService(stack);
    const board = new ServiceDashboard(stack, 'Board');
    board.addService(service);

    expect(() => board.addService(service)).toThrow(
      "TestStack/Board: [ServiceDashboard.twice] 'TestStack/Service' is on the dashboard already",
    );
  });

  test('fails when a target group belongs to no load balancer', () => {
    const stack = testStack();
    const service = plainService(stack);
    const lonely = new elbv2.ApplicationTargetGroup(stack, 'Lonely', {
      vpc: service.cluster.vpc,
      port: 80,
      targetType: elbv2.TargetType.IP,
    });

    new ServiceDashboard(stack, 'Board').addService(service, { targetGroups: [lonely] });

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceDashboard.noLoadBalancer] target group 'TestStack/Lonely' belongs to no load balancer yet",
    );
  });
});
