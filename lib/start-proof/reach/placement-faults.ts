import { StartNeed, StartVerdict } from '../start-proof-result';
import { Compute, Plane } from './hosts';
import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import { jobFaults } from './job-faults';
import { Placement } from './placements';
import { secretFaults } from './secret-faults';
import { nameOf, sendersOf } from './senders';
import type { Resource } from '../../app-model/app-model';
import { Either, Unknown, Value, asRecord, asText, items } from '../../app-model/values';
import { loadBalancerView } from '../../app-model/views/load-balancing';
import { taskDefinitionView } from '../../app-model/views/task-definition';

const MAX_SECURITY_GROUPS = 5;
const MAX_SUBNETS = 16;
const MAX_TARGET_GROUPS = 5;

/** Finds what ECS refuses of a network configuration, whatever the task needs. */
export function placementFaults(model: NetworkModel, placement: Placement, compute: Compute, task: Plane): StartNeed[] {
  const { graph } = model;
  const faults: StartNeed[] = [];
  const add = (code: string, property: string, reason: string, fix: string, container?: string): void => {
    faults.push({
      purpose: 'be accepted by ECS',
      target: 'ecs',
      property,
      ...(container !== undefined && { container }),
      plane: 'task',
      verdict: StartVerdict.BROKEN,
      code: `StartProof.${code}`,
      reason,
      fix,
    });
  };
  const groups = certain(placement.securityGroups, MAX_SECURITY_GROUPS);
  if (groups > MAX_SECURITY_GROUPS) {
    add(
      'tooManySecurityGroups',
      'SecurityGroups',
      `${groups} security groups, ECS takes at most ${MAX_SECURITY_GROUPS}`,
      'merge the rules into fewer security groups',
    );
  }
  const subnets = certain(placement.subnets, MAX_SUBNETS);
  if (subnets > MAX_SUBNETS) {
    add(
      'tooManySubnets',
      'Subnets',
      `${subnets} subnets, ECS takes at most ${MAX_SUBNETS}`,
      'choose fewer subnets, one per availability zone is enough',
    );
  }
  if (
    asText(placement.assignPublicIp) === 'ENABLED' &&
    (compute.kind === 'EC2' || compute.kind === 'MANAGED_INSTANCES')
  ) {
    add(
      'assignPublicIp',
      'AssignPublicIp',
      `a public IP is for tasks on Fargate only, these run on ${compute.kind}`,
      'leave assignPublicIp out and place the tasks in private subnets',
    );
  }
  let vpc: Identity | undefined;
  let other: Identity | undefined;
  for (const subnet of task.subnets) {
    if (subnet.resource === undefined || subnet.vpc.unknown) {
      continue;
    }
    if (vpc === undefined || vpc.key === subnet.vpc.key) {
      vpc = subnet.vpc;
    } else if (other === undefined || other.key === subnet.vpc.key) {
      other = subnet.vpc;
    }
  }
  if (vpc && other) {
    add(
      'subnetOfOtherVpc',
      'Subnets',
      `subnets of ${vpc.name} and of ${other.name}: all must be of one VPC`,
      'choose subnets of one VPC',
    );
  }
  for (const group of task.securityGroups) {
    if (vpc && group.resource && group.vpc && !group.vpc.unknown && group.vpc.key !== vpc.key && !other) {
      add(
        'securityGroupOfOtherVpc',
        'SecurityGroups',
        `security group ${group.name} is of ${group.vpc.name}, the subnets are of ${vpc.name}`,
        `use a security group of ${vpc.name}`,
      );
    }
  }
  const balancers = placement.service?.targets ?? [];
  const targets = certain(
    balancers.map(({ entry }) => entry),
    MAX_TARGET_GROUPS,
  );
  if (targets > MAX_TARGET_GROUPS) {
    add(
      'tooManyTargetGroups',
      'LoadBalancers',
      `${targets} target groups, ECS takes at most ${MAX_TARGET_GROUPS}`,
      'split the service, or share a target group',
    );
  }
  for (const { code, property, reason, fix } of jobFaults(graph, placement)) {
    add(code, property, reason, fix);
  }
  faults.push(...secretFaults(model, placement));
  if (balancers.length === 0) {
    return faults;
  }
  const definition = placement.taskDefinition && taskDefinitionView(graph, placement.taskDefinition);
  const mode = asText(definition?.networkMode);
  for (const balancer of balancers) {
    const { group, container: name, port } = balancer;
    if (mode === 'awsvpc' && group && asText(graph.property(group, 'TargetType') ?? 'instance') === 'instance') {
      add(
        'instanceTargetGroup',
        'LoadBalancers',
        `target group ${group.path} registers instances, a task in awsvpc mode has an address of its own`,
        "set the target type to 'ip'",
        asText(name),
      );
    }
    // hashicorp/terraform-provider-aws#12252. Read 2026-11-29.
    if (
      compute.kind === 'EC2' &&
      (mode === 'bridge' || mode === 'host') &&
      group &&
      asText(graph.property(group, 'TargetType')) === 'ip'
    ) {
      add(
        'ipTargetGroup',
        'LoadBalancers',
        `target group ${group.path} registers addresses, a task in ${mode} mode has none of its own ("target type ip, which is incompatible with the ${mode} network mode")`,
        "set the target type to 'instance', or the network mode to awsvpc",
        asText(name),
      );
    }
    const apart = group && balancerOfOtherVpc(model, group);
    if (apart) {
      add(
        'targetGroupOfOtherVpc',
        'LoadBalancers',
        `target group ${group.path} is of ${apart.own}, its load balancer ${apart.balancer} of ${apart.other} ("is in a different VPC than load balancer")`,
        `use a target group of ${apart.other}`,
        asText(name),
      );
    }
    const container = definition?.container(asText(name))?.properties;
    const wanted = asText(port);
    const exposed = container && wanted !== undefined ? exposes(container.PortMappings, wanted) : 'yes';
    if (exposed === 'no') {
      const listed = items(container?.PortMappings)
        .map((mapping) => asText(asRecord(mapping).ContainerPort))
        .join(', ');
      add(
        'targetPort',
        'LoadBalancers',
        `port ${wanted} is not exposed by container ${asText(name)}, its port mappings are ${listed || 'none'}`,
        `add port ${wanted} to the port mappings, or target one that is exposed`,
        asText(name),
      );
    } else if (exposed !== 'yes') {
      faults.push({
        purpose: 'be accepted by ECS',
        target: 'ecs',
        property: 'LoadBalancers',
        container: asText(name)!,
        plane: 'task',
        verdict: StartVerdict.UNKNOWN,
        reason: `whether it exposes port ${wanted}, to which a load balancer sends (${exposed.reason})`,
      });
    }
  }
  return faults;
}

/** The number of items that a list has for certain, where there are too many: a condition may take others away. */
function certain(list: Value, most: number): number {
  const all = items(list);
  return all.length <= most ? all.length : all.filter((item) => !branches(item).includes(undefined)).length;
}

/**
 * A load balancer of the app in another VPC of the app than the target group that it sends to.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1045
 */
function balancerOfOtherVpc(
  model: NetworkModel,
  group: Resource,
): { readonly own: string; readonly balancer: string; readonly other: string } | undefined {
  const own = model.identify(model.graph.property(group, 'VpcId'));
  if (own.resource === undefined) {
    return undefined;
  }
  for (const balancer of sendersOf(model, group).balancers) {
    const [vpc] = model.subnetsOf(loadBalancerView(model.graph, balancer).subnets)?.map((subnet) => subnet.vpc) ?? [];
    if (vpc?.resource !== undefined && vpc.key !== own.key) {
      return { own: own.name, balancer: nameOf(model, balancer), other: vpc.name };
    }
  }
  return undefined;
}

/** Whether port mappings have a port: nothing but a mapping that a condition may take away, or change, is unknown. */
function exposes(mappings: Value, port: string): 'yes' | 'no' | Unknown {
  if (mappings instanceof Unknown) {
    return branches(mappings).every((branch) => exposes(branch, port) === 'yes') ? 'yes' : mappings;
  }
  let open: Unknown | undefined;
  for (const mapping of items(mappings)) {
    const ways = branches(mapping).map((branch) => has(branch, port));
    if (ways.every((way) => way === 'yes')) {
      return 'yes';
    }
    open ??= mapping instanceof Unknown && ways.includes('yes') ? mapping : ways.find((way) => way instanceof Unknown);
  }
  return open ?? 'no';
}

function has(mapping: Value, port: string): 'yes' | 'no' | Unknown {
  const { ContainerPort, ContainerPortRange } = asRecord(mapping);
  if (asText(ContainerPort) === port || inRange(asText(ContainerPortRange), Number(port))) {
    return 'yes';
  }
  const open = [mapping, ContainerPort, ContainerPortRange].find((each) => each instanceof Unknown);
  const filledIn = [ContainerPort, ContainerPortRange].some((each) => each !== undefined && asText(each) === undefined);
  return open ?? (filledIn ? new Unknown('a port that is known only at deployment') : 'no');
}

function branches(value: Value): readonly Value[] {
  return value instanceof Either ? value.branches : [value];
}

function inRange(range: string | undefined, port: number): boolean {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return from !== undefined && Number(from) <= port && port <= Number(to);
}
