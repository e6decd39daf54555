import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { booleanFault, integerFault } from '../internal/value-faults';
import { ScopedRole } from '../security/scoped-role';
import { EndpointPlan } from './private/endpoint-plan';
import { declarePublicTasks } from '../internal/public-tasks';
import { PlannedTasks } from './private/planned-tasks';
import { ServicePrefixList } from './private/prefix-list';
import { afterAspects } from './private/after-aspects';
import { TaskEgress, TaskEgressKind } from './task-egress';

/** Properties of a network for tasks. */
export interface TaskNetworkProps {
  /**
   * Network that is already there, looked up and imported ones too.
   *
   * @default - a new VPC with two tiers at most and nothing that the choice of egress does not need
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the tasks and of the endpoints.
   *
   * @default - the isolated subnets with endpoints for egress, the private ones with NAT gateways, the public ones with public addresses
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The way of tasks to AWS services and the internet. It decides most of the network's price.
   *
   * @default TaskEgress.endpoints()
   */
  readonly egress?: TaskEgress;

  /**
   * Addresses of the new VPC.
   *
   * @default - 10.0.0.0/16, a /20 for each subnet
   */
  readonly ipAddresses?: ec2.IIpAddresses;

  /**
   * Number of availability zones of the new VPC.
   *
   * @default 2
   */
  readonly maxAzs?: number;

  /**
   * Whether the new VPC has public subnets and an internet gateway for internet-facing load balancers.
   *
   * NAT gateways and `TaskEgress.publicIps()` need them in any case. Only with the latter are tasks placed in them.
   *
   * @default false
   */
  readonly publicSubnets?: boolean;

  /**
   * Whether the new VPC and its subnets have IPv6 besides IPv4.
   *
   * A task gets an IPv6 address when the account setting `dualStackIPv6` is on too. The ECR endpoints answer over IPv4
   * only, so the tasks keep their IPv4 addresses.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
   */
  readonly dualStack?: boolean;

  /**
   * Services that have an endpoint in the VPC already, which the app does not show: `ecr.api` of
   * `com.amazonaws.<region>.ecr.api`. None is created for them. Closed groups are opened towards
   * `existingEndpointGroup`, or towards all addresses of the VPC on TCP 443; what lets them in at the endpoints is yours.
   *
   * @default - endpoints that the app creates are found by themselves
   */
  readonly existingEndpoints?: string[];

  /**
   * Security group of the endpoints in `existingEndpoints`. It gets a rule for each group of tasks that needs one of them,
   * unless it was imported as immutable.
   *
   * @default - not known: closed groups are opened towards the addresses of the VPC, and endpoints have to admit them
   */
  readonly existingEndpointGroup?: ec2.ISecurityGroup;

  /**
   * Whether the interface endpoints that are made here admit all addresses of the VPC by one rule, in place of one rule for
   * each group of tasks. A security group takes 60 inbound rules, a quota that can be raised.
   *
   * The groups of the tasks stay closed: those without a rule towards an endpoint do not reach it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
   */
  readonly endpointsAdmitVpc?: boolean;

  /**
   * Whether the S3 gateway endpoint that is made here lets through nothing but what the tasks need and `allowBucket`
   * declares. It serves whole route tables: its policy holds for all else in these subnets, whosever it is.
   *
   * With NAT gateways in a VPC that is given, no S3 endpoint is made unless this is true. With endpoints in such a VPC one
   * is made that lets everything through, and a warning asks to choose (`TaskNetwork.openS3Endpoint`).
   *
   * @default - true for a new VPC, false for one that is given
   */
  readonly restrictS3?: boolean;

  /**
   * The only services for which endpoints may be created. A need that is missing here is refused.
   *
   * @default - whatever the tasks need
   */
  readonly endpointServices?: string[];

  /**
   * Whether flow logs are written. They cost what CloudWatch Logs asks for ingestion (0.50 USD per GB in us-east-1, 2025).
   *
   * @default - true for a new VPC, false for one that is already there
   */
  readonly flowLogs?: boolean;

  /**
   * The destination of the flow logs.
   *
   * @default - a log group which keeps them for a month
   */
  readonly flowLogDestination?: ec2.FlowLogDestination;

  /**
   * Id of the managed prefix list of S3 (`com.amazonaws.<region>.s3`) in the region.
   *
   * @default - looked up at deployment by a custom resource
   */
  readonly s3PrefixListId?: string;
}

/** Subnets of the tasks by the way that leads out of them. */
const TIERS: Readonly<Record<TaskEgressKind, ec2.SubnetType>> = {
  [TaskEgressKind.ENDPOINTS]: ec2.SubnetType.PRIVATE_ISOLATED,
  [TaskEgressKind.NAT]: ec2.SubnetType.PRIVATE_WITH_EGRESS,
  [TaskEgressKind.PUBLIC_IPS]: ec2.SubnetType.PUBLIC,
};

/** Options of `TaskNetwork.addTasks`. */
export interface AddTasksOptions {
  /**
   * Security groups of the tasks.
   *
   * They are opened towards the endpoints that the tasks need.
   */
  readonly connectable: ec2.IConnectable;

  /**
   * Whether ECS Exec will be used on the tasks.
   *
   * @default false
   */
  readonly enableExecuteCommand?: boolean;
}

/**
 * The network of tasks: subnets without a way in, and either the endpoints that the tasks need or NAT gateways.
 *
 * The endpoints are derived when the app is synthesized, from every service on a cluster in this VPC and from what was
 * added by `addTasks`, so containers that come later count. Each endpoint exists once in the VPC; those that the app or
 * the VPC has already are used. Each has a security group of its own, which admits TCP 443 from the tasks that need it.
 *
 * The default security group of a new VPC is left as AWS makes it: trunk network interfaces use it, and an empty one
 * would cut off every task on a trunked instance. Nothing here uses it otherwise.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
@guarded
@propertyInjectable
export class TaskNetwork extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.TaskNetwork';

  /** The VPC, new or given. */
  public readonly vpc: ec2.IVpc;
  /** Subnets of the tasks, to be passed as `vpcSubnets` wherever something is placed. */
  public readonly vpcSubnets: ec2.SubnetSelection;
  /** The way of tasks to AWS services and the internet. */
  public readonly egress: TaskEgress;

  private readonly plan: EndpointPlan;
  private readonly added: PlannedTasks[] = [];
  private readonly hosts: ec2.IConnectable[] = [];
  private s3List?: ec2.IPeer;
  private dynamoDbList?: ec2.IPeer;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TaskNetworkProps = {},
  ) {
    super(scope, id);
    this.egress = props.egress ?? TaskEgress.endpoints();
    this.refuseContradictions();
    this.vpc = props.vpc ?? this.createVpc();
    this.vpcSubnets = props.vpcSubnets ?? { subnetType: this.tier() };
    this.refuseNoSubnets();
    if (this.publicTasks) {
      declarePublicTasks(this.vpc, this.vpcSubnets);
    }
    const open = new Set(this.vpc.publicSubnets.map(({ subnetId }) => subnetId));
    const exposed = this.vpc.selectSubnets(this.vpcSubnets).subnets.filter(({ subnetId }) => open.has(subnetId));
    if (exposed.length > 0 && !this.publicTasks) {
      fail(
        this,
        'TaskNetwork.publicSubnets',
        `'vpcSubnets' selects public subnets (${exposed.map(({ node }) => node.id).join(', ')}), in which only a task with a public IP leaves the VPC, and none on EC2 has one; select isolated subnets, or private ones with 'egress: TaskEgress.nat()', or for a development stage on Fargate 'egress: TaskEgress.publicIps()'`,
      );
    }
    if (props.flowLogs ?? !props.vpc) {
      this.addFlowLogs();
    }
    this.plan = new EndpointPlan(this, {
      existing: props.existingEndpoints ?? [],
      existingGroup: props.existingEndpointGroup,
      allowed: props.endpointServices,
      interfaces: this.egress.kind === TaskEgressKind.ENDPOINTS,
      ownVpc: props.vpc === undefined,
      restrictS3: props.restrictS3,
      admitVpc: props.endpointsAdmitVpc ?? false,
    });
    afterAspects(this, () => this.plan.apply(this.added, this.hosts));
  }

  /**
   * Counts tasks that no service runs: those of scheduled rules, state machines and `RunTask`.
   */
  public addTasks(taskDefinition: ecs.TaskDefinition, options: AddTasksOptions): void {
    this.added.push({
      taskDefinition,
      connectable: options.connectable,
      execEnabled: options.enableExecuteCommand ?? false,
    });
  }

  /**
   * Counts container instances (an Auto Scaling group, or the security group of Managed Instances): they register with
   * ECS, pull the images and ship the log driver's lines by their own network interface.
   */
  public addInstances(connectable: ec2.IConnectable): void {
    this.hosts.push(connectable);
  }

  /**
   * Lets tasks behind the S3 gateway endpoint of this network use a bucket.
   *
   * The endpoint's policy lets through what was declared and what starting the tasks needs, nothing else (in a VPC that was
   * given: with `restrictS3`). The role of the task needs the permission as well. An S3 gateway endpoint that was there
   * before keeps its policy.
   *
   * @param actions S3 actions without wildcards, as in `s3:GetObject`
   */
  public allowBucket(bucket: s3.IBucket, ...actions: string[]): void {
    if (actions.length === 0) {
      fail(
        this,
        'TaskNetwork.noActions',
        `'actions' of allowBucket is empty; name what the tasks do, as in 's3:GetObject'`,
      );
    }
    this.plan.addS3Statement(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: [...actions].sort(),
        resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      }),
    );
  }

  /**
   * The addresses of S3 in the region, as a peer of security-group rules.
   */
  public get s3Peer(): ec2.IPeer {
    this.s3List ??= ec2.Peer.prefixList(
      this.props.s3PrefixListId ?? new ServicePrefixList(this, 'S3PrefixList', { service: 's3' }).prefixListId,
    );
    return this.s3List;
  }

  /**
   * The addresses of DynamoDB in the region, as a peer of security-group rules. The first use adds a gateway endpoint for
   * DynamoDB, which costs nothing.
   */
  public get dynamoDbPeer(): ec2.IPeer {
    if (!this.dynamoDbList) {
      new ec2.GatewayVpcEndpoint(this, 'DynamoDb', {
        vpc: this.vpc,
        service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
        subnets: [this.vpcSubnets],
      });
      this.dynamoDbList = ec2.Peer.prefixList(
        new ServicePrefixList(this, 'DynamoDbPrefixList', { service: 'dynamodb' }).prefixListId,
      );
    }
    return this.dynamoDbList;
  }

  /** @internal */
  public _allowService(client: ec2.IConnectable, service: ec2.InterfaceVpcEndpointAwsService): void {
    this.plan.addService(client, service);
  }

  /** @internal */
  public _needS3(): void {
    this.plan.needS3();
  }

  private refuseContradictions(): void {
    const { vpc, ipAddresses, maxAzs, publicSubnets, dualStack } = this.props;
    const { endpointsAdmitVpc, restrictS3, flowLogs } = this.props;
    const flags = { publicSubnets, dualStack, endpointsAdmitVpc, restrictS3, flowLogs };
    failAll(this, [
      ...Object.entries(flags).flatMap(([name, value]) => booleanFault('TaskNetwork.flag', `'${name}'`, value)),
      ...integerFault('TaskNetwork.maxAzs', "'maxAzs'", maxAzs, 1),
      ...integerFault('TaskNetwork.natGateways', "'gateways' of TaskEgress.nat()", this.egress.natGateways, 1),
    ]);
    const forNew = Object.entries({ ipAddresses, maxAzs, publicSubnets, dualStack }).filter(
      ([, value]) => value !== undefined,
    );
    if (vpc && forNew.length > 0) {
      const names = forNew.map(([name]) => `'${name}'`).join(', ');
      fail(
        this,
        'TaskNetwork.vpcGiven',
        `${names} ${forNew.length > 1 ? 'are' : 'is'} for a new VPC, but 'vpc' is given; leave out one of the two`,
      );
    }
  }

  /** Says so in place of CDK's own error; while a VPC is looked up, its subnets are not known. */
  private refuseNoSubnets(): void {
    const { vpc, props } = this;
    if (vpc.selectSubnets({ subnets: [] }).isPendingLookup) {
      return;
    }
    const nat = this.egress.kind === TaskEgressKind.NAT;
    if (this.publicTasks && vpc.publicSubnets.length === 0) {
      fail(
        this,
        'TaskNetwork.noPublicSubnets',
        `'vpc' has no public subnets, which 'egress: TaskEgress.publicIps()' needs; leave out 'vpc' to have a new one, or choose another 'egress'`,
      );
    }
    if (
      props.vpcSubnets === undefined &&
      !this.publicTasks &&
      (nat ? vpc.privateSubnets : vpc.isolatedSubnets).length === 0
    ) {
      fail(
        this,
        nat ? 'TaskNetwork.noPrivateSubnets' : 'TaskNetwork.noIsolatedSubnets',
        nat
          ? `'vpc' has no private subnets with a route to a NAT gateway, which 'egress: TaskEgress.nat()' needs; give 'vpcSubnets', or leave out 'egress' to use endpoints in isolated subnets`
          : `'vpc' has no isolated subnets, in which endpoints are the only way out; use 'egress: TaskEgress.nat()' where its private subnets have NAT gateways, or give 'vpcSubnets' to have endpoints in those`,
      );
    }
    if (vpc.selectSubnets(this.vpcSubnets).subnets.length === 0) {
      fail(
        this,
        'TaskNetwork.noSubnets',
        `'vpcSubnets' selects no subnet of the VPC; select subnets without a route to an internet gateway`,
      );
    }
  }

  private get publicTasks(): boolean {
    return this.egress.kind === TaskEgressKind.PUBLIC_IPS;
  }

  private tier(): ec2.SubnetType {
    return TIERS[this.egress.kind];
  }

  private createVpc(): ec2.Vpc {
    const { ipAddresses, maxAzs = 2, publicSubnets = false, dualStack = false } = this.props;
    const nat = this.egress.kind === TaskEgressKind.NAT;
    const tasks = { name: 'Tasks', subnetType: this.tier(), cidrMask: ipAddresses ? undefined : 20 };
    const edge = {
      name: 'Public',
      subnetType: ec2.SubnetType.PUBLIC,
      cidrMask: ipAddresses ? undefined : 24,
      mapPublicIpOnLaunch: false,
    };
    return new ec2.Vpc(this, 'Vpc', {
      ipAddresses,
      maxAzs,
      natGateways: nat ? this.egress.natGateways : 0,
      subnetConfiguration: this.publicTasks
        ? [{ ...tasks, mapPublicIpOnLaunch: false }]
        : nat || publicSubnets
          ? [edge, tasks]
          : [tasks],
      restrictDefaultSecurityGroup: false,
      ...(dualStack && { ipProtocol: ec2.IpProtocol.DUAL_STACK }),
    });
  }

  private addFlowLogs(): void {
    const { flowLogDestination } = this.props;
    // The role of the L2 has an inline policy, which the packs for HIPAA, PCI DSS and SP 800-53 refuse.
    const role =
      flowLogDestination === undefined
        ? new ScopedRole(this, 'FlowLogRole', { assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com') })
        : undefined;
    const destination =
      flowLogDestination ??
      ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'FlowLogGroup', {
          retention: logs.RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        role,
      );
    const log = new ec2.FlowLog(this, 'FlowLog', {
      resourceType: ec2.FlowLogResourceType.fromVpc(this.vpc),
      destination,
    });
    // Its role alone is not enough to write the first records.
    if (role) {
      log.node.addDependency(role);
    }
  }
}
