import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { fail } from '../internal/errors';
import { text } from '../internal/template-value';

/**
 * Images by their digest: the bytes that were tested are the bytes that run, whoever moves a tag.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
 */
export class PinnedImage {
  /**
   * An image of an ECR repository. Fails with `PinnedImage.digest` unless the digest is `sha256:` and 64 hex digits.
   */
  public static fromRepository(repository: ecr.IRepository, digest: string): ecs.ContainerImage {
    return ecs.ContainerImage.fromEcrRepository(repository, checked(digest));
  }

  /**
   * An image of another registry, `name` without tag and digest: `public.ecr.aws/nginx/nginx`.
   *
   * Fails with `PinnedImage.digest` unless the digest is `sha256:` and 64 hex digits, and with `PinnedImage.name` when
   * the name has a tag or a digest itself.
   */
  public static fromRegistry(name: string, digest: string, options?: ecs.RepositoryImageProps): ecs.ContainerImage {
    const known = text(name);
    if (known !== undefined && /@|:[^/]*$/.test(known)) {
      fail(
        undefined,
        'PinnedImage.name',
        `'name' must be a repository without tag and digest, got '${known}'; leave the tag out: the digest says it all`,
      );
    }
    return ecs.ContainerImage.fromRegistry(`${name}@${checked(digest)}`, options);
  }

  private constructor() {}
}

function checked(digest: string): string {
  const known = text(digest);
  if (known !== undefined && !/^sha256:[0-9a-f]{64}$/.test(known)) {
    fail(
      undefined,
      'PinnedImage.digest',
      `'digest' must be sha256: and 64 lower case hex digits, got '${known}'; take it from the push, or from docker buildx imagetools inspect`,
    );
  }
  return digest;
}
