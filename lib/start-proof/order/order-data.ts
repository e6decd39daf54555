import type { AppModel, Resource } from '../../app-model/app-model';
import { OrderVerdict, StartDependency } from '../start-proof-result';
import { orderOf } from './judged-order';
import { attachedBefore } from './refusals';
import { targetGroupsOf } from './requirements';
import type { Starter } from './starter';

/** The order as data: what must be there before what starts tasks. */
export function orderData(model: AppModel): StartDependency[] {
  const { order, judged } = orderOf(model);
  const found: StartDependency[] = [];
  for (const { starter, dependencies } of judged) {
    for (const { requirement, verdict } of dependencies) {
      found.push(dependency(starter, requirement.resource, requirement.kind, requirement.purpose, verdict));
    }
    for (const { placement } of starter.placed) {
      for (const group of targetGroupsOf(placement)) {
        const { attachments, verdict } = attachedBefore(model, order, starter.resource, group);
        if (verdict !== undefined) {
          found.push(dependency(starter, attachments[0], 'listener', `load balancer of ${group.path}`, verdict));
        }
      }
    }
  }
  return found;
}

function dependency(
  { kind, resource }: Starter,
  required: Resource,
  requiredKind: string,
  purpose: string,
  verdict: OrderVerdict,
): StartDependency {
  return {
    path: resource.path,
    stack: resource.scope.path,
    logicalId: resource.logicalId,
    kind,
    requires: required.path,
    requiredKind,
    purpose,
    verdict,
  };
}
