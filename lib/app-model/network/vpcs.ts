import type { AppModel } from '../app-model';
import { asText } from '../values';
import type { Identities, Identity } from './identities';
import { toldWhole } from './told-whole';

/** A VPC. */
export interface Vpc extends Identity {
  readonly dnsSupport?: boolean;
  readonly dnsHostnames?: boolean;
  readonly customDns: boolean;
  readonly hasInternetGateway: boolean;
  readonly cidr?: string;
  readonly secondaryCidrs: boolean;
  /** Whether all its endpoints are known, so that one that is not among them is not there. */
  readonly endpointsKnown: boolean;
}

/** The VPCs of an app, and those that it names. */
export class Vpcs {
  private readonly known = new Map<string, Vpc>();
  private readonly withInternetGateway: ReadonlySet<string>;
  private readonly withCustomDns: ReadonlySet<string>;
  private readonly withSecondaryCidr: ReadonlySet<string>;

  constructor(
    private readonly graph: AppModel,
    identities: Identities,
  ) {
    this.withInternetGateway = new Set(
      graph
        .ofType('AWS::EC2::VPCGatewayAttachment')
        .filter((attachment) => graph.property(attachment, 'InternetGatewayId') !== undefined)
        .map((attachment) => identities.behind(attachment, 'VpcId').key),
    );
    this.withCustomDns = identities.keys('AWS::EC2::VPCDHCPOptionsAssociation', 'VpcId');
    this.withSecondaryCidr = identities.keys('AWS::EC2::VPCCidrBlock', 'VpcId');
  }

  of(identity: Identity): Vpc {
    let vpc = this.known.get(identity.key);
    if (vpc === undefined) {
      vpc = this.read(identity);
      this.known.set(identity.key, vpc);
    }
    return vpc;
  }

  private read(identity: Identity): Vpc {
    const resource = identity.resource?.type === 'AWS::EC2::VPC' ? identity.resource : undefined;
    return {
      ...identity,
      resource,
      dnsSupport: this.flag({ ...identity, resource }, 'EnableDnsSupport', true),
      dnsHostnames: this.flag({ ...identity, resource }, 'EnableDnsHostnames', false),
      customDns: this.withCustomDns.has(identity.key),
      hasInternetGateway: this.withInternetGateway.has(identity.key),
      cidr: resource && asText(this.graph.property(resource, 'CidrBlock')),
      secondaryCidrs: this.withSecondaryCidr.has(identity.key),
      endpointsKnown: resource !== undefined && toldWhole(resource, 'VpcEndpoints'),
    };
  }

  /** An attribute of a VPC that is on or off, with what EC2 takes where the app says nothing. */
  private flag({ name: vpc, resource }: Identity, name: string, otherwise: boolean): boolean | undefined {
    const told = this.graph.told(`${vpc}/${name}`);
    const value = told ? this.graph.property(told, 'Value') : resource && this.graph.property(resource, name);
    if (value === undefined) {
      return resource && !resource.told ? otherwise : undefined;
    }
    return value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined;
  }
}
