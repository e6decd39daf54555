import { AppModel } from '../../../lib/app-model/app-model';
import { orderData } from '../../../lib/start-proof/order/order-data';
import { Entries, att, entry, forget, judge, judgeStacks, onInstances, ref, world } from './order-world';

/** Changes the app that waits for everything; what is said of it then: code, severity, and words of the message. */
type Row = [name: string, change: (entries: Entries) => unknown, ...expected: string[]];

const right: readonly Row[] = [
  ['waits for everything', () => undefined],
  [
    'policies are written into the roles',
    (app) => {
      delete app.ExecutionPolicy;
      delete app.TaskPolicy;
      app.ExecutionRole.Properties.Policies = [{ PolicyName: 'Pull', PolicyDocument: {} }];
      forget(app, 'ExecutionPolicy', 'TaskPolicy');
    },
  ],
  [
    'waits by a way round: the task definition waits for the policies',
    (app) => {
      forget(app, 'ExecutionPolicy', 'TaskPolicy');
      app.Task.DependsOn = ['ExecutionPolicy', 'TaskPolicy'];
    },
  ],
  [
    'waits by Fn::Sub',
    (app) => {
      forget(app, 'TaskPolicy');
      app.Task.Properties.ContainerDefinitions[0].Environment = [{ Name: 'P', Value: { 'Fn::Sub': '${TaskPolicy}' } }];
    },
  ],
  [
    'waits by Fn::GetAtt as text',
    (app) => {
      forget(app, 'Inward');
      app.Service.Properties.Tags = [{ Key: 'rule', Value: { 'Fn::GetAtt': 'Inward.Id' } }];
    },
  ],
  [
    'waits by a part of a condition',
    (app) => {
      forget(app, 'Inward');
      app.Service.Properties.Tags = [{ Key: 'rule', Value: { 'Fn::If': ['Maybe', ref('Inward'), 'none'] } }];
    },
  ],
  [
    'roles are imported',
    (app) => {
      ['ExecutionRole', 'TaskRole', 'ExecutionPolicy', 'TaskPolicy'].forEach((id) => delete app[id]);
      app.Task.Properties.ExecutionRoleArn = 'arn:aws:iam::111122223333:role/execution';
      app.Task.Properties.TaskRoleArn = { 'Fn::ImportValue': 'task-role' };
      forget(app, 'ExecutionPolicy', 'TaskPolicy');
    },
  ],
  [
    'a policy of another role',
    (app) => {
      app.OtherRole = entry('AWS::IAM::Role');
      app.OtherPolicy = entry('AWS::IAM::Policy', { Roles: [ref('OtherRole')] });
    },
  ],
  [
    'a policy that may not exist',
    (app) => {
      app.TaskPolicy.Condition = 'WithRights';
      forget(app, 'TaskPolicy');
    },
  ],
  [
    'the policy refers to the service, so the service cannot wait for it',
    (app) => {
      app.TaskPolicy.Properties.PolicyDocument = { Statement: [{ Resource: ref('Service') }] };
      forget(app, 'TaskPolicy');
    },
  ],
  [
    'subnets and groups are parameters',
    (app) => {
      app.Service.Properties.NetworkConfiguration = {
        AwsvpcConfiguration: { Subnets: ref('SubnetIds'), SecurityGroups: ref('GroupIds') },
      };
      forget(app, 'Route', 'Join', 'Inward');
    },
  ],
  [
    'subnets of a route table without a default route',
    (app) => {
      delete app.Route;
      forget(app, 'Route', 'Join');
    },
  ],
  [
    'the load balancer is somebody else`s',
    (app) => {
      ['Balancer', 'Listener', 'Targets', 'Inward'].forEach((id) => delete app[id]);
      app.Service.Properties.LoadBalancers[0].TargetGroupArn = 'arn:aws:elasticloadbalancing:...:targetgroup/a/b';
      forget(app, 'Listener', 'Inward');
    },
  ],
  [
    'the rule between balancer and tasks is written into the group',
    (app) => {
      delete app.Inward;
      app.Group.Properties.SecurityGroupIngress = [{ CidrIp: '10.0.0.0/16', IpProtocol: '-1' }];
      forget(app, 'Inward');
    },
  ],
  [
    'two rules of the listener, of which one is there first',
    (app) => {
      delete app.Listener.Properties.DefaultActions;
      const rule = () =>
        entry('AWS::ElasticLoadBalancingV2::ListenerRule', {
          ListenerArn: ref('Listener'),
          Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: ref('Targets') }] } }],
        });
      Object.assign(app, { First: rule(), Second: rule() });
      app.Service.DependsOn!.push('First');
    },
  ],
  [
    'a custom resource attaches the target group',
    (app) => {
      delete app.Listener;
      app.Held = entry('Custom::HeldRule', { Targets: [ref('Targets')] });
      forget(app, 'Listener');
      app.Service.DependsOn!.push('Held');
    },
  ],
  [
    'a listener that may not exist',
    (app) => {
      app.Listener.Condition = 'Open';
      forget(app, 'Listener');
    },
  ],
  ['runs on instances', onInstances],
  [
    'a cluster that instances know by its name, and that they wait for',
    (app) => {
      onInstances(app);
      app.Cluster.Properties.ClusterName = 'shop';
      app.Launch.Properties.LaunchTemplateData.UserData = { 'Fn::Base64': 'echo ECS_CLUSTER=shop' };
      app.Instances.DependsOn!.push('Cluster');
    },
  ],
  [
    'runs on instances by launch type, which it waits for',
    (app) => {
      onInstances(app);
      delete app.Service.Properties.CapacityProviderStrategy;
      app.Service.Properties.LaunchType = 'EC2';
      forget(app, 'Association');
      app.Service.DependsOn!.push('Instances');
    },
  ],
  [
    'on instances whose rights outlive every service',
    (app) => {
      onInstances(app);
      app.Instances.DependsOn = [];
      app.Service.DependsOn!.push('HostPolicy', 'Route', 'Join');
    },
  ],
  [
    'Fargate beside an association that it does not use',
    (app) => {
      onInstances(app);
      delete app.Service.Properties.CapacityProviderStrategy;
      app.Service.Properties.LaunchType = 'FARGATE';
      forget(app, 'Association');
    },
  ],
  [
    'launch type EC2 by default, beside an association without a default strategy',
    (app) => {
      onInstances(app);
      delete app.Service.Properties.CapacityProviderStrategy;
      forget(app, 'Association');
      app.Service.DependsOn!.push('Instances');
    },
  ],
  [
    'launch type EC2 on instances that the app does not have',
    (app) => {
      app.Service.Properties.LaunchType = 'EC2';
      app.Provider = entry('AWS::ECS::CapacityProvider', {
        AutoScalingGroupProvider: {
          AutoScalingGroupArn: 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1',
        },
      });
      app.Association = entry('AWS::ECS::ClusterCapacityProviderAssociations', {
        ...{ Cluster: ref('Cluster'), CapacityProviders: [ref('Provider')], DefaultCapacityProviderStrategy: [] },
      });
    },
  ],
  [
    'a log group that is referred to',
    (app) => {
      app.Logs = entry('AWS::Logs::LogGroup', { LogGroupName: '/shop' });
      app.Task.Properties.ContainerDefinitions[0].LogConfiguration = {
        LogDriver: 'awslogs',
        Options: { 'awslogs-group': ref('Logs') },
      };
    },
  ],
  [
    'a log group of the same name that the task makes itself',
    (app) => {
      app.Logs = entry('AWS::Logs::LogGroup', { LogGroupName: '/shop' });
      app.Task.Properties.ContainerDefinitions[0].LogConfiguration = {
        LogDriver: 'awslogs',
        Options: { 'awslogs-group': '/shop', 'awslogs-create-group': 'true' },
      };
    },
  ],
  [
    'a cluster by the name that it has, with the dependency',
    (app) => {
      app.Cluster.Properties.ClusterName = 'shop';
      app.Service.Properties.Cluster = 'shop';
      app.Service.DependsOn!.push('Cluster');
    },
  ],
  ['a cluster by a name that the app does not have', (app) => (app.Service.Properties.Cluster = 'shop')],
  [
    'a route to another network, which is no way to the internet',
    (app) => {
      app.Peer = entry('AWS::EC2::Route', {
        RouteTableId: ref('Table'),
        DestinationCidrBlock: '10.1.0.0/16',
        VpcPeeringConnectionId: 'pcx-1',
      });
    },
  ],
  [
    'a cluster that waits for its instances',
    (app) => {
      onInstances(app);
      app.Cluster.Properties.ClusterName = 'shop';
      app.Launch.Properties.LaunchTemplateData.UserData = { 'Fn::Base64': 'echo ECS_CLUSTER=shop' };
      app.Cluster.DependsOn = ['Instances'];
    },
  ],
  [
    'a log group by its name that it waits for, beside another one',
    (app) => {
      app.Logs = entry('AWS::Logs::LogGroup', { LogGroupName: '/shop' });
      app.Other = entry('AWS::Logs::LogGroup', { LogGroupName: '/other' });
      app.Task.Properties.ContainerDefinitions[0].LogConfiguration = {
        LogDriver: 'awslogs',
        Options: { 'awslogs-group': '/shop' },
      };
      app.Service.DependsOn!.push('Logs');
    },
  ],
  [
    'a NAT gateway in the subnet that it serves: no way that ends',
    (app) => (app.Nat.Properties.SubnetId = ref('Subnet')),
  ],
];

const fileSystem = (app: Entries) => {
  app.Files = entry('AWS::EFS::FileSystem');
  app.Mount = entry('AWS::EFS::MountTarget', {
    FileSystemId: ref('Files'),
    SubnetId: ref('Subnet'),
    SecurityGroups: [att('FilesGroup', 'GroupId')],
  });
  app.FilesGroup = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') });
  app.FilesRule = entry('AWS::EC2::SecurityGroupIngress', {
    GroupId: att('FilesGroup', 'GroupId'),
    SourceSecurityGroupId: att('Group', 'GroupId'),
    IpProtocol: 'tcp',
    FromPort: 2049,
    ToPort: 2049,
  });
  app.Task.Properties.Volumes = [{ Name: 'files', EFSVolumeConfiguration: { FilesystemId: ref('Files') } }];
  app.Service.DependsOn!.push('Mount', 'FilesRule');
};

/** The way to an endpoint, with closed groups at both ends. */
const isolated = (app: Entries) => {
  delete app.Route;
  forget(app, 'Route', 'Join');
  app.Group.Properties.SecurityGroupEgress = [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }];
  app.EndpointGroup = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') });
  app.Endpoint = entry('AWS::EC2::VPCEndpoint', {
    VpcId: ref('Vpc'),
    VpcEndpointType: 'Interface',
    PrivateDnsEnabled: true,
    ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.ssmmessages' },
    SubnetIds: [ref('Subnet')],
    SecurityGroupIds: [att('EndpointGroup', 'GroupId')],
  });
  const rule = (side: string, from: string, to: string, GroupId: string) =>
    entry(`AWS::EC2::SecurityGroup${side}`, {
      GroupId: att(GroupId, 'GroupId'),
      [side === 'Ingress' ? 'SourceSecurityGroupId' : 'DestinationSecurityGroupId']: att(
        side === 'Ingress' ? from : to,
        'GroupId',
      ),
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
    });
  app.EndpointIn = rule('Ingress', 'Group', 'EndpointGroup', 'EndpointGroup');
  app.EndpointOut = rule('Egress', 'Group', 'EndpointGroup', 'Group');
  app.Service.Properties.EnableExecuteCommand = true;
  app.Service.DependsOn!.push('Endpoint', 'EndpointIn', 'EndpointOut');
};

/** Another service, which the first one calls. */
const callee = (app: Entries) => {
  app.Orders = JSON.parse(JSON.stringify(app.Service)) as Entries[string];
  app.OrdersGroup = entry('AWS::EC2::SecurityGroup', { VpcId: ref('Vpc') });
  app.OrdersRule = entry('AWS::EC2::SecurityGroupIngress', {
    GroupId: att('OrdersGroup', 'GroupId'),
    SourceSecurityGroupId: att('Group', 'GroupId'),
    IpProtocol: 'tcp',
    FromPort: 80,
    ToPort: 80,
  });
  delete app.Orders.Properties.LoadBalancers;
  app.Orders.Properties.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups = [att('OrdersGroup', 'GroupId')];
  app.Namespace = entry('AWS::ServiceDiscovery::HttpNamespace', { Name: 'shop' });
  const connect = { Enabled: true, Namespace: att('Namespace', 'Arn') };
  app.Orders.Properties.ServiceConnectConfiguration = { ...connect, Services: [{ PortName: 'web' }] };
  app.Service.Properties.ServiceConnectConfiguration = connect;
  app.Service.DependsOn!.push('Orders', 'OrdersRule');
};

/** The load balancer is attached by a custom resource that gets the listener. */
const heldRule = (app: Entries) => {
  delete app.Listener.Properties.DefaultActions;
  app.Held = entry('Custom::HeldRule', { Listener: ref('Listener'), Targets: [ref('Targets')] });
  app.Service.DependsOn!.push('Held');
};

/** A deployment that an alarm undoes, which the service names by its text. */
const alarmed = (app: Entries, more: object = {}) => {
  const AlarmName = { 'Fn::Sub': '${AWS::StackName}-errors' };
  app.Errors = entry('AWS::CloudWatch::Alarm', { AlarmName });
  app.Service.Properties.DeploymentConfiguration = {
    Alarms: { Enable: true, Rollback: true, AlarmNames: [AlarmName], ...more },
  };
};

const withFiles: readonly Row[] = [
  [
    'an alarm of its deployments',
    (app) => {
      alarmed(app);
      app.Service.DependsOn!.push('Errors');
    },
  ],
  ['an alarm that it refers to', (app) => alarmed(app, { AlarmNames: [ref('Errors')] })],
  ['an alarm that is off', (app) => alarmed(app, { Enable: false })],
  [
    'an alarm on its own metrics, which comes after it',
    (app) => {
      alarmed(app);
      app.Errors.Properties.Dimensions = [{ Name: 'ServiceName', Value: att('Service', 'Name') }];
    },
  ],
  ['an alarm of another name', (app) => alarmed(app, { AlarmNames: ['Other-errors'] })],
  ['a service that is called by Service Connect', callee],
  ['a rule that a custom resource writes', heldRule],
  [
    'a service of another namespace',
    (app) => {
      callee(app);
      app.Other = entry('AWS::ServiceDiscovery::HttpNamespace', { Name: 'other' });
      app.Orders.Properties.ServiceConnectConfiguration.Namespace = att('Other', 'Arn');
      forget(app, 'Orders');
    },
  ],
  [
    'a service that only calls by Service Connect',
    (app) => {
      callee(app);
      delete app.Orders.Properties.ServiceConnectConfiguration.Services;
      forget(app, 'Orders');
    },
  ],
  [
    'a service with Service Connect that is off',
    (app) => {
      callee(app);
      app.Orders.Properties.ServiceConnectConfiguration.Enabled = false;
      forget(app, 'Orders');
    },
  ],
  [
    'two services that call each other',
    (app) => {
      callee(app);
      app.Service.Properties.ServiceConnectConfiguration = app.Orders.Properties.ServiceConnectConfiguration;
      app.BackRule = entry('AWS::EC2::SecurityGroupIngress', {
        GroupId: att('Group', 'GroupId'),
        SourceSecurityGroupId: att('OrdersGroup', 'GroupId'),
      });
      app.Orders.DependsOn!.push('BackRule');
    },
  ],

  ['a file system with mount target and rule', fileSystem],
  ['an endpoint with the rules at both ends', isolated],
];

const raced = (...words: string[]) => ['Order.raced warning', ...words];

const broken: readonly Row[] = [
  [
    'an alarm of its deployments by its name',
    (app) => alarmed(app),
    ...raced('wait for alarm Shop/Errors; a deployment is not undone by an alarm that is not there yet'),
  ],
  [
    'the policy of the execution role',
    (app) => forget(app, 'ExecutionPolicy'),
    ...raced('policy Shop/ExecutionPolicy (rights of the execution role)'),
  ],
  ['the policy of the task role', (app) => forget(app, 'TaskPolicy'), ...raced('Shop/TaskPolicy (rights of the task')],
  [
    'a managed policy that names the role',
    (app) => {
      app.More = entry('AWS::IAM::ManagedPolicy', { Roles: [ref('TaskRole')], PolicyDocument: {} });
    },
    ...raced('policy Shop/More'),
  ],
  [
    'a role policy',
    (app) => {
      app.More = entry('AWS::IAM::RolePolicy', { RoleName: ref('ExecutionRole'), PolicyDocument: {} });
    },
    ...raced('policy Shop/More'),
  ],
  [
    'the default route',
    (app) => forget(app, 'Route'),
    ...raced('wait for routes Shop/Route, Shop/PublicRoute, Shop/PublicJoin and 1 more (way to the internet)'),
  ],
  ['the route table of the subnet', (app) => forget(app, 'Join'), ...raced('route Shop/Join')],
  [
    'the route of the NAT gateway itself',
    (app) => (app.Nat.DependsOn = ['PublicJoin']),
    ...raced('routes Shop/PublicRoute, Shop/Attachment'),
  ],
  ['the internet gateway', (app) => delete app.PublicRoute.DependsOn, ...raced('route Shop/Attachment')],
  ['the rule of the health check', (app) => forget(app, 'Inward'), ...raced('security group rule Shop/Inward')],
  [
    'egress of the load balancer',
    (app) => {
      app.BalancerGroup.Properties.SecurityGroupEgress = [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }];
      app.Outward = entry('AWS::EC2::SecurityGroupEgress', {
        GroupId: att('BalancerGroup', 'GroupId'),
        DestinationSecurityGroupId: att('Group', 'GroupId'),
      });
    },
    ...raced('security group rule Shop/Outward'),
  ],
  [
    'the mount target',
    (app) => {
      fileSystem(app);
      forget(app, 'Mount');
    },
    ...raced('mount target Shop/Mount'),
  ],
  [
    'the rule of the file system',
    (app) => {
      fileSystem(app);
      forget(app, 'FilesRule');
    },
    ...raced('security group rule Shop/FilesRule'),
  ],
  [
    'the endpoint',
    (app) => {
      isolated(app);
      forget(app, 'Endpoint');
    },
    ...raced('endpoint Shop/Endpoint (way to ssmmessages)'),
  ],
  [
    'the rule into the endpoint',
    (app) => {
      isolated(app);
      forget(app, 'EndpointIn');
    },
    ...raced('security group rule Shop/EndpointIn'),
  ],
  [
    'the rule out of the task',
    (app) => {
      isolated(app);
      forget(app, 'EndpointOut');
    },
    ...raced('security group rule Shop/EndpointOut'),
  ],
  [
    'an endpoint that every address may reach',
    (app) => {
      isolated(app);
      delete app.EndpointIn;
      delete app.EndpointOut;
      delete app.Group.Properties.SecurityGroupEgress;
      app.EndpointGroup.Properties.SecurityGroupIngress = [{ CidrIp: '10.0.0.0/16', IpProtocol: '-1' }];
      forget(app, 'Endpoint', 'EndpointIn', 'EndpointOut');
    },
    ...raced('endpoint Shop/Endpoint (way to ssmmessages)'),
  ],
  [
    'the rule out of a closed group, to every address',
    (app) => {
      app.Group.Properties.SecurityGroupEgress = [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }];
      app.Out = entry('AWS::EC2::SecurityGroupEgress', {
        ...{ GroupId: att('Group', 'GroupId'), CidrIp: '0.0.0.0/0', IpProtocol: '-1' },
      });
    },
    ...raced('security group rule Shop/Out'),
  ],
  [
    'the rule of the health check, for a task definition of another app',
    (app) => {
      app.Service.Properties.TaskDefinition = 'other:1';
      forget(app, 'Inward');
    },
    ...raced('security group rule Shop/Inward'),
  ],
  [
    'the association of its provider',
    (app) => {
      onInstances(app);
      forget(app, 'Association');
    },
    ...raced(
      'capacity provider association Shop/Association',
      'the association cannot be deleted before the service ("The specified capacity provider is in use and cannot be removed")',
    ),
  ],
  [
    'the association of the default strategy',
    (app) => {
      onInstances(app);
      app.Association.Properties.DefaultCapacityProviderStrategy = [{ CapacityProvider: ref('Provider'), Weight: 1 }];
      app.Service.Properties.CapacityProviderStrategy = [];
      forget(app, 'Association');
    },
    ...raced('capacity provider association Shop/Association'),
  ],
  [
    'the instances of launch type EC2',
    (app) => {
      onInstances(app);
      delete app.Service.Properties.CapacityProviderStrategy;
      app.Service.Properties.LaunchType = 'EC2';
      forget(app, 'Association');
    },
    ...raced('Auto Scaling group Shop/Instances'),
  ],
  [
    'a log group by its name',
    (app) => {
      app.Logs = entry('AWS::Logs::LogGroup', { LogGroupName: '/shop' });
      app.Task.Properties.ContainerDefinitions[0].LogConfiguration = {
        LogDriver: 'awslogs',
        Options: { 'awslogs-group': '/shop' },
      };
    },
    ...raced('log group Shop/Logs'),
  ],
  [
    'the policies of a hook and of its function',
    (app) => {
      app.HookRole = entry('AWS::IAM::Role');
      app.HookPolicy = entry('AWS::IAM::Policy', { Roles: [ref('HookRole')] });
      app.FnRole = entry('AWS::IAM::Role');
      app.FnPolicy = entry('AWS::IAM::Policy', { Roles: [ref('FnRole')] });
      app.Fn = entry('AWS::Lambda::Function', { Role: att('FnRole', 'Arn') });
      app.Service.Properties.DeploymentConfiguration = {
        LifecycleHooks: [{ HookTargetArn: att('Fn', 'Arn'), RoleArn: att('HookRole', 'Arn'), LifecycleStages: [] }],
      };
    },
    ...raced(
      'policies Shop/HookPolicy, Shop/FnPolicy (rights of the role of a hook, rights of the function of a hook)',
    ),
  ],
  [
    'a service that it calls by Service Connect',
    (app) => {
      callee(app);
      forget(app, 'Orders');
    },
    ...raced('service Shop/Orders (called by Service Connect)', 'do not find it until their own next deployment'),
  ],
  [
    'the rule to a service that it calls by Service Connect',
    (app) => {
      callee(app);
      forget(app, 'OrdersRule');
    },
    ...raced('security group rule Shop/OrdersRule'),
  ],
  [
    'the custom resource that writes the rule of the listener',
    (app) => {
      heldRule(app);
      forget(app, 'Held');
    },
    'Order.listener error',
    'wait for Shop/Held',
  ],
  [
    'the route table of a gateway endpoint',
    (app) => {
      isolated(app);
      app.Task.Properties.ContainerDefinitions[0].Image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1';
      app.Gateway = entry('AWS::EC2::VPCEndpoint', {
        VpcId: ref('Vpc'),
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.s3' },
        RouteTableIds: [ref('Table')],
      });
      app.Service.DependsOn!.push('Gateway');
    },
    ...raced('route Shop/Join (way to the gateway endpoint)'),
  ],
  [
    'the policy of the infrastructure role',
    (app) => {
      app.InfraRole = entry('AWS::IAM::Role');
      app.InfraPolicy = entry('AWS::IAM::Policy', { Roles: [ref('InfraRole')] });
      app.Service.Properties.LoadBalancers[0].AdvancedConfiguration = { RoleArn: att('InfraRole', 'Arn') };
    },
    ...raced('policy Shop/InfraPolicy (rights of the infrastructure role)'),
  ],
  [
    'the listener',
    (app) => forget(app, 'Listener'),
    'Order.listener error',
    'nothing makes the service wait for Shop/Listener, which gives target group Shop/Targets its load balancer',
  ],
  [
    'the rule of a listener',
    (app) => {
      delete app.Listener.Properties.DefaultActions;
      app.Rule = entry('AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: ref('Listener'),
        Actions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }],
      });
    },
    'Order.listener error',
    'wait for Shop/Rule',
  ],
  [
    'the listener waits for the service',
    (app) => {
      forget(app, 'Listener');
      app.Listener.DependsOn = ['Service'];
    },
    'Order.listener error',
    'gets its load balancer from Shop/Listener, which comes after the service',
  ],
  [
    'a cluster by its name',
    (app) => {
      app.Cluster.Properties.ClusterName = 'shop';
      app.Service.Properties.Cluster = 'shop';
    },
    'Order.byName error',
    "'Cluster' is the name 'shop'",
  ],
  [
    'a namespace by its name',
    (app) => {
      app.Namespace = entry('AWS::ServiceDiscovery::HttpNamespace', { Name: 'shop' });
      app.Service.Properties.ServiceConnectConfiguration = { Enabled: true, Namespace: 'shop' };
    },
    'Order.byName error',
    'NamespaceNotFoundException',
  ],
  [
    'rights of the instances',
    (app) => {
      onInstances(app);
      app.Instances.DependsOn = ['Route', 'Join'];
    },
    'Order.hostsCutOff warning',
    'policy Shop/HostPolicy (rights of the instances)',
  ],
  [
    'rights of the instances of two services',
    (app) => {
      onInstances(app);
      app.Instances.DependsOn = ['Route', 'Join'];
      app.Second = structuredClone(app.Service);
    },
    'Order.hostsCutOff warning',
    'while tasks of Shop/Service and 1 more still stop',
  ],
  [
    'routes of the instances',
    (app) => {
      onInstances(app);
      app.Instances.DependsOn = ['HostPolicy'];
      // The tasks do not need them: they have addresses of the hosts.
      app.Task.Properties.NetworkMode = 'bridge';
      delete app.Service.Properties.NetworkConfiguration;
      forget(app, 'Route', 'Join');
    },
    'Order.hostsCutOff warning',
    'routes Shop/Route, Shop/PublicRoute, Shop/Join and 2 more',
  ],
  [
    'a cluster that instances know by its name',
    (app) => {
      onInstances(app);
      app.Cluster.Properties.ClusterName = 'shop';
      app.Launch.Properties.LaunchTemplateData.UserData = { 'Fn::Base64': 'echo ECS_CLUSTER=shop' };
    },
    'Order.clusterFirst warning',
    'wait for cluster Shop/Cluster',
  ],
];

describe('an app in the right order', () => {
  test.each([...right, ...withFiles] as [string, (entries: Entries) => unknown][])(
    '%s: nothing to say',
    (_, change) => {
      const app = world();
      change(app);

      expect(judge(app).map(({ finding }) => finding)).toEqual([]);
    },
  );
});

describe('an app with one thing out of order', () => {
  test.each(broken as [string, (entries: Entries) => unknown, ...string[]][])('%s', (_, change, ...expected) => {
    const app = world();
    change(app);

    const findings = judge(app).map(({ finding }) => finding);

    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([expected[0]]);
    expected.slice(1).forEach((words) => expect(findings[0].message).toContain(words));
    expect(findings[0].fix).toMatch(/DependsOn|depend on|^move /);
  });
});

test('the fix names the construct and the resources to wait for', () => {
  const app = world();
  forget(app, 'ExecutionPolicy', 'Inward');

  expect(judge(app).map(({ finding }) => finding.fix)).toEqual([
    'service.node.defaultChild!.node.addDependency(role, securityGroup); in a template, DependsOn: [ExecutionPolicy, Inward]',
  ]);
});

test('the result says nothing of what a condition makes', () => {
  const app = world();
  app.TaskPolicy.Condition = 'WithRights';
  app.Listener.Condition = 'Open';
  forget(app, 'TaskPolicy', 'Listener');
  const template = { Resources: app };

  const data = orderData(new AppModel([{ name: 'Shop', path: 'Shop', template, nested: {} }]));

  expect(data.map(({ requires, verdict }) => `${requires} ${verdict}`)).toEqual([
    ...['ExecutionPolicy', 'Join', 'Route', 'PublicJoin', 'PublicRoute', 'Attachment', 'Inward'].map(
      (id) => `Shop/${id} guaranteed`,
    ),
  ]);
});

/** The app in two stacks: these resources in the first one. */
function split(app: Entries, ...first: string[]): [Entries, Entries] {
  const base = Object.fromEntries(Object.entries(app).filter(([id]) => first.includes(id)));
  const rest = Object.fromEntries(Object.entries(app).filter(([id]) => !first.includes(id)));
  const imported = JSON.parse(
    JSON.stringify(rest).replace(
      /\{"Ref":"(\w+)"\}|\{"Fn::GetAtt":\["(\w+)","(\w+)"\]\}/g,
      (found: string, id: string | undefined, of: string | undefined, attribute: string | undefined) =>
        first.includes((id ?? of)!) ? `{"Fn::ImportValue":"${(id ?? of)!}${attribute ?? ''}"}` : found,
    ),
  ) as Entries;
  imported.Service.DependsOn = imported.Service.DependsOn?.filter((id) => !first.includes(id));
  return [base, imported];
}

const exported = (entries: Entries) => ({
  Outputs: Object.fromEntries(
    Object.keys(entries).flatMap((id) => [
      [`${id}Ref`, { Value: ref(id), Export: { Name: id } }],
      [`${id}Arn`, { Value: att(id, 'Arn'), Export: { Name: `${id}Arn` } }],
      [`${id}GroupId`, { Value: att(id, 'GroupId'), Export: { Name: `${id}GroupId` } }],
    ]),
  ),
});

const stackOutput = (StackName: string, OutputName: string) => ({ 'Fn::GetStackOutput': { StackName, OutputName } });

/** The same with weak references in the place of imports from the stack. */
const weakly = <T>(part: T, stack: string): T =>
  JSON.parse(
    JSON.stringify(part).replace(/\{"Fn::ImportValue":"(\w+?)(Arn|GroupId)?"\}/g, (_, id: string, attribute = 'Ref') =>
      JSON.stringify(stackOutput(stack, id + attribute)),
    ),
  );

const NETWORK =
  'Vpc Internet Attachment PublicSubnet PublicTable PublicJoin PublicRoute Nat Subnet Table Join Route'.split(' ');
const ROLES = ['ExecutionRole', 'ExecutionPolicy', 'TaskRole', 'TaskPolicy'];

describe('an app in several stacks', () => {
  test('what a stack exports is there whole, before the one that takes of it', () => {
    const [base, shop] = split(world(), ...NETWORK, ...ROLES);

    const findings = judgeStacks([
      { name: 'Base', template: { Resources: base, ...exported(base) } },
      { name: 'Shop', template: { Resources: shop } },
    ]);

    expect(findings).toEqual([]);
  });

  test.each([
    ['ExecutionPolicy', ['Order.late']],
    ['TaskPolicy', []],
  ])('weak references are followed like exports: the network is there, %s comes after the service', (id, expected) => {
    const [base, { [id]: late, ...shop }] = split(world(), ...NETWORK);
    shop.Service.DependsOn = shop.Service.DependsOn!.filter((each) => each !== id);
    late.Properties.Roles = [stackOutput('Shop', id.replace('Policy', 'RoleRef'))];

    const found = judgeStacks([
      { name: 'Base', path: 'Base', template: { Resources: base, ...exported(base) } },
      { name: 'Shop', path: 'Shop', template: { Resources: weakly(shop, 'Base'), ...exported(shop) } },
      { name: 'Rights', path: 'Rights', template: { Resources: { [id]: late } } },
    ]);

    expect(found.map(({ finding }) => finding.code)).toEqual(expected);
  });

  test('what a stack takes of another one is there too', () => {
    const [base, shop] = split(world(), 'ExecutionRole', 'ExecutionPolicy');
    shop.Task.Properties.ExecutionRoleArn = { 'Fn::ImportValue': 'Again' };

    const findings = judgeStacks([
      { name: 'Base', template: { Resources: base, ...exported(base) } },
      {
        name: 'Middle',
        template: { Outputs: { A: { Value: { 'Fn::ImportValue': 'ExecutionRoleArn' }, Export: { Name: 'Again' } } } },
      },
      { name: 'Shop', template: { Resources: shop } },
    ]);

    expect(findings).toEqual([]);
  });

  test('what the assembly deploys first is there before, near or far', () => {
    const [roles, { ExecutionPolicy, ...shop }] = split(world(), 'ExecutionRole');
    forget(shop, 'ExecutionPolicy');
    const codes = (after: string[]) =>
      judgeStacks([
        { name: 'Roles', artifact: 'out/Roles', template: { Resources: roles, ...exported(roles) } },
        {
          ...{ name: 'Base', artifact: 'out/Base', after: ['out/Roles'] },
          template: { Resources: { ExecutionPolicy, Within: entry('AWS::CloudFormation::Stack') } },
          nested: { Within: { template: {} } },
        },
        { name: 'Middle', artifact: 'out/Middle', after: ['out/Base'], template: {} },
        // It takes nothing of the stack of the policy, so nothing in the templates orders the two.
        { name: 'Shop', artifact: 'out/Shop', after: ['out/Roles', ...after], template: { Resources: shop } },
      ]).map(({ finding }) => finding.code);

    expect(codes([])).toEqual(['Order.raced']);
    expect(codes(['out/Middle'])).toEqual([]);
    expect(codes(['out/Base'])).toEqual([]);
  });

  test('a policy in a stack that is deployed at any time is raced', () => {
    const [base, shop] = split(world(), 'TaskRole');
    const { TaskPolicy, ...rest } = shop;
    rest.Service.DependsOn = rest.Service.DependsOn!.filter((id) => id !== 'TaskPolicy');

    const [found] = judgeStacks([
      { name: 'Base', path: 'Base', template: { Resources: base, ...exported(base) } },
      { name: 'Shop', path: 'Shop', template: { Resources: rest } },
      { name: 'Rights', path: 'Rights', template: { Resources: { TaskPolicy } } },
    ]);

    expect(found.finding).toMatchObject({ code: 'Order.raced', severity: 'warning' });
    expect(found.finding.message).toContain('policy Rights/TaskPolicy');
    expect(found.finding.fix).toBe('let the stack depend on Rights (stack.addDependency)');
  });

  test.each([
    ['ExecutionPolicy', ['Order.late']],
    ['TaskPolicy', []],
  ])('%s in a stack that comes after the service', (id, expected) => {
    const { [id]: late, ...shop } = world();
    shop.Service.DependsOn = shop.Service.DependsOn!.filter((each) => each !== id);
    late.Properties.Roles = [{ 'Fn::ImportValue': id.replace('Policy', 'Role') }];

    const found = judgeStacks([
      { name: 'Shop', path: 'Shop', template: { Resources: shop, ...exported(shop) } },
      { name: 'Rights', path: 'Rights', template: { Resources: { [id]: late } } },
    ]);

    expect(found.map(({ finding }) => finding.code)).toEqual(expected);
  });

  test('a listener in a stack that comes after the service is too late', () => {
    const { Listener, ...shop } = world();
    shop.Service.DependsOn = shop.Service.DependsOn!.filter((id) => id !== 'Listener');
    Listener.Properties = {
      LoadBalancerArn: { 'Fn::ImportValue': 'Balancer' },
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { 'Fn::ImportValue': 'Targets' } }],
    };

    const [found] = judgeStacks([
      { name: 'Shop', path: 'Shop', template: { Resources: shop, ...exported(shop) } },
      { name: 'Edge', path: 'Edge', template: { Resources: { Listener } } },
    ]);

    expect(found.finding).toMatchObject({ code: 'Order.listener', severity: 'error' });
    expect(found.finding.fix).toContain('move Edge/Listener to the stack of the service');
  });

  const nested = (change: (parent: Entries, child: Entries) => void) => {
    const [base, child] = split(world(), ...NETWORK, ...ROLES, 'Cluster');
    const passed = new Set<string>();
    const inside = JSON.parse(
      JSON.stringify(child).replace(/\{"Fn::ImportValue":"(\w+)"\}/g, (_, name: string) => {
        passed.add(name);
        return `{"Ref":"${name}"}`;
      }),
    ) as Entries;
    const parent: Entries = {
      ...base,
      Nested: entry(
        'AWS::CloudFormation::Stack',
        {
          Parameters: Object.fromEntries(
            [...passed].map((name) => [name, name.endsWith('Arn') ? att(name.slice(0, -3), 'Arn') : ref(name)]),
          ),
        },
        ['Route', 'Join', 'ExecutionPolicy', 'TaskPolicy'],
      ),
    };
    change(parent, inside);
    return judgeStacks([
      {
        name: 'Shop',
        path: 'Shop',
        template: { Resources: parent },
        nested: {
          Nested: {
            template: {
              Parameters: Object.fromEntries([...passed].map((name) => [name, { Type: 'String' }])),
              Resources: inside,
            },
          },
        },
      },
    ]).map(({ finding }) => finding);
  };

  test('a service in a nested stack waits for what the nested stack waits for', () => {
    expect(nested(() => undefined)).toEqual([]);
  });

  test('a nested stack that waits for nothing lets its services race', () => {
    const [found, ...others] = nested((parent) => (parent.Nested.DependsOn = []));

    expect(others).toEqual([]);
    expect(found.fix).toContain('DependsOn of the nested stack: [');
    // All of them, to paste: more than the message names.
    expect(found.fix).toMatch(
      /: \[(?=.*ExecutionPolicy)(?=.*TaskPolicy)(?=.*PublicRoute)(?=.*PublicJoin)(?=.*\bJoin)(?=.*Attachment)[\w, ]+\]$/,
    );
    expect(found.message).toContain(
      'policies Shop/ExecutionPolicy, Shop/TaskPolicy (rights of the execution role, rights of the task role); routes Shop/Route, Shop/PublicRoute, Shop/Join and 2 more',
    );
  });

  test('what waits for a nested stack waits for everything in it', () => {
    const app = world();
    const { ExecutionPolicy, ...rest } = app;
    ExecutionPolicy.Properties.Roles = [ref('Role')];
    rest.Rights = entry('AWS::CloudFormation::Stack', { Parameters: { Role: ref('ExecutionRole') } });
    const judged = () =>
      judgeStacks([
        {
          name: 'Shop',
          path: 'Shop',
          template: { Resources: rest },
          nested: {
            Rights: { template: { Parameters: { Role: { Type: 'String' } }, Resources: { ExecutionPolicy } } },
          },
        },
      ]).map(({ finding }) => finding.message);
    rest.Service.DependsOn = rest.Service.DependsOn!.filter((id) => id !== 'ExecutionPolicy');

    expect(judged()).toHaveLength(1);

    rest.Service.DependsOn.push('Rights');

    expect(judged()).toEqual([]);
  });
});
