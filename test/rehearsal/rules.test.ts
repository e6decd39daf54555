import { att, changed, deployed, destroyed, policy, ref, resource, Resources, SERVICE, without } from './fixtures';

const ECS = 'AWS::ECS::';
const ELB = 'AWS::ElasticLoadBalancingV2::';

const GROUP = resource('AWS::AutoScaling::AutoScalingGroup', {
  MinSize: '0',
  MaxSize: '2',
  VPCZoneIdentifier: ['subnet-imported'],
  LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
});

/** A cluster with a provider, as plain aws-ecs renders it: nothing says that the service goes before the association. */
const PLAIN: Resources = {
  ...SERVICE,
  Group1: GROUP,
  Provider: resource(`${ECS}CapacityProvider`, { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Group1') } }),
  Associations: resource(`${ECS}ClusterCapacityProviderAssociations`, {
    Cluster: ref('Cluster'),
    CapacityProviders: [ref('Provider'), 'FARGATE'],
    DefaultCapacityProviderStrategy: [],
  }),
};
const strategy = (CapacityProvider: unknown, waits: string[] = [], all = PLAIN): Resources =>
  changed(
    all,
    'Service',
    { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider }] },
    { DependsOn: [...(all.Service.DependsOn ?? []), ...waits] },
  );

describe('capacity', () => {
  test('a provider goes after the services that use it', async () => {
    const apart = changed(strategy('FARGATE'), 'Cluster', { CapacityProviders: ['FARGATE'] });

    expect((await destroyed(strategy('FARGATE', ['Associations']))).status).toBe('DELETE_COMPLETE');
    expect((await destroyed(apart)).reasons.join()).toContain(
      'The specified capacity provider is in use and cannot be removed',
    );
  });

  test('a provider that a service moves away from goes in the update phase, a new one comes before', async () => {
    const before = strategy(ref('Provider'), ['Associations']);
    const after = changed(strategy('FARGATE', ['Associations']), 'Associations', { CapacityProviders: ['FARGATE'] });

    const { status, reasons } = await deployed(before, after);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reasons.join()).toContain('in use');
  });

  test.each([
    [
      'a provider that the cluster does not have',
      strategy('FARGATE_SPOT', ['Associations']),
      'was not found in the cluster',
    ],
    [
      'a strategy beside a launch type',
      changed(strategy('FARGATE', ['Associations']), 'Service', { LaunchType: 'FARGATE' }),
      'both a launch type',
    ],
    [
      'a strategy of a daemon',
      changed(strategy('FARGATE', ['Associations']), 'Service', { SchedulingStrategy: 'DAEMON' }),
      'daemon scheduling strategy',
    ],
    ['a provider before it is associated', strategy(ref('Provider')), 'was not found in the cluster'],
    [
      'an association before its provider',
      changed(changed(PLAIN, 'Provider', { Name: 'mine' }), 'Associations', { CapacityProviders: ['mine', 'FARGATE'] }),
      "'mine' was not found",
    ],
    [
      'an association of a provider of Managed Instances',
      changed(PLAIN, 'Provider', {
        AutoScalingGroupProvider: undefined,
        ClusterName: ref('Cluster'),
        ManagedInstancesProvider: {
          InfrastructureRoleArn: 'arn',
          InstanceLaunchTemplate: {
            Ec2InstanceProfileArn: 'arn',
            NetworkConfiguration: { Subnets: ['subnet-imported'], SecurityGroups: ['sg-imported'] },
          },
        },
      }),
      'cannot be associated',
    ],
  ])('refuses %s', async (_, resources, reason) => {
    const { status, reasons } = await deployed(resources);

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reasons.join()).toContain(reason);
  });

  test('a service whose launch type goes is replaced', async () => {
    const { stack } = await deployed({ ...PLAIN }, strategy('FARGATE', ['Associations']));

    expect(stack.steps.find(({ id, verb }) => id === 'Service' && verb === 'CREATE')).toMatchObject({
      replacement: true,
    });
  });

  test('a cluster goes after its services and its hosts', async () => {
    const named = changed(SERVICE, 'Service', { Cluster: 'shop' });
    const hosts = {
      Cluster: resource(`${ECS}Cluster`, { ClusterName: 'shop' }),
      Hosts: resource('AWS::EC2::LaunchTemplate', {
        LaunchTemplateData: { UserData: { 'Fn::Base64': 'ECS_CLUSTER=shop' } },
      }),
      Group: changed({ GROUP }, 'GROUP', { LaunchTemplate: { LaunchTemplateId: ref('Hosts'), Version: '1' } }).GROUP,
    };

    expect((await destroyed(changed(named, 'Cluster', { ClusterName: 'shop' }))).reasons.join()).toContain(
      'while Services are active',
    );
    expect((await destroyed(hosts)).reasons.join()).toContain('while Container Instances are active');
  });

  test('a group with protected hosts does not go', async () => {
    const protectedHosts = changed({ GROUP }, 'GROUP', { NewInstancesProtectedFromScaleIn: true });

    expect((await destroyed({ GROUP })).status).toBe('DELETE_COMPLETE');
    expect((await destroyed(protectedHosts)).reasons.join()).toContain('protected from scale in');
  });
});

describe('networks and names', () => {
  const rule = (Description: string, port = 443) =>
    resource('AWS::EC2::SecurityGroupEgress', {
      GroupId: 'sg-1',
      Description,
      DestinationPrefixListId: 'pl-1',
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
    });

  test('a rule is there once, whatever its description', async () => {
    expect((await deployed({ One: rule('a'), Other: rule('a', 80) })).status).toBe('CREATE_COMPLETE');
    expect((await deployed({ One: rule('a'), Other: rule('b') })).reasons.join()).toContain('already exists (One)');
  });

  test('a group takes 60 rules', async () => {
    const rules = (count: number): Resources =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`Rule${index}`, rule('', index)]));

    expect((await deployed(rules(60))).status).toBe('CREATE_COMPLETE');
    expect((await deployed(rules(61))).reasons.join()).toContain('the maximum number of rules');
  });

  test('a name that a retained resource has is taken', async () => {
    const log = (DeletionPolicy: string): Resources => ({
      Log: resource('AWS::Logs::LogGroup', { LogGroupName: '/ecs/exec/app' }, { DeletionPolicy }),
    });
    const broken = (DeletionPolicy: string) => ({
      ...log(DeletionPolicy),
      Wrong: resource('AWS::No::Such', {}, { DependsOn: 'Log' }),
    });
    const again = async (DeletionPolicy: string) => {
      const { double } = await deployed(broken(DeletionPolicy));
      const stack = double.engine.stack('Again');
      await double.engine.deploy(stack, { Resources: log(DeletionPolicy) }, {});
      return stack;
    };

    expect((await again('RetainExceptOnCreate')).status).toBe('CREATE_COMPLETE');
    expect((await again('Retain')).steps.map(({ reason }) => reason).join()).toContain('/ecs/exec/app already exists');
  });
});

const BALANCER: Resources = {
  Balancer: resource(`${ELB}LoadBalancer`, { Subnets: ['subnet-imported'] }),
  Targets: resource(`${ELB}TargetGroup`, { Port: 80, Protocol: 'HTTP', VpcId: 'vpc-imported', TargetType: 'ip' }),
  Listener: resource(`${ELB}Listener`, {
    LoadBalancerArn: ref('Balancer'),
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  }),
  Rule: resource(`${ELB}ListenerRule`, {
    ListenerArn: ref('Listener'),
    Priority: 1,
    Conditions: [],
    Actions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
  }),
};
const web = (waits: string[], more: Record<string, unknown> = {}): Resources =>
  changed(
    { ...SERVICE, ...BALANCER },
    'Service',
    { LoadBalancers: [{ ContainerName: 'app', ContainerPort: 80, TargetGroupArn: ref('Targets') }], ...more },
    { DependsOn: ['Route', 'Entry', 'RolePolicy', ...waits] },
  );

describe('load balancing', () => {
  test('a service waits for the rule that leads to its target group', async () => {
    expect((await destroyed(web(['Rule']))).status).toBe('DELETE_COMPLETE');
    expect((await deployed(web([]))).reasons.join()).toContain('does not have an associated load balancer');
  });

  test('two rules of a listener do not share a priority', async () => {
    const twice = (priority: number) => ({ ...BALANCER, Twin: changed(BALANCER, 'Rule', { Priority: priority }).Rule });

    expect((await deployed(twice(2))).status).toBe('CREATE_COMPLETE');
    expect((await deployed(twice(1))).reasons.join()).toContain("Priority '1' is currently in use");
  });

  test('a target group belongs to one load balancer', async () => {
    const second = (targets: string): Resources => ({
      ...BALANCER,
      Other: BALANCER.Balancer,
      OtherTargets: BALANCER.Targets,
      OtherListener: changed(BALANCER, 'Listener', {
        LoadBalancerArn: ref('Other'),
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref(targets) }],
      }).Listener,
    });

    expect((await deployed(second('OtherTargets'))).status).toBe('CREATE_COMPLETE');
    expect((await deployed(second('Targets'))).reasons.join()).toContain('cannot be associated with more than one');
  });

  test('a target group goes after the rules that lead to it', async () => {
    const { double, stack } = await deployed(BALANCER);
    stack.template = { Resources: changed(BALANCER, 'Rule', { Actions: [] }) };
    await double.engine.destroy(stack);

    expect(stack.steps.find(({ id }) => id === 'Targets')?.reason).toContain('is currently in use by Rule');
  });

  test('targets of Service Connect with TLS speak HTTPS', async () => {
    const tls = (Protocol: string): Resources => {
      const all = web(['Rule'], {
        ServiceConnectConfiguration: {
          Enabled: true,
          Services: [{ PortName: 'http', Tls: { IssuerCertificateAuthority: { AwsPcaAuthorityArn: 'arn' } } }],
        },
      });
      const [container] = all.Task.Properties!.ContainerDefinitions;
      const ContainerDefinitions = [{ ...container, PortMappings: [{ Name: 'http', ContainerPort: 80 }] }];
      return changed(changed(all, 'Task', { ContainerDefinitions }), 'Targets', { Protocol });
    };

    expect((await deployed(tls('HTTPS'))).status).toBe('CREATE_COMPLETE');
    expect((await deployed(tls('HTTP'))).reasons.join()).toContain('HTTP to a port that speaks TLS');
  });

  test('a bucket with access logs does not go', async () => {
    const logged = (bucket: unknown): Resources => ({
      Bucket: resource('AWS::S3::Bucket'),
      Balancer: changed(BALANCER, 'Balancer', {
        LoadBalancerAttributes: [{ Key: 'access_logs.s3.bucket', Value: bucket }],
      }).Balancer,
    });

    expect((await destroyed(logged('imported'))).status).toBe('DELETE_COMPLETE');
    expect((await destroyed(logged(ref('Bucket')))).reasons.join()).toContain('is not empty');
  });
});

describe('alarms', () => {
  const lets = {
    Effect: 'Allow',
    Action: 'sns:Publish',
    Resource: '*',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
  };
  const onlyTls = { Effect: 'Deny', Action: 'sns:Publish', Resource: '*', Principal: '*' };
  const alarm = (statements: object[], key: object = policy('kms:*')): Resources => ({
    Key: resource('AWS::KMS::Key', { KeyPolicy: key }),
    Topic: resource('AWS::SNS::Topic', { KmsMasterKeyId: att('Key') }),
    Policy: resource('AWS::SNS::TopicPolicy', { Topics: [ref('Topic')], PolicyDocument: { Statement: statements } }),
    Alarm: resource('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      AlarmActions: [ref('Topic')],
    }),
  });
  const open = {
    Statement: [
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { Service: 'cloudwatch.amazonaws.com' } },
    ],
  };

  test('an alarm is heard when the topic and its key let it', async () => {
    expect((await deployed(alarm([onlyTls, lets], open))).findings).toEqual([]);
    expect((await deployed(alarm([onlyTls], open))).findings).toEqual(['alarm not heard: Alarm']);
    expect((await deployed(alarm([lets]))).findings).toEqual(['alarm not heard: Alarm']);
    expect((await deployed(without(alarm([onlyTls], open), 'Policy'))).findings).toEqual([]);
  });
});
