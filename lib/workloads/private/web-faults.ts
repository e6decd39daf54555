import type { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import { seconds } from '../../internal/value-faults';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { ApplicationLoadBalancerOptions } from '../../task-networking/task-application-load-balancer';
import type { WebServiceProps } from '../web-service';
import { existingAndNew } from './exclusive';

/** What is said of the new load balancer. */
export function balancerOptions(props: WebServiceProps): ApplicationLoadBalancerOptions {
  return {
    certificate: props.certificate,
    protocol: props.protocol,
    internetFacing: props.internetFacing,
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
    ...shiftFaults(props),
    ...graceFaults(props.healthCheckGracePeriod),
    ...(loadBalancer !== undefined || listener !== undefined
      ? existingAndNew('WebService.loadBalancerGiven', existing, {
          ...balancerOptions(props),
          loadBalancerSubnets: props.loadBalancerSubnets,
        })
      : []),
    ...(containerPort === undefined && !listens(container) && !listens(taskDefinition?.defaultContainer)
      ? [
          error(
            'WebService.noPort',
            `no port of ${taskDefinition === undefined ? 'the container' : containerOf(taskDefinition)} is known, so no traffic can be sent to it; give ${taskDefinition === undefined ? "'container.port'" : "it a port mapping, or 'containerName' and 'containerPort'"}`,
          ),
        ]
      : []),
  ];
}

/** The container that was looked at. */
function containerOf({ defaultContainer, node }: ecs.TaskDefinition): string {
  return defaultContainer === undefined
    ? `'${node.path}', which has no essential container of an application yet,`
    : `container '${defaultContainer.containerName}' of '${node.path}'`;
}

function listens(container: TaskContainerOptions | ecs.ContainerDefinition | undefined): boolean {
  const { port, portMappings = [] } = (container ?? {}) as Partial<TaskContainerOptions>;
  return port !== undefined || portMappings.length > 0;
}

function graceFaults(time: Duration | undefined): Finding[] {
  const grace = seconds(time);
  return grace === undefined || Number.isInteger(grace)
    ? []
    : [error('WebService.healthCheckGracePeriod', `'healthCheckGracePeriod' must be whole seconds, got ${grace} s`)];
}

function shiftFaults({ listener, testListener, deployment }: WebServiceProps): Finding[] {
  const testPort = deployment?.testPort;
  return [
    ...(listener !== undefined && testPort !== undefined
      ? [
          error(
            'WebService.testPort',
            "'testPort' of the deployment makes a listener at a load balancer, but 'listener' is given, whose load balancer is yours; give a 'testListener' of it instead",
          ),
        ]
      : []),
    ...(listener === undefined && testListener !== undefined
      ? [
          error(
            'WebService.testListener',
            "'testListener' goes with 'listener', which is not given; give the deployment a 'testPort' instead",
          ),
        ]
      : []),
    ...(testListener !== undefined && !(deployment?.usesAlternateTarget ?? false)
      ? [
          error(
            'WebService.testListener',
            "'testListener' is for deployments that shift traffic, and this one is rolling; leave it out, or choose another 'deployment'",
          ),
        ]
      : []),
  ];
}
