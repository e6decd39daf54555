import { Unknown } from '../../app-model/app-model';
import type { Compute } from './hosts';
import type { Need } from './need';
import { containerNeeds } from './needs/container-needs';
import { Context, openNeed } from './needs/context';
import { execNeeds } from './needs/exec-needs';
import { fluentBitNeeds } from './needs/fluent-bit-needs';
import { guardDutyNeeds, registrationNeeds, serviceConnectNeeds } from './needs/service-needs';
import { volumeNeeds } from './needs/volume-needs';
import type { NetworkModel } from './network-model';
import type { Placement } from './placements';
import { asRecord, asText, items } from '../../app-model/values';

/** Everything that the tasks of a placement, their agent and their hosts must reach. */
export function needsOf(model: NetworkModel, placement: Placement, compute: Compute): Need[] {
  const { taskDefinition } = placement;
  const host = compute.kind === 'EC2' || compute.kind === 'MANAGED_INSTANCES' ? 'host' : 'task';
  const instanceNeeds = host === 'host' ? registrationNeeds(model, placement) : [];
  if (!taskDefinition) {
    return instanceNeeds;
  }
  const mode = asText(model.graph.property(taskDefinition, 'NetworkMode')) ?? 'bridge';
  const role = (name: string) => model.graph.text(model.graph.property(taskDefinition, name));
  const executionRole = role('ExecutionRoleArn');
  const context: Context = {
    graph: model.graph,
    arns: model.arns,
    account: model.arns.accountOf(placement.resource),
    executionRole,
    agentRole: host === 'task' ? executionRole : undefined,
    taskRole: role('TaskRoleArn'),
    placement,
    definition: taskDefinition,
    region: model.graph.regionOf(placement.resource.scope),
    host,
    task: host === 'host' && mode !== 'awsvpc' ? 'host' : 'task',
    managed: compute.kind === 'MANAGED_INSTANCES',
  };
  const list = model.graph.property(taskDefinition, 'ContainerDefinitions');
  const containers = list instanceof Unknown ? [list] : items(list);
  return [
    ...instanceNeeds,
    ...containers.flatMap((container, index) =>
      container instanceof Unknown
        ? [openNeed(context, 'start a container', 'ContainerDefinitions', container)]
        : containerNeeds(context, asRecord(container), index),
    ),
    ...fluentBitNeeds(context),
    ...volumeNeeds(context),
    ...execNeeds(context),
    ...serviceConnectNeeds(context),
    ...guardDutyNeeds(context),
  ];
}
