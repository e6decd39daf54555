import type { AppModel, Value } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';
import { numberOf, ServiceReading } from './service-reading';

/** The most tasks of a service that its hosts hold at once. */
export interface HostRoom {
  readonly tasks: number;
  /** The limit of them, as a part of a sentence. */
  readonly reason: string;
}

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
export const oneTaskPerHost: HostRooms = (model, service) => {
  const { compute, placement } = service.placed;
  if (compute.kind !== 'EC2' || compute.unknown !== undefined || service.daemon !== false) {
    return undefined;
  }
  const alone = aloneOnHost(model, service);
  const groups = compute.hosts.map(({ resource }) => resource);
  const sizes = groups.map((group) =>
    group?.type === 'AWS::AutoScaling::AutoScalingGroup' ? numberOf(model.property(group, 'MaxSize')) : undefined,
  );
  if (alone === undefined || placement.taskDefinition === undefined || sizes.length === 0) {
    return undefined;
  }
  const tasks = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  return tasks === undefined
    ? undefined
    : {
        tasks,
        reason: `${alone}, and ${groups.map((group) => group?.path).join(' and ')} may have ${tasks} instances`,
      };
};

/** The reason that a host takes no second task of the service. */
function aloneOnHost(model: AppModel, { placed, properties }: ServiceReading): string | undefined {
  const { taskDefinition } = placed.placement;
  const property = (name: string): Value => taskDefinition && model.property(taskDefinition, name);
  const distinct = [...items(properties.PlacementConstraints)].some(
    (each) => asText(asRecord(each).Type) === 'distinctInstance',
  );
  if (distinct) {
    return "'distinctInstance' leaves one task to a host";
  }
  const mode = asText(property('NetworkMode') ?? 'bridge');
  const ports = items(property('ContainerDefinitions'))
    .flatMap((container) => items(asRecord(container).PortMappings).map(asRecord))
    .map(
      ({ HostPort, ContainerPort }) =>
        numberOf(HostPort) ?? (mode === 'host' ? numberOf(ContainerPort) : undefined) ?? 0,
    )
    .filter((port) => port > 0);
  return (mode === 'bridge' || mode === 'host') && ports.length > 0 ? `a host has port ${ports[0]} once` : undefined;
}
