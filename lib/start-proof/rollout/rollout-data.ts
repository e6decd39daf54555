import type { AppModel, Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { StartRollout, StartVerdict } from '../start-proof-result';
import { HostRoom, hostRooms, stuckFor } from './host-room';
import { rolloutFindings } from './rollout-check';
import { readServices, ServiceReading, shifts } from './service-reading';

/** The rollouts as data. */
export function rolloutData(model: AppModel): StartRollout[] {
  const said = new Map<Resource, ResourceFinding['finding'][]>();
  for (const { resource, finding } of rolloutFindings(model)) {
    said.set(resource, [...(said.get(resource) ?? []), finding]);
  }
  return readServices(model).map((service) => rollout(model, service, said.get(service.resource) ?? []));
}

function rollout(
  model: AppModel,
  service: ServiceReading,
  findings: readonly ResourceFinding['finding'][],
): StartRollout {
  const { resource, strategy } = service;
  const room = hostRooms(model, service);
  const stuck = stuckFor(service, room);
  const never = stuck !== undefined && stuckFor(service, roomAtMost(room)) !== undefined;
  const open = unknownOf(service, stuck ?? stuckAtMost(service, room));
  const broken = findings.some(({ severity }) => severity === 'error') || never;
  return {
    path: resource.path,
    stack: resource.scope.path,
    logicalId: resource.logicalId,
    ...(strategy !== undefined && { strategy }),
    verdict: broken ? StartVerdict.BROKEN : open.length > 0 ? StartVerdict.UNKNOWN : StartVerdict.PROVED,
    codes: [...findings.map(({ code }) => code), ...(never ? [codeOf(service, room)] : [])],
    reasons: [...findings.map(({ message }) => message.replace(`${resource.path}: `, '')), ...open],
  };
}

/** The things that would have to be known to say that a deployment proceeds, the room on the hosts among them. */
function unknownOf(service: ServiceReading, stuck: string | undefined): string[] {
  const { controller, strategy, daemon, minPercent, maxPercent, targetsKnown } = service;
  if (controller !== 'ECS') {
    return [controller === undefined ? 'the deployment controller' : `how ${controller} deploys`];
  }
  return [
    ...(strategy === undefined ? ['the deployment strategy'] : []),
    ...(daemon === undefined ? ['the scheduling strategy'] : []),
    ...(minPercent === undefined || maxPercent === undefined ? ['the percentages of a deployment'] : []),
    ...(stuck === undefined ? [] : [`room on the hosts: ${stuck}`]),
    ...(shifts(service) && !targetsKnown ? ['the load balancers of the service'] : []),
  ];
}

/** The room that nothing from outside of the app makes larger; without it other hosts may join. */
function roomAtMost(room: HostRoom | undefined): HostRoom | undefined {
  return room?.atMost === undefined ? undefined : { ...room, tasks: room.atMost };
}

/** The same at the most tasks that the service is scaled to. */
function stuckAtMost(service: ServiceReading, room: HostRoom | undefined): string | undefined {
  const stuck = stuckFor(service, room, service.most);
  return stuck === undefined ? undefined : `at ${service.most} tasks ${stuck}`;
}

/** The error of the capacity checks, which tell of the group once for all its services. */
function codeOf({ fewest = 0 }: ServiceReading, room: HostRoom | undefined): string {
  return (room?.atMost ?? 0) < fewest ? 'CapacityPlan.groupTooSmall' : 'CapacityPlan.deploymentCannotFit';
}
