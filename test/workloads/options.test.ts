import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as groundwork from '../../lib';
import { testApp } from '../support/stacks';

/** What a team has before its first workload. */
class World {
  readonly app: App = testApp();
  readonly stack = new Stack(this.app, 'Shop');
  readonly vpc = new ec2.Vpc(this.stack, 'Vpc', { natGateways: 1, maxAzs: 2, restrictDefaultSecurityGroup: false });
  readonly cluster = new ecs.Cluster(this.stack, 'Cluster', { vpc: this.vpc });
  readonly container = {
    image: ecs.ContainerImage.fromRegistry('111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1'),
    port: 8080,
  };
  readonly certificate = acm.Certificate.fromCertificateArn(
    this.stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111122223333:certificate/x',
  );
  readonly topic = new sns.Topic(this.stack, 'Topic');
  readonly queue = new sqs.Queue(this.stack, 'MyQueue');
  readonly zone = route53.HostedZone.fromHostedZoneAttributes(this.stack, 'Zone', {
    hostedZoneId: 'Z1',
    zoneName: 'example.com',
  });
  readonly exec = new groundwork.ExecAccess(this.stack, 'Exec');
  readonly role = new iam.Role(this.stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  readonly key = new kms.Key(this.stack, 'Key');
  readonly bucket = new s3.Bucket(this.stack, 'Bucket');
  readonly logGroup = new logs.LogGroup(this.stack, 'Logs');
}

/** Of each option a value, and a text of the template that is there with it and not without it. */
type Table<Options> = {
  readonly [K in keyof Required<Options>]: readonly [(world: World) => Options[K], string | RegExp];
};

/** The options of a service, of which those of a struct in this file have a table of their own. */
const SERVICE: Table<Omit<groundwork.ServiceWorkloadProps, 'cluster'>> = {
  container: [({ container }) => ({ ...container, command: ['other'] }), '"Command":["other"]'],
  task: [() => groundwork.WorkloadTask.of({ size: groundwork.TaskSize.of(1024, 2048) }), '"Cpu":"1024"'],
  telemetry: [() => groundwork.AppTelemetry.applicationSignals(), '"Name":"cloudwatch-agent"'],
  strategy: [() => groundwork.CapacityStrategy.fargateSpot(), '"CapacityProvider":"FARGATE_SPOT"'],
  vpcSubnets: [
    ({ vpc }) => ({ availabilityZones: [vpc.availabilityZones[0]] }),
    '"AvailabilityZoneRebalancing":"DISABLED"',
  ],
  securityGroups: [
    ({ stack }) =>
      groundwork.WorkloadSecurityGroups.existing([ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', 'sg-1')]),
    '"SecurityGroups":["sg-1"]',
  ],
  serviceName: [() => 'orders', '"ServiceName":"orders"'],
  desiredCount: [() => groundwork.DesiredCount.fixed(7), '"DesiredCount":7'],
  deployment: [() => groundwork.ServiceDeployment.rolling({ maxHealthyPercent: 150 }), '"MaximumPercent":150'],
  exec: [({ exec }) => exec, '"EnableExecuteCommand":true'],
  rollbackAlarms: [() => groundwork.RollbackPolicy.onAlarms({ cpuPercent: 77 }), '"Threshold":77'],
  alarmTopic: [({ topic }) => topic, '"AlarmActions"'],
  alarms: [() => ({ missingTasksMinutes: 33 }), '"EvaluationPeriods":33'],
  serviceConnect: [() => groundwork.ServiceConnect.client(), '"ServiceConnectConfiguration"'],
  serviceDiscovery: [
    () => groundwork.ServiceDiscovery.named('o', { namespace: groundwork.ServiceNamespace.create('shop.internal') }),
    '"ServiceRegistries"',
  ],
  dashboard: [() => true, 'AWS::CloudWatch::Dashboard'],
};

const WEB: Table<Omit<groundwork.WebServiceProps, keyof groundwork.ServiceWorkloadProps>> = {
  ingress: [
    () => groundwork.WebIngress.internal({ deletionProtection: true }),
    '"Key":"deletion_protection.enabled","Value":"true"',
  ],
  certificate: [
    ({ stack }) =>
      acm.Certificate.fromCertificateArn(stack, 'Mine', 'arn:aws:acm:eu-west-1:111122223333:certificate/mine'),
    'certificate/mine',
  ],
  domain: [({ zone }) => ({ name: 'a.example.com', zone }), 'AWS::Route53::RecordSet'],
  healthCheck: [() => ({ path: '/up' }), '"HealthCheckPath":"/up"'],
  deregistrationDelay: [() => Duration.seconds(77), '"Value":"77"'],
  containerName: [() => 'app', '"ContainerName":"app"'],
  containerPort: [() => 8080, '"ContainerPort":8080'],
};

const ROUTE: Table<groundwork.WebRouteOptions> = {
  hosts: [() => ['h.example.com'], '"h.example.com"'],
  paths: [() => ['/p/*'], '"/p/*"'],
  priority: [() => 4242, '"Priority":4242'],
};

const HTTPS: Table<Omit<groundwork.HttpsIngressOptions, keyof groundwork.WebRouteOptions>> = {
  port: [() => 8443, '"Port":8443'],
  vpcSubnets: [({ vpc }) => ({ subnets: vpc.publicSubnets }), /LoadBalancer.*"Subnets":\[\{"Ref":"VpcPublicSubnet1/],
  accessLogBucket: [({ stack }) => s3.Bucket.fromBucketName(stack, 'AccessLogs', 'my-access-logs'), '"my-access-logs"'],
  webAclArn: [() => 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b', 'AWS::WAFv2::WebACLAssociation'],
  deletionProtection: [() => true, '"Key":"deletion_protection.enabled","Value":"true"'],
  sslPolicy: [() => elbv2.SslPolicy.TLS13_13, elbv2.SslPolicy.TLS13_13],
  redirectHttp: [() => false, /^((?!"Type":"redirect").)*$/s],
};

const PLAIN: Table<Pick<groundwork.PlainHttpIngressOptions, 'internetFacing'>> = {
  internetFacing: [() => true, '"Scheme":"internet-facing"'],
};

const HTTP_API: Table<groundwork.HttpApiOptions> = {
  throttle: [() => ({ rateLimit: 77 }), '"ThrottlingRateLimit":77'],
  corsPreflight: [() => ({ allowOrigins: ['https://o.example.com'] }), '"https://o.example.com"'],
  accessLogGroup: [({ logGroup }) => logGroup, /"DestinationArn":\{"Fn::GetAtt":\["Logs/],
  detailedMetrics: [() => true, '"DetailedMetricsEnabled":true'],
};

const HTTP_ROUTE: Table<groundwork.HttpApiRouteOptions> = {
  path: [() => '/p', '"ANY /p"'],
  methods: [() => [apigateway.HttpMethod.PATCH], '"PATCH /"'],
  scopes: [() => ['my-scope'], '"my-scope"'],
  timeout: [() => Duration.millis(777), '"TimeoutInMillis":777'],
  parameterMapping: [
    () => new apigateway.ParameterMapping().appendHeader('x', apigateway.MappingValue.custom('my-value')),
    '"my-value"',
  ],
};

/** Nobody looks at scopes where everybody may call. */
const OPEN_ROUTE = Object.fromEntries(Object.entries(HTTP_ROUTE).filter(([name]) => name !== 'scopes'));

const AUTHORIZER: Table<Pick<groundwork.HttpApiIngressOptions, 'authorizer'>> = {
  authorizer: [() => new HttpIamAuthorizer(), '"AWS_IAM"'],
};

const VPC_LINK: Table<Pick<groundwork.HttpApiIngressOptions, 'vpcLink'>> = {
  vpcLink: [({ stack, vpc }) => new groundwork.TaskVpcLink(stack, 'MyLink', { vpc }), /"ConnectionId":\{"Ref":"MyLink/],
};

const API: Table<Omit<groundwork.TaskHttpApiProps, 'vpcLink' | 'authorizer' | 'certificate'>> = {
  ...HTTP_API,
  domainName: [() => 'api.example.com', 'AWS::ApiGatewayV2::DomainName'],
};

const LINK: Table<Pick<groundwork.TaskVpcLinkProps, 'vpcSubnets'>> = {
  vpcSubnets: [({ vpc }) => ({ subnets: vpc.publicSubnets }), /"SubnetIds":\[\{"Ref":"VpcPublicSubnet1/],
};

const TASK: Table<groundwork.WorkloadTaskOptions> = {
  size: [() => groundwork.TaskSize.of(1024, 2048), '"Cpu":"1024"'],
  systemControls: [() => groundwork.SystemControls.of({ 'net.core.somaxconn': '6000' }), '"net.core.somaxconn"'],
  processNamespace: [() => groundwork.ProcessNamespace.sharedByTask(), '"PidMode":"task"'],
  scratch: [() => groundwork.ScratchStorage.volume(), '"Volumes":['],
  runtimePlatform: [() => ({ cpuArchitecture: ecs.CpuArchitecture.ARM64 }), '"CpuArchitecture":"ARM64"'],
  ephemeralStorage: [() => Size.gibibytes(50), '"SizeInGiB":50'],
  volumes: [() => [{ name: 'my-volume' }], '"my-volume"'],
  taskRole: [({ role }) => role, /"TaskRoleArn":\{"Fn::GetAtt":\["Role/],
  executionRole: [({ role }) => role, /"ExecutionRoleArn":\{"Fn::GetAtt":\["Role/],
  logGroup: [({ logGroup }) => groundwork.TaskLogGroup.existing(logGroup), /"awslogs-group":\{"Ref":"Logs/],
  logs: [({ logGroup }) => [groundwork.LogDestination.cloudWatchLogs(logGroup)], '"LogDriver":"awsfirelens"'],
};

const LOG_GROUP: Table<groundwork.NewTaskLogGroupOptions> = {
  retention: [() => logs.RetentionDays.ONE_DAY, /"RetentionInDays":1[,}]/],
};

const GROUP: Table<groundwork.NewSecurityGroupOptions> = {
  httpsEgress: [() => false, /^((?!Images, secrets and logs by NAT).)*$/s],
};

const WORKER: Table<Omit<groundwork.WorkerServiceProps, keyof groundwork.ServiceWorkloadProps>> = {
  queue: [({ queue }) => groundwork.WorkerQueue.existing(queue), /"QUEUE_URL","Value":\{"Ref":"MyQueue/],
  scaleInProtection: [() => true, 'ecs:UpdateTaskProtection'],
};

const QUEUE: Table<groundwork.NewWorkerQueueOptions> = {
  variable: [() => 'JOBS', '"Name":"JOBS"'],
  topics: [({ topic }) => [topic], 'AWS::SNS::Subscription'],
  maxMessageAge: [() => Duration.seconds(777), '"Threshold":777'],
  visibilityTimeout: [() => Duration.seconds(777), '"VisibilityTimeout":777'],
  maxReceiveCount: [() => 77, '"maxReceiveCount":77'],
  messageRetention: [() => Duration.seconds(777), '"MessageRetentionPeriod":777'],
  encryptionKey: [({ key }) => key, '"KmsMasterKeyId"'],
  deadLetterQueue: [({ queue }) => queue, /"deadLetterTargetArn":\{"Fn::GetAtt":\["MyQueue/],
};

const SCALING: Table<Omit<groundwork.ServiceScalingOptions, 'max' | 'backlog' | 'requestsPerTarget'>> = {
  min: [() => 7, '"MinCapacity":7'],
  cpuPercent: [() => 77, '"TargetValue":77'],
  memoryPercent: [() => 78, '"TargetValue":78'],
  schedules: [
    () => [{ name: 'Night', schedule: appscaling.Schedule.cron({ hour: '1', minute: '2' }), max: 8 }],
    '"Night"',
  ],
  predictive: [() => ({}), 'PredictiveScaling'],
  scaleInCooldown: [() => Duration.seconds(77), '"ScaleInCooldown":77'],
  scaleOutCooldown: [() => Duration.seconds(78), '"ScaleOutCooldown":78'],
};

const JOB: Table<Omit<groundwork.OneOffJobProps, 'cluster'>> = {
  container: SERVICE.container,
  task: SERVICE.task,
  telemetry: SERVICE.telemetry,
  strategy: [() => groundwork.CapacityStrategy.fargateSpot(), /CapacityProvider[\\":]+FARGATE_SPOT/],
  vpcSubnets: [
    ({ vpc }) => ({ subnets: [vpc.privateSubnets[1]] }),
    /Subnets[\\":]+\[[\\"]+"?,\{"Ref":"VpcPrivateSubnet2/,
  ],
  securityGroups: [
    ({ stack }) =>
      groundwork.WorkloadSecurityGroups.existing([ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', 'sg-1')]),
    'sg-1',
  ],
  jobContainer: [() => 'app', 'app'],
  overrides: [() => [{ command: ['migrate', 'up'] }], 'migrate'],
  retries: [() => ({ attempts: 77 }), /\b77\b/],
  runTimeout: [() => Duration.seconds(777), '777'],
  timeout: [() => Duration.seconds(777), '777'],
  alarmTopic: [({ topic }) => topic, '"AlarmActions"'],
  executionLogGroup: [({ logGroup }) => logGroup, /"LogGroupArn":\{"Fn::GetAtt":\["Logs/],
  starters: [({ role }) => [role], '"states:StartExecution"'],
};

const SCHEDULE: Table<Omit<groundwork.ScheduledJobProps, keyof groundwork.OneOffJobProps | 'schedule'>> = {
  enabled: [() => false, '"State":"DISABLED"'],
  timeWindow: [() => scheduler.TimeWindow.flexible(Duration.minutes(17)), '"MaximumWindowInMinutes":17'],
  input: [() => scheduler.ScheduleTargetInput.fromObject({ from: 'from-schedule' }), 'from-schedule'],
  deadLetterQueue: [({ queue }) => queue, /"DeadLetterConfig":\{"Arn":\{"Fn::GetAtt":\["MyQueue/],
};

type Make = (world: World, options: Record<string, unknown>) => unknown;

/** Each struct of options, and the workload that is given them. */
const STRUCTS: Readonly<
  Record<string, readonly [Record<string, readonly [(world: World) => unknown, string | RegExp]>, Make]>
> = {
  ServiceWorkloadProps: [SERVICE, (world, options) => backend(world, withTopic(world, options))],
  WebServiceProps: [WEB, (world, options) => web(world, options)],
  WebRouteOptions: [ROUTE, (world, options) => web(world, { ingress: groundwork.WebIngress.internal(options) })],
  HttpsIngressOptions: [HTTPS, (world, options) => web(world, { ingress: groundwork.WebIngress.internal(options) })],
  PlainHttpIngressOptions: [
    PLAIN,
    (world, options) => web(world, { certificate: undefined, ingress: groundwork.WebIngress.plainHttp(options) }),
  ],
  HttpApiIngressOptions: [
    { ...HTTP_API, ...HTTP_ROUTE, ...AUTHORIZER, ...VPC_LINK },
    (world, options) => behindApi(world, groundwork.WebIngress.httpApi({ authorizer: jwt(), ...options })),
  ],
  PublicHttpApiIngressOptions: [
    { ...HTTP_API, ...OPEN_ROUTE, ...VPC_LINK },
    (world, options) => behindApi(world, groundwork.WebIngress.publicHttpApi(options)),
  ],
  SharedHttpApiIngressOptions: [
    { ...HTTP_ROUTE, ...AUTHORIZER },
    (world, options) => behindApi(world, groundwork.WebIngress.sharedHttpApi(sharedApi(world, {}), options)),
  ],
  ExistingHttpApiIngressOptions: [
    { ...HTTP_ROUTE, ...AUTHORIZER, ...VPC_LINK },
    (world, options) => {
      const api = new apigateway.HttpApi(world.stack, 'Api', { defaultAuthorizer: jwt() });
      behindApi(world, groundwork.WebIngress.existingHttpApi(api, options));
    },
  ],
  TaskHttpApiProps: [
    API,
    (world, options) =>
      sharedApi(world, { ...options, ...('domainName' in options && { certificate: world.certificate }) }),
  ],
  TaskVpcLinkProps: [LINK, ({ stack, vpc }, options) => new groundwork.TaskVpcLink(stack, 'It', { vpc, ...options })],
  WorkloadTaskOptions: [TASK, (world, options) => backend(world, { task: groundwork.WorkloadTask.of(options) })],
  NewTaskLogGroupOptions: [
    LOG_GROUP,
    (world, options) =>
      backend(world, { task: groundwork.WorkloadTask.of({ logGroup: groundwork.TaskLogGroup.create(options) }) }),
  ],
  NewSecurityGroupOptions: [
    GROUP,
    (world, options) => backend(world, { securityGroups: groundwork.WorkloadSecurityGroups.create(options) }),
  ],
  WorkerServiceProps: [WORKER, (world, options) => worker(world, options)],
  NewWorkerQueueOptions: [QUEUE, (world, options) => worker(world, { queue: groundwork.WorkerQueue.create(options) })],
  ServiceScalingOptions: [
    SCALING,
    (world, options) =>
      backend(world, { desiredCount: groundwork.DesiredCount.scaled({ max: 9, cpuPercent: 50, ...options }) }),
  ],
  OneOffJobProps: [
    JOB,
    ({ stack, cluster, container }, options) =>
      new groundwork.OneOffJob(stack, 'It', { cluster, container, ...options }),
  ],
  ScheduledJobProps: [
    SCHEDULE,
    ({ stack, cluster, container }, options) =>
      new groundwork.ScheduledJob(stack, 'It', {
        cluster,
        container,
        schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)),
        ...options,
      }),
  ],
};

/** Options whose value is that of the default, so that only their presence is seen. */
const DEFAULTS = ['containerName', 'containerPort', 'jobContainer'];

describe.each(Object.entries(STRUCTS))('%s', (_, [table, make]) => {
  test.each(Object.entries(table))('%s is in the template', (name, [value, seen]) => {
    const templateOf = (given: boolean) => {
      const world = new World();
      const option = value(world);
      make(world, given ? { [name]: option } : {});
      return JSON.stringify(Template.fromStack(world.stack).toJSON());
    };
    const has = (text: string) => (typeof seen === 'string' ? text.includes(seen) : seen.test(text));

    expect({ name, given: has(templateOf(true)) }).toEqual({ name, given: true });
    expect({ name, without: has(templateOf(false)) }).toEqual({ name, without: DEFAULTS.includes(name) });
  });
});

function backend({ stack, cluster, container }: World, options: object): unknown {
  return new groundwork.BackendService(stack, 'It', { cluster, container, ...options });
}

function web({ stack, cluster, container, certificate }: World, options: object): unknown {
  return new groundwork.WebService(stack, 'It', { cluster, container, certificate, ...options });
}

function behindApi({ stack, cluster, container }: World, ingress: groundwork.WebIngress): void {
  new groundwork.WebService(stack, 'It', { cluster, container, ingress });
}

function sharedApi({ stack, vpc }: World, options: object): groundwork.TaskHttpApi {
  const vpcLink = groundwork.TaskVpcLink.of(vpc);
  return new groundwork.TaskHttpApi(stack, 'Shared', { vpcLink, authorizer: jwt(), ...options });
}

function jwt(): HttpJwtAuthorizer {
  return new HttpJwtAuthorizer('Jwt', 'https://users.example.com', { jwtAudience: ['shop'] });
}

function worker({ stack, cluster, container }: World, options: object): unknown {
  return new groundwork.WorkerService(stack, 'It', { cluster, container, ...options });
}

/** Alarms need somebody to tell. */
function withTopic({ topic }: World, options: Record<string, unknown>): object {
  return 'alarms' in options ? { alarmTopic: topic, ...options } : options;
}
