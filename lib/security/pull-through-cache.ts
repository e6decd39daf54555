import { Aws, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { text } from '../internal/template-value';
import { warn } from '../internal/warnings';
import { ExecutionGrants } from './execution-grants';

/** A public registry that ECR can cache. */
@guarded
export class UpstreamRegistry {
  /** Amazon ECR Public. Needs no login. */
  public static ecrPublic(): UpstreamRegistry {
    return new UpstreamRegistry('ecr-public', 'public.ecr.aws');
  }

  /** Registry of the Kubernetes project. Needs no login. */
  public static kubernetes(): UpstreamRegistry {
    return new UpstreamRegistry('k8s', 'registry.k8s.io');
  }

  /** Quay. Needs no login for public images. */
  public static quay(): UpstreamRegistry {
    return new UpstreamRegistry('quay', 'quay.io');
  }

  /** Docker Hub, with a login: a secret of `username` and `accessToken`. */
  public static dockerHub(credentials: secretsmanager.ISecret): UpstreamRegistry {
    return new UpstreamRegistry('docker-hub', 'registry-1.docker.io', credentials);
  }

  /** GitHub Container Registry, with a login: a secret of `username` and `accessToken`. */
  public static gitHub(credentials: secretsmanager.ISecret): UpstreamRegistry {
    return new UpstreamRegistry('github-container-registry', 'ghcr.io', credentials);
  }

  private constructor(
    /** Name of the kind of registry, as ECR spells it. */
    public readonly registry: string,
    /** Host of the registry. */
    public readonly url: string,
    /** The login, when the registry needs one. */
    public readonly credentials?: secretsmanager.ISecret,
  ) {}
}

/** Settings of a `PullThroughCache`. */
export interface PullThroughCacheProps {
  /** Registry whose images are cached. */
  readonly upstream: UpstreamRegistry;

  /**
   * The prefix of the repositories of the cache. Lower case letters, digits and hyphens, 2 to 30 characters.
   *
   * @default - the registry's name, as `docker-hub`
   */
  readonly prefix?: string;
}

/** Logins of a cache must be secrets with this prefix. Source: ECR user guide, pull through cache, 2026-11. */
const SECRET_PREFIX = 'ecr-pullthroughcache/';

/**
 * Images of a public registry, cached in the account's ECR: scanned, encrypted, immutable, and still there when the
 * registry is not.
 *
 * ```
 * const cache = new PullThroughCache(this, 'DockerHub', { upstream: UpstreamRegistry.dockerHub(login) });
 * taskDefinition.addContainer('Web', { image: cache.image('library/nginx:1.29') });
 * ```
 *
 * One cache per registry and prefix serves the whole account and region.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
 */
@guarded
@propertyInjectable
export class PullThroughCache extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-ecs-groundwork.PullThroughCache';

  /** The prefix of the repositories of the cache. */
  public readonly prefix: string;

  private readonly rule: ecr.CfnPullThroughCacheRule;

  /** Fails with `PullThroughCache.prefix`, `PullThroughCache.credentials`. */
  constructor(scope: Construct, id: string, props: PullThroughCacheProps) {
    super(scope, id);
    const { registry, url, credentials } = props.upstream;
    this.prefix = props.prefix ?? registry;
    const prefix = text(this.prefix);
    if (
      prefix !== undefined &&
      !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(prefix.length >= 2 && prefix.length <= 30 ? prefix : '')
    ) {
      fail(
        this,
        'PullThroughCache.prefix',
        `'prefix' must be 2 to 30 lower case letters, digits and single hyphens, got '${prefix}'; choose one as 'docker-hub'`,
      );
    }
    const name = text(credentials?.secretName);
    if (name !== undefined && !name.startsWith(SECRET_PREFIX)) {
      fail(
        this,
        'PullThroughCache.credentials',
        `secret of the login must be named ${SECRET_PREFIX}..., got '${name}'; ECR reads no other: rename the secret`,
      );
    }
    this.rule = new ecr.CfnPullThroughCacheRule(this, 'Rule', {
      ecrRepositoryPrefix: this.prefix,
      upstreamRegistry: registry,
      upstreamRegistryUrl: url,
      credentialArn: credentials?.secretArn,
    });
    new ecr.CfnRepositoryCreationTemplate(this, 'Template', {
      appliedFor: ['PULL_THROUGH_CACHE'],
      prefix: this.prefix,
      description: `Images cached from ${url}`,
      encryptionConfiguration: { encryptionType: 'AES256' },
      imageTagMutability: 'IMMUTABLE',
      // No lifecycle: what was cached by its digest has no tag, and would be gone when it is needed.
    });
  }

  /**
   * An image of the registry, through the cache: `library/nginx:1.29`, or `library/nginx@sha256:` and 64 hex digits.
   *
   * The execution role gets leave to pull it, and to have it imported when it is pulled for the first time. Only a pull by
   * tag is known to import an image, so a digest warns with `PullThroughCache.digestFirst`: pull the tag once, by hand or in
   * the pipeline, and the digest is there from then on.
   */
  public image(name: string): ecs.ContainerImage {
    return new CachedImage(name, this.prefix, this.rule);
  }
}

/** An image whose first pull makes the cache fetch it. */
class CachedImage extends ecs.ContainerImage {
  constructor(
    private readonly name: string,
    private readonly prefix: string,
    private readonly rule: Construct,
  ) {
    super();
  }

  public override bind(scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    const { taskDefinition } = container;
    ExecutionGrants.fromRole(taskDefinition.obtainExecutionRole()).pullThroughCache(this.prefix);
    taskDefinition.node.addDependency(this.rule);
    if (text(this.name)?.includes('@')) {
      warn(container, {
        code: 'PullThroughCache.digestFirst',
        message: `'${this.name}' is named by its digest, and a cache that does not hold an image yet is only known to import it by its tag; pull the tag through the cache once before the first task does, then acknowledge this`,
      });
    }
    const { region } = Stack.of(scope);
    return { imageName: `${Aws.ACCOUNT_ID}.dkr.ecr.${region}.${Aws.URL_SUFFIX}/${this.prefix}/${this.name}` };
  }
}
