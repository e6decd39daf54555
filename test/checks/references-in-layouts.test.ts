import {
  App,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  CfnResource,
  Fn,
  NestedStack,
  ResolutionTypeHint,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { EcsStartProof } from '../../lib/start-proof';
import { Halves, LAYOUTS } from '../support/layouts';

/*
 * Findings that rest on what another resource is told, by an attribute, a part of one, or the parameter of a nested stack: what a
 * check says must not depend on where the two stand.
 */

/** A resource with the properties as CloudFormation has them. */
const resource = (stack: Stack, id: string, type: string, properties: Record<string, unknown> = {}) =>
  new CfnResource(stack, id, { type: `AWS::${type}`, properties });

const trusted = (service: string) => ({
  AssumeRolePolicyDocument: {
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  },
});
const allowed = (Action: unknown, Resource: unknown) => ({ Statement: [{ Effect: 'Allow', Action, Resource }] });

/** A service in a subnet of a VPC that leads nowhere. */
function isolated(
  { base, service }: Halves,
  { task = {}, container = {}, of = {} }: { task?: object; container?: object; of?: object } = {},
) {
  const vpc = resource(base, 'Vpc', 'EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  const subnet = resource(base, 'Subnet', 'EC2::Subnet', { VpcId: vpc.ref, CidrBlock: '10.0.1.0/24' });
  const definition = resource(service, 'Task', 'ECS::TaskDefinition', {
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [{ Name: 'web', Image: 'x/web:1', PortMappings: [{ ContainerPort: 80 }], ...container }],
    ...task,
  });
  resource(service, 'Web', 'ECS::Service', {
    TaskDefinition: definition.ref,
    LaunchType: 'FARGATE',
    NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet.ref] } },
    ...of,
  });
  return { vpc, subnet };
}

const codesOf = (app: App) => EcsStartProof.checkAssembly(app.synth().directory).map(({ code }) => code);
const faultsOf = (app: App) =>
  EcsStartProof.proveAssembly(app.synth().directory).tasks.flatMap(({ needs }) => needs.map(({ code }) => code));

/** A rule by which one security group may call another, and of which the other knows nothing. */
function mayCall(stack: Stack, from: CfnResource, to: CfnResource): void {
  resource(stack, 'Out', 'EC2::SecurityGroupEgress', {
    GroupId: from.getAtt('GroupId'),
    DestinationSecurityGroupId: to.getAtt('GroupId'),
    ...{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 },
  });
}

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  test('a container that is told the name of an endpoint finds its way by it', () => {
    const judged = (isTold: boolean) => {
      const app = new App({ analyticsReporting: false });
      const { base, service } = layout(app);
      const queue = resource(base, 'Queue', 'SQS::Queue');
      const role = resource(service, 'TaskRole', 'IAM::Role', {
        ...trusted('ecs-tasks.amazonaws.com'),
        Policies: [{ PolicyName: 'p', PolicyDocument: allowed('sqs:SendMessage', queue.getAtt('Arn')) }],
      });
      const endpoint = resource(base, 'Endpoint', 'EC2::VPCEndpoint', {
        ServiceName: 'com.amazonaws.eu-west-1.lambda',
        VpcId: 'vpc-1',
      });
      const names = Token.asList(endpoint.getAtt('DnsEntries', ResolutionTypeHint.STRING_LIST));
      const Value = Fn.select(1, Fn.split(':', Fn.select(0, names)));
      isolated(
        { base, service },
        {
          task: { TaskRoleArn: role.getAtt('Arn') },
          container: { Environment: isTold ? [{ Name: 'QUEUES', Value }] : [] },
        },
      );
      return codesOf(app).filter((code) => code === 'StartProof.grantWithoutWay');
    };

    expect(judged(true)).toEqual([]);
    expect(judged(false)).toHaveLength(1);
  });

  test.each(['CloudFormation::CustomResource', 'Lambda::Function'])(
    'a rule of which %s may write the other side',
    (type) => {
      const app = new App({ analyticsReporting: false });
      const { base, service } = layout(app);
      const group = (stack: Stack, id: string) =>
        resource(stack, id, 'EC2::SecurityGroup', { GroupDescription: id, VpcId: 'vpc-1', SecurityGroupEgress: [] });
      const [data, web] = [group(base, 'Data'), group(service, 'WebGroup')];
      mayCall(service, web, data);
      resource(service, 'Writer', type, { ServiceToken: 'arn', Group: data.getAtt('GroupId') });
      isolated({ base, service });

      expect(codesOf(app).includes('StartProof.oneSidedRule')).toBe(type === 'Lambda::Function');
    },
  );

  test('a nested stack that is given two security groups and a target group does nothing with them by itself', () => {
    const app = new App({ analyticsReporting: false });
    const { base, service } = layout(app);
    const [data, web] = ['Data', 'WebGroup'].map((id) =>
      resource(base, id, 'EC2::SecurityGroup', { GroupDescription: id, VpcId: 'vpc-1', SecurityGroupEgress: [] }),
    );
    mayCall(service, web, data);
    const targets = resource(base, 'Targets', 'ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip' });
    isolated(
      { base, service },
      { of: { LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: targets.ref }] } },
    );

    expect(codesOf(app)).toEqual(expect.arrayContaining(['StartProof.oneSidedRule', 'Rollout.targetGroupUnused']));
  });

  test.each(['instance', 'ip'])('a target group of type %s for tasks with interfaces', (TargetType) => {
    const app = new App({ analyticsReporting: false });
    const halves = layout(app);
    const group = resource(halves.base, 'Targets', 'ElasticLoadBalancingV2::TargetGroup', { TargetType });
    isolated(halves, {
      of: { LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: group.ref }] },
    });

    expect(faultsOf(app).includes('StartProof.instanceTargetGroup')).toBe(TargetType === 'instance');
  });
});

test('a container is told the name of an endpoint by an export with a name of its own', () => {
  const app = new App({ analyticsReporting: false });
  const [base, service] = [new Stack(app, 'Base'), new Stack(app, 'Service')];
  const queue = resource(service, 'Queue', 'SQS::Queue');
  const role = resource(service, 'TaskRole', 'IAM::Role', {
    ...trusted('ecs-tasks.amazonaws.com'),
    Policies: [{ PolicyName: 'p', PolicyDocument: allowed('sqs:SendMessage', queue.getAtt('Arn')) }],
  });
  const endpoint = resource(base, 'Endpoint', 'EC2::VPCEndpoint', { ServiceName: 'sqs', VpcId: 'vpc-1' });
  const names = Token.asList(endpoint.getAtt('DnsEntries', ResolutionTypeHint.STRING_LIST));
  new CfnOutput(base, 'Out', { exportName: 'queue-host', value: Fn.select(1, Fn.split(':', Fn.select(0, names))) });
  isolated(
    { base, service },
    {
      task: { TaskRoleArn: role.getAtt('Arn') },
      container: { Environment: [{ Name: 'QUEUES', Value: Fn.importValue('queue-host') }] },
    },
  );

  expect(codesOf(app)).not.toContain('StartProof.grantWithoutWay');
});

/** An app in a nested stack with a parameter, whose value its parent passes, or which only the deployment knows. */
function withParameter(build: (halves: Halves, value: string) => void, passed?: string): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const nested = new NestedStack(stack, 'Nested', { parameters: { ...(passed !== undefined && { Value: passed }) } });
  const { valueAsString } = new CfnParameter(nested, 'Value');
  build({ base: nested, service: nested }, valueAsString);
  return app;
}

test.each([
  ['instance', true],
  ['ip', false],
  [undefined, false],
])('a target group whose type is a parameter: %s', (passed, refused) => {
  const app = withParameter((halves, TargetType) => {
    const group = resource(halves.base, 'Targets', 'ElasticLoadBalancingV2::TargetGroup', { TargetType });
    isolated(halves, {
      of: { LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: group.ref }] },
    });
  }, passed);

  expect(faultsOf(app).includes('StartProof.instanceTargetGroup')).toBe(refused);
});

test.each([
  ['ecs:RunTask', true],
  ['ecs:ListTasks', false],
  [undefined, false],
])('a function whose role has an action that is a parameter: %s', (passed, starts) => {
  const app = withParameter((halves, action) => {
    isolated(halves);
    const role = resource(halves.base, 'Role', 'IAM::Role', trusted('lambda.amazonaws.com'));
    resource(halves.base, 'Policy', 'IAM::Policy', {
      PolicyName: 'p',
      Roles: [role.ref],
      PolicyDocument: allowed(action, '*'),
    });
    resource(halves.service, 'Function', 'Lambda::Function', { Role: role.getAtt('Arn') });
  }, passed);
  const kinds = EcsStartProof.proveAssembly(app.synth().directory).tasks.map(({ kind }) => kind);

  expect(kinds.includes('function')).toBe(starts);
});

test.each([
  [
    'of another VPC of the app',
    'StartProof.subnetOfOtherVpc',
    (stack: Stack) => resource(stack, 'Other', 'EC2::VPC').ref,
  ],
  ['of a VPC that only the deployment knows', undefined, (stack: Stack) => new CfnParameter(stack, 'Id').valueAsString],
])('a second subnet %s', (_, code, vpcIn) => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const second = resource(stack, 'Second', 'EC2::Subnet', { VpcId: vpcIn(stack), CidrBlock: '10.0.2.0/24' });
  const vpc = resource(stack, 'First', 'EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  const first = resource(stack, 'FirstSubnet', 'EC2::Subnet', { VpcId: vpc.ref, CidrBlock: '10.0.1.0/24' });
  isolated(
    { base: stack, service: stack },
    { of: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [first.ref, second.ref] } } } },
  );

  expect(faultsOf(app).filter((each) => each === 'StartProof.subnetOfOtherVpc')).toEqual(
    code === undefined ? [] : [code],
  );
});

test.each([
  ['six security groups', false, ['StartProof.tooManySecurityGroups']],
  ['five, and one that a condition may take away', true, []],
])('%s', (_, conditional, expected) => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack');
  const condition = new CfnCondition(stack, 'X', {
    expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1'),
  });
  const sixth = conditional ? Fn.conditionIf(condition.logicalId, 'sg-6', Fn.ref('AWS::NoValue')) : 'sg-6';
  isolated(
    { base: stack, service: stack },
    {
      of: {
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ['subnet-1'],
            SecurityGroups: ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', sixth],
          },
        },
      },
    },
  );

  expect(faultsOf(app).filter((code) => code === 'StartProof.tooManySecurityGroups')).toEqual(expected);
});
