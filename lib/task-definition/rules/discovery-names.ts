import type { AppModel } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import type { Resource } from '../../app-model/resource';
import { Pointer, Unknown, Value, asText, hasMarks } from '../../app-model/values';
import { error } from '../../internal/finding';
import { flag, items, record, text } from '../../internal/template-value';

/** A name that a resource takes in a namespace of Cloud Map. */
interface Taken {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly location: string;
}

/**
 * Finds names in a namespace of Cloud Map, or of services in a cluster, that two resources take: the second is refused. A
 * resource under a condition may not be there, and names that only the deployment knows may differ.
 */
export function discoveryNameFindings(model: AppModel): ResourceFinding[] {
  return [
    ...repeated(
      model.ofType('AWS::ServiceDiscovery::Service').flatMap((resource) => ofCloudMap(model, resource)),
      'ServiceDiscovery.nameTaken',
    ),
    ...repeated(
      model.ofType('AWS::ECS::Service').flatMap((resource) => ofServiceConnect(model, resource)),
      'ServiceConnect.nameTaken',
    ),
    ...repeated(
      model.ofType('AWS::ECS::Service').flatMap((resource) => ofCluster(model, resource)),
      'ServiceTask.nameTaken',
    ),
  ];
}

function repeated(all: readonly Taken[], code: string): ResourceFinding[] {
  const first = new Map<string, Taken>();
  const ofEcs = code === 'ServiceTask.nameTaken';
  const where = ofEcs ? 'the same cluster' : 'the same namespace of Cloud Map';
  return all
    .filter(({ resource }) => !resource.conditional)
    .flatMap((one) => {
      const key = `${one.namespace}|${ofEcs ? one.name : one.name.toLowerCase()}`;
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, one);
        return [];
      }
      const whose = other.resource === one.resource ? 'by another entry of it' : `by '${other.resource.path}'`;
      return [
        {
          resource: one.resource,
          finding: error(
            code,
            `the name '${one.name}' of '${one.resource.path}' is taken ${whose} in ${where}, which has one service of a name; choose another`,
          ),
          location: one.location,
        },
      ];
    });
}

/** A service of Cloud Map by its id in the namespace; `NamespaceId` may stand in `DnsConfig` too. */
function ofCloudMap(model: AppModel, resource: Resource): Taken[] {
  const { DnsConfig } = resource.properties;
  const name = asText(model.property(resource, 'Name'));
  const given = model.property(resource, 'NamespaceId');
  const namespace = identity(given ?? model.evaluate(record(DnsConfig).NamespaceId, resource.scope), resource);
  return name === undefined || namespace === undefined
    ? []
    : [{ resource, namespace, name, location: 'Properties.Name' }];
}

/**
 * A service by its name in its cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html serviceName
 */
function ofCluster(model: AppModel, resource: Resource): Taken[] {
  const name = asText(model.property(resource, 'ServiceName'));
  const cluster = identity(model.property(resource, 'Cluster') ?? 'default', resource);
  return name === undefined || cluster === undefined
    ? []
    : [{ resource, namespace: cluster, name, location: 'Properties.ServiceName' }];
}

/** Every entry of Service Connect makes a service of Cloud Map by its discovery name, or by the name of its port. */
function ofServiceConnect(model: AppModel, resource: Resource): Taken[] {
  if (!resource.has('ServiceConnectConfiguration')) {
    return [];
  }
  const { Enabled, Namespace, Services } = record(resource.properties.ServiceConnectConfiguration);
  if (flag(Enabled) !== true || Namespace === undefined) {
    return [];
  }
  const namespace = identity(model.evaluate(Namespace, resource.scope), resource);
  return items(Services).flatMap((entry, index) => {
    const { DiscoveryName, PortName } = record(entry);
    const name = text(DiscoveryName ?? PortName);
    return namespace === undefined || name === undefined
      ? []
      : [
          {
            resource,
            namespace,
            name,
            location: `Properties.ServiceConnectConfiguration.Services.${index}`,
          },
        ];
  });
}

/**
 * Equal for two values that are the same namespace for certain: a name is good for one account and region, which a stack need
 * not say; then it is taken for that of its stack alone.
 */
function identity(value: Value, { scope: { stack, path } }: Resource): string | undefined {
  if (value instanceof Pointer) {
    return value.resource.id;
  }
  const { account, region } = stack;
  const place = account === undefined || region === undefined ? path : `${account}/${region}`;
  return value instanceof Unknown || typeof value !== 'string' || hasMarks(value) ? undefined : `${place} ${value}`;
}
