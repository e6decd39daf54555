import { Entries, RawEntry, att, entry, judge, onInstances, ref, world } from './order-world';

const AWSVPC = { Subnets: [ref('Subnet')], SecurityGroups: [att('Group', 'GroupId')] };
const POLICIES = ['ExecutionPolicy', 'TaskPolicy', 'LaunchPolicy'];
const WAYS = ['Route', 'Join'];
const WAITS = [...POLICIES, ...WAYS];

/** The world without its service: its task is started by something else, with a role of its own. */
function launched(starter: RawEntry): Entries {
  const app = world();
  ['Service', 'Listener', 'Targets', 'Balancer', 'Inward'].forEach((id) => delete app[id]);
  app.LaunchRole = entry('AWS::IAM::Role');
  app.LaunchPolicy = entry('AWS::IAM::Policy', { PolicyDocument: {}, Roles: [ref('LaunchRole')] });
  app.Starter = starter;
  return app;
}

const task = { TaskDefinitionArn: ref('Task'), LaunchType: 'FARGATE' };

const rule = (more: object = {}) =>
  entry(
    'AWS::Events::Rule',
    {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [
        {
          Arn: att('Cluster', 'Arn'),
          RoleArn: att('LaunchRole', 'Arn'),
          EcsParameters: { ...task, NetworkConfiguration: { AwsVpcConfiguration: AWSVPC } },
        },
      ],
      ...more,
    },
    [...WAITS],
  );

const schedule = (more: object = {}) =>
  entry(
    'AWS::Scheduler::Schedule',
    {
      Target: {
        Arn: att('Cluster', 'Arn'),
        RoleArn: att('LaunchRole', 'Arn'),
        EcsParameters: { ...task, NetworkConfiguration: { AwsvpcConfiguration: AWSVPC } },
      },
      ...more,
    },
    [...WAITS],
  );

const pipe = (more: object = {}) =>
  entry(
    'AWS::Pipes::Pipe',
    {
      RoleArn: att('LaunchRole', 'Arn'),
      Target: att('Cluster', 'Arn'),
      TargetParameters: {
        EcsTaskParameters: { ...task, NetworkConfiguration: { AwsvpcConfiguration: AWSVPC } },
      },
      ...more,
    },
    [...WAITS],
  );

const machine = (more: object = {}) =>
  entry(
    'AWS::StepFunctions::StateMachine',
    {
      RoleArn: att('LaunchRole', 'Arn'),
      Definition: {
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::ecs:runTask.sync',
            Parameters: {
              Cluster: att('Cluster', 'Arn'),
              TaskDefinition: ref('Task'),
              LaunchType: 'FARGATE',
              NetworkConfiguration: { AwsvpcConfiguration: AWSVPC },
              ...more,
            },
          },
        },
      },
    },
    [...WAITS],
  );

/** A task set that an external controller shifts traffic to. */
function taskSet(): Entries {
  const app = world();
  const { Service } = app;
  app.Service = entry('AWS::ECS::Service', {
    Cluster: ref('Cluster'),
    ServiceName: 'shop',
    DeploymentController: { Type: 'EXTERNAL' },
  });
  app.Starter = entry(
    'AWS::ECS::TaskSet',
    {
      Cluster: ref('Cluster'),
      Service: ref('Service'),
      TaskDefinition: ref('Task'),
      LaunchType: 'FARGATE',
      LoadBalancers: Service.Properties.LoadBalancers,
      NetworkConfiguration: { AwsVpcConfiguration: AWSVPC },
    },
    Service.DependsOn,
  );
  return app;
}

function express(): Entries {
  const app = launched(
    entry(
      'AWS::ECS::ExpressGatewayService',
      {
        Cluster: ref('Cluster'),
        ExecutionRoleArn: att('ExecutionRole', 'Arn'),
        TaskRoleArn: att('TaskRole', 'Arn'),
        InfrastructureRoleArn: att('LaunchRole', 'Arn'),
        PrimaryContainer: { Image: 'nginx' },
        NetworkConfiguration: AWSVPC,
      },
      [...WAITS],
    ),
  );
  delete app.Task;
  return app;
}

/** A daemon on Managed Instances. */
function daemon(): Entries {
  const app = launched(
    entry(
      'AWS::ECS::Daemon',
      {
        ClusterArn: att('Cluster', 'Arn'),
        DaemonTaskDefinitionArn: ref('DaemonTask'),
        CapacityProviderArns: [att('Provider', 'Arn')],
      },
      ['ExecutionPolicy'],
    ),
  );
  delete app.Task;
  app.DaemonTask = entry('AWS::ECS::DaemonTaskDefinition', {
    ExecutionRoleArn: att('ExecutionRole', 'Arn'),
    ContainerDefinitions: [{ Name: 'agent', Image: 'nginx' }],
  });
  app.Provider = entry(
    'AWS::ECS::CapacityProvider',
    {
      ClusterName: ref('Cluster'),
      ManagedInstancesProvider: {
        InfrastructureRoleArn: att('LaunchRole', 'Arn'),
        InstanceLaunchTemplate: {
          NetworkConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: AWSVPC.SecurityGroups },
        },
      },
    },
    ['LaunchPolicy', ...WAYS],
  );
  return app;
}

/** A rule that starts the state machine, by a role of its own. */
function triggered(): Entries {
  const app = launched(machine());
  app.StartRole = entry('AWS::IAM::Role');
  app.StartPolicy = entry('AWS::IAM::Policy', { PolicyDocument: {}, Roles: [ref('StartRole')] });
  app.Trigger = entry('AWS::Events::Rule', { Targets: [{ Arn: ref('Starter'), RoleArn: att('StartRole', 'Arn') }] }, [
    'StartPolicy',
  ]);
  return app;
}

const without = (app: Entries, ...ids: string[]): Entries => {
  app.Starter.DependsOn = app.Starter.DependsOn?.filter((id) => !ids.includes(id));
  return app;
};

const provided = (app: Entries, properties: Record<string, any>): Entries => {
  app.Association = entry('AWS::ECS::ClusterCapacityProviderAssociations', {
    Cluster: ref('Cluster'),
    CapacityProviders: ['FARGATE_SPOT'],
    DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
  });
  delete properties.LaunchType;
  return app;
};

const right: [string, () => Entries][] = [
  ['a rule that waits for everything', () => launched(rule())],
  ['a rule that is switched off', () => without(launched(rule({ State: 'DISABLED' })), ...WAITS)],
  ['a rule that starts no task', () => launched(entry('AWS::Events::Rule', { Targets: [{ Arn: 'arn:queue' }] }))],
  ['a schedule that waits for everything', () => launched(schedule())],
  ['a schedule that is switched off', () => without(launched(schedule({ State: 'DISABLED' })), ...WAITS)],
  ['a pipe that waits for everything', () => launched(pipe())],
  ['a pipe that is stopped', () => without(launched(pipe({ DesiredState: 'STOPPED' })), ...WAITS)],
  ['a state machine that waits for everything', () => launched(machine())],
  [
    'a state machine that names its task by the family, and waits for it',
    () => {
      const app = launched(machine({ TaskDefinition: 'shop' }));
      app.Task.Properties.Family = 'shop';
      app.Starter.DependsOn!.push('Task');
      return app;
    },
  ],
  [
    'a state machine that names one of two clusters of that name',
    () => {
      const app = launched(machine({ Cluster: 'shop' }));
      app.Cluster.Properties.ClusterName = 'shop';
      app.Again = structuredClone(app.Cluster);
      return app;
    },
  ],
  [
    'a state machine that names its cluster, and waits for it',
    () => {
      const app = launched(machine({ Cluster: 'shop' }));
      app.Cluster.Properties.ClusterName = 'shop';
      app.Starter.DependsOn!.push('Cluster');
      return app;
    },
  ],
  ['a rule that starts a state machine', triggered],
  ['a task set that waits for everything', taskSet],
  ['a service of Express Mode', express],
  ['a daemon', daemon],
  [
    'a role that is imported',
    () => {
      const app = without(launched(rule()), 'LaunchPolicy');
      app.Starter.Properties.Targets[0].RoleArn = 'arn:aws:iam::111122223333:role/launch';
      return app;
    },
  ],
  [
    'a run on the default providers of its cluster, which it waits for',
    () => {
      const app = launched(machine());
      provided(app, app.Starter.Properties.Definition.States.Run.Parameters);
      app.Starter.DependsOn!.push('Association');
      return app;
    },
  ],
  [
    'a run on instances, which it waits for',
    () => {
      const app = launched(rule());
      app.Service = entry('AWS::ECS::Service', { Cluster: ref('Cluster') }, []);
      onInstances(app);
      delete app.Service;
      app.Starter.Properties.Targets[0].EcsParameters.LaunchType = 'EC2';
      app.Starter.DependsOn!.push('Instances');
      return app;
    },
  ],
];

const RACED = 'Order.raced warning';
const LOST = 'is not started again (EventBridge does not retry for missing rights';

const broken: [string, () => Entries, string, ...string[]][] = [
  [
    'the rights of a rule to start its task',
    () => without(launched(rule()), 'LaunchPolicy'),
    RACED,
    'nothing makes the rule wait for policy Shop/LaunchPolicy (rights of the role of the rule); a run that comes before they are there fails',
    LOST,
  ],
  [
    'the rights of the task of a rule',
    () => without(launched(rule()), 'ExecutionPolicy'),
    RACED,
    'policy Shop/ExecutionPolicy (rights of the execution role)',
    LOST,
  ],
  ['the way of the task of a rule', () => without(launched(rule()), ...WAYS), RACED, 'routes Shop/Route'],
  [
    'the rights of a schedule',
    () => without(launched(schedule()), 'LaunchPolicy'),
    RACED,
    'nothing makes the schedule wait for policy Shop/LaunchPolicy (rights of the role of the schedule)',
    LOST,
  ],
  [
    'the cluster of a state machine, by its name',
    () => {
      const app = launched(machine({ Cluster: 'shop' }));
      app.Cluster.Properties.ClusterName = 'shop';
      return app;
    },
    RACED,
    'nothing makes the state machine wait for cluster Shop/Cluster; ',
  ],
  ['the way of the task of a schedule', () => without(launched(schedule()), 'Join'), RACED, 'route Shop/Join'],
  [
    'the rights of a pipe, which starts with its first message',
    () => without(launched(pipe()), 'LaunchPolicy', 'TaskPolicy'),
    RACED,
    'nothing makes the pipe wait for policies Shop/LaunchPolicy, Shop/TaskPolicy',
  ],
  [
    'the rights of the task of a state machine',
    () => without(launched(machine()), 'ExecutionPolicy'),
    RACED,
    'nothing makes the state machine wait for policy Shop/ExecutionPolicy',
    "starts again only where the state has a 'Retry' for it, and one that still goes at deletion loses them",
  ],
  [
    'the task definition of a state machine, by its family',
    () => {
      const app = launched(machine({ TaskDefinition: 'shop' }));
      app.Task.Properties.Family = 'shop';
      return app;
    },
    RACED,
    'wait for task definition Shop/Task',
  ],
  [
    'the default providers of a run',
    () => {
      const app = launched(machine());
      return provided(app, app.Starter.Properties.Definition.States.Run.Parameters);
    },
    RACED,
    'capacity provider association Shop/Association',
  ],
  [
    'the instances of a run',
    () => {
      const app = launched(rule());
      app.Service = entry('AWS::ECS::Service', {}, []);
      onInstances(app);
      delete app.Service;
      app.Starter.Properties.Targets[0].EcsParameters.LaunchType = 'EC2';
      return app;
    },
    RACED,
    'wait for Auto Scaling group Shop/Instances',
  ],
  [
    'the rights to start a state machine',
    () => {
      const app = triggered();
      app.Trigger.DependsOn = [];
      return app;
    },
    RACED,
    'Shop/Trigger: nothing makes the rule wait for policy Shop/StartPolicy',
  ],
  [
    'the rights of the task of a task set',
    () => without(taskSet(), 'ExecutionPolicy'),
    RACED,
    'nothing makes the task set wait for policy Shop/ExecutionPolicy',
    'first tasks fail until they are there',
  ],
  ['the rule between the balancer and a task set', () => without(taskSet(), 'Inward'), RACED, 'rule Shop/Inward'],
  [
    'the listener of a task set',
    () => without(taskSet(), 'Listener'),
    'Order.listener warning',
    'nothing makes the task set wait for Shop/Listener',
  ],
  [
    'the service of a task set, by its name',
    () => {
      const app = taskSet();
      app.Starter.Properties.Service = 'shop';
      return app;
    },
    'Order.byName error',
    "'Service' is the name 'shop', so nothing makes the task set wait for Shop/Service, and ECS refuses to create it before (ServiceNotFoundException)",
  ],
  [
    'the infrastructure role of a service of Express Mode',
    () => without(express(), 'LaunchPolicy'),
    RACED,
    'nothing makes the service wait for policy Shop/LaunchPolicy (rights of the infrastructure role)',
  ],
  [
    'the execution role of a daemon',
    () => without(daemon(), 'ExecutionPolicy'),
    RACED,
    'nothing makes the daemon wait for policy Shop/ExecutionPolicy',
  ],
  [
    'the role by which ECS ends the instances of a provider',
    () => {
      const app = daemon();
      app.Provider.DependsOn = [...WAYS];
      app.Starter.DependsOn!.push('LaunchPolicy');
      return app;
    },
    'Order.hostsCutOff warning',
    'Shop/Provider: nothing makes the instances wait for policy Shop/LaunchPolicy (rights of the infrastructure role)',
  ],
  [
    'the way of the hosts of a daemon',
    () => {
      const app = daemon();
      app.Provider.DependsOn = ['LaunchPolicy'];
      return app;
    },
    'Order.hostsCutOff warning',
    'routes Shop/Route',
  ],
];

test.each(right)('%s: nothing to say', (_, build) => {
  expect(judge(build()).map(({ finding }) => finding)).toEqual([]);
});

test.each(broken as [string, () => Entries, ...string[]][])('%s', (_, build, ...expected) => {
  const findings = judge(build()).map(({ finding }) => finding);

  expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([expected[0]]);
  expect(expected.slice(1).filter((words) => !findings[0].message.includes(words))).toEqual([]);
  expect(findings[0].fix).toMatch(/DependsOn|depend on/);
});
