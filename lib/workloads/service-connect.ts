import type { Duration } from 'aws-cdk-lib';
import type * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
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
import { connectRoomFindings } from './private/connect-room';
import { connectTlsRole } from './private/connect-tls';
import { rememberConnected } from './private/connected';
import type { ServiceNamespace } from './service-namespace';

/** TLS between the proxies of Service Connect. */
export interface ServiceConnectTls {
  /**
   * The private certificate authority that issues the certificates. AWS asks that it carry the tag `AmazonECSManaged: true`,
   * and advises short-lived certificates: they are renewed every five days.
   */
  readonly certificateAuthority: acmpca.ICertificateAuthority;

  /**
   * Key of the secrets in which ECS keeps the private keys. Only a symmetric encryption key.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The role by which ECS uses the certificate authority, the secrets and the key. It is left as it is; an
   * `InfrastructureRole` gets the rights by `allowServiceConnectTls`.
   *
   * @default - a new InfrastructureRole with exactly that
   */
  readonly role?: iam.IRole;
}

/** The options of a service that joins a namespace. */
export interface ServiceConnectClientOptions {
  /**
   * Namespace of Cloud Map: one that exists (HTTP, private or public DNS), or a new HTTP namespace.
   *
   * @default - the default namespace of the cluster; when it has none, a new HTTP namespace that becomes it
   */
  readonly namespace?: ServiceNamespace;

  /**
   * The log driver of the proxy, its access logs included.
   *
   * @default - the log group of a HardenedTaskDefinition, without blocking; nowhere for other task definitions
   */
  readonly logDriver?: ecs.LogDriver;

  /**
   * Whether the proxy logs each request, and in which format.
   *
   * @default - no access logs
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-envoy-access-logs.html
   */
  readonly accessLogs?: ecs.ServiceConnectAccessLogFormat;

  /**
   * Whether the access logs have the query of each request, in which tokens and names of persons often stand. Only together
   * with `accessLogs`.
   *
   * @default false
   */
  readonly accessLogQueries?: boolean;
}

/** The endpoint by which others reach one port of a service. */
export interface ServiceConnectEndpointOptions {
  /**
   * Name of the port mapping of the task definition.
   *
   * @default - the mapping that is called as the endpoint, else the only one that has a name; a workload names the port of its container so
   */
  readonly portName?: string;

  /**
   * The name by which clients call it.
   *
   * @default - the name of the endpoint
   */
  readonly dnsName?: string;

  /**
   * The port on which clients call it. Inside of their own task only: from task to task it goes to the container port.
   *
   * @default - the container port
   */
  readonly port?: number;

  /**
   * The port on which the proxy of the server listens for other tasks, so that the container port is open to what does not
   * come by Service Connect. The security groups have to allow it: `allowTo` does.
   *
   * @default - the container port: the proxy takes all that arrives there
   */
  readonly ingressPortOverride?: number;

  /**
   * After how long without traffic a connection is closed. `Duration.seconds(0)` is never.
   *
   * @default - 5 minutes for HTTP, HTTP/2 and gRPC, 1 hour for TCP, as ECS decides it
   */
  readonly idleTimeout?: Duration;

  /**
   * The longest time of a complete response. `Duration.seconds(0)` is for ever. Only with an `appProtocol`.
   *
   * @default - 15 seconds for HTTP, HTTP/2 and gRPC, as ECS decides it
   */
  readonly perRequestTimeout?: Duration;

  /**
   * TLS from task to task.
   *
   * @default - clear text
   */
  readonly tls?: ServiceConnectTls;
}

/** The options of a service that joins a namespace and serves there. */
export interface ServiceConnectServerOptions extends ServiceConnectClientOptions, ServiceConnectEndpointOptions {
  /**
   * More ports that others reach, by the name of their endpoint.
   *
   * @default - none
   */
  readonly alsoServes?: { [name: string]: ServiceConnectEndpointOptions };
}

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
          ...connectRoomFindings(taskDefinition),
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
