import { App, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ExecAccess, ExecAccessProps, ExecGuardPolicy, ExecOperatorPolicy, TaskRole } from '../../lib/security';
import { containersOf, onlyProperties, testApp, testStack } from '../support/stacks';

function appWith(props: ExecAccessProps = {}, stack: Stack = testStack()) {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole: new TaskRole(stack, 'Role') });
  taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('x'),
    readonlyRootFilesystem: true,
  });
  const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });
  const access = new ExecAccess(stack, 'Exec', props);
  return { stack, cluster, taskDefinition, service, access };
}

describe('exec access', () => {
  test('records encrypted sessions and switches Exec on for one service', () => {
    const { stack, access, service } = appWith();

    access.enableOn(service);

    const template = Template.fromStack(stack);
    const key = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ExecKey'), 'Arn'] };
    template.hasResourceProperties('AWS::ECS::Cluster', {
      Configuration: {
        ExecuteCommandConfiguration: {
          KmsKeyId: key,
          Logging: 'OVERRIDE',
          LogConfiguration: {
            CloudWatchLogGroupName: { Ref: Match.stringLikeRegexp('^ExecSessions') },
            CloudWatchEncryptionEnabled: true,
            S3BucketName: Match.absent(),
          },
        },
      },
    });
    template.hasResourceProperties('AWS::ECS::Service', { EnableExecuteCommand: true });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: Match.absent(), KmsKeyId: key, RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('the logs service may use the key for the log groups of the account alone, one of which has no name yet', () => {
    const { stack } = appWith();

    const { KeyPolicy } = onlyProperties(stack, 'AWS::KMS::Key');

    expect(KeyPolicy.Statement[1]).toEqual({
      Sid: 'RecordSessions',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
      Action: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:',
                { Ref: 'AWS::Region' },
                ':',
                { Ref: 'AWS::AccountId' },
                ':log-group:*',
              ],
            ],
          },
        },
      },
    });
  });

  test('a read-only root gets writable volumes of its own, containers added later too, and a writable root none', () => {
    const { stack, access, service, taskDefinition } = appWith();
    access.enableOn(service);

    taskDefinition.addContainer('late', { image: ecs.ContainerImage.fromRegistry('x'), readonlyRootFilesystem: true });
    taskDefinition.addContainer('open', { image: ecs.ContainerImage.fromRegistry('x') });

    const { app, late, open } = containersOf(stack);
    const mountsOf = (name: string) => [
      { ContainerPath: '/managed-agents', SourceVolume: `exec-${name}-agents`, ReadOnly: false },
      { ContainerPath: '/var/lib/amazon/ssm', SourceVolume: `exec-${name}-state`, ReadOnly: false },
      { ContainerPath: '/var/log/amazon/ssm', SourceVolume: `exec-${name}-log`, ReadOnly: false },
    ];
    expect(app.MountPoints).toEqual(mountsOf('app'));
    expect(late.MountPoints).toEqual(mountsOf('late'));
    expect(open.MountPoints).toBeUndefined();
    expect(onlyProperties(stack, 'AWS::ECS::TaskDefinition').Volumes).toHaveLength(6);
  });

  test('fails when a retention is given for a log group that is not made here', () => {
    const stack = testStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:eu-west-1:111122223333:key/k');
    const logGroup = new logs.LogGroup(stack, 'Mine', { encryptionKey });

    expect(
      () => new ExecAccess(stack, 'Exec', { encryptionKey, logGroup, logRetention: logs.RetentionDays.ONE_DAY }),
    ).toThrow(/\[ExecAccess\.logRetention\]/);
  });

  test('fails when a grant has a prefix without a bucket', () => {
    expect(() => new TaskRole(testStack(), 'Role').allow.exec({ prefix: 'sessions' })).toThrow(
      "[TaskGrants.execPrefix] 'prefix' is the place in a bucket, got 'sessions' without 'bucket'",
    );
  });

  test('warns of containers that drop all capabilities, once for each service', () => {
    const { stack, access, service, taskDefinition } = appWith();
    access.enableOn(service);
    const linuxParameters = new ecs.LinuxParameters(stack, 'Linux');
    linuxParameters.dropCapabilities(ecs.Capability.ALL);
    taskDefinition.addContainer('late', { image: ecs.ContainerImage.fromRegistry('x'), linuxParameters });

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('droppedCapabilities'));
    expect(warnings.map(({ id, entry }) => [id, entry.data])).toEqual([
      [
        '/' + service.node.path,
        expect.stringMatching(
          /^ECS Exec is on, and 'late' drops all capabilities; sessions are only known to open with/,
        ),
      ],
    ]);
  });

  test("a path that is mounted already stays the user's", () => {
    const { stack, access, service, taskDefinition } = appWith();
    taskDefinition.addVolume({ name: 'mine' });
    taskDefinition.defaultContainer!.addMountPoints({
      containerPath: '/managed-agents',
      sourceVolume: 'mine',
      readOnly: false,
    });

    access.enableOn(service);

    expect(containersOf(stack).app.MountPoints.map(({ SourceVolume }: any) => SourceVolume)).toEqual([
      'mine',
      'exec-app-state',
      'exec-app-log',
    ]);
  });

  test('a bucket records below a prefix, and the task may write there only', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Audit');
    const { access, service } = appWith({ bucket }, stack);

    access.enableOn(service);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Cluster', {
      Configuration: {
        ExecuteCommandConfiguration: {
          LogConfiguration: Match.objectLike({ S3EncryptionEnabled: true, S3KeyPrefix: 'ecs-exec' }),
        },
      },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Action: 's3:PutObject',
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }, '/ecs-exec/*']] },
          },
        ]),
      },
    });
  });

  test('retention, key and log group can be given', () => {
    const stack = testStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const logGroup = new logs.LogGroup(stack, 'Group', { encryptionKey });
    const { access } = appWith({ encryptionKey, logGroup }, stack);

    expect(access.configuration).toMatchObject({
      kmsKey: encryptionKey,
      logging: 'OVERRIDE',
      logConfiguration: { cloudWatchLogGroup: logGroup, cloudWatchEncryptionEnabled: true },
    });
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
    expect(
      onlyProperties(appWith({ logRetention: logs.RetentionDays.ONE_WEEK }).stack, 'AWS::Logs::LogGroup')
        .RetentionInDays,
    ).toBe(7);
  });

  test('two services of one cluster share one configuration', () => {
    const { stack, access, service, cluster, taskDefinition } = appWith();
    const other = new ecs.FargateService(stack, 'Other', { cluster, taskDefinition });

    access.enableOn(service);
    access.enableOn(other);

    Template.fromStack(stack).allResourcesProperties('AWS::ECS::Service', { EnableExecuteCommand: true });
  });

  test('fails when another access has the cluster', () => {
    const { stack, access, cluster } = appWith();
    access.configure(cluster);

    expect(() => new ExecAccess(stack, 'Second').configure(cluster)).toThrow(
      'TestStack/Second: [ExecAccess.otherAccess] cluster TestStack/Cluster already records its sessions by TestStack/Exec; a cluster has one configuration: use that one',
    );
  });

  test('fails when the log group is not encrypted and the prefix has no bucket, reporting both', () => {
    const stack = testStack();
    const logGroup = new logs.LogGroup(stack, 'Group');

    expect(() => new ExecAccess(stack, 'Exec', { logGroup, bucketPrefix: 'p' })).toThrow(
      "TestStack/Exec: 2 faults:\n  [ExecAccess.unencryptedLogGroup] 'logGroup' must be encrypted with a key, got TestStack/Group without one; ECS refuses every session into it: set its 'encryptionKey', or leave 'logGroup' out\n  [ExecAccess.bucketPrefix] 'bucketPrefix' is the place in a bucket, got 'p' without 'bucket'; give the bucket, or leave the prefix out",
    );
  });

  test('fails when the key is of another region', () => {
    const stack = testStack({ env: { region: 'eu-west-1', account: '111122223333' } });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/k');

    expect(() => new ExecAccess(stack, 'Exec', { encryptionKey })).toThrow(
      '[EncryptionKey.otherRegion] key of the sessions must be of region eu-west-1, got a key of us-east-1',
    );
  });

  test('an imported log group and an imported cluster work, and say what cannot be seen', () => {
    const stack = testStack();
    const access = new ExecAccess(stack, 'Exec', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'g') });
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'c',
      vpc: new ec2.Vpc(stack, 'Vpc'),
    });

    access.configure(cluster);

    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning('/TestStack/Exec', Match.stringLikeRegexp('ExecAccess.unknownEncryption'));
    annotations.hasWarning('/TestStack/Exec', Match.stringLikeRegexp('ExecAccess.importedCluster'));
  });
});

describe('operator policy', () => {
  test('lets in to the named containers of the tagged tasks, and closes the way around', () => {
    const app: App = testApp();
    const stack = new Stack(app, 'TestStack', { env: { region: 'eu-west-1', account: '111122223333' } });
    const access = new ExecAccess(stack, 'Exec', {
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k'),
    });
    const cluster = ecs.Cluster.fromClusterArn(stack, 'Cluster', 'arn:aws:ecs:eu-west-1:111122223333:cluster/main');

    new ExecOperatorPolicy(stack, 'Operators', {
      cluster,
      access,
      containers: ['web', 'app'],
      taskTags: { team: 'shop', Env: 'prod' },
      requireMfa: true,
    });

    const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
    const tasks = 'arn:aws:ecs:eu-west-1:111122223333:task/main/*';
    expect(onlyProperties(stack, 'AWS::IAM::ManagedPolicy').PolicyDocument.Statement).toEqual([
      {
        Sid: 'EnterContainers',
        Effect: 'Allow',
        Action: 'ecs:ExecuteCommand',
        Resource: tasks,
        Condition: {
          StringEquals: {
            'ecs:container-name': ['app', 'web'],
            'aws:ResourceTag/Env': 'prod',
            'aws:ResourceTag/team': 'shop',
          },
          ...mfa,
        },
      },
      {
        Sid: 'NameTheCluster',
        Effect: 'Allow',
        Action: 'ecs:ExecuteCommand',
        Resource: 'arn:aws:ecs:eu-west-1:111122223333:cluster/main',
        Condition: { StringEquals: { 'ecs:container-name': ['app', 'web'] }, ...mfa },
      },
      { Sid: 'FindTasks', Effect: 'Allow', Action: 'ecs:DescribeTasks', Resource: tasks },
      {
        Sid: 'EncryptSessions',
        Effect: 'Allow',
        Action: 'kms:GenerateDataKey',
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      },
      { Sid: 'NoWayAround', Effect: 'Deny', Action: 'ssm:StartSession', Resource: tasks },
    ]);
  });

  test('needs no multi-factor authentication unless asked', () => {
    const { stack, access, cluster } = appWith();

    new ExecOperatorPolicy(stack, 'Operators', { cluster, access, containers: ['app'], managedPolicyName: 'enter' });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: 'enter',
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Condition: { StringEquals: { 'ecs:container-name': ['app'] } } }),
        ]),
      },
    });
  });

  test('fails when no container is named', () => {
    const { stack, access, cluster } = appWith();

    expect(() => new ExecOperatorPolicy(stack, 'Operators', { cluster, access, containers: [] })).toThrow(
      "TestStack/Operators: [ExecOperatorPolicy.containers] 'containers' must name at least one container, got none; name those that may be entered",
    );
  });

  describe('when the app is synthesized', () => {
    const told = (stack: Stack) =>
      Annotations.fromStack(stack)
        .findWarning('/TestStack/Operators', Match.stringLikeRegexp('ExecOperatorPolicy'))
        .map(({ entry }) => /ExecOperatorPolicy\.(\w+)/.exec(String(entry.data))?.[1]);

    test('tells names that no container has, and which there are', () => {
      const { stack, access, cluster, service } = appWith();
      access.enableOn(service);

      new ExecOperatorPolicy(stack, 'Operators', { cluster, access, containers: ['Api', 'app'] });

      expect(told(stack)).toEqual(['noSuchContainer']);
      Annotations.fromStack(stack).hasWarning(
        '/TestStack/Operators',
        Match.stringLikeRegexp(
          "'containers' names 'Api', and no container in cluster TestStack/Cluster has .* the services there have 'app'",
        ),
      );
    });

    test('tells that Exec is on nowhere', () => {
      const { stack, access, cluster } = appWith();

      new ExecOperatorPolicy(stack, 'Operators', { cluster, access, containers: ['app'] });

      expect(told(stack)).toEqual(['notEnabled']);
    });

    test.each<[string, string, (app: ReturnType<typeof appWith>) => unknown]>([
      ['the container is there and Exec is on', 'app', () => undefined],
      ['the name is known at deployment only', Token.asString({ Ref: 'Name' }), () => undefined],
      [
        'a task definition that no service runs has it',
        'job',
        ({ stack }) =>
          new ecs.FargateTaskDefinition(stack, 'Job').addContainer('job', {
            image: ecs.ContainerImage.fromRegistry('x'),
          }),
      ],
      [
        'a service is plain CloudFormation',
        'job',
        ({ stack }) => new ecs.CfnService(stack, 'Plain', { taskDefinition: 'job:1' }),
      ],
    ])('tells nothing when %s', (_, name, add) => {
      const made = appWith();
      made.access.enableOn(made.service);
      add(made);

      new ExecOperatorPolicy(made.stack, 'Operators', {
        cluster: made.cluster,
        access: made.access,
        containers: [name],
      });

      expect(told(made.stack)).toEqual([]);
    });

    test('tells nothing of a cluster that is imported or empty', () => {
      const stack = testStack();
      const access = new ExecAccess(stack, 'Exec');
      const imported = ecs.Cluster.fromClusterArn(stack, 'Main', 'arn:aws:ecs:eu-west-1:111122223333:cluster/main');
      const empty = new ecs.Cluster(stack, 'Empty', { vpc: new ec2.Vpc(stack, 'Vpc') });

      new ExecOperatorPolicy(stack, 'Operators', { cluster: imported, access, containers: ['Api'] });
      new ExecOperatorPolicy(stack, 'Others', { cluster: empty, access, containers: ['Api'] });

      Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('ExecOperatorPolicy'));
    });
  });

  test('the guard denies switching Exec on and allows nothing', () => {
    const stack = testStack();

    new ExecGuardPolicy(stack, 'Guard');

    expect(onlyProperties(stack, 'AWS::IAM::ManagedPolicy').PolicyDocument.Statement).toEqual([
      {
        Sid: 'KeepExecOff',
        Effect: 'Deny',
        Action: ['ecs:CreateService', 'ecs:RunTask', 'ecs:StartTask', 'ecs:UpdateService'],
        Resource: '*',
        Condition: { Bool: { 'ecs:enable-execute-command': 'true' } },
      },
    ]);
  });
});
