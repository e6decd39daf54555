import type { Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { CapacityStrategy } from '../capacity-providers/capacity-strategy';
import type { LogDestination } from '../firelens/log-destination';
import type { ProcessNamespace } from '../task-definition/process-namespace';
import type { ScratchStorage } from '../task-definition/scratch-storage';
import type { SystemControls } from '../task-definition/system-controls';
import type { TaskContainerOptions } from '../task-definition/task-container-options';
import type { TaskSize } from '../task-definition/task-size';
import type { AppTelemetry } from './app-telemetry';

/**
 * What runs: a task definition that you have, or the parts of a new one. Never both; the new one is a
 * `HardenedTaskDefinition`.
 */
export interface WorkloadTaskProps {
  /**
   * A task definition that exists. Cannot be combined with the properties that describe a new one.
   *
   * @default - a new HardenedTaskDefinition with `container`
   */
  readonly taskDefinition?: ecs.TaskDefinition;

  /**
   * The application's container; its name is `app` unless `containerName` says otherwise. Needed unless `taskDefinition`
   * is given.
   *
   * @default - the default container of `taskDefinition`
   */
  readonly container?: TaskContainerOptions;

  /**
   * CPU and memory of the task.
   *
   * @default - TaskSize.of(256, 512) on Fargate; on instances the task has no size of its own, and the container needs a memory limit or reservation
   */
  readonly size?: TaskSize;

  /**
   * Kernel parameters of the task.
   *
   * @default - the kernel's own values
   */
  readonly systemControls?: SystemControls;

  /**
   * Which processes the containers see.
   *
   * @default ProcessNamespace.perContainer()
   */
  readonly processNamespace?: ProcessNamespace;

  /**
   * What makes `/tmp` and the `writablePaths` of the containers writable.
   *
   * @default ScratchStorage.tmpfs()
   */
  readonly scratch?: ScratchStorage;

  /**
   * Operating system and CPU architecture.
   *
   * @default - what ECS assumes: Linux on X86_64
   */
  readonly runtimePlatform?: ecs.RuntimePlatform;

  /**
   * Disk of the task on Fargate, from 21 to 200 GiB. Beyond 20 GiB it is charged.
   *
   * @default - 20 GiB, included in the price of the task
   */
  readonly ephemeralStorage?: Size;

  /**
   * Volumes that containers may mount.
   *
   * @default - none
   */
  readonly volumes?: ecs.Volume[];

  /**
   * What the application may do in AWS.
   *
   * @default - a new TaskRole without permissions
   */
  readonly taskRole?: iam.IRole;

  /**
   * What ECS may do to start the task.
   *
   * @default - a new ExecutionRole with exactly the rights that the containers need
   */
  readonly executionRole?: iam.IRole;

  /**
   * Where containers log to that are not routed elsewhere.
   *
   * @default - a new log group of the task
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * How long the new log group keeps its events. Cannot be combined with `logGroup`.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Where the application's container logs to by a FireLens router, which is added to the task.
   *
   * @default - the log group of the task, without a router
   */
  readonly logs?: LogDestination[];

  /**
   * Traces and metrics of the application, by an agent beside it.
   *
   * @default - none: only what ECS itself measures
   */
  readonly telemetry?: AppTelemetry;
}

/** Where tasks run and what they may reach. */
export interface WorkloadPlacementProps {
  /** The cluster, of this app or imported. */
  readonly cluster: ecs.ICluster;

  /**
   * On which capacity the tasks start. It decides between Fargate, EC2 and Managed Instances. `CapacityStrategy.clusterDefault()` is
   * the default strategy of a `TaskCluster`, which is written into the template as it is at this moment.
   *
   * @default - the default strategy of a TaskCluster as it is at this moment; Fargate on any other cluster
   */
  readonly strategy?: CapacityStrategy;

  /**
   * Subnets of the tasks. Public ones are refused: a task in them has no public address, and reaches nothing.
   *
   * @default - private subnets with a way out, else isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the tasks, which are left as they are.
   *
   * @default - a new TaskSecurityGroup, closed until opened
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether the new security group lets the tasks open TCP connections to port 443 of any address. Cannot be combined with
   * `securityGroups`.
   *
   * On Fargate the task's own network interface pulls the image, reads secrets and logs, by a NAT gateway if there are no
   * endpoints; on instances the host does that, and the task calls out only for a log router and ECS Exec.
   *
   * @default - true in subnets with a NAT route on Fargate, or with `logs` or `exec`: nothing could start, log or be entered otherwise; false in isolated subnets, where the endpoints of a TaskNetwork are opened instead, and on instances
   */
  readonly httpsEgress?: boolean;
}
