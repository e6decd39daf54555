import type { ServiceWorkloadProps } from './service-workload-props';
import type { WorkerQueue } from './worker-queue';

/** Properties of a worker. */
export interface WorkerServiceProps extends ServiceWorkloadProps {
  /**
   * The SQS queue of the worker: a new one, one that exists, or none.
   *
   * @default WorkerQueue.create()
   */
  readonly queue?: WorkerQueue;

  /**
   * Whether a task may protect itself from being removed while it works: for messages that take longer than the two
   * minutes that a task gets when it is stopped. It then calls `$ECS_AGENT_URI/task-protection/v1/state`.
   *
   * Spot and health checks stop protected tasks too.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
   */
  readonly scaleInProtection?: boolean;
}
