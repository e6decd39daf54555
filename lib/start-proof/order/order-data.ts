import type { AppModel, Resource } from '../../app-model/app-model';
import { OrderVerdict, StartDependency } from '../start-proof-result';
import { JudgedOrder, orderOf } from './judged-order';
import { attachedBefore } from './refusals';
import { targetGroupsOf } from './requirements';

/** The order as data: what must be there before what starts tasks. */
export function orderData(model: AppModel): StartDependency[] {
  const { order, judged } = orderOf(model);
  return judged.flatMap((each) => {
    const { starter, dependencies } = each;
    const listeners = starter.placed.flatMap(({ placement }) =>
      targetGroupsOf(placement).flatMap((group) => {
        const { attachments, verdict } = attachedBefore(model, order, starter.resource, group);
        return verdict === undefined
          ? []
          : [dependency(each, attachments[0], 'listener', `load balancer of ${group.path}`, verdict)];
      }),
    );
    return [
      ...dependencies.map(({ requirement: { resource, kind, purpose }, verdict }) =>
        dependency(each, resource, kind, purpose, verdict),
      ),
      ...listeners,
    ];
  });
}

function dependency(
  { starter: { kind, resource } }: JudgedOrder,
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
