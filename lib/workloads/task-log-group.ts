import type * as logs from 'aws-cdk-lib/aws-logs';
import { guarded } from '../internal/guard/guarded';

/** A new log group. */
export interface NewTaskLogGroupOptions {
  /**
   * Time for which the log group keeps its events.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly retention?: logs.RetentionDays;
}

/** The log group of the containers of a task that are not routed elsewhere: a new one, or one that exists. */
@guarded
export class TaskLogGroup {
  /** A new log group of the task. */
  public static create(options: NewTaskLogGroupOptions = {}): TaskLogGroup {
    return new TaskLogGroup(options.retention, undefined);
  }

  /** A log group that exists, which keeps its retention. */
  public static existing(logGroup: logs.ILogGroup): TaskLogGroup {
    return new TaskLogGroup(undefined, logGroup);
  }

  private constructor(
    /** @internal */
    public readonly _retention: logs.RetentionDays | undefined,
    /** @internal */
    public readonly _existing: logs.ILogGroup | undefined,
  ) {}
}
