import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { RegisteredPort, registerPort } from './private/registered-port';
import { namespaceOf } from './private/connect-namespace';
import { DiscoveryNames } from './private/connect-names';
import { DNS_TTL, discoveryFaults, explainPort, httpNamespaceFaults } from './private/discovery-faults';
import type { DiscoveredPortOptions, ServiceDiscoveryOptions } from './service-discovery-options';

/**
 * Service discovery by Cloud Map: a DNS name that answers the addresses of the tasks that run.
 *
 * Give it as `serviceDiscovery` of a workload, or switch it on for any service: `ServiceDiscovery.named('orders').enableOn(service)`.
 *
 * ECS says which tasks are healthy: those whose container health checks pass. What Cloud Map calls a custom health check can
 * never be changed without a new name, so there is nothing to set.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
 */
@guarded
export class ServiceDiscovery {
  /**
   * A new name in a namespace.
   *
   * @param name the first part of the DNS name: up to 63 of a-z, 0-9 and `-`
   */
  public static named(name: string, options: ServiceDiscoveryOptions = {}): ServiceDiscovery {
    return new ServiceDiscovery(options, name);
  }

  /** A service of Cloud Map that exists, with its name and its records. */
  public static existing(service: cloudmap.IService, options: DiscoveredPortOptions = {}): ServiceDiscovery {
    return new ServiceDiscovery(options, undefined, service);
  }

  /**
   * A new name in the default namespace of the cluster, which is made where there is none, with the port of a container. The name is that
   * of the place of the service, so it is the same in every stage and no other service has it.
   *
   * @internal
   */
  public static _ofPort(port: RegisteredPort): ServiceDiscovery {
    return new ServiceDiscovery({ recordType: cloudmap.DnsRecordType.SRV }, undefined, undefined, port);
  }

  private constructor(
    private readonly options: ServiceDiscoveryOptions,
    /** The first part of the DNS name; `undefined` when a service of Cloud Map was given. */
    public readonly discoveryName?: string,
    private readonly registry?: cloudmap.IService,
    private readonly port?: RegisteredPort,
  ) {}

  /**
   * Registers the tasks of a service, and answers the service of Cloud Map.
   *
   * Call it once the containers are there. Fails with `ServiceDiscovery.*` for what Cloud Map would refuse, and with
   * `ServiceDiscovery.nameTaken` when another service of the app has the name.
   */
  public enableOn(service: ecs.BaseService): cloudmap.IService {
    return this._enableOn(service)!;
  }

  /**
   * Registers the tasks of a service; with the port of a container that is not there, nothing, since that is a fault of whoever named it.
   *
   * @internal
   */
  public _enableOn(service: ecs.BaseService): cloudmap.IService | undefined {
    return this.port === undefined ? this.register(service) : registerPort(service, this.port);
  }

  private register(service: ecs.BaseService): cloudmap.IService {
    const { container, containerPort } = this.options;
    if (this.registry !== undefined) {
      service.associateCloudMapService({ service: this.registry, container, containerPort });
      return this.registry;
    }
    const name = this.discoveryName!;
    failAll(service, discoveryFaults(name, this.options, service));
    const namespace = namespaceOf(
      service,
      this.options.namespace,
      cloudmap.NamespaceType.DNS_PRIVATE,
      'ServiceDiscovery',
    );
    failAll(service, httpNamespaceFaults(namespace));
    DiscoveryNames.of(service).claim(service, namespace, name);
    if (this.options.recordType === cloudmap.DnsRecordType.SRV) {
      explainPort(service);
    }
    return service.enableCloudMap({
      cloudMapNamespace: namespace,
      name,
      dnsRecordType: this.options.recordType as cloudmap.DnsRecordType.A | cloudmap.DnsRecordType.SRV | undefined,
      dnsTtl: this.options.ttl ?? DNS_TTL,
      container,
      containerPort,
    });
  }
}
