import type { AppModel } from '../../../app-model/app-model';
import type { Resource } from '../../../app-model/resource';
import { number } from '../../../internal/template-value';
import type { ReportedCapacity } from './capacity';
import type { StartNeed, TaskStart } from '../../../start-proof/start-proof-result';

/** A resource that starts tasks, how many, and whether they can start. */
export interface ReportedStart {
  /** Construct path of the service, schedule, state machine, rule or pipe. */
  readonly path: string;
  readonly kind: string;
  readonly taskDefinition: string;
  readonly compute: string;
  readonly verdict: 'proved' | 'broken' | 'unknown';
  readonly needs: readonly StartNeed[];
  /** Tasks of a service; absent where the deployment decides, or where there is no service. */
  readonly count?: TaskCount;
  /** Those of them that Fargate Spot does not run, where it runs some. */
  readonly onDemand?: TaskCount;
}

/** The number of tasks that a service has. */
export interface TaskCount {
  readonly least: number;
  readonly desired: number;
  readonly most: number;
}

/** Finds what starts tasks in an app, with the numbers of its scaling. */
export function startsOf(model: AppModel, proved: readonly TaskStart[], capacity: ReportedCapacity): ReportedStart[] {
  const services = new Map(model.ofType('AWS::ECS::Service').map((service) => [service.path, service]));
  const targets = scalableTargets(model);
  const onDemand = new Map(capacity.placed.map((placed) => [placed.service, placed.onDemand]));
  return proved.map(({ path, kind, taskDefinition, compute, verdict, needs }) => {
    const service = kind === 'service' ? services.get(path) : undefined;
    const count = service && countOf(service, targets.get(service.id));
    const fixed = onDemand.get(path);
    return {
      path,
      kind,
      taskDefinition,
      compute,
      verdict,
      needs,
      ...(count && { count }),
      ...(fixed && { onDemand: { least: fixed.min, desired: fixed.desired, most: fixed.max } }),
    };
  });
}

function countOf(service: Resource, target: Resource | undefined): TaskCount | undefined {
  const { DesiredCount, SchedulingStrategy } = service.properties;
  const desired = DesiredCount === undefined ? 1 : number(DesiredCount);
  if (SchedulingStrategy === 'DAEMON') {
    return undefined;
  }
  if (target === undefined) {
    return desired === undefined ? undefined : { least: desired, desired, most: desired };
  }
  const { MinCapacity, MaxCapacity } = target.properties;
  const [least, most] = [number(MinCapacity), number(MaxCapacity)];
  return least === undefined || most === undefined
    ? undefined
    : { least, desired: Math.min(Math.max(desired ?? least, least), most), most };
}

/** The scaling of each service. */
function scalableTargets(model: AppModel): Map<string, Resource> {
  return new Map(
    model.ofType('AWS::ApplicationAutoScaling::ScalableTarget').flatMap((target) =>
      model
        .mentioned(target.properties.ResourceId, target.scope)
        .filter(({ type }) => type === 'AWS::ECS::Service')
        .map(({ id }): [string, Resource] => [id, target]),
    ),
  );
}
