import { CLUSTER_ATTACHMENT_CODE, GROUP_RELEASE_CODE } from '../../lib/capacity-providers/private/keeper-code';
import { Reply, invoke, named } from '../support/run-function';

describe('release of a group', () => {
  const remove = { RequestType: 'Delete', PhysicalResourceId: 'group', ResourceProperties: { GroupName: 'group' } };
  const group = (count: number, ProtectedFromScaleIn = true) => ({
    AutoScalingGroups: [
      { Instances: Array.from({ length: count }, (_, index) => ({ InstanceId: `i-${index}`, ProtectedFromScaleIn })) },
    ],
  });

  test.each(['Create', 'Update'])('%s changes nothing and is known by the name of the group', async (RequestType) => {
    const { calls, answer } = await invoke(
      GROUP_RELEASE_CODE,
      { RequestType, ResourceProperties: { GroupName: 'group' } },
      {},
    );

    expect(calls).toEqual([]);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'group' });
  });

  test('lifts the protection of new and present instances, fifty at a time', async () => {
    const { changes, answer } = await invoke(GROUP_RELEASE_CODE, remove, {
      DescribeAutoScalingGroups: () => group(51),
      UpdateAutoScalingGroup: () => ({}),
      SetInstanceProtection: () => ({}),
    });

    expect(changes.map(({ command }) => command)).toEqual([
      'UpdateAutoScalingGroup',
      'SetInstanceProtection',
      'SetInstanceProtection',
    ]);
    expect(changes[0].input).toEqual({
      AutoScalingGroupName: 'group',
      NewInstancesProtectedFromScaleIn: false,
      MinSize: 0,
      DesiredCapacity: 0,
    });
    expect(changes[1].input.InstanceIds).toHaveLength(50);
    expect(changes[2].input).toEqual({
      AutoScalingGroupName: 'group',
      InstanceIds: ['i-50'],
      ProtectedFromScaleIn: false,
    });
    expect(answer.Status).toBe('SUCCESS');
  });

  test('repeated, it finds nothing left to do', async () => {
    const { changes, answer } = await invoke(GROUP_RELEASE_CODE, remove, {
      DescribeAutoScalingGroups: () => group(3, false),
      UpdateAutoScalingGroup: () => ({}),
    });

    expect(changes).toHaveLength(1);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('a group that is gone already is no failure', async () => {
    const { changes, answer } = await invoke(GROUP_RELEASE_CODE, remove, {
      DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [] }),
    });

    expect(changes).toEqual([]);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('waits for other scaling activities', async () => {
    let busy = 2;
    const { changes, answer } = await invoke(GROUP_RELEASE_CODE, remove, {
      DescribeAutoScalingGroups: () => group(1),
      UpdateAutoScalingGroup: () => (busy-- > 0 ? named('ScalingActivityInProgressFault') : {}),
      SetInstanceProtection: () => ({}),
    });

    expect(changes).toHaveLength(4);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('fails in time when they do not end, and at once when it may not', async () => {
    const busy = await invoke(GROUP_RELEASE_CODE, remove, {
      DescribeAutoScalingGroups: () => group(1),
      UpdateAutoScalingGroup: () => named('ScalingActivityInProgressFault', 'still busy'),
    });
    const denied = await invoke(GROUP_RELEASE_CODE, remove, { DescribeAutoScalingGroups: () => group(1) });

    expect(busy.answer).toMatchObject({ Status: 'FAILED', Reason: 'ScalingActivityInProgressFault: still busy' });
    expect(denied.changes).toHaveLength(1);
    expect(denied.answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'group' });
  });
});

describe('attachment to a cluster', () => {
  const event = (RequestType: string, CapacityProvider = 'mine') => ({
    RequestType,
    ...(RequestType !== 'Create' && { PhysicalResourceId: 'arn|old' }),
    ResourceProperties: { Cluster: 'arn', CapacityProvider },
  });
  const cluster = (capacityProviders: string[], more: Record<string, unknown> = {}) => {
    const state = { capacityProviders, ...more };
    return {
      state,
      replies: {
        DescribeClusters: () => ({ clusters: [state] }),
        PutClusterCapacityProviders: (input: any) => {
          state.capacityProviders = input.capacityProviders;
          return {};
        },
      } as Record<string, Reply>,
    };
  };

  test('adds its provider, and keeps the others and the default strategy', async () => {
    const { replies, state } = cluster(['FARGATE'], {
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });

    const { changes, answer } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Create'), replies);

    expect(state.capacityProviders).toEqual(['FARGATE', 'mine']);
    expect(changes[0].input).toEqual({
      cluster: 'arn',
      capacityProviders: ['FARGATE', 'mine'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn|mine' });
  });

  test('repeated, it finds nothing left to do', async () => {
    const { changes } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Create'), cluster(['mine']).replies);

    expect(changes).toEqual([]);
  });

  test('an update to another provider is another resource, so the old one is detached afterwards', async () => {
    const { replies, state } = cluster(['old']);

    const { answer } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Update', 'new'), replies);

    expect(state.capacityProviders).toEqual(['old', 'new']);
    expect(answer.PhysicalResourceId).toBe('arn|new');
  });

  test('takes only its provider away', async () => {
    const { replies, state } = cluster(['FARGATE', 'mine']);

    const { answer } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Delete'), replies);

    expect(state.capacityProviders).toEqual(['FARGATE']);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn|old' });
  });

  test('waits while the provider is in use or the cluster is being updated', async () => {
    const { replies, state } = cluster(['mine']);
    let attempt = 0;
    const { answer } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Delete'), {
      ...replies,
      PutClusterCapacityProviders: (input, calls) => {
        attempt += 1;
        return attempt === 1
          ? named('ResourceInUseException')
          : attempt === 2
            ? named('UpdateInProgressException')
            : replies.PutClusterCapacityProviders(input, calls);
      },
    });

    expect(state.capacityProviders).toEqual([]);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('tries again when somebody else set the list in between', async () => {
    const { replies, state } = cluster([]);
    let attempt = 0;
    const { answer, changes } = await invoke(CLUSTER_ATTACHMENT_CODE, event('Create'), {
      ...replies,
      PutClusterCapacityProviders: (input) => {
        attempt += 1;
        state.capacityProviders = attempt === 1 ? ['theirs'] : input.capacityProviders;
        return {};
      },
    });

    expect(changes).toHaveLength(2);
    expect(state.capacityProviders).toEqual(['theirs', 'mine']);
    expect(answer.Status).toBe('SUCCESS');
  });

  test.each([
    ['gone', []],
    ['inactive', [{ status: 'INACTIVE' }]],
  ])('a cluster that is %s: nothing to take away, nothing to add to', async (_, clusters) => {
    const replies = { DescribeClusters: () => ({ clusters }) };

    const removed = await invoke(CLUSTER_ATTACHMENT_CODE, event('Delete'), replies);
    const added = await invoke(CLUSTER_ATTACHMENT_CODE, event('Create'), replies);

    expect(removed.answer.Status).toBe('SUCCESS');
    expect(added.answer).toMatchObject({ Status: 'FAILED', Reason: 'ClusterNotFound: no active cluster arn' });
  });
});

test.each([
  ['release', GROUP_RELEASE_CODE],
  ['attachment', CLUSTER_ATTACHMENT_CODE],
])('the source of the %s fits into a template', (_, code) => {
  expect(code.length).toBeLessThan(4096);
});
