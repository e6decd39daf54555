import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { failAll } from '../internal/errors';
import { guarded } from '../internal/guard/guarded';
import { declareTlsPorts } from '../internal/tls-ports';
import { reportFindings } from '../internal/warnings';
import { clientFaults, endpointFaults, endpointWarnings, taskFaults } from './private/connect-faults';
import { proxyLogging } from './private/connect-logging';
import { namespaceOf } from './private/connect-namespace';
import { DiscoveryNames } from './private/connect-names';
import { portOfEndpoint } from './private/connect-ports';
import { renderEndpoint, renderUnknownPorts } from './private/connect-rendering';
import { proxyHeadroomFindings } from './private/proxy-headroom';
import { connectTlsRole } from './private/connect-tls';
import { rememberConnected } from './private/connected';
import type {
  ServiceConnectClientOptions,
  ServiceConnectEndpointOptions,
  ServiceConnectServerOptions,
} from './service-connect-options';

/**
 * Service Connect: services that call each other by a name, through proxies that balance, retry and measure.
 *
 * Give it as `serviceConnect` of a workload, or switch it on for any service: `ServiceConnect.server('orders').enableOn(service)`.
 *
 * The tasks of a service know the endpoints that were there when it was deployed last; `allowTo` of a workload makes the
 * caller wait for the called. ECS adds the proxy to each task, without a place in the task definition: leave 256 CPU units
 * and 64 MiB for it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
 */
@guarded
export class ServiceConnect {
  /** Calls others and is called by none. */
  public static client(options: ServiceConnectClientOptions = {}): ServiceConnect {
    return new ServiceConnect(options, {});
  }

  /**
   * Calls others, and is called as `name`.
   *
   * @param name of the endpoint, which no other service of the namespace may have: up to 64 of a-z, 0-9, `_` and `-`
   */
  public static server(name: string, options: ServiceConnectServerOptions = {}): ServiceConnect {
    const { alsoServes, ...first } = options;
    return new ServiceConnect(options, { [name]: first, ...alsoServes }, name);
  }

  private constructor(
    private readonly options: ServiceConnectClientOptions,
    private readonly endpoints: Readonly<Record<string, ServiceConnectEndpointOptions>>,
    /** Name of the endpoint; `undefined` for a client. */
    public readonly endpointName?: string,
  ) {}

  /**
   * Switches Service Connect on for a service.
   *
   * Call it once the containers are there. Fails with `ServiceConnect.*` for what ECS would refuse, and at synth when the
   * task has no memory limit; warns with `ServiceConnect.proxyRoom`, `ServiceConnect.idleFirst` and
   * `ServiceConnect.managedInstances`.
   */
  public enableOn(service: ecs.BaseService): void {
    const { taskDefinition } = service;
    const endpoints = Object.entries(this.endpoints).map(([name, options]) => ({
      name,
      options,
      mapping: portOfEndpoint(name, options, taskDefinition),
    }));
    failAll(service, [
      ...clientFaults(this.options, taskDefinition),
      ...taskFaults(taskDefinition, endpoints),
      ...endpoints.flatMap((endpoint) => endpointFaults(endpoint, taskDefinition)),
    ]);
    const namespace = namespaceOf(service, this.options.namespace, cloudmap.NamespaceType.HTTP, 'ServiceConnect');
    const names = DiscoveryNames.of(service);
    for (const { name, options, mapping } of endpoints) {
      names.claim(service, namespace, name);
      names.claimEndpoint(service, namespace, `${options.dnsName ?? name}:${options.port ?? mapping!.containerPort}`);
    }
    const role = connectTlsRole(service, Object.values(this.endpoints));
    service.enableServiceConnect({
      namespace: namespace.namespaceArn,
      logDriver: proxyLogging(taskDefinition, this.options.logDriver),
      accessLogConfiguration: this.options.accessLogs && {
        format: this.options.accessLogs,
        includeQueryParameters: this.options.accessLogQueries ?? false,
      },
      ...(endpoints.length > 0 && { services: endpoints.map((endpoint) => renderEndpoint(endpoint, role)) }),
    });
    renderUnknownPorts(service, endpoints);
    rememberConnected(
      service,
      endpoints.map(({ options, mapping }) => options.ingressPortOverride ?? mapping!.containerPort),
    );
    declareTlsPorts(
      service,
      endpoints.flatMap(({ options: { tls, ingressPortOverride }, mapping }) =>
        tls === undefined || ingressPortOverride !== undefined ? [] : [mapping!.containerPort],
      ),
    );
    service.node.addValidation({
      validate: () =>
        reportFindings(service, [
          ...proxyHeadroomFindings(taskDefinition),
          ...endpoints.flatMap((endpoint) => endpointWarnings(endpoint)),
        ]),
    });
  }

  /**
   * The name of the port of a workload's container.
   *
   * @internal
   */
  public get _portName(): string | undefined {
    return this.endpointName === undefined
      ? undefined
      : (this.endpoints[this.endpointName].portName ?? this.endpointName);
  }
}
