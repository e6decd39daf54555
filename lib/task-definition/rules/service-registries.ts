import type { AppModel } from '../../app-model/app-model';
import type { Resource } from '../../app-model/resource';
import { TaskView } from '../../internal/task-view';
import { isUnknown, isWhollyKnown, items, number, record, text } from '../../internal/template-value';
import { LocatedFinding, refusal } from '../private/located-finding';
import { containerNamesKnown, entries } from '../private/task-reading';

/**
 * Names of Cloud Map that a service registers itself with.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
 */
export function registryFindings(model: AppModel, service: Resource, task: TaskView): LocatedFinding[] {
  const { ServiceRegistries } = service.properties;
  if (task.networkMode === undefined || !isWhollyKnown(ServiceRegistries)) {
    return [];
  }
  return entries(ServiceRegistries).flatMap(([registry, index]) => {
    const named = model.referred(service, record(items(service.properties.ServiceRegistries)[index]).RegistryArn);
    const types = named?.type === 'AWS::ServiceDiscovery::Service' ? recordTypes(named.properties) : [];
    const property = `ServiceRegistries.${index}`;
    return task.networkMode === 'awsvpc' ? ofTask(registry, types, property) : ofHost(registry, types, property, task);
  });
}

type Registry = Readonly<Record<string, unknown>>;

/** Types of the DNS records; what is known only at deployment is left out. */
function recordTypes({ DnsConfig }: Registry): string[] {
  return items(record(DnsConfig).DnsRecords).flatMap((each) => text(record(each).Type) ?? []);
}

/** With a network interface of its own a task has an address, and needs a port only in SRV records. */
function ofTask(registry: Registry, types: readonly string[], property: string): LocatedFinding[] {
  const container = registry.ContainerName !== undefined || registry.ContainerPort !== undefined;
  if (registry.Port !== undefined && container) {
    return [
      refusal(
        'ServiceTask.registryPort',
        property,
        "the service registers with 'port' and with 'containerName' and 'containerPort'; ECS takes one of both",
      ),
    ];
  }
  return types.includes('SRV') && registry.Port === undefined && !container
    ? [
        refusal(
          'ServiceTask.registryPort',
          property,
          "the service registers SRV records of Cloud Map, which have a port, and names none; give 'containerName' and 'containerPort' (associateCloudMapService: 'container', 'containerPort'), or 'port'",
        ),
      ]
    : [];
}

/** In the other modes a task has the address of its instance, and only SRV records tell its port. */
function ofHost(registry: Registry, types: readonly string[], property: string, task: TaskView): LocatedFinding[] {
  const mode = `network mode ${task.networkMode}`;
  const address = types.find((type) => type === 'A' || type === 'AAAA');
  const { ContainerName, ContainerPort } = registry;
  if (address !== undefined) {
    return [
      refusal(
        'ServiceTask.registryRecord',
        `${property}.RegistryArn`,
        `the service of Cloud Map has ${address} records, and tasks in ${mode} have the address of their instance, so ECS takes SRV records only; use dnsRecordType SRV, or network mode awsvpc`,
      ),
    ];
  }
  if (ContainerName === undefined || ContainerPort === undefined) {
    return [
      refusal(
        'ServiceTask.registryPort',
        property,
        `the service registers with Cloud Map in ${mode} and must name 'containerName' and 'containerPort', got ${
          ContainerName === undefined && ContainerPort === undefined ? 'neither' : 'one of them'
        }; give both (associateCloudMapService: 'container', 'containerPort')`,
      ),
    ];
  }
  const name = text(ContainerName);
  const container = task.containers.find((each) => each.name === name);
  const port = number(ContainerPort);
  const mappings = container?.properties.PortMappings;
  return name !== undefined && containerNamesKnown(task) && container === undefined
    ? [
        refusal(
          'ServiceTask.registryContainer',
          `${property}.ContainerName`,
          `the service registers container '${name}' with Cloud Map, the task has ${task.containers.map((each) => each.name).join(', ')}; name one of them`,
        ),
      ]
    : container !== undefined &&
        port !== undefined &&
        isWhollyKnown(mappings) &&
        !entries(mappings).some(
          ([mapping]) =>
            number(mapping.ContainerPort) === port ||
            isUnknown(mapping.ContainerPort) ||
            mapping.ContainerPortRange !== undefined,
        )
      ? [
          refusal(
            'ServiceTask.registryContainer',
            `${property}.ContainerPort`,
            `the service registers port ${port} of container '${name}' with Cloud Map, which does not map it; add a port mapping`,
          ),
        ]
      : [];
}
