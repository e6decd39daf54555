import { Stack } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { warn } from '../../internal/warnings';
import { connectedPorts } from './connected';

const KEY = Symbol.for('cdk-ecs-groundwork.ConnectOrder');

/**
 * The order in which services are deployed: the tasks of a client know the endpoints that there are when it is
 * deployed, and none that come later.
 */
export class ConnectOrder {
  /** One for the whole app. */
  public static of(scope: IConstruct): ConnectOrder {
    const root = scope.node.root as IConstruct & { [KEY]?: ConnectOrder };
    root[KEY] ??= new ConnectOrder();
    return root[KEY];
  }

  private readonly servers = new Map<ecs.BaseService, Set<ecs.BaseService>>();

  private constructor() {}

  /**
   * Makes a client wait for a server, where both use Service Connect in one stack. Between stacks the rules of the security
   * groups do.
   */
  public startAfter(client: ecs.BaseService, server: ecs.BaseService): void {
    const known = connectedPorts(client) !== undefined && (connectedPorts(server) ?? []).length > 0;
    if (!known || client === server || Stack.of(client) !== Stack.of(server)) {
      return;
    }
    if (this.waits(server, client)) {
      warn(client, {
        code: 'ServiceConnect.mutualCalls',
        message: `it calls '${server.node.path}', which waits for it already: its first tasks do not know that endpoint until it is deployed again; let one call the other, or use service discovery`,
      });
      return;
    }
    this.servers.set(client, (this.servers.get(client) ?? new Set<ecs.BaseService>()).add(server));
    client.node.defaultChild!.node.addDependency(server.node.defaultChild!);
  }

  private waits(client: ecs.BaseService, server: ecs.BaseService): boolean {
    return [...(this.servers.get(client) ?? [])].some((next) => next === server || this.waits(next, server));
  }
}
