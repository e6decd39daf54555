import type { Check, ResourceFinding } from '../../app-model/check';
import { Faultless, contentOf } from '../../app-model/content';
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
    run: ({ model }) => {
      const faultless = new Faultless();
      return model.ofType(TASK_DEFINITION).flatMap((resource) => {
        const found = faultless.of(contentOf(model, resource), () => {
          const { task } = taskDefinitionView(model, resource);
          return [
            ...taskFindings(task),
            ...sharedSystemControlFindings(task),
            ...imageArchitectureFindings(model, task),
            ...writtenOutSecretFindings(task),
          ];
        });
        const onDisks = resource.has('Volumes') ? efsDirectoryFindings(model, resource) : [];
        return [...found, ...onDisks].map((finding) =>
          located(resource, finding, taskDefinitionView(model, resource).task),
        );
      });
    },
  },
  {
    types: [SERVICE],
    run: ({ model }) => {
      const faultless = new Faultless();
      return servicesOf(model).flatMap(({ resource: service, taskDefinition }) => {
        if (taskDefinition === undefined) {
          return [];
        }
        const content = `${contentOf(model, service)} ${contentOf(model, taskDefinition)}`;
        const found = faultless.of(content, () =>
          serviceTaskFindings(service.properties, taskDefinitionView(model, taskDefinition).task),
        );
        const registries = service.has('ServiceRegistries')
          ? registryFindings(model, service, taskDefinitionView(model, taskDefinition).task)
          : [];
        return [...found, ...registries].map((finding) => located(service, finding));
      });
    },
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
