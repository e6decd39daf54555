import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Either, Pointer, Unknown, Value, asRecord, asText, items } from '../values';
import type { Identities, Identity } from './identities';

/** A rule of a security group. */
export interface Rule {
  readonly protocol?: string;
  readonly from?: number;
  readonly to?: number;
  readonly securityGroup?: Identity;
  readonly cidr?: Value;
  readonly cidrIpv6?: Value;
  readonly prefixList?: Identity;
  /** It may not be there, or may be another. */
  readonly conditional: boolean;
}

/** A security group with its rules, wherever they stand. */
export interface SecurityGroup extends Identity {
  /** Whether all its rules are in the app. */
  readonly known: boolean;
  readonly vpc?: Identity;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** The other end of a rule, as its properties call it. */
type Peer = 'Source' | 'Destination';

const NO_RULES: readonly Rule[] = Object.freeze([]);
const ANYWHERE = '0.0.0.0/0';
/** Stands for rules that are known only at deployment: they may allow anything. */
const ANYTHING: Rule = { conditional: true, protocol: '-1', cidr: ANYWHERE };

/** The security groups of an app, and those that it names. */
export class SecurityGroups {
  private readonly known = new Map<string, SecurityGroup>();
  private readonly ingress: ReadonlyMap<string, readonly Rule[]>;
  private readonly egress: ReadonlyMap<string, readonly Rule[]>;
  private readonly restrictedDefaults: ReadonlySet<string>;

  constructor(
    private readonly graph: AppModel,
    private readonly identities: Identities,
  ) {
    this.ingress = this.standalone('AWS::EC2::SecurityGroupIngress', 'Source');
    this.egress = this.standalone('AWS::EC2::SecurityGroupEgress', 'Destination');
    this.restrictedDefaults = identities.keys('Custom::VpcRestrictDefaultSG', 'DefaultSecurityGroupId');
  }

  of(identity: Identity): SecurityGroup {
    let group = this.known.get(identity.key);
    if (group === undefined) {
      group = this.read(identity);
      this.known.set(identity.key, group);
    }
    return group;
  }

  /** The group that a network interface gets when none is named. */
  defaultOf(vpc: Identity): SecurityGroup {
    return this.of(
      vpc.resource
        ? this.identities.of(vpc.resource.pointer('DefaultSecurityGroup'))
        : { key: `default of ${vpc.key}`, name: `the default security group of ${vpc.name}`, unknown: vpc.unknown },
    );
  }

  /** Stands for the groups of something whose groups are known only at deployment: any rule may be theirs. */
  unknownOf({ path }: Resource): SecurityGroup {
    const name = `the security groups of ${path}`;
    return this.of({ key: name, name, unknown: true });
  }

  private read(identity: Identity): SecurityGroup {
    const { key, resource } = identity;
    const ingress = this.ingress.get(key) ?? NO_RULES;
    const egress = this.egress.get(key) ?? NO_RULES;
    if (resource?.type === 'AWS::EC2::SecurityGroup') {
      return this.declared(identity, resource, ingress, egress);
    }
    if (!key.endsWith('#DefaultSecurityGroup')) {
      return { ...identity, known: false, ingress, egress };
    }
    if (this.restrictedDefaults.has(key)) {
      return { ...identity, known: true, ingress, egress };
    }
    return {
      ...identity,
      known: true,
      ingress: [{ protocol: '-1', securityGroup: identity, conditional: false }, ...ingress],
      egress: [{ protocol: '-1', cidr: ANYWHERE, conditional: false }, ...egress],
    };
  }

  private declared(
    identity: Identity,
    resource: Resource,
    ingress: readonly Rule[],
    egress: readonly Rule[],
  ): SecurityGroup {
    const { graph, identities } = this;
    const { key, name, unknown } = identity;
    const own = graph.property(resource, 'SecurityGroupEgress');
    const isEmpty = !resource.told && Array.isArray(own) && own.length === 0;
    const inline = own === undefined || isEmpty ? undefined : this.inline(own, 'Destination');
    const vpc = graph.property(resource, 'VpcId');
    return {
      key,
      name,
      unknown,
      resource,
      known: true,
      vpc: vpc === undefined ? undefined : identities.of(vpc),
      ingress: joined(this.inline(graph.property(resource, 'SecurityGroupIngress'), 'Source'), ingress),
      egress: joined(ownEgress(inline, egress), egress),
    };
  }

  private inline(value: Value, peer: Peer): readonly Rule[] {
    if (value === undefined) {
      return NO_RULES;
    }
    if (!Array.isArray(value)) {
      return [ANYTHING];
    }
    return items(value).map((item) =>
      item instanceof Unknown || item instanceof Pointer ? ANYTHING : this.rule(asRecord(item), peer, false),
    );
  }

  private standalone(type: string, peer: Peer): Map<string, Rule[]> {
    return new Map(
      [...this.identities.grouped(type, 'GroupId')].map(([key, resources]) => [
        key,
        resources.map((resource) => {
          const properties = this.graph.properties(resource);
          return this.rule(properties, peer, resource.conditional || properties.GroupId instanceof Either);
        }),
      ]),
    );
  }

  private rule(rule: Readonly<Record<string, Value>>, peer: Peer, conditional: boolean): Rule {
    const { IpProtocol, FromPort, ToPort, CidrIp, CidrIpv6 } = rule;
    const group = peer === 'Source' ? rule.SourceSecurityGroupId : rule.DestinationSecurityGroupId;
    const list = peer === 'Source' ? rule.SourcePrefixListId : rule.DestinationPrefixListId;
    return {
      protocol: asText(IpProtocol),
      from: portOf(FromPort),
      to: portOf(ToPort),
      securityGroup: group === undefined ? undefined : this.identities.of(group),
      prefixList: list === undefined ? undefined : this.identities.of(list),
      cidr: CidrIp,
      cidrIpv6: CidrIpv6,
      conditional: conditional || isOpen(IpProtocol) || isOpen(FromPort) || isOpen(ToPort),
    };
  }
}

function portOf(value: Value): number | undefined {
  const text = asText(value);
  return text === undefined ? undefined : Number(text);
}

function isOpen(value: Value): boolean {
  return value instanceof Unknown || value instanceof Pointer;
}

/** Most groups have their rules in one place. */
function joined(inline: readonly Rule[], standalone: readonly Rule[]): readonly Rule[] {
  return standalone.length === 0 ? inline : [...inline, ...standalone];
}

/**
 * EC2 gives a group without egress rules one that allows everything. An `AWS::EC2::SecurityGroupEgress` takes a rule
 * that allows everything away before it adds its own (aws/aws-cdk#987, #22140), even one that was written inline.
 */
function ownEgress(inline: readonly Rule[] | undefined, standalone: readonly Rule[]): readonly Rule[] {
  if (inline === undefined) {
    return standalone.length === 0 ? [{ protocol: '-1', cidr: ANYWHERE, conditional: false }] : NO_RULES;
  }
  return standalone.length === 0
    ? inline
    : inline.map((rule) => (rule.protocol === '-1' && rule.cidr === ANYWHERE ? { ...rule, conditional: true } : rule));
}
