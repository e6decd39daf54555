import { App, CfnParameter, Duration, Fn, Lazy, NestedStack, Stack, StackProps } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RollbackAlarms, RollbackAlarmsProps } from '../../lib/workloads/rollback-alarms';
import { RollbackPolicy } from '../../lib/workloads/rollback-policy';
import { RollbackSignal } from '../../lib/workloads/rollback-alarm-options';
import { ServiceAlarms, ServiceAlarmsProps } from '../../lib/workloads/service-alarms';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { ServiceWorkload } from '../../lib/workloads/service-workload';
import type { ServiceWorkloadProps } from '../../lib/workloads/service-workload-props';
import { WebService } from '../../lib/workloads/web-service';
import { WorkerService } from '../../lib/workloads/worker-service';
import { testApp, testStack } from '../support/stacks';
import { WorkerQueue } from '../../lib/workloads/worker-queue';
import { DesiredCount } from '../../lib/workloads/desired-count';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');

/** A stack with one Fargate service made by hand. */
function fargate(props: Partial<ecs.FargateServiceProps> = {}, stackProps?: StackProps) {
  const stack = testStack(stackProps);
  const { vpc, cluster } = clusterIn(stack);
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image, portMappings: [{ containerPort: 8080 }] });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    ...props,
  });
  return { stack, vpc, cluster, service, taskDefinition };
}

function clusterIn(stack: Stack) {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return { vpc, cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) };
}

/** A target group of an application load balancer, for the service. */
function webTargets(stack: Stack, vpc: ec2.IVpc, service: ecs.FargateService): elbv2.ApplicationTargetGroup {
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
  return balancer.addListener('Http', { port: 80, open: false }).addTargets('Web', { port: 8080, targets: [service] });
}

const named = (path: string) => ({ 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, `/${path}`]] });

function attached(stack: Stack) {
  const [service] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return service.Properties.DeploymentConfiguration.Alarms;
}

function alarmsOf(stack: Stack): Record<string, any> {
  return Object.fromEntries(
    Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
      Properties.AlarmName['Fn::Join']?.[1][1] ?? Properties.AlarmName,
      Properties,
    ]),
  );
}

describe('RollbackAlarms', () => {
  test('watch CPU and memory of a service, and are attached to it with rollback', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service });

    expect(attached(stack)).toEqual({
      AlarmNames: [named('Rollback/Cpu'), named('Rollback/Memory')],
      Enable: true,
      Rollback: true,
    });
    expect(alarmsOf(stack)['/Rollback/Cpu']).toEqual({
      AlarmName: named('Rollback/Cpu'),
      AlarmDescription: 'The tasks use 90 % of their CPU',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'ClusterName', Value: { Ref: 'ClusterEB0386A7' } },
        { Name: 'ServiceName', Value: { 'Fn::GetAtt': ['ServiceD69D759B', 'Name'] } },
      ],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 5,
      Threshold: 90,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(alarmsOf(stack)['/Rollback/Memory']).toMatchObject({ MetricName: 'MemoryUtilization', Threshold: 90 });
  });

  test('make no circle: the service refers to no alarm that refers to it', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service });

    const [{ DependsOn, Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
    expect(DependsOn).toEqual(['TaskTaskRoleE98524A1']);
    expect(JSON.stringify(Properties.DeploymentConfiguration)).not.toMatch(/"Ref":"Rollback/);
  });

  test('are there before a service whose name is given', () => {
    const { stack, service } = fargate({ serviceName: 'orders' });

    new RollbackAlarms(stack, 'Rollback', { service });

    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
    expect(DependsOn).toEqual(['RollbackCpu0CEA56A5', 'RollbackMemory2022B21A', 'TaskTaskRoleE98524A1']);
    expect(alarmsOf(stack)['/Rollback/Cpu'].Dimensions[1]).toEqual({ Name: 'ServiceName', Value: 'orders' });
  });

  test('take thresholds and a duration of your own', () => {
    const { stack, vpc, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', {
      service,
      cpuPercent: 80,
      memoryPercent: 70,
      sustainedMinutes: 2,
      serverErrorPercent: 1,
      serverErrorMinRequests: 500,
      unhealthyTargets: 3,
    }).watchTargetGroup(webTargets(stack, vpc, service));

    expect(alarmsOf(stack)).toMatchObject({
      '/Rollback/Cpu': { Threshold: 80, EvaluationPeriods: 2 },
      '/Rollback/Memory': { Threshold: 70, EvaluationPeriods: 2 },
      '/Rollback/ServerErrorsWebGroup': { Threshold: 1, EvaluationPeriods: 3 },
      '/Rollback/UnhealthyTargetsWebGroup': { Threshold: 3, EvaluationPeriods: 2 },
    });
    expect(alarmsOf(stack)['/Rollback/ServerErrorsWebGroup'].Metrics[0].Expression).toBe(
      'IF(requests >= 500, 100 * SUM([errors, refused]) / requests, 0)',
    );
  });

  test('watch the 5xx rate and the unhealthy targets of a target group, before the service is deployed', () => {
    const { stack, vpc, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service }).watchTargetGroup(webTargets(stack, vpc, service));

    const alarms = alarmsOf(stack);
    expect(alarms['/Rollback/ServerErrorsWebGroup']).toMatchObject({ Threshold: 5, EvaluationPeriods: 3 });
    expect(alarms['/Rollback/ServerErrorsWebGroup'].Metrics).toEqual([
      {
        Id: 'expr_1',
        Expression: 'IF(requests >= 20, 100 * SUM([errors, refused]) / requests, 0)',
        Label: 'requests that failed, percent',
        ReturnData: true,
      },
      expect.objectContaining({
        Id: 'errors',
        ReturnData: false,
        MetricStat: expect.objectContaining({
          Stat: 'Sum',
          Period: 60,
          Metric: expect.objectContaining({ MetricName: 'HTTPCode_Target_5XX_Count', Namespace: 'AWS/ApplicationELB' }),
        }),
      }),
      expect.objectContaining({
        Id: 'refused',
        ReturnData: false,
        MetricStat: expect.objectContaining({
          Stat: 'Sum',
          Period: 60,
          Metric: {
            MetricName: 'TargetConnectionErrorCount',
            Namespace: 'AWS/ApplicationELB',
            Dimensions: [
              { Name: 'LoadBalancer', Value: expect.anything() },
              { Name: 'TargetGroup', Value: expect.anything() },
            ],
          },
        }),
      }),
      expect.objectContaining({
        Id: 'requests',
        MetricStat: expect.objectContaining({ Metric: expect.objectContaining({ MetricName: 'RequestCount' }) }),
      }),
    ]);
    expect(alarms['/Rollback/UnhealthyTargetsWebGroup']).toMatchObject({
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 5,
    });
    expect(attached(stack).AlarmNames).toHaveLength(4);
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
    expect(DependsOn.filter((id: string) => id.startsWith('Rollback'))).toHaveLength(2);
  });

  test('watch only the health of targets behind a network load balancer', () => {
    const { stack, vpc, service } = fargate();
    const balancer = new elbv2.NetworkLoadBalancer(stack, 'Balancer', { vpc });
    const targets = balancer.addListener('Tcp', { port: 80 }).addTargets('Tcp', { port: 8080, targets: [service] });

    new RollbackAlarms(stack, 'Rollback', { service }).watchTargetGroup(targets);

    expect(alarmsOf(stack)['/Rollback/UnhealthyTargetsTcpGroup']).toMatchObject({ Namespace: 'AWS/NetworkELB' });
    expect(Object.keys(alarmsOf(stack))).not.toContain('/Rollback/ServerErrorsTcpGroup');
  });

  test('watch both target groups of a service that is deployed blue/green', () => {
    const { stack, vpc, service } = fargate();
    const group = (id: string) =>
      new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elbv2.TargetType.IP });
    const [blue, green] = [group('Blue'), group('Green')];
    new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', {
      port: 80,
      open: false,
      defaultAction: elbv2.ListenerAction.weightedForward([
        { targetGroup: blue, weight: 100 },
        { targetGroup: green, weight: 0 },
      ]),
    });

    const alarms = new RollbackAlarms(stack, 'Rollback', { service });
    alarms.watchTargetGroup(blue);
    alarms.watchTargetGroup(green);

    expect(Object.keys(alarmsOf(stack)).sort()).toEqual([
      '/Rollback/Cpu',
      '/Rollback/Memory',
      '/Rollback/ServerErrorsBlue',
      '/Rollback/ServerErrorsGreen',
      '/Rollback/UnhealthyTargetsBlue',
      '/Rollback/UnhealthyTargetsGreen',
    ]);
  });

  test('watch an imported target group by its load balancer', () => {
    const { stack, service } = fargate();
    const targets = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067',
      loadBalancerArns: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/lb/50dc6c495c0c9188',
    });

    new RollbackAlarms(stack, 'Rollback', { service }).watchTargetGroup(targets);

    expect(alarmsOf(stack)['/Rollback/UnhealthyTargetsImported'].Dimensions).toEqual([
      { Name: 'LoadBalancer', Value: 'app/lb/50dc6c495c0c9188' },
      { Name: 'TargetGroup', Value: 'targetgroup/web/73e2d6bc24d8a067' },
    ]);
  });

  test('watch how long messages wait', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service }).watchQueue(new sqs.Queue(stack, 'Jobs'), Duration.minutes(10));

    expect(alarmsOf(stack)['/Rollback/QueueAgeJobs']).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Statistic: 'Maximum',
      Threshold: 600,
      EvaluationPeriods: 3,
      AlarmDescription: 'Messages wait 10 minutes or longer',
    });
  });

  test('keep what the service was given by hand, before and after, in one call and in many', () => {
    const { stack, service } = fargate({ deploymentAlarms: { alarmNames: ['First'] } });

    const alarms = new RollbackAlarms(stack, 'Rollback', { service, without: [RollbackSignal.MEMORY] });
    service.enableDeploymentAlarms(['Second']);
    service.enableDeploymentAlarms(['Third', 'First'], { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
    alarms.addAlarm(cloudwatch.Alarm.fromAlarmName(stack, 'Fourth', 'Fourth'));

    expect(attached(stack)).toEqual({
      AlarmNames: ['First', named('Rollback/Cpu'), 'Second', 'Third', 'Fourth'],
      Enable: true,
      Rollback: true,
    });
  });

  test('leave the first call of enableDeploymentAlarms its choice when there is no alarm yet', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service, without: [RollbackSignal.CPU, RollbackSignal.MEMORY] });
    service.enableDeploymentAlarms(['Mine']);

    expect(attached(stack)).toEqual({ AlarmNames: ['Mine'], Enable: true, Rollback: true });
  });

  test('take an alarm of your own by the name that it was given, else by reference', () => {
    const { stack, service } = fargate();
    const alarm = (id: string, alarmName?: string) =>
      new cloudwatch.Alarm(stack, id, { alarmName, metric: ownMetric, threshold: 1, evaluationPeriods: 1 });
    const ownMetric = new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Refused' });

    const alarms = new RollbackAlarms(stack, 'Rollback', { service });
    alarms.addAlarm(alarm('Named', 'orders-refused'));
    alarms.addAlarm(alarm('Unnamed'));

    expect(attached(stack).AlarmNames.slice(2)).toEqual(['orders-refused', { Ref: 'Unnamed056898D7' }]);
    expect(alarms.alarms.map(({ node }) => node.path)).toEqual([
      'TestStack/Rollback/Cpu',
      'TestStack/Rollback/Memory',
      'TestStack/Named',
      'TestStack/Unnamed',
    ]);
  });

  test('take an alarm that watches the service when it has a name', () => {
    const { stack, service } = fargate();
    const alarm = new cloudwatch.Alarm(stack, 'Own', {
      alarmName: 'orders-memory',
      metric: service.metricMemoryUtilization(),
      threshold: 1,
      evaluationPeriods: 1,
    });

    new RollbackAlarms(stack, 'Rollback', { service }).addAlarm(alarm);

    expect(attached(stack).AlarmNames).toContain('orders-memory');
  });

  test('fails at synth when an alarm without a name watches the service, which would wait for it', () => {
    const { stack, service } = fargate();
    const alarm = new cloudwatch.Alarm(stack, 'Own', {
      metric: service.metricMemoryUtilization(),
      threshold: 1,
      evaluationPeriods: 1,
    });

    new RollbackAlarms(stack, 'Rollback', { service }).addAlarm(alarm);

    expect(() => Template.fromStack(stack)).toThrow(
      "[RollbackAlarms.cycle] alarm 'TestStack/Own' watches 'TestStack/Service', which would have to wait for it; give the alarm an 'alarmName'",
    );
  });

  test('fails when an alarm without a name watches the service in the text of Fn::Sub', () => {
    const { stack, service } = fargate();
    const id = stack.getLogicalId(service.node.defaultChild as ecs.CfnService);
    const alarm = new cloudwatch.Alarm(stack, 'Own', {
      metric: new cloudwatch.Metric({
        namespace: 'Own',
        metricName: 'Depth',
        dimensionsMap: { Service: Fn.sub(`\${${id}.Name}`) },
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });

    new RollbackAlarms(stack, 'Rollback', { service }).addAlarm(alarm);

    expect(() => Template.fromStack(stack)).toThrow('[RollbackAlarms.cycle]');
  });

  test('tell a topic too', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service, topic: new sns.Topic(stack, 'Topic') });

    expect(alarmsOf(stack)['/Rollback/Cpu'].AlarmActions).toEqual([{ Ref: 'TopicBFC7AF6E' }]);
  });

  test.each([
    [RollbackSignal.CPU, '/Rollback/Cpu'],
    [RollbackSignal.MEMORY, '/Rollback/Memory'],
    [RollbackSignal.SERVER_ERRORS, '/Rollback/ServerErrorsWebGroup'],
    [RollbackSignal.UNHEALTHY_TARGETS, '/Rollback/UnhealthyTargetsWebGroup'],
    [RollbackSignal.QUEUE_AGE, '/Rollback/QueueAgeJobs'],
  ])('can be made without %s', (signal, alarm) => {
    const { stack, vpc, service } = fargate();

    const alarms = new RollbackAlarms(stack, 'Rollback', { service, without: [signal] });
    alarms.watchTargetGroup(webTargets(stack, vpc, service));
    alarms.watchQueue(new sqs.Queue(stack, 'Jobs'), Duration.minutes(1));

    expect(Object.keys(alarmsOf(stack))).toHaveLength(4);
    expect(Object.keys(alarmsOf(stack))).not.toContain(alarm);
  });

  test('leave out CPU and memory of a task without a size, which may exceed what it reserves', () => {
    const stack = testStack();
    const { cluster } = clusterIn(stack);
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
    taskDefinition.addContainer('app', { image, memoryReservationMiB: 128 });
    const service = new ecs.Ec2Service(stack, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      capacityProviderStrategies: [{ capacityProvider: 'group', weight: 1 }],
    });

    const alarms = new RollbackAlarms(stack, 'Rollback', { service, cpuPercent: 95 });

    expect(alarms.alarms.map(({ node }) => node.id)).toEqual(['Cpu']);
  });

  test('have names of at most 255 characters, which differ where the paths do', () => {
    const { stack, service } = fargate();
    const long = 'X'.repeat(150);

    new RollbackAlarms(stack, `${long}1`, { service });
    new RollbackAlarms(stack, `${long}2`, { service });

    const names = Object.keys(alarmsOf(stack));
    expect(new Set(names).size).toBe(4);
    names.forEach((name) => expect(name.length).toBe(127));
  });

  test('have names of their own stack when the service is in another', () => {
    const app = testApp();
    const stack = new Stack(app, 'ServiceStack');
    const { cluster } = clusterIn(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });

    new RollbackAlarms(new Stack(app, 'AlarmStack'), 'Rollback', { service });

    expect(attached(stack).AlarmNames).toEqual(['AlarmStack/Rollback/Cpu', 'AlarmStack/Rollback/Memory']);
  });

  test('take tokens for every number', () => {
    const { stack, vpc, service } = fargate();
    const token = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;

    new RollbackAlarms(stack, 'Rollback', {
      service,
      cpuPercent: token,
      memoryPercent: token,
      sustainedMinutes: token,
      serverErrorPercent: token,
      serverErrorMinRequests: token,
      unhealthyTargets: token,
    }).watchTargetGroup(webTargets(stack, vpc, service));

    expect(alarmsOf(stack)['/Rollback/Cpu']).toMatchObject({ Threshold: { Ref: 'Number' } });
  });

  test('warn in a partition where ECS is not known to have them', () => {
    const { stack, service } = fargate({}, { env: { region: 'us-gov-west-1', account: '111122223333' } });

    const alarms = new RollbackAlarms(stack, 'Rollback', { service });

    expect(alarms.node.metadata.map(({ data }) => data)).toContainEqual(
      expect.stringContaining(
        'ECS is not known to have deployment alarms in the partition aws-us-gov, and may refuse the service; leave them out there, or acknowledge this when they work',
      ),
    );
  });

  test.each<[Partial<RollbackAlarmsProps>, string]>([
    [{ cpuPercent: 0 }, "[RollbackAlarms.percent] 'cpuPercent' must be above 0 and at most 100, got 0"],
    [{ memoryPercent: 101 }, "[RollbackAlarms.percent] 'memoryPercent' must be above 0 and at most 100, got 101"],
    [
      { serverErrorPercent: -1 },
      "[RollbackAlarms.percent] 'serverErrorPercent' must be above 0 and at most 100, got -1",
    ],
    [{ sustainedMinutes: 61 }, "[RollbackAlarms.count] 'sustainedMinutes' must be an integer from 1 to 60, got 61"],
    [
      { serverErrorMinRequests: 0 },
      "[RollbackAlarms.count] 'serverErrorMinRequests' must be an integer of at least 1, got 0",
    ],
    [{ unhealthyTargets: 1.5 }, "[RollbackAlarms.count] 'unhealthyTargets' must be an integer of at least 1, got 1.5"],
    [
      { without: [RollbackSignal.CPU], cpuPercent: 80 },
      "[RollbackAlarms.leftOut] 'cpuPercent' is given, but 'without' leaves out CPU; leave out one of the two",
    ],
  ])('fails on %j', (props, message) => {
    const { stack, service } = fargate();

    expect(() => new RollbackAlarms(stack, 'Rollback', { service, ...props })).toThrow(
      `TestStack/Rollback: ${message}`,
    );
  });

  test('takes the edges', () => {
    const { stack, service } = fargate();

    const alarms = new RollbackAlarms(stack, 'Rollback', { service, cpuPercent: 100, sustainedMinutes: 60 });

    expect(alarms.alarms).toHaveLength(2);
  });

  test('fails at synth when limits are given for target groups of which none is watched', () => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service, serverErrorPercent: 1, unhealthyTargets: 2 });

    const refused = expect(() => Template.fromStack(stack));
    refused.toThrow(
      "[RollbackAlarms.noTargets] 'serverErrorPercent' is given, but no target group or HTTP API is watched; call watchTargetGroup() or watchHttpApi(), or leave it out",
    );
    refused.toThrow(
      "[RollbackAlarms.noTargets] 'unhealthyTargets' is given, but no target group is watched; call watchTargetGroup(), or leave it out",
    );
  });

  test('fails when a target group belongs to no load balancer', () => {
    const { stack, vpc, service } = fargate();
    const alarms = new RollbackAlarms(stack, 'Rollback', { service });
    const lonely = new elbv2.ApplicationTargetGroup(stack, 'Lonely', {
      vpc,
      port: 80,
      targetType: elbv2.TargetType.IP,
    });
    const imported = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
      targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067',
    });

    for (const targets of [lonely, imported]) {
      expect(() => alarms.watchTargetGroup(targets)).toThrow(
        `TestStack/Rollback: [RollbackAlarms.noLoadBalancer] target group '${targets.node.path}' belongs to no load balancer yet, and its metrics are named after one; add it to a listener first, or import it with 'loadBalancerArns'`,
      );
    }
  });

  test('fails when the same is watched twice', () => {
    const { stack, vpc, service } = fargate();
    const alarms = new RollbackAlarms(stack, 'Rollback', { service });
    const targets = webTargets(stack, vpc, service);
    const own = cloudwatch.Alarm.fromAlarmName(stack, 'Own', 'Own');
    const queue = new sqs.Queue(stack, 'Jobs');

    alarms.watchTargetGroup(targets);
    alarms.addAlarm(own);
    alarms.watchQueue(queue, Duration.minutes(1));

    expect(() => alarms.watchTargetGroup(targets)).toThrow(
      "TestStack/Rollback: [RollbackAlarms.twice] target group 'TestStack/Balancer/Http/WebGroup' is watched already",
    );
    expect(() => alarms.addAlarm(own)).toThrow(
      "TestStack/Rollback: [RollbackAlarms.twice] alarm 'TestStack/Own' is attached already",
    );
    expect(() => alarms.watchQueue(queue, Duration.minutes(1))).toThrow(
      "TestStack/Rollback: [RollbackAlarms.twice] there is an alarm 'QueueAgeJobs' already; give what is watched another construct id",
    );
  });

  test.each([
    ['one second', Duration.seconds(1), 1],
    ['a time that is known later', Duration.seconds(Lazy.number({ produce: () => 0 })), 0],
  ])('messages may wait %s', (_, maxAge, Threshold) => {
    const { stack, service } = fargate();

    new RollbackAlarms(stack, 'Rollback', { service }).watchQueue(new sqs.Queue(stack, 'Jobs'), maxAge);

    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold,
    });
  });

  test('fails when messages may not wait at all', () => {
    const { stack, service } = fargate();
    const alarms = new RollbackAlarms(stack, 'Rollback', { service });

    expect(() => alarms.watchQueue(new sqs.Queue(stack, 'Jobs'), Duration.seconds(0))).toThrow(
      "TestStack/Rollback: [RollbackAlarms.maxAge] 'maxAge' must be whole seconds, at least one, got 0 s",
    );
  });

  test('fails on another deployment controller', () => {
    const { stack, service } = fargate({
      circuitBreaker: undefined,
      deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
    });

    expect(() => new RollbackAlarms(stack, 'Rollback', { service })).toThrow(
      'TestStack/Service: [RollbackAlarms.controller] the deployment controller is CODE_DEPLOY, and alarms undo deployments of the controller ECS only; use that, or the alarms of CODE_DEPLOY',
    );
  });

  test('fails when the service is to fail on alarm without going back', () => {
    const { stack, service } = fargate({
      deploymentAlarms: { alarmNames: ['First'], behavior: ecs.AlarmBehavior.FAIL_ON_ALARM },
    });

    expect(() => new RollbackAlarms(stack, 'Rollback', { service })).toThrow(
      "TestStack/Service: [RollbackAlarms.behavior] 'deploymentAlarms' of the service fails deployments on alarm without going back, and ECS has one behavior for all its alarms; use AlarmBehavior.ROLLBACK_ON_ALARM, or leave out the rollback alarms",
    );
  });

  test('fails in a nested stack whose name the service cannot know', () => {
    const { stack, service } = fargate();
    const nested = new NestedStack(stack, 'Nested');

    expect(() => new RollbackAlarms(nested, 'Rollback', { service })).toThrow(
      "TestStack/Nested/Rollback: [RollbackAlarms.otherStack] the alarms would be in the nested stack 'TestStack/Nested', whose name 'TestStack' with the service cannot know; make them in the stack of the service",
    );
  });
});

describe('ServiceAlarms', () => {
  /** A service with the alarms, on a cluster with Container Insights unless said otherwise. */
  function watched(props: Partial<ServiceAlarmsProps> = {}, insights = ecs.ContainerInsights.ENHANCED) {
    const stack = testStack();
    const { vpc } = clusterIn(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image, portMappings: [{ containerPort: 8080 }] });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Insighted', { vpc, containerInsightsV2: insights }),
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    const topic = new sns.Topic(stack, 'Topic');
    return { stack, vpc, service, alarms: new ServiceAlarms(stack, 'Alarms', { service, topic, ...props }) };
  }

  const properties = (stack: Stack) =>
    Object.fromEntries(
      Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(([id, resource]) => [
        id.replace(/.{8}$/, ''),
        resource.Properties,
      ]),
    );

  test('tell when tasks are missing', () => {
    const { stack } = watched();

    const { AlarmsMissingTasks } = properties(stack);
    expect(AlarmsMissingTasks).toMatchObject({
      AlarmActions: [{ Ref: 'TopicBFC7AF6E' }],
      EvaluationPeriods: 15,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(AlarmsMissingTasks.Metrics.map((metric: any) => metric.Expression ?? metric.MetricStat.Metric)).toEqual([
      'desired - running',
      expect.objectContaining({ Namespace: 'ECS/ContainerInsights', MetricName: 'DesiredTaskCount' }),
      expect.objectContaining({ Namespace: 'ECS/ContainerInsights', MetricName: 'RunningTaskCount' }),
    ]);
    expect(AlarmsMissingTasks).not.toHaveProperty('AlarmName');
  });

  test('do not wait for tasks on a cluster that counts none, unless told to', () => {
    expect(properties(watched({}, ecs.ContainerInsights.DISABLED).stack)).toEqual({});
    expect(
      properties(watched({ missingTasksMinutes: 3 }, ecs.ContainerInsights.DISABLED).stack).AlarmsMissingTasks,
    ).toMatchObject({ EvaluationPeriods: 3 });
  });

  test('tell of dead letters', () => {
    const { stack, alarms } = watched();

    alarms.watchDeadLetterQueue(new sqs.Queue(stack, 'Dead'));

    expect(properties(stack).AlarmsDeadLettersDead).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
    });
    expect(alarms.alarms.map(({ node }) => node.id)).toEqual(['MissingTasks', 'DeadLettersDead']);
  });

  test('tell of latency only when it is said what is slow', () => {
    const silent = watched();
    silent.alarms.watchTargetGroup(webTargets(silent.stack, silent.vpc, silent.service));
    expect(Object.keys(properties(silent.stack))).toEqual(['AlarmsMissingTasks']);

    const { stack, vpc, service, alarms } = watched({ latency: Duration.millis(800) });
    alarms.watchTargetGroup(webTargets(stack, vpc, service));
    expect(properties(stack).AlarmsLatencyWebGroup).toMatchObject({
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p99',
      Threshold: 0.8,
      EvaluationPeriods: 5,
      EvaluateLowSampleCountPercentile: 'ignore',
    });
  });

  test('fails at synth when latency is given and no target group is watched', () => {
    expect(() => Template.fromStack(watched({ latency: Duration.seconds(1) }).stack)).toThrow(
      "[ServiceAlarms.noTargets] 'latency' is given, but no target group of an application load balancer and no HTTP API is watched; call watchTargetGroup() or watchHttpApi(), or leave it out",
    );
  });

  test('fails on values out of range, and on the same thing twice', () => {
    expect(() => watched({ missingTasksMinutes: 0 })).toThrow(
      "TestStack/Alarms: [ServiceAlarms.count] 'missingTasksMinutes' must be an integer from 1 to 120, got 0",
    );
    expect(() => watched({ latency: Duration.millis(0) })).toThrow(
      "TestStack/Alarms: [ServiceAlarms.latency] 'latency' must be above 0, got 0 ms",
    );
    const { stack, alarms } = watched();
    const queue = new sqs.Queue(stack, 'Dead');
    alarms.watchDeadLetterQueue(queue);
    expect(() => alarms.watchDeadLetterQueue(queue)).toThrow(
      "TestStack/Alarms: [ServiceAlarms.twice] there is an alarm 'DeadLettersDead' already; give what is watched another construct id",
    );
  });
});

describe('A workload', () => {
  class AnyService extends ServiceWorkload {
    constructor(stack: Stack, props: Partial<ServiceWorkloadProps> = {}) {
      super(stack, 'Any', {
        cluster: clusterIn(stack).cluster,
        container: { image, user: '10001', port: 8080 },
        ...props,
      });
    }
  }

  test('has rollback alarms unless something else is said', () => {
    const stack = testStack();

    const { rollbackAlarms } = new AnyService(stack);

    expect(rollbackAlarms?.alarms.map(({ node }) => node.path)).toEqual([
      'TestStack/Any/RollbackAlarms/Cpu',
      'TestStack/Any/RollbackAlarms/Memory',
    ]);
    expect(attached(stack).AlarmNames).toEqual([named('Any/RollbackAlarms/Cpu'), named('Any/RollbackAlarms/Memory')]);
  });

  test('can be without, and tells ECS so', () => {
    const stack = testStack();

    const { rollbackAlarms } = new AnyService(stack, { rollbackAlarms: RollbackPolicy.withoutAlarms() });

    expect(rollbackAlarms).toBeUndefined();
    expect(attached(stack)).toEqual({ AlarmNames: [], Enable: false, Rollback: false });
  });

  test('has none by default where ECS is not known to have them', () => {
    const stack = testStack({ env: { region: 'cn-north-1', account: '111122223333' } });

    const { rollbackAlarms } = new AnyService(stack);

    expect(rollbackAlarms).toBeUndefined();
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: { Alarms: Match.absent() },
    });
  });

  test('passes on limits and topic, and what it is told to watch', () => {
    const stack = testStack();
    const service = new AnyService(stack, {
      rollbackAlarms: RollbackPolicy.onAlarms({ cpuPercent: 75, without: [RollbackSignal.MEMORY] }),
      alarmTopic: new sns.Topic(stack, 'Topic'),
    });

    service.watchTargetGroup(webTargets(stack, service.cluster.vpc, service.service as ecs.FargateService));
    service.watchQueue(new sqs.Queue(stack, 'Jobs'), { maxAge: Duration.minutes(5) });
    service.watchQueue(new sqs.Queue(stack, 'Patient'));

    const alarms = alarmsOf(stack);
    expect(service.alarms?.alarms).toEqual([]);
    expect(Object.keys(alarms).sort()).toEqual([
      '/Any/RollbackAlarms/Cpu',
      '/Any/RollbackAlarms/QueueAgeJobs',
      '/Any/RollbackAlarms/ServerErrorsWebGroup',
      '/Any/RollbackAlarms/UnhealthyTargetsWebGroup',
    ]);
    expect(alarms['/Any/RollbackAlarms/Cpu']).toMatchObject({
      Threshold: 75,
      AlarmActions: [{ Ref: 'TopicBFC7AF6E' }],
    });
  });

  test('tells a topic of dead letters and latency too', () => {
    const stack = testStack();
    const service = new AnyService(stack, {
      alarmTopic: new sns.Topic(stack, 'Topic'),
      alarms: { latency: Duration.seconds(1) },
    });

    service.watchTargetGroup(webTargets(stack, service.cluster.vpc, service.service as ecs.FargateService));
    service.watchQueue(new sqs.Queue(stack, 'Jobs'), { deadLetterQueue: new sqs.Queue(stack, 'Dead') });

    expect(service.alarms?.alarms.map(({ node }) => node.id)).toEqual(['LatencyWebGroup', 'DeadLettersDead']);
  });

  test('lets new tasks be unhealthy as long as the service grants them', () => {
    const stack = testStack();
    const service = new AnyService(stack);
    service.watchTargetGroup(webTargets(stack, service.cluster.vpc, service.service as ecs.FargateService));

    (service.service.node.defaultChild as ecs.CfnService).healthCheckGracePeriodSeconds = 601;

    expect(alarmsOf(stack)['/Any/RollbackAlarms/UnhealthyTargetsWebGroup'].EvaluationPeriods).toBe(11);
  });

  test('fails when alarms are described that nobody would hear', () => {
    expect(() => new AnyService(testStack(), { alarms: {} })).toThrow(
      "TestStack/Any: [Workload.noAlarmTopic] 'alarms' needs an 'alarmTopic' to notify, got none; give both",
    );
  });

  test('fails on limits out of range, together with its other faults', () => {
    const stack = testStack();

    expect(
      () =>
        new AnyService(stack, {
          desiredCount: DesiredCount.fixed(-1),
          rollbackAlarms: RollbackPolicy.onAlarms({ cpuPercent: 200 }),
        }),
    ).toThrow(
      /\[Workload.desiredCount\][^]*\[RollbackAlarms.percent\] 'cpuPercent' must be above 0 and at most 100, got 200/,
    );
  });
});

describe('The kinds of services', () => {
  test('a web service that shifts traffic has alarms on both its target groups', () => {
    const stack = testStack();

    const { rollbackAlarms } = new WebService(stack, 'Web', {
      cluster: clusterIn(stack).cluster,
      container: { image, user: '10001', port: 8080 },
      certificate: acm.Certificate.fromCertificateArn(
        stack,
        'Certificate',
        'arn:aws:acm:eu-west-1:111122223333:certificate/1',
      ),
      deployment: ServiceDeployment.canary(),
    });

    expect(rollbackAlarms?.alarms.map(({ node }) => node.id)).toEqual([
      'Cpu',
      'Memory',
      'ServerErrorsHttp',
      'UnhealthyTargetsHttp',
      'ServerErrorsAlternate',
      'UnhealthyTargetsAlternate',
    ]);
  });

  test('a worker has alarms on the age of its messages and on its dead letters', () => {
    const stack = testStack();

    const worker = new WorkerService(stack, 'Worker', {
      cluster: clusterIn(stack).cluster,
      container: { image, user: '10001' },
      queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(5) }),
      alarmTopic: new sns.Topic(stack, 'Topic'),
    });

    expect(worker.rollbackAlarms?.alarms.map(({ node }) => node.id)).toContain('QueueAgeQueue');
    expect(worker.alarms?.alarms.map(({ node }) => node.id)).toEqual(['DeadLettersDeadLetterQueue']);
  });
});

test('the same app gives the same names', () => {
  const build = () => {
    const stack = new Stack(new App(), 'Same');
    const { cluster } = clusterIn(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image });
    const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });
    new RollbackAlarms(stack, 'Rollback', { service });
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  expect(build()).toBe(build());
});
