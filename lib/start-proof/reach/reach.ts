import { GroupContents } from './group-contents';
import type { Plane } from './hosts';
import type { Need, Target } from './need';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { BalancerWay } from './ways/balancer-way';
import { FileSystemWay } from './ways/file-system-way';
import { InternetWay } from './ways/internet-way';
import type { Judgement } from './ways/judgement';
import { Passage } from './ways/passage';
import { ServiceWay } from './ways/service-way';

/** Decides whether an interface in a subnet reaches what a need asks for. */
export class Reach {
  private readonly internet: InternetWay;
  private readonly service: ServiceWay;
  private readonly fileSystem: FileSystemWay;
  private readonly balancer: BalancerWay;
  private readonly memo = new Map<string, Judgement>();
  /** Ways that are there, by what the groups of the plane say: they name none of them. */
  private readonly ways = new Map<string, Judgement>();
  /** The key of the target that was judged last: a need is judged from all subnets one after the other. */
  private last: { readonly target?: Target; readonly key: string } = { key: '' };
  private readonly sources = new Map<Plane, Map<Subnet, Source>>();
  private readonly contents: GroupContents;
  /** Some endpoint asks who calls for what. */
  private readonly callsMatter: boolean;

  constructor(model: NetworkModel) {
    this.contents = new GroupContents(model.graph);
    this.callsMatter = model.graph.ofType('AWS::EC2::VPCEndpoint').some((each) => each.has('PolicyDocument'));
    const passage = new Passage(model);
    this.internet = new InternetWay(passage);
    this.service = new ServiceWay(passage, this.internet);
    this.fileSystem = new FileSystemWay(passage);
    this.balancer = new BalancerWay(passage);
  }

  /** The judgement for one subnet of a plane. */
  judge(need: Need, plane: Plane, subnet: Subnet): Judgement {
    const { target } = need;
    if (target !== this.last.target) {
      this.last = { target, key: targetKey(target, this.callsMatter) };
    }
    const source = this.source(plane, subnet);
    const key = `${this.last.key}|${source.key}`;
    const known = this.memo.get(key) ?? this.ways.get(`${this.last.key}|${source.content}`);
    if (known) {
      return known;
    }
    const judgement = this.decide(target, plane, subnet);
    if (target.kind !== 'fileSystem') {
      this.memo.set(key, judgement);
      if (judgement.verdict === 'yes') {
        this.ways.set(`${this.last.key}|${source.content}`, judgement);
      }
    }
    return judgement;
  }

  /** The source of a connection, as far as it matters. */
  private source(plane: Plane, subnet: Subnet): Source {
    let ofPlane = this.sources.get(plane);
    if (ofPlane === undefined) {
      ofPlane = new Map<Subnet, Source>();
      this.sources.set(plane, ofPlane);
    }
    let source = ofPlane.get(subnet);
    if (source === undefined) {
      const rest = `${subnet.key}|${plane.publicIp(subnet)}`;
      source = {
        key: `${plane.securityGroups.map((group) => group.key).join()}|${rest}`,
        content: `${plane.securityGroups.map((group) => this.contents.of(group)).join()}|${rest}`,
      };
      ofPlane.set(subnet, source);
    }
    return source;
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
    return this.balancer.from(...ends);
  }
}

/** The source of a connection: by its security groups, and by what these say. */
interface Source {
  readonly key: string;
  readonly content: string;
}

function targetKey(target: Target, callsMatter: boolean): string {
  switch (target.kind) {
    case 'service':
      return [
        target.service,
        target.region,
        target.gatewayOnly,
        ...(callsMatter ? [target.access?.actions.join(), target.access?.resources.join(), target.access?.caller] : []),
      ].join();
    case 'host':
      return `${target.host}:${target.port}/${target.protocol}`;
    default:
      return target.kind === 'unknown' ? target.reason : '';
  }
}
