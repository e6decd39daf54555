import { ArnFormat, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { topicTarget } from '../internal/alarm-topic';
import { failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { number } from '../internal/template-value';
import { acknowledgeWildcard } from '../internal/acknowledge-wildcard';
import { explainFunction } from '../internal/explain-function';
import { RETIREMENT } from '../internal/handlers';
import { inlineSource, writeTo } from './inline-function';
import { ScopedRole } from './scoped-role';

/** Days of the week. */
export enum WeekDay {
  /** Sunday. */
  SUNDAY = 0,
  /** Monday. */
  MONDAY = 1,
  /** Tuesday. */
  TUESDAY = 2,
  /** Wednesday. */
  WEDNESDAY = 3,
  /** Thursday. */
  THURSDAY = 4,
  /** Friday. */
  FRIDAY = 5,
  /** Saturday. */
  SATURDAY = 6,
}

/** The time window in which services may be restarted. */
export interface RestartWindow {
  /** Day of the week, in UTC. */
  readonly day: WeekDay;

  /** Hour at which the window opens, in UTC, 0 to 23. */
  readonly startHour: number;

  /**
   * The length of the window; restarts are spread over it. From 15 minutes to 24 hours.
   *
   * @default Duration.hours(2)
   */
  readonly length?: Duration;
}

/** Settings of `TaskRetirement`. */
export interface TaskRetirementProps {
  /**
   * The topic that is notified of a retirement.
   *
   * @default - nobody; give `restartWindow` then
   */
  readonly topic?: sns.ITopic;

  /**
   * Window in which the services of the clusters are restarted before Fargate retires their tasks. It has to open within
   * the wait period, 7 days unless `EcsAccountSettings` says otherwise.
   *
   * @default - nothing is restarted: Fargate replaces the tasks when the wait is over
   */
  readonly restartWindow?: RestartWindow;

  /**
   * Clusters whose services may be restarted.
   *
   * @default - none; demanded by `restartWindow`
   */
  readonly clusters?: ecs.ICluster[];

  /**
   * Queue for what failed: notices whose restarts could not be planned, and restarts that ECS refused. A standard queue.
   * Without one, a failure shows in the function's `Errors` and in the scheduler's `TargetErrorCount` only.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * The handling of task retirements, by which AWS patches the platform of Fargate: a topic is notified, and services
 * restart in a window of your choice instead of AWS's.
 *
 * A restart is a new deployment of the same task definition, under the service's own rules for healthy percentages.
 * Standalone tasks are not restarted: Fargate stops them, and only the topic knows.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-maintenance.html
 */
@guarded
@propertyInjectable
export class TaskRetirement extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskRetirement';

  /** The rule that matches notices of retirement. */
  public readonly rule: events.Rule;

  /**
   * Fails with `TaskRetirement.nothing`, `TaskRetirement.clusters`, `TaskRetirement.startHour`, `TaskRetirement.length`,
   * `TaskRetirement.deadLetterQueue`.
   */
  constructor(scope: Construct, id: string, props: TaskRetirementProps) {
    super(scope, id);
    failAll(this, faults(props));
    this.rule = new events.Rule(this, 'Notices', {
      description: 'AWS is going to retire Fargate tasks',
      eventPattern: {
        source: ['aws.health'],
        detailType: ['AWS Health Event'],
        detail: {
          service: ['ECS'],
          eventTypeCategory: ['scheduledChange'],
          eventTypeCode: ['AWS_ECS_TASK_PATCHING_RETIREMENT'],
        },
      },
    });
    if (props.topic !== undefined) {
      this.rule.addTarget(topicTarget(props.topic));
    }
    if (props.restartWindow !== undefined) {
      this.rule.addTarget(
        new targets.LambdaFunction(this.restarter(props.restartWindow, props.clusters ?? [], props.deadLetterQueue)),
      );
    }
  }

  private restarter(window: RestartWindow, clusters: ecs.ICluster[], failures?: sqs.IQueue): lambda.Function {
    const stack = Stack.of(this);
    const group = new scheduler.ScheduleGroup(this, 'Restarts', { removalPolicy: RemovalPolicy.DESTROY });
    const services = clusters.map(({ clusterName }) =>
      stack.formatArn({
        service: 'ecs',
        resource: 'service',
        resourceName: `${clusterName}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    );
    const restartRole = new ScopedRole(this, 'RestartRole', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Restarts services in the window',
    });
    services.forEach((arn) =>
      acknowledgeWildcard(restartRole, arn, 'the services of a cluster are not known to this stack'),
    );
    restartRole.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:UpdateService'], resources: services }));
    const logGroup = new logs.LogGroup(this, 'Log', {
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const planRole = new ScopedRole(this, 'PlanRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Plans restarts',
    });
    const schedules = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${group.scheduleGroupName}/retirement-*`,
    });
    acknowledgeWildcard(planRole, schedules, 'a schedule is named after its service and window');
    planRole.addToPolicy(new iam.PolicyStatement({ actions: ['scheduler:CreateSchedule'], resources: [schedules] }));
    planRole.addToPolicy(
      new iam.PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [restartRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
    );
    planRole.addToPolicy(writeTo(logGroup));
    if (failures !== undefined) {
      [restartRole, planRole].forEach((role) => letSend(role, failures));
    }
    const planner = new lambda.Function(this, 'Planner', {
      ...inlineSource(RETIREMENT),
      description: 'Plans the restart of services whose tasks are going to be retired',
      timeout: Duration.minutes(1),
      role: planRole,
      logGroup,
      environment: {
        CLUSTERS: clusters.map(({ clusterName }) => clusterName).join(','),
        DAY: String(window.day),
        ...(failures !== undefined && { DEAD_LETTERS: failures.queueArn }),
        GROUP: group.scheduleGroupName,
        HOUR: String(window.startHour),
        MINUTES: String((window.length ?? Duration.hours(2)).toMinutes()),
        ROLE: restartRole.roleArn,
        TARGET: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:ecs:updateService`,
      },
    });
    if (failures !== undefined) {
      // Not the property of the function: that would add its own statement, without the key.
      (planner.node.defaultChild as lambda.CfnFunction).deadLetterConfig = { targetArn: failures.queueArn };
    }
    explainFunction(planner);
    return planner;
  }
}

/** Lets a role send to a queue, and use the key that encrypts it. */
function letSend(role: iam.IRole, queue: sqs.IQueue): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
  queue.encryptionMasterKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}

function faults({ topic, restartWindow, clusters = [], deadLetterQueue }: TaskRetirementProps): Finding[] {
  const found: Finding[] = [];
  if (topic === undefined && restartWindow === undefined) {
    found.push(
      error(
        'TaskRetirement.nothing',
        "'topic' or 'restartWindow' must be given, got neither; give a topic for notifications, or a time window for restarts",
      ),
    );
  }
  if (deadLetterQueue !== undefined && (restartWindow === undefined || deadLetterQueue.fifo)) {
    found.push(
      error(
        'TaskRetirement.deadLetterQueue',
        restartWindow === undefined
          ? "'deadLetterQueue' takes restarts that failed, and nothing is restarted without 'restartWindow'; give both, or leave the queue out"
          : "'deadLetterQueue' must be a standard queue, got a FIFO queue, which neither EventBridge Scheduler nor Lambda can send to",
      ),
    );
  }
  if (restartWindow === undefined) {
    return found;
  }
  if (clusters.length === 0) {
    found.push(
      error(
        'TaskRetirement.clusters',
        "'clusters' must name at least one cluster with 'restartWindow', got none; name those whose services may be restarted",
      ),
    );
  }
  const hour = number(restartWindow.startHour);
  if (hour !== undefined && (!Number.isInteger(hour) || hour < 0 || hour > 23)) {
    found.push(
      error('TaskRetirement.startHour', `'startHour' must be a whole hour from 0 to 23, got ${hour}; it is in UTC`),
    );
  }
  const { length } = restartWindow;
  if (length !== undefined && !length.isUnresolved()) {
    const minutes = length.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 15 || minutes > 1440) {
      found.push(
        error(
          'TaskRetirement.length',
          `'length' must be whole minutes from 15 minutes to 24 hours, got ${minutes} minutes; give the window as much time as restarts take`,
        ),
      );
    }
  }
  return found;
}
