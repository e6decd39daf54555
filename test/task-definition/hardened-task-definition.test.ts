import { Aws, CfnParameter, Lazy, RemovalPolicy, SecretValue, Size, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  HardenedTaskDefinition,
  HardenedTaskDefinitionProps,
} from '../../lib/task-definition/hardened-task-definition';
import { ProcessNamespace } from '../../lib/task-definition/process-namespace';
import { ScratchStorage } from '../../lib/task-definition/scratch-storage';
import { SystemControls } from '../../lib/task-definition/system-controls';
import { TaskContainerOptions } from '../../lib/task-definition/task-container-options';
import { TaskSize } from '../../lib/task-definition/task-size';
import { containersOf, onlyProperties, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('example/app:1');
const TASK = 'AWS::ECS::TaskDefinition';
const ALWAYS_DROPPED = ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'];

/** A stack with one task definition of one container `app`. */
function taskStack(container: Partial<TaskContainerOptions> = {}, props: HardenedTaskDefinitionProps = {}): Stack {
  const stack = testStack();
  new HardenedTaskDefinition(stack, 'Task', { ...props, containers: { app: { image, ...container } } });
  return stack;
}

const onEc2 = { compatibility: ecs.Compatibility.EC2, size: TaskSize.onInstances({ memoryMiB: 512 }) };

describe('defaults', () => {
  test('a task definition with one container is hardened, small, and logs', () => {
    const stack = taskStack();

    expect(onlyProperties(stack, TASK)).toEqual({
      ContainerDefinitions: [
        {
          Essential: true,
          Image: 'example/app:1',
          LinuxParameters: {
            Capabilities: { Drop: ALWAYS_DROPPED },
            InitProcessEnabled: true,
            Tmpfs: [{ ContainerPath: '/tmp', Size: 64 }],
          },
          LogConfiguration: {
            LogDriver: 'awslogs',
            Options: {
              'awslogs-group': { Ref: expect.stringMatching(/^TaskLogGroup/) },
              'awslogs-region': { Ref: 'AWS::Region' },
              'awslogs-stream-prefix': 'app',
              mode: 'non-blocking',
              'max-buffer-size': '26214400b',
            },
          },
          Name: 'app',
          ReadonlyRootFilesystem: true,
        },
      ],
      Cpu: '256',
      Memory: '512',
      ExecutionRoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TaskExecutionRole/), 'Arn'] },
      Family: expect.stringMatching(/^TestStackTask/),
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      TaskRoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^TaskTaskRole/), 'Arn'] },
    });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  test('the execution role may write to the log group and nothing else, the task role nothing', () => {
    const template = Template.fromStack(taskStack());

    template.resourceCountIs('AWS::IAM::Policy', 0);
    const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    expect(policies.map(({ Properties }) => Properties.PolicyDocument)).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TaskLogGroup/), 'Arn'] },
          },
        ],
      },
    ]);
  });

  test('both roles trust ECS on behalf of this account alone', () => {
    const roles = Object.values(Template.fromStack(taskStack()).findResources('AWS::IAM::Role'));

    expect(roles).toHaveLength(2);
    for (const { Properties } of roles) {
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Condition: {
            ArnLike: expect.anything(),
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          },
        }),
      ]);
    }
  });

  test('the task definition waits for the permissions of its execution role, so that the first task may pull and log', () => {
    Template.fromStack(taskStack()).hasResource(TASK, {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TaskExecutionRoleScoped')]),
    });
  });

  test('whoever may run the task may pass both roles, also when the execution role comes later', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task');
    const user = new iam.User(stack, 'User');
    task.grantRun(user);
    task.addTaskContainer('app', { image });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
            Resource: [
              { 'Fn::GetAtt': [Match.stringLikeRegexp('^TaskExecutionRole'), 'Arn'] },
              { 'Fn::GetAtt': [Match.stringLikeRegexp('^TaskTaskRole'), 'Arn'] },
            ],
          },
          { Effect: 'Allow', Action: 'ecs:RunTask', Resource: { Ref: Match.stringLikeRegexp('^Task') } },
        ],
      },
    });
  });
});

describe('what the user gives wins', () => {
  const paths = (...names: string[]) => names.map((ContainerPath) => ({ ContainerPath, Size: 64 }));

  test.each<[string, Partial<TaskContainerOptions>, Record<string, unknown>]>([
    ['an image with its own init', { initProcessEnabled: false }, { LinuxParameters: { InitProcessEnabled: false } }],
    [
      'a kept capability',
      { keepCapabilities: [ecs.Capability.NET_RAW] },
      { LinuxParameters: { Capabilities: { Drop: ['AUDIT_WRITE', 'MKNOD', 'SETFCAP'] } } },
    ],
    [
      'a non-root user drops all',
      { user: '10001:10001' },
      { User: '10001:10001', LinuxParameters: { Capabilities: { Drop: ['ALL'] } } },
    ],
    [
      'root by another name keeps what root needs',
      { user: '00:0' },
      { LinuxParameters: { Capabilities: { Drop: ALWAYS_DROPPED } } },
    ],
    [
      'a user that is a token counts as unknown',
      { user: Stack.of(testStack()).region },
      { LinuxParameters: { Capabilities: { Drop: ALWAYS_DROPPED } } },
    ],
    [
      'paths beside /tmp',
      { writablePaths: ['/var/run/app', '/tmp'] },
      { LinuxParameters: { Tmpfs: paths('/tmp', '/var/run/app') } },
    ],
    ['a port', { port: 8080 }, { PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }] }],
    [
      'a port beside others',
      { port: 8080, portMappings: [{ containerPort: 9000 }] },
      {
        PortMappings: [
          { ContainerPort: 9000, Protocol: 'tcp' },
          { ContainerPort: 8080, Protocol: 'tcp' },
        ],
      },
    ],
  ])('%s', (_, options, expected) => {
    expect(containersOf(taskStack(options)).app).toMatchObject(expected);
  });

  test('a writable root file system has no /tmp of its own', () => {
    const { app } = containersOf(taskStack({ readonlyRootFilesystem: false }));

    expect(app.ReadonlyRootFilesystem).toBe(false);
    expect(app.LinuxParameters.Tmpfs).toBeUndefined();
  });

  test('a non-root user with kept capabilities loses the rest of the default set one by one', () => {
    const stack = taskStack({
      user: '10001',
      keepCapabilities: [ecs.Capability.NET_BIND_SERVICE, ecs.Capability.KILL],
    });

    expect(containersOf(stack).app.LinuxParameters.Capabilities.Drop).toEqual([
      'AUDIT_WRITE',
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      'FSETID',
      'MKNOD',
      'NET_RAW',
      'SETFCAP',
      'SETGID',
      'SETPCAP',
      'SETUID',
      'SYS_CHROOT',
    ]);
  });

  test('linuxParameters: what is added is not dropped, what is dropped stays dropped', () => {
    const stack = testStack();
    const linuxParameters = new ecs.LinuxParameters(stack, 'Linux', { initProcessEnabled: false });
    linuxParameters.addCapabilities(ecs.Capability.NET_RAW);
    linuxParameters.dropCapabilities(ecs.Capability.CHOWN);
    linuxParameters.addTmpfs({ containerPath: '/tmp', size: 256, mountOptions: [ecs.TmpfsMountOption.EXEC] });
    new HardenedTaskDefinition(stack, 'Task', { ...onEc2, containers: { app: { image, linuxParameters } } });

    expect(containersOf(stack).app.LinuxParameters).toEqual({
      Capabilities: { Add: ['NET_RAW'], Drop: ['AUDIT_WRITE', 'CHOWN', 'MKNOD', 'SETFCAP'] },
      InitProcessEnabled: false,
      Tmpfs: [{ ContainerPath: '/tmp', Size: 256, MountOptions: ['exec'] }],
    });
  });

  test('a volume mounted where scratch would go takes its place', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', { volumes: [{ name: 'work' }] });
    const container = task.addTaskContainer('app', { image });
    container.addMountPoints({ sourceVolume: 'work', containerPath: '/tmp', readOnly: false });

    expect(containersOf(stack).app.LinuxParameters.Tmpfs).toBeUndefined();
  });

  test('logging, and the group of those that have none', () => {
    const stack = testStack();
    const logGroup = new logs.LogGroup(stack, 'Mine', { removalPolicy: RemovalPolicy.DESTROY });
    const secretToken = ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Token'));
    const logging = ecs.LogDrivers.splunk({ secretToken, url: 'https://splunk.example' });
    new HardenedTaskDefinition(stack, 'Task', { logGroup, containers: { app: { image }, side: { image, logging } } });

    const { app, side } = containersOf(stack);
    expect(app.LogConfiguration.Options['awslogs-group']).toEqual({ Ref: expect.stringMatching(/^Mine/) });
    expect(side.LogConfiguration.LogDriver).toBe('splunk');
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('the retention of the group that is made here', () => {
    const stack = taskStack({}, { logRetention: logs.RetentionDays.ONE_YEAR });

    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('roles', () => {
    const stack = testStack();
    const taskRole = iam.Role.fromRoleName(stack, 'TaskRole', 'task');
    const executionRole = iam.Role.fromRoleName(stack, 'ExecutionRole', 'execution');
    new HardenedTaskDefinition(stack, 'Task', { taskRole, executionRole, containers: { app: { image } } });

    const { TaskRoleArn, ExecutionRoleArn } = onlyProperties(stack, TASK);
    expect(JSON.stringify(TaskRoleArn)).toContain(':role/task');
    expect(JSON.stringify(ExecutionRoleArn)).toContain(':role/execution');
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  });
});

describe('names and paths known only at deployment', () => {
  const path = { 'Fn::Join': ['', ['/data/', { Ref: 'AWS::AccountId' }]] };

  test('are written as references wherever hardening looks', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', onEc2);
    const linuxParameters = new ecs.LinuxParameters(stack, 'Linux');
    linuxParameters.addTmpfs({ containerPath: `/data/${Aws.ACCOUNT_ID}`, size: 1 });
    linuxParameters.addDevices({ hostPath: `/data/${Aws.ACCOUNT_ID}` });
    const container = task.addTaskContainer('app', { image, linuxParameters });
    container.addMountPoints({
      sourceVolume: `v-${Aws.REGION}`,
      containerPath: `/data/${Aws.ACCOUNT_ID}`,
      readOnly: false,
    });
    task.addVolume({ name: `v-${Aws.REGION}` });

    const { app } = containersOf(stack);
    expect(app.MountPoints).toEqual([
      {
        ContainerPath: path,
        ReadOnly: false,
        SourceVolume: { 'Fn::Join': ['', ['v-', { Ref: 'AWS::Region' }]] },
      },
    ]);
    expect(app.LinuxParameters).toMatchObject({
      Tmpfs: [
        { ContainerPath: path, Size: 1 },
        { ContainerPath: '/tmp', Size: 64 },
      ],
      Devices: [{ HostPath: path }],
    });
  });

  test('text that is only made later is read: what is mounted at /tmp is not mounted twice', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', { volumes: [{ name: 'v' }] });
    task.addTaskContainer('app', { image }).addMountPoints({
      sourceVolume: 'v',
      containerPath: Lazy.string({ produce: () => `/${Lazy.string({ produce: () => 'tmp' })}` }),
      readOnly: false,
    });

    const { app } = containersOf(stack);
    expect(app.MountPoints).toEqual([{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'v' }]);
    expect(app.LinuxParameters.Tmpfs).toBeUndefined();
  });

  test('a container whose name is a parameter keeps what was asked for it', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    new HardenedTaskDefinition(stack, 'Task', { scratch: ScratchStorage.volume() }).addTaskContainer('app', {
      image,
      containerName: name,
      user: '1000',
      keepCapabilities: [ecs.Capability.CHOWN],
      initProcessEnabled: false,
      writablePaths: [`/data/${Aws.ACCOUNT_ID}`],
      environment: { API_TOKEN: 'aGVsbG8td29ybGQtMTIz' },
      notSecret: ['Environment.API_TOKEN'],
    });

    const [container] = onlyProperties(stack, TASK).ContainerDefinitions;
    expect(container.Name).toEqual({ Ref: 'Name' });
    expect(container.LinuxParameters.InitProcessEnabled).toBe(false);
    expect(container.LinuxParameters.Capabilities.Drop).not.toContain('ALL');
    expect(container.LinuxParameters.Capabilities.Drop).not.toContain('CHOWN');
    expect(container.MountPoints).toEqual([
      { ContainerPath: path, ReadOnly: false, SourceVolume: 'scratch-container1_path1' },
      { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'scratch-container1_-tmp' },
    ]);
  });
});

describe('every container is covered, however it is added', () => {
  const firelensConfig = { type: ecs.FirelensLogRouterType.FLUENTBIT };

  test.each<[string, (task: HardenedTaskDefinition) => unknown]>([
    ['addContainer', (task) => task.addContainer('late', { image })],
    [
      'new ContainerDefinition',
      (task) => new ecs.ContainerDefinition(task.stack, 'late', { image, taskDefinition: task }),
    ],
    ['addFirelensLogRouter', (task) => task.addFirelensLogRouter('late', { image, firelensConfig })],
  ])('%s', (_, add) => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', { containers: { app: { image } } });
    add(task);

    expect(containersOf(stack).late).toMatchObject({
      ReadonlyRootFilesystem: true,
      LinuxParameters: { InitProcessEnabled: true, Tmpfs: [{ ContainerPath: '/tmp', Size: 64 }] },
      LogConfiguration: { LogDriver: 'awslogs', Options: { mode: 'non-blocking' } },
    });
  });
});

describe('scratch storage', () => {
  test('the size of each tmpfs', () => {
    const stack = taskStack({}, { scratch: ScratchStorage.tmpfs(Size.mebibytes(128)) });

    expect(containersOf(stack).app.LinuxParameters.Tmpfs).toEqual([{ ContainerPath: '/tmp', Size: 128 }]);
  });

  test('volumes instead of memory, one for each container and path', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', {
      scratch: ScratchStorage.volume(),
      volumes: [{ name: 'mine' }],
      containers: { 'app-a': { image, writablePaths: ['/b'] }, app: { image, writablePaths: ['/a/b'] } },
    });
    task.defaultContainer!.addMountPoints({ sourceVolume: 'mine', containerPath: '/mine', readOnly: true });

    const { Volumes } = onlyProperties(stack, TASK);
    expect(Volumes.map(({ Name }: { Name: string }) => Name)).toEqual([
      'mine',
      'scratch-app--a_-b',
      'scratch-app--a_-tmp',
      'scratch-app_-a-b',
      'scratch-app_-tmp',
    ]);
    const { app } = containersOf(stack);
    expect(app.MountPoints).toEqual([
      { ContainerPath: '/a/b', ReadOnly: false, SourceVolume: 'scratch-app_-a-b' },
      { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'scratch-app_-tmp' },
    ]);
    expect(app.LinuxParameters.Tmpfs).toBeUndefined();
  });

  test.each([[Size.kibibytes(512)], [Size.kibibytes(1536)], [Size.mebibytes(0)]])(
    'fails when a tmpfs is %p',
    (size) => {
      expect(() => ScratchStorage.tmpfs(size)).toThrow(
        /^\[ScratchStorage\.size\] 'size' of a tmpfs must be a whole number of MiB, at least 1, got /,
      );
    },
  );

  test.each<[string, string, string[] | undefined]>([
    ['a user', '10001', ['uid=10001']],
    ['a user and a group', '10001:10002', ['uid=10001', 'gid=10002']],
    ['a group by name', '10001:app', ['uid=10001']],
    ['a user by name', 'app', undefined],
    ['root', '0:0', undefined],
    ['a user known only at deployment', Aws.REGION, undefined],
  ])('a writable path belongs to %s of the container, if numbers say so', (_, user, options) => {
    const stack = taskStack({ user, writablePaths: ['/data'] });

    expect(containersOf(stack).app.LinuxParameters.Tmpfs).toEqual([
      { ContainerPath: '/data', Size: 64, ...(options && { MountOptions: options }) },
      { ContainerPath: '/tmp', Size: 64 },
    ]);
  });

  test('a size known only at deployment passes', () => {
    const size = Size.mebibytes(Lazy.number({ produce: () => 0 }));
    const stack = taskStack({}, { scratch: ScratchStorage.tmpfs(size) });

    expect(containersOf(stack).app.LinuxParameters.Tmpfs).toEqual([{ ContainerPath: '/tmp', Size: 0 }]);
  });
});

describe('platforms', () => {
  test.each<[keyof typeof ecs.Compatibility, string[], string]>([
    ['EC2', ['EC2'], 'awsvpc'],
    ['FARGATE', ['FARGATE'], 'awsvpc'],
    ['MANAGED_INSTANCES', ['MANAGED_INSTANCES'], 'awsvpc'],
    ['EXTERNAL', ['EXTERNAL'], 'bridge'],
    ['EC2_AND_FARGATE', ['EC2', 'FARGATE'], 'awsvpc'],
    ['EC2_AND_MANAGED_INSTANCES', ['EC2', 'MANAGED_INSTANCES'], 'awsvpc'],
    ['FARGATE_AND_MANAGED_INSTANCES', ['FARGATE', 'MANAGED_INSTANCES'], 'awsvpc'],
    ['FARGATE_AND_EC2_AND_MANAGED_INSTANCES', ['EC2', 'FARGATE', 'MANAGED_INSTANCES'], 'awsvpc'],
  ])('%s', (compatibility, requires, networkMode) => {
    const stack = taskStack({ memoryLimitMiB: 512 }, { compatibility: ecs.Compatibility[compatibility] });

    expect(onlyProperties(stack, TASK)).toMatchObject({ RequiresCompatibilities: requires, NetworkMode: networkMode });
    // Security options would make every definition invalid that is not for instances of the user's own alone.
    const own = requires.every((platform) => ['EC2', 'EXTERNAL'].includes(platform));
    expect(containersOf(stack).app.DockerSecurityOptions).toEqual(own ? ['no-new-privileges'] : undefined);
  });

  test('a task for all three runs as a Fargate service and as an EC2 service', () => {
    const stack = testStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    cluster.addCapacity('Hosts', {
      instanceType: new ec2.InstanceType('m7i.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
    });
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', {
      compatibility: ecs.Compatibility.FARGATE_AND_EC2_AND_MANAGED_INSTANCES,
      containers: { app: { image } },
    });

    new ecs.FargateService(stack, 'Fargate', { cluster, taskDefinition, minHealthyPercent: 100 });
    new ecs.Ec2Service(stack, 'Ec2', { cluster, taskDefinition, minHealthyPercent: 100 });

    Template.fromStack(stack).resourceCountIs('AWS::ECS::Service', 2);
  });

  test('a scheduled rule takes it', () => {
    const stack = testStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { containers: { app: { image } } });
    const rule = new events.Rule(stack, 'Rule', { schedule: events.Schedule.expression('rate(1 hour)') });

    rule.addTarget(new targets.EcsTask({ cluster, taskDefinition }));

    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ EcsParameters: Match.objectLike({ LaunchType: 'FARGATE' }) })],
    });
  });

  test('an architecture for EC2, which aws-cdk-lib refuses', () => {
    const stack = taskStack({}, { ...onEc2, runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 } });

    expect(onlyProperties(stack, TASK).RuntimePlatform).toEqual({ CpuArchitecture: 'ARM64' });
  });

  test('Windows containers get logging, and none of the settings that only Linux has', () => {
    const operatingSystemFamily = ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE;
    const stack = taskStack({}, { size: TaskSize.of(1024, 2048), runtimePlatform: { operatingSystemFamily } });

    const { app } = containersOf(stack);
    expect(app.LogConfiguration.LogDriver).toBe('awslogs');
    expect(Object.keys(app).sort()).toEqual(['Essential', 'Image', 'LogConfiguration', 'Name']);
  });

  test('a security option joins no-new-privileges, and an explicit one stays', () => {
    const joined = taskStack({ dockerSecurityOptions: ['apparmor:mine'] }, onEc2);
    const explicit = taskStack({ dockerSecurityOptions: ['no-new-privileges:false'] }, onEc2);

    expect(containersOf(joined).app.DockerSecurityOptions).toEqual(['apparmor:mine', 'no-new-privileges']);
    expect(containersOf(explicit).app.DockerSecurityOptions).toEqual(['no-new-privileges:false']);
  });
});

describe('kernel parameters', () => {
  test('stand on every container, so that no order of starts matters', () => {
    const stack = testStack();
    const systemControls = SystemControls.of({ 'net.core.somaxconn': '6000' });
    new HardenedTaskDefinition(stack, 'Task', { systemControls, containers: { app: { image }, side: { image } } });

    const { app, side } = containersOf(stack);
    expect(app.SystemControls).toEqual([{ Namespace: 'net.core.somaxconn', Value: '6000' }]);
    expect(side.SystemControls).toEqual(app.SystemControls);
  });

  test.each<[string, string, RegExp | undefined]>([
    [
      'another value',
      '11',
      /\[SystemControls\.contradiction\] 'systemControls' of container 'app' sets net\.core\.somaxconn to '11', that of the task to '10'; set it in one place/,
    ],
    ['the same value', '10', undefined],
    ['a value known only at deployment', Lazy.string({ produce: () => '11' }), undefined],
  ])('a container that sets a parameter of the task to %s', (_, value, refusal) => {
    const stack = taskStack(
      { systemControls: [{ namespace: 'net.core.somaxconn', value }] },
      { systemControls: SystemControls.of({ 'net.core.somaxconn': '10' }) },
    );

    if (refusal !== undefined) {
      expect(() => Template.fromStack(stack)).toThrow(refusal);
    } else {
      expect(containersOf(stack).app.SystemControls).toHaveLength(1);
    }
  });

  test('none are rendered unless given', () => {
    expect(containersOf(taskStack()).app.SystemControls).toBeUndefined();
  });
});

describe('process namespace', () => {
  test.each([[undefined], [ProcessNamespace.perContainer()]])(
    'is per container unless said otherwise',
    (processNamespace) => {
      expect(onlyProperties(taskStack({}, { processNamespace }), TASK).PidMode).toBeUndefined();
    },
  );

  test('shared by the task, on Linux', () => {
    const stack = taskStack({}, { processNamespace: ProcessNamespace.sharedByTask() });

    expect(onlyProperties(stack, TASK)).toMatchObject({
      PidMode: 'task',
      RuntimePlatform: { OperatingSystemFamily: 'LINUX' },
    });
  });

  test('shared with the host carries its reason as the acknowledgement', () => {
    const processNamespace = ProcessNamespace.sharedWithHost('the node exporter reads /proc');
    const stack = taskStack({}, { ...onEc2, processNamespace });

    expect(onlyProperties(stack, TASK).PidMode).toBe('host');
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('ProcessNamespace'));
  });

  test('fails when it is shared with the host for no reason', () => {
    expect(() => ProcessNamespace.sharedWithHost(' ')).toThrow(/^\[ProcessNamespace\.reason\] /);
  });
});

describe('faults', () => {
  test('fails when the options of a container are wrong, all at once', () => {
    const act = () =>
      taskStack({
        writablePaths: ['var/run', '/data/', '/', '/a/../b', '/ok', '/a:b'],
        keepCapabilities: [ecs.Capability.SYS_ADMIN],
        port: 70000,
      });

    expect(act).toThrow(/7 faults/);
    expect(act).toThrow(
      "[TaskContainer.writablePath] 'writablePaths' of container 'app' must be absolute directories such as /var/cache/nginx, without a trailing slash, '..' or ':', got 'var/run'",
    );
    expect(act).toThrow(
      "[TaskContainer.keepCapability] 'keepCapabilities' of container 'app' must be of Docker's default",
    );
    expect(act).toThrow(
      "[TaskContainer.port] 'port' of container 'app' must be a whole number from 1 to 65535, got 70000",
    );
  });

  test('fails when the family is empty', () => {
    expect(() => taskStack({}, { family: '' })).toThrow(/\[TaskDefinition\.family\] 'family' is empty/);
  });

  test('fails when a port is given twice', () => {
    expect(() => taskStack({ port: 80, portMappings: [{ containerPort: 80 }] })).toThrow(
      "[TaskContainer.portTwice] 'port' 80 of container 'app' stands in 'portMappings' too; give it once",
    );
  });

  test('names a port and says what is spoken there, and fails without the port or the name', () => {
    const stack = taskStack({ port: 80, portName: 'web', appProtocol: ecs.AppProtocol.http2 });

    expect(containersOf(stack).app.PortMappings).toEqual([
      { ContainerPort: 80, Name: 'web', AppProtocol: 'http2', Protocol: 'tcp' },
    ]);
    expect(() => taskStack({ portName: 'web', appProtocol: ecs.AppProtocol.http })).toThrow(
      "[TaskContainer.noPort] 'portName' and 'appProtocol' of container 'app' are for 'port', which is not given; give it, or say it in 'portMappings'",
    );
    expect(() => taskStack({ port: 80, appProtocol: ecs.AppProtocol.http })).toThrow(
      "[TaskContainer.noPortName] 'appProtocol' of container 'app' is for Service Connect, which finds a port by its name; give 'portName' too",
    );
  });

  test('tokens pass', () => {
    const stack = taskStack({
      writablePaths: [Lazy.string({ produce: () => '/data' })],
      port: Lazy.number({ produce: () => 8080 }),
    });

    expect(containersOf(stack).app).toMatchObject({
      PortMappings: [{ ContainerPort: 8080 }],
      LinuxParameters: { Tmpfs: [{ ContainerPath: '/data' }, { ContainerPath: '/tmp' }] },
    });
  });

  test('fails when a log retention is given for a group of somebody else', () => {
    const stack = testStack();
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Imported', 'mine');
    const logRetention = logs.RetentionDays.ONE_DAY;

    expect(() => new HardenedTaskDefinition(stack, 'Task', { logGroup, logRetention })).toThrow(
      /\[TaskDefinition\.logRetention\]/,
    );
  });

  test('fails when ephemeral storage is nothing, too little or too much, and passes at the edges', () => {
    const storage = (gib: number) => () =>
      onlyProperties(taskStack({}, { ephemeralStorage: Size.gibibytes(gib) }), TASK).EphemeralStorage;

    expect(storage(0)).toThrow(/\[TaskDefinition\.ephemeralStorage\] .* got 0/);
    expect(storage(20)).toThrow(/\[Fargate\.\w+\]/);
    expect(storage(201)).toThrow(/\[Fargate\.\w+\]/);
    expect(storage(21)()).toEqual({ SizeInGiB: 21 });
    expect(storage(200)()).toEqual({ SizeInGiB: 200 });
  });

  test('fails at synth when the whole task is wrong, with code and remedy', () => {
    const processNamespace = ProcessNamespace.sharedWithHost('because');
    const stack = taskStack({}, { compatibility: ecs.Compatibility.EC2_AND_FARGATE, processNamespace });

    expect(() => Template.fromStack(stack)).toThrow(
      /\[ProcessNamespace\.hostOnFargate\] 'pidMode' of a task that may run on Fargate must be task or left out, got host/,
    );
  });

  test('a warning is raised at the task definition, and can be acknowledged there', () => {
    const sharing = (stack: Stack) =>
      new HardenedTaskDefinition(stack, 'Task', {
        processNamespace: ProcessNamespace.sharedByTask(),
        containers: { app: { image }, side: { image } },
      });
    const open = testStack();
    sharing(open);
    const acknowledged = testStack();
    Validations.of(sharing(acknowledged)).acknowledge({
      id: 'cdk-ecs-groundwork:ProcessNamespace.sharedUser',
      reason: 'both are ours',
    });

    Annotations.fromStack(open).hasWarning('/TestStack/Task', Match.stringLikeRegexp('share a process namespace'));
    Annotations.fromStack(acknowledged).hasNoWarning('*', Match.stringLikeRegexp('share a process namespace'));
  });
});

describe('images', () => {
  test('fails when the image is one that no registry can have, where the container is added', () => {
    const repository = ecr.Repository.fromRepositoryName(testStack(), 'Repository', 'shop');
    const digest = 'sha256:4f1a...';

    expect(() => taskStack({ image: ecs.ContainerImage.fromEcrRepository(repository, digest) })).toThrow(
      /^TestStack\/Task\/app: \[Image\.reference\] 'image' of container 'app' must have sha256: and 64 lower case hex digits behind the @, got '.*\/shop@sha256:4f1a\.\.\.': no task could pull it/,
    );
    expect(() => taskStack({ image: ecs.ContainerImage.fromRegistry('https://acme.test/app:1') })).toThrow(
      /\[Image\.reference\]/,
    );
  });

  test('an ECR image is pulled with rights on its repository alone', () => {
    const stack = testStack();
    const repository = new ecr.Repository(stack, 'Repository');
    new HardenedTaskDefinition(stack, 'Task', {
      containers: { app: { image: ecs.ContainerImage.fromEcrRepository(repository, '1.0') } },
    });

    const documents = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    const statements = documents.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toHaveLength(3);
    expect(statements).toEqual(
      expect.arrayContaining([
        { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
        {
          Effect: 'Allow',
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Repository/), 'Arn'] },
        },
      ]),
    );
  });
});

describe('checks at synth see what the template will hold', () => {
  test('an escape hatch that breaks the task fails', () => {
    const stack = taskStack();
    const resource = stack.node.findChild('Task').node.defaultChild as ecs.CfnTaskDefinition;
    resource.addPropertyOverride('ContainerDefinitions.0.Privileged', true);

    expect(() => Template.fromStack(stack)).toThrow(/\[Fargate\.\w+\]/);
  });

  test('a property that is changed on the L1 fails', () => {
    const stack = taskStack();
    (stack.node.findChild('Task').node.defaultChild as ecs.CfnTaskDefinition).memory = '8192';

    expect(() => Template.fromStack(stack)).toThrow(/\[TaskSize\.noSuchPair\]/);
  });

  test('lists that are filled after the container was added', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task');
    const app = task.addTaskContainer('app', { image });
    const side = task.addTaskContainer('side', { image });
    app.addContainerDependencies({ container: side, condition: ecs.ContainerDependencyCondition.HEALTHY });

    expect(() => Template.fromStack(stack)).toThrow(/\[ContainerGraph\.\w+\]/);
  });

  test('an image that is known by its repository only', () => {
    const stack = testStack();
    const mirrored = ecr.Repository.fromRepositoryName(stack, 'Mirror', 'docker-hub/library/nginx');
    new HardenedTaskDefinition(stack, 'Task', {
      containers: { web: { image: ecs.ContainerImage.fromEcrRepository(mirrored, '1.27') } },
    });

    Annotations.fromStack(stack).hasWarning('/TestStack/Task', Match.stringLikeRegexp('the image nginx writes to'));
  });

  test('a fault of one container is told where it is added', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task');

    expect(() => task.addTaskContainer('app', { image, privileged: true })).toThrow(
      /^TestStack\/Task\/app: \[Fargate\.\w+\]/,
    );
  });
});

describe('secrets', () => {
  test('by reference bring the execution role its right to read them', () => {
    const stack = testStack();
    const password = new secretsmanager.Secret(stack, 'Password');
    new HardenedTaskDefinition(stack, 'Task', {
      containers: { app: { image, secrets: { DB_PASSWORD: ecs.Secret.fromSecretsManager(password) } } },
    });

    expect(containersOf(stack).app.Secrets).toEqual([
      { Name: 'DB_PASSWORD', ValueFrom: { Ref: expect.stringMatching(/^Password/) } },
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Resource: { Ref: Match.stringLikeRegexp('^Password') },
          },
        ]),
      },
    });
  });

  test('fails when an environment variable holds one in clear text, with the line to write instead', () => {
    expect(() => taskStack({ environment: { DB_PASSWORD: 'hunter2', STAGE: 'prod' } })).toThrow(
      /^TestStack\/Task\/app: \[Secrets\.inClearText\] container 'app': Environment\.DB_PASSWORD holds a secret in clear text .*write secrets: \{ DB_PASSWORD: TaskSecret\.fromSecret/,
    );
  });

  test('fails at synth when one is added later', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task');
    task.addTaskContainer('app', { image }).addEnvironment('API_TOKEN', 'abcdef');

    expect(() => Template.fromStack(stack)).toThrow(/\[Secrets\.inClearText\] container 'app': Environment\.API_TOKEN/);
  });

  const unwrapped = (): string => SecretValue.secretsManager('shop/db').unsafeUnwrap();

  test.each<[string, (secret: string) => Partial<TaskContainerOptions>]>([
    ['Environment.X', (secret) => ({ environment: { X: secret } })],
    ['Environment.URL', (secret) => ({ environment: { URL: `postgres://shop:${secret}@db` } })],
    ['Command.2', (secret) => ({ command: ['serve', secret] })],
    ['EntryPoint.2', (secret) => ({ entryPoint: ['sh', secret] })],
    ['HealthCheck.Command.3', (secret) => ({ healthCheck: { command: ['CMD', 'ping', secret] } })],
    ['DockerLabels.KEY', (secret) => ({ dockerLabels: { KEY: secret } })],
    [
      'LogConfiguration.Options.splunk-index',
      (secret) => ({
        logging: new ecs.GenericLogDriver({ logDriver: 'splunk', options: { 'splunk-index': secret } }),
      }),
    ],
  ])('fails at synth when %s has one that is unwrapped', (place, options) => {
    const message = `[Secrets.inClearText] container 'app': ${place} holds a secret in clear text`;

    expect(() => Template.fromStack(taskStack(options(unwrapped())))).toThrow(message);
    expect(() => Template.fromStack(taskStack(options(SecretValue.ssmSecure('db', '1').unsafeUnwrap())))).toThrow(
      message,
    );
    expect(() => Template.fromStack(taskStack(options('{{resolve:ssm:/shop/db}}')))).not.toThrow('inClearText');
  });

  test('what is none can be named, and what only the deployment knows passes', () => {
    const stack = taskStack({
      environment: { DB_PASSWORD: 'shown on the login page', API_TOKEN: Lazy.string({ produce: () => 'x' }) },
      notSecret: ['Environment.DB_PASSWORD', 'Environment.API_TOKEN'],
    });

    expect(containersOf(stack).app.Environment).toHaveLength(2);
  });
});
