import { AppModel } from '../../lib/app-model/app-model';
import { modelOfTemplate } from '../../lib/app-model/load';
import { asNumber, asText } from '../../lib/app-model/values';
import {
  associationsOf,
  associationsOfCluster,
  providersOf,
  providersOfGroup,
} from '../../lib/app-model/views/capacity';
import { clusterView } from '../../lib/app-model/views/cluster';
import { jobsOf } from '../../lib/app-model/views/job';
import { groupView, groupsOf, launchOf, launchView, roleOfProfile } from '../../lib/app-model/views/launch';
import { attachmentsOf, loadBalancersOf } from '../../lib/app-model/views/load-balancing';
import { logRouterOf, logRoutingView } from '../../lib/app-model/views/log-router';
import { scalingOf } from '../../lib/app-model/views/scaling';
import { serviceView, servicesOf, servicesOfTask } from '../../lib/app-model/views/service';
import { taskDefinitionView } from '../../lib/app-model/views/task-definition';
import { perModel, perResource } from '../../lib/app-model/views/view';

type Resources = Record<string, { Type: string; Properties?: unknown; Condition?: string; Metadata?: unknown }>;

function appOf(Resources: Resources, more: Record<string, unknown> = {}): AppModel {
  return modelOfTemplate({ Resources, ...more });
}

const only = <T>([first, ...rest]: readonly T[]): T => {
  expect(rest).toEqual([]);
  return first;
};

const resource = (model: AppModel, id: string) => model.resources.find(({ logicalId }) => logicalId === id)!;

describe('a view', () => {
  test('is read when it is first asked for, and once for each model', () => {
    const [one, other] = [appOf({ A: { Type: 'X' } }), appOf({ A: { Type: 'X' } })];
    const read = jest.fn(({ resources }: AppModel) => resources.length);
    const readEach = jest.fn(() => undefined);
    const count = perModel(read);
    const each = perResource(readEach);
    expect(read).not.toHaveBeenCalled();

    expect([count(one), count(one), count(other)]).toEqual([1, 1, 1]);
    [one, one, other].forEach((model) => each(model, resource(model, 'A')));

    expect(read).toHaveBeenCalledTimes(2);
    expect(readEach).toHaveBeenCalledTimes(2);
  });
});

describe('capacity', () => {
  const app = (group: unknown, more: Resources = {}) =>
    appOf({
      Provider: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: {
          Name: 'own',
          AutoScalingGroupProvider: {
            AutoScalingGroupArn: { Ref: 'Group' },
            ManagedScaling: { Status: 'ENABLED', TargetCapacity: '90' },
            ManagedTerminationProtection: 'DISABLED',
          },
        },
      },
      Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: group },
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: {
          LaunchTemplateData: {
            ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/x}}',
            IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['Profile', 'Arn'] } },
            UserData: { 'Fn::Base64': { 'Fn::Sub': 'ECS_CLUSTER=${Cluster}' } },
          },
        },
      },
      Old: {
        Type: 'AWS::AutoScaling::LaunchConfiguration',
        Properties: { ImageId: 'ami-1', UserData: 'aGVsbG8gd29ybGQ=' },
      },
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } },
      Role: { Type: 'AWS::IAM::Role' },
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'c' } },
      ...more,
    });

  test('leads from the provider to its group, launch template and role', () => {
    const model = app({ LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } }, MaxSize: '3' });
    const provider = only(providersOf(model));
    const launch = launchOf(model, provider.group!)!;

    expect([asText(provider.name), provider.kind]).toEqual(['own', 'AUTO_SCALING_GROUP']);
    expect([asText(provider.scaling.status), asNumber(provider.scaling.targetCapacity)]).toEqual(['ENABLED', 90]);
    expect(asText(provider.terminationProtection)).toBe('DISABLED');
    expect(asNumber(groupView(model, provider.group!).maxSize)).toBe(3);
    expect(launch.resource.logicalId).toBe('Template');
    expect(launch.imageParameter).toBe('/aws/service/ecs/optimized-ami/x');
    expect(model.readable(model.text(launch.userData)!)).toMatch(/^ECS_CLUSTER=«.*Cluster»$/);
    expect(roleOfProfile(model, launch.profile)).toMatchObject({ resource: { logicalId: 'Role' } });
    expect(groupsOf(model, launch.resource)).toEqual([provider.group]);
    expect(providersOfGroup(model, provider.group!)).toEqual([provider.resource]);
  });

  test.each([
    [
      'of mixed instances',
      {
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'Template' } },
            Overrides: [{ InstanceType: 'c5.large' }],
          },
        },
      },
      'Template',
      1,
    ],
    ['with a configuration', { LaunchConfigurationName: { Ref: 'Old' } }, 'Old', 0],
    ['that names the template of another app', { LaunchTemplate: { LaunchTemplateId: 'lt-1' } }, undefined, 0],
    ['that refers to something else', { LaunchConfigurationName: { Ref: 'Role' } }, undefined, 0],
  ])('reads the launch of a group %s', (_, group, from, overrides) => {
    const model = app(group);
    const view = groupView(model, resource(model, 'Group'));

    expect(view.launch?.resource.logicalId).toBe(from);
    expect(view.overrides).toHaveLength(overrides);
    expect(view.isMixed).toBe(overrides > 0);
  });

  test('takes user data out of its base64', () => {
    const model = app({});

    expect(launchView(model, resource(model, 'Old')).userData).toBe('hello world');
    expect(launchView(model, resource(model, 'Old')).image).toBe('ami-1');
  });

  test('reads Managed Instances', () => {
    const model = app(
      {},
      {
        Managed: {
          Type: 'AWS::ECS::CapacityProvider',
          Properties: {
            ClusterName: { Ref: 'Cluster' },
            ManagedInstancesProvider: {
              InfrastructureRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
              InstanceLaunchTemplate: {
                Ec2InstanceProfileArn: { 'Fn::GetAtt': ['Profile', 'Arn'] },
                CapacityOptionType: 'SPOT',
                NetworkConfiguration: { Subnets: ['subnet-1'] },
                InstanceRequirements: { VCpuCount: { Max: 4 } },
              },
            },
          },
        },
      },
    );
    const [, provider] = providersOf(model);

    expect([provider.kind, provider.group, provider.cluster?.logicalId]).toEqual([
      'MANAGED_INSTANCES',
      undefined,
      'Cluster',
    ]);
    expect(provider.managed).toMatchObject({
      infrastructureRole: { resource: { logicalId: 'Role' } },
      purchase: 'SPOT',
      subnets: ['subnet-1'],
      securityGroups: undefined,
    });
    expect(provider.requirements).toEqual({ VCpuCount: { Max: 4 } });
  });

  test('lists the providers of a cluster, its own first, and those of clusters elsewhere', () => {
    const association = (Cluster: unknown, ...providers: unknown[]) => ({
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: {
        Cluster,
        CapacityProviders: providers,
        DefaultCapacityProviderStrategy: providers.map((CapacityProvider) => ({ CapacityProvider, Weight: 1 })),
      },
    });
    const model = app(
      {},
      {
        One: association({ Ref: 'Cluster' }, { Ref: 'Provider' }, 'FARGATE'),
        Two: association('theirs', { 'Fn::If': ['No', 'a', 'b'] }),
      },
    );
    const [own, one] = associationsOfCluster(model, resource(model, 'Cluster'));

    expect([own.resource.logicalId, own.defaults.items]).toEqual(['Cluster', []]);
    expect(one.defaults.items).toMatchObject([
      { provider: { resource: { logicalId: 'Provider' } }, written: '«Provider»', weight: 1 },
      { provider: 'FARGATE', written: 'FARGATE', weight: 1 },
    ]);
    expect(associationsOf(model).map(({ cluster }) => asText(cluster))).toEqual([undefined, undefined, 'theirs']);
  });
});

describe('a service', () => {
  const service = (Properties: Record<string, unknown>, more: Resources = {}) => {
    const model = appOf({
      Service: { Type: 'AWS::ECS::Service', Properties },
      Cluster: { Type: 'AWS::ECS::Cluster' },
      Task: { Type: 'AWS::ECS::TaskDefinition' },
      Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' },
      ...more,
    });
    return { model, view: only(servicesOf(model)) };
  };

  test('has the defaults of ECS where nothing is said, and nothing where only the deployment knows', () => {
    const plain = service({}).view;
    const open = service({ DeploymentConfiguration: { Ref: 'Later' }, LoadBalancers: { Ref: 'Later' } }).view;

    expect(plain.deployment).toMatchObject({ controller: 'ECS', strategy: 'ROLLING', unknown: false });
    expect([plain.scheduling, plain.targets, plain.connect, plain.strategy.empty]).toEqual([
      'REPLICA',
      [],
      undefined,
      false,
    ]);
    expect(open.deployment.unknown).toBe(true);
    expect(asText(open.deployment.strategy)).toBeUndefined();
    expect([open.targets, open.targetsUnknown !== undefined]).toEqual([[], true]);
  });

  test('leads to its cluster, task definition and target groups', () => {
    const { model, view } = service({
      Cluster: { 'Fn::GetAtt': ['Cluster', 'Arn'] },
      TaskDefinition: { Ref: 'Task' },
      CapacityProviderStrategy: [],
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 80, TargetGroupArn: { Ref: 'Targets' } }],
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } },
    });

    expect([view.cluster?.logicalId, view.taskDefinition?.logicalId]).toEqual(['Cluster', 'Task']);
    expect(only(view.targets)).toMatchObject({
      property: 'LoadBalancers.0',
      container: 'app',
      port: 80,
      group: { logicalId: 'Targets' },
    });
    expect(view.strategy).toEqual({ empty: true, unknown: false, items: [] });
    expect(view.network).toEqual({ Subnets: ['subnet-1'] });
    expect(servicesOfTask(model, view.taskDefinition!)).toEqual([view]);
    expect(serviceView(model, view.resource)).toBe(view);
  });

  test('is scaled by the first resource that names it', () => {
    const target = (MaxCapacity: number) => ({
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        ResourceId: { 'Fn::Join': ['/', ['service', { Ref: 'Cluster' }, { 'Fn::GetAtt': ['Service', 'Name'] }]] },
        MinCapacity: 1,
        MaxCapacity,
        ScheduledActions: [{ ScalableTargetAction: { MinCapacity: 4 } }, { ScalableTargetAction: { MaxCapacity: 9 } }],
      },
    });
    const { model, view } = service({}, { One: target(5), Two: target(7) });

    expect(scalingOf(model, view.resource)).toMatchObject({
      resource: { logicalId: 'One' },
      minimum: 1,
      maximum: 5,
      scheduledMinima: [4],
    });
    expect(view.scaling).toBe(scalingOf(model, view.resource));
  });

  const cluster = { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'prod' } };
  const scaledBy = (ResourceId: unknown, Cluster: unknown, ServiceName: unknown, more: Resources = {}) => {
    const Target = { Type: 'AWS::ApplicationAutoScaling::ScalableTarget', Properties: { ResourceId } };
    const Service = { Type: 'AWS::ECS::Service', Properties: { Cluster, ServiceName } };
    const model = appOf({ Cluster: cluster, Target, Service, ...more }, { Parameters: { Name: { Type: 'String' } } });
    return scalingOf(model, resource(model, 'Service'))?.resource.logicalId;
  };

  test.each([
    ['two names', 'service/prod/web', 'prod', 'web'],
    ['the name of a cluster of the app', 'service/prod/web', { Ref: 'Cluster' }, 'web'],
    ['a cluster of the app', { 'Fn::Sub': 'service/${Cluster}/web' }, { 'Fn::GetAtt': ['Cluster', 'Arn'] }, 'web'],
    ['the ARN of a cluster', 'service/prod/web', 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', 'web'],
    ['the default cluster', 'service/default/web', undefined, 'web'],
    ['a parameter', { 'Fn::Sub': 'service/prod/${Name}' }, 'prod', { Ref: 'Name' }],
  ])('is scaled by a resource that spells it out by %s', (_, id, of, name) => {
    expect(scaledBy(id, of, name)).toBe('Target');
  });

  test.each([
    ['another cluster', 'service/test/web', 'prod', 'web'],
    ['another service', 'service/prod/api', 'prod', 'web'],
    ['something else', 'table/prod/web', 'prod', 'web'],
    ['a service without a name', 'service/prod/web', 'prod', undefined],
    ['a name that is not known', { 'Fn::Sub': 'service/prod/${Name}' }, 'prod', 'web'],
  ])('is not scaled by a resource that names %s', (_, id, of, name) => {
    expect(scaledBy(id, of, name)).toBeUndefined();
  });
});

describe('log routing', () => {
  const web = { Name: 'web', LogConfiguration: { LogDriver: 'awsfirelens', Options: { Name: 's3', Bucket: 'b' } } };
  const routing = (...ContainerDefinitions: unknown[]) => {
    const model = appOf({
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions } },
      Files: { Type: 'AWS::S3::Bucket' },
    });
    const { routers, outputs } = logRoutingView(model, resource(model, 'Task'));
    return {
      routers: routers.map(({ container, fetchedByAgent, fetchedByInit }) => ({
        name: container.name,
        fetchedByAgent: fetchedByAgent.map((each) => model.text(each)),
        fetchedByInit: fetchedByInit.map((each) => model.text(each)),
      })),
      outputs: outputs.map(({ container, options }) => [container?.name, options]),
    };
  };
  const router = (more: Record<string, unknown>, name = 'router') => ({
    Name: name,
    FirelensConfiguration: { Type: 'fluentbit' },
    ...more,
  });
  const writing = (text: unknown) => ({ Command: ['printf \'%s\' "$1" > /firelens/included.conf', 'router', text] });
  const configured = (type: unknown) => ({
    FirelensConfiguration: {
      Options: { 'config-file-type': type, 'config-file-value': 'arn:aws:s3:::b/agent.conf' },
    },
  });

  test('has the outputs of the containers that log through a router, and those of its own text', () => {
    const other = { Name: 'other', LogConfiguration: { LogDriver: 'awslogs', Options: { Name: 's3' } } };
    const text = '[FILTER]\n Name grep\n[OUTPUT]\n Name kinesis_streams\n Stream ${s}\n';
    const found = routing(web, other, router(writing(text)), router(writing(text), 'second'));

    expect(found.outputs).toEqual([
      ['web', { name: 's3', bucket: 'b' }],
      [undefined, { name: 'kinesis_streams', stream: '${s}' }],
    ]);
  });

  test('takes no text from a command that writes another file', () => {
    expect(routing(router({ Command: ['cat', 'x', '[OUTPUT]\n Name s3\n'] })).outputs).toEqual([]);
  });

  test('has the outputs of containers without a router, and of options that only the deployment knows no option', () => {
    const LogConfiguration = { LogDriver: 'awsfirelens', Options: { Ref: 'Given' } };

    expect(routing(web, { Name: 'api', LogConfiguration })).toEqual({
      routers: [],
      outputs: [
        ['web', { name: 's3', bucket: 'b' }],
        ['api', {}],
      ],
    });
  });

  test('tells the objects that the agent fetches from those of the init image', () => {
    const Environment = [
      { Name: 'aws_fluent_bit_init_s3_1', Value: 'arn:aws:s3:::b/one.conf' },
      { Name: 'aws_fluent_bit_init_S3_2', Value: { 'Fn::Sub': '${Files.Arn}/two.conf' } },
      { Name: 'aws_fluent_bit_init_file_1', Value: '/three.conf' },
    ];
    const found = routing(web, router({ ...configured('s3'), Environment }), router({}, 'second'));

    expect(found.routers).toEqual([
      {
        name: 'router',
        fetchedByAgent: ['arn:aws:s3:::b/agent.conf'],
        fetchedByInit: [
          'arn:aws:s3:::b/one.conf',
          'arn:\u27e6?AWS::Partition\u27e7:s3:::\u27e6Template/Files#Ref\u27e7/two.conf',
        ],
      },
      { name: 'second', fetchedByAgent: [], fetchedByInit: [] },
    ]);
  });

  test.each(['file', { Ref: 'Given' }])('has no object for the agent in a configuration by %j', (type) => {
    expect(routing(router(configured(type))).routers).toMatchObject([{ fetchedByAgent: [] }]);
  });

  test.each([null, 3, 'text', [], {}, { Ref: 3 }, [null], { 'Fn::If': [] }])('reads nothing out of %j', (damage) => {
    const container = { FirelensConfiguration: {}, LogConfiguration: damage, Command: damage, Environment: damage };
    const configuration = {
      FirelensConfiguration: { Options: damage },
      Environment: [damage],
      Command: [damage, damage],
    };

    expect(routing(container, configuration, damage)).toEqual({
      routers: ['#1', '#2'].map((name) => ({ name, fetchedByAgent: [], fetchedByInit: [] })),
      outputs: [],
    });
  });

  test('takes a container whose configuration only the deployment knows for a router, and no other', () => {
    const model = appOf({
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ContainerDefinitions: [{ Name: 'a', FirelensConfiguration: { Ref: 'Given' } }, web] },
      },
    });

    expect(taskDefinitionView(model, resource(model, 'Task')).containers.map(logRouterOf)).toMatchObject([
      { container: { name: 'a' }, fetchedByAgent: [] },
      undefined,
    ]);
  });
});

test('a cluster tells how sessions of ECS Exec are recorded', () => {
  const model = appOf({
    Cluster: {
      Type: 'AWS::ECS::Cluster',
      Properties: {
        ClusterName: 'c',
        ServiceConnectDefaults: { Namespace: 'shop' },
        Configuration: {
          ExecuteCommandConfiguration: { Logging: 'OVERRIDE', LogConfiguration: { S3BucketName: 'records' } },
        },
      },
    },
  });
  const view = clusterView(model, resource(model, 'Cluster'));

  expect([view.name, view.defaultNamespace]).toEqual(['c', 'shop']);
  expect(view.exec).toMatchObject({ logging: 'OVERRIDE', bucket: 'records', key: undefined, logGroup: undefined });
});

describe('jobs', () => {
  test('are rules, schedules, pipes and states that run a task', () => {
    const ecs = { TaskDefinitionArn: { Ref: 'Task' } };
    const states = {
      States: {
        A: { Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters: { TaskDefinition: 'family', Tags: [] } },
        B: {
          Type: 'Parallel',
          Branches: [{ S: { Resource: 'arn:aws:states:::ecs:runTask', Parameters: { 'TaskDefinition.$': '$.t' } } }],
        },
        C: { Resource: 'arn:aws:states:::sqs:sendMessage' },
      },
    };
    const model = appOf({
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { DefinitionString: JSON.stringify(states), RoleArn: 'r' },
      },
      Task: { Type: 'AWS::ECS::TaskDefinition' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { Targets: [{ Arn: 'c', EcsParameters: ecs }, { Arn: 'queue' }] },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { Target: { Arn: 'c', RoleArn: 'r', EcsParameters: ecs } },
      },
      Pipe: { Type: 'AWS::Pipes::Pipe', Properties: { Target: 'c', TargetParameters: { EcsTaskParameters: ecs } } },
      Other: { Type: 'AWS::Scheduler::Schedule', Properties: { Target: { Arn: 'queue' } } },
    });

    expect(
      jobsOf(model).map(({ kind, launchType, fromInput, waits, tagged }) => [
        kind,
        launchType,
        fromInput,
        waits,
        tagged,
      ]),
    ).toEqual([
      ['rule', 'EC2', undefined, undefined, 'never'],
      ['schedule', undefined, undefined, undefined, 'never'],
      ['pipe', undefined, undefined, undefined, 'never'],
      ['stateMachine', undefined, false, true, 'always'],
      ['stateMachine', undefined, true, false, 'never'],
    ]);
    expect(jobsOf(model)[0].taskDefinition).toMatchObject({ resource: { logicalId: 'Task' } });
  });

  test.each(['{ no json', '"text"', 'null', '{"States":null}'])(
    'a definition that says nothing starts nothing: %s',
    (text) => {
      expect(
        jobsOf(appOf({ M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: text } } })),
      ).toEqual([]);
    },
  );
});

test('a target group is attached by listeners, their rules, and custom resources that write rules', () => {
  const to = { TargetGroupArn: { Ref: 'Targets' } };
  const model = appOf({
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Subnets: ['subnet-1'] } },
    Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: { Ref: 'Balancer' }, DefaultActions: [{ ForwardConfig: { TargetGroups: [to] } }] },
    },
    Rule: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
      Properties: { ListenerArn: { Ref: 'Listener' }, Actions: [to] },
    },
    Foreign: { Type: 'AWS::ElasticLoadBalancingV2::ListenerRule', Properties: { ListenerArn: 'arn', Actions: [to] } },
    Custom: { Type: 'Custom::Rule', Properties: { Listener: { Ref: 'Listener' }, Targets: { Ref: 'Targets' } } },
  });

  expect(
    attachmentsOf(model, resource(model, 'Targets')).map((each) => [each.resource.logicalId, each.balancer?.logicalId]),
  ).toEqual([
    ['Listener', 'Balancer'],
    ['Rule', 'Balancer'],
    ['Foreign', undefined],
    ['Custom', 'Balancer'],
  ]);
  expect(only(loadBalancersOf(model))).toMatchObject({
    type: 'application',
    subnets: ['subnet-1'],
    securityGroups: undefined,
  });
});

test('no view trips over a damaged template', () => {
  const damaged = [null, 3, 'text', [], {}, { Ref: 3 }, [null], { 'Fn::If': [] }];
  const types = [
    'AWS::ECS::Service',
    'AWS::ECS::Cluster',
    'AWS::ECS::CapacityProvider',
    'AWS::AutoScaling::AutoScalingGroup',
    'AWS::EC2::LaunchTemplate',
    'AWS::ECS::ClusterCapacityProviderAssociations',
    'AWS::ApplicationAutoScaling::ScalableTarget',
    'AWS::Events::Rule',
    'AWS::Pipes::Pipe',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
    'AWS::ElasticLoadBalancingV2::Listener',
  ];
  const names = [
    'LoadBalancers',
    'DeploymentConfiguration',
    'CapacityProviderStrategy',
    'CapacityProviders',
    'Configuration',
    'AutoScalingGroupProvider',
    'ManagedInstancesProvider',
    'LaunchTemplate',
    'MixedInstancesPolicy',
    'LaunchTemplateData',
    'ResourceId',
    'Targets',
    'Target',
    'TargetParameters',
    'Definition',
    'DefinitionString',
    'DefaultActions',
    'ServiceConnectConfiguration',
    'VolumeConfigurations',
  ];
  const readAll = (model: AppModel) =>
    [
      ...servicesOf(model),
      ...providersOf(model),
      ...associationsOf(model),
      ...loadBalancersOf(model),
      ...model.resources.flatMap((each) => [groupView(model, each), launchView(model, each), clusterView(model, each)]),
    ].flatMap((view) =>
      Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(view) as object))
        .filter(([, { get }]) => get !== undefined)
        .map(([name]) => (view as unknown as Record<string, unknown>)[name]),
    );

  for (const value of damaged) {
    const model = appOf(
      Object.fromEntries(
        types.map((Type, index) => [
          `R${index}`,
          { Type, Properties: Object.fromEntries(names.map((name) => [name, value])) },
        ]),
      ),
    );

    expect(readAll(model).length).toBeGreaterThan(0);
    expect(jobsOf(model)).toEqual([]);
    expect(attachmentsOf(model, model.resources[0])).toEqual([]);
  }
});
