import type { Size } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { LogDestination } from '../firelens/log-destination';
import { guarded } from '../internal/guard/guarded';
import type { ProcessNamespace } from '../task-definition/process-namespace';
import type { ScratchStorage } from '../task-definition/scratch-storage';
import type { SystemControls } from '../task-definition/system-controls';
import type { TaskSize } from '../task-definition/task-size';
import type { TaskLogGroup } from './task-log-group';

/** A new task definition. */
export interface WorkloadTaskOptions {
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
   * The processes that the containers see.
   *
   * @default ProcessNamespace.perContainer()
   */
  readonly processNamespace?: ProcessNamespace;

  /**
   * Storage that makes `/tmp` and the `writablePaths` of the containers writable.
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
   * @default - no volumes
   */
  readonly volumes?: ecs.Volume[];

  /**
   * Role of the application, with its permissions in AWS.
   *
   * @default - a new TaskRole without permissions
   */
  readonly taskRole?: iam.IRole;

  /**
   * Role of ECS, with its permissions to start the task.
   *
   * @default - a new ExecutionRole with exactly the rights that the containers need
   */
  readonly executionRole?: iam.IRole;

  /**
   * Log group of the containers that are not routed elsewhere.
   *
   * @default TaskLogGroup.create()
   */
  readonly logGroup?: TaskLogGroup;

  /**
   * Destinations of the logs of the application's container, by a FireLens router, which is added to the task.
   *
   * @default - the log group of the task, without a router
   */
  readonly logs?: LogDestination[];
}

/**
 * The task definition of a workload: a new one, or one that exists. One choice, so what describes a new one cannot be
 * combined with one that exists.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
 */
@guarded
export class WorkloadTask {
  /** A new `HardenedTaskDefinition`. It holds the `container` of the workload. */
  public static of(options: WorkloadTaskOptions = {}): WorkloadTask {
    return new WorkloadTask(options, undefined);
  }

  /**
   * A task definition that exists. The `container` of the workload, if there is one, is added to it, which takes a
   * `HardenedTaskDefinition`; else the workload is about its default container.
   */
  public static existing(taskDefinition: ecs.TaskDefinition): WorkloadTask {
    return new WorkloadTask({}, taskDefinition);
  }

  private constructor(
    /** @internal */
    public readonly _options: WorkloadTaskOptions,
    /** @internal */
    public readonly _existing: ecs.TaskDefinition | undefined,
  ) {}
}
