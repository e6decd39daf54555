import type { AppModel, Resource } from '../../app-model/app-model';
import { OrderVerdict, StartDependency } from '../start-proof-result';
import { orderOf } from './judged-order';
import { attachedBefore } from './refusals';
import { targetGroupsOf } from './requirements';

/** The order as data: what must be there before what starts tasks. */
export function orderData(model: AppModel): StartDependency[] {
  const { order, judged } = orderOf(model);
  const found: StartDependency[] = [];
  for (const { starter, dependencies } of judged) {
    const { kind, resource } = starter;
    const waiting = { path: resource.path, stack: resource.scope.path, logicalId: resource.logicalId, kind };
    for (const { requirement, verdict } of dependencies) {
      found.push(dependency(waiting, requirement.resource, requirement.kind, requirement.purpose, verdict));
    }
    for (const { placement } of starter.placed) {
      for (const group of targetGroupsOf(placement)) {
        const { attachments, verdict } = attachedBefore(model, order, resource, group);
        if (verdict !== undefined) {
          found.push(dependency(waiting, attachments[0], 'listener', `load balancer of ${group.path}`, verdict));
        }
      }
    }
  }
  return found;
}

function dependency(
  { path, stack, logicalId, kind }: Pick<StartDependency, 'path' | 'stack' | 'logicalId' | 'kind'>,
  required: Resource,
  requiredKind: string,
  purpose: string,
  verdict: OrderVerdict,
): StartDependency {
  return {
    path,
    stack,
    logicalId,
    kind,
    requires: required.path,
    requiredKind,
    purpose,
    verdict,
  };
}
