import type { Plane } from '../hosts';
import type { SecurityGroup } from '../../../app-model/network/security-groups';
import type { Subnet } from '../../../app-model/network/subnets';
import type { Peer } from '../packet-filter';
import { Judgement, names } from './judgement';
import type { Passage } from './passage';

/** The way from a load balancer to its targets. */
export class BalancerWay {
  constructor(private readonly passage: Passage) {}

  /** Whether connections from the load balancer reach the interfaces on a port. */
  from(
    balancer: { readonly name: string; readonly groups: readonly SecurityGroup[]; readonly subnets: readonly Subnet[] },
    plane: Pick<Plane, 'securityGroups' | 'subnets'>,
    port: number,
  ): Judgement {
    const target: Peer = { kind: 'interfaces', groups: plane.securityGroups, subnets: plane.subnets };
    const leaves = balancer.groups.length === 0 ? 'yes' : this.passage.filter.mayLeave(balancer.groups, target, port);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'loadBalancerSecurityGroup',
        reason: `${names(balancer.groups)} of ${balancer.name} lets no TCP ${port} out to ${names(plane.securityGroups)}`,
        fix: `allow egress on TCP ${port} from ${names(balancer.groups)} to ${names(plane.securityGroups)}`,
      };
    }
    const enters = this.passage.filter.mayEnter(
      plane.securityGroups,
      { kind: 'interfaces', groups: balancer.groups, subnets: balancer.subnets },
      port,
    );
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'targetSecurityGroup',
        reason: `${names(plane.securityGroups)} admits no TCP ${port} from ${balancer.name}`,
        fix: `allow ingress on TCP ${port} to ${names(plane.securityGroups)} from ${balancer.groups.length > 0 ? names(balancer.groups) : `the subnets of ${balancer.name}`}`,
      };
    }
    return leaves === 'yes' && enters === 'yes'
      ? { verdict: 'yes', via: balancer.name }
      : { verdict: 'maybe', reason: `whether the security groups let TCP ${port} pass from ${balancer.name}` };
  }
}
