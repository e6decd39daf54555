import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { EndpointPlanOptions } from './planned-network';

/** An endpoint of the VPC, made here or found. */
export interface Found {
  /** None for one that is not of this app. */
  readonly construct?: IConstruct;
  /** Groups to open; none for one whose groups are not ours to change. */
  readonly connectable?: ec2.IConnectable;
  /** The peer that clients are opened to, where the other side is not part of the app. */
  readonly peer?: ec2.IPeer;
}

/** An endpoint that the app has, by an L2 or without. */
export function foundEndpoint(resource: ec2.CfnVPCEndpoint, vpc: ec2.IVpc): Found {
  const scope = resource.node.scope as IConstruct & Partial<ec2.IConnectable>;
  // Beside a resource that is no part of an L2 there may be anything, the service itself among it.
  if (scope.node.defaultChild === resource) {
    return { construct: scope, ...(scope.connections && { connectable: scope as ec2.IConnectable }) };
  }
  if (resource.vpcEndpointType !== 'Interface') {
    return { construct: resource };
  }
  const [group] = resource.securityGroupIds ?? [];
  return { construct: resource, peer: group === undefined ? addressesOf(vpc) : new GroupPeer(group) };
}

/** Whether an endpoint admits all that is in the VPC. */
export function admitsVpc({ construct }: Found, network: IConstruct, { admitVpc }: EndpointPlanOptions): boolean {
  return admitVpc && construct?.node.scope === network;
}

/** All addresses of the VPC, when they are known. */
export function addressesOf(vpc: ec2.IVpc): ec2.IPeer | undefined {
  // An imported VPC without its block has a getter that throws.
  const { cidr } = vpc as ec2.IVpc & { readonly cidr?: string };
  return 'cidr' in vpc && cidr === undefined ? undefined : ec2.Peer.ipv4(vpc.vpcCidrBlock);
}

/** A group by its id alone. Rules that name it are resources of their own, so that two groups may name each other. */
class GroupPeer implements ec2.IPeer {
  public readonly canInlineRule = false;
  public readonly connections: ec2.Connections = new ec2.Connections({ peer: this });

  constructor(public readonly uniqueId: string) {}

  public toIngressRuleConfig(): object {
    return { sourceSecurityGroupId: this.uniqueId };
  }

  public toEgressRuleConfig(): object {
    return { destinationSecurityGroupId: this.uniqueId };
  }
}
