import { Aws, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import {
  EcsAccountSettings,
  ExecutionRole,
  IsolationTier,
  RetirementWaitPeriod,
  RuntimeMonitoring,
  TaskFailure,
  TaskFailureSignals,
  TaskRetirement,
  WeekDay,
} from '../../lib/security';
import { RETIREMENT } from '../../lib/internal/handlers';
import { onlyProperties, testStack } from '../support/stacks';

const fixed = { env: { region: 'eu-west-1', account: '111122223333' } };
const clusterIn = (stack: Stack) =>
  ecs.Cluster.fromClusterArn(stack, 'Imported', 'arn:aws:ecs:eu-west-1:111122223333:cluster/main');

describe('runtime monitoring', () => {
  function taskIn(
    stack: Stack,
    limits: number[],
    more: Partial<ecs.FargateTaskDefinitionProps> = {},
  ): ecs.TaskDefinition {
    const task = new ecs.FargateTaskDefinition(stack, 'Task', {
      executionRole: new ExecutionRole(stack, 'Role'),
      ...more,
    });
    limits.forEach((memoryLimitMiB, index) =>
      task.addContainer(`c${index}`, { image: ecs.ContainerImage.fromRegistry('x'), memoryLimitMiB }),
    );
    return task;
  }

  test('makes a detector only when asked', () => {
    const stack = testStack();
    new RuntimeMonitoring(stack, 'Off');
    Template.fromStack(stack).resourceCountIs('AWS::GuardDuty::Detector', 0);

    const other = testStack();
    new RuntimeMonitoring(other, 'On', { createDetector: true });
    Template.fromStack(other).hasResourceProperties('AWS::GuardDuty::Detector', {
      Enable: true,
      Features: [
        {
          Name: 'RUNTIME_MONITORING',
          Status: 'ENABLED',
          AdditionalConfiguration: [
            { Name: 'EC2_AGENT_MANAGEMENT', Status: 'DISABLED' },
            { Name: 'ECS_FARGATE_AGENT_MANAGEMENT', Status: 'ENABLED' },
            { Name: 'EKS_ADDON_MANAGEMENT', Status: 'DISABLED' },
          ],
        },
      ],
    });
  });

  test('lets the execution role pull the agent', () => {
    const stack = testStack(fixed);

    new RuntimeMonitoring(stack, 'Monitoring').protect(taskIn(stack, [128]));

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Resource: 'arn:aws:ecr:eu-west-1:694911143906:repository/aws-guardduty-agent-fargate' }),
        ],
      },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('RuntimeMonitoring'));
  });

  test.each([
    [[384], false],
    [[385], true],
    [[200, 200], true],
    [[], false],
  ])('containers of %j in a task of 512 MiB leave the agent too little room: %s', (limits, warns) => {
    const stack = testStack();
    const task = taskIn(stack, limits, { memoryLimitMiB: 512, cpu: 256 });
    if (limits.length === 0) {
      task.addContainer('free', { image: ecs.ContainerImage.fromRegistry('x') });
    }

    new RuntimeMonitoring(stack, 'Monitoring').protect(task);

    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('RuntimeMonitoring.memory'));
    expect(found).toHaveLength(warns ? 1 : 0);
  });

  test('a container added later counts, and Windows has no agent', () => {
    const stack = testStack();
    const task = taskIn(stack, [], {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: {
        operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE,
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
      },
    });
    new RuntimeMonitoring(stack, 'Monitoring').protect(task);

    task.addContainer('late', { image: ecs.ContainerImage.fromRegistry('x'), memoryLimitMiB: 2000 });

    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning(
      '/TestStack/Task',
      Match.stringLikeRegexp('2000 of the task.s 2048 MiB.*RuntimeMonitoring.memory'),
    );
    annotations.hasWarning('/TestStack/Task', Match.stringLikeRegexp('RuntimeMonitoring.windows'));
  });

  test('fails when the task does not run on Fargate', () => {
    const stack = testStack();
    const monitoring = new RuntimeMonitoring(stack, 'Monitoring');

    expect(() => monitoring.protect(new ecs.Ec2TaskDefinition(stack, 'Task'))).toThrow(
      'TestStack/Monitoring: [RuntimeMonitoring.platform] task definition TestStack/Task must run on Fargate, got one that does not; on EC2 the agent belongs to the host',
    );
  });

  test('marks clusters', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const monitoring = new RuntimeMonitoring(stack, 'Monitoring');

    monitoring.includeCluster(new ecs.Cluster(stack, 'In', { vpc }));
    monitoring.excludeCluster(new ecs.Cluster(stack, 'Out', { vpc }));

    const template = Template.fromStack(stack);
    for (const Value of ['true', 'false']) {
      template.hasResourceProperties('AWS::ECS::Cluster', { Tags: [{ Key: 'GuardDutyManaged', Value }] });
    }
  });

  test('makes the way to GuardDuty: an endpoint for this account, open to the network on 443 only', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');

    new RuntimeMonitoring(stack, 'Monitoring', { vpc });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.guardduty-data']] },
      PrivateDnsEnabled: true,
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: '*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
  });
});

describe('account settings', () => {
  test('puts what is given and touches nothing else', () => {
    const stack = testStack();

    new EcsAccountSettings(stack, 'Settings', {
      fargateTaskRetirementWaitPeriod: RetirementWaitPeriod.FOURTEEN_DAYS,
      fargateEventWindows: true,
      fargateFipsMode: false,
      nonBlockingLogs: true,
    });

    const template = Template.fromStack(stack);
    const resources = Object.values(template.findResources('Custom::EcsAccountSetting'));
    const call = (text: string) => JSON.parse(text);
    expect(resources.map(({ Properties }) => call(Properties.Create).parameters)).toEqual([
      { name: 'defaultLogDriverMode', value: 'non-blocking' },
      { name: 'fargateEventWindows', value: 'enabled' },
      { name: 'fargateFIPSMode', value: 'disabled' },
      { name: 'fargateTaskRetirementWaitPeriod', value: '14' },
    ]);
    resources.forEach(({ Properties }) => {
      expect(Properties.Update).toBe(Properties.Create);
      expect(Properties.Delete).toBeUndefined();
      expect(Properties.InstallLatestAwsSdk).toBe(false);
      expect(call(Properties.Create)).toMatchObject({ service: 'ECS', action: 'putAccountSettingDefault' });
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'ecs:PutAccountSettingDefault', Effect: 'Allow', Resource: '*' }] },
    });
  });

  test('fails when there is nothing to set', () => {
    expect(() => new EcsAccountSettings(testStack(), 'Settings', {})).toThrow(
      'TestStack/Settings: [EcsAccountSettings.nothing] at least one setting must be given, got none; leave the construct out',
    );
  });
});

describe('failure signals', () => {
  test('one rule, metric and alarm for each kind of failure, at a single one', () => {
    const stack = testStack(fixed);
    const topic = new sns.Topic(stack, 'Topic');

    const signals = new TaskFailureSignals(stack, 'Signals', { cluster: clusterIn(stack), topic });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Events::Rule', 5);
    template.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      {
        Namespace: 'AWS/Events',
        MetricName: 'TriggeredRules',
        Threshold: 1,
        EvaluationPeriods: 1,
        Period: 60,
        Statistic: 'Sum',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
      },
      5,
    );
    expect(signals.metric(TaskFailure.START).dimensions).toEqual({ RuleName: expect.anything() });
    expect(signals.alarm(TaskFailure.START).node.id).toBe('StartAlarm');
    expect(onlyProperties(stack, 'AWS::Logs::LogGroup').RetentionInDays).toBe(30);
  });

  test('events are kept by a policy of their own log group, of which an account has as many as it has groups', () => {
    const stack = testStack(fixed);

    new TaskFailureSignals(stack, 'Signals', { cluster: clusterIn(stack) });

    const { ResourcePolicyDocument } = onlyProperties(stack, 'AWS::Logs::LogGroup');
    const events = {
      Effect: 'Allow',
      Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
      Resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:*',
    };
    expect(ResourcePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        { ...events, Action: 'logs:CreateLogStream' },
        {
          ...events,
          Action: 'logs:PutLogEvents',
          Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/*' } },
        },
      ],
    });
    Template.fromStack(stack).resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  });

  test.each([
    ['Timeout waiting for network interface provisioning to complete.', true],
    ['Network interface provisioning failed', true],
    [
      "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-1': InsufficientFreeAddressesInSubnet",
      true,
    ],
    ['InsufficientFreeAddressesInSubnet', true],
    ['RESOURCE:ENI', true],
    ['Essential container in task exited', false],
  ])('a task that stopped by "%s" got no network interface: %s', (reason, matches) => {
    const stack = testStack(fixed);

    new TaskFailureSignals(stack, 'Signals', {
      cluster: clusterIn(stack),
      failures: [TaskFailure.NETWORK_INTERFACE],
    });

    const { stoppedReason } = onlyProperties(stack, 'AWS::Events::Rule').EventPattern.detail;
    const patterns: RegExp[] = stoppedReason.map(
      ({ wildcard }: { wildcard: string }) => new RegExp(`^${wildcard.split('*').join('.*')}$`),
    );
    expect(patterns.some((pattern) => pattern.test(reason))).toBe(matches);
  });

  test('an essential container that exits is watched when it is asked for, in tasks of services only', () => {
    const stack = testStack(fixed);

    const signals = new TaskFailureSignals(stack, 'Signals', {
      cluster: clusterIn(stack),
      failures: [TaskFailure.ESSENTIAL_CONTAINER_EXITED],
    });

    expect(signals.alarm(TaskFailure.ESSENTIAL_CONTAINER_EXITED).node.id).toBe('EssentialContainerExitedAlarm');
    expect(onlyProperties(stack, 'AWS::Events::Rule').EventPattern).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: ['arn:aws:ecs:eu-west-1:111122223333:cluster/main'],
        group: [{ prefix: 'service:' }],
        lastStatus: ['STOPPED'],
        stopCode: ['EssentialContainerExited'],
      },
    });
  });

  test('one service is watched alone', () => {
    const stack = testStack(fixed);
    const serviceArn = 'arn:aws:ecs:eu-west-1:111122223333:service/main/shop';
    const service = ecs.FargateService.fromFargateServiceArn(stack, 'Service', serviceArn);

    new TaskFailureSignals(stack, 'Signals', {
      cluster: clusterIn(stack),
      service,
      failures: Object.values(TaskFailure),
    });

    const patterns = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule')).map(
      ({ Properties }) => Properties.EventPattern,
    );
    expect(patterns).toHaveLength(6);
    for (const pattern of patterns) {
      expect(pattern['detail-type'][0] === 'ECS Task State Change' ? pattern.detail.group : pattern.resources).toEqual([
        pattern['detail-type'][0] === 'ECS Task State Change' ? 'service:shop' : serviceArn,
      ]);
    }
  });

  test.each([
    [[], "'failures' is empty, so nothing is watched"],
    [[TaskFailure.START, TaskFailure.START], "got 'Start' twice"],
  ])('fails on failures %p', (failures, message) => {
    const stack = testStack(fixed);

    expect(() => new TaskFailureSignals(stack, 'Signals', { cluster: clusterIn(stack), failures })).toThrow(
      new RegExp(`^TestStack/Signals: \\[TaskFailureSignals.failures\\].*${message}`),
    );
  });

  test('fails when a metric or alarm is asked of what is not watched', () => {
    const signals = new TaskFailureSignals(testStack(fixed), 'Signals', {
      cluster: clusterIn(testStack(fixed)),
      failures: [TaskFailure.START],
    });

    const message = "[TaskFailureSignals.notWatched] 'Placement' is not watched, only 'Start'; name it in 'failures'";
    expect(() => signals.metric(TaskFailure.PLACEMENT)).toThrow(message);
    expect(() => signals.alarm(TaskFailure.PLACEMENT)).toThrow(message);
  });

  test.each([
    [
      'Deployment',
      {
        resources: [{ prefix: 'arn:aws:ecs:eu-west-1:111122223333:service/main/' }],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
      },
    ],
    [
      'NetworkInterface',
      {
        detail: {
          stoppedReason: expect.arrayContaining([{ wildcard: '*etwork interface*' }, { wildcard: '*RESOURCE:ENI*' }]),
          clusterArn: ['arn:aws:ecs:eu-west-1:111122223333:cluster/main'],
        },
      },
    ],
    ['OutOfMemory', { detail: { lastStatus: ['STOPPED'], containers: { reason: [{ prefix: 'OutOfMemoryError' }] } } }],
    ['Placement', { 'detail-type': ['ECS Service Action'], detail: { eventName: ['SERVICE_TASK_PLACEMENT_FAILURE'] } }],
    ['Start', { 'detail-type': ['ECS Task State Change'], detail: { stopCode: ['TaskFailedToStart'] } }],
  ])('%s matches what ECS sends', (failure, pattern) => {
    const stack = testStack(fixed);

    new TaskFailureSignals(stack, 'Signals', { cluster: clusterIn(stack) });

    const rules = Template.fromStack(stack).findResources('AWS::Events::Rule');
    const [id] = Object.keys(rules).filter((name) => name.startsWith(`Signals${failure}Rule`));
    expect(rules[id].Properties.EventPattern).toMatchObject({ source: ['aws.ecs'], ...pattern });
  });

  test('alarms tell nobody without a topic, and events are kept as long as asked', () => {
    const stack = testStack();

    new TaskFailureSignals(stack, 'Signals', { cluster: clusterIn(stack), eventRetention: logs.RetentionDays.ONE_DAY });

    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.absent() });
    expect(onlyProperties(stack, 'AWS::Logs::LogGroup').RetentionInDays).toBe(1);
  });
});

describe('task retirement', () => {
  const window = { day: WeekDay.SUNDAY, startHour: 3 };

  test('tells a topic and restarts nothing by default', () => {
    const stack = testStack();

    new TaskRetirement(stack, 'Retirement', { topic: new sns.Topic(stack, 'Topic') });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.health'],
        'detail-type': ['AWS Health Event'],
        detail: {
          service: ['ECS'],
          eventTypeCategory: ['scheduledChange'],
          eventTypeCode: ['AWS_ECS_TASK_PATCHING_RETIREMENT'],
        },
      },
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Topic') } })],
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('restarts services of the clusters in the window, with no other permission', () => {
    const stack = testStack(fixed);

    new TaskRetirement(stack, 'Retirement', { restartWindow: window, clusters: [clusterIn(stack)] });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ DAY: '0', HOUR: '3', MINUTES: '120' }) },
    });
    const policies = template.findResources('AWS::IAM::ManagedPolicy');
    const statements = Object.values(policies).map(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toContainEqual([
      { Action: 'ecs:UpdateService', Effect: 'Allow', Resource: 'arn:aws:ecs:eu-west-1:111122223333:service/main/*' },
    ]);
    expect(statements).toContainEqual([
      expect.objectContaining({ Action: 'scheduler:CreateSchedule' }),
      {
        Action: 'iam:PassRole',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching('RestartRole'), 'Arn'] },
        Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
    ]);
  });

  test('what failed goes to the queue: the function and the scheduler may send there, and use its key', () => {
    const stack = testStack(fixed);
    const key = new kms.Key(stack, 'Key');

    new TaskRetirement(stack, 'Retirement', {
      restartWindow: window,
      clusters: [clusterIn(stack)],
      deadLetterQueue: new sqs.Queue(stack, 'Failures', { encryptionMasterKey: key }),
    });

    const template = Template.fromStack(stack);
    const queueArn = { 'Fn::GetAtt': [expect.stringMatching(/^Failures/), 'Arn'] };
    const { Environment, DeadLetterConfig } = onlyProperties(stack, 'AWS::Lambda::Function');
    expect([Environment.Variables.DEAD_LETTERS, DeadLetterConfig.TargetArn]).toEqual([queueArn, queueArn]);
    const sending = Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
      .map(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter((statements) => JSON.stringify(statements).includes('sqs:'));
    expect(sending).toHaveLength(2);
    for (const statements of sending) {
      expect(statements).toEqual(
        expect.arrayContaining([
          { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: queueArn },
          {
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
          },
        ]),
      );
    }
  });

  test('fails on a queue that could take nothing', () => {
    const stack = testStack(fixed);
    const fifo = new sqs.Queue(stack, 'Fifo', { fifo: true });

    expect(
      () =>
        new TaskRetirement(stack, 'Kind', {
          restartWindow: window,
          clusters: [clusterIn(stack)],
          deadLetterQueue: fifo,
        }),
    ).toThrow(
      "TestStack/Kind: [TaskRetirement.deadLetterQueue] 'deadLetterQueue' must be a standard queue, got a FIFO queue",
    );
    expect(
      () => new TaskRetirement(stack, 'Idle', { topic: new sns.Topic(stack, 'Topic'), deadLetterQueue: fifo }),
    ).toThrow(
      "TestStack/Idle: [TaskRetirement.deadLetterQueue] 'deadLetterQueue' takes restarts that failed, and nothing is restarted without 'restartWindow'",
    );
  });

  test('fails with nothing to do, and with a window that cannot be, reporting all', () => {
    const stack = testStack();

    expect(() => new TaskRetirement(stack, 'None', {})).toThrow(
      "TestStack/None: [TaskRetirement.nothing] 'topic' or 'restartWindow' must be given, got neither; give a topic for notifications, or a time window for restarts",
    );
    expect(
      () =>
        new TaskRetirement(stack, 'Bad', { restartWindow: { ...window, startHour: 24, length: Duration.minutes(5) } }),
    ).toThrow(
      "TestStack/Bad: 3 faults:\n  [TaskRetirement.clusters] 'clusters' must name at least one cluster with 'restartWindow', got none; name those whose services may be restarted\n  [TaskRetirement.startHour] 'startHour' must be a whole hour from 0 to 23, got 24; it is in UTC\n  [TaskRetirement.length] 'length' must be whole minutes from 15 minutes to 24 hours, got 5 minutes; give the window as much time as restarts take",
    );
  });

  test('a window known only at deployment passes', () => {
    const stack = testStack();

    new TaskRetirement(stack, 'Retirement', {
      restartWindow: {
        day: WeekDay.MONDAY,
        startHour: Token.asNumber({ Ref: 'Hour' }),
        length: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })),
      },
      clusters: [clusterIn(stack)],
    });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ HOUR: { Ref: 'Hour' } }) },
    });
  });

  describe('the function', () => {
    async function run(
      resources: string[],
      time: string,
      answer?: Error,
      detail?: object,
      only = '',
      more: Record<string, string> = {},
    ) {
      const schedules: any[] = [];
      const logged: any[] = [];
      const modules: Record<string, object> = {
        'node:crypto': jest.requireActual('node:crypto'),
        '@aws-sdk/client-scheduler': {
          SchedulerClient: class {
            send({ input }: { input: object }) {
              schedules.push(input);
              return answer !== undefined && JSON.stringify(input).includes(only)
                ? Promise.reject(answer)
                : Promise.resolve({});
            }
          },
          CreateScheduleCommand: class {
            constructor(readonly input: object) {}
          },
        },
      };
      const exported: { handler?: (event: object) => Promise<any> } = {};
      new Function('exports', 'require', 'process', 'console', RETIREMENT)(
        exported,
        (name: string) => modules[name],
        {
          env: {
            CLUSTERS: 'other,main',
            DAY: '0',
            HOUR: '3',
            MINUTES: '120',
            GROUP: 'g',
            ROLE: 'role',
            TARGET: 'target',
            ...more,
          },
        },
        { log: (line: string) => logged.push(JSON.parse(line)) },
      );
      const failed = await exported.handler!({ resources, time, detail }).then(
        () => undefined,
        (failure: Error) => failure.message,
      );
      return { ...logged[0], failed, schedules };
    }

    test.each([
      ['2026-11-20T12:00:00Z', '2026-11-22T03:00:00'],
      ['2026-11-22T02:00:00Z', '2026-11-22T03:00:00'],
      ['2026-11-22T02:58:00Z', '2026-11-29T03:00:00'],
      ['2026-11-22T03:00:00Z', '2026-11-29T03:00:00'],
      ['2026-12-31T12:00:00Z', '2027-01-03T03:00:00'],
    ])('a notice of %s restarts at %s', async (time, at) => {
      const { planned, schedules } = await run(['main|web'], time);

      expect(planned).toEqual([{ cluster: 'main', service: 'web', at }]);
      expect(schedules).toEqual([
        {
          Name: expect.stringMatching(/^retirement-[0-9a-f]{40}$/),
          GroupName: 'g',
          ScheduleExpression: `at(${at})`,
          ScheduleExpressionTimezone: 'UTC',
          FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 120 },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: 'target',
            RoleArn: 'role',
            Input: JSON.stringify({ Cluster: 'main', Service: 'web', ForceNewDeployment: true }),
          },
        },
      ]);
    });

    test('the window is always the right hour of the right day, at least five minutes and at most a week ahead', async () => {
      const minute = fc.integer({ min: 0, max: 10 * 366 * 24 * 60 });
      await fc.assert(
        fc.asyncProperty(minute, async (minutes) => {
          const now = Date.UTC(2026, 0, 1) + minutes * 60_000;

          const { planned } = await run(['main|web'], new Date(now).toISOString());

          const at = new Date(`${planned[0].at}Z`);
          expect([at.getUTCDay(), at.getUTCHours(), at.getUTCMinutes()]).toEqual([0, 3, 0]);
          expect(at.getTime() - now).toBeGreaterThanOrEqual(5 * 60_000);
          expect(at.getTime() - now).toBeLessThan((7 * 24 * 60 + 5) * 60_000);
        }),
      );
    });

    test('standalone tasks are left, and a notice that comes again is no error', async () => {
      const task = 'arn:aws:ecs:eu-west-1:111122223333:task/main/0123';

      const { planned, left } = await run(
        [task, 'main|web'],
        '2026-11-20T12:00:00Z',
        Object.assign(new Error(), { name: 'ConflictException' }),
      );

      expect(left).toEqual([task]);
      expect(planned).toHaveLength(1);
    });

    test('a service that cannot be planned keeps no other from it, and fails the call', async () => {
      const { planned, failed } = await run(
        ['main|bad', 'main|web'],
        '2026-11-20T12:00:00Z',
        new Error('denied'),
        undefined,
        'bad',
      );

      expect(planned).toMatchObject([{ service: 'web' }]);
      expect(failed).toBe('main/bad: Error: denied');
    });

    test('services of clusters that were not named are left', async () => {
      const { planned, left } = await run(['theirs|web', 'mai|web', 'other|web'], '2026-11-20T12:00:00Z');

      expect(left).toEqual(['theirs|web', 'mai|web']);
      expect(planned).toMatchObject([{ cluster: 'other', service: 'web' }]);
    });

    test('a restart that fails goes to the queue', async () => {
      const { schedules } = await run(['main|web'], '2026-11-20T12:00:00Z', undefined, undefined, '', {
        DEAD_LETTERS: 'queue',
      });

      expect(schedules[0].Target.DeadLetterConfig).toEqual({ Arn: 'queue' });
    });

    // Windows on Sundays from 03:00 to 05:00; the retirement starts on a Saturday.
    const detail = { startTime: 'Sat, 5 Dec 2026 09:00:00 GMT', statusCode: 'upcoming' };

    test.each([
      ['the notice', '2026-11-20T12:00:00Z', '2026-11-29T03:00:00'],
      ['a reminder before the window', '2026-11-27T12:00:00Z', '2026-11-29T03:00:00'],
    ])('%s leads to the last window before the retirement', async (_, time, at) => {
      const { planned, schedules } = await run(['main|web'], time, undefined, detail);

      expect(planned).toEqual([{ cluster: 'main', service: 'web', at }]);
      expect(schedules).toHaveLength(1);
    });

    test('a reminder after the window, and a notice that comes too late, restart nothing', async () => {
      const { planned, left } = await run(['main|web'], '2026-11-30T12:00:00Z', undefined, detail);

      expect([planned, left]).toEqual([[], ['main|web']]);
    });

    test.each([
      ['Sun, 29 Nov 2026 05:00:00 GMT', '2026-11-29T03:00:00'],
      ['Sun, 29 Nov 2026 04:59:00 GMT', '2026-11-22T03:00:00'],
    ])('the window ends before a retirement of %s', async (startTime, at) => {
      const { planned } = await run(['main|web'], '2026-11-20T12:00:00Z', undefined, { startTime });

      expect(planned[0].at).toBe(at);
    });

    test('a notice that is closed plans nothing', async () => {
      const { planned, schedules } = await run(['main|web'], '2026-11-20T12:00:00Z', undefined, {
        ...detail,
        statusCode: 'closed',
      });

      expect([planned, schedules]).toEqual([[], []]);
    });

    test.each(['main | web', ' main|web ', 'arn:aws:ecs:eu-west-1:111122223333:cluster/main | web'])(
      'reads %p',
      async (resource) => {
        const { planned } = await run([resource], '2026-11-20T12:00:00Z');

        expect(planned).toMatchObject([{ cluster: 'main', service: 'web' }]);
      },
    );
  });
});

describe('isolation tier', () => {
  function ec2ServiceIn(stack: Stack, id: string): ecs.Ec2Service {
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'main',
      vpc: new ec2.Vpc(stack, 'Vpc'),
      hasEc2Capacity: true,
    });
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, `${id}Task`);
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('x'), memoryLimitMiB: 64 });
    return new ecs.Ec2Service(stack, id, { cluster, taskDefinition });
  }

  test.each([
    [{}, [{ Type: 'memberOf', Expression: 'attribute:sensitivity == high' }]],
    [
      { oneTaskPerHost: true },
      [{ Type: 'memberOf', Expression: 'attribute:sensitivity == high' }, { Type: 'distinctInstance' }],
    ],
  ])('places an EC2 service on its hosts only, %j', (options, PlacementConstraints) => {
    const stack = testStack();

    IsolationTier.of('high', options).place(ec2ServiceIn(stack, 'Service'));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      PlacementConstraints,
      Tags: [{ Key: 'Sensitivity', Value: 'high' }],
    });
  });

  test('only marks a service on Fargate, where tasks share no kernel', () => {
    const stack = testStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('x') });

    IsolationTier.of('high').place(new ecs.FargateService(stack, 'Service', { cluster, taskDefinition }));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      PlacementConstraints: Match.absent(),
      Tags: [{ Key: 'Sensitivity', Value: 'high' }],
    });
  });

  test('its hosts register with the attribute', () => {
    const stack = testStack();
    const group = new autoscaling.AutoScalingGroup(stack, 'Hosts', {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      instanceType: new ec2.InstanceType('m7g.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
    });

    IsolationTier.of('high').ownHosts(group);

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        UserData: {
          'Fn::Base64': Match.stringLikeRegexp(
            'echo \'ECS_INSTANCE_ATTRIBUTES=\\{"sensitivity":"high"\\}\' >> /etc/ecs/ecs.config',
          ),
        },
      },
    });
  });

  test('fails when two tiers would share a provider or service, and not when one claims it twice', () => {
    const stack = testStack();
    const service = ec2ServiceIn(stack, 'Service');
    IsolationTier.of('high').ownProvider(service);
    IsolationTier.of('high').ownProvider(service);

    expect(() => IsolationTier.of('low').ownProvider(service)).toThrow(
      "TestStack/Service: [IsolationTier.shared] capacity provider TestStack/Service belongs to tier 'high' and cannot serve 'low' too; their tasks would share a kernel: give each tier its own",
    );
  });

  test.each(['', 'a b', 'x"y', 'a'.repeat(129)])('fails when the name is %j', (name) => {
    expect(() => IsolationTier.of(name)).toThrow('[IsolationTier.name]');
  });

  test('a name known only at deployment passes', () => {
    expect(IsolationTier.of(Aws.STACK_NAME).expression).toContain('attribute:sensitivity == ');
  });

  test('says in writing what each platform guarantees', () => {
    expect(IsolationTier.guarantees().map(({ platform }) => platform)).toEqual(['EC2', 'FARGATE', 'MANAGED_INSTANCES']);
  });
});
