import { Names } from 'aws-cdk-lib';
import { CfnScalingPolicy, PredefinedMetric, ScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { reportFindings } from '../internal/warnings';
import { forecastPolicy } from './private/scaling-forecast';
import {
  DEFAULT_TASKS,
  backlogFaults,
  forecastFaults,
  percentFaults,
  requestFaults,
  scalingFaults,
  scheduleFaults,
} from './private/scaling-faults';
import { pendingFaults } from './private/scaling-pending';
import { QueueBacklog } from './queue-backlog';
import { BacklogOptions, ForecastMetric, PredictiveScaling, ScheduledScaling } from './scaling-options';
import type { ServiceScalingProps } from './service-scaling-props';

/** A target that a metric is kept at. */
interface Goal {
  readonly value: number;
  /** The load balancer and target group, of requests. */
  readonly resourceLabel?: string;
}

/**
 * Scales any service: by CPU, memory, requests, the messages of a queue, the time of day, a forecast.
 *
 * A service is scaled once: a second `ServiceScaling` or `autoScaleTaskCount()` fails. Tasks are added after three minutes
 * above a target and removed after fifteen below it; while a deployment runs, none are removed.
 *
 * Fails with the codes `ServiceScaling.*`, all faults of the options at once; at synth with `ServiceScaling.nothing` when
 * nothing changes the count, `ServiceScaling.zero` when nothing adds the first task, and `ServiceScaling.noTargetGroup` or
 * `ServiceScaling.noQueue` when an option waits for one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 */
@guarded
@propertyInjectable
export class ServiceScaling extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ServiceScaling';

  /** The scalable target of aws-cdk-lib, for policies of your own. */
  public readonly taskCount: ecs.ScalableTaskCount;

  private readonly goals = new Map<ForecastMetric, Goal>();
  private readonly backlogs: QueueBacklog[] = [];
  private readonly schedules: ScheduledScaling[] = [];
  private waitingForecast?: PredictiveScaling;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceScalingProps,
  ) {
    super(scope, id);
    failAll(this, scalingFaults(props));
    this.taskCount = props.service.autoScaleTaskCount({
      minCapacity: props.min ?? DEFAULT_TASKS,
      maxCapacity: props.max,
    });
    this.scaleOnOptions(props);
    this.node.addValidation({ validate: () => reportFindings(this, this.unfinished()) });
  }

  /** The messages of queues that it scales on, as metrics for alarms and dashboards. */
  public get queueBacklogs(): QueueBacklog[] {
    return [...this.backlogs];
  }

  /**
   * Keeps a CPU utilization, in percent from 1 to 100.
   *
   * Fails with `ServiceScaling.target`, and with `ServiceScaling.twice` when CPU has a target already.
   */
  public scaleOnCpu(cpuPercent: number): void {
    failAll(this, percentFaults('cpuPercent', cpuPercent));
    this.keep('Cpu', ForecastMetric.CPU, PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION, { value: cpuPercent });
  }

  /**
   * Keeps a memory utilization, in percent from 1 to 100.
   *
   * Fails with `ServiceScaling.target`, and with `ServiceScaling.twice` when memory has a target already.
   */
  public scaleOnMemory(memoryPercent: number): void {
    failAll(this, percentFaults('memoryPercent', memoryPercent));
    this.keep('Memory', ForecastMetric.MEMORY, PredefinedMetric.ECS_SERVICE_AVERAGE_MEMORY_UTILIZATION, {
      value: memoryPercent,
    });
  }

  /**
   * Keeps the requests per minute that each target gets. Not with deployments that shift traffic: they alternate between
   * two target groups, and the metric is that of one.
   *
   * Fails with `ServiceScaling.target`, and with `ServiceScaling.twice` when requests have a target already.
   *
   * @param targetGroup to which a load balancer sends already
   * @param requestsPerTarget left out, that of the options
   */
  public scaleOnRequests(targetGroup: elbv2.ApplicationTargetGroup, requestsPerTarget?: number): void {
    const value = requestsPerTarget ?? this.props.requestsPerTarget;
    if (value === undefined) {
      fail(
        this,
        'ServiceScaling.target',
        "'requestsPerTarget' is given neither here nor in the options; say how many requests a minute a task should get",
      );
    }
    failAll(this, requestFaults(value));
    const policy = this.keep('Requests', ForecastMetric.REQUESTS, PredefinedMetric.ALB_REQUEST_COUNT_PER_TARGET, {
      value,
      resourceLabel: `${targetGroup.firstLoadBalancerFullName}/${targetGroup.targetGroupFullName}`,
    });
    // The metric exists once a listener sends to the group, and the policy is refused before.
    policy.node.addDependency(targetGroup.loadBalancerAttached);
    if (this.waitingForecast !== undefined) {
      this.scaleOnForecast(this.waitingForecast);
      this.waitingForecast = undefined;
    }
  }

  /**
   * Keeps the messages that wait in a queue for each running task at what a task gets done in time. The number is
   * measured each minute by a function that all services of the stack share.
   *
   * Fails with `ServiceScaling.latency`, `ServiceScaling.timePerMessage`, and with `ServiceScaling.twice` when the service
   * scales on the queue already.
   *
   * @param queue in which they wait
   * @param options left out, those of the options' `backlog`
   */
  public scaleOnBacklog(queue: sqs.IQueue, options?: BacklogOptions): QueueBacklog {
    const given = options ?? this.props.backlog;
    if (given === undefined) {
      fail(
        this,
        'ServiceScaling.latency',
        "'acceptableLatency' and 'timePerMessage' are given neither here nor in the options; say how long a message may wait, and how long it takes",
      );
    }
    failAll(this, backlogFaults(given));
    if (this.backlogs.some((backlog) => backlog.queue === queue)) {
      this.failTwice(`the messages of '${queue.node.path}'`);
    }
    const { service } = this.props;
    const backlog = QueueBacklog.measure(this, service, queue, given);
    this.backlogs.push(backlog);
    // `Backlog`, then `Backlog2`: the order of queues decides.
    const count = this.backlogs.length;
    this.track(count === 1 ? 'Backlog' : `Backlog${count}`, backlog.target, {
      customizedMetricSpecification: backlog._metricSpecification,
    });
    return backlog;
  }

  /**
   * Changes the limits at a time.
   *
   * Fails with `ServiceScaling.schedule`, `ServiceScaling.range` and `ServiceScaling.scheduleName`.
   */
  public scaleOnSchedule(schedule: ScheduledScaling): void {
    failAll(this, scheduleFaults(schedule, this.schedules));
    this.schedules.push(schedule);
    this.taskCount.scaleOnSchedule(schedule.name, {
      schedule: schedule.schedule,
      timeZone: schedule.timeZone,
      minCapacity: schedule.min,
      maxCapacity: schedule.max,
    });
  }

  /**
   * Adds tasks ahead of the load. The metric must have its target already.
   *
   * Fails with `ServiceScaling.forecastTarget`, `ServiceScaling.schedulingBufferTime`, `ServiceScaling.maxCapacityBuffer`,
   * and with `ServiceScaling.twice` when there is a forecast already.
   */
  public scaleOnForecast(predictive: PredictiveScaling): void {
    const metric = predictive.metric ?? ForecastMetric.CPU;
    const goal = this.goals.get(metric);
    failAll(this, forecastFaults(predictive, goal !== undefined));
    if (this.node.tryFindChild('Forecast') !== undefined) {
      this.failTwice('a forecast');
    }
    this.policy('Forecast', {
      policyType: 'PredictiveScaling',
      predictiveScalingPolicyConfiguration: forecastPolicy(metric, predictive, goal!.value, goal!.resourceLabel),
    });
  }

  private scaleOnOptions(props: ServiceScalingProps): void {
    const { cpuPercent, memoryPercent, requestsPerTarget, targetGroup, backlog, predictive, schedules = [] } = props;
    if (cpuPercent !== undefined) {
      this.scaleOnCpu(cpuPercent);
    }
    if (memoryPercent !== undefined) {
      this.scaleOnMemory(memoryPercent);
    }
    if (requestsPerTarget !== undefined && targetGroup !== undefined) {
      this.scaleOnRequests(targetGroup);
    }
    if (backlog?.queue !== undefined) {
      this.scaleOnBacklog(backlog.queue);
    }
    schedules.forEach((schedule) => this.scaleOnSchedule(schedule));
    if (predictive !== undefined && this.goals.has(predictive.metric ?? ForecastMetric.CPU)) {
      this.scaleOnForecast(predictive);
    } else {
      this.waitingForecast = predictive;
    }
  }

  private keep(id: string, metric: ForecastMetric, predefinedMetricType: PredefinedMetric, goal: Goal) {
    if (this.goals.has(metric)) {
      this.failTwice(id === 'Cpu' ? 'CPU' : id.toLowerCase());
    }
    this.goals.set(metric, goal);
    const { resourceLabel } = goal;
    return this.track(id, goal.value, {
      predefinedMetricSpecification: { predefinedMetricType, resourceLabel },
    });
  }

  private track(
    id: string,
    targetValue: number,
    metric: Partial<CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty>,
  ): CfnScalingPolicy {
    return this.policy(id, {
      policyType: 'TargetTrackingScaling',
      targetTrackingScalingPolicyConfiguration: {
        ...metric,
        targetValue,
        scaleInCooldown: this.props.scaleInCooldown?.toSeconds(),
        scaleOutCooldown: this.props.scaleOutCooldown?.toSeconds(),
      },
    });
  }

  private policy(id: string, props: Omit<ConstructorParameters<typeof CfnScalingPolicy>[2], 'policyName'>) {
    return new CfnScalingPolicy(this, id, {
      ...props,
      // A name has to be unique for the service alone; that of the place keeps two versions of it apart.
      policyName: `${Names.uniqueResourceName(this, { maxLength: 128 })}${id}`,
      scalingTargetId: (this.taskCount.node.findChild('Target') as ScalableTarget).scalableTargetId,
    });
  }

  private failTwice(what: string): never {
    fail(this, 'ServiceScaling.twice', `the service scales on ${what} already; change the first one, or leave one out`);
  }

  private unfinished() {
    return pendingFaults(this.props, this.taskCount, {
      policies: this.node.children.length,
      schedules: this.schedules.length,
      requests: this.goals.has(ForecastMetric.REQUESTS),
      backlog: this.backlogs.length > 0,
    });
  }
}
