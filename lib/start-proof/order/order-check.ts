import type { Check, ResourceFinding } from '../../app-model/check';
import type { AppModel } from '../../app-model/app-model';
import { placedTasks } from '../reach/placed-tasks';
import { CreationOrder } from './creation-order';
import { hostFindings } from './host-order';
import { raceFindings } from './races';
import { refusalFindings } from './refusals';
import { keepsTasks, startersOf } from './starter';

/** Whether what tasks need is there before what starts them, and stays until they are gone. */
export const ORDER_CHECK: Check = {
  types: [
    'AWS::ECS::Service',
    'AWS::ECS::TaskSet',
    'AWS::ECS::ExpressGatewayService',
    'AWS::ECS::Daemon',
    'AWS::Events::Rule',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
    'AWS::Pipes::Pipe',
  ],
  run: ({ model }) => orderFindings(model),
};

/** Finds what comes too late, or goes too early. */
export function orderFindings(model: AppModel): ResourceFinding[] {
  const tasks = placedTasks(model);
  const order = new CreationOrder(model);
  const starters = startersOf(model, tasks.placed);
  const services = tasks.placed.filter(({ placement }) => placement.kind === 'service');
  return [
    ...starters.flatMap((starter) => [
      ...starter.placed.flatMap((placed) => refusalFindings(model, order, placed)),
      ...raceFindings(tasks.model, order, starter, services),
    ]),
    ...hostFindings(
      tasks,
      order,
      starters.filter(keepsTasks).flatMap(({ placed }) => placed),
    ),
  ];
}
