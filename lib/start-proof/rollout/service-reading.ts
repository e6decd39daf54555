import { Resource, Value } from '../../app-model/app-model';
import { asNumber, asText, isUnknown } from '../../app-model/values';
import type { ScalingView } from '../../app-model/views/scaling';
import { DeploymentView, ServiceView, TargetView, serviceView } from '../../app-model/views/service';
import { perModel } from '../../app-model/views/view';
import { PlacedTask, placedTasks } from '../reach/placed-tasks';

/** A load balancer entry of a service. */
export interface TargetReading {
  readonly container: string;
  readonly port: string;
  /** The target group, when it is in the app. */
  readonly group?: Resource;
  /** Alternate target group, rules and role; absent when the entry has none. */
  readonly advanced?: Value;
  readonly property: string;
}

/** A service as a deployment of ECS sees it. What only the deployment knows is `undefined`. */
export interface ServiceReading {
  readonly resource: Resource;
  readonly service: ServiceView;
  readonly placed: PlacedTask;
  readonly controller?: string;
  readonly strategy?: string;
  readonly daemon?: boolean;
  readonly minPercent?: number;
  readonly maxPercent?: number;
  /** The fewest tasks that it is ever kept at, scaling included; at least one. */
  readonly fewest?: number;
  /** The most tasks that it is scaled to; those of `fewest` where nothing scales it. */
  readonly most?: number;
  /** Nothing says how many, so that ECS starts one; somebody may have set another number since. */
  readonly countLeftOut: boolean;
  /** The resource that scales it, when something of the app does. */
  readonly scaledBy?: Resource;
  readonly targets: readonly TargetReading[];
  /** All its load balancers, and what each of them has, are known. */
  readonly targetsKnown: boolean;
}

/** The services of an app, read once for the findings and the result. */
export const readServices = perModel((model): readonly ServiceReading[] =>
  placedTasks(model)
    .placed.filter(({ placement }) => placement.kind === 'service' && placement.resource.type === 'AWS::ECS::Service')
    .map((each) => readService(serviceView(model, each.placement.resource), each)),
);

function readService(service: ServiceView, placed: PlacedTask): ServiceReading {
  const { scheduling, deployment, scaling, desiredCount, targets, targetsUnknown } = service;
  // A target that may not exist scales nothing for sure.
  const scaled = scaling?.resource.conditional === false ? scaling : undefined;
  const daemon = asText(scheduling);
  const fewest = fewestTasks(desiredCount, scaled);
  const most = scaled === undefined ? fewest : asNumber(scaled.maximum);
  return {
    resource: service.resource,
    service,
    placed,
    controller: asText(deployment.controller),
    strategy: deployment.unknown ? undefined : asText(deployment.strategy),
    ...(daemon !== undefined && { daemon: daemon === 'DAEMON' }),
    ...percentages(deployment, daemon === 'DAEMON'),
    fewest,
    ...(most !== undefined && { most }),
    countLeftOut: scaled === undefined && desiredCount === undefined,
    ...(scaled && { scaledBy: scaled.resource }),
    targets: targets.map(readTarget),
    targetsKnown:
      targetsUnknown === undefined && targets.every((each) => !isUnknown(each.entry) && !isUnknown(each.advanced)),
  };
}

function readTarget({ container, port, group, advanced, property }: TargetView): TargetReading {
  return {
    container: asText(container) ?? 'of the service',
    port: asText(port) ?? 'unknown',
    ...(group && { group }),
    ...(advanced !== undefined && { advanced }),
    property,
  };
}

/**
 * The percentages, with ECS's defaults.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
function percentages(
  { minimumHealthyPercent: min, maximumPercent: max, unknown }: DeploymentView,
  daemon: boolean,
): { minPercent?: number; maxPercent?: number } {
  if (unknown) {
    return {};
  }
  const [minPercent, maxPercent] = [
    min === undefined ? (daemon ? 0 : 100) : asNumber(min),
    max === undefined ? (daemon ? 100 : 200) : asNumber(max),
  ];
  return { ...(minPercent !== undefined && { minPercent }), ...(maxPercent !== undefined && { maxPercent }) };
}

/** ECS starts one task when nothing says how many. */
function fewestTasks(desiredCount: Value, scaled: ScalingView | undefined): number | undefined {
  if (scaled === undefined) {
    const desired = desiredCount === undefined ? 1 : asNumber(desiredCount);
    return desired === 0 ? undefined : desired;
  }
  const minima = [scaled.minimum, ...scaled.scheduledMinima].filter((each) => each !== undefined);
  const known = minima.map(asNumber);
  return known.some((each) => each === undefined) ? undefined : Math.max(1, Math.min(...(known as number[])));
}

/** Whether a deployment brings up a second set of tasks and moves the traffic to it. */
export function shifts({ strategy, controller }: ServiceReading): boolean {
  return controller === 'ECS' && (strategy === 'BLUE_GREEN' || strategy === 'LINEAR' || strategy === 'CANARY');
}
