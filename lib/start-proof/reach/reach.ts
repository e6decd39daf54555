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
  /** The key of the target that was judged last: a need is judged from all subnets one after the other. */
  private last: { readonly target?: Target; readonly key: string } = { key: '' };
  private readonly sources = new Map<Plane, Map<Subnet, string>>();

  constructor(model: NetworkModel) {
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
      this.last = { target, key: targetKey(target) };
    }
    const key = `${this.last.key}|${this.sourceKey(plane, subnet)}`;
    const known = this.memo.get(key);
    if (known) {
      return known;
    }
    const judgement = this.decide(target, plane, subnet);
    if (target.kind !== 'fileSystem') {
      this.memo.set(key, judgement);
    }
    return judgement;
  }

  /** The source of a connection, as far as it matters. */
  private sourceKey(plane: Plane, subnet: Subnet): string {
    let ofPlane = this.sources.get(plane);
    if (ofPlane === undefined) {
      ofPlane = new Map<Subnet, string>();
      this.sources.set(plane, ofPlane);
    }
    let key = ofPlane.get(subnet);
    if (key === undefined) {
      key = `${plane.securityGroups.map((group) => group.key).join()}|${subnet.key}|${plane.publicIp(subnet)}`;
      ofPlane.set(subnet, key);
    }
    return key;
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

function targetKey(target: Target): string {
  switch (target.kind) {
    case 'service':
      return [
        target.service,
        target.region,
        target.gatewayOnly,
        target.access?.actions.join(),
        target.access?.resources.join(),
        target.access?.caller,
      ].join();
    case 'host':
      return `${target.host}:${target.port}/${target.protocol}`;
    default:
      return target.kind === 'unknown' ? target.reason : '';
  }
}
