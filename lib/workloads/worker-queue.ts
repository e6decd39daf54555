import type { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { guarded } from '../internal/guard/guarded';

/** The way in which a worker takes messages from its queue. */
export interface WorkerQueueOptions {
  /**
   * Environment variable of the container that holds the URL of the queue.
   *
   * @default 'QUEUE_URL'
   */
  readonly variable?: string;

  /**
   * Topics whose messages go to the queue, in SNS's envelope; `addTopic()` takes filters and raw delivery.
   *
   * @default - no topics: whoever may, sends to the queue
   */
  readonly topics?: sns.ITopic[];

  /**
   * Age of the oldest message from which on a release is undone. More than the load at its height makes them wait.
   *
   * @default - the age of messages undoes no release
   */
  readonly maxMessageAge?: Duration;
}

/** A new queue of a worker. */
export interface NewWorkerQueueOptions extends WorkerQueueOptions {
  /**
   * Time for which a message is hidden from the other tasks once one received it. It comes back when that task
   * did not delete it by then. At least as long as a message takes; up to 12 hours.
   *
   * @default - 6 times `timePerMessage` of the backlog that `desiredCount` scales on, and at least 2 minutes: as long as a task that is being stopped may still work on it
   */
  readonly visibilityTimeout?: Duration;

  /**
   * Number of times that a message is received before it goes to the dead-letter queue, from 1 to 1000. Tasks that
   * Spot took away count as well.
   *
   * @default 5
   */
  readonly maxReceiveCount?: number;

  /**
   * Time for which the queue keeps a message that nobody deleted, from one minute to 14 days.
   *
   * @default - 4 days, as SQS has it; in the new dead-letter queue 14 days
   */
  readonly messageRetention?: Duration;

  /**
   * Key that encrypts the new queues. The task role may then decrypt with it.
   *
   * @default - keys of SQS, at no charge
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Queue of the messages that were received too often.
   *
   * @default - a new queue, encrypted as the first one
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/** The SQS queue of a worker: a new one, one that exists, or none. */
@guarded
export class WorkerQueue {
  /** A new queue, encrypted, that takes TLS only, with a dead-letter queue. */
  public static create(options: NewWorkerQueueOptions = {}): WorkerQueue {
    return new WorkerQueue(options, options, undefined);
  }

  /** A queue that exists, with its own dead-letter queue. */
  public static existing(queue: sqs.IQueue, options: WorkerQueueOptions = {}): WorkerQueue {
    return new WorkerQueue(options, undefined, queue);
  }

  /** No queue of SQS: the worker takes its work from elsewhere, as Kafka, Redis or Temporal. `link()` gives it the way there. */
  public static none(): WorkerQueue {
    return new WorkerQueue(undefined, undefined, undefined);
  }

  private constructor(
    /** @internal */
    public readonly _use: WorkerQueueOptions | undefined,
    /** @internal */
    public readonly _new: NewWorkerQueueOptions | undefined,
    /** @internal */
    public readonly _existing: sqs.IQueue | undefined,
  ) {}
}
