import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import { AppModel } from '../../../lib/app-model/app-model';
import { deploymentRoom, isBlocked, rollingRounds, wayOutOfBlock } from '../../../lib/internal/deployment-room';
import { DeploymentForecast } from '../../../lib/start-proof';
import { linearSteps } from '../../../lib/start-proof/rollout/forecast';
import { forecastsOf } from '../../../lib/start-proof/rollout/forecasts';
import { testApp } from '../../support/stacks';
import { Entries, onInstances, ref, world } from '../order/order-world';

type Change = (app: Entries, service: Record<string, any>) => unknown;

function forecast(change: Change) {
  const Resources = world();
  change(Resources, Resources.Service.Properties);
  const [found] = forecastsOf(
    new AppModel([{ name: 'Shop', path: 'Shop', template: { Resources, Outputs: {} }, nested: {} }]),
  );
  return found;
}

const headless = (service: Record<string, any>) => delete service.LoadBalancers;
const container = (app: Entries) => app.Task.Properties.ContainerDefinitions[0];

/** Four tasks with a port of their host, on so many hosts at the most. */
function fixedPort(app: Entries, service: Record<string, any>, hosts: number, more: object = {}): void {
  onInstances(app);
  headless(service);
  delete service.NetworkConfiguration;
  app.Instances.Properties.MaxSize = hosts;
  app.Task.Properties.NetworkMode = 'bridge';
  container(app).PortMappings = [{ ContainerPort: 80, HostPort: 8080 }];
  Object.assign(service, { DesiredCount: 4, ...more });
}

/** Four tasks on hosts of a known size, of which so many may be there. */
function sized(app: Entries, service: Record<string, any>, hosts: number, task: object, type = 'm5.large'): void {
  onInstances(app);
  headless(service);
  delete service.NetworkConfiguration;
  app.Instances.Properties.MaxSize = hosts;
  app.Launch.Properties.LaunchTemplateData.InstanceType = type;
  Object.assign(app.Task.Properties, { RequiresCompatibilities: ['EC2'], NetworkMode: 'bridge', ...task });
  container(app).PortMappings = [{ ContainerPort: 80 }];
  Object.assign(service, { DesiredCount: 4 });
}

/** A second service on the same hosts, with tasks of the same definition. */
function neighbour(app: Entries, count: number): void {
  app.Other = { ...app.Service, Properties: { ...app.Service.Properties, DesiredCount: count } };
}

const parts: [string, Change, Record<string, number>][] = [
  ['ELB`s and ECS`s defaults', () => undefined, { start: 30, drain: 300 }],
  ['without any health check', (_, s) => headless(s), { start: 40 }],
  [
    'with a health check of the container',
    (app, s) => {
      headless(s);
      container(app).HealthCheck = { Command: ['CMD', 'true'], Interval: 20 };
    },
    { start: 20 },
  ],
  [
    'with one that starts early',
    (app, s) => {
      headless(s);
      container(app).HealthCheck = { Command: ['CMD', 'true'], Interval: 20, StartPeriod: 60 };
    },
    { start: 5 },
  ],
  [
    'with one of a container that is not essential',
    (app, s) => {
      headless(s);
      Object.assign(container(app), { Essential: false, HealthCheck: { Command: ['CMD', 'true'] } });
    },
    { start: 40 },
  ],
  [
    'with checks of container and load balancer: the slower counts',
    (app) => {
      container(app).HealthCheck = { Command: ['CMD', 'true'], Interval: 60 };
      app.Targets.Properties.HealthCheckIntervalSeconds = 10;
    },
    { start: 60, drain: 300 },
  ],
  [
    'with settings of the target group, whose threshold is for targets that were unhealthy',
    (app) =>
      Object.assign(app.Targets.Properties, {
        HealthCheckIntervalSeconds: '15',
        HealthyThresholdCount: 10,
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
      }),
    { start: 15, drain: 30 },
  ],
  [
    'task by task',
    (_, s) => {
      s.DesiredCount = 10;
      s.DeploymentConfiguration = { MinimumHealthyPercent: 100, MaximumPercent: 110 };
    },
    { start: 300, drain: 300 },
  ],
  [
    'half by half',
    (_, s) => {
      s.DesiredCount = 4;
      s.DeploymentConfiguration = { MinimumHealthyPercent: 50, MaximumPercent: 100 };
    },
    { start: 60, drain: 300 },
  ],
  [
    'two by two, of which the hosts hold no more',
    (app, s) => {
      fixedPort(app, s, 4);
      s.DeploymentConfiguration = { MinimumHealthyPercent: 50, MaximumPercent: 200 };
    },
    { start: 80 },
  ],
  [
    'one more than there are, on the last host',
    (app, s) => {
      fixedPort(app, s, 5);
      s.DeploymentConfiguration = { MinimumHealthyPercent: 100, MaximumPercent: 200 };
    },
    { start: 160 },
  ],
  ['one more than there are, by memory', (app, s) => sized(app, s, 5, { Cpu: '256', Memory: '5000' }), { start: 160 }],
  ['one more than there are, by CPU', (app, s) => sized(app, s, 5, { Cpu: '1536', Memory: '512' }), { start: 160 }],
  [
    'one more than there are, by network interfaces',
    (app, s) => {
      const network = s.NetworkConfiguration;
      sized(app, s, 5, { Cpu: '256', Memory: '512', NetworkMode: 'awsvpc' });
      Object.assign(s, { DesiredCount: 9, NetworkConfiguration: network });
    },
    { start: 360 },
  ],
  [
    'with the room that another service leaves',
    (app, s) => {
      sized(app, s, 4, { Cpu: '512', Memory: '512' });
      neighbour(app, 10);
    },
    { start: 80 },
  ],
  ['all at once by memory', (app, s) => sized(app, s, 4, { Cpu: '256', Memory: '3500' }), { start: 40 }],
  [
    'all at once on hosts of a type that nobody knows',
    (app, s) => sized(app, s, 4, { Cpu: '256', Memory: '5000' }, 'zz9.large'),
    { start: 40 },
  ],
  [
    'all at once where a second provider may take them',
    (app, s) => {
      sized(app, s, 5, { Cpu: '256', Memory: '5000' });
      s.CapacityProviderStrategy.push({ CapacityProvider: 'elsewhere', Weight: 1 });
    },
    { start: 40 },
  ],
  ['all at once, where the hosts hold two of each', (app, s) => fixedPort(app, s, 8), { start: 40 }],
  [
    'that is over before old tasks are gone',
    (_, s) =>
      (s.DeploymentConfiguration = {
        EarlySuccessCriteria: { Enable: true, HealthyPercent: 100, SourceServiceRevisionCleanup: 'DEFERRED' },
      }),
    { start: 30 },
  ],
  [
    'blue/green',
    (_, s) => (s.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 10 }),
    { start: 30, bake: 600, drain: 300 },
  ],
  [
    'canary by ECS`s defaults',
    (_, s) => (s.DeploymentConfiguration = { Strategy: 'CANARY', BakeTimeInMinutes: 0 }),
    { start: 30, canary: 600, drain: 300 },
  ],
  [
    'linear by ECS`s defaults: nine steps of six minutes',
    (_, s) => (s.DeploymentConfiguration = { Strategy: 'LINEAR', BakeTimeInMinutes: 5 }),
    { start: 30, steps: 3240, bake: 300, drain: 300 },
  ],
  [
    'linear in steps of 11 percent: nine',
    (_, s) =>
      (s.DeploymentConfiguration = {
        Strategy: 'LINEAR',
        BakeTimeInMinutes: 0,
        LinearConfiguration: { StepPercent: 11, StepBakeTimeInMinutes: 1 },
      }),
    { start: 30, steps: 540, drain: 300 },
  ],
  [
    'blue/green behind a network load balancer with test traffic',
    (app, s) => {
      app.Targets.Properties.Protocol = 'TCP';
      s.LoadBalancers[0].AdvancedConfiguration = { TestListenerRule: ref('Listener') };
      s.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 };
    },
    { start: 30, 'test traffic': 600, 'production traffic': 600, bake: 60, drain: 300 },
  ],
];

describe('a deployment', () => {
  test.each(parts)('%s', (_, change, expected) => {
    const found = forecast(change);

    expect(Object.fromEntries(found.parts.map(({ name, seconds }) => [name, seconds]))).toEqual(expected);
    expect(found.atLeastSeconds).toBe(Object.values(expected).reduce((sum, seconds) => sum + seconds, 0));
  });

  test.each<[string, Change, string[]]>([
    ['nothing', () => undefined, []],
    [
      'a bake time that ECS chooses',
      (_, s) => (s.DeploymentConfiguration = { Strategy: 'CANARY' }),
      ["'BakeTimeInMinutes', which ECS chooses when it is left out"],
    ],
    [
      'a bake time that is a parameter',
      (_, s) => (s.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: ref('Bake') }),
      ["'BakeTimeInMinutes', which ECS chooses when it is left out"],
    ],
    [
      'an imported target group',
      (_, s) => (s.LoadBalancers[0].TargetGroupArn = 'arn:targets'),
      ["the target group of container 'web'"],
    ],
    [
      'a count that is a parameter',
      (_, s) => (s.DesiredCount = ref('Count')),
      ['the number of tasks or the percentages'],
    ],
    [
      'load balancers under a condition',
      (_, s) => (s.LoadBalancers = { 'Fn::If': ['Web', s.LoadBalancers, ref('AWS::NoValue')] }),
      ['its load balancers'],
    ],
    ['a task definition of somebody else', (_, s) => (s.TaskDefinition = 'arn:task'), ['the task definition']],
    [
      'how long ECS watches alarms',
      (_, s) => (s.DeploymentConfiguration = { Alarms: { Enable: true, Rollback: true, AlarmNames: ['errors'] } }),
      ['the bake time that ECS derives from the alarms of the deployment'],
    ],
    [
      'hosts that are full, of which no task may stop',
      (app, s) => {
        fixedPort(app, s, 4);
        s.DeploymentConfiguration = { MinimumHealthyPercent: 100, MaximumPercent: 200 };
      },
      [
        'an end: it starts no task, since a host has port 8080 once, and Shop/Instances may have 4 instances, and the percentages let none stop',
      ],
    ],
    [
      'hosts that have no memory for one more',
      (app, s) => sized(app, s, 4, { Cpu: '256', Memory: '5000' }),
      [
        'an end: it starts no task, since a host holds 1 of its tasks (memory), and Shop/Instances may have 4 instances, and the percentages let none stop',
      ],
    ],
    [
      'hosts that others fill',
      (app, s) => {
        sized(app, s, 4, { Cpu: '512', Memory: '512' });
        neighbour(app, 12);
      },
      [
        'an end: it starts no task, since Shop/Instances may have 4 instances, and the other services on them leave room for 4, and the percentages let none stop',
      ],
    ],
    [
      'hosts that take one task each by a constraint',
      (app, s) => {
        fixedPort(app, s, 4, { PlacementConstraints: [{ Type: 'distinctInstance' }] });
        s.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 };
      },
      [
        "an end: two sets of 4 tasks have no room, since 'distinctInstance' leaves one task to a host, and Shop/Instances may have 4 instances",
      ],
    ],
    [
      'nothing of hosts whose number is a parameter',
      (app, s) => {
        fixedPort(app, s, 4);
        app.Instances.Properties.MaxSize = ref('Most');
      },
      [],
    ],
    [
      'steps that are a parameter',
      (_, s) =>
        (s.DeploymentConfiguration = {
          Strategy: 'LINEAR',
          BakeTimeInMinutes: 1,
          LinearConfiguration: { StepPercent: ref('Percent') },
        }),
      ['the steps'],
    ],
    [
      'percentages that block it',
      (_, s) => (s.DeploymentConfiguration = { MaximumPercent: 100 }),
      ['an end: the percentages block it'],
    ],
  ])('does not know %s', (_, change, expected) => {
    expect(forecast(change).unknown).toEqual(expected);
  });

  test('may take longer for containers that do not stop, new instances and pauses', () => {
    const { mayAdd } = forecast((app, s) => {
      onInstances(app);
      app.Provider.Properties.AutoScalingGroupProvider.ManagedScaling = { Status: 'ENABLED', InstanceWarmupPeriod: 90 };
      container(app).StopTimeout = 120;
      s.DeploymentConfiguration = {
        Strategy: 'BLUE_GREEN',
        BakeTimeInMinutes: 1,
        LifecycleHooks: [
          { TargetType: 'PAUSE', TimeoutConfiguration: { TimeoutInMinutes: 60 }, LifecycleStages: ['POST_SCALE_UP'] },
        ],
      };
    });

    expect(mayAdd.map(({ name, seconds }) => [name, seconds])).toEqual([
      ['stop', 120],
      ['instances', 90],
      ['pause', 3600],
    ]);
  });

  test('is held against the limit of CloudFormation: 3 hours, and 36 for those that shift', () => {
    expect(forecast(() => undefined).limitSeconds).toBe(3 * 3600);
    expect(forecast((_, s) => (s.DeploymentConfiguration = { Strategy: 'CANARY' })).limitSeconds).toBe(36 * 3600);
  });

  test('is not forecast where ECS does not deploy', () => {
    expect(forecast((_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' }))).toBeUndefined();
  });
});

describe('DeploymentForecast', () => {
  const app = () => {
    const shop = testApp();
    const stack = new Stack(shop, 'Shop');
    new patterns.ApplicationLoadBalancedFargateService(stack, 'Api', {
      vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
      minHealthyPercent: 100,
      desiredCount: 2,
      circuitBreaker: { rollback: true },
      taskImageOptions: { image: ecs.ContainerImage.fromRegistry('nginx') },
    });
    return shop;
  };

  test('reads an app, and prints what takes longest', () => {
    expect(DeploymentForecast.of(app()).text().split('\n')).toEqual([
      'Shop/Api/Service/Service (ROLLING): at least 5 min 30 s, mostly drain (the deregistration delay of Shop/Api/LB/PublicListener/ECSGroup is 300 s, while there are open connections)',
      '  start: 30 s, a new target of Shop/Api/LB/PublicListener/ECSGroup must pass one health check, every 30 s',
      '  drain: 5 min, the deregistration delay of Shop/Api/LB/PublicListener/ECSGroup is 300 s, while there are open connections',
      '  stop: up to 30 s more, a container that does not end by itself is killed after 30 s',
    ]);
  });

  test('is a test helper', () => {
    const forecast = DeploymentForecast.of(app());

    expect(() => forecast.expectWithin('Shop/Api', Duration.minutes(6))).not.toThrow();
    expect(() => forecast.expectWithin('Shop/Api', Duration.minutes(5))).toThrow(
      /DeploymentForecast.tooSlow\] a deployment takes longer than 5 min; Shop\/Api\/Service\/Service \(ROLLING\): at least 5 min 30 s, mostly drain/,
    );
    expect(() => forecast.service('Shop/Web')).toThrow(
      "[DeploymentForecast.noService] 'Shop/Web' is the path of no service that ECS deploys; there are Shop/Api/Service/Service",
    );
  });

  test('reads a template', () => {
    const directory = mkdtempSync(join(tmpdir(), 'forecast-'));
    const file = join(directory, 'shop.template.json');
    writeFileSync(file, JSON.stringify({ Resources: world() }));

    expect(DeploymentForecast.ofAssembly(file).services.map(({ path, strategy }) => [path, strategy])).toEqual([
      ['shop/Service', 'ROLLING'],
    ]);

    rmSync(directory, { recursive: true });
  });
});

/** Numbers that come in the same order every time. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ;) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

function* deployments(count: number): Generator<{ min: number; max: number; tasks: number }> {
  const random = numbers(7);
  const upTo = (most: number) => Math.floor(random.next().value! * (most + 1));
  for (let index = 0; index < count; index += 1) {
    yield { min: upTo(100), max: 100 + upTo(120) * (index % 3 === 0 ? 0 : 1), tasks: 1 + upTo(60) };
  }
}

describe('the arithmetic of percentages', () => {
  const cases = [...deployments(3000)];

  test('a deployment ends exactly when it is not blocked, in at most one go for each task', () => {
    for (const { min, max, tasks } of cases) {
      const goes = rollingRounds(min, max, tasks);

      expect([min, max, tasks, goes === undefined]).toEqual([min, max, tasks, isBlocked(min, max, tasks)]);
      expect(goes ?? 1).toBeGreaterThanOrEqual(1);
      expect(goes ?? 1).toBeLessThanOrEqual(tasks);
    }
  });

  test('fewer hosts never make fewer goes, and hosts for all that may run change nothing', () => {
    for (const { min, max, tasks } of cases) {
      const goes = (room?: number) => rollingRounds(min, max, tasks, room) ?? Infinity;
      const { upper } = deploymentRoom(min, max, tasks);

      expect(goes(Math.max(tasks, upper))).toBe(goes());
      expect(goes(tasks)).toBeGreaterThanOrEqual(goes(tasks + 1));
    }
  });

  test('more room never makes more goes', () => {
    for (const { min, max, tasks } of cases) {
      const goes = rollingRounds(min, max, tasks) ?? Infinity;

      expect(rollingRounds(min, max + 10, tasks) ?? Infinity).toBeLessThanOrEqual(goes);
      expect(rollingRounds(Math.max(0, min - 10), max, tasks) ?? Infinity).toBeLessThanOrEqual(goes);
    }
  });

  test('the room is what the API reference says: rounded up below, down above', () => {
    expect(deploymentRoom(50, 150, 3)).toEqual({ lower: 2, upper: 4 });
    for (const { min, max, tasks } of cases) {
      const { lower, upper } = deploymentRoom(min, max, tasks);

      expect(lower * 100).toBeGreaterThanOrEqual(min * tasks);
      expect((lower - 1) * 100).toBeLessThan(min * tasks);
      expect(upper * 100).toBeLessThanOrEqual(max * tasks);
      expect((upper + 1) * 100).toBeGreaterThan(max * tasks);
    }
  });

  test('each way out of a block opens it', () => {
    for (const { min, max, tasks } of cases.filter((each) => isBlocked(each.min, each.max, each.tasks))) {
      const [, raised, lowered] = /to (\d+) or .* to (\d+)$/.exec(wayOutOfBlock(tasks))!.map(Number);

      expect(isBlocked(min, raised, tasks)).toBe(false);
      expect(isBlocked(lowered, max, tasks)).toBe(false);
      expect(isBlocked(min, raised - 1, tasks)).toBe(true);
      expect(isBlocked(lowered + 1, max, tasks)).toBe(true);
    }
  });

  test('steps of a linear deployment move all of the traffic, and not one step earlier', () => {
    for (let tenths = 30; tenths <= 1000; tenths += 1) {
      const waits = linearSteps(tenths / 10);

      expect((waits + 1) * tenths).toBeGreaterThanOrEqual(1000);
      expect(waits * tenths).toBeLessThan(1000);
    }
  });
});
