import { Duration, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { number } from '../internal/template-value';
import { booleanFault, seconds } from '../internal/value-faults';
import { percentFaults, shiftFaults } from './private/deployment-faults';
import { SUSTAINED_MINUTES } from './private/sustained';
import type { RollbackAlarmOptions } from './rollback-alarm-options';

/** The options of every deployment. */
export interface DeploymentOptions {
  /**
   * The percentage of the desired count that must stay healthy during a deployment.
   *
   * @default 100
   */
  readonly minHealthyPercent?: number;

  /**
   * The percentage of the desired count that may run at once during a deployment.
   *
   * @default 200
   */
  readonly maxHealthyPercent?: number;

  /**
   * The bake time: both versions stay after all traffic has gone to the new one, so that a rollback alarm can rise.
   * From 0 to 24 hours, in whole minutes.
   *
   * @default - not sent for rolling deployments; for the others 5 minutes more than the slowest rollback alarm looks (`sustainedMinutes`, or `healthCheck.gracePeriod` when that is longer), which makes 10 minutes, or 5 minutes without such alarms
   */
  readonly bakeTime?: Duration;
}

/** The options of a rolling deployment. */
export interface RollingDeploymentOptions extends DeploymentOptions {
  /**
   * Whether ECS gives up on a deployment whose tasks do not become healthy, and goes back to the last one that did.
   *
   * Without it, a deployment that cannot succeed hangs until CloudFormation gives up after three hours.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
   */
  readonly circuitBreaker?: boolean;

  /**
   * Whether the load balancer is made ready for shifting traffic, with a second target group, although this deployment
   * does not shift any.
   *
   * ECS demands one such deployment before a rolling service first shifts traffic, and on the way back it keeps the tasks
   * where they are. It costs nothing, so it may stay.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-rolling-to-bluegreen.html
   */
  readonly readyToShift?: boolean;
}

/** The options of a deployment that shifts traffic between two sets of tasks. */
export interface TrafficShiftDeploymentOptions extends DeploymentOptions {
  /**
   * The lifecycle hooks, which run at stages of the deployment and may refuse it.
   *
   * @default - nothing
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
   */
  readonly lifecycleHooks?: ecs.IDeploymentLifecycleHookTarget[];

  /**
   * Port of the test listener, on which only the new version answers before it gets production traffic. Only behind a
   * load balancer.
   *
   * @default - no test listener
   */
  readonly testPort?: number;
}

/** The options of a deployment that shifts traffic in equal steps. */
export interface LinearDeploymentOptions extends TrafficShiftDeploymentOptions {
  /**
   * Percent of the traffic of each step, from 3 to 100 in steps of 0.1.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * Time between two steps, from 0 to 24 hours in whole minutes.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;
}

/** The options of a deployment in which a part of the traffic goes ahead. */
export interface CanaryDeploymentOptions extends TrafficShiftDeploymentOptions {
  /**
   * Percent of the traffic that goes ahead, from 0.1 to 100 in steps of 0.1.
   *
   * @default 5
   */
  readonly canaryPercent?: number;

  /**
   * The time for which it goes ahead, from 0 to 24 hours in whole minutes.
   *
   * @default Duration.minutes(10)
   */
  readonly canaryBakeTime?: Duration;
}

/**
 * The deployment strategy of a service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-types.html
 */
@guarded
export class ServiceDeployment {
  /** New tasks take the place of old ones, a few at a time. */
  public static rolling(options: RollingDeploymentOptions = {}): ServiceDeployment {
    return new ServiceDeployment(ecs.DeploymentStrategy.ROLLING, options, {
      circuitBreaker: options.circuitBreaker,
      readyToShift: options.readyToShift,
    });
  }

  /** All new tasks start beside the old ones, then all traffic goes to them at once. */
  public static blueGreen(options: TrafficShiftDeploymentOptions = {}): ServiceDeployment {
    return new ServiceDeployment(ecs.DeploymentStrategy.BLUE_GREEN, options, options);
  }

  /** All new tasks start beside the old ones, then traffic goes to them in equal steps. */
  public static linear(options: LinearDeploymentOptions = {}): ServiceDeployment {
    const { stepPercent = 10, stepBakeTime = Duration.minutes(6) } = options;
    return new ServiceDeployment(ecs.DeploymentStrategy.LINEAR, options, {
      ...options,
      shift: { stepPercent, stepBakeTime },
    });
  }

  /** All new tasks start beside the old ones, then a part of the traffic goes ahead, and the rest follows. */
  public static canary(options: CanaryDeploymentOptions = {}): ServiceDeployment {
    const { canaryPercent = 5, canaryBakeTime = Duration.minutes(10) } = options;
    return new ServiceDeployment(ecs.DeploymentStrategy.CANARY, options, {
      ...options,
      shift: { stepPercent: canaryPercent, stepBakeTime: canaryBakeTime },
    });
  }

  /** Whether traffic is shifted between two sets of tasks, which needs a load balancer or Service Connect. */
  public readonly shiftsTraffic: boolean;

  /** Whether a load balancer needs a second target group for it. */
  public readonly usesAlternateTarget: boolean;

  /** Port of the test listener; `undefined` without one. */
  public readonly testPort?: number;

  private constructor(
    /** The strategy of ECS. */
    public readonly strategy: ecs.DeploymentStrategy,
    private readonly options: DeploymentOptions,
    private readonly own: {
      readonly circuitBreaker?: boolean;
      readonly readyToShift?: boolean;
      readonly lifecycleHooks?: ecs.IDeploymentLifecycleHookTarget[];
      readonly testPort?: number;
      readonly shift?: ecs.TrafficShiftConfig;
    },
  ) {
    this.shiftsTraffic = strategy !== ecs.DeploymentStrategy.ROLLING;
    this.usesAlternateTarget = this.shiftsTraffic || (own.readyToShift ?? false);
    this.testPort = own.testPort;
  }

  /**
   * The props for aws-cdk-lib's services.
   *
   * @param alarms that undo a release
   * @param grace for which the health of new tasks does not count
   *
   * @internal
   */
  public _serviceProps(alarms?: RollbackAlarmOptions, grace?: Duration) {
    const { minHealthyPercent = 100, maxHealthyPercent = 200 } = this.options;
    const { bakeTime = this.shiftsTraffic ? bakeTimeFor(alarms, grace) : undefined } = this.options;
    const { circuitBreaker = true, lifecycleHooks } = this.own;
    const shift = this.own.shift && { ...this.own.shift, stepPercent: tenths(this.own.shift.stepPercent!) };
    return {
      minHealthyPercent,
      maxHealthyPercent,
      bakeTime,
      ...(!this.shiftsTraffic && circuitBreaker && { circuitBreaker: { enable: true, rollback: true } }),
      ...(this.shiftsTraffic && { deploymentStrategy: this.strategy, lifecycleHooks }),
      ...(this.strategy === ecs.DeploymentStrategy.LINEAR && { linearConfiguration: shift }),
      ...(this.strategy === ecs.DeploymentStrategy.CANARY && { canaryConfiguration: shift }),
    };
  }

  /**
   * Whether ECS asks something at stages of a deployment.
   *
   * @internal
   */
  public get _hasHooks(): boolean {
    return (this.own.lifecycleHooks ?? []).length > 0;
  }

  /**
   * The roles by which ECS calls the hooks. Known once they are bound to a service.
   *
   * @internal
   */
  public get _hookRoles(): iam.IRole[] {
    return (this.own.lifecycleHooks ?? []).flatMap(
      (hook) => (hook as Partial<ecs.DeploymentLifecycleLambdaTarget>).role ?? [],
    );
  }

  /**
   * Whether more tasks than desired may run, as rebalancing between zones needs.
   *
   * @internal
   */
  public get _mayExceed(): boolean {
    const { maxHealthyPercent = 200 } = this.options;
    return maxHealthyPercent > 100;
  }

  /**
   * Finds the reasons why a service of so many tasks could not be deployed this way.
   *
   * @param fewest tasks that it ever has while it serves
   *
   * @internal
   */
  public _faults(fewest: number): Finding[] {
    const { minHealthyPercent = 100, maxHealthyPercent = 200, bakeTime } = this.options;
    return [
      ...booleanFault('ServiceDeployment.flag', "'circuitBreaker'", this.own.circuitBreaker),
      ...booleanFault('ServiceDeployment.flag', "'readyToShift'", this.own.readyToShift),
      ...percentFaults(minHealthyPercent, maxHealthyPercent, fewest),
      ...shiftFaults(this.strategy, { bakeTime, ...this.own.shift, testPort: this.own.testPort }),
    ];
  }
}

/** Long enough for the slowest alarm to go off, whose metrics come some minutes late. */
function bakeTimeFor(alarms: RollbackAlarmOptions | undefined, grace: Duration | undefined): Duration {
  const slowest =
    alarms === undefined
      ? 0
      : Math.max(number(alarms.sustainedMinutes) ?? SUSTAINED_MINUTES, Math.ceil((seconds(grace) ?? 0) / 60));
  return Duration.minutes(5 + slowest);
}

/** Rounds to tenths: a computed value may miss one by a hair, and aws-cdk-lib refuses it then. */
function tenths(percent: number): number {
  return Token.isUnresolved(percent) ? percent : Math.round(percent * 10) / 10;
}
