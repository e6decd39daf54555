import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, CfnResource, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Nist800190Checks, Nist800190Coverage } from '../../../lib/security';
import { modelOfPath, modelOfTemplate } from '../../../lib/app-model/load';
import { describe as describeFound, inspect, isOpen } from '../../../lib/security/checks/inspect';
import { RULES } from '../../../lib/security/checks/rules';
import { settingsOf } from '../../../lib/security/checks/settings';
import { testApp, testStack } from '../../support/stacks';
import { CASES, HOST_POLICY_ROLE } from './cases';

/** A stack of generic resources, as `CfnInclude` or any language's L1 would make them. */
function stackOf(resources: Record<string, any>): Stack {
  const stack = testStack();
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    new CfnResource(stack, id, { type: Type, properties: Properties });
  }
  return stack;
}

/** Findings of a rule, as `T` or `T[finding]`, and their severity. */
function findingsIn(stack: Stack, rule: string, props = {}): Record<string, string> {
  const { violations } = new Nist800190Checks(stack, props).validateScope(stack);
  const found: Record<string, string> = {};
  for (const { ruleName, severity, violatingResources } of violations) {
    const [, id, finding] = /^NIST\.800\.190-(\w+)(?:\[(.*)\])?$/.exec(ruleName)!;
    if (id === rule) {
      violatingResources.forEach(({ constructPath }) => {
        found[`${constructPath!.replace('TestStack/', '')}${finding === undefined ? '' : `[${finding}]`}`] = severity!;
      });
    }
  }
  return found;
}

const shown = (finding: string) => (finding === '' ? 'T' : `T[${finding}]`);

/** Overrides what differs; deletes what is no longer there, since overrides are merged into objects. */
function override(resource: CfnResource, prefix: string, from: any, to: any): void {
  const isPlain = (value: any) => typeof value === 'object' && value !== null && !Array.isArray(value);
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (!(key in to)) {
      resource.addPropertyDeletionOverride(`${prefix}${key}`);
    } else if (isPlain(from[key]) && isPlain(to[key])) {
      override(resource, `${prefix}${key}.`, from[key], to[key]);
    } else {
      resource.addPropertyOverride(`${prefix}${key}`, to[key]);
    }
  }
}

/** Without those that have none, so that 'has cases' can tell of them. */
const WITH_CASES = RULES.filter(({ id }) => id in CASES);

describe('every rule', () => {
  test('has cases', () => {
    expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  describe.each(WITH_CASES.map((rule) => [rule.id, rule, CASES[rule.id]] as const))('%s', (id, rule, cases) => {
    test('passes what is compliant', () => {
      expect(findingsIn(stackOf(cases.ok), id).T).toBeUndefined();
      expect(Object.keys(findingsIn(stackOf(cases.ok), id)).filter((key) => key.startsWith('T'))).toEqual([]);
    });

    test('finds what is not', () => {
      expect(findingsIn(stackOf(cases.bad), id)).toMatchObject({ [shown(cases.finding)]: rule.level });
    });

    test('finds it in an override', () => {
      const stack = stackOf({ ...cases.bad, T: { ...cases.ok.T, Type: cases.bad.T.Type } });
      const resource = stack.node.findChild('T') as CfnResource;
      override(resource, '', cases.ok.T.Properties, cases.bad.T.Properties);

      expect(findingsIn(stack, id)).toMatchObject({ [shown(cases.finding)]: rule.level });
    });

    test('an acknowledgement takes the finding away, of this resource only', () => {
      const stack = stackOf(cases.bad);
      const finding = `NIST.800.190-${id}${cases.finding === '' ? '' : `[${cases.finding}]`}`;

      Validations.of(stack.node.findChild('T')).acknowledge({ id: `NIST.800.190::${finding}`, reason: 'because' });

      expect(findingsIn(stack, id)[shown(cases.finding)]).toBeUndefined();
    });

    if (cases.open !== undefined) {
      test('leaves open what only the deployment knows, as a warning', () => {
        expect(findingsIn(stackOf(cases.open!), id)).toEqual({ [`T[Unresolved::${cases.openFinding}]`]: 'warning' });
      });
    }

    if (cases.silent !== undefined) {
      test('is silent where it does not apply', () => {
        expect(Object.keys(findingsIn(stackOf(cases.silent!), id)).filter((key) => key.startsWith('T'))).toEqual([]);
      });
    }
  });
});

describe('details of rules', () => {
  const containers = (...list: object[]) => ({
    T: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: list } },
  });

  test('findings are per container', () => {
    const stack = stackOf(
      containers({ Name: 'a', Image: 'x', User: '1' }, { Name: 'b', Image: 'x' }, { Name: 'c', Image: 'x' }),
    );

    expect(Object.keys(findingsIn(stack, 'ECSContainerNonRootUser'))).toEqual(['T[Container::b]', 'T[Container::c]']);
  });

  test('a list of containers that is itself unknown is open, not compliant', () => {
    const stack = stackOf({
      T: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: { 'Fn::If': ['C', [], []] } } },
    });

    expect(findingsIn(stack, 'ECSContainerNonRootUser')).toEqual({ 'T[Unresolved::ContainerDefinitions]': 'warning' });
  });

  test('daemon task definitions are checked as tasks on Managed Instances', () => {
    const stack = stackOf({
      T: {
        Type: 'AWS::ECS::DaemonTaskDefinition',
        Properties: { PidMode: 'shared', ContainerDefinitions: [{ Name: 'agent', Image: 'x', Privileged: true }] },
      },
    });

    expect(findingsIn(stack, 'ECSContainerNonPrivileged')).toEqual({ 'T[Container::agent]': 'error' });
    expect(findingsIn(stack, 'ECSTaskNoHostPid')).toEqual({ T: 'error' });
    expect(findingsIn(stack, 'ECSContainerReadonlyRootFs')).toEqual({ 'T[Container::agent]': 'error' });
  });

  test.each(['', '0', '0:0', 'root', 'root:root', '00'])('user %j is root', (User) => {
    expect(findingsIn(stackOf(containers({ Name: 'a', Image: 'x', User })), 'ECSContainerNonRootUser')).toEqual({
      'T[Container::a]': 'error',
    });
  });

  test.each(['1', 'app', '1000:0', 'rootless'])('user %j is not', (User) => {
    expect(findingsIn(stackOf(containers({ Name: 'a', Image: 'x', User })), 'ECSContainerNonRootUser')).toEqual({});
  });

  test('a Windows container may not be an administrator', () => {
    const stack = stackOf({
      T: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
          ContainerDefinitions: [{ Name: 'a', Image: 'x', User: 'ContainerAdministrator' }],
        },
      },
    });

    expect(findingsIn(stack, 'ECSContainerNonRootUser')).toEqual({ 'T[Container::a]': 'error' });
  });

  test.each([
    ['public.ecr.aws/nginx/nginx:1', ['public.ecr.aws/nginx'], {}],
    ['public.ecr.aws/other/nginx:1', ['public.ecr.aws/nginx'], { 'T[Container::a]': 'error' }],
    ['nginx:1', ['docker.io'], {}],
    ['localhost:5000/app:1', [], { 'T[Container::a]': 'error' }],
    [{ 'Fn::GetAtt': ['Asset', 'ImageUri'] }, [], { 'T[Unresolved::Container::a.Image]': 'warning' }],
    [{ 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/app:v1' }, [], {}],
  ])('image %j with trusted registries %j', (Image, trustedRegistries, expected) => {
    expect(
      findingsIn(stackOf(containers({ Name: 'a', Image })), 'ECSImageTrustedRegistry', { trustedRegistries }),
    ).toEqual(expected);
  });

  test('the allow-list of kernel parameters can be chosen', () => {
    const stack = stackOf(
      containers({ Name: 'a', Image: 'x', SystemControls: [{ Namespace: 'net.ipv4.ip_forward', Value: '1' }] }),
    );

    expect(findingsIn(stack, 'ECSSystemControlsAllowed', { allowedSystemControls: ['net.ipv4.ip_*'] })).toEqual({});
  });

  test('a host that nothing but its Auto Scaling group ties to ECS is one', () => {
    const stack = stackOf({
      T: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { KeyName: 'me' } } },
      G: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: { LaunchTemplate: { LaunchTemplateId: { Ref: 'T' } } },
      },
      C: {
        Type: 'AWS::ECS::CapacityProvider',
        Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'G' } } },
      },
    });

    expect(findingsIn(stack, 'HostNoSshKey')).toEqual({ T: 'error' });
  });

  test('the AWS managed policies of hosts and administrators are found at the role', () => {
    expect(findingsIn(stackOf(HOST_POLICY_ROLE), 'HostRoleScopedToCluster')).toEqual({
      'T[Policy::AmazonEC2ContainerServiceforEC2Role]': 'error',
    });
  });

  test('registry-wide scanning in another stack of the app counts', () => {
    const app = testApp();
    const stack = new Stack(app, 'TestStack');
    new CfnResource(stack, 'T', { type: 'AWS::ECR::Repository' });
    new CfnResource(new Stack(app, 'Registry'), 'R', {
      type: 'AWS::ECR::RegistryScanningConfiguration',
      properties: { ScanType: 'ENHANCED', Rules: [] },
    });

    expect(findingsIn(stack, 'ECRImageScanning')).toEqual({});
  });
});

test.each([
  [{ Ref: 'Range' }, 80, { 'T[Unresolved::Ingress::80.Cidr]': 'warning' }, {}],
  [
    { Ref: 'Range' },
    22,
    { 'T[Unresolved::Ingress::22.Cidr]': 'warning' },
    { 'T[Unresolved::Ingress::22.Cidr]': 'warning' },
  ],
  [{ 'Fn::GetAtt': ['V', 'CidrBlock'] }, 22, {}, {}],
  ['10.0.0.0/8', 22, {}, {}],
])('an address range of %j at port %d is judged as far as it is known', (CidrIp, port, tasks, hosts) => {
  const Range = { Type: 'String' };
  const T = {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp }] },
  };
  const S = {
    Type: 'AWS::ECS::Service',
    Properties: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ Ref: 'T' }] } } },
  };
  const V = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
  const model = modelOfTemplate({ Parameters: { Range }, Resources: { T, S, V } });
  const found = (rule: string) =>
    Object.fromEntries(
      inspect(model, settingsOf())
        .filter((one) => one.rule.id === rule)
        .map((one) => [shown(one.finding), isOpen(one) ? 'warning' : one.rule.level]),
    );

  expect(found('TaskSgIngressRestricted')).toEqual(tasks);
  expect(found('HostNoSshIngress')).toEqual(hosts);
});

test.each<[string, unknown]>([
  ['by a reference twice', [{ Ref: 'T' }, { 'Fn::GetAtt': ['T', 'GroupId'] }]],
  ['beside one by its id', [{ Ref: 'T' }, 'sg-1']],
  ['by a choice', { 'Fn::If': ['Chosen', [{ Ref: 'T' }], ['sg-1']] }],
])('a group that a service names %s is shared with one that names it alone', (_, SecurityGroups) => {
  const of = (groups: unknown) => ({
    Type: 'AWS::ECS::Service',
    Properties: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: groups } } },
  });
  const model = modelOfTemplate({
    Parameters: { Range: { Type: 'String' } },
    Conditions: { Chosen: { 'Fn::Equals': [{ Ref: 'Range' }, 'a'] } },
    Resources: { T: { Type: 'AWS::EC2::SecurityGroup' }, A: of([{ Ref: 'T' }]), B: of(SecurityGroups) },
  });

  expect(
    inspect(model, settingsOf())
      .filter(({ rule }) => rule.id === 'ECSServiceOwnSecurityGroup')
      .map(({ finding, places }) => [finding, places.map(({ resource }) => resource.logicalId)]),
  ).toEqual([['SecurityGroup::T', ['A', 'B']]]);
});

describe('what stands apart', () => {
  const policyOf = (...services: string[]) => ({
    T: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'p',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*' }] },
        Roles: [{ Ref: 'R' }],
      },
    },
    R: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: services.map((Service) => ({ Principal: { Service } })) },
      },
    },
  });

  test.each([
    [['ec2.amazonaws.com'], { T: 'error' }],
    [['ssm.amazonaws.com'], { T: 'error' }],
    [['codebuild.amazonaws.com'], {}],
  ])('a role that %j may take: rights to join a cluster are judged when a host may have them', (services, expected) => {
    expect(findingsIn(stackOf(policyOf(...services)), 'HostRoleScopedToCluster')).toEqual(expected);
    expect(findingsIn(stackOf(policyOf(...services)), 'IAMNoEcsAdmin')).toEqual({ 'T[Action::ecs:*]': 'error' });
  });

  test('a group of load balancers alone is no way to log in to a host', () => {
    const all = { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] };
    const balancer = {
      T: { Type: 'AWS::EC2::SecurityGroup', Properties: all },
      B: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { SecurityGroups: [{ 'Fn::GetAtt': ['T', 'GroupId'] }] },
      },
    };
    const host = {
      ...balancer,
      H: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { SecurityGroupIds: [{ 'Fn::GetAtt': ['T', 'GroupId'] }] } },
      },
    };

    expect(findingsIn(stackOf(balancer), 'HostNoSshIngress')).toEqual({});
    expect(findingsIn(stackOf(host), 'HostNoSshIngress')).toEqual({ 'T[Ingress::all]': 'error' });
  });

  test.each([
    [{}, { T: 'warning' }],
    [{ Scheme: { Ref: 'P' } }, { 'T[Unresolved::Scheme]': 'warning' }],
    [{ Type: 'network' }, {}],
  ])('a load balancer with %j', (Properties, expected) => {
    const stack = stackOf({ T: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties } });

    expect(findingsIn(stack, 'AlbWaf')).toEqual(expected);
  });

  test.each([
    [{ LaunchType: 'EC2' }, {}, {}],
    [{ LaunchType: 'FARGATE' }, {}, { T: 'warning' }],
    [{ CapacityProviderStrategy: [{ CapacityProvider: { Ref: 'Hosts' } }] }, {}, {}],
    [{ CapacityProviderStrategy: [{ CapacityProvider: 'elsewhere' }] }, {}, { T: 'warning' }],
    [{ LaunchType: 'EC2' }, { RequiresCompatibilities: ['FARGATE'] }, { T: 'warning' }],
  ])('the storage of tasks with %j and a task definition with %j', (service, task, expected) => {
    const stack = stackOf({
      T: { Type: 'AWS::ECS::Cluster', Properties: {} },
      S: { Type: 'AWS::ECS::Service', Properties: { Cluster: { Ref: 'T' }, ...service } },
      D: { Type: 'AWS::ECS::TaskDefinition', Properties: task },
      Hosts: { Type: 'AWS::ECS::CapacityProvider', Properties: { AutoScalingGroupProvider: {} } },
    });

    expect(findingsIn(stack, 'ECSClusterStorageCmk')).toEqual(expected);
  });

  test('the default providers of a cluster are followed from the stack that names them', () => {
    const app = testApp();
    const base = new Stack(app, 'Base');
    const cluster = new CfnResource(base, 'Cluster', { type: 'AWS::ECS::Cluster' });
    const provider = new CfnResource(base, 'Hosts', {
      type: 'AWS::ECS::CapacityProvider',
      properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: 'arn' } },
    });
    new CfnResource(base, 'Association', {
      type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      properties: {
        Cluster: cluster.ref,
        CapacityProviders: [provider.ref],
        DefaultCapacityProviderStrategy: [{ CapacityProvider: provider.ref }],
      },
    });
    new CfnResource(new Stack(app, 'Other'), 'Service', {
      type: 'AWS::ECS::Service',
      properties: { Cluster: cluster.ref },
    });
    app.synth();

    expect(findingsIn(base, 'ECSClusterStorageCmk')).toEqual({});
  });

  test('what the cluster or the mounts leave to the deployment is open', () => {
    const stack = stackOf({
      T: {
        Type: 'AWS::ECS::Service',
        Properties: { EnableExecuteCommand: true, Cluster: { Ref: 'C' }, TaskDefinition: { Ref: 'D' } },
      },
      C: { Type: 'AWS::ECS::Cluster', Properties: { Configuration: { Ref: 'P' } } },
      D: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          ContainerDefinitions: [{ Name: 'app', ReadonlyRootFilesystem: true, MountPoints: { Ref: 'P' } }],
        },
      },
    });

    expect(findingsIn(stack, 'ECSExecAudited')).toEqual({ 'T[Unresolved::Cluster.Configuration]': 'warning' });
    expect(findingsIn(stack, 'ECSExecWritableMounts')).toEqual({
      'T[Unresolved::Container::app.MountPoints]': 'warning',
    });
  });

  test('what a parent passes to a nested stack is known, and references lead out of it', () => {
    const parent = testStack();
    const host = new CfnResource(parent, 'Host', {
      type: 'AWS::EC2::LaunchTemplate',
      properties: { LaunchTemplateData: { KeyName: 'me' } },
    });
    const nested = new NestedStack(parent, 'Nested', { parameters: { User: '0', Logger: 'none' } });
    const [user, logger, open] = ['User', 'Logger', 'Open'].map((id) => new CfnParameter(nested, id).valueAsString);
    new CfnResource(nested, 'T', {
      type: 'AWS::ECS::TaskDefinition',
      properties: {
        ContainerDefinitions: [
          { Name: 'a', Image: 'x', User: user, LogConfiguration: { LogDriver: logger } },
          { Name: 'b', Image: 'x', User: open, LogConfiguration: { LogDriver: 'awslogs' } },
        ],
      },
    });
    const group = new CfnResource(nested, 'Group', {
      type: 'AWS::AutoScaling::AutoScalingGroup',
      properties: { LaunchTemplate: { LaunchTemplateId: host.ref } },
    });
    new CfnResource(parent, 'Provider', {
      type: 'AWS::ECS::CapacityProvider',
      properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: group.ref } },
    });
    (parent.node.root as App).synth();

    expect(findingsIn(parent, 'ECSContainerNonRootUser')).toEqual({
      'Nested/T[Container::a]': 'error',
      'Nested/T[Unresolved::Container::b.User]': 'warning',
    });
    expect(findingsIn(parent, 'ECSContainerLogging')).toEqual({ 'Nested/T[Container::a]': 'error' });
    expect(findingsIn(parent, 'HostNoSshKey')).toEqual({ Host: 'error' });
  });

  test('an image of a repository of another stack is known to come from ECR', () => {
    const app = testApp();
    const repository = new ecr.Repository(new Stack(app, 'Base'), 'Repository');
    const stack = new Stack(app, 'TestStack');
    new ecs.FargateTaskDefinition(stack, 'Task').addContainer('app', {
      image: ecs.ContainerImage.fromEcrRepository(repository, '1'),
    });
    app.synth();

    expect(findingsIn(stack, 'ECSImageTrustedRegistry')).toEqual({});
  });

  test('services of two stacks with one group share it, and two levels on one cluster mix', () => {
    const app = testApp();
    const base = new Stack(app, 'Base');
    const group = new CfnResource(base, 'Group', { type: 'AWS::EC2::SecurityGroup' });
    const cluster = new CfnResource(base, 'Cluster', { type: 'AWS::ECS::Cluster' });
    for (const level of ['high', 'low']) {
      new CfnResource(new Stack(app, level), 'Service', {
        type: 'AWS::ECS::Service',
        properties: {
          LaunchType: 'EC2',
          Cluster: cluster.ref,
          Tags: [{ Key: 'Sensitivity', Value: level }],
          NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [group.getAtt('GroupId').toString()] } },
        },
      });
    }
    app.synth();
    const low = app.node.findChild('low') as Stack;

    expect(findingsIn(low, 'ECSServiceOwnSecurityGroup')).toEqual({
      'low/Service[SecurityGroup::Group]': 'warning',
    });
    expect(findingsIn(low, 'ECSNoMixedSensitivity')).toEqual({ 'low/Service[Service::Service]': 'error' });
  });

  test('services that may run on Fargate beside their own hosts do not meet there', () => {
    const service = (Value: string) => ({
      Type: 'AWS::ECS::Service',
      Properties: {
        Tags: [{ Key: 'Sensitivity', Value }],
        CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE' }, { CapacityProvider: `${Value}-hosts` }],
      },
    });

    expect(findingsIn(stackOf({ T: service('high'), O: service('low') }), 'ECSNoMixedSensitivity')).toEqual({});
  });

  test('clusters of one name in two accounts are two', () => {
    const app = testApp();
    const [test, live] = ['111111111111', '222222222222'].map((account) => {
      const stack = new Stack(app, `Stack${account}`, { env: { account, region: 'eu-west-1' } });
      new CfnResource(stack, 'Service', {
        type: 'AWS::ECS::Service',
        properties: { LaunchType: 'EC2', Cluster: 'main', Tags: [{ Key: 'Sensitivity', Value: account }] },
      });
      return stack;
    });

    expect(findingsIn(test, 'ECSNoMixedSensitivity')).toEqual({});
    expect(findingsIn(live, 'ECSNoMixedSensitivity')).toEqual({});
  });
});

describe('from disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pack-'));
  const file = join(directory, 'app.json');
  writeFileSync(
    file,
    JSON.stringify({
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            ContainerDefinitions: [
              {
                Name: 'app',
                Image: 'x:1',
                User: { Ref: 'P' },
                Environment: [{ Name: 'DB_PASSWORD', Value: 'hunter2' }],
              },
            ],
          },
        },
      },
    }),
  );

  test('a template is checked without constructs; messages name the container and the variable', () => {
    const found = Nist800190Checks.checkAssembly(file);
    const at = (rule: string) => found.find(({ code }) => code.startsWith(`NIST.800.190-${rule}`));

    expect(at('ECSContainerNoPlaintextSecrets')).toEqual({
      code: 'NIST.800.190-ECSContainerNoPlaintextSecrets[Container::app.Environment.DB_PASSWORD]',
      severity: 'error',
      message: expect.stringMatching(/^container 'app', Environment\.DB_PASSWORD: a secret stands in clear text/),
      path: 'app/Task',
      logicalId: 'Task',
      location: 'Properties',
      templateFile: file,
    });
    expect(at('ECSContainerNonRootUser')).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/^container 'app', User: known only at deployment, so check it there: /),
    });
    expect(at('ECSImageTrustedRegistry')?.severity).toBe('error');
  });

  describe('parameters of a template', () => {
    const withParameters = join(directory, 'parameters.json');
    writeFileSync(
      withParameters,
      JSON.stringify({
        Parameters: {
          User: { Type: 'String', Default: 'root' },
          Ami: {
            Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
            Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
          },
        },
        Resources: {
          Task: {
            Type: 'AWS::ECS::TaskDefinition',
            Properties: {
              ContainerDefinitions: [{ Name: 'app', Image: 'x:1', User: { Ref: 'User' } }],
            },
          },
          Host: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { ImageId: { Ref: 'Ami' } } } },
        },
      }),
    );
    const found = (rule: string, parameters = {}) =>
      Nist800190Checks._checkModel(modelOfPath(withParameters, { parameters }))
        .filter(({ code }) => code.startsWith(`NIST.800.190-${rule}`))
        .map(({ code, severity, message }) => [code.replace(/^[^[]*/, ''), severity, /; with .*$/.exec(message)?.[0]]);

    test('a finding that rests on a default says so, and only that one', () => {
      expect(found('ECSContainerNonRootUser')).toEqual([
        ['[Container::app]', 'error', "; with the default of parameter 'User'"],
      ]);
      expect(found('ECSContainerReadonlyRootFs')).toEqual([['[Container::app]', 'error', undefined]]);
    });

    test('a value that is given is no assumption', () => {
      expect(found('ECSContainerNonRootUser', { User: '0' })).toEqual([['[Container::app]', 'error', undefined]]);
      expect(found('ECSContainerNonRootUser', { User: '1000' })).toEqual([]);
    });

    test('the AMI behind an SSM parameter is the one that is given', () => {
      expect(found('HostMinimalOs')).toEqual([['', 'warning', undefined]]);
      expect(found('HostMinimalOs', { Ami: '/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id' })).toEqual([]);
    });
  });

  test('settings of the pack count', () => {
    const codes = Nist800190Checks.checkAssembly(file, { trustedRegistries: ['docker.io'] }).map(({ code }) => code);

    expect(codes.filter((code) => code.includes('TrustedRegistry'))).toEqual([]);
  });

  test.each([
    [null, []],
    [7, []],
    [[], []],
    [{}, []],
    [{ Resources: [] }, []],
    [{ Resources: { A: null, B: { Type: 7 }, C: { Type: 'AWS::ECS::Service' } } }, ['C']],
  ])('of a template of %j only resources are judged', (template, judged) => {
    const damaged = join(directory, 'damaged.json');
    writeFileSync(damaged, JSON.stringify(template));

    const paths = Nist800190Checks.checkAssembly(damaged).map(({ path }) => path.replace(/^.*\//, ''));
    expect([...new Set(paths)]).toEqual(judged);
  });

  test.each(WITH_CASES.flatMap(({ id, types }) => types.map((type) => [id, type, CASES[id].bad.T.Properties])))(
    '%s: a damaged %s makes nothing throw',
    (_, Type, properties) => {
      for (const wrong of [null, 7, 'text', [], [null], [[]], {}, { a: null }, { Ref: 7 }, { 'Fn::GetAtt': {} }]) {
        for (const Properties of damagedBy(wrong, properties)) {
          const found = inspect(modelOfTemplate({ Resources: { T: { Type, Properties } } }), settingsOf());

          expect(found.map((one) => describeFound(one, true)).join()).not.toContain('[object Object]');
        }
      }
    },
  );
});

/** The value with each of its parts replaced by something else. */
function damagedBy(wrong: unknown, value: any): any[] {
  if (typeof value !== 'object' || value === null) {
    return [wrong];
  }
  return Object.keys(value).flatMap((key) =>
    [wrong, ...damagedBy(wrong, value[key])].map((part) =>
      Array.isArray(value)
        ? value.map((item, index) => (String(index) === key ? part : item))
        : { ...value, [key]: part },
    ),
  );
}

/** The synthesized report of the pack, with the error of the synth, if any. */
function synthesize(build: (app: App) => void): { open: any[]; acknowledged: any[]; failed: boolean } {
  const outdir = mkdtempSync(join(tmpdir(), 'pack-'));
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { '@aws-cdk/core:validationReportPrettyPrint': false },
  });
  build(app);
  Validations.of(app).addPlugins(new Nist800190Checks(app));
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  let failed = false;
  try {
    app.synth();
  } catch {
    failed = true;
  } finally {
    silence.mockRestore();
  }
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const mine = pluginReports.find(({ pluginName }: any) => pluginName === 'NIST.800.190');
  return { open: mine.violations, acknowledged: mine.suppressedViolations ?? [], failed };
}

describe('in a synth', () => {
  const logs = (app: App, properties = {}) =>
    new CfnResource(new Stack(app, 'S'), 'Logs', { type: 'AWS::Logs::LogGroup', properties });

  test('warnings do not fail it', () => {
    const { open, failed } = synthesize((app) => logs(app));

    expect(failed).toBe(false);
    expect(open.map(({ ruleName }) => ruleName)).toEqual([
      'NIST.800.190-LogGroupCmk',
      'NIST.800.190-LogGroupRetention',
    ]);
  });

  test('errors do', () => {
    const { failed } = synthesize((app) => new CfnResource(new Stack(app, 'S'), 'R', { type: 'AWS::ECR::Repository' }));

    expect(failed).toBe(true);
  });

  test.each([
    'NIST.800.190::NIST.800.190-ECSContainerNonRootUser[Container::app]',
    'NIST.800.190-ECSContainerNonRootUser[Container::app]',
    'NIST.800.190::NIST.800.190-ECSContainerNonRootUser',
    'NIST.800.190-ECSContainerNonRootUser',
    'NIST.800.190::NIST.800.190-ECSContainerNonRoot*',
  ])('an acknowledgement as %s keeps its reason in the report', (id) => {
    const { open, acknowledged } = synthesize((app) => {
      const stack = new Stack(app, 'S');
      Validations.of(stack).acknowledge({ id, reason: 'the base image needs root' });
      new CfnResource(stack, 'T', {
        type: 'AWS::ECS::TaskDefinition',
        properties: { ContainerDefinitions: [{ Name: 'app', Image: 'x' }] },
      });
    });

    const rule = 'NIST.800.190-ECSContainerNonRootUser[Container::app]';
    expect(acknowledged).toEqual([expect.objectContaining({ ruleName: rule, reason: 'the base image needs root' })]);
    expect(open.map(({ ruleName }) => ruleName)).not.toContain(rule);
  });

  test('the report describes the finding with its section, and nested stacks are read too', () => {
    const { open } = synthesize((app) => {
      const nested = new (jest.requireActual('aws-cdk-lib').NestedStack)(new Stack(app, 'S'), 'Nested');
      new CfnResource(nested, 'Logs', { type: 'AWS::Logs::LogGroup' });
    });

    expect(open[0].description).toBe(
      "the log group is encrypted with a key that AWS owns; set 'KmsKeyId' (SP 800-190, 4.3.2)",
    );
    expect(open[0].violatingConstructs[0].constructPath).toBe('S/Nested/Logs');
  });
});

describe('on what aws-cdk-lib makes', () => {
  test('the load-balanced Fargate service of ecs-patterns', () => {
    const stack = testStack();
    new ApplicationLoadBalancedFargateService(stack, 'Web', {
      taskImageOptions: { image: ecs.ContainerImage.fromRegistry('nginx') },
    });
    (stack.node.root as App).synth();

    const { violations } = new Nist800190Checks(stack).validateScope(stack);

    expect(violations.map(({ ruleName }) => ruleName.replace('NIST.800.190-', '')).sort()).toEqual([
      'AlbWaf',
      'ECSClusterContainerInsights',
      'ECSClusterStorageCmk',
      'ECSContainerDropsAllCapabilities[Container::web]',
      'ECSContainerNonRootUser[Container::web]',
      'ECSContainerReadonlyRootFs[Container::web]',
      'ECSImageNoLatestTag[Container::web]',
      'ECSImagePinnedByDigest[Container::web]',
      'ECSImageTrustedRegistry[Container::web]',
      'ECSRoleTrustScoped',
      'ECSServiceTagsPropagated[EnableECSManagedTags]',
      'ECSServiceTagsPropagated[PropagateTags]',
      'LogGroupCmk',
      'LogGroupRetention',
      'TaskSgEgressRestricted',
      'VpcFlowLogs',
    ]);
  });

  test('an EC2 cluster', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Hosts', {
      vpc,
      instanceType: new ec2.InstanceType('t2.micro'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
    });
    cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup }));
    (stack.node.root as App).synth();

    const { violations } = new Nist800190Checks(stack).validateScope(stack);

    expect(
      violations
        .map(({ ruleName }) => ruleName.replace('NIST.800.190-', ''))
        .filter((id) => /^Host|^Capacity/.test(id))
        .sort(),
    ).toEqual([
      'HostEbsEncrypted',
      'HostImdsBlockedForTasks',
      'HostImdsHopLimit',
      'HostImdsV2',
      'HostMaxLifetime',
      'HostMinimalOs',
      'HostNitroInstanceType',
      'HostPrivilegedDisabled',
    ]);
  });

  test.each([
    ['no task of the app', [], true],
    ['tasks in bridge and host mode', [{ NetworkMode: 'bridge' }, { NetworkMode: 'host' }, {}], false],
    ['a task with an interface', [{}, { NetworkMode: 'awsvpc' }], true],
    ['a task of which it is not known', [{ NetworkMode: { Ref: 'Mode' } }], true],
    [
      'a task on Fargate beside one in bridge mode',
      [{ NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'] }, {}],
      false,
    ],
  ])('hosts with %s', (_, tasks, told) => {
    expect(ofHosts(tasks).some((rule) => rule.endsWith('HostImdsBlockedForTasks'))).toBe(told);
  });

  test.each([
    ['no task of the app', [], true],
    [
      'tasks with interfaces of their own, or that of the host',
      [{ NetworkMode: 'awsvpc' }, { NetworkMode: 'host' }],
      false,
    ],
    ['a task on the bridge', [{ NetworkMode: 'awsvpc' }, {}], true],
    ['a task of which it is not known', [{ NetworkMode: { Ref: 'Mode' } }], true],
  ])('the hop limit of hosts with %s', (_, tasks, told) => {
    expect(ofHosts(tasks).some((rule) => rule.includes('HostImdsHopLimit'))).toBe(told);
  });

  /** The rules that are broken by hosts with these task definitions. */
  function ofHosts(tasks: readonly object[]): string[] {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    new ecs.Cluster(stack, 'Cluster', { vpc }).addCapacity('Hosts', { instanceType: new ec2.InstanceType('m5.large') });
    tasks.forEach((properties, index) => {
      new CfnResource(stack, `Task${index}`, {
        type: 'AWS::ECS::TaskDefinition',
        properties: { ContainerDefinitions: [{ Name: 'app', Image: 'x' }], ...properties },
      });
    });
    (stack.node.root as App).synth();

    return new Nist800190Checks(stack).validateScope(stack).violations.map(({ ruleName }) => ruleName);
  }

  test('a second copy of aws-cdk-lib is seen as the first', () => {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- another instance of the library
      const other = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- another instance of the library
      const otherEcs = require('aws-cdk-lib/aws-ecs') as typeof ecs;
      expect(other.Stack).not.toBe(Stack);
      const stack = new other.Stack(new other.App(), 'TestStack');
      new otherEcs.FargateTaskDefinition(stack, 'Task').addContainer('App', {
        image: otherEcs.ContainerImage.fromRegistry('nginx'),
      });

      expect(findingsIn(stack as unknown as Stack, 'ECSContainerReadonlyRootFs')).toEqual({
        'Task/Resource[Container::App]': 'error',
      });
    });
  });
});

describe('coverage statement', () => {
  test('names every rule, and for every section what no template can show', () => {
    const sections = Nist800190Coverage.sections();

    expect(sections.map(({ section }) => section)).toEqual([
      ...['4.1.1', '4.1.2', '4.1.3', '4.1.4', '4.1.5'],
      ...['4.2.1', '4.2.2', '4.2.3'],
      ...['4.3.1', '4.3.2', '4.3.3', '4.3.4', '4.3.5'],
      ...['4.4.1', '4.4.2', '4.4.3', '4.4.4', '4.4.5'],
      ...['4.5.1', '4.5.2', '4.5.3', '4.5.4', '4.5.5'],
      '4.6',
    ]);
    expect(sections.filter(({ rules, notCheckable }) => rules.length === 0 || notCheckable === '')).toEqual([]);
    expect(new Set(sections.flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId))).size).toBe(RULES.length);
    expect(JSON.parse(Nist800190Coverage.toJson())).toEqual({
      publication: 'NIST SP 800-190',
      sections: JSON.parse(JSON.stringify(sections)),
    });
  });

  test('the README has the statement: every section with its rules and its limits', () => {
    const readme = readFileSync(join(__dirname, '../../../lib/security/README.md'), 'utf8').replace(/ +/g, ' ');

    for (const { section, title, rules, notCheckable } of Nist800190Coverage.sections()) {
      const names = rules.map(({ ruleId, level }) => {
        const id = ruleId.replace('NIST.800.190-', '');
        return level === 'error' ? `**${id}**` : id;
      });
      expect(readme).toContain(`| ${section} ${title} | ${names.join(', ')} | ${notCheckable} |`);
    }
  });
});
