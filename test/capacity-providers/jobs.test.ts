import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { CapacityChecks } from '../../lib/capacity-providers';
import { Resources, att, container, hosts, ref, taskOnEc2, template, written } from '../support/plain-apps';

/*
 * Jobs whose task no instance holds: an m5.large has 2048 CPU units and 8192 MiB.
 */

type Properties = Record<string, unknown>;

const LARGE = { Cpu: '4096', Memory: '4096' };
const strategy = (more: Properties = { Weight: 1 }) => [{ CapacityProvider: ref('Provider'), ...more }];

const schedule = (ecsParameters: Properties = { CapacityProviderStrategy: strategy() }, more: Properties = {}) => ({
  Job: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Target: {
        Arn: att('Cluster', 'Arn'),
        RoleArn: 'arn:aws:iam::111122223333:role/run',
        EcsParameters: { TaskDefinitionArn: ref('Task'), ...ecsParameters },
        ...more,
      },
    },
  },
});

const rule = (ecsParameters: Properties): Resources => ({
  Job: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Targets: [
        { Id: 'job', Arn: att('Cluster', 'Arn'), EcsParameters: { TaskDefinitionArn: ref('Task'), ...ecsParameters } },
      ],
    },
  },
});

const pipe = (ecsTaskParameters: Properties): Resources => ({
  Job: {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      Target: att('Cluster', 'Arn'),
      TargetParameters: { EcsTaskParameters: { TaskDefinitionArn: ref('Task'), ...ecsTaskParameters } },
    },
  },
});

const machine = (parameters: Properties): Resources => ({
  Job: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      Definition: {
        States: {
          Run: {
            Type: 'Task',
            Resource: 'arn:aws:states:::ecs:runTask.sync',
            Parameters: { Cluster: '${Cluster}', TaskDefinition: '${Task}', ...parameters },
          },
        },
      },
      DefinitionSubstitutions: { Cluster: att('Cluster', 'Arn'), Task: ref('Task'), Provider: ref('Provider') },
    },
  },
});

const findings = (...parts: Parameters<typeof template>) =>
  CapacityChecks.checkAssembly(written(template(taskOnEc2(LARGE), hosts(), ...parts))).filter(({ code }) =>
    code.startsWith('CapacityPlan.task'),
  );
const codes = (...parts: Parameters<typeof template>) =>
  findings(...parts).map(({ severity, code }) => `${severity} ${code}`);

const ERROR = ['error CapacityPlan.taskTooLarge'];
const WARNING = ['warning CapacityPlan.taskTooLarge'];

describe('a task that no instance of the provider holds fails', () => {
  test('with the words of a service, at the provider', () => {
    expect(findings(schedule())).toMatchObject([
      {
        logicalId: 'Provider',
        message: expect.stringMatching(
          /^instance type 'm5.large' of 'Shop\d*\/Provider' cannot hold one task of 'Shop\d*\/Job' \(cpu\); ECS then leaves these tasks out/,
        ),
      },
    ]);
  });

  test.each<[string, Resources]>([
    ['a rule', rule({ CapacityProviderStrategy: strategy() })],
    ['a pipe', pipe({ CapacityProviderStrategy: strategy() })],
    ['a state machine', machine({ CapacityProviderStrategy: [{ CapacityProvider: '${Provider}', Weight: 1 }] })],
    ['a task definition by its family', schedule({ TaskDefinitionArn: 'task', CapacityProviderStrategy: strategy() })],
    ['a base alone', schedule({ CapacityProviderStrategy: strategy({ Base: 1 }) })],
  ])('%s', (_, job) => {
    expect(codes(job)).toEqual(ERROR);
  });
});

test.each<[string, Resources, string]>([
  ['memory', taskOnEc2({ Memory: '16384' }), '(memory)'],
  ['GPUs', taskOnEc2({}, [container({ ResourceRequirements: [{ Type: 'GPU', Value: '1' }] })]), '(gpu)'],
])('a task may be too large by its %s', (_, task, dimension) => {
  expect(findings(task, schedule())).toMatchObject([{ message: expect.stringContaining(dimension) }]);
});

test('several states that run one task are told once', () => {
  const { Job } = machine({ CapacityProviderStrategy: [{ CapacityProvider: '${Provider}', Weight: 1 }] });
  const { States } = Job!.Properties!.Definition as { States: Properties };
  Object.assign(States, { Again: States.Run });

  expect(codes({ Job })).toEqual(ERROR);
});

test('the default strategy of the cluster is that of a job without strategy and launch type', () => {
  const { Providers } = hosts();
  Object.assign(Providers!.Properties!, { DefaultCapacityProviderStrategy: strategy() });

  expect(codes({ Providers }, schedule({}))).toEqual(ERROR);
});

describe('instances that are chosen by attributes', () => {
  const managed = (most: number): Resources => ({
    Provider: {
      Type: 'AWS::ECS::CapacityProvider',
      Properties: {
        ClusterName: ref('Cluster'),
        ManagedInstancesProvider: {
          InstanceLaunchTemplate: { InstanceRequirements: { VCpuCount: { Min: 1, Max: most } } },
        },
      },
    },
  });

  test('fails when none holds the task, at the job', () => {
    expect(findings(managed(2), schedule())).toMatchObject([
      { logicalId: 'Job', message: expect.stringMatching(/^a task of 'Shop\d*\/Job' needs 4096 CPU units/) },
    ]);
  });

  test('says nothing when one may', () => {
    expect(codes(managed(4), schedule())).toEqual([]);
  });
});

describe('launch type EC2', () => {
  const bare = { Provider: undefined, Providers: undefined };

  test.each<[string, Resources]>([
    ['that is said', schedule({ LaunchType: 'EC2' })],
    ['where nothing is said', schedule({})],
    ['of a rule', rule({})],
  ])('warns of the only hosts that join the cluster: %s', (_, job) => {
    expect(codes(bare, job)).toEqual(WARNING);
  });

  test.each<[string, Resources]>([
    ['Fargate', schedule({ LaunchType: 'FARGATE' })],
    ['a launch type that only the deployment knows', schedule({ LaunchType: ref('AWS::Region') })],
    [
      'a cluster of somebody else',
      schedule({ LaunchType: 'EC2' }, { Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/x' }),
    ],
  ])('says nothing of %s', (_, job) => {
    expect(codes(bare, job)).toEqual([]);
  });

  test('says nothing of a rule without a launch type where the cluster has a default strategy', () => {
    const Providers = {
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: {
        Cluster: ref('Cluster'),
        CapacityProviders: ['FARGATE'],
        DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      },
    };

    expect(codes({ Provider: undefined, Providers }, rule({}))).toEqual([]);
  });
});

const overridden = (overrides: unknown) =>
  schedule(undefined, { Input: JSON.stringify({ containerOverrides: overrides }) });

test('overrides that leave the size as it is change nothing', () => {
  expect(codes(overridden([{ name: 'web', command: ['x'], environment: [{ name: 'A', value: 'b' }] }]))).toEqual(ERROR);
});

describe('says nothing', () => {
  const types = (...names: unknown[]) => ({
    LaunchTemplate: undefined,
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId: ref('Launch'), Version: '1' },
        Overrides: names.map((InstanceType) => ({ InstanceType })),
      },
    },
  });

  test.each<[string, Resources]>([
    ['when the task fits', taskOnEc2({ Cpu: '2048', Memory: '4096' })],
    ['when a type of several holds it', hosts({}, types('m5.large', 'm5.xlarge'))],
    ['when a type is new', hosts({}, types('m5.large', 'm99.large'))],
    ['when a type is known only at deployment', hosts({ InstanceType: ref('AWS::Region') })],
    ['when the size is known only at deployment', taskOnEc2({ Cpu: ref('AWS::Region'), Memory: '4096' })],
    [
      'of a task definition that is not in the app',
      schedule({ TaskDefinitionArn: 'theirs', CapacityProviderStrategy: strategy() }),
    ],
    [
      'when two definitions have the family',
      {
        ...taskOnEc2({ Family: 'task' }, undefined, 'Other'),
        ...schedule({ TaskDefinitionArn: 'task', CapacityProviderStrategy: strategy() }),
      },
    ],
    [
      'of a provider that is not in the app',
      schedule({ CapacityProviderStrategy: [{ CapacityProvider: 'theirs', Weight: 1 }] }),
    ],
    ['of a provider without a share', schedule({ CapacityProviderStrategy: strategy({ Weight: 0 }) })],
    [
      'when another provider may take the task',
      schedule({ CapacityProviderStrategy: [...strategy(), { CapacityProvider: 'theirs', Weight: 1 }] }),
    ],
    [
      'when only the deployment knows whether another one does',
      schedule({
        CapacityProviderStrategy: [...strategy(), { CapacityProvider: 'theirs', Weight: ref('AWS::Region') }],
      }),
    ],
    ['when the job makes it smaller', overridden([{ name: 'web', cpu: 256 }])],
    ['when the job may make it smaller', schedule(undefined, { Input: ref('AWS::Region') })],
    [
      'when the input of a state may make it smaller',
      machine({
        CapacityProviderStrategy: [{ CapacityProvider: '${Provider}', Weight: 1 }],
        Overrides: { 'ContainerOverrides.$': '$.overrides' },
      }),
    ],
    [
      'when the event of a rule may make it smaller',
      (() => {
        const { Job } = rule({ CapacityProviderStrategy: strategy() });
        Object.assign((Job!.Properties!.Targets as Properties[])[0], { InputPath: '$.detail' });
        return { Job };
      })(),
    ],
  ])('%s', (_, change) => {
    expect(codes(schedule(), change)).toEqual([]);
  });
});

describe('a job of another stack', () => {
  const run = (scope: Construct, cluster: ecs.ICluster, taskDefinition: ecs.TaskDefinition, provider: string) =>
    new sfn.StateMachine(scope, 'Machine', {
      definitionBody: sfn.DefinitionBody.fromChainable(
        new tasks.EcsRunTask(scope, 'Run', {
          cluster,
          taskDefinition,
          launchTarget: new tasks.EcsEc2LaunchTarget({
            capacityProviderOptions: tasks.CapacityProviderOptions.custom([{ capacityProvider: provider, weight: 1 }]),
          }),
        }),
      ),
    });

  test.each<[string, (app: App, base: Stack) => Construct]>([
    ['by an export', (app) => new Stack(app, 'Jobs')],
    ['nested', (_, base) => new NestedStack(base, 'Jobs')],
  ])('is judged: %s', (_, where) => {
    const app = new App();
    const base = new Stack(app, 'Base');
    const vpc = new ec2.Vpc(base, 'Vpc', { natGateways: 0 });
    const cluster = new ecs.Cluster(base, 'Cluster', { vpc });
    const provider = new ecs.AsgCapacityProvider(base, 'Provider', {
      autoScalingGroup: new autoscaling.AutoScalingGroup(base, 'Group', {
        vpc,
        vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
        instanceType: new ec2.InstanceType('m5.large'),
        machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
      }),
    });
    cluster.addAsgCapacityProvider(provider);
    const taskDefinition = new ecs.Ec2TaskDefinition(base, 'Task');
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('app'), memoryLimitMiB: 16384 });
    run(where(app, base), cluster, taskDefinition, provider.capacityProviderName);

    const found = CapacityChecks.checkAssembly(app.synth().directory);

    expect(found.filter(({ code }) => code === 'CapacityPlan.taskTooLarge')).toMatchObject([
      { message: expect.stringMatching(/cannot hold one task of '.*Machine' \(memory\)/) },
    ]);
  });
});
