import type { Duration } from 'aws-cdk-lib';
import type * as acmpca from 'aws-cdk-lib/aws-acmpca';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
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
