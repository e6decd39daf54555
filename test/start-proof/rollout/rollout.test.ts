import { AppModel } from '../../../lib/app-model/app-model';
import { rolloutFindings } from '../../../lib/start-proof/rollout/rollout-check';
import { isPropertyOf } from '../../support/property-path';
import { Entries, att, entry, onInstances, ref, world } from '../order/order-world';

type Change = (app: Entries, service: Record<string, any>) => unknown;

function judge(change: Change, rest: object = {}) {
  const Resources = world();
  change(Resources, Resources.Service.Properties);
  return rolloutFindings(
    new AppModel([{ name: 'Shop', path: 'Shop', template: { Resources, ...rest }, nested: {} }]),
  ).map(({ finding, location }) => {
    // Editors and reports lead there.
    expect([location, isPropertyOf('AWS::ECS::Service', location!.replace(/^Properties\./, ''))]).toEqual([
      location,
      true,
    ]);
    return finding;
  });
}

/** The service is behind nothing. */
function headless(app: Entries, service: Record<string, any>): void {
  delete service.LoadBalancers;
  ['Targets', 'Listener', 'Balancer'].forEach((id) => delete app[id]);
}

const deploy =
  (configuration: Record<string, unknown>, more: Change = () => undefined): Change =>
  (app, service) => {
    service.DeploymentConfiguration = configuration;
    more(app, service);
  };

/** Blue and green target groups in one rule, with what ECS needs to change it. */
function blueGreen(app: Entries, service: Record<string, any>, Strategy = 'BLUE_GREEN'): void {
  app.Green = entry('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip', VpcId: ref('Vpc') });
  app.InfraRole = entry('AWS::IAM::Role');
  app.Listener.Properties.Protocol = 'HTTP';
  app.Listener.Properties.DefaultActions = [{ Type: 'fixed-response' }];
  app.Rule = entry('AWS::ElasticLoadBalancingV2::ListenerRule', {
    ListenerArn: ref('Listener'),
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: ref('Targets'), Weight: 100 },
            { TargetGroupArn: ref('Green'), Weight: 0 },
          ],
        },
      },
    ],
  });
  service.LoadBalancers[0].AdvancedConfiguration = {
    AlternateTargetGroupArn: ref('Green'),
    ProductionListenerRule: ref('Rule'),
    RoleArn: att('InfraRole', 'Arn'),
  };
  service.DeploymentConfiguration = { Strategy, BakeTimeInMinutes: 5 };
}

const shifted =
  (change: Change, strategy?: string): Change =>
  (app, service) => {
    blueGreen(app, service, strategy);
    change(app, service);
  };

const groups = (app: Entries) => app.Rule.Properties.Actions[0].ForwardConfig.TargetGroups;

function testRule(app: Entries, service: Record<string, any>): void {
  app.TestRule = JSON.parse(JSON.stringify(app.Rule)) as Entries[string];
  service.LoadBalancers[0].AdvancedConfiguration.TestListenerRule = ref('TestRule');
}

const hook = (more: object) => (app: Entries, service: Record<string, any>) => {
  app.Hook = entry('AWS::Lambda::Function');
  service.DeploymentConfiguration.LifecycleHooks = [
    {
      HookTargetArn: att('Hook', 'Arn'),
      RoleArn: att('InfraRole', 'Arn'),
      LifecycleStages: ['POST_SCALE_UP'],
      ...more,
    },
  ];
};

function scaled(app: Entries, minimum: unknown = 2): void {
  app.Scaling = entry('AWS::ApplicationAutoScaling::ScalableTarget', {
    ResourceId: { 'Fn::Join': ['', ['service/', ref('Cluster'), '/', att('Service', 'Name')]] },
    MinCapacity: minimum,
    MaxCapacity: 10,
  });
}

function daemon(app: Entries, service: Record<string, any>): void {
  onInstances(app);
  delete service.CapacityProviderStrategy;
  service.LaunchType = 'EC2';
  service.SchedulingStrategy = 'DAEMON';
}

const right: [string, Change][] = [
  ['ECS`s defaults', () => undefined],
  ['one task that may be doubled', deploy({ MinimumHealthyPercent: 100, MaximumPercent: 200 })],
  ['one task that may stop', deploy({ MinimumHealthyPercent: 0, MaximumPercent: 100 })],
  [
    'two tasks of which one may stop',
    deploy({ MinimumHealthyPercent: 50, MaximumPercent: 100 }, (_, s) => (s.DesiredCount = 2)),
  ],
  [
    'ten tasks and 110 percent: eleven may run',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 110 }, (_, s) => (s.DesiredCount = 10)),
  ],
  ['no task at all', deploy({ MinimumHealthyPercent: 50, MaximumPercent: 100 }, (_, s) => (s.DesiredCount = 0))],
  ['percentages that are parameters', deploy({ MinimumHealthyPercent: ref('Min'), MaximumPercent: 100 })],
  [
    'a count that is a parameter',
    deploy({ MinimumHealthyPercent: 60, MaximumPercent: 110 }, (_, s) => (s.DesiredCount = ref('Count'))),
  ],
  [
    'a configuration under a condition',
    (_, s) => (s.DeploymentConfiguration = { 'Fn::If': ['Prod', { MaximumPercent: 100 }, { MaximumPercent: 100 }] }),
  ],
  [
    'blocked percentages that CodeDeploy does not look at',
    deploy(
      { MinimumHealthyPercent: 100, MaximumPercent: 100 },
      (_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' }),
    ),
  ],
  ['a daemon', daemon],
  [
    'a daemon that stops half',
    (a, s) => {
      daemon(a, s);
      s.DeploymentConfiguration = { MinimumHealthyPercent: 50, MaximumPercent: 100 };
    },
  ],
  ['zones are rebalanced with room', (_, s) => (s.AvailabilityZoneRebalancing = 'ENABLED')],
  [
    'zones are not rebalanced without room',
    deploy({ MinimumHealthyPercent: 0, MaximumPercent: 100 }, (_, s) => (s.AvailabilityZoneRebalancing = 'DISABLED')),
  ],
  [
    'a circuit breaker and alarms of ECS',
    deploy({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { Enable: true, Rollback: true, AlarmNames: ['a'] },
    }),
  ],
  [
    'a circuit breaker that is off, under CodeDeploy',
    deploy(
      { DeploymentCircuitBreaker: { Enable: false, Rollback: false } },
      (_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' }),
    ),
  ],
  [
    'a controller that is a parameter',
    deploy(
      { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      (_, s) => (s.DeploymentController = { Type: ref('Controller') }),
    ),
  ],
  ['blue/green', shifted(() => undefined)],
  ['linear', shifted(() => undefined, 'LINEAR')],
  ['canary with a test rule', shifted(testRule, 'CANARY')],
  [
    'blue/green behind a network load balancer, by its listeners',
    shifted((app, service) => {
      app.Listener.Properties.Protocol = 'TCP';
      app.Listener.Properties.DefaultActions = app.Rule.Properties.Actions;
      delete app.Rule;
      app.TestListener = entry('AWS::ElasticLoadBalancingV2::Listener', {
        Protocol: 'TCP',
        LoadBalancerArn: ref('Balancer'),
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Green') }],
      });
      Object.assign(service.LoadBalancers[0].AdvancedConfiguration, {
        ProductionListenerRule: ref('Listener'),
        TestListenerRule: ref('TestListener'),
      });
    }),
  ],
  [
    'blue/green by Service Connect',
    (app, service) => {
      headless(app, service);
      service.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 5 };
      service.ServiceConnectConfiguration = { Enabled: true, Namespace: 'shop', Services: [{ PortName: 'web' }] };
    },
  ],
  [
    'canary by VPC Lattice',
    (app, service) => {
      headless(app, service);
      service.DeploymentConfiguration = { Strategy: 'CANARY', BakeTimeInMinutes: 5 };
      service.VpcLatticeConfigurations = [{ PortName: 'web', RoleArn: 'r', TargetGroupArn: 't' }];
    },
  ],
  [
    'a strategy that is a parameter',
    (app, service) => {
      headless(app, service);
      service.DeploymentConfiguration = { Strategy: ref('Strategy') };
    },
  ],
  [
    'load balancers under a condition',
    (_, service) => {
      service.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 };
      service.LoadBalancers = { 'Fn::If': ['Public', service.LoadBalancers, ref('AWS::NoValue')] };
    },
  ],
  [
    'an imported rule and imported target groups',
    shifted((app, service) => {
      ['Rule', 'Green', 'Targets', 'Listener'].forEach((id) => delete app[id]);
      Object.assign(service.LoadBalancers[0], { TargetGroupArn: 'arn:blue' });
      Object.assign(service.LoadBalancers[0].AdvancedConfiguration, {
        AlternateTargetGroupArn: 'arn:green',
        ProductionListenerRule: { 'Fn::ImportValue': 'rule' },
      });
    }),
  ],
  [
    'a rule that a custom resource writes',
    shifted((app, service) => {
      app.Held = entry('Custom::HeldRule', { Groups: [ref('Targets'), ref('Green')], Listener: ref('Listener') });
      delete app.Rule;
      service.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule = att('Held', 'RuleArn');
    }),
  ],
  ['a hook', shifted(hook({}))],
  [
    'a hook that looks at test traffic',
    shifted((app, service) => {
      testRule(app, service);
      hook({ LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })(app, service);
    }),
  ],
  [
    'a pause',
    shifted(
      (_, s) =>
        (s.DeploymentConfiguration.LifecycleHooks = [{ TargetType: 'PAUSE', LifecycleStages: ['POST_SCALE_UP'] }]),
    ),
  ],
  ['a hook whose stages are a parameter', shifted(hook({ LifecycleStages: ref('Stages') }))],
  ['a scaled service without a count of its own', (app) => scaled(app)],
  [
    'a count beside a scaling that may not exist',
    (app, service) => {
      scaled(app);
      app.Scaling.Condition = 'Scaled';
      service.DesiredCount = 2;
    },
  ],
  [
    'a target group that a listener of another kind uses',
    (app) => {
      app.Listener.Properties.DefaultActions = [
        { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: ref('Targets') }] } },
      ];
    },
  ],
  [
    'a target group that something else gets',
    (app) => {
      delete app.Listener;
      app.Other = entry('Vendor::Proxy::Route', { Target: ref('Targets') });
    },
  ],
  [
    'a target group of somebody else',
    (app, s) => {
      headless(app, s);
      s.LoadBalancers = [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: ref('TargetArn') }];
    },
  ],
  [
    'half an hour of draining and starting',
    (a) =>
      (a.Targets.Properties.TargetGroupAttributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '1770' }]),
  ],
  [
    'what CodeDeploy takes its time for',
    (a, s) => {
      s.DeploymentController = { Type: 'CODE_DEPLOY' };
      a.Targets.Properties.TargetGroupAttributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '3600' }];
    },
  ],
  [
    'an alternate target group of somebody else',
    shifted((a, s) => {
      groups(a).pop();
      s.LoadBalancers[0].AdvancedConfiguration.AlternateTargetGroupArn = 'arn:green';
    }),
  ],
  [
    'a hook that looks at test traffic of load balancers that are a parameter',
    shifted((app, service) => {
      hook({ LifecycleStages: ['TEST_TRAFFIC_SHIFT'] })(app, service);
      service.LoadBalancers = ref('Balancers');
    }),
  ],
  [
    'a hook at a stage of test traffic, rolling',
    (app, service) => {
      app.InfraRole = entry('AWS::IAM::Role');
      service.DeploymentConfiguration = {};
      hook({ LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })(app, service);
    },
  ],
  [
    'one of two with an alternate target group, the other under a condition, rolling',
    shifted((_, s) => {
      s.DeploymentConfiguration = {};
      s.LoadBalancers.push({ 'Fn::If': ['Public', { ContainerName: 'web' }, ref('AWS::NoValue')] });
    }),
  ],
  ['many tasks in one go', (_, s) => (s.DesiredCount = 500)],
  [
    'bake time and steps of 33 hours',
    shifted(
      (_, s) =>
        (s.DeploymentConfiguration = {
          Strategy: 'LINEAR',
          BakeTimeInMinutes: 1440,
          LinearConfiguration: { StepPercent: 50, StepBakeTimeInMinutes: 540 },
        }),
    ),
  ],
];

const broken: [string, Change, string, string][] = [
  [
    'one task that may neither stop nor be doubled',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 100 }),
    'blocked error',
    'block every deployment of 1 task: ECS may neither stop one (at least 1 must stay) nor start one (at most 1 may run)',
  ],
  [
    'one task and 50 to 100 percent: half a task is one',
    deploy({ MinimumHealthyPercent: 50, MaximumPercent: 100 }, (_, s) => (s.DesiredCount = 1)),
    'blocked error',
    'at least 1 must stay',
  ],
  [
    'one task and 100 to 150 percent: one and a half is one',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 150 }, (_, s) => (s.DesiredCount = 1)),
    'blocked error',
    'at most 1 may run',
  ],
  [
    'one task because nothing says how many',
    deploy({ MinimumHealthyPercent: 50, MaximumPercent: 100 }),
    'blocked warning',
    'of 1 task',
  ],
  [
    'nine tasks and 110 percent: nine may run',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 110 }, (_, s) => (s.DesiredCount = 9)),
    'blocked error',
    'of 9 tasks',
  ],
  [
    'a scaled service at its minimum',
    deploy({ MinimumHealthyPercent: 60, MaximumPercent: 110 }, (app) => scaled(app)),
    'blocked error',
    'of 2 tasks',
  ],
  [
    'any number of tasks',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 100 }, (_, s) => (s.DesiredCount = ref('Count'))),
    'blocked error',
    '(at least all must stay) nor start one (at most as many may run)',
  ],
  [
    'the default minimum and a maximum of 100',
    deploy({ MaximumPercent: 100 }),
    'blocked error',
    "'MinimumHealthyPercent' 100",
  ],
  [
    'a daemon of which none may stop',
    (a, s) => {
      daemon(a, s);
      s.DeploymentConfiguration = { MinimumHealthyPercent: 100, MaximumPercent: 100 };
    },
    'blocked error',
    'a host takes no second one',
  ],
  [
    'a daemon with a surge',
    (a, s) => {
      daemon(a, s);
      s.DeploymentConfiguration = { MaximumPercent: 200 };
    },
    'daemonSurge error',
    'must be 100, got 200',
  ],
  [
    'a daemon that shifts',
    (a, s) => {
      headless(a, s);
      daemon(a, s);
      s.ServiceConnectConfiguration = { Services: [{ PortName: 'web' }] };
      s.DeploymentConfiguration = { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 };
    },
    'daemonShift warning',
    'no room',
  ],
  [
    'zones without room',
    deploy({ MinimumHealthyPercent: 0, MaximumPercent: 100 }, (_, s) => (s.AvailabilityZoneRebalancing = 'ENABLED')),
    'zoneRebalancing error',
    "with 'MaximumPercent' 100",
  ],
  [
    'zones of a daemon',
    (a, s) => {
      daemon(a, s);
      s.AvailabilityZoneRebalancing = 'ENABLED';
    },
    'zoneRebalancing error',
    'with a DAEMON service',
  ],
  [
    'zones and binpack first',
    (a, s) => {
      onInstances(a);
      s.AvailabilityZoneRebalancing = 'ENABLED';
      s.PlacementStrategies = [{ Type: 'binpack', Field: 'memory' }];
    },
    'zoneRebalancing warning',
    'got binpack memory',
  ],
  [
    'a circuit breaker under CodeDeploy',
    deploy(
      { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      (_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' }),
    ),
    'controller error',
    'ECS refuses the circuit breaker',
  ],
  [
    'alarms under an external controller',
    deploy({ Alarms: { Enable: true, Rollback: true, AlarmNames: ['a'] } }, (a, s) => {
      headless(a, s);
      s.DeploymentController = { Type: 'EXTERNAL' };
    }),
    'controller warning',
    "'Alarms' of 'DeploymentConfiguration' is for the deployment controller ECS, and EXTERNAL deploys without it",
  ],
  [
    'a strategy under CodeDeploy',
    deploy({ Strategy: 'BLUE_GREEN' }, (_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' })),
    'controller warning',
    "'Strategy' of",
  ],
  [
    'a hook and alarms under CodeDeploy',
    deploy(
      {
        Alarms: { Enable: true, Rollback: true, AlarmNames: ['a'] },
        LifecycleHooks: [{ TargetType: 'PAUSE', LifecycleStages: ['POST_SCALE_UP'] }],
      },
      (_, s) => (s.DeploymentController = { Type: 'CODE_DEPLOY' }),
    ),
    'controller warning',
    "'Alarms', 'LifecycleHooks' of 'DeploymentConfiguration' are for the deployment controller ECS, and CODE_DEPLOY deploys without them",
  ],
  [
    'a circuit breaker of blue/green',
    shifted((_, s) => (s.DeploymentConfiguration.DeploymentCircuitBreaker = { Enable: true, Rollback: true })),
    'circuitBreaker warning',
    'this one is BLUE_GREEN',
  ],
  [
    'blue/green of a service behind nothing',
    deploy({ Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 }, headless),
    'nothingToShift warning',
    'no traffic to shift',
  ],
  [
    'canary of a service that only calls by Service Connect',
    deploy({ Strategy: 'CANARY', BakeTimeInMinutes: 1 }, (a, s) => {
      headless(a, s);
      s.ServiceConnectConfiguration = { Enabled: true, Namespace: 'shop' };
    }),
    'nothingToShift warning',
    'strategy CANARY',
  ],
  [
    'blue/green without an alternate target group',
    deploy({ Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 1 }),
    'alternateTarget error',
    "container 'web' at port 80",
  ],
  [
    'one of two with an alternate target group, rolling',
    shifted((_, s) => {
      s.DeploymentConfiguration = {};
      s.LoadBalancers.push({ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: 'arn:other' });
    }),
    'alternateTarget error',
    'Either all or none',
  ],
  [
    'no role',
    shifted((_, s) => delete s.LoadBalancers[0].AdvancedConfiguration.RoleArn),
    'shiftRights warning',
    "'RoleArn' of the load balancer",
  ],
  [
    'no production rule',
    shifted((_, s) => delete s.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule),
    'shiftRights warning',
    "'ProductionListenerRule'",
  ],
  [
    'one rule for both',
    shifted((_, s) => (s.LoadBalancers[0].AdvancedConfiguration.TestListenerRule = ref('Rule'))),
    'sameRule error',
    'production and for test traffic',
  ],
  [
    'the listener of an application load balancer',
    shifted((a, s) => {
      a.Listener.Properties.DefaultActions = a.Rule.Properties.Actions;
      s.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule = ref('Listener');
    }),
    'listenerRule error',
    'Must be RuleArn for ALB',
  ],
  [
    'a rule without the alternate target group',
    shifted((a, s) => {
      groups(a).pop();
      testRule(a, s);
      a.Used = entry('AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: ref('Listener'),
        Actions: [{ Type: 'forward', TargetGroupArn: ref('Green') }],
      });
    }),
    'targetNotInRule error',
    'Shop/Green',
  ],
  [
    'an alternate target group that the production rule has not, without a test rule',
    shifted((a) => {
      groups(a).pop();
      a.Used = entry('AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: ref('Listener'),
        Actions: [{ Type: 'forward', TargetGroupArn: ref('Green') }],
      });
    }),
    'testListener error',
    'testListenerRule is required',
  ],
  [
    'both target groups serve',
    shifted((a) => (groups(a)[1].Weight = 50)),
    'weights error',
    'exactly one target group serving traffic',
  ],
  [
    'a third target group serves',
    shifted((a) => {
      a.Third = entry('AWS::ElasticLoadBalancingV2::TargetGroup');
      groups(a).push({ TargetGroupArn: ref('Third'), Weight: 10 });
    }),
    'weights error',
    'Shop/Third',
  ],
  [
    'a rule that sends all to one foreign target group',
    shifted((a, s) => {
      a.Third = entry('AWS::ElasticLoadBalancingV2::TargetGroup');
      testRule(a, s);
      a.Rule.Properties.Actions = [{ Type: 'forward', TargetGroupArn: ref('Third') }];
    }),
    'weights error',
    'sends traffic to Shop/Third, which is no target group of the service',
  ],
  ['a hook without a stage', shifted(hook({ LifecycleStages: [] })), 'hookStages error', 'never run'],
  [
    'a hook at a stage that takes none',
    shifted(hook({ LifecycleStages: ['BAKE_TIME'] })),
    'hookStages error',
    'BAKE_TIME is no stage for a lifecycle hook',
  ],
  [
    'a pause within a shift',
    shifted(
      (_, s) =>
        (s.DeploymentConfiguration.LifecycleHooks = [{ TargetType: 'PAUSE', LifecycleStages: ['TEST_TRAFFIC_SHIFT'] }]),
    ),
    'hookStages error',
    'no stage for a pause',
  ],
  [
    'both target groups in no rule of the service',
    shifted((a) => {
      a.Used = JSON.parse(JSON.stringify(a.Rule)) as Entries[string];
      a.Rule.Properties.Actions = [{ Type: 'fixed-response' }];
    }),
    'targetNotInRule error',
    'Shop/Targets and Shop/Green',
  ],
  ['a hook without a stage', shifted(hook({ LifecycleStages: [] })), 'hookStages error', 'has no stage'],
  ['a hook without a role', shifted(hook({ RoleArn: undefined })), 'hookRole error', 'may not call'],
  [
    'a hook that looks for test traffic where there is none',
    shifted(hook({ LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })),
    'noTestTraffic warning',
    'no load balancer of the service has a test listener rule',
  ],
  [
    'a count beside a scaling',
    (app, service) => {
      scaled(app);
      service.DesiredCount = 2;
    },
    'ServiceScaling.desiredCount warning',
    'leave it out',
  ],
  [
    'a target group that nothing sends to',
    (app) => (app.Listener.Properties.DefaultActions = [{ Type: 'fixed-response' }]),
    'targetGroupUnused error',
    'target group Shop/Targets',
  ],
  [
    'an alternate target group that nothing sends to',
    shifted((a, s) => {
      groups(a).pop();
      s.LoadBalancers[0].AdvancedConfiguration.ProductionListenerRule = 'arn:rule';
    }),
    'targetGroupUnused error',
    'target group Shop/Green',
  ],
  [
    'steps and bake time of more than 33 hours',
    shifted(
      (_, s) =>
        (s.DeploymentConfiguration = {
          Strategy: 'LINEAR',
          BakeTimeInMinutes: 1440,
          LinearConfiguration: { StepPercent: 50, StepBakeTimeInMinutes: 541 },
        }),
    ),
    'tooLong error',
    'CloudFormation refuses more than 33',
  ],
  [
    'a canary and bake time of more than 33 hours',
    shifted(
      (_, s) =>
        (s.DeploymentConfiguration = {
          Strategy: 'CANARY',
          BakeTimeInMinutes: 1440,
          CanaryConfiguration: { CanaryBakeTimeInMinutes: 541 },
        }),
    ),
    'tooLong error',
    'come to 33.1 hours, and CloudFormation refuses more than 33',
  ],
  [
    'a rolling deployment of more than three hours',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 101 }, (a, s) => {
      s.DesiredCount = 150;
      a.Targets.Properties.HealthCheckIntervalSeconds = 300;
    }),
    'tooLong error',
    'gives up after 3',
  ],
  [
    'one task after the other',
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 102 }, (_, s) => (s.DesiredCount = 60)),
    'slow warning',
    '60 goes for 60 tasks',
  ],
  [
    'an hour of draining',
    (a) =>
      (a.Targets.Properties.TargetGroupAttributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '3600' }]),
    'slow warning',
    'deregistration delay of Shop/Targets is 3600 s',
  ],
];

test.each(right)('%s: nothing to say', (_, change) => {
  expect(judge(change)).toEqual([]);
});

test.each(broken)('%s', (_, change, expected, words) => {
  const findings = judge(change);

  expect(findings.map(({ code, severity }) => `${code.replace('Rollout.', '')} ${severity}`)).toEqual([expected]);
  expect(findings[0].message).toContain(words);
});

test('hooks and pauses have stages of their own', () => {
  const refused = (more: object, stages: string[]) =>
    stages.filter((stage) =>
      judge(shifted((a, s) => hook({ LifecycleStages: [stage], ...more })(a, s))).some(
        ({ code }) => code === 'Rollout.hookStages',
      ),
    );
  const all = [
    'RECONCILE_SERVICE',
    'PRE_SCALE_UP',
    'POST_SCALE_UP',
    'TEST_TRAFFIC_SHIFT',
    'POST_TEST_TRAFFIC_SHIFT',
    'PRE_PRODUCTION_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
    'POST_PRODUCTION_TRAFFIC_SHIFT',
  ];

  expect(refused({}, all)).toEqual([]);
  expect(refused({ TargetType: 'PAUSE' }, all)).toEqual([
    'RECONCILE_SERVICE',
    'TEST_TRAFFIC_SHIFT',
    'PRODUCTION_TRAFFIC_SHIFT',
  ]);
});

test('room on the hosts is a way out of a slow deployment only where there are hosts', () => {
  const [{ fix }] = judge(
    deploy({ MinimumHealthyPercent: 100, MaximumPercent: 102 }, (_, s) => (s.DesiredCount = 60)),
  ) as { fix?: string }[];

  expect(fix).toBe("let more tasks start at once ('maxHealthyPercent'), or check their health more often");
});

test('a target group that another stack of the app has is a warning', () => {
  const { Targets, Balancer, Listener, ...shop } = world();
  void [Balancer, Listener];
  shop.Service.Properties.LoadBalancers[0].TargetGroupArn = { 'Fn::ImportValue': 'Targets' };
  const [found] = rolloutFindings(
    new AppModel([
      {
        name: 'Base',
        path: 'Base',
        template: { Resources: { Targets }, Outputs: { T: { Value: ref('Targets'), Export: { Name: 'Targets' } } } },
      },
      { name: 'Shop', path: 'Shop', template: { Resources: shop } },
    ]),
  );

  expect(found.finding).toMatchObject({ code: 'Rollout.targetGroupUnused', severity: 'warning' });
});
