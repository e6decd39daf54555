import { Double } from './double';
import { Template, TemplateResource } from './evaluate';
import { Stack } from './stack';

export type Resources = Record<string, TemplateResource>;

export const resource = (
  Type: string,
  Properties: Record<string, unknown> = {},
  rest: Partial<TemplateResource> = {},
) => ({
  Type,
  Properties,
  ...rest,
});
export const ref = (id: string) => ({ Ref: id });
export const att = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
export const policy = (Action: string | string[], Resource: unknown = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
export const trust = (Principal: unknown) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }],
});

/** A VPC with one private subnet and a NAT gateway in a public one. */
export const NAT: Resources = {
  Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
  Internet: resource('AWS::EC2::InternetGateway'),
  Public: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc') }),
  PublicTable: resource('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
  PublicEntry: resource('AWS::EC2::SubnetRouteTableAssociation', {
    SubnetId: ref('Public'),
    RouteTableId: ref('PublicTable'),
  }),
  PublicRoute: resource('AWS::EC2::Route', {
    RouteTableId: ref('PublicTable'),
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: ref('Internet'),
  }),
  Nat: resource(
    'AWS::EC2::NatGateway',
    { SubnetId: ref('Public'), AllocationId: 'eip' },
    { DependsOn: ['PublicRoute', 'PublicEntry'] },
  ),
  Subnet: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc') }),
  Table: resource('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
  Entry: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
  Route: resource('AWS::EC2::Route', {
    RouteTableId: ref('Table'),
    DestinationCidrBlock: '0.0.0.0/0',
    NatGatewayId: ref('Nat'),
  }),
  Group: resource('AWS::EC2::SecurityGroup', {
    GroupDescription: 'tasks',
    VpcId: ref('Vpc'),
    SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }],
  }),
};

/** What the first task of a service waits for, so that nothing is left to luck. */
export const WAITS = ['Route', 'Entry', 'RolePolicy'];

/** A Fargate service behind a NAT gateway that logs, with a role for it. */
export const SERVICE: Resources = {
  ...NAT,
  Cluster: resource('AWS::ECS::Cluster'),
  Log: resource('AWS::Logs::LogGroup'),
  Role: resource('AWS::IAM::Role', { AssumeRolePolicyDocument: trust({ Service: 'ecs-tasks.amazonaws.com' }) }),
  RolePolicy: resource('AWS::IAM::Policy', {
    PolicyName: 'logs',
    Roles: [ref('Role')],
    PolicyDocument: policy(['logs:CreateLogStream', 'logs:PutLogEvents'], att('Log')),
  }),
  Task: resource('AWS::ECS::TaskDefinition', {
    ExecutionRoleArn: att('Role'),
    NetworkMode: 'awsvpc',
    ContainerDefinitions: [
      {
        Name: 'app',
        Image: 'public.ecr.aws/nginx/nginx:1',
        LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': ref('Log') } },
      },
    ],
  }),
  Service: resource(
    'AWS::ECS::Service',
    {
      Cluster: ref('Cluster'),
      TaskDefinition: ref('Task'),
      LaunchType: 'FARGATE',
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [att('Group', 'GroupId')] },
      },
    },
    { DependsOn: WAITS },
  ),
};

/** The same resources with some properties of one of them changed, or something else of it. */
export function changed(
  all: Resources,
  id: string,
  properties: Record<string, unknown>,
  rest: Partial<TemplateResource> = {},
): Resources {
  return { ...all, [id]: { ...all[id], ...rest, Properties: { ...all[id].Properties, ...properties } } };
}

export function without(all: Resources, ...ids: string[]): Resources {
  return Object.fromEntries(Object.entries(all).filter(([id]) => !ids.includes(id)));
}

export interface Played {
  readonly double: Double;
  readonly stack: Stack;
  /** The last status of the stack, and why it is so. */
  readonly status: string;
  readonly reasons: string[];
  readonly findings: string[];
}

/** Deploys one template after the other to the same stack. */
export async function deployed(...templates: (Resources | Template)[]): Promise<Played> {
  const double = new Double();
  const stack = double.engine.stack('Stack');
  for (const each of templates) {
    const template = 'Resources' in each && !('Type' in each.Resources!) ? each : { Resources: each };
    // A property that a test leaves out is not in the text of a template.
    await double.engine.deploy(stack, JSON.parse(JSON.stringify(template)), {});
  }
  return played(double, stack);
}

/** The same, and deletes the stack then. */
export async function destroyed(...templates: (Resources | Template)[]): Promise<Played> {
  const { double, stack, status, reasons } = await deployed(...templates);
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) {
    throw new Error(reasons.join('; '));
  }
  await double.engine.destroy(stack);
  return played(double, stack);
}

export function played(double: Double, stack: Stack): Played {
  const reasons = stack.steps.filter((each) => each.status === 'FAILED').map(({ id, reason }) => `${id}: ${reason}`);
  const findings = double.world.findings.map(({ rule, resource: id }) => `${rule}: ${id}`);
  return { double, stack, status: stack.status, reasons, findings };
}
