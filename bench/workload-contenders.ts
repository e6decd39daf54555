/** The same services, written in several ways: ours, and those that aws-cdk-lib and its neighbours offer. */
import { App, Aws, CfnElement, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as extensions from '@aws-cdk-containers/ecs-service-extensions';
import { Construct } from 'constructs';
import { TaskSize } from '../lib/task-definition';
import { TaskApplicationLoadBalancer } from '../lib/task-networking';
import { RollbackPolicy, ServiceWorkload, ServiceWorkloadProps, WebService, WorkerService } from '../lib/workloads';
import { WebIngress } from '../lib/workloads/web-ingress';
import { DesiredCount } from '../lib/workloads/desired-count';
import { WorkloadTask } from '../lib/workloads/workload-task';

/** What all services share. */
export interface Base {
  readonly cluster: ecs.Cluster;
  readonly balancer: TaskApplicationLoadBalancer;
}

/** Adds one service to a stack. */
export type Define = (stack: Stack, id: string, base: Base, index: number) => void;

type Kind = 'web' | 'plain' | 'worker';

const PER_STACK = 25;
const PORT = 8080;
const image = ecs.ContainerImage.fromRegistry('example/app:1');
const maximum = { max: 10, cpuPercent: 60 };

class Plain extends ServiceWorkload {
  constructor(scope: Construct, id: string, props: ServiceWorkloadProps) {
    super(scope, id, props);
  }
}

function web(rollbackAlarms: RollbackPolicy | undefined): Define {
  return (stack, id, { cluster, balancer }) =>
    new WebService(stack, id, {
      cluster,
      ingress: WebIngress.sharedBalancer(balancer, { paths: [`/${id}/*`] }),
      task: WorkloadTask.of({ size: TaskSize.of(256, 512) }),
      container: { image, user: '10001', port: PORT },
      desiredCount: DesiredCount.scaled(maximum),
      rollbackAlarms,
    });
}

function unbalanced(Kind: typeof Plain | typeof WorkerService) {
  return (rollbackAlarms: RollbackPolicy | undefined): Define =>
    (stack, id, { cluster }) =>
      new Kind(stack, id, {
        cluster,
        task: WorkloadTask.of({ size: TaskSize.of(256, 512) }),
        container: { image, user: '10001' },
        desiredCount: DesiredCount.scaled(maximum),
        rollbackAlarms,
      });
}

/** The constructs of aws-cdk-lib, told to render what ours renders. */
function writtenOut(kind: Kind, alarmed: boolean): Define {
  const balanced = kind === 'web';
  return (stack, id, { cluster, balancer }, index) => {
    const scope = new Construct(stack, id);
    const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc: cluster.vpc, allowAllOutbound: false });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Images, secrets and logs by NAT');
    const { task, waitFor } = hardenedTask(scope, kind);
    const service = new ecs.FargateService(scope, 'Service', {
      cluster,
      taskDefinition: task,
      securityGroups: [group],
      vpcSubnets: {},
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
    const resource = service.node.defaultChild as ecs.CfnService;
    resource.forceNewDeployment = { enableForceNewDeployment: true, forceNewDeploymentNonce: 'FARGATE:0:1' };
    resource.node.addDependency(group, ...waitFor);
    if (balanced) {
      const targetGroup = new elbv2.ApplicationTargetGroup(service, 'Http', {
        vpc: cluster.vpc,
        protocol: elbv2.ApplicationProtocol.HTTP,
        targetType: elbv2.TargetType.IP,
        deregistrationDelay: Duration.seconds(30),
        healthCheck: { path: '/' },
        targets: [service],
      });
      addRule(targetGroup, 'Rule', balancer, targetGroup, index);
      if (alarmed) {
        watch(service, targetGroup);
      }
    } else if (alarmed) {
      watch(service);
    }
    scale(service);
  };
}

/** The rollback alarms of ours, told of by name: the service could not refer to alarms that refer to it. */
function watch(service: ecs.FargateService, targetGroup?: elbv2.ApplicationTargetGroup): void {
  const period = Duration.minutes(1);
  const dimensionsMap = { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName };
  const full = (what: string) => ({
    alarmDescription: `The tasks use 90 % of their ${what}`,
    metric: new cloudwatch.Metric({
      namespace: 'AWS/ECS',
      metricName: what === 'CPU' ? 'CPUUtilization' : 'MemoryUtilization',
      dimensionsMap,
      period,
    }),
    threshold: 90,
    evaluationPeriods: 5,
  });
  const alarms: Record<string, Omit<cloudwatch.AlarmProps, 'alarmName'>> = { Cpu: full('CPU'), Memory: full('memory') };
  if (targetGroup !== undefined) {
    const metric = (name: string, statistic: string) => targetGroup.metrics.custom(name, { statistic, period });
    alarms.ServerErrorsHttp = {
      alarmDescription: 'Of at least 20 requests a minute, 5 % are answered with 5xx',
      metric: new cloudwatch.MathExpression({
        expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)',
        usingMetrics: {
          errors: metric('HTTPCode_Target_5XX_Count', cloudwatch.Stats.SUM),
          requests: metric('RequestCount', cloudwatch.Stats.SUM),
        },
        label: '5xx of the targets, percent',
        period,
      }),
      threshold: 5,
      evaluationPeriods: 3,
    };
    alarms.UnhealthyTargetsHttp = {
      alarmDescription: 'Targets fail their health check',
      metric: metric('UnHealthyHostCount', cloudwatch.Stats.MAXIMUM),
      threshold: 1,
      evaluationPeriods: 5,
    };
  }
  const names = Object.entries(alarms).map(([id, props]) => {
    const alarmName = `${Aws.STACK_NAME}/${service.node.scope!.node.id}/RollbackAlarms/${id}`;
    const alarm = new cloudwatch.Alarm(service, id, {
      ...props,
      alarmName,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (id.endsWith('Http')) {
      service.node.defaultChild!.node.addDependency(alarm);
    }
    return alarmName;
  });
  service.enableDeploymentAlarms(names, { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
}

/** The queue of a worker and the one for its dead letters. */
function queueOf(scope: Construct, taskRole: iam.Role): sqs.Queue {
  const encrypted = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };
  const deadLetters = new sqs.Queue(scope, 'DeadLetterQueue', { ...encrypted, retentionPeriod: Duration.days(14) });
  const queue = new sqs.Queue(scope, 'Queue', {
    ...encrypted,
    visibilityTimeout: Duration.minutes(2),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  new iam.ManagedPolicy(scope, 'Receive', { roles: [taskRole] }).addStatements(
    new iam.PolicyStatement({
      actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resources: [queue.queueArn],
    }),
  );
  return queue;
}

function hardenedTask(scope: Construct, kind: Kind) {
  const balanced = kind === 'web';
  const logGroup = new logs.LogGroup(scope, 'LogGroup', {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
    conditions: {
      ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'ecs', resource: '*' }) },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    },
  });
  const taskRole = new iam.Role(scope, 'TaskRole', { assumedBy });
  const executionRole = new iam.Role(scope, 'ExecutionRole', { assumedBy });
  const policy = new iam.ManagedPolicy(scope, 'Scoped', { roles: [executionRole] });
  policy.addStatements(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const task = new ecs.FargateTaskDefinition(scope, 'Task', {
    cpu: 256,
    memoryLimitMiB: 512,
    taskRole,
    executionRole: executionRole.withoutPolicyUpdates(),
  });
  task.node.defaultChild!.node.addDependency(executionRole, policy);
  const linuxParameters = new ecs.LinuxParameters(scope, 'Linux', { initProcessEnabled: true });
  linuxParameters.dropCapabilities(ecs.Capability.ALL);
  linuxParameters.addTmpfs({ containerPath: '/tmp', size: 64 });
  const queue = kind === 'worker' ? queueOf(scope, taskRole) : undefined;
  task.addContainer('app', {
    image,
    user: '10001',
    readonlyRootFilesystem: true,
    ...(queue && { environment: { QUEUE_URL: queue.queueUrl }, stopTimeout: Duration.seconds(120) }),
    ...(balanced && { portMappings: [{ containerPort: PORT }] }),
    linuxParameters,
    logging: ecs.LogDrivers.awsLogs({
      logGroup,
      streamPrefix: 'app',
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      maxBufferSize: Size.mebibytes(25),
    }),
  });
  return { task, waitFor: [executionRole, policy] };
}

/** aws-cdk-lib as its guide shows it: its own roles, nothing hardened. */
function plain(balanced: boolean): Define {
  return (stack, id, { cluster, balancer }, index) => {
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`, { cpu: 256, memoryLimitMiB: 512 });
    taskDefinition.addContainer('app', {
      image,
      portMappings: balanced ? [{ containerPort: PORT }] : [],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'app' }),
    });
    const service = new ecs.FargateService(stack, id, {
      cluster,
      taskDefinition,
      minHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
    });
    if (balanced) {
      const targetGroup = new elbv2.ApplicationTargetGroup(stack, `${id}Http`, {
        vpc: cluster.vpc,
        protocol: elbv2.ApplicationProtocol.HTTP,
        targets: [service],
      });
      addRule(stack, `${id}Rule`, balancer, targetGroup, index);
    }
    scale(service);
  };
}

/**
 * Each service of the patterns makes a listener of its own, and so takes a port, of a load balancer that is shared; always
 * under the same id, so each must import it for itself.
 */
const patterned: Define = (stack, id, { cluster, balancer }, index) => {
  const { loadBalancerArn, loadBalancerDnsName, loadBalancerCanonicalHostedZoneId } = balancer.loadBalancer;
  const [{ securityGroupId }] = balancer.connections.securityGroups;
  const { service } = new patterns.ApplicationLoadBalancedFargateService(stack, id, {
    cluster,
    cpu: 256,
    memoryLimitMiB: 512,
    taskImageOptions: { image, containerPort: PORT },
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, `${id}LoadBalancer`, {
      loadBalancerArn,
      loadBalancerDnsName,
      loadBalancerCanonicalHostedZoneId,
      securityGroupId,
      vpc: cluster.vpc,
    }),
    listenerPort: 10000 + index,
    openListener: false,
    minHealthyPercent: 100,
    circuitBreaker: { enable: true, rollback: true },
  });
  scale(service);
};

/** Its load balancer is one for each service, so only the service without any is comparable. */
const extended: Define = (stack, id, { cluster }) => {
  const { Container, Environment, Service, ServiceDescription } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- its index is eager, and only this contender is to pay
    require('@aws-cdk-containers/ecs-service-extensions') as typeof extensions;
  const serviceDescription = new ServiceDescription();
  serviceDescription.add(new Container({ cpu: 256, memoryMiB: 512, trafficPort: PORT, image }));
  const environment =
    (stack.node.tryFindChild('Environment') as extensions.Environment | undefined) ??
    new Environment(stack, 'Environment', { vpc: cluster.vpc, cluster });
  new Service(stack, id, {
    environment,
    serviceDescription,
    autoScaleTaskCount: { maxTaskCount: maximum.max, targetCpuUtilization: maximum.cpuPercent },
  });
};

function addRule(
  scope: Construct,
  id: string,
  { listener }: TaskApplicationLoadBalancer,
  targetGroup: elbv2.ApplicationTargetGroup,
  index: number,
): void {
  new elbv2.ApplicationListenerRule(scope, id, {
    listener,
    priority: index + 1,
    conditions: [elbv2.ListenerCondition.pathPatterns([`/Service${index}/*`])],
    targetGroups: [targetGroup],
  });
}

function scale(service: ecs.FargateService): void {
  service
    .autoScaleTaskCount({ minCapacity: 2, maxCapacity: maximum.max })
    .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: maximum.cpuPercent });
}

const OURS = 'ours';
const SAME = 'aws-ecs, same output';
const ALARMED = 'ours, alarms';
const SAME_ALARMED = 'same output, alarms';
const PLAIN = 'aws-ecs, as it comes';

function pairs(ours: (rollbackAlarms: RollbackPolicy | undefined) => Define, kind: Kind): Record<string, Define> {
  return {
    [OURS]: ours(RollbackPolicy.withoutAlarms()),
    [SAME]: writtenOut(kind, false),
    [ALARMED]: ours(undefined),
    [SAME_ALARMED]: writtenOut(kind, true),
  };
}

/** Who takes part, by the kind of service. Of the first four, the first two and the last two must render the same. */
export const CONTENDERS: Readonly<Record<string, Readonly<Record<string, Define>>>> = {
  'web service': { ...pairs(web, 'web'), [PLAIN]: plain(true), 'aws-ecs-patterns': patterned },
  'service without load balancer': {
    ...pairs(unbalanced(Plain), 'plain'),
    [PLAIN]: plain(false),
    'ecs-service-extensions': extended,
  },
  'worker service': pairs(unbalanced(WorkerService), 'worker'),
};

/** An app of so many services, 25 in each stack, on a stack that has what they share. */
export function build(count: number, define: Define, outdir: string): App {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Base');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
  });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
  const certificate = acm.Certificate.fromCertificateArn(
    stack,
    'Certificate',
    'arn:aws:acm:eu-west-1:111111111111:certificate/1',
  );
  const base = { cluster, balancer: new TaskApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, certificate }) };
  for (let first = 0; first < count; first += PER_STACK) {
    const services = new Stack(app, `Services${first}`);
    for (let index = first; index < Math.min(count, first + PER_STACK); index++) {
      define(services, `Service${index}`, base, index);
    }
  }
  return app;
}

/** Constructs of a stack, less what every stack has. */
export function constructsOf(stack: Stack): number {
  const own = (element: Construct) =>
    !(CfnElement.isCfnElement(element) && /^(Bootstrap|CheckBoot)/.test(element.node.id));
  return stack.node.findAll().filter(own).length - 1;
}
