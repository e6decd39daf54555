import { CfnMapping, Stack, Token } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { REGISTRY_ACCOUNTS } from './private/registry-accounts';

/** Version of aws-for-fluent-bit that routers run unless told otherwise: Fluent Bit 5.0.9 or newer, 2026-09. */
const VERSION = '3.4.16';

const REPOSITORY = 'aws-for-fluent-bit';

/** The use that a custom router image allows. */
export interface CustomRouterImageOptions {
  /**
   * Whether the image has `/bin/sh` and starts by `/entrypoint.sh`, as those built on aws-for-fluent-bit 3.x do. Without,
   * the router's own settings (health endpoint, grace, buffers on disk, filters, further destinations) cannot be brought
   * into it: the image's configuration file has to hold them.
   *
   * @default true
   */
  readonly hasShell?: boolean;
}

/**
 * The image of a log router.
 *
 * Versions are pinned: tags of the image are immutable, and `latest` and `stable` still mean the 2.x line with Fluent Bit
 * 1.9.10, which reached its end of life on 2026-06-30.
 *
 * @see https://github.com/aws/aws-for-fluent-bit
 */
@guarded
export class RouterImage {
  /**
   * aws-for-fluent-bit from Amazon ECR Public. Needs no permission, but a way to the internet: there is no VPC endpoint.
   *
   * Fails with `RouterImage.version` for a version that is not 3.x, or a moving name.
   */
  public static publicEcr(version: string = VERSION): RouterImage {
    checkVersion(version);
    return new RouterImage(
      (_, init) =>
        ecs.ContainerImage.fromRegistry(
          `public.ecr.aws/aws-observability/${REPOSITORY}:${init ? 'init-' : ''}${version}`,
        ),
      true,
      'fluentbit',
      true,
    );
  }

  /**
   * aws-for-fluent-bit from the private registry that AWS keeps in the Region: reachable from isolated subnets through the
   * endpoints of ECR and S3. The execution role is allowed to pull this repository.
   *
   * Fails with `RouterImage.version`, and with `RouterImage.region` for a Region whose registry is not known.
   */
  public static regionalEcr(version: string = VERSION): RouterImage {
    checkVersion(version);
    return new RouterImage(
      (scope, init) => ecs.ContainerImage.fromEcrRepository(repository(scope), `${init ? 'init-' : ''}${version}`),
      true,
      'fluentbit',
    );
  }

  /** An image of your own with Fluent Bit in it. */
  public static custom(image: ecs.ContainerImage, options: CustomRouterImageOptions = {}): RouterImage {
    return new RouterImage(() => image, options.hasShell ?? true, 'fluentbit');
  }

  /** An image of your own with fluentd in it. Its destinations are `LogDestination.plugin()`. */
  public static fluentd(image: ecs.ContainerImage): RouterImage {
    return new RouterImage(() => image, false, 'fluentd');
  }

  private constructor(
    private readonly image: (scope: Construct, init: boolean) => ecs.ContainerImage,
    /** @internal */
    public readonly _hasShell: boolean,
    /** @internal */
    public readonly _type: 'fluentbit' | 'fluentd',
    /** @internal */
    public readonly _isPublicOfAws: boolean = false,
  ) {}

  /**
   * The image for a router; `init` is the variant that fetches its configuration when it starts.
   *
   * @internal
   */
  public _bind(scope: Construct, init: boolean): ecs.ContainerImage {
    return this.image(scope, init);
  }
}

function checkVersion(version: string): void {
  if (!Token.isUnresolved(version) && !/^3\.\d+\.\d+$/.test(version)) {
    fail(
      undefined,
      'RouterImage.version',
      `'version' must be a full 3.x version such as '${VERSION}', got '${version}': 2.x reached its end of life, and moving names change under a running service`,
    );
  }
}

/** The repository in the Region of the stack; where the Region is known only at deployment, by a mapping. */
function repository(router: Construct): ecr.IRepository {
  const stack = Stack.of(router);
  const known = !Token.isUnresolved(stack.region);
  if (known && REGISTRY_ACCOUNTS[stack.region] === undefined) {
    fail(
      router,
      'RouterImage.region',
      `the registry of aws-for-fluent-bit in '${stack.region}' is not known; use RouterImage.publicEcr(), or copy the image into a repository of your own and use RouterImage.custom()`,
    );
  }
  const account = known
    ? REGISTRY_ACCOUNTS[stack.region]
    : new CfnMapping(router, 'RegistryAccounts', {
        mapping: Object.fromEntries(Object.entries(REGISTRY_ACCOUNTS).map(([region, id]) => [region, { account: id }])),
      }).findInMap(stack.region, 'account');
  return ecr.Repository.fromRepositoryAttributes(router, 'Repository', {
    repositoryName: REPOSITORY,
    repositoryArn: stack.formatArn({ service: 'ecr', account, resource: 'repository', resourceName: REPOSITORY }),
  });
}
