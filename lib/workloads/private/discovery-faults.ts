import { Duration, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { Finding, error } from '../../internal/finding';
import { text } from '../../internal/template-value';
import type { ServiceDiscoveryOptions } from '../service-discovery-options';
import { choiceFault, seconds } from '../../internal/value-faults';

/** The default time for which clients keep an answer. */
export const DNS_TTL = Duration.seconds(10);

/** The longest that DNS knows. */
const MOST_SECONDS = 2 ** 31 - 1;

/** Finds the reasons why a service could not get a DNS name. */
export function discoveryFaults(name: string, options: ServiceDiscoveryOptions, service: ecs.BaseService): Finding[] {
  const { namespace, recordType, ttl, container, containerPort } = options;
  const known = text(name);
  const time = seconds(ttl);
  const { networkMode } = service.taskDefinition;
  // In other modes tasks share the address of their instance, and only their ports tell them apart.
  const { A, SRV } = cloudmap.DnsRecordType;
  const allowed = networkMode === ecs.NetworkMode.AWS_VPC ? [A, SRV] : [SRV];
  return [
    ...(known !== undefined && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(known)
      ? [
          error(
            'ServiceDiscovery.name',
            `name of the service must be up to 63 of a-z, 0-9 and '-', with no '-' at its ends, got '${known}'`,
          ),
        ]
      : []),
    ...choiceFault(
      'ServiceDiscovery.namespace',
      'namespace',
      namespace,
      '_name',
      "ServiceNamespace.create('shop.internal')",
    ),
    ...(namespace === undefined && service.cluster.defaultCloudMapNamespace === undefined
      ? [
          error(
            'ServiceDiscovery.noNamespace',
            `cluster '${service.cluster.node.path}' has no default namespace; give 'namespace', as in ServiceNamespace.create('shop.internal')`,
          ),
        ]
      : []),
    ...((recordType ?? allowed[0]) === A && (container !== undefined || containerPort !== undefined)
      ? [
          error(
            'ServiceDiscovery.port',
            `'${container === undefined ? 'containerPort' : 'container'}' is what SRV records tell, and A records tell addresses alone; leave it out, or give 'recordType' SRV`,
          ),
        ]
      : []),
    ...(time !== undefined && (!Number.isInteger(time) || time > MOST_SECONDS)
      ? [error('ServiceDiscovery.ttl', `'ttl' must be whole seconds up to ${MOST_SECONDS}, got ${time} seconds`)]
      : []),
    ...(recordType !== undefined && !allowed.includes(recordType)
      ? [
          error(
            'ServiceDiscovery.recordType',
            `'recordType' must be ${allowed.join(' or ')} in network mode ${networkMode}, got ${recordType}`,
          ),
        ]
      : []),
  ];
}

/** Names in an HTTP namespace are not in DNS. */
export function httpNamespaceFaults(namespace: cloudmap.INamespace): Finding[] {
  return namespace.type === cloudmap.NamespaceType.HTTP
    ? [
        error(
          'ServiceDiscovery.httpNamespace',
          `namespace '${namespace.node.path}' is an HTTP one, without DNS; give a private DNS one as 'namespace', or use Service Connect alone`,
        ),
      ]
    : [];
}

/** Explains to cdk-preflight the port of a registration, which its rule refuses whatever the records are. */
export function explainPort(service: ecs.BaseService): void {
  Validations.of(service).acknowledge({
    id: 'cdk-preflight::pf-ecs-svc-registries-port-with-awsvpc',
    reason: 'the records are SRV, of which ECS wants container and port in network mode awsvpc too',
  });
}
