import type { Duration, TimeZone } from 'aws-cdk-lib';
import type * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

/** The limits of the number of tasks at certain times, whatever the load is. */
export interface ScheduledScaling {
  /** Name of the action, once per service. */
  readonly name: string;

  /** The schedule on which the limits change: a cron expression, a rate or a moment. */
  readonly schedule: appscaling.Schedule;

  /**
   * Time zone of the cron expression or moment.
   *
   * @default - UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * The fewest tasks from then on; `min` or `max` must be given.
   *
   * @default - the minimum stays as it is
   */
  readonly min?: number;

  /**
   * The most tasks from then on; `min` or `max` must be given.
   *
   * @default - the maximum stays as it is
   */
  readonly max?: number;
}

/** The time that messages may wait in a queue. */
export interface BacklogOptions {
  /**
   * The time that a message may wait until it is done. At least as long as `timePerMessage`.
   *
   * A task may then have `acceptableLatency / timePerMessage` messages waiting; with more of them, tasks are added.
   */
  readonly acceptableLatency: Duration;

  /**
   * The average time that one task takes for a message. Of a task that handles several at once, the time divided by
   * them.
   */
  readonly timePerMessage: Duration;
}

/** Scaling on the messages that wait in a queue. */
export interface BacklogScaling extends BacklogOptions {
  /**
   * The queue.
   *
   * @default - the queue of a WorkerService; demanded anywhere else
   */
  readonly queue?: sqs.IQueue;
}

/** The metric of a forecast. */
export enum ForecastMetric {
  /** CPU utilization, with the target of `cpuPercent`. */
  CPU = 'ECSServiceCPUUtilization',
  /** Memory utilization, with the target of `memoryPercent`. */
  MEMORY = 'ECSServiceMemoryUtilization',
  /** Requests per target of the load balancer, with the target of `requestsPerTarget`. */
  REQUESTS = 'ALBRequestCount',
}

/** The use of a forecast. */
export enum ForecastMode {
  /** The forecast is shown, and changes nothing: time to see whether it is any good. */
  FORECAST_ONLY = 'ForecastOnly',
  /** Tasks are added ahead of the load that is forecast. */
  FORECAST_AND_SCALE = 'ForecastAndScale',
}

/**
 * Tasks added ahead of a load that comes again each day or week.
 *
 * A forecast needs 24 hours of data and never removes a task, so the same metric must have its target (`cpuPercent`,
 * `memoryPercent`, `requestsPerTarget`), which does that.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/predictive-auto-scaling.html
 */
export interface PredictiveScaling {
  /**
   * The metric that is forecast.
   *
   * @default ForecastMetric.CPU
   */
  readonly metric?: ForecastMetric;

  /**
   * The use of the forecast.
   *
   * @default ForecastMode.FORECAST_ONLY
   */
  readonly mode?: ForecastMode;

  /**
   * The time before the load at which the tasks are added, in whole seconds, below one hour.
   *
   * @default Duration.minutes(5)
   */
  readonly schedulingBufferTime?: Duration;

  /**
   * The percentage by which a forecast near to `max` or above it may exceed it, from 0 to 100.
   *
   * @default - `max` is never exceeded
   */
  readonly maxCapacityBuffer?: number;
}

/**
 * The number of tasks of a service. With several metrics, the one that asks for the most tasks decides.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 */
export interface ServiceScalingOptions {
  /** The most tasks that ever run. It limits what the service can cost. */
  readonly max: number;

  /**
   * The fewest tasks that ever run. With 0, only `backlog` adds the first one: no task has a CPU utilization.
   *
   * @default - 2, each in another zone where there are two
   */
  readonly min?: number;

  /**
   * CPU utilization to keep, in percent of what the tasks reserve, from 1 to 100.
   *
   * @default - CPU does not matter
   */
  readonly cpuPercent?: number;

  /**
   * Memory utilization to keep, in percent of what the tasks reserve, from 1 to 100. For applications that give memory
   * back; most do not, and then no task is ever removed.
   *
   * @default - memory does not matter
   */
  readonly memoryPercent?: number;

  /**
   * Requests per minute that each target of the load balancer should get.
   *
   * @default - requests do not matter
   */
  readonly requestsPerTarget?: number;

  /**
   * The time that messages may wait in a queue.
   *
   * @default - no queue matters
   */
  readonly backlog?: BacklogScaling;

  /**
   * Limits that change with the time.
   *
   * @default - `min` and `max` hold at all times
   */
  readonly schedules?: ScheduledScaling[];

  /**
   * Tasks added ahead of the load.
   *
   * @default - tasks are added when the load is there
   */
  readonly predictive?: PredictiveScaling;

  /**
   * Time after tasks were removed until more may be, in whole seconds.
   *
   * @default - 5 minutes, as Application Auto Scaling has it
   */
  readonly scaleInCooldown?: Duration;

  /**
   * Time after tasks were added until those no longer count as enough, in whole seconds. About what a task takes to
   * start and to take its share.
   *
   * @default - 5 minutes, as Application Auto Scaling has it
   */
  readonly scaleOutCooldown?: Duration;
}
