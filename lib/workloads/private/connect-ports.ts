import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { ServiceConnectEndpointOptions } from '../service-connect';

/** The port mappings of a task that have a name, by that name. */
export function namedPorts(task: ecs.TaskDefinition): ReadonlyMap<string, ecs.PortMapping> {
  const mappings = task.node.children.flatMap(
    (child) => (child as Partial<ecs.ContainerDefinition>).portMappings ?? [],
  );
  return new Map(mappings.flatMap((mapping) => (mapping.name === undefined ? [] : [[mapping.name, mapping] as const])));
}

/** The mapping of an endpoint: as it is called, else as the endpoint is, else the only one. */
export function portOfEndpoint(
  name: string,
  { portName }: ServiceConnectEndpointOptions,
  ports: ReadonlyMap<string, ecs.PortMapping>,
): ecs.PortMapping | undefined {
  const only = ports.size === 1 ? [...ports.values()][0] : undefined;
  return portName === undefined ? (ports.get(name) ?? only) : ports.get(portName);
}
