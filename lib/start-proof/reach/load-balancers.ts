import { StartNeed, StartVerdict } from '../start-proof-result';
import { Plane } from './hosts';
import { NetworkModel } from './network-model';
import { Placement } from './placements';
import { Reach } from './reach';
import { Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';

/** What load balancers must reach at the tasks: their traffic and their health checks. Without it ECS stops the task. */
export function loadBalancerNeeds(model: NetworkModel, reach: Reach, placement: Placement, task: Plane): StartNeed[] {
  const { graph } = model;
  return items(placement.service.LoadBalancers).flatMap((entry): StartNeed[] => {
    const { TargetGroupArn: arn, ContainerPort: containerPort, ContainerName: container } = asRecord(entry);
    const group = arn instanceof Pointer ? arn.resource : undefined;
    const port = Number(asText(containerPort));
    if (
      group?.type !== 'AWS::ElasticLoadBalancingV2::TargetGroup' ||
      Number.isNaN(port) ||
      asText(graph.property(group, 'TargetType')) !== 'ip'
    ) {
      return [];
    }
    const health = Number(asText(graph.property(group, 'HealthCheckPort')));
    const ports = [...new Set([port, ...(Number.isNaN(health) ? [] : [health])])];
    return balancersOf(model, group).flatMap((balancer) => {
      const groups = model
        .identifyAll(graph.property(balancer, 'SecurityGroups'))
        ?.map((one) => model.securityGroup(one));
      const subnets = model.identifyAll(graph.property(balancer, 'Subnets'))?.map((one) => model.subnet(one));
      return ports.map((one): StartNeed => {
        const base = {
          purpose: one === port ? 'answer the load balancer' : 'answer the health check of the load balancer',
          target: balancer.path,
          property: 'LoadBalancers',
          ...(asText(container) !== undefined && { container: asText(container) }),
          plane: 'task',
        };
        if (!groups || !subnets || task.unknown !== undefined) {
          return {
            ...base,
            verdict: StartVerdict.UNKNOWN,
            reason: `the security groups and subnets of ${balancer.path}`,
          };
        }
        const { verdict, code, reason, fix, via } = reach.fromBalancer(
          { name: balancer.path, groups, subnets },
          task,
          one,
        );
        return {
          ...base,
          verdict:
            verdict === 'yes' ? StartVerdict.PROVED : verdict === 'no' ? StartVerdict.BROKEN : StartVerdict.UNKNOWN,
          ...(via !== undefined && { via: [via] }),
          ...(code !== undefined && { code: `StartProof.${code}` }),
          ...(reason !== undefined && { reason }),
          ...(fix !== undefined && { fix }),
        };
      });
    });
  });
}

const balancersByGroup = new WeakMap<NetworkModel, Map<Resource, Set<Resource>>>();

/** Load balancers with a listener, or a rule of one, that forwards to the group. */
function balancersOf(model: NetworkModel, group: Resource): Resource[] {
  let found = balancersByGroup.get(model);
  if (!found) {
    found = readListeners(model);
    balancersByGroup.set(model, found);
  }
  return [...(found.get(group) ?? [])];
}

function readListeners(model: NetworkModel): Map<Resource, Set<Resource>> {
  const { graph } = model;
  const found = new Map<Resource, Set<Resource>>();
  const add = (listener: Resource, actions: Value): void => {
    const arn = graph.property(listener, 'LoadBalancerArn');
    if (!(arn instanceof Pointer) || arn.resource.type !== 'AWS::ElasticLoadBalancingV2::LoadBalancer') {
      return;
    }
    for (const group of targetsOf(actions)) {
      found.set(group, (found.get(group) ?? new Set<Resource>()).add(arn.resource));
    }
  };
  for (const listener of graph.ofType('AWS::ElasticLoadBalancingV2::Listener')) {
    add(listener, graph.property(listener, 'DefaultActions'));
  }
  for (const rule of graph.ofType('AWS::ElasticLoadBalancingV2::ListenerRule')) {
    const listener = graph.property(rule, 'ListenerArn');
    if (listener instanceof Pointer) {
      add(listener.resource, graph.property(rule, 'Actions'));
    }
  }
  return found;
}

function targetsOf(actions: Value): Resource[] {
  return items(actions).flatMap((action) => {
    const { TargetGroupArn: arn, ForwardConfig: forward } = asRecord(action);
    const arns = [arn, ...items(asRecord(forward).TargetGroups).map((one) => asRecord(one).TargetGroupArn)];
    return arns.flatMap((one) => (one instanceof Pointer ? one.resource : []));
  });
}
