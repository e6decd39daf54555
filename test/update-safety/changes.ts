import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  AppTelemetry,
  CapacityStrategy,
  LogDestination,
  RollbackPolicy,
  RollbackSignal,
  ServiceConnect,
  ServiceDeployment,
  ServiceWorkload,
  ServiceWorkloadProps,
  SystemControls,
  TaskContainerOptions,
  TaskSize,
  WorkloadTaskProps,
  WorkloadSecurityGroups,
  DesiredCount,
  WorkloadTask,
  TaskLogGroup,
} from '../../lib';
import { World } from './world';

/** An ordinary change of a workload: other properties, or something done to it. */
export interface Change<Props, Workload> {
  /** Properties that are other ones from now on, given what they were. */
  readonly props?: (world: World, props: Props) => Partial<Props>;
  /** What is called on the workload from now on. */
  readonly call?: (workload: Workload, world: World) => void;
  /** Types of resources that are meant to go. */
  readonly without?: readonly string[];
}

/** Changes by what people would say they do. */
export type Changes<Props, Workload> = Readonly<Record<string, Change<Props, Workload>>>;

/** A kind of workload, and what is ordinarily changed of it. */
export interface Subject<Props = any, Workload = any> {
  readonly props: (world: World) => Props;
  readonly make: (world: World, props: Props) => Workload;
  /** What is done to it in any case. */
  readonly finish?: (workload: Workload, world: World) => void;
  /** What changes every day. */
  readonly changes: Changes<Props, Workload>;
  /** What replaces more than the task definition, as it must. */
  readonly costly?: Changes<Props, Workload>;
}

/** Changes of the application's container. */
function container(options: Partial<TaskContainerOptions>): Change<WorkloadTaskProps, unknown> {
  return { props: (_, props) => ({ container: { ...props.container!, ...options } }) };
}

/** What is changed of any task. */
export const TASK_CHANGES: Changes<WorkloadTaskProps, unknown> = {
  'another image': { props: (world, props) => ({ container: { ...props.container!, image: world.image('1.0.1') } }) },
  'another size': { props: () => ({ task: WorkloadTask.of({ size: TaskSize.of(1024, 2048) }) }) },
  'an environment variable': container({ environment: { LOG_LEVEL: 'debug' } }),
  'a secret': {
    props: (world, props) => ({
      container: { ...props.container!, secrets: { API_KEY: ecs.Secret.fromSecretsManager(world.secret) } },
    }),
  },
  'another command': container({ command: ['node', 'server.js'] }),
  'a container health check': container({ healthCheck: { command: ['CMD', '/healthy'] } }),
  'a longer stop timeout': container({ stopTimeout: Duration.seconds(90) }),
  'kernel parameters': {
    props: () => ({ task: WorkloadTask.of({ systemControls: SystemControls.of({ 'net.core.somaxconn': '6000' }) }) }),
  },
  'log retention': {
    props: () => ({
      task: WorkloadTask.of({ logGroup: TaskLogGroup.create({ retention: logs.RetentionDays.ONE_YEAR }) }),
    }),
  },
  telemetry: { props: () => ({ telemetry: AppTelemetry.applicationSignals() }) },
  'a log destination': {
    props: (world) => ({ task: WorkloadTask.of({ logs: [LogDestination.dataFirehose(world.stream)] }) }),
  },
};

/** What is changed of any service. */
export const SERVICE_CHANGES: Changes<ServiceWorkloadProps, ServiceWorkload> = {
  ...TASK_CHANGES,
  'a permission of the task': {
    call: ({ taskDefinition }) =>
      taskDefinition.addToTaskRolePolicy(
        new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111111111111:q'] }),
      ),
  },
  'another container': {
    call: (service, world) =>
      service.addSidecar('cache', { image: world.image('cache'), essential: false, user: '10001' }),
  },
  'desired count': { props: () => ({ desiredCount: DesiredCount.fixed(5) }) },
  'Fargate → on-demand floor, rest on Spot': { props: () => ({ strategy: CapacityStrategy.onDemandFloor(2) }) },
  'other weights': { props: () => ({ strategy: CapacityStrategy.fargateSplit(3, 1) }) },
  'desired count → scaling': {
    props: () => ({ desiredCount: DesiredCount.scaled({ max: 10, cpuPercent: 60 }) }),
  },
  'deployment percentages': {
    props: () => ({ deployment: ServiceDeployment.rolling({ minHealthyPercent: 50, maxHealthyPercent: 150 }) }),
  },
  'circuit breaker off': { props: () => ({ deployment: ServiceDeployment.rolling({ circuitBreaker: false }) }) },
  'another limit of a rollback alarm': {
    props: () => ({ rollbackAlarms: RollbackPolicy.onAlarms({ cpuPercent: 80 }) }),
  },
  'one rollback alarm more': {
    call: ({ rollbackAlarms }, { stack }) =>
      rollbackAlarms!.addAlarm(cloudwatch.Alarm.fromAlarmName(stack, 'Errors', 'errors')),
  },
  'one rollback alarm less': {
    props: () => ({ rollbackAlarms: RollbackPolicy.onAlarms({ without: [RollbackSignal.CPU] }) }),
    without: ['AWS::CloudWatch::Alarm'],
  },
  'no rollback alarms': {
    props: () => ({ rollbackAlarms: RollbackPolicy.withoutAlarms() }),
    without: ['AWS::CloudWatch::Alarm'],
  },
  'ECS Exec on': { props: (world) => ({ exec: world.exec }) },
  'may call another service': { call: (service, world) => service.allowTo(world.peer, 5432) },
  'Service Connect on, as a client': { props: () => ({ serviceConnect: ServiceConnect.client() }) },
  'no way to port 443': { props: () => ({ securityGroups: WorkloadSecurityGroups.create({ httpsEgress: false }) }) },
  'other subnets': { props: () => ({ vpcSubnets: { availabilityZones: ['eu-west-1a'] } }) },
  'opened for a peer': { call: (service, world) => service.connections.allowFrom(world.peer, ec2.Port.tcp(9090)) },
};
