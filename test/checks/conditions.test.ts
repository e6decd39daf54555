import { AppModel } from '../../lib/app-model/app-model';
import { EcsChecks } from '../../lib/checks';
import {
  IMAGE,
  Resources,
  attached,
  att,
  balanced,
  container,
  hosts,
  ingress,
  ref,
  service,
  serviceOnHosts,
  sub,
  task,
  taskOnEc2,
  template,
} from '../support/plain-apps';

/*
 * A right app, of which one value after the other is known only at deployment: by a condition that may take it away, or by
 * a parameter without a default. What nobody can know is no error.
 */

type Json = Record<string, any>;

const role = (service: string, ...statements: Json[]): Resources[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ManagedPolicyArns: [sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy')],
    Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: statements } }],
  },
});
const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const parameter = sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Parameter}');
const objects = sub('${Bucket.Arn}/*');

const roles: Resources = {
  Execution: role(
    'ecs-tasks.amazonaws.com',
    allow('secretsmanager:GetSecretValue', ref('Secret')),
    allow(['s3:GetObject', 's3:GetBucketLocation'], [objects, att('Bucket', 'Arn')]),
  ),
  TaskRole: role(
    'ecs-tasks.amazonaws.com',
    allow(['s3:PutObject'], objects),
    allow('ssmmessages:*', '*'),
    allow('elasticfilesystem:Client*', '*'),
  ),
  Instances: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role'],
    },
  },
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Instances')] } },
  Own: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'Kept',
      Roles: [ref('Execution')],
      PolicyDocument: { Statement: [allow('ssm:GetParameters', parameter)] },
    },
  },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'colour', Type: 'String', Value: 'red' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
};

const files: Resources = {
  Files: { Type: 'AWS::EFS::FileSystem', Properties: {} },
  Mount: {
    Type: 'AWS::EFS::MountTarget',
    Properties: { FileSystemId: ref('Files'), SubnetId: ref('Subnet'), SecurityGroups: [ref('NfsGroup')] },
  },
  NfsGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), GroupDescription: 'nfs' } },
  NfsRule: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: {
      GroupId: ref('NfsGroup'),
      IpProtocol: 'tcp',
      FromPort: 2049,
      ToPort: 2049,
      SourceSecurityGroupId: ref('Group'),
    },
  },
};

const web = task(
  {
    ExecutionRoleArn: att('Execution', 'Arn'),
    TaskRoleArn: att('TaskRole', 'Arn'),
    Cpu: '512',
    RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
    Volumes: [
      {
        Name: 'data',
        EFSVolumeConfiguration: {
          FilesystemId: ref('Files'),
          TransitEncryption: 'ENABLED',
          AuthorizationConfig: { IAM: 'ENABLED' },
        },
      },
    ],
  },
  [
    container({
      PortMappings: [{ ContainerPort: 80, Name: 'web', AppProtocol: 'http' }],
      Secrets: [
        { Name: 'PASSWORD', ValueFrom: ref('Secret') },
        { Name: 'COLOUR', ValueFrom: parameter },
      ],
      EnvironmentFiles: [{ Type: 's3', Value: sub('${Bucket.Arn}/web.env') }],
      Environment: [{ Name: 'STAGE', Value: 'prod' }],
      MountPoints: [{ SourceVolume: 'data', ContainerPath: '/data', ReadOnly: false }],
      DependsOn: [{ ContainerName: 'router', Condition: 'START' }],
      StopTimeout: 60,
      LinuxParameters: { InitProcessEnabled: true },
      HealthCheck: { Command: ['CMD-SHELL', 'true'], Interval: 30 },
      LogConfiguration: {
        LogDriver: 'awsfirelens',
        Options: { Name: 's3', bucket: ref('Bucket'), region: ref('AWS::Region'), use_put_object: 'On' },
      },
    }),
    container({
      Name: 'router',
      PortMappings: undefined,
      Image: IMAGE,
      User: '0',
      FirelensConfiguration: { Type: 'fluentbit' },
    }),
  ],
);
const connect = {
  Enabled: true,
  Namespace: 'shop',
  Services: [{ PortName: 'web', ClientAliases: [{ Port: 80, DnsName: 'web' }] }],
};

/** The way to what has no endpoint. */
const nat: Resources = {
  Gateway: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
  Public: {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.2.0/24', AvailabilityZone: 'eu-west-1a' },
  },
  PublicTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  PublicAssociation: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Public'), RouteTableId: ref('PublicTable') },
  },
  PublicRoute: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('PublicTable'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') },
  },
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Public'), AllocationId: 'eipalloc-1' } },
  Route: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('OutTable'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') },
  },
  Out: {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.3.0/24', AvailabilityZone: 'eu-west-1a' },
  },
  OutTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  OutAssociation: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Out'), RouteTableId: ref('OutTable') },
  },
  OutGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: { VpcId: ref('Vpc'), GroupDescription: 'out', SecurityGroupEgress: [] },
  },
  OutRule: {
    Type: 'AWS::EC2::SecurityGroupEgress',
    Properties: { GroupId: ref('OutGroup'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' },
  },
};

const right = template(
  roles,
  files,
  nat,
  web,
  service({ ...attached(), EnableExecuteCommand: true, ServiceConnectConfiguration: connect }),
  balanced(),
  { In: ingress(80, 80) },
  task({}, [container({ Image: 'public.ecr.aws/nginx/nginx:1.27' })], 'Outward'),
  service(
    {
      TaskDefinition: ref('Outward'),
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Out')], SecurityGroups: [ref('OutGroup')] } },
    },
    'Outwards',
  ),
  taskOnEc2({ NetworkMode: 'bridge', ExecutionRoleArn: att('Execution', 'Arn') }, [container()], 'Batch'),
  serviceOnHosts({ TaskDefinition: ref('Batch'), NetworkConfiguration: undefined }, 'OnHosts'),
  hosts({ IamInstanceProfile: { Arn: att('Profile', 'Arn') } }),
  { Parameters: { Given: { Type: 'String' } } },
) as { Resources: Json; Conditions?: Json };
right.Conditions = { X: { 'Fn::Equals': [ref('Given'), 'yes'] } };
right.Resources.Service.DependsOn = ['Listener'];

const errors = (): string[] =>
  EcsChecks._checkModel(new AppModel([{ name: 'Shop', path: 'Shop', template: right as never, nested: {} }]), {
    nist800190: false,
  })
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`);

/** Every value of the app, with the one that holds it. */
function values(): { readonly at: string; readonly holder: Json; readonly key: string }[] {
  const found: { at: string; holder: Json; key: string }[] = [];
  const visit = (holder: Json, at: string): void => {
    for (const key of Object.keys(holder)) {
      if (holder[key] !== undefined) {
        found.push({ at: `${at}.${key}`, holder, key });
      }
      if (typeof holder[key] === 'object' && !isFunction(holder[key])) {
        visit(holder[key], `${at}.${key}`);
      }
    }
  };
  for (const [id, { Properties = {} }] of Object.entries(right.Resources)) {
    // One endpoint stands for the others.
    if (!/^Endpoint(ecr|ecs|secrets|ssm)/.test(id)) {
      visit(Properties, id);
    }
  }
  return found;
}

function isFunction(value: Json): boolean {
  const [key, ...more] = Object.keys(value);
  return more.length === 0 && /^(Ref$|Fn::)/.test(key);
}

test('the app is right', () => {
  expect(errors()).toEqual([]);
});

test.each<[string, (value: unknown) => unknown, (value: unknown) => boolean]>([
  ['a condition may take away', (value) => ({ 'Fn::If': ['X', value, ref('AWS::NoValue')] }), () => true],
  ['a condition decides', (value) => ({ 'Fn::If': ['X', value, value] }), (value) => typeof value === 'object'],
  // In place of a reference: nobody gives a template the name of what it makes itself.
  ['a parameter gives', () => ref('Given'), (value) => typeof value !== 'object'],
])('no value is an error that %s', (_, hide, fits) => {
  const surprises: string[] = [];
  let tried = 0;
  for (const { at, holder, key } of values()) {
    const value: unknown = holder[key];
    if (fits(value)) {
      holder[key] = hide(value);
      surprises.push(...errors().map((error) => `${at}: ${error}`));
      holder[key] = value;
      tried += 1;
    }
  }

  expect(surprises).toEqual([]);
  expect(tried).toBeGreaterThan(100);
});
