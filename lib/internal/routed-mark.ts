import type { IConstruct } from 'constructs';

const ROUTED = Symbol.for('cdk-ecs-groundwork.Routed');

/** Says of a task definition that a log router will take the logs of every container that has no log driver. */
export function markRouted(taskDefinition: IConstruct): void {
  Object.defineProperty(taskDefinition, ROUTED, { value: true });
}

/** Whether containers without a log driver will have one. */
export function routesLogs(taskDefinition: IConstruct): boolean {
  return ROUTED in taskDefinition;
}
