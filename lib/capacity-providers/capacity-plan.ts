import type { cx_api as cxapi } from 'aws-cdk-lib';
import { modelOfPath } from '../app-model/load';
import { guarded } from '../internal/guard/guarded';
import { readCapacity } from '../app-model/capacity/capacity-reading';
import type { Need, ProviderPlan } from './private/group-plan';
import { planText } from './private/plan-text';
import { plansOf } from './rules/plan-checks';

/** Instances that a number of tasks needs. */
export interface CapacityNeed {
  /** Tasks on the provider: the most that AWS may place there. */
  readonly tasks: number;

  /** Instances when the group launches only the type that suits best; 0 where AWS runs the hosts. */
  readonly fewestInstances: number;

  /** Instances when the group launches only the type that suits least. */
  readonly mostInstances: number;

  /**
   * The resource that is used up first: `cpu`, `memory`, `eni`, `gpu`, `ports` or `distinctInstance`.
   *
   * @default - nothing runs on instances of yours
   */
  readonly limitedBy?: string;
}

/** The tasks of one capacity provider, and the instances that they need. */
export interface ProviderCapacity {
  /** Construct path of the provider, or `FARGATE` and `FARGATE_SPOT`. */
  readonly provider: string;

  /**
   * `MaxSize` of its Auto Scaling group.
   *
   * @default - AWS runs the hosts, or it is known only at deployment
   */
  readonly maxSize?: number;

  /** With every service at its minimum. */
  readonly min: CapacityNeed;

  /** With every service at its desired count. */
  readonly desired: CapacityNeed;

  /** With every service at its maximum. */
  readonly max: CapacityNeed;

  /** With every service at its maximum, what the most demanding deployment needs in order to advance at all. */
  readonly deployment: CapacityNeed;

  /** ... and in order to advance as fast as `maximumPercent` lets it. */
  readonly deploymentPeak: CapacityNeed;

  /**
   * Further tasks of its largest service that fit at the maximum.
   *
   * @default - AWS runs the hosts, or the size of the group is not known
   */
  readonly headroom?: number;

  /**
   * The maximum with ENI trunking.
   *
   * @default - trunking is on, or changes nothing
   */
  readonly maxWithTrunking?: CapacityNeed;

  /**
   * Minutes that the desired tasks wait for their places when they start together on an empty group.
   *
   * @default - the group does not scale by itself, or is too small
   */
  readonly minutesFromZero?: number;
}

/** A service that hosts of yours may run, and whose need cannot be told. */
export interface UnplannedService {
  /** Construct path of the service. */
  readonly service: string;

  /** The reason why the number of instances is unknown: `launch type EC2, for which ECS scales no group`. */
  readonly reason: string;
}

/**
 * The placement of all tasks of an app: how many instances they need, and the resource that limits them.
 *
 * It reads finished templates, so it sees what ECS will see, whoever wrote it:
 *
 * ```ts
 * const plan = CapacityPlan.fromAssembly(app.synth());
 * ```
 *
 * Tasks are packed as tightly as possible, as ECS does when it estimates how far to scale; services that spread their
 * tasks may need more instances. Nested stacks count. What is known only at deployment is left out, as
 * `unplanned` says.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
 */
@guarded
export class CapacityPlan {
  /** The plan of an app that is synthesized. */
  public static fromAssembly(assembly: cxapi.CloudAssembly): CapacityPlan {
    const app = readCapacity(modelOfPath(assembly.directory));
    return new CapacityPlan(plansOf(app), [
      ...app.services.flatMap(({ resource, unplanned }) =>
        unplanned === undefined ? [] : [{ service: resource.label, reason: unplanned }],
      ),
      ...app.model.scopes.flatMap(({ path, macros }) =>
        macros.map((macro) => ({
          service: `${path}/${macro}`,
          reason: 'what a macro makes is known only at deployment',
        })),
      ),
    ]);
  }

  /** Every provider that a service of the app uses. */
  public readonly providers: ProviderCapacity[];

  private constructor(
    private readonly plans: readonly ProviderPlan[],
    /** Services that are not part of the plan, with the reason: it says nothing of the hosts that they need. */
    public readonly unplanned: UnplannedService[],
  ) {
    this.providers = plans.map(asCapacity);
  }

  /**
   * The plan of one provider.
   *
   * @param provider construct path or the end of it, as `OnDemand/CapacityProvider`, or `FARGATE`
   */
  public of(provider: string): ProviderCapacity | undefined {
    return this.providers.find(({ provider: path }) => path === provider || path.endsWith(`/${provider}`));
  }

  /** The plan as text, for a report. */
  public toText(): string {
    return planText(this.plans, this.unplanned);
  }
}

function asCapacity(plan: ProviderPlan): ProviderCapacity {
  const { provider, headroom, maxWithTrunking, fromZero } = plan;
  return {
    provider: provider.label,
    ...(provider.group?.maxSize !== undefined && { maxSize: provider.group.maxSize }),
    min: asNeed(plan.min),
    desired: asNeed(plan.desired),
    max: asNeed(plan.max),
    deployment: asNeed(plan.deployment),
    deploymentPeak: asNeed(plan.deploymentPeak),
    ...(headroom !== undefined && { headroom }),
    ...(maxWithTrunking && { maxWithTrunking: asNeed(maxWithTrunking) }),
    ...(fromZero?.allPlacedAfter !== undefined && { minutesFromZero: fromZero.allPlacedAfter }),
  };
}

function asNeed({ tasks, fewest, most, limit }: Need): CapacityNeed {
  return { tasks, fewestInstances: fewest, mostInstances: most, ...(limit !== undefined && { limitedBy: limit }) };
}
