import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { TaskSize } from '../../lib/task-definition/task-size';
import { TaskEgress } from '../../lib/task-networking/task-egress';
import { TaskNetwork } from '../../lib/task-networking/task-network';
import { TaskSecurityGroup } from '../../lib/task-networking/task-security-group';
import { AppTelemetry } from '../../lib/workloads/app-telemetry';
import { OtelCollectorOptions, TelemetryLanguage, TelemetryOptions } from '../../lib/workloads/telemetry-options';
import { ServiceWorkload } from '../../lib/workloads/service-workload';
import type { ServiceWorkloadProps } from '../../lib/workloads/service-workload-props';
import { containersOf, onlyProperties, testStack } from '../support/stacks';
import { WorkloadTask } from '../../lib/workloads/workload-task';

const image = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim');

function hardened(environment?: Record<string, string>, runtimePlatform?: ecs.RuntimePlatform) {
  const stack = testStack();
  const task = new HardenedTaskDefinition(stack, 'Task', { family: 'orders', runtimePlatform });
  task.addTaskContainer('app', { image, user: '10001', environment });
  return { stack, task };
}

/** Environment of a container by name. */
function environmentOf(stack: Stack, container = 'app'): Record<string, string> {
  return Object.fromEntries(
    (containersOf(stack)[container].Environment ?? []).map(({ Name, Value }: any) => [Name, Value]),
  );
}

const SIGNALS = {
  OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true',
  OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: 'http://localhost:4316/v1/metrics',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4316/v1/traces',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_PROPAGATORS: 'tracecontext,baggage,xray',
  OTEL_TRACES_SAMPLER: 'xray',
  OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:2000',
};

describe('AppTelemetry.applicationSignals', () => {
  test('adds an agent that is hardened as the task is, and that the application outlives', () => {
    const { stack, task } = hardened();

    const agent = AppTelemetry.applicationSignals().addTo(task);

    expect(agent.containerName).toBe('cloudwatch-agent');
    const container = containersOf(stack)['cloudwatch-agent'];
    expect(container).toMatchObject({
      Image: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300062.0b1304',
      Essential: false,
      ReadonlyRootFilesystem: true,
      RestartPolicy: { Enabled: true, RestartAttemptPeriod: 60 },
      LogConfiguration: { LogDriver: 'awslogs' },
    });
    expect(container.LinuxParameters.Tmpfs.map(({ ContainerPath }: any) => ContainerPath)).toEqual([
      '/opt/aws/amazon-cloudwatch-agent/etc',
      '/opt/aws/amazon-cloudwatch-agent/logs',
      '/opt/aws/amazon-cloudwatch-agent/var',
      '/tmp',
    ]);
    expect(container).not.toHaveProperty('MemoryReservation');
    expect(JSON.parse(environmentOf(stack, 'cloudwatch-agent').CW_CONFIG_CONTENT)).toEqual({
      traces: { traces_collected: { application_signals: {} } },
      logs: { metrics_collected: { application_signals: {} } },
    });
    expect(task.defaultContainer?.containerName).toBe('app');
  });

  test('tells the application where the agent is, and starts it after the agent', () => {
    const { stack, task } = hardened();

    AppTelemetry.applicationSignals({ environmentName: 'production' }).addTo(task);

    expect(environmentOf(stack)).toEqual({
      ...SIGNALS,
      OTEL_SERVICE_NAME: 'orders',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=production',
    });
    expect(containersOf(stack).app.DependsOn).toEqual([{ ContainerName: 'cloudwatch-agent', Condition: 'START' }]);
    expect(Object.keys(containersOf(stack))).toEqual(['app', 'cloudwatch-agent']);
  });

  test('lets the task write to one log group and send traces, and nothing else', () => {
    const { stack, task } = hardened();

    AppTelemetry.applicationSignals().addTo(task);

    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))
      .filter(([id]) => id.startsWith('TaskTaskRole'))
      .map(([, { Properties }]) => Properties.PolicyDocument);
    expect(policies).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':logs:',
                  { Ref: 'AWS::Region' },
                  ':',
                  { Ref: 'AWS::AccountId' },
                  ':log-group:/aws/application-signals/data:*',
                ],
              ],
            },
          },
        ],
      },
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              'xray:GetSamplingRules',
              'xray:GetSamplingStatisticSummaries',
              'xray:GetSamplingTargets',
              'xray:PutTelemetryRecords',
              'xray:PutTraceSegments',
            ],
            Resource: '*',
          },
        ],
      },
    ]);
  });

  test.each<[TelemetryLanguage, string, string[], Record<string, string>]>([
    [
      TelemetryLanguage.JAVA,
      'public.ecr.aws/aws-observability/adot-autoinstrumentation-java:v2.28.2',
      ['cp', '/javaagent.jar', '/otel-auto-instrumentation/javaagent.jar'],
      { JAVA_TOOL_OPTIONS: '-javaagent:/otel-auto-instrumentation/javaagent.jar' },
    ],
    [
      TelemetryLanguage.PYTHON,
      'public.ecr.aws/aws-observability/adot-autoinstrumentation-python:v0.19.0',
      ['cp', '-a', '/autoinstrumentation/.', '/otel-auto-instrumentation'],
      {
        OTEL_PYTHON_CONFIGURATOR: 'aws_configurator',
        OTEL_PYTHON_DISTRO: 'aws_distro',
        PYTHONPATH:
          '/otel-auto-instrumentation/opentelemetry/instrumentation/auto_instrumentation:/otel-auto-instrumentation',
      },
    ],
    [
      TelemetryLanguage.NODEJS,
      'public.ecr.aws/aws-observability/adot-autoinstrumentation-node:v0.12.0',
      ['cp', '-a', '/autoinstrumentation/.', '/otel-auto-instrumentation'],
      { NODE_OPTIONS: '--require /otel-auto-instrumentation/autoinstrumentation.js' },
    ],
    [
      TelemetryLanguage.DOTNET,
      'public.ecr.aws/aws-observability/adot-autoinstrumentation-dotnet:v1.14.0',
      ['cp', '-a', '/autoinstrumentation/.', '/otel-auto-instrumentation'],
      {
        CORECLR_ENABLE_PROFILING: '1',
        CORECLR_PROFILER: '{918728DD-259F-4A6A-AC2B-B85E1B658318}',
        CORECLR_PROFILER_PATH: '/otel-auto-instrumentation/linux-x64/OpenTelemetry.AutoInstrumentation.Native.so',
        DOTNET_ADDITIONAL_DEPS: '/otel-auto-instrumentation/AdditionalDeps',
        DOTNET_SHARED_STORE: '/otel-auto-instrumentation/store',
        DOTNET_STARTUP_HOOKS: '/otel-auto-instrumentation/net/OpenTelemetry.AutoInstrumentation.StartupHook.dll',
        OTEL_DOTNET_AUTO_HOME: '/otel-auto-instrumentation',
        OTEL_DOTNET_AUTO_PLUGINS:
          'AWS.Distro.OpenTelemetry.AutoInstrumentation.Plugin, AWS.Distro.OpenTelemetry.AutoInstrumentation',
        OTEL_DOTNET_CONFIGURATOR: 'aws_configurator',
        OTEL_DOTNET_DISTRO: 'aws_distro',
      },
    ],
  ])(
    'copies the instrumentation of %s into a volume, from which the application loads it',
    (language, from, command, environment) => {
      const { stack, task } = hardened();

      AppTelemetry.applicationSignals({ language, serviceName: 'Orders' }).addTo(task);

      const { app, 'otel-instrumentation': init } = containersOf(stack);
      expect(init).toMatchObject({
        Image: from,
        Command: command,
        Essential: false,
        ReadonlyRootFilesystem: true,
        MountPoints: [
          { SourceVolume: 'otel-auto-instrumentation', ContainerPath: '/otel-auto-instrumentation', ReadOnly: false },
        ],
      });
      expect(app.MountPoints).toEqual([
        { SourceVolume: 'otel-auto-instrumentation', ContainerPath: '/otel-auto-instrumentation', ReadOnly: true },
      ]);
      expect(app.DependsOn).toEqual([
        { ContainerName: 'cloudwatch-agent', Condition: 'START' },
        { ContainerName: 'otel-instrumentation', Condition: 'SUCCESS' },
      ]);
      expect(onlyProperties(stack, 'AWS::ECS::TaskDefinition').Volumes).toEqual([
        { Name: 'otel-auto-instrumentation' },
      ]);
      expect(environmentOf(stack)).toEqual({ ...SIGNALS, OTEL_SERVICE_NAME: 'Orders', ...environment });
    },
  );

  test('loads the library of the processor that runs it', () => {
    const { stack, task } = hardened(undefined, { cpuArchitecture: ecs.CpuArchitecture.ARM64 });

    AppTelemetry.applicationSignals({ language: TelemetryLanguage.DOTNET }).addTo(task);

    expect(environmentOf(stack).CORECLR_PROFILER_PATH).toContain('/linux-arm64/');
  });

  test('leaves what the container has, and adds to options', () => {
    const { stack, task } = hardened({ OTEL_TRACES_SAMPLER: 'always_on', NODE_OPTIONS: '--enable-source-maps' });

    AppTelemetry.applicationSignals({ language: TelemetryLanguage.NODEJS }).addTo(task);

    expect(environmentOf(stack)).toMatchObject({
      OTEL_TRACES_SAMPLER: 'always_on',
      NODE_OPTIONS: '--enable-source-maps --require /otel-auto-instrumentation/autoinstrumentation.js',
    });
  });

  test('adds its paths around those of Python', () => {
    const { stack, task } = hardened({ PYTHONPATH: '/srv' });

    AppTelemetry.applicationSignals({ language: TelemetryLanguage.PYTHON }).addTo(task);

    expect(environmentOf(stack).PYTHONPATH).toBe(
      '/otel-auto-instrumentation/opentelemetry/instrumentation/auto_instrumentation:/srv:/otel-auto-instrumentation',
    );
  });

  test('takes images, memory and logging of your own', () => {
    const { stack, task } = hardened();

    AppTelemetry.applicationSignals({
      language: TelemetryLanguage.JAVA,
      agentImage: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/agent:1'),
      instrumentationImage: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/java:1'),
      agentMemoryReservationMiB: 256,
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'mine' }),
    }).addTo(task);

    const { 'cloudwatch-agent': agent, 'otel-instrumentation': init } = containersOf(stack);
    expect(agent).toMatchObject({
      Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/agent:1',
      MemoryReservation: 256,
      LogConfiguration: { Options: { 'awslogs-stream-prefix': 'mine' } },
    });
    expect(init.Image).toBe('111122223333.dkr.ecr.eu-west-1.amazonaws.com/java:1');
  });

  test('keeps memory for agent and instrumentation where the task has no size', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', { compatibility: ecs.Compatibility.EC2 });
    task.addTaskContainer('app', { image, user: '10001', memoryReservationMiB: 256 });

    AppTelemetry.applicationSignals({ language: TelemetryLanguage.JAVA }).addTo(task);

    const { 'cloudwatch-agent': agent, 'otel-instrumentation': init } = containersOf(stack);
    expect([agent.MemoryReservation, init.MemoryReservation]).toEqual([128, 64]);
  });

  test('works on a task definition of aws-cdk-lib, with logs of its own', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });

    AppTelemetry.applicationSignals({ language: TelemetryLanguage.PYTHON }).addTo(task);

    const { 'cloudwatch-agent': agent } = containersOf(stack);
    expect(agent.LogConfiguration).toMatchObject({ LogDriver: 'awslogs', Options: { mode: 'non-blocking' } });
    expect(agent).not.toHaveProperty('ReadonlyRootFilesystem');
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('observes the container that is named', () => {
    const { stack, task } = hardened();
    const other = task.addTaskContainer('other', { image, user: '10001', essential: false });

    AppTelemetry.applicationSignals().addTo(task, other);

    expect(environmentOf(stack, 'other').OTEL_TRACES_SAMPLER).toBe('xray');
    expect(containersOf(stack).app.Environment).toBeUndefined();
  });

  test('says what a role lacks that takes no permissions', () => {
    const stack = testStack();
    const taskRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/app', { mutable: false });
    const task = new HardenedTaskDefinition(stack, 'Task', { taskRole });
    task.addTaskContainer('app', { image, user: '10001' });

    AppTelemetry.applicationSignals().addTo(task);

    expect(task.node.metadata.map(({ data }) => data)).toContainEqual(
      expect.stringContaining(
        "the task role takes no permissions here, so give it yourself what 'cloudwatch-agent' needs: xray:GetSamplingRules",
      ),
    );
  });

  test('takes tokens for names and numbers', () => {
    const { stack, task } = hardened();
    const text = new CfnParameter(stack, 'Text').valueAsString;

    AppTelemetry.applicationSignals({
      serviceName: text,
      environmentName: text,
      agentMemoryReservationMiB: new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber,
    }).addTo(task);

    expect(environmentOf(stack).OTEL_SERVICE_NAME).toEqual({ Ref: 'Text' });
  });

  test.each<[TelemetryOptions, string]>([
    [
      { language: 'COBOL' as TelemetryLanguage },
      "[Props.wrongType] 'language' of AppTelemetry.applicationSignals() must be a member of TelemetryLanguage (JAVA, PYTHON, NODEJS, DOTNET), got the text 'COBOL'",
    ],
    [
      { instrumentationImage: image },
      "[AppTelemetry.noLanguage] 'instrumentationImage' is given without 'language', and nothing would be taken from it; give both",
    ],
    [{ serviceName: ' ' }, "[AppTelemetry.name] 'serviceName' must be text without ',' and '=', got ' '"],
    [{ environmentName: 'a=b' }, "[AppTelemetry.name] 'environmentName' must be text without ',' and '=', got 'a=b'"],
    [
      { agentMemoryReservationMiB: 3 },
      "[AppTelemetry.memory] 'agentMemoryReservationMiB' must be an integer of at least 4, got 3",
    ],
  ])('fails on %j', (options, message) => {
    expect(() => AppTelemetry.applicationSignals(options)).toThrow(message);
  });

  test('fails when the containers share no localhost', () => {
    const task = new HardenedTaskDefinition(testStack(), 'Task', {
      compatibility: ecs.Compatibility.EC2,
      networkMode: ecs.NetworkMode.BRIDGE,
    });
    task.addTaskContainer('app', { image, user: '10001', memoryReservationMiB: 256 });

    expect(() => AppTelemetry.applicationSignals().addTo(task)).toThrow(
      'TestStack/Task: [AppTelemetry.networkMode] the containers reach the agent on localhost, which they share in network mode awsvpc only, got bridge',
    );
  });

  test('fails on Windows', () => {
    const task = new HardenedTaskDefinition(testStack(), 'Task', {
      size: TaskSize.of(1024, 2048),
      runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE },
    });
    task.addTaskContainer('app', { image });

    expect(() => AppTelemetry.applicationSignals().addTo(task)).toThrow(
      'TestStack/Task: [AppTelemetry.windows] the agent and the instrumentation are for Linux, and the task runs WINDOWS_SERVER_2022_CORE',
    );
  });

  test('fails when the task has it already, or has nothing to observe', () => {
    const { task } = hardened();
    AppTelemetry.applicationSignals().addTo(task);

    expect(() => AppTelemetry.applicationSignals().addTo(task)).toThrow(
      "TestStack/Task: [AppTelemetry.twice] the task has a container 'cloudwatch-agent' already; add telemetry once",
    );
    expect(() => AppTelemetry.applicationSignals().addTo(new HardenedTaskDefinition(testStack(), 'Empty'))).toThrow(
      'TestStack/Empty: [AppTelemetry.noContainer] the task has no essential container of an application yet; add it first, or name the one that is observed',
    );
  });
});

describe('AppTelemetry.otelCollector', () => {
  const options: OtelCollectorOptions = { config: 'receivers: {}' };

  test('adds the collector with your configuration, and allows what you say', () => {
    const { stack, task } = hardened();

    AppTelemetry.otelCollector({
      ...options,
      language: TelemetryLanguage.JAVA,
      statements: [
        new iam.PolicyStatement({
          actions: ['aps:RemoteWrite'],
          resources: ['arn:aws:aps:eu-west-1:111122223333:workspace/ws-1'],
        }),
      ],
    }).addTo(task);

    expect(containersOf(stack)['otel-collector']).toMatchObject({
      Image: 'public.ecr.aws/aws-observability/aws-otel-collector:v0.43.1',
      Environment: [{ Name: 'AOT_CONFIG_CONTENT', Value: 'receivers: {}' }],
    });
    expect(environmentOf(stack)).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_SERVICE_NAME: 'orders',
    });
    expect(environmentOf(stack)).not.toHaveProperty('OTEL_AWS_APPLICATION_SIGNALS_ENABLED');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'aps:RemoteWrite', Resource: 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-1' },
        ],
      },
    });
  });

  test('fails without a configuration', () => {
    expect(() => AppTelemetry.otelCollector({ config: '' })).toThrow(
      "[AppTelemetry.noConfig] 'config' is empty; write what it receives",
    );
  });
});

describe('A workload', () => {
  class AnyService extends ServiceWorkload {
    constructor(stack: Stack, props: Omit<ServiceWorkloadProps, 'strategy'>) {
      super(stack, 'Orders', { strategy: CapacityStrategy.fargate(), ...props });
    }
  }

  test('has telemetry under its own name', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat() });

    new AnyService(stack, {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc: network.vpc }),
      container: { image, user: '10001' },
      telemetry: AppTelemetry.applicationSignals(),
    });

    expect(environmentOf(stack).OTEL_SERVICE_NAME).toBe('Orders');
  });

  test('reaches X-Ray by an endpoint where nothing else leads out', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network');
    const inEcr = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/agent:1');
    new AnyService(stack, {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc: network.vpc }),
      container: { image: inEcr, user: '10001' },
      telemetry: AppTelemetry.applicationSignals({ agentImage: inEcr }),
    });

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith(['.xray'])] }),
    });
  });

  test('opens the way to what the agent sends to, for tasks put together by hand', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network');
    const tasks = new ec2.Connections({
      securityGroups: [new TaskSecurityGroup(stack, 'Tasks', { vpc: network.vpc })],
    });

    AppTelemetry.applicationSignals().openEndpoints(network, tasks);

    const services = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(
      ({ Properties }) => /\.([a-z]+)"/.exec(JSON.stringify(Properties.ServiceName))![1],
    );
    expect(services.sort()).toEqual(['logs', 'xray']);
  });

  test('fails when the task definition that is given has no application yet', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network');

    expect(
      () =>
        new AnyService(stack, {
          cluster: new ecs.Cluster(stack, 'Cluster', { vpc: network.vpc }),
          task: WorkloadTask.existing(new HardenedTaskDefinition(stack, 'Task')),
          telemetry: AppTelemetry.applicationSignals(),
        }),
    ).toThrow(
      'TestStack/Task: [AppTelemetry.noContainer] the task has no essential container of an application yet; add it first, or name the one that is observed',
    );
  });
});
