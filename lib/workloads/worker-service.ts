import { Duration, Resource, Validations } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, SqsSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { declareCalls } from '../internal/called-services';
import { fail, failAll } from '../internal/errors';
import { warn } from '../internal/warnings';
import { LinkAccess, ResourceLink } from '../security/resource-link';
import { TaskGrants } from '../security/task-grants';
import {
  orderFaults,
  sharedKeyFaults,
  topicFaults,
  visibilityWarnings,
  workerFaults,
  workerQueue,
} from './private/worker-queue';
import { unbalancedFaults } from './private/service-faults';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';

/** Properties of a worker. */
export interface WorkerServiceProps extends ServiceWorkloadProps {
  /**
   * A queue that exists. Cannot be combined with the properties that describe a new one.
   *
   * @default - a new encrypted queue that takes TLS only, with a dead-letter queue
   */
  readonly queue?: sqs.IQueue;

  /**
   * How long a message of the new queue is hidden from the other tasks once one received it. It comes back when that task
   * did not delete it by then. At least as long as a message takes; up to 12 hours.
   *
   * @default - 6 times `scaling.backlog.timePerMessage`, and at least 2 minutes: as long as a task that is being stopped may still work on it
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How often a message of the new queue is received before it goes to the dead-letter queue, from 1 to 1000. Tasks that
   * Spot took away count as well.
   *
   * @default 5
   */
  readonly maxReceiveCount?: number;

  /**
   * How long the new queue keeps a message that nobody deleted, from one minute to 14 days.
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
   * Where the new queue sends messages that were received too often.
   *
   * @default - a new queue, encrypted as the first one
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * Topics whose messages go to the queue, in SNS's envelope; `addTopic()` takes filters and raw delivery.
   *
   * @default - none: whoever may, sends to the queue
   */
  readonly topics?: sns.ITopic[];

  /**
   * Environment variable of the container that holds the URL of the queue.
   *
   * @default 'QUEUE_URL'
   */
  readonly queueVariable?: string;

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

  /**
   * Age of the oldest message from which on a release is undone. More than the load at its height makes them wait.
   *
   * @default - the age of messages undoes no release
   */
  readonly maxMessageAge?: Duration;
}

/**
 * A service that takes its work from a queue.
 *
 * The container gets the queue's URL as `QUEUE_URL`, and its role may receive and delete messages and change how long they
 * stay hidden: nothing else, and no sending. `scaling.backlog` adds tasks when messages wait too long.
 *
 * In a `TaskNetwork` of endpoints the one of SQS comes with it.
 *
 * When a task is stopped, by scaling in, a deployment or Spot, its containers get SIGTERM and, unless `stopTimeout` says
 * otherwise, 120 seconds: the most that Fargate and Spot allow. A worker should then receive no more, and finish the
 * message that it has. What it does not delete comes back after `visibilityTimeout`, so a message may be handled twice.
 */
@propertyInjectable
export class WorkerService extends ServiceWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.WorkerService';

  /** Where it gets its messages. Senders need `queue.grantSendMessages()`. */
  public readonly queue: sqs.IQueue;
  /** Where messages go that were received too often; `undefined` when nothing is known of one. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /**
   * Fails with `WorkerService.queueGiven`, `WorkerService.maxReceiveCount`, `WorkerService.visibilityTimeout`,
   * `WorkerService.messageRetention`, `WorkerService.maxMessageAge`, `WorkerService.awsManagedKey`, `WorkerService.sharedKey`,
   * `WorkerService.noContainer`, and the codes of `ServiceWorkload`. Warns with `WorkerService.shortVisibility` when a queue that
   * exists hides messages for less than they take.
   */
  constructor(scope: Construct, id: string, props: WorkerServiceProps) {
    super(scope, id, { ...props, container: withTimeToStop(props.container) });
    failAll(this, [...workerFaults(props), ...unbalancedFaults(props)]);
    visibilityWarnings(props).forEach((finding) => warn(this, finding));
    const { queue, deadLetterQueue } = workerQueue(this, props);
    this.queue = queue;
    this.deadLetterQueue = deadLetterQueue;
    this.receiveIn(props);
    // Where nothing but endpoints leads out, the queue would be out of reach.
    declareCalls(this.service, InterfaceVpcEndpointAwsService.SQS);
    if (props.container !== undefined && props.container.environment === undefined) {
      Validations.of(this.taskDefinition).acknowledge({
        id: 'AwsSolutions::AwsSolutions-ECS2',
        reason: 'the variable of the container is the URL of its queue, which is no secret',
      });
    }
    props.topics?.forEach((topic) => this.addTopic(topic));
    if (props.scaling?.backlog !== undefined && props.scaling.backlog.queue === undefined) {
      this.scaling!.scaleOnBacklog(queue);
    }
    this.watchQueue(queue, { maxAge: props.maxMessageAge, deadLetterQueue });
  }

  /** @internal */
  public override get _mayUseAllCpu(): boolean {
    return true;
  }

  /**
   * Sends what is published to a topic to the queue.
   *
   * Fails with `WorkerService.awsManagedKey`, `WorkerService.sharedKey`, `WorkerService.fifo`. Warns with `WorkerService.importedQueue` when the policy of the queue cannot
   * be changed here.
   */
  public addTopic(topic: sns.ITopic, options?: SqsSubscriptionProps): void {
    failAll(this, [
      ...topicFaults(this.queue),
      ...sharedKeyFaults(this.queue, topic),
      ...orderFaults(this.queue, topic),
    ]);
    if (!Resource.isOwnedResource(this.queue)) {
      warn(this, {
        code: 'WorkerService.importedQueue',
        message: `the queue is imported, so its policy stays as it is, and nothing arrives unless it lets sns.amazonaws.com send for the topic '${topic.node.path}'`,
      });
    }
    topic.addSubscription(new SqsSubscription(this.queue, options));
  }

  private receiveIn({ queueVariable = 'QUEUE_URL', scaleInProtection = false }: WorkerServiceProps): void {
    const { defaultContainer, taskRole } = this.taskDefinition;
    if (defaultContainer === undefined) {
      fail(
        this,
        'WorkerService.noContainer',
        "'taskDefinition' has no essential container of an application yet, so nothing would learn of the queue; add it before the service",
      );
    }
    ResourceLink.queue(queueVariable, this.queue, LinkAccess.READ).attachTo(defaultContainer);
    if (scaleInProtection) {
      TaskGrants.fromRole(taskRole).scaleInProtection(this.cluster.clusterName);
    }
  }
}

/** All the time that a task can get to finish its message. */
function withTimeToStop(container: WorkerServiceProps['container']): WorkerServiceProps['container'] {
  return container && { ...container, stopTimeout: container.stopTimeout ?? Duration.seconds(120) };
}
