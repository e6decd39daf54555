import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { notify } from '../internal/alarm-topic';
import { fail, failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { failurePatterns } from './private/task-failure-patterns';
import { TaskFailure } from './task-failure';

/** Settings of `TaskFailureSignals`. */
export interface TaskFailureSignalsProps {
  /** Cluster whose tasks are watched. */
  readonly cluster: ecs.ICluster;

  /**
   * The only service that is watched.
   *
   * @default - all services and standalone tasks of the cluster
   */
  readonly service?: ecs.IService;

  /**
   * Failures that are watched; each costs an alarm.
   *
   * @default - all but `TaskFailure.ESSENTIAL_CONTAINER_EXITED`
   */
  readonly failures?: TaskFailure[];

  /**
   * The topic that the alarms notify.
   *
   * @default - the alarms change state and tell nobody
   */
  readonly topic?: sns.ITopic;

  /**
   * The retention of the events themselves, for the search of the cause.
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

/** The failures that are watched by default. */
const WATCHED = [
  TaskFailure.DEPLOYMENT,
  TaskFailure.NETWORK_INTERFACE,
  TaskFailure.OUT_OF_MEMORY,
  TaskFailure.PLACEMENT,
  TaskFailure.START,
];

/**
 * Metrics and alarms of failed tasks that fire on a single failure.
 *
 * ECS has no metric of a task that did not start: it only sends an event. Here each kind of failure has a rule, whose
 * matches are the metric, an alarm at one match a minute, and all events in one log group.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
@guarded
@propertyInjectable
export class TaskFailureSignals extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskFailureSignals';

  /** The log group that keeps the events. */
  public readonly logGroup: logs.LogGroup;

  private readonly rules = new Map<TaskFailure, events.Rule>();
  private readonly alarms = new Map<TaskFailure, cloudwatch.Alarm>();

  /** Watches a cluster, or one service of it. Fails with `TaskFailureSignals.failures`. */
  constructor(scope: Construct, id: string, props: TaskFailureSignalsProps) {
    super(scope, id);
    const { failures = WATCHED } = props;
    failAll(this, failureFaults(failures));
    this.logGroup = new logs.LogGroup(this, 'Events', {
      retention: props.eventRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.eventEncryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const target = this.logTarget();
    const patterns = failurePatterns(props.cluster, props.service);
    for (const failure of failures) {
      this.rules.set(failure, new events.Rule(this, `${failure}Rule`, { ...patterns[failure], targets: [target] }));
    }
    for (const failure of failures) {
      this.alarms.set(failure, this.alarmOn(failure, patterns[failure].description, props.topic));
    }
  }

  /** Metric of the failures of a kind in each minute. Fails with `TaskFailureSignals.notWatched`. */
  public metric(failure: TaskFailure): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'TriggeredRules',
      dimensionsMap: { RuleName: this.watched(this.rules, failure).ruleName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(1),
    }).attachTo(this);
  }

  /** The alarm of a kind of failure. Fails with `TaskFailureSignals.notWatched`. */
  public alarm(failure: TaskFailure): cloudwatch.IAlarm {
    return this.watched(this.alarms, failure);
  }

  private watched<T>(those: ReadonlyMap<TaskFailure, T>, failure: TaskFailure): T {
    return (
      those.get(failure) ??
      fail(
        this,
        'TaskFailureSignals.notWatched',
        `'${failure}' is not watched, only ${[...those.keys()].map((each) => `'${each}'`).join(', ')}; name it in 'failures'`,
      )
    );
  }

  /** Not `targets.CloudWatchLogGroup`: that brings a custom resource and its function for one policy of CloudFormation's. */
  private logTarget(): events.IRuleTarget {
    const stack = Stack.of(this);
    // Of the group itself: an account has ten policies of the other kind in a region, and no more.
    (this.logGroup.node.defaultChild as logs.CfnLogGroup).resourcePolicyDocument = eventsPolicy(stack);
    const arn = stack.formatArn({
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

/**
 * Lets EventBridge write events of this account's rules to the log group that has the policy. The group cannot name itself in it.
 *
 * Only the events are tied to rules: what is known of the making of a stream, AWS's own example included, names no source.
 */
function eventsPolicy(stack: Stack): iam.PolicyDocument {
  const principals = () => [
    new iam.ServicePrincipal('events.amazonaws.com'),
    new iam.ServicePrincipal('delivery.logs.amazonaws.com'),
  ];
  const resources = [
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  ];
  const rules = stack.formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({ principals: principals(), actions: ['logs:CreateLogStream'], resources }),
      new iam.PolicyStatement({
        principals: principals(),
        actions: ['logs:PutLogEvents'],
        resources,
        conditions: { ArnLike: { 'aws:SourceArn': rules } },
      }),
    ],
  });
}

function failureFaults(failures: readonly TaskFailure[]): Finding[] {
  const list = Object.values(TaskFailure)
    .map((each) => `'${each}'`)
    .join(', ');
  return failures.length === 0
    ? [error('TaskFailureSignals.failures', `'failures' is empty, so nothing is watched; name some of ${list}`)]
    : failures
        .filter((failure, index) => failures.indexOf(failure) < index)
        .map((failure) =>
          error(
            'TaskFailureSignals.failures',
            `'failures' must name each of ${list} once at most, got '${failure}' twice`,
          ),
        );
}
