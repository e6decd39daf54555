import type { Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import { seconds } from '../../internal/value-faults';
import type { TaskContainerOptions } from '../../task-definition/task-container-options';
import type { WebServiceProps } from '../web-service-props';
import type { IngressTarget } from './ingress-target';

/** Finds the reasons why a service could not be reached over HTTP. */
export function webFaults(props: WebServiceProps, target: IngressTarget): Finding[] {
  const { task, container, containerPort } = props;
  const taskDefinition = task?._existing;
  return [
    ...shiftFaults(props, target),
    ...graceFaults(props.healthCheck?.gracePeriod),
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
    : [
        error(
          'WebService.healthCheckGracePeriod',
          `'gracePeriod' of 'healthCheck' must be whole seconds, got ${grace} s`,
        ),
      ];
}

function shiftFaults({ deployment }: WebServiceProps, { listener, testListener }: IngressTarget): Finding[] {
  return [
    ...(listener !== undefined && deployment?.testPort !== undefined
      ? [
          error(
            'WebService.testPort',
            "'testPort' of the deployment makes a listener at a load balancer of this library, but 'ingress' is an existing listener; give WebIngress.listener() a 'testListener' instead",
          ),
        ]
      : []),
    ...(testListener !== undefined && !(deployment?.usesAlternateTarget ?? false)
      ? [
          error(
            'WebService.testListener',
            "'testListener' of 'ingress' is for deployments that shift traffic, and this one is rolling; leave it out, or choose another 'deployment'",
          ),
        ]
      : []),
  ];
}
