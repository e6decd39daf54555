import type { AppModel } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asText } from '../../app-model/values';
import { integrationsOf, recordTypesOf } from '../../app-model/views/http-api';
import type { RegistryView } from '../../app-model/views/service';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { at } from './finding-at';
import type { ServiceReading } from './service-reading';

/**
 * Registrations in Cloud Map that ECS refuses, or by which an HTTP API does not find the port of the tasks. Of network mode
 * awsvpc; in others a port is wanted in any case.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
 */
export function registryFindings(model: AppModel, service: ServiceReading): ResourceFinding[] {
  const { registries } = service.service;
  if (registries.length === 0) {
    return [];
  }
  const { taskDefinition } = service.service;
  const mode = taskDefinition && asText(taskDefinitionView(model, taskDefinition).networkMode);
  return mode === 'awsvpc' ? registries.flatMap((registry) => ofRegistry(model, service, registry)) : [];
}

function ofRegistry(
  model: AppModel,
  service: ServiceReading,
  { property, container, port, service: registry }: RegistryView,
): ResourceFinding[] {
  const types = registry && recordTypesOf(model, registry);
  if (types === undefined) {
    return [];
  }
  const named = container !== undefined || port !== undefined;
  const records = `${types.join(' and ')} records`;
  if (types.includes('SRV')) {
    return named
      ? []
      : [
          at(
            service,
            property,
            'error',
            'Rollout.registryPort',
            `Cloud Map service ${registry!.path} has ${records}, which tell a port, and none is given; ECS refuses the service`,
            "give 'ContainerName' and 'ContainerPort', or 'Port'",
          ),
        ];
  }
  const callers = integrationsOf(model, registry!).map(({ resource }) => resource.path);
  return [
    ...(named
      ? [
          at(
            service,
            property,
            'error' as const,
            'Rollout.registryPort',
            `Cloud Map service ${registry!.path} has ${records}, which tell no port, and one is given; ECS refuses the service ("The values specified for serviceRegistries do not require a value for 'containerPort'")`,
            'take it away, or give the Cloud Map service SRV records',
          ),
        ]
      : []),
    ...(callers.length > 0
      ? [
          at(
            service,
            property,
            'warning' as const,
            'Rollout.apiWithoutPort',
            `${callers.join(', ')} looks for the tasks in Cloud Map service ${registry!.path}, whose ${records} tell no port; API Gateway asks for SRV records of tasks that ECS registers`,
            "give the Cloud Map service SRV records, and the registry 'ContainerName' and 'ContainerPort'",
          ),
        ]
      : []),
  ];
}
