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
  const callsMatter = model.hasEndpointPolicies;
  const executionRole = callsMatter ? model.graph.text(view.executionRole) : undefined;
  const context: Context = {
    graph: model.graph,
    arns: model.arns,
    account: model.arns.accountOf(placement.resource),
    callsMatter,
    executionRole,
    agentRole: host === 'task' ? executionRole : undefined,
    taskRole: callsMatter ? model.graph.text(view.taskRole) : undefined,
    placement,
    definition: taskDefinition,
    region: model.graph.regionOf(placement.resource.scope),
    host,
    task: host === 'host' && mode !== 'awsvpc' ? 'host' : 'task',
    managed: compute.kind === 'MANAGED_INSTANCES',
  };
  const { containers, containersUnknown } = view;
  const needs = instanceNeeds;
  for (const given of [containersUnknown, ...containers.map((container) => container.given)]) {
    if (given instanceof Unknown) {
      needs.push(openNeed(context, 'start a container', 'ContainerDefinitions', given));
    }
  }
  for (const { properties, index, given } of containers) {
    if (!(given instanceof Unknown)) {
      needs.push(...containerNeeds(context, properties, index));
    }
  }
  needs.push(
    ...fluentBitNeeds(context),
    ...volumeNeeds(context),
    ...execNeeds(context),
    ...serviceConnectNeeds(context),
    ...guardDutyNeeds(context),
  );
  return needs;
}
