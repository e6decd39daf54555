import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** In what an application is written that is instrumented without changing it. */
export enum TelemetryLanguage {
  /** Java 8 and later. */
  JAVA = 'JAVA',
  /** Python. */
  PYTHON = 'PYTHON',
  /** Node.js, CommonJS modules. */
  NODEJS = 'NODEJS',
  /** .NET on Linux with glibc; Alpine has another C library. */
  DOTNET = 'DOTNET',
}

/** The options of every kind of telemetry. */
export interface TelemetryOptions {
  /**
   * In what the application is written. Before it starts, the instrumentation of the AWS Distro for OpenTelemetry is copied to a
   * volume of the task, and environment variables load it from there.
   *
   * @default - nothing is loaded: the image brings its own OpenTelemetry
   */
  readonly language?: TelemetryLanguage;

  /**
   * Name under which the application shows.
   *
   * @default - the construct id of the workload; added to a task definition by hand, its family
   */
  readonly serviceName?: string;

  /**
   * Name of the environment that the application belongs to, as `production`.
   *
   * @default - CloudWatch derives it from the cluster
   */
  readonly environmentName?: string;

  /**
   * Image of the agent beside the application. Tasks in isolated subnets need one that is in ECR (`PullThroughCache`).
   *
   * @default - the CloudWatch agent or collector of ECR Public in the version that this library names
   */
  readonly agentImage?: ecs.ContainerImage;

  /**
   * Image that holds the instrumentation. Only with `language`.
   *
   * @default - that of the language in ECR Public in the version that this library names
   */
  readonly instrumentationImage?: ecs.ContainerImage;

  /**
   * Memory that is kept for the agent, in MiB.
   *
   * @default - what the task has left; 128 where the task has no memory size
   */
  readonly agentMemoryReservationMiB?: number;

  /**
   * The log driver of the agent and of the instrumentation.
   *
   * @default - the log group of a HardenedTaskDefinition; on any other task a new log group, kept for a month
   */
  readonly logging?: ecs.LogDriver;
}

/** Options of `AppTelemetry.otelCollector`. */
export interface OtelCollectorOptions extends TelemetryOptions {
  /** Configuration of the collector, in YAML. Its OTLP receiver listens on port 4318 for HTTP. */
  readonly config: string;

  /**
   * The statements that the exporters of `config` need in the task role.
   *
   * @default - nothing
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * Endpoints that its exporters reach, for `openEndpoints`.
   *
   * @default - none
   */
  readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[];
}
