import { CLUSTER_ATTACHMENT } from '../../lib/internal/handlers';
import { att, changed, deployed, destroyed, policy, ref, resource, Resources, trust, without } from './fixtures';

/** A function that answers CloudFormation with what `body` gives, or with its error. */
const code = (body: string): string => `
  const response = require('cfn-response');
  const scaling = require('@aws-sdk/client-auto-scaling');
  const ecs = require('@aws-sdk/client-ecs');
  const sts = require('@aws-sdk/client-sts');
  const group = new scaling.AutoScalingClient({});
  const run = async (event) => { ${body} };
  exports.handler = async (event, context) => {
    try {
      response.send(event, context, 'SUCCESS', (await run(event)) || {}, event.PhysicalResourceId || event.LogicalResourceId);
    } catch (error) {
      response.send(event, context, 'FAILED', { Error: String(error) }, event.LogicalResourceId);
    }
  };`;

const keeper = (body: string, actions: string | string[], Resource: unknown = '*'): Resources => ({
  Role: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }) }),
  Rights: resource('AWS::IAM::Policy', {
    PolicyName: 'rights',
    Roles: [ref('Role')],
    PolicyDocument: policy(actions, Resource),
  }),
  Function: resource('AWS::Lambda::Function', { Code: { ZipFile: code(body) }, Role: att('Role') }),
  Custom: resource('Custom::Kept', { ServiceToken: att('Function'), GroupName: ref('Group') }, { DependsOn: 'Rights' }),
  Group: resource('AWS::AutoScaling::AutoScalingGroup', {
    MinSize: '2',
    MaxSize: '4',
    NewInstancesProtectedFromScaleIn: true,
    LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
  }),
});

const release = (ids: string): string => `
  if (event.RequestType !== 'Delete') return;
  const name = event.ResourceProperties.GroupName;
  const found = await group.send(new scaling.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }));
  await group.send(new scaling.SetInstanceProtectionCommand({
    AutoScalingGroupName: name, ProtectedFromScaleIn: false,
    InstanceIds: found.AutoScalingGroups[0].Instances.filter((each) => ${ids}).map((each) => each.InstanceId),
  }));`;
const RELEASE = release("each.LifecycleState === 'InService'");
const ACTIONS = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:SetInstanceProtection'];

test('a function releases the hosts of a group before the group goes', async () => {
  const { status, double } = await destroyed(keeper(RELEASE, ACTIONS));

  expect(status).toBe('DELETE_COMPLETE');
  expect(double.world.live.size).toBe(0);
});

test.each([
  [
    'without the right',
    keeper(RELEASE, 'autoscaling:Describe*'),
    'not authorized to perform: autoscaling:SetInstanceProtection',
  ],
  [
    'with the right to another group',
    keeper(RELEASE, ACTIONS, 'arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/other'),
    'not authorized',
  ],
  [
    'whose right may be gone before it',
    changed(keeper(RELEASE, ACTIONS), 'Custom', {}, { DependsOn: undefined }),
    'not authorized to perform: autoscaling:DescribeAutoScalingGroups',
  ],
  ['that asks for hosts on their way out', keeper(release('true'), ACTIONS), 'is not in InService state'],
  ['that fails', keeper("if (event.RequestType === 'Delete') throw new Error('no');", ACTIONS), 'Error: no'],
])('a function %s leaves them', async (_, resources, reason) => {
  const { status, reasons } = await destroyed(resources);

  expect(status).toBe('DELETE_FAILED');
  expect(reasons.join()).toContain(reason);
});

test('rights that the update phase takes away are gone when the cleanup phase needs them', async () => {
  const all = keeper(RELEASE, ACTIONS);
  const kept = without(changed(all, 'Rights', { PolicyDocument: policy('logs:PutLogEvents') }), 'Custom');

  const { status, reasons } = await deployed(all, kept);

  expect(status).toBe('UPDATE_COMPLETE');
  expect(reasons.join()).toContain('not authorized to perform: autoscaling:DescribeAutoScalingGroups');
});

test('a function that shrinks a group which stays is found', async () => {
  const shrink = `if (event.RequestType === 'Delete') await group.send(new scaling.UpdateAutoScalingGroupCommand({
    AutoScalingGroupName: event.ResourceProperties.GroupName, MinSize: 0, DesiredCapacity: 0 }));`;
  const all = keeper(shrink, 'autoscaling:UpdateAutoScalingGroup');
  const kept = without(all, 'Custom');

  expect((await deployed(all)).findings).toEqual([]);
  expect((await deployed(all, kept)).findings).toEqual(['live group shrunk: Group', 'live group shrunk: Group']);
});

test('an old group is released by the id of its own custom resource', async () => {
  const named = (AutoScalingGroupName: string, id: string): Resources => {
    const all = changed(
      keeper(RELEASE.replace('event.ResourceProperties.GroupName', 'event.PhysicalResourceId'), ACTIONS),
      'Group',
      { AutoScalingGroupName },
    );
    const text = all.Function.Properties!.Code.ZipFile.replace(
      'event.PhysicalResourceId || event.LogicalResourceId',
      id,
    );
    return changed(all, 'Function', { Code: { ZipFile: text } });
  };
  const follows = 'event.RequestType === "Delete" ? event.PhysicalResourceId : event.ResourceProperties.GroupName';
  const sticks = 'event.PhysicalResourceId || event.ResourceProperties.GroupName';

  expect((await deployed(named('a', follows), named('b', follows))).reasons).toEqual([]);
  expect((await deployed(named('a', sticks), named('b', sticks))).reasons.join()).toContain('protected from scale in');
});

test('a function calls as the role that it assumed, if that trusts it', async () => {
  const assume = `const { Credentials } = await new sts.STSClient({}).send(new sts.AssumeRoleCommand({ RoleArn: event.ResourceProperties.RoleArn }));
    await new ecs.ECSClient({ credentials: { sessionToken: Credentials.SessionToken } }).send(new ecs.PutAccountSettingCommand({}));`;
  const trunking = (principal: unknown): Resources => ({
    ...changed(keeper(assume, 'logs:*'), 'Custom', { RoleArn: att('Host') }),
    Host: resource('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust(principal),
      Policies: [{ PolicyName: 'setting', PolicyDocument: policy('ecs:PutAccountSetting') }],
    }),
  });

  expect((await deployed(trunking({ AWS: att('Role') }))).status).toBe('CREATE_COMPLETE');
  expect((await deployed(trunking({ Service: 'ec2.amazonaws.com' }))).reasons.join()).toContain('sts:AssumeRole');
});

test('a setting that its function could not take back is found', async () => {
  const set = (Delete: string): string => `
    const { Credentials } = await new sts.STSClient({}).send(new sts.AssumeRoleCommand({ RoleArn: event.ResourceProperties.RoleArn }));
    const client = new ecs.ECSClient({ credentials: { sessionToken: Credentials.SessionToken } });
    if (event.RequestType !== 'Delete') await client.send(new ecs.PutAccountSettingCommand({ name: 'awsvpcTrunking', value: 'enabled' }));
    else ${Delete};`;
  const host = resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: trust({ AWS: att('Role') }),
    Policies: [{ PolicyName: 'setting', PolicyDocument: policy('ecs:*AccountSetting') }],
  });
  const all = (Delete: string): Resources => ({
    ...changed(keeper(set(Delete), 'logs:*'), 'Custom', { RoleArn: att('Host') }),
    Host: host,
  });
  const good = all("await client.send(new ecs.DeleteAccountSettingCommand({ name: 'awsvpcTrunking' }))");
  const bad = all('return');

  expect((await deployed(good, without(good, 'Custom'))).findings).toEqual([]);
  expect((await deployed(bad)).findings).toEqual([]);
  expect((await deployed(bad, without(bad, 'Custom'))).findings).toEqual(['setting left on: Host']);
});

test('a call that the double does not know is refused', async () => {
  const { reasons } = await deployed(keeper('await group.send(new scaling.CreateSomethingCommand({}));', '*'));

  expect(reasons.join()).toContain('the double does not know autoscaling:CreateSomething');
});

test('a function behind a resource that is not the first one answers by HTTPS too', async () => {
  const all = keeper('', ['ecs:DescribeClusters', 'ecs:PutClusterCapacityProviders']);
  const { double, status } = await deployed(
    changed(
      changed({ ...all, Cluster: resource('AWS::ECS::Cluster') }, 'Function', {
        Code: { ZipFile: CLUSTER_ATTACHMENT },
      }),
      'Custom',
      { Cluster: ref('Cluster'), CapacityProvider: 'mine' },
    ),
  );

  expect(status).toBe('CREATE_COMPLETE');
  expect([...double.world.live].find(({ id }) => id === 'Cluster')?.drift.capacityProviders).toEqual(['mine']);
});

test('a function is asked to delete what it failed to create', async () => {
  const body = `
    if (event.RequestType === 'Create') throw new Error('half done');
    if (event.PhysicalResourceId !== event.LogicalResourceId) throw new Error('unknown');`;
  const { stack, reasons } = await deployed(keeper(body, '*'));

  expect(reasons.filter((each) => each.startsWith('Custom'))).toEqual([expect.stringContaining('half done')]);
  expect(stack.steps).toContainEqual(expect.objectContaining({ verb: 'DELETE', id: 'Custom', status: 'COMPLETE' }));
});
