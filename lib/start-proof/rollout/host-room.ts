import { Room, instances, isByProviders, roomOf } from '../../app-model/capacity/room';
import type { AppModel } from '../../app-model/app-model';
import { asNumber, asRecord, asText, items } from '../../app-model/values';
import { groupView } from '../../app-model/views/launch';
import { rollingRounds } from '../../internal/deployment-room';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { ServiceReading, shifts } from './service-reading';

/** The most tasks of a service that its hosts hold at once. */
export type HostRoom = Room;

/** Tells the room that a service has on its hosts; nothing where it is not known, or has no end. */
export type HostRooms = (model: AppModel, service: ServiceReading) => HostRoom | undefined;

/**
 * The room of tasks of which a host takes one: each instance has a port once, and `distinctInstance` places "each task on a
 * different container instance", old and new ones of a deployment alike. So the most instances that the groups may have are
 * the most tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
 */
const oneTaskPerHost: HostRooms = (model, service) => {
  const { compute, placement } = service.placed;
  if (compute.hosts.length === 0 || placement.taskDefinition === undefined) {
    return undefined;
  }
  const alone = aloneOnHost(model, service);
  if (alone === undefined) {
    return undefined;
  }
  const groups = compute.hosts.map(({ resource }) => resource);
  const sizes = groups.map((group) =>
    group?.type === 'AWS::AutoScaling::AutoScalingGroup' ? asNumber(groupView(model, group).maxSize) : undefined,
  );
  const tasks = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  return tasks === undefined
    ? undefined
    : {
        tasks,
        reason: `${alone}, and ${groups.map((group) => group?.path).join(' and ')} may have ${instances(tasks)}`,
        ...(isByProviders(model, service.resource) && { atMost: tasks }),
      };
};

/** The room by what is known of the hosts: their sizes too, where the app has them. */
export const hostRooms: HostRooms = (model, service) => {
  const counted = roomOf(model, service.resource);
  const single = oneTaskPerHost(model, service);
  const room = counted !== undefined && (single === undefined || counted.tasks < single.tasks) ? counted : single;
  if (room === undefined) {
    return undefined;
  }
  const limits = [counted?.atMost, single?.atMost].filter((each) => each !== undefined);
  return { ...room, ...(limits.length > 0 && { atMost: Math.min(...limits) }) };
};

/** The reason that a deployment of so many tasks never proceeds, for want of room on the hosts; nothing where it does, or nobody can tell. */
export function stuckFor(
  service: ServiceReading,
  room: HostRoom | undefined,
  tasks: number | undefined = service.fewest,
): string | undefined {
  const { minPercent, maxPercent, daemon } = service;
  if (room === undefined || tasks === undefined || daemon !== false) {
    return undefined;
  }
  if (shifts(service)) {
    return 2 * tasks > room.tasks ? `two sets of ${tasks} tasks have no room, since ${room.reason}` : undefined;
  }
  if (
    service.controller !== 'ECS' ||
    minPercent === undefined ||
    maxPercent === undefined ||
    rollingRounds(minPercent, maxPercent, tasks) === undefined ||
    rollingRounds(minPercent, maxPercent, tasks, room.tasks) !== undefined
  ) {
    return undefined;
  }
  return room.tasks < tasks
    ? `${tasks} of its tasks have no room, since ${room.reason}`
    : `it starts no task, since ${room.reason}, and the percentages let none stop`;
}

/** The reason that a host takes no second task of the service. */
function aloneOnHost(model: AppModel, { placed, service }: ServiceReading): string | undefined {
  const { taskDefinition } = placed.placement;
  const { networkMode = 'bridge', containers = [] } = taskDefinition ? taskDefinitionView(model, taskDefinition) : {};
  const distinct = service.placementConstraints.some(({ Type }) => asText(Type) === 'distinctInstance');
  if (distinct) {
    return "'distinctInstance' leaves one task to a host";
  }
  const mode = asText(networkMode);
  const ports = containers
    .flatMap(({ properties }) => items(properties.PortMappings).map(asRecord))
    .map(
      ({ HostPort, ContainerPort }) =>
        asNumber(HostPort) ?? (mode === 'host' ? asNumber(ContainerPort) : undefined) ?? 0,
    )
    .filter((port) => port > 0);
  return (mode === 'bridge' || mode === 'host') && ports.length > 0 ? `a host has port ${ports[0]} once` : undefined;
}
