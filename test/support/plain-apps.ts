import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/*
 * Templates as people write them without any of our constructs: one isolated VPC with endpoints, a cluster, and a service
 * whose needs are all met. Each test changes one thing.
 */

type Properties = Record<string, unknown>;
interface Entry {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly Metadata?: Properties;
  readonly Condition?: string;
}
export type Resources = Record<string, Entry | undefined>;

export const ref = (id: string) => ({ Ref: id });
export const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
export const sub = (text: string) => ({ 'Fn::Sub': text });
/** A condition that only the deployment decides, as a section of a template. */
export const UNDECIDED = { Conditions: { X: { 'Fn::Equals': [ref('AWS::Region'), 'us-east-1'] } } };
export const either = (one: unknown, other: unknown = ref('AWS::NoValue')) => ({ 'Fn::If': ['X', one, other] });
export const ssm = (name: string) => `{{resolve:ssm:${name}}}`;

export const IMAGE = sub('${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:1');
export const AL2023 = '/aws/service/ecs/optimized-ami/amazon-linux-2023';

function endpoint(service: string): Entry {
  return {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
      SubnetIds: [ref('Subnet')],
      SecurityGroupIds: [ref('EndpointGroup')],
    },
  };
}

/** The network that all have. */
export const NETWORK: Resources = {
  Vpc: {
    Type: 'AWS::EC2::VPC',
    Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true },
  },
  Subnet: {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24', AvailabilityZone: 'eu-west-1a' },
  },
  RouteTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Association: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('RouteTable') },
  },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'tasks', VpcId: ref('Vpc') } },
  EndpointGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'endpoints',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
    },
  },
  S3: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      ServiceName: sub('com.amazonaws.${AWS::Region}.s3'),
      RouteTableIds: [ref('RouteTable')],
    },
  },
  ...Object.fromEntries(
    ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm', 'ssmmessages', 'ecs', 'ecs-agent', 'ecs-telemetry'].map(
      (service) => [`Endpoint${service.replace(/[.-]/g, '')}`, endpoint(service)],
    ),
  ),
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: {} },
};

export function container(over: Properties = {}): Properties {
  return {
    Name: 'web',
    Image: IMAGE,
    Memory: 256,
    LogConfiguration: {
      LogDriver: 'awslogs',
      Options: {
        'awslogs-group': 'shop',
        'awslogs-region': ref('AWS::Region'),
        'awslogs-stream-prefix': 'web',
        mode: 'non-blocking',
      },
    },
    PortMappings: [{ ContainerPort: 80 }],
    ...over,
  };
}

/** A task definition on Fargate. */
export function task(over: Properties = {}, containers: unknown = [container()], id = 'Task'): Resources {
  return {
    [id]: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: id.toLowerCase(),
        RequiresCompatibilities: ['FARGATE'],
        NetworkMode: 'awsvpc',
        Cpu: '256',
        Memory: '1024',
        ExecutionRoleArn: 'arn:aws:iam::111122223333:role/execution',
        TaskRoleArn: 'arn:aws:iam::111122223333:role/task',
        ContainerDefinitions: containers,
        ...over,
      },
    },
  };
}

/** A task definition on EC2. */
export function taskOnEc2(over: Properties = {}, containers: unknown = [container()], id = 'Task'): Resources {
  return task({ RequiresCompatibilities: ['EC2'], Cpu: undefined, Memory: undefined, ...over }, containers, id);
}

const AWSVPC = { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] } };

/** A service on Fargate. */
export function service(over: Properties = {}, id = 'Service'): Resources {
  return {
    [id]: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: ref('Cluster'),
        TaskDefinition: ref('Task'),
        LaunchType: 'FARGATE',
        DesiredCount: 1,
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        NetworkConfiguration: AWSVPC,
        ...over,
      },
    },
  };
}

/** A service on the group of `hosts`. */
export function serviceOnHosts(over: Properties = {}, id = 'Service'): Resources {
  return service(
    { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: ref('Provider'), Weight: 1 }], ...over },
    id,
  );
}

/** User data that joins a cluster. */
export const joining = (cluster: unknown, ...lines: string[]) => ({
  'Fn::Base64': {
    'Fn::Join': ['', ['#!/bin/bash\necho ECS_CLUSTER=', cluster, ' >> /etc/ecs/ecs.config\n', lines.join('\n')]],
  },
});

/** An Auto Scaling group behind a capacity provider of the cluster. */
export function hosts(launch: Properties = {}, group: Properties = {}): Resources {
  return {
    Launch: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateData: {
          ImageId: ssm(`${AL2023}/recommended/image_id`),
          InstanceType: 'm5.large',
          SecurityGroupIds: [ref('Group')],
          UserData: joining(ref('Cluster')),
          ...launch,
        },
      },
    },
    Hosts: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: {
        MinSize: '0',
        MaxSize: '4',
        VPCZoneIdentifier: [ref('Subnet')],
        LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: att('Launch', 'LatestVersionNumber') },
        ...group,
      },
    },
    Provider: {
      Type: 'AWS::ECS::CapacityProvider',
      Properties: {
        AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Hosts'), ManagedScaling: { Status: 'ENABLED' } },
      },
    },
    Providers: {
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: {
        Cluster: ref('Cluster'),
        CapacityProviders: [ref('Provider')],
        DefaultCapacityProviderStrategy: [],
      },
    },
  };
}

/** A network load balancer that sends to port 80. */
export function balanced(target: Properties = {}): Resources {
  return {
    Targets: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: { TargetType: 'ip', Port: 80, Protocol: 'TCP', VpcId: ref('Vpc'), ...target },
    },
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Type: 'network', Scheme: 'internal', Subnets: [ref('Subnet')] },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: ref('Balancer'),
        Port: 80,
        Protocol: 'TCP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
      },
    },
  };
}

/** How a service is attached to `balanced`. */
export const attached = (over: Properties = {}) => ({
  LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: ref('Targets'), ...over }],
});

export const ingress = (from: number, to: number): Entry => ({
  Type: 'AWS::EC2::SecurityGroupIngress',
  Properties: { GroupId: ref('Group'), IpProtocol: 'tcp', FromPort: from, ToPort: to, CidrIp: '10.0.0.0/16' },
});

/** A template of these resources in the network. */
export function template(...parts: (Resources | { Conditions: object } | { Parameters: object })[]): object {
  const sections = parts.filter((part) => 'Conditions' in part || 'Parameters' in part);
  const resources = parts.filter((part) => !sections.includes(part));
  return Object.assign({ Resources: Object.assign({}, NETWORK, ...resources) }, ...sections);
}

const folder = mkdtempSync(join(tmpdir(), 'plain-apps-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** The template as a file. */
export function written(app: object): string {
  const file = join(folder, `Shop${files++}.json`);
  writeFileSync(file, JSON.stringify(app));
  return file;
}
