import {
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
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
import { subnetFaults } from '../internal/subnet-faults';
import { isNamedApart } from './private/provider-name';
import { GroupRelease } from './private/group-release';
import { fleetOf, HostFleet, machineImageOf } from './private/host-fleet';
import type { AsgCapacityProps } from './asg-capacity-props';

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
