import {
  App,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_kms as kms,
  aws_logs as logs,
  Duration,
  Lazy,
  Size,
  Stack,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import type { AsgCapacityProps } from '../../lib/capacity-providers/asg-capacity-props';
import { Capacity, CapacityKind } from '../../lib/capacity-providers/capacity';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { HostOperatingSystem } from '../../lib/capacity-providers/host-operating-system';
import { InstancePurchase } from '../../lib/capacity-providers/instance-purchase';
import { OneTaskPerHost } from '../../lib/capacity-providers/one-task-per-host';
import { ProtectedHosts } from '../../lib/capacity-providers/protected-hosts';
import { ServiceCapacity } from '../../lib/capacity-providers/service-capacity';
import { TaskCluster, TaskClusterProps } from '../../lib/capacity-providers/task-cluster';
import { HostRole } from '../../lib/security/host-role';
import { onlyProperties, testStack } from '../support/stacks';

const LARGE = new ec2.InstanceType('m7i.large');

const newVpc = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });

function base(props: Partial<TaskClusterProps> = {}) {
  const stack = testStack();
  const vpc = newVpc(stack);
  return { stack, vpc, cluster: new TaskCluster(stack, 'Cluster', { vpc, ...props }) };
}

function hosts(props: Partial<AsgCapacityProps> = {}) {
  const { stack, vpc, cluster } = base();
  const capacity = new AsgCapacity(stack, 'Hosts', { cluster, instanceTypes: [LARGE], maxCapacity: 4, ...props });
  return { stack, vpc, cluster, capacity };
}

function ec2Service(stack: Stack, cluster: ecs.ICluster, props: Partial<ecs.Ec2ServiceProps> = {}) {
  const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
  taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app'), memoryLimitMiB: 128 });
  return new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    ...props,
  });
}

function fargateService(stack: Stack, cluster: ecs.ICluster, props: Partial<ecs.FargateServiceProps> = {}) {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'FargateTask');
  taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
  return new ecs.FargateService(stack, 'FargateService', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    ...props,
  });
}

/** The logical ids that the only resource of a type waits for. */
function dependsOn(stack: Stack, type: string): string[] {
  const [found] = Object.values(Template.fromStack(stack).findResources(type));
  return [found.DependsOn ?? []].flat();
}

/** Everything that the policies of a role allow, by the id of the policy. */
function statements(stack: Stack): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).map(([id, { Properties }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      Properties.PolicyDocument.Statement,
    ]),
  );
}

const userData = (stack: Stack): string =>
  JSON.stringify(onlyProperties(stack, 'AWS::EC2::LaunchTemplate').LaunchTemplateData.UserData);

describe('TaskCluster', () => {
  test('measures itself, attaches Fargate and records Exec sessions', () => {
    const { stack } = base();

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }],
      Configuration: {
        ExecuteCommandConfiguration: {
          Logging: 'OVERRIDE',
          KmsKeyId: Match.absent(),
          LogConfiguration: { CloudWatchLogGroupName: { Ref: Match.stringLikeRegexp('ClusterExecLog') } },
        },
      },
    });
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
    });
  });

  test('can be synthesized again, and still tells its default strategy', () => {
    const { stack, cluster } = base();
    const first = Template.fromStack(stack).toJSON() as unknown;

    Annotations.fromStack(stack).hasNoError('*', Match.anyValue());

    expect(Template.fromStack(stack).toJSON()).toEqual(first);
    expect(cluster.defaultCapacityProviderStrategy).toEqual([{ capacityProvider: 'FARGATE', weight: 1 }]);
  });

  test('every default can be overridden', () => {
    const stack = testStack();
    const vpc = newVpc(stack);
    const key = new kms.Key(stack, 'Key');
    const cluster = new TaskCluster(stack, 'Cluster', {
      vpc,
      clusterName: 'named',
      containerInsights: ecs.ContainerInsights.DISABLED,
      execEncryptionKey: key,
      execLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Theirs', 'theirs'),
      managedStorageConfiguration: { kmsKey: key },
      defaultStrategy: CapacityStrategy.onDemandFloor(2),
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterName: 'named',
      ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }],
      Configuration: {
        ExecuteCommandConfiguration: {
          KmsKeyId: Match.objectLike({}),
          LogConfiguration: { CloudWatchLogGroupName: 'theirs' },
        },
        ManagedStorageConfiguration: { KmsKeyId: Match.objectLike({}) },
      },
    });
    expect(cluster.defaultStrategy.shares).toHaveLength(2);
  });

  test('a service that turns Exec on may write to the audit log and nowhere else', () => {
    const { stack, cluster } = base();
    fargateService(stack, cluster, { enableExecuteCommand: true });

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            Resource: Match.not('*'),
          }),
        ]),
      },
    });
  });

  test('a service that names no strategy follows the default, and a change of it starts a deployment', () => {
    const { stack, cluster } = base({ defaultStrategy: CapacityStrategy.onDemandFloor(2) });
    fargateService(stack, cluster);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      LaunchType: Match.absent(),
      CapacityProviderStrategy: Match.absent(),
      ForceNewDeployment: {
        EnableForceNewDeployment: true,
        ForceNewDeploymentNonce: 'FARGATE:2:0 FARGATE_SPOT:0:1',
      },
    });
  });

  test('a service of another kind, and one with a strategy of its own, are left alone', () => {
    const { stack, cluster, capacity } = hosts();
    ec2Service(stack, cluster);
    fargateService(stack, cluster, { capacityProviderStrategies: CapacityStrategy.fargateSpot().bind(cluster) });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::Service', { LaunchType: 'EC2', ForceNewDeployment: Match.absent() });
    template.hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
      ForceNewDeployment: Match.absent(),
    });
    expect(capacity.cluster).toBe(cluster);
  });

  test('capacity that was created with it can be its default', () => {
    const { stack, cluster, capacity } = hosts();
    cluster.useByDefault(CapacityStrategy.only(capacity));
    ec2Service(stack, cluster);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT', { Ref: Match.stringLikeRegexp('HostsCapacityProvider') }],
      DefaultCapacityProviderStrategy: [
        { CapacityProvider: { Ref: Match.stringLikeRegexp('HostsCapacityProvider') }, Weight: 1 },
      ],
    });
    template.hasResourceProperties('AWS::ECS::Service', { LaunchType: Match.absent() });
  });

  test("aws-cdk-lib's own way to set the default still works", () => {
    const { stack, cluster } = base();
    cluster.addDefaultCapacityProviderStrategy([{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
    });
  });

  test('fails when its default is to be the default', () => {
    expect(() => base({ defaultStrategy: CapacityStrategy.clusterDefault() })).toThrow(
      "TestStack/Cluster: [TaskCluster.defaultStrategy] 'defaultStrategy' must name providers, got CapacityStrategy.clusterDefault(), which asks for it",
    );
  });
});

describe('order', () => {
  test('a service waits for the association, of our cluster and of an L2 cluster', () => {
    const ours = base();
    fargateService(ours.stack, ours.cluster);
    const stack = testStack();
    const l2 = new ecs.Cluster(stack, 'Cluster', { vpc: newVpc(stack) });
    fargateService(stack, l2, { capacityProviderStrategies: CapacityStrategy.fargate().bind(l2) });

    expect(dependsOn(ours.stack, 'AWS::ECS::Service')).toContainEqual(expect.stringMatching(/^Cluster[^T]/));
    expect(dependsOn(stack, 'AWS::ECS::Service')).toContainEqual(expect.stringMatching(/^Cluster/));
  });

  test('a service of another cluster does not', () => {
    const { stack, vpc } = base();
    fargateService(stack, new ecs.Cluster(stack, 'Other', { vpc }));

    expect(dependsOn(stack, 'AWS::ECS::Service').filter((id) => id.startsWith('Cluster'))).toEqual([]);
  });

  test('ServiceCapacity puts a service after the capacity itself', () => {
    const { stack, cluster, capacity } = hosts();
    ec2Service(stack, cluster).with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster));

    expect(dependsOn(stack, 'AWS::ECS::Service')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^HostsCapacityProvider/),
        expect.stringMatching(/^HostsGroupASG/),
      ]),
    );
  });
});

describe('ServiceCapacity', () => {
  test('renders the strategy, no launch type, and a deployment when it changes', () => {
    const { stack, cluster } = base();
    fargateService(stack, cluster).with(new ServiceCapacity(CapacityStrategy.fargateSplit(60, 40), cluster));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      LaunchType: Match.absent(),
      CapacityProviderStrategy: [
        { CapacityProvider: 'FARGATE', Weight: 60 },
        { CapacityProvider: 'FARGATE_SPOT', Weight: 40 },
      ],
      ForceNewDeployment: { ForceNewDeploymentNonce: 'FARGATE:0:60 FARGATE_SPOT:0:40' },
    });
  });

  test('leaves the choice to the cluster', () => {
    const { stack, cluster } = base();
    fargateService(stack, cluster).with(new ServiceCapacity(CapacityStrategy.clusterDefault(), cluster));

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      LaunchType: Match.absent(),
      ForceNewDeployment: { ForceNewDeploymentNonce: 'cluster default' },
    });
  });

  test('fails when the task cannot run on a provider', () => {
    const { stack, cluster, capacity } = hosts();
    fargateService(stack, cluster).with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster));

    expect(() => Template.fromStack(stack)).toThrow(
      "[CapacityStrategy.platform] provider 'TestStack/Hosts' runs tasks of compatibility EC2, and the task definition has FARGATE; add the compatibility or choose another provider",
    );
  });

  test.each([
    ['an architecture', { cpuArchitecture: ecs.CpuArchitecture.ARM64 }, 'X86_64', 'CapacityStrategy.architecture'],
    [
      'Windows on Spot',
      { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE },
      undefined,
      'CapacityStrategy.windowsSpot',
    ],
  ])('fails when %s does not fit', (_, runtimePlatform, architecture, code) => {
    const { stack, cluster } = base();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', {
      runtimePlatform,
      cpu: 1024,
      memoryLimitMiB: 2048,
    });
    taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    const provider = architecture
      ? Capacity.fromName('FARGATE', { kind: CapacityKind.FARGATE, cpuArchitecture: ecs.CpuArchitecture.X86_64 })
      : Capacity.fargateSpot();
    service.with(new ServiceCapacity(CapacityStrategy.only(provider), cluster));

    expect(() => Template.fromStack(stack)).toThrow(`[${code}]`);
  });

  test('an imported task definition is not judged', () => {
    const { stack, cluster } = base();
    const taskDefinition = ecs.FargateTaskDefinition.fromFargateTaskDefinitionAttributes(stack, 'Theirs', {
      taskDefinitionArn: 'theirs',
      taskRole: iam.Role.fromRoleName(stack, 'Role', 'theirs'),
      networkMode: ecs.NetworkMode.AWS_VPC,
    });
    new ecs.CfnService(stack, 'Service', { taskDefinition: taskDefinition.taskDefinitionArn }).with(
      new ServiceCapacity(CapacityStrategy.fargateSpot(), cluster),
    );

    expect(onlyProperties(stack, 'AWS::ECS::Service').CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
    ]);
  });

  test('keeps a forced deployment that was asked for', () => {
    const { stack, cluster } = base();
    fargateService(stack, cluster, { forceNewDeployment: { enabled: true, nonce: 'mine' } }).with(
      new ServiceCapacity(CapacityStrategy.fargate(), cluster),
    );

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::Service', {
      ForceNewDeployment: { ForceNewDeploymentNonce: 'mine' },
    });
  });

  test('fails when a provider belongs to another cluster', () => {
    const { stack, vpc, capacity } = hosts();
    const other = new TaskCluster(stack, 'Other', { vpc });

    expect(() => CapacityStrategy.only(capacity).bind(other)).toThrow(
      "TestStack/Other: [CapacityStrategy.otherCluster] provider 'TestStack/Hosts' belongs to cluster 'TestStack/Cluster' and cannot serve 'TestStack/Other'; a provider serves one cluster",
    );
  });
});

describe('AsgCapacity', () => {
  test('launches hardened hosts', () => {
    const { stack } = hosts();

    const { LaunchTemplateData } = onlyProperties(stack, 'AWS::EC2::LaunchTemplate');
    expect(LaunchTemplateData).toMatchObject({
      InstanceType: 'm7i.large',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 30, VolumeType: 'gp3' } }],
      ImageId: { Ref: expect.stringContaining('amazonlinux2023recommended') },
    });
    expect(LaunchTemplateData).not.toHaveProperty('KeyName');
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, Description: 'ECS, registries and S3' },
      ],
    });
  });

  test('sets the agent up so that containers cannot reach the host', () => {
    const { stack } = hosts();

    const { 'Fn::Base64': encoded } = onlyProperties(stack, 'AWS::EC2::LaunchTemplate').LaunchTemplateData.UserData;
    expect(
      encoded['Fn::Join'][1]
        .map((part: unknown) => (typeof part === 'string' ? part : '*'))
        .join('')
        .split('\n'),
    ).toEqual([
      '#!/bin/bash',
      "echo 'ECS_CLUSTER=*' >> /etc/ecs/ecs.config",
      "echo 'ECS_AWSVPC_BLOCK_IMDS=true' >> /etc/ecs/ecs.config",
      "echo 'ECS_DISABLE_PRIVILEGED=true' >> /etc/ecs/ecs.config",
      "echo 'ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=false' >> /etc/ecs/ecs.config",
      "echo 'ECS_IMAGE_PULL_BEHAVIOR=always' >> /etc/ecs/ecs.config",
      "echo 'ECS_RESERVED_MEMORY=256' >> /etc/ecs/ecs.config",
      "echo 'ECS_TASK_PIDS_LIMIT=4096' >> /etc/ecs/ecs.config",
    ]);
  });

  test('every relaxation is a line of its own', () => {
    const { stack } = hosts({
      purchase: InstancePurchase.spot(),
      attributes: { tenant: 'a', sensitivity: 'high' },
      reservedMemory: Size.gibibytes(1),
      taskPidsLimit: 100,
      privilegedTasks: true,
      hostNetworkTasks: true,
      reuseCachedImages: true,
    });

    const written = userData(stack);
    for (const line of [
      'ECS_DISABLE_PRIVILEGED=false',
      'ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST=true',
      'ECS_IMAGE_PULL_BEHAVIOR=default',
      'ECS_RESERVED_MEMORY=1024',
      'ECS_TASK_PIDS_LIMIT=100',
      'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
      String.raw`ECS_INSTANCE_ATTRIBUTES={\"sensitivity\":\"high\",\"tenant\":\"a\"}`,
    ]) {
      expect(written).toContain(line);
    }
  });

  test('writes one whole settings file for Bottlerocket, and gives it a second disk', () => {
    const { stack } = hosts({
      operatingSystem: HostOperatingSystem.BOTTLEROCKET,
      purchase: InstancePurchase.spot(),
      attributes: { tenant: 'a' },
    });

    const { UserData, BlockDeviceMappings, ImageId } = onlyProperties(
      stack,
      'AWS::EC2::LaunchTemplate',
    ).LaunchTemplateData;
    const parts = UserData['Fn::Base64']['Fn::Join'][1];
    expect(
      parts
        .map((part: unknown) => (typeof part === 'string' ? part : '*'))
        .join('')
        .split('\n'),
    ).toEqual([
      '[settings.ecs]',
      'cluster = "*"',
      'allow-privileged-containers = false',
      'awsvpc-block-imds = true',
      'enable-spot-instance-draining = true',
      'image-pull-behavior = "always"',
      'reserved-memory = 256',
      '[settings.ecs.instance-attributes]',
      '"tenant" = "a"',
      '[settings.host-containers.admin]',
      'enabled = false',
      '[settings.host-containers.control]',
      'enabled = false',
      '',
    ]);
    expect(BlockDeviceMappings.map(({ DeviceName }: { DeviceName: string }) => DeviceName)).toEqual([
      '/dev/xvda',
      '/dev/xvdb',
    ]);
    expect(ImageId.Ref).toContain('bottlerocketawsecs2x8664');
  });

  test.each([
    ['m7i.large', HostOperatingSystem.AMAZON_LINUX_2023, 'amazonlinux2023recommended'],
    ['m7g.large', HostOperatingSystem.AMAZON_LINUX_2023, 'amazonlinux2023arm64recommended'],
    ['g5.xlarge', HostOperatingSystem.AMAZON_LINUX_2023, 'amazonlinux2023gpurecommended'],
    ['inf2.xlarge', HostOperatingSystem.AMAZON_LINUX_2023, 'amazonlinux2023neuronrecommended'],
    ['m7g.large', HostOperatingSystem.BOTTLEROCKET, 'bottlerocketawsecs2arm64'],
    ['g5.xlarge', HostOperatingSystem.BOTTLEROCKET, 'bottlerocketawsecs2nvidiax8664'],
    ['g5g.xlarge', HostOperatingSystem.BOTTLEROCKET, 'bottlerocketawsecs2nvidiaarm64'],
  ])('takes the image for %s on %s', (type, operatingSystem, image) => {
    const { stack } = hosts({ instanceTypes: [new ec2.InstanceType(type)], operatingSystem });

    expect(onlyProperties(stack, 'AWS::EC2::LaunchTemplate').LaunchTemplateData.ImageId.Ref).toContain(image);
  });

  test('says which architecture its hosts have, and turns GPU support on', () => {
    const arm = hosts({ instanceTypes: [new ec2.InstanceType('m7g.large')] });
    const gpu = hosts({ instanceTypes: [new ec2.InstanceType('g5.xlarge')] });

    expect(arm.capacity.cpuArchitecture).toBe(ecs.CpuArchitecture.ARM64);
    expect(gpu.capacity.cpuArchitecture).toBe(ecs.CpuArchitecture.X86_64);
    expect(userData(gpu.stack)).toContain('ECS_ENABLE_GPU_SUPPORT=true');
  });

  test('scales, drains and refreshes its hosts', () => {
    const { stack } = hosts();

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::CapacityProvider', {
      Name: Match.absent(),
      AutoScalingGroupProvider: {
        ManagedDraining: 'ENABLED',
        ManagedScaling: { Status: 'ENABLED', TargetCapacity: 100, InstanceWarmupPeriod: 300 },
        ManagedTerminationProtection: 'DISABLED',
      },
    });
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', {
      Properties: {
        MinSize: '0',
        MaxSize: '4',
        DesiredCapacity: Match.absent(),
        MaxInstanceLifetime: 14 * 86400,
        Tags: Match.arrayWith([{ Key: 'AmazonECSManaged', Value: 'true', PropagateAtLaunch: true }]),
      },
      UpdatePolicy: { AutoScalingInstanceRefresh: Match.objectLike({ Strategy: 'Rolling' }) },
    });
    template.resourceCountIs('AWS::AutoScaling::LifecycleHook', 0);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('every setting of scaling and size can be overridden', () => {
    const { stack } = hosts({
      minCapacity: 1,
      capacityProviderName: 'named',
      targetCapacityPercent: 80,
      minimumScalingStepSize: 2,
      maximumScalingStepSize: 5,
      instanceWarmupPeriod: Duration.seconds(60),
      maxInstanceLifetime: Duration.days(1),
      storage: Size.gibibytes(100),
    });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::CapacityProvider', {
      Name: 'named',
      AutoScalingGroupProvider: {
        ManagedScaling: {
          TargetCapacity: 80,
          MinimumScalingStepSize: 2,
          MaximumScalingStepSize: 5,
          InstanceWarmupPeriod: 60,
        },
      },
    });
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      AutoScalingGroupName: 'named',
      MinSize: '1',
      MaxInstanceLifetime: 86400,
    });
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 100 } }] },
    });
  });

  test('mixes instance types and Spot', () => {
    const { stack } = hosts({
      instanceTypes: [LARGE, new ec2.InstanceType('m6i.large')],
      purchase: InstancePurchase.mixed({ onDemandBase: 1, spotPercent: 60 }),
    });

    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      CapacityRebalance: true,
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 40,
          SpotAllocationStrategy: 'capacity-optimized',
        },
        LaunchTemplate: { Overrides: [{ InstanceType: 'm7i.large' }, { InstanceType: 'm6i.large' }] },
      },
    });
  });

  test('gives its role exactly what the agent needs', () => {
    const { stack } = hosts();
    const cluster = { 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] };

    const ofCluster = (resource: string) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':ecs:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          `:${resource}/`,
          { Ref: expect.stringMatching(/^Cluster/) },
          '/*',
        ],
      ],
    });

    expect(statements(stack)).toEqual({
      HostsHostRoleScoped: [
        {
          Effect: 'Allow',
          Action: [
            'ecs:DeregisterContainerInstance',
            'ecs:RegisterContainerInstance',
            'ecs:SubmitAttachmentStateChanges',
            'ecs:SubmitTaskStateChange',
          ],
          Resource: cluster,
        },
        {
          Effect: 'Allow',
          Action: ['ecs:Poll', 'ecs:StartTelemetrySession'],
          Resource: ofCluster('container-instance'),
          Condition: { ArnEquals: { 'ecs:cluster': cluster } },
        },
        { Effect: 'Allow', Action: 'ecs:Poll', Resource: ofCluster('task-set') },
      ],
      HostsHostRoleUnscopable: [{ Effect: 'Allow', Action: 'ecs:DiscoverPollEndpoint', Resource: '*' }],
    });
    expect(onlyProperties(stack, 'AWS::IAM::Role').ManagedPolicyArns).toBeUndefined();
  });

  test('Spot hosts may drain themselves, and Session Manager is there on request', () => {
    const { stack } = hosts({ purchase: InstancePurchase.spot(), sessionManager: true });

    expect(JSON.stringify(statements(stack))).toContain('ecs:UpdateContainerInstancesState');
    expect(JSON.stringify(onlyProperties(stack, 'AWS::IAM::Role').ManagedPolicyArns)).toContain(
      'AmazonSSMManagedInstanceCore',
    );
  });

  test("takes the user's own role and security group, and leaves them as they are", () => {
    const { stack, vpc, cluster } = base();
    const role = iam.Role.fromRoleName(stack, 'Role', 'theirs');
    const securityGroup = new ec2.SecurityGroup(stack, 'Mine', { vpc });
    const capacity = new AsgCapacity(stack, 'Hosts', {
      cluster,
      instanceTypes: [LARGE],
      maxCapacity: 2,
      role,
      securityGroup,
    });

    expect(capacity.role).toBe(role);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 1);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
  });

  test('joins an L2 cluster, whose EC2 services then synthesize', () => {
    const stack = testStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: newVpc(stack) });
    const capacity = new AsgCapacity(stack, 'Hosts', { cluster, instanceTypes: [LARGE], maxCapacity: 2 });
    ec2Service(stack, cluster, { capacityProviderStrategies: CapacityStrategy.only(capacity).bind(cluster) });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ECS::ClusterCapacityProviderAssociations', 1);
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: [{ Ref: Match.stringLikeRegexp('HostsCapacityProvider') }],
    });
  });

  test('lives beside capacity that was added the way of aws-cdk-lib', () => {
    const { stack, cluster } = hosts();
    cluster.enableFargateCapacityProviders();

    Template.fromStack(stack).resourceCountIs('AWS::ECS::ClusterCapacityProviderAssociations', 1);
  });

  test('joins an imported cluster without dropping the providers that it has', () => {
    const stack = testStack();
    const vpc = newVpc(stack);
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'theirs', vpc });
    const capacity = new AsgCapacity(stack, 'Hosts', { cluster, instanceTypes: [LARGE], maxCapacity: 2 });
    ec2Service(stack, cluster, { capacityProviderStrategies: CapacityStrategy.only(capacity).bind(cluster) });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ECS::ClusterCapacityProviderAssociations', 0);
    template.hasResourceProperties('Custom::EcsClusterAttachment', {
      CapacityProvider: { Ref: Match.stringLikeRegexp('HostsCapacityProvider') },
    });
    expect(statements(stack).GroundworkClusterAttachmentRoleScoped).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.anything(),
      },
    ]);
    expect(onlyProperties(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecs:DescribeClusters', 'ecs:PutClusterCapacityProviders'],
        Resource: stack.resolve(cluster.clusterArn),
      },
      {
        Effect: 'Allow',
        Action: 'ecs:DescribeCapacityProviders',
        Resource: stack.resolve(stack.formatArn({ service: 'ecs', resource: 'capacity-provider', resourceName: '*' })),
      },
    ]);
    expect(dependsOn(stack, 'AWS::ECS::Service')).toContainEqual(expect.stringMatching(/^HostsAttachment/));
  });

  test('termination protection comes with the means to delete the stack', () => {
    const { stack } = hosts({ terminationProtection: true });

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { ManagedTerminationProtection: 'ENABLED' },
    });
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { NewInstancesProtectedFromScaleIn: true });
    template.hasResourceProperties('Custom::EcsGroupRelease', {
      GroupName: { Ref: Match.stringLikeRegexp('HostsGroupASG') },
    });
    expect(dependsOn(stack, 'AWS::ECS::CapacityProvider')).toContainEqual(expect.stringMatching(/^HostsRelease/));
    expect(dependsOn(stack, 'Custom::EcsGroupRelease')).toContainEqual(expect.stringMatching(/^HostsReleaseRights/));
  });

  test('groups of one stack share the function that releases them', () => {
    const { stack, cluster } = hosts({ terminationProtection: true });
    new AsgCapacity(stack, 'More', {
      cluster,
      instanceTypes: [LARGE],
      maxCapacity: 2,
      terminationProtection: true,
    });

    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
    Template.fromStack(stack).resourceCountIs('Custom::EcsGroupRelease', 2);
  });

  test.each<[string, Partial<AsgCapacityProps>]>([
    ["[AsgCapacity.maxCapacity] 'maxCapacity' must be an integer of at least 1, got 0", { maxCapacity: 0 }],
    ["[AsgCapacity.minCapacity] 'minCapacity' must not exceed 'maxCapacity', got 5 and 4", { minCapacity: 5 }],
    [
      "[AsgCapacity.targetCapacityPercent] 'targetCapacityPercent' must be an integer from 1 to 100, got 0",
      { targetCapacityPercent: 0 },
    ],
    [
      "[AsgCapacity.minimumScalingStepSize] 'minimumScalingStepSize' must not exceed 'maximumScalingStepSize', got 3 and 2",
      { minimumScalingStepSize: 3, maximumScalingStepSize: 2 },
    ],
    [
      "[AsgCapacity.instanceWarmupPeriod] 'instanceWarmupPeriod' in seconds must be an integer from 0 to 10000, got 10800",
      { instanceWarmupPeriod: Duration.hours(3) },
    ],
    [
      "[AsgCapacity.maxInstanceLifetime] 'maxInstanceLifetime' must be in days from 1 to 365, got 0.5",
      { maxInstanceLifetime: Duration.hours(12) },
    ],
    ["[AsgCapacity.instanceTypes] 'instanceTypes' needs at least one instance type, got none", { instanceTypes: [] }],
    ['[AsgCapacity.architectures]', { instanceTypes: [LARGE, new ec2.InstanceType('m7g.large')] }],
    ['[AsgCapacity.accelerators]', { instanceTypes: [LARGE, new ec2.InstanceType('g5.xlarge')] }],
    ['[AsgCapacity.armAccelerators]', { instanceTypes: [new ec2.InstanceType('g5g.xlarge')] }],
    [
      '[AsgCapacity.bottlerocketNeuron]',
      { instanceTypes: [new ec2.InstanceType('inf2.xlarge')], operatingSystem: HostOperatingSystem.BOTTLEROCKET },
    ],
    ['[AsgCapacity.bottlerocketPids]', { taskPidsLimit: 5, operatingSystem: HostOperatingSystem.BOTTLEROCKET }],
    ['[AsgCapacity.taskPidsLimit]', { taskPidsLimit: 0 }],
    ["[AsgCapacity.attributes] 'attributes' take 1 to 128", { attributes: { tenant: `a"; rm` } }],
    ['[CapacityProvider.name]', { capacityProviderName: 'ecs-hosts' }],
    [
      "[Props.wrongType] 'maxCapacity' of AsgCapacity must be a finite number, got the number NaN",
      { maxCapacity: Number.NaN },
    ],
    ["[Props.wrongType] 'maxCapacity'", { maxCapacity: Number.POSITIVE_INFINITY }],
    ["[Props.missing] 'maxCapacity'", { maxCapacity: undefined }],
    ["[Props.wrongType] 'minimumScalingStepSize'", { minimumScalingStepSize: Number.NaN }],
    ["[Props.wrongType] 'maximumScalingStepSize'", { maximumScalingStepSize: Number.NaN }],
    ['[AsgCapacity.instanceWarmupPeriod]', { instanceWarmupPeriod: Duration.millis(1500) }],
    ["[Props.wrongType] 'maxInstanceLifetime'", { maxInstanceLifetime: Duration.days(Number.NaN) }],
    [
      "[Props.wrongType] 'reservedMemory' of AsgCapacity must be a Size, got a Size without a finite amount; write a size",
      { reservedMemory: Size.mebibytes(Number.NaN) },
    ],
    [
      "[AsgCapacity.storage] 'storage' in GiB must be an integer from 1 to 65536, got 1.46484375",
      { storage: Size.mebibytes(1500) },
    ],
  ])('fails with %s', (message, props) => {
    expect(() => hosts(props)).toThrow(message);
  });

  test.each(['terminationProtection', 'privilegedTasks', 'hostNetworkTasks', 'reuseCachedImages', 'sessionManager'])(
    "fails when '%s' is text or a token, which count as true",
    (name) => {
      const given = (value: unknown) => () => hosts({ [name]: value } as unknown as Partial<AsgCapacityProps>);

      expect(given('false')).toThrow(
        `[Props.wrongType] '${name}' of AsgCapacity must be true or false, got the text 'false'; compare it first, as in value === 'true'`,
      );
      expect(given(Lazy.string({ produce: () => 'false' }))).toThrow(
        `[AsgCapacity.${name}] '${name}' must be true or false, got a value that is known only at deployment`,
      );
      expect(given(false)).not.toThrow();
    },
  );

  test('fails when the operating system is none of those there are', () => {
    expect(() => hosts({ operatingSystem: 'WINDOWS' as HostOperatingSystem })).toThrow(
      "[Props.wrongType] 'operatingSystem' of AsgCapacity must be a member of HostOperatingSystem (AMAZON_LINUX_2023, BOTTLEROCKET), got the text 'WINDOWS'",
    );
  });

  test('numbers that are known only at deployment trip no check', () => {
    const unknown = Lazy.number({ produce: () => 20_000 });

    const { stack } = hosts({ maxCapacity: unknown, targetCapacityPercent: unknown, minimumScalingStepSize: unknown });

    expect(onlyProperties(stack, 'AWS::AutoScaling::AutoScalingGroup').MaxSize).toBe('20000');
    expect(onlyProperties(stack, 'AWS::ECS::CapacityProvider').AutoScalingGroupProvider.ManagedScaling).toMatchObject({
      TargetCapacity: 20_000,
      MinimumScalingStepSize: 20_000,
    });
  });

  test('fails when the cluster of this app is in another stack', () => {
    const { stack, cluster } = base();
    const other = new Stack(stack.node.root as App, 'Other');

    expect(() => new AsgCapacity(other, 'Hosts', { cluster, instanceTypes: [LARGE], maxCapacity: 1 })).toThrow(
      "Other/Hosts: [AsgCapacity.otherStack] 'cluster' is in stack 'TestStack' of this app",
    );
  });
});

describe('InstancePurchase', () => {
  test.each([
    ['onDemandBase', { onDemandBase: -1, spotPercent: 50 }],
    ['onDemandBase', { onDemandBase: 1.5, spotPercent: 50 }],
    ['spotPercent', { spotPercent: 101 }],
    ['spotPercent', { spotPercent: -1 }],
  ])('fails when %s is out of range: %p', (property, options) => {
    expect(() => InstancePurchase.mixed(options)).toThrow(`[InstancePurchase.${property}]`);
  });

  test.each([
    ['wrongType', { spotPercent: Number.NaN }],
    ['missing', {} as { spotPercent: number }],
    ['wrongType', { onDemandBase: Number.POSITIVE_INFINITY, spotPercent: 50 }],
  ])('fails with Props.%s: %p', (fault, options) => {
    expect(() => InstancePurchase.mixed(options)).toThrow(`[Props.${fault}]`);
  });

  test('takes a base that is known only at deployment, and refuses such a part: the template has 100 minus it', () => {
    const unknown = Lazy.number({ produce: () => 1 });

    expect(InstancePurchase.mixed({ onDemandBase: unknown, spotPercent: 50 }).onDemandBase).toBe(unknown);
    expect(() => InstancePurchase.mixed({ spotPercent: unknown })).toThrow(
      "[InstancePurchase.spotPercent] 'spotPercent' must be known at synthesis, got a value that is known only at deployment",
    );
  });
});

describe('HostRole', () => {
  test('hosts of Managed Instances may send their system log', () => {
    const { stack, cluster } = base();
    new HostRole(stack, 'Role', { cluster, managedInstances: true });

    expect(JSON.stringify(statements(stack).RoleScoped)).toContain('ecs:PutSystemLogEvents');
  });
});

describe('ProtectedHosts', () => {
  test('lets the scheduler refuse hosts that do not block instance metadata', () => {
    const { stack, cluster } = hosts();
    ec2Service(stack, cluster).taskDefinition.with(new ProtectedHosts({ attributes: { tenant: 'a' } }));

    expect(onlyProperties(stack, 'AWS::ECS::TaskDefinition').PlacementConstraints).toEqual([
      { Type: 'memberOf', Expression: 'attribute:ecs.capability.task-eni-block-instance-metadata exists' },
      { Type: 'memberOf', Expression: 'attribute:tenant == a' },
    ]);
  });

  test('fails when the task may run on Fargate, which takes no constraints', () => {
    expect(() => new ecs.FargateTaskDefinition(testStack(), 'Task').with(new ProtectedHosts())).toThrow(
      '[ProtectedHosts.platform]',
    );
  });
});

describe('OneTaskPerHost', () => {
  test('adds distinctInstance to an L2 service and keeps its other constraints', () => {
    const { stack, cluster } = hosts();
    ec2Service(stack, cluster, { placementConstraints: [ecs.PlacementConstraint.memberOf('attribute:a exists')] }).with(
      new OneTaskPerHost(),
    );

    expect(onlyProperties(stack, 'AWS::ECS::Service').PlacementConstraints).toEqual([
      { Type: 'memberOf', Expression: 'attribute:a exists' },
      { Type: 'distinctInstance' },
    ]);
  });

  test('adds it to an L1 service, once', () => {
    const stack = testStack();
    new ecs.CfnService(stack, 'Service').with(new OneTaskPerHost(), new OneTaskPerHost());

    expect(onlyProperties(stack, 'AWS::ECS::Service').PlacementConstraints).toEqual([{ Type: 'distinctInstance' }]);
  });
});

describe('Capacity', () => {
  test('fails when a provider of Fargate is misspelled, and takes a name that is a token', () => {
    const kind = CapacityKind.FARGATE;

    expect(() => Capacity.fromName('FARGATE_SPOOT', { kind })).toThrow(
      "[Capacity.fargateName] a provider of Fargate is called FARGATE or FARGATE_SPOT, got 'FARGATE_SPOOT'; correct the name or the 'kind'",
    );
    const token = Lazy.string({ produce: () => 'x' });
    expect(Capacity.fromName(token, { kind }).capacityProviderName).toBe(token);
  });
});
