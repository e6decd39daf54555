/** A signal of a deployment that went wrong. */
export enum RollbackSignal {
  /** CPU that the tasks use, of what they have. */
  CPU = 'CPU',
  /** Memory that the tasks use, of what they have. */
  MEMORY = 'MEMORY',
  /** Requests that were answered with 5xx. */
  SERVER_ERRORS = 'SERVER_ERRORS',
  /** Targets that fail their health check. */
  UNHEALTHY_TARGETS = 'UNHEALTHY_TARGETS',
  /** Messages that wait too long in a queue. */
  QUEUE_AGE = 'QUEUE_AGE',
}

/** The thresholds at which a deployment is rolled back. */
export interface RollbackAlarmOptions {
  /**
   * Average CPU utilization of the tasks from which on a release is bad, in percent. Above 0, at most 100.
   *
   * @default - 90 where the task has a CPU size (always on Fargate); without one the tasks may use more than they reserve, and there is no such alarm, nor of a WorkerService, which is meant to use its CPU while messages wait
   */
  readonly cpuPercent?: number;

  /**
   * Average memory utilization of the tasks from which on a release is bad, in percent. Above 0, at most 100.
   *
   * @default - 90 where the task has a memory size (always on Fargate); without one there is no such alarm
   */
  readonly memoryPercent?: number;

  /**
   * Minutes in a row for which CPU, memory or unhealthy targets must be beyond their limits. From 1 to 60.
   *
   * Longer than a new task takes to warm up. Of unhealthy targets never shorter than `healthCheck.gracePeriod`. ECS derives from it how long it goes on watching
   * once the old tasks are gone.
   *
   * @default 5
   */
  readonly sustainedMinutes?: number;

  /**
   * Percent of the requests to one target group or HTTP API that are answered with 5xx, or that the tasks refuse so that the load balancer
   * answers, for 3 minutes in a row, from which on a release is bad. Above 0, at most 100.
   *
   * Each target group is looked at alone, so a canary's errors are not thinned by the requests to the old version.
   *
   * @default 5
   */
  readonly serverErrorPercent?: number;

  /**
   * Requests a minute to one target group or HTTP API from which on `serverErrorPercent` counts: one error of two requests says nothing.
   *
   * @default - 20, or of a canary or linear deployment the part of 20 that goes ahead: 1 of 5 percent, 2 of 10 percent
   */
  readonly serverErrorMinRequests?: number;

  /**
   * Unhealthy targets of one target group from which on a release is bad.
   *
   * @default - 1 when a deployment may start all tasks at once; else one more than it starts at a time, as some of them do not answer yet for as long as it goes on
   */
  readonly unhealthyTargets?: number;

  /**
   * Signals that are left out.
   *
   * @default - none is left out
   */
  readonly without?: RollbackSignal[];
}
