import {
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  aws_iam as iam,
  Duration,
  Lazy,
  Size,
  Stack,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { IdleInstances } from '../../lib/capacity-providers/idle-instances';
import {
  ManagedInstancesCapacity,
  ManagedInstancesCapacityProps,
  ManagedInstancesPurchase,
  ReservationPreference,
} from '../../lib/capacity-providers/managed-instances-capacity';
import { INTERRUPTION } from '../../lib/internal/handlers';
import { SpotInterruptions } from '../../lib/capacity-providers/spot-interruptions';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { onlyProperties, testStack } from '../support/stacks';

function base() {
  const stack = testStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  return { stack, vpc, cluster: new TaskCluster(stack, 'Cluster', { vpc }) };
}

function managed(props: Partial<ManagedInstancesCapacityProps> = {}) {
  const { stack, vpc, cluster } = base();
  return { stack, vpc, cluster, capacity: new ManagedInstancesCapacity(stack, 'Managed', { cluster, ...props }) };
}

const provider = (stack: Stack) => onlyProperties(stack, 'AWS::ECS::CapacityProvider');

function service(stack: Stack, cluster: ecs.ICluster, strategy: CapacityStrategy) {
  const taskDefinition = new ecs.TaskDefinition(stack, 'Task', {
    compatibility: ecs.Compatibility.MANAGED_INSTANCES,
    cpu: '256',
    memoryMiB: '512',
    networkMode: ecs.NetworkMode.AWS_VPC,
  });
  taskDefinition.addContainer('App', { image: ecs.ContainerImage.fromRegistry('app') });
  return new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    capacityProviderStrategies: strategy.bind(cluster),
  });
}

describe('ManagedInstancesCapacity', () => {
  test('says no more than what was asked for', () => {
    const { stack } = managed();

    const { ClusterName, Name, ManagedInstancesProvider } = provider(stack);
    expect(ClusterName).toEqual({ Ref: expect.stringMatching(/^Cluster/) });
    expect(Name).toBeUndefined();
    expect(Object.keys(ManagedInstancesProvider).sort()).toEqual(['InfrastructureRoleArn', 'InstanceLaunchTemplate']);
    expect(Object.keys(ManagedInstancesProvider.InstanceLaunchTemplate).sort()).toEqual([
      'Ec2InstanceProfileArn',
      'NetworkConfiguration',
    ]);
  });

  test('sets every property there is', () => {
    const { stack } = managed({
      capacityProviderName: 'named',
      purchase: ManagedInstancesPurchase.RESERVED,
      reservationGroupArn: 'group',
      reservationPreference: ReservationPreference.RESERVATIONS_FIRST,
      instanceRequirements: { vCpuCountMin: 2, memoryMin: Size.gibibytes(4), allowedInstanceTypes: ['m7*'] },
      storage: Size.gibibytes(100),
      localStorage: true,
      detailedMonitoring: true,
      fips: true,
      nitroEnclaves: true,
      autoRepair: true,
      idleInstances: IdleInstances.terminateAfter(Duration.minutes(10)),
      propagateTags: true,
      instanceMetadataTags: false,
    });

    expect(provider(stack)).toMatchObject({
      Name: 'named',
      ManagedInstancesProvider: {
        AutoRepairConfiguration: { ActionsStatus: 'ENABLED' },
        InfrastructureOptimization: { ScaleInAfter: 600 },
        PropagateTags: 'CAPACITY_PROVIDER',
        InstanceLaunchTemplate: {
          CapacityOptionType: 'RESERVED',
          CapacityReservations: { ReservationGroupArn: 'group', ReservationPreference: 'RESERVATIONS_FIRST' },
          FipsEnabled: true,
          InstanceMetadataTagsPropagation: false,
          InstanceRequirements: { AllowedInstanceTypes: ['m7*'] },
          LocalStorageConfiguration: { UseLocalStorage: true },
          Monitoring: 'DETAILED',
          NitroEnclavesEnabled: true,
          StorageConfiguration: { StorageSizeGiB: 100 },
        },
      },
    });
  });

  test('switches can be turned off, too', () => {
    const { stack } = managed({
      autoRepair: false,
      detailedMonitoring: false,
      propagateTags: false,
      idleInstances: IdleInstances.keep(),
      purchase: ManagedInstancesPurchase.SPOT,
    });

    expect(provider(stack).ManagedInstancesProvider).toMatchObject({
      AutoRepairConfiguration: { ActionsStatus: 'DISABLED' },
      InfrastructureOptimization: { ScaleInAfter: -1 },
      PropagateTags: 'NONE',
      InstanceLaunchTemplate: { Monitoring: 'BASIC', CapacityOptionType: 'SPOT' },
    });
  });

  test('its role may pass the role of its instances, whatever that is named', () => {
    const { stack } = managed();

    const ofRole = Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^ManagedInfrastructureRole') }] },
    });
    expect(Object.values(ofRole).map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ManagedInstanceRole/), 'Arn'] },
          Condition: { StringLike: { 'iam:PassedToService': 'ec2.*' } },
        },
      ],
    ]);
  });

  test("takes the user's own roles and security groups", () => {
    const { stack, vpc, cluster } = base();
    const infrastructureRole = iam.Role.fromRoleName(stack, 'Infrastructure', 'theirs');
    const instanceProfile = iam.InstanceProfile.fromInstanceProfileName(stack, 'Profile', 'theirs');
    new ManagedInstancesCapacity(stack, 'Managed', {
      cluster,
      infrastructureRole,
      instanceProfile,
      securityGroups: [new ec2.SecurityGroup(stack, 'Mine', { vpc })],
    });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  });

  test('is not in the association, may be the default, and services wait for it', () => {
    const { stack, cluster, capacity } = managed();
    cluster.useByDefault(CapacityStrategy.only(capacity));
    service(stack, cluster, CapacityStrategy.clusterDefault());

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: { Ref: Match.stringLikeRegexp('^Managed') }, Weight: 1 }],
    });
    template.hasResource('AWS::ECS::Service', {
      Properties: { LaunchType: Match.absent() },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ManagedCapacityProvider')]),
    });
  });

  test('joins an imported cluster', () => {
    const { stack, vpc } = base();
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Theirs', { clusterName: 'theirs', vpc });
    const capacity = new ManagedInstancesCapacity(stack, 'Managed', { cluster });
    service(stack, cluster, CapacityStrategy.only(capacity));

    expect(provider(stack).ClusterName).toBe('theirs');
    Template.fromStack(stack).resourceCountIs('Custom::EcsClusterAttachment', 0);
  });

  test.each<[string, Partial<ManagedInstancesCapacityProps>]>([
    [
      "[ManagedInstancesCapacity.storage] 'storage' in GiB must be an integer from 30 to 16384, got 29",
      { storage: Size.gibibytes(29) },
    ],
    [
      "[ManagedInstancesCapacity.storage] 'storage' in GiB must be an integer from 30 to 16384, got 20480",
      { storage: Size.tebibytes(20) },
    ],
    ['[ManagedInstancesCapacity.securityGroups]', { securityGroups: [] }],
    ['[CapacityProvider.name]', { capacityProviderName: 'aws-mine' }],
    ["[Props.wrongType] 'storage'", { storage: Size.gibibytes(Number.NaN) }],
    [
      "[Props.wrongType] 'purchase' of ManagedInstancesCapacity must be a member of ManagedInstancesPurchase (ON_DEMAND, SPOT, RESERVED), got the text 'spot'",
      { purchase: 'spot' as ManagedInstancesPurchase },
    ],
    ["[Props.wrongType] 'reservationPreference'", { reservationPreference: 'ALL' as ReservationPreference }],
    ...[
      'localStorage',
      'detailedMonitoring',
      'fips',
      'nitroEnclaves',
      'autoRepair',
      'propagateTags',
      'instanceMetadataTags',
    ].map((name): [string, Partial<ManagedInstancesCapacityProps>] => [
      `[Props.wrongType] '${name}' of ManagedInstancesCapacity must be true or false, got the text 'false'`,
      { [name]: 'false' } as unknown as Partial<ManagedInstancesCapacityProps>,
    ]),
  ])('fails with %s', (message, props) => {
    expect(() => managed(props)).toThrow(message);
  });

  test('a size that is known only at deployment trips no check', () => {
    const { stack } = managed({ storage: Size.gibibytes(Lazy.number({ produce: () => 20_000 })) });

    expect(provider(stack).ManagedInstancesProvider.InstanceLaunchTemplate.StorageConfiguration).toEqual({
      StorageSizeGiB: 20_000,
    });
  });
});

describe('IdleInstances', () => {
  test.each([[0], [3600]])('takes %p seconds', (seconds) => {
    expect(IdleInstances.terminateAfter(Duration.seconds(seconds)).scaleInAfter).toBe(seconds);
  });

  test('fails above an hour, and takes a token', () => {
    expect(() => IdleInstances.terminateAfter(Duration.seconds(3601))).toThrow(
      "[IdleInstances.terminateAfter] 'delay' in seconds must be an integer from 0 to 3600, got 3601; IdleInstances.keep() keeps them for good",
    );
    const token = Lazy.number({ produce: () => 9999 });
    expect(IdleInstances.terminateAfter(Duration.seconds(token)).scaleInAfter).toBe(token);
  });
});

describe('SpotInterruptions', () => {
  function spot() {
    const { stack, vpc, cluster } = base();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('App', {
      image: ecs.ContainerImage.fromRegistry('app'),
      portMappings: [{ containerPort: 80 }],
    });
    const fargate = new ecs.FargateService(stack, 'Service', {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      capacityProviderStrategies: CapacityStrategy.fargateSpot().bind(cluster),
    });
    const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'Targets', {
      vpc,
      port: 80,
      targetType: elbv2.TargetType.IP,
    });
    return { stack, fargate, targetGroup };
  }

  test('hears the warnings of its service only, and may deregister targets of its groups only', () => {
    const { stack, fargate, targetGroup } = spot();
    new SpotInterruptions(stack, 'Interruptions', { service: fargate, targets: [{ targetGroup, port: 80 }] });

    expect(onlyProperties(stack, 'AWS::Events::Rule').EventPattern).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: [{ 'Fn::GetAtt': [expect.stringMatching(/^Cluster/), 'Arn'] }],
        group: [{ 'Fn::Join': ['', ['service:', { 'Fn::GetAtt': [expect.stringMatching(/^Service/), 'Name'] }]] }],
        stopCode: ['SpotInterruption', 'TerminationNotice'],
        lastStatus: [{ 'anything-but': ['STOPPED'] }],
      },
    });
    expect(onlyProperties(stack, 'AWS::IAM::ManagedPolicy').PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: expect.anything() },
      {
        Effect: 'Allow',
        Action: 'elasticloadbalancing:DeregisterTargets',
        Resource: { Ref: expect.stringMatching(/^Targets/) },
      },
    ]);
  });

  test.each([[0], [70_000], [1.5]])('fails when the port is %p', (port) => {
    const { stack, fargate, targetGroup } = spot();
    const targets = [{ targetGroup, port }];

    expect(() => new SpotInterruptions(stack, 'Interruptions', { service: fargate, targets })).toThrow(
      "[SpotInterruptions.port] 'port' of target 1 must be an integer from 1 to 65535, got",
    );
  });

  test('fails without target groups', () => {
    const { stack, fargate } = spot();

    expect(() => new SpotInterruptions(stack, 'Interruptions', { service: fargate, targets: [] })).toThrow(
      '[SpotInterruptions.targets]',
    );
  });

  async function warned(detail: unknown, failing: Record<string, string> = {}): Promise<unknown[]> {
    const sent: unknown[] = [];
    const exported: { handler?: (event: unknown) => Promise<void> } = {};
    new Function('require', 'exports', 'process', INTERRUPTION)(
      () => ({
        ElasticLoadBalancingV2Client: class {
          public async send(command: { input: any }) {
            sent.push(command.input);
            const name = failing[command.input.TargetGroupArn];
            if (name !== undefined) {
              throw Object.assign(new Error('no'), { name });
            }
          }
        },
        DeregisterTargetsCommand: class {
          constructor(public readonly input: unknown) {}
        },
      }),
      exported,
      {
        env: {
          TARGETS: JSON.stringify([
            { arn: 'a', port: 80 },
            { arn: 'b', port: 8080 },
          ]),
        },
      },
    );
    await exported.handler!({ detail });
    return sent;
  }

  test('the function takes the address of the task out of every group', async () => {
    const attachments = [
      {
        details: [
          { name: 'subnetId', value: 'subnet' },
          { name: 'privateIPv4Address', value: '10.0.0.5' },
        ],
      },
    ];

    expect(await warned({ attachments })).toEqual([
      { TargetGroupArn: 'a', Targets: [{ Id: '10.0.0.5', Port: 80 }] },
      { TargetGroupArn: 'b', Targets: [{ Id: '10.0.0.5', Port: 8080 }] },
    ]);
  });

  const attached = { attachments: [{ details: [{ name: 'privateIPv4Address', value: '10.0.0.5' }] }] };

  test('a group that is gone keeps the task in no other', async () => {
    expect(await warned(attached, { a: 'TargetGroupNotFoundException' })).toHaveLength(2);
  });

  test('another failure is told after all groups were tried', async () => {
    await expect(warned(attached, { a: 'AccessDenied' })).rejects.toThrow('a: AccessDenied: no');
  });

  test.each([[undefined], [{}], [{ attachments: [] }], [{ attachments: [{}] }]])(
    'a task without an address needs nothing',
    async (detail) => {
      expect(await warned(detail)).toEqual([]);
    },
  );
});
