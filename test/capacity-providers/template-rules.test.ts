import { readCapacity } from '../../lib/app-model/capacity/capacity-reading';
import type { StackTemplate } from '../../lib/app-model/templates';
import { hostFindings } from '../../lib/capacity-providers/rules/host-checks';
import type { LocatedFinding } from '../../lib/capacity-providers/rules/located-finding';
import { planFindings } from '../../lib/capacity-providers/rules/plan-checks';
import { runStrategyFindings } from '../../lib/capacity-providers/rules/run-strategies';
import { strategyFindings } from '../../lib/capacity-providers/rules/strategy-checks';

/*
 * Rules over plain templates: whoever wrote them, in whatever language.
 */

type Properties = Record<string, unknown>;
type Resources = Record<string, { Type: string; Properties?: Properties }>;

const AL2023 = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

const cluster = (properties: Properties = {}): Resources => ({
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: properties },
});

/** Two tasks of 1 vCPU and 2 GiB. */
const service = (properties: Properties, task: Properties = {}): Resources => ({
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['EC2', 'FARGATE', 'MANAGED_INSTANCES'],
      Cpu: '1024',
      Memory: '2048',
      ContainerDefinitions: [{ Name: 'app', Image: 'app' }],
      ...task,
    },
  },
  Service: {
    Type: 'AWS::ECS::Service',
    Properties: { Cluster: { Ref: 'Cluster' }, TaskDefinition: { Ref: 'Task' }, DesiredCount: 2, ...properties },
  },
});

const on = (provider: unknown, others: Properties = {}) => ({
  CapacityProviderStrategy: [{ CapacityProvider: provider, Weight: 1, ...others }],
});

const group = (launch: Properties, mixed?: Properties): Resources => ({
  Launch: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: launch } },
  Group: {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: {
      MaxSize: '4',
      ...(mixed
        ? {
            MixedInstancesPolicy: {
              LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: { Ref: 'Launch' } }, ...mixed },
            },
          }
        : { LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } } }),
    },
  },
  Provider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'Group' } } },
  },
});

const managed = (requirements: Properties): Resources => ({
  Provider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: {
      ClusterName: { Ref: 'Cluster' },
      ManagedInstancesProvider: { InstanceLaunchTemplate: { InstanceRequirements: requirements } },
    },
  },
});

const stack = (resources: Resources, more: Partial<StackTemplate> & { template?: Properties } = {}): StackTemplate => ({
  name: 'S',
  ...more,
  template: { Resources: resources, ...more.template },
});

const lines = (findings: readonly LocatedFinding[]) =>
  findings.map(({ finding: { severity, code, message } }) => `${severity} [${code}] ${message}`);

describe('daemons', () => {
  const byDefault = cluster({ DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }] });
  const found = (resources: Resources) => lines(strategyFindings(readCapacity([stack(resources)])));

  test('fails when one has a strategy, its own or that of its cluster: ECS takes none', () => {
    expect(found({ ...cluster(), ...service({ SchedulingStrategy: 'DAEMON', ...on('FARGATE') }) })).toEqual([
      "error [CapacityStrategy.daemon] ECS takes no capacity provider strategy with the scheduling strategy DAEMON, got 'CapacityProviderStrategy'; give the service the launch type EC2 and no strategy",
    ]);
    expect(found({ ...byDefault, ...service({ SchedulingStrategy: 'DAEMON' }) })).toContainEqual(
      "error [CapacityStrategy.daemon] ECS takes no capacity provider strategy with the scheduling strategy DAEMON, got the default strategy of cluster 'S/Cluster'; give the service the launch type EC2 and no strategy",
    );
  });

  test.each([
    ['a launch type beside a default strategy', { SchedulingStrategy: 'DAEMON', LaunchType: 'EC2' }],
    ['a launch type that is known only at deployment', { SchedulingStrategy: 'DAEMON', LaunchType: { Ref: 'P' } }],
    ['hosts outside of AWS, which are behind no provider', { LaunchType: 'EXTERNAL' }],
  ])('says nothing of %s', (_, properties) => {
    const attached = cluster({
      CapacityProviders: ['FARGATE'],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
    });

    expect(found({ ...attached, ...service(properties) })).toEqual([]);
  });
});

describe('what only the deployment knows', () => {
  const attached = cluster({
    CapacityProviders: ['FARGATE'],
    DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
  });

  test.each([
    ['launch type', { LaunchType: { Ref: 'P' } }],
    ['strategy', { CapacityProviderStrategy: { 'Fn::If': ['Spot', [], []] } }],
  ])("a %s is not taken for none: the cluster's default is not judged instead", (_, properties) => {
    const resources = { ...attached, ...service(properties, { RequiresCompatibilities: ['EC2'] }) };

    expect(lines(strategyFindings(readCapacity([stack(resources)])))).toEqual([]);
  });
});

describe('an empty strategy', () => {
  const left = { CapacityProviderStrategy: [] };
  const found = (of: Properties, properties: Properties = left) =>
    lines(strategyFindings(readCapacity([stack({ ...cluster(of), ...service(properties) })])));

  test('fails when the cluster has no default that it could leave the choice to', () => {
    expect(found({})).toEqual([
      "error [CapacityStrategy.noDefault] 'CapacityProviderStrategy' is empty, which leaves the choice to cluster 'S/Cluster', and that has no default strategy; give the cluster one, or name the providers",
    ]);
  });

  test.each<[string, Properties, Properties]>([
    ['the default is known only at deployment', { DefaultCapacityProviderStrategy: { 'Fn::If': ['C', [], []] } }, left],
    ['a launch type stands beside it', {}, { ...left, LaunchType: 'FARGATE' }],
    ['nothing is said at all, which ECS takes for EC2', {}, {}],
    ["the cluster is somebody else's", {}, { ...left, Cluster: 'theirs' }],
  ])('says nothing when %s', (_, of, properties) => {
    expect(found(of, properties)).toEqual([]);
  });
});

describe('attachment', () => {
  test("warns when a service names Fargate's own provider on a cluster that does not", () => {
    const resources = { ...cluster(), ...service(on('FARGATE')) };

    expect(lines(strategyFindings(readCapacity([stack(resources)])))).toEqual([
      "warning [CapacityStrategy.notAttached] provider 'FARGATE' is not attached to cluster 'S/Cluster', which has none; attach it, or name one that is",
    ]);
  });

  test.each([
    ['a group behind a service', { ...cluster(), ...group({}), ...service(on({ Ref: 'Provider' })) }],
    [
      "Fargate in the cluster's default",
      cluster({ DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }] }),
    ],
  ])('fails for %s', (_, resources) => {
    expect(lines(strategyFindings(readCapacity([stack(resources)])))).toEqual([
      expect.stringContaining('error [CapacityStrategy.notAttached]'),
    ]);
  });

  const schedule = (provider: unknown, of: unknown = { 'Fn::GetAtt': ['Cluster', 'Arn'] }): Resources => ({
    Run: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Target: {
          Arn: of,
          EcsParameters: {
            TaskDefinitionArn: 'task',
            CapacityProviderStrategy: [{ CapacityProvider: provider, Weight: 1 }],
          },
        },
      },
    },
  });
  const runs = (resources: Resources) => lines(runStrategyFindings(readCapacity([stack(resources)])));

  test('is asked of runs that no service keeps', () => {
    expect(runs({ ...cluster(), ...group({}), ...schedule({ Ref: 'Provider' }) })).toEqual([
      "error [CapacityStrategy.notAttached] provider 'S/Provider' is not attached to cluster 'S/Cluster', which has none, so that each run fails; attach it, or name one that is",
    ]);
    expect(runs({ ...cluster(), ...schedule('FARGATE') })).toEqual([
      expect.stringContaining("warning [CapacityStrategy.notAttached] provider 'FARGATE'"),
    ]);
  });

  test.each<[string, Resources]>([
    ['a provider that is attached', { ...cluster({ CapacityProviders: ['FARGATE'] }), ...schedule('FARGATE') }],
    [
      'a group that is attached',
      { ...cluster({ CapacityProviders: [{ Ref: 'Provider' }] }), ...group({}), ...schedule({ Ref: 'Provider' }) },
    ],
    ['a provider that is a parameter', { ...cluster(), ...schedule({ Ref: 'Given' }) }],
    ["somebody else's cluster", { ...cluster(), ...schedule('FARGATE', 'theirs') }],
  ])('says nothing of a run by %s', (_, resources) => {
    expect(runs(resources)).toEqual([]);
  });
});

test('a list of providers that only the deployment knows may hold any of them', () => {
  const resources = {
    ...cluster({ CapacityProviders: { Ref: 'Providers' } }),
    ...group({}),
    ...service(on({ Ref: 'Provider' })),
  };

  expect(lines(strategyFindings(readCapacity([stack(resources)])))).toEqual([]);
});

describe('exports', () => {
  const shared = (region: string | undefined, providers: string[]): StackTemplate =>
    stack(cluster({ CapacityProviders: providers }), {
      name: `Base-${region}`,
      account: '111122223333',
      region,
      template: { Outputs: { Cluster: { Value: { Ref: 'Cluster' }, Export: { Name: 'shared-cluster' } } } },
    });
  const user = (region: string | undefined): StackTemplate =>
    stack(service({ Cluster: { 'Fn::ImportValue': 'shared-cluster' }, ...on('FARGATE_SPOT') }), {
      name: `User-${region}`,
      account: '111122223333',
      region,
    });
  const attachments = (...stacks: StackTemplate[]) => lines(strategyFindings(readCapacity(stacks)));

  test('are looked up in the account and region of the stack that imports', () => {
    const [eu, us] = [shared('eu-west-1', ['FARGATE_SPOT']), shared('us-east-1', [])];

    expect(attachments(us, eu, user('eu-west-1'))).toEqual([]);
    expect(attachments(us, eu, user('us-east-1'))).toHaveLength(1);
    expect(attachments(us, user('eu-west-1'))).toEqual([]);
  });

  test('of a stack that does not say its region count when they are the only ones of that name', () => {
    expect(attachments(shared('unknown-region', []), user('eu-west-1'))).toHaveLength(1);
    expect(attachments(shared('us-east-1', []), shared('eu-west-1', []), user(undefined))).toEqual([]);
  });

  test('that import one another in a circle refer to nothing', () => {
    const circle = (name: string, other: string) =>
      stack(
        {},
        { name, template: { Outputs: { O: { Value: { 'Fn::ImportValue': other }, Export: { Name: name } } } } },
      );
    const resources = service({ Cluster: { 'Fn::ImportValue': 'A' }, ...on('FARGATE') });

    expect(attachments(circle('A', 'B'), circle('B', 'A'), stack(resources))).toEqual([]);
  });
});

describe('instances that are chosen by attributes', () => {
  const found = (resources: Resources) => lines(hostFindings(readCapacity([stack({ ...cluster(), ...resources })])));
  const range = (most: number) => ({ Min: 1, Max: most });

  test.each([
    ['Managed Instances', managed({ VCpuCount: range(4), MemoryMiB: range(8192) })],
    [
      'a group of mixed instances',
      group({}, { Overrides: [{ InstanceRequirements: { VCpuCount: range(4), MemoryMiB: range(8192) } }, small()] }),
    ],
    ['a launch template', group({ InstanceRequirements: { VCpuCount: range(4), MemoryMiB: range(8192) } })],
    ['names with a wildcard', managed({ AllowedInstanceTypes: ['c5.large', 'c5.x*'] })],
  ])('fails when no instance holds a task: %s', (_, provider) => {
    expect(found({ ...provider, ...service(on({ Ref: 'Provider' }), { Cpu: '8192', Memory: '16384' }) })).toEqual([
      "error [CapacityPlan.taskTooLarge] a task of 'S/Service' needs 8192 CPU units, and no instance has more than 4096; 16384 MiB of memory, and no instance has 8192 for tasks, by the instance requirements of 'S/Provider'; ECS never places it, so widen the requirements or make the task smaller",
    ]);
  });

  function small() {
    return { InstanceRequirements: { VCpuCount: range(2), MemoryMiB: range(1024) } };
  }

  test('fails when a task needs more GPUs than there may be', () => {
    const task = {
      ContainerDefinitions: [{ Name: 'app', Image: 'app', ResourceRequirements: [{ Type: 'GPU', Value: '2' }] }],
    };

    expect(found({ ...managed({ AcceleratorCount: range(1) }), ...service(on({ Ref: 'Provider' }), task) })).toEqual([
      expect.stringContaining('needs 2 GPUs, and no instance has more than 1'),
    ]);
  });

  test.each([
    [7936, []],
    [8000, ['warning [CapacityPlan.taskMayNotFit]']],
    [8192, ['error [CapacityPlan.taskTooLarge]']],
  ])('counts what the kernel and the agent keep: %p MiB of 8192', (memory, codes) => {
    const resources = {
      ...managed({ MemoryMiB: range(8192) }),
      ...service(on({ Ref: 'Provider' }), { Memory: String(memory) }),
    };

    expect(found(resources).map((line) => line.split(' a task')[0])).toEqual(codes);
  });

  test.each([
    ['nothing is required', managed({ VCpuCount: { Min: 1 }, MemoryMiB: { Min: 1024 } })],
    ['the most is known only at deployment', managed({ VCpuCount: { Min: 1, Max: { Ref: 'P' } } })],
    ['a type may be new', managed({ AllowedInstanceTypes: ['c5.large', 'c99.*'] })],
    [
      'one of the overrides holds it',
      group({}, { Overrides: [small(), { InstanceRequirements: { VCpuCount: range(64) } }] }),
    ],
    ['types are named, which the plan judges', group({ InstanceType: 'c5.large' })],
  ])('says nothing when %s', (_, provider) => {
    expect(found({ ...provider, ...service(on({ Ref: 'Provider' }), { Cpu: '16384', Memory: '32768' }) })).toEqual([]);
  });

  test('says nothing of a provider that gets no tasks', () => {
    const provider = managed({ VCpuCount: range(1) });
    const strategy = on('FARGATE').CapacityProviderStrategy.concat({
      CapacityProvider: { Ref: 'Provider' },
      Weight: 0,
    });

    expect(found({ ...provider, ...service({ CapacityProviderStrategy: strategy }, { Cpu: '4096' }) })).toEqual([]);
  });
});

describe('placement constraints on attributes of hosts', () => {
  const echo = (attributes: string) => ({
    InstanceType: 'm5.large',
    ImageId: `{{resolve:ssm:${AL2023}}}`,
    UserData: {
      'Fn::Base64': { 'Fn::Join': ['', ["echo 'ECS_CLUSTER=", { Ref: 'Cluster' }, `' >> f\n${attributes}`]] },
    },
  });
  const memberOf = (...expressions: unknown[]) => ({
    PlacementConstraints: expressions.map((Expression) => ({ Type: 'memberOf', Expression })),
  });
  const tenant = `echo 'ECS_INSTANCE_ATTRIBUTES={"tenant":"a","disk":"ssd"}' >> /etc/ecs/ecs.config`;
  const found = (launch: Properties, properties: Properties, task: Properties = {}, more: Properties = {}) =>
    lines(
      hostFindings(
        readCapacity([
          stack(
            { ...cluster(), ...group(launch), ...service({ ...on({ Ref: 'Provider' }), ...properties }, task) },
            { template: more },
          ),
        ]),
      ),
    );

  test('fails when the hosts register no such attribute, or another value', () => {
    expect(found(echo(''), memberOf('attribute:sensitivity == card'))).toEqual([
      "error [CapacityPlan.noSuchHost] 'S/Service' may be placed only where 'attribute:sensitivity == card', and the hosts of 'S/Provider' register no 'sensitivity', so ECS places no task of it there; give the hosts the attribute sensitivity = card ('attributes' of AsgCapacity), or name another provider",
    ]);
    expect(found(echo(tenant), memberOf('attribute:tenant == b'))).toEqual([
      expect.stringContaining("the hosts of 'S/Provider' register 'a' there"),
    ]);
  });

  test.each([
    ['in the task definition', {}, memberOf('attribute:sensitivity exists')],
    ['joined by and', memberOf('attribute:tenant == a and attribute:sensitivity exists'), {}],
  ])('fails when it stands %s', (_, properties, task) => {
    expect(found(echo(tenant), properties, task)).toHaveLength(1);
  });

  test('reads the settings of Bottlerocket, and an image by a parameter of the template', () => {
    const launch = {
      InstanceType: 'm5.large',
      ImageId: { Ref: 'Image' },
      UserData: {
        'Fn::Base64':
          '[settings.ecs]\ncluster = "c"\n[settings.ecs.instance-attributes]\n"tenant" = "a"\n[settings.x]\n"b" = "c"',
      },
    };
    const parameters = {
      Parameters: { Image: { Default: '/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id' } },
    };

    expect(found(launch, memberOf('attribute:tenant == a'), {}, parameters)).toEqual([]);
    expect(found(launch, memberOf('attribute:b == c'), {}, parameters)).toHaveLength(1);
    expect(found(launch, memberOf('attribute:constructor exists'), {}, parameters)).toHaveLength(1);
  });

  test.each<[string, Properties, Properties]>([
    [
      'it is there twice',
      echo(`${tenant}\n${tenant.replace('tenant', 'sensitivity')}`),
      memberOf('attribute:tenant == a', 'attribute:sensitivity == a'),
    ],
    ['the attribute is there', echo(tenant), memberOf('attribute:tenant == a', 'attribute:disk exists')],
    ['its type meets an attribute of ECS', echo(''), memberOf('attribute:ecs.instance-type == m5.large')],
    ['an attribute of ECS is known to ECS alone', echo(''), memberOf('attribute:ecs.availability-zone == eu-west-1a')],
    ['the expression asks for more than that', echo(''), memberOf('attribute:a == b or attribute:c == d')],
    ['the expression is a token', echo(''), memberOf({ Ref: 'P' })],
    ['the image may bring a configuration', { ...echo(''), ImageId: 'ami-1' }, memberOf('attribute:a == b')],
    ['a script sets them', echo('aws ecs put-attributes --attributes $A'), memberOf('attribute:a == b')],
    [
      'the attributes are known only at deployment',
      echo("echo 'ECS_INSTANCE_ATTRIBUTES='$A"),
      memberOf('attribute:a == b'),
    ],
  ])('says nothing when %s', (_, launch, properties) => {
    expect(found(launch, properties)).toEqual([]);
  });
});

describe('deployments on a full group', () => {
  const full = (properties: Properties, tasks: number) =>
    lines(
      planFindings(
        readCapacity([
          stack({
            ...cluster(),
            ...group({ InstanceType: 'm5.large' }),
            ...service({ ...on({ Ref: 'Provider' }), DesiredCount: tasks, ...properties }, { Memory: '1024' }),
          }),
        ]),
      ),
    ).filter((line) => line.includes('deploymentCannotFit'));

  test.each([
    ['CANARY', 'deploy by rolling: blue/green, canary and linear deployments need a whole second set of tasks'],
    ['ROLLING', "lower 'minimumHealthyPercent' to 87 or less, so that ECS may stop a task first"],
  ])('names a way out that helps: %s', (Strategy, wayOut) => {
    expect(full({ DeploymentConfiguration: { Strategy, MinimumHealthyPercent: 100 } }, 8)).toEqual([
      expect.stringContaining(`and 'MaxSize' is 4; raise it, or ${wayOut}`),
    ]);
  });

  test('rounding up keeps every task of few, so the percentage has to be lower', () => {
    const one = { DeploymentConfiguration: { MinimumHealthyPercent: 50 }, ...distinct() };

    expect(full(one, 1)).toEqual([]);
    expect(full({ ...one, DesiredCount: 4, DeploymentConfiguration: { MinimumHealthyPercent: 80 } }, 4)).toEqual([
      expect.stringContaining("lower 'minimumHealthyPercent' to 75 or less"),
    ]);
  });

  function distinct() {
    return { PlacementConstraints: [{ Type: 'distinctInstance' }] };
  }
});

describe('interruptions of Fargate Spot', () => {
  const behind = (strategy: Properties[], containers: Properties[] = [{ Name: 'app', Image: 'app' }], port?: unknown) =>
    lines(
      planFindings(
        readCapacity([
          stack({
            ...cluster(),
            ...service(
              {
                CapacityProviderStrategy: strategy,
                LoadBalancers: [{ ContainerName: port ?? 'app', ContainerPort: 80, TargetGroupArn: 'arn' }],
              },
              { ContainerDefinitions: containers },
            ),
          }),
        ]),
      ),
    );
  const spot = { CapacityProvider: 'FARGATE_SPOT' };

  test('warns of the container that serves, and not of the sidecars beside it', () => {
    const containers = [
      { Name: 'app', Image: 'app' },
      { Name: 'log-router', Image: 'router' },
    ];

    expect(behind([{ ...spot, Weight: 1 }], containers)).toEqual([
      expect.stringContaining("warning [Interruption.stopTimeout] container 'app' runs behind a load balancer"),
    ]);
  });

  test.each<[string, Properties[]]>([
    [
      'a weight of 0',
      [
        { CapacityProvider: 'FARGATE', Weight: 1 },
        { ...spot, Weight: 0 },
      ],
    ],
    ['no weight', [{ CapacityProvider: 'FARGATE', Weight: 1 }, spot]],
    ['a weight that is known only at deployment', [{ ...spot, Weight: { Ref: 'P' } }]],
  ])('says nothing of Spot with %s', (_, strategy) => {
    expect(behind(strategy)).toEqual([]);
  });

  test('a base alone is a task on Spot', () => {
    expect(
      behind([
        { ...spot, Base: 1 },
        { CapacityProvider: 'FARGATE', Weight: 1 },
      ]),
    ).toHaveLength(1);
  });

  test('a name that is known only at deployment trips no check', () => {
    expect(behind([{ ...spot, Weight: 1 }], undefined, { Ref: 'P' })).toEqual([]);
  });
});

describe('names of providers', () => {
  const region = (name: string, type: string, more: { readonly region?: string }): StackTemplate => {
    const resources = { ...cluster({ CapacityProviders: ['mine'] }), ...group({ InstanceType: type }) };
    resources.Provider.Properties = { ...resources.Provider.Properties, Name: 'mine' };
    const arm = { RuntimePlatform: { CpuArchitecture: 'ARM64' } };
    return stack({ ...resources, ...service(on('mine'), arm) }, { name, ...more });
  };
  test('are good for one account and region: a service is judged by the provider of its own', () => {
    const [eu, us] = [
      region('eu', 'm7g.large', { region: 'eu-west-1' }),
      region('us', 'm7i.large', { region: 'us-east-1' }),
    ];

    for (const order of [
      [eu, us],
      [us, eu],
    ]) {
      expect(lines(strategyFindings(readCapacity(order)))).toEqual([
        expect.stringContaining("every instance of provider 'us/Provider' is x86_64"),
      ]);
    }
  });

  test('that several may have, where the app says no region, trip no check', () => {
    expect(lines(strategyFindings(readCapacity([region('a', 'm7g.large', {}), region('b', 'm7i.large', {})])))).toEqual(
      [],
    );
  });
});

test('of stacks that may share a region, one that surely does is meant by an export', () => {
  const shared = (where: string | undefined, providers: string[]) =>
    stack(cluster({ CapacityProviders: providers }), {
      name: `Base-${where}`,
      account: '111122223333',
      region: where,
      template: { Outputs: { Cluster: { Value: { Ref: 'Cluster' }, Export: { Name: 'shared' } } } },
    });
  const user = stack(service({ Cluster: { 'Fn::ImportValue': 'shared' }, ...on('FARGATE_SPOT') }), {
    account: '111122223333',
    region: 'eu-west-1',
  });

  const found = lines(
    strategyFindings(readCapacity([shared(undefined, []), shared('eu-west-1', ['FARGATE_SPOT']), user])),
  );

  expect(found).toEqual([]);
});
