import { Duration, Resource } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription, SqsSubscriptionProps } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { declareCalls } from '../internal/called-services';
import { fail, failAll } from '../internal/errors';
import { allTaken } from '../internal/every';
import { guarded } from '../internal/guard/guarded';
import { warn } from '../internal/warnings';
import { LinkAccess, ResourceLink } from '../security/resource-link';
import { TaskGrants } from '../security/task-grants';
import {
  MadeQueue,
  orderFaults,
  sharedKeyFaults,
  topicFaults,
  visibilityWarnings,
  workerFaults,
  workerQueue,
} from './private/make-queue';
import { unbalancedFaults } from './private/service-faults';
import { ServiceWorkload } from './service-workload';
import type { ServiceWorkloadProps } from './service-workload-props';
import { WorkerQueue, WorkerQueueOptions } from './worker-queue';
import type { WorkerServiceProps } from './worker-service-props';

/**
 * A service that takes its work from a queue.
 *
 * The container gets the queue's URL as `QUEUE_URL`, and its role may receive and delete messages and change how long they
 * stay hidden: nothing else, and no sending. `backlog` of `DesiredCount.scaled()` adds tasks when messages wait too long.
 *
 * In a `TaskNetwork` of endpoints the one of SQS comes with it.
 *
 * When a task is stopped, by scaling in, a deployment or Spot, its containers get SIGTERM and, unless `stopTimeout` says
 * otherwise, 120 seconds: the most that Fargate and Spot allow. A worker should then receive no more, and finish the
 * message that it has. What it does not delete comes back after `visibilityTimeout`, so a message may be handled twice.
 */
@guarded
@propertyInjectable
export class WorkerService extends ServiceWorkload {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.WorkerService';

  /** Queue of the messages that were received too often; `undefined` when nothing is known of one. */
  public readonly deadLetterQueue?: sqs.IQueue;

  private readonly ownQueue?: sqs.IQueue;

  /**
   * Fails with `WorkerService.queue`, `WorkerService.maxReceiveCount`, `WorkerService.visibilityTimeout`,
   * `WorkerService.messageRetention`, `WorkerService.maxMessageAge`, `WorkerService.awsManagedKey`, `WorkerService.sharedKey`,
   * `WorkerService.noContainer`, and the codes of `ServiceWorkload`. Warns with `WorkerService.shortVisibility` when a queue that
   * exists hides messages for less than they take.
   */
  constructor(scope: Construct, id: string, props: WorkerServiceProps) {
    super(scope, id, { ...props, container: withTimeToStop(props.container) });
    const { queue: choice = WorkerQueue.create(), scaleInProtection = false, ...service } = props;
    allTaken<typeof service, ServiceWorkloadProps>(service);
    const backlog = service.desiredCount?._scaling?.backlog;
    failAll(this, [...workerFaults(props, backlog), ...unbalancedFaults(props)]);
    visibilityWarnings(choice._existing, backlog).forEach((finding) => warn(this, finding));
    const made = workerQueue(this, choice, backlog);
    this.ownQueue = made?.queue;
    this.deadLetterQueue = made?.deadLetterQueue;
    if (made !== undefined && choice._use !== undefined) {
      this.takeFrom(made, choice._use);
      if (backlog !== undefined && backlog.queue === undefined) {
        this.scaling!.scaleOnBacklog(made.queue);
      }
    }
    if (scaleInProtection) {
      TaskGrants.fromRole(this.taskDefinition.taskRole).scaleInProtection(this.cluster.clusterName);
    }
  }

  /**
   * The queue that messages are taken from. Senders need `queue.grantSendMessages()`.
   *
   * Fails with `WorkerService.noQueue` for a worker that has none.
   */
  public get queue(): sqs.IQueue {
    if (this.ownQueue === undefined) {
      fail(
        this,
        'WorkerService.noQueue',
        "the worker has no queue, since 'queue' is WorkerQueue.none(); take WorkerQueue.create() or .existing()",
      );
    }
    return this.ownQueue;
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

  /** Gives the container the URL of the queue, and its role and network the way there. */
  private takeFrom({ queue, deadLetterQueue }: MadeQueue, options: WorkerQueueOptions): void {
    const { variable = 'QUEUE_URL', topics = [], maxMessageAge, ...rest } = options;
    allTaken<typeof rest>(rest);
    const { defaultContainer } = this.taskDefinition;
    if (defaultContainer === undefined) {
      fail(
        this,
        'WorkerService.noContainer',
        "the task definition of 'task' has no essential container of an application yet, so nothing would learn of the queue; add it before the service",
      );
    }
    ResourceLink.queue(variable, queue, LinkAccess.READ).attachTo(defaultContainer);
    // The queue would be out of reach: on instances a group is closed, and isolated subnets have endpoints alone.
    this._place.callOut();
    declareCalls(this.service, InterfaceVpcEndpointAwsService.SQS);
    topics.forEach((topic) => this.addTopic(topic));
    this.watchQueue(queue, { maxAge: maxMessageAge, deadLetterQueue });
  }
}

/** All the time that a task can get to finish its message. */
function withTimeToStop(container: WorkerServiceProps['container']): WorkerServiceProps['container'] {
  return container && { ...container, stopTimeout: container.stopTimeout ?? Duration.seconds(120) };
}
