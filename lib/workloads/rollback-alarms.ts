import { Duration, Lazy, Stack } from 'aws-cdk-lib';
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
import type { Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { number } from '../internal/template-value';
import { seconds } from '../internal/value-faults';
import { reportFindings, warn } from '../internal/warnings';
import { nameWithoutReference, refersTo } from './private/alarm-cycle';
import { AlarmList, lacksDeploymentAlarms } from './private/alarm-list';
import {
  apiErrorRate,
  knownName,
  queueAge,
  serverErrorRate,
  unhealthyBeyond,
  unhealthyTargets,
  utilization,
} from './private/alarm-metrics';
import { alarmName } from './private/alarm-name';
import { apiName } from './private/api-name';
import { DeploymentPace, deploymentPace } from './private/deployment-pace';
import { bakeWarnings, nothingWarnings, rollbackFaults, targetFaults } from './private/rollback-faults';
import { SUSTAINED_MINUTES } from './private/sustained';
import { WatchedTargets } from './private/watched-targets';
import { RollbackAlarmOptions, RollbackSignal } from './rollback-alarm-options';

/** Settings of `RollbackAlarms`. */
export interface RollbackAlarmsProps extends RollbackAlarmOptions {
  /** Service whose releases are watched. Its deployment controller is ECS. */
  readonly service: ecs.BaseService;

  /**
   * The topic that is notified too, also outside of a deployment.
   *
   * @default - the alarms undo a release and tell nobody
   */
  readonly topic?: sns.ITopic;
}

/** CPU and memory utilization that no release should live with, in percent. */
const FULL = 90;
/** From 20 requests on, 5 % is at least one error; three minutes in a row are three errors at least. */
const SERVER_ERRORS = { percent: 5, minRequests: 20, minutes: 3 };
/** Of a queue: long enough for a spike to pass. */
const QUEUE_MINUTES = 3;

/**
 * Alarms that undo a bad release: when one goes off during a deployment, ECS goes back to the version before.
 *
 * CPU and memory of the service at once, and what is told later: target groups (5xx, unhealthy targets), queues (age), alarms
 * of your own. All of them are attached to the service, together with those that `enableDeploymentAlarms()` was given or will be;
 * make it before a second call of that method, of which aws-cdk-lib keeps only the first.
 *
 * The alarms have names made of stack and path, so that the service can name alarms which watch it. ECS watches them from the
 * first update on: there is nothing to go back to before. It watches none during a deployment that starts while one of them
 * is in ALARM.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
@guarded
@propertyInjectable
export class RollbackAlarms extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.RollbackAlarms';

  private readonly service: ecs.BaseService;
  private readonly topic?: sns.ITopic;
  private readonly options: RollbackAlarmOptions;
  private readonly list: AlarmList;
  private readonly watched = new Map<string, cloudwatch.IAlarm>();
  private readonly targets = new Set<elbv2.ITargetGroup>();
  private readonly apis = new Set<apigateway.IHttpApi>();
  private readonly pace: DeploymentPace;

  /**
   * Watches a service.
   *
   * @throws `RollbackAlarms.percent`, `RollbackAlarms.count`, `RollbackAlarms.leftOut`, `RollbackAlarms.signal`, `RollbackAlarms.controller`,
   * `RollbackAlarms.behavior`, `RollbackAlarms.otherStack`; at synth `RollbackAlarms.noTargets`, `RollbackAlarms.cycle`. Warns with
   * `RollbackAlarms.partition`, `RollbackAlarms.nothing` and `RollbackAlarms.bakeTime`.
   */
  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    failAll(this, rollbackFaults(props));
    this.service = props.service;
    this.topic = props.topic;
    this.options = props;
    this.list = new AlarmList(props.service);
    this.pace = deploymentPace(props.service);
    this.warnOfPartition();
    this.watchUtilization('Cpu', RollbackSignal.CPU, 'CPUUtilization', props.cpuPercent);
    this.watchUtilization('Memory', RollbackSignal.MEMORY, 'MemoryUtilization', props.memoryPercent);
    this.node.addValidation({ validate: () => reportFindings(this, this.finishedFindings()) });
  }

  /** The alarms, in the order in which they came. */
  public get alarms(): cloudwatch.IAlarm[] {
    return [...this.watched.values()];
  }

  /**
   * Watches a target group of the service: its 5xx and refused connections, behind an application load balancer, and its unhealthy
   * targets. Of a service that is deployed blue/green, each of the two.
   *
   * @throws `RollbackAlarms.noLoadBalancer`, `RollbackAlarms.twice`
   */
  public watchTargetGroup(targetGroup: elbv2.ITargetGroup): void {
    const targets = new WatchedTargets(this, 'RollbackAlarms.noLoadBalancer', targetGroup);
    if (this.targets.has(targetGroup)) {
      fail(this, 'RollbackAlarms.twice', `target group '${targetGroup.node.path}' is watched already`);
    }
    this.targets.add(targetGroup);
    const { serverErrorPercent = SERVER_ERRORS.percent, serverErrorMinRequests = this.fewestRequests() } = this.options;
    if (targets.http && !this.leavesOut(RollbackSignal.SERVER_ERRORS)) {
      this.makeFirst(`ServerErrors${targets.id}`, {
        alarmDescription: `Of at least ${serverErrorMinRequests} requests a minute, ${serverErrorPercent} % are answered with 5xx or refused`,
        metric: serverErrorRate(targets, serverErrorMinRequests),
        threshold: serverErrorPercent,
        evaluationPeriods: SERVER_ERRORS.minutes,
      });
    }
    if (!this.leavesOut(RollbackSignal.UNHEALTHY_TARGETS)) {
      this.makeFirst(`UnhealthyTargets${targets.id}`, {
        alarmDescription: 'Targets fail their health check',
        metric: this.unhealthy(targets),
        threshold: this.options.unhealthyTargets ?? 1,
        evaluationPeriods: this.unhealthyMinutes(),
      });
    }
  }

  /**
   * Watches the 5xx of an HTTP API that leads to the service alone: of one that others share, their errors would undo its releases.
   *
   * @throws `RollbackAlarms.twice`
   */
  public watchHttpApi(api: apigateway.IHttpApi): void {
    if (this.apis.has(api)) {
      fail(this, 'RollbackAlarms.twice', `HTTP API '${api.node.path}' is watched already`);
    }
    this.apis.add(api);
    const { serverErrorPercent = SERVER_ERRORS.percent, serverErrorMinRequests = this.fewestRequests() } = this.options;
    if (!this.leavesOut(RollbackSignal.SERVER_ERRORS)) {
      this.makeFirst(`ServerErrors${apiName(api)}`, {
        alarmDescription: `Of at least ${serverErrorMinRequests} requests a minute, ${serverErrorPercent} % are answered with 5xx`,
        metric: apiErrorRate(api, serverErrorMinRequests),
        threshold: serverErrorPercent,
        evaluationPeriods: SERVER_ERRORS.minutes,
      });
    }
  }

  /**
   * Watches a queue from which the service takes its work.
   *
   * @param maxAge age of its oldest message from which on, for 3 minutes in a row, a release is bad
   * @throws `RollbackAlarms.twice`, `RollbackAlarms.maxAge`
   */
  public watchQueue(queue: sqs.IQueue, maxAge: Duration): void {
    const age = seconds(maxAge);
    if (age !== undefined && (age < 1 || !Number.isInteger(age))) {
      fail(this, 'RollbackAlarms.maxAge', `'maxAge' must be whole seconds, at least one, got ${age} s`);
    }
    if (!this.leavesOut(RollbackSignal.QUEUE_AGE)) {
      this.makeFirst(`QueueAge${queue.node.id}`, {
        alarmDescription: `Messages wait ${maxAge.toHumanString()} or longer`,
        metric: queueAge(queue),
        threshold: maxAge.toSeconds(),
        evaluationPeriods: QUEUE_MINUTES,
      });
    }
  }

  /**
   * Adds an alarm of your own.
   *
   * One that watches the service itself needs an `alarmName`: without one the service would wait for the alarm, and the alarm
   * for the service. That is checked when the app is synthesized (`RollbackAlarms.cycle`). It goes where you sent it, not
   * to `topic`.
   *
   * @throws `RollbackAlarms.twice`
   */
  public addAlarm(alarm: cloudwatch.IAlarm): void {
    this.keep(alarm.node.path, alarm);
    const name = nameWithoutReference(alarm);
    if (name === undefined) {
      this.node.addValidation({
        validate: () =>
          refersTo(alarm, this.service)
            ? [
                faultLine({
                  code: 'RollbackAlarms.cycle',
                  message: `alarm '${alarm.node.path}' watches '${this.service.node.path}', which would have to wait for it; give the alarm an 'alarmName'`,
                }),
              ]
            : [],
      });
    }
    this.list.add(name ?? alarm.alarmName);
  }

  private finishedFindings(): Finding[] {
    const minutes = this.alarms.map(evaluatedMinutes);
    return [
      ...(this.targets.size > 0 ? [] : targetFaults(this.options, this.apis.size > 0)),
      ...nothingWarnings(this.service.node.path, this.watched.size),
      ...bakeWarnings(deploymentPace(this.service), Math.max(0, ...minutes)),
    ];
  }

  private get sustained(): number {
    return this.options.sustainedMinutes ?? SUSTAINED_MINUTES;
  }

  /** Never shorter than what the service grants its new tasks, during which ECS itself lets them be unhealthy. */
  private unhealthyMinutes(): number {
    const service = this.service.node.defaultChild as ecs.CfnService;
    return Lazy.number({
      produce: () => {
        const grace = number(Stack.of(service).resolve(service.healthCheckGracePeriodSeconds));
        return grace === undefined ? this.sustained : Math.max(this.sustained, Math.ceil(grace / 60));
      },
    });
  }

  /** Of the first step of a shift, the new version gets its share only. */
  private fewestRequests(): number {
    return Math.ceil((SERVER_ERRORS.minRequests * this.pace.firstStep) / 100);
  }

  /** All of them where a deployment starts all tasks at once, or where it is said how many are too many. */
  private unhealthy(targets: WatchedTargets): cloudwatch.IMetric {
    const { shifts, room } = this.pace;
    return shifts || room === undefined || room.beyond >= 100 || this.options.unhealthyTargets !== undefined
      ? unhealthyTargets(targets)
      : unhealthyBeyond(targets, room.beyond, room.most);
  }

  private leavesOut(signal: RollbackSignal): boolean {
    return this.options.without?.includes(signal) ?? false;
  }

  /** Only of what the tasks have: what they merely reserve they may exceed, and an alarm that is always on switches off all others. */
  private watchUtilization(
    id: string,
    signal: RollbackSignal,
    metric: 'CPUUtilization' | 'MemoryUtilization',
    percent: number | undefined,
  ): void {
    const { cpu, memory } = this.service.taskDefinition.node.defaultChild as ecs.CfnTaskDefinition;
    const size = signal === RollbackSignal.CPU ? cpu : memory;
    if (this.leavesOut(signal) || (percent === undefined && size === undefined)) {
      return;
    }
    const alarm: cloudwatch.AlarmProps = {
      alarmDescription: `The tasks use ${percent ?? FULL} % of their ${id === 'Cpu' ? 'CPU' : 'memory'}`,
      metric: utilization(this.service, metric, this.pace.shifts),
      threshold: percent ?? FULL,
      evaluationPeriods: this.sustained,
    };
    if (knownName(this.service) === undefined) {
      this.make(id, alarm);
    } else {
      this.makeFirst(id, alarm);
    }
  }

  private make(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    if (this.node.tryFindChild(id) !== undefined) {
      fail(
        this,
        'RollbackAlarms.twice',
        `there is an alarm '${id}' already; give what is watched another construct id`,
      );
    }
    const name = alarmName(this, id, Stack.of(this.service));
    const alarm = new cloudwatch.Alarm(this, id, {
      ...props,
      alarmName: name,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (this.topic !== undefined) {
      notify(alarm, this.topic);
    }
    this.keep(id, alarm);
    this.list.add(name);
    return alarm;
  }

  /** Creates an alarm before the service is deployed, where it needs no service to exist. */
  private makeFirst(id: string, props: cloudwatch.AlarmProps): void {
    const alarm = this.make(id, props);
    if (Stack.of(alarm) === Stack.of(this.service)) {
      this.service.node.defaultChild!.node.addDependency(alarm);
    }
  }

  private keep(key: string, alarm: cloudwatch.IAlarm): void {
    if (this.watched.has(key)) {
      fail(this, 'RollbackAlarms.twice', `alarm '${alarm.node.path}' is attached already`);
    }
    this.watched.set(key, alarm);
  }

  private warnOfPartition(): void {
    const stack = Stack.of(this.service);
    if (lacksDeploymentAlarms(stack)) {
      warn(this, {
        code: 'RollbackAlarms.partition',
        message: `ECS is not known to have deployment alarms in the partition ${stack.partition}, and may refuse the service; leave them out there, or acknowledge this when they work`,
      });
    }
  }
}

/** The number of minutes in a row that an alarm evaluates; 0 when it is not of this app. */
function evaluatedMinutes(alarm: cloudwatch.IAlarm): number {
  const resource = alarm.node.defaultChild;
  if (resource === undefined || !cloudwatch.CfnAlarm.isCfnAlarm(resource)) {
    return 0;
  }
  const { evaluationPeriods, period = 60 } = resource;
  const [periods, seconds] = [number(Stack.of(resource).resolve(evaluationPeriods)), number(period)];
  return periods === undefined || seconds === undefined ? 0 : (periods * seconds) / 60;
}
