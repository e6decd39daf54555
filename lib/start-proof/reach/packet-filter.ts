import { toldToCustomResources } from '../../app-model/mentions';
import { isPrivate, relate } from './cidr';
import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Rule, SecurityGroup } from '../../app-model/network/security-groups';
import type { Subnet } from '../../app-model/network/subnets';
import { Pointer, Value } from '../../app-model/app-model';
import { YesNoMaybe, allOf, anyOf } from '../../app-model/yes-no-maybe';
import { asRecord, asText, items } from '../../app-model/values';

/** One end of a connection, as a security-group rule can name it. */
export type Peer =
  /** Network interfaces in these subnets with these groups. */
  | { readonly kind: 'interfaces'; readonly groups: readonly SecurityGroup[]; readonly subnets: readonly Subnet[] }
  /** A service behind a gateway endpoint: its prefix list, or its public addresses. */
  | { readonly kind: 'prefixList'; readonly service: string }
  /** Somewhere on the internet, address unknown. */
  | { readonly kind: 'internet' }
  /** An interface in the VPC that the app does not hold: neither its address nor its groups are known. */
  | { readonly kind: 'stranger' };

/** The filter of security groups and network ACLs: tells what they let through. */
export class PacketFilter {
  constructor(private readonly model: NetworkModel) {}

  /** Whether interfaces with these groups may open a TCP connection to the peer. */
  mayLeave(groups: readonly SecurityGroup[], to: Peer, port: number): YesNoMaybe {
    return anyOf(groups.map((group) => this.allows(group.egress, group, to, port)));
  }

  /** Whether interfaces with these groups accept a TCP connection from the peer. */
  mayEnter(groups: readonly SecurityGroup[], from: Peer, port: number): YesNoMaybe {
    return anyOf(groups.map((group) => this.allows(group.ingress, group, from, port)));
  }

  /** Whether the subnet's network ACL lets a TCP connection out to `port` and its answers back in. */
  aclLets(subnet: Subnet, port: number, internet: boolean): YesNoMaybe {
    const acl = subnet.networkAcl;
    if (!acl) {
      return subnet.resource ? 'yes' : 'maybe';
    }
    if (acl.resource?.type !== 'AWS::EC2::NetworkAcl') {
      return 'maybe';
    }
    return allOf([
      this.aclDecision(acl, true, port, port, internet),
      this.aclDecision(acl, false, 1024, 65535, internet),
    ]);
  }

  private aclDecision(acl: Identity, egress: boolean, from: number, to: number, internet: boolean): YesNoMaybe {
    const entries = this.model
      .entries(acl)
      .map((resource) => {
        const property = (name: string) => this.model.graph.property(resource, name);
        return {
          conditional: resource.conditional,
          egress: asText(property('Egress')) === 'true',
          number: Number(asText(property('RuleNumber')) ?? 0),
          allow: asText(property('RuleAction')) === 'allow',
          protocol: asText(property('Protocol')),
          cidr: asText(property('CidrBlock')),
          sixth: property('CidrBlock') === undefined && property('Ipv6CidrBlock') !== undefined,
          range: asRecord(property('PortRange')),
        };
      })
      // An entry for IPv6 decides nothing over IPv4, by which all of AWS is reached.
      .filter((entry) => entry.egress === egress && !entry.sixth)
      .sort((a, b) => a.number - b.number);
    for (const entry of entries) {
      const [low, high] = [Number(asText(entry.range.From) ?? 0), Number(asText(entry.range.To) ?? 65535)];
      const tcp = entry.protocol === '-1' || entry.protocol === '6';
      const every = entry.protocol === '-1' || (low <= from && high >= to);
      const some = entry.protocol === '-1' || (low <= to && high >= from);
      if (!tcp || !some || (internet && entry.cidr !== undefined && isPrivate(entry.cidr))) {
        continue;
      }
      if (entry.conditional || !every || entry.cidr !== '0.0.0.0/0') {
        // It decides for a part of the traffic only: no verdict without knowing the addresses.
        return 'maybe';
      }
      return entry.allow ? 'yes' : 'no';
    }
    return 'no';
  }

  private allows(rules: readonly Rule[], owner: SecurityGroup, peer: Peer, port: number): YesNoMaybe {
    let known: YesNoMaybe = 'no';
    for (const rule of rules) {
      const covered = this.covers(rule, port);
      const lets =
        covered === 'no' ? 'no' : allOf([covered, this.names(rule, peer), rule.conditional ? 'maybe' : 'yes']);
      if (lets === 'yes') {
        return 'yes';
      }
      known = lets === 'maybe' ? 'maybe' : known;
    }
    // A group from outside of the app may have any rule.
    return owner.known ? known : 'maybe';
  }

  private covers(rule: Rule, port: number): YesNoMaybe {
    if (rule.protocol === undefined) {
      return 'maybe';
    }
    if (rule.protocol === '-1') {
      return 'yes';
    }
    if (rule.protocol !== 'tcp' && rule.protocol !== '6') {
      return 'no';
    }
    if (rule.from === undefined || rule.to === undefined) {
      return rule.conditional ? 'maybe' : 'yes';
    }
    return rule.from <= port && port <= rule.to ? 'yes' : 'no';
  }

  private names(rule: Rule, peer: Peer): YesNoMaybe {
    if (rule.securityGroup) {
      return peer.kind === 'interfaces'
        ? this.namesGroup(rule.securityGroup, peer.groups)
        : peer.kind === 'stranger' && this.mayHave(rule.securityGroup)
          ? 'maybe'
          : 'no';
    }
    if (rule.prefixList) {
      return this.namesPrefixList(rule.prefixList, peer);
    }
    return rule.cidr === undefined ? 'no' : this.namesCidr(rule.cidr, peer);
  }

  private namesGroup(named: Identity, groups: readonly SecurityGroup[]): YesNoMaybe {
    return anyOf(
      groups.map((group) => (group.key === named.key ? 'yes' : named.unknown || group.unknown ? 'maybe' : 'no')),
    );
  }

  /** Whether something that the app does not hold may have the group: one that the app makes is given by the app alone. */
  private mayHave({ resource }: Identity): boolean {
    const { graph } = this.model;
    return resource?.told !== false || toldToCustomResources(graph).has(resource);
  }

  private namesCidr(cidr: Value, peer: Peer): YesNoMaybe {
    const text = asText(cidr);
    if (text === '0.0.0.0/0') {
      return 'yes';
    }
    if (peer.kind === 'stranger') {
      return 'maybe';
    }
    if (peer.kind !== 'interfaces') {
      return text === undefined ? this.isVpcCidr(cidr) : isPrivate(text) ? 'no' : 'maybe';
    }
    return allOf(peer.subnets.map((subnet) => this.cidrHolds(cidr, text, subnet)));
  }

  /** The block of a VPC holds no public address; any other unknown block may. */
  private isVpcCidr(cidr: Value): YesNoMaybe {
    return cidr instanceof Pointer && cidr.resource.type === 'AWS::EC2::VPC' ? 'no' : 'maybe';
  }

  private cidrHolds(cidr: Value, text: string | undefined, subnet: Subnet): YesNoMaybe {
    const vpc =
      cidr instanceof Pointer && cidr.resource.type === 'AWS::EC2::VPC'
        ? this.model.vpc(this.model.identify(cidr.resource.pointer('Ref')))
        : undefined;
    const block = vpc?.cidr ?? text;
    if (block !== undefined && subnet.cidr !== undefined) {
      const relation = relate(subnet.cidr, block);
      return relation === 'within' ? 'yes' : relation === 'apart' ? 'no' : 'maybe';
    }
    if (vpc) {
      return vpc.key !== subnet.vpc.key ? (subnet.vpc.unknown ? 'maybe' : 'no') : vpc.secondaryCidrs ? 'maybe' : 'yes';
    }
    return 'maybe';
  }

  private namesPrefixList(list: Identity, peer: Peer): YesNoMaybe {
    const resource = list.resource;
    if (resource?.told && this.model.graph.property(resource, 'Entries') === undefined) {
      const name = asText(this.model.graph.property(resource, 'PrefixListName'));
      const of = /^com\.amazonaws\.[^.]+\.(s3|dynamodb)$/.exec(name ?? '')?.[1];
      return of === undefined ? 'maybe' : peer.kind === 'prefixList' && of === peer.service ? 'yes' : 'no';
    }
    if (resource?.type === 'AWS::EC2::PrefixList') {
      const entries = items(this.model.graph.property(resource, 'Entries')).map((entry) => asRecord(entry).Cidr);
      return anyOf(entries.map((cidr) => this.namesCidr(cidr, peer)));
    }
    const service = managedListOf(this.model, list);
    if (service !== undefined) {
      return peer.kind === 'prefixList' && service === peer.service ? 'yes' : 'no';
    }
    // A list known by its id alone: S3's, a customer's, anybody's.
    return 'maybe';
  }
}

/** `s3` when the id of a list comes from a lookup of `com.amazonaws.<region>.s3` at deployment. */
export function managedListOf({ graph }: NetworkModel, list: Identity): string | undefined {
  const [id] = list.key.split('#');
  const resource = graph.byId(id);
  if (resource === undefined || !resource.isCustom) {
    return undefined;
  }
  const text = Object.entries(resource.properties)
    .map(([name, value]) => graph.text(graph.property(resource, name)) ?? JSON.stringify(value))
    .join('\n');
  return /com\.amazonaws\.[^"\n]*?\.(s3|dynamodb)\b/.exec(text)?.[1] ?? /\.(s3|dynamodb)\b/.exec(text)?.[1];
}
