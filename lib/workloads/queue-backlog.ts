import { Duration, Stack } from 'aws-cdk-lib';
import type { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { BACKLOG_METRIC, BACKLOG_NAMESPACE, BacklogEmitter } from './private/backlog-emitter';
import { backlogTarget } from './private/backlog-target';
import { backlogFaults } from './private/scaling-faults';
import type { BacklogOptions } from './scaling-options';

/**
 * The number of messages of a queue that wait for each running task of a service, as a metric that is measured each
 * minute.
 *
 * One function per stack measures it for all: it may read the attributes of these queues and describe these services,
 * and nothing else. With no task running, every message counts as more than one task gets done, so that the first
 * task is added.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
@guarded
export class QueueBacklog {
  /**
   * Begins to measure. Fails with `ServiceScaling.latency` when a message may wait for less than it takes, with
   * `ServiceScaling.timePerMessage` when it takes no time, and with `ServiceScaling.unknownTime` when a time is a token.
   *
   * @param scope in whose stack the function is
   * @param service whose tasks read the queue
   * @param queue in which the messages wait
   * @param options how long they may
   */
  public static measure(
    scope: IConstruct,
    service: ecs.BaseService,
    queue: sqs.IQueue,
    options: BacklogOptions,
  ): QueueBacklog {
    failAll(scope, backlogFaults(options));
    const { acceptableLatency, timePerMessage } = options;
    if (acceptableLatency.isUnresolved() || timePerMessage.isUnresolved()) {
      fail(
        scope,
        'ServiceScaling.unknownTime',
        "'acceptableLatency' and 'timePerMessage' must be known at synth, where one is divided by the other; give them as numbers",
      );
    }
    const backlog = new QueueBacklog(
      service,
      queue,
      backlogTarget(acceptableLatency.toMilliseconds(), timePerMessage.toMilliseconds()),
    );
    BacklogEmitter.of(Stack.of(scope)).add(backlog);
    return backlog;
  }

  private constructor(
    /** The service whose tasks read the queue. */
    public readonly service: ecs.BaseService,
    /** The queue. */
    public readonly queue: sqs.IQueue,
    /** The messages per task that are done in time: `acceptableLatency / timePerMessage`, rounded down. */
    public readonly target: number,
  ) {}

  /** The metric, per minute and as an average unless the options say otherwise. */
  public metric(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: BACKLOG_NAMESPACE,
      metricName: BACKLOG_METRIC,
      dimensionsMap: this.dimensions,
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.AVERAGE,
      ...options,
    });
  }

  /**
   * The metric as a scaling policy takes it.
   *
   * @internal
   */
  public get _metricSpecification(): CfnScalingPolicy.CustomizedMetricSpecificationProperty {
    return {
      namespace: BACKLOG_NAMESPACE,
      metricName: BACKLOG_METRIC,
      dimensions: Object.entries(this.dimensions).map(([name, value]) => ({ name, value })),
      statistic: 'Average',
    };
  }

  private get dimensions(): Record<string, string> {
    return {
      ClusterName: this.service.cluster.clusterName,
      QueueName: this.queue.queueName,
      ServiceName: this.service.serviceName,
    };
  }
}
