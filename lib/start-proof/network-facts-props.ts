import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';

/** Things that are there already and the app does not hold, for `NetworkFacts.of`. */
export interface NetworkFactsProps {
  /**
   * VPCs that the app imports.
   *
   * @default - none
   */
  readonly vpcs?: VpcFacts[];

  /**
   * Security groups that the app imports, or that endpoints of these VPCs have.
   *
   * @default - none
   */
  readonly securityGroups?: SecurityGroupFacts[];
}

/** A VPC that is there already. */
export interface VpcFacts {
  /** Its id, as `vpc-0a1b2c3d`. */
  readonly vpcId: string;

  /**
   * Its IPv4 block.
   *
   * @default - not known
   */
  readonly cidr?: string;

  /**
   * All of its endpoints: a service that is not among them has none.
   *
   * @default - not known which endpoints it has
   */
  readonly endpoints?: EndpointFacts[];

  /**
   * Its subnets in which tasks or hosts run.
   *
   * @default - none is known
   */
  readonly subnets?: SubnetFacts[];
}

/** A subnet that is there already. Its network ACL is taken to let everything pass, as a default one does. */
export interface SubnetFacts {
  /** Its id, as `subnet-0a1b2c3d`. */
  readonly subnetId: string;

  /**
   * Its IPv4 block.
   *
   * @default - not known, so that rules that name a part of the VPC prove nothing
   */
  readonly cidr?: string;

  /**
   * Its availability zone, as `eu-west-1a`.
   *
   * @default - not known
   */
  readonly availabilityZone?: string;

  /**
   * The target of the default route of the subnet.
   *
   * @default - not known
   */
  readonly egress?: SubnetEgress;
}

/** The target of the default route of a subnet. */
export enum SubnetEgress {
  /** To a NAT gateway that reaches the internet. */
  NAT_GATEWAY = 'NatGateway',
  /** To an internet gateway, which only an interface with a public IP can use. */
  INTERNET_GATEWAY = 'InternetGateway',
  /** Nowhere: the subnet has no default route, and no route to another network either. */
  NONE = 'None',
}

/** An endpoint that is there already. */
export interface EndpointFacts {
  /** Service as in the name of the endpoint service after the region: `ecr.api`, `ecr.dkr`, `logs`, `s3`. */
  readonly service: string;

  /**
   * Whether it is a gateway endpoint.
   *
   * @default - true for `s3` and `dynamodb`
   */
  readonly gateway?: boolean;

  /**
   * Subnets whose route tables a gateway endpoint serves, or in which an interface endpoint is.
   *
   * @default - all subnets that are told of the VPC
   */
  readonly subnetIds?: string[];

  /**
   * Security groups of an interface endpoint. Tell their rules in `securityGroups`.
   *
   * @default - not known, so that it is not known whom it admits
   */
  readonly securityGroupIds?: string[];

  /**
   * Whether the name of the service leads to an interface endpoint.
   *
   * @default true
   */
  readonly privateDns?: boolean;

  /**
   * Its policy.
   *
   * @default - everything is allowed, as without a policy
   */
  readonly policy?: PolicyDocument;
}

/** A security group that is there already. */
export interface SecurityGroupFacts {
  /** Its id, as `sg-0a1b2c3d`. */
  readonly securityGroupId: string;

  /**
   * All connections that it admits.
   *
   * @default - not known
   */
  readonly ingress?: SecurityGroupRuleFacts[];

  /**
   * All connections that it lets out.
   *
   * @default - not known
   */
  readonly egress?: SecurityGroupRuleFacts[];
}

/** A rule of a security group that is there already: TCP on one port, or all traffic, to or from one peer. */
export interface SecurityGroupRuleFacts {
  /**
   * TCP port.
   *
   * @default - all traffic
   */
  readonly port?: number;

  /**
   * IPv4 block of the other end.
   *
   * @default - anywhere, unless another peer is given
   */
  readonly cidr?: string;

  /**
   * Security group of the other end.
   *
   * @default - none
   */
  readonly securityGroupId?: string;

  /**
   * Prefix list of the other end.
   *
   * @default - none
   */
  readonly prefixListId?: string;
}
