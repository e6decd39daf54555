import { perModel } from '../../app-model/views/view';
import type { Resource } from '../../app-model/app-model';
import { PlacedTask, PlacedTasks, placedTasks } from '../reach/placed-tasks';
import { OrderVerdict } from '../start-proof-result';
import { CreationOrder } from './creation-order';
import { Requirement } from './requirement';
import { requirementsOf } from './requirements';
import { TASK_RIGHTS } from './role-requirements';
import { Starter, startersOf } from './starter';

/** Something that starts tasks, with what must be there before. */
export interface JudgedOrder {
  readonly starter: Starter;
  readonly dependencies: readonly JudgedDependency[];
}

export interface JudgedDependency {
  readonly requirement: Requirement;
  readonly verdict: OrderVerdict;
}

/** The order of an app. */
export interface AppOrder {
  readonly tasks: PlacedTasks;
  readonly order: CreationOrder;
  readonly judged: readonly JudgedOrder[];
}

/** The order of an app: judged once for the findings and the result. */
export const orderOf = perModel((model): AppOrder => {
  const tasks = placedTasks(model);
  const order = new CreationOrder(model);
  const services = tasks.placed.filter(({ placement }) => placement.kind === 'service');
  const judged = startersOf(model, tasks.placed).map((starter) => judge(tasks, order, starter, services));
  return { tasks, order, judged };
});

function judge(
  { model }: PlacedTasks,
  order: CreationOrder,
  starter: Starter,
  services: readonly PlacedTask[],
): JudgedOrder {
  const dependencies: JudgedDependency[] = [];
  const before = order.before(starter.resource);
  for (const requirement of requirementsOf(model, starter, services)) {
    const verdict = verdictOf(order, starter.resource, requirement, before);
    if (verdict !== undefined && !(verdict === OrderVerdict.LATE && mayComeAfter(requirement))) {
      dependencies.push({ requirement, verdict });
    }
  }
  return { starter, dependencies };
}

/**
 * Things that come after by their nature: what the task role may do about its own service is no need of a start, two
 * services that call each other start one after the other, and an alarm may read the metrics of its service.
 */
function mayComeAfter({ kind, purpose }: Requirement): boolean {
  return kind === 'callee' || kind === 'alarm' || purpose === TASK_RIGHTS;
}

/** Whether a resource is there before another one; nothing for itself, and for what a condition makes. */
export function verdictOf(
  order: CreationOrder,
  waiting: Resource,
  { resource }: Requirement,
  before = order.before(waiting),
): OrderVerdict | undefined {
  if (resource === waiting) {
    return undefined;
  }
  if (before.has(resource)) {
    return OrderVerdict.GUARANTEED;
  }
  if (resource.conditional && resource.raw.Condition !== waiting.raw.Condition) {
    return undefined;
  }
  return order.before(resource).has(waiting) ? OrderVerdict.LATE : OrderVerdict.RACED;
}
