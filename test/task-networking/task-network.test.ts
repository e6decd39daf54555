import { App, Aspects, Aws, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { FirelensLogging } from '../../lib/firelens/firelens-logging';
import { LogDestination } from '../../lib/firelens/log-destination';
import { EcsStartProof } from '../../lib/start-proof';
import { TaskAccess, TaskEgress, TaskNetwork, TaskNetworkProps, TaskSecurityGroup } from '../../lib/task-networking';
import { flatText } from '../../lib/internal/flat-text';
import { testApp } from '../support/stacks';

/** A network in one stack and what uses it in another. */
class Site {
  readonly app: App;
  readonly base: Stack;
  readonly stack: Stack;
  readonly network: TaskNetwork;
  private readonly repository: ecr.Repository;
  private cluster?: ecs.Cluster;

  constructor(
    props?: TaskNetworkProps | ((base: Stack) => TaskNetworkProps),
    env?: { account: string; region: string },
  ) {
    this.app = testApp({ '@aws-cdk/core:annotationsInValidationReport': false });
    this.base = new Stack(this.app, 'Base', { env });
    this.stack = new Stack(this.app, 'Service', { env });
    this.network = new TaskNetwork(this.base, 'Network', typeof props === 'function' ? props(this.base) : props);
    this.repository = new ecr.Repository(this.base, 'Repository');
  }

  get image(): ecs.ContainerImage {
    return ecs.ContainerImage.fromEcrRepository(this.repository);
  }

  serve(
    id = 'Web',
    options: {
      image?: ecs.ContainerImage;
      group?: ec2.ISecurityGroup;
      exec?: ecs.ExecuteCommandConfiguration;
      stack?: Stack;
    } = {},
  ): ecs.FargateService {
    const stack = options.stack ?? this.stack;
    this.cluster ??= new ecs.Cluster(this.base, 'Cluster', {
      vpc: this.network.vpc,
      executeCommandConfiguration: options.exec,
    });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`);
    taskDefinition.addContainer('web', { image: options.image ?? this.image, portMappings: [{ containerPort: 8080 }] });
    return new ecs.FargateService(stack, id, {
      cluster: this.cluster,
      taskDefinition,
      vpcSubnets: this.network.vpcSubnets,
      securityGroups: [options.group ?? new TaskSecurityGroup(stack, `${id}Group`, { vpc: this.network.vpc })],
      enableExecuteCommand: options.exec !== undefined,
      minHealthyPercent: 100,
    });
  }

  /** Services with an endpoint in the base stack, sorted. */
  endpoints(): string[] {
    const { Resources } = Template.fromStack(this.base).toJSON();
    return Object.values<any>(Resources)
      .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
      .map(({ Properties }) => JSON.stringify(Properties.ServiceName).replace(/.*?\.([a-z0-9.-]+)"[^"]*$/, '$1'))
      .map((name) => name.replace(/^[a-z]+-[a-z]+-\d\./, ''))
      .sort();
  }

  /** All needs that are not proved. */
  open(): string[] {
    return EcsStartProof.prove(this.app).tasks.flatMap(({ needs }) => needs.flatMap(({ reason }) => reason ?? []));
  }
}

const ECR = ['ecr.api', 'ecr.dkr', 's3'];

describe('TaskNetwork creates', () => {
  test('isolated subnets in two zones with flow logs, no NAT gateway and no internet gateway', () => {
    const template = Template.fromStack(new Site().base);

    template.resourceCountIs('AWS::EC2::Subnet', 2);
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::Route', 0);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template.resourceCountIs('Custom::VpcRestrictDefaultSG', 0);
    template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('a NAT gateway in each zone, or as many as asked for', () => {
    Template.fromStack(new Site({ egress: TaskEgress.nat() }).base).resourceCountIs('AWS::EC2::NatGateway', 2);
    Template.fromStack(new Site({ egress: TaskEgress.nat(1), maxAzs: 2 }).base).resourceCountIs(
      'AWS::EC2::NatGateway',
      1,
    );
  });

  test('what is asked for: addresses, zones, public subnets, both IP versions, no flow logs', () => {
    const template = Template.fromStack(
      new Site({
        ipAddresses: ec2.IpAddresses.cidr('10.9.0.0/20'),
        maxAzs: 1,
        publicSubnets: true,
        dualStack: true,
        flowLogs: false,
      }).base,
    );

    template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.9.0.0/20' });
    template.resourceCountIs('AWS::EC2::Subnet', 2);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    template.hasResourceProperties('AWS::EC2::VPCCidrBlock', { AmazonProvidedIpv6CidrBlock: true });
    template.resourceCountIs('AWS::EC2::FlowLog', 0);
  });

  test('flow logs where they are wanted', () => {
    const template = Template.fromStack(
      new Site((base) => ({ flowLogDestination: ec2.FlowLogDestination.toS3(new s3.Bucket(base, 'Logs')) })).base,
    );

    template.hasResourceProperties('AWS::EC2::FlowLog', { LogDestinationType: 's3' });
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
  });

  test('nothing but endpoints in a VPC that is given', () => {
    const site = new Site((base) => ({
      vpc: new ec2.Vpc(base, 'Mine', {
        natGateways: 0,
        subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      }),
    }));
    site.serve();

    expect(site.open()).toEqual([]);
    Template.fromStack(site.base).resourceCountIs('AWS::EC2::VPC', 1);
    Template.fromStack(site.base).resourceCountIs('AWS::EC2::FlowLog', 0);
  });
});

describe('TaskNetwork derives', () => {
  test('the endpoints of an image in ECR, each with a group that admits the tasks alone', () => {
    const site = new Site();
    site.serve();

    expect(site.endpoints()).toEqual(ECR);
    expect(site.open()).toEqual([]);
    const base = Template.fromStack(site.base);
    base.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    const service = Template.fromStack(site.stack);
    service.resourceCountIs('AWS::EC2::SecurityGroupIngress', 2);
    service.allResourcesProperties('AWS::EC2::SecurityGroupIngress', {
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebGroup'), 'GroupId'] },
    });
    service.resourceCountIs('AWS::EC2::SecurityGroupEgress', 3);
  });

  test('the policy of the S3 endpoint: the layers of ECR and nothing else', () => {
    const site = new Site();
    site.serve();
    site.serve('Other');

    Template.fromStack(site.base).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: 's3:GetObject',
            Resource: {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':s3:::prod-', { Ref: 'AWS::Region' }, '-starport-layer-bucket/*'],
              ],
            },
          },
        ],
      },
    });
  });

  test('the policy of the S3 endpoint: environment files, session logs and what was declared', () => {
    const site = new Site();
    const bucket = new s3.Bucket(site.base, 'Bucket');
    const service = site.serve('Web', {
      exec: { logging: ecs.ExecuteCommandLogging.OVERRIDE, logConfiguration: { s3Bucket: bucket } },
    });
    service.taskDefinition.addContainer('other', {
      image: site.image,
      environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'web.env')],
    });
    site.network.allowBucket(bucket, 's3:ListBucket', 's3:GetObject');

    expect(site.open()).toEqual([]);
    const [endpoint] = Object.values(
      Template.fromStack(site.base).findResources('AWS::EC2::VPCEndpoint', {
        Properties: { VpcEndpointType: 'Gateway' },
      }),
    );
    const allowed = endpoint.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [
      Action,
      JSON.stringify(Resource),
    ]);
    expect(allowed).toEqual([
      [['s3:GetObject', 's3:ListBucket'], expect.stringContaining('Bucket')],
      ['s3:GetObject', expect.stringMatching(/web\.env.*starport-layer-bucket/)],
      ['s3:PutObject', expect.stringContaining('/*')],
      [['s3:GetBucketLocation', 's3:GetEncryptionConfiguration'], expect.stringMatching(/Bucket[^/]*$/)],
    ]);
  });

  test('the policy of the S3 endpoint: what log routers are configured by and where they ship to', () => {
    const site = new Site();
    const bucket = new s3.Bucket(site.base, 'Bucket');
    const { taskDefinition } = site.serve();
    const router = taskDefinition.addFirelensLogRouter('router', {
      image: site.image,
      firelensConfig: {
        type: ecs.FirelensLogRouterType.FLUENTBIT,
        options: {
          configFileType: ecs.FirelensConfigFileType.S3,
          configFileValue: 'arn:aws:s3:::shared/fluent/all.conf',
        },
      },
      environment: {
        aws_fluent_bit_init_s3_1: bucket.arnForObjects('fluent/extra.conf'),
        aws_fluent_bit_init_s3_2: Fn.importValue('configuration'),
        OTHER: 'arn:aws:s3:::other/object',
      },
    });
    router.addEnvironment('aws_fluent_bit_init_S3_3', 'arn:aws:s3:::more/parsers.conf');
    taskDefinition.addContainer('app', {
      image: site.image,
      logging: ecs.LogDrivers.firelens({ options: { Name: 's3', bucket: 'lake', canned_acl: 'private' } }),
    });

    const [endpoint] = Object.values(
      Template.fromStack(site.base).findResources('AWS::EC2::VPCEndpoint', {
        Properties: { VpcEndpointType: 'Gateway' },
      }),
    );
    const flat = (value: unknown): string => flatText(value) ?? JSON.stringify(value);
    expect(
      endpoint.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [
        Action,
        [Resource].flat().map(flat).sort(),
      ]),
    ).toEqual([
      [
        's3:GetObject',
        [
          'arn:«AWS::Partition»:s3:::prod-«AWS::Region»-starport-layer-bucket/*',
          '«Bucket83908E77.Arn»/fluent/extra.conf',
          '«Fn::ImportValue»',
          'arn:aws:s3:::more/parsers.conf',
          'arn:aws:s3:::shared/fluent/all.conf',
        ].sort(),
      ],
      [['s3:PutObject', 's3:PutObjectAcl'], ['arn:«AWS::Partition»:s3:::lake/*']],
      ['s3:GetBucketLocation', ['arn:aws:s3:::more', 'arn:aws:s3:::shared', '«Bucket83908E77.Arn»', '«Fn::Select»']],
    ]);
  });

  test.each<[string, string[], (site: Site) => void]>([
    [
      'awslogs',
      ['logs'],
      (site) =>
        site.serve().taskDefinition.addContainer('a', {
          image: site.image,
          logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'a' }),
        }),
    ],
    [
      'a secret with a key of its own',
      ['secretsmanager'],
      (site) => {
        const secret = new secretsmanager.Secret(site.stack, 'Secret', {
          encryptionKey: new kms.Key(site.stack, 'Key'),
        });
        site.serve().taskDefinition.defaultContainer?.addSecret('P', ecs.Secret.fromSecretsManager(secret, 'field'));
      },
    ],
    ['ECS Exec', ['ssmmessages'], (site) => void site.serve('Web', { exec: {} })],
    [
      'audited ECS Exec',
      ['kms', 'logs', 'ssmmessages'],
      (site) =>
        void site.serve('Web', {
          exec: {
            kmsKey: new kms.Key(site.base, 'Key'),
            logging: ecs.ExecuteCommandLogging.OVERRIDE,
            logConfiguration: { cloudWatchLogGroup: new logs.LogGroup(site.base, 'Log') },
          },
        }),
    ],
    [
      'FireLens to Firehose, with the router that the L2 adds',
      ['kinesis-firehose', 'logs'],
      (site) =>
        site.serve().taskDefinition.addContainer('a', {
          image: site.image,
          logging: ecs.LogDrivers.firelens({
            options: { Name: 'kinesis_firehose', region: Aws.REGION, delivery_stream: 's' },
          }),
        }),
    ],
    [
      'the X-Ray daemon',
      ['xray'],
      (site) =>
        site.serve().taskDefinition.addContainer('a', {
          image: ecs.ContainerImage.fromRegistry(
            `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.amazonaws.com/xray/aws-xray-daemon:3`,
          ),
        }),
    ],
    [
      'a service that the application calls',
      ['sqs'],
      (site) => TaskAccess.of(site.serve()).toAwsService(site.network, ec2.InterfaceVpcEndpointAwsService.SQS),
    ],
  ])('what %s needs', (_, services, change) => {
    const site = new Site();
    change(site);

    expect(site.endpoints()).toEqual([...ECR, ...services].sort());
    expect(site.open()).toEqual([]);
  });

  test('Service Connect', () => {
    const site = new Site();
    const service = site.serve();
    (service.cluster as ecs.Cluster).addDefaultCloudMapNamespace({ name: 'internal' });
    service.enableServiceConnect();

    expect(site.endpoints()).toEqual([...ECR, 'ecs-agent'].sort());
  });

  test('the needs of containers that an aspect adds', () => {
    const site = new Site();
    const { taskDefinition } = site.serve();
    Aspects.of(site.app).add({
      visit: (node: IConstruct) => {
        if (node === taskDefinition && !taskDefinition.node.tryFindChild('late')) {
          taskDefinition.addContainer('late', {
            image: site.image,
            logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'late' }),
          });
        }
      },
    });

    expect(site.endpoints()).toEqual([...ECR, 'logs'].sort());
    Template.fromStack(site.stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Name: 'web' }), Match.objectLike({ Name: 'late' })],
    });
  });

  test('the needs of tasks that no service runs', () => {
    const site = new Site();
    const group = new TaskSecurityGroup(site.stack, 'Group', { vpc: site.network.vpc, description: 'nightly' });
    const taskDefinition = new ecs.FargateTaskDefinition(site.stack, 'Task');
    taskDefinition.addContainer('a', { image: site.image });
    site.network.addTasks(taskDefinition, { connectable: group, enableExecuteCommand: true });

    expect(site.endpoints()).toEqual([...ECR, 'ssmmessages'].sort());
    Template.fromStack(site.stack).hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'nightly' });
  });

  test('what container instances need, for their own interface', () => {
    const site = new Site();
    const cluster = new ecs.Cluster(site.base, 'Cluster', { vpc: site.network.vpc });
    const hosts = new TaskSecurityGroup(site.base, 'Hosts', { vpc: site.network.vpc });
    const group = new autoscaling.AutoScalingGroup(site.base, 'Asg', {
      vpc: site.network.vpc,
      vpcSubnets: site.network.vpcSubnets,
      securityGroup: hosts,
      instanceType: new ec2.InstanceType('m7g.large'),
      machineImage: ecs.EcsOptimizedImage.amazonLinux2023(),
    });
    cluster.addAsgCapacityProvider(
      new ecs.AsgCapacityProvider(site.base, 'Provider', { autoScalingGroup: group, enableManagedDraining: true }),
    );
    const taskDefinition = new ecs.Ec2TaskDefinition(site.stack, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
    taskDefinition.addContainer('a', { image: site.image, memoryLimitMiB: 128 });
    const tasks = new TaskSecurityGroup(site.stack, 'Tasks', { vpc: site.network.vpc });
    new ecs.Ec2Service(site.stack, 'Web', {
      cluster,
      taskDefinition,
      vpcSubnets: site.network.vpcSubnets,
      securityGroups: [tasks],
    });

    expect(site.endpoints()).toEqual([...ECR, 'ecs', 'ecs-agent', 'ecs-telemetry'].sort());
    expect(site.open()).toEqual([]);
    // The tasks' own interface has nothing to reach.
    Template.fromStack(site.stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('nothing twice: an endpoint that the app has is opened, one that is declared is left alone', () => {
    const site = new Site({ existingEndpoints: ['ecr.api'] });
    site.network.vpc.addInterfaceEndpoint('Dkr', {
      service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
      open: false,
    });
    site.serve();

    expect(site.endpoints()).toEqual(['ecr.dkr', 's3']);
    expect(site.open()).toEqual([expect.stringMatching(/has no endpoint for ecr\.api/)]);
  });

  test('no interface endpoints beside NAT gateways', () => {
    const site = new Site({ egress: TaskEgress.nat(1) });
    const service = site.serve('Web', { image: ecs.ContainerImage.fromRegistry('nginx:1.27') });
    TaskAccess.of(service).toInternet(443, 'pulls from Docker Hub');

    expect(site.endpoints()).toEqual([]);
    expect(site.open()).toEqual([]);
  });

  test('an order of creation: the service waits for its rules and, in the same stack, for the endpoints', () => {
    const site = new Site();
    site.serve('Web', { stack: site.base });

    const [{ DependsOn }] = Object.values(Template.fromStack(site.base).findResources('AWS::ECS::Service'));

    expect(DependsOn).toEqual(
      expect.arrayContaining(['NetworkEcrApi143B6701', 'NetworkS3C0D10ADE', expect.stringMatching(/^WebGroupto/)]),
    );
  });

  test('the id of the S3 prefix list at deployment, or takes the one that is given', () => {
    const looked = new Site();
    looked.serve();
    const given = new Site({ s3PrefixListId: 'pl-123' });
    given.serve();

    Template.fromStack(looked.base).resourceCountIs('Custom::ManagedPrefixList', 1);
    Template.fromStack(given.stack).hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      DestinationPrefixListId: 'pl-123',
    });
    Template.fromStack(given.base).resourceCountIs('Custom::ManagedPrefixList', 0);
  });

  test('DynamoDB and S3 for the application', () => {
    const site = new Site();
    const access = TaskAccess.of(site.serve());
    access.toDynamoDb(site.network);
    access.toS3(site.network);

    expect(site.endpoints()).toEqual(['dynamodb', ...ECR]);
  });
});

describe('TaskNetwork fails when', () => {
  test.each<[string, RegExp, () => Site]>([
    [
      'an image of Docker Hub meets isolated subnets',
      /\[TaskNetwork\.unreachable\] container 'web' of 'Service\/Web' must reach registry-1\.docker\.io to pull image nginx, but its subnets are isolated; pull through an ECR pull-through cache rule or use 'egress: TaskEgress\.nat\(\)'/,
      () => {
        const site = new Site();
        site.serve('Web', { image: ecs.ContainerImage.fromRegistry('nginx') });
        return site;
      },
    ],
    [
      'logs go to a host of the internet, for which no pull-through cache helps',
      /\[TaskNetwork\.unreachable\] container 'web' of 'Service\/Web' must reach http-intake\.logs\.datadoghq\.eu to send logs by the datadog output, but its subnets are isolated; use 'egress: TaskEgress\.nat\(\)'/,
      () => {
        const site = new Site();
        const apiKey = secretsmanager.Secret.fromSecretNameV2(site.base, 'Key', 'datadog');
        const destination = LogDestination.datadog(ecs.Secret.fromSecretsManager(apiKey), { site: 'datadoghq.eu' });
        site.serve().taskDefinition.with(new FirelensLogging({ destination, replaceAwslogs: true }));
        return site;
      },
    ],
    [
      'the list of services misses a needed one',
      /\[TaskNetwork\.missingEndpoint\] 'endpointServices' lacks ecr\.dkr, which container 'web' of 'Service\/Web' needs to pull the image manifest, got ecr\.api, s3; add 'ecr\.dkr'/,
      () => {
        const site = new Site({ endpointServices: ['ecr.api', 's3'] });
        site.serve();
        return site;
      },
    ],
    [
      'an image is in another region',
      /\[TaskNetwork\.otherRegion\] .* in us-east-1 to pull the image layers, but endpoints serve eu-west-1 only/,
      () => {
        const site = new Site({ maxAzs: undefined }, { account: '111111111111', region: 'eu-west-1' });
        site.serve('Web', {
          image: ecs.ContainerImage.fromRegistry('111111111111.dkr.ecr.us-east-1.amazonaws.com/app:1'),
        });
        return site;
      },
    ],
    [
      'tasks run on instances that nobody named',
      /\[TaskNetwork\.noInstances\] 'Service\/Task' runs on container instances, but this network knows of none; pass them to addInstances\(\)/,
      () => {
        const site = new Site();
        const taskDefinition = new ecs.Ec2TaskDefinition(site.stack, 'Task');
        taskDefinition.addContainer('a', { image: site.image, memoryLimitMiB: 128 });
        site.network.addTasks(taskDefinition, {
          connectable: new TaskSecurityGroup(site.stack, 'Group', { vpc: site.network.vpc }),
        });
        return site;
      },
    ],
  ])('%s', (_, message, build) => {
    expect(() => build().app.synth()).toThrow(message);
  });

  test('props for a new VPC meet a given one', () => {
    expect(() => new Site((base) => ({ vpc: new ec2.Vpc(base, 'Mine'), maxAzs: 2, dualStack: true }))).toThrow(
      "Base/Network: [TaskNetwork.vpcGiven] 'maxAzs', 'dualStack' are for a new VPC, but 'vpc' is given; leave out one of the two",
    );
  });

  test('no subnet is selected', () => {
    expect(
      () => new Site({ vpcSubnets: { subnetFilters: [ec2.SubnetFilter.availabilityZones(['nowhere'])] } }),
    ).toThrow(/\[TaskNetwork\.noSubnets\]/);
  });

  test('public subnets are selected', () => {
    const publicSubnets = (base: Stack) => ({
      vpc: new ec2.Vpc(base, 'Mine', { natGateways: 0 }),
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    });

    expect(() => new Site(publicSubnets)).toThrow(
      /\[TaskNetwork\.publicSubnets\] 'vpcSubnets' selects public subnets \(PublicSubnet1, PublicSubnet2\)/,
    );
  });

  test('a bucket is allowed for nothing', () => {
    const site = new Site();

    expect(() => site.network.allowBucket(new s3.Bucket(site.base, 'Bucket'))).toThrow(/\[TaskNetwork\.noActions\]/);
  });
});

describe('TaskAccess', () => {
  const rules = (stack: Stack, type: string) =>
    Object.values(
      Template.fromStack(stack).findResources(`AWS::EC2::SecurityGroup${type}`, { Properties: { FromPort: 8080 } }),
    );

  test('writes both rules of one way and nothing else', () => {
    const site = new Site();
    const [web, worker] = [site.serve('Web'), site.serve('Worker')];

    TaskAccess.of(worker).to(web, 8080);

    expect(rules(site.stack, 'Egress').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        IpProtocol: 'tcp',
        ToPort: 8080,
        GroupId: { 'Fn::GetAtt': [expect.stringMatching(/^WorkerGroup/), 'GroupId'] },
        DestinationSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching(/^WebGroup/), 'GroupId'] },
      }),
    ]);
    expect(rules(site.stack, 'Ingress')).toHaveLength(1);
  });

  test('makes no cycle of stacks that call each other', () => {
    const site = new Site();
    const second = new Stack(site.app, 'Second');
    const [web, worker] = [site.serve('Web'), site.serve('Worker', { stack: second })];

    TaskAccess.of(web).to(worker, 8080);
    TaskAccess.of(worker).to(web, 8080);

    expect(rules(site.stack, 'Egress')).toHaveLength(2);
    expect(rules(site.stack, 'Ingress')).toHaveLength(2);
    expect(second.dependencies).not.toContain(site.stack);
  });

  test('opens a database', () => {
    const site = new Site();
    const database = new rds.DatabaseInstance(site.base, 'Database', {
      vpc: site.network.vpc,
      vpcSubnets: site.network.vpcSubnets,
      engine: rds.DatabaseInstanceEngine.POSTGRES,
    });

    TaskAccess.of(site.serve()).to(database, 5432);

    Template.fromStack(site.stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432,
      ToPort: 5432,
    });
  });

  test('opens the internet with the reason as description', () => {
    const site = new Site();

    TaskAccess.of(site.serve()).toInternet(443, 'calls the payment provider');

    Template.fromStack(site.stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Service/WebGroup',
      SecurityGroupEgress: [
        {
          CidrIp: '0.0.0.0/0',
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          Description: 'calls the payment provider',
        },
      ],
    });
  });

  test('fails when the server does not expose the port', () => {
    const site = new Site();
    const [web, worker] = [site.serve('Web'), site.serve('Worker')];

    TaskAccess.of(worker).to(web, 9090);

    expect(() => site.app.synth()).toThrow(
      "[TaskAccess.portNotExposed] 'port' 9090 is not exposed by 'Service/Web', its containers expose 8080; add it to the port mappings, or allow one of these",
    );
  });

  test('accepts a port that a container exposes later, a range, and a token', () => {
    const site = new Site();
    const [web, worker] = [site.serve('Web'), site.serve('Worker')];

    TaskAccess.of(worker).to(web, 9090);
    TaskAccess.of(worker).to(web, 7005);
    TaskAccess.of(worker).to(web, Token.asNumber(Lazy.number({ produce: () => 1234 })));
    web.taskDefinition.defaultContainer?.addPortMappings({ containerPort: 9090 });
    web.taskDefinition.addContainer('many', {
      image: site.image,
      portMappings: [
        { containerPort: ecs.ContainerDefinition.CONTAINER_PORT_USE_RANGE, containerPortRange: '7000-7010' },
      ],
    });

    const rules = Template.fromStack(site.stack).findResources('AWS::EC2::SecurityGroupIngress');
    expect(Object.values(rules).map(({ Properties }) => Properties.FromPort)).toEqual(
      expect.arrayContaining([9090, 7005, 1234]),
    );
  });

  test.each([0, 65536, 80.5])('fails when the port is %s', (port) => {
    const site = new Site();

    expect(() => TaskAccess.of(site.serve('Worker')).to(site.serve('Web'), port)).toThrow(
      `Service/Web: [TaskAccess.port] 'port' must be an integer from 1 to 65535, got ${port}`,
    );
  });

  test('fails when the internet is opened without a reason', () => {
    expect(() => TaskAccess.of(new Site().serve()).toInternet(443, ' ')).toThrow(/\[TaskAccess\.noReason\]/);
  });
});
