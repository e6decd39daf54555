import type { Check, ResourceFinding } from '../../app-model/check';
import type { AppModel } from '../../app-model/app-model';
import { MACHINES } from '../../app-model/views/job';
import { hostFindings } from './host-order';
import { orderOf } from './judged-order';
import { raceFindings } from './races';
import { refusalFindings, scaledTooEarly } from './refusals';
import { keepsTasks } from './starter';
import { undeclaredImports } from './undeclared-imports';

/** Whether what tasks need is there before what starts them, and stays until they are gone. */
export const ORDER_CHECK: Check = {
  types: [
    'AWS::ECS::Service',
    'AWS::ECS::TaskSet',
    'AWS::ECS::ExpressGatewayService',
    'AWS::ECS::Daemon',
    'AWS::Events::Rule',
    'AWS::Scheduler::Schedule',
    ...MACHINES,
    'AWS::Pipes::Pipe',
  ],
  run: ({ model }) => orderFindings(model),
};

/** Finds what comes too late, or goes too early. */
export function orderFindings(model: AppModel): ResourceFinding[] {
  const { tasks, order, judged } = orderOf(model);
  return [
    ...judged.flatMap((each) =>
      each.starter.placed.flatMap((placed) => refusalFindings(model, order, placed)).concat(raceFindings(each)),
    ),
    ...scaledTooEarly(model, order),
    ...undeclaredImports(
      order,
      judged.map(({ starter }) => starter),
    ),
    ...hostFindings(
      tasks,
      order,
      judged.flatMap(({ starter }) => (keepsTasks(starter) ? starter.placed : [])),
    ),
  ];
}
