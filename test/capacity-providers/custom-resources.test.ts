import { CustomResource } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CLUSTER_ATTACHMENT, ENI_TRUNKING, GROUP_RELEASE, LISTENER_RULE } from '../../lib/internal/handlers';
import { InlineFunction } from '../../lib/security/inline-function';
import { testStack } from '../support/stacks';
import { Reply, invoke, named } from '../support/run-function';

describe('release of a group', () => {
  const remove = { RequestType: 'Delete', PhysicalResourceId: 'group', ResourceProperties: { GroupName: 'group' } };

  /** A group as Auto Scaling keeps it; `states` are those of its protected instances. */
  function group(states: readonly string[], more: Record<string, Reply> = {}) {
    const instances = states.map((LifecycleState, index) => ({
      InstanceId: `i-${index}`,
      LifecycleState,
      ProtectedFromScaleIn: true,
    }));
    const state = { MinSize: 2, DesiredCapacity: 3, NewInstancesProtectedFromScaleIn: true, Instances: instances };
    const replies: Record<string, Reply> = {
      DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [structuredClone(state)] }),
      UpdateAutoScalingGroup: (input) => Object.assign(state, input),
      SetInstanceProtection: ({ InstanceIds, ProtectedFromScaleIn }) => {
        const named = instances.filter(({ InstanceId }) => InstanceIds.includes(InstanceId));
        if (named.some(({ LifecycleState }) => !['InService', 'EnteringStandby', 'Standby'].includes(LifecycleState))) {
          throw Object.assign(new Error('The instance is not in InService or EnteringStandby or Standby'), {
            name: 'ValidationError',
          });
        }
        named.forEach((one) => Object.assign(one, { ProtectedFromScaleIn }));
        return {};
      },
      ...more,
    };
    const lifted = () => instances.filter((one) => !one.ProtectedFromScaleIn).map(({ InstanceId }) => InstanceId);
    return { state, instances, replies, lifted };
  }

  test.each(['Create', 'Update'])('%s changes nothing and is known by the name of the group', async (RequestType) => {
    const { calls, answer } = await invoke(
      GROUP_RELEASE,
      { RequestType, PhysicalResourceId: 'old', ResourceProperties: { GroupName: 'group' } },
      {},
    );

    expect(calls).toEqual([]);
    // Another id than before: CloudFormation then asks to delete the old one, which releases the old group.
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'group' });
  });

  test('of a group that was replaced, releases the old one', async () => {
    const { changes } = await invoke(
      GROUP_RELEASE,
      { ...remove, PhysicalResourceId: 'old', ResourceProperties: { GroupName: 'new' } },
      group(['InService']).replies,
    );

    expect(changes.map(({ input }) => input.AutoScalingGroupName)).toEqual(['old', 'old']);
  });

  test('lifts the protection of new and present instances, fifty at a time', async () => {
    const { replies, lifted } = group(Array.from({ length: 51 }, () => 'InService'));

    const { changes, answer } = await invoke(GROUP_RELEASE, remove, replies);

    expect(changes.map(({ command }) => command)).toEqual([
      'UpdateAutoScalingGroup',
      'SetInstanceProtection',
      'SetInstanceProtection',
    ]);
    expect(changes[1].input.InstanceIds).toHaveLength(50);
    expect(changes[2].input).toEqual({
      AutoScalingGroupName: 'group',
      InstanceIds: ['i-50'],
      ProtectedFromScaleIn: false,
    });
    expect(lifted()).toHaveLength(51);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('never changes the sizes: the group lives on when only the protection goes', async () => {
    const { replies, state } = group(['InService']);

    const { changes } = await invoke(GROUP_RELEASE, remove, replies);

    expect(changes[0].input).toEqual({ AutoScalingGroupName: 'group', NewInstancesProtectedFromScaleIn: false });
    expect(state).toMatchObject({ MinSize: 2, DesiredCapacity: 3 });
  });

  test('repeated, it finds nothing left to do', async () => {
    const { replies } = group(['InService']);
    await invoke(GROUP_RELEASE, remove, replies);

    const { changes, answer } = await invoke(GROUP_RELEASE, remove, replies);

    expect(changes.map(({ command }) => command)).toEqual(['UpdateAutoScalingGroup']);
    expect(answer.Status).toBe('SUCCESS');
  });

  test.each(['Terminating', 'Terminating:Wait', 'Terminating:Proceed', 'Terminated', 'Detaching'])(
    'an instance that is %s needs nothing more',
    async (state) => {
      const { replies, lifted } = group(['InService', state]);

      const { answer } = await invoke(GROUP_RELEASE, remove, replies);

      expect(lifted()).toEqual(['i-0']);
      expect(answer.Status).toBe('SUCCESS');
    },
  );

  test.each(['Pending', 'Pending:Wait', 'Pending:Proceed'])(
    'waits for an instance that is %s',
    async (LifecycleState) => {
      const { replies, lifted, instances } = group(['InService', LifecycleState]);
      let looks = 0;

      const { answer } = await invoke(GROUP_RELEASE, remove, {
        ...replies,
        DescribeAutoScalingGroups: (input, calls) => {
          looks += 1;
          if (looks === 4) {
            instances[1].LifecycleState = 'InService';
          }
          return replies.DescribeAutoScalingGroups(input, calls);
        },
      });

      expect(lifted()).toEqual(['i-0', 'i-1']);
      expect(answer.Status).toBe('SUCCESS');
    },
  );

  test('one that leaves its state meanwhile does not keep the others protected', async () => {
    const { replies, lifted, instances } = group(['InService', 'InService', 'InService']);

    const { answer } = await invoke(GROUP_RELEASE, remove, {
      ...replies,
      SetInstanceProtection: (input, calls) => {
        instances[1].LifecycleState = 'Terminating';
        return replies.SetInstanceProtection(input, calls);
      },
    });

    expect(lifted()).toEqual(['i-0', 'i-2']);
    expect(answer.Status).toBe('SUCCESS');
  });

  test('names what stays protected when the time is over', async () => {
    const { answer } = await invoke(GROUP_RELEASE, remove, group(['Pending:Wait']).replies);

    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason:
        'StillProtected: 1 instances of group are still protected from scale-in, i-0 (Pending:Wait) among them; delete the stack again',
    });
  });

  test('a group that is gone already, or goes meanwhile, is no failure', async () => {
    const gone = await invoke(GROUP_RELEASE, remove, {
      DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [] }),
    });
    let looks = 0;
    const going = await invoke(GROUP_RELEASE, remove, {
      ...group(['InService']).replies,
      DescribeAutoScalingGroups: (input, calls) => {
        looks += 1;
        return looks > 2
          ? { AutoScalingGroups: [] }
          : group(['InService']).replies.DescribeAutoScalingGroups(input, calls);
      },
      SetInstanceProtection: () => named('ValidationError', 'AutoScalingGroup name not found'),
    });

    expect(gone.changes).toEqual([]);
    expect(gone.answer.Status).toBe('SUCCESS');
    expect(going.answer.Status).toBe('SUCCESS');
  });

  test('waits for other scaling activities, and fails in time when they do not end', async () => {
    let activities = 2;
    const { replies } = group(['InService']);
    const ends = await invoke(GROUP_RELEASE, remove, {
      ...replies,
      UpdateAutoScalingGroup: () => (activities-- > 0 ? named('ScalingActivityInProgressFault') : {}),
    });
    const never = await invoke(GROUP_RELEASE, remove, {
      ...group(['InService']).replies,
      UpdateAutoScalingGroup: () => named('ScalingActivityInProgressFault', 'still busy'),
    });

    expect(ends.answer.Status).toBe('SUCCESS');
    expect(never.answer).toMatchObject({ Status: 'FAILED', Reason: 'ScalingActivityInProgressFault: still busy' });
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

    const { changes, answer } = await invoke(CLUSTER_ATTACHMENT, event('Create'), replies);

    expect(state.capacityProviders).toEqual(['FARGATE', 'mine']);
    expect(changes[0].input).toEqual({
      cluster: 'arn',
      capacityProviders: ['FARGATE', 'mine'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn|mine' });
  });

  test('repeated, it finds nothing left to do', async () => {
    const { changes } = await invoke(CLUSTER_ATTACHMENT, event('Create'), cluster(['mine']).replies);

    expect(changes).toEqual([]);
  });

  test('an update to another provider is another resource, so the old one is detached afterwards', async () => {
    const { replies, state } = cluster(['old']);

    const { answer } = await invoke(CLUSTER_ATTACHMENT, event('Update', 'new'), replies);

    expect(state.capacityProviders).toEqual(['old', 'new']);
    expect(answer.PhysicalResourceId).toBe('arn|new');
  });

  test('takes only its provider away', async () => {
    const { replies, state } = cluster(['FARGATE', 'mine']);

    const { answer } = await invoke(CLUSTER_ATTACHMENT, event('Delete'), replies);

    expect(state.capacityProviders).toEqual(['FARGATE']);
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'arn|old' });
  });

  test('waits while the provider is in use or the cluster is being updated', async () => {
    const { replies, state } = cluster(['mine']);
    let attempt = 0;
    const { answer } = await invoke(CLUSTER_ATTACHMENT, event('Delete'), {
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
    const { answer, changes } = await invoke(CLUSTER_ATTACHMENT, event('Create'), {
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

    const removed = await invoke(CLUSTER_ATTACHMENT, event('Delete'), replies);
    const added = await invoke(CLUSTER_ATTACHMENT, event('Create'), replies);

    expect(removed.answer.Status).toBe('SUCCESS');
    expect(added.answer).toMatchObject({ Status: 'FAILED', Reason: 'ClusterNotFound: no active cluster arn' });
  });
});

describe('a cluster that has Managed Instances', () => {
  const event = (RequestType: string) => ({
    RequestType,
    PhysicalResourceId: 'arn|mine',
    ResourceProperties: { Cluster: 'arn', CapacityProvider: 'mine' },
  });
  const REFUSAL =
    'Cannot associate Managed Instances capacity provider to clusters using this API. Managed Instances capacity providers are already associated.';

  function withManaged(capacityProviders: string[]) {
    const state = { capacityProviders };
    const replies: Record<string, Reply> = {
      DescribeClusters: () => ({ clusters: [state] }),
      // One page each.
      DescribeCapacityProviders: ({ cluster, nextToken }) =>
        cluster !== 'arn'
          ? named('ClusterNotFoundException')
          : nextToken === undefined
            ? { capacityProviders: [{ name: 'group', autoScalingGroupProvider: {} }], nextToken: '2' }
            : { capacityProviders: [{ name: 'managed', managedInstancesProvider: {} }] },
      PutClusterCapacityProviders: (input) => {
        if (input.capacityProviders.includes('managed')) {
          named('InvalidParameterException', REFUSAL);
        }
        // What ECS associates itself stays.
        state.capacityProviders = [...input.capacityProviders, 'managed'];
        return {};
      },
    };
    return { state, replies };
  }

  test.each([
    ['Create', ['group', 'managed'], ['group', 'mine', 'managed']],
    ['Delete', ['group', 'managed', 'mine'], ['group', 'managed']],
  ])('%s leaves their names out of the list when ECS refuses them', async (RequestType, before, after) => {
    const { state, replies } = withManaged(before);

    const { answer } = await invoke(CLUSTER_ATTACHMENT, event(RequestType), replies);

    expect(answer.Status).toBe('SUCCESS');
    expect(state.capacityProviders).toEqual(after);
  });

  test('another refusal, or one that no name explains, is a failure', async () => {
    const { replies } = withManaged(['group', 'managed']);

    const other = await invoke(CLUSTER_ATTACHMENT, event('Create'), {
      ...replies,
      PutClusterCapacityProviders: () => named('InvalidParameterException', 'too many providers'),
    });
    const unexplained = await invoke(CLUSTER_ATTACHMENT, event('Create'), {
      ...replies,
      DescribeCapacityProviders: () => ({}),
    });

    expect(other.answer).toMatchObject({
      Status: 'FAILED',
      Reason: 'InvalidParameterException: too many providers',
    });
    expect(other.changes).toHaveLength(1);
    expect(unexplained.answer.Reason).toBe(`InvalidParameterException: ${REFUSAL}`);
  });

  test('waits for a provider that is not active yet', async () => {
    const { state, replies } = withManaged(['group']);
    let attempt = 0;

    const { answer } = await invoke(CLUSTER_ATTACHMENT, event('Create'), {
      ...replies,
      PutClusterCapacityProviders: (input, calls) => {
        attempt += 1;
        return attempt < 60
          ? named('InvalidParameterException', "The specified capacity provider 'x' is not in an ACTIVE state.")
          : replies.PutClusterCapacityProviders(input, calls);
      },
    });

    expect(answer.Status).toBe('SUCCESS');
    expect(state.capacityProviders).toEqual(['group', 'mine', 'managed']);
  });
});

/** Each function behind a custom resource, with an event and AWS as it answers when all is well. */
const FUNCTIONS: [string, string, Record<string, unknown>, Record<string, Reply>, string][] = [
  [
    'release',
    GROUP_RELEASE,
    { RequestType: 'Delete', PhysicalResourceId: 'group', ResourceProperties: { GroupName: 'group' } },
    {
      DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [{ Instances: [] }] }),
      UpdateAutoScalingGroup: () => ({}),
    },
    'DescribeAutoScalingGroups',
  ],
  [
    'attachment',
    CLUSTER_ATTACHMENT,
    { RequestType: 'Create', ResourceProperties: { Cluster: 'arn', CapacityProvider: 'mine' } },
    { DescribeClusters: () => ({ clusters: [{ capacityProviders: ['mine'] }] }) },
    'DescribeClusters',
  ],
  [
    'listener rule',
    LISTENER_RULE,
    { RequestType: 'Delete', PhysicalResourceId: 'arn:rule', ResourceProperties: { ListenerArn: 'listener' } },
    { DeleteRule: () => ({}) },
    'DeleteRule',
  ],
  [
    'trunking',
    ENI_TRUNKING,
    { RequestType: 'Create', ResourceProperties: { RoleArn: 'role' } },
    { AssumeRole: () => ({ Credentials: {} }), PutAccountSetting: () => ({}) },
    'PutAccountSetting',
  ],
];

describe.each(FUNCTIONS)('the function of the %s', (_, code, event, replies, first) => {
  const failing = (times: number, error: object): Record<string, Reply> => {
    let left = times;
    return {
      ...replies,
      [first]: (input, calls) => {
        left -= 1;
        if (left >= 0) {
          throw Object.assign(new Error('not now'), error);
        }
        return replies[first](input, calls);
      },
    };
  };

  test.each([
    'ServiceUnavailable',
    'InternalFailure',
    'TimeoutError',
    'TooManyRequestsException',
    'RequestTimeout',
    'ServerException',
    'ClientException',
    'ThrottlingException',
    'Throttling',
    'AccessDenied',
    'AccessDeniedException',
  ])('tries again after %s', async (name) => {
    const { answer } = await invoke(code, event, failing(3, { name }));

    expect(answer.Status).toBe('SUCCESS');
  });

  test('tries again after a lost connection and a fault of the service with an unknown name', async () => {
    const lost = await invoke(code, event, failing(1, { code: 'ECONNRESET' }));
    const fault = await invoke(code, event, failing(1, { name: 'Odd', $fault: 'server' }));

    expect([lost.answer.Status, fault.answer.Status]).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test('gives an error that stays to CloudFormation after two and a half minutes', async () => {
    const { answer, calls } = await invoke(code, event, failing(1000, { name: 'ServiceUnavailable' }));

    // Deletion of a setting whose role is gone cannot be told from this, so trunking is tried on creation here.
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'ServiceUnavailable: not now' });
    expect(calls.filter(({ command }) => command === first)).toHaveLength(31);
  });

  test('sends its answer again until it gets through', async () => {
    const { answer, tries } = await invoke(code, event, replies, 800_000, [503, 'ECONNRESET', 500, 200]);

    expect(tries).toBe(4);
    expect(answer.Status).toBe('SUCCESS');
  });

  test.each(['ü', '\n', '\u0001', '"'])(
    'cuts a reason full of %j so that the answer stays below 4,096 bytes',
    async (text) => {
      const { answer } = await invoke(code, event, failing(1, { name: 'Odd', message: text.repeat(5000) }));

      expect(answer.Status).toBe('FAILED');
      expect(answer.bytes).toBeLessThan(4096);
    },
  );

  test.each(['Create', 'Update', 'Delete'])('answers a %s without properties', async (RequestType) => {
    const { answer } = await invoke(code, { RequestType, PhysicalResourceId: 'was' }, replies);

    expect(['SUCCESS', 'FAILED']).toContain(answer.Status);
    expect(answer.PhysicalResourceId).not.toContain('undefined|');
  });

  test('answers when what was thrown is no error', async () => {
    const { answer } = await invoke(code, event, {
      ...replies,
      [first]: () => {
        throw undefined;
      },
    });

    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'undefined: undefined' });
  });
});

test('the rights of each custom resource stand in a policy of its own, which goes after it', () => {
  const stack = testStack();
  for (const name of ['A', 'B']) {
    const provider = InlineFunction.inStackOf(stack, 'Keeper', { code: 'code', description: 'keeps' });
    const scope = new Construct(stack, name);
    const resource = new CustomResource(scope, 'Resource', {
      serviceToken: provider.function.functionArn,
      resourceType: 'Custom::Kept',
    });
    provider.allowFor(
      scope,
      resource,
      new iam.PolicyStatement({ actions: ['ecs:DescribeClusters'], resources: [`arn:${name}`] }),
      new iam.PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] }),
    );
  }

  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  const policies = template.findResources('AWS::IAM::Policy');
  expect(Object.values(policies).map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
    [{ Action: 'ecs:DescribeClusters', Effect: 'Allow', Resource: 'arn:A' }],
    [{ Action: 'ecs:DescribeClusters', Effect: 'Allow', Resource: 'arn:B' }],
  ]);
  const waits = Object.values(template.findResources('Custom::Kept')).map(({ DependsOn }) =>
    DependsOn.filter((id: string) => id in policies),
  );
  expect(waits).toEqual(Object.keys(policies).map((id) => [id]));
  // What takes no resource is shared: it goes with the function, not with one of its users.
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: [{ Action: 'autoscaling:DescribeAutoScalingGroups', Effect: 'Allow', Resource: '*' }],
      Version: '2012-10-17',
    },
  });
});

test('warns once, where the rights of a shared function may be more than its role takes', () => {
  const stack = testStack();
  const add = (index: number) => {
    const provider = InlineFunction.inStackOf(stack, 'Keeper', { code: 'code', description: 'keeps' });
    const scope = new Construct(stack, `User${index}`);
    const resource = new CustomResource(scope, 'Resource', { serviceToken: provider.function.functionArn });
    provider.allowFor(
      scope,
      resource,
      new iam.PolicyStatement({ actions: ['ecs:DescribeClusters'], resources: [`arn:${'x'.repeat(900)}`] }),
    );
  };
  const warnings = () =>
    Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('KeeperFunction.rights'))
      .map(({ id, entry }) => [id, /about (\d+) characters/.exec(entry.data as string)?.[1]]);

  // 1,014 characters each.
  Array.from({ length: 10 }, (_, index) => add(index));
  expect(warnings()).toEqual([]);

  add(10);
  add(11);
  expect(warnings()).toEqual([['/TestStack/User10', expect.stringMatching(/^11\d{3}$/)]]);
});
