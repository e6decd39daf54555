import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { applicationContainers } from '../../internal/application-containers';
import { containersOf } from '../../internal/cdk-internals';
import type { ServiceConnectEndpointOptions } from '../service-connect-options';

/** The port mappings of a task that have a name, by that name. */
export function namedPorts(
  task: ecs.TaskDefinition,
  containers = containersOf(task),
): ReadonlyMap<string, ecs.PortMapping> {
  const mappings = containers.flatMap(({ portMappings }) => portMappings);
  return new Map(mappings.flatMap((mapping) => (mapping.name === undefined ? [] : [[mapping.name, mapping] as const])));
}

/** The mapping of an endpoint: as it is called, else as the endpoint is, else the only one of the application. */
export function portOfEndpoint(
  name: string,
  { portName }: ServiceConnectEndpointOptions,
  task: ecs.TaskDefinition,
): ecs.PortMapping | undefined {
  const ports = namedPorts(task);
  const own = namedPorts(task, applicationContainers(task));
  const only = own.size === 1 ? [...own.values()][0] : undefined;
  return portName === undefined ? (ports.get(name) ?? only) : ports.get(portName);
}
