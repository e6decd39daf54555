import type { Duration } from 'aws-cdk-lib';

/** The retries of a job that failed. */
export interface JobRetries {
  /** The largest number of retries, from 0 to 100. */
  readonly attempts: number;

  /**
   * Time before it is run again for the first time, at least a second.
   *
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;

  /**
   * By what the time grows from one attempt to the next, at least 1.
   *
   * @default 2
   */
  readonly backoffRate?: number;

  /**
   * The most that the time grows to, at least `interval`.
   *
   * @default Duration.hours(1)
   */
  readonly maxInterval?: Duration;
}

/**
 * The overrides of one container when the job runs it.
 *
 * A text that is wholly in `{% %}` is a JSONata expression over the input of the execution: `{% $states.input.day %}`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html
 */
export interface JobOverride {
  /**
   * Name of the container, which the task definition must have.
   *
   * @default - the container of the job
   */
  readonly container?: string;

  /**
   * Command instead of the container's own. Not empty.
   *
   * @default - the container's own
   */
  readonly command?: string[];

  /**
   * Variables besides the container's own, or instead of those of the same name. Everybody who may describe the task or
   * the state machine can read them, so secrets belong in the `secrets` of the container.
   *
   * @default - the container's own
   */
  readonly environment?: { [name: string]: string };

  /**
   * CPU units of the container, at least 1 and no more than the task has.
   *
   * @default - the container's own
   */
  readonly cpu?: number;

  /**
   * Memory at which the container is killed, in MiB: at least 6 and no more than the task has.
   *
   * @default - the container's own
   */
  readonly memoryLimitMiB?: number;

  /**
   * Memory that is kept for the container, in MiB: at least 6 and no more than the limit.
   *
   * @default - the container's own
   */
  readonly memoryReservationMiB?: number;

  /**
   * The values that look like secrets and are none, as the error message names them: `Environment.TOKEN_COUNT`,
   * `Command.3`.
   *
   * @default - what looks like a secret is one, and is refused
   */
  readonly notSecret?: string[];
}
