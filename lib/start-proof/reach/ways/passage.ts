import { EgressRoutes } from '../egress-route';
import { EndpointPolicies } from '../endpoint-policies';
import type { NetworkModel } from '../../../app-model/network/network-model';
import type { Subnet } from '../../../app-model/network/subnets';
import type { Vpc } from '../../../app-model/network/vpcs';
import { PacketFilter } from '../packet-filter';
import type { Judgement } from './judgement';

/** The parts that every way out of a subnet has: name resolution, routes, security groups and the network ACL. */
export class Passage {
  readonly routes: EgressRoutes;
  readonly filter: PacketFilter;

  readonly policies: EndpointPolicies;

  constructor(readonly model: NetworkModel) {
    this.policies = new EndpointPolicies(model);
    this.routes = new EgressRoutes(model);
    this.filter = new PacketFilter(model);
  }

  /** The fault of a VPC in which no name is resolved. */
  dns(vpc: Vpc, name: string): Judgement | undefined {
    if (vpc.dnsSupport !== false) {
      return undefined;
    }
    return vpc.customDns
      ? { verdict: 'maybe', reason: `whether the DNS servers of ${vpc.name}'s DHCP options resolve ${name}` }
      : {
          verdict: 'no',
          code: 'vpcDns',
          reason: `'enableDnsSupport' of ${vpc.name} is off: nothing resolves ${name}`,
          fix: `turn on DNS of ${vpc.name}: its 'enableDnsSupport' (CDK), its 'EnableDnsSupport' (template)`,
        };
  }

  /** The fault of a network ACL that does not let a connection pass, or the doubt about one. */
  acl(subnet: Subnet, port: number, internet: boolean): Judgement | undefined {
    if (!subnet.networkAcl) {
      return subnet.networkAclKnown
        ? undefined
        : { verdict: 'maybe', reason: `whether the network ACL of subnet ${subnet.name} lets TCP ${port} pass` };
    }
    const verdict = this.filter.aclLets(subnet, port, internet);
    if (verdict === 'yes') {
      return undefined;
    }
    const acl = subnet.networkAcl.name;
    return verdict === 'maybe'
      ? {
          verdict,
          reason: `whether network ACL ${acl} of subnet ${subnet.name} lets TCP ${port} out and its answers in`,
        }
      : {
          verdict,
          code: 'networkAcl',
          reason: `network ACL ${acl} of subnet ${subnet.name} does not let TCP ${port} out and its answers in`,
          fix: `allow TCP ${port} out and TCP 1024-65535 in by ${acl}`,
        };
  }
}
