import { Size, Token } from 'aws-cdk-lib';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** The options of a buffer on disk. */
export interface DiskBufferOptions {
  /**
   * Disk that the waiting logs of one destination may take; beyond it the oldest are dropped. All destinations together
   * are checked against the ephemeral storage of the task.
   *
   * @default Size.gibibytes(1)
   */
  readonly limitPerDestination?: Size;

  /**
   * The number of chunks of about 2 MB that an input holds in memory at once (`storage.max_chunks_up`).
   *
   * @default - as many as the router's memory allows by AWS's rule (twice what is buffered is resident)
   */
  readonly maxChunksUp?: number;
}

/**
 * The buffer of logs until their destination takes them.
 *
 * @see https://docs.fluentbit.io/manual/administration/buffering-and-storage
 */
@guarded
export class RouterBuffer {
  /**
   * In memory: half of the router's memory reservation. When it is full, new lines are lost; when the router restarts, all
   * that waits is.
   */
  public static memory(): RouterBuffer {
    return new RouterBuffer();
  }

  /**
   * On a volume of the task: survives a restart of the router (not of the task), and a destination that is down for long.
   * The generated configuration stays as ECS writes it; its inputs inherit the storage. The router runs as root of its
   * container, since volumes belong to root.
   *
   * Fails with `RouterBuffer.maxChunksUp` for a number below 1, `RouterBuffer.limit` for a size of none.
   */
  public static disk(options: DiskBufferOptions = {}): RouterBuffer {
    const { maxChunksUp } = options;
    if (
      maxChunksUp !== undefined &&
      !Token.isUnresolved(maxChunksUp) &&
      !(Number.isInteger(maxChunksUp) && maxChunksUp >= 1)
    ) {
      fail(
        undefined,
        'RouterBuffer.maxChunksUp',
        `'maxChunksUp' must be a whole number of at least 1, got ${maxChunksUp}`,
      );
    }
    const { limitPerDestination: limit } = options;
    if (limit !== undefined && !limit.isUnresolved() && limit.toBytes() < 1) {
      fail(
        undefined,
        'RouterBuffer.limit',
        "'limitPerDestination' must be at least 1 byte, got 0; leave it out for 1 GiB",
      );
    }
    return new RouterBuffer({ limitPerDestination: Size.gibibytes(1), ...options });
  }

  private constructor(
    /** @internal */
    public readonly _disk?: DiskBufferOptions,
  ) {}
}
