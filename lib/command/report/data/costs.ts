import type { AppModel } from '../../../app-model/app-model';
import { asText } from '../../../app-model/values';
import { items, text } from '../../../internal/template-value';
import type { ReportedCapacity } from './capacity';
import type { ReportedNetwork } from './network/network';
import { HOURS_A_MONTH, PRICES } from './prices';
import type { ReportedTask } from './tasks';

/** A line of the estimate, in USD a month. */
export interface CostLine {
  readonly what: string;
  /** The count behind it: `2 to 20 × (0.5 vCPU, 1 GB)`. */
  readonly how: string;
  /** With every service at its minimum, as it is wanted, and at its maximum. */
  readonly least: number;
  readonly desired: number;
  readonly most: number;
  /** The price of Spot varies: it is not in the sums. */
  readonly varies?: boolean;
}

/** The costs of an app a month, as far as templates tell. */
export interface ReportedCosts {
  readonly lines: readonly CostLine[];
  readonly total: { readonly least: number; readonly desired: number; readonly most: number };
  /** The things that cost and are not in the sum. */
  readonly left: readonly string[];
}

type Counts = readonly [least: number, desired: number, most: number];

/** The estimate: tasks on Fargate, and what stands around them by the hour. */
export function costsOf(
  model: AppModel,
  tasks: readonly ReportedTask[],
  networks: readonly ReportedNetwork[],
  capacity: ReportedCapacity,
): ReportedCosts {
  const left: string[] = [];
  const lines = [
    ...tasks.flatMap((task) => fargateLines(task, left)),
    ...addressLine(tasks, networks),
    ...byTheHour(model),
  ];
  for (const { name, group, needs } of capacity.providers) {
    const [, { fewest, most }] = needs[1];
    if (group && most > 0) {
      left.push(
        `${fewest === most ? most : `${fewest} to ${most}`} instances of ${name} for the desired tasks: by their type`,
      );
    }
  }
  left.push(
    `traffic: ${PRICES.natTraffic.usd} USD per GB through a NAT gateway, ${PRICES.endpointTraffic.usd} through an interface endpoint; to the internet and between zones`,
    `use of load balancers: ${PRICES.balancerUse.usd} USD per LCU hour, ${PRICES.networkBalancerUse.usd} per NLCU hour`,
    ...(model.ofType('AWS::ApiGatewayV2::Api').length > 0
      ? [`requests to HTTP APIs: ${PRICES.httpApiRequests.usd} USD per million`]
      : []),
    'logs, metrics, alarms, keys, secrets, images, file systems, functions and what is outside of these templates',
  );
  const sum = (pick: (line: CostLine) => number): number => lines.reduce((total, line) => total + pick(line), 0);
  return {
    lines,
    total: { least: sum(({ least }) => least), desired: sum(({ desired }) => desired), most: sum(({ most }) => most) },
    left,
  };
}

function fargateLines(task: ReportedTask, left: string[]): CostLine[] {
  return task.starts.flatMap(({ path, compute, count, kind, onDemand }): CostLine[] => {
    if (compute !== 'FARGATE' && compute !== 'MANAGED_INSTANCES') {
      return [];
    }
    if (compute === 'MANAGED_INSTANCES') {
      left.push(`${path}: Managed Instances, by the type that AWS launches, and a fee of ECS`);
      return [];
    }
    const { cpu, memory, operatingSystem, architecture } = task;
    if (count === undefined) {
      left.push(
        `${path}: ${kind === 'service' ? 'a number of tasks known at deployment' : 'runs as often as it is started'}`,
      );
      return [];
    }
    if (cpu === undefined || memory === undefined || operatingSystem !== 'LINUX') {
      left.push(
        `${path}: ${operatingSystem === 'LINUX' ? 'a size known at deployment' : `no price for ${operatingSystem} in the table`}`,
      );
      return [];
    }
    const arm = architecture === 'ARM64';
    const [perCpu, perGb] = arm
      ? [PRICES.fargateArmCpu, PRICES.fargateArmMemory]
      : [PRICES.fargateCpu, PRICES.fargateMemory];
    const extra = Math.max((task.ephemeralGiB ?? 20) - 20, 0);
    const hour = (cpu / 1024) * perCpu.usd + (memory / 1024) * perGb.usd + extra * PRICES.fargateStorage.usd;
    const fixed = onDemand ?? count;
    const counts: Counts = [fixed.least, fixed.desired, fixed.most];
    const storage = extra > 0 ? `, ${extra} GB more storage` : '';
    const size = `Fargate ${arm ? 'ARM' : 'x86'}, ${cpu / 1024} vCPU, ${memory / 1024} GB${storage}`;
    const onSpot: Counts = [count.least - fixed.least, count.desired - fixed.desired, count.most - fixed.most];
    return [
      ...(fixed.most > 0 ? [line(path, `${size}: ${range(counts)}`, hour, counts)] : []),
      ...(onSpot[2] > 0 ? [{ ...line(path, `Fargate Spot: ${range(onSpot)}`, 0, onSpot), varies: true }] : []),
    ];
  });
}

/** Public addresses of tasks: each has one of its own. */
function addressLine(tasks: readonly ReportedTask[], networks: readonly ReportedNetwork[]): CostLine[] {
  const open = new Set(
    networks.flatMap(({ nodes }) =>
      nodes.filter(({ kind, public: reached }) => kind === 'tasks' && reached).map(({ name }) => name),
    ),
  );
  const counts = tasks
    .flatMap(({ starts }) => starts)
    .filter(({ path }) => open.has(path))
    .flatMap(({ count }) => count ?? []);
  const sum = (pick: (count: (typeof counts)[number]) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  const all: Counts = [sum(({ least }) => least), sum(({ desired }) => desired), sum(({ most }) => most)];
  return counts.length === 0 ? [] : [line('Public IPv4 addresses of tasks', range(all), PRICES.publicAddress.usd, all)];
}

/** Finds what costs by the hour, whether it is used or not. */
function byTheHour(model: AppModel): CostLine[] {
  const lines: CostLine[] = [];
  const same = (count: number): Counts => [count, count, count];
  const gateways = model.ofType('AWS::EC2::NatGateway');
  const isPublic = gateways.filter((gateway) => asText(model.property(gateway, 'ConnectivityType')) !== 'private');
  if (gateways.length > 0) {
    lines.push(line('NAT gateways', `${gateways.length}`, PRICES.natGateway.usd, same(gateways.length)));
  }
  if (isPublic.length > 0) {
    lines.push(
      line(
        'Public IPv4 addresses of NAT gateways',
        `${isPublic.length}`,
        PRICES.publicAddress.usd,
        same(isPublic.length),
      ),
    );
  }
  const endpoints = model
    .ofType('AWS::EC2::VPCEndpoint')
    .map((endpoint) => endpoint.properties)
    .filter(({ VpcEndpointType }) => text(VpcEndpointType) === 'Interface');
  const zones = endpoints.reduce((sum, { SubnetIds }) => sum + items(SubnetIds).length, 0);
  if (endpoints.length > 0) {
    lines.push(
      line(
        'Interface endpoints',
        `${endpoints.length}, ${zones} in all zones`,
        PRICES.interfaceEndpoint.usd,
        same(zones),
      ),
    );
  }
  const balancers = model.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').map((each) => each.properties);
  if (balancers.length > 0) {
    lines.push(
      line('Load balancers', `${balancers.length}, without their use`, PRICES.balancer.usd, same(balancers.length)),
    );
  }
  const facing = balancers.filter(({ Scheme }) => text(Scheme) === 'internet-facing' || Scheme === undefined);
  const addresses = facing.reduce(
    (sum, { Subnets, SubnetMappings }) => sum + Math.max(items(Subnets).length, items(SubnetMappings).length),
    0,
  );
  if (addresses > 0) {
    lines.push(
      line('Public IPv4 addresses of load balancers', `${addresses}`, PRICES.publicAddress.usd, same(addresses)),
    );
  }
  return lines;
}

function line(what: string, how: string, usdAnHour: number, [least, desired, most]: Counts): CostLine {
  const month = usdAnHour * HOURS_A_MONTH;
  return { what, how, least: least * month, desired: desired * month, most: most * month };
}

function range([least, desired, most]: Counts): string {
  return least === most ? `${most} at all times` : `${least} to ${most}, ${desired} desired`;
}
