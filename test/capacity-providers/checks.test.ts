import { writeFileSync } from 'node:fs';
import {
  App,
  aws_applicationautoscaling as appscaling,
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  CfnParameter,
  CfnResource,
  cx_api,
  Fn,
  Lazy,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import { Capacity, CapacityKind } from '../../lib/capacity-providers/capacity';
import { CapacityAssertions } from '../../lib/capacity-providers/capacity-assertions';
import { CapacityChecks } from '../../lib/capacity-providers/capacity-checks';
import { CapacityPlan } from '../../lib/capacity-providers/capacity-plan';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { testApp, testStack } from '../support/stacks';

interface FleetOptions {
  readonly instanceTypes?: string[];
  readonly maxSize?: string;
  readonly group?: Partial<autoscaling.CfnAutoScalingGroupProps>;
  readonly launch?: Partial<ec2.CfnLaunchTemplate.LaunchTemplateDataProperty>;
  readonly scaling?: ecs.CfnCapacityProvider.ManagedScalingProperty;
  readonly provider?: Partial<ecs.CfnCapacityProviderProps>;
  readonly task?: Partial<ecs.CfnTaskDefinitionProps>;
  readonly container?: Partial<ecs.CfnTaskDefinition.ContainerDefinitionProperty>;
  readonly service?: Partial<ecs.CfnServiceProps>;
  readonly base?: number;
  readonly max?: number;
}

/** A cluster, a group behind a provider, and a service of 4 to 10 awsvpc tasks on it: all L1, as anybody may write it. */
function fleet(stack: Stack, options: FleetOptions = {}) {
  const cluster = new ecs.CfnCluster(stack, 'Cluster');
  const [first, ...others] = options.instanceTypes ?? ['m5.large'];
  const launch = new ec2.CfnLaunchTemplate(stack, 'Launch', {
    launchTemplateData: { instanceType: first, ...options.launch },
  });
  const specification = { launchTemplateId: launch.ref, version: launch.attrLatestVersionNumber };
  const group = new autoscaling.CfnAutoScalingGroup(stack, 'Group', {
    minSize: '0',
    maxSize: options.maxSize ?? '8',
    ...(others.length === 0
      ? { launchTemplate: specification }
      : {
          mixedInstancesPolicy: {
            launchTemplate: {
              launchTemplateSpecification: specification,
              overrides: [first, ...others].map((instanceType) => ({ instanceType })),
            },
          },
        }),
    ...options.group,
  });
  const provider = new ecs.CfnCapacityProvider(stack, 'Provider', {
    autoScalingGroupProvider: {
      autoScalingGroupArn: group.ref,
      managedScaling: { status: 'ENABLED', ...options.scaling },
    },
    ...options.provider,
  });
  const association = new ecs.CfnClusterCapacityProviderAssociations(stack, 'Association', {
    cluster: cluster.ref,
    capacityProviders: [provider.ref],
    defaultCapacityProviderStrategy: [{ capacityProvider: provider.ref, weight: 1 }],
  });
  const taskDefinition = new ecs.CfnTaskDefinition(stack, 'Task', {
    networkMode: 'awsvpc',
    requiresCompatibilities: ['EC2'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'app', image: 'app', ...options.container }],
    ...options.task,
  });
  const service = new ecs.CfnService(stack, 'Service', {
    cluster: cluster.ref,
    taskDefinition: taskDefinition.ref,
    desiredCount: 4,
    capacityProviderStrategy: [
      {
        capacityProvider: provider.ref,
        weight: 1,
        ...(options.base !== undefined && { base: options.base }),
      },
    ],
    ...options.service,
  });
  new appscaling.CfnScalableTarget(stack, 'Target', {
    minCapacity: 2,
    maxCapacity: options.max ?? 10,
    resourceId: `service/${cluster.ref}/${service.attrName}`,
    scalableDimension: 'ecs:service:DesiredCount',
    serviceNamespace: 'ecs',
  });
  return { cluster, launch, group, provider, association, taskDefinition, service };
}

/** What the checks say of the app, as `severity [Code] message`. */
function findings(stack: Stack): string[] {
  const app = stack.node.root as App;
  const { violations, success } = new CapacityChecks().validate({
    appConstruct: app,
    templatePaths: [],
    stackTemplates: app.synth().stacksRecursively.map(({ hierarchicalId, templateFullPath, environment }) => ({
      stackConstructPath: hierarchicalId,
      templatePath: templateFullPath,
      accountId: environment.account,
      region: environment.region,
    })),
  });
  expect(success).toBe(violations.every(({ severity }) => severity === 'warning'));
  return violations.map(({ ruleName, description, severity }) => `${severity} [${ruleName}] ${description}`);
}

const planOf = (stack: Stack) => CapacityPlan.fromAssembly((stack.node.root as App).synth());

describe('CapacityChecks', () => {
  test('says nothing of a sound app', () => {
    const stack = testStack();
    fleet(stack);

    expect(findings(stack)).toEqual([]);
  });

  test('finds nothing in an app without ECS', () => {
    const stack = testStack();
    new CfnParameter(stack, 'Parameter');

    expect(findings(stack)).toEqual([]);
  });

  test('fails the synthesis as a plugin, at the resource', () => {
    const stack = testStack();
    fleet(stack, { maxSize: '2' });
    const app = stack.node.root as App;
    Validations.of(app).addPlugins(new CapacityChecks());

    expect(() => app.synth()).toThrow();
  });

  describe('strategies', () => {
    test.each<[string, ecs.CfnService.CapacityProviderStrategyItemProperty[]]>([
      ['CapacityStrategy.noWeight', [{ capacityProvider: 'FARGATE' }]],
      [
        'CapacityStrategy.severalBases',
        [
          { capacityProvider: 'FARGATE', base: 1, weight: 1 },
          { capacityProvider: 'FARGATE_SPOT', base: 1, weight: 1 },
        ],
      ],
      [
        'CapacityStrategy.duplicateProvider',
        [
          { capacityProvider: 'FARGATE', weight: 1 },
          { capacityProvider: 'FARGATE', weight: 1 },
        ],
      ],
    ])('fails with %s in a service', (code, capacityProviderStrategy) => {
      const stack = testStack();
      const { association } = fleet(stack, {
        task: { requiresCompatibilities: ['FARGATE'] },
        service: { capacityProviderStrategy },
      });
      association.capacityProviders = [...association.capacityProviders!, 'FARGATE', 'FARGATE_SPOT'];

      expect(findings(stack).join()).toContain(`error [${code}]`);
    });

    test('fails when a service mixes kinds', () => {
      const stack = testStack();
      const { association, service, provider } = fleet(stack, {
        task: { requiresCompatibilities: ['FARGATE', 'EC2'] },
      });
      association.capacityProviders = [provider.ref, 'FARGATE'];
      service.capacityProviderStrategy = [
        { capacityProvider: 'FARGATE', weight: 1 },
        { capacityProvider: provider.ref, weight: 1 },
      ];

      expect(findings(stack)).toEqual([
        "error [CapacityStrategy.mixedKinds] a capacity provider strategy takes providers of one kind (Fargate, Auto Scaling group or Managed Instances), got 'FARGATE' (FARGATE) and 'TestStack/Provider' (AUTO_SCALING_GROUP); use one service for each kind",
      ]);
    });

    test("fails when the cluster's default strategy is faulty or names a provider that is not attached", () => {
      const stack = testStack();
      const { association } = fleet(stack);
      association.defaultCapacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT' }];

      expect(findings(stack)).toEqual([
        "error [CapacityStrategy.noWeight] at least one provider of a strategy needs a 'weight' above 0, got 0 for 'FARGATE_SPOT'; an omitted weight counts as 0",
        "error [CapacityStrategy.notAttached] provider 'FARGATE_SPOT' is not attached to cluster 'TestStack/Cluster', which has TestStack/Provider; attach it, or name one that is",
      ]);
    });

    test('fails when a name is misspelled', () => {
      const stack = testStack();
      fleet(stack, {
        service: { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOOT', weight: 1 }] },
      });

      expect(findings(stack)).toEqual([expect.stringContaining("provider 'FARGATE_SPOOT' is not attached")]);
    });

    test('a provider, a name or a list that is known only at deployment trips no check', () => {
      const stack = testStack();
      const name = new CfnParameter(stack, 'Name').valueAsString;
      const names = new CfnParameter(stack, 'Names', { type: 'CommaDelimitedList' }).valueAsList;
      const { association } = fleet(stack, {
        service: {
          capacityProviderStrategy: [
            { capacityProvider: name, weight: 1 },
            { capacityProvider: Fn.select(0, names), base: Lazy.number({ produce: () => 1 }), weight: 1 },
          ],
        },
      });
      association.capacityProviders = [name];

      expect(findings(stack)).toEqual([]);
    });

    test('an imported cluster, whose providers only its owner knows, trips no check', () => {
      const stack = testStack();
      fleet(stack, {
        service: { cluster: 'theirs', capacityProviderStrategy: [{ capacityProvider: 'Theirs', weight: 1 }] },
      });

      expect(findings(stack)).toEqual([]);
    });

    test('fails when a launch type stands beside the strategy', () => {
      const stack = testStack();
      fleet(stack, { service: { launchType: 'EC2' } });

      expect(findings(stack)).toEqual([
        "error [CapacityStrategy.launchType] a service takes a capacity provider strategy or a launch type, got both ('LaunchType' EC2); remove the launch type",
      ]);
    });

    test("warns when a launch type makes ECS ignore the cluster's default", () => {
      const stack = testStack();
      fleet(stack, { service: { launchType: 'EC2', capacityProviderStrategy: undefined } });

      expect(findings(stack)).toEqual([expect.stringMatching(/^warning \[CapacityStrategy.defaultIgnored\]/)]);
    });

    test("the cluster's default is judged for a service that leaves the choice to it", () => {
      const stack = testStack();
      fleet(stack, {
        maxSize: '2',
        service: { capacityProviderStrategy: undefined },
      });

      expect(findings(stack).join()).toContain('CapacityPlan.groupTooSmall');
    });

    test.each([
      [['FARGATE'], true],
      [['EC2', 'FARGATE'], false],
      [undefined, false],
    ])('a task of compatibilities %p does not run on a group: %p', (requiresCompatibilities, fails) => {
      const stack = testStack();
      fleet(stack, { task: { requiresCompatibilities } });

      expect(findings(stack).some((finding) => finding.includes('CapacityStrategy.platform'))).toBe(fails);
    });

    test.each([
      ['ARM64', ['m5.large'], true],
      ['ARM64', ['m7g.large'], false],
      ['X86_64', ['m7g.large'], true],
      ['ARM64', ['m5.large', 'm7g.large'], false],
    ])('a task for %s does not run on %p: %p', (cpuArchitecture, instanceTypes, fails) => {
      const stack = testStack();
      fleet(stack, { instanceTypes, task: { runtimePlatform: { cpuArchitecture } } });

      expect(findings(stack).some((finding) => finding.includes('CapacityStrategy.architecture'))).toBe(fails);
    });

    test('fails when a Windows task is to run on Fargate Spot', () => {
      const stack = testStack();
      const { association, service } = fleet(stack, {
        task: {
          requiresCompatibilities: ['FARGATE'],
          runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
        },
      });
      association.capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
      association.defaultCapacityProviderStrategy = [];
      service.capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];

      expect(findings(stack)).toEqual([
        "error [CapacityStrategy.windowsSpot] 'FARGATE_SPOT' runs Linux tasks only, and the task definition is for Windows; use FARGATE",
      ]);
    });
  });

  describe('providers', () => {
    test.each([
      ['ecs-mine', 'error [CapacityProvider.name]'],
      ['fargate2', 'error [CapacityProvider.name]'],
      ['awsome', 'error [CapacityProvider.name]'],
      ['ECS-mine', 'warning [CapacityProvider.nameCase]'],
      ['with space', 'error [CapacityProvider.name]'],
      ['x'.repeat(256), 'error [CapacityProvider.name]'],
    ])('refuses the name %p', (name, expected) => {
      const stack = testStack();
      fleet(stack, { provider: { name } });

      expect(findings(stack)).toEqual([expect.stringContaining(expected)]);
    });

    test.each([['my-ecs'], ['x'.repeat(255)], [undefined]])('takes the name %p', (name) => {
      const stack = testStack();
      fleet(stack, { provider: { name } });

      expect(findings(stack)).toEqual([]);
    });

    test('fails when two providers share a group', () => {
      const stack = testStack();
      const { group } = fleet(stack);
      new ecs.CfnCapacityProvider(stack, 'Other', { autoScalingGroupProvider: { autoScalingGroupArn: group.ref } });

      expect(findings(stack)).toEqual([
        "error [CapacityProvider.sharedGroup] Auto Scaling group 'TestStack/Group' is already behind provider 'TestStack/Provider'; a group serves one provider, so create a group for each",
      ]);
    });

    test('fails when the steps cross', () => {
      const stack = testStack();
      fleet(stack, { scaling: { minimumScalingStepSize: 5, maximumScalingStepSize: 4 } });

      expect(findings(stack)).toEqual([
        "error [CapacityProvider.scalingSteps] 'MinimumScalingStepSize' must not exceed 'MaximumScalingStepSize', got 5 and 4",
      ]);
    });

    test.each<[string, FleetOptions]>([
      ['error [CapacityProvider.emptyGroup]', { maxSize: '0' }],
      ['warning [CapacityProvider.desiredCapacity]', { group: { desiredCapacity: '2' } }],
      [
        'error [CapacityProvider.terminationProtection]',
        {
          provider: {
            autoScalingGroupProvider: {
              autoScalingGroupArn: Lazy.string({ produce: () => 'replaced' }),
              managedTerminationProtection: 'ENABLED',
            },
          },
        },
      ],
    ])('%s', (expected, options) => {
      const stack = testStack();
      const { group, provider } = fleet(stack, options);
      if (options.provider) {
        provider.autoScalingGroupProvider = {
          autoScalingGroupArn: group.ref,
          managedScaling: { status: 'ENABLED' },
          managedTerminationProtection: 'ENABLED',
        };
      }

      expect(findings(stack).join()).toContain(expected);
    });

    test('fails when the group weighs its instances', () => {
      const stack = testStack();
      const { group, launch } = fleet(stack);
      group.launchTemplate = undefined;
      group.mixedInstancesPolicy = {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: launch.ref, version: '1' },
          overrides: [{ instanceType: 'm5.large', weightedCapacity: '2' }],
        },
      };

      expect(findings(stack)).toEqual([expect.stringContaining('error [CapacityProvider.instanceWeights]')]);
    });

    test('warns when another policy scales the group', () => {
      const stack = testStack();
      const { group } = fleet(stack);
      new autoscaling.CfnScalingPolicy(stack, 'Policy', { autoScalingGroupName: group.ref });

      expect(findings(stack)).toEqual([
        "warning [CapacityProvider.otherScaling] scaling policy 'TestStack/Policy' works against the managed scaling of 'TestStack/Provider'; remove one of them",
      ]);
    });

    test('fails when a Managed Instances provider has no cluster, or is listed', () => {
      const stack = testStack();
      const { association } = fleet(stack);
      const managed = new CfnResource(stack, 'Managed', {
        type: 'AWS::ECS::CapacityProvider',
        properties: { ManagedInstancesProvider: {} },
      });
      association.capacityProviders = [...association.capacityProviders!, managed.ref];

      expect(findings(stack)).toEqual([
        "error [CapacityProvider.noCluster] a Managed Instances provider needs 'ClusterName', got none for 'TestStack/Managed'; add it to its cluster",
        "error [CapacityProvider.managedInstancesListed] Managed Instances provider 'TestStack/Managed' must not be in 'CapacityProviders': it belongs to its cluster by 'ClusterName'; only the default strategy may name it",
      ]);
    });
  });

  describe('plan', () => {
    test('fails when the maximum does not fit', () => {
      const stack = testStack();
      fleet(stack, { maxSize: '4' });

      expect(findings(stack)).toEqual([
        "error [CapacityPlan.groupTooSmall] 10 tasks on 'TestStack/Provider' need at least 5 instances (limited by eni), and 'MaxSize' is 4; raise it, use larger types or lower the maximum of the services",
      ]);
    });

    test('fails when the group is exactly full, so that no deployment can start', () => {
      const stack = testStack();
      fleet(stack, { maxSize: '5' });

      expect(findings(stack)).toEqual([
        "error [CapacityPlan.deploymentCannotFit] a deployment of 'TestStack/Service' needs 11 tasks at once on 'TestStack/Provider', so at least 6 instances (limited by eni), and 'MaxSize' is 5; raise it, or lower 'minimumHealthyPercent' to 90 or less, so that ECS may stop a task first",
      ]);
    });

    test('is content with a full group when a deployment may stop tasks first', () => {
      const stack = testStack();
      fleet(stack, {
        maxSize: '5',
        service: { deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 } },
      });

      expect(findings(stack)).toEqual([]);
    });

    test('warns when a deployment needs exactly the last instance', () => {
      const stack = testStack();
      fleet(stack, { maxSize: '6' });

      expect(findings(stack)).toEqual([
        "warning [CapacityPlan.deploymentNeedsLastInstance] a deployment of 'TestStack/Service' needs the last of the 6 instances of 'TestStack/Provider'; one instance that fails or drains stops it, so raise 'MaxSize'",
      ]);
    });

    test.each([
      [{ deploymentConfiguration: { strategy: 'BLUE_GREEN' } }],
      [{ deploymentConfiguration: { strategy: 'CANARY' } }],
      [{ deploymentController: { type: 'CODE_DEPLOY' } }],
    ])('counts two whole sets for %p', (service) => {
      const stack = testStack();
      fleet(stack, { maxSize: '9', service });

      expect(findings(stack).join()).toContain('needs 20 tasks at once');
    });

    test('fails when a type cannot hold one task, and names the dimensions', () => {
      const stack = testStack();
      fleet(stack, {
        instanceTypes: ['m5.large', 'm5.2xlarge'],
        task: { cpu: '4 vCPU', memory: '16 GB' },
      });

      expect(findings(stack)).toContain(
        "error [CapacityPlan.taskTooLarge] instance type 'm5.large' of 'TestStack/Provider' cannot hold one task of 'TestStack/Service' (cpu, memory); ECS then leaves these tasks out when it scales, so use larger types, smaller tasks or another provider",
      );
    });

    test('warns when only the larger types of the group hold the maximum', () => {
      const stack = testStack();
      fleet(stack, { maxSize: '4', instanceTypes: ['m5.large', 'm5.2xlarge'] });

      expect(findings(stack)).toEqual([expect.stringMatching(/^warning \[CapacityPlan.mayNotFit\].*need up to 5/)]);
    });

    test("fails when the group's maximum is below the base", () => {
      const stack = testStack();
      fleet(stack, { maxSize: '4', base: 9 });

      expect(findings(stack)).toContain(
        "error [CapacityPlan.baseAboveGroup] the 'base' of 9 tasks of 'TestStack/Service' needs 5 instances of 'TestStack/Provider', and 'MaxSize' is 4; tasks beyond it wait and do not move to the next provider, so lower the base or raise 'MaxSize'",
      );
    });

    test.each<[string, FleetOptions]>([
      ['task size', { task: { cpu: Lazy.string({ produce: () => '${Cpu}' }) } }],
      ['group size', { maxSize: Fn.ref('AWS::Region') }],
      ['instance type', { launch: { instanceType: Fn.ref('AWS::Region') } }],
      ['desired count', { service: { desiredCount: Fn.ref('AWS::Region') as unknown as number } }],
      ['maximum', { max: Fn.ref('AWS::Region') as unknown as number }],
    ])('a %s that is known only at deployment trips no check', (_, options) => {
      const stack = testStack();
      fleet(stack, { maxSize: '1', ...options });

      expect(findings(stack)).toEqual([]);
    });

    test('warns when a task behind a load balancer on Fargate Spot has no stopTimeout', () => {
      const container = (stopTimeout?: number) => {
        const stack = testStack();
        const { association, service } = fleet(stack, {
          container: { stopTimeout },
          task: { requiresCompatibilities: ['FARGATE'] },
          service: { loadBalancers: [{ containerName: 'app', containerPort: 80, targetGroupArn: 'arn' }] },
        });
        association.capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
        association.defaultCapacityProviderStrategy = [];
        service.capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
        return findings(stack);
      };

      expect(container()).toEqual([
        "warning [Interruption.stopTimeout] container 'app' runs behind a load balancer on FARGATE_SPOT and has no 'stopTimeout', so it is killed 30 s after the interruption notice; set up to 120 s to let requests finish",
      ]);
      expect(container(120)).toEqual([]);
    });
  });
});

/** One service on hosts, one on Fargate, and one in the cluster of somebody else. */
function testStackWithLaunchTypes() {
  const stack = testStack();
  const cluster = new ecs.CfnCluster(stack, 'Cluster');
  new ecs.CfnService(stack, 'OnHosts', { cluster: cluster.ref, taskDefinition: 'task', launchType: 'EC2' });
  new ecs.CfnService(stack, 'OnFargate', { cluster: cluster.ref, taskDefinition: 'task', launchType: 'FARGATE' });
  new ecs.CfnService(stack, 'Theirs', { cluster: 'theirs', taskDefinition: 'task' });
  return { stack };
}

describe('CapacityPlan', () => {
  test('tells instances at minimum, desired, maximum and in deployments', () => {
    const stack = testStack();
    fleet(stack);

    expect(planOf(stack).providers).toEqual([
      {
        provider: 'TestStack/Provider',
        maxSize: 8,
        min: { tasks: 2, fewestInstances: 1, mostInstances: 1, limitedBy: 'eni' },
        desired: { tasks: 4, fewestInstances: 2, mostInstances: 2, limitedBy: 'eni' },
        max: { tasks: 10, fewestInstances: 5, mostInstances: 5, limitedBy: 'eni' },
        deployment: { tasks: 11, fewestInstances: 6, mostInstances: 6, limitedBy: 'eni' },
        deploymentPeak: { tasks: 20, fewestInstances: 10, mostInstances: 10, limitedBy: 'eni' },
        headroom: 6,
        maxWithTrunking: { tasks: 10, fewestInstances: 2, mostInstances: 2, limitedBy: 'cpu' },
        minutesFromZero: 2,
      },
    ]);
  });

  test.each<[string, Partial<ecs.CfnTaskDefinitionProps>, string, number]>([
    ['bridge mode needs no interfaces', { networkMode: 'bridge' }, 'cpu', 2],
    ['no network mode is bridge mode', { networkMode: undefined }, 'cpu', 2],
    [
      'a fixed host port takes an instance each',
      {
        networkMode: 'bridge',
        containerDefinitions: [{ name: 'a', image: 'a', portMappings: [{ containerPort: 80, hostPort: 80 }] }],
      },
      'ports',
      10,
    ],
    [
      'host mode takes the container port',
      { networkMode: 'host', containerDefinitions: [{ name: 'a', image: 'a', portMappings: [{ containerPort: 80 }] }] },
      'ports',
      10,
    ],
    [
      'a dynamic host port takes none',
      {
        networkMode: 'bridge',
        containerDefinitions: [{ name: 'a', image: 'a', portMappings: [{ containerPort: 80, hostPort: 0 }] }],
      },
      'cpu',
      2,
    ],
    [
      'without task sizes the containers add up',
      {
        networkMode: 'bridge',
        cpu: undefined,
        memory: undefined,
        containerDefinitions: [
          { name: 'a', image: 'a', cpu: 512, memory: 4096, memoryReservation: 128 },
          { name: 'b', image: 'b', cpu: 512, memory: 128 },
        ],
      },
      'cpu',
      5,
    ],
  ])('%s', (_, task, limitedBy, fewestInstances) => {
    const stack = testStack();
    fleet(stack, { task, maxSize: '99' });

    expect(planOf(stack).of('Provider')!.max).toMatchObject({ limitedBy, fewestInstances });
  });

  test('counts GPUs', () => {
    const stack = testStack();
    fleet(stack, {
      instanceTypes: ['g5.12xlarge'],
      maxSize: '9',
      container: { resourceRequirements: [{ type: 'GPU', value: '2' }] },
      task: { networkMode: 'bridge' },
    });

    expect(planOf(stack).of('Provider')!.max).toMatchObject({ limitedBy: 'gpu', fewestInstances: 5 });
  });

  test('one task per host needs as many hosts', () => {
    const stack = testStack();
    fleet(stack, {
      maxSize: '20',
      task: { networkMode: 'bridge' },
      service: { placementConstraints: [{ type: 'distinctInstance' }] },
    });

    expect(planOf(stack).of('Provider')!.max).toMatchObject({ limitedBy: 'distinctInstance', fewestInstances: 10 });
  });

  test.each([
    ['#!/bin/bash\necho ECS_RESERVED_MEMORY=7000 >> /etc/ecs/ecs.config'],
    ['[settings.ecs]\nreserved-memory = 7000\n'],
  ])('reads the reserved memory from the user data', (userData) => {
    const stack = testStack();
    fleet(stack, {
      maxSize: '20',
      launch: { userData: Fn.base64(userData) },
      task: { networkMode: 'bridge' },
    });

    expect(planOf(stack).of('Provider')!.max).toMatchObject({ limitedBy: 'memory', fewestInstances: 10 });
  });

  test('a daemon takes its part of every instance', () => {
    const stack = testStack();
    const { cluster } = fleet(stack, { maxSize: '20', task: { networkMode: 'bridge' } });
    const daemon = new ecs.CfnTaskDefinition(stack, 'Daemon', {
      containerDefinitions: [{ name: 'agent', image: 'agent', cpu: 1536, memory: 64 }],
    });
    new ecs.CfnService(stack, 'DaemonService', {
      cluster: cluster.ref,
      taskDefinition: daemon.ref,
      schedulingStrategy: 'DAEMON',
    });

    expect(planOf(stack).of('Provider')!.max).toMatchObject({ tasks: 10, limitedBy: 'cpu', fewestInstances: 5 });
  });

  test.each([
    ['for everybody', { Name: 'awsvpcTrunking' }, 2],
    ['for the role of the group', { Name: 'awsvpcTrunking', principalArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 2],
    ['for another role', { Name: 'awsvpcTrunking', principalArn: { 'Fn::GetAtt': ['Other', 'Arn'] } }, 5],
    ['of this library', { Type: 'Custom::EniTrunking', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }, 2],
    [
      'of this library for another role',
      { Type: 'Custom::EniTrunking', RoleArn: { 'Fn::GetAtt': ['Other', 'Arn'] } },
      5,
    ],
    ['not at all', { Name: 'containerInsights' }, 5],
  ])(
    'ENI trunking switched on by a custom resource %s',
    (_, { Type, ...properties }: Record<string, unknown>, fewestInstances) => {
      const stack = testStack();
      new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role' });
      new CfnResource(stack, 'Other', { type: 'AWS::IAM::Role' });
      const profile = new CfnResource(stack, 'Profile', {
        type: 'AWS::IAM::InstanceProfile',
        properties: { Roles: [{ Ref: 'Role' }] },
      });
      new CfnResource(stack, 'Setting', { type: (Type as string) ?? 'Custom::AccountSetting', properties });
      fleet(stack, { launch: { iamInstanceProfile: { arn: profile.getAtt('Arn').toString() } } });

      expect(planOf(stack).of('Provider')!.max).toMatchObject({ fewestInstances });
    },
  );

  test('follows references into other stacks', () => {
    const app = testApp();
    const base = new Stack(app, 'Base');
    const { provider, cluster } = fleet(base, { service: { desiredCount: 1 }, max: 1 });
    const other = new Stack(app, 'Other');
    const task = new ecs.CfnTaskDefinition(other, 'Task', {
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: 'app' }],
    });
    new ecs.CfnService(other, 'Service', {
      cluster: cluster.ref,
      taskDefinition: task.ref,
      desiredCount: 3,
      capacityProviderStrategy: [{ capacityProvider: provider.ref, weight: 1 }],
    });

    expect(planOf(base).of('Base/Provider')!.desired.tasks).toBe(4);
  });

  test.each([
    [1, 2],
    [4, 4],
    [99, 10],
  ])('scaling brings a desired count of %p to %p', (desiredCount, expected) => {
    const stack = testStack();
    fleet(stack, { service: { desiredCount } });

    expect(planOf(stack).of('Provider')!.desired.tasks).toBe(expected);
  });

  test('names L2 constructs by the paths that their users know', () => {
    const stack = testStack();
    const cluster = new TaskCluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('m5.large')],
      maxCapacity: 1,
    });
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
    taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app'), memoryLimitMiB: 128 });
    new ecs.Ec2Service(stack, 'Service', {
      cluster,
      taskDefinition,
      desiredCount: 4,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      capacityProviderStrategies: CapacityStrategy.only(capacity).bind(cluster),
    });

    const found = findings(stack).filter((finding) => finding.includes('CapacityPlan'));
    expect(planOf(stack).of('Hosts/CapacityProvider')).toMatchObject({
      provider: 'TestStack/Hosts/CapacityProvider',
      max: { tasks: 4 },
    });
    expect(found).toEqual([expect.stringContaining("4 tasks on 'TestStack/Hosts/CapacityProvider' need")]);
  });

  test('shows the plan as text', () => {
    const stack = testStack();
    fleet(stack, { maxSize: '5' });

    expect(planOf(stack).toText()).toBe(
      [
        'TestStack/Provider: m5.large, at most 5 instances',
        '                   tasks  instances  limited by',
        '  minimum              2          1  eni',
        '  desired              4          2  eni',
        '  maximum             10          5  eni',
        '  deployment          11          6  eni  more than the group has',
        '  at its fastest      20         10  eni  more than the group has',
        '  the deployment is that of TestStack/Service',
        '  room for 0 more tasks at the maximum',
        '  with ENI trunking the maximum needs 2 instances',
        '  4 tasks from zero: all placed after 2 min; 2 instances come, 0 go again',
        '    instances | ███████████████████████████████| 0 to 31 min',
        '    placed    |  ██████████████████████████████|',
      ].join('\n'),
    );
  });

  test('says which services it does not judge, and why', () => {
    const { stack } = testStackWithLaunchTypes();

    const plan = planOf(stack);

    expect(plan.unplanned).toEqual([
      { service: 'TestStack/OnHosts', reason: 'launch type EC2, for which ECS scales no group' },
      { service: 'TestStack/Theirs', reason: 'its strategy or cluster is not known here' },
    ]);
    expect(plan.toText()).toBe(
      [
        'not judged:',
        '  TestStack/OnHosts: launch type EC2, for which ECS scales no group',
        '  TestStack/Theirs: its strategy or cluster is not known here',
      ].join('\n'),
    );
  });

  test('says that it does not judge what a macro makes', () => {
    const { stack } = testStackWithLaunchTypes();
    const { directory, stacks } = (stack.node.root as App).synth();
    const template = { Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::Services': [] } };
    writeFileSync(stacks[0].templateFullPath, JSON.stringify(template));

    expect(CapacityPlan.fromAssembly(new cx_api.CloudAssembly(directory)).unplanned).toEqual([
      {
        service: expect.stringMatching(/\/Fn::ForEach::Services$/),
        reason: 'what a macro makes is known only at deployment',
      },
    ]);
  });

  test('shows tasks only where AWS runs the hosts', () => {
    const stack = testStack();
    const { association, service } = fleet(stack, { task: { requiresCompatibilities: ['FARGATE'] } });
    association.capacityProviders = ['FARGATE'];
    association.defaultCapacityProviderStrategy = [];
    service.capacityProviderStrategy = [{ capacityProvider: 'FARGATE', weight: 1 }];

    expect(planOf(stack).toText()).toBe(
      'FARGATE\n  tasks: minimum 2, desired 4, maximum 10, deployment 11, at its fastest 20',
    );
  });
});

describe('CapacityAssertions', () => {
  const group = (name: string) => Capacity.fromName(name, { kind: CapacityKind.AUTO_SCALING_GROUP });

  test('places', () => {
    const strategy = CapacityStrategy.onDemandFloor(2);

    expect(() => CapacityAssertions.places(strategy, 10, { FARGATE: 2, FARGATE_SPOT: 8 })).not.toThrow();
    expect(() => CapacityAssertions.places(strategy, 1, { FARGATE: 1 })).not.toThrow();
    expect(() => CapacityAssertions.places(strategy, 10, { FARGATE: 5, FARGATE_SPOT: 5 })).toThrow(
      '[CapacityAssertions.places] 10 tasks are placed as FARGATE 2, FARGATE_SPOT 8, expected FARGATE 5, FARGATE_SPOT 5',
    );
    expect(() => CapacityAssertions.places(strategy, 2, { FARGATE: 2, Other: 0 })).toThrow(
      '[CapacityAssertions.places]',
    );
    expect(() =>
      CapacityAssertions.places(
        CapacityStrategy.split({ capacity: group('A'), weight: 1 }, { capacity: group('B'), weight: 1 }),
        3,
        { A: 2, B: 1 },
      ),
    ).toThrow('A 1 to 2, B 1 to 2');
  });

  test('holdsMaximum', () => {
    const plan = (maxSize: string) => {
      const stack = testStack();
      fleet(stack, { maxSize });
      return planOf(stack);
    };

    expect(() => CapacityAssertions.holdsMaximum(plan('6'), 'Provider')).not.toThrow();
    expect(() => CapacityAssertions.holdsMaximum(plan('5'), 'Provider')).toThrow(
      "[CapacityAssertions.holdsMaximum] 'Provider' has at most 5 instances, its maximum of 10 tasks needs up to 5 and a deployment up to 6 (limited by eni)",
    );
    expect(() => CapacityAssertions.holdsMaximum(plan('5'), 'Nothing')).toThrow(
      "no service uses a provider 'Nothing'; the plan has TestStack/Provider",
    );
  });
});
