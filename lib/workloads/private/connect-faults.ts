import type { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error, warning } from '../../internal/finding';
import { number, text } from '../../internal/template-value';
import { HardenedTaskDefinition } from '../../task-definition/hardened-task-definition';
import type { ServiceConnectClientOptions, ServiceConnectEndpointOptions } from '../service-connect-options';
import { namedPorts } from './connect-ports';
import { booleanFault, choiceFault, integerFault, seconds } from '../../internal/value-faults';

/** One endpoint and the port that it stands for. */
export interface ConnectEndpoint {
  readonly name: string;
  readonly options: ServiceConnectEndpointOptions;
  readonly mapping?: ecs.PortMapping;
}

/** Idle connections of HTTP are closed after 5 minutes. Source: ECS developer guide, read 2026-11-20. */
const IDLE_SECONDS = 5 * 60;

/** Finds the reasons why a service could not join as a client. */
export function clientFaults(options: ServiceConnectClientOptions, task: ecs.TaskDefinition): Finding[] {
  const { namespace, logDriver, accessLogs, accessLogQueries } = options;
  return [
    ...choiceFault('ServiceConnect.namespace', 'namespace', namespace, '_name', "ServiceNamespace.create('shop')"),
    ...(accessLogs !== undefined && logDriver === undefined && !(task instanceof HardenedTaskDefinition)
      ? [
          error(
            'ServiceConnect.noLogDriver',
            `'accessLogs' are asked for, but nothing says where the proxy logs to: '${task.node.path}' has no log group of its own; give 'logDriver'`,
          ),
        ]
      : []),
    ...booleanFault('ServiceConnect.flag', "'accessLogQueries'", accessLogQueries),
    ...(accessLogQueries !== undefined && accessLogs === undefined
      ? [
          error(
            'ServiceConnect.noAccessLogs',
            "'accessLogQueries' is for access logs, which are not asked for; give 'accessLogs', or leave it out",
          ),
        ]
      : []),
  ];
}

/** Finds the reasons why no service of a task definition could join. */
export function taskFaults(task: ecs.TaskDefinition, endpoints: readonly ConnectEndpoint[]): Finding[] {
  const family = (task.node.defaultChild as ecs.CfnTaskDefinition).runtimePlatform as
    ecs.CfnTaskDefinition.RuntimePlatformProperty | undefined;
  return [
    ...(text(family?.operatingSystemFamily)?.startsWith('WINDOWS')
      ? [error('ServiceConnect.windows', 'Service Connect does not run on Windows; use service discovery')]
      : []),
    ...(task.networkMode !== ecs.NetworkMode.AWS_VPC && endpoints.some(({ options }) => options.tls !== undefined)
      ? [
          error(
            'ServiceConnect.tlsNetworkMode',
            `'tls' needs network mode awsvpc, got ${task.networkMode}; change the mode of '${task.node.path}', or leave it out`,
          ),
        ]
      : []),
  ];
}

/** Finds the reasons why ECS would refuse an endpoint. */
export function endpointFaults(endpoint: ConnectEndpoint, task: ecs.TaskDefinition): Finding[] {
  const { name, options, mapping } = endpoint;
  return [
    ...nameFault('name of the endpoint', name, 64, /^[a-z0-9_][a-z0-9_-]*$/, "a-z, 0-9, '_' and '-'"),
    ...nameFault("'dnsName'", options.dnsName, 127, /^[a-z0-9_][a-z0-9_.-]*$/, "a-z, 0-9, '_', '-' and '.'"),
    ...portFault(name, 'port', options.port),
    ...portFault(name, 'ingressPortOverride', options.ingressPortOverride),
    ...(mapping === undefined ? [noPort(endpoint, task)] : []),
    ...timeFault(name, 'idleTimeout', options.idleTimeout),
    ...timeFault(name, 'perRequestTimeout', options.perRequestTimeout),
    ...(options.perRequestTimeout !== undefined && mapping !== undefined && mapping.appProtocol === undefined
      ? [
          error(
            'ServiceConnect.requestsOfTcp',
            `'perRequestTimeout' of endpoint '${name}' needs a protocol that has requests, and ${portLabel(mapping)} is plain TCP; give the port an 'appProtocol', or leave the timeout out`,
          ),
        ]
      : []),
    ...(options.tls !== undefined && options.tls.certificateAuthority === undefined
      ? [
          error(
            'ServiceConnect.noCertificateAuthority',
            `'tls' of endpoint '${name}' has no 'certificateAuthority'; give the private one that issues the certificates`,
          ),
        ]
      : []),
    ...(number(options.ingressPortOverride) !== undefined && options.ingressPortOverride === mapping?.containerPort
      ? [
          error(
            'ServiceConnect.sameIngressPort',
            `'ingressPortOverride' of endpoint '${name}' is container port ${options.ingressPortOverride} itself, on which the proxy listens anyway; leave it out or choose another`,
          ),
        ]
      : []),
  ];
}

/** Finds settings of an endpoint that work and do harm. */
export function endpointWarnings({ name, options, mapping }: ConnectEndpoint): Finding[] {
  const [request, idle] = [seconds(options.perRequestTimeout), seconds(options.idleTimeout)];
  const closed = options.idleTimeout === undefined && mapping?.appProtocol !== undefined ? IDLE_SECONDS : idle;
  return request !== undefined && closed !== undefined && closed > 0 && closed < request
    ? [
        warning(
          'ServiceConnect.idleFirst',
          `'perRequestTimeout' of endpoint '${name}' is ${request} seconds, but a connection without traffic is closed after ${closed} ('idleTimeout'), in the midst of a longer request; raise 'idleTimeout' to ${request} seconds or more`,
        ),
      ]
    : [];
}

function noPort({ name, options }: ConnectEndpoint, task: ecs.TaskDefinition): Finding {
  const named = [...namedPorts(task).keys()];
  const asked =
    options.portName === undefined ? `endpoint '${name}'` : `'portName' '${options.portName}' of endpoint '${name}'`;
  return error(
    'ServiceConnect.noPort',
    `${asked} finds no port of '${task.node.path}', whose named ports are ${named.length === 0 ? 'none' : `'${named.join("', '")}'`}; name one: portMappings: [{ containerPort, name: '${options.portName ?? name}' }], or 'port' and 'portName' of addTaskContainer${named.length === 0 ? '' : ", or give one of these as 'portName'"}`,
  );
}

function nameFault(what: string, value: string | undefined, most: number, shape: RegExp, allowed: string): Finding[] {
  const known = text(value);
  return known !== undefined && (known.length > most || !shape.test(known))
    ? [
        error(
          'ServiceConnect.name',
          `${what} must be up to ${most} of ${allowed}, not starting with '-', got '${known}'`,
        ),
      ]
    : [];
}

/** A port that is a token reads as nonsense. */
function portLabel({ containerPort }: ecs.PortMapping): string {
  const known = number(containerPort);
  return known === undefined ? 'its port' : `port ${known}`;
}

function portFault(endpoint: string, name: string, value: number | undefined): Finding[] {
  return integerFault('ServiceConnect.port', `'${name}' of endpoint '${endpoint}'`, value, 1, 65535);
}

function timeFault(endpoint: string, name: string, time: Duration | undefined): Finding[] {
  const known = seconds(time);
  return known !== undefined && !Number.isInteger(known)
    ? [
        error(
          'ServiceConnect.timeout',
          `'${name}' of endpoint '${endpoint}' must be whole seconds, or 0 for never, got ${known} seconds`,
        ),
      ]
    : [];
}
