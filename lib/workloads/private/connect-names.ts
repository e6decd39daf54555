import { Token } from 'aws-cdk-lib';
import type { INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { IConstruct } from 'constructs';
import { fail } from '../../internal/errors';

const KEY = Symbol.for('cdk-ecs-groundwork.DiscoveryNames');

/** The names of the services of an app in each namespace: Cloud Map gives each name once. */
export class DiscoveryNames {
  /** One for the whole app. */
  public static of(scope: IConstruct): DiscoveryNames {
    const root = scope.node.root as IConstruct & { [KEY]?: DiscoveryNames };
    root[KEY] ??= new DiscoveryNames();
    return root[KEY];
  }

  private readonly owners = new Map<string, IConstruct>();

  private constructor() {}

  /** Takes a name of a service of Cloud Map, or fails with `ServiceDiscovery.nameTaken`. */
  public claim(owner: IConstruct, namespace: INamespace, name: string): void {
    this.take(owner, namespace, name, 'ServiceDiscovery.nameTaken', 'name');
  }

  /** Takes a name and port that clients call, or fails with `ServiceConnect.endpointTaken`. */
  public claimEndpoint(owner: IConstruct, namespace: INamespace, endpoint: string): void {
    this.take(owner, namespace, endpoint, 'ServiceConnect.endpointTaken', 'endpoint');
  }

  private take(owner: IConstruct, namespace: INamespace, name: string, code: string, what: string): void {
    if (Token.isUnresolved(name)) {
      return;
    }
    const key = `${what} ${name} ${namespace.namespaceArn}`;
    const other = this.owners.get(key);
    if (other !== undefined) {
      fail(
        owner,
        code,
        `${what} '${name}' is taken by '${other.node.path}' in the same namespace; names must be unique in a Cloud Map namespace, so choose another`,
      );
    }
    this.owners.set(key, owner);
  }
}
