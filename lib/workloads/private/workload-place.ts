import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct, IDependable } from 'constructs';
import { CapacityKind } from '../../capacity-providers/capacity';
import { CapacityStrategy } from '../../capacity-providers/capacity-strategy';
import type { TaskCluster } from '../../capacity-providers/task-cluster';
import { Finding, error } from '../../internal/finding';
import { isolatedSubnetIds } from '../../internal/isolated-subnets';
import { publicTaskSubnets } from '../../internal/public-tasks';
import { subnetFaults } from '../../internal/subnet-faults';
import { booleanFault, choiceFault } from '../../internal/value-faults';
import { TaskSecurityGroup } from '../../task-networking/task-security-group';
import type { WorkloadPlacementProps, WorkloadTaskProps } from '../workload-props';

/** Finds the reasons why tasks could not run where they are to run. */
export function placeFaults(props: WorkloadPlacementProps & Pick<WorkloadTaskProps, 'task'>): Finding[] {
  const { cluster, strategy, securityGroups: groups } = props;
  if (!cluster) {
    return [
      error(
        'Workload.noCluster',
        "'cluster' is not given; say where the tasks run, as in new TaskCluster(this, 'Cluster', { vpc })",
      ),
    ];
  }
  const unmade = choiceFault(
    'Workload.securityGroups',
    'securityGroups',
    groups,
    '_existing',
    'WorkloadSecurityGroups.existing([group])',
  );
  if (unmade.length > 0) {
    return unmade;
  }
  const securityGroups = groups?._existing;
  const selection = props.vpcSubnets ?? publicTaskSubnets(cluster.vpc) ?? {};
  const exposed = publicSubnets(cluster.vpc, selection);
  const addressed = publicTaskSubnets(cluster.vpc) !== undefined && kindOf(props) === CapacityKind.FARGATE;
  return [
    ...(strategy?.usesClusterDefault && defaultOf(cluster) === undefined
      ? [
          error(
            'Workload.unknownStrategy',
            `'strategy' is CapacityStrategy.clusterDefault(), but '${cluster.node.path}' is no TaskCluster, so nothing here tells whether it is Fargate, EC2 or Managed Instances; name the providers`,
          ),
        ]
      : []),
    ...booleanFault('Workload.flag', "'httpsEgress'", groups?._httpsEgress),
    // In any other network mode the tasks are where their hosts are.
    ...(props.task?._existing === undefined || props.task._existing.networkMode === ecs.NetworkMode.AWS_VPC
      ? subnetFaults('Workload', selectedIn(cluster.vpc, props.vpcSubnets, selection), props.vpcSubnets !== undefined)
      : []),
    ...(exposed.length > 0 && !addressed
      ? [
          error(
            'Workload.publicSubnets',
            `${props.vpcSubnets === undefined ? "without 'vpcSubnets' the tasks are in the" : "'vpcSubnets' selects"} public subnets (${exposed.map(({ node }) => node.id).join(', ')}), in which a task has no public address and reaches nothing; select private or isolated ones, or give the VPC some with a TaskNetwork; for a development stage on Fargate its 'egress' may be TaskEgress.publicIps()`,
          ),
        ]
      : []),
    ...(securityGroups !== undefined && securityGroups.length > MOST_GROUPS
      ? [
          error(
            'Workload.securityGroups',
            `'securityGroups' must be ${MOST_GROUPS} at most, got ${securityGroups.length}; put rules together`,
          ),
        ]
      : []),
    ...(securityGroups?.length === 0
      ? [
          error(
            'Workload.noSecurityGroup',
            "'securityGroups' is empty, and ECS would take the default group of the VPC; leave it out to have a closed one",
          ),
        ]
      : []),
  ];
}

/** Security groups of one task. Source: ECS API, AwsVpcConfiguration, 2026-11. */
const MOST_GROUPS = 5;

/** Placement, and what else of a workload calls AWS from inside the task: a log router, an agent of telemetry or of ECS Exec. */
type PlacedProps = WorkloadPlacementProps &
  Pick<WorkloadTaskProps, 'task'> & { readonly exec?: unknown; readonly telemetry?: unknown };

/** The placement of the tasks of a workload: capacity, subnets, security groups. */
export class WorkloadPlace {
  /** On which capacity. */
  public readonly strategy: CapacityStrategy;
  /** The type of compute of that capacity. */
  public readonly kind: CapacityKind;
  /** Whether nothing but endpoints leads out of the subnets. */
  public readonly isolated: boolean;
  /** Whether each task gets a public address, since no other way leads out of its subnets. */
  public readonly publicAddress: boolean;
  /** The subnets. */
  public readonly vpcSubnets: ec2.SubnetSelection;
  /** The groups of the tasks. */
  public readonly securityGroups: ec2.ISecurityGroup[];

  private readonly subnets: ec2.SelectedSubnets;
  private readonly ownsGroup: boolean;
  private https: boolean | undefined;

  constructor(owner: Construct, props: PlacedProps) {
    const { cluster, strategy } = props;
    const { vpc } = cluster;
    this.strategy =
      strategy === undefined || strategy.usesClusterDefault
        ? (defaultOf(cluster) ?? CapacityStrategy.fargate())
        : strategy;
    this.kind = this.strategy.kind!;
    this.vpcSubnets = props.vpcSubnets ?? publicTaskSubnets(vpc) ?? {};
    this.subnets = vpc.selectSubnets(this.vpcSubnets);
    const isolated = isolatedSubnetIds(vpc);
    this.isolated = this.subnets.subnetIds.some((id) => isolated.has(id));
    this.publicAddress =
      publicTaskSubnets(vpc) !== undefined &&
      publicSubnets(vpc, this.vpcSubnets).length === this.subnets.subnets.length;
    this.ownsGroup = props.securityGroups?._existing === undefined;
    this.securityGroups = props.securityGroups?._existing ?? [new TaskSecurityGroup(owner, 'SecurityGroup', { vpc })];
    this.https = props.securityGroups?._httpsEgress;
    if (this.https === true) {
      this.openHttps();
    } else if (this.callsOut(props)) {
      this.callOut();
    }
  }

  /** Lets the tasks call AWS by NAT gateways: in a group of their own, where nothing else was said. */
  public callOut(): void {
    if (this.ownsGroup && this.https === undefined && !this.isolated) {
      this.openHttps();
    }
  }

  /** Rebalancing needs a second zone, and room for one task more than desired. */
  public rebalancing(mayExceed: boolean): ecs.AvailabilityZoneRebalancing {
    return mayExceed && new Set(this.subnets.availabilityZones).size > 1
      ? ecs.AvailabilityZoneRebalancing.ENABLED
      : ecs.AvailabilityZoneRebalancing.DISABLED;
  }

  /** The resources that must exist before the first task starts: the routes, and the rules of a group of its own. */
  public dependables(): IDependable[] {
    return [this.subnets.internetConnectivityEstablished, ...(this.ownsGroup ? this.securityGroups : [])];
  }

  /** Whether starting the tasks, and what was asked for beside them, takes calls from the tasks' own interfaces. */
  private callsOut({ task, exec, telemetry }: PlacedProps): boolean {
    return (
      this.kind === CapacityKind.FARGATE || [task?._options.logs, exec, telemetry].some((each) => each !== undefined)
    );
  }

  private openHttps(): void {
    this.https = true;
    this.securityGroups.forEach((group) =>
      group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Images, secrets and logs by NAT'),
    );
  }
}

/** The type of compute on which the tasks will start; of an unknown default, the one that most have. */
function kindOf({ cluster, strategy }: WorkloadPlacementProps): CapacityKind | undefined {
  return (
    (strategy === undefined || strategy.usesClusterDefault ? defaultOf(cluster) : strategy)?.kind ??
    CapacityKind.FARGATE
  );
}

/** The default strategy of a `TaskCluster`. */
function defaultOf(cluster: ecs.ICluster): CapacityStrategy | undefined {
  return (cluster as Partial<TaskCluster>).defaultStrategy;
}

/** The selected subnets; of a VPC that was imported without any aws-cdk-lib selects none and says nothing of tasks. */
function selectedIn(
  vpc: ec2.IVpc,
  given: ec2.SubnetSelection | undefined,
  selection: ec2.SubnetSelection,
): Pick<ec2.SelectedSubnets, 'subnets' | 'isPendingLookup'> {
  const bare = [vpc.publicSubnets, vpc.privateSubnets, vpc.isolatedSubnets].every(({ length }) => length === 0);
  return bare && given === undefined ? { subnets: [] } : vpc.selectSubnets(selection);
}

/** Public subnets among the selected ones; the VPC of an imported cluster may have none that are known. */
function publicSubnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection): ec2.ISubnet[] {
  const open = new Set(vpc.publicSubnets.map(({ subnetId }) => subnetId));
  return open.size === 0 ? [] : vpc.selectSubnets(selection).subnets.filter(({ subnetId }) => open.has(subnetId));
}
