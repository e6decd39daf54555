import type { Duration, Size } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { LogDestination } from './log-destination';
import type { LogFilter } from './log-filter';
import type { RouterBuffer } from './router-buffer';
import type { RouterConfiguration } from './router-configuration';
import type { RouterImage } from './router-image';

/** The options of a log router container. */
export interface LogRouterOptions {
  /**
   * Name of the router's container.
   *
   * @default 'log-router'
   */
  readonly containerName?: string;

  /**
   * Image of the router. In subnets without a way to the internet take `RouterImage.regionalEcr()`.
   *
   * @default RouterImage.publicEcr()
   */
  readonly image?: RouterImage;

  /**
   * The buffer of logs until their destination takes them.
   *
   * @default RouterBuffer.memory()
   */
  readonly buffer?: RouterBuffer;

  /**
   * Memory kept for the router. Half of it (in MB) is the memory limit of the input that ECS generates.
   *
   * @default Size.mebibytes(128)
   */
  readonly memoryReservation?: Size;

  /**
   * Memory above which the router is killed, and with it the task. At least twice what is buffered, by AWS's rule.
   *
   * @default - twice the reservation; no limit when the reservation is known only at deployment
   */
  readonly memoryLimit?: Size;

  /**
   * CPU units of the router, out of 1024 for a vCPU.
   *
   * @default - no units of its own: it shares what the other containers leave
   */
  readonly cpu?: number;

  /**
   * The time for which the router goes on sending after the task is told to stop (`Grace`). Fluent Bit's own default of
   * 5 s loses logs that ECS would still wait for.
   *
   * @default Duration.seconds(30)
   */
  readonly gracePeriod?: Duration;

  /**
   * After how long a router that has not stopped is killed; not below `gracePeriod`, on Fargate up to 120 s.
   *
   * @default - 5 s more than `gracePeriod`
   */
  readonly stopTimeout?: Duration;

  /**
   * The log driver of the router itself: only its warnings tell of lost logs.
   *
   * @default - CloudWatch Logs, a new log group with `logRetention`
   */
  readonly logging?: ecs.LogDriver;

  /**
   * The retention of the log group that is created for the router's own log. Cannot be combined with `logging`.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * User of the router, as `uid`, `uid:gid` or `uid:group`: the ECS agent gives the socket to it, so it is a number. A
   * router with a volume (buffers on disk, S3) or with the init image must be root. Agents before 1.96.0 take root only.
   *
   * @default - '1000:1000' on Fargate and Managed Instances, where AWS keeps the agent up to date; root on EC2, with a
   * volume, with the init image and with fluentd
   */
  readonly user?: string;

  /**
   * Whether cluster, task ARN and task definition are added to every record.
   *
   * @default true
   */
  readonly ecsMetadata?: boolean;

  /**
   * Filters for the records of all containers. `addFilter` takes more of them later.
   *
   * @default - none
   */
  readonly filters?: LogFilter[];

  /**
   * Configuration of your own.
   *
   * @default - none
   */
  readonly configuration?: RouterConfiguration[];

  /**
   * Environment of the router, for `${NAME}` in configuration of your own.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Secrets in the environment of the router, for `${NAME}` in configuration of your own.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: ecs.Secret };

  /**
   * Port on the loopback interface of Fluent Bit's HTTP server, which the health check asks. In host mode each task of an
   * instance needs another one.
   *
   * @default 2020
   */
  readonly httpPort?: number;

  /**
   * Health check of the router. Containers wait for a router with a health check until it is healthy.
   *
   * @default - asks the HTTP server whether Fluent Bit is up; none where its configuration is not made here (fluentd,
   * images without a shell, `RouterConfiguration.fetchedByAgent()`)
   */
  readonly healthCheck?: ecs.HealthCheck;
}

/** The purpose and the options of a log router. */
export interface LogRouterProps extends LogRouterOptions {
  /** The task whose logs are routed. */
  readonly taskDefinition: ecs.TaskDefinition;
}

/** The routing options of the logs of one container. */
export interface RoutedLogOptions {
  /**
   * Further destinations: every record goes to all of them.
   *
   * @default - none
   */
  readonly alsoTo?: LogDestination[];

  /**
   * Filters for the records of this container, in this order.
   *
   * @default - none
   */
  readonly filters?: LogFilter[];

  /**
   * Only lines that match this regular expression (Onigmo) are routed. Applied before any filter.
   *
   * @default - all lines
   */
  readonly includePattern?: string;

  /**
   * Lines that match this regular expression (Onigmo) are dropped. Applied after `includePattern`, before any filter.
   *
   * @default - no line
   */
  readonly excludePattern?: string;

  /**
   * Log events (not bytes) that the log driver holds for the router; lines beyond are lost. The driver holds them in
   * memory of the task: at 1 KiB a line, 10,000 events are 10 MiB. The driver's own default is 1,048,576.
   *
   * @default 10000
   */
  readonly driverBufferEvents?: number;
}
