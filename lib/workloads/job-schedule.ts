import { Aws, CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { notify } from '../internal/alarm-topic';
import { fail, failAll } from '../internal/errors';
import { error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { booleanFault } from '../internal/value-faults';
import { warn } from '../internal/warnings';
import { ScopedRole } from '../security/scoped-role';
import { atFirst } from './private/job-alarms';
import { everyMinute, expressionFault } from './private/schedule-expression';

/** The options of a schedule of a job. */
export interface JobScheduleOptions {
  /**
   * The schedule: `scheduler.ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.EUROPE_BERLIN })`,
   * `rate` or `at`. In UTC unless a time zone is given; without `minute`, every minute.
   */
  readonly schedule: scheduler.ScheduleExpression;

  /**
   * Whether it runs at all.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Time after the appointed one in which it may begin, so that many schedules do not begin at once.
   *
   * @default scheduler.TimeWindow.off()
   */
  readonly timeWindow?: scheduler.TimeWindow;

  /**
   * Input of the execution.
   *
   * @default - an empty object
   */
  readonly input?: scheduler.ScheduleTargetInput;

  /**
   * The dead-letter queue for starts that failed for an hour, with the reason.
   *
   * @default - a new queue, which keeps them for 14 days
   */
  readonly deadLetterQueue?: sqs.IQueue;

  /**
   * The topic that is notified when the job could not be started.
   *
   * @default - no alarm: what could not be started lies in the queue
   */
  readonly alarmTopic?: sns.ITopic;
}

/** The state machine and its schedule. */
export interface JobScheduleProps extends JobScheduleOptions {
  /** The state machine to start, of this app or imported. */
  readonly stateMachine: sfn.IStateMachine;
}

/** The time for which a start is retried: a job that begins hours late is rarely wanted. */
const TRIED_FOR = Duration.hours(1);

/**
 * Starts a state machine by the clock, and tells when it could not.
 *
 * EventBridge Scheduler is used rather than a rule of EventBridge, since it knows time zones and daylight saving, and one-time
 * schedules. Its role may start this state machine and nothing else.
 *
 * Fails with `JobSchedule.noSchedule` when `schedule` is not given. Warns with `JobSchedule.everyMinute` of a cron expression that
 * names hours or days and no minute: it runs 60 times an hour.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
@guarded
@propertyInjectable
export class JobSchedule extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.JobSchedule';

  /** The schedule. */
  public readonly schedule: scheduler.Schedule;
  /** The dead-letter queue for starts that failed. */
  public readonly deadLetterQueue: sqs.IQueue;
  /** The alarm on starts that failed; `undefined` without `alarmTopic`. */
  public readonly startAlarm?: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: JobScheduleProps) {
    super(scope, id);
    if ((props.schedule as unknown) === undefined) {
      fail(
        this,
        'JobSchedule.noSchedule',
        "'schedule' is not given; say when it runs, as in scheduler.ScheduleExpression.rate(Duration.hours(1)), or use OneOffJob",
      );
    }
    failAll(this, [
      ...expressionFault('JobSchedule.expression', "'schedule'", props.schedule.expressionString),
      ...booleanFault('JobSchedule.flag', "'enabled'", props.enabled),
      ...(props.deadLetterQueue?.fifo === true
        ? [
            error(
              'JobSchedule.deadLetterQueue',
              `'deadLetterQueue' is the FIFO queue '${props.deadLetterQueue.node.path}', to which EventBridge Scheduler does not deliver; give a standard one, or leave it out`,
            ),
          ]
        : []),
    ]);
    everyMinute('JobSchedule.everyMinute', "'schedule'", props.schedule.expressionString).forEach((found) =>
      warn(this, found),
    );
    this.deadLetterQueue = props.deadLetterQueue ?? this.makeQueue();
    const role = new ScopedRole(this, 'Role', { assumedBy: this.schedulerPrincipal() });
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      schedule: props.schedule,
      enabled: props.enabled,
      timeWindow: props.timeWindow,
      target: new targets.StepFunctionsStartExecution(props.stateMachine, {
        role,
        input: props.input,
        deadLetterQueue: this.deadLetterQueue,
        maxEventAge: TRIED_FOR,
      }),
    });
    // It may be due at once, and the policies hang under the role.
    (this.schedule.node.defaultChild as CfnResource).node.addDependency(role);
    this.startAlarm = props.alarmTopic && this.makeAlarm(props.alarmTopic);
  }

  private schedulerPrincipal(): iam.IPrincipal {
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    return new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceArn': group, 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    });
  }

  private makeQueue(): sqs.Queue {
    const queue = new sqs.Queue(this, 'FailedStarts', {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'it is the dead-letter queue, of a schedule',
    });
    return queue;
  }

  private makeAlarm(topic: sns.ITopic): cloudwatch.Alarm {
    const failed = this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.MAXIMUM,
    });
    const what = `The schedule ${this.node.path} could not start its job; the queue has the reason`;
    const alarm = new cloudwatch.Alarm(this, 'StartAlarm', atFirst(failed, what));
    notify(alarm, topic);
    return alarm;
  }
}
