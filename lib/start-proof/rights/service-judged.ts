import { decide } from '../../app-model/policy/decide';
import type { IdentityOf } from '../../app-model/policy/pattern';
import type { Policy } from '../../app-model/policy/statement';
import type { Judged, Right } from './right';

/** The verdict on the right of a service that acts by its own name: the policy of the resource alone decides. One call is enough. */
export function serviceJudged(
  right: Right,
  principal: string,
  policy: Policy | undefined,
  identityOf: IdentityOf,
): Judged {
  const { actions } = right;
  const [resource] = right.resources;
  const context = { 'aws:PrincipalIsAWSService': 'true', ...right.context };
  const policies = { identity: [], ...(policy && { resource: policy }), resourceMustAgree: true };
  const verdicts = actions.map(
    (action) => decide({ caller: { service: principal }, action, resource, context }, policies, identityOf).verdict,
  );
  const name = policy?.name ?? 'the policy of the resource';
  return verdicts.includes('allowed')
    ? { right, verdict: 'proved', actions }
    : verdicts.includes('unknown')
      ? { right, verdict: 'unknown', actions, reason: `whether ${name} allows it` }
      : { right, verdict: 'broken', actions, code: 'Rights.notAllowed', reason: `${name} does not allow it` };
}
