import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/**
 * The storage that makes `/tmp` and the other writable paths of a container with a read-only root file system writable.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
 */
@guarded
export class ScratchStorage {
  /**
   * A tmpfs for each path: memory, gone when the container stops.
   *
   * What is written counts against the memory of the container and the task; what is not written costs nothing. A mount
   * belongs to the container's `user` when that is a number (`10001:10001`), else to root. A directory that the image has
   * keeps its mode, so `/tmp` stays writable for everybody, and a user by name can write to another one only where the image
   * made it world-writable (`chmod 1777`); a directory that the image does not have becomes world-writable. Docker mounts a tmpfs `noexec`: programs and native libraries unpacked
   * there do not load, unless you add a tmpfs with `exec` yourself. Fargate and Managed Instances have tmpfs since 2026-01-06.
   *
   * @param size upper bound of each tmpfs, in whole MiB of at least 1 @default Size.mebibytes(64)
   * @throws `ScratchStorage.size` when the size is below 1 MiB or no whole number of MiB
   * @see https://github.com/moby/moby/issues/40881
   * @see https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/
   */
  public static tmpfs(size: Size = Size.mebibytes(64)): ScratchStorage {
    const mebibytes = size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
    if (!Token.isUnresolved(mebibytes) && (!Number.isInteger(mebibytes) || mebibytes < 1)) {
      fail(
        undefined,
        'ScratchStorage.size',
        `'size' of a tmpfs must be a whole number of MiB, at least 1, got ${mebibytes}`,
      );
    }
    return new ScratchStorage(mebibytes);
  }

  /**
   * A bind-mounted volume for each path: disk (on Fargate the task's ephemeral storage), gone when the task stops.
   *
   * For more than memory should hold. The mount is owned by root with mode 0755 unless the image declares the path with
   * `VOLUME`, in which case the owner and content of the image's directory are kept; so a non-root container needs that.
   */
  public static volume(): ScratchStorage {
    return new ScratchStorage(undefined);
  }

  /** Bound of each tmpfs in MiB; `undefined` for volumes. @internal */
  public readonly _tmpfsMiB?: number;

  private constructor(tmpfsMiB: number | undefined) {
    this._tmpfsMiB = tmpfsMiB;
  }
}
