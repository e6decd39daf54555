import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as fc from 'fast-check';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { deploymentRoom } from '../../lib/internal/deployment-room';
import { RollbackAlarms } from '../../lib/workloads/rollback-alarms';
import { RollbackPolicy } from '../../lib/workloads/rollback-policy';
import { RollbackSignal } from '../../lib/workloads/rollback-alarm-options';
import { DeploymentOptions, ServiceDeployment } from '../../lib/workloads/service-deployment';
import { BackendService } from '../../lib/workloads/backend-service';
import { WebService } from '../../lib/workloads/web-service';
import type { WebServiceProps } from '../../lib/workloads/web-service-props';
import { WorkerService } from '../../lib/workloads/worker-service';
import type { WorkerServiceProps } from '../../lib/workloads/worker-service-props';
import { warningsOf } from '../support/warnings';
import { testStack } from '../support/stacks';
import { WebIngress } from '../../lib/workloads/web-ingress';
import { WorkerQueue } from '../../lib/workloads/worker-queue';
import { DesiredCount } from '../../lib/workloads/desired-count';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:1.29');

function clusterIn(stack: Stack): TaskCluster {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  });
  return new TaskCluster(stack, 'Cluster', { vpc });
}

function web(props: Partial<WebServiceProps> = {}): Stack {
  const stack = testStack();
  new WebService(stack, 'Web', {
    cluster: clusterIn(stack),
    ingress: WebIngress.plainHttp(),
    container: { image, port: 8080 },
    ...props,
  });
  return stack;
}

function worker(props: Partial<WorkerServiceProps> = {}): Stack {
  const stack = testStack();
  new WorkerService(stack, 'Worker', { cluster: clusterIn(stack), container: { image }, ...props });
  return stack;
}

/** The alarms of a stack, by the last part of their name. */
function alarmsOf(stack: Stack): Record<string, any> {
  return Object.fromEntries(
    Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
      (Properties.AlarmName['Fn::Join'][1][1] as string).split('/').pop(),
      Properties,
    ]),
  );
}

const expressionOf = (alarm: any): string | undefined =>
  alarm.Metrics?.find(({ Expression }: { Expression?: string }) => Expression !== undefined)?.Expression;

const deploymentOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'))[0].Properties.DeploymentConfiguration;

const SHIFTING: [string, (options?: DeploymentOptions) => ServiceDeployment, number][] = [
  ['blueGreen', (options) => ServiceDeployment.blueGreen(options), 20],
  ['linear', (options) => ServiceDeployment.linear(options), 2],
  ['canary', (options) => ServiceDeployment.canary(options), 1],
];

describe.each(SHIFTING)('of a %s deployment', (_, deployment, floor) => {
  test('the alarms see one task that is full, as half of the tasks are idle', () => {
    const { Cpu, Memory } = alarmsOf(web({ deployment: deployment() }));

    expect([Cpu.Statistic, Memory.Statistic]).toEqual(['Maximum', 'Maximum']);
  });

  test('the requests of the first step are enough to count errors', () => {
    const { ServerErrorsHttp } = alarmsOf(web({ deployment: deployment() }));

    expect(expressionOf(ServerErrorsHttp)).toBe(`IF(requests >= ${floor}, 100 * SUM([errors, refused]) / requests, 0)`);
  });

  test('all tasks start at once, so that one that stays unhealthy counts', () => {
    const { UnhealthyTargetsHttp } = alarmsOf(web({ deployment: deployment({ maxHealthyPercent: 150 }) }));

    expect(UnhealthyTargetsHttp).toMatchObject({ MetricName: 'UnHealthyHostCount', Threshold: 1 });
  });

  test('both versions stay until the slowest alarm can have gone off', () => {
    const stack = web({ deployment: deployment(), rollbackAlarms: RollbackPolicy.onAlarms({ sustainedMinutes: 15 }) });

    expect(deploymentOf(stack).BakeTimeInMinutes).toBe(20);
    expect(warningsOf(stack, 'RollbackAlarms')).toEqual([]);
  });

  test('which takes as long as new tasks may fail their health checks', () => {
    const stack = web({ deployment: deployment(), healthCheck: { gracePeriod: Duration.minutes(20) } });

    expect(deploymentOf(stack).BakeTimeInMinutes).toBe(25);
    expect(warningsOf(stack, 'RollbackAlarms')).toEqual([]);
  });

  test('without alarms, both versions stay for five minutes', () => {
    const stack = web({ deployment: deployment(), rollbackAlarms: RollbackPolicy.withoutAlarms() });

    expect(deploymentOf(stack).BakeTimeInMinutes).toBe(5);
  });

  test.each([
    [5, {}, ['TestStack/Web/RollbackAlarms RollbackAlarms.bakeTime']],
    [6, {}, []],
    [
      10,
      { healthCheck: { gracePeriod: Duration.minutes(10) } },
      ['TestStack/Web/RollbackAlarms RollbackAlarms.bakeTime'],
    ],
    [11, { healthCheck: { gracePeriod: Duration.minutes(10) } }, []],
    [
      3,
      { rollbackAlarms: RollbackPolicy.onAlarms({ sustainedMinutes: 1 }) },
      ['TestStack/Web/RollbackAlarms RollbackAlarms.bakeTime'],
    ],
    [4, { rollbackAlarms: RollbackPolicy.onAlarms({ sustainedMinutes: 1 }) }, []],
    [0, { rollbackAlarms: RollbackPolicy.withoutAlarms() }, []],
  ])('%s minutes of bake time may be too short: %p', (minutes, props, expected) => {
    const stack = web({ deployment: deployment({ bakeTime: Duration.minutes(minutes) }), ...props });

    expect(warningsOf(stack, 'RollbackAlarms')).toEqual(expected);
  });
});

describe('of a rolling deployment', () => {
  test('the alarms see the average of all tasks, and 20 requests', () => {
    const alarms = alarmsOf(web());

    expect([alarms.Cpu.Statistic, alarms.Memory.Statistic]).toEqual(['Average', 'Average']);
    expect(expressionOf(alarms.ServerErrorsHttp)).toContain('requests >= 20,');
  });

  test('that is over in three minutes, nobody is warned: ECS goes on looking', () => {
    const stack = web({ deployment: ServiceDeployment.rolling({ bakeTime: Duration.minutes(3) }) });

    expect(warningsOf(stack, 'RollbackAlarms')).toEqual([]);
  });

  test.each([
    [100, 200],
    [50, 200],
    [0, 100],
  ])('from %d to %d percent, which starts all tasks at once, one unhealthy target counts', (min, max) => {
    const deployment = ServiceDeployment.rolling({ minHealthyPercent: min, maxHealthyPercent: max });

    expect(alarmsOf(web({ deployment })).UnhealthyTargetsHttp).toMatchObject({
      MetricName: 'UnHealthyHostCount',
      Threshold: 1,
    });
  });

  test('that starts a few tasks at a time, more than those must be unhealthy', () => {
    const stack = web({
      desiredCount: DesiredCount.fixed(10),
      deployment: ServiceDeployment.rolling({ maxHealthyPercent: 110 }),
    });

    const { UnhealthyTargetsHttp } = alarmsOf(stack);
    expect(UnhealthyTargetsHttp).toMatchObject({ Threshold: 1, EvaluationPeriods: 5 });
    expect(expressionOf(UnhealthyTargetsHttp)).toBe('IF(110 * unhealthy > 10 * (healthy + unhealthy), unhealthy, 0)');
    expect(
      UnhealthyTargetsHttp.Metrics.flatMap(({ MetricStat }: any) => MetricStat ?? []).map(({ Metric, Stat }: any) => [
        Metric.MetricName,
        Stat,
      ]),
    ).toEqual([
      ['UnHealthyHostCount', 'Maximum'],
      ['HealthyHostCount', 'Maximum'],
    ]);
  });

  test('that starts a few tasks at a time, a number of yours stays as it is', () => {
    const stack = web({
      desiredCount: DesiredCount.fixed(10),
      deployment: ServiceDeployment.rolling({ maxHealthyPercent: 110 }),
      rollbackAlarms: RollbackPolicy.onAlarms({ unhealthyTargets: 3 }),
    });

    expect(alarmsOf(stack).UnhealthyTargetsHttp).toMatchObject({ MetricName: 'UnHealthyHostCount', Threshold: 3 });
  });

  test('no step of a good release, however many tasks it starts at a time, counts as bad', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 99 }),
        fc.nat(),
        (desired, min, beyond, step) => {
          const most = min + beyond;
          const { lower, upper } = deploymentRoom(min, most, desired);
          fc.pre(lower <= upper);
          const healthy = lower + (step % (upper - lower + 1));

          for (let unhealthy = 0; healthy + unhealthy <= upper; unhealthy++) {
            expect(most * unhealthy > beyond * (healthy + unhealthy)).toBe(false);
          }
        },
      ),
    );
  });
});

describe('The CPU of a worker', () => {
  test('undoes no release: it is all used while messages wait', () => {
    expect(
      Object.keys(alarmsOf(worker({ queue: WorkerQueue.create({ maxMessageAge: Duration.minutes(5) }) }))),
    ).toEqual(['Memory', 'QueueAgeQueue']);
  });

  test('undoes one when it is said how much is too much', () => {
    const stack = worker({ rollbackAlarms: RollbackPolicy.onAlarms({ cpuPercent: 95 }) });

    expect(alarmsOf(stack).Cpu).toMatchObject({ Threshold: 95 });
  });

  test('stays left out when other limits are given', () => {
    const stack = worker({
      rollbackAlarms: RollbackPolicy.onAlarms({ memoryPercent: 80, without: [RollbackSignal.QUEUE_AGE] }),
    });

    expect(Object.keys(alarmsOf(stack))).toEqual(['Memory']);
  });

  test('does not matter where ECS is not known to have alarms', () => {
    const stack = testStack({ env: { region: 'cn-north-1', account: '111111111111' } });
    new WorkerService(stack, 'Worker', { cluster: clusterIn(stack), container: { image } });

    expect(deploymentOf(stack).Alarms).toBeUndefined();
  });
});

describe('A service of whose task nothing is known', () => {
  function onInstances() {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
    const cluster = new TaskCluster(stack, 'Cluster', { vpc });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m7g.large')],
      maxCapacity: 2,
    });
    return { stack, cluster, strategy: CapacityStrategy.only(capacity) };
  }

  test('has no alarms of its own, which is said when they are asked for', () => {
    const { stack, cluster } = onInstances();
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image, memoryReservationMiB: 128 });
    const service = new ecs.Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });

    new RollbackAlarms(stack, 'Rollback', { service });

    expect(warningsOf(stack, 'RollbackAlarms')).toEqual(['TestStack/Rollback RollbackAlarms.nothing']);
  });

  test.each([
    ['and says nothing of it by default', undefined, []],
    [
      'and says so when alarms are asked for',
      RollbackPolicy.onAlarms(),
      ['TestStack/Backend/RollbackAlarms RollbackAlarms.nothing'],
    ],
    ['and says nothing without alarms', RollbackPolicy.withoutAlarms(), []],
  ])('has none as a workload, %s', (_, rollbackAlarms, expected) => {
    const { stack, cluster, strategy } = onInstances();

    new BackendService(stack, 'Backend', {
      cluster,
      strategy,
      container: { image, memoryReservationMiB: 128 },
      rollbackAlarms,
    });

    expect(warningsOf(stack, 'RollbackAlarms')).toEqual(expected);
  });
});
