import type { AppModel, Resource, Scope } from '../../app-model/app-model';
import { ArnWriter, arnWriterOf } from '../../app-model/policy/arns';
import type { RequestContext } from '../../app-model/policy/condition';
import { Decision, Policies, decide } from '../../app-model/policy/decide';
import { identitiesOf } from '../../app-model/policy/identity';
import { IdentityOf, patternHolds } from '../../app-model/policy/pattern';
import { ResourcePolicies, ResourcePolicy, mayHavePolicy } from '../../app-model/policy/resource-policies';
import type { Statement } from '../../app-model/policy/statement';
import { RoleView, Roles, accountIn, rolesOfApp } from '../../app-model/policy/roles';
import { Judged, Right } from './right';
import { serviceJudged } from './service-judged';

/** The policies of an app, and what they answer. */
export class Judge {
  readonly arns: ArnWriter;
  readonly roles: Roles;
  readonly resourcePolicies: ResourcePolicies;
  private readonly identityOf: IdentityOf;
  /** By the role itself: in accounts that only the deployment knows, two may have one ARN. */
  private readonly answers = new Map<RoleView, Map<string, Answer>>();
  private readonly plain = new Map<RoleView, readonly Statement[]>();
  private readonly takings = new Map<Scope, Map<object, RequestContext>>();
  private readonly trusts = new Map<readonly Statement[], Map<RequestContext, Map<string, Decision>>>();

  constructor(readonly model: AppModel) {
    this.arns = arnWriterOf(model);
    this.roles = rolesOfApp(model);
    this.resourcePolicies = new ResourcePolicies(model, this.arns, this.roles);
    this.identityOf = identitiesOf(model);
  }

  /** Whether the role that acts may do all of it. */
  judge(right: Right): Judged {
    const judged = this.judged(right);
    if (judged.verdict !== 'broken') {
      return judged;
    }
    const other = right.orElse?.find((role) => this.isProved(right, role));
    const reason = other === undefined ? right.doubt : `whether ${other.name} acts in its place`;
    return reason === undefined ? judged : { right, verdict: 'unknown', actions: judged.actions, reason };
  }

  private isProved(right: Right, role: RoleView): boolean {
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
    if (right.service !== undefined) {
      return serviceJudged(
        right,
        right.service.principal,
        this.policyOf(actions[0], right.resources[0]).policy,
        this.identityOf,
      );
    }
    if (right.oneOf === undefined && this.isPlainlyAllowed(role, actions, right.resources[0])) {
      return { right, verdict: 'proved', actions };
    }
    const answers = actions.map((action) => ({ action, answer: this.answer(role, action, right) }));
    const of = (kind: Answer['may']) => answers.filter(({ answer }) => answer.may === kind);
    if (right.oneOf !== undefined && of('yes').length > 0) {
      return { right, verdict: 'proved', actions };
    }
    const takenForAllowed = (right.somewhere === true || right.whole === true) && role.unread.length === 0;
    if (right.oneOf === 'open' || (right.oneOf === 'enough' && of('maybe').length > 0 && !takenForAllowed)) {
      return { right, verdict: 'unknown', actions, reason: openReason(role, undefined) };
    }
    const [refused] = of('no');
    if (refused && !(right.oneOf === 'enough' && of('maybe').length > 0)) {
      const same = of('no').filter(({ answer }) => answer.why === refused.answer.why);
      return {
        ...{ right, verdict: refused.answer.outside === true ? 'unknown' : 'broken', reason: refused.answer.why },
        actions: same.map(({ action }) => action),
        code: refused.answer.explicit === true ? 'Rights.denied' : 'Rights.notAllowed',
        ...(refused.answer.outside === true && { outside: true }),
      };
    }
    const open = of('maybe');
    return open.length === 0 || takenForAllowed
      ? { right, verdict: 'proved', actions }
      : {
          ...{ right, verdict: 'unknown', actions: open.map(({ action }) => action) },
          reason: openReason(role, right.open ?? open[0].answer.why),
        };
  }

  /** The context in which a service takes the roles of a stack, made once for each service: answers are known by it. */
  taking(scope: Scope, taker: object, make: () => RequestContext): RequestContext {
    return found(
      found(this.takings, scope, () => new Map<object, RequestContext>()),
      taker,
      make,
    );
  }

  /** A caller without a role, as the policy of a resource sees it. */
  nobody(resource: Resource): RoleView {
    return this.service(resource, 'nobody');
  }

  /** A service that acts by its own name, in the place of a role. */
  service(resource: Resource, name: string): RoleView {
    const trust = { name, statements: [] };
    return { name, arn: name, account: this.arns.accountOf(resource), identity: [], trust, unread: [] };
  }

  private judgeTrust(right: Right, role: RoleView, service: string): Judged {
    const { actions } = right;
    const decision = this.trustDecision(role, service, right.context ?? NO_CONTEXT);
    if (decision.verdict === 'allowed') {
      return { right, verdict: 'proved', actions };
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

  /**
   * Hundreds of roles have one trust policy, which is asked once for each service and place that it is taken for. It names no
   * resource, so the answer is the same for all of them.
   */
  private trustDecision(role: RoleView, service: string, context: RequestContext): Decision {
    const { statements } = role.trust;
    const ofStatements = found(this.trusts, statements, () => new Map<RequestContext, Map<string, Decision>>());
    const ofContext = found(ofStatements, context, () => new Map<string, Decision>());
    let decision = ofContext.get(service);
    if (decision === undefined) {
      const call = { caller: { service }, action: 'sts:AssumeRole', resource: role.arn, context };
      decision = namesPlainly(statements, service)
        ? { verdict: 'allowed' }
        : decide(call, { identity: [], resource: role.trust }, this.identityOf);
      ofContext.set(service, decision);
    }
    return decision;
  }

  private answer(role: RoleView, action: string, right: Right): Answer {
    const first = this.ask(role, action, right.resources[0], right.context);
    if (first.may === 'yes' || right.resources.length === 1) {
      return first;
    }
    const others = right.resources.slice(1).map((resource) => this.ask(role, action, resource, right.context));
    const all = [first, ...others];
    return all.every(({ may }) => may === 'no')
      ? first
      : { may: 'maybe', why: all.find(({ may }) => may !== 'no')?.why };
  }

  private ask(role: RoleView, action: string, resource: string, context: RequestContext | undefined): Answer {
    const ofRole = found(this.answers, role, () => new Map<string, Answer>());
    const key = `${action} ${resource} ${context ? JSON.stringify(context) : ''}`;
    return found(ofRole, key, () => this.decided(role, action, resource, context ?? {}));
  }

  /**
   * Whether statements allow all of it without more, on the resource that is the likeliest: most roles have nothing but
   * allowances without a condition, most resources no policy, and most calls stay in the account of their role.
   */
  private isPlainlyAllowed(role: RoleView, actions: readonly string[], resource: string): boolean {
    const statements = this.plainStatements(role);
    if (statements.length === 0) {
      return false;
    }
    const account = accountIn(resource);
    if (account !== undefined && account !== role.account) {
      return false;
    }
    if (actions.some((action) => this.hasSay(action, resource))) {
      return false;
    }
    // Most roles have a statement for each right, written as its calls are.
    const own = statements.find((one) => one.actions?.includes(actions[0]));
    if (own !== undefined && this.holdsAll(own.actions, actions) && this.holds(own.resources, resource)) {
      return true;
    }
    let missing = actions;
    for (const one of statements) {
      const left = missing.filter((action) => !this.holds(one.actions, action));
      if (left.length < missing.length && this.holds(one.resources, resource)) {
        missing = left;
      }
    }
    return missing.length === 0;
  }

  private plainStatements(role: RoleView): readonly Statement[] {
    let statements = this.plain.get(role);
    if (statements === undefined) {
      statements =
        role.boundary === undefined && role.identity.every((policy) => policy.statements.every(isReadableAllowance))
          ? role.identity.flatMap((policy) => policy.statements.filter(isPlain))
          : [];
      this.plain.set(role, statements);
    }
    return statements;
  }

  private holdsAll(patterns: readonly string[] | undefined, texts: readonly string[]): boolean {
    return texts.every((text) => this.holds(patterns, text));
  }

  private holds(patterns: readonly string[] = [], text: string): boolean {
    return (
      (patterns.includes(text) && !text.includes('${')) ||
      patterns.some((pattern) => patternHolds(pattern, text, this.identityOf) === 'yes')
    );
  }

  /** Whether the policy of the resource counts. */
  private hasSay(action: string, resource: string): boolean {
    const { policy, mustAgree } = this.policyOf(action, resource);
    return policy !== undefined || mustAgree === true;
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
    if (this.isPlainlyAllowed(role, [action], resource)) {
      return PLAINLY;
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

const NO_CONTEXT: RequestContext = Object.freeze({});
const PLAINLY: Answer = { may: 'yes' };

/** The value of a key, made on first use. */
function found<Key, Found>(known: Map<Key, Found>, key: Key, make: () => Found): Found {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

/** Whether a trust policy has nothing but allowances, one of which names the service without more: as most are written. */
function namesPlainly(statements: readonly Statement[], service: string): boolean {
  return (
    statements.every(isReadableAllowance) &&
    statements.some(
      ({ actions, notActions, resources, notResources, principals, conditions }) =>
        actions?.includes('sts:AssumeRole') === true &&
        typeof principals === 'object' &&
        principals.Service?.includes(service) &&
        [notActions, resources, notResources].every((element) => element === undefined) &&
        Object.keys(conditions ?? {}).length === 0,
    )
  );
}

function isReadableAllowance({ effect, unreadable }: Statement): boolean {
  return effect === 'Allow' && unreadable !== true;
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
