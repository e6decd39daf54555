import { asText } from '../../../app-model/values';
import type { Plane } from '../hosts';
import type { ServiceTarget } from '../need';
import type { Endpoint } from '../../../app-model/network/endpoints';
import type { Subnet } from '../../../app-model/network/subnets';
import type { Peer } from '../packet-filter';
import { Judgement, names } from './judgement';
import type { Passage } from './passage';

/** The way through a VPC endpoint that answers for a service. */
export class EndpointWay {
  constructor(private readonly passage: Passage) {}

  /** Whether a service is reached through a gateway endpoint that serves the route table of the subnet. */
  byGateway(endpoint: Endpoint, target: ServiceTarget, plane: Plane, subnet: Subnet): Judgement {
    const peer: Peer = { kind: 'prefixList', service: target.service };
    const leaves = this.passage.filter.mayLeave(plane.securityGroups, peer, 443);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 443 out to the prefix list of ${target.service}`,
        fix: `allow egress on TCP 443 to the prefix list of ${target.service} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.passage.acl(subnet, 443, true);
    if (acl) {
      return acl;
    }
    return this.throughPolicy(
      endpoint,
      target,
      leaves === 'maybe'
        ? `whether ${names(plane.securityGroups)} lets TCP 443 out to the prefix list of ${target.service}`
        : undefined,
    );
  }

  /** Whether a service is reached through an interface endpoint to which its name leads. */
  byInterface(endpoint: Endpoint, target: ServiceTarget, plane: Plane, subnet: Subnet): Judgement {
    const vpc = this.passage.model.vpc(subnet.vpc);
    if (vpc.dnsHostnames === false) {
      return {
        verdict: 'no',
        code: 'vpcDns',
        reason: `private DNS of ${endpoint.name} needs 'enableDnsHostnames' of ${vpc.name}, which is off`,
        fix: `turn on DNS hostnames of ${vpc.name}: its 'enableDnsHostnames' (CDK), its 'EnableDnsHostnames' (template)`,
      };
    }
    if (endpoint.subnets?.length === 0) {
      return {
        verdict: 'no',
        code: 'endpointSubnets',
        reason: `${endpoint.name} has no subnet, so it has no address`,
        fix: `give ${endpoint.name} a subnet in each availability zone of the tasks`,
      };
    }
    const peer: Peer = { kind: 'interfaces', groups: endpoint.securityGroups, subnets: endpoint.subnets ?? [] };
    const leaves = this.passage.filter.mayLeave(plane.securityGroups, peer, 443);
    if (leaves === 'no') {
      return {
        verdict: 'no',
        code: 'taskSecurityGroup',
        reason: `${names(plane.securityGroups)} lets no TCP 443 out to ${names(endpoint.securityGroups)} of ${endpoint.name}`,
        fix: `allow egress on TCP 443 from ${names(plane.securityGroups)} to ${names(endpoint.securityGroups)}`,
      };
    }
    const source: Peer = { kind: 'interfaces', groups: plane.securityGroups, subnets: [subnet] };
    const enters = this.passage.filter.mayEnter(endpoint.securityGroups, source, 443);
    if (enters === 'no') {
      return {
        verdict: 'no',
        code: 'endpointSecurityGroup',
        reason: `${names(endpoint.securityGroups)} of ${endpoint.name} admits no TCP 443 from ${names(plane.securityGroups)}`,
        fix: `allow ingress on TCP 443 to ${names(endpoint.securityGroups)} from ${names(plane.securityGroups)}`,
      };
    }
    const acl = this.passage.acl(subnet, 443, false);
    if (acl) {
      return acl;
    }
    const doubt =
      asText(endpoint.privateDns) !== 'true'
        ? `whether private DNS of ${endpoint.name} is on`
        : leaves === 'maybe' || enters === 'maybe'
          ? `whether the security groups let TCP 443 pass from ${names(plane.securityGroups)} to ${names(endpoint.securityGroups)}`
          : undefined;
    return this.throughPolicy(endpoint, target, doubt);
  }

  private throughPolicy(endpoint: Endpoint, target: ServiceTarget, doubt: string | undefined): Judgement {
    const answer = this.passage.policies.ask(endpoint, target.access);
    if (answer.verdict === 'no') {
      return { verdict: 'no', code: 'endpointPolicy', reason: answer.reason, fix: answer.fix };
    }
    const unsure = doubt ?? answer.reason ?? (endpoint.conditional ? `the condition of ${endpoint.name}` : undefined);
    const via = `${endpoint.kind === 'Gateway' ? 'gateway ' : ''}endpoint ${endpoint.name}`;
    return unsure === undefined ? { verdict: 'yes', via } : { verdict: 'maybe', reason: unsure, via };
  }
}
