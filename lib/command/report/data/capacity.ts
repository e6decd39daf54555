import type { AppModel } from '../../../app-model/app-model';
import { readCapacity } from '../../../app-model/capacity/capacity-reading';
import { distribute } from '../../../capacity-providers/private/distribution';
import type { Need, ProviderPlan } from '../../../capacity-providers/private/group-plan';
import type { ServiceModel } from '../../../app-model/capacity/plan-model';
import { plansOf } from '../../../capacity-providers/rules/plan-checks';
import { number } from '../../../internal/template-value';

/** The places where the tasks of an app land. */
export interface ReportedCapacity {
  readonly providers: readonly ReportedProvider[];
  readonly placed: readonly PlacedService[];
  /** Services that are not part of the plan, with the reason. */
  readonly unplanned: readonly { readonly service: string; readonly reason: string }[];
}

/** A capacity provider with what it has to bear. */
export interface ReportedProvider {
  readonly name: string;
  /** Instance types of its group; empty where AWS runs the hosts. */
  readonly types: readonly string[];
  readonly maxSize?: number;
  /** Whether it has an Auto Scaling group whose instances count. */
  readonly group: boolean;
  readonly spot: boolean;
  readonly needs: readonly (readonly [name: string, need: Need])[];
  readonly deploying?: string;
  readonly headroom?: number;
  readonly withTrunking?: Need;
  readonly curve?: Curve;
}

/** The desired tasks started at once on an empty group, minute by minute. */
export interface Curve {
  readonly tasks: number;
  readonly placed: readonly number[];
  readonly instances: readonly number[];
  readonly allPlacedAfter?: number;
  readonly peak: number;
  readonly terminated: number;
}

/** Tasks of a service at its minimum, as wanted, and at its maximum. */
export interface ServiceCounts {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

/** A service with the providers that its strategy names. */
export interface PlacedService {
  readonly service: string;
  readonly strategy: readonly string[];
  readonly counts?: ServiceCounts;
  /** The tasks that are not on Fargate Spot, where some are; the most that AWS may place so. */
  readonly onDemand?: ServiceCounts;
}

/** A curve shows two hours at most: what happens later is scaling in. */
const MINUTES = 120;

/** Reads what the capacity plan says of an app, as the report shows it. */
export function capacityOf(model: AppModel): ReportedCapacity {
  const app = readCapacity(model);
  return {
    providers: plansOf(app).map(providerOf),
    placed: app.services
      .filter(({ strategy, launchType }) => strategy.length > 0 || launchType !== undefined)
      .map(({ resource, strategy, launchType, daemon, model: counts }) => ({
        service: resource.path,
        strategy: daemon
          ? ['one task on each instance']
          : launchType !== undefined
            ? [`launch type ${launchType}`]
            : strategy.map(({ label, base, weight }) => {
                const [known, share] = [number(base) ?? 0, number(weight)];
                return `${label}${known > 0 ? `, base ${known}` : ''}${share === undefined ? '' : `, weight ${share}`}`;
              }),
        ...(counts && { counts: { min: counts.min, desired: counts.desired, max: counts.max }, ...onDemandOf(counts) }),
      })),
    unplanned: app.services.flatMap(({ resource, unplanned }) =>
      unplanned === undefined ? [] : [{ service: resource.path, reason: unplanned }],
    ),
  };
}

function onDemandOf({ strategy, min, desired, max }: ServiceModel): Pick<PlacedService, 'onDemand'> {
  const spot = strategy.findIndex(({ provider }) => provider === 'FARGATE_SPOT');
  // The most on demand: AWS may round either way.
  const count = (tasks: number): number => tasks - distribute(tasks, strategy)[spot].minimum;
  return spot < 0 ? {} : { onDemand: { min: count(min), desired: count(desired), max: count(max) } };
}

function providerOf(plan: ProviderPlan): ReportedProvider {
  const { provider, headroom, maxWithTrunking, fromZero, deploying } = plan;
  const minutes = fromZero?.minutes.slice(0, MINUTES) ?? [];
  return {
    name: provider.label,
    types: provider.group?.types.map(({ name }) => name) ?? [],
    ...(provider.group?.maxSize !== undefined && { maxSize: provider.group.maxSize }),
    group: provider.group !== undefined,
    spot: provider.spot,
    needs: [
      ['minimum', plan.min],
      ['desired', plan.desired],
      ['maximum', plan.max],
      ['a deployment at the maximum', plan.deployment],
      ['a deployment at its fastest', plan.deploymentPeak],
    ],
    ...(deploying !== undefined && { deploying }),
    ...(headroom !== undefined && { headroom }),
    ...(maxWithTrunking && { withTrunking: maxWithTrunking }),
    ...(fromZero && {
      curve: {
        tasks: plan.desired.tasks,
        placed: minutes.map(({ placed }) => placed),
        instances: minutes.map(({ instances }) => instances),
        ...(fromZero.allPlacedAfter !== undefined && { allPlacedAfter: fromZero.allPlacedAfter }),
        peak: fromZero.peakInstances,
        terminated: fromZero.terminated,
      },
    }),
  };
}
