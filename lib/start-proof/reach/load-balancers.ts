import { StartNeed, StartVerdict } from '../start-proof-result';
import { Compute, Plane } from './hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import { Placement } from './placements';
import { Reach } from './reach';
import { nameOf, sendersOf } from './senders';
import { Resource, Unknown } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';
import { loadBalancerView } from '../../app-model/views/load-balancing';
import type { TargetView } from '../../app-model/views/service';
import { taskDefinitionView } from '../../app-model/views/task-definition';

/**
 * Finds what load balancers must reach at the tasks: their traffic and their health checks. Without it ECS stops the
 * task.
 */
export function loadBalancerNeeds(
  model: NetworkModel,
  reach: Reach,
  placement: Placement,
  task: Plane,
  compute: Compute,
): StartNeed[] {
  if (placement.service?.targetList === undefined) {
    return [];
  }
  const { targets, targetsUnknown } = placement.service;
  const entries: Partial<TargetView>[] = targetsUnknown instanceof Unknown ? [{ entry: targetsUnknown }] : [...targets];
  return entries.flatMap(({ entry, arn, group, container, port: containerPort }): StartNeed[] => {
    const base = {
      property: 'LoadBalancers',
      ...(asText(container) !== undefined && { container: asText(container) }),
    };
    const open = (reason: string, plane: Plane['kind'] = 'task'): StartNeed => ({
      ...base,
      purpose: 'answer the load balancer',
      target: group?.path ?? 'unknown',
      plane,
      verdict: StartVerdict.UNKNOWN,
      reason,
    });
    if (entry instanceof Unknown) {
      return [open(`the load balancers of ${placement.resource.path} (${entry.reason})`)];
    }
    if (arn === undefined) {
      return [];
    }
    if (group === undefined) {
      const { name, unknown } = model.identify(arn);
      return [
        open(
          `the load balancer of target group ${name}, which ${unknown ? 'is known only at deployment' : 'is not part of the app'}`,
        ),
      ];
    }
    const type = model.graph.property(group, 'TargetType');
    const targets = asText(type ?? 'instance');
    if (targets === undefined) {
      return [open(`the targets of ${group.path}, which are known only at deployment`)];
    }
    const port = Number(asText(containerPort));
    if (Number.isNaN(port)) {
      return [open(`the port that ${group.path} sends to, which is known only at deployment`)];
    }
    const outside = sendersOf(model, group).outside.map((name) => open(name, targets === 'instance' ? 'host' : 'task'));
    const inside =
      targets === 'ip'
        ? taskNeeds(model, reach, { base, group, port, placement }, task)
        : targets === 'instance'
          ? hostNeeds(model, reach, { base, group, placement, port }, compute)
          : [];
    return [...inside, ...outside];
  });
}

interface Attachment {
  readonly base: Pick<StartNeed, 'property' | 'container'>;
  readonly placement: Placement;
  readonly group: Resource;
  /** Port of the container. */
  readonly port: number;
}

/** To the tasks' own addresses. In the modes in which they have none ECS refuses such a group. */
function taskNeeds(model: NetworkModel, reach: Reach, { base, group, port }: Attachment, task: Plane): StartNeed[] {
  if (task.subnets.length === 0 && task.unknown === undefined) {
    return [];
  }
  const health = Number(asText(model.graph.property(group, 'HealthCheckPort')));
  const ports = [...new Set([port, ...(Number.isNaN(health) ? [] : [health])])];
  return sendersOf(model, group).balancers.flatMap((balancer) =>
    ports.map((one) => {
      const purpose = one === port ? 'answer the load balancer' : 'answer the health check of the load balancer';
      return judged(model, reach, { ...base, purpose, plane: 'task' }, balancer, task, [one]);
    }),
  );
}

/** Ports that Docker takes for a dynamic one: the ends of both ranges that AWS names, and one between them. */
const EPHEMERAL = [32768, 49153, 60999];

/** To the instances, at the port of the host that a task has there. In awsvpc mode ECS refuses such a group. */
function hostNeeds(
  model: NetworkModel,
  reach: Reach,
  { base, group, port, placement }: Attachment,
  compute: Compute,
): StartNeed[] {
  const { taskDefinition } = placement;
  const view = taskDefinition && taskDefinitionView(model.graph, taskDefinition);
  const mode = view?.networkMode;
  const mapping = items(view?.container(base.container)?.properties.PortMappings)
    .map((one) => asRecord(one))
    .find(({ ContainerPort }) => Number(asText(ContainerPort)) === port);
  if (asText(mode) === 'awsvpc') {
    return [];
  }
  const fixed = asText(mode) === 'host' ? port : Number(asText(mapping?.HostPort ?? 0));
  return sendersOf(model, group).balancers.flatMap((balancer) => {
    const need = { ...base, purpose: 'answer the load balancer', plane: 'host' };
    const hidden =
      mapping === undefined || Number.isNaN(fixed) || asText(mode) === undefined
        ? `the port of the host that ${nameOf(model, balancer)} sends to`
        : fixed === 0 && compute.hosts.some(({ ownPorts }) => ownPorts)
          ? `the range of dynamic ports that ${compute.hosts.map(({ name }) => name).join(', ')} take`
          : compute.hosts.length === 0
            ? (compute.unknown ?? `the instances of ${placement.resource.path}`)
            : undefined;
    return hidden === undefined
      ? compute.hosts.map((host) => judged(model, reach, need, balancer, host, fixed > 0 ? [fixed] : EPHEMERAL))
      : [{ ...need, target: nameOf(model, balancer), verdict: StartVerdict.UNKNOWN, reason: hidden }];
  });
}

/** From a load balancer to all of these ports; it is broken where none of them is reached. */
function judged(
  model: NetworkModel,
  reach: Reach,
  need: Omit<StartNeed, 'target' | 'verdict'>,
  balancer: Resource,
  plane: Plane,
  ports: readonly number[],
): StartNeed {
  const { graph } = model;
  const base = { ...need, target: nameOf(model, balancer) };
  const groups = model
    .identifyAll(loadBalancerView(graph, balancer).securityGroups)
    ?.map((one) => model.securityGroup(one));
  const subnets = model.identifyAll(loadBalancerView(graph, balancer).subnets)?.map((one) => model.subnet(one));
  if (!groups || !subnets || plane.unknown !== undefined) {
    return {
      ...base,
      verdict: StartVerdict.UNKNOWN,
      reason: plane.unknown ?? `the security groups and subnets of ${nameOf(model, balancer)}`,
    };
  }
  const all = ports.map((port) => reach.fromBalancer({ name: nameOf(model, balancer), groups, subnets }, plane, port));
  const [first] = all;
  if (all.every(({ verdict }) => verdict === 'yes')) {
    return { ...base, verdict: StartVerdict.PROVED, ...(first.via !== undefined && { via: [first.via] }) };
  }
  if (all.every(({ verdict }) => verdict === 'no')) {
    const { code, reason, fix } = first;
    const range = (text: string) =>
      ports.length > 1 ? text.replace(`TCP ${ports[0]}`, `TCP ${ports[0]}-65535 (dynamic ports)`) : text;
    return {
      ...base,
      verdict: StartVerdict.BROKEN,
      code: `StartProof.${code}`,
      ...(reason !== undefined && { reason: range(reason) }),
      ...(fix !== undefined && { fix: range(fix) }),
    };
  }
  return {
    ...base,
    verdict: StartVerdict.UNKNOWN,
    reason:
      all.find(({ verdict }) => verdict === 'maybe')?.reason ??
      `whether the host port of the task is among those that ${nameOf(model, balancer)} reaches`,
  };
}
