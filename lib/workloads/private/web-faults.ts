import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { WebServiceProps } from '../web-service';
import { existingAndNew } from './exclusive';

/** What only a new load balancer can take. */
function balancerParts(props: WebServiceProps): Readonly<Record<string, unknown>> {
  return {
    certificate: props.certificate,
    protocol: props.protocol,
    internetFacing: props.internetFacing,
    loadBalancerSubnets: props.loadBalancerSubnets,
    sslPolicy: props.sslPolicy,
    redirectHttp: props.redirectHttp,
    accessLogBucket: props.accessLogBucket,
    webAclArn: props.webAclArn,
    deletionProtection: props.deletionProtection,
  };
}

/** Why a service could not be reached over HTTP. */
export function webFaults(props: WebServiceProps): Finding[] {
  const { loadBalancer, listener, taskDefinition, container, containerPort } = props;
  const existing = loadBalancer !== undefined ? 'loadBalancer' : 'listener';
  return [
    ...(loadBalancer !== undefined && listener !== undefined
      ? [
          error(
            'WebService.twoListeners',
            "'loadBalancer' and 'listener' both say where the service is reached; leave out one, and add the service to the other with its addService()",
          ),
        ]
      : []),
    ...(loadBalancer !== undefined || listener !== undefined
      ? existingAndNew('WebService.loadBalancerGiven', existing, balancerParts(props))
      : []),
    ...(containerPort === undefined && !listens(container) && !listens(taskDefinition?.defaultContainer)
      ? [
          error(
            'WebService.noPort',
            `no port of ${taskDefinition === undefined ? 'the container' : `'${taskDefinition.node.path}'`} is known, so no traffic can be sent to it; give ${taskDefinition === undefined ? "'container.port'" : "its default container a port mapping, or 'containerName' and 'containerPort'"}`,
          ),
        ]
      : []),
  ];
}

function listens(container: TaskContainerOptions | ecs.ContainerDefinition | undefined): boolean {
  const { port, portMappings = [] } = (container ?? {}) as Partial<TaskContainerOptions>;
  return port !== undefined || portMappings.length > 0;
}
