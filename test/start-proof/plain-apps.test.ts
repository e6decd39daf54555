import { modelOfPath } from '../../lib/app-model/load';
import { EcsChecks } from '../../lib/checks';
import { EcsStartProof, NetworkFacts, StartProofResult, SubnetEgress } from '../../lib/start-proof';
import {
  NETWORK,
  UNDECIDED,
  attached,
  att,
  balanced,
  container,
  either,
  hosts,
  ingress,
  joining,
  ref,
  service,
  serviceOnHosts,
  sub,
  task,
  taskOnEc2,
  template,
  written,
  Resources,
} from '../support/plain-apps';

const prove = (app: object) => EcsStartProof.proveAssembly(written(app));
const withVerdict = ({ tasks }: StartProofResult, wanted: string) =>
  tasks.flatMap(({ needs }) => needs.filter(({ verdict }) => verdict === wanted));
const codes = (result: StartProofResult) => [...new Set(withVerdict(result, 'broken').map(({ code }) => code))];
const asked = (result: StartProofResult) => [...new Set(withVerdict(result, 'unknown').map(({ reason }) => reason))];

const bridge = (mapping: object = { ContainerPort: 80 }) =>
  taskOnEc2({ NetworkMode: 'bridge' }, [container({ PortMappings: [mapping] })]);
const onInstances = (...more: Resources[]) =>
  template(
    bridge(),
    serviceOnHosts({ NetworkConfiguration: undefined, ...attached() }),
    hosts(),
    balanced({ TargetType: 'instance' }),
    ...more,
  );
const spot = (fargate: unknown) =>
  service({ LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: fargate, Weight: 1 }] });
const acl = (...entries: object[]): Resources => ({
  Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
  AclAssociation: {
    Type: 'AWS::EC2::SubnetNetworkAclAssociation',
    Properties: { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') },
  },
  ...Object.fromEntries(
    entries.map((entry, index) => [
      `Entry${index}`,
      {
        Type: 'AWS::EC2::NetworkAclEntry',
        Properties: { NetworkAclId: ref('Acl'), Protocol: -1, RuleAction: 'allow', ...entry },
      },
    ]),
  ),
});
const s3Files = (fileSystem: unknown) =>
  task({ Volumes: [{ Name: 'data', S3FilesVolumeConfiguration: { FileSystemArn: fileSystem } }] });
const mountTarget: Resources = {
  Files: { Type: 'AWS::S3Files::FileSystem', Properties: {} },
  Mount: {
    Type: 'AWS::S3Files::MountTarget',
    Properties: {
      FileSystemId: att('Files', 'FileSystemId'),
      SubnetId: ref('Subnet'),
      SecurityGroups: [ref('NfsGroup')],
    },
  },
  NfsGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      VpcId: ref('Vpc'),
      GroupDescription: 'nfs',
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049, CidrIp: '10.0.0.0/16' }],
    },
  },
};
const express = (image: unknown): Resources => ({
  Express: {
    Type: 'AWS::ECS::ExpressGatewayService',
    Properties: {
      Cluster: ref('Cluster'),
      InfrastructureRoleArn: 'arn:aws:iam::111122223333:role/infrastructure',
      ExecutionRoleArn: 'arn:aws:iam::111122223333:role/execution',
      PrimaryContainer: { Image: image },
      NetworkConfiguration: { Subnets: [ref('Subnet')] },
    },
  },
});
const daemon = (image: unknown): Resources => ({
  Managed: {
    Type: 'AWS::ECS::CapacityProvider',
    Properties: {
      ClusterName: ref('Cluster'),
      ManagedInstancesProvider: {
        InfrastructureRoleArn: 'arn:aws:iam::111122223333:role/infrastructure',
        InstanceLaunchTemplate: {
          Ec2InstanceProfileArn: 'arn:aws:iam::111122223333:instance-profile/hosts',
          NetworkConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] },
        },
      },
    },
  },
  Daemon: {
    Type: 'AWS::ECS::Daemon',
    Properties: {
      ClusterArn: att('Cluster', 'Arn'),
      CapacityProviderArns: [att('Managed', 'Arn')],
      DaemonTaskDefinitionArn: ref('DaemonTask'),
    },
  },
  DaemonTask: {
    Type: 'AWS::ECS::DaemonTaskDefinition',
    Properties: { ContainerDefinitions: [{ Name: 'agent', Image: image }] },
  },
});
const logsTo = (host: string) =>
  task({}, [
    container({ LogConfiguration: { LogDriver: 'awsfirelens', Options: { Name: 'http', Host: host, Port: '80' } } }),
    container({ Name: 'router', PortMappings: undefined, FirelensConfiguration: { Type: 'fluentbit' } }),
  ]);
const mapped = (mappings: unknown) =>
  template(
    task({}, [container({ PortMappings: mappings })]),
    service(attached()),
    balanced(),
    { In: ingress(80, 80) },
    UNDECIDED,
    { Parameters: { Port: { Type: 'Number' } } },
  );
const AWSVPC = { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] } };
const ON_HOSTS = { LaunchType: 'EC2', NetworkConfiguration: undefined };
const OF_STATE = { LaunchType: 'FARGATE', Cluster: 'shop' };
const rule = (over: object = {}, cluster: unknown = att('Cluster', 'Arn')): Resources => ({
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 day)',
      Targets: [
        {
          Id: 'task',
          Arn: cluster,
          RoleArn: 'arn:aws:iam::111122223333:role/events',
          EcsParameters: {
            TaskDefinitionArn: ref('Task'),
            LaunchType: 'FARGATE',
            NetworkConfiguration: { AwsVpcConfiguration: AWSVPC.AwsvpcConfiguration },
            ...over,
          },
        },
      ],
    },
  },
});
const machine = (parameters: object): Resources => ({
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      RoleArn: 'arn:aws:iam::111122223333:role/states',
      Definition: {
        StartAt: 'Run',
        States: {
          Run: {
            Type: 'Task',
            End: true,
            Resource: 'arn:aws:states:::ecs:runTask',
            Parameters: { Cluster: att('Cluster', 'Arn'), TaskDefinition: ref('Task'), ...parameters },
          },
        },
      },
    },
  },
});
/** An endpoint that a parameter may leave out. */
const wanted = (Default: string) =>
  template(
    task(),
    service(),
    { S3: { ...NETWORK.S3!, Condition: 'Wanted' } },
    { Conditions: { Wanted: { 'Fn::Equals': [ref('Endpoints'), 'yes'] } } },
    { Parameters: { Endpoints: { Type: 'String', Default } } },
  );
const withSecret = (fields: string) =>
  template(task({}, [container({ Secrets: [{ Name: 'S', ValueFrom: sub(`\${Secret}${fields}`) }] })]), service(), {
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  });
const addresses = (mode: string) =>
  template(
    taskOnEc2({ NetworkMode: mode }, [container({ PortMappings: [{ ContainerPort: 80 }] })]),
    serviceOnHosts({ NetworkConfiguration: undefined, ...attached() }),
    hosts(),
    balanced(),
  );
const balancedTask = (group: Record<string, unknown>, ...more: (Resources | { Parameters: object })[]) =>
  template(task(), service(attached()), balanced(group), { In: ingress(80, 80) }, ...more);
/** Endpoints that admit one group alone. */
const admitting = (group: unknown, owner: unknown = ref('EndpointGroup')): Resources => ({
  EndpointGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), GroupDescription: 'endpoints' } },
  Admits: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: { GroupId: owner, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: group },
  },
});
/** Tasks with public IPs in a subnet with a way to an internet gateway. */
const onInternet = (more: Resources = {}, way: object = {}): Resources => ({
  ...service({
    NetworkConfiguration: {
      AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] },
    },
  }),
  Gateway: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
  Way: {
    Type: 'AWS::EC2::Route',
    Properties: {
      RouteTableId: ref('RouteTable'),
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: ref('Gateway'),
      ...way,
    },
  },
  ...more,
});
const NOTHING = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' };
const PORT_80 = { ContainerPort: 80 };
const OWN = sub('${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/agent:1');

const PROVED: [string, object][] = [
  ['an endpoint that the default of a parameter wants', wanted('yes')],
  ['a rule', template(task(), rule())],
  [
    'a task of a rule that has the network of its host',
    template(taskOnEc2({ NetworkMode: 'host' }), rule(ON_HOSTS), hosts()),
  ],
  ['a state that names its cluster', template(task(), machine({ ...OF_STATE, NetworkConfiguration: AWSVPC }))],
  ['a key of a secret', withSecret(':password::')],
  ['a version of a secret', withSecret('::AWSCURRENT:')],
  ['a secret with a colon too many', withSecret(':')],
  ['a service on Fargate', template(task(), service())],
  ['a service on instances', template(taskOnEc2(), serviceOnHosts(), hosts())],
  [
    'a launch type that is Fargate either way',
    template(task(), service({ LaunchType: either('FARGATE', 'FARGATE') }), UNDECIDED),
  ],
  ['Fargate or Fargate Spot, by a condition', template(task(), spot(either('FARGATE_SPOT', 'FARGATE')), UNDECIDED)],
  [
    'a network ACL with entries for IPv6 before those for IPv4',
    template(
      task(),
      service(),
      acl(
        { RuleNumber: 98, Egress: true, Ipv6CidrBlock: '::/0' },
        { RuleNumber: 99, Egress: true, CidrBlock: '0.0.0.0/0' },
        { RuleNumber: 98, Egress: false, Ipv6CidrBlock: '::/0' },
        { RuleNumber: 99, Egress: false, CidrBlock: '0.0.0.0/0' },
      ),
    ),
  ],
  [
    'instances that join by a file of cfn-init',
    template(taskOnEc2(), service({ LaunchType: 'EC2' }), {
      ...hosts({ UserData: { 'Fn::Base64': '#!/bin/bash\n/opt/aws/bin/cfn-init' } }),
      Provider: undefined,
      Providers: undefined,
      Launch: {
        ...hosts({ UserData: { 'Fn::Base64': '#!/bin/bash\n/opt/aws/bin/cfn-init' } }).Launch!,
        Metadata: {
          'AWS::CloudFormation::Init': {
            config: { files: { '/etc/ecs/ecs.config': { content: sub('ECS_CLUSTER=${Cluster}') } } },
          },
        },
      },
    }),
  ],
  [
    'instances that name the cluster by the name that it has',
    template(taskOnEc2(), service({ LaunchType: 'EC2' }), {
      ...hosts({ UserData: joining('prod') }),
      Provider: undefined,
      Providers: undefined,
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'prod' } },
    }),
  ],
  ['dynamic ports of instances that the load balancer reaches', onInstances({ Rule: ingress(32768, 65535) })],
  [
    'a volume of S3 Files with a mount target',
    template(s3Files(att('Files', 'FileSystemArn')), service(), mountTarget),
  ],
  ['a daemon on Managed Instances', template(daemon(OWN))],
  ['a load balancer to a port that is mapped either way', mapped(either([PORT_80], [PORT_80, { ContainerPort: 81 }]))],
  ['a load balancer to a mapping that is there either way', mapped([either(PORT_80, { ContainerPortRange: '70-90' })])],
  [
    'a load balancer that gives the VPC of its target group by its id',
    balancedTask({ VpcId: ref('Given') }, { Parameters: { Given: { Type: 'AWS::EC2::VPC::Id' } } }),
  ],
  ['a load balancer to a mapping beside one under a condition', mapped([either({ ContainerPort: 81 }), PORT_80])],
];
test.each(PROVED)('proved: %s', (_, app) => {
  const result = prove(app);

  expect([codes(result), asked(result)]).toEqual([[], []]);
  expect(result.proved).toBeGreaterThan(0);
});

const BROKEN: [string, object, string][] = [
  ['a rule without subnets', template(task(), rule({ NetworkConfiguration: undefined })), 'StartProof.noNetwork'],
  ['a rule of the name of a cluster', template(task(), rule({}, ref('Cluster'))), 'StartProof.clusterArn'],
  ['a rule of the name of a cluster of the account', template(task(), rule({}, 'shop')), 'StartProof.clusterArn'],
  ['a state without subnets', template(task(), machine({ LaunchType: 'FARGATE' })), 'StartProof.noNetwork'],
  ['a key of a secret with one colon', withSecret(':password'), 'StartProof.secretFields'],
  ['a key and a stage of a secret with two colons', withSecret(':password:AWSCURRENT'), 'StartProof.secretFields'],
  ['dynamic ports of instances that are closed', onInstances(), 'StartProof.targetSecurityGroup'],
  [
    'a fixed port of instances that is closed',
    template(
      bridge({ ContainerPort: 80, HostPort: 8080 }),
      serviceOnHosts({ NetworkConfiguration: undefined, ...attached() }),
      hosts(),
      balanced({ TargetType: 'instance' }),
      { Rule: ingress(80, 80) },
    ),
    'StartProof.targetSecurityGroup',
  ],
  ['addresses of tasks that have none', addresses('bridge'), 'StartProof.ipTargetGroup'],
  ['addresses of tasks that have those of their host', addresses('host'), 'StartProof.ipTargetGroup'],
  [
    'a target group of another VPC than its load balancer',
    balancedTask(
      { VpcId: ref('Other') },
      { Other: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } } },
    ),
    'StartProof.targetGroupOfOtherVpc',
  ],
  [
    'a port that no branch maps',
    mapped([either({ ContainerPort: 81 }, { ContainerPort: 82 })]),
    'StartProof.targetPort',
  ],
  ['a host of the internet', template(logsTo('logs.example.com'), service()), 'StartProof.noRoute'],
  [
    'a host of the internet beside a public zone',
    template(logsTo('logs.example.com'), service(), {
      Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com.' } },
    }),
    'StartProof.noRoute',
  ],
  ['an Express service with an image of Docker Hub', template(express('nginx:1.27')), 'StartProof.noRoute'],
  ['a daemon with an image of Docker Hub', template(daemon('nginx:1.27')), 'StartProof.noRoute'],
];
test.each(BROKEN)('broken: %s', (_, app, code) => {
  expect(codes(prove(app))).toEqual([code]);
});

const UNKNOWN: [string, object, RegExp][] = [
  ['an endpoint that the default of a parameter leaves out', wanted('no'), /condition of .*S3/],
  [
    'a state whose input gives the subnets',
    template(task(), machine({ LaunchType: 'FARGATE', 'NetworkConfiguration.$': '$.network' })),
    /Shop\d+\/Machine/,
  ],
  [
    'a container under a condition',
    template(task({}, [container(), either(container({ Name: 'side' }))]), service(), UNDECIDED),
    /condition X/,
  ],
  [
    'a secret under a condition',
    template(
      task({}, [
        container({ Secrets: [either({ Name: 'S', ValueFrom: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' })] }),
      ]),
      service(),
      UNDECIDED,
    ),
    /condition X/,
  ],
  [
    'a launch type that is Fargate or not, with a public IP',
    template(
      task(),
      service({
        LaunchType: either('FARGATE', 'EC2'),
        NetworkConfiguration: {
          AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: [ref('Subnet')], SecurityGroups: [ref('Group')] },
        },
      }),
      UNDECIDED,
    ),
    /what Shop\d+\/Service runs on/,
  ],
  [
    'a strategy under a condition',
    template(
      task(),
      service({
        LaunchType: undefined,
        CapacityProviderStrategy: either([{ CapacityProvider: 'FARGATE', Weight: 1 }]),
      }),
      UNDECIDED,
    ),
    /what Shop\d+\/Service runs on/,
  ],
  [
    'the port of a load balancer under a condition',
    template(task(), service(attached({ ContainerPort: either(80, 81) })), balanced(), UNDECIDED),
    /the port that Shop\d+\/Targets sends to/,
  ],
  [
    'load balancers under a condition',
    template(task(), service({ LoadBalancers: either(attached().LoadBalancers) }), balanced(), UNDECIDED),
    /the load balancers of Shop\d+\/Service/,
  ],
  [
    'a target group of another app',
    template(task(), service(attached({ TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/x/1' }))),
    /targetgroup\/x\/1, which is not part of the app/,
  ],
  [
    'a rule of a listener that a parameter names',
    template(task(), service(attached()), balanced(), {
      Listener: undefined,
      ListenerRule: {
        Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
        Properties: {
          ListenerArn: { 'Fn::ImportValue': 'listener' },
          Actions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
        },
      },
    }),
    /the load balancer of listener .*, which is known only at deployment/,
  ],
  [
    'a part of the dynamic ports of instances',
    onInstances({ Rule: ingress(40000, 65535) }),
    /whether the host port of the task/,
  ],
  [
    'dynamic ports of a range of their own',
    onInstances({
      Launch: hosts({
        UserData: joining(ref('Cluster'), 'echo ECS_DYNAMIC_HOST_PORT_RANGE=20000-21000 >> /etc/ecs/ecs.config'),
      }).Launch,
      Rule: ingress(20000, 21000),
    }),
    /the range of dynamic ports that the instances of Shop\d+\/Hosts take/,
  ],
  [
    'a log configuration under a condition',
    template(task({}, [container({ LogConfiguration: either(container().LogConfiguration) })]), service(), UNDECIDED),
    /condition X/,
  ],
  [
    'a log driver that a parameter names',
    template(task({}, [container({ LogConfiguration: { LogDriver: ref('Driver') } })]), service(), {
      Parameters: { Driver: { Type: 'String' } },
    }),
    /parameter Driver/,
  ],
  [
    'an environment file under a condition, without a way to S3',
    template(
      task({}, [
        container({
          Image: 'public.ecr.aws/nginx/nginx:1',
          EnvironmentFiles: [either({ Type: 's3', Value: 'arn:aws:s3:::files/web.env' })],
        }),
      ]),
      onInternet({ S3: undefined }),
      UNDECIDED,
    ),
    /condition X/,
  ],
  [
    'environment files under a condition',
    template(
      task({}, [container({ EnvironmentFiles: either([{ Type: 's3', Value: 'arn:aws:s3:::files/web.env' }]) })]),
      service(),
      UNDECIDED,
    ),
    /condition X/,
  ],
  [
    'a volume under a condition',
    template(
      task({ Volumes: [either({ Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-0a1b2c3d' } })] }),
      service(),
      UNDECIDED,
    ),
    /condition X/,
  ],
  [
    'volumes under a condition',
    template(task({ Volumes: either([{ Name: 'data' }]) }), service(), UNDECIDED),
    /condition X/,
  ],
  [
    'ECS Exec that a parameter turns on',
    template(task(), service({ EnableExecuteCommand: ref('Exec') }), { Parameters: { Exec: { Type: 'String' } } }),
    /parameter Exec/,
  ],
  [
    'Service Connect under a condition',
    template(task(), service({ ServiceConnectConfiguration: either({ Enabled: true, Namespace: 'shop' }) }), UNDECIDED),
    /condition X/,
  ],
  [
    'security groups under a condition, where the endpoints admit one of them',
    template(
      task(),
      service({
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: either([ref('Group')]) },
        },
      }),
      admitting(ref('Group')),
      UNDECIDED,
    ),
    /the subnets and security groups of Shop\d+\/Service/,
  ],
  [
    'the group of a rule under a condition',
    template(task(), service(), admitting(ref('Group'), either(ref('EndpointGroup'), ref('Group'))), UNDECIDED),
    /whether the security groups let TCP 443 pass/,
  ],
  [
    'instances of which the launch template is of another app',
    template(
      taskOnEc2({ NetworkMode: 'bridge' }),
      serviceOnHosts({ NetworkConfiguration: undefined }),
      hosts({}, { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' } }),
      admitting(ref('Group')),
    ),
    /the launch template of Shop\d+\/Hosts, which is not part of the app/,
  ],
  [
    'what the tasks run on, where they have no way themselves',
    template(
      taskOnEc2(),
      serviceOnHosts({
        CapacityProviderStrategy: either([{ CapacityProvider: ref('Provider'), Weight: 1 }]),
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: [ref('Closed')] } },
      }),
      hosts(),
      {
        Closed: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { VpcId: ref('Vpc'), GroupDescription: 'closed', SecurityGroupEgress: [NOTHING] },
        },
      },
      UNDECIDED,
    ),
    /what Shop\d+\/Service runs on/,
  ],
  [
    'one of two endpoints, by a condition',
    template(
      task(),
      service(),
      {
        Endpointlogs: { ...NETWORK.Endpointlogs!, Condition: 'X' },
        Other: { ...NETWORK.Endpointlogs!, Condition: 'Y' },
      },
      { Conditions: { ...UNDECIDED.Conditions, Y: { 'Fn::Not': [{ Condition: 'X' }] } } },
    ),
    /which of Shop\d+\/Endpointlogs and Shop\d+\/Other has the private DNS name of logs/,
  ],
  [
    'an endpoint whose service a parameter names',
    template(
      task(),
      service(),
      {
        Endpointlogs: {
          ...NETWORK.Endpointlogs!,
          Properties: { ...NETWORK.Endpointlogs!.Properties, ServiceName: sub('com.amazonaws.${AWS::Region}.${Of}') },
        },
      },
      { Parameters: { Of: { Type: 'String' } } },
    ),
    /whether Shop\d+\/Endpointlogs serves logs in Shop\d+\/Vpc/,
  ],
  [
    'one of two route tables, by a condition',
    template(
      task(),
      service(),
      {
        Second: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
        Association: {
          ...NETWORK.Association!,
          Properties: { SubnetId: ref('Subnet'), RouteTableId: either(ref('RouteTable'), ref('Second')) },
        },
      },
      UNDECIDED,
    ),
    /whether Shop\d+\/S3 has a route in the route table of subnet Shop\d+\/Subnet/,
  ],
  [
    'the destination of a route that a parameter names',
    template(
      task({}, [container({ Image: 'public.ecr.aws/nginx/nginx:1' })]),
      onInternet({}, { DestinationCidrBlock: ref('Cidr') }),
      { Parameters: { Cidr: { Type: 'String' } } },
    ),
    /the destination of Shop\d+\/Way/,
  ],
  [
    'the file system of a mount target under a condition',
    template(
      task({ Volumes: [{ Name: 'data', EFSVolumeConfiguration: { FilesystemId: ref('Efs') } }] }),
      service(),
      {
        Efs: { Type: 'AWS::EFS::FileSystem', Properties: {} },
        Mount: {
          Type: 'AWS::EFS::MountTarget',
          Properties: { FileSystemId: either(ref('Efs')), SubnetId: ref('Subnet'), SecurityGroups: [ref('Group')] },
        },
      },
      UNDECIDED,
    ),
    /whether Shop\d+\/Efs has a mount target/,
  ],
  [
    'the type of targets that a parameter names',
    template(task(), service(attached()), balanced({ TargetType: ref('Kind') }), {
      Parameters: { Kind: { Type: 'String' } },
    }),
    /the targets of Shop\d+\/Targets, which are known only at deployment/,
  ],
  ['the port mappings under a condition', mapped(either([PORT_80])), /whether it exposes port 80.*\(condition X\)/],
  ['a port mapping under a condition', mapped([either(PORT_80)]), /whether it exposes port 80.*\(condition X\)/],
  ['a port mapping of a parameter', mapped([{ ContainerPort: ref('Port') }]), /whether it exposes port 80/],
  ['a host without a domain', template(logsTo('collector'), service()), /whether collector is reached/],
  ['a shared address', template(logsTo('100.64.1.2'), service()), /whether 100\.64\.1\.2 is reached/],
  [
    'a name of a private zone of the app',
    template(logsTo('logs.Example.com'), service(), {
      Zone: {
        Type: 'AWS::Route53::HostedZone',
        Properties: { Name: 'example.com.', VPCs: [{ VPCId: ref('Vpc'), VPCRegion: 'eu-west-1' }] },
      },
    }),
    /whether logs\.Example\.com is reached/,
  ],
  [
    'a name of a private namespace of the app',
    template(logsTo('logs.shop.test'), service(), {
      Zone: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace', Properties: { Name: 'shop.test', Vpc: ref('Vpc') } },
    }),
    /whether logs\.shop\.test is reached/,
  ],
  [
    'a service on external instances',
    template(
      taskOnEc2({ RequiresCompatibilities: ['EXTERNAL'], NetworkMode: 'bridge' }),
      service({ LaunchType: 'EXTERNAL', NetworkConfiguration: undefined }),
    ),
    /the network of the external instances of Shop\d+\/Service/,
  ],
  [
    'a file system of S3 Files of another app',
    template(s3Files('arn:aws:s3files:eu-west-1:1:file-system/fs-1'), service()),
    /mount targets of file system arn:aws:s3files/,
  ],
];
test.each(UNKNOWN)('unknown, neither proved nor broken: %s', (_, app, reason) => {
  const result = prove(app);

  expect(codes(result)).toEqual([]);
  expect(asked(result).join('\n')).toMatch(reason);
});

test('an Express service is there, and its own security group is not known', () => {
  const result = prove(template(express(OWN)));

  expect(result.tasks).toMatchObject([{ kind: 'expressService', compute: 'FARGATE' }]);
  expect(codes(result)).toEqual([]);
  expect(asked(result).join()).toContain('the security group that ECS makes for');
});

describe('addresses', () => {
  const small = (over: object) =>
    template(
      {
        Subnet: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/27', AvailabilityZone: 'eu-west-1a' },
        },
      },
      task(),
      service(over as never),
      UNDECIDED,
    );

  test.each([
    [{ DesiredCount: 1 }, 'proved'],
    [{ DesiredCount: 100 }, 'broken'],
    [{ DesiredCount: either(100, 1) }, 'unknown'],
    [{ DesiredCount: 1, DeploymentConfiguration: { MaximumPercent: either(200, 100) } }, 'unknown'],
    [{ DesiredCount: 100, DeploymentConfiguration: { MaximumPercent: either(200, 100) } }, 'broken'],
  ])('%j in a small subnet: %s', (over, verdict) => {
    expect(prove(small(over)).subnets.map((subnet) => subnet.verdict)).toEqual([verdict]);
  });
});

describe('a VPC of which the app knows the id alone', () => {
  const imported = (...egress: object[]): object =>
    template(
      task(),
      service({
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: [ref('Closed')] } },
      }),
      {
        Closed: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: { VpcId: 'vpc-1', GroupDescription: 'closed', SecurityGroupEgress: egress },
        },
        Queue: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-1', GroupDescription: 'queue' } },
      },
    );
  const tcp = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

  test('a group that lets nothing out to any endpoint there may be is broken', () => {
    const result = prove(imported({ ...tcp, DestinationSecurityGroupId: att('Queue', 'GroupId') }));

    expect(codes(result)).toEqual(['StartProof.taskSecurityGroup']);
    expect(withVerdict(result, 'broken')[0].reason).toMatch(
      /lets TCP 443 out neither to the internet nor to an endpoint for ecr.api that vpc-1 may have/,
    );
  });

  test.each([
    ['a block', { ...tcp, CidrIp: '10.0.0.0/16' }],
    ['anywhere', { ...tcp, CidrIp: '0.0.0.0/0' }],
    ['a group that is there already', { ...tcp, DestinationSecurityGroupId: 'sg-1' }],
    ['a prefix list that is there already', { ...tcp, DestinationPrefixListId: 'pl-1' }],
    ['a value that is known only at deployment', { ...tcp, CidrIp: ref('Cidr') }],
  ])('a group that may reach one is unknown: %s', (_, rule) => {
    expect(codes(prove(imported(rule)))).toEqual([]);
  });
});

describe('a task definition that nothing in the app starts', () => {
  const proof = () => prove(template(task(), task({}, [container()], 'Other'), service()));

  test('is named, as nothing is said of it', () => {
    expect(proof().notStarted?.map((path) => path.replace(/^Shop\d+/, 'Shop'))).toEqual(['Shop/Other']);
    expect(EcsStartProof.table(proof())).toMatch(/not judged: Shop\d+\/Other, which nothing in the app starts/);
  });

  test('is not named when all are started', () => {
    expect(prove(template(task(), service())).notStarted).toBeUndefined();
  });
});

test('what concerns no container is said of the task, and a launch type is one', () => {
  const [finding] = EcsStartProof.checkAssembly(written(template(taskOnEc2(), service({ LaunchType: 'EC2' })))).filter(
    ({ code }) => code === 'StartProof.unknown',
  );

  expect(finding.message).toMatch(/^Shop\d+\/Service: the task may or may not be placed \(EC2, from LaunchType\)/);
});

describe('subnets and security groups that parameters give', () => {
  const VPC = 'vpc-0a1b2c3d';
  const SUBNETS = ['subnet-0a1b2c3d', 'subnet-0e4f5a6b'];
  const TASKS = 'sg-0a1b2c3d';
  const app = (subnets: object, groups: object, parameters: object) =>
    written(
      template(
        task({}, [container({ Image: 'public.ecr.aws/nginx/nginx:1.27', LogConfiguration: undefined })]),
        service({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets, SecurityGroups: groups } } }),
        { Parameters: parameters },
      ),
    );
  const judged = (path: string, parameters: Record<string, string>, egress?: SubnetEgress) => {
    const facts =
      egress &&
      NetworkFacts.of({
        vpcs: [{ vpcId: VPC, subnets: SUBNETS.map((subnetId) => ({ subnetId, egress })) }],
        securityGroups: [{ securityGroupId: TASKS, egress: [{}] }],
      });
    return EcsStartProof._checkModel(modelOfPath(path, { parameters }), facts && { facts }).filter(
      ({ code }) => code !== 'Rights.unknown' && !code.startsWith('Order.'),
    );
  };
  const found = (...all: Parameters<typeof judged>) => [...new Set(judged(...all).map(({ code }) => code))];

  const lists: [string, object][] = [
    ['a list with an empty default', { Type: 'CommaDelimitedList', Default: '' }],
    ['a list without a default', { Type: 'CommaDelimitedList' }],
    ['a list of ids', { Type: 'List<AWS::EC2::%::Id>' }],
    ['a list of texts with an empty default', { Type: 'List<String>', Default: '' }],
    ['a stored list of ids', { Type: 'AWS::SSM::Parameter::Value<List<AWS::EC2::%::Id>>', Default: '/network' }],
    ['a stored list', { Type: 'AWS::SSM::Parameter::Value<CommaDelimitedList>', Default: '/network' }],
  ];
  const typed = (parameter: object, of: string) => JSON.parse(JSON.stringify(parameter).replace('%', of)) as object;

  test.each(lists)('of %s are unknown, and judged when they are given', (_, parameter) => {
    const path = app(ref('Subnets'), ref('Groups'), {
      Subnets: typed(parameter, 'Subnet'),
      Groups: typed(parameter, 'SecurityGroup'),
    });
    const given = { Subnets: SUBNETS.join(', '), Groups: TASKS };

    expect(found(path, {})).toEqual(['StartProof.unknown']);
    expect(judged(path, {})[0].message).not.toMatch(/ (from|is) +(to|lets|$)/);
    expect(found(path, given, SubnetEgress.NAT_GATEWAY)).toEqual([]);
    expect(found(path, given, SubnetEgress.NONE)).toEqual(['StartProof.noRoute']);
  });

  test.each<[string, object, object]>([
    ['one of a list', [{ 'Fn::Select': [1, ref('Subnets')] }], { Type: 'CommaDelimitedList', Default: '' }],
    ['the parts of a text', { 'Fn::Split': [',', ref('Subnets')] }, { Type: 'String', Default: '' }],
  ])('as %s are unknown, and judged when they are given', (_, subnets, parameter) => {
    const path = app(subnets, [TASKS], { Subnets: parameter });

    expect(found(path, {})).toEqual(['StartProof.unknown']);
    expect(found(path, { Subnets: SUBNETS.join() }, SubnetEgress.NAT_GATEWAY)).toEqual([]);
    expect(found(path, { Subnets: SUBNETS.join() }, SubnetEgress.NONE)).toEqual(['StartProof.noRoute']);
  });

  test('by the name of what is stored are unknown', () => {
    const path = app(ref('Subnets'), [TASKS], {
      Subnets: { Type: 'AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>', Default: '/network' },
    });

    expect(found(path, { Subnets: '/other/network' }, SubnetEgress.NONE)).toEqual(['StartProof.unknown']);
  });
});

describe('an empty default', () => {
  const empty = { Type: 'String', Default: '' };
  const given = (name: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [ref(name), ''] }] });

  test.each<[string, object]>([
    ['an image', task({}, [container({ Image: ref('Given') })])],
    ['a secret', task({}, [container({ Secrets: [{ Name: 'A', ValueFrom: ref('Given') }] })])],
    ['an execution role', task({ ExecutionRoleArn: ref('Given') })],
    ['a file system', task({ Volumes: [{ Name: 'a', EFSVolumeConfiguration: { FilesystemId: ref('Given') } }] })],
  ])('stands for a value that must be given: %s is unknown', (_, definition) => {
    const findings = EcsChecks.checkAssembly(
      written(template(definition as Resources, service(), { Parameters: { Given: empty } })),
      { nist800190: false },
    );

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.map(({ message }) => message).join()).toMatch(/parameter Given/);
  });

  test('of a list that a condition asks for names no security group', () => {
    const result = prove(
      template(
        task(),
        service({
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')], SecurityGroups: ref('Given') } },
        }),
        { Conditions: { Own: { 'Fn::Equals': [{ 'Fn::Join': ['', ref('Given')] }, ''] } } },
        { Parameters: { Given: { Type: 'CommaDelimitedList', Default: '' } } },
      ),
    );

    expect(codes(result)).toEqual([]);
    expect(asked(result).join('\n')).toMatch(/whether the security groups let TCP 443 pass from an empty text to /);
  });

  test('is a value where a condition asks for it', () => {
    const image = {
      'Fn::If': ['Own', ref('Given'), sub('${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/app:1')],
    };
    const app = template(
      task({}, [container({ Image: image })]),
      service(),
      { Conditions: { Own: given('Given') } },
      { Parameters: { Given: empty } },
    );

    expect(asked(prove(app))).toEqual([]);
  });
});

describe('the way out is told in the words of the CDK and of templates', () => {
  const fixesOf = (change: Resources) =>
    EcsStartProof.checkAssembly(written(template(task(), service(), change)))
      .filter(({ code }) => code.startsWith('StartProof.'))
      .map(({ fix }) => fix);
  const changed = (id: string, properties: object): Resources => {
    const { Type, Properties } = NETWORK[id]!;
    return { [id]: { Type, Properties: { ...Properties, ...properties } } };
  };

  test.each<[string, Resources, RegExp]>([
    [
      'an interface endpoint',
      { Endpointecrapi: undefined },
      /^add an interface endpoint for ecr\.api to Shop\d+\/Vpc: InterfaceVpcEndpointAwsService\.ECR \(CDK\), AWS::EC2::VPCEndpoint with 'ServiceName' com\.amazonaws\.<region>\.ecr\.api, 'VpcEndpointType' Interface and 'PrivateDnsEnabled' true \(template\)$/,
    ],
    [
      'a gateway endpoint',
      { S3: undefined },
      /^add a gateway endpoint for s3 to Shop\d+\/Vpc: GatewayVpcEndpointAwsService\.S3 \(CDK\), AWS::EC2::VPCEndpoint with 'ServiceName' com\.amazonaws\.<region>\.s3 \(template\)$/,
    ],
    [
      'private DNS',
      changed('Endpointecrapi', { PrivateDnsEnabled: false }),
      /^turn on private DNS of Shop\d+\/Endpointecrapi: its 'privateDnsEnabled' \(CDK\), its 'PrivateDnsEnabled' \(template\)$/,
    ],
    [
      'DNS hostnames',
      changed('Vpc', { EnableDnsHostnames: false }),
      /^turn on DNS hostnames of Shop\d+\/Vpc: its 'enableDnsHostnames' \(CDK\), its 'EnableDnsHostnames' \(template\)$/,
    ],
    [
      'DNS',
      changed('Vpc', { EnableDnsSupport: false }),
      /^turn on DNS of Shop\d+\/Vpc: its 'enableDnsSupport' \(CDK\), its 'EnableDnsSupport' \(template\)$/,
    ],
  ])('%s', (_, change, words) => {
    expect(fixesOf(change)).toContainEqual(expect.stringMatching(words));
  });
});
