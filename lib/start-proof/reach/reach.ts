import { macroMaking } from '../../app-model/macros';
import { GroupContents } from './group-contents';
import type { Plane } from './hosts';
import type { Target } from './need';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { BalancerWay } from './ways/balancer-way';
import { FileSystemWay } from './ways/file-system-way';
import { InternetWay } from './ways/internet-way';
import type { Judgement } from './ways/judgement';
import { Passage } from './ways/passage';
import { ServiceWay } from './ways/service-way';

const NETWORKS = /"AWS::(EC2|EFS|FSx|S3Files)::/;

/** The ways from the subnets of a plane to a target. */
export interface Ways {
  /** One for each subnet, in their order. */
  readonly judgements: readonly Judgement[];
  /** The names of the ways, where all of them are there. */
  readonly via: string[] | undefined;
}

/** The ways that are known already from a plane, by their targets. */
interface Source {
  /** Ways that are there: they name no group, so they are those of all groups that say the same. */
  readonly same: Map<string, Ways>;
  /** Of which some may not be there: from these very groups, with a way out for tasks or for instances. */
  readonly own: Map<string, Ways>;
}

/** Decides whether an interface in a subnet reaches what a need asks for. */
export class Reach {
  private readonly internet: InternetWay;
  private readonly service: ServiceWay;
  private readonly fileSystem: FileSystemWay;
  private readonly balancer: BalancerWay;
  private readonly sources = new Map<Plane, Source>();
  private readonly known = new Map<string, Map<string, Ways>>();
  private readonly contents: GroupContents;
  /** The macro that may make what is missing of the network, if there is one. */
  private readonly macro: string | undefined;

  constructor(model: NetworkModel) {
    this.macro = macroMaking(model.graph, NETWORKS);
    this.contents = new GroupContents(model.graph);
    const passage = new Passage(model);
    this.internet = new InternetWay(passage);
    this.service = new ServiceWay(passage, this.internet);
    this.fileSystem = new FileSystemWay(passage);
    this.balancer = new BalancerWay(passage);
  }

  /** The ways from the subnets of a plane to a target. */
  from(plane: Plane, target: Target): Ways {
    if (target.kind === 'fileSystem') {
      return this.decideAll(plane, target);
    }
    const { same, own } = this.source(plane);
    const key = targetKey(target);
    let ways = same.get(key) ?? own.get(key);
    if (ways === undefined) {
      ways = this.decideAll(plane, target);
      (ways.via === undefined ? own : same).set(key, ways);
    }
    return ways;
  }

  private source(plane: Plane): Source {
    let source = this.sources.get(plane);
    if (source === undefined) {
      const groups = plane.securityGroups;
      const subnets = plane.subnets.map((subnet) => `${subnet.key} ${plane.publicIp(subnet)}`).join();
      source = {
        same: this.knownOf(`${groups.map((group) => this.contents.of(group)).join()}|${subnets}`),
        own: this.knownOf(`${plane.kind} ${groups.map((group) => group.key).join()}|${subnets}`),
      };
      this.sources.set(plane, source);
    }
    return source;
  }

  private knownOf(source: string): Map<string, Ways> {
    let known = this.known.get(source);
    if (known === undefined) {
      known = new Map<string, Ways>();
      this.known.set(source, known);
    }
    return known;
  }

  private decideAll(plane: Plane, target: Target): Ways {
    const judgements = plane.subnets.map((subnet) => this.unlessMade(this.decide(target, plane, subnet)));
    return { judgements, via: viaOf(judgements) };
  }

  private decide(target: Target, plane: Plane, subnet: Subnet): Judgement {
    switch (target.kind) {
      case 'service':
        return this.service.to(target, plane, subnet);
      case 'host':
        return this.internet.to(target.host, target.port, target.protocol, plane, subnet);
      case 'fileSystem':
        return this.fileSystem.to(target, plane, subnet);
      default:
        return { verdict: 'maybe', reason: target.reason };
    }
  }

  /** Whether connections from a load balancer reach the interfaces on a port. */
  fromBalancer(...ends: Parameters<BalancerWay['from']>): Judgement {
    return this.unlessMade(this.balancer.from(...ends));
  }

  private unlessMade(judgement: Judgement): Judgement {
    return this.macro !== undefined && judgement.verdict === 'no'
      ? { verdict: 'maybe', reason: `the network resources that ${this.macro} makes` }
      : judgement;
  }
}

/** The names of the ways, each once and in order; `undefined` where one is not there for sure, or there are none. */
export function viaOf(ways: readonly Judgement[]): string[] | undefined {
  const found: string[] = [];
  for (const { verdict, via } of ways) {
    if (verdict !== 'yes') {
      return undefined;
    }
    if (via !== undefined && !found.includes(via)) {
      found.push(via);
    }
  }
  return ways.length === 0 ? undefined : found.sort();
}

function targetKey(target: Target): string {
  switch (target.kind) {
    case 'service': {
      const { service, region, gatewayOnly, access } = target;
      const key = `${service},${region},${gatewayOnly === true}`;
      return access ? [key, access.actions, access.resources, access.caller].join() : key;
    }
    case 'host':
      return `${target.host}:${target.port}/${target.protocol}`;
    default:
      return target.kind === 'unknown' ? target.reason : '';
  }
}
