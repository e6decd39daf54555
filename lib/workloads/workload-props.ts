import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { CapacityStrategy } from '../capacity-providers/capacity-strategy';
import type { TaskContainerOptions } from '../task-definition/task-container-options';
import type { AppTelemetry } from './app-telemetry';
import type { WorkloadSecurityGroups } from './workload-security-groups';
import type { WorkloadTask } from './workload-task';

/** The containers and the task definition of a workload. */
export interface WorkloadTaskProps {
  /**
   * The application's container; its name is `app` unless `containerName` says otherwise.
   *
   * @default - the default container of `WorkloadTask.existing()`; a new task definition needs one
   */
  readonly container?: TaskContainerOptions;

  /**
   * The task definition: size, volumes, roles and logs of a new one, or one that exists.
   *
   * @default WorkloadTask.of()
   */
  readonly task?: WorkloadTask;

  /**
   * Traces and metrics of the application, by an agent beside it.
   *
   * @default - only the metrics of ECS itself
   */
  readonly telemetry?: AppTelemetry;
}

/** The placement of tasks, and the ways that they have. */
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
   * Security groups of the tasks: a new one, closed until opened, or groups that exist.
   *
   * @default WorkloadSecurityGroups.create()
   */
  readonly securityGroups?: WorkloadSecurityGroups;
}
