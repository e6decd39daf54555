import { AppModel } from '../../../lib/app-model/app-model';
import type { StackTemplate } from '../../../lib/app-model/templates';
import type { ResourceFinding } from '../../../lib/app-model/check';
import { orderFindings } from '../../../lib/start-proof/order/order-check';

export interface RawEntry {
  Type: string;
  Properties: Record<string, any>;
  DependsOn?: string[];
  Condition?: string;
}
export type Entries = Record<string, RawEntry>;

export const ref = (Ref: string) => ({ Ref });
export const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

export function entry(Type: string, Properties: Record<string, any> = {}, DependsOn?: string[]): RawEntry {
  return { Type, Properties, ...(DependsOn && { DependsOn }) };
}

const policy = (role: string) =>
  entry('AWS::IAM::Policy', { PolicyName: role, PolicyDocument: { Statement: [] }, Roles: [ref(role)] });

/** A Fargate service behind a load balancer in a private subnet, that waits for everything. */
export function world(): Entries {
  return {
    Vpc: entry('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    Internet: entry('AWS::EC2::InternetGateway'),
    Attachment: entry('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Internet') }),
    PublicSubnet: entry('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' }),
    PublicTable: entry('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
    PublicJoin: entry('AWS::EC2::SubnetRouteTableAssociation', {
      SubnetId: ref('PublicSubnet'),
      RouteTableId: ref('PublicTable'),
    }),
    PublicRoute: entry(
      'AWS::EC2::Route',
      { RouteTableId: ref('PublicTable'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Internet') },
      ['Attachment'],
    ),
    Nat: entry('AWS::EC2::NatGateway', { SubnetId: ref('PublicSubnet') }, ['PublicRoute', 'PublicJoin']),
    Subnet: entry('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }),
    Table: entry('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
    Join: entry('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
    Route: entry('AWS::EC2::Route', {
      RouteTableId: ref('Table'),
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: ref('Nat'),
    }),
    Cluster: entry('AWS::ECS::Cluster'),
    ExecutionRole: entry('AWS::IAM::Role'),
    ExecutionPolicy: policy('ExecutionRole'),
    TaskRole: entry('AWS::IAM::Role'),
    TaskPolicy: policy('TaskRole'),
    Task: entry('AWS::ECS::TaskDefinition', {
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ExecutionRoleArn: att('ExecutionRole', 'Arn'),
      TaskRoleArn: att('TaskRole', 'Arn'),
      ContainerDefinitions: [{ Name: 'web', Image: 'nginx', PortMappings: [{ ContainerPort: 80 }] }],
    }),
    BalancerGroup: entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') }),
    Group: entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') }),
    Inward: entry('AWS::EC2::SecurityGroupIngress', {
      GroupId: att('Group', 'GroupId'),
      SourceSecurityGroupId: att('BalancerGroup', 'GroupId'),
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 80,
    }),
    Balancer: entry('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      SecurityGroups: [att('BalancerGroup', 'GroupId')],
      Subnets: [ref('PublicSubnet')],
    }),
    Targets: entry('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip', VpcId: ref('Vpc') }),
    Listener: entry('AWS::ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref('Balancer'),
      DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
    }),
    Service: entry(
      'AWS::ECS::Service',
      {
        Cluster: ref('Cluster'),
        TaskDefinition: ref('Task'),
        LaunchType: 'FARGATE',
        LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: ref('Targets') }],
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [att('Group', 'GroupId')] },
        },
      },
      ['ExecutionPolicy', 'TaskPolicy', 'Route', 'Join', 'Inward', 'Listener'],
    ),
  };
}

/** The service no longer waits for these. */
export function forget(entries: Entries, ...ids: string[]): void {
  entries.Service.DependsOn = entries.Service.DependsOn?.filter((id) => !ids.includes(id));
}

/** What instances need besides: a group of the cluster, behind a capacity provider. */
export function onInstances(entries: Entries): void {
  Object.assign(entries, {
    HostRole: entry('AWS::IAM::Role'),
    HostPolicy: policy('HostRole'),
    Profile: entry('AWS::IAM::InstanceProfile', { Roles: [ref('HostRole')] }),
    Launch: entry('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        IamInstanceProfile: { Arn: att('Profile', 'Arn') },
        SecurityGroupIds: [att('Group', 'GroupId')],
        UserData: { 'Fn::Base64': { 'Fn::Sub': 'echo ECS_CLUSTER=${Cluster} >> /etc/ecs/ecs.config' } },
      },
    }),
    Instances: entry(
      'AWS::AutoScaling::AutoScalingGroup',
      {
        MinSize: '1',
        MaxSize: '4',
        VPCZoneIdentifier: [ref('Subnet')],
        LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: att('Launch', 'LatestVersionNumber') },
      },
      ['HostPolicy', 'Route', 'Join'],
    ),
    Provider: entry('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Instances') },
    }),
    Association: entry('AWS::ECS::ClusterCapacityProviderAssociations', {
      Cluster: ref('Cluster'),
      CapacityProviders: [ref('Provider')],
      DefaultCapacityProviderStrategy: [],
    }),
  });
  delete entries.Service.Properties.LaunchType;
  entries.Service.Properties.CapacityProviderStrategy = [{ CapacityProvider: ref('Provider'), Weight: 1 }];
  entries.Service.DependsOn!.push('Association');
}

/** The findings on one template, with conditions and parameters of its own when they are given. */
export function judge(Resources: Entries, rest: object = {}): ResourceFinding[] {
  return judgeStacks([{ name: 'Shop', path: 'Shop', template: { Resources, ...rest }, nested: {} }]);
}

export function judgeStacks(stacks: readonly StackTemplate[]): ResourceFinding[] {
  return orderFindings(new AppModel(stacks));
}
