import { Names, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { fail } from '../../internal/errors';
import { namespaceOf } from './connect-namespace';
import { DiscoveryNames } from './connect-names';
import { DNS_TTL, explainPort } from './discovery-faults';

/** The port of a task that is registered in Cloud Map. */
export interface RegisteredPort {
  /** Name of the container; `undefined` for the default one. */
  readonly containerName?: string;
  /** Its port; `undefined` for the first one. */
  readonly containerPort?: number;
}

/** The longest part of a DNS name. */
const LONGEST = 63;

/** Registers the tasks of a service with SRV records, which tell their port. */
export function registerPort(service: ecs.BaseService, port: RegisteredPort): cloudmap.IService | undefined {
  const { taskDefinition } = service;
  const { containerName } = port;
  const container =
    containerName === undefined ? taskDefinition.defaultContainer : taskDefinition.findContainer(containerName);
  const exposed = container?.portMappings.map((mapping) => mapping.containerPort) ?? [];
  const containerPort = port.containerPort ?? exposed[0];
  if (containerName === undefined && containerPort === undefined) {
    return undefined;
  }
  if (container === undefined || !exposed.some((one) => Token.isUnresolved(one) || one === containerPort)) {
    fail(
      service,
      'WebService.httpApiPort',
      container === undefined
        ? `'containerName' is '${containerName}', which is no container of '${taskDefinition.node.path}'; name one that is there`
        : `'containerPort' ${containerPort ?? 'is not given and'} is not exposed by container '${container.containerName}', its port mappings are ${exposed.join(', ') || 'none'}; add the port mapping, or name one of these`,
    );
  }
  refuseNamespace(service);
  const namespace = namespaceOf(service, undefined, cloudmap.NamespaceType.DNS_PRIVATE, 'ServiceDiscovery');
  const name = Names.uniqueResourceName(service, { maxLength: LONGEST, separator: '-' }).toLowerCase();
  DiscoveryNames.of(service).claim(service, namespace, name);
  explainPort(service);
  return service.enableCloudMap({
    cloudMapNamespace: namespace,
    name,
    dnsRecordType: cloudmap.DnsRecordType.SRV,
    dnsTtl: DNS_TTL,
    container,
    containerPort,
  });
}

/** A cluster whose default namespace has no DNS, or is not known. */
function refuseNamespace(service: ecs.BaseService): void {
  const { cluster } = service;
  const current = cluster.defaultCloudMapNamespace;
  const unknown = current === undefined && (cluster as Partial<ecs.Cluster>).addDefaultCloudMapNamespace === undefined;
  if (unknown || current?.type === cloudmap.NamespaceType.HTTP) {
    fail(
      service,
      'WebService.httpApiNamespace',
      `API Gateway finds the tasks in a private DNS namespace of Cloud Map, and cluster '${cluster.node.path}' ${unknown ? 'is imported and tells no namespace' : 'has an HTTP one'}; give one by 'serviceDiscovery', as in ServiceDiscovery.named('orders', { namespace: ServiceNamespace.existing(namespace), recordType: cloudmap.DnsRecordType.SRV })`,
    );
  }
}
