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

  /**
   * Load balancers that send to tasks of the app: those of imported target groups and listeners.
   *
   * @default - not known
   */
  readonly loadBalancers?: LoadBalancerFacts[];

  /**
   * EFS file systems that the app imports.
   *
   * @default - not known
   */
  readonly fileSystems?: FileSystemFacts[];

  /**
   * Capacity providers that the app imports.
   *
   * @default - not known
   */
  readonly capacityProviders?: CapacityProviderFacts[];

  /**
   * Prefix lists of one's own that rules name.
   *
   * @default - not known
   */
  readonly prefixLists?: PrefixListFacts[];

  /**
   * Ids of transit gateways, instances, network interfaces, firewall endpoints and the like by which default routes
   * reach the internet.
   *
   * @default - what is behind them is not known
   */
  readonly wayOut?: string[];
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

  /**
   * Whether names are resolved in it.
   *
   * @default - not known, taken to be on
   */
  readonly dnsSupport?: boolean;

  /**
   * Whether its interfaces get names, without which private DNS of endpoints does not work.
   *
   * @default - not known, taken to be on
   */
  readonly dnsHostnames?: boolean;
}

/** An EFS file system that is there already. */
export interface FileSystemFacts {
  /** Its id, as `fs-0a1b2c3d`. */
  readonly fileSystemId: string;

  /** All of its mount targets. */
  readonly mountTargets: MountTargetFacts[];
}

/** A mount target that is there already. */
export interface MountTargetFacts {
  /** Id of its subnet. */
  readonly subnetId: string;

  /**
   * Its security groups. Tell their rules in `securityGroups`.
   *
   * @default - not known
   */
  readonly securityGroupIds?: string[];
}

/** A load balancer that is there already. */
export interface LoadBalancerFacts {
  /** Its ARN. */
  readonly loadBalancerArn: string;

  /** Ids of its subnets. */
  readonly subnetIds: string[];

  /**
   * Its security groups. Tell their rules in `securityGroups`.
   *
   * @default - none, as a network load balancer may have
   */
  readonly securityGroupIds?: string[];

  /**
   * ARNs of its target groups of the type `ip` that the app imports.
   *
   * @default - none
   */
  readonly targetGroupArns?: string[];
}

/** A capacity provider that is there already. */
export interface CapacityProviderFacts {
  /** Its ARN. */
  readonly capacityProviderArn: string;

  /** Ids of the subnets of its instances. */
  readonly subnetIds: string[];

  /** The security groups of its instances. Tell their rules in `securityGroups`. */
  readonly securityGroupIds: string[];
}

/** A prefix list of one's own that is there already. */
export interface PrefixListFacts {
  /** Its id, as `pl-0a1b2c3d`. */
  readonly prefixListId: string;

  /** All of its IPv4 blocks. */
  readonly cidrs: string[];
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
   * Addresses that are free in it.
   *
   * @default - not known, so that nothing is said of whether all tasks get one
   */
  readonly freeAddresses?: number;

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
  /** To a transit gateway, an appliance or the like behind which the internet is reached. */
  TRANSIT_GATEWAY = 'TransitGateway',
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
