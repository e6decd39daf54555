import { Aws, CfnResource, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { FirelensLogging, LogDestination } from '../../lib/firelens';
import { viewTask } from '../../lib/internal/task-view';
import { ExecAccess } from '../../lib/security/exec-access';
import { EbsTaskVolume } from '../../lib/task-definition/ebs-task-volume';
import { EfsTaskVolume } from '../../lib/task-definition/efs-task-volume';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { ProcessNamespace } from '../../lib/task-definition/process-namespace';
import { ProcessObserver } from '../../lib/task-definition/process-observer';
import { processNamespaceFindings } from '../../lib/task-definition/rules/process-namespace';
import { ScratchStorage } from '../../lib/task-definition/scratch-storage';
import { SharedProcessNamespace } from '../../lib/task-definition/shared-process-namespace';
import { TaskHardening } from '../../lib/task-definition/task-hardening';
import { containersOf, onlyProperties, testStack } from '../support/stacks';

const image = ecs.ContainerImage.fromRegistry('example/app:1');
const TASK = 'AWS::ECS::TaskDefinition';

describe('TaskHardening', () => {
  test('makes of an L2 task definition what HardenedTaskDefinition makes of its own', () => {
    const theirs = testStack();
    const l2 = new ecs.FargateTaskDefinition(theirs, 'Task');
    l2.addContainer('app', { image, user: '10001' });
    l2.with(new TaskHardening({ containers: { app: { writablePaths: ['/data'] } } }));

    const ours = testStack();
    new HardenedTaskDefinition(ours, 'Task', {
      containers: { app: { image, user: '10001', writablePaths: ['/data'] } },
    });

    const hardened = containersOf(theirs).app;
    const { LogConfiguration, ...rest } = containersOf(ours).app;
    expect(hardened).toMatchObject(rest);
    expect(hardened.LogConfiguration).toEqual({
      ...LogConfiguration,
      Options: { ...LogConfiguration.Options, 'max-buffer-size': '25m' },
    });
  });

  test('covers containers that are added afterwards, and the router that aws-cdk-lib adds when it renders', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task', { memoryLimitMiB: 1024 });
    task.with(new TaskHardening());
    task.addContainer('late', { image, logging: ecs.LogDrivers.firelens({ options: { Name: 'stdout' } }) });

    const containers = containersOf(stack);
    expect(Object.keys(containers)).toEqual(['late', 'log-router']);
    expect(Object.values(containers).map(({ ReadonlyRootFilesystem }) => ReadonlyRootFilesystem)).toEqual([true, true]);
  });

  test("lets the container's own values win", () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    const logging = ecs.LogDrivers.awsLogs({ streamPrefix: 'mine' });
    task.addContainer('app', { image, readonlyRootFilesystem: false, user: '7', logging });
    task.with(new TaskHardening({ containers: { app: { user: '8' } } }));

    expect(containersOf(stack).app).toMatchObject({
      ReadonlyRootFilesystem: false,
      User: '7',
      LogConfiguration: { Options: { 'awslogs-stream-prefix': 'mine' } },
    });
  });

  describe('has a switch for each default, for all containers and for one', () => {
    const INIT = { InitProcessEnabled: true };
    const DROP = { Capabilities: { Drop: ['ALL'] } };
    const TMP = { Tmpfs: [{ ContainerPath: '/tmp' }] };
    const DEFAULTS = {
      ReadonlyRootFilesystem: true,
      LinuxParameters: { ...INIT, ...DROP, ...TMP },
      DockerSecurityOptions: ['no-new-privileges'],
      LogConfiguration: { LogDriver: 'awslogs' },
    };

    test.each([
      ['nothing', {}, DEFAULTS],
      [
        'readonlyRootFilesystem',
        { readonlyRootFilesystem: false },
        { ...DEFAULTS, ReadonlyRootFilesystem: false, LinuxParameters: { ...INIT, ...DROP } },
      ],
      ['dropCapabilities', { dropCapabilities: false }, { ...DEFAULTS, LinuxParameters: { ...INIT, ...TMP } }],
      [
        'initProcessEnabled',
        { initProcessEnabled: false },
        { ...DEFAULTS, LinuxParameters: { ...DROP, ...TMP, InitProcessEnabled: false } },
      ],
      ['noNewPrivileges', { noNewPrivileges: false }, { ...DEFAULTS, DockerSecurityOptions: undefined }],
      ['defaultLogging', { defaultLogging: false }, { ...DEFAULTS, LogConfiguration: undefined }],
    ])('%s', (_name, off, expected) => {
      for (const props of [off, { containers: { app: off } }]) {
        const stack = testStack();
        const task = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
        task.addContainer('app', { image, user: '10001', memoryLimitMiB: 128 });
        task.addContainer('other', { image, user: '10001', memoryLimitMiB: 128 });
        task.with(new TaskHardening(props));

        const { app, other } = containersOf(stack);
        const parts = ({
          ReadonlyRootFilesystem,
          LinuxParameters: { InitProcessEnabled, Capabilities, Tmpfs },
          DockerSecurityOptions,
          LogConfiguration,
        }: Record<string, any>) => ({
          ReadonlyRootFilesystem,
          LinuxParameters: {
            InitProcessEnabled,
            ...(Capabilities && { Capabilities }),
            ...(Tmpfs && { Tmpfs: [{ ContainerPath: Tmpfs[0].ContainerPath }] }),
          },
          DockerSecurityOptions,
          LogConfiguration: LogConfiguration && { LogDriver: LogConfiguration.LogDriver },
        });
        expect(parts(app)).toEqual(expected);
        expect(parts(other)).toEqual(props === off ? expected : DEFAULTS);
      }
    });

    test("the switch of a container wins over the task definition's", () => {
      const stack = testStack();
      const task = new ecs.FargateTaskDefinition(stack, 'Task');
      task.addContainer('app', { image });
      task.addContainer('proxy', { image });
      task.with(
        new TaskHardening({
          readonlyRootFilesystem: false,
          containers: { proxy: { readonlyRootFilesystem: true } },
          defaultLogging: false,
        }),
      );

      const { app, proxy } = containersOf(stack);
      expect([app.ReadonlyRootFilesystem, proxy.ReadonlyRootFilesystem]).toEqual([false, true]);
      Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
    });
  });

  test('makes the directories of the ECS Exec agent writable, where the root is read-only and a service has Exec', () => {
    const stack = testStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });
    task.addContainer('tool', { image, readonlyRootFilesystem: false });
    task.with(new TaskHardening());
    new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task, enableExecuteCommand: true });

    const { app, tool } = containersOf(stack);
    expect(app.MountPoints.map(({ ContainerPath }: any) => ContainerPath)).toEqual([
      '/managed-agents',
      '/var/lib/amazon/ssm',
      '/var/log/amazon/ssm',
    ]);
    expect(tool.MountPoints).toBeUndefined();
  });

  test('grants the execution role its log group, and takes one that is given', () => {
    const stack = testStack();
    const logGroup = new logs.LogGroup(stack, 'Mine');
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });
    task.with(new TaskHardening({ logGroup }));

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('makes no log group where every container logs already', () => {
    const stack = testStack();
    const token = new secretsmanager.Secret(stack, 'Token');
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', {
      image,
      logging: new ecs.SplunkLogDriver({
        secretToken: ecs.Secret.fromSecretsManager(token),
        url: 'https://splunk.test',
      }),
    });
    task.with(new TaskHardening());

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('logs:');
  });

  test('makes its log group for a container that a mixin gives no log driver', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task', { memoryLimitMiB: 1024 });
    task.with(new TaskHardening());
    task.with(new FirelensLogging({ destination: LogDestination.discard() }));
    task.addContainer('app', { image });

    expect(Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'))).toEqual([
      expect.stringMatching(/^TaskLogRouterLogGroup/),
    ]);
  });

  test('can be applied twice, and to a task definition that is hardened already', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });
    task.with(new TaskHardening(), new TaskHardening({ containers: { app: { writablePaths: ['/data'] } } }));
    new HardenedTaskDefinition(stack, 'Hardened', { containers: { app: { image } } }).with(new TaskHardening());

    const tasks = Object.values(Template.fromStack(stack).findResources(TASK));
    expect(tasks.map(({ Properties }) => Properties.ContainerDefinitions[0].LinuxParameters.Tmpfs)).toEqual([
      [
        { ContainerPath: '/tmp', Size: 64 },
        { ContainerPath: '/data', Size: 64 },
      ],
      [{ ContainerPath: '/tmp', Size: 64 }],
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 2);
  });

  test.each<[string, (task: ecs.FargateTaskDefinition) => void]>([
    ['TaskHardening', (task) => task.with(new TaskHardening())],
    ['FirelensLogging', (task) => task.with(new FirelensLogging({ destination: LogDestination.discard() }))],
  ])('the task definition waits for the permissions of its execution role, with %s', (_, harden) => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task', { memoryLimitMiB: 1024 });
    task.addContainer('app', { image });
    harden(task);

    Template.fromStack(stack).hasResource(TASK, {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^TaskExecutionRoleDefaultPolicy')]),
    });
  });

  test('hardens an L1, whose logging it cannot grant and leaves', () => {
    const stack = testStack();
    const task = new ecs.CfnTaskDefinition(stack, 'Task', {
      containerDefinitions: [{ name: 'app', image: 'example/app:1' }],
      volumes: [{ name: 'v' }],
    });
    task.with(new TaskHardening({ scratch: ScratchStorage.volume() }));

    expect(onlyProperties(stack, TASK)).toEqual({
      ContainerDefinitions: [
        {
          Name: 'app',
          Image: 'example/app:1',
          ReadonlyRootFilesystem: true,
          DockerSecurityOptions: ['no-new-privileges'],
          LinuxParameters: {
            InitProcessEnabled: true,
            Capabilities: { Drop: ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'] },
          },
          MountPoints: [{ ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'scratch-app_-tmp' }],
        },
      ],
      Volumes: [{ Name: 'v' }, { Name: 'scratch-app_-tmp' }],
    });
  });

  test('is for task definitions alone', () => {
    const stack = testStack();
    const other = new CfnResource(stack, 'Other', { type: 'A::B::C' });

    expect(new TaskHardening().supports(other)).toBe(false);
  });

  test('fails when it names a container that does not exist', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });
    task.with(new TaskHardening({ containers: { web: { user: '1' } } }));

    expect(() => Template.fromStack(stack)).toThrow(
      "[TaskHardening.unknownContainer] 'containers' of TaskHardening names 'web', which the task definition does not have; its containers are app",
    );
  });

  test('fails when its options are wrong', () => {
    const logGroup = logs.LogGroup.fromLogGroupName(testStack(), 'Imported', 'mine');

    expect(() => new TaskHardening({ containers: { app: { writablePaths: ['tmp'] } } })).toThrow(
      /^\[TaskContainer\.writablePath\] /,
    );
    expect(() => new TaskHardening({ logGroup, logRetention: logs.RetentionDays.ONE_DAY })).toThrow(
      /^\[TaskHardening\.logRetention\] /,
    );
  });
});

describe('process namespace of a task', () => {
  const task = (...containers: Record<string, unknown>[]) =>
    processNamespaceFindings(
      viewTask({ PidMode: 'task', RequiresCompatibilities: ['FARGATE'], ContainerDefinitions: containers }),
    );
  const secrets = [{ Name: 'KEY', ValueFrom: 'arn' }];
  const ptrace = { LinuxParameters: { Capabilities: { Add: ['SYS_PTRACE'] } } };

  test.each<[string, Record<string, unknown>[], string[]]>([
    ['one container', [{ Name: 'a' }], []],
    [
      'users of their own',
      [
        { Name: 'a', User: '1' },
        { Name: 'b', User: '2' },
      ],
      [],
    ],
    ['root by default', [{ Name: 'a' }, { Name: 'b' }], ['ProcessNamespace.sharedUser']],
    [
      'root by several names',
      [
        { Name: 'a', User: 'root' },
        { Name: 'b', User: '0:5' },
      ],
      ['ProcessNamespace.sharedUser'],
    ],
    [
      'one user, two groups',
      [
        { Name: 'a', User: '5:1' },
        { Name: 'b', User: '5:2' },
      ],
      ['ProcessNamespace.sharedUser'],
    ],
    ['a secret', [{ Name: 'a', Secrets: secrets }, { Name: 'b' }], ['ProcessNamespace.sharedSecrets']],
    [
      'a user that is a token',
      [
        { Name: 'a', User: { Ref: 'U' } },
        { Name: 'b', User: { Ref: 'U' } },
      ],
      [],
    ],
    [
      'a tracer that is root',
      [
        { Name: 'a', User: '1' },
        { Name: 'b', User: '0', ...ptrace },
      ],
      [],
    ],
    [
      'a tracer that is not',
      [
        { Name: 'a', User: '1' },
        { Name: 'b', User: '2', ...ptrace },
      ],
      ['ProcessNamespace.ptraceWithoutRoot'],
    ],
  ])('%s', (_, containers, codes) => {
    expect(task(...containers).map(({ code }) => code)).toEqual(codes);
  });

  test('says who can read whose secrets, and what to do', () => {
    const [{ message, severity }] = task({ Name: 'web', Secrets: secrets }, { Name: 'agent' });

    expect(severity).toBe('warning');
    expect(message).toBe(
      "containers 'web', 'agent' share a process namespace and run as root (no 'user' means the image's, usually root), so each can read the secrets injected into 'web', without any capability; give each container a 'user' of its own, such as '10001' and '10002'",
    );
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['nothing said', {}, []],
    ['a token', { PidMode: { Ref: 'Mode' } }, []],
    ['another word', { PidMode: 'private' }, ['ProcessNamespace.mode']],
    ['host on EC2', { PidMode: 'host' }, ['ProcessNamespace.host']],
    [
      'host on Fargate',
      { PidMode: 'host', RequiresCompatibilities: ['FARGATE'] },
      ['ProcessNamespace.hostOnFargate', 'ProcessNamespace.host'],
    ],
    [
      'host on Managed Instances',
      { PidMode: 'host', RequiresCompatibilities: ['MANAGED_INSTANCES'] },
      ['ProcessNamespace.host'],
    ],
    [
      'Windows',
      { PidMode: 'task', RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
      ['ProcessNamespace.windows'],
    ],
  ])('%s', (_, properties, codes) => {
    expect(processNamespaceFindings(viewTask(properties)).map(({ code }) => code)).toEqual(codes);
  });
});

describe('ProcessObserver', () => {
  const shared = (stack: Stack) =>
    new HardenedTaskDefinition(stack, 'Task', {
      processNamespace: ProcessNamespace.sharedByTask(),
      containers: { app: { image, user: '10001' } },
    });

  test('is a root container that alone may trace, and whose end is not the end of the task', () => {
    const stack = testStack();
    const observer = new ProcessObserver(stack, 'Observer', { taskDefinition: shared(stack), image });

    const { app, observer: rendered } = containersOf(stack);
    expect(rendered).toMatchObject({
      Essential: false,
      User: '0',
      ReadonlyRootFilesystem: true,
      LinuxParameters: {
        InitProcessEnabled: true,
        Capabilities: { Add: ['SYS_PTRACE'], Drop: ['AUDIT_WRITE', 'MKNOD', 'NET_RAW', 'SETFCAP'] },
      },
      LogConfiguration: { Options: { 'awslogs-group': { Ref: expect.stringMatching(/^ObserverLogGroup/) } } },
    });
    expect(app.LinuxParameters.Capabilities).toEqual({ Drop: ['ALL'] });
    expect(observer.container.containerName).toBe('observer');
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('ProcessNamespace'));
  });

  test('takes what the user says', () => {
    const stack = testStack();
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Imported', 'observers');
    new ProcessObserver(stack, 'Observer', {
      taskDefinition: shared(stack),
      image,
      containerName: 'strace',
      command: ['strace', '-p', '7'],
      environment: { A: 'b' },
      essential: true,
      cpu: 32,
      memoryLimitMiB: 64,
      logGroup,
    });

    expect(containersOf(stack).strace).toMatchObject({
      Essential: true,
      Command: ['strace', '-p', '7'],
      Environment: [{ Name: 'A', Value: 'b' }],
      Cpu: 32,
      Memory: 64,
      LogConfiguration: { Options: { 'awslogs-group': 'observers' } },
    });
  });

  test('fails when there is nothing to see', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');

    expect(() => new ProcessObserver(stack, 'Observer', { taskDefinition, image })).toThrow(
      /^TestStack\/Observer: \[ProcessObserver\.namespace\] 'taskDefinition' must share its process namespace/,
    );
  });
});

describe('SharedProcessNamespace', () => {
  test('shares the namespace of an L2 task definition and adds an observer, hardened by the next mixin', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image, user: '10001' });

    task.with(new SharedProcessNamespace({ observer: { image } }), new TaskHardening());

    expect(onlyProperties(stack, TASK).PidMode).toBe('task');
    expect(containersOf(stack).observer).toMatchObject({
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Add: ['SYS_PTRACE'] } },
    });
  });

  test('tells what it exposes', () => {
    const stack = testStack();
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image });
    task.addContainer('side', { image });

    task.with(new SharedProcessNamespace());

    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('ProcessNamespace\\.sharedUser'));
  });

  test('fails when more is shared already, and when an observer has no L2 to go to', () => {
    const stack = testStack();
    const host = new ecs.CfnTaskDefinition(stack, 'Host', { pidMode: 'host' });
    const l1 = new ecs.CfnTaskDefinition(stack, 'L1', {});

    expect(() => host.with(new SharedProcessNamespace())).toThrow(
      /\[SharedProcessNamespace\.pidMode\] 'pidMode' is host/,
    );
    expect(() => l1.with(new SharedProcessNamespace({ observer: { image } }))).toThrow(
      /\[SharedProcessNamespace\.observer\]/,
    );
  });

  test('a mode known only at deployment is replaced', () => {
    const stack = testStack();
    const task = new ecs.CfnTaskDefinition(stack, 'Task', { pidMode: Aws.STACK_NAME });

    task.with(new SharedProcessNamespace());

    expect(onlyProperties(stack, TASK).PidMode).toBe('task');
  });
});

describe('EfsTaskVolume', () => {
  function fileSystem(stack: Stack) {
    const system = new efs.FileSystem(stack, 'Files', { vpc: new ec2.Vpc(stack, 'Vpc') });
    return system.addAccessPoint('Point');
  }

  test('is mounted encrypted and authorized, with the rights of the mount on this access point alone', () => {
    const stack = testStack();
    const accessPoint = fileSystem(stack);
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
    const app = taskDefinition.addTaskContainer('app', { image });
    new EfsTaskVolume(stack, 'Shared', { taskDefinition, accessPoint }).mountIn(app, { containerPath: '/shared' });

    const { Volumes } = onlyProperties(stack, TASK);
    expect(Volumes).toEqual([
      {
        Name: 'Shared',
        EFSVolumeConfiguration: {
          FilesystemId: { Ref: expect.stringMatching(/^Files/) },
          TransitEncryption: 'ENABLED',
          AuthorizationConfig: { AccessPointId: { Ref: expect.stringMatching(/^FilesPoint/) }, IAM: 'ENABLED' },
        },
      },
    ]);
    expect(containersOf(stack).app.MountPoints).toEqual([
      { ContainerPath: '/shared', ReadOnly: false, SourceVolume: 'Shared' },
    ]);
    const policy = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^TaskTaskRole') }] },
    });
    expect(Object.values(policy)[0].Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Files/), 'Arn'] },
        Condition: {
          StringEquals: {
            'elasticfilesystem:AccessPointArn': {
              'Fn::Join': ['', expect.arrayContaining([{ Ref: expect.stringMatching(/^FilesPoint/) }])],
            },
          },
        },
      },
    ]);
  });

  test('that is only read needs no right to write', () => {
    const stack = testStack();
    const accessPoint = fileSystem(stack);
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    const app = taskDefinition.addContainer('app', { image });
    new EfsTaskVolume(stack, 'Shared', { taskDefinition, accessPoint, volumeName: 'files' }).mountIn(app, {
      containerPath: '/shared',
      readOnly: true,
    });

    expect(onlyProperties(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Action: 'elasticfilesystem:ClientMount' }),
    ]);
    expect(containersOf(stack).app.MountPoints).toEqual([
      { ContainerPath: '/shared', ReadOnly: true, SourceVolume: 'files' },
    ]);
  });

  test('takes imported file systems', () => {
    const stack = testStack();
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const imported = efs.FileSystem.fromFileSystemAttributes(stack, 'Files', { fileSystemId: 'fs-1', securityGroup });
    const accessPoint = efs.AccessPoint.fromAccessPointAttributes(stack, 'Point', {
      accessPointId: 'fsap-1',
      fileSystem: imported,
    });
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
    const app = taskDefinition.addTaskContainer('app', { image });
    new EfsTaskVolume(stack, 'Shared', { taskDefinition, accessPoint }).mountIn(app, { containerPath: '/shared' });

    expect(onlyProperties(stack, TASK).Volumes[0].EFSVolumeConfiguration).toMatchObject({
      FilesystemId: 'fs-1',
      AuthorizationConfig: { AccessPointId: 'fsap-1' },
    });
  });

  test('fails when nobody mounts it', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image });
    new EfsTaskVolume(stack, 'Shared', { taskDefinition, accessPoint: fileSystem(stack) });

    expect(() => Template.fromStack(stack)).toThrow(
      "[EfsTaskVolume.unmounted] volume 'Shared' is mounted by no container",
    );
  });
});

describe('EbsTaskVolume', () => {
  function service(stack: Stack, taskDefinition: ecs.TaskDefinition) {
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    return new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
  }

  test('has both halves, encrypted and gp3', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
    const app = taskDefinition.addTaskContainer('app', { image });
    const volume = new EbsTaskVolume(stack, 'Work', { taskDefinition, size: Size.gibibytes(100) });
    volume.mountIn(app, { containerPath: '/work' });
    volume.attachTo(service(stack, taskDefinition));

    expect(onlyProperties(stack, TASK).Volumes).toEqual([{ Name: 'Work', ConfiguredAtLaunch: true }]);
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      VolumeConfigurations: [
        {
          Name: 'Work',
          ManagedEBSVolume: {
            Encrypted: true,
            SizeInGiB: 100,
            VolumeType: 'gp3',
            RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkVolume'), 'Arn'] },
          },
        },
      ],
    });
  });

  test('lets the user choose', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
    const app = taskDefinition.addTaskContainer('app', { image });
    const volume = new EbsTaskVolume(stack, 'Work', {
      taskDefinition,
      volumeName: 'scratch',
      snapShotId: Lazy.string({ produce: () => 'snap-1' }),
      volumeType: ec2.EbsDeviceVolumeType.ST1,
      encrypted: false,
    });
    volume.mountIn(app, { containerPath: '/work', readOnly: true });
    volume.attachTo(service(stack, taskDefinition));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      VolumeConfigurations: [
        {
          Name: 'scratch',
          ManagedEBSVolume: Match.objectLike({ Encrypted: false, VolumeType: 'st1', SnapshotId: 'snap-1' }),
        },
      ],
    });
  });

  test('fails without a size, a mount or a service', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { containers: { app: { image } } });

    expect(() => new EbsTaskVolume(stack, 'Bad', { taskDefinition })).toThrow(/\[EbsTaskVolume\.size\]/);
    new EbsTaskVolume(stack, 'Work', { taskDefinition, size: Size.gibibytes(1) });
    expect(() => Template.fromStack(stack)).toThrow(
      /\[EbsTaskVolume\.unmounted\] volume 'Work'[\s\S]*\[EbsTaskVolume\.unattached\] volume 'Work'/,
    );
  });
});

describe('ECS Exec on a hardened task', () => {
  const MOUNTS = ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'];

  function exec(stack: Stack, taskDefinition: ecs.TaskDefinition) {
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
    const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 });
    new ExecAccess(stack, 'Exec').enableOn(service);
  }
  const mountsOf = (stack: Stack, name: string) =>
    (containersOf(stack)[name].MountPoints ?? []).map(({ ContainerPath }: { ContainerPath: string }) => ContainerPath);

  test('has the volumes that its agent writes to, though the root is made read-only late', () => {
    const stack = testStack();
    const task = new HardenedTaskDefinition(stack, 'Task', {
      containers: { app: { image }, loose: { image, readonlyRootFilesystem: false } },
    });
    exec(stack, task);

    expect(mountsOf(stack, 'app')).toEqual(MOUNTS);
    expect(mountsOf(stack, 'loose')).toEqual([]);
  });

  test('also where the hardening is a mixin, and not on an ordinary task definition', () => {
    const hardened = testStack();
    const theirs = new ecs.FargateTaskDefinition(hardened, 'Task');
    theirs.addContainer('app', { image });
    theirs.with(new TaskHardening());
    exec(hardened, theirs);
    const plain = testStack();
    const task = new ecs.FargateTaskDefinition(plain, 'Task');
    task.addContainer('app', { image });
    exec(plain, task);

    expect(mountsOf(hardened, 'app')).toEqual(MOUNTS);
    expect(mountsOf(plain, 'app')).toEqual([]);
  });
});
