import type {
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_kms as kms,
  aws_sns as sns,
  Duration,
  Size,
} from 'aws-cdk-lib';
import type { HostOperatingSystem } from './host-operating-system';
import type { InstancePurchase } from './instance-purchase';

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
