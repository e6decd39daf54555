import { StartVerdict, SubnetBudget } from '../start-proof-result';
import { addressesIn } from './cidr';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import type { PlacedTask } from './placed-tasks';
import { Resource, Value } from '../../app-model/app-model';
import { asText, items } from '../../app-model/values';
import { vpcLinkView } from '../../app-model/views/http-api';
import { groupView } from '../../app-model/views/launch';
import { loadBalancersOf } from '../../app-model/views/load-balancing';
import { scalingOf } from '../../app-model/views/scaling';

/** Addresses that AWS keeps in every subnet: the first four and the last. */
const RESERVED = 5;
/** Free addresses that an application load balancer wants in each of its subnets. */
const APPLICATION_LOAD_BALANCER = 8;

/** Addresses that float: each of `count` interfaces takes one in any of the subnets. */
interface Demand {
  readonly subnets: readonly Subnet[];
  readonly count: number;
  /** The reason that their number is known only at deployment: it is at least `count`. */
  readonly open?: string;
}

/** Addresses of each subnet of the app against what its tasks, endpoints and load balancers take at most. */
export function ipBudget(model: NetworkModel, placed: readonly PlacedTask[]): SubnetBudget[] {
  const fixed = fixedDemand(model);
  const demands = merged([...placed.map((task) => taskDemand(model, task)), ...hostDemands(model, placed)]);
  const subnets = new Map(
    demands
      .flatMap((demand) => demand.subnets)
      .filter(({ resource }) => resource?.told === false || freeWhenTold(model, resource) !== undefined)
      .map((subnet) => [subnet.key, subnet]),
  );
  const free = (subnet: Subnet): number | undefined => {
    const told = freeWhenTold(model, subnet.resource);
    if (told !== undefined) {
      return told - (fixed.get(subnet.key) ?? 0);
    }
    const size = subnet.cidr === undefined ? undefined : addressesIn(subnet.cidr);
    return size === undefined ? undefined : size - RESERVED - (fixed.get(subnet.key) ?? 0);
  };
  return [...subnets.values()].map((subnet): SubnetBudget => {
    const size = subnet.cidr === undefined ? undefined : addressesIn(subnet.cidr);
    const share = demands
      .filter((demand) => demand.subnets.some(({ key }) => key === subnet.key))
      .reduce((sum, demand) => sum + demand.count / demand.subnets.length, 0);
    const base = {
      path: subnet.name,
      ...(subnet.cidr !== undefined && { cidr: subnet.cidr }),
      endpointsAndLoadBalancers: fixed.get(subnet.key) ?? 0,
      tasks: Math.ceil(share),
    };
    if (size === undefined) {
      return {
        ...base,
        verdict: StartVerdict.UNKNOWN,
        reason: `the addresses of ${subnet.name} are known only at deployment`,
      };
    }
    const told = freeWhenTold(model, subnet.resource);
    const crowded = crowding(subnet, demands, free);
    // What runs already of the app has some of the addresses that are taken: only the size of the block is certain.
    const certain =
      told === undefined
        ? crowded
        : crowding(subnet, demands, ({ cidr }) =>
            cidr === undefined ? undefined : (addressesIn(cidr) ?? 0) - RESERVED,
          );
    const open = demands.find(
      (demand) => demand.open !== undefined && demand.subnets.some(({ key }) => key === subnet.key),
    );
    return {
      ...base,
      addresses: told ?? size - RESERVED,
      verdict:
        certain !== undefined
          ? StartVerdict.BROKEN
          : crowded !== undefined || open
            ? StartVerdict.UNKNOWN
            : StartVerdict.PROVED,
      ...((certain ?? crowded ?? open?.open) !== undefined && {
        reason: certain ?? (crowded && `${crowded}, beside what the app has there already`) ?? open?.open,
      }),
    };
  });
}

/** Addresses of a subnet that is there already which were free when it was told. */
function freeWhenTold({ graph }: NetworkModel, resource: Resource | undefined): number | undefined {
  const count = resource?.told ? asText(graph.property(resource, 'AvailableIpAddressCount')) : undefined;
  return count === undefined ? undefined : Number(count);
}

/** One demand for each set of subnets: an app has many services and few such sets. */
function merged(demands: readonly Demand[]): Demand[] {
  const sets = new Map<string, Demand>();
  const keys = new Map<readonly Subnet[], string>();
  for (const demand of demands) {
    const { subnets, count, open } = demand;
    if (subnets.length === 0) {
      continue;
    }
    let key = keys.get(subnets);
    if (key === undefined) {
      key = subnets
        .map((subnet) => subnet.key)
        .sort()
        .join();
      keys.set(subnets, key);
    }
    const same = sets.get(key);
    sets.set(key, same ? { subnets, count: count + same.count, open: same.open ?? open } : demand);
  }
  return [...sets.values()];
}

/** Tells what cannot fit: everything that is bound to a set of subnets against all that is free in it. */
function crowding(
  subnet: Subnet,
  demands: readonly Demand[],
  free: (subnet: Subnet) => number | undefined,
): string | undefined {
  for (const { subnets } of demands.filter((demand) => demand.subnets.some(({ key }) => key === subnet.key))) {
    const keys = new Set(subnets.map(({ key }) => key));
    const bound = demands.filter((demand) => demand.subnets.every(({ key }) => keys.has(key)));
    const needed = bound.reduce((sum, { count }) => sum + count, 0);
    const sizes = subnets.map(free);
    if (sizes.every((size) => size !== undefined)) {
      const there = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
      if (needed > there) {
        return `tasks and instances take up to ${needed} addresses during a deployment, ${there} are free in ${subnets.map(({ name }) => name).join(', ')}`;
      }
    }
  }
  return undefined;
}

function fixedDemand(model: NetworkModel): Map<string, number> {
  const { graph } = model;
  const fixed = new Map<string, number>();
  const take = (subnets: Value, count: number): void => {
    for (const subnet of model.identifyAll(subnets) ?? []) {
      fixed.set(subnet.key, (fixed.get(subnet.key) ?? 0) + count);
    }
  };
  // What is there already has its addresses already.
  const ofApp = (type: string) => graph.ofType(type).filter(({ told }) => !told);
  ofApp('AWS::EC2::VPCEndpoint')
    .filter((endpoint) => asText(graph.property(endpoint, 'VpcEndpointType')) === 'Interface')
    .forEach((endpoint) => take(graph.property(endpoint, 'SubnetIds'), 1));
  for (const { type, subnets } of loadBalancersOf(graph).filter(({ resource }) => !resource.told)) {
    take(subnets, (asText(type) ?? 'application') === 'application' ? APPLICATION_LOAD_BALANCER : 1);
  }
  // No page says how many interfaces a VPC link has: one in each subnet is the least.
  ofApp('AWS::ApiGatewayV2::VpcLink').forEach((link) => take(vpcLinkView(graph, link).subnets, 1));
  for (const gateway of ofApp('AWS::EC2::NatGateway')) {
    const subnet = model.identify(graph.property(gateway, 'SubnetId'));
    fixed.set(subnet.key, (fixed.get(subnet.key) ?? 0) + 1);
  }
  return fixed;
}

function taskDemand({ graph }: NetworkModel, { placement, task: { subnets } }: PlacedTask): Demand {
  const { resource, service, kind } = placement;
  const scaling = scalingOf(graph, resource);
  const most = scaling ? numberOf(scaling.maximum, Number.NaN) : numberOf(service?.desiredCount, 1);
  const wanted = Number.isNaN(most) ? 0 : most;
  const deployment = kind === 'service' ? service?.deployment : undefined;
  const strategy = asText(deployment?.strategy) ?? 'ROLLING';
  const percent = strategy === 'ROLLING' ? numberOf(deployment?.maximumPercent, 200) : 200;
  const surge = kind === 'service' ? Math.max(wanted, Math.floor((wanted * percent) / 100)) : wanted;
  if (Number.isNaN(most) || Number.isNaN(surge)) {
    const open = `how many tasks ${resource.path} starts at once is known only at deployment`;
    return { subnets, count: Number.isNaN(surge) ? wanted : surge, open };
  }
  return { subnets, count: surge };
}

/** Instances have a primary interface, and a trunk besides when trunking is on. */
function hostDemands(model: NetworkModel, placed: readonly PlacedTask[]): Demand[] {
  const { graph } = model;
  const trunked = graph.ofType('Custom::EniTrunking').length > 0;
  const used = new Set(placed.flatMap(({ compute }) => compute.hosts.map(({ name }) => name)));
  return graph
    .ofType('AWS::AutoScaling::AutoScalingGroup')
    .filter((group) => used.has(`the instances of ${group.path}`))
    .map((group) => {
      const { maxSize, subnets } = groupView(graph, group);
      const most = numberOf(maxSize, 0);
      return {
        subnets: items(subnets).map((subnet) => model.subnet(model.identify(subnet))),
        count: Number.isNaN(most) ? 0 : most * (trunked ? 2 : 1),
        ...(Number.isNaN(most) && { open: `'MaxSize' of ${group.path} is known only at deployment` }),
      };
    });
}

/** The number, `NaN` where it is known only at deployment. */
function numberOf(value: Value, otherwise: number): number {
  return value === undefined ? otherwise : Number(asText(value) ?? Number.NaN);
}
