import {
  App,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_logs as logs,
  CfnResource,
  NestedStack,
  Fn,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AsgCapacity } from '../../lib/capacity-providers/asg-capacity';
import type { AsgCapacityProps } from '../../lib/capacity-providers/asg-capacity-props';
import { Capacity, CapacityKind } from '../../lib/capacity-providers/capacity';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { HostOperatingSystem } from '../../lib/capacity-providers/host-operating-system';
import { ManagedInstancesCapacity } from '../../lib/capacity-providers/managed-instances-capacity';
import { hostFindings } from '../../lib/capacity-providers/rules/host-checks';
import { readCapacity } from '../../lib/app-model/capacity/capacity-reading';
import { ServiceCapacity } from '../../lib/capacity-providers/service-capacity';
import { TaskCluster } from '../../lib/capacity-providers/task-cluster';
import { ExecAccess } from '../../lib/security/exec-access';
import { HostRole } from '../../lib/security/host-role';
import { onlyProperties, testApp, testStack } from '../support/stacks';

/*
 * What a first deployment, an update and a deletion meet on an account, and no template says.
 */

const LARGE = new ec2.InstanceType('m7i.large');

function base(stack: Stack = testStack()) {
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  return { stack, vpc, cluster: new TaskCluster(stack, 'Cluster', { vpc }) };
}

function hosts(props: Partial<AsgCapacityProps> = {}, stack?: Stack) {
  const world = base(stack);
  const capacity = new AsgCapacity(world.stack, 'Hosts', {
    cluster: world.cluster,
    instanceTypes: [LARGE],
    maxCapacity: 4,
    ...props,
  });
  return { ...world, capacity };
}

function ec2Service(stack: Stack, cluster: ecs.ICluster, props: Partial<ecs.Ec2ServiceProps> = {}) {
  const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
  taskDefinition.addContainer('App', {
    image: ecs.ContainerImage.fromRegistry('app'),
    memoryLimitMiB: 128,
    portMappings: [{ containerPort: 80, name: 'http' }],
  });
  return new ecs.Ec2Service(stack, 'Service', {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    ...props,
  });
}

const warnings = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

describe('refresh of instances', () => {
  test.each([
    [true, 'Ignore'],
    [false, 'Refresh'],
    [undefined, 'Refresh'],
  ])('with termination protection %p, protected instances are treated by %p', (terminationProtection, expected) => {
    const { stack } = hosts({ terminationProtection });

    Template.fromStack(stack).hasResource('AWS::AutoScaling::AutoScalingGroup', {
      UpdatePolicy: { AutoScalingInstanceRefresh: { Preferences: { ScaleInProtectedInstances: expected } } },
    });
  });
});

describe('Bottlerocket', () => {
  const bottlerocket = { operatingSystem: HostOperatingSystem.BOTTLEROCKET };

  test('fails when tasks in host mode are to have no role: its agent always gives it', () => {
    expect(() => hosts({ ...bottlerocket, hostNetworkTasks: false })).toThrow(
      "[AsgCapacity.bottlerocketHostNetwork] 'hostNetworkTasks' cannot be false on Bottlerocket",
    );
    expect(Template.fromStack(hosts({ ...bottlerocket, hostNetworkTasks: true }).stack).toJSON()).toEqual(
      Template.fromStack(hosts(bottlerocket).stack).toJSON(),
    );
  });

  test.each<[string, Partial<AsgCapacityProps>, ecs.EfsVolumeConfiguration, number]>([
    ['TLS', bottlerocket, { fileSystemId: 'fs-1', transitEncryption: 'ENABLED' }, 1],
    ['an access point', bottlerocket, { fileSystemId: 'fs-1', authorizationConfig: { accessPointId: 'fsap-1' } }, 1],
    ['neither', bottlerocket, { fileSystemId: 'fs-1' }, 0],
    ['TLS, on Amazon Linux', {}, { fileSystemId: 'fs-1', transitEncryption: 'ENABLED' }, 0],
  ])('a volume of EFS with %s', (_, props, efsVolumeConfiguration, count) => {
    const { stack, cluster, capacity } = hosts(props);
    const service = ec2Service(stack, cluster).with(
      new ServiceCapacity(CapacityStrategy.only(capacity), cluster),
    ) as ecs.Ec2Service;
    service.taskDefinition.addVolume({ name: 'files', efsVolumeConfiguration });
    const template = (stack.node.root as App).synth().getStackByName('TestStack').template as Record<string, unknown>;

    const found = hostFindings(readCapacity([{ name: 'S', template }])).map(({ finding }) => finding);

    expect(found).toHaveLength(count);
    found.forEach(({ severity, code, message }) =>
      expect(`${severity} [${code}] ${message}`).toContain(
        "warning [CapacityPlan.bottlerocketEfs] volume 'files' of 'S/ServiceD69D759B' is a file system of EFS over TLS",
      ),
    );
  });
});

describe('subnets', () => {
  test.each([[{ subnets: [] }], [{ availabilityZones: ['typo'] }]])(
    'fails when a selection has none: %p',
    (vpcSubnets) => {
      const { stack, cluster } = base();
      const message = "noSubnets] 'vpcSubnets' selects no subnet of the VPC, got none; check its zones, names and type";

      expect(
        () => new AsgCapacity(stack, 'Hosts', { cluster, instanceTypes: [LARGE], maxCapacity: 1, vpcSubnets }),
      ).toThrow(`[AsgCapacity.${message}`);
      expect(() => new ManagedInstancesCapacity(stack, 'Managed', { cluster, vpcSubnets })).toThrow(
        `[ManagedInstancesCapacity.${message}`,
      );
    },
  );
});

describe('names of providers', () => {
  const named = (stackName: string) => {
    const stack = new Stack(testApp(), stackName);
    const { cluster } = hosts({}, stack);
    new ManagedInstancesCapacity(stack, 'Managed', { cluster });
    return Object.values(Template.fromStack(stack).findResources('AWS::ECS::CapacityProvider')).map(
      ({ Properties }) => Properties.Name,
    );
  };

  test.each([['EcsDemo'], ['FargateMix'], ['AwsShop']])('do not begin as that of the stack %s does', (stackName) => {
    expect(named(stackName)).toEqual([
      { 'Fn::Join': ['', ['cp-', { Ref: expect.stringMatching(/^HostsGroupASG/) }]] },
      expect.stringMatching(/^cp-/),
    ]);
  });

  test('nor do they in a stack that is nested in one', () => {
    const nested = new NestedStack(new Stack(testApp(), 'EcsDemo'), 'Nested');
    const { capacity } = hosts({}, nested);
    const provider = capacity.node.findAll().find((each) => ecs.CfnCapacityProvider.isCfnCapacityProvider(each));

    expect(nested.resolve((provider as ecs.CfnCapacityProvider).name)).toEqual({
      'Fn::Join': ['', ['cp-', { Ref: expect.stringMatching(/^HostsGroupASG/) }]],
    });
  });

  test('are left to CloudFormation in every other stack', () => {
    expect(named('Shop')).toEqual([undefined, undefined]);
  });
});

describe('input that would be dropped', () => {
  test('fails when a retention stands beside a log group, which has its own', () => {
    const { stack, vpc } = base();
    const execLogGroup = new logs.LogGroup(stack, 'Mine');

    expect(
      () => new TaskCluster(stack, 'Other', { vpc, execLogGroup, execLogRetention: logs.RetentionDays.ONE_DAY }),
    ).toThrow("TestStack: [TaskCluster.execLogRetention] 'execLogRetention' of Other is for the log group");
  });

  test('fails when a level of Container Insights or a kind of capacity is none', () => {
    const { stack, vpc } = base();

    expect(() => new TaskCluster(stack, 'Other', { vpc, containerInsights: 'on' as ecs.ContainerInsights })).toThrow(
      "[TaskCluster.containerInsights] 'containerInsights' must be one of 'enabled', 'disabled', 'enhanced', got the text 'on'",
    );
    expect(() => Capacity.fromName('mine', { kind: 'EC2' as CapacityKind })).toThrow("[Props.wrongType] 'kind'");
    expect(() => Capacity.fromName('', { kind: CapacityKind.AUTO_SCALING_GROUP })).toThrow('[Capacity.name]');
  });
});

describe('changes of one cluster', () => {
  test('the association comes after the provider that belongs to the cluster by creation, whatever was made first', () => {
    const { stack, cluster } = hosts();
    new ManagedInstancesCapacity(stack, 'Managed', { cluster });

    Template.fromStack(stack).hasResource('AWS::ECS::ClusterCapacityProviderAssociations', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ManagedCapacityProvider')]),
    });
  });

  test('an association of another cluster does not wait', () => {
    const { stack, cluster, vpc } = base();
    new ManagedInstancesCapacity(stack, 'Managed', { cluster });
    const other = new TaskCluster(stack, 'Other', { vpc });

    const associations = Template.fromStack(stack).findResources('AWS::ECS::ClusterCapacityProviderAssociations', {
      Properties: { Cluster: stack.resolve(other.clusterName) },
    });

    expect(Object.values(associations)).toEqual([expect.not.objectContaining({ DependsOn: expect.anything() })]);
  });
});

test('hosts of Managed Instances may send their system log to their own cluster, without a condition', () => {
  const { stack, cluster } = base();
  new HostRole(stack, 'Role', { cluster, managedInstances: true });

  const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );

  expect(statements.filter(({ Action }: { Action: unknown }) => Action === 'ecs:PutSystemLogEvents')).toEqual([
    {
      Action: 'ecs:PutSystemLogEvents',
      Effect: 'Allow',
      Resource: {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':ecs:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            ':container-instance/',
            { Ref: expect.stringMatching(/^Cluster/) },
            '/*',
          ],
        ],
      },
    },
  ]);
  expect(JSON.stringify(statements.filter(({ Condition }: { Condition?: unknown }) => Condition))).not.toContain(
    'PutSystemLogEvents',
  );
});

describe('signature of a strategy', () => {
  const signature = (weight: number) =>
    CapacityStrategy.split(
      { capacity: Capacity.fromName('a'.repeat(200), { kind: CapacityKind.AUTO_SCALING_GROUP }), base: 1 },
      { capacity: Capacity.fromName('b'.repeat(200), { kind: CapacityKind.AUTO_SCALING_GROUP }), weight },
    )._signature();

  test('a change beyond what ECS takes changes it all the same', () => {
    expect(signature(1)).not.toBe(signature(2));
    expect(signature(1)).toBe(signature(1));
    expect(signature(1).length).toBeLessThanOrEqual(255);
  });

  test('names that only the deployment knows stay in it, and leave no trace of what stands for them', () => {
    const long = { capacity: Capacity.fromName('a'.repeat(250), { kind: CapacityKind.AUTO_SCALING_GROUP }), weight: 1 };
    const of = (name: string) =>
      CapacityStrategy.split(long, {
        capacity: Capacity.fromName(name, { kind: CapacityKind.AUTO_SCALING_GROUP }),
        weight: 1,
      })._signature();
    const [one, other] = [Fn.ref('Provider'), Fn.ref('Provider')];

    const rendered = [of(one), of(other)].map((text) => testStack().resolve(text));

    expect(rendered[0]).toEqual({
      'Fn::Join': ['', [expect.stringMatching(/^[0-9a-f]{64} $/), { Ref: 'Provider' }, ':0:1']],
    });
    expect(rendered[1]).toEqual(rendered[0]);
  });

  test('a short one stays readable', () => {
    expect(CapacityStrategy.onDemandFloor(2)._signature()).toBe('FARGATE:2:0 FARGATE_SPOT:0:1');
  });
});

describe('a choice that is left to the cluster', () => {
  function l2(): { stack: Stack; cluster: ecs.Cluster } {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
    new ecs.CfnService(stack, 'Service', { cluster: cluster.clusterName, taskDefinition: 'task' }).with(
      new ServiceCapacity(CapacityStrategy.clusterDefault(), cluster),
    );
    return { stack, cluster };
  }

  test('fails when the cluster of this app has no default strategy', () => {
    const { stack } = l2();

    expect(() => Template.fromStack(stack)).toThrow(
      '[CapacityStrategy.noDefault] services leave the choice to the default capacity provider strategy of the cluster',
    );
  });

  test.each<[string, (cluster: ecs.Cluster, stack: Stack) => void]>([
    [
      "aws-cdk-lib's method, later",
      (cluster) => cluster.addDefaultCapacityProviderStrategy([{ capacityProvider: 'FARGATE', weight: 1 }]),
    ],
    [
      'the property of the cluster',
      (cluster) => {
        (cluster.node.defaultChild as ecs.CfnCluster).defaultCapacityProviderStrategy = [
          { capacityProvider: 'FARGATE', weight: 1 },
        ];
      },
    ],
    [
      'an association of its own',
      (cluster, stack) => {
        new ecs.CfnClusterCapacityProviderAssociations(stack, 'Association', {
          cluster: cluster.clusterName,
          capacityProviders: ['FARGATE'],
          defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
        });
      },
    ],
  ])('takes a default by %s', (_, give) => {
    const { stack, cluster } = l2();
    give(cluster, stack);

    expect(() => (stack.node.root as App).synth()).not.toThrow('CapacityStrategy.noDefault');
  });
});

describe('ServiceCapacity on a service that is there', () => {
  test('fails without a strategy', () => {
    expect(() => new ServiceCapacity('FARGATE_SPOT' as unknown as CapacityStrategy, base().cluster)).toThrow(
      "[Props.wrongType] 'strategy' of ServiceCapacity must be a CapacityStrategy, got the text 'FARGATE_SPOT'",
    );
  });

  test('fails for a daemon, and leaves it as it is', () => {
    const { stack, cluster, capacity } = hosts();
    const daemon = ec2Service(stack, cluster, { daemon: true, minHealthyPercent: 0, maxHealthyPercent: 100 });

    expect(() => daemon.with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster))).toThrow(
      '[ServiceCapacity.daemon] ECS takes no capacity provider strategy with the scheduling strategy DAEMON; leave ServiceCapacity out and give the service the launch type EC2, got launch type EC2',
    );
  });

  test('a daemon keeps its launch type on a cluster whose default is on hosts', () => {
    const { stack, cluster, capacity } = hosts();
    cluster.useByDefault(CapacityStrategy.only(capacity));
    ec2Service(stack, cluster, { daemon: true, minHealthyPercent: 0, maxHealthyPercent: 100 });

    expect(onlyProperties(stack, 'AWS::ECS::Service')).toMatchObject({
      LaunchType: 'EC2',
      SchedulingStrategy: 'DAEMON',
    });
    expect(onlyProperties(stack, 'AWS::ECS::Service')).not.toHaveProperty('ForceNewDeployment');
  });

  test.each<[string, Partial<ecs.Ec2ServiceProps>, string]>([
    ['a name of its own', { serviceName: 'shop' }, 'this one has a name of its own, which'],
    [
      'a server of Service Connect',
      { serviceConnectConfiguration: { namespace: 'shop', services: [{ portMappingName: 'http' }] } },
      'this one has names in a namespace of Service Connect, which',
    ],
  ])('warns that it is replaced when it has %s', (_, props, message) => {
    const { stack, cluster, capacity } = hosts();
    const service = ec2Service(stack, cluster, props);
    service.with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster));

    expect(warnings(stack).filter((text) => text.includes('is replaced when it gets'))).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test.each<[string, Partial<ecs.Ec2ServiceProps>]>([
    ['a name that CloudFormation gives', {}],
    ['a client of Service Connect', { serviceConnectConfiguration: { namespace: 'shop' } }],
    [
      'a strategy already',
      { serviceName: 'shop', capacityProviderStrategies: [{ capacityProvider: 'mine', weight: 1 }] },
    ],
  ])('says nothing of %s', (_, props) => {
    const { stack, cluster, capacity } = hosts();
    ec2Service(stack, cluster, props).with(new ServiceCapacity(CapacityStrategy.only(capacity), cluster));

    expect(warnings(stack).filter((text) => text.includes('is replaced when it gets'))).toEqual([]);
  });

  test('the warning can be acknowledged', () => {
    const { stack, cluster, capacity } = hosts();
    Validations.of(stack).acknowledge({ id: 'cdk-ecs-groundwork:ServiceCapacity.replacesService', reason: 'new' });
    ec2Service(stack, cluster, { serviceName: 'shop' }).with(
      new ServiceCapacity(CapacityStrategy.only(capacity), cluster),
    );

    expect(warnings(stack).filter((text) => text.includes('is replaced when it gets'))).toEqual([]);
  });
});

describe('the record of Exec sessions', () => {
  const groups = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));

  test("is the cluster's own group where nothing else records them", () => {
    expect(groups(base().stack)).toEqual([expect.stringMatching(/^ClusterExecLog/)]);
  });

  test('is one group when an ExecAccess records them', () => {
    const { stack, cluster } = base();
    new ExecAccess(stack, 'Exec').configure(cluster);

    expect(groups(stack)).toEqual([expect.stringMatching(/^ExecSessions/)]);
  });

  test("the cluster's own group stays when somebody asks for it", () => {
    const { stack, cluster } = base();
    new ExecAccess(stack, 'Exec').configure(cluster);
    new CfnResource(stack, 'Reader', { type: 'Reader', properties: { Group: cluster.execLogGroup.logGroupName } });

    expect(groups(stack)).toHaveLength(2);
  });

  test('a service of aws-cdk-lib that turns Exec on afterwards writes where the sessions are recorded', () => {
    const { stack, cluster, capacity } = hosts();
    new ExecAccess(stack, 'Exec').configure(cluster);
    ec2Service(stack, cluster, { enableExecuteCommand: true }).with(
      new ServiceCapacity(CapacityStrategy.only(capacity), cluster),
    );

    expect(groups(stack)).toEqual([expect.stringMatching(/^ExecSessions/)]);
    expect(JSON.stringify(Template.fromStack(stack))).not.toContain('ClusterExecLog');
  });

  test('a service that turned Exec on before keeps the group that its role may write to', () => {
    const { stack, cluster, capacity } = hosts();
    ec2Service(stack, cluster, { enableExecuteCommand: true }).with(
      new ServiceCapacity(CapacityStrategy.only(capacity), cluster),
    );
    new ExecAccess(stack, 'Exec').configure(cluster);

    expect(groups(stack)).toHaveLength(2);
  });

  test("a service of aws-cdk-lib that turns Exec on writes to the cluster's own group", () => {
    const { stack, cluster, capacity } = hosts();
    ec2Service(stack, cluster, { enableExecuteCommand: true }).with(
      new ServiceCapacity(CapacityStrategy.only(capacity), cluster),
    );

    expect(groups(stack)).toEqual([expect.stringMatching(/^ClusterExecLog/)]);
    expect(onlyProperties(stack, 'AWS::ECS::Cluster').Configuration.ExecuteCommandConfiguration).toEqual({
      Logging: 'OVERRIDE',
      LogConfiguration: { CloudWatchLogGroupName: { Ref: groups(stack)[0] } },
    });
  });
});
