import { Token } from 'aws-cdk-lib';
import type * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { fail } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';

/** Source: Cloud Map API, CreatePrivateDnsNamespace, 2026-11; an HTTP namespace may have a longer name. */
const NAME = /^[!-~]{1,253}$/;

/** The namespace of Cloud Map that a service joins. */
@guarded
export class ServiceNamespace {
  /**
   * A new namespace, which becomes the default one of the cluster; services that name the same share it. It is an HTTP
   * namespace for Service Connect, and a private DNS namespace for service discovery.
   *
   * Fails with `ServiceNamespace.name` for a name that is empty, or has blanks or other letters than those of ASCII.
   *
   * @param name as in `shop` or `shop.internal`
   */
  public static create(name: string): ServiceNamespace {
    if (!Token.isUnresolved(name) && !NAME.test(name)) {
      fail(
        undefined,
        'ServiceNamespace.name',
        `'name' must be up to 253 letters, digits and signs without blanks, got '${name}'; write it as in shop or shop.internal`,
      );
    }
    return new ServiceNamespace(name, undefined);
  }

  /** A namespace that exists. It is passed on by ARN, since ECS makes a namespace of its own for a name that it does not know. */
  public static existing(namespace: cloudmap.INamespace): ServiceNamespace {
    return new ServiceNamespace(undefined, namespace);
  }

  private constructor(
    /** @internal */
    public readonly _name: string | undefined,
    /** @internal */
    public readonly _existing: cloudmap.INamespace | undefined,
  ) {}
}
