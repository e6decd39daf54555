import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { notify } from '../internal/alarm-topic';
import { fail, failAll, faultLine } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { integerFault } from '../internal/value-faults';
import { apiMetric, missingTasks } from './private/alarm-metrics';
import { apiName } from './private/api-name';
import { hasInsights } from './private/cluster-insights';
import { WatchedTargets } from './private/watched-targets';

/** Thresholds of operational alarms. They notify, but do not roll back a deployment. */
export interface ServiceAlarmOptions {
  /**
   * Minutes in a row for which fewer tasks run than are desired. From 1 to 120; longer than a deployment or a scale-out takes.
   *
   * Reads two metrics of Container Insights, which costs 0.20 USD a month.
   *
   * @default - 15 on a cluster of this app with Container Insights; on any other there is no such alarm
   */
  readonly missingTasksMinutes?: number;

  /**
   * Time that 99 of 100 requests to a target group or an HTTP API must be answered in. Longer for 5 minutes in a row is an alarm.
   *
   * @default - no alarm looks at latency: what is slow, only you know
   */
  readonly latency?: Duration;
}

/** Settings of `ServiceAlarms`. */
export interface ServiceAlarmsProps extends ServiceAlarmOptions {
  /** Service that is watched. */
  readonly service: ecs.BaseService;
  /** The topic of the alarms: one that nobody hears only costs money. */
  readonly topic: sns.ITopic;
}

const MISSING_MINUTES = 15;
const LATENCY_MINUTES = 5;

/**
 * Alarms of a service that are worth waking somebody for and that undo no release: tasks that are missing, messages that nobody
 * could handle, and, when it is said what is slow, latency.
 *
 * CPU, memory, 5xx, unhealthy targets and the age of messages are alarms of `RollbackAlarms`, which tell a topic too: one fact,
 * one alarm. Why a task did not start tells `TaskFailureSignals`, once for the cluster.
 */
@guarded
@propertyInjectable
export class ServiceAlarms extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ServiceAlarms';

  private readonly topic: sns.ITopic;
  private readonly latency?: Duration;
  private readonly made: cloudwatch.Alarm[] = [];
  private readonly targets = new Set<elbv2.ITargetGroup | apigateway.IHttpApi>();

  /**
   * Watches a service.
   *
   * @throws `ServiceAlarms.count`, `ServiceAlarms.latency`; at synth `ServiceAlarms.noTargets`
   */
  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    failAll(this, integerFault('ServiceAlarms.count', "'missingTasksMinutes'", props.missingTasksMinutes, 1, 120));
    if (props.latency !== undefined && !props.latency.isUnresolved() && props.latency.toMilliseconds() <= 0) {
      fail(this, 'ServiceAlarms.latency', `'latency' must be above 0, got ${props.latency.toMilliseconds()} ms`);
    }
    this.topic = props.topic;
    this.latency = props.latency;
    if (props.missingTasksMinutes !== undefined || hasInsights(props.service.cluster)) {
      this.make('MissingTasks', {
        alarmDescription: 'Fewer tasks run than are desired',
        metric: missingTasks(props.service),
        threshold: 1,
        evaluationPeriods: props.missingTasksMinutes ?? MISSING_MINUTES,
      });
    }
    this.node.addValidation({ validate: () => this.latencyFaults() });
  }

  /** The alarms, in the order in which they came. */
  public get alarms(): cloudwatch.IAlarm[] {
    return [...this.made];
  }

  /**
   * Watches the latency of a target group, when `latency` says what is slow. Behind an application load balancer: others have
   * no such metric.
   *
   * @throws `ServiceAlarms.noLoadBalancer`, `ServiceAlarms.twice`
   */
  public watchTargetGroup(targetGroup: elbv2.ITargetGroup): void {
    const targets = new WatchedTargets(this, 'ServiceAlarms.noLoadBalancer', targetGroup);
    if (this.latency === undefined || !targets.http) {
      return;
    }
    this.targets.add(targetGroup);
    this.make(`Latency${targets.id}`, {
      alarmDescription: `One request in a hundred takes ${this.latency.toHumanString()} or longer`,
      metric: targets.metric('TargetResponseTime', cloudwatch.Stats.p(99)),
      threshold: this.latency.toMilliseconds() / 1000,
      evaluationPeriods: LATENCY_MINUTES,
      // Of few requests, the slowest one is no percentile.
      evaluateLowSampleCountPercentile: 'ignore',
    });
  }

  /**
   * Watches the latency of an HTTP API, when `latency` says what is slow.
   *
   * @throws `ServiceAlarms.twice`
   */
  public watchHttpApi(api: apigateway.IHttpApi): void {
    if (this.latency === undefined) {
      return;
    }
    this.targets.add(api);
    this.make(`Latency${apiName(api)}`, {
      alarmDescription: `One request in a hundred takes ${this.latency.toHumanString()} or longer`,
      metric: apiMetric(api, 'Latency', cloudwatch.Stats.p(99)),
      threshold: this.latency.toMilliseconds(),
      evaluationPeriods: LATENCY_MINUTES,
      evaluateLowSampleCountPercentile: 'ignore',
    });
  }

  /**
   * Watches a dead-letter queue: a message in it is one that could not be handled, and nobody will try again.
   *
   * @throws `ServiceAlarms.twice`
   */
  public watchDeadLetterQueue(queue: sqs.IQueue): void {
    this.make(`DeadLetters${queue.node.id}`, {
      alarmDescription: 'Messages could not be handled',
      metric: queue.metricApproximateNumberOfMessagesVisible({
        statistic: cloudwatch.Stats.MAXIMUM,
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  private make(id: string, props: cloudwatch.AlarmProps): void {
    if (this.node.tryFindChild(id) !== undefined) {
      fail(this, 'ServiceAlarms.twice', `there is an alarm '${id}' already; give what is watched another construct id`);
    }
    const alarm = new cloudwatch.Alarm(this, id, {
      ...props,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    notify(alarm, this.topic);
    this.made.push(alarm);
  }

  private latencyFaults(): string[] {
    return this.latency === undefined || this.targets.size > 0
      ? []
      : [
          faultLine({
            code: 'ServiceAlarms.noTargets',
            message:
              "'latency' is given, but no target group of an application load balancer and no HTTP API is watched; call watchTargetGroup() or watchHttpApi(), or leave it out",
          }),
        ];
  }
}
