import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Value, asRecord, asText, hasMarks, items } from '../values';
import type { Identities, Identity } from './identities';
import type { SecurityGroup, SecurityGroups } from './security-groups';
import type { Subnet, Subnets } from './subnets';

/** A VPC endpoint. */
export interface Endpoint extends Identity {
  readonly vpc: Identity;
  readonly kind: string;
  /** `ecr.api` of `com.amazonaws.eu-west-1.ecr.api`. */
  readonly service: string;
  readonly region: string;
  readonly privateDns: Value;
  readonly subnets: readonly Subnet[] | undefined;
  readonly securityGroups: readonly SecurityGroup[];
  readonly routeTables: readonly Identity[] | undefined;
  readonly policy: Value;
  readonly conditional: boolean;
}

/** The endpoints of an app. */
export class Endpoints {
  /** Whether some endpoint has a policy, which asks who calls for what. */
  readonly havePolicies: boolean;
  private readonly byVpc = new Map<string, Endpoint[]>();

  constructor(
    private readonly graph: AppModel,
    private readonly identities: Identities,
    private readonly subnets: Subnets,
    private readonly securityGroups: SecurityGroups,
  ) {
    const resources = graph.ofType('AWS::EC2::VPCEndpoint');
    this.havePolicies = resources.some((resource) => resource.has('PolicyDocument'));
    const endpoints = resources.map((resource) => this.read(resource));
    for (const endpoint of endpoints.filter((one) => !this.isDeployedAlready(one, endpoints))) {
      this.byVpc.set(endpoint.vpc.key, [...(this.byVpc.get(endpoint.vpc.key) ?? []), endpoint]);
    }
  }

  /** Every endpoint of the VPC that the app declares. */
  of(vpc: Identity): readonly Endpoint[] {
    return this.byVpc.get(vpc.key) ?? [];
  }

  /** Every endpoint of every VPC. */
  all(): readonly Endpoint[] {
    return [...this.byVpc.values()].flat();
  }

  /** Endpoints of other VPCs, to say that there is one but elsewhere. */
  outside(vpc: Identity): readonly Endpoint[] {
    return [...this.byVpc].filter(([key]) => key !== vpc.key).flatMap(([, endpoints]) => endpoints);
  }

  /** An endpoint that the deployment may make one for a service in a VPC: one of the two is not known. */
  perhapsFor(vpc: Identity, service: string): Endpoint | undefined {
    return this.all().find((endpoint) => {
      const hidden = hasMarks(endpoint.service);
      const elsewhere = endpoint.vpc.key !== vpc.key;
      return (
        (hidden || endpoint.service === service) &&
        (!elsewhere || endpoint.vpc.unknown || vpc.unknown) &&
        (hidden || elsewhere)
      );
    });
  }

  /** Whether a private hosted zone of the app answers for the name of a service in the VPC. */
  hasZoneFor(vpc: Identity, service: string): boolean {
    const { graph } = this;
    // `ecr.api` is `api.ecr.<region>.amazonaws.com`, `ecr.dkr` is `<account>.dkr.ecr.<region>.amazonaws.com`.
    const label = service.split('.')[0];
    return graph.ofType('AWS::Route53::HostedZone').some((zone) => {
      const name = graph.text(graph.property(zone, 'Name')) ?? '';
      const serves = items(graph.property(zone, 'VPCs')).some(
        (entry) => this.identities.of(asRecord(entry).VPCId).key === vpc.key,
      );
      return serves && name.includes('amazonaws.com') && name.split(/[.\u27e6]/).includes(label);
    });
  }

  /** Whether an endpoint that is there already may be the one that the app declares, from an earlier deployment. */
  private isDeployedAlready({ resource, vpc, service }: Endpoint, endpoints: readonly Endpoint[]): boolean {
    const madeBy = resource?.raw.Metadata?.madeBy;
    return (
      resource?.told === true &&
      (madeBy === undefined || this.graph.scopes.some(({ stack }) => !stack.told && stack.name === madeBy)) &&
      endpoints.some((one) => one.resource?.told === false && one.vpc.key === vpc.key && one.service === service)
    );
  }

  private read(resource: Resource): Endpoint {
    const property = (name: string) => this.graph.property(resource, name);
    const vpc = this.identities.of(property('VpcId'));
    const name = this.graph.text(property('ServiceName')) ?? '';
    const [, region = '', service = name] =
      /^(?:cn\.)?com\.amazonaws\.(\u27e6[^\u27e7]*\u27e7|[^.]+)\.(.+)$/.exec(name) ?? [];
    const type = property('VpcEndpointType') ?? 'Gateway';
    // Services but these have endpoints of one kind.
    const either = asText(type) === undefined && (service === 's3' || service === 'dynamodb');
    return {
      key: resource.id,
      name: resource.path,
      unknown: false,
      resource,
      vpc,
      kind: asText(type) ?? (either ? 'Gateway' : 'Interface'),
      service,
      region,
      privateDns: property('PrivateDnsEnabled'),
      subnets: this.subnets.listed(property('SubnetIds')),
      securityGroups: this.groupsOf(this.identities.all(property('SecurityGroupIds')), vpc),
      routeTables: either ? undefined : this.identities.all(property('RouteTableIds')),
      policy: property('PolicyDocument'),
      conditional: resource.conditional,
    };
  }

  private groupsOf(groups: readonly Identity[] | undefined, vpc: Identity): readonly SecurityGroup[] {
    if (groups === undefined) {
      return [this.securityGroups.of({ key: '?', name: 'security groups known only at deployment', unknown: true })];
    }
    return groups.length === 0
      ? [this.securityGroups.defaultOf(vpc)]
      : groups.map((group) => this.securityGroups.of(group));
  }
}
