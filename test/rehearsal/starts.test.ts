import {
  att,
  changed,
  deployed,
  destroyed,
  NAT,
  policy,
  ref,
  resource,
  Resources,
  SERVICE,
  trust,
  without,
} from './fixtures';

test('a service with all that its tasks need starts, and goes again', async () => {
  const { status, double } = await destroyed(SERVICE);

  expect(status).toBe('DELETE_COMPLETE');
  expect(double.world.live.size).toBe(0);
});

const container = SERVICE.Task.Properties!.ContainerDefinitions[0];
const withContainer = (more: Record<string, unknown>, all = SERVICE): Resources =>
  changed(all, 'Task', { ContainerDefinitions: [{ ...container, ...more }] });
const dependingOn = (...DependsOn: string[]): Resources => changed(SERVICE, 'Service', {}, { DependsOn });
const PRIVATE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1';
const REPOSITORY = 'arn:aws:ecr:eu-west-1:123456789012:repository/app';

/** A subnet without a route, and an endpoint of `service` with a group of its own. */
const endpoint = (service: string): Resources => ({
  [`${service}Group`]: resource('AWS::EC2::SecurityGroup', { GroupDescription: service, VpcId: ref('Vpc') }),
  [`${service}Endpoint`]: resource('AWS::EC2::VPCEndpoint', {
    ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.${service}` },
    VpcEndpointType: 'Interface',
    VpcId: ref('Vpc'),
    SecurityGroupIds: [att(`${service}Group`, 'GroupId')],
  }),
  [`${service}In`]: resource('AWS::EC2::SecurityGroupIngress', {
    GroupId: att(`${service}Group`, 'GroupId'),
    SourceSecurityGroupId: att('Group', 'GroupId'),
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
  }),
});
const waitFor = (all: Resources, ...ids: string[]): Resources => changed(all, 'Service', {}, { DependsOn: ids });

describe('the first task of a service', () => {
  test.each([
    ['waits for the policy of its role', dependingOn('Route', 'Entry'), 'logs:CreateLogStream in the execution role'],
    ['waits for the route of its NAT gateway', dependingOn('Entry', 'RolePolicy'), 'a route to the internet'],
    ['waits for its route table', dependingOn('Route', 'RolePolicy'), 'a route to the internet'],
    [
      'needs a public address where the way is an internet gateway',
      changed(SERVICE, 'Route', { NatGatewayId: undefined, GatewayId: ref('Internet') }),
      'a public address',
    ],
    [
      'needs an egress rule',
      changed(SERVICE, 'Group', {
        SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }],
      }),
      'the egress rule of',
    ],
    ['waits for an endpoint', { ...SERVICE, ...endpoint('logs') }, 'the endpoint of logs'],
    [
      'waits for the rule at an endpoint',
      waitFor({ ...SERVICE, ...endpoint('logs') }, 'Route', 'Entry', 'RolePolicy', 'logsEndpoint'),
      'the ingress rule at the endpoint of logs',
    ],
    ['may pull its image', withContainer({ Image: PRIVATE }), 'ecr:BatchGetImage in the execution role'],
    [
      'may read its secrets',
      withContainer({
        Secrets: [{ Name: 'A', ValueFrom: 'arn:aws:secretsmanager:eu-west-1:1:secret:a-123456:key::' }],
      }),
      'secretsmanager:GetSecretValue in the execution role',
    ],
    ['may read its parameters', withContainer({ Secrets: [{ Name: 'A', ValueFrom: '/a' }] }), 'ssm:GetParameters'],
    [
      'may read its environment files',
      withContainer({ EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::cfg/web.env' }] }),
      'want of s3:GetObject in the execution role',
    ],
    [
      'may fetch the configuration of its log router',
      withContainer({ Environment: [{ Name: 'aws_fluent_bit_init_s3_1', Value: 'arn:aws:s3:::cfg/extra.conf' }] }),
      'want of s3:GetObject in the task role',
    ],
    [
      'may open a channel for Exec',
      changed(SERVICE, 'Service', { EnableExecuteCommand: true }),
      'ssmmessages:OpenDataChannel',
    ],
    [
      'has its log group',
      withContainer({ LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'nowhere' } } }),
      'The specified log group nowhere does not exist',
    ],
    ['does not exit', withContainer({ Environment: [{ Name: 'REHEARSAL', Value: 'exits' }] }), 'Circuit Breaker'],
  ])('%s', async (_, resources, reason) => {
    const { status, reasons } = await deployed(resources as Resources);

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reasons.join()).toContain(reason);
  });

  test('starts behind an endpoint whose rules it waits for', async () => {
    const { status } = await deployed(
      waitFor({ ...SERVICE, ...endpoint('logs') }, 'Route', 'Entry', 'RolePolicy', 'logsEndpoint', 'logsIn'),
    );

    expect(status).toBe('CREATE_COMPLETE');
  });

  test('pulls a private image with the rights to it', async () => {
    const pull = policy(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], REPOSITORY);
    const { status } = await deployed(
      changed(withContainer({ Image: PRIVATE }), 'Role', {
        Policies: [
          { PolicyName: 'pull', PolicyDocument: pull },
          { PolicyName: 'token', PolicyDocument: policy('ecr:GetAuthorizationToken') },
        ],
      }),
    );

    expect(status).toBe('CREATE_COMPLETE');
  });

  const gateway = (allowed: string): Resources => ({
    ...withContainer({ EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::cfg/web.env' }] }),
    RolePolicy: changed(SERVICE, 'RolePolicy', { PolicyDocument: policy(['logs:*', 's3:*']) }).RolePolicy,
    S3: resource('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      VpcEndpointType: 'Gateway',
      VpcId: ref('Vpc'),
      RouteTableIds: [ref('Table')],
      PolicyDocument: policy('s3:*', allowed),
    }),
  });

  test('is held to the policy of an endpoint', async () => {
    const waits = ['Route', 'Entry', 'RolePolicy', 'S3'];
    const good = await deployed(waitFor(gateway('arn:aws:s3:::cfg*'), ...waits));
    const bad = await deployed(waitFor(gateway('arn:aws:s3:::other*'), ...waits));

    expect(good.status).toBe('CREATE_COMPLETE');
    expect(bad.reasons.join()).toContain('the policy of S3 does not allow s3:GetObject on arn:aws:s3:::cfg/web.env');
  });
});

test('a log router fetches its configuration by an endpoint that lets it, whatever else there is', async () => {
  const router = (allowed: string): Resources => ({
    ...withContainer({ Environment: [{ Name: 'aws_fluent_bit_init_s3_1', Value: 'arn:aws:s3:::cfg/extra.conf' }] }),
    TaskRole: resource('AWS::IAM::Role', {
      AssumeRolePolicyDocument: trust({ Service: 'ecs-tasks.amazonaws.com' }),
      Policies: [{ PolicyName: 'read', PolicyDocument: policy('s3:GetObject', 'arn:aws:s3:::cfg/*') }],
    }),
    S3: resource('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      VpcEndpointType: 'Gateway',
      VpcId: ref('Vpc'),
      RouteTableIds: [ref('Table')],
      PolicyDocument: policy('s3:GetObject', allowed),
    }),
  });
  const played = (allowed: string) =>
    deployed(
      waitFor(changed(router(allowed), 'Task', { TaskRoleArn: att('TaskRole') }), 'Route', 'Entry', 'RolePolicy', 'S3'),
    );

  expect((await played('arn:aws:s3:::cfg/extra.conf')).status).toBe('CREATE_COMPLETE');
  expect((await played('arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*')).reasons.join()).toContain(
    'cannot fetch the configuration of app: the policy of S3 does not allow s3:GetObject on arn:aws:s3:::cfg/extra.conf',
  );
});

test('a way to the logs that goes beside its service is found', async () => {
  const { double, stack } = await deployed(SERVICE);
  stack.template = { Resources: dependingOn('Entry') };
  await double.engine.destroy(stack);

  expect(stack.status).toBe('DELETE_COMPLETE');
  expect(double.world.findings).toEqual([expect.objectContaining({ rule: 'last logs lost', resource: 'Service' })]);
  expect((await destroyed(SERVICE)).findings).toEqual([]);
});

/** Hosts of a group in a private subnet; their way to ECS is the NAT gateway, or endpoints. */
const hosts = (waits: string[]): Resources => ({
  ...without(SERVICE, 'Service'),
  Hosts: resource('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      SecurityGroupIds: [att('Group', 'GroupId')],
      UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ECS_CLUSTER=${Cluster}' } },
    },
  }),
  Scaling: resource(
    'AWS::AutoScaling::AutoScalingGroup',
    {
      MinSize: '0',
      MaxSize: '2',
      VPCZoneIdentifier: [ref('Subnet')],
      LaunchTemplate: { LaunchTemplateId: ref('Hosts'), Version: att('Hosts', 'LatestVersionNumber') },
    },
    { DependsOn: waits },
  ),
  Provider: resource('AWS::ECS::CapacityProvider', {
    AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Scaling') },
  }),
  Associations: resource('AWS::ECS::ClusterCapacityProviderAssociations', {
    Cluster: ref('Cluster'),
    CapacityProviders: [ref('Provider')],
    DefaultCapacityProviderStrategy: [],
  }),
  Service: resource(
    'AWS::ECS::Service',
    {
      Cluster: ref('Cluster'),
      TaskDefinition: ref('Task'),
      CapacityProviderStrategy: [{ CapacityProvider: ref('Provider') }],
    },
    { DependsOn: ['Associations', 'RolePolicy'] },
  ),
});

test('hosts register, and report until the last task has stopped, by a way that outlives them', async () => {
  const good = await destroyed(hosts(['Route', 'Entry']));
  const bad = await deployed(hosts([]));

  expect(good.status).toBe('DELETE_COMPLETE');
  expect(bad.reasons.join()).toContain('cannot register with the cluster, for want of an endpoint of ecs');
});

test('hosts that lose their way before their service goes keep its tasks from stopping', async () => {
  // Made by hand in an order that happens to work; deletion has no such luck.
  const { double, stack } = await deployed(hosts(['Route', 'Entry']));
  stack.template = { Resources: hosts(['Entry']) };
  await double.engine.destroy(stack);

  expect(stack.status).toBe('DELETE_FAILED');
  expect(stack.steps.find(({ id }) => id === 'Service')?.reason).toContain('do not stop: cannot report to the cluster');
});

test('ECS asks a hook by a role that may', async () => {
  const hooked = (Action: string): Resources =>
    changed(
      {
        ...SERVICE,
        Asker: resource('AWS::IAM::Role', {
          AssumeRolePolicyDocument: trust({ Service: 'ecs.amazonaws.com' }),
          Policies: [{ PolicyName: 'ask', PolicyDocument: policy(Action) }],
        }),
      },
      'Service',
      {
        DeploymentConfiguration: {
          LifecycleHooks: [
            { HookTargetArn: 'arn:aws:lambda:hook', RoleArn: att('Asker'), LifecycleStages: ['PRE_SCALE_UP'] },
          ],
        },
      },
    );

  expect((await deployed(hooked('lambda:InvokeFunction'))).status).toBe('CREATE_COMPLETE');
  expect((await deployed(hooked('lambda:GetFunction'))).reasons.join()).toContain('is not allowed to invoke the hook');
});

test('an imported network is left to those who know it', async () => {
  const { status } = await deployed(
    changed(
      without(SERVICE, ...Object.keys(NAT)),
      'Service',
      {
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: ['subnet-imported'], SecurityGroups: ['sg-imported'] },
        },
      },
      { DependsOn: ['RolePolicy'] },
    ),
  );

  expect(status).toBe('CREATE_COMPLETE');
});

describe('a hook', () => {
  const hooked = (body: string): Resources =>
    changed(
      {
        ...SERVICE,
        Asker: resource('AWS::IAM::Role', {
          AssumeRolePolicyDocument: trust({ Service: 'ecs.amazonaws.com' }),
          Policies: [{ PolicyName: 'ask', PolicyDocument: policy('lambda:InvokeFunction') }],
        }),
        HookRole: resource('AWS::IAM::Role', {
          AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }),
          Policies: [{ PolicyName: 'read', PolicyDocument: policy('ecs:DescribeServiceRevisions') }],
        }),
        Hook: resource('AWS::Lambda::Function', {
          Role: att('HookRole'),
          Code: {
            ZipFile: `const ecs = require('@aws-sdk/client-ecs');
              exports.handler = async ({ executionDetails: { targetServiceRevisionArn: arn }, hookDetails }) => {
                const ask = (name, input) => new ecs.ECSClient({}).send(new ecs[name](input));
                const { serviceRevisions: [revision] } = await ask('DescribeServiceRevisionsCommand', { serviceRevisionArns: [arn] });
                ${body}
              };`,
          },
        }),
      },
      'Service',
      {
        DeploymentConfiguration: {
          LifecycleHooks: [{ HookTargetArn: att('Hook'), RoleArn: att('Asker'), LifecycleStages: ['PRE_SCALE_UP'] }],
        },
      },
    );

  test.each([
    [
      'says yes',
      "return { hookStatus: revision.containerImages[0].image.includes('nginx') ? 'SUCCEEDED' : 'FAILED' };",
      undefined,
    ],
    [
      'says yes later',
      "return hookDetails ? { hookStatus: 'SUCCEEDED' } : { hookStatus: 'IN_PROGRESS', hookDetails: { tries: 1 } };",
      undefined,
    ],
    ['says no', "return { hookStatus: 'FAILED' };", 'the hook Hook answered {"hookStatus":"FAILED"} at PRE_SCALE_UP'],
    ['says nothing', '', 'the hook Hook answered undefined'],
    ['never ends', "return { hookStatus: 'IN_PROGRESS' };", 'does not come to an end'],
    [
      'may not ask',
      "await ask('DescribeTaskDefinitionCommand', revision); return { hookStatus: 'SUCCEEDED' };",
      'ecs:DescribeTaskDefinition',
    ],
  ])('%s', async (_, body, reason) => {
    const { status, reasons } = await deployed(hooked(body));

    expect(status).toBe(reason === undefined ? 'CREATE_COMPLETE' : 'ROLLBACK_COMPLETE');
    expect(reasons.join()).toContain(reason ?? '');
  });
});
