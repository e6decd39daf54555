import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CapacityChecks } from '../../lib/capacity-providers';
import {
  AL2023,
  Resources,
  UNDECIDED,
  container,
  either,
  hosts,
  joining,
  ref,
  service,
  serviceOnHosts,
  ssm,
  sub,
  task,
  taskOnEc2,
  template,
  written,
} from '../support/plain-apps';
import { testApp } from '../support/stacks';

/** What the checks say of one app, severity and code. */
const found = (app: object) =>
  CapacityChecks.checkAssembly(written(app)).map(({ severity, code }) => `${severity} ${code}`);

const on = (launch?: object, group?: object, ...more: Resources[]) =>
  template(taskOnEc2(), serviceOnHosts(), hosts(launch as never, group as never), ...more);
const gpuTask = taskOnEc2({}, [container({ ResourceRequirements: [{ Type: 'GPU', Value: '1' }] })]);
const arm = { RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' } };
const bottlerocket = (variant = 'aws-ecs-2', architecture = 'x86_64') =>
  ssm(`/aws/service/bottlerocket/${variant}/${architecture}/latest/image_id`);
const toml = (cluster: unknown, ...lines: string[]) => ({
  'Fn::Base64': { 'Fn::Join': ['', ['[settings.ecs]\ncluster = "', cluster, `"\n${lines.join('\n')}`]] },
});
const mixed = (...overrides: object[]) => ({
  LaunchTemplate: undefined,
  MixedInstancesPolicy: {
    InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 100 },
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateId: ref('Launch'), Version: '1' },
      Overrides: overrides,
    },
  },
});
const spot = { InstanceMarketOptions: { MarketType: 'spot' } };
const DRAINING = 'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config';
const placed = (...expressions: string[]) =>
  template(
    taskOnEc2(),
    serviceOnHosts({ PlacementConstraints: expressions.map((Expression) => ({ Type: 'memberOf', Expression })) }),
    hosts({
      UserData: joining(ref('Cluster'), `echo 'ECS_INSTANCE_ATTRIBUTES={"tier":"card"}' >> /etc/ecs/ecs.config`),
    }),
  );
const managed = (requirements: object, definition: object = {}) =>
  template(
    task({ RequiresCompatibilities: ['MANAGED_INSTANCES'], ...definition }),
    serviceOnHosts({ CapacityProviderStrategy: [{ CapacityProvider: ref('Managed'), Weight: 1 }] }),
    {
      Managed: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: {
          ClusterName: ref('Cluster'),
          ManagedInstancesProvider: {
            InfrastructureRoleArn: 'arn:aws:iam::111122223333:role/infrastructure',
            InstanceLaunchTemplate: {
              Ec2InstanceProfileArn: 'arn:aws:iam::111122223333:instance-profile/hosts',
              NetworkConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] },
              InstanceRequirements: requirements,
            },
          },
        },
      },
    },
  );
/** Launch type EC2, and a group behind no provider. */
const byLaunchType = (size: object, launch: object = {}, group: object = {}, ...more: (Resources | object)[]) =>
  template(
    taskOnEc2({}, [container(size as never)]),
    service({ LaunchType: 'EC2' }),
    { ...hosts(launch as never, group as never), Provider: undefined, Providers: undefined },
    ...(more as Resources[]),
  );
const ports = (count: number, first = 8000) =>
  Array.from({ length: count }, (_, index) => ({ ContainerPort: first + index, HostPort: first + index }));
const bridge = (id: string, count: number, first: number) =>
  taskOnEc2({ NetworkMode: 'bridge' }, [container({ PortMappings: ports(count, first) })], id);
const twoOfPorts = (count: number, instances: string) =>
  template(
    bridge('Task', count, 8000),
    bridge('Other', count, 9000),
    serviceOnHosts({ NetworkConfiguration: undefined, DeploymentConfiguration: { MinimumHealthyPercent: 0 } }),
    serviceOnHosts(
      {
        TaskDefinition: ref('Other'),
        NetworkConfiguration: undefined,
        DeploymentConfiguration: { MinimumHealthyPercent: 0 },
      },
      'Second',
    ),
    hosts({}, { MaxSize: instances }),
  );
const initialised = (content: unknown): Resources => ({
  Launch: {
    ...hosts({
      UserData: { 'Fn::Base64': sub('/opt/aws/bin/cfn-init -v --stack ${AWS::StackName} --resource Launch') },
    }).Launch!,
    Metadata: { 'AWS::CloudFormation::Init': { config: { files: { '/etc/ecs/ecs.config': { content } } } } },
  },
});
const named = (name: unknown): Resources => ({
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: name } },
});

const RIGHT: [string, object][] = [
  ['the image for x86_64', on()],
  ['the image for arm64', on({ ImageId: ssm(`${AL2023}/arm64/recommended/image_id`), InstanceType: 'm7g.large' })],
  [
    'Bottlerocket for arm64',
    on({ ImageId: bottlerocket('aws-ecs-2', 'arm64'), InstanceType: 'm7g.large', UserData: toml(ref('Cluster')) }),
  ],
  [
    'an image by a parameter of the template, as the CDK writes it',
    template(taskOnEc2(), serviceOnHosts(), hosts({ ImageId: ref('Image'), InstanceType: 'c6g.large' }), {
      Parameters: {
        Image: {
          Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
          Default: `${AL2023}/arm64/recommended/image_id`,
        },
      },
    }),
  ],
  ['an image of their own', on({ ImageId: 'ami-0123456789abcdef0', InstanceType: 'm7g.large', UserData: undefined })],
  [
    'an image known only at deployment',
    template(
      taskOnEc2(),
      serviceOnHosts(),
      hosts({ ImageId: either('ami-1', 'ami-2'), UserData: undefined }),
      UNDECIDED,
    ),
  ],
  [
    'types with launch templates of their own',
    on(
      {},
      mixed(
        { InstanceType: 'm5.large' },
        { InstanceType: 'm7g.large', LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '1' } },
      ),
    ),
  ],
  [
    'GPUs with their image',
    template(
      gpuTask,
      serviceOnHosts(),
      hosts({ ImageId: ssm(`${AL2023}/gpu/recommended/image_id`), InstanceType: 'g5.xlarge' }),
    ),
  ],
  [
    'GPUs on Bottlerocket for them',
    template(
      gpuTask,
      serviceOnHosts(),
      hosts({ ImageId: bottlerocket('aws-ecs-2-nvidia'), InstanceType: 'g5.xlarge', UserData: toml(ref('Cluster')) }),
    ),
  ],
  [
    'GPUs with a driver that the user data installs',
    template(
      gpuTask,
      serviceOnHosts(),
      hosts({ InstanceType: 'g5.xlarge', UserData: joining(ref('Cluster'), 'dnf install -y nvidia-driver') }),
    ),
  ],
  [
    'plain Amazon Linux whose user data installs the agent',
    on({
      ImageId: ssm('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
      UserData: joining(ref('Cluster'), 'dnf install -y ecs-init'),
    }),
  ],
  [
    'a script from elsewhere, which may join',
    on({ UserData: { 'Fn::Base64': '#!/bin/bash\ncurl -s https://example.com/boot.sh | bash' } }),
  ],
  [
    'a script known only at deployment',
    template(taskOnEc2(), serviceOnHosts(), hosts({ UserData: { 'Fn::Base64': ref('Script') } }), {
      Parameters: { Script: { Type: 'String' } },
    }),
  ],
  ['a cluster by its name', on({ UserData: joining('prod') }, {}, named('prod'))],
  [
    'a cluster whose name is known only at deployment',
    template(taskOnEc2(), serviceOnHosts(), hosts({ UserData: joining('prod') }), named(ref('Name')), {
      Parameters: { Name: { Type: 'String' } },
    }),
  ],
  ['the cluster default, which hosts join by themselves', on({ UserData: undefined }, {}, named('default'))],
  ['a file of cfn-init', on({}, {}, initialised(sub('ECS_CLUSTER=${Cluster}')))],
  [
    'cfn-init of another resource',
    on({
      UserData: {
        'Fn::Base64': sub('#!/bin/bash\n/opt/aws/bin/cfn-init -v --stack ${AWS::StackName} --resource Other'),
      },
    }),
  ],
  ['a file of cfn-init that names no cluster', on({}, {}, initialised('ECS_LOGLEVEL=debug'))],
  [
    'user data in base64',
    on(
      { UserData: Buffer.from('#!/bin/bash\necho ECS_CLUSTER=prod >> /etc/ecs/ecs.config').toString('base64') },
      {},
      named('prod'),
    ),
  ],
  ['a comment that names another cluster', on({ UserData: joining(ref('Cluster'), '# echo ECS_CLUSTER=other') })],
  [
    'a group that has nothing to do with ECS',
    template({
      ...hosts({ ImageId: 'ami-1', InstanceType: 'x0.enormous', UserData: undefined }),
      Provider: undefined,
      Providers: undefined,
    }),
  ],
  ['Spot with draining', on({ ...spot, UserData: joining(ref('Cluster'), DRAINING) })],
  [
    'Spot with draining on Bottlerocket',
    on({ ...spot, ImageId: bottlerocket(), UserData: toml(ref('Cluster'), 'enable-spot-instance-draining = true') }),
  ],
  [
    'a tier that the hosts register',
    placed('attribute:tier == card', 'attribute:tier in [card, plain]', 'attribute:tier != plain'),
  ],
  [
    'types that a constraint allows',
    placed('attribute:ecs.instance-type =~ m5.* and attribute:ecs.cpu-architecture == x86_64'),
  ],
  [
    'a constraint that ECS alone can decide',
    placed('attribute:ecs.availability-zone == eu-west-1a', 'attribute:a == b or attribute:c == d'),
  ],
  ['requirements that hold the task', managed({ VCpuCount: { Min: 1, Max: 4 }, MemoryMiB: { Min: 2048, Max: 8192 } })],
  [
    'a task for arm64 on Graviton',
    managed({ VCpuCount: { Min: 1 }, MemoryMiB: { Min: 2048 }, CpuManufacturers: ['amazon-web-services'] }, arm),
  ],
  ['launch type EC2 on hosts that hold the task', byLaunchType({ Memory: 512 })],
  [
    'launch type EC2 where another group may join',
    byLaunchType(
      { Memory: 65536 },
      {},
      {},
      {
        Launch2: {
          ...hosts().Launch!,
          Properties: { LaunchTemplateData: { UserData: { 'Fn::Base64': 'curl x | sh' } } },
        },
        Other: {
          Type: 'AWS::AutoScaling::AutoScalingGroup',
          Properties: { MaxSize: '1', LaunchTemplate: { LaunchTemplateId: ref('Launch2') } },
        },
      },
    ),
  ],
  ['94 fixed ports on an instance', twoOfPorts(47, '1')],
];

const BROKEN: [string, object, string[]][] = [
  ['the image for x86_64 on Graviton', on({ InstanceType: 'c6g.large' }), ['error CapacityProvider.imageArchitecture']],
  [
    'the image for arm64 on Intel',
    on({ ImageId: ssm(`${AL2023}/arm64/recommended/image_id`) }),
    ['error CapacityProvider.imageArchitecture'],
  ],
  [
    'Bottlerocket for arm64 on Intel',
    on({ ImageId: bottlerocket('aws-ecs-2', 'arm64'), UserData: toml(ref('Cluster')) }),
    ['error CapacityProvider.imageArchitecture'],
  ],
  [
    'Amazon Linux 2 of the CDK on Graviton, behind no provider',
    byLaunchType(
      {},
      { ImageId: ref('Image'), InstanceType: 'c6g.large' },
      {},
      {
        Parameters: {
          Image: {
            Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
            Default: '/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id',
          },
        },
      },
    ),
    ['error CapacityProvider.imageArchitecture'],
  ],
  [
    'one of two types for another architecture',
    on({}, mixed({ InstanceType: 'm5.large' }, { InstanceType: 'm7g.large' })),
    ['warning CapacityProvider.imageArchitecture'],
  ],
  [
    'GPUs without their image',
    template(gpuTask, serviceOnHosts(), hosts({ InstanceType: 'g5.xlarge' })),
    ['error CapacityProvider.imageAccelerator'],
  ],
  [
    'GPUs on plain Bottlerocket',
    template(
      gpuTask,
      serviceOnHosts(),
      hosts({ ImageId: bottlerocket(), InstanceType: 'g5.xlarge', UserData: toml(ref('Cluster')) }),
    ),
    ['error CapacityProvider.imageAccelerator'],
  ],
  [
    'plain Amazon Linux',
    on({ ImageId: ssm('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64') }),
    ['error CapacityProvider.imageWithoutAgent'],
  ],
  [
    'Bottlerocket for Kubernetes',
    on({ ImageId: bottlerocket('aws-k8s-1.31'), UserData: toml(ref('Cluster')) }),
    ['error CapacityProvider.imageWithoutAgent'],
  ],
  [
    'Ubuntu by its parameter',
    on({ ImageId: ssm('/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id') }),
    ['error CapacityProvider.imageWithoutAgent'],
  ],
  ['Bottlerocket with a script', on({ ImageId: bottlerocket() }), ['error CapacityProvider.userData']],
  [
    'Bottlerocket with commands, as aws-ecs writes them unless it is told',
    on({
      ImageId: bottlerocket(),
      UserData: { 'Fn::Base64': sub('\necho ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config') },
    }),
    ['error CapacityProvider.userData'],
  ],
  ['Amazon Linux with settings', on({ UserData: toml(ref('Cluster')) }), ['error CapacityProvider.userData']],
  ['no user data', on({ UserData: undefined }), ['error CapacityProvider.otherCluster']],
  [
    'user data without a cluster',
    on({ UserData: { 'Fn::Base64': '#!/bin/bash\nyum update -y' } }),
    ['error CapacityProvider.otherCluster'],
  ],
  [
    'settings without a cluster',
    on({ ImageId: bottlerocket(), UserData: { 'Fn::Base64': '[settings.kernel]\nlockdown = "integrity"' } }),
    ['error CapacityProvider.otherCluster'],
  ],
  [
    'another cluster by name',
    on({ UserData: joining('other') }, {}, named('prod')),
    ['error CapacityProvider.otherCluster'],
  ],
  [
    'another cluster of the app',
    on({ UserData: joining(ref('Second')) }, {}, { Second: { Type: 'AWS::ECS::Cluster', Properties: {} } }),
    ['error CapacityProvider.otherCluster'],
  ],
  [
    'another cluster in a file of cfn-init',
    on({}, {}, { ...initialised('ECS_CLUSTER=other'), ...named('prod') }),
    ['error CapacityProvider.otherCluster'],
  ],
  [
    'two clusters',
    on({ UserData: joining(ref('Cluster'), 'echo ECS_CLUSTER=other >> /etc/ecs/ecs.config') }),
    ['warning CapacityProvider.twoClusters'],
  ],
  ['Spot without draining', on({ ...spot }), ['warning Interruption.draining']],
  [
    'Spot in a mix without draining',
    on(
      {},
      {
        ...mixed({ InstanceType: 'm5.large' }),
        MixedInstancesPolicy: {
          ...mixed({ InstanceType: 'm5.large' }).MixedInstancesPolicy,
          InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
        },
      },
    ),
    ['warning Interruption.draining'],
  ],
  ['a type that there is not', on({ InstanceType: 'm5.lrage' }), ['warning CapacityProvider.unknownType']],
  ['a tier that no host registers', placed('attribute:tier == plain'), ['error CapacityPlan.noSuchHost']],
  ['an attribute that no host registers', placed('attribute:disk exists'), ['error CapacityPlan.noSuchHost']],
  [
    'types that a constraint rules out',
    placed('attribute:ecs.instance-type =~ c5.*'),
    ['error CapacityPlan.noSuchHost'],
  ],
  [
    'types that a list does not have',
    placed('attribute:ecs.instance-type in [t3.small, t3.large]'),
    ['error CapacityPlan.noSuchHost'],
  ],
  [
    'requirements that hold no task',
    managed({ VCpuCount: { Min: 1, Max: 4 }, MemoryMiB: { Min: 2048, Max: 8192 } }, { Cpu: '8192', Memory: '4096' }),
    ['error CapacityPlan.taskTooLarge'],
  ],
  [
    'a task for arm64 on allowed types of Intel',
    managed({ AllowedInstanceTypes: ['m5.*'], VCpuCount: { Min: 1 }, MemoryMiB: { Min: 2048 } }, arm),
    ['error CapacityStrategy.architecture'],
  ],
  [
    'launch type EC2 on hosts that are too small',
    byLaunchType({ Memory: 3072 }, { InstanceType: 't3.micro' }),
    ['warning CapacityPlan.taskTooLarge'],
  ],
  [
    'launch type EC2 on too few hosts',
    template(taskOnEc2(), service({ LaunchType: 'EC2', DesiredCount: 6 }), {
      ...hosts({ InstanceType: 't2.small' }, { MaxSize: '2' }),
      Provider: undefined,
      Providers: undefined,
    }),
    ['warning CapacityPlan.groupTooSmall'],
  ],
  ['96 fixed ports on an instance', twoOfPorts(48, '1'), ['error CapacityPlan.groupTooSmall']],
];

test.each(RIGHT)('right, and nothing is said: %s', (_, app) => {
  expect(found(app)).toEqual([]);
});

test.each(BROKEN)('told: %s', (_, app, expected) => {
  expect(found(app)).toEqual(expected);
});

test('messages name the group, what is wrong and the way out', () => {
  const messages = ['imageArchitecture', 'otherCluster', 'unknownType'].map(
    (code) =>
      BROKEN.filter(([, , [expected]]) => expected.endsWith(code)).flatMap(([, app]) =>
        CapacityChecks.checkAssembly(written(app)).map(({ message }) => message.replace(/Shop\d+/g, 'Shop')),
      )[0],
  );

  expect(messages).toEqual([
    `image '${AL2023}/recommended/image_id' of 'Shop/Hosts' is for x86_64, and 'c6g.large' is not, so no instance starts; use the image for arm64, as ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM) gives, or other types`,
    "the provider of 'Shop/Hosts' is attached to 'Shop/Cluster', and its instances join the cluster 'default', since their user data names none, so no task is placed on them; write ECS_CLUSTER=<name> into /etc/ecs/ecs.config, as Cluster.addAsgCapacityProvider and AsgCapacity do",
    "instance type 'm5.lrage' of 'Shop/Hosts' is none that this version knows; did you mean 'm5.large'; it is left out of the plan",
  ]);
});

describe('apps of aws-ecs', () => {
  const fleet = (build: (app: App, base: Stack, stack: Stack, vpc: ec2.Vpc) => void) => {
    const app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    const [base, stack] = [new Stack(app, 'Base'), new Stack(app, 'Shop')];
    build(app, base, stack, new ec2.Vpc(base, 'Vpc', { maxAzs: 1, natGateways: 1 }));
    return CapacityChecks.checkAssembly(app.synth().directory)
      .map(({ severity, code }) => `${severity} ${code}`)
      .filter((line) => !/defaultIgnored|desiredCapacity/.test(line));
  };
  const group = (scope: Stack, vpc: ec2.IVpc, type: string, machineImage: ec2.IMachineImage, userData?: ec2.UserData) =>
    new autoscaling.AutoScalingGroup(scope, 'Hosts', {
      vpc,
      maxCapacity: 4,
      launchTemplate: new ec2.LaunchTemplate(scope, 'Launch', {
        instanceType: new ec2.InstanceType(type),
        machineImage,
        userData: userData ?? ec2.UserData.forLinux(),
        role: new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
        securityGroup: new ec2.SecurityGroup(scope, 'Group', { vpc }),
      }),
    });

  test('a provider in one stack and its cluster in another are right together', () => {
    const found = fleet((_, base, stack, vpc) => {
      const cluster = new ecs.Cluster(base, 'Cluster', { vpc });
      const hosts = group(base, vpc, 'm7g.large', ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM));
      const provider = new ecs.AsgCapacityProvider(base, 'Provider', { autoScalingGroup: hosts });
      cluster.addAsgCapacityProvider(provider);
      const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');
      taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.27'), memoryLimitMiB: 256 });
      new ecs.Ec2Service(stack, 'Service', {
        cluster,
        taskDefinition,
        capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }],
      });
    });

    expect(found).toEqual([]);
  });

  test('an imported cluster may be any', () => {
    const found = fleet((_, __, stack, vpc) => {
      const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'prod', vpc });
      const hosts = group(stack, vpc, 'm5.large', ecs.EcsOptimizedImage.amazonLinux2023());
      new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup: hosts });
      expect(cluster.clusterName).toBe('prod');
    });

    expect(found).toEqual([]);
  });

  test('the capacity that a cluster adds for Graviton has the image for x86_64', () => {
    const found = fleet((_, base, __, vpc) => {
      new ecs.Cluster(base, 'Cluster', { vpc }).addCapacity('Capacity', {
        instanceType: new ec2.InstanceType('c6g.large'),
      });
    });

    expect(found).toEqual(['error CapacityProvider.imageArchitecture']);
  });

  test('hosts of one stack that join a cluster of a third', () => {
    const found = fleet((_, base, stack, vpc) => {
      const [cluster, other] = ['Cluster', 'Other'].map((id) => new ecs.Cluster(base, id, { vpc }));
      const userData = ec2.UserData.forLinux();
      userData.addCommands(`echo ECS_CLUSTER=${other.clusterName} >> /etc/ecs/ecs.config`);
      const hosts = group(stack, vpc, 'm5.large', ecs.EcsOptimizedImage.amazonLinux2023(), userData);
      const provider = new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup: hosts });
      new ecs.CfnClusterCapacityProviderAssociations(stack, 'Providers', {
        cluster: cluster.clusterName,
        capacityProviders: [provider.capacityProviderName],
        defaultCapacityProviderStrategy: [],
      });
    });

    expect(found).toEqual(['error CapacityProvider.otherCluster']);
  });
});
