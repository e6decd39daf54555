import { PidMode } from 'aws-cdk-lib/aws-ecs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/**
 * The process namespace of a task: which processes its containers can see.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#other_task_definition_params
 */
@guarded
export class ProcessNamespace {
  /** Each container sees its own processes only: what ECS does when `pidMode` is left out. */
  public static perContainer(): ProcessNamespace {
    return new ProcessNamespace(undefined);
  }

  /**
   * `pidMode: task`: the containers of a task see each other's processes. On Fargate (Linux, platform version 1.4.0), EC2
   * and Managed Instances; not on Windows.
   *
   * The pause container is PID 1 then, so images that insist on being PID 1 (s6-overlay) do not start. Containers that run
   * as the same user read each other's environment, injected secrets included, and root file system without any
   * capability: give each a `user` of its own. Only one ECS Exec session at a time can be open in such a task.
   *
   * @see https://aws.amazon.com/blogs/containers/announcing-additional-linux-controls-for-amazon-ecs-tasks-on-aws-fargate/
   */
  public static sharedByTask(): ProcessNamespace {
    return new ProcessNamespace(PidMode.TASK);
  }

  /**
   * `pidMode: host`: the containers see every process of the host. Only on EC2; Security Hub control ECS.3 flags it.
   *
   * @param reason why nothing narrower will do; it becomes the acknowledgement of the warning that this setting raises
   * @throws `ProcessNamespace.reason` when the reason is empty
   */
  public static sharedWithHost(reason: string): ProcessNamespace {
    if (reason.trim() === '') {
      fail(
        undefined,
        'ProcessNamespace.reason',
        "'reason' of a process namespace shared with the host must not be empty; say why sharedByTask() is not enough",
      );
    }
    return new ProcessNamespace(PidMode.HOST, reason);
  }

  private constructor(
    /** @internal */
    public readonly _pidMode?: PidMode,
    /** @internal */
    public readonly _reason?: string,
  ) {}
}
