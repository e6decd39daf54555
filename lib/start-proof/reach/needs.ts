import { Unknown } from '../../app-model/app-model';
import type { Compute } from './hosts';
import type { Need } from './need';
import { containerNeeds } from './needs/container-needs';
import { Context, openNeed } from './needs/context';
import { execNeeds } from './needs/exec-needs';
import { fluentBitNeeds } from './needs/fluent-bit-needs';
import { guardDutyNeeds, registrationNeeds, serviceConnectNeeds } from './needs/service-needs';
import { volumeNeeds } from './needs/volume-needs';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Placement } from './placements';
import { asText } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';

/** Everything that the tasks of a placement, their agent and their hosts must reach. */
export function needsOf(model: NetworkModel, placement: Placement, compute: Compute): Need[] {
  const { taskDefinition } = placement;
  const host = compute.kind === 'EC2' || compute.kind === 'MANAGED_INSTANCES' ? 'host' : 'task';
  const instanceNeeds = host === 'host' ? registrationNeeds(model, placement) : [];
  if (!taskDefinition) {
    return instanceNeeds;
  }
  const view = taskDefinitionView(model.graph, taskDefinition);
  // ECS takes subnets in awsvpc mode only.
  const mode = asText(view.networkMode) ?? (placement.subnets === undefined ? 'bridge' : 'awsvpc');
  const executionRole = model.graph.text(view.executionRole);
  const context: Context = {
    graph: model.graph,
    arns: model.arns,
    account: model.arns.accountOf(placement.resource),
    executionRole,
    agentRole: host === 'task' ? executionRole : undefined,
    taskRole: model.graph.text(view.taskRole),
    placement,
    definition: taskDefinition,
    region: model.graph.regionOf(placement.resource.scope),
    host,
    task: host === 'host' && mode !== 'awsvpc' ? 'host' : 'task',
    managed: compute.kind === 'MANAGED_INSTANCES',
  };
  const open = [view.containersUnknown, ...view.containers.map(({ given }) => given)];
  return [
    ...instanceNeeds,
    ...open.flatMap((given) =>
      given instanceof Unknown ? [openNeed(context, 'start a container', 'ContainerDefinitions', given)] : [],
    ),
    ...view.containers.flatMap(({ properties, index, given }) =>
      given instanceof Unknown ? [] : containerNeeds(context, properties, index),
    ),
    ...fluentBitNeeds(context),
    ...volumeNeeds(context),
    ...execNeeds(context),
    ...serviceConnectNeeds(context),
    ...guardDutyNeeds(context),
  ];
}
