import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { failAll } from '../internal/errors';
import { error, Finding } from '../internal/finding';
import { guarded } from '../internal/guard/guarded';
import { number, text } from '../internal/template-value';

/** Settings of an `ImageRepository`. */
export interface ImageRepositoryProps {
  /**
   * Name of the repository.
   *
   * @default - CloudFormation gives a name
   */
  readonly repositoryName?: string;

  /**
   * Key that encrypts the images. It cannot be changed later: another key replaces the repository.
   *
   * @default - the account's AWS managed key for ECR (aws/ecr)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The number of images that are kept. The oldest go first, deployed or not: keep more than you ever roll back.
   *
   * @default 100
   */
  readonly keepImages?: number;

  /**
   * The time for which images without a tag are kept: layers of failed builds, and images whose mutable tag moved on.
   *
   * @default Duration.days(7)
   */
  readonly untaggedAfter?: Duration;

  /**
   * Tags that may move, as `cache-*`: all others are immutable. At most five patterns.
   *
   * @default - every tag is immutable
   */
  readonly mutableTags?: string[];

  /**
   * The removal policy of the repository.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A registry holds at most so many patterns of mutable tags. Source: ECR API reference, 2026-11. */
const MAX_PATTERNS = 5;

/**
 * A private ECR repository as SP 800-190 asks for one: immutable tags, scan on push, KMS encryption, and a lifecycle.
 *
 * It is an ordinary `ecr.Repository`: `PinnedImage.fromRepository(repository, digest)`.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
@guarded
@propertyInjectable
export class ImageRepository extends ecr.Repository {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.ImageRepository';

  /** Fails with `ImageRepository.keepImages`, `ImageRepository.untaggedAfter`, `ImageRepository.mutableTags`. */
  constructor(scope: Construct, id: string, props: ImageRepositoryProps = {}) {
    const { keepImages = 100, untaggedAfter = Duration.days(7), mutableTags = [] } = props;
    super(scope, id, {
      repositoryName: props.repositoryName,
      imageScanOnPush: true,
      imageTagMutability:
        mutableTags.length === 0 ? ecr.TagMutability.IMMUTABLE : ecr.TagMutability.IMMUTABLE_WITH_EXCLUSION,
      ...(mutableTags.length > 0 && {
        imageTagMutabilityExclusionFilters: mutableTags.map((pattern) =>
          ecr.ImageTagMutabilityExclusionFilter.wildcard(pattern),
        ),
      }),
      encryption: ecr.RepositoryEncryption.KMS,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          rulePriority: 1,
          description: 'Untagged images are left over from builds',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: untaggedAfter,
        },
        {
          rulePriority: 2,
          description: 'Old images are stale',
          tagStatus: ecr.TagStatus.ANY,
          maxImageCount: keepImages,
        },
      ],
    });
    failAll(this, faults(keepImages, untaggedAfter, mutableTags));
  }
}

function faults(keepImages: number, untaggedAfter: Duration, mutableTags: string[]): Finding[] {
  const found: Finding[] = [];
  if (!untaggedAfter.isUnresolved() && untaggedAfter.toDays() < 1) {
    found.push(
      error(
        'ImageRepository.untaggedAfter',
        "'untaggedAfter' must be at least a day, got 0 days, which ECR does not take",
      ),
    );
  }
  const count = number(keepImages);
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) {
    found.push(
      error(
        'ImageRepository.keepImages',
        `'keepImages' must be a whole number of at least 1, got ${count}; say how many images a rollback may need`,
      ),
    );
  }
  if (mutableTags.length > MAX_PATTERNS || mutableTags.some((pattern) => text(pattern) === '*')) {
    found.push(
      error(
        'ImageRepository.mutableTags',
        `'mutableTags' must be at most ${MAX_PATTERNS} patterns narrower than *, got ${mutableTags.join(', ')}; name the tags that builds move, as cache-*`,
      ),
    );
  }
  return found;
}
