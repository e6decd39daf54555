import { Aws, Names, Stack, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { fail } from '../../internal/errors';
import type { ServiceNamespace } from '../service-namespace';

/**
 * The namespace that a service joins: the given one, else the cluster's, which is made by the first that needs it. One for
 * each cluster, so that its services find each other.
 *
 * @param type of the one that is made
 * @param topic of the faults
 */
export function namespaceOf(
  service: ecs.BaseService,
  choice: ServiceNamespace | undefined,
  type: cloudmap.NamespaceType,
  topic: string,
): cloudmap.INamespace {
  const { _existing: existing, _name: name }: Partial<ServiceNamespace> = choice ?? {};
  if (existing !== undefined) {
    return existing;
  }
  const cluster = service.cluster as ecs.ICluster & Partial<Pick<ecs.Cluster, 'addDefaultCloudMapNamespace'>>;
  const current = cluster.defaultCloudMapNamespace;
  if (current !== undefined) {
    if (name !== undefined && name !== current.namespaceName) {
      fail(
        service,
        `${topic}.otherNamespace`,
        `the new 'namespace' '${name}' would be the default one of cluster '${cluster.node.path}', which has one already${nameOf(current)}; leave it out to join that, or make another one and give it by ServiceNamespace.existing()`,
      );
    }
    return current;
  }
  if (cluster.addDefaultCloudMapNamespace === undefined) {
    fail(
      service,
      `${topic}.importedCluster`,
      `cluster '${cluster.node.path}' is imported and tells no default namespace; give 'namespace'`,
    );
  }
  return cluster.addDefaultCloudMapNamespace({ name: name ?? nameFor(cluster, type), type });
}

/** Unique in the account and region, as the name of an HTTP namespace must be; that of a DNS one is a name of DNS too. */
function nameFor(cluster: ecs.ICluster, type: cloudmap.NamespaceType): string {
  if (type !== cloudmap.NamespaceType.HTTP) {
    return [Names.uniqueResourceName(cluster, { maxLength: 63, separator: '-' }).toLowerCase(), 'internal'].join('.');
  }
  const { node } = cluster;
  const ids = node.scopes.slice(Stack.of(cluster).node.scopes.length).map(({ node: { id } }) => id);
  return `${Aws.STACK_NAME}-${ids.join('-').replace(/[^\w-]/g, '')}`;
}

function nameOf({ namespaceName }: cloudmap.INamespace): string {
  return Token.isUnresolved(namespaceName) ? '' : `, '${namespaceName}'`;
}
