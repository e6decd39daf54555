import { App, Duration, SecretValue, Stack, TimeZone, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as fc from 'fast-check';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import { Capacity, CapacityKind } from '../../lib/capacity-providers/capacity';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { EcsStartProof } from '../../lib/start-proof/ecs-start-proof';
import { TaskNetwork } from '../../lib/task-networking/task-network';
import { AppTelemetry } from '../../lib/workloads/app-telemetry';
import { JobSchedule } from '../../lib/workloads/job-schedule';
import { JobTask } from '../../lib/workloads/job-task';
import type { JobTaskProps } from '../../lib/workloads/job-task-props';
import { OneOffJob, type OneOffJobProps } from '../../lib/workloads/one-off-job';
import { pause } from '../../lib/workloads/private/job-verdict';
import { ScheduledJob, type ScheduledJobProps } from '../../lib/workloads/scheduled-job';
import { onlyProperties, testStack } from '../support/stacks';
import { WorkloadSecurityGroups } from '../../lib/workloads/workload-security-groups';
import { WorkloadTask } from '../../lib/workloads/workload-task';

/** The interpreter, in the version that Step Functions has. */
const jsonata: (expression: string) => { evaluate(input: unknown, bindings: object): Promise<unknown> } =
  jest.requireActual('jsonata');

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:1.37');
const NIGHTLY = scheduler.ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.EUROPE_BERLIN });

function vpcOf(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-a', 'subnet-b'],
    privateSubnetRouteTableIds: ['rtb-a', 'rtb-b'],
  });
}

function clusterOf(stack: Stack): TaskCluster {
  return new TaskCluster(stack, 'Cluster', { vpc: vpcOf(stack) });
}

function job(stack: Stack, props: Partial<OneOffJobProps> = {}): OneOffJob {
  return new OneOffJob(stack, 'Migrate', {
    cluster: props.cluster ?? clusterOf(stack),
    ...(props.task?._existing === undefined && { container: { image: IMAGE } }),
    ...props,
  });
}

function scheduled(stack: Stack, props: Partial<ScheduledJobProps> = {}): ScheduledJob {
  return new ScheduledJob(stack, 'Nightly', {
    cluster: clusterOf(stack),
    container: { image: IMAGE },
    schedule: NIGHTLY,
    ...props,
  });
}

/** The definition of the only state machine, with references as `<LogicalId>`. */
function definitionOf(stack: Stack): any {
  return JSON.parse(flat(onlyProperties(stack, 'AWS::StepFunctions::StateMachine').DefinitionString));
}

function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value['Fn::Join'] !== undefined) {
    return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  }
  return `<${value.Ref ?? value['Fn::GetAtt'].join('.')}>`;
}

/** The statements of a managed policy, references as `<LogicalId>`. */
function statementsOf(stack: Stack, path: string): unknown[] {
  const found = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
    id.startsWith(path),
  );
  expect(found).toHaveLength(1);
  return found[0][1].Properties.PolicyDocument.Statement.map((statement: any) => ({
    ...statement,
    Resource: [statement.Resource].flat().map(flat),
    ...(statement.Condition && {
      Condition: JSON.parse(JSON.stringify(statement.Condition), (_, value) =>
        value?.Ref !== undefined || value?.['Fn::GetAtt'] !== undefined ? flat(value) : value,
      ),
    }),
  }));
}

function messageOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

/** What a synth-time validation says. */
function synthMessage(stack: Stack): string {
  return messageOf(() => Template.fromStack(stack));
}

describe('the state machine', () => {
  test('runs the task by the strategy and waits for it, in the subnets and groups of the place', () => {
    const stack = testStack();

    job(stack);

    const { States, StartAt, TimeoutSeconds } = definitionOf(stack);
    expect([StartAt, TimeoutSeconds]).toEqual(['Job: Begin', 86400]);
    expect(States['Job: Run'].Resource).toBe('arn:<AWS::Partition>:states:::ecs:runTask.sync');
    expect(States['Job: Run'].Arguments).toEqual({
      Cluster: '<ClusterEB0386A7.Arn>',
      TaskDefinition: 'TestStackMigrateJobTask5473B9CA',
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: ['subnet-a', 'subnet-b'],
          SecurityGroups: ['<MigrateJobSecurityGroup4F12455D.GroupId>'],
        },
      },
      EnableECSManagedTags: true,
      PropagateTags: 'TASK_DEFINITION',
    });
  });

  test('every state says which language it speaks, and leads somewhere that is there', () => {
    const stack = testStack();

    job(stack);

    const { States } = definitionOf(stack);
    const states = Object.values<any>(States);
    expect(new Set(states.map(({ QueryLanguage }) => QueryLanguage))).toEqual(new Set(['JSONata']));
    const next = states.flatMap(({ Next, Default, Choices = [], Catch = [] }) =>
      [Next, Default, ...[...Choices, ...Catch].map((rule: any) => rule.Next)].filter((name) => name !== undefined),
    );
    expect([...new Set(next)].sort()).toEqual(
      Object.keys(States)
        .filter((name) => name !== 'Job: Begin')
        .sort(),
    );
  });

  test('retries what passes by itself, and nothing that has run', () => {
    const stack = testStack();

    job(stack, { retries: { attempts: 3 } });

    expect(definitionOf(stack).States['Job: Run'].Retry).toEqual([
      {
        ErrorEquals: ['AmazonECS.Unknown', 'ECS.AmazonECSException', 'ECS.ServerException', 'ECS.ThrottlingException'],
        IntervalSeconds: 10,
        MaxAttempts: 5,
        BackoffRate: 2,
        JitterStrategy: 'FULL',
      },
    ]);
  });

  test('logs everything but the data, traces, and is given up after the timeout', () => {
    const stack = testStack();

    job(stack, { timeout: Duration.minutes(30) });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: Match.absent() },
      TracingConfiguration: { Enabled: true },
      StateMachineType: Match.absent(),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: {
        'Fn::Join': ['', ['/aws/vendedlogs/states/', { Ref: 'AWS::StackName' }, '/TestStack-Migrate-CE7CC19A']],
      },
      RetentionInDays: 30,
    });
    expect(definitionOf(stack).TimeoutSeconds).toBe(1800);
  });

  test('logs to a group that is given', () => {
    const stack = testStack();
    const executionLogGroup = new logs.LogGroup(stack, 'Mine');

    job(stack, { executionLogGroup });

    Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: {
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: stack.resolve(executionLogGroup.logGroupArn) } }],
      },
    });
  });

  test('comes after the task definition, its roles, the cluster and the rules of the group', () => {
    const stack = testStack();

    job(stack);

    const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
    expect(machine.DependsOn).toEqual(
      expect.arrayContaining([
        'ClusterEB0386A7',
        expect.stringMatching(/^MigrateJobTask[0-9A-F]{8}$/),
        expect.stringMatching(/^MigrateJobTaskExecutionRoleScoped/),
        expect.stringMatching(/^MigrateJobSecurityGroup/),
        expect.stringMatching(/^MigrateRoleScoped/),
      ]),
    );
  });
});

describe('permissions', () => {
  test('the state machine may run this family on this cluster, and pass exactly the two roles', () => {
    const stack = testStack();

    job(stack);

    const arn = (service: string, name: string) =>
      `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${name}`;
    expect(statementsOf(stack, 'MigrateRoleScoped')).toEqual([
      {
        Effect: 'Allow',
        Action: 'ecs:RunTask',
        Resource: [arn('ecs', 'task-definition/TestStackMigrateJobTask5473B9CA:*')],
        Condition: { ArnEquals: { 'ecs:cluster': '<ClusterEB0386A7.Arn>' } },
      },
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeTasks', 'ecs:StopTask'],
        Resource: [arn('ecs', 'task/<ClusterEB0386A7>/*')],
      },
      {
        Effect: 'Allow',
        Action: 'ecs:TagResource',
        Resource: [arn('ecs', 'task/<ClusterEB0386A7>/*')],
        Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      },
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: ['<MigrateJobTaskExecutionRole145B42F7.Arn>', '<MigrateJobTaskTaskRole001F1045.Arn>'],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        Effect: 'Allow',
        Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        Resource: [arn('events', 'rule/StepFunctionsGetEventsForECSTaskRule')],
      },
    ]);
    expect(statementsOf(stack, 'MigrateRoleUnscopable')).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'logs:CreateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:DescribeLogGroups',
          'logs:DescribeResourcePolicies',
          'logs:GetLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:UpdateLogDelivery',
          'xray:GetSamplingRules',
          'xray:GetSamplingTargets',
          'xray:PutTelemetryRecords',
          'xray:PutTraceSegments',
        ],
        Resource: ['*'],
      },
    ]);
  });

  test('Step Functions takes the role on behalf of this account only', () => {
    const stack = testStack();

    job(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'states.amazonaws.com' },
            Condition: {
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':states:',
                      { Ref: 'AWS::Region' },
                      ':',
                      { Ref: 'AWS::AccountId' },
                      ':stateMachine:*',
                    ],
                  ],
                },
              },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          },
        ],
      },
    });
  });

  test('starters may start it, and nothing else', () => {
    const stack = testStack();
    const operator = new iam.Role(stack, 'Operator', { assumedBy: new iam.AccountRootPrincipal() });

    job(stack, { starters: [operator] });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'states:StartExecution',
            Resource: { Ref: Match.stringLikeRegexp('^MigrateStateMachine') },
          },
        ],
      },
    });
  });

  test('grants to the job go to the task role', () => {
    const stack = testStack();
    const queue = new sqs.Queue(stack, 'Queue');

    queue.grantSendMessages(job(stack));

    expect(statementsOf(stack, 'MigrateJobTaskTaskRoleScoped')).toEqual([
      expect.objectContaining({ Resource: ['<Queue4A7E3555.Arn>'] }),
    ]);
  });
});

describe('capacity', () => {
  const strategyOf = (stack: Stack) => definitionOf(stack).States['Job: Run'].Arguments;

  test('Spot with a floor', () => {
    const stack = testStack();

    job(stack, { strategy: CapacityStrategy.onDemandFloor(1), retries: { attempts: 1 } });

    expect(strategyOf(stack).CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE', Base: 1 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
    ]);
  });

  test('an Auto Scaling group of this app, which the job waits for', () => {
    const stack = testStack();
    const cluster = clusterOf(stack);
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('c7g.large')],
      maxCapacity: 2,
    });

    job(stack, {
      cluster,
      strategy: CapacityStrategy.only(capacity),
      container: { image: IMAGE, memoryLimitMiB: 256 },
      task: WorkloadTask.of({ runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 } }),
    });

    expect(strategyOf(stack).CapacityProviderStrategy).toEqual([
      { CapacityProvider: expect.stringMatching(/^<Hosts/), Weight: 1 },
    ]);
    const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
    expect(machine.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^Hosts/)]));
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', { RequiresCompatibilities: ['EC2'] });
  });

  test('Managed Instances that are known by name', () => {
    const stack = testStack();

    job(stack, {
      cluster: imported(stack),
      strategy: CapacityStrategy.only(Capacity.fromName('managed', { kind: CapacityKind.MANAGED_INSTANCES })),
      container: { image: IMAGE, memoryLimitMiB: 256 },
    });

    expect(strategyOf(stack).CapacityProviderStrategy).toEqual([{ CapacityProvider: 'managed', Weight: 1 }]);
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      RequiresCompatibilities: ['MANAGED_INSTANCES'],
    });
  });

  test('an imported cluster without a word on capacity: the launch type, which every cluster takes', () => {
    const stack = testStack();

    job(stack, { cluster: imported(stack) });

    expect(strategyOf(stack)).toMatchObject({ LaunchType: 'FARGATE' });
    expect(strategyOf(stack).CapacityProviderStrategy).toBeUndefined();
  });

  test('fails when the task could not run on the strategy', () => {
    const stack = testStack();
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
    taskDefinition.addContainer('app', { image: IMAGE, memoryLimitMiB: 128 });

    job(stack, { task: WorkloadTask.existing(taskDefinition), strategy: CapacityStrategy.fargate() });

    expect(synthMessage(stack)).toContain('[CapacityStrategy.platform]');
  });

  function imported(stack: Stack): ecs.ICluster {
    return ecs.Cluster.fromClusterAttributes(stack, 'Imported', { clusterName: 'shared', vpc: vpcOf(stack) });
  }
});

describe('what became of a run', () => {
  /** As Step Functions gives it: the description of the task, in the spelling of its integration. */
  const cause = (StopCode: string, containers: object[], more: object = {}) =>
    JSON.stringify({
      Attachments: [{ Id: 'a', Status: 'DELETED', Type: 'eni', Details: [{ Name: 'subnetId', Value: 'subnet-a' }] }],
      ClusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/jobs',
      Containers: containers,
      DesiredStatus: 'STOPPED',
      LastStatus: 'STOPPED',
      LaunchType: 'FARGATE',
      StopCode,
      StoppedReason: 'Essential container in task exited',
      TaskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/jobs/0123456789abcdef0123456789abcdef',
      Version: 6,
      ...more,
    });
  const container = (Name: string, ExitCode?: number, Reason?: string) => ({
    ContainerArn: `arn:aws:ecs:eu-west-1:123456789012:container/jobs/${Name}`,
    Cpu: '0',
    GpuIds: [],
    LastStatus: 'STOPPED',
    ManagedAgents: [],
    Name,
    NetworkInterfaces: [{ AttachmentId: 'a', PrivateIpv4Address: '10.0.0.172' }],
    ...(ExitCode !== undefined && { ExitCode }),
    ...(Reason !== undefined && { Reason }),
  });
  const agent = container(
    'aws-guardduty-agent-mfjGLB',
    undefined,
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 323658145986.dkr.ecr.eu-central-1.amazonaws.com/aws-guardduty-agent-fargate:v1.5.0-Fg_arm64',
  );

  /** Runs the expressions of the definition as Step Functions would; gives the name of the state that ends up next. */
  async function judge(
    definition: any,
    outcome: { cause?: string; error?: string; result?: object },
    attempt = 1,
  ): Promise<{ next: string; error?: unknown; cause?: unknown; output: unknown }> {
    const { States } = definition;
    const variables: Record<string, any> = { ...States['Job: Begin'].Assign };
    const [name] = Object.keys(variables);
    variables[name] = { ...variables[name], attempt };
    const evaluate = (template: string, states: object) =>
      jsonata(/^\{%([\s\S]*)%\}$/.exec(template)![1]).evaluate({}, { ...variables, states, parse: JSON.parse });
    const input = { day: 'monday' };
    const run = States['Job: Run'];
    const handler = outcome.result === undefined ? run.Catch[0] : run;
    const states =
      outcome.result === undefined
        ? { input, errorOutput: { Error: outcome.error ?? 'States.TaskFailed', Cause: outcome.cause } }
        : { input, result: outcome.result };
    const output = await evaluate(handler.Output, states);
    variables[name] = await evaluate(handler.Assign[name], states);
    for (const choice of States['Job: Judge'].Choices) {
      if ((await evaluate(choice.Condition, { input })) === true) {
        return { next: choice.Next, output };
      }
    }
    const failed = States[States['Job: Judge'].Default];
    return {
      next: States['Job: Judge'].Default,
      error: await evaluate(failed.Error, { input }),
      cause: await evaluate(failed.Cause, { input }),
      output,
    };
  }

  function plain(retries?: number): any {
    const stack = testStack();
    job(stack, { ...(retries !== undefined && { retries: { attempts: retries } }) });
    return definitionOf(stack);
  }

  /** A job whose task has an essential proxy and a helper that is not. */
  function withSidecars(): any {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image: IMAGE });
    job(stack, { task: WorkloadTask.existing(taskDefinition) });
    // Later than the job, and still known.
    taskDefinition.addContainer('proxy', { image: IMAGE });
    taskDefinition.addContainer('helper', { image: IMAGE, essential: false });
    return definitionOf(stack);
  }

  test('succeeded, and the input goes on, although the GuardDuty agent could not be pulled', async () => {
    const ended = await judge(plain(), { cause: cause('EssentialContainerExited', [agent, container('app', 0)]) });

    expect(ended).toEqual({ next: 'Job: Done', output: { day: 'monday' } });
  });

  test('succeeded although the agent exited with 1', async () => {
    const failing = container('aws-guardduty-agent-mfjGLB', 1);

    const ended = await judge(plain(), { cause: cause('EssentialContainerExited', [container('app', 0), failing]) });

    expect(ended.next).toBe('Job: Done');
  });

  test('failed with the cause as it was, when the job itself exited with 1', async () => {
    const text = cause('EssentialContainerExited', [agent, container('app', 1)]);

    const ended = await judge(plain(), { cause: text });

    expect(ended).toEqual({ next: 'Job: Failed', error: 'States.TaskFailed', cause: text, output: { day: 'monday' } });
  });

  test.each([
    ['is killed because the job is done', container('proxy', 137), 'Job: Done'],
    ['ends when it is told to', container('proxy', 143), 'Job: Done'],
    ['ends well', container('proxy', 0), 'Job: Done'],
    ['crashes', container('proxy', 1), 'Job: Failed'],
    ['crashes by a signal', container('proxy', 139), 'Job: Failed'],
    [
      'runs out of memory',
      container('proxy', 137, 'OutOfMemoryError: Container killed due to memory usage'),
      'Job: Failed',
    ],
    ['never started', container('proxy', undefined, 'CannotPullContainerError: no such image'), 'Job: Failed'],
    ['does not matter and crashes', container('helper', 1), 'Job: Done'],
  ])('an essential sidecar that %s', async (_, sidecar, next) => {
    const ended = await judge(withSidecars(), {
      cause: cause('EssentialContainerExited', [container('app', 0), sidecar]),
    });

    expect(ended.next).toBe(next);
  });

  test.each([
    ['SpotInterruption', 0, 'Job: Failed'],
    ['SpotInterruption', 143, 'Job: Failed'],
    ['TerminationNotice', 0, 'Job: Failed'],
    ['InfrastructureHealth', 0, 'Job: Failed'],
    ['UserInitiated', 0, 'Job: Failed'],
  ])('%s is no success, with exit code %d', async (stopCode, exitCode, next) => {
    expect((await judge(plain(), { cause: cause(stopCode, [container('app', exitCode)]) })).next).toBe(next);
  });

  test.each([
    ['SpotInterruption', 'Job: Failed'],
    ['UserInitiated', 'Job: Failed'],
    ['EssentialContainerExited', 'Job: Done'],
    [undefined, 'Job: Done'],
  ])('a task that Step Functions calls succeeded, with stop code %s', async (StopCode, next) => {
    const result = { StopCode, Containers: [container('app', 0)] };

    const ended = await judge(plain(), { result });

    expect(ended).toMatchObject({
      next,
      output: { day: 'monday' },
      ...(next === 'Job: Failed' && { error: 'Job.TakenAway', cause: JSON.stringify(result) }),
    });
  });

  test.each([
    ['the job failed', cause('EssentialContainerExited', [container('app', 1)])],
    ['Spot took it', cause('SpotInterruption', [container('app', 143)])],
    ['its host broke', cause('InfrastructureHealth', [container('app', 137)])],
  ])('is run again as often as said when %s', async (_, text) => {
    const definition = plain(2);

    const next = await Promise.all(
      [1, 2, 3].map(async (attempt) => (await judge(definition, { cause: text }, attempt)).next),
    );

    expect(next).toEqual(['Job: Wait', 'Job: Wait', 'Job: Failed']);
  });

  test('is started again twice without a word when it never ran', async () => {
    const text = cause('TaskFailedToStart', [container('app', undefined, 'CannotPullContainerError: i/o timeout')]);
    const definition = plain();

    const next = await Promise.all(
      [1, 2, 3].map(async (attempt) => (await judge(definition, { cause: text }, attempt)).next),
    );

    expect(next).toEqual(['Job: Wait', 'Job: Wait', 'Job: Failed']);
  });

  test('is not started again without a word when an essential container failed before it', async () => {
    const text = cause('EssentialContainerExited', [container('app'), container('proxy', 1)]);

    expect((await judge(withSidecars(), { cause: text })).next).toBe('Job: Failed');
  });

  test.each([
    ['somebody stopped it', 'States.TaskFailed', cause('UserInitiated', [container('app', 137)])],
    ['ECS refused it', 'ECS.AccessDeniedException', 'User is not authorized to perform ecs:RunTask'],
    ['there was no capacity in the end', 'AmazonECS.Unknown', '{"Failures":[{"Reason":"RESOURCE:MEMORY"}],"Tasks":[]}'],
    ['the cause is cut off', 'States.TaskFailed', '{"Containers":[{"ExitCode":0,"Name":"app"'],
    ['there is no cause', 'States.TaskFailed', undefined],
  ])('is not run again when %s', async (_, error, text) => {
    const ended = await judge(plain(5), { error, cause: text });

    expect(ended).toMatchObject({ next: 'Job: Failed', error, cause: text ?? '' });
  });

  test('another container may do the job', async () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('proxy', { image: IMAGE });
    taskDefinition.addContainer('worker', { image: IMAGE });
    job(stack, { task: WorkloadTask.existing(taskDefinition), jobContainer: 'worker' });

    const both = (proxy: number, worker: number) =>
      judge(definitionOf(stack), {
        cause: cause('EssentialContainerExited', [container('proxy', proxy), container('worker', worker)]),
      });

    expect([(await both(137, 0)).next, (await both(0, 1)).next]).toEqual(['Job: Done', 'Job: Failed']);
  });

  test('the pause grows by the rate up to the longest, in whole seconds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 600 }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.integer({ min: 600, max: 7200 }),
        fc.integer({ min: 1, max: 20 }),
        async (interval, rate, longest, attempt) => {
          const seconds = await jsonata(pause('$job', interval, rate, longest)).evaluate({}, { job: { attempt } });

          expect(seconds).toBe(Math.floor(Math.min(longest, interval * rate ** (attempt - 1))));
        },
      ),
    );
  });

  test('waits as it is said', () => {
    const stack = testStack();

    job(stack, {
      retries: { attempts: 3, interval: Duration.seconds(30), backoffRate: 1.5, maxInterval: Duration.minutes(2) },
    });

    expect(definitionOf(stack).States['Job: Wait'].Seconds).toMatch(
      /^\{% \$floor\(\$min\(\[120, 30 \* \$power\(1\.5, /,
    );
  });
});

describe('overrides', () => {
  test('change the container of the job and others', () => {
    const stack = testStack();

    job(stack, {
      overrides: [
        {
          command: ['migrate', '{% $states.input.version %}'],
          environment: { B: '2', A: '1' },
          cpu: 128,
          memoryLimitMiB: 256,
          memoryReservationMiB: 128,
        },
      ],
    });

    expect(definitionOf(stack).States['Job: Run'].Arguments.Overrides).toEqual({
      ContainerOverrides: [
        {
          Name: 'app',
          Command: ['migrate', '{% $states.input.version %}'],
          Environment: [
            { Name: 'A', Value: '1' },
            { Name: 'B', Value: '2' },
          ],
          Cpu: 128,
          Memory: 256,
          MemoryReservation: 128,
        },
      ],
    });
  });

  test('fails when they say what ECS would not take, all at once', () => {
    expect(
      messageOf(() =>
        job(testStack(), {
          overrides: [
            { command: [], cpu: 0, memoryLimitMiB: 5, memoryReservationMiB: 7 },
            { environment: { DB_PASSWORD: 'hunter2' } },
            { container: 'proxy', command: ['--token', 'abc123def'] },
          ],
        }),
      ),
    ).toBe(
      [
        'TestStack/Migrate/Job: 7 faults:',
        "  [Job.override] 'command' for the container of the job is empty; name the command, or leave it out to run the container's own",
        "  [Job.override] 'cpu' for the container of the job must be an integer of at least 1, got 0",
        "  [Job.override] 'memoryLimitMiB' for the container of the job must be an integer of at least 6, got 5",
        "  [Job.override] 'memoryReservationMiB' for the container of the job must be at most 'memoryLimitMiB' 5, got 7",
        "  [Job.override] two 'overrides' are for the container of the job; write them as one",
        "  [Secrets.inClearText] container 'app': Environment.DB_PASSWORD holds a secret in clear text (its name says so); write secrets: { DB_PASSWORD: TaskSecret.fromSecret(...) } instead, or name 'Environment.DB_PASSWORD' in 'notSecret' if it is none",
        "  [Secrets.inClearText] container 'proxy': Command.2 holds a secret in clear text (its name says so); pass it as a secret and have the command read the variable, or name 'Command.2' in 'notSecret' if it is none",
      ].join('\n'),
    );
  });

  test('fail for secrets that are unwrapped', () => {
    const stack = testStack();
    const secret = SecretValue.secretsManager('shop/db').unsafeUnwrap();
    job(stack, { overrides: [{ environment: { URL: `postgres://shop:${secret}@db` }, command: ['migrate', secret] }] });

    const act = () => Template.fromStack(stack);
    expect(act).toThrow("[Secrets.inClearText] container 'app': Environment.URL holds a secret in clear text");
    expect(act).toThrow("[Secrets.inClearText] container 'app': Command.2 holds a secret in clear text");
  });

  test('take what only looks like a secret, and what only the deployment knows', () => {
    const stack = testStack();

    job(stack, {
      overrides: [
        {
          environment: { PASSWORD: 'policy-strict', TOKEN: stack.region },
          notSecret: ['Environment.PASSWORD'],
        },
      ],
    });

    expect(definitionOf(stack).States['Job: Run'].Arguments.Overrides.ContainerOverrides[0].Environment).toEqual([
      { Name: 'PASSWORD', Value: 'policy-strict' },
      { Name: 'TOKEN', Value: '<AWS::Region>' },
    ]);
  });

  test('fails when a container is not in the task, or gets more than the task has', () => {
    const stack = testStack();

    job(stack, {
      overrides: [
        { container: 'ap', cpu: 512 },
        { memoryLimitMiB: 1024, memoryReservationMiB: 513 },
      ],
    });

    const message = synthMessage(stack);
    expect(message).toContain(
      "[Job.unknownContainer] 'overrides' names container 'ap', but the task has 'app'; did you mean 'app'",
    );
    expect(message).toContain(
      "[Job.override] 'cpu' for container 'ap' must be at most the task's 256, got 512; choose a larger 'size' of the task",
    );
    expect(message).toContain(
      "[Job.override] 'memoryLimitMiB' for the container of the job must be at most the task's 512, got 1024; choose a larger 'size' of the task",
    );
    expect(message).toContain(
      "'memoryReservationMiB' for the container of the job must be at most the task's 512, got 513",
    );
  });
});

describe('bad input', () => {
  test('fails when a container is given for a task definition that is not hardened', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');

    expect(
      messageOf(() => job(stack, { task: WorkloadTask.existing(taskDefinition), container: { image: IMAGE } })),
    ).toBe(
      "TestStack/Migrate/Job: [Workload.taskDefinitionGiven] 'container' cannot be added to 'TestStack/Task', which is no HardenedTaskDefinition; add it there with addContainer(), and leave out 'container'",
    );
  });

  test.each([
    [{ attempts: -1 }, "'attempts' of 'retries' must be an integer from 0 to 100, got -1"],
    [{ attempts: 1.5 }, "'attempts' of 'retries' must be an integer from 0 to 100, got 1.5"],
    [{ attempts: 101 }, "'attempts' of 'retries' must be an integer from 0 to 100, got 101"],
    [
      { attempts: 1, interval: Duration.millis(500) },
      "'interval' of 'retries' must be whole seconds, at least one, got 0.5 seconds",
    ],
    [{ attempts: 1, backoffRate: 0.9 }, "'backoffRate' of 'retries' must be at least 1, got 0.9"],
    [
      { attempts: 1, interval: Duration.minutes(2), maxInterval: Duration.minutes(1) },
      "'maxInterval' of 'retries' must be whole seconds, at least 'interval', got 60 seconds",
    ],
  ])('fails when retries are %j', (retries, message) => {
    expect(messageOf(() => job(testStack(), { retries }))).toBe(`TestStack/Migrate/Job: [Job.retries] ${message}`);
  });

  test.each([
    [{ attempts: 0 }, 3600, 60, 2],
    [{ attempts: 100, interval: Duration.seconds(1), backoffRate: 1, maxInterval: Duration.seconds(1) }, 1, 1, 1],
    [{ attempts: 1, interval: Duration.minutes(2), maxInterval: Duration.minutes(2) }, 120, 120, 2],
  ])('takes retries at the edge: %j', (retries, longest, interval, rate) => {
    const stack = testStack();

    job(stack, { retries });

    expect(definitionOf(stack).States['Job: Wait'].Seconds).toContain(
      `$floor($min([${longest}, ${interval} * $power(${rate}, `,
    );
  });

  test('fails when the longest pause is shorter than a second', () => {
    const retries = { attempts: 1, maxInterval: Duration.millis(500) };

    expect(messageOf(() => job(testStack(), { retries }))).toBe(
      "TestStack/Migrate/Job: [Job.retries] 'maxInterval' of 'retries' must be whole seconds, at least 'interval', got 0.5 seconds",
    );
  });

  test('fails without a security group', () => {
    const stack = testStack();

    expect(
      messageOf(() => job(stack, { cluster: clusterOf(stack), securityGroups: WorkloadSecurityGroups.existing([]) })),
    ).toBe(
      "TestStack/Migrate/Job: [Workload.noSecurityGroup] 'securityGroups' is empty, and ECS would take the default group of the VPC; leave it out to have a closed one",
    );
  });

  test('takes a timeout of one second', () => {
    const stack = testStack();

    job(stack, { timeout: Duration.seconds(1) });

    expect(definitionOf(stack).TimeoutSeconds).toBe(1);
  });

  test('takes overrides at the edge, and fails just beyond', () => {
    const edges = { cpu: 1, memoryLimitMiB: 6, memoryReservationMiB: 6 };
    const most = { cpu: 256, memoryLimitMiB: 512, memoryReservationMiB: 512 };

    for (const override of [edges, most]) {
      const stack = testStack();
      job(stack, { overrides: [override] });
      expect(JSON.stringify(definitionOf(stack))).toContain(`"Memory":${override.memoryLimitMiB}`);
    }
    expect(
      messageOf(() => job(testStack(), { overrides: [{ cpu: 1.5, memoryLimitMiB: 7, memoryReservationMiB: 5 }] })),
    ).toBe(
      [
        'TestStack/Migrate/Job: 2 faults:',
        "  [Job.override] 'cpu' for the container of the job must be an integer of at least 1, got 1.5",
        "  [Job.override] 'memoryReservationMiB' for the container of the job must be an integer of at least 6, got 5",
      ].join('\n'),
    );
  });

  test.each([Duration.seconds(0), Duration.millis(1500)])('fails when the timeout is %p', (timeout) => {
    expect(messageOf(() => job(testStack(), { timeout }))).toBe(
      `TestStack/Migrate: [Job.timeout] 'timeout' must be whole seconds, at least one, got ${timeout.toSeconds({ integral: false })} seconds`,
    );
  });

  test('fails when the schedule is missing', () => {
    expect(messageOf(() => scheduled(testStack(), { schedule: undefined }))).toContain(
      "TestStack/Nightly: [Props.missing] 'schedule' of ScheduledJob is missing; it must be a scheduler.ScheduleExpression; as made by",
    );
  });

  test('fails when the task has no network interface of its own', () => {
    const stack = testStack();
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');

    expect(messageOf(() => job(stack, { task: WorkloadTask.existing(taskDefinition) }))).toBe(
      "TestStack/Migrate/Job: [Job.networkMode] 'task' must have the network mode awsvpc, got bridge; the task has no security group otherwise",
    );
  });

  test('fails when no container, an unknown one or one that is not essential does the job', () => {
    const said = (prepare: (task: ecs.FargateTaskDefinition) => void, props: Partial<JobTaskProps> = {}) => {
      const stack = testStack();
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
      job(stack, { task: WorkloadTask.existing(taskDefinition), ...props });
      prepare(taskDefinition);
      return synthMessage(stack);
    };
    const sidecar = (task: ecs.FargateTaskDefinition) => {
      task.addContainer('app', { image: IMAGE });
      task.addContainer('helper', { image: IMAGE, essential: false });
    };

    expect(said(() => undefined)).toContain(
      "[Job.noContainer] task definition 'TestStack/Task' has no container; add the one that does the job",
    );
    expect(said(sidecar, { jobContainer: 'halper' })).toContain(
      "[Job.unknownContainer] 'jobContainer' names container 'halper', but the task has 'app', 'helper'; did you mean 'helper'",
    );
    expect(said(sidecar, { jobContainer: 'helper' })).toContain(
      "[Job.notEssential] container 'helper' does the job but is not essential, so the task would go on after it; make it essential, or name another one as 'jobContainer'",
    );
  });

  test('warns when Spot may take a job that is not run again', () => {
    const warnings = (props: Partial<OneOffJobProps>) => {
      const stack = testStack();
      const { node } = job(stack, props);
      return node
        .findAll()
        .flatMap((each) => each.node.metadata)
        .map(({ data }) => String(data))
        .filter((text) => text.includes('Job.spotWithoutRetries'));
    };
    const strategy = CapacityStrategy.fargateSplit(1, 1);

    expect(warnings({ strategy })).toHaveLength(1);
    expect(warnings({ strategy, retries: { attempts: 1 } })).toEqual([]);
    expect(warnings({ strategy: CapacityStrategy.fargateSplit(1, 0) })).toEqual([]);
  });
});

describe('a step of a state machine of yours', () => {
  test.each([sfn.QueryLanguage.JSON_PATH, sfn.QueryLanguage.JSONATA])('in one that speaks %s', (queryLanguage) => {
    const stack = testStack();
    const cluster = clusterOf(stack);
    const step = (id: string) => new JobTask(stack, id, { cluster, container: { image: IMAGE } });

    new sfn.StateMachine(stack, 'Mine', {
      queryLanguage,
      definitionBody: sfn.DefinitionBody.fromChainable(
        step('Extract').next(step('Load')).next(new sfn.Succeed(stack, 'End')),
      ),
    });

    const { States } = definitionOf(stack);
    expect(States['Extract: Done'].Next).toBe('Load: Begin');
    expect(States['Load: Done'].Next).toBe('End');
    expect(Object.keys(States['Extract: Begin'].Assign)).not.toEqual(Object.keys(States['Load: Begin'].Assign));
    const { Statement } = onlyProperties(stack, 'AWS::IAM::Policy').PolicyDocument;
    const [passing] = Statement.filter(({ Action }: { Action: string }) => Action === 'iam:PassRole');
    expect(passing.Resource.map(flat)).toEqual([
      expect.stringMatching(/^<ExtractTaskExecutionRole/),
      expect.stringMatching(/^<ExtractTaskTaskRole/),
      expect.stringMatching(/^<LoadTaskExecutionRole/),
      expect.stringMatching(/^<LoadTaskTaskRole/),
    ]);
  });
});

describe('the schedule', () => {
  test('keeps what could not be started in a queue that takes nothing without TLS', () => {
    const stack = testStack();

    scheduled(stack);

    const { Statement } = onlyProperties(stack, 'AWS::SQS::QueuePolicy').PolicyDocument;
    expect(Statement).toContainEqual({
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^NightlyScheduleFailedStarts/), 'Arn'] },
    });
  });

  test('starts the state machine in the time zone, tried for an hour, as a role that may do no more', () => {
    const stack = testStack();

    scheduled(stack);

    const properties = onlyProperties(stack, 'AWS::Scheduler::Schedule');
    expect(properties).toMatchObject({
      ScheduleExpression: 'cron(30 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 } },
    });
    expect(statementsOf(stack, 'NightlyScheduleRoleScoped')).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: [expect.stringMatching(/^<NightlyStateMachine/)] },
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: [expect.stringMatching(/^<NightlyScheduleFailedStarts.*Arn>$/)],
      },
    ]);
  });

  test('is there once its role may start the job', () => {
    const stack = testStack();

    scheduled(stack);

    const [schedule] = Object.values(Template.fromStack(stack).findResources('AWS::Scheduler::Schedule'));
    expect(schedule.DependsOn).toEqual(
      [
        expect.stringMatching(/^NightlyScheduleRole[0-9A-F]{8}$/),
        expect.stringMatching(/^NightlyScheduleRoleScoped/),
      ].sort(),
    );
  });

  test.each<[string, scheduler.ScheduleExpression, string | undefined]>([
    ['an hour and no minute', scheduler.ScheduleExpression.cron({ hour: '2' }), 'cron(* 2 * * ? *)'],
    ['a day and no minute', scheduler.ScheduleExpression.cron({ weekDay: 'MON' }), 'cron(* * ? * MON *)'],
    ['an hour and a minute', NIGHTLY, undefined],
    ['every minute of every day', scheduler.ScheduleExpression.cron({}), undefined],
    ['a rate', scheduler.ScheduleExpression.rate(Duration.minutes(1)), undefined],
    ['a token', scheduler.ScheduleExpression.expression(Token.asString({ Ref: 'Cron' })), undefined],
  ])('that names %s is told to run every minute, or not', (_, schedule, told) => {
    const stack = testStack();
    scheduled(stack, { schedule });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('JobSchedule.everyMinute'));
    expect(warnings.map(({ id }) => id)).toEqual(told === undefined ? [] : ['/TestStack/Nightly/Schedule']);
    expect(warnings.map(({ entry }) => String(entry.data)).join()).toContain(
      told === undefined ? '' : `'schedule' is ${told}, which runs every minute`,
    );
  });

  test('EventBridge Scheduler takes the role for schedules of this account only', () => {
    const stack = testStack();

    scheduled(stack);

    const roles = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    const [, role] = roles.find(([id]) => id.startsWith('NightlyScheduleRole'))!;
    const [statement] = role.Properties.AssumeRolePolicyDocument.Statement;
    expect(statement.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
    expect(flat(statement.Condition.StringEquals['aws:SourceArn'])).toBe(
      'arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule-group/default',
    );
    expect(statement.Condition.StringEquals['aws:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
  });

  test('keeps starts that failed for two weeks, encrypted', () => {
    const stack = testStack();

    scheduled(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1209600,
      SqsManagedSseEnabled: true,
    });
  });

  test('takes a queue, a window and an input, and can be off', () => {
    const stack = testStack();
    const deadLetterQueue = new sqs.Queue(stack, 'Mine');

    scheduled(stack, {
      deadLetterQueue,
      enabled: false,
      timeWindow: scheduler.TimeWindow.flexible(Duration.minutes(15)),
      input: scheduler.ScheduleTargetInput.fromObject({ day: 'monday' }),
    });

    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
    Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
      State: 'DISABLED',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: { Input: '{"day":"monday"}', DeadLetterConfig: { Arn: stack.resolve(deadLetterQueue.queueArn) } },
    });
  });

  test('starts a state machine that was there before', () => {
    const stack = testStack();
    const stateMachine = sfn.StateMachine.fromStateMachineName(stack, 'Theirs', 'theirs');

    new JobSchedule(stack, 'Hourly', { stateMachine, schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)) });

    Template.fromStack(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(statementsOf(stack, 'HourlyRoleScoped')[0]).toMatchObject({
      Resource: ['arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:theirs'],
    });
  });
});

describe('alarms', () => {
  test('go off on an execution without success and on a start that failed', () => {
    const stack = testStack();
    const alarmTopic = new sns.Topic(stack, 'Topic');

    const { failureAlarm, schedule } = scheduled(stack, { alarmTopic });

    expect([failureAlarm, schedule.startAlarm]).not.toContain(undefined);
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.map(({ Properties }) => Properties.AlarmActions)).toEqual([
      [{ Ref: 'TopicBFC7AF6E' }],
      [{ Ref: 'TopicBFC7AF6E' }],
    ]);
    expect(alarms.map(({ Properties }) => Properties.TreatMissingData)).toEqual(['notBreaching', 'notBreaching']);
    const [failure, start] = alarms.map(({ Properties }) => Properties);
    expect(
      failure.Metrics.map(({ Expression, MetricStat }: any) => Expression ?? MetricStat.Metric.MetricName),
    ).toEqual(['SUM([failed, timedOut, aborted])', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']);
    expect(failure).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(start).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Period: 60 });
  });

  test('are not there without a topic', () => {
    const stack = testStack();

    const { failureAlarm, schedule } = scheduled(stack);

    expect([failureAlarm, schedule.startAlarm]).toEqual([undefined, undefined]);
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('in a network of its own', () => {
  function isolated(): { app: App; stack: Stack; network: TaskNetwork; cluster: TaskCluster } {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network');
    const cluster = new TaskCluster(stack, 'Cluster', { vpc: network.vpc });
    return { app: stack.node.root as App, stack, network, cluster };
  }
  const fromEcr = (stack: Stack, id = 'Images') =>
    ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, id, 'job'), '1.0.0');

  test('the endpoints come from what the task of the job needs, and the start proof agrees', () => {
    const { app, stack, cluster } = isolated();

    job(stack, { cluster, container: { image: fromEcr(stack) } });

    const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    expect(
      endpoints.map(({ Properties }) => flat(Properties.ServiceName).split('.').slice(3).join('.')).sort(),
    ).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3']);
    const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
    expect(machine.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^NetworkEcrApi/)]));
    const proof = EcsStartProof.prove(app);
    expect(proof.tasks.map(({ needs }) => new Set(needs.map(({ verdict }) => verdict)))).toEqual([new Set(['proved'])]);
  });

  test('the endpoints come from a step of a state machine of yours too, and from what its agent sends', () => {
    const { stack, cluster } = isolated();

    new JobTask(stack, 'Step', {
      cluster,
      container: { image: fromEcr(stack), user: '10001' },
      telemetry: AppTelemetry.applicationSignals({ agentImage: fromEcr(stack, 'Agents') }),
    });

    const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    expect(
      endpoints.map(({ Properties }) => flat(Properties.ServiceName).split('.').slice(3).join('.')).sort(),
    ).toEqual(['ecr.api', 'ecr.dkr', 'logs', 's3', 'xray']);
  });

  test('the start proof finds what is missing where no network makes it', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Tasks', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    const cluster = new TaskCluster(stack, 'Cluster', { vpc });

    job(stack, { cluster, container: { image: fromEcr(stack) } });

    const [{ needs }] = EcsStartProof.prove(stack.node.root as App).tasks;
    expect([...new Set(needs.map(({ verdict }) => verdict))]).toEqual(['broken']);
  });

  test('hosts of the capacity count too', () => {
    const { stack, cluster } = isolated();
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [new ec2.InstanceType('c7i.large')],
      maxCapacity: 2,
    });

    job(stack, {
      cluster,
      strategy: CapacityStrategy.only(capacity),
      container: { image: fromEcr(stack), memoryLimitMiB: 256 },
    });

    const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoints.map(({ Properties }) => flat(Properties.ServiceName).split('.').slice(3).join('.'))).toContain(
      'ecs-agent',
    );
  });

  test('allowTo opens both sides on one port', () => {
    const { stack, cluster, network } = isolated();
    const database = new ec2.SecurityGroup(stack, 'Database', { vpc: network.vpc });

    job(stack, { cluster, container: { image: fromEcr(stack) } }).allowTo(
      new ec2.Connections({ securityGroups: [database] }),
      5432,
    );

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 5432, ToPort: 5432 });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432 });
  });

  test('fails when it is to call what has no port that is known, and none is given', () => {
    const { stack, cluster, network } = isolated();
    const caller = job(stack, { cluster, container: { image: fromEcr(stack) } });
    const database = new ec2.SecurityGroup(stack, 'Database', { vpc: network.vpc });

    expect(() => caller.allowTo(database)).toThrow(
      "[Workload.noPort] 'port' is required, because the target has no port that is known; pass the port that it listens on",
    );
  });
});
