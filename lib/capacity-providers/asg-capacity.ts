import {
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_kms as kms,
  aws_sns as sns,
  Duration,
  Size,
  Stack,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail, failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { amazonLinuxUserData, bottlerocketUserData, HostConfiguration } from '../security/host-hardening';
import { HostRole } from '../security/host-role';
import { CapacityKind, ICapacity } from './capacity';
import { HostOperatingSystem } from './host-operating-system';
import { InstancePurchase } from './instance-purchase';
import { asgFaults } from './private/asg-faults';
import { attachProvider } from './private/attach-provider';
import { subnetFaults } from './private/subnet-faults';
import { isNamedApart } from './private/provider-name';
import { GroupRelease } from './private/group-release';
import { fleetOf, HostFleet, machineImageOf } from './private/host-fleet';

/** Settings of an `AsgCapacity`. */
export interface AsgCapacityProps {
  /**
   * The cluster that the hosts join: of this app or imported with `ecs.Cluster.fromClusterAttributes()`.
   *
   * A cluster of this app must be in the same stack.
   */
  readonly cluster: ecs.ICluster;

  /**
   * The instance types that the group may launch, of one architecture, all with GPUs or all without.
   *
   * ECS scales best when they are alike in size: a task must fit on each of them.
   */
  readonly instanceTypes: ec2.InstanceType[];

  /** Instances at most (`MaxSize`). Leave one more than the services need at their maximum, for deployments. */
  readonly maxCapacity: number;

  /**
   * Instances at least (`MinSize`). ECS launches more as tasks need them, and from 0 as well.
   *
   * @default 0
   */
  readonly minCapacity?: number;

  /**
   * Name of the capacity provider, and of its group, so that both are replaced together when it changes.
   *
   * @default - CloudFormation gives names
   */
  readonly capacityProviderName?: string;

  /**
   * The purchase option of the instances: On-Demand, Spot, or a mix of both.
   *
   * @default InstancePurchase.onDemand()
   */
  readonly purchase?: InstancePurchase;

  /**
   * Operating system of the hosts.
   *
   * @default HostOperatingSystem.AMAZON_LINUX_2023
   */
  readonly operatingSystem?: HostOperatingSystem;

  /**
   * Subnets of the hosts. Tasks in `awsvpc` mode must have subnets in the same availability zones.
   *
   * @default - private subnets with egress, else isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security group of the hosts.
   *
   * @default - a new one that lets nothing in, and out only to port 443, where ECS and the registries answer
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Role of the hosts. It must allow what `HostRole` does; nothing is added to it.
   *
   * @default - a new `HostRole`
   */
  readonly role?: iam.IRole;

  /**
   * Share of the group that ECS keeps in use, in percent from 1 to 100. Below 100, instances stand by.
   *
   * @default 100
   */
  readonly targetCapacityPercent?: number;

  /**
   * Instances that ECS launches at a time at least, from 1 to 10,000.
   *
   * @default 1
   */
  readonly minimumScalingStepSize?: number;

  /**
   * Instances that ECS launches at a time at most, from 1 to 10,000.
   *
   * @default 10000
   */
  readonly maximumScalingStepSize?: number;

  /**
   * Time that ECS waits for new instances before it launches more, up to 10,000 seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly instanceWarmupPeriod?: Duration;

  /**
   * Whether ECS protects instances with tasks from scale-in (managed termination protection).
   *
   * For long tasks that must not move. With draining, which is always on, services do not need it. An instance keeps its
   * image and outlives `maxInstanceLifetime` while it runs tasks: the refresh of a deployment passes it by, and Auto Scaling
   * replaces no protected instance for its age. The stack can be deleted all the same: a custom resource lifts the
   * protection first.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * Longest life of an instance, from 1 to 365 days; then it is drained and replaced by one of the newest image.
   *
   * With `terminationProtection` an instance lives as long as it has tasks.
   *
   * @default Duration.days(14)
   */
  readonly maxInstanceLifetime?: Duration;

  /**
   * Size of the encrypted gp3 volume that images and containers live on.
   *
   * @default Size.gibibytes(30)
   */
  readonly storage?: Size;

  /**
   * Key of that volume. Auto Scaling's service-linked role must be allowed to use it.
   *
   * @default - the AWS managed key for EBS
   */
  readonly storageEncryptionKey?: kms.IKey;

  /**
   * Memory that the agent holds back for the operating system (`ECS_RESERVED_MEMORY`).
   *
   * @default Size.mebibytes(256)
   */
  readonly reservedMemory?: Size;

  /**
   * Processes that one task may have, from 1 to 4,194,304, so that a fork bomb stays in its task. Amazon Linux only.
   *
   * @default 4096 on Amazon Linux; Bottlerocket has no such setting
   */
  readonly taskPidsLimit?: number;

  /**
   * Custom attributes of the hosts, for placement constraints: `{ tenant: 'a' }`.
   *
   * @default - no attributes beyond those of ECS
   */
  readonly attributes?: { [name: string]: string };

  /**
   * Whether the hosts run privileged containers. Such a container is root on the host.
   *
   * @default false
   */
  readonly privilegedTasks?: boolean;

  /**
   * Whether tasks in `host` network mode may have a task role. Such tasks can also reach the role of the host.
   *
   * Amazon Linux only: Bottlerocket always lets them, and refuses `false` here.
   *
   * @default false on Amazon Linux; Bottlerocket has no such setting
   */
  readonly hostNetworkTasks?: boolean;

  /**
   * Whether an image in the host's cache serves when the registry does not answer, also one that another task pulled.
   *
   * @default false
   */
  readonly reuseCachedImages?: boolean;

  /**
   * The topic that receives the launch and termination notifications of EC2 Auto Scaling.
   *
   * @default - nowhere: EventBridge has the same events
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * Whether people may open a shell on the hosts through Session Manager.
   *
   * @default false
   */
  readonly sessionManager?: boolean;
}

/**
 * EC2 hosts for tasks: a hardened Auto Scaling group behind a capacity provider, attached to a cluster.
 *
 * Hosts have no key pair and no open port, IMDSv2 with a hop limit of 1, encrypted disks, and an agent that keeps
 * containers from the host's role; they are drained before they go, and replaced when AWS publishes a new image. ECS
 * launches and terminates them as tasks need.
 *
 * Fails with `AsgCapacity.<prop>` when a prop is out of range or instance types do not go together, and with
 * `AsgCapacity.otherStack` when the cluster is in another stack of the app.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
 */
@guarded
@propertyInjectable
export class AsgCapacity extends Construct implements ICapacity, ec2.IConnectable {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.AsgCapacity';

  /** An Auto Scaling group. */
  public readonly kind = CapacityKind.AUTO_SCALING_GROUP;
  /** Name of the capacity provider. */
  public readonly capacityProviderName: string;

  /** The cluster that the hosts join. */
  public readonly cluster?: ecs.ICluster;

  /** Processor architecture of the hosts. */
  public readonly cpuArchitecture?: ecs.CpuArchitecture;

  /** The group. */
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;

  /** The capacity provider. */
  public readonly capacityProvider: ecs.AsgCapacityProvider;

  /** The launch template of the group. */
  public readonly launchTemplate: ec2.LaunchTemplate;

  /** The role of the hosts. */
  public readonly role: iam.IRole;

  /** Ports of the hosts. Tasks in `awsvpc` mode have security groups of their own. */
  public readonly connections: ec2.Connections;

  /** Custom attributes of the hosts, for placement constraints. */
  public readonly attributes: { [name: string]: string };

  constructor(scope: Construct, id: string, props: AsgCapacityProps) {
    super(scope, id);
    const operatingSystem = props.operatingSystem ?? HostOperatingSystem.AMAZON_LINUX_2023;
    failAll(this, asgFaults(props, operatingSystem));
    this.requireSameStack(props.cluster);
    const fleet = fleetOf(props.instanceTypes);
    const purchase = props.purchase ?? InstancePurchase.onDemand();
    const securityGroup = props.securityGroup ?? this.closedSecurityGroup(props.cluster.vpc);

    this.cluster = props.cluster;
    this.attributes = { ...props.attributes };
    this.cpuArchitecture =
      fleet.architecture === ec2.InstanceArchitecture.ARM_64 ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64;
    this.connections = new ec2.Connections({ securityGroups: [securityGroup] });
    this.role =
      props.role ??
      new HostRole(this, 'HostRole', {
        cluster: props.cluster,
        spotDraining: purchase.usesSpot,
        sessionManager: props.sessionManager,
      });
    this.launchTemplate = this.createLaunchTemplate(props, operatingSystem, fleet, purchase, securityGroup);
    this.autoScalingGroup = this.createGroup(props, purchase);
    this.capacityProvider = this.createProvider(props);
    this.capacityProviderName = this.capacityProvider.capacityProviderName;
    if (props.terminationProtection) {
      const release = new GroupRelease(this, 'Release', { autoScalingGroup: this.autoScalingGroup });
      // Deleted in the reverse order: the provider first, so that it protects nothing any more.
      this.capacityProvider.node.addDependency(release);
    }
    attachProvider(this, props.cluster, this.capacityProvider, this.capacityProviderName);
  }

  private requireSameStack(cluster: ecs.ICluster): void {
    if (ecs.Cluster.isCluster(cluster) && Stack.of(cluster) !== Stack.of(this)) {
      fail(
        this,
        'AsgCapacity.otherStack',
        `'cluster' is in stack '${Stack.of(cluster).node.path}' of this app and would refer back to this one; create the capacity there, or import the cluster with ecs.Cluster.fromClusterAttributes()`,
      );
    }
  }

  private closedSecurityGroup(vpc: ec2.IVpc): ec2.SecurityGroup {
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
      description: 'ECS hosts',
    });
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'ECS, registries and S3');
    return securityGroup;
  }

  private createLaunchTemplate(
    props: AsgCapacityProps,
    operatingSystem: HostOperatingSystem,
    fleet: HostFleet,
    purchase: InstancePurchase,
    securityGroup: ec2.ISecurityGroup,
  ): ec2.LaunchTemplate {
    const amazonLinux = operatingSystem === HostOperatingSystem.AMAZON_LINUX_2023;
    const configuration: HostConfiguration = {
      clusterName: props.cluster.clusterName,
      spot: purchase.usesSpot,
      attributes: this.attributes,
      reservedMemoryMiB: (props.reservedMemory ?? Size.mebibytes(256)).toMebibytes(),
      taskPidsLimit: props.taskPidsLimit ?? 4096,
      privilegedTasks: props.privilegedTasks ?? false,
      hostNetworkTasks: props.hostNetworkTasks ?? false,
      reuseCachedImages: props.reuseCachedImages ?? false,
      gpus: fleet.accelerator === 'gpu',
      sessionManager: props.sessionManager ?? false,
    };
    const volume = ec2.BlockDeviceVolume.ebs((props.storage ?? Size.gibibytes(30)).toGibibytes(), {
      volumeType: ec2.EbsDeviceVolumeType.GP3,
      encrypted: true,
      kmsKey: props.storageEncryptionKey,
    });
    return new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      instanceType: props.instanceTypes[0],
      machineImage: machineImageOf(operatingSystem, fleet),
      userData: amazonLinux ? amazonLinuxUserData(configuration) : bottlerocketUserData(configuration),
      role: this.role,
      securityGroup,
      // Bottlerocket keeps itself on the first volume, and images and containers on the second.
      blockDevices: amazonLinux
        ? [{ deviceName: '/dev/xvda', volume }]
        : [
            {
              deviceName: '/dev/xvda',
              volume: ec2.BlockDeviceVolume.ebs(4, { volumeType: ec2.EbsDeviceVolumeType.GP3, encrypted: true }),
            },
            { deviceName: '/dev/xvdb', volume },
          ],
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      httpEndpoint: true,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      detailedMonitoring: false,
    });
  }

  private createGroup(props: AsgCapacityProps, purchase: InstancePurchase): autoscaling.AutoScalingGroup {
    const mixed = props.instanceTypes.length > 1 || purchase.usesSpot;
    const { vpc } = props.cluster;
    const vpcSubnets = props.vpcSubnets ?? defaultSubnets(vpc);
    failAll(this, subnetFaults('AsgCapacity', vpc.selectSubnets(vpcSubnets), props.vpcSubnets !== undefined));
    const group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc,
      vpcSubnets,
      autoScalingGroupName: props.capacityProviderName,
      minCapacity: props.minCapacity ?? 0,
      maxCapacity: props.maxCapacity,
      maxInstanceLifetime: props.maxInstanceLifetime ?? Duration.days(14),
      newInstancesProtectedFromScaleIn: props.terminationProtection ?? false,
      capacityRebalance: purchase.usesSpot ? true : undefined,
      notifications: props.notificationTopic && [{ topic: props.notificationTopic }],
      groupMetrics: [autoscaling.GroupMetrics.all()],
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        // Protected instances hold tasks that must not move: they stay, and new ones come from the newest image.
        scaleInProtectedInstances: props.terminationProtection
          ? autoscaling.ScaleInProtectedInstances.IGNORE
          : autoscaling.ScaleInProtectedInstances.REFRESH,
      }),
      ...(mixed
        ? {
            mixedInstancesPolicy: {
              launchTemplate: this.launchTemplate,
              launchTemplateOverrides: props.instanceTypes.map((instanceType) => ({ instanceType })),
              instancesDistribution: {
                onDemandBaseCapacity: purchase.onDemandBase,
                onDemandPercentageAboveBaseCapacity: 100 - purchase.spotPercent,
                ...(purchase.usesSpot && {
                  spotAllocationStrategy: autoscaling.SpotAllocationStrategy.CAPACITY_OPTIMIZED,
                }),
              },
            },
          }
        : { launchTemplate: this.launchTemplate }),
    });
    this.explain(group, props, mixed);
    // ECS scales and drains only groups with this tag, and a stack update must not take it away.
    Tags.of(group).add('AmazonECSManaged', 'true');
    // The instances refer to the role by profile only: without its permissions they could not register.
    group.node.addDependency(this.role);
    // Nor without routes; and they leave the cluster over these when all is deleted.
    group.node.addDependency(vpc.selectSubnets(vpcSubnets).internetConnectivityEstablished);
    return group;
  }

  /** Acknowledges findings of rule packs that do not apply to the group. */
  private explain(group: autoscaling.AutoScalingGroup, { notificationTopic }: AsgCapacityProps, mixed: boolean): void {
    if (notificationTopic === undefined) {
      Validations.of(group).acknowledge({
        id: 'AwsSolutions::AwsSolutions-AS3',
        reason: 'ECS launches and terminates hosts as tasks need them; EventBridge has the same events',
      });
    }
    if (mixed) {
      Validations.of(group).acknowledge({
        id: 'AwsSolutions::AwsSolutions-EC26',
        reason: 'the rule does not find the launch template of a mixed instances policy; its volumes are encrypted',
      });
    }
  }

  /**
   * CloudFormation's names begin with that of the stack, and ECS keeps some beginnings to itself. The name of the group is
   * in it, so that a group that is replaced gets a provider of another name.
   */
  private nameApart(): string | undefined {
    return isNamedApart(this) ? `cp-${this.autoScalingGroup.autoScalingGroupName}` : undefined;
  }

  private createProvider(props: AsgCapacityProps): ecs.AsgCapacityProvider {
    return new ecs.AsgCapacityProvider(this, 'CapacityProvider', {
      capacityProviderName: props.capacityProviderName ?? this.nameApart(),
      autoScalingGroup: this.autoScalingGroup,
      enableManagedScaling: true,
      enableManagedTerminationProtection: props.terminationProtection ?? false,
      enableManagedDraining: true,
      targetCapacityPercent: props.targetCapacityPercent ?? 100,
      minimumScalingStepSize: props.minimumScalingStepSize,
      maximumScalingStepSize: props.maximumScalingStepSize,
      instanceWarmupPeriod: (props.instanceWarmupPeriod ?? Duration.minutes(5)).toSeconds(),
    });
  }
}

function defaultSubnets(vpc: ec2.IVpc): ec2.SubnetSelection {
  return vpc.privateSubnets.length > 0
    ? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }
    : { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
}
