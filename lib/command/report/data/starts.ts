import type { AppModel } from '../../../app-model/app-model';
import { asNumber, asText } from '../../../app-model/values';
import { ServiceView, serviceView } from '../../../app-model/views/service';
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
  const onDemand = new Map(capacity.placed.map((placed) => [placed.service, placed.onDemand]));
  return proved.map(({ path, kind, taskDefinition, compute, verdict, needs }) => {
    const service = kind === 'service' ? services.get(path) : undefined;
    const count = service && countOf(serviceView(model, service));
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

function countOf({ desiredCount, scheduling, scaling }: ServiceView): TaskCount | undefined {
  const desired = desiredCount === undefined ? 1 : asNumber(desiredCount);
  if (asText(scheduling) === 'DAEMON') {
    return undefined;
  }
  if (scaling === undefined) {
    return desired === undefined ? undefined : { least: desired, desired, most: desired };
  }
  const [least, most] = [asNumber(scaling.minimum), asNumber(scaling.maximum)];
  return least === undefined || most === undefined
    ? undefined
    : { least, desired: Math.min(Math.max(desired ?? least, least), most), most };
}
