import { Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** A VPC link of API Gateway, with the security groups of its network interfaces. */
export interface ITaskVpcLink extends ec2.IConnectable {
  /** The VPC link. */
  readonly vpcLink: apigateway.IVpcLink;
}

/** Properties of a VPC link. */
export interface TaskVpcLinkProps {
  /** VPC of the tasks. */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets of the network interfaces. A VPC link cannot be changed, so other subnets replace it.
   *
   * @default - one private or isolated subnet of each zone
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/**
 * The network interfaces by which HTTP APIs of API Gateway reach tasks in a VPC. Its security group is closed: for each service
 * behind an API it is opened to the port of the tasks.
 *
 * A VPC link is free of charge, and any number of APIs share one. An account has 10 of them in a Region unless the quota is raised,
 * so `TaskVpcLink.of(vpc)` gives the one of a VPC. API Gateway takes the interfaces away after 60 days without a request, and
 * requests then fail for some minutes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html
 */
@guarded
@propertyInjectable
export class TaskVpcLink extends Construct implements ITaskVpcLink {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskVpcLink';

  /** The VPC link of a VPC, which is made in the stack of the VPC when it is first asked for. */
  public static of(vpc: ec2.IVpc): TaskVpcLink {
    const found = vpc.node.tryFindChild(SHARED) as TaskVpcLink | undefined;
    return found ?? new TaskVpcLink(vpc, SHARED, { vpc });
  }

  /**
   * A VPC link that exists.
   *
   * Fails with `TaskVpcLink.noSecurityGroup` when no group is given, since the way to the tasks could not be opened.
   *
   * @param securityGroups of its network interfaces
   */
  public static existing(vpcLink: apigateway.IVpcLink, securityGroups: ec2.ISecurityGroup[]): ITaskVpcLink {
    if (securityGroups.length === 0) {
      fail(
        vpcLink,
        'TaskVpcLink.noSecurityGroup',
        "'securityGroups' is empty, so the way from the VPC link to the tasks cannot be opened; give the groups that it has",
      );
    }
    return { vpcLink, connections: new ec2.Connections({ securityGroups }) };
  }

  /** The VPC link. */
  public readonly vpcLink: apigateway.IVpcLink;
  /** Its security group. */
  public readonly connections: ec2.Connections;

  /** Fails with `TaskVpcLink.noSubnets`. */
  constructor(scope: Construct, id: string, props: TaskVpcLinkProps) {
    super(scope, id);
    const { vpc, vpcSubnets } = props;
    const selected = vpc.selectSubnets(vpcSubnets ?? { onePerAz: true });
    if (selected.subnets.length === 0 && !selected.isPendingLookup) {
      fail(
        this,
        'TaskVpcLink.noSubnets',
        `'vpcSubnets' selects no subnet of '${vpc.node.path}', and a VPC link needs one at least; select others`,
      );
    }
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
      description: 'VPC link of API Gateway',
    });
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    this.vpcLink = new apigateway.VpcLink(this, 'Resource', {
      vpc,
      subnets: { subnets: selected.subnets },
      securityGroups: [securityGroup],
    });
    this.node.defaultChild = this.vpcLink as apigateway.VpcLink;
    // Under a VPC, what is there gets the name of the VPC.
    Tags.of(this).add('Name', this.node.path);
  }
}

/** The id under the VPC; part of the contract. */
const SHARED = 'TaskVpcLink';
