import type { aws_ecs as ecs } from 'aws-cdk-lib';
import { containersOf } from './cdk-internals';

/*
 * Containers that this library adds beside an application (a log router, an observer, a telemetry agent) serve it, and are
 * never meant by "the container of the task", whichever of them was added first.
 */

const SIDECAR = Symbol.for('cdk-ecs-groundwork.Sidecar');

/**
 * Says of a container that it serves the application's. It leaves the place of the default container, which aws-cdk-lib gives
 * to the first essential one, to the first essential container of the application, be it there already or added later.
 */
export function markSidecar(container: ecs.ContainerDefinition): void {
  Object.defineProperty(container, SIDECAR, { value: true });
  const { taskDefinition } = container;
  if (taskDefinition.defaultContainer === container) {
    taskDefinition.defaultContainer = applicationContainers(taskDefinition).find(({ essential }) => essential);
  }
}

/** The containers that a task has now, without those that serve the others: in the order in which they were added. */
export function applicationContainers(taskDefinition: ecs.TaskDefinition): readonly ecs.ContainerDefinition[] {
  return containersOf(taskDefinition).filter((container) => !isSidecar(container));
}

/** A log router that aws-cdk-lib added is one too. */
function isSidecar(container: ecs.ContainerDefinition): boolean {
  return SIDECAR in container || 'firelensConfig' in container;
}
