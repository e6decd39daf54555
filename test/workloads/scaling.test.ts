import { CfnParameter, Duration, Lazy, Stack, TimeZone } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import * as fc from 'fast-check';
import {
  ForecastMetric,
  ForecastMode,
  QueueBacklog,
  ServiceDeployment,
  ServiceScaling,
  ServiceScalingOptions,
  ServiceWorkload,
  ServiceWorkloadProps,
  WebIngress,
  WebService,
  DesiredCount,
} from '../../lib';
import { GroundworkError } from '../../lib/internal/errors';
import { BACKLOG } from '../../lib/internal/handlers';
import { backlogTarget } from '../../lib/workloads/private/backlog-target';
import { fewestTasks } from '../../lib/workloads/private/scaling-faults';
import { onlyProperties, testStack } from '../support/stacks';

class Plain extends ServiceWorkload {
  constructor(scope: Construct, id: string, props: Omit<ServiceWorkloadProps, 'cluster'>) {
    super(scope, id, { cluster: clusterIn(scope), container: { image: IMAGE }, ...props });
  }
}

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim');
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function clusterIn(scope: Construct): ecs.ICluster {
  const vpc = ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return ecs.Cluster.fromClusterAttributes(scope, 'Cluster', { clusterName: 'main', vpc });
}

/** A service of aws-cdk-lib alone. */
function serviceIn(scope: Construct, props: Partial<ecs.FargateServiceProps> = {}): ecs.FargateService {
  const taskDefinition = new ecs.FargateTaskDefinition(scope, 'Task');
  taskDefinition.addContainer('app', { image: IMAGE, portMappings: [{ containerPort: 8080 }] });
  return new ecs.FargateService(scope, 'Service', {
    cluster: clusterIn(scope),
    taskDefinition,
    minHealthyPercent: 100,
    ...props,
  });
}

function scaled(options: ServiceScalingOptions): { stack: Stack; scaling: ServiceScaling } {
  const stack = testStack();
  return { stack, scaling: new ServiceScaling(stack, 'Scaling', { service: serviceIn(stack), ...options }) };
}

function targetGroupIn(stack: Stack, service: ecs.FargateService): elbv2.ApplicationTargetGroup {
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc: service.cluster.vpc });
  return balancer
    .addListener('Listener', { port: 80, open: false })
    .addTargets('Targets', { port: 8080, protocol: elbv2.ApplicationProtocol.HTTP, targets: [service] });
}

function faultsOf(build: () => unknown): string[] {
  try {
    build();
  } catch (error) {
    return (error as GroundworkError).faults.map(({ code, message }) => `${code}: ${message}`);
  }
  return [];
}

const scalingFaultsOf = (options: object) => faultsOf(() => scaled(options as ServiceScalingOptions));

describe('the limits', () => {
  test('from two tasks to the maximum', () => {
    const { stack } = scaled({ max: 10, cpuPercent: 60 });

    const target = onlyProperties(stack, TARGET);
    expect(target).toMatchObject({ MinCapacity: 2, MaxCapacity: 10, ScalableDimension: 'ecs:service:DesiredCount' });
    expect(target.ScheduledActions).toBeUndefined();
  });

  test('the minimum can be any other', () => {
    const { stack } = scaled({ min: 1, max: 1, cpuPercent: 60 });

    expect(onlyProperties(stack, TARGET)).toMatchObject({ MinCapacity: 1, MaxCapacity: 1 });
  });

  test('tokens pass', () => {
    const stack = testStack();
    const parameter = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    new ServiceScaling(stack, 'Scaling', {
      service: serviceIn(stack),
      min: parameter('Min'),
      max: parameter('Max'),
      cpuPercent: parameter('Cpu'),
      memoryPercent: parameter('Memory'),
      schedules: [{ name: 'night', schedule: appscaling.Schedule.cron({ minute: '0' }), min: parameter('Night') }],
      predictive: { maxCapacityBuffer: parameter('Buffer') },
    });

    expect(onlyProperties(stack, TARGET)).toMatchObject({ MinCapacity: { Ref: 'Min' }, MaxCapacity: { Ref: 'Max' } });
  });

  test('a service is scaled once', () => {
    const stack = testStack();
    const service = serviceIn(stack);
    new ServiceScaling(stack, 'Scaling', { service, max: 10, cpuPercent: 60 });

    expect(() => service.autoScaleTaskCount({ maxCapacity: 3 })).toThrow(/already enabled/);
  });

  test.each<[string, object, string[]]>([
    [
      'there is no maximum',
      { cpuPercent: 60 },
      ["Props.missing: 'max' of ServiceScaling is missing; it must be a finite number"],
    ],
    [
      'the maximum is zero',
      { min: 0, max: 0, cpuPercent: 60 },
      ["ServiceScaling.max: 'max' must be an integer of at least 1, got 0"],
    ],
    [
      'the maximum is no number',
      { max: NaN, cpuPercent: 60 },
      ["Props.wrongType: 'max' of ServiceScaling must be a finite number, got the number NaN"],
    ],
    [
      'the minimum is negative',
      { min: -1, max: 2, cpuPercent: 60 },
      ["ServiceScaling.min: 'min' must be an integer of at least 0, got -1"],
    ],
    [
      'a limit is a fraction',
      { min: 1.5, max: 2, cpuPercent: 60 },
      ["ServiceScaling.min: 'min' must be an integer of at least 0, got 1.5"],
    ],
    [
      'the minimum is above the maximum',
      { min: 5, max: 4, cpuPercent: 60 },
      ["ServiceScaling.range: 'min' is 5, above 'max' 4; lower the one or raise the other"],
    ],
    [
      'the default minimum is above the maximum',
      { max: 1, cpuPercent: 60 },
      ["ServiceScaling.range: 'min' is 2 unless it is given, above 'max' 1; lower the one or raise the other"],
    ],
  ])('fails when %s', (_, options, faults) => {
    expect(scalingFaultsOf(options)).toEqual(faults);
  });

  test('fails with all faults of the options at once', () => {
    const faults = scalingFaultsOf({
      min: -1,
      max: 0,
      cpuPercent: 0,
      memoryPercent: 101,
      backlog: { acceptableLatency: Duration.seconds(1), timePerMessage: Duration.seconds(2) },
      predictive: { metric: ForecastMetric.REQUESTS, schedulingBufferTime: Duration.millis(1500) },
      scaleInCooldown: Duration.millis(1500),
      scaleOutCooldown: Duration.millis(1500),
    });

    expect(faults.map((fault) => fault.split(',')[0].split(' must')[0])).toEqual([
      "ServiceScaling.max: 'max'",
      "ServiceScaling.min: 'min'",
      "ServiceScaling.target: 'cpuPercent'",
      "ServiceScaling.target: 'memoryPercent'",
      "ServiceScaling.latency: 'acceptableLatency' of 1 s is shorter than the 2 s of 'timePerMessage'",
      "ServiceScaling.forecastTarget: 'predictive' forecasts what 'requestsPerTarget' keeps",
      "ServiceScaling.seconds: 'schedulingBufferTime'",
      "ServiceScaling.seconds: 'scaleInCooldown'",
      "ServiceScaling.seconds: 'scaleOutCooldown'",
    ]);
  });
});

describe('utilization', () => {
  test('one policy per metric, with nothing that was not said', () => {
    const { stack } = scaled({ max: 10, cpuPercent: 60, memoryPercent: 70 });

    const policies = Object.values(Template.fromStack(stack).findResources(POLICY)).map((each) => each.Properties);
    expect(policies).toEqual([
      {
        PolicyName: 'TestStackScaling4C25764BCpu',
        PolicyType: 'TargetTrackingScaling',
        ScalingTargetId: { Ref: 'ServiceTaskCountTarget23E25614' },
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          TargetValue: 60,
        },
      },
      expect.objectContaining({
        TargetTrackingScalingPolicyConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
          TargetValue: 70,
        },
      }),
    ]);
  });

  test('cooldowns are those of every target', () => {
    const { stack } = scaled({
      max: 10,
      cpuPercent: 60,
      scaleInCooldown: Duration.minutes(10),
      scaleOutCooldown: Duration.minutes(1),
    });

    expect(onlyProperties(stack, POLICY).TargetTrackingScalingPolicyConfiguration).toMatchObject({
      ScaleInCooldown: 600,
      ScaleOutCooldown: 60,
    });
  });

  test('what options take, methods take later', () => {
    const { stack, scaling } = scaled({ max: 10 });
    scaling.scaleOnCpu(60);
    scaling.scaleOnMemory(70);

    const later = Template.fromStack(stack).toJSON();
    const { stack: other } = scaled({ max: 10, cpuPercent: 60, memoryPercent: 70 });
    expect(later).toEqual(Template.fromStack(other).toJSON());
  });

  test("a policy of one's own on `taskCount` counts", () => {
    const { stack, scaling } = scaled({ max: 10 });
    scaling.taskCount.scaleOnCpuUtilization('Own', { targetUtilizationPercent: 50 });

    Template.fromStack(stack).resourceCountIs(POLICY, 1);
  });

  test.each([1, 100, 33.3])('%d percent can be kept', (cpuPercent) => {
    expect(scalingFaultsOf({ max: 3, cpuPercent })).toEqual([]);
  });

  test.each([0, -1, 0.9, 100.1])('fails when CPU is to be %d percent', (cpuPercent) => {
    expect(scalingFaultsOf({ max: 3, cpuPercent })).toEqual([
      `ServiceScaling.target: 'cpuPercent' must be a utilization in percent from 1 to 100, got ${cpuPercent}`,
    ]);
  });

  test('fails when a metric has its target already', () => {
    const { scaling } = scaled({ max: 10, cpuPercent: 60 });

    expect(faultsOf(() => scaling.scaleOnCpu(50))).toEqual([
      'ServiceScaling.twice: the service scales on CPU already; change the first one, or leave one out',
    ]);
  });

  test('fails when a method gets a target out of range', () => {
    const { scaling } = scaled({ max: 10 });

    expect(faultsOf(() => scaling.scaleOnMemory(101))).toEqual([
      "ServiceScaling.target: 'memoryPercent' must be a utilization in percent from 1 to 100, got 101",
    ]);
  });
});

describe('requests', () => {
  test.each<[string, (stack: Stack) => void]>([
    [
      'as an option',
      (stack) => {
        const service = serviceIn(stack);
        const targetGroup = targetGroupIn(stack, service);
        new ServiceScaling(stack, 'Scaling', { service, targetGroup, max: 10, requestsPerTarget: 500 });
      },
    ],
    [
      'by the method',
      (stack) => {
        const service = serviceIn(stack);
        const scaling = new ServiceScaling(stack, 'Scaling', { service, max: 10, requestsPerTarget: 500 });
        scaling.scaleOnRequests(targetGroupIn(stack, service));
      },
    ],
    [
      'by the method alone',
      (stack) => {
        const service = serviceIn(stack);
        new ServiceScaling(stack, 'Scaling', { service, max: 10 }).scaleOnRequests(targetGroupIn(stack, service), 500);
      },
    ],
  ])('per target, %s, once a listener sends to the group', (_, build) => {
    const stack = testStack();
    build(stack);

    Template.fromStack(stack).hasResource(POLICY, {
      DependsOn: Match.arrayWith(['BalancerListenerC14308B2']),
      Properties: {
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 500,
          PredefinedMetricSpecification: {
            PredefinedMetricType: 'ALBRequestCountPerTarget',
            ResourceLabel: {
              'Fn::Join': ['', Match.arrayWith(['/', { 'Fn::GetAtt': [Match.anyValue(), 'TargetGroupFullName'] }])],
            },
          },
        },
      },
    });
  });

  test.each<[string, (stack: Stack) => WebIngress]>([
    ['a load balancer of its own', () => WebIngress.plainHttp()],
    [
      'an imported listener',
      (stack) =>
        WebIngress.listener(
          elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
            listenerArn:
              'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/main/50dc6c495c0c9188/f2f7dc8efc522ab2',
            securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
          }),
          { hosts: ['example.com'] },
        ),
    ],
  ])('of a web service behind %s', (_, ingress) => {
    const stack = testStack();
    new WebService(stack, 'Web', {
      cluster: clusterIn(stack),
      container: { image: IMAGE, port: 8080 },
      desiredCount: DesiredCount.scaled({ max: 10, requestsPerTarget: 500 }),
      ingress: ingress(stack),
    });

    const { ResourceLabel } = onlyProperties(stack, POLICY).TargetTrackingScalingPolicyConfiguration
      .PredefinedMetricSpecification;
    expect(JSON.stringify(ResourceLabel)).toMatch(/TargetGroupFullName/);
  });

  test('fails at synth when no target group came', () => {
    const { stack } = scaled({ max: 10, requestsPerTarget: 500 });

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceScaling.noTargetGroup] 'requestsPerTarget' is given, but no target group; call scaleOnRequests() with it, or leave the option out where there is no load balancer",
    );
  });

  test('fails when the number is given nowhere', () => {
    const stack = testStack();
    const service = serviceIn(stack);
    const scaling = new ServiceScaling(stack, 'Scaling', { service, max: 10 });

    expect(faultsOf(() => scaling.scaleOnRequests(targetGroupIn(stack, service)))).toEqual([
      "ServiceScaling.target: 'requestsPerTarget' is given neither here nor in the options; say how many requests a minute a task should get",
    ]);
  });

  test('fails when a target is to get none', () => {
    expect(scalingFaultsOf({ max: 3, requestsPerTarget: 0 })).toEqual([
      "ServiceScaling.target: 'requestsPerTarget' must be above 0 requests a minute, got 0",
    ]);
  });
});

describe('what is added later', () => {
  test.each<[string, (scaling: ServiceScaling, stack: Stack) => void, string]>([
    [
      'CPU',
      (scaling) => scaling.scaleOnCpu(0),
      "[ServiceScaling.target] 'cpuPercent' must be a utilization in percent from 1 to 100, got 0",
    ],
    [
      'memory',
      (scaling) => scaling.scaleOnMemory(101),
      "[ServiceScaling.target] 'memoryPercent' must be a utilization in percent from 1 to 100, got 101",
    ],
    [
      'a backlog',
      (scaling, stack) =>
        scaling.scaleOnBacklog(new sqs.Queue(stack, 'Jobs'), {
          acceptableLatency: Duration.minutes(1),
          timePerMessage: Duration.seconds(0),
        }),
      "[ServiceScaling.timePerMessage] 'timePerMessage' must be above 0; measure how long a message takes",
    ],
    [
      'a forecast',
      (scaling) => scaling.scaleOnForecast({ metric: ForecastMetric.MEMORY }),
      "[ServiceScaling.forecastTarget] 'predictive' forecasts what 'memoryPercent' keeps, but 'memoryPercent' is not given; give it: the forecast is made to that target, and it alone takes tasks away again",
    ],
  ])('fails as the options do: %s', (_, add, message) => {
    const stack = testStack();
    const scaling = new ServiceScaling(stack, 'Scaling', { service: serviceIn(stack), max: 10 });

    expect(() => add(scaling, stack)).toThrow(`TestStack/Scaling: ${message}`);
  });
});

describe('schedules', () => {
  const schedule = appscaling.Schedule.cron({ hour: '20', minute: '0' });

  test('change the limits, in a time zone', () => {
    const { stack } = scaled({
      max: 10,
      schedules: [
        { name: 'night', schedule, timeZone: TimeZone.EUROPE_BERLIN, min: 0, max: 0 },
        { name: 'day', schedule: appscaling.Schedule.cron({ hour: '6', minute: '0' }), min: 2 },
      ],
    });

    expect(onlyProperties(stack, TARGET).ScheduledActions).toEqual([
      {
        ScheduledActionName: 'night',
        Schedule: 'cron(0 20 * * ? *)',
        ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
        Timezone: 'Europe/Berlin',
      },
      {
        ScheduledActionName: 'day',
        Schedule: 'cron(0 6 * * ? *)',
        ScalableTargetAction: { MinCapacity: 2 },
      },
    ]);
  });

  test('can be added later', () => {
    const { stack, scaling } = scaled({ max: 10 });
    scaling.scaleOnSchedule({ name: 'night', schedule, max: 1, min: 1 });

    expect(onlyProperties(stack, TARGET).ScheduledActions).toHaveLength(1);
  });

  test.each<[string, object[], string[]]>([
    [
      'two have one name',
      [
        { name: 'night', schedule, min: 1 },
        { name: 'night', schedule, min: 2 },
      ],
      [
        "ServiceScaling.scheduleName: two schedules are named 'night', and the second would replace the first; give each a name of its own",
      ],
    ],
    [
      'one changes nothing',
      [{ name: 'night', schedule }],
      ["ServiceScaling.schedule: 'min' or 'max' of schedule 'night' must be given, got neither; say what changes then"],
    ],
    [
      'one has a limit that is none',
      [{ name: 'night', schedule, min: -1, max: 0.5 }],
      [
        "ServiceScaling.schedule: 'min' of schedule 'night' must be an integer of at least 0, got -1",
        "ServiceScaling.schedule: 'max' of schedule 'night' must be an integer of at least 0, got 0.5",
      ],
    ],
    [
      'one has its minimum above its maximum',
      [{ name: 'night', schedule, min: 2, max: 1 }],
      ["ServiceScaling.range: 'min' of schedule 'night' is 2, above 'max' 1; lower the one or raise the other"],
    ],
  ])('fails when %s', (_, schedules, faults) => {
    expect(scalingFaultsOf({ max: 3, schedules })).toEqual(faults);
  });

  test('fails when a later one has the name of an earlier one', () => {
    const { scaling } = scaled({ max: 10, schedules: [{ name: 'night', schedule, min: 1 }] });

    expect(faultsOf(() => scaling.scaleOnSchedule({ name: 'night', schedule, min: 2 }))).toHaveLength(1);
  });
});

describe('forecasts', () => {
  test('only show themselves, of CPU, and start from its target', () => {
    const { stack } = scaled({ max: 10, cpuPercent: 60, predictive: {} });

    const { PolicyType, PredictiveScalingPolicyConfiguration } = Object.values(
      Template.fromStack(stack).findResources(POLICY, { Properties: { PolicyType: 'PredictiveScaling' } }),
    )[0].Properties;
    expect(PolicyType).toBe('PredictiveScaling');
    expect(PredictiveScalingPolicyConfiguration).toEqual({
      MetricSpecifications: [
        {
          TargetValue: 60,
          PredefinedMetricPairSpecification: { PredefinedMetricType: 'ECSServiceCPUUtilization' },
        },
      ],
      Mode: 'ForecastOnly',
    });
  });

  test('add tasks ahead, and above the maximum when told so', () => {
    const { stack } = scaled({
      max: 10,
      memoryPercent: 70,
      predictive: {
        metric: ForecastMetric.MEMORY,
        mode: ForecastMode.FORECAST_AND_SCALE,
        schedulingBufferTime: Duration.minutes(10),
        maxCapacityBuffer: 20,
      },
    });

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PredictiveScalingPolicyConfiguration: {
        MetricSpecifications: [
          {
            TargetValue: 70,
            PredefinedMetricPairSpecification: { PredefinedMetricType: 'ECSServiceMemoryUtilization' },
          },
        ],
        Mode: 'ForecastAndScale',
        SchedulingBufferTime: 600,
        MaxCapacityBreachBehavior: 'IncreaseMaxCapacity',
        MaxCapacityBuffer: 20,
      },
    });
  });

  test('of requests wait for the target group', () => {
    const stack = testStack();
    const service = serviceIn(stack);
    const scaling = new ServiceScaling(stack, 'Scaling', {
      service,
      max: 10,
      requestsPerTarget: 500,
      predictive: { metric: ForecastMetric.REQUESTS },
    });
    scaling.scaleOnRequests(targetGroupIn(stack, service));

    Template.fromStack(stack).hasResourceProperties(POLICY, {
      PredictiveScalingPolicyConfiguration: {
        MetricSpecifications: [
          {
            TargetValue: 500,
            PredefinedMetricPairSpecification: {
              PredefinedMetricType: 'ALBRequestCount',
              ResourceLabel: Match.anyValue(),
            },
          },
        ],
      },
    });
  });

  test.each<[string, object, string[]]>([
    [
      'the metric has no target',
      { memoryPercent: 60, predictive: {} },
      [
        "ServiceScaling.forecastTarget: 'predictive' forecasts what 'cpuPercent' keeps, but 'cpuPercent' is not given; give it: the forecast is made to that target, and it alone takes tasks away again",
      ],
    ],
    [
      'tasks start an hour ahead',
      { cpuPercent: 60, predictive: { schedulingBufferTime: Duration.hours(1) } },
      [
        "ServiceScaling.schedulingBufferTime: 'schedulingBufferTime' must be below one hour, which is the step of a forecast, got 3600 s",
      ],
    ],
    [
      'the buffer is no percentage',
      { cpuPercent: 60, predictive: { maxCapacityBuffer: 101 } },
      ["ServiceScaling.maxCapacityBuffer: 'maxCapacityBuffer' must be a percentage from 0 to 100, got 101"],
    ],
  ])('fail when %s', (_, options, faults) => {
    expect(scalingFaultsOf({ max: 3, ...options })).toEqual(faults);
  });

  test('fail when there is one already', () => {
    const { scaling } = scaled({ max: 10, cpuPercent: 60, predictive: {} });

    expect(faultsOf(() => scaling.scaleOnForecast({}))).toEqual([
      'ServiceScaling.twice: the service scales on a forecast already; change the first one, or leave one out',
    ]);
  });
});

describe('the complete tree', () => {
  test('fails when nothing changes the count', () => {
    const { stack } = scaled({ max: 10 });

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceScaling.nothing] nothing changes the number of tasks; give 'cpuPercent', 'requestsPerTarget', 'backlog' or 'schedules', or take DesiredCount.fixed()",
    );
  });

  test('fails when nothing adds the first task', () => {
    const { stack } = scaled({ min: 0, max: 10, cpuPercent: 60 });

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceScaling.zero] 'min' is 0, and nothing would add the first task: without tasks there is neither CPU nor memory nor a target to measure; raise 'min' to 1, or scale on 'backlog' or 'schedules'",
    );
  });

  test('warns when deployments reset the count', () => {
    const stack = testStack();
    const service = serviceIn(stack, { desiredCount: 3 });
    new ServiceScaling(stack, 'Scaling', { service, max: 10, cpuPercent: 60 });

    Annotations.fromStack(stack).hasWarning('/TestStack/Scaling', Match.stringLikeRegexp("has a 'desiredCount'"));
  });

  test('says nothing of a service without one', () => {
    const { stack } = scaled({ max: 10, cpuPercent: 60 });

    Annotations.fromStack(stack).hasNoWarning('/TestStack/Scaling', Match.anyValue());
  });
});

describe('of a workload', () => {
  test('takes the place of the desired count', () => {
    const stack = testStack();
    const { scaling } = new Plain(stack, 'Api', { desiredCount: DesiredCount.scaled({ max: 10, cpuPercent: 60 }) });

    expect(scaling).toBeInstanceOf(ServiceScaling);
    expect(onlyProperties(stack, 'AWS::ECS::Service').DesiredCount).toBeUndefined();
    expect(onlyProperties(stack, TARGET)).toMatchObject({ MinCapacity: 2, MaxCapacity: 10 });
  });

  test('is absent unless asked for', () => {
    const stack = testStack();
    const { scaling } = new Plain(stack, 'Api', {});

    expect(scaling).toBeUndefined();
    expect(onlyProperties(stack, 'AWS::ECS::Service').DesiredCount).toBe(2);
    Template.fromStack(stack).resourceCountIs(TARGET, 0);
  });

  test('adds six constructs for a first metric, and one for each that follows', () => {
    const count = (scaling?: ServiceScalingOptions) => {
      const stack = testStack();
      return new Plain(stack, 'Api', { desiredCount: scaling && DesiredCount.scaled(scaling) }).node.findAll().length;
    };

    expect(count({ max: 10, cpuPercent: 60 }) - count()).toBe(6);
    expect(count({ max: 10, cpuPercent: 60, memoryPercent: 60 }) - count()).toBe(7);
  });

  test('fails when it is a number, as of callers without a compiler', () => {
    expect(faultsOf(() => new Plain(testStack(), 'Api', { desiredCount: 3 as never }))).toEqual([
      "Workload.desiredCount: 'desiredCount' must be made by its class, as in DesiredCount.fixed(2), got 3",
    ]);
  });

  test('deployments must have room at the fewest tasks', () => {
    const stack = testStack();
    const deployment = ServiceDeployment.rolling({ minHealthyPercent: 50, maxHealthyPercent: 100 });

    expect(
      new Plain(stack, 'Api', { deployment, desiredCount: DesiredCount.scaled({ min: 2, max: 4, cpuPercent: 60 }) }),
    ).toBeDefined();
    expect(
      faultsOf(
        () =>
          new Plain(testStack(), 'Api', {
            deployment,
            desiredCount: DesiredCount.scaled({ min: 1, max: 4, cpuPercent: 60 }),
          }),
      ),
    ).toEqual([expect.stringContaining('ServiceDeployment.blocked')]);
    const schedules = [{ name: 'night', schedule: appscaling.Schedule.cron({ minute: '0', hour: '20' }), min: 1 }];
    expect(
      faultsOf(
        () =>
          new Plain(testStack(), 'Api', {
            deployment,
            desiredCount: DesiredCount.scaled({ min: 2, max: 4, schedules }),
          }),
      ),
    ).toEqual([expect.stringContaining('block every deployment of 1 task')]);
  });

  test('the fewest tasks may be known at deployment only', () => {
    const min = Lazy.number({ produce: () => 1 });

    expect(fewestTasks({ min, max: 3 })).toBe(min);
    expect(fewestTasks({ max: 3 })).toBe(2);
  });

  test('fails when requests are counted while traffic shifts', () => {
    expect(
      faultsOf(
        () =>
          new Plain(testStack(), 'Api', {
            deployment: ServiceDeployment.blueGreen(),
            desiredCount: DesiredCount.scaled({ max: 4, requestsPerTarget: 100 }),
          }),
      ),
    ).toContain(
      "Workload.requestsWhileShifting: 'requestsPerTarget' of 'desiredCount' cannot be kept while 'deployment' shifts traffic between two target groups: the metric is that of one; scale on 'cpuPercent', or use ServiceDeployment.rolling()",
    );
  });
});

describe('the backlog of a queue', () => {
  const times = { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) };

  test('messages per task, as many as are done in time', () => {
    const stack = testStack();
    const queue = sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111122223333:jobs');
    new ServiceScaling(stack, 'Scaling', { service: serviceIn(stack), max: 10, backlog: { queue, ...times } });

    expect(onlyProperties(stack, POLICY).TargetTrackingScalingPolicyConfiguration).toEqual({
      TargetValue: 300,
      CustomizedMetricSpecification: {
        Namespace: 'ECS/QueueBacklog',
        MetricName: 'BacklogPerTask',
        Statistic: 'Average',
        Dimensions: [
          { Name: 'ClusterName', Value: 'main' },
          { Name: 'QueueName', Value: 'jobs' },
          { Name: 'ServiceName', Value: { 'Fn::GetAtt': ['ServiceD69D759B', 'Name'] } },
        ],
      },
    });
  });

  test('several queues, each with a policy', () => {
    const { stack, scaling } = scaled({ min: 0, max: 10 });
    const first = scaling.scaleOnBacklog(new sqs.Queue(stack, 'First'), times);
    const second = scaling.scaleOnBacklog(new sqs.Queue(stack, 'Second'), times);

    expect(scaling.queueBacklogs).toEqual([first, second]);
    expect(Object.keys(Template.fromStack(stack).findResources(POLICY))).toEqual([
      expect.stringMatching(/^ScalingBacklog[^2]/),
      expect.stringMatching(/^ScalingBacklog2/),
    ]);
  });

  test('takes the times of the options, unless it gets others', () => {
    const { stack, scaling } = scaled({ max: 10, backlog: times });

    expect(scaling.scaleOnBacklog(new sqs.Queue(stack, 'First')).target).toBe(300);
    expect(
      scaling.scaleOnBacklog(new sqs.Queue(stack, 'Second'), { ...times, timePerMessage: Duration.minutes(1) }).target,
    ).toBe(10);
  });

  test('is a metric for alarms too', () => {
    const stack = testStack();
    const backlog = QueueBacklog.measure(stack, serviceIn(stack), new sqs.Queue(stack, 'Queue'), times);

    const { namespace, metricName, statistic, period, dimensions } = backlog.metric();
    expect({ namespace, metricName, statistic, period }).toEqual({
      namespace: 'ECS/QueueBacklog',
      metricName: 'BacklogPerTask',
      statistic: 'Average',
      period: Duration.minutes(1),
    });
    expect(Object.keys(dimensions!)).toEqual(['ClusterName', 'QueueName', 'ServiceName']);
    expect(backlog.metric({ statistic: 'Maximum' }).statistic).toBe('Maximum');
  });

  test('times known at deployment only pass the checks, but cannot be divided', () => {
    const backlog = { ...times, acceptableLatency: Duration.seconds(Lazy.number({ produce: () => 1 })) };
    const { stack, scaling } = scaled({ max: 3, cpuPercent: 60, backlog });

    expect(faultsOf(() => scaling.scaleOnBacklog(new sqs.Queue(stack, 'Queue')))).toEqual([
      "ServiceScaling.unknownTime: 'acceptableLatency' and 'timePerMessage' must be known at synth, where one is divided by the other; give them as numbers",
    ]);
  });

  test.each<[string, object, string]>([
    [
      'a message may wait for less than it takes',
      { acceptableLatency: Duration.seconds(1), timePerMessage: Duration.seconds(2) },
      "ServiceScaling.latency: 'acceptableLatency' of 1 s is shorter than the 2 s of 'timePerMessage', which no number of tasks can keep; accept at least as much, or make a message take less",
    ],
    [
      'a message takes no time',
      { acceptableLatency: Duration.seconds(1), timePerMessage: Duration.seconds(0) },
      "ServiceScaling.timePerMessage: 'timePerMessage' must be above 0; measure how long a message takes",
    ],
  ])('fails when %s', (_, backlog, fault) => {
    expect(scalingFaultsOf({ max: 3, backlog })).toEqual([fault]);
  });

  test('a message may wait for as long as it takes, and then one waits for each task', () => {
    const { stack, scaling } = scaled({ max: 10 });
    const time = Duration.seconds(2);

    const backlog = scaling.scaleOnBacklog(new sqs.Queue(stack, 'Queue'), {
      acceptableLatency: time,
      timePerMessage: time,
    });

    expect(backlog.target).toBe(1);
  });

  test('fails when a service scales on a queue twice', () => {
    const { stack, scaling } = scaled({ max: 10, backlog: times });
    const queue = new sqs.Queue(stack, 'Queue');
    scaling.scaleOnBacklog(queue);

    expect(faultsOf(() => scaling.scaleOnBacklog(queue))).toEqual([
      "ServiceScaling.twice: the service scales on the messages of 'TestStack/Queue' already; change the first one, or leave one out",
    ]);
  });

  test('fails when the times are given nowhere', () => {
    const { stack, scaling } = scaled({ max: 10 });

    expect(faultsOf(() => scaling.scaleOnBacklog(new sqs.Queue(stack, 'Queue')))).toEqual([
      "ServiceScaling.latency: 'acceptableLatency' and 'timePerMessage' are given neither here nor in the options; say how long a message may wait, and how long it takes",
    ]);
  });

  test('fails at synth when no queue came', () => {
    const { stack } = scaled({ max: 10, backlog: times });

    expect(() => Template.fromStack(stack)).toThrow(
      "[ServiceScaling.noQueue] 'backlog' is given, but no queue; name it as 'backlog.queue', or call scaleOnBacklog() with it",
    );
  });

  test('the target never exceeds what is done in time, and is at least one', () => {
    const seconds = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(seconds, seconds, (latency, time) => {
        fc.pre(latency >= time);
        const target = backlogTarget(latency, time);
        expect(target).toBeGreaterThanOrEqual(1);
        expect(target * time).toBeLessThanOrEqual(latency);
        expect((target + 1) * time).toBeGreaterThan(latency);
      }),
    );
    expect(backlogTarget(0.3, 0.1)).toBe(3);
  });
});

describe('the function that measures', () => {
  const times = { acceptableLatency: Duration.minutes(10), timePerMessage: Duration.seconds(2) };

  function measured(services: number): Stack {
    const stack = testStack();
    const cluster = clusterIn(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image: IMAGE });
    for (let index = 1; index <= services; index++) {
      const service = new ecs.FargateService(stack, `Service${index}`, {
        cluster,
        taskDefinition,
        minHealthyPercent: 100,
      });
      QueueBacklog.measure(stack, service, new sqs.Queue(stack, `Queue${index}`), times);
    }
    return stack;
  }

  test('is one for all services of a stack, called once a minute', () => {
    const stack = measured(2);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    const { ScheduleExpression, Targets } = onlyProperties(stack, 'AWS::Events::Rule');
    expect(ScheduleExpression).toBe('rate(1 minute)');
    expect(Targets).toEqual([
      {
        Id: 'Call1',
        Arn: { 'Fn::GetAtt': ['QueueBacklogsFunctionBAE44F58', 'Arn'] },
        Input: {
          'Fn::Join': [
            '',
            [
              '{"services":[{"cluster":"main","service":"',
              { 'Fn::GetAtt': ['Service1Service6EBC868E', 'Name'] },
              '","queue":"',
              { Ref: 'Queue11B0C5920' },
              '","target":300},{"cluster":"main","service":"',
              { 'Fn::GetAtt': ['Service2ServiceEE0EB41F', 'Name'] },
              '","queue":"',
              { Ref: 'Queue26CB7866F' },
              '","target":300}]}',
            ],
          ],
        },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      },
    ]);
  });

  test.each([
    [1, 1, 1],
    [17, 1, 1],
    [18, 2, 1],
    [85, 5, 1],
    [86, 6, 2],
  ])('%i services take %i calls of %i rules, by names that are as long as they may be', (services, calls, rules) => {
    const found = Object.values(Template.fromStack(measured(services)).findResources('AWS::Events::Rule'));

    expect(found).toHaveLength(rules);
    expect(found.flatMap(({ Properties }) => Properties.Targets)).toHaveLength(calls);
    expect(found.every(({ Properties }) => Properties.Targets.length <= 5)).toBe(true);
  });

  test('every rule may call the function', () => {
    const template = Template.fromStack(measured(86));

    expect(
      Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties.SourceArn),
    ).toEqual(Object.keys(template.findResources('AWS::Events::Rule')).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })));
  });

  test('may read these queues, describe these services, write its log, and nothing else', () => {
    const stack = measured(2);

    expect(onlyProperties(stack, 'AWS::IAM::ManagedPolicy').PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': ['QueueBacklogsLog01F9808A', 'Arn'] },
        },
        {
          Action: 'sqs:GetQueueAttributes',
          Effect: 'Allow',
          Resource: [{ 'Fn::GetAtt': ['Queue11B0C5920', 'Arn'] }, { 'Fn::GetAtt': ['Queue26CB7866F', 'Arn'] }],
        },
        {
          Action: 'ecs:DescribeServices',
          Effect: 'Allow',
          Resource: [{ Ref: 'Service1Service6EBC868E' }, { Ref: 'Service2ServiceEE0EB41F' }],
          Condition: {
            ArnEquals: {
              'ecs:cluster': {
                'Fn::Join': [
                  '',
                  [
                    'arn:',
                    { Ref: 'AWS::Partition' },
                    ':ecs:',
                    { Ref: 'AWS::Region' },
                    ':',
                    { Ref: 'AWS::AccountId' },
                    ':cluster/main',
                  ],
                ],
              },
            },
          },
        },
      ],
    });
  });

  test('logs for a week, to its own group', () => {
    const stack = measured(1);

    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 7 },
    });
    expect(onlyProperties(stack, 'AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      LoggingConfig: { LogGroup: { Ref: 'QueueBacklogsLog01F9808A' } },
    });
  });

  /** Runs the function with queues and services that are not there. */
  async function run(
    services: object[],
    { messages = {}, tasks = {} }: { messages?: Record<string, number>; tasks?: Record<string, number> },
  ) {
    const lines: string[] = [];
    const described: { cluster: string; services: string[] }[] = [];
    const asked: string[] = [];
    class Command {
      constructor(public readonly input: any) {}
    }
    const modules: Record<string, object> = {
      '@aws-sdk/client-ecs': {
        DescribeServicesCommand: Command,
        ECSClient: class {
          send({ input }: Command) {
            described.push(input);
            if (input.cluster === 'denied') {
              return Promise.reject(new Error('AccessDenied to denied'));
            }
            return Promise.resolve({
              services: input.services
                .filter((name: string) => `${input.cluster}/${name}` in tasks)
                .map((serviceName: string) => ({
                  serviceName,
                  runningCount: tasks[`${input.cluster}/${serviceName}`],
                })),
            });
          }
        },
      },
      '@aws-sdk/client-sqs': {
        GetQueueAttributesCommand: Command,
        SQSClient: class {
          send({ input }: Command) {
            asked.push(input.QueueUrl);
            return input.QueueUrl in messages
              ? Promise.resolve({
                  Attributes: Object.fromEntries(
                    input.AttributeNames.map((name: string) => [name, String(messages[input.QueueUrl])]),
                  ),
                })
              : Promise.reject(new Error(`AccessDenied ${input.QueueUrl}`));
          }
        },
      },
    };
    const exported: { handler?: (event: object) => Promise<void> } = {};
    new Function('exports', 'require', 'process', BACKLOG)(exported, (name: string) => modules[name], {
      stdout: { write: (line: string) => lines.push(line) },
    });
    const failure = await exported.handler!({ services }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { metrics: lines.map((line) => JSON.parse(line)), failure, described, asked };
  }

  test('writes one line of raw JSON per service in the embedded metric format', async () => {
    const { metrics, failure } = await run(
      [{ cluster: 'main', service: 'jobs', queue: 'https://sqs/1/q', target: 5 }],
      {
        messages: { 'https://sqs/1/q': 30 },
        tasks: { 'main/jobs': 4 },
      },
    );

    expect(failure).toBeUndefined();
    expect(metrics).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'ECS/QueueBacklog',
              Dimensions: [['ClusterName', 'QueueName', 'ServiceName']],
              Metrics: [{ Name: 'BacklogPerTask', Unit: 'Count' }],
            },
          ],
        },
        ClusterName: 'main',
        QueueName: 'q',
        ServiceName: 'jobs',
        BacklogPerTask: 7.5,
        Messages: 30,
        RunningTasks: 4,
      },
    ]);
  });

  test.each([
    ['nothing waits and nothing runs', 0, 0, 0],
    ['one message waits and nothing runs: more than the target, or no task would ever come', 1, 0, 6],
    ['more messages than the target wait and nothing runs', 20, 0, 20],
    ['one task runs', 2, 1, 2],
    ['tasks run', 20, 4, 5],
  ])('%s', async (_, waiting, runs, value) => {
    const { metrics } = await run([{ cluster: 'main', service: 'jobs', queue: 'q', target: 5 }], {
      messages: { q: waiting },
      tasks: { 'main/jobs': runs },
    });

    expect(metrics[0].BacklogPerTask).toBe(value);
  });

  test('describes ten services at a time, of one cluster each, and asks a queue once', async () => {
    const services = [
      ...Array.from({ length: 11 }, (_, index) => ({ cluster: 'a', service: `s${index}`, queue: 'q', target: 1 })),
      { cluster: 'b', service: 's0', queue: 'q', target: 1 },
    ];
    const tasks = Object.fromEntries(services.map(({ cluster, service }) => [`${cluster}/${service}`, 1]));
    const { metrics, described, asked } = await run(services, { messages: { q: 1 }, tasks });

    expect(metrics).toHaveLength(12);
    expect(described.map((call) => [call.cluster, call.services.length])).toEqual([
      ['a', 10],
      ['a', 1],
      ['b', 1],
    ]);
    expect(asked).toEqual(['q']);
  });

  test('what cannot be measured keeps nothing else from it, and fails the call', async () => {
    const { metrics, failure } = await run(
      [
        { cluster: 'main', service: 'gone', queue: 'q', target: 1 },
        { cluster: 'main', service: 'jobs', queue: 'denied', target: 1 },
        { cluster: 'denied', service: 'jobs', queue: 'q', target: 1 },
        { cluster: 'main', service: 'jobs', queue: 'q', target: 1 },
      ],
      { messages: { q: 1 }, tasks: { 'main/jobs': 1 } },
    );

    expect(metrics).toMatchObject([{ ClusterName: 'main', ServiceName: 'jobs', QueueName: 'q' }]);
    expect(failure).toBe(
      'Error: AccessDenied to denied; Error: AccessDenied denied; not measured: main/gone of q; not measured: main/jobs of denied; not measured: denied/jobs of q',
    );
  });

  test('a service that is gone fails the call, although all was allowed', async () => {
    const { failure } = await run([{ cluster: 'main', service: 'gone', queue: 'q', target: 1 }], {
      messages: { q: 1 },
    });

    expect(failure).toBe('not measured: main/gone of q');
  });
});
