import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { notify } from '../internal/alarm-topic';

/** What can go wrong with a task. */
export enum TaskFailure {
  /** A deployment of a service failed. */
  DEPLOYMENT = 'Deployment',
  /** A task got no network interface. */
  NETWORK_INTERFACE = 'NetworkInterface',
  /** A container ran out of memory. */
  OUT_OF_MEMORY = 'OutOfMemory',
  /** No host had room for a task. */
  PLACEMENT = 'Placement',
  /** A task stopped before its containers ran: image, secret, log group, role. */
  START = 'Start',
}

/** Settings of `TaskFailureSignals`. */
export interface TaskFailureSignalsProps {
  /** Cluster whose tasks are watched. */
  readonly cluster: ecs.ICluster;

  /**
   * Where the alarms go.
   *
   * @default - the alarms change state and tell nobody
   */
  readonly topic?: sns.ITopic;

  /**
   * How long the events themselves are kept, for the search of the cause.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly eventRetention?: logs.RetentionDays;

  /**
   * Key that encrypts the events. Its policy must let CloudWatch Logs use it.
   *
   * @default - encrypted with a key that AWS owns
   */
  readonly eventEncryptionKey?: kms.IKey;
}

/** All that ECS says of a failure when it says nothing else. Source: ECS developer guide, events and stopped tasks, 2026-11. */
const STATE_CHANGE = 'ECS Task State Change';

/**
 * Metrics and alarms of failed tasks that fire on a single failure.
 *
 * ECS has no metric of a task that did not start: it only sends an event. Here each kind of failure has a rule, whose
 * matches are the metric, an alarm at one match a minute, and all events in one log group.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
@propertyInjectable
export class TaskFailureSignals extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskFailureSignals';

  /** Where the events are kept. */
  public readonly logGroup: logs.LogGroup;

  private readonly rules: ReadonlyMap<TaskFailure, events.Rule>;
  private readonly alarms: ReadonlyMap<TaskFailure, cloudwatch.Alarm>;

  constructor(scope: Construct, id: string, props: TaskFailureSignalsProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Events', {
      retention: props.eventRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.eventEncryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const target = this.logTarget();
    const patterns = patternsFor(props.cluster);
    this.rules = new Map(
      patterns.map(([failure, description, eventPattern]) => [
        failure,
        new events.Rule(this, `${failure}Rule`, { description, eventPattern, targets: [target] }),
      ]),
    );
    this.alarms = new Map(
      patterns.map(([failure, description]) => [failure, this.alarmOn(failure, description, props.topic)]),
    );
  }

  /** How many failures of a kind there were, by the minute. */
  public metric(failure: TaskFailure): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: this.rules.get(failure)?.ruleName ?? '' },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(1),
    }).attachTo(this);
  }

  /** The alarm of a kind of failure. */
  public alarm(failure: TaskFailure): cloudwatch.IAlarm {
    return this.alarms.get(failure) as cloudwatch.Alarm;
  }

  /** Not `targets.CloudWatchLogGroup`: that brings a custom resource and its function for one policy of CloudFormation's. */
  private logTarget(): events.IRuleTarget {
    this.logGroup.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [
          new iam.ServicePrincipal('events.amazonaws.com'),
          new iam.ServicePrincipal('delivery.logs.amazonaws.com'),
        ],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const arn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: this.logGroup.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return { bind: () => ({ arn }) };
  }

  private alarmOn(failure: TaskFailure, alarmDescription: string, topic?: sns.ITopic): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, `${failure}Alarm`, {
      alarmDescription,
      metric: this.metric(failure),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) {
      notify(alarm, topic);
    }
    return alarm;
  }
}

function patternsFor(cluster: ecs.ICluster): [TaskFailure, string, events.EventPattern][] {
  const clusterArn = [cluster.clusterArn];
  const services = Stack.of(cluster).formatArn({
    service: 'ecs',
    resource: 'service',
    resourceName: `${cluster.clusterName}/`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  const source = ['aws.ecs'];
  return [
    [
      TaskFailure.DEPLOYMENT,
      'A deployment of a service failed',
      {
        source,
        detailType: ['ECS Deployment State Change'],
        resources: events.Match.prefix(services),
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
      },
    ],
    [
      TaskFailure.NETWORK_INTERFACE,
      'A task got no network interface',
      {
        source,
        detailType: [STATE_CHANGE],
        detail: {
          clusterArn,
          lastStatus: ['STOPPED'],
          stoppedReason: events.Match.anyOf(
            events.Match.wildcard('*network interface*'),
            events.Match.wildcard('*RESOURCE:ENI*'),
          ),
        },
      },
    ],
    [
      TaskFailure.OUT_OF_MEMORY,
      'A container ran out of memory',
      {
        source,
        detailType: [STATE_CHANGE],
        detail: {
          clusterArn,
          lastStatus: ['STOPPED'],
          containers: { reason: events.Match.prefix('OutOfMemoryError') },
        },
      },
    ],
    [
      TaskFailure.PLACEMENT,
      'No host had room for a task',
      {
        source,
        detailType: ['ECS Service Action'],
        detail: { clusterArn, eventName: ['SERVICE_TASK_PLACEMENT_FAILURE'] },
      },
    ],
    [
      TaskFailure.START,
      'A task stopped before its containers ran',
      {
        source,
        detailType: [STATE_CHANGE],
        detail: { clusterArn, lastStatus: ['STOPPED'], stopCode: ['TaskFailedToStart'] },
      },
    ],
  ];
}
