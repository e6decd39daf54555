import { CfnParameter, Fn, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import { ICapacity } from '../../lib/capacity-providers/capacity';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { ManagedInstancesCapacity } from '../../lib/capacity-providers/managed-instances-capacity';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { LogDestination } from '../../lib/firelens/log-destination';
import { ExecAccess } from '../../lib/security/exec-access';
import { HardenedTaskDefinition } from '../../lib/task-definition/hardened-task-definition';
import { ProcessNamespace } from '../../lib/task-definition/process-namespace';
import { ScratchStorage } from '../../lib/task-definition/scratch-storage';
import { SystemControls } from '../../lib/task-definition/system-controls';
import { TaskSize } from '../../lib/task-definition/task-size';
import { TaskEgress } from '../../lib/task-networking/task-egress';
import { TaskNetwork } from '../../lib/task-networking/task-network';
import { AppTelemetry } from '../../lib/workloads/app-telemetry';
import { ServiceDeployment } from '../../lib/workloads/service-deployment';
import { ServiceWorkload } from '../../lib/workloads/service-workload';
import type { ServiceWorkloadProps } from '../../lib/workloads/service-workload-props';
import { testStack } from '../support/stacks';
import { WorkloadSecurityGroups } from '../../lib/workloads/workload-security-groups';
import { DesiredCount } from '../../lib/workloads/desired-count';
import { WorkloadTask } from '../../lib/workloads/workload-task';
import { TaskLogGroup } from '../../lib/workloads/task-log-group';

/** Nothing but what every service has. */
class Plain extends ServiceWorkload {
  constructor(scope: Construct, id: string, props: ServiceWorkloadProps) {
    super(scope, id, props);
  }
}

const image = ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1');
const container = { image, port: 8080 };

function vpcOf(stack: Stack, kind: 'isolated' | 'private' | 'public' | 'mixed' = 'private'): ec2.IVpc {
  const subnets = (name: string) => ({
    [`${name}SubnetIds`]: [`subnet-${name}-1`, `subnet-${name}-2`],
    [`${name}SubnetRouteTableIds`]: [`rtb-${name}-1`, `rtb-${name}-2`],
  });
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    ...(kind === 'mixed' ? { ...subnets('public'), ...subnets('private') } : subnets(kind)),
  });
}

function plain(props: Partial<ServiceWorkloadProps> = {}, stack = testStack(), vpc = vpcOf(stack)) {
  const cluster = props.cluster ?? new ecs.Cluster(stack, 'Cluster', { vpc });
  const made = new Plain(stack, 'Api', {
    ...(props.task?._existing === undefined && { container }),
    ...props,
    cluster,
  });
  return { stack, cluster, vpc, made };
}

function serviceOf(stack: Stack): any {
  const [service] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return service;
}

const egressOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup')).map(
    ({ Properties }) => Properties.SecurityGroupEgress,
  );

describe('defaults of a service', () => {
  test('two tasks of Fargate in private subnets, tagged, rebalanced and rolled back', () => {
    const { stack } = plain();

    expect(serviceOf(stack).Properties).toMatchObject({
      DesiredCount: 2,
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      AvailabilityZoneRebalancing: 'ENABLED',
      EnableECSManagedTags: true,
      PropagateTags: 'SERVICE',
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          SecurityGroups: [{ 'Fn::GetAtt': [expect.stringMatching(/^ApiSecurityGroup/), 'GroupId'] }],
          Subnets: ['subnet-private-1', 'subnet-private-2'],
        },
      },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '256',
      Memory: '512',
      ContainerDefinitions: [Match.objectLike({ Name: 'app', ReadonlyRootFilesystem: true })],
    });
  });

  test('its group is closed but for HTTPS by NAT, and altogether in isolated subnets', () => {
    const https = [expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 })];
    const closed = [expect.objectContaining({ CidrIp: '255.255.255.255/32' })];
    const isolated = testStack();

    expect(egressOf(plain().stack)).toEqual([https]);
    expect(egressOf(plain({ securityGroups: WorkloadSecurityGroups.create({ httpsEgress: false }) }).stack)).toEqual([
      closed,
    ]);
    expect(egressOf(plain({}, isolated, vpcOf(isolated, 'isolated')).stack)).toEqual([closed]);
  });

  test('every one can be said otherwise', () => {
    const stack = testStack();
    const vpc = vpcOf(stack);
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');

    const { made } = plain(
      {
        serviceName: 'api',
        desiredCount: DesiredCount.fixed(3),
        strategy: CapacityStrategy.fargateSpot(),
        securityGroups: WorkloadSecurityGroups.existing([group]),
        vpcSubnets: { subnets: [vpc.privateSubnets[0]] },
        deployment: ServiceDeployment.rolling({ minHealthyPercent: 50, maxHealthyPercent: 150, circuitBreaker: false }),
        task: WorkloadTask.of({ size: TaskSize.of(512, 1024) }),
        container: { ...container, containerName: 'web' },
      },
      stack,
      vpc,
    );

    expect(serviceOf(stack).Properties).toMatchObject({
      ServiceName: 'api',
      DesiredCount: 3,
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: { MinimumHealthyPercent: 50, MaximumPercent: 150 },
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-1'], Subnets: ['subnet-private-1'] } },
    });
    expect(made.taskDefinition.defaultContainer?.containerName).toBe('web');
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('without room for one task more there is no rebalancing', () => {
    const { stack } = plain({
      deployment: ServiceDeployment.rolling({ minHealthyPercent: 50, maxHealthyPercent: 100 }),
    });

    expect(serviceOf(stack).Properties.AvailabilityZoneRebalancing).toBe('DISABLED');
  });
});

describe('where it runs', () => {
  const hosted = (make: (stack: Stack, cluster: TaskCluster) => ICapacity) => {
    const stack = testStack();
    const cluster = new TaskCluster(stack, 'Cluster', { vpc: vpcOf(stack) });
    const strategy = CapacityStrategy.only(make(stack, cluster));
    const { made } = plain(
      { cluster, strategy, container: { ...container, memoryReservationMiB: 256 } },
      stack,
      cluster.vpc,
    );
    return { stack, made };
  };

  test('on an Auto Scaling group as an Ec2Service, spread over zones', () => {
    const { stack, made } = hosted(
      (stack, cluster) =>
        new AsgCapacity(stack, 'Hosts', {
          cluster,
          instanceTypes: [new ec2.InstanceType('m7i.large')],
          maxCapacity: 4,
        }),
    );

    expect(made.service).toBeInstanceOf(ecs.Ec2Service);
    expect(serviceOf(stack).Properties.PlacementStrategies).toEqual([
      { Field: 'attribute:ecs.availability-zone', Type: 'spread' },
    ]);
  });

  test('on Managed Instances as a FargateService', () => {
    const { made } = hosted((stack, cluster) => new ManagedInstancesCapacity(stack, 'Instances', { cluster }));

    expect(made.service).toBeInstanceOf(ecs.FargateService);
  });

  test('by the default of its cluster, and on Fargate of an imported one', () => {
    const stack = testStack();
    const vpc = vpcOf(stack);
    const cluster = new TaskCluster(stack, 'Own', { vpc, defaultStrategy: CapacityStrategy.fargateSpot() });
    const imported = ecs.Cluster.fromClusterAttributes(stack, 'Imported', {
      clusterName: 'c',
      vpc,
      securityGroups: [],
    });

    expect(new Plain(stack, 'A', { cluster, container }).strategy.bind(cluster)).toEqual([
      { capacityProvider: 'FARGATE_SPOT', weight: 1 },
    ]);
    expect(new Plain(stack, 'B', { cluster: imported, container }).strategy.bind(imported)).toEqual([
      { capacityProvider: 'FARGATE', weight: 1 },
    ]);
  });
});

describe('what it takes', () => {
  test('a task definition that exists, whose containers are its own business', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Mine');
    taskDefinition.addContainer('mine', { image });

    const { made } = plain({ task: WorkloadTask.existing(taskDefinition) }, stack);

    expect(made.taskDefinition).toBe(taskDefinition);
    expect(() => made.addSidecar('proxy', { image })).toThrow(
      "TestStack/Api: [Workload.taskDefinitionGiven] sidecar 'proxy' cannot be added: the task definition was given; add the container to 'TestStack/Mine'",
    );
  });

  test('roles, and a log group', () => {
    const stack = testStack();
    const role = (id: string) => iam.Role.fromRoleArn(stack, id, `arn:aws:iam::111122223333:role/${id}`);

    plain(
      {
        task: WorkloadTask.of({
          taskRole: role('App'),
          executionRole: role('Start'),
          logGroup: TaskLogGroup.existing(logs.LogGroup.fromLogGroupName(stack, 'Logs', 'mine')),
        }),
      },
      stack,
    );

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      TaskRoleArn: 'arn:aws:iam::111122223333:role/App',
      ExecutionRoleArn: 'arn:aws:iam::111122223333:role/Start',
      ContainerDefinitions: [
        Match.objectLike({
          LogConfiguration: Match.objectLike({ Options: Match.objectLike({ 'awslogs-group': 'mine' }) }),
        }),
      ],
    });
  });

  test('kernel parameters, namespaces, platform, storage and how long logs are kept', () => {
    const stack = testStack();

    plain(
      {
        task: WorkloadTask.of({
          systemControls: SystemControls.of({ 'net.core.somaxconn': '1024' }),
          processNamespace: ProcessNamespace.sharedByTask(),
          scratch: ScratchStorage.volume(),
          runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
          ephemeralStorage: Size.gibibytes(30),
          volumes: [{ name: 'shared' }],
          logGroup: TaskLogGroup.create({ retention: logs.RetentionDays.ONE_DAY }),
        }),
        container: { ...container, writablePaths: ['/tmp'] },
      },
      stack,
    );

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      PidMode: 'task',
      RuntimePlatform: Match.objectLike({ CpuArchitecture: 'ARM64' }),
      EphemeralStorage: { SizeInGiB: 30 },
      Volumes: Match.arrayWith([{ Name: 'shared' }]),
      ContainerDefinitions: [
        Match.objectLike({ SystemControls: [{ Namespace: 'net.core.somaxconn', Value: '1024' }] }),
      ],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
  });

  test('a log driver of the container alone', () => {
    const { stack } = plain({ container: { ...container, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'mine' }) } });

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          LogConfiguration: Match.objectLike({ Options: Match.objectLike({ 'awslogs-stream-prefix': 'mine' }) }),
        }),
      ],
    });
  });

  test('no sidecar in a hardened task definition of yours either', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Mine', { containers: { mine: { image } } });

    expect(() =>
      plain({ task: WorkloadTask.existing(taskDefinition) }, stack).made.addSidecar('proxy', { image }),
    ).toThrow(
      "TestStack/Api: [Workload.taskDefinitionGiven] sidecar 'proxy' cannot be added: the task definition was given; add the container to 'TestStack/Mine'",
    );
  });

  test('a way to what is no service', () => {
    const { stack, made, vpc } = plain();

    made.allowTo(new ec2.Connections({ securityGroups: [new ec2.SecurityGroup(stack, 'Database', { vpc })] }), 5432);

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432 });
  });

  test('a sidecar, Exec, and logs by a router of the region', () => {
    const stack = testStack();
    const { made } = plain(
      {
        exec: new ExecAccess(stack, 'Exec'),
        task: WorkloadTask.of({ logs: [LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Routed'))] }),
      },
      stack,
      vpcOf(stack, 'isolated'),
    );
    made.addSidecar('proxy', { image });

    const template = Template.fromStack(stack);
    const { ContainerDefinitions } = Object.values(template.findResources('AWS::ECS::TaskDefinition'))[0].Properties;
    const router = ContainerDefinitions.find(({ FirelensConfiguration }: any) => FirelensConfiguration !== undefined);
    expect(ContainerDefinitions.map(({ Name }: any) => Name)).toEqual(
      expect.arrayContaining(['app', 'proxy', router.Name]),
    );
    expect(JSON.stringify(router.Image)).toContain('.dkr.ecr.');
    expect(made.taskDefinition.defaultContainer?.containerName).toBe('app');
    expect(serviceOf(stack).Properties.EnableExecuteCommand).toBe(true);
  });
});

describe('what it waits for', () => {
  test('its policies, its rules, and the routes by NAT', () => {
    const stack = testStack();
    const network = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
    const { made, cluster } = plain({}, stack, network.vpc);
    new Plain(stack, 'Other', { cluster, container }).allowTo(made);

    const waits = Object.entries(Template.fromStack(stack).findResources('AWS::ECS::Service')).find(([id]) =>
      id.startsWith('Api'),
    )![1].DependsOn;

    for (const id of [/^ApiTaskExecutionRoleScoped/, /^ApiSecurityGroupfrom.*8080/, /DefaultRoute/]) {
      expect(waits).toContainEqual(expect.stringMatching(id));
    }
  });
});

describe('refusals', () => {
  const refused = (props: Partial<ServiceWorkloadProps>, kind?: 'mixed') => () => {
    const stack = testStack();
    return plain(props, stack, vpcOf(stack, kind));
  };

  test.each<[string, Partial<ServiceWorkloadProps>, string]>([
    [
      'no container',
      { container: undefined },
      "[Workload.noContainer] 'container' is not given; say which image runs, or give a 'task' that exists",
    ],
    [
      'no destination',
      { task: WorkloadTask.of({ logs: [] }) },
      "[Workload.noLogs] 'logs' of 'task' is empty; name a destination, or leave it out to log to CloudWatch Logs",
    ],
    [
      'no group',
      { securityGroups: WorkloadSecurityGroups.existing([]) },
      "[Workload.noSecurityGroup] 'securityGroups' is empty, and ECS would take the default group of the VPC; leave it out to have a closed one",
    ],
    [
      'half a task',
      { desiredCount: DesiredCount.fixed(1.5) },
      "[Workload.desiredCount] 'desiredCount' must be an integer of at least 0, got 1.5",
    ],
    [
      'fewer than none',
      { desiredCount: DesiredCount.fixed(-1) },
      "[Workload.desiredCount] 'desiredCount' must be an integer of at least 0, got -1",
    ],
    [
      'the default of a cluster that has none',
      { strategy: CapacityStrategy.clusterDefault() },
      "[Workload.unknownStrategy] 'strategy' is CapacityStrategy.clusterDefault(), but 'TestStack/Cluster' is no TaskCluster, so nothing here tells whether it is Fargate, EC2 or Managed Instances; name the providers",
    ],
  ])('fails with %s', (_, props, message) => {
    expect(refused(props)).toThrow(`TestStack/Api: ${message}`);
  });

  test('fails in public subnets, with a container for a task definition that is not hardened, and with logs twice', () => {
    const stack = testStack();

    expect(refused({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, 'mixed')).toThrow(
      "[Workload.publicSubnets] 'vpcSubnets' selects public subnets (PublicSubnet1, PublicSubnet2), in which a task has no public address and reaches nothing; select private or isolated ones, or give the VPC some with a TaskNetwork",
    );
    const plainTask = new ecs.FargateTaskDefinition(stack, 'Mine');
    expect(refused({ task: WorkloadTask.existing(plainTask), container })).toThrow(
      "[Workload.taskDefinitionGiven] 'container' cannot be added to 'TestStack/Mine', which is no HardenedTaskDefinition; add it there with addContainer(), and leave out 'container'",
    );
    expect(
      refused({
        task: WorkloadTask.of({ logs: [LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'L'))] }),
        container: { ...container, logging: ecs.LogDrivers.fluentd() },
      }),
    ).toThrow(
      "[Workload.twoLogs] 'logs' of 'task' and 'container.logging' both say where the container logs to; leave out one",
    );
  });

  test('adds the container to a task definition that exists, and is about it, whatever was added before', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Mine', { containers: { proxy: { image } } });
    const { made } = plain({ task: WorkloadTask.existing(taskDefinition), container }, stack);

    expect(made.taskDefinition).toBe(taskDefinition);
    expect(taskDefinition.defaultContainer!.containerName).toBe('app');
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Name: 'proxy' }), Match.objectLike({ Name: 'app' })],
    });
  });

  test('adds telemetry to a task definition that exists', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Mine', { containers: { web: { image } } });
    plain({ task: WorkloadTask.existing(taskDefinition), telemetry: AppTelemetry.applicationSignals() }, stack);

    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Name: 'web' }), Match.objectLike({ Name: 'cloudwatch-agent' })],
    });
  });

  test('no check trips over what only the deployment knows', () => {
    const stack = testStack();
    const count = new CfnParameter(stack, 'Count', { type: 'Number', default: 2 });
    const groups = Fn.split(',', new CfnParameter(stack, 'Groups').valueAsString);

    plain(
      {
        desiredCount: DesiredCount.fixed(count.valueAsNumber),
        securityGroups: WorkloadSecurityGroups.existing([
          ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', Fn.select(0, groups)),
        ]),
      },
      stack,
    );

    expect(serviceOf(stack).Properties.DesiredCount).toEqual({ Ref: 'Count' });
  });
});
