import { AppModel, Pointer, Resource, Unknown, Value } from '../../app-model/app-model';
import { asRecord, asText, dig, isUnknown, items } from '../../app-model/values';
import { PlacedTask } from '../reach/placed-tasks';

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
  readonly properties: Readonly<Record<string, Value>>;
  readonly placed: PlacedTask;
  readonly controller?: string;
  readonly strategy?: string;
  readonly daemon?: boolean;
  readonly minPercent?: number;
  readonly maxPercent?: number;
  /** The fewest tasks that it is ever kept at, scaling included; at least one. */
  readonly fewest?: number;
  /** Nothing says how many, so that ECS starts one; somebody may have set another number since. */
  readonly countLeftOut: boolean;
  /** The resource that scales it, when something of the app does. */
  readonly scaledBy?: Resource;
  readonly targets: readonly TargetReading[];
  /** All its load balancers, and what each of them has, are known. */
  readonly targetsKnown: boolean;
}

/** Reads the services of an app. */
export function readServices(model: AppModel, placed: readonly PlacedTask[]): ServiceReading[] {
  const scaling = scalingTargets(model);
  return placed
    .filter(({ placement }) => placement.kind === 'service' && placement.resource.type === 'AWS::ECS::Service')
    .map((each) => readService(model, each, scaling.get(each.placement.resource)));
}

function readService(model: AppModel, placed: PlacedTask, scaledBy: Resource | undefined): ServiceReading {
  const { resource, service: properties } = placed.placement;
  const { LoadBalancers, DeploymentConfiguration: configuration } = properties;
  const daemon = choice(properties.SchedulingStrategy, 'REPLICA');
  const percents = percentages(configuration, daemon === 'DAEMON');
  return {
    resource,
    properties,
    placed,
    controller: choice(dig(properties.DeploymentController, 'Type'), 'ECS'),
    strategy: isUnknown(configuration) ? undefined : choice(dig(configuration, 'Strategy'), 'ROLLING'),
    ...(daemon !== undefined && { daemon: daemon === 'DAEMON' }),
    ...percents,
    fewest: fewestTasks(model, properties, scaledBy),
    countLeftOut: scaledBy === undefined && properties.DesiredCount === undefined,
    ...(scaledBy && { scaledBy }),
    targets: items(LoadBalancers).map((each, index) => readTarget(asRecord(each), `LoadBalancers.${index}`)),
    targetsKnown:
      !isUnknown(LoadBalancers) &&
      items(LoadBalancers).every((each) => !isUnknown(each) && !isUnknown(asRecord(each).AdvancedConfiguration)),
  };
}

function readTarget(entry: Readonly<Record<string, Value>>, property: string): TargetReading {
  const group = targetGroup(entry.TargetGroupArn);
  return {
    container: asText(entry.ContainerName) ?? 'of the service',
    port: asText(entry.ContainerPort) ?? 'unknown',
    ...(group && { group }),
    ...(entry.AdvancedConfiguration !== undefined && { advanced: entry.AdvancedConfiguration }),
    property,
  };
}

/** The target group behind an ARN, when it is in the app. */
export function targetGroup(arn: Value): Resource | undefined {
  return arn instanceof Pointer && arn.resource.type === 'AWS::ElasticLoadBalancingV2::TargetGroup'
    ? arn.resource
    : undefined;
}

/** A choice, with what AWS takes when there is none. */
function choice(value: Value, otherwise: string): string | undefined {
  return value === undefined ? otherwise : asText(value);
}

/**
 * The percentages, with ECS's defaults.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
function percentages(configuration: Value, daemon: boolean): { minPercent?: number; maxPercent?: number } {
  if (isUnknown(configuration)) {
    return {};
  }
  const { MinimumHealthyPercent: min, MaximumPercent: max } = asRecord(configuration);
  const [minPercent, maxPercent] = [
    min === undefined ? (daemon ? 0 : 100) : numberOf(min),
    max === undefined ? (daemon ? 100 : 200) : numberOf(max),
  ];
  return { ...(minPercent !== undefined && { minPercent }), ...(maxPercent !== undefined && { maxPercent }) };
}

/** The number, when it is known. */
export function numberOf(value: Value): number | undefined {
  const text = asText(value);
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ECS starts one task when nothing says how many. */
function fewestTasks(
  model: AppModel,
  { DesiredCount }: Readonly<Record<string, Value>>,
  scaledBy: Resource | undefined,
): number | undefined {
  if (scaledBy === undefined) {
    const desired = DesiredCount === undefined ? 1 : numberOf(DesiredCount);
    return desired === 0 ? undefined : desired;
  }
  const minima = [
    model.property(scaledBy, 'MinCapacity'),
    ...items(model.property(scaledBy, 'ScheduledActions')).map((each) =>
      dig(each, 'ScalableTargetAction', 'MinCapacity'),
    ),
  ].filter((each) => each !== undefined);
  const known = minima.map(numberOf);
  return known.some((each) => each === undefined) ? undefined : Math.max(1, Math.min(...(known as number[])));
}

/** The targets that scale services, by service. A target that may not exist scales nothing for sure. */
function scalingTargets(model: AppModel): Map<Resource, Resource> {
  const found = new Map<Resource, Resource>();
  for (const target of model.ofType('AWS::ApplicationAutoScaling::ScalableTarget')) {
    const id = model.property(target, 'ResourceId');
    const marks = id instanceof Unknown ? [] : model.marksIn(model.text(id) ?? '');
    const service = marks.find(
      (mark): mark is Pointer => mark instanceof Pointer && mark.resource.type === 'AWS::ECS::Service',
    );
    if (service !== undefined && !target.conditional) {
      found.set(service.resource, target);
    }
  }
  return found;
}

/** Whether a deployment brings up a second set of tasks and moves the traffic to it. */
export function shifts({ strategy, controller }: ServiceReading): boolean {
  return controller === 'ECS' && (strategy === 'BLUE_GREEN' || strategy === 'LINEAR' || strategy === 'CANARY');
}
