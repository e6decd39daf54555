import type { AppModel } from '../../app-model/app-model';
import { Pointer, Value, asRecord, asText, items } from '../../app-model/values';
import { clusterView } from '../../app-model/views/cluster';
import { servicesOf } from '../../app-model/views/service';

/** A name under which something is called, as `api.shop.internal:8080`, and whose it is. */
export interface NameLine {
  readonly name: string;
  readonly of: string;
  readonly by: 'Service Connect' | 'Cloud Map' | 'Route 53';
}

/** The names of an app under which clients call it, as far as the templates say them. */
export function callNames(model: AppModel): NameLine[] {
  return [...connectNames(model), ...cloudMapNames(model), ...recordNames(model)];
}

/**
 * The names that Service Connect writes into the tasks of the namespace.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html dnsName, read 2026-11-29
 */
function connectNames(model: AppModel): NameLine[] {
  return servicesOf(model).flatMap(({ resource, connect, cluster }) => {
    if (connect === undefined || connect.enabled === false || connect.enabled === 'false') {
      return [];
    }
    const fallback = cluster && clusterView(model, cluster).defaultNamespace;
    const namespace = namespaceName(model, connect.namespace ?? fallback);
    return connect.services.flatMap(({ DiscoveryName, PortName, ClientAliases }) => {
      const service = asText(DiscoveryName ?? PortName);
      const whole = service === undefined || namespace === undefined ? undefined : `${service}.${namespace}`;
      return items(ClientAliases).flatMap((alias): NameLine[] => {
        const { DnsName, Port } = asRecord(alias);
        const [name, port] = [DnsName === undefined ? whole : asText(DnsName), asText(Port)];
        return name === undefined || port === undefined
          ? []
          : [{ name: `${name.toLowerCase()}:${port}`, of: resource.path, by: 'Service Connect' }];
      });
    });
  });
}

function cloudMapNames(model: AppModel): NameLine[] {
  return model.ofType('AWS::ServiceDiscovery::Service').flatMap((resource): NameLine[] => {
    const records = asRecord(model.property(resource, 'DnsConfig'));
    const name = asText(model.property(resource, 'Name'));
    const namespace = namespaceName(model, model.property(resource, 'NamespaceId') ?? records.NamespaceId);
    return name === undefined || namespace === undefined
      ? []
      : [{ name: `${name}.${namespace}`.toLowerCase(), of: resource.path, by: 'Cloud Map' }];
  });
}

function recordNames(model: AppModel): NameLine[] {
  return model.ofType('AWS::Route53::RecordSet').flatMap((resource): NameLine[] => {
    const name = asText(model.property(resource, 'Name'));
    return name === undefined
      ? []
      : [{ name: name.replace(/\.$/, '').toLowerCase(), of: resource.path, by: 'Route 53' }];
  });
}

/** The name of a namespace that is a resource of the app or given by name; an ARN does not say it. */
function namespaceName(model: AppModel, namespace: Value): string | undefined {
  const name = namespace instanceof Pointer ? asText(model.property(namespace.resource, 'Name')) : asText(namespace);
  return name === undefined || name.startsWith('arn:') ? undefined : name;
}
