import type * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { guarded } from '../internal/guard/guarded';

/** The namespace of Cloud Map that a service joins. */
@guarded
export class ServiceNamespace {
  /**
   * A new namespace, which becomes the default one of the cluster; services that name the same share it. It is an HTTP
   * namespace for Service Connect, and a private DNS namespace for service discovery.
   *
   * @param name as in `shop` or `shop.internal`
   */
  public static create(name: string): ServiceNamespace {
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
