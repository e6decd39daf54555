import type { AppModel, Resource } from '../../app-model/app-model';
import { ArnWriter } from '../../app-model/policy/arns';
import type { RequestContext } from '../../app-model/policy/condition';
import { Decision, Policies, decide } from '../../app-model/policy/decide';
import { identitiesOf } from '../../app-model/policy/identity';
import { IdentityOf, patternHolds } from '../../app-model/policy/pattern';
import { ResourcePolicies, ResourcePolicy, mayHavePolicy } from '../../app-model/policy/resource-policies';
import type { Statement } from '../../app-model/policy/statement';
import { RoleView, Roles, accountIn } from '../../app-model/policy/roles';
import { Judged, Right } from './right';

/** The policies of an app, and what they answer. */
export class Judge {
  readonly arns: ArnWriter;
  readonly roles: Roles;
  readonly resourcePolicies: ResourcePolicies;
  private readonly identityOf: IdentityOf;
  private readonly answers = new Map<string, Answer>();
  private readonly plain = new Map<RoleView, readonly Statement[]>();

  constructor(readonly model: AppModel) {
    this.arns = new ArnWriter(model);
    this.roles = new Roles(model, this.arns);
    this.resourcePolicies = new ResourcePolicies(model, this.arns, this.roles);
    this.identityOf = identitiesOf(model);
  }

  /** Whether the role that acts may do all of it. */
  judge(right: Right): Judged {
    const judged = this.judged(right);
    if (judged.verdict !== 'broken') {
      return judged;
    }
    const other = right.orElse?.find((role) => this.holds(right, role));
    const reason = other === undefined ? right.doubt : `whether ${other.name} acts in its place`;
    return reason === undefined ? judged : { right, verdict: 'unknown', actions: judged.actions, reason };
  }

  private holds(right: Right, role: RoleView): boolean {
    return this.judged({ ...right, role }).verdict === 'proved';
  }

  private judged(right: Right): Judged {
    const { role, actions } = right;
    if (role === undefined) {
      return { right, verdict: 'broken', actions, code: 'Rights.noRole', reason: 'there is none' };
    }
    if (right.trustedService !== undefined) {
      return this.judgeTrust(right, role, right.trustedService);
    }
    const answers = actions.map((action) => ({ action, answer: this.answer(role, action, right) }));
    const of = (kind: Answer['may']) => answers.filter(({ answer }) => answer.may === kind);
    if (right.oneOf !== undefined && of('yes').length > 0) {
      return { right, verdict: 'proved', actions };
    }
    if (right.oneOf === 'open' || (right.oneOf === 'enough' && of('maybe').length > 0)) {
      return { right, verdict: 'unknown', actions, reason: openReason(role, undefined) };
    }
    const [refused] = of('no');
    if (refused) {
      const same = of('no').filter(({ answer }) => answer.why === refused.answer.why);
      return {
        ...{ right, verdict: refused.answer.outside === true ? 'unknown' : 'broken', reason: refused.answer.why },
        actions: same.map(({ action }) => action),
        code: refused.answer.explicit === true ? 'Rights.denied' : 'Rights.notAllowed',
        ...(refused.answer.outside === true && { outside: true }),
      };
    }
    const open = of('maybe');
    return open.length === 0 || (right.somewhere === true && role.unread.length === 0)
      ? { right, verdict: 'proved', actions }
      : {
          ...{ right, verdict: 'unknown', actions: open.map(({ action }) => action) },
          reason: openReason(role, open[0].answer.why),
        };
  }

  /** A caller without a role, as the policy of a resource sees it. */
  nobody(resource: Resource): RoleView {
    const trust = { name: 'nobody', statements: [] };
    return { name: 'nobody', arn: 'nobody', account: this.arns.accountOf(resource), identity: [], trust, unread: [] };
  }

  private judgeTrust(right: Right, role: RoleView, service: string): Judged {
    const { actions } = right;
    const call = { caller: { service }, action: 'sts:AssumeRole', resource: role.arn, context: right.context ?? {} };
    const decision = decide(call, { identity: [], resource: role.trust }, this.identityOf);
    if (role.resource === undefined || decision.verdict === 'allowed') {
      return {
        right,
        verdict: role.resource === undefined ? 'unknown' : 'proved',
        actions,
        reason: role.unread.join(),
      };
    }
    const denial = decision.by?.sid === undefined ? 'a statement' : `statement ${decision.by.sid}`;
    return decision.verdict === 'denied'
      ? {
          ...{ right, verdict: 'broken', actions, code: 'Rights.trust' },
          reason:
            decision.explicit === true
              ? `${denial} of ${role.trust.name} denies it`
              : `${role.trust.name} does not allow it`,
        }
      : { right, verdict: 'unknown', actions, reason: `whether the conditions of ${role.trust.name} hold` };
  }

  private answer(role: RoleView, action: string, right: Right): Answer {
    const [first, ...others] = right.resources.map((resource) => this.ask(role, action, resource, right.context));
    if (first.may === 'yes' || others.length === 0) {
      return first;
    }
    const all = [first, ...others];
    return all.every(({ may }) => may === 'no')
      ? first
      : { may: 'maybe', why: all.find(({ may }) => may !== 'no')?.why };
  }

  private ask(role: RoleView, action: string, resource: string, context: RequestContext | undefined): Answer {
    const key = `${role.arn} ${action} ${resource} ${context ? JSON.stringify(context) : ''}`;
    let answer = this.answers.get(key);
    if (answer === undefined) {
      answer = this.decided(role, action, resource, context ?? {});
      this.answers.set(key, answer);
    }
    return answer;
  }

  /**
   * Whether a statement allows the call without more: most roles have nothing but allowances without a condition, and most
   * calls stay in the account of their role.
   */
  private plainlyAllowed(role: RoleView, action: string, resource: string): boolean {
    let statements = this.plain.get(role);
    if (statements === undefined) {
      const all = role.identity.flatMap((policy) => policy.statements);
      const denials = all.some(({ effect, unreadable }) => effect !== 'Allow' || unreadable === true);
      statements = denials || role.boundary !== undefined ? [] : all.filter(isPlain);
      this.plain.set(role, statements);
    }
    const account = accountIn(resource);
    const holds = (patterns: readonly string[] | undefined, text: string) =>
      patterns?.some((pattern) => patternHolds(pattern, text, this.identityOf) === 'yes') === true;
    return (
      (account === undefined || account === role.account) &&
      statements.some(({ actions, resources }) => holds(actions, action) && holds(resources, resource))
    );
  }

  /** A role has a policy for those who take it, and none for those who pass it on. */
  private policyOf(action: string, resource: string): ResourcePolicy {
    if (!action.startsWith('sts:')) {
      return this.resourcePolicies.of(resource);
    }
    const role = this.roles.role(resource);
    return role?.resource === undefined ? {} : { resource: role.resource, policy: role.trust, mustAgree: true };
  }

  private decided(role: RoleView, action: string, resource: string, context: RequestContext): Answer {
    const { resource: owner, policy, mustAgree } = this.policyOf(action, resource);
    if (policy === undefined && mustAgree !== true && this.plainlyAllowed(role, action, resource)) {
      return { may: 'yes' };
    }
    const owned = accountIn(resource) ?? (owner && this.arns.accountOf(owner)) ?? role.account;
    const caller = { role: role.arn, ...(role.account !== undefined && { account: role.account }) };
    const request: RequestContext = {
      ...{ 'aws:SecureTransport': 'true', 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
      ...{ 's3:TlsVersion': '1.3', 'aws:PrincipalArn': role.arn },
      ...(role.account !== undefined && { 'aws:PrincipalAccount': role.account, 'kms:CallerAccount': role.account }),
      ...(owned !== undefined && { 'aws:ResourceAccount': owned }),
      ...context,
    };
    const ofRole: Policies = { identity: role.identity, ...(role.boundary && { boundary: role.boundary }) };
    const ask = (account: string | undefined, policies: Policies) => {
      const call = {
        caller,
        action,
        resource,
        context: request,
        ...(account !== undefined && { resourceAccount: account }),
      };
      return toAnswer(decide(call, policies, this.identityOf), policies);
    };
    if (owner !== undefined) {
      return ask(owned, { ...ofRole, ...(policy && { resource: policy }), resourceMustAgree: mustAgree === true });
    }
    const answer = ask(role.account, ofRole);
    if (resource === '*' || !(mayHavePolicy(resource) || action.startsWith('sts:'))) {
      return answer;
    }
    const abroad = role.account !== undefined && owned !== undefined && patternHolds(role.account, owned) === 'no';
    if (abroad) {
      const why = `whether the policy of ${this.arns.readable(resource)}, in another account, allows it`;
      return answer.may === 'yes' ? { may: 'maybe', why } : answer;
    }
    return answer.may === 'no' && answer.explicit !== true ? { ...answer, outside: true } : answer;
  }
}

function isPlain({ actions, resources, conditions }: Statement): boolean {
  return actions !== undefined && resources !== undefined && Object.keys(conditions ?? {}).length === 0;
}

interface Answer {
  readonly may: 'yes' | 'no' | 'maybe';
  readonly why?: string;
  readonly explicit?: boolean;
  readonly outside?: boolean;
}

function toAnswer({ verdict, explicit, by, policy }: Decision, { identity, boundary, resource }: Policies): Answer {
  if (verdict !== 'denied') {
    return { may: verdict === 'allowed' ? 'yes' : 'maybe' };
  }
  if (explicit === true) {
    const statement = by?.sid === undefined ? 'a statement' : `statement ${by.sid}`;
    return { may: 'no', explicit, why: `${statement} of ${policy} denies it` };
  }
  if (policy !== undefined && policy === boundary?.name) {
    return { may: 'no', why: `its permissions boundary, ${policy}, does not allow it` };
  }
  const limit = resource !== undefined && (policy === resource.name || identity.length === 0);
  return { may: 'no', why: limit ? `${resource.name} does not allow it` : 'no statement of its policies allows it' };
}

function openReason({ unread, name }: RoleView, why: string | undefined): string {
  return unread.length > 0
    ? unread.join(', ')
    : (why ?? `a statement of the policies of ${name} that holds only under what is known at deployment`);
}
