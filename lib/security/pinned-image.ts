import { Token } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { Finding, error } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';

/**
 * Images by their digest: the bytes that were tested are the bytes that run, whoever moves a tag.
 *
 * The digest is text, as `app.node.getContext('digest')` of `cdk deploy -c digest=sha256:...` gives it, or known only at
 * deployment, as the value of a parameter.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
 */
@guarded
export class PinnedImage {
  /**
   * An image of an ECR repository. Fails with `PinnedImage.digest` unless the digest is `sha256:` and 64 hex digits.
   */
  public static fromRepository(repository: ecr.IRepository, digest: string): ecs.ContainerImage {
    failAll(undefined, digestFaults(digest));
    return new RepositoryDigest(repository, digest);
  }

  /**
   * An image of another registry, `name` without tag and digest: `public.ecr.aws/nginx/nginx`.
   *
   * Fails with `PinnedImage.digest` unless the digest is `sha256:` and 64 hex digits, and with `PinnedImage.name` when
   * the name is empty, has blanks, or has a tag or a digest itself.
   */
  public static fromRegistry(name: string, digest: string, options?: ecs.RepositoryImageProps): ecs.ContainerImage {
    failAll(undefined, [...nameFaults(name), ...digestFaults(digest)]);
    return ecs.ContainerImage.fromRegistry(`${name}@${digest}`, options);
  }

  private constructor() {}
}

/** aws-cdk-lib tells a digest from a tag by its first letters, which a token does not show. */
class RepositoryDigest extends ecs.ContainerImage {
  constructor(
    private readonly repository: ecr.IRepository,
    private readonly digest: string,
  ) {
    super();
  }

  public override bind(_scope: Construct, { taskDefinition }: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    this.repository.grantPull(taskDefinition.obtainExecutionRole());
    return { imageName: this.repository.repositoryUriForDigest(this.digest) };
  }
}

function nameFaults(name: string): Finding[] {
  const usable = Token.isUnresolved(name) || /^[a-z0-9](?!.*(:[^/]*|\/)$)[a-z0-9._:/-]*$/i.test(name);
  return usable
    ? []
    : [
        error(
          'PinnedImage.name',
          `'name' must be a repository without tag, digest and blanks, as in public.ecr.aws/nginx/nginx, got '${name}'; leave the tag out: the digest says it all`,
        ),
      ];
}

function digestFaults(digest: string): Finding[] {
  const usable = Token.isUnresolved(digest) || /^sha256:[0-9a-f]{64}$/.test(digest);
  return usable
    ? []
    : [
        error(
          'PinnedImage.digest',
          `'digest' must be sha256: and 64 lower case hex digits, got '${digest}'; take it from the push, or from docker buildx imagetools inspect`,
        ),
      ];
}
