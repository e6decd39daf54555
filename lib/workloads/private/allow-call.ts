import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { IConstruct } from 'constructs';
import { fail } from '../../internal/errors';
import type { TaskApplicationLoadBalancer } from '../../task-networking/task-application-load-balancer';
import { TaskAccess } from '../../task-networking/task-access';
import { connectedPorts } from './connected';

/**
 * Lets a workload call a server, on the port that is given or known. Gives the service behind the server, when there is
 * one.
 */
export function allowCall(
  caller: ec2.IConnectable & IConstruct,
  server: ec2.IConnectable,
  port: number | undefined,
): ecs.BaseService | undefined {
  const called = serviceOf(server);
  const known = port ?? portOf(called) ?? defaultPortOf(server);
  if (known === undefined) {
    fail(
      caller,
      'Workload.noPort',
      `'port' is required, because ${lookedAt(called)} has no port that is known; pass the port that it listens on`,
    );
  }
  TaskAccess.of(caller).to(called ?? server, known);
  return called;
}

/** The service of a workload, or one that was made by hand. */
function serviceOf(server: ec2.IConnectable): ecs.BaseService | undefined {
  const { service = server } = server as { readonly service?: ec2.IConnectable };
  const { taskDefinition, cluster } = service as Partial<ecs.BaseService>;
  return taskDefinition !== undefined && cluster !== undefined ? (service as ecs.BaseService) : undefined;
}

/** The one TCP port on which a database, a cache or a load balancer says that it listens. */
function defaultPortOf(server: ec2.IConnectable): number | undefined {
  const { listener } = server as Partial<TaskApplicationLoadBalancer>;
  const port = server.connections.defaultPort ?? listener?.connections.defaultPort;
  const { ipProtocol, fromPort, toPort } = (port?.toRuleJson() ?? {}) as Readonly<Record<string, unknown>>;
  return ipProtocol === 'tcp' && typeof fromPort === 'number' && fromPort === toPort ? fromPort : undefined;
}

/** The places in which a port was looked for, in words. */
function lookedAt(service: ecs.BaseService | undefined): string {
  const container = service?.taskDefinition.defaultContainer?.containerName;
  return container === undefined ? 'the target' : `container '${container}' of '${service!.node.path}'`;
}

/**
 * The port on which a service listens: its first endpoint of Service Connect, else the first port of its default
 * container.
 */
function portOf(service: ecs.BaseService | undefined): number | undefined {
  return service === undefined
    ? undefined
    : (connectedPorts(service)?.[0] ?? service.taskDefinition.defaultContainer?.portMappings[0]?.containerPort);
}
