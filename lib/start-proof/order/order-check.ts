import type { Check, ResourceFinding } from '../../app-model/check';
import type { AppModel } from '../../app-model/app-model';
import { placedTasks } from '../reach/placed-tasks';
import { CreationOrder } from './creation-order';
import { hostFindings } from './host-order';
import { raceFindings } from './races';
import { refusalFindings } from './refusals';

/** Whether what a service needs is there before it, and stays until its tasks are gone. */
export const ORDER_CHECK: Check = {
  types: ['AWS::ECS::Service'],
  run: ({ model }) => orderFindings(model),
};

/** Finds what comes too late, or goes too early. */
export function orderFindings(model: AppModel): ResourceFinding[] {
  const tasks = placedTasks(model);
  const order = new CreationOrder(model);
  const services = tasks.placed.filter(({ placement }) => placement.kind === 'service');
  return [
    ...services.flatMap((service) => [
      ...refusalFindings(model, order, service),
      ...raceFindings(tasks.model, order, service, services),
    ]),
    ...hostFindings(tasks, order, services),
  ];
}
