import { CapacityChecks } from '../../../lib/capacity-providers';
import { EcsStartProof } from '../../../lib/start-proof';
import {
  Resources,
  UNDECIDED,
  att,
  container,
  either,
  hosts,
  ref,
  service,
  serviceOnHosts,
  taskOnEc2,
  template,
  written,
} from '../../support/plain-apps';

type Parts = Parameters<typeof template>;

/** One instance of 8 GiB, two vCPUs and two interfaces for tasks. */
const one = hosts({}, { MinSize: '1', MaxSize: '1' });
const upTo = (MaxSize: unknown, more: object = {}) => hosts({}, { MinSize: '1', MaxSize, ...more });
const port = { PortMappings: [{ ContainerPort: 80, HostPort: 80 }] };
const large = { Memory: 6000 };
const bridge = (over: object = {}, id?: string) => taskOnEc2({ NetworkMode: 'bridge' }, [container({ ...over })], id);
const SURGE = { DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200 } };
const REPLACE = { DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100 } };
const BLUE_GREEN = { DeploymentConfiguration: { Strategy: 'BLUE_GREEN' } };
const onGroup = { NetworkConfiguration: undefined };
const byProvider = (over: object = {}, id?: string) => serviceOnHosts({ ...onGroup, ...SURGE, ...over }, id);
const byLaunchType = (over: object = {}, id?: string) =>
  service({ ...onGroup, LaunchType: 'EC2', ...SURGE, ...over }, id);
const daemon = (over: object = {}) =>
  byLaunchType(
    { ...REPLACE, SchedulingStrategy: 'DAEMON', DesiredCount: undefined, TaskDefinition: ref('Agent'), ...over },
    'Daemon',
  );
const managedScaling = (Status?: string): Resources => ({
  Provider: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: {
      AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Hosts'), ...(Status && { ManagedScaling: { Status } }) },
    },
  },
});
const scaler = (kind: string, Properties: object): Resources => ({
  Scaler: { Type: `AWS::AutoScaling::${kind}`, Properties: { AutoScalingGroupName: ref('Hosts'), ...Properties } },
});
const scaled = (MinCapacity: unknown, MaxCapacity: unknown): Resources => ({
  Target: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      MinCapacity,
      MaxCapacity,
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: { 'Fn::Join': ['/', ['service', ref('Cluster'), att('Service', 'Name')]] },
    },
  },
});

function rollout(parts: Parts) {
  const path = written(template(...parts));
  const rollouts = EcsStartProof.proveAssembly(path).rollouts.map(({ logicalId, verdict, codes, reasons }) => [
    logicalId,
    [verdict, ...codes.filter((code) => /^CapacityPlan/.test(code)), ...reasons.filter((each) => /^room/.test(each))]
      .join(', ')
      .replace(/Shop\d+\//g, ''),
  ]);
  const errors = CapacityChecks.checkAssembly(path).flatMap(({ severity, code }) =>
    severity === 'error' ? [code] : [],
  );
  return { ...Object.fromEntries(rollouts), errors };
}

const FULL = 'room on the hosts: it starts no task, since';
const STAYS = 'and the percentages let none stop';

describe('a deployment on a group of its provider that is full never proceeds, as the capacity checks say', () => {
  test.each<[string, string, Parts, string]>([
    [
      'a fixed port',
      'deploymentCannotFit',
      [bridge(port), byProvider(), one],
      `${FULL} a host has port 80 once, and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'memory',
      'deploymentCannotFit',
      [bridge(large), byProvider(), one],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'memory, where nothing is said of managed scaling',
      'deploymentCannotFit',
      [bridge(large), byProvider(), one, managedScaling()],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'two sets',
      'deploymentCannotFit',
      [bridge(port), byProvider(BLUE_GREEN), one],
      'room on the hosts: two sets of 1 tasks have no room, since a host has port 80 once, and Hosts may have 1 instance',
    ],
    [
      'more tasks than there is room for',
      'groupTooSmall',
      [bridge(large), byProvider({ DesiredCount: 3, ...REPLACE }), upTo(2)],
      'room on the hosts: 3 of its tasks have no room, since a host holds 1 of its tasks (memory), and Hosts may have 2 instances',
    ],
    [
      'a daemon beside it',
      'deploymentCannotFit',
      [bridge({ Memory: 4000 }), byProvider(), one, bridge({ Memory: 3000 }, 'Agent'), daemon()],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'the port of the task, which is that of the host',
      'deploymentCannotFit',
      [taskOnEc2({ NetworkMode: 'host' }), byProvider(), one],
      `${FULL} a host has port 80 once, and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'a constraint',
      'deploymentCannotFit',
      [bridge(), byProvider({ PlacementConstraints: [{ Type: 'distinctInstance' }] }), one],
      `${FULL} 'distinctInstance' leaves one task to a host, and Hosts may have 1 instance, ${STAYS}`,
    ],
  ])('%s', (_, code, parts, reason) => {
    expect(rollout(parts)).toMatchObject({
      Service: `broken, CapacityPlan.${code}, ${reason}`,
      errors: [`CapacityPlan.${code}`],
    });
  });

  test('the port of another service', () => {
    const both = [bridge(port), byProvider(REPLACE), byProvider(REPLACE, 'Other')];
    const room =
      'room on the hosts: 1 of its tasks have no room, since Hosts may have 1 instance, and other services have port 80 of 1 of them';

    expect(rollout([...both, one])).toEqual({
      Service: `broken, CapacityPlan.groupTooSmall, ${room}`,
      Other: `broken, CapacityPlan.groupTooSmall, ${room}`,
      errors: ['CapacityPlan.groupTooSmall'],
    });
    expect(rollout([...both, upTo(2)])).toEqual({ Service: 'proved', Other: 'proved', errors: [] });
  });

  test('one of its ports', () => {
    const ports = (...of: number[]) => ({ PortMappings: of.map((each) => ({ ContainerPort: each, HostPort: each })) });
    const other = [bridge(ports(443, 444), 'Task2'), byProvider({ TaskDefinition: ref('Task2'), ...REPLACE }, 'Other')];

    expect(rollout([bridge(ports(80, 443)), byProvider(REPLACE), ...other, one])).toMatchObject({
      Service: expect.stringContaining('other services have port 443 of 1 of them'),
    });
  });
});

describe('a service on two groups', () => {
  const second: Resources = {
    Hosts2: one.Hosts,
    Provider2: {
      Type: 'AWS::ECS::CapacityProvider',
      Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Hosts2') } },
    },
  };
  const on = (Weight: number, DesiredCount: number) =>
    byProvider({
      DesiredCount,
      CapacityProviderStrategy: [
        { CapacityProvider: ref('Provider'), Weight: 1 },
        { CapacityProvider: ref('Provider2'), Weight },
      ],
    });

  test.each<[string, number, number, string]>([
    ['has the room of both', 1, 1, 'proved'],
    ['and no more', 1, 2, 'broken'],
    ['and not that of one without weight', 0, 1, 'broken'],
  ])('%s', (_, weight, count, verdict) => {
    expect(rollout([bridge(large), on(weight, count), one, second])).toMatchObject({
      Service: expect.stringMatching(new RegExp(`^${verdict}`)),
    });
  });

  test('leaves room for others on each, since nobody knows which it takes', () => {
    const small = bridge({ Memory: 3000 });
    const other = [bridge({ Memory: 3000 }, 'Task2'), byProvider({ TaskDefinition: ref('Task2') }, 'Other')];

    expect(rollout([small, on(1, 1), one, second, ...other])).toMatchObject({ Service: 'proved', Other: 'proved' });
  });
});

describe('a deployment is unknown', () => {
  test.each<[string, Parts, string]>([
    [
      'on hosts that others may join, by launch type EC2',
      [bridge(port), byLaunchType(), one],
      `${FULL} a host has port 80 once, and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'beside a daemon on these',
      [bridge({ Memory: 4000 }), byLaunchType(), one, bridge({ Memory: 3000 }, 'Agent'), daemon()],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'beside a daemon that has its port',
      [bridge(port), byLaunchType(REPLACE), one, bridge(port, 'Agent'), daemon()],
      'room on the hosts: 1 of its tasks have no room, since a host holds 0 of its tasks (ports), and Hosts may have 1 instance',
    ],
    [
      'with interfaces that the account may have more of',
      [taskOnEc2(), serviceOnHosts({ DesiredCount: 2, ...SURGE }), one],
      `${FULL} a host holds 2 of its tasks (eni), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'within what of the memory may not be registered',
      [bridge({ Memory: 4000 }), byProvider(), one],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts may have 1 instance, ${STAYS}`,
    ],
    [
      'where nothing adds instances for launch type EC2',
      [bridge(large), byLaunchType(), upTo(2)],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts starts with 1 instance, to which nothing of the app adds, ${STAYS}`,
    ],
    [
      'where managed scaling is off',
      [bridge(large), byProvider(), upTo(2), managedScaling('DISABLED')],
      `${FULL} a host holds 1 of its tasks (memory), and Hosts starts with 1 instance, to which nothing of the app adds, ${STAYS}`,
    ],
    [
      'at the most tasks that it is scaled to',
      [bridge(large), byProvider({ DesiredCount: undefined }), upTo(4), scaled(1, 4)],
      `room on the hosts: at 4 tasks it starts no task, since a host holds 1 of its tasks (memory), and Hosts may have 4 instances, ${STAYS}`,
    ],
  ])('%s', (_, parts, reason) => {
    expect(rollout(parts)).toMatchObject({ Service: `unknown, ${reason}` });
  });
});

describe('a deployment proceeds', () => {
  test.each<[string, Parts]>([
    ['where a task may stop first', [bridge(port), byProvider(REPLACE), one]],
    ['where a second one has room', [bridge({ Memory: 3000 }), byProvider(), one]],
    ['on a second instance', [bridge(large), byProvider(), upTo(2)]],
    [
      'on a second instance, where nothing is said of managed scaling',
      [bridge(large), byProvider(), upTo(2), managedScaling()],
    ],
    ['on a second instance, with two sets', [bridge(large), byProvider(BLUE_GREEN), upTo(2)]],
    ['on the instances that a group has', [bridge(large), byLaunchType(), upTo(4, { DesiredCapacity: '2' })]],
    ['where an alarm adds instances', [bridge(large), byLaunchType(), upTo(2), scaler('ScalingPolicy', {})]],
    [
      'where a schedule does',
      [bridge(large), byLaunchType(), upTo(2), scaler('ScheduledAction', { DesiredCapacity: 2 })],
    ],
    [
      'where a schedule raises the limit',
      [bridge(large), byProvider(), one, scaler('ScheduledAction', { MaxSize: '2' })],
    ],
    [
      'where only the deployment knows which group is scaled',
      [bridge(large), byProvider(), one, scaler('ScheduledAction', { AutoScalingGroupName: 'hosts', MaxSize: '2' })],
    ],
    ['where only the deployment knows the size', [bridge(large), byProvider(), upTo(either('1', '2')), UNDECIDED]],
    [
      'or the limit of a schedule',
      [bridge(large), byProvider(), one, scaler('ScheduledAction', { MaxSize: either(2, 3) }), UNDECIDED],
    ],
    ['or the size of the task', [bridge({ Memory: either(6000, 100) }), byProvider(), one, UNDECIDED]],
    [
      'or the most tasks',
      [bridge(large), byProvider({ DesiredCount: undefined }), upTo(4), scaled(1, either(2, 4)), UNDECIDED],
    ],
    [
      'beside a daemon of another cluster',
      [bridge({ Memory: 3000 }), byProvider(), one, bridge({ Memory: 3000 }, 'Agent'), daemon({ Cluster: 'other' })],
    ],
    [
      'beside a service with another port',
      [
        bridge(port),
        byProvider(REPLACE),
        one,
        bridge({ PortMappings: [{ ContainerPort: 80, HostPort: 81 }] }, 'Task2'),
        byProvider({ TaskDefinition: ref('Task2'), ...REPLACE }, 'Other'),
      ],
    ],
  ])('%s', (_, parts) => {
    expect(rollout(parts)).toMatchObject({ Service: 'proved' });
  });

  test('where a schedule lowers the limit of another group', () => {
    const other: Resources = {
      Others: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '0', MaxSize: '1' } },
    };
    const schedule = scaler('ScheduledAction', { AutoScalingGroupName: ref('Others'), MaxSize: '9' });

    expect(rollout([bridge(large), byProvider(), one, other, schedule])).toMatchObject({
      Service: expect.stringMatching(/^broken/),
    });
  });
});
