import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnParameter,
  Validations,
  Aws,
  CustomResource,
  Fn,
  NestedStack,
  Stack,
  StackProps,
  Stage,
} from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { EcsStartProof, StartProofResult, StartVerdict } from '../../lib/start-proof';
import { testApp } from '../support/stacks';

const SERVICES = {
  Api: ec2.InterfaceVpcEndpointAwsService.ECR,
  Dkr: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
};
type Named = keyof typeof SERVICES;

/** An isolated Fargate service whose needs are all met; each row of the table changes one thing. */
class World {
  readonly app: App;
  readonly base: Stack;
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly endpointGroup: ec2.SecurityGroup;
  readonly endpoints = {} as Record<Named, ec2.InterfaceVpcEndpoint>;
  readonly s3: ec2.GatewayVpcEndpoint;
  readonly cluster: ecs.Cluster;
  readonly repository: ecr.Repository;
  readonly taskGroup: ec2.SecurityGroup;
  readonly taskDefinition: ecs.FargateTaskDefinition;
  readonly container: ecs.ContainerDefinition;
  readonly logGroup: logs.LogGroup;

  constructor(
    options: {
      closed?: boolean;
      env?: StackProps['env'];
      image?: ecs.ContainerImage;
      subnets?: ec2.SubnetConfiguration[];
      natGateways?: number;
    } = {},
  ) {
    this.app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    this.base = new Stack(this.app, 'Base', { env: options.env });
    this.stack = new Stack(this.app, 'Service', { env: options.env });
    this.vpc = new ec2.Vpc(this.base, 'Vpc', {
      availabilityZones: options.env ? ['eu-west-1a', 'eu-west-1b'] : undefined,
      ...(!options.env && { maxAzs: 2 }),
      natGateways: options.natGateways ?? 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: options.subnets ?? [
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    this.endpointGroup = new ec2.SecurityGroup(this.base, 'EndpointGroup', { vpc: this.vpc, allowAllOutbound: false });
    this.taskGroup = new ec2.SecurityGroup(this.base, 'TaskGroup', {
      vpc: this.vpc,
      allowAllOutbound: !options.closed,
    });
    if (options.closed) {
      this.taskGroup.addEgressRule(ec2.Peer.prefixList(prefixListOf(this.base, 's3')), ec2.Port.tcp(443));
    }
    this.endpointGroup.connections.allowFrom(this.taskGroup, ec2.Port.tcp(443));
    for (const name of Object.keys(SERVICES) as Named[]) {
      this.endpoints[name] = this.vpc.addInterfaceEndpoint(name, {
        service: SERVICES[name],
        securityGroups: [this.endpointGroup],
        open: false,
      });
    }
    this.s3 = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.cluster = new ecs.Cluster(this.base, 'Cluster', { vpc: this.vpc });
    this.repository = new ecr.Repository(this.base, 'Repository');
    this.logGroup = new logs.LogGroup(this.stack, 'LogGroup');
    this.taskDefinition = new ecs.FargateTaskDefinition(this.stack, 'Task');
    this.container = this.taskDefinition.addContainer('web', {
      image: options.image ?? ecs.ContainerImage.fromEcrRepository(this.repository),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup: this.logGroup }),
      portMappings: [{ containerPort: 8080 }],
    });
  }

  /** The service, with the last word on its properties. */
  serve(props: Partial<ecs.FargateServiceProps> = {}): ecs.FargateService {
    return new ecs.FargateService(this.stack, 'Web', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [this.taskGroup],
      ...props,
    });
  }

  endpoint(id: string, service: ec2.InterfaceVpcEndpointAwsService): ec2.InterfaceVpcEndpoint {
    return this.vpc.addInterfaceEndpoint(id, { service, securityGroups: [this.endpointGroup], open: false });
  }

  cfn(name: Named): ec2.CfnVPCEndpoint {
    return this.endpoints[name].node.defaultChild as ec2.CfnVPCEndpoint;
  }
}

/** The id of an AWS prefix list, looked up at deployment. */
function prefixListOf(stack: Stack, service: string): string {
  return new CustomResource(stack, `List${service}`, {
    serviceToken: Fn.importValue('lookup'),
    resourceType: 'Custom::PrefixList',
    properties: { Name: `com.amazonaws.${Aws.REGION}.${service}` },
  }).getAttString('PrefixListId');
}

const PUBLIC: ec2.SubnetConfiguration[] = [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 }];
const NAT: ec2.SubnetConfiguration[] = [
  ...PUBLIC,
  { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
];
const DOCKER_HUB = ecs.ContainerImage.fromRegistry('nginx:1.27');

type Build = () => App;
/** Shortest form of a row: the default world, changed, then served. */
const world =
  (
    change: (w: World) => void,
    options?: ConstructorParameters<typeof World>[0],
    service?: (w: World) => Partial<ecs.FargateServiceProps>,
  ): Build =>
  () => {
    const w = new World(options);
    change(w);
    w.serve(service?.(w));
    return w.app;
  };
const nothing = (): void => undefined;
const natWorld = (change: (w: World) => void = nothing, image = DOCKER_HUB) =>
  world(change, { subnets: NAT, natGateways: 1, image }, () => ({
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
  }));
const publicWorld = (assignPublicIp: boolean, change: (w: World) => void = nothing) =>
  world(change, { subnets: PUBLIC, image: DOCKER_HUB }, () => ({
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    assignPublicIp,
  }));
const secretWorld = (change: (w: World) => void) =>
  world((w) => {
    const secret = new secretsmanager.Secret(w.stack, 'Secret', { encryptionKey: new kms.Key(w.stack, 'Key') });
    w.container.addSecret('PASSWORD', ecs.Secret.fromSecretsManager(secret, 'password'));
    change(w);
  });
const parameterWorld = (change: (w: World) => void) =>
  world((w) => {
    const parameter = ssm.StringParameter.fromStringParameterName(w.stack, 'Parameter', '/web/flag');
    w.container.addSecret('FLAG', ecs.Secret.fromSsmParameter(parameter));
    change(w);
  });
const policyWorld = (statement: iam.PolicyStatementProps, name: Named | 'S3' = 'S3') =>
  world((w) => {
    const policy = new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], ...statement });
    (name === 'S3' ? w.s3 : w.endpoints[name]).addToPolicy(policy);
  });
const execWorld =
  (change: (w: World) => void, audited = false): Build =>
  () => {
    const w = new World();
    if (audited) {
      const configuration = w.cluster.node.defaultChild as ecs.CfnCluster;
      configuration.configuration = {
        executeCommandConfiguration: {
          kmsKeyId: new kms.Key(w.base, 'ExecKey').keyId,
          logging: 'OVERRIDE',
          logConfiguration: {
            cloudWatchLogGroupName: new logs.LogGroup(w.base, 'ExecLog').logGroupName,
            s3BucketName: new s3.Bucket(w.base, 'ExecBucket').bucketName,
          },
        },
      };
    }
    change(w);
    w.serve({ enableExecuteCommand: true });
    return w.app;
  };
const fileSystemWorld = (change: (w: World, fileSystem: efs.FileSystem) => void) =>
  world((w) => {
    const fileSystem = new efs.FileSystem(w.base, 'Files', {
      vpc: w.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    fileSystem.connections.allowDefaultPortFrom(w.taskGroup);
    w.taskDefinition.addVolume({ name: 'files', efsVolumeConfiguration: { fileSystemId: fileSystem.fileSystemId } });
    change(w, fileSystem);
  });
const connectWorld = (change: (w: World) => void) =>
  world(
    (w) => {
      w.cluster.addDefaultCloudMapNamespace({ name: 'internal' });
      change(w);
    },
    {},
    () => ({ serviceConnectConfiguration: {} }),
  );
const fireLensWorld = (options: Record<string, string>, change: (w: World) => void = nothing) =>
  world((w) => {
    w.taskDefinition.addFirelensLogRouter('router', {
      image: ecs.ContainerImage.fromEcrRepository(w.repository),
      firelensConfig: { type: ecs.FirelensLogRouterType.FLUENTBIT },
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'router', logGroup: w.logGroup }),
    });
    w.taskDefinition.addContainer('app', {
      image: ecs.ContainerImage.fromEcrRepository(w.repository),
      logging: ecs.LogDrivers.firelens({ options }),
    });
    change(w);
  });
const allowed = (actions: string[], resources: string[]) =>
  new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources });
/** The policy that many write for the S3 endpoint of their tasks. */
const onlyLayers = (w: World): void =>
  w.s3.addToPolicy(allowed(['s3:GetObject'], [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`]));
/** A router whose init process fetches its configuration from a bucket of the app. */
const initWorld = (change: (w: World, bucket: s3.Bucket) => void) =>
  fireLensWorld({ Name: 'cloudwatch_logs', region: Aws.REGION, log_group_name: 'g', log_stream_prefix: 'p' }, (w) => {
    const bucket = new s3.Bucket(w.base, 'Configuration');
    const router = w.taskDefinition.node.findChild('router') as ecs.FirelensLogRouter;
    router.addEnvironment('aws_fluent_bit_init_s3_1', bucket.arnForObjects('extra.conf'));
    change(w, bucket);
  });
const aclWorld = (entries: (acl: ec2.NetworkAcl) => void) =>
  world((w) => {
    const acl = new ec2.NetworkAcl(w.base, 'Acl', {
      vpc: w.vpc,
      subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    entries(acl);
  });
const openAcl = (acl: ec2.NetworkAcl, egress: ec2.AclTraffic, ingress: ec2.AclTraffic): void => {
  acl.addEntry('Out', {
    cidr: ec2.AclCidr.anyIpv4(),
    direction: ec2.TrafficDirection.EGRESS,
    ruleNumber: 100,
    traffic: egress,
  });
  acl.addEntry('In', {
    cidr: ec2.AclCidr.anyIpv4(),
    direction: ec2.TrafficDirection.INGRESS,
    ruleNumber: 100,
    traffic: ingress,
  });
};
const balancedWorld =
  (
    network: boolean,
    change: (
      w: World,
      balancer: elb.ApplicationLoadBalancer | elb.NetworkLoadBalancer,
      group: elb.CfnTargetGroup,
    ) => void,
    open = true,
  ): Build =>
  () => {
    const w = new World();
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    const guard = new ec2.SecurityGroup(w.stack, 'Guard', { vpc: w.vpc, allowAllOutbound: false });
    const balancer = network
      ? new elb.NetworkLoadBalancer(w.stack, 'Balancer', { vpc: w.vpc, vpcSubnets, securityGroups: [guard] })
      : new elb.ApplicationLoadBalancer(w.stack, 'Balancer', { vpc: w.vpc, vpcSubnets, securityGroup: guard });
    const group = new elb.CfnTargetGroup(w.stack, 'Group', {
      vpcId: w.vpc.vpcId,
      port: 8080,
      protocol: network ? 'TCP' : 'HTTP',
      targetType: 'ip',
    });
    new elb.CfnListener(w.stack, 'Listener', {
      loadBalancerArn: balancer.loadBalancerArn,
      port: 80,
      protocol: network ? 'TCP' : 'HTTP',
      defaultActions: [{ type: 'forward', targetGroupArn: group.ref }],
    });
    if (open) {
      guard.connections.allowTo(w.taskGroup, ec2.Port.tcp(8080));
    }
    const service = w.serve().node.defaultChild as ecs.CfnService;
    service.loadBalancers = [{ containerName: 'web', containerPort: 8080, targetGroupArn: group.ref }];
    change(w, balancer, group);
    return w.app;
  };

/** A cluster of EC2 instances in isolated subnets; its tasks use awsvpc. */
const instances =
  (
    change: (w: World, group: ec2.SecurityGroup) => void,
    options: {
      managed?: boolean;
      mode?: ecs.NetworkMode;
      skip?: string[];
      assign?: boolean;
      image?: ecs.ContainerImage;
    } = {},
  ): Build =>
  () => {
    const w = new World();
    const hosts = new ec2.SecurityGroup(w.base, 'HostGroup', { vpc: w.vpc });
    w.endpointGroup.connections.allowFrom(hosts, ec2.Port.tcp(443));
    const agent = {
      Ecs: ec2.InterfaceVpcEndpointAwsService.ECS,
      EcsAgent: ec2.InterfaceVpcEndpointAwsService.ECS_AGENT,
      EcsTelemetry: ec2.InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
    };
    Object.entries(agent)
      .filter(([id]) => !options.skip?.includes(id))
      .forEach(([id, service]) => w.endpoint(id, service));
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    const provider = options.managed
      ? new ecs.CfnCapacityProvider(w.base, 'Provider', {
          managedInstancesProvider: {
            infrastructureRoleArn: 'role',
            instanceLaunchTemplate: {
              ec2InstanceProfileArn: 'profile',
              networkConfiguration: {
                subnets: w.vpc.isolatedSubnets.map((s) => s.subnetId),
                securityGroups: [hosts.securityGroupId],
              },
            },
          },
        })
      : new ecs.CfnCapacityProvider(w.base, 'Provider', {
          autoScalingGroupProvider: {
            autoScalingGroupArn: new autoscaling.AutoScalingGroup(w.base, 'Asg', {
              vpc: w.vpc,
              vpcSubnets,
              securityGroup: hosts,
              instanceType: new ec2.InstanceType('m7g.large'),
              machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
            }).autoScalingGroupName,
          },
        });
    const group = provider.autoScalingGroupProvider as { autoScalingGroupArn?: string } | undefined;
    void group;
    const task = new ecs.TaskDefinition(w.stack, 'HostTask', {
      compatibility: ecs.Compatibility.EC2,
      networkMode: options.mode ?? ecs.NetworkMode.AWS_VPC,
      memoryMiB: '128',
      cpu: '128',
    });
    task.addContainer('web', {
      memoryLimitMiB: 128,
      image: options.image ?? ecs.ContainerImage.fromEcrRepository(w.repository),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup: w.logGroup }),
    });
    new ecs.CfnService(w.stack, 'Web', {
      cluster: w.cluster.clusterName,
      taskDefinition: task.taskDefinitionArn,
      capacityProviderStrategy: [{ capacityProvider: provider.ref, weight: 1 }],
      ...((options.mode ?? ecs.NetworkMode.AWS_VPC) === ecs.NetworkMode.AWS_VPC && {
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: w.vpc.isolatedSubnets.map((s) => s.subnetId),
            securityGroups: [w.taskGroup.securityGroupId],
            ...(options.assign && { assignPublicIp: 'ENABLED' }),
          },
        },
      }),
    });
    change(w, hosts);
    return w.app;
  };

const RIGHT: [string, Build][] = [
  ['isolated subnets with every endpoint', world(nothing)],
  ['isolated subnets with closed egress', world(nothing, { closed: true })],
  ['a stack with an account and a region', world(nothing, { env: { account: '111111111111', region: 'eu-west-1' } })],
  ['a NAT gateway and a Docker Hub image', natWorld()],
  [
    'a NAT gateway and an image of public ECR',
    natWorld(nothing, ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.27')),
  ],
  [
    'a NAT gateway per zone',
    world(nothing, { subnets: NAT, natGateways: 2, image: DOCKER_HUB }, () => ({
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    })),
  ],
  ['a public subnet with a public IP', publicWorld(true)],
  [
    'closed egress that opens TCP 443 to the internet',
    world(
      (w) => w.taskGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443)),
      { closed: true, subnets: NAT, natGateways: 1, image: DOCKER_HUB },
      () => ({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }),
    ),
  ],
  [
    'endpoints that admit the block of the VPC',
    world((w) => {
      const open = new ec2.SecurityGroup(w.base, 'Open', { vpc: w.vpc });
      open.addIngressRule(ec2.Peer.ipv4(w.vpc.vpcCidrBlock), ec2.Port.tcp(443));
      w.cfn('Api').securityGroupIds = [open.securityGroupId];
    }),
  ],
  [
    'endpoints that admit the blocks of the subnets',
    world((w) => {
      const open = new ec2.SecurityGroup(w.base, 'Open', { vpc: w.vpc });
      w.vpc.isolatedSubnets.forEach((subnet) =>
        open.addIngressRule(ec2.Peer.ipv4(subnet.ipv4CidrBlock), ec2.Port.tcp(443)),
      );
      open.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcpRange(400, 500));
      w.cfn('Logs').securityGroupIds = [open.securityGroupId];
    }),
  ],
  [
    'an endpoint and tasks in the default security group',
    world(
      (w) => {
        w.cfn('Api').securityGroupIds = undefined;
        w.cfn('Dkr').securityGroupIds = undefined;
        w.cfn('Logs').securityGroupIds = undefined;
      },
      {},
      (w) => ({
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'Default', w.vpc.vpcDefaultSecurityGroup)],
      }),
    ),
  ],
  [
    'an S3 gateway policy with the layer bucket',
    policyWorld({
      actions: ['s3:GetObject'],
      resources: [`arn:${Aws.PARTITION}:s3:::prod-${Aws.REGION}-starport-layer-bucket/*`],
    }),
  ],
  [
    'a router configuration by an S3 gateway policy that names it',
    initWorld((w, bucket) => {
      onlyLayers(w);
      w.s3.addToPolicy(allowed(['s3:GetObject'], [bucket.arnForObjects('extra.conf')]));
      w.s3.addToPolicy(allowed(['s3:GetBucketLocation'], [bucket.bucketArn]));
    }),
  ],
  [
    'FireLens to a bucket by an S3 gateway policy that names it',
    fireLensWorld({ Name: 's3', region: Aws.REGION, bucket: 'logs' }, (w) => {
      onlyLayers(w);
      w.s3.addToPolicy(allowed(['s3:PutObject'], [`arn:${Aws.PARTITION}:s3:::logs/*`]));
    }),
  ],
  ['an S3 gateway policy with all of S3', policyWorld({ actions: ['s3:*'], resources: ['*'] })],
  [
    'an endpoint policy that allows the log calls',
    policyWorld({ actions: ['logs:CreateLogStream', 'logs:Put*'], resources: ['*'] }, 'Logs'),
  ],
  [
    'a secret with its endpoint',
    secretWorld((w) => w.endpoint('Secrets', ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)),
  ],
  ['a parameter with its endpoint', parameterWorld((w) => w.endpoint('Ssm', ec2.InterfaceVpcEndpointAwsService.SSM))],
  [
    'ECS Exec with its endpoint',
    execWorld((w) => w.endpoint('Messages', ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES)),
  ],
  [
    'audited ECS Exec with its endpoints',
    execWorld((w) => {
      w.endpoint('Messages', ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES);
      w.endpoint('Kms', ec2.InterfaceVpcEndpointAwsService.KMS);
    }, true),
  ],
  ['a file system with a mount target in every zone', fileSystemWorld(nothing)],
  [
    'Service Connect with its endpoint',
    connectWorld((w) => w.endpoint('Agent', ec2.InterfaceVpcEndpointAwsService.ECS_AGENT)),
  ],
  [
    'FireLens to Firehose with its endpoint',
    fireLensWorld({ Name: 'kinesis_firehose', region: Aws.REGION, delivery_stream: 's' }, (w) =>
      w.endpoint('Firehose', ec2.InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE),
    ),
  ],
  [
    'FireLens to CloudWatch Logs',
    fireLensWorld({ Name: 'cloudwatch_logs', region: Aws.REGION, log_group_name: 'g', log_stream_prefix: 'p' }),
  ],
  [
    'an environment file over the gateway endpoint',
    world((w) => {
      const bucket = new s3.Bucket(w.stack, 'Bucket');
      w.taskDefinition.addContainer('other', {
        image: ecs.ContainerImage.fromEcrRepository(w.repository),
        environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'web.env')],
      });
    }),
  ],
  [
    'a network ACL that lets TCP 443 out and answers in',
    aclWorld((acl) => openAcl(acl, ec2.AclTraffic.tcpPort(443), ec2.AclTraffic.tcpPortRange(1024, 65535))),
  ],
  ['an application load balancer that may reach the tasks', balancedWorld(false, nothing)],
  ['a network load balancer that may reach the tasks', balancedWorld(true, nothing)],
  [
    'a health-check port that is open',
    balancedWorld(false, (w, balancer, group) => {
      group.healthCheckPort = '9000';
      balancer.connections.allowTo(w.taskGroup, ec2.Port.tcp(9000));
    }),
  ],
  ['EC2 instances with the three ECS endpoints', instances(nothing)],
  ['EC2 instances in bridge mode', instances(nothing, { mode: ecs.NetworkMode.BRIDGE })],
  [
    'Managed Instances that pull by their own interface',
    instances(
      (w) =>
        (w.taskGroup.node.defaultChild as ec2.CfnSecurityGroup).addPropertyOverride('SecurityGroupEgress', [
          { IpProtocol: 'icmp', CidrIp: '255.255.255.255/32', FromPort: 252, ToPort: 86 },
        ]),
      { managed: true },
    ),
  ],
  [
    'a scheduled rule',
    () => {
      const w = new World();
      new events.Rule(w.stack, 'Rule', {
        schedule: events.Schedule.expression('rate(1 hour)'),
        targets: [
          new targets.EcsTask({
            cluster: w.cluster,
            taskDefinition: w.taskDefinition,
            subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
            securityGroups: [w.taskGroup],
          }),
        ],
      });
      return w.app;
    },
  ],
  [
    'a state machine',
    () => {
      const w = new World();
      new sfn.StateMachine(w.stack, 'Machine', {
        definitionBody: sfn.DefinitionBody.fromChainable(
          new tasks.EcsRunTask(w.stack, 'Run', {
            cluster: w.cluster,
            taskDefinition: w.taskDefinition,
            launchTarget: new tasks.EcsFargateLaunchTarget(),
            subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
            securityGroups: [w.taskGroup],
          }),
        ),
      });
      return w.app;
    },
  ],
  [
    'a nested stack',
    () => {
      const w = new World();
      const nested = new NestedStack(w.stack, 'Nested');
      const taskDefinition = new ecs.FargateTaskDefinition(nested, 'Task');
      taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromEcrRepository(w.repository) });
      new ecs.FargateService(nested, 'Web', { cluster: w.cluster, taskDefinition, securityGroups: [w.taskGroup] });
      return w.app;
    },
  ],
  [
    'a stage, with exports in place of weak references',
    () => {
      const app = testApp({ '@aws-cdk/core:defaultCrossStackReferences': 'strong' });
      const stage = new Stage(app, 'Prod', { env: { region: 'eu-west-1', account: '111111111111' } });
      const base = new Stack(stage, 'Base');
      const vpc = new ec2.Vpc(base, 'Vpc', { availabilityZones: ['eu-west-1a'], subnetConfiguration: NAT });
      const cluster = new ecs.Cluster(base, 'Cluster', { vpc });
      const stack = new Stack(stage, 'Service');
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
      taskDefinition.addContainer('web', { image: DOCKER_HUB });
      new ecs.FargateService(stack, 'Web', { cluster, taskDefinition });
      return app;
    },
  ],
  [
    'the default capacity provider strategy of the cluster',
    world(
      (w) => {
        new ecs.CfnClusterCapacityProviderAssociations(w.base, 'Association', {
          cluster: w.cluster.clusterName,
          capacityProviders: ['FARGATE'],
          defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
        });
      },
      {},
      () => ({ capacityProviderStrategies: [] }),
    ),
  ],
  [
    'an interface endpoint that the tasks with a NAT gateway use',
    natWorld((w) => w.endpointGroup.connections.allowFrom(w.taskGroup, ec2.Port.tcp(443))),
  ],
  [
    'a pull-through cache in place of Docker Hub',
    world(
      (w) => {
        new ecr.CfnPullThroughCacheRule(w.base, 'Cache', {
          ecrRepositoryPrefix: 'hub',
          upstreamRegistryUrl: 'registry-1.docker.io',
        });
      },
      {
        image: ecs.ContainerImage.fromRegistry(
          `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.amazonaws.com/hub/library/nginx:1.27`,
        ),
      },
    ),
  ],
];

const BROKEN: [string, string, Build][] = [
  ['no endpoint for the image manifest', 'noEndpoint', world((w) => w.vpc.node.tryRemoveChild('Dkr'))],
  ['no endpoint for the registry login', 'noEndpoint', world((w) => w.vpc.node.tryRemoveChild('Api'))],
  ['no endpoint for the logs', 'noEndpoint', world((w) => w.vpc.node.tryRemoveChild('Logs'))],
  ['no gateway endpoint for the layers', 'noEndpoint', world((w) => w.vpc.node.tryRemoveChild('S3'))],
  [
    'an S3 interface endpoint in place of the gateway',
    'noEndpoint',
    world((w) => {
      w.vpc.node.tryRemoveChild('S3');
      w.endpoint('S3Interface', ec2.InterfaceVpcEndpointAwsService.S3);
    }),
  ],
  ['a Docker Hub image in isolated subnets', 'noRoute', world(nothing, { image: DOCKER_HUB })],
  [
    'an image of public ECR in isolated subnets',
    'noRoute',
    world(nothing, { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1') }),
  ],
  [
    'an image of ghcr.io in isolated subnets',
    'noRoute',
    world(nothing, { image: ecs.ContainerImage.fromRegistry('ghcr.io/org/app:1') }),
  ],
  ['a public subnet without a public IP', 'noPublicIp', publicWorld(false, (w) => w.taskGroup)],
  ['private DNS of an endpoint off', 'privateDns', world((w) => (w.cfn('Api').privateDnsEnabled = false))],
  [
    'private DNS of the log endpoint not asked for',
    'privateDns',
    world((w) => (w.cfn('Logs').privateDnsEnabled = undefined)),
  ],
  [
    'enableDnsHostnames off',
    'vpcDns',
    world((w) => ((w.vpc.node.defaultChild as ec2.CfnVPC).enableDnsHostnames = false)),
  ],
  ['enableDnsSupport off', 'vpcDns', world((w) => ((w.vpc.node.defaultChild as ec2.CfnVPC).enableDnsSupport = false))],
  [
    'an endpoint group that admits nobody',
    'endpointSecurityGroup',
    world(
      (w) =>
        (w.cfn('Dkr').securityGroupIds = [new ec2.SecurityGroup(w.base, 'Closed', { vpc: w.vpc }).securityGroupId]),
    ),
  ],
  [
    'an endpoint group that admits port 80 only',
    'endpointSecurityGroup',
    world((w) => {
      const group = new ec2.SecurityGroup(w.base, 'Web', { vpc: w.vpc });
      group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80));
      w.cfn('Dkr').securityGroupIds = [group.securityGroupId];
    }),
  ],
  [
    'an endpoint group that admits another block',
    'endpointSecurityGroup',
    world((w) => {
      const group = new ec2.SecurityGroup(w.base, 'Far', { vpc: w.vpc });
      group.addIngressRule(ec2.Peer.ipv4('192.168.0.0/16'), ec2.Port.tcp(443));
      w.cfn('Api').securityGroupIds = [group.securityGroupId];
    }),
  ],
  [
    'an endpoint in the default security group, tasks not',
    'endpointSecurityGroup',
    world((w) => (w.cfn('Logs').securityGroupIds = undefined)),
  ],
  [
    'an endpoint that refuses tasks which have a NAT gateway',
    'endpointSecurityGroup',
    natWorld(
      (w) =>
        (w.cfn('Logs').securityGroupIds = [new ec2.SecurityGroup(w.base, 'Closed', { vpc: w.vpc }).securityGroupId]),
    ),
  ],
  [
    'closed egress without the S3 prefix list',
    'taskSecurityGroup',
    world((w) => {
      (w.taskGroup.node.defaultChild as ec2.CfnSecurityGroup).addPropertyOverride('SecurityGroupEgress', [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' },
      ]);
    }),
  ],
  [
    'closed egress with the prefix list of DynamoDB',
    'taskSecurityGroup',
    world((w) => {
      (w.taskGroup.node.defaultChild as ec2.CfnSecurityGroup).addPropertyOverride('SecurityGroupEgress', [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' },
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: prefixListOf(w.base, 'dynamodb') },
      ]);
    }),
  ],
  [
    'closed egress to nowhere',
    'taskSecurityGroup',
    world(nothing, {}, (w) => ({
      securityGroups: [new ec2.SecurityGroup(w.stack, 'Sealed', { vpc: w.vpc, allowAllOutbound: false })],
    })),
  ],
  [
    'a policy of the S3 gateway without the layer bucket',
    'endpointPolicy',
    policyWorld({ actions: ['s3:GetObject'], resources: [`arn:${Aws.PARTITION}:s3:::my-bucket/*`] }),
  ],
  [
    'a policy of the S3 gateway that only lists',
    'endpointPolicy',
    policyWorld({ actions: ['s3:List*'], resources: ['*'] }),
  ],
  [
    'a policy of the log endpoint that only creates streams',
    'endpointPolicy',
    policyWorld({ actions: ['logs:CreateLogStream'], resources: ['*'] }, 'Logs'),
  ],
  [
    'a policy of the registry endpoint that denies',
    'endpointPolicy',
    world((w) => {
      w.endpoints.Api.addToPolicy(
        new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['*'], resources: ['*'] }),
      );
      w.endpoints.Api.addToPolicy(
        new iam.PolicyStatement({
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['ecr:GetAuthorizationToken'],
          resources: ['*'],
        }),
      );
    }),
  ],
  [
    'the gateway endpoint in one route table only',
    'gatewayRouteTable',
    world((w) =>
      (w.s3.node.defaultChild as ec2.CfnVPCEndpoint).addPropertyOverride('RouteTableIds', [
        w.vpc.isolatedSubnets[0].routeTable.routeTableId,
      ]),
    ),
  ],
  [
    'an endpoint of another region',
    'endpointRegion',
    world((w) => (w.cfn('Logs').serviceName = 'com.amazonaws.us-east-1.logs'), {
      env: { account: '111111111111', region: 'eu-west-1' },
    }),
  ],
  [
    'logs that go to another region',
    'endpointRegion',
    world(
      (w) =>
        (w.taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride(
          'ContainerDefinitions.0.LogConfiguration.Options.awslogs-region',
          'us-east-1',
        ),
      { env: { account: '111111111111', region: 'eu-west-1' } },
    ),
  ],
  [
    'an image of another region',
    'endpointRegion',
    world(nothing, {
      env: { account: '111111111111', region: 'eu-west-1' },
      image: ecs.ContainerImage.fromRegistry('111111111111.dkr.ecr.us-east-1.amazonaws.com/app:1'),
    }),
  ],
  [
    'endpoints in another VPC',
    'noEndpoint',
    world((w) => {
      const other = new ec2.Vpc(w.base, 'Other', {
        natGateways: 0,
        maxAzs: 2,
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      w.cfn('Logs').addPropertyOverride('VpcId', other.vpcId);
    }),
  ],
  ['an endpoint without subnets', 'endpointSubnets', world((w) => w.cfn('Api').addPropertyOverride('SubnetIds', []))],
  [
    'two endpoints with the same private DNS name',
    'duplicateEndpoint',
    world((w) => w.endpoint('LogsAgain', ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS)),
  ],
  ['a secret without an endpoint', 'noEndpoint', secretWorld(nothing)],
  ['a parameter without an endpoint', 'noEndpoint', parameterWorld(nothing)],
  [
    'a secret with the endpoint of Parameter Store',
    'noEndpoint',
    secretWorld((w) => w.endpoint('Ssm', ec2.InterfaceVpcEndpointAwsService.SSM)),
  ],
  ['ECS Exec without an endpoint', 'noEndpoint', execWorld(nothing)],
  [
    'audited ECS Exec without the endpoint of KMS',
    'noEndpoint',
    execWorld((w) => w.endpoint('Messages', ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES), true),
  ],
  [
    'a mount target in one zone only',
    'mountTarget',
    fileSystemWorld((_, fileSystem) =>
      fileSystem.node.children
        .filter((child) => efs.CfnMountTarget.isCfnMountTarget(child))
        .slice(1)
        .forEach((child) => fileSystem.node.tryRemoveChild(child.node.id)),
    ),
  ],
  [
    'a file system that does not admit the tasks',
    'fileSystemSecurityGroup',
    fileSystemWorld((w, fileSystem) =>
      fileSystem.node.children
        .filter((child) => efs.CfnMountTarget.isCfnMountTarget(child))
        .forEach(
          (child) =>
            ((child as efs.CfnMountTarget).securityGroups = [
              new ec2.SecurityGroup(w.base, `Shut${child.node.id}`, { vpc: w.vpc }).securityGroupId,
            ]),
        ),
    ),
  ],
  ['Service Connect without an endpoint', 'noEndpoint', connectWorld(nothing)],
  [
    'FireLens to Firehose without an endpoint',
    'noEndpoint',
    fireLensWorld({ Name: 'kinesis_firehose', region: Aws.REGION, delivery_stream: 's' }),
  ],
  [
    'FireLens to Firehose behind an endpoint for other calls',
    'endpointPolicy',
    fireLensWorld({ Name: 'kinesis_firehose', region: Aws.REGION, delivery_stream: 's' }, (w) =>
      w
        .endpoint('Firehose', ec2.InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE)
        .addToPolicy(allowed(['firehose:DescribeDeliveryStream'], ['*'])),
    ),
  ],
  [
    'FireLens to a bucket behind an endpoint for ECR alone',
    'endpointPolicy',
    fireLensWorld({ Name: 's3', region: Aws.REGION, bucket: 'logs' }, onlyLayers),
  ],
  ['a router that fetches its configuration behind an endpoint for ECR alone', 'endpointPolicy', initWorld(onlyLayers)],
  [
    'an environment file behind an endpoint for ECR alone',
    'endpointPolicy',
    world((w) => {
      w.taskDefinition.addContainer('other', {
        image: ecs.ContainerImage.fromEcrRepository(w.repository),
        environmentFiles: [ecs.EnvironmentFile.fromBucket(new s3.Bucket(w.base, 'Files'), 'web.env')],
      });
      onlyLayers(w);
    }),
  ],
  ['FireLens to Datadog in isolated subnets', 'noRoute', fireLensWorld({ Name: 'datadog', apikey: 'x', TLS: 'on' })],
  ['a network ACL that denies everything', 'networkAcl', aclWorld(nothing)],
  [
    'a network ACL that lets no answers in',
    'networkAcl',
    aclWorld((acl) => openAcl(acl, ec2.AclTraffic.tcpPort(443), ec2.AclTraffic.tcpPort(443))),
  ],
  [
    'a NAT gateway without an internet gateway',
    'natWithoutInternet',
    natWorld((w) => w.vpc.publicSubnets.forEach((subnet) => subnet.node.tryRemoveChild('DefaultRoute'))),
  ],
  [
    'a NAT gateway in a subnet that sends to it',
    'natWithoutInternet',
    natWorld((w) =>
      w.vpc.publicSubnets
        .flatMap((subnet) => subnet.node.findAll())
        .filter((node) => ec2.CfnNatGateway.isCfnNatGateway(node))
        .forEach((nat) => (nat as ec2.CfnNatGateway).addPropertyOverride('SubnetId', w.vpc.privateSubnets[0].subnetId)),
    ),
  ],
  [
    'a private NAT gateway',
    'privateNat',
    natWorld((w) =>
      w.vpc.publicSubnets
        .flatMap((subnet) => subnet.node.findAll())
        .filter((node) => ec2.CfnNatGateway.isCfnNatGateway(node))
        .forEach((nat) => (nat as ec2.CfnNatGateway).addPropertyOverride('ConnectivityType', 'private')),
    ),
  ],
  [
    'private subnets without a default route',
    'noRoute',
    natWorld((w) => w.vpc.privateSubnets.forEach((subnet) => subnet.node.tryRemoveChild('DefaultRoute'))),
  ],
  [
    'a subnet without a route table',
    'noRoute',
    natWorld((w) => w.vpc.privateSubnets.forEach((subnet) => subnet.node.tryRemoveChild('RouteTableAssociation'))),
  ],
  [
    'one subnet of two without a way',
    'noRoute',
    natWorld((w) => w.vpc.privateSubnets[1].node.tryRemoveChild('DefaultRoute')),
  ],
  [
    'a default route to a peered VPC',
    'noRoute',
    natWorld((w) =>
      w.vpc.privateSubnets.forEach((subnet) => {
        subnet.node.tryRemoveChild('DefaultRoute');
        new ec2.CfnRoute(w.base, `Peered${subnet.node.id}`, {
          routeTableId: subnet.routeTable.routeTableId,
          destinationCidrBlock: '0.0.0.0/0',
          vpcPeeringConnectionId: 'pcx-1',
        });
      }),
    ),
  ],
  [
    'an application load balancer that may not reach the tasks',
    'loadBalancerSecurityGroup',
    balancedWorld(false, nothing, false),
  ],
  [
    'a network load balancer whose targets do not admit it',
    'targetSecurityGroup',
    balancedWorld(true, (_, balancer) => balancer.connections.allowToAnyIpv4(ec2.Port.tcp(8080)), false),
  ],
  [
    'a health-check port that is closed',
    'loadBalancerSecurityGroup',
    balancedWorld(false, (_, __, group) => (group.healthCheckPort = '9000')),
  ],
  [
    'a target group of instances',
    'instanceTargetGroup',
    balancedWorld(false, (_, __, group) => (group.targetType = 'instance')),
  ],
  [
    'a target port that no container exposes',
    'targetPort',
    balancedWorld(false, (w, balancer) => {
      balancer.connections.allowTo(w.taskGroup, ec2.Port.tcp(9999));
      const service = w.stack.node.findChild('Web').node.defaultChild as ecs.CfnService;
      service.addPropertyOverride('LoadBalancers.0.ContainerPort', 9999);
    }),
  ],
  ['EC2 instances without the agent endpoint', 'noEndpoint', instances(nothing, { skip: ['EcsAgent'] })],
  ['EC2 instances without the telemetry endpoint', 'noEndpoint', instances(nothing, { skip: ['EcsTelemetry'] })],
  [
    'EC2 instances that an endpoint does not admit',
    'endpointSecurityGroup',
    instances(
      (w) =>
        (w.cfn('Dkr').securityGroupIds = [new ec2.SecurityGroup(w.base, 'Closed', { vpc: w.vpc }).securityGroupId]),
    ),
  ],
  [
    'Managed Instances whose own interface may not leave',
    'taskSecurityGroup',
    instances(
      (_, hosts) =>
        (hosts.node.defaultChild as ec2.CfnSecurityGroup).addPropertyOverride('SecurityGroupEgress', [
          { IpProtocol: 'icmp', CidrIp: '255.255.255.255/32', FromPort: 252, ToPort: 86 },
        ]),
      { managed: true },
    ),
  ],
  ['EC2 tasks with a public IP', 'assignPublicIp', instances(nothing, { assign: true })],
  ['a Docker Hub image on isolated instances', 'noRoute', instances(nothing, { image: DOCKER_HUB })],
  [
    'six security groups',
    'tooManySecurityGroups',
    world(nothing, {}, (w) => ({
      securityGroups: [
        w.taskGroup,
        ...[1, 2, 3, 4, 5].map((n) => new ec2.SecurityGroup(w.stack, `Group${n}`, { vpc: w.vpc })),
      ],
    })),
  ],
  [
    'seventeen subnets',
    'tooManySubnets',
    world(
      (w) => void w,
      {},
      (w) => ({
        vpcSubnets: {
          subnets: [...Array(17).keys()].map(
            (n) =>
              new ec2.PrivateSubnet(w.base, `Extra${n}`, {
                vpcId: w.vpc.vpcId,
                availabilityZone: 'a',
                cidrBlock: `10.0.${n + 50}.0/24`,
              }),
          ),
        },
      }),
    ),
  ],
  [
    'a subnet of another VPC',
    'subnetOfOtherVpc',
    world(nothing, {}, (w) => {
      const other = new ec2.Vpc(w.base, 'Other', {
        natGateways: 0,
        maxAzs: 1,
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      return { vpcSubnets: { subnets: [w.vpc.isolatedSubnets[0], other.isolatedSubnets[0]] } };
    }),
  ],
  [
    'a security group of another VPC',
    'securityGroupOfOtherVpc',
    world(nothing, {}, (w) => {
      const other = new ec2.Vpc(w.base, 'Other', {
        natGateways: 0,
        maxAzs: 1,
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      });
      return { securityGroups: [w.taskGroup, new ec2.SecurityGroup(w.stack, 'Stray', { vpc: other })] };
    }),
  ],
  [
    'a scheduled rule in isolated subnets',
    'noRoute',
    () => {
      const w = new World({ image: DOCKER_HUB });
      new events.Rule(w.stack, 'Rule', {
        schedule: events.Schedule.expression('rate(1 hour)'),
        targets: [
          new targets.EcsTask({
            cluster: w.cluster,
            taskDefinition: w.taskDefinition,
            subnetSelection: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
            securityGroups: [w.taskGroup],
          }),
        ],
      });
      return w.app;
    },
  ],
  [
    'a state machine in isolated subnets',
    'noRoute',
    () => {
      const w = new World({ image: DOCKER_HUB });
      new sfn.StateMachine(w.stack, 'Machine', {
        definitionBody: sfn.DefinitionBody.fromChainable(
          new tasks.EcsRunTask(w.stack, 'Run', {
            cluster: w.cluster,
            taskDefinition: w.taskDefinition,
            launchTarget: new tasks.EcsFargateLaunchTarget(),
            subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
            securityGroups: [w.taskGroup],
          }),
        ),
      });
      return w.app;
    },
  ],
];

/** What a stray subnet breaks besides: from there no endpoint is reached either. */
const FOLLOWING: Record<string, string[]> = {
  tooManySubnets: ['StartProof.gatewayRouteTable'],
  subnetOfOtherVpc: ['StartProof.noEndpoint'],
};

function needsOf(result: StartProofResult, verdict: StartVerdict) {
  return result.tasks.flatMap(({ needs }) => needs.filter((need) => need.verdict === verdict));
}

describe('the start proof', () => {
  test.each(RIGHT)('proves %s', (_, build) => {
    const result = EcsStartProof.prove(build());

    expect(needsOf(result, StartVerdict.BROKEN)).toEqual([]);
    expect(needsOf(result, StartVerdict.UNKNOWN)).toEqual([]);
    expect(result.proved).toBeGreaterThan(0);
  });

  test.each(BROKEN)('finds %s: %s', (_, code, build) => {
    const result = EcsStartProof.prove(build());

    const broken = needsOf(result, StartVerdict.BROKEN);
    expect([...new Set(broken.map((need) => need.code))]).toEqual([`StartProof.${code}`, ...(FOLLOWING[code] ?? [])]);
    expect(broken.every(({ fix, reason }) => fix !== undefined && reason !== undefined)).toBe(true);
  });
});

/** What is unknown in an app, as the questions that the proof asks. */
function questions(build: Build): string[] {
  const result = EcsStartProof.prove(build());
  expect(needsOf(result, StartVerdict.BROKEN)).toEqual([]);
  return [...new Set(needsOf(result, StartVerdict.UNKNOWN).map(({ reason }) => reason ?? ''))];
}

describe('what the proof leaves unknown', () => {
  const importedVpc = (w: World): ec2.IVpc =>
    ec2.Vpc.fromVpcAttributes(w.stack, 'Imported', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      isolatedSubnetIds: ['subnet-1'],
      isolatedSubnetRouteTableIds: ['rtb-1'],
    });

  test('an imported VPC: it asks for the endpoints or the routes', () => {
    const asked = questions(() => {
      const w = new World();
      const vpc = importedVpc(w);
      const group = new ec2.SecurityGroup(w.stack, 'Own', { vpc });
      w.serve({ securityGroups: [group], vpcSubnets: { subnets: vpc.isolatedSubnets } });
      return w.app;
    });

    expect(asked).toContain(
      'whether vpc-1 has an endpoint for ecr.api, or the routes of subnet subnet-1, which is not part of the app',
    );
  });

  test('an endpoint that the app adds to an imported VPC is seen', () => {
    const w = new World();
    const vpc = importedVpc(w);
    const group = new ec2.SecurityGroup(w.stack, 'Own', { vpc });
    const admits = new ec2.SecurityGroup(w.stack, 'Admits', { vpc });
    admits.connections.allowFrom(group, ec2.Port.tcp(443));
    new ec2.InterfaceVpcEndpoint(w.stack, 'Endpoint', {
      vpc,
      service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      securityGroups: [admits],
      open: false,
    });
    w.serve({ securityGroups: [group], vpcSubnets: { subnets: vpc.isolatedSubnets } });

    const result = EcsStartProof.prove(w.app);

    expect(needsOf(result, StartVerdict.PROVED).map(({ target }) => target)).toEqual(['logs']);
  });

  test.each<[string, RegExp, Build]>([
    [
      'an imported task definition',
      /the containers of .* which is not part of the app/,
      () => {
        const w = new World();
        const service = w.serve().node.defaultChild as ecs.CfnService;
        service.taskDefinition = 'arn:aws:ecs:eu-west-1:111111111111:task-definition/other:1';
        return w.app;
      },
    ],
    [
      'an image that a parameter names',
      /the registry of image parameter Image/,
      () => {
        const w = new World();
        const parameter = new CfnParameter(w.stack, 'Image');
        w.taskDefinition.addContainer('other', {
          image: ecs.ContainerImage.fromRegistry(parameter.valueAsString),
        });
        w.serve();
        return w.app;
      },
    ],
    [
      'a security group known by its id alone',
      /whether the security groups let TCP 443 pass/,
      world((w) => (w.cfn('Api').securityGroupIds = ['sg-123'])),
    ],
    [
      'an egress prefix list known by its id alone',
      /whether .* lets TCP 443 out to the prefix list of s3/,
      world(nothing, {}, (w) => {
        const group = new ec2.SecurityGroup(w.base, 'Listed', { vpc: w.vpc, allowAllOutbound: false });
        group.addEgressRule(ec2.Peer.prefixList('pl-1'), ec2.Port.tcp(443));
        w.endpointGroup.connections.allowFrom(group, ec2.Port.tcp(443));
        return { securityGroups: [group] };
      }),
    ],
    [
      'a transit gateway',
      /what lies behind a transit gateway of the default route/,
      natWorld((w) =>
        w.vpc.privateSubnets.forEach((subnet) => {
          subnet.node.tryRemoveChild('DefaultRoute');
          new ec2.CfnRoute(w.base, `Transit${subnet.node.id}`, {
            routeTableId: subnet.routeTable.routeTableId,
            destinationCidrBlock: '0.0.0.0/0',
            transitGatewayId: 'tgw-1',
          });
        }),
      ),
    ],
    [
      'routes to a hub that may have the endpoints',
      /whether logs is served to .* from another network/,
      world((w) => {
        w.vpc.node.tryRemoveChild('Logs');
        w.vpc.isolatedSubnets.forEach(
          (subnet) =>
            new ec2.CfnRoute(w.base, `Hub${subnet.node.id}`, {
              routeTableId: subnet.routeTable.routeTableId,
              destinationCidrBlock: '10.0.0.0/8',
              transitGatewayId: 'tgw-1',
            }),
        );
      }),
    ],
    [
      'a hosted zone that answers for a service',
      /whether logs is served to .* from another network/,
      world((w) => {
        w.cfn('Logs').privateDnsEnabled = false;
        new route53.PrivateHostedZone(w.base, 'Zone', { vpc: w.vpc, zoneName: `logs.${Aws.REGION}.amazonaws.com` });
      }),
    ],
    [
      'a route over IPv6 only',
      /whether it is reached over IPv6, the only default route of/,
      natWorld((w) =>
        w.vpc.privateSubnets.forEach((subnet) => {
          const route = subnet.node.findChild('DefaultRoute') as ec2.CfnRoute;
          route.destinationCidrBlock = undefined;
          route.destinationIpv6CidrBlock = '::/0';
        }),
      ),
    ],
    [
      'an endpoint policy with a condition',
      /whether the policy of .* allows s3:GetObject/,
      policyWorld({
        actions: ['s3:*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      }),
    ],
    [
      'a region that is written out where the stack has none',
      /whether eu-west-1 of .* is the region AWS::Region: set the 'env' of the stack/,
      world((w) => (w.cfn('Logs').serviceName = 'com.amazonaws.eu-west-1.logs')),
    ],
    [
      'instances that another app launches',
      /the container instances of cluster .* which are not part of the app/,
      () => {
        const w = new World();
        const service = w.serve().node.defaultChild as ecs.CfnService;
        service.launchType = 'EC2';
        return w.app;
      },
    ],
    [
      'subnets that a parameter names',
      /the subnets and security groups of .* known only at deployment/,
      () => {
        const w = new World();
        const parameter = new CfnParameter(w.stack, 'Subnets', { type: 'List<AWS::EC2::Subnet::Id>' });
        const service = w.serve().node.defaultChild as ecs.CfnService;
        service.addPropertyOverride('NetworkConfiguration.AwsvpcConfiguration.Subnets', parameter.valueAsList);
        return w.app;
      },
    ],
  ])('%s', (_, question, build) => {
    expect(questions(build)).toContainEqual(expect.stringMatching(question));
  });

  test.each<[string, unknown]>([
    ['no resources', {}],
    ['a service without properties', { Resources: { S: { Type: 'AWS::ECS::Service' } } }],
    [
      'references to nowhere',
      {
        Resources: {
          S: {
            Type: 'AWS::ECS::Service',
            Properties: {
              Cluster: { 'Fn::ImportValue': { 'Fn::Sub': '${Env}-x' } },
              TaskDefinition: { Ref: 'T' },
              LaunchType: { 'Fn::If': ['C', 'FARGATE', 'EC2'] },
              NetworkConfiguration: { 'Fn::If': ['C', {}, { Ref: 'AWS::NoValue' }] },
              LoadBalancers: [{ Ref: 'L' }],
            },
          },
          T: {
            Type: 'AWS::ECS::TaskDefinition',
            Properties: {
              ContainerDefinitions: [
                { Image: { 'Fn::Select': [0, { 'Fn::Split': ['/', { Ref: 'I' }] }] } },
                { Ref: 'X' },
                5,
              ],
            },
          },
          M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{ not json' } },
          R: {
            Type: 'AWS::Events::Rule',
            Properties: {
              Targets: [{ EcsParameters: { TaskDefinitionArn: { 'Fn::Sub': ['${A}', { A: { Ref: 'R' } }] } } }],
            },
          },
          G: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: { 'Fn::Transform': {} } } },
          E: { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName: { 'Fn::FindInMap': ['a', 'b', 'c'] } } },
        },
        Outputs: { O: { Value: { Ref: 'Z' }, Export: { Name: { Ref: 'O' } } } },
      },
    ],
  ])('never fails on a template with %s', (_, template) => {
    const directory = mkdtempSync(join(tmpdir(), 'proof-'));
    writeFileSync(
      join(directory, 'manifest.json'),
      JSON.stringify({
        artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } } },
      }),
    );
    writeFileSync(join(directory, 't.json'), JSON.stringify(template));

    const result = EcsStartProof.proveAssembly(directory);
    rmSync(directory, { recursive: true });

    expect(result.broken).toBe(0);
  });
});

describe('the start proof as a plugin', () => {
  test('says nothing of an app whose tasks all start, and writes the result', () => {
    const app = world(nothing)();
    Validations.of(app).addPlugins(new EcsStartProof());

    const { directory } = app.synth();

    const data = JSON.parse(readFileSync(join(directory, 'start-proof.json'), 'utf8'));
    expect(data).toMatchObject({
      broken: 0,
      unknown: 0,
      tasks: [{ kind: 'service', compute: 'FARGATE', verdict: 'proved' }],
    });
  });

  test('fails synthesis with task, container, need, missing link and fix', () => {
    const app = world((w) => w.vpc.node.tryRemoveChild('Logs'))();
    Validations.of(app).addPlugins(new EcsStartProof());

    expect(() => app.synth()).toThrow('cannot ship logs to CloudWatch Logs');

    const report = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
    const [{ ruleName, description, suggestedFix, severity, violatingConstructs }] = report.pluginReports[0].violations;
    expect({ ruleName, description, suggestedFix, severity, where: violatingConstructs[0].constructPath }).toEqual({
      ruleName: 'StartProof.noEndpoint',
      description: expect.stringMatching(
        /Service.*Web.*: container web cannot ship logs to CloudWatch Logs \(logs, from LogConfiguration\): Base\/Vpc.* has no endpoint for logs, and route table .* has no default route$/,
      ),
      suggestedFix: expect.stringMatching(
        /^add an interface endpoint for logs to Base\/Vpc: InterfaceVpcEndpointAwsService\.CLOUDWATCH_LOGS \(CDK\), AWS::EC2::VPCEndpoint with 'ServiceName' com\.amazonaws\.<region>\.logs, 'VpcEndpointType' Interface and 'PrivateDnsEnabled' true \(template\)$/,
      ),
      severity: 'error',
      where: 'Service/Web/Service',
    });
  });

  test('reports what is unknown as information, unless told not to', () => {
    const unknown = world((w) => (w.cfn('Api').securityGroupIds = ['sg-123']));

    const reporting = unknown();
    Validations.of(reporting).addPlugins(new EcsStartProof());
    const [report] = JSON.parse(
      readFileSync(join(reporting.synth().directory, 'validation-report.json'), 'utf8'),
    ).pluginReports;

    expect(
      report.violations
        .map((violation: any) => [violation.ruleName, violation.severity])
        .filter(([name]: string[]) => name.startsWith('StartProof.')),
    ).toEqual([['StartProof.unknown', 'info']]);
    const app = unknown();
    Validations.of(app).addPlugins(new EcsStartProof({ reportUnknown: false, resultFile: 'proof.json' }));
    const { directory } = app.synth();
    expect(JSON.parse(readFileSync(join(directory, 'proof.json'), 'utf8'))).toMatchObject({ unknown: 1 });
  });

  test('prints a table', () => {
    const table = EcsStartProof.table(EcsStartProof.prove(world((w) => w.vpc.node.tryRemoveChild('Logs'))()));

    expect(
      table
        .split('\n')
        .slice(0, 5)
        .map((line) => line.trim().split(/ {2,}/).slice(1, 5)),
    ).toEqual([
      ['container', 'need', 'target', 'verdict'],
      ['web', 'log in to the image registry', 'ecr.api', 'proved'],
      ['web', 'pull the image manifest', 'ecr.dkr', 'proved'],
      ['web', 'pull the image layers', 's3', 'proved'],
      ['web', 'ship logs to CloudWatch Logs', 'logs', 'broken'],
    ]);
    expect(table).toMatch(
      /subnet Base\/Vpc\/IsolatedSubnet1\/Subnet: 251 addresses, 2 for endpoints and load balancers, up to 1 for tasks/,
    );
    expect(table.split('\n').slice(-2)).toEqual([
      'order Service/Web/Service: Service/Task/ExecutionRole/DefaultPolicy (rights of the execution role): raced',
      '3 ways proved, 1 broken; 5 rights proved; 6 dependencies guaranteed, 1 raced; 1 rollout proved',
    ]);
  });
});

describe('the IP budget', () => {
  const small: ec2.SubnetConfiguration[] = [
    { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 28 },
  ];
  const scaled = (most: number, props: Partial<ecs.FargateServiceProps> = {}) => {
    const w = new World({ subnets: small });
    w.serve(props).autoScaleTaskCount({ maxCapacity: most });
    return w.app;
  };

  // Two /28 have 2 x (16 - 5) = 22 addresses, 2 x 3 of them for endpoints: 16 are left.
  test.each([
    [8, 200, StartVerdict.PROVED],
    [9, 200, StartVerdict.BROKEN],
    [10, 160, StartVerdict.PROVED],
    [16, 100, StartVerdict.PROVED],
    [17, 100, StartVerdict.BROKEN],
  ])('%s tasks at %s percent: %s', (most, maxHealthyPercent, verdict) => {
    const { subnets, broken } = EcsStartProof.prove(scaled(most, { maxHealthyPercent, minHealthyPercent: 50 }));

    expect(subnets.map((subnet) => [subnet.addresses, subnet.endpointsAndLoadBalancers, subnet.verdict])).toEqual([
      [11, 3, verdict],
      [11, 3, verdict],
    ]);
    expect(broken).toBe(verdict === StartVerdict.BROKEN ? 2 : 0);
  });

  test('counts load balancers, instances and every service in the same subnets', () => {
    const { subnets } = EcsStartProof.prove(balancedWorld(false, nothing)());
    const onHosts = EcsStartProof.prove(instances(nothing)());

    expect(subnets.map(({ endpointsAndLoadBalancers, tasks }) => [endpointsAndLoadBalancers, tasks])).toEqual([
      [11, 1],
      [11, 1],
    ]);
    expect(onHosts.subnets.map(({ tasks }) => tasks)).toEqual([2, 2]);
  });

  test('is unknown where the block is known only at deployment', () => {
    const app = world((w) =>
      w.vpc.isolatedSubnets.forEach((subnet) =>
        (subnet.node.defaultChild as ec2.CfnSubnet).addPropertyOverride('CidrBlock', { Ref: 'AWS::NoValue' }),
      ),
    )();

    expect(EcsStartProof.prove(app).subnets.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  });

  test('fails synthesis with what does not fit', () => {
    const app = scaled(9);
    Validations.of(app).addPlugins(new EcsStartProof());

    expect(() => app.synth()).toThrow(
      'tasks and instances take up to 18 addresses during a deployment, 16 are free in Base/Vpc/IsolatedSubnet1/Subnet, Base/Vpc/IsolatedSubnet2/Subnet',
    );
  });
});

test('an assembly on disk has the findings of the synth', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29') });
  new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    minHealthyPercent: 100,
  });

  const [finding] = EcsStartProof.checkAssembly(app.synth().directory);

  expect(finding).toMatchObject({
    code: 'StartProof.noRoute',
    severity: 'error',
    path: 'Stack/Service/Service',
    location: 'Image',
  });
  expect(finding.message).toContain('container app cannot pull image public.ecr.aws/nginx/nginx:1.29');
  expect(finding.templateFile).toMatch(/Stack\.template\.json$/);
});
