import type { Check, ResourceFinding } from '../../app-model/check';
import type { Resource } from '../../app-model/resource';
import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { discoveryNameFindings } from '../rules/discovery-names';
import { efsDirectoryFindings } from '../rules/efs-directories';
import { imageArchitectureFindings } from '../rules/image-architecture';
import { sharedSystemControlFindings } from '../rules/shared-system-controls';
import { registryFindings } from '../rules/service-registries';
import { serviceTaskFindings } from '../rules/service-task';
import { writtenOutSecretFindings } from '../rules/written-out-secrets';
import { LocatedFinding } from './located-finding';
import { taskFindings } from './task-rules';
import { servicesOf } from '../../app-model/views/service';
import { taskDefinitionView } from '../../app-model/views/task-definition';

const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
const SERVICE = 'AWS::ECS::Service';

/** Every task definition alone, and every service against the task definition that it runs. */
export const TASK_DEFINITION_CHECKS: readonly Check[] = [
  {
    types: [TASK_DEFINITION],
    run: ({ model }) =>
      model.ofType(TASK_DEFINITION).flatMap((resource) => {
        const { task } = taskDefinitionView(model, resource);
        return [
          ...taskFindings(task),
          ...sharedSystemControlFindings(task),
          ...imageArchitectureFindings(model, task),
          ...efsDirectoryFindings(model, resource),
          ...writtenOutSecretFindings(task),
        ].map((finding) => located(resource, finding, task));
      }),
  },
  {
    types: [SERVICE],
    run: ({ model }) =>
      servicesOf(model).flatMap(({ resource: service, taskDefinition }) => {
        if (taskDefinition === undefined) {
          return [];
        }
        const { task } = taskDefinitionView(model, taskDefinition);
        return [...serviceTaskFindings(service.properties, task), ...registryFindings(model, service, task)].map(
          (finding) => located(service, finding),
        );
      }),
  },
  {
    types: [SERVICE, 'AWS::ServiceDiscovery::Service'],
    run: ({ model }) => discoveryNameFindings(model),
  },
];

/** The path of the property in the template: `Properties.ContainerDefinitions.0.PortMappings.1`. */
function located(resource: Resource, finding: Finding, task?: TaskView): ResourceFinding {
  const { property } = finding as Partial<LocatedFinding>;
  const container = task?.containers.find(({ name }) => name === finding.container);
  const location = [
    'Properties',
    ...(container === undefined ? [] : [`ContainerDefinitions.${container.index}`]),
    ...(property === undefined ? [] : [property]),
  ].join('.');
  return { resource, finding, location };
}
