import type { Duration } from 'aws-cdk-lib';
import type { JobOverride, JobRetries } from './job-run';
import type { WorkloadPlacementProps, WorkloadTaskProps } from './workload-props';

/** The task of a job, its placement, and its retries. */
export interface JobTaskProps extends WorkloadTaskProps, WorkloadPlacementProps {
  /**
   * Name of the container that does the job: the task is over when it exits, and the job succeeded when it exits with 0.
   *
   * @default - the default container of the task definition
   */
  readonly jobContainer?: string;

  /**
   * The overrides of containers when the job runs them.
   *
   * @default - nothing: they run as the task definition says
   */
  readonly overrides?: JobOverride[];

  /**
   * The retries when the job failed, or when the capacity was taken away under it. A job that is run again does its
   * work twice, in part at least, so it has to bear that.
   *
   * Tasks that ECS could not start are started again without it, up to two times for each execution: they did nothing.
   *
   * @default - a job that failed is not run again
   */
  readonly retries?: JobRetries;

  /**
   * The longest duration of one run of the task. Whole seconds. A run that takes longer counts as one that failed, so
   * `retries` apply.
   *
   * Step Functions tries to stop the task then; that it does is not documented, so a job that must not run twice at a time has to
   * see to it itself.
   *
   * @default - as long as the execution may take
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
   */
  readonly runTimeout?: Duration;
}
