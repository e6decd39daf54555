import { Aws, aws_autoscaling as autoscaling, aws_ec2 as ec2, aws_ecs as ecs, Lazy, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { Capacity, CapacityKind } from '../../lib/capacity-providers/capacity';
import { CapacityStrategy } from '../../lib/capacity-providers/capacity-strategy';
import { distribute } from '../../lib/capacity-providers/private/distribution';
import { testStack } from '../support/stacks';

const group = (name: string) => Capacity.fromName(name, { kind: CapacityKind.AUTO_SCALING_GROUP });

describe('CapacityStrategy', () => {
  const stack = testStack();
  const cluster = new ecs.Cluster(stack, 'Cluster');

  test.each([
    ['fargate()', CapacityStrategy.fargate(), [{ capacityProvider: 'FARGATE', weight: 1 }]],
    ['fargateSpot()', CapacityStrategy.fargateSpot(), [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]],
    [
      'onDemandFloor(2)',
      CapacityStrategy.onDemandFloor(2),
      [
        { capacityProvider: 'FARGATE', base: 2 },
        { capacityProvider: 'FARGATE_SPOT', weight: 1 },
      ],
    ],
    [
      'fargateSplit(60, 40)',
      CapacityStrategy.fargateSplit(60, 40),
      [
        { capacityProvider: 'FARGATE', weight: 60 },
        { capacityProvider: 'FARGATE_SPOT', weight: 40 },
      ],
    ],
    ['clusterDefault()', CapacityStrategy.clusterDefault(), []],
  ])('%s renders base and weight', (_, strategy, expected) => {
    expect(strategy.bind(cluster)).toEqual(expected);
  });

  test('binding Fargate attaches both of its providers to a cluster of this app, once', () => {
    const own = testStack();
    const ownCluster = new ecs.Cluster(own, 'Cluster');

    CapacityStrategy.fargate().bind(ownCluster);
    CapacityStrategy.fargateSpot().bind(ownCluster);

    Template.fromStack(own).hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', {
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    });
  });

  test('says what stands behind it', () => {
    expect(CapacityStrategy.onDemandFloor(1).kind).toBe(CapacityKind.FARGATE);
    expect(CapacityStrategy.only(group('A')).kind).toBe(CapacityKind.AUTO_SCALING_GROUP);
    expect(CapacityStrategy.clusterDefault().kind).toBeUndefined();
  });

  test('binds to an imported cluster, whose providers only its owner knows', () => {
    const imported = ecs.Cluster.fromClusterAttributes(testStack(), 'Imported', {
      clusterName: 'theirs',
      vpc: ec2.Vpc.fromVpcAttributes(testStack(), 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }),
    });

    expect(CapacityStrategy.only(group('Theirs')).bind(imported)).toEqual([{ capacityProvider: 'Theirs', weight: 1 }]);
  });

  test('takes an L2 provider that its cluster has, and refuses one that was never added', () => {
    const own = testStack();
    const vpc = new ec2.Vpc(own, 'Vpc');
    const ownCluster = new ecs.Cluster(own, 'Cluster', { vpc });
    const autoScalingGroup = new autoscaling.AutoScalingGroup(own, 'Group', {
      vpc,
      instanceType: new ec2.InstanceType('m7i.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
    });
    const provider = new ecs.AsgCapacityProvider(own, 'Provider', {
      autoScalingGroup,
      enableManagedTerminationProtection: false,
    });
    const strategy = CapacityStrategy.only(Capacity.fromAsgCapacityProvider(provider));

    expect(() => strategy.bind(ownCluster)).toThrow('CapacityStrategy.notAttached');

    ownCluster.addAsgCapacityProvider(provider);
    expect(strategy.bind(ownCluster)).toHaveLength(1);
  });

  test('fails when the cluster of this app does not have a provider of that name', () => {
    expect(() => CapacityStrategy.only(group('Missing')).bind(new ecs.Cluster(testStack(), 'Cluster'))).toThrow(
      "TestStack/Cluster: [CapacityStrategy.notAttached] provider 'Missing' is not attached to cluster 'TestStack/Cluster', which has none; create it with this cluster, or add it to the cluster first",
    );
  });

  test('takes a provider whose name is known only at deployment', () => {
    const named = group(Token.asString({ Ref: 'SomeParameter' }));

    expect(CapacityStrategy.only(named).bind(cluster)).toHaveLength(1);
  });

  test('and a service on it is synthesized, in a cluster that has no instances otherwise', () => {
    const own = testStack();
    const ownCluster = new ecs.Cluster(own, 'Cluster', { vpc: new ec2.Vpc(own, 'Vpc') });
    const taskDefinition = new ecs.Ec2TaskDefinition(own, 'Task');
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('x/y:1'), memoryLimitMiB: 128 });
    new ecs.Ec2Service(own, 'Service', {
      cluster: ownCluster,
      taskDefinition,
      capacityProviderStrategies: CapacityStrategy.only(group(Token.asString({ Ref: 'AWS::StackName' }))).bind(
        ownCluster,
      ),
    });

    Template.fromStack(own).hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: { Ref: 'AWS::StackName' }, Weight: 1 }],
    });
  });

  test('fails when kinds are mixed', () => {
    expect(() =>
      CapacityStrategy.split({ capacity: Capacity.fargate(), weight: 1 }, { capacity: group('Gpu'), weight: 1 }),
    ).toThrow(
      "[CapacityStrategy.mixedKinds] a capacity provider strategy takes providers of one kind (Fargate, Auto Scaling group or Managed Instances), got 'FARGATE' (FARGATE) and 'Gpu' (AUTO_SCALING_GROUP); use one service for each kind",
    );
  });

  test('fails when two providers have a base', () => {
    expect(() =>
      CapacityStrategy.split(
        { capacity: group('A'), base: 1, weight: 1 },
        { capacity: group('B'), base: 2, weight: 1 },
      ),
    ).toThrow(
      "[CapacityStrategy.severalBases] only one provider of a strategy may have a 'base' above 0, got 'A' (1) and 'B' (2); keep the floor on one provider",
    );
  });

  test('fails when no provider has a weight', () => {
    expect(() => CapacityStrategy.split({ capacity: group('A'), base: 1 }, { capacity: group('B') })).toThrow(
      "[CapacityStrategy.noWeight] at least one provider of a strategy needs a 'weight' above 0, got 0 for 'A', 'B'; an omitted weight counts as 0",
    );
  });

  test('fails when a provider is named twice', () => {
    expect(() =>
      CapacityStrategy.split({ capacity: group('A'), weight: 1 }, { capacity: group('A'), weight: 2 }),
    ).toThrow(
      "[CapacityStrategy.duplicateProvider] provider 'A' is named twice in one strategy; add its weights up and name it once",
    );
  });

  test('fails when there are more than 20 providers, and takes 20', () => {
    const shares = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ capacity: group(`G${index}`), weight: 1 }));

    expect(CapacityStrategy.split(...shares(20)).shares).toHaveLength(20);
    expect(() => CapacityStrategy.split(...shares(21))).toThrow(
      '[CapacityStrategy.tooManyProviders] a capacity provider strategy takes at most 20 providers, got 21; merge groups of the same instances or split the service',
    );
  });

  test.each<[unknown, string]>([
    [
      'FARGATE_SPOT',
      "[Props.wrongType] 'capacity' of CapacityStrategy.only() must be an ICapacity, got the text 'FARGATE_SPOT'",
    ],
    [undefined, "[Props.missing] 'capacity' of CapacityStrategy.only() is missing; it must be an ICapacity"],
    [{}, "[Props.wrongType] 'capacity' of CapacityStrategy.only() must be an ICapacity, got an object"],
  ])('fails when a provider is %p, which is no capacity', (capacity, message) => {
    expect(() => CapacityStrategy.only(capacity as Capacity)).toThrow(message);
  });

  test('fails when there is no provider', () => {
    expect(() => CapacityStrategy.split()).toThrow('[CapacityStrategy.empty]');
  });

  test.each([
    ['base', 100_000, true],
    ['base', 100_001, false],
    ['base', -1, false],
    ['base', 1.5, false],
    ['weight', 1_000, true],
    ['weight', 1_001, false],
    ['weight', -1, false],
  ])("'%s' %p is taken: %p", (property, value, taken) => {
    const build = () => CapacityStrategy.split({ capacity: group('A'), weight: 1, [property]: value });

    if (taken) {
      expect(build().shares).toHaveLength(1);
    } else {
      expect(build).toThrow(
        `[CapacityStrategy.${property}] '${property}' of A must be an integer from 0 to ${property === 'base' ? 100000 : 1000}, got ${value}`,
      );
    }
  });

  test('reports all faults of a strategy together', () => {
    const build = () =>
      CapacityStrategy.split({ capacity: Capacity.fargate(), base: -1 }, { capacity: group('A'), weight: 0 });

    expect(build).toThrow(/3 faults:.*mixedKinds.*\[CapacityStrategy.base\].*noWeight/s);
  });

  test('a base or weight that is known only at deployment trips no check', () => {
    const unknown = Lazy.number({ produce: () => 3 });
    const strategy = CapacityStrategy.split(
      { capacity: group('A'), base: unknown, weight: unknown },
      { capacity: group('B'), base: Token.asNumber({ Ref: Aws.NO_VALUE }) },
    );

    expect(strategy.shares).toHaveLength(2);
    expect(() => strategy.distribute(3)).toThrow('[CapacityStrategy.distribute]');
  });
});

describe('distribute', () => {
  const names = (strategy: CapacityStrategy, tasks: number) =>
    strategy.distribute(tasks).map(({ minimum, maximum }) => (minimum === maximum ? minimum : [minimum, maximum]));

  test.each([
    ['all on one provider', CapacityStrategy.fargate(), 7, [7]],
    ['floor above the count', CapacityStrategy.onDemandFloor(5), 3, [3, 0]],
    ['floor, then the rest', CapacityStrategy.onDemandFloor(2), 10, [2, 8]],
    ['60/40 of 10', CapacityStrategy.fargateSplit(60, 40), 10, [6, 4]],
    [
      '60/40 of 11: AWS does not say who gets the odd one',
      CapacityStrategy.fargateSplit(60, 40),
      11,
      [
        [6, 7],
        [4, 5],
      ],
    ],
    // AWS's workshop example: base 2 on demand, weights 1:3.
    [
      'base 2, weights 1:3, 10 tasks',
      CapacityStrategy.split(
        { capacity: group('OnDemand'), base: 2, weight: 1 },
        { capacity: group('Spot'), weight: 3 },
      ),
      10,
      [4, 6],
    ],
    ['no tasks', CapacityStrategy.fargateSplit(1, 1), 0, [0, 0]],
  ])('%s', (_, strategy, tasks, expected) => {
    expect(names(strategy, tasks)).toEqual(expected);
  });

  test.each([[-1], [1.5]])('fails when the count is %p', (count) => {
    expect(() => CapacityStrategy.fargate().distribute(count)).toThrow(
      `[CapacityStrategy.distribute] 'taskCount' must be an integer of at least 0, got ${count}`,
    );
  });

  test("fails for the cluster's default", () => {
    expect(() => CapacityStrategy.clusterDefault().distribute(1)).toThrow('[CapacityStrategy.distribute]');
  });

  const strategies = fc
    .tuple(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 0, max: 50 }),
      fc.nat(19),
    )
    .filter(([weights]) => weights.some((weight) => weight > 0))
    .map(([weights, base, at]) =>
      weights.map((weight, index) => ({ weight, base: index === at % weights.length ? base : 0 })),
    );

  test('property: the range holds every task and nothing but them', () => {
    fc.assert(
      fc.property(strategies, fc.nat(100_000), (providers, tasks) => {
        const shares = distribute(tasks, providers);
        const total = (pick: (share: { minimum: number; maximum: number }) => number) =>
          shares.reduce((sum, share) => sum + pick(share), 0);

        expect(total(({ minimum }) => minimum)).toBeLessThanOrEqual(tasks);
        expect(total(({ maximum }) => maximum)).toBeGreaterThanOrEqual(tasks);
        shares.forEach(({ minimum, maximum }, index) => {
          expect(minimum).toBeGreaterThanOrEqual(Math.min(tasks, providers[index].base));
          expect(maximum - minimum).toBeLessThan(providers.length);
        });
      }),
    );
  });

  test('property: the order of the providers does not matter', () => {
    fc.assert(
      fc.property(strategies, fc.nat(10_000), (providers, tasks) => {
        expect(distribute(tasks, [...providers].reverse())).toEqual(distribute(tasks, providers).reverse());
      }),
    );
  });

  test('property: providers of equal weight get equal shares, and of weight 0 only their base', () => {
    fc.assert(
      fc.property(strategies, fc.nat(10_000), (providers, tasks) => {
        const shares = distribute(tasks, providers);
        providers.forEach(({ base, weight }, index) => {
          if (weight === 0) {
            expect(shares[index]).toEqual({ minimum: Math.min(tasks, base), maximum: Math.min(tasks, base) });
          }
        });
      }),
    );
  });
});
