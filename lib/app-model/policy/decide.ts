import { YesNoMaybe, allOf, anyOf, not } from '../yes-no-maybe';
import { RequestContext, conditionsHold } from './condition';
import { hasMarks } from '../values';
import { IdentityOf, patternHolds } from './pattern';
import { Caller, Named, anyWay, named, union } from './principal';
import { Policy, Statement } from './statement';

/** A call of AWS. */
export interface Call {
  readonly caller: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  /** ARN; `*` for an action that knows no resources. */
  readonly resource: string;
  /** Account of the resource; not known when left out. */
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
}

/** The policies that have a say. Those of an organization are not among what an app knows. */
export interface Policies {
  /** Of the role. */
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** Of the resource. */
  readonly resource?: Policy;
  /**
   * The resource's policy must agree also within its account, as those of keys and roles: policies of the role count when
   * it names the account.
   */
  readonly resourceMustAgree?: boolean;
  /** Of the VPC endpoints on the way, each of which must agree. */
  readonly endpoints?: readonly Policy[];
}

/** The decision of IAM, and the statement that decides where one does. */
export interface Decision {
  readonly verdict: 'allowed' | 'denied' | 'unknown';
  /** Denied by a statement, not for want of one. */
  readonly explicit?: boolean;
  readonly by?: Statement;
  /** Name of the policy of that statement, or of the policy that would have to agree and does not. */
  readonly policy?: string;
}

/**
 * The answer of IAM to a call.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(call: Call, policies: Policies, identityOf: IdentityOf = () => undefined): Decision {
  const { identity, boundary, resource, endpoints = [] } = policies;
  const own = [...identity, ...(boundary ? [boundary] : [])].map((policy) => ({ policy, isResource: false }));
  const others = [...(resource ? [resource] : []), ...endpoints].map((policy) => ({ policy, isResource: true }));
  const action = lower(call.action);
  const allows = new Map<Statement, Named>();
  const ask = (statement: Statement, isResource: boolean, effect: 'Allow' | 'Deny') => {
    if (effect === 'Deny' || isResource) {
      return applies(statement, isResource, effect, call, action, identityOf);
    }
    const known = allows.get(statement) ?? applies(statement, isResource, effect, call, action, identityOf);
    allows.set(statement, known);
    return known;
  };
  const denials = [...own, ...others].flatMap(({ policy, isResource }) =>
    policy.statements
      .filter(({ effect }) => effect !== 'Allow')
      .map((by) => ({ by, policy: policy.name, denied: anyWay(ask(by, isResource, 'Deny')) })),
  );
  const denial = denials.find(({ denied }) => denied === 'yes');
  if (denial) {
    return { verdict: 'denied', explicit: true, by: denial.by, policy: denial.policy };
  }
  const ways = (policy: Policy | undefined, isResource: boolean): Named =>
    union((policy?.statements ?? []).map((statement) => ask(statement, isResource, 'Allow')));
  const byIdentity = anyOf(identity.map((policy) => anyWay(ways(policy, false))));
  const within = boundary === undefined ? 'yes' : anyWay(ways(boundary, false));
  const agreed = granted(call, policies, byIdentity, within, ways(resource, true));
  const shut = endpoints.find((policy) => anyWay(ways(policy, true)) === 'no');
  const allowed = allOf([agreed, ...endpoints.map((policy) => anyWay(ways(policy, true)))]);
  if (allowed === 'no') {
    const outside = within === 'no' ? boundary : byIdentity === 'no' ? undefined : resource;
    const limit = agreed === 'no' ? outside : shut;
    return { verdict: 'denied', explicit: false, ...(limit && { policy: limit.name }) };
  }
  if (allowed === 'maybe' || denials.some(({ denied }) => denied === 'maybe')) {
    return { verdict: 'unknown' };
  }
  const grants = [
    ...identity.map((policy) => ({ policy, isResource: false })),
    ...(resource ? [{ policy: resource, isResource: true }] : []),
  ];
  const grant = grants
    .flatMap(({ policy, isResource }) => policy.statements.map((by) => ({ by, policy: policy.name, isResource })))
    .find(({ by, isResource }) => anyWay(ask(by, isResource, 'Allow')) === 'yes');
  return { verdict: 'allowed', ...(grant && { by: grant.by, policy: grant.policy }) };
}

/** The answer of the policy of a VPC endpoint alone: whether it lets a call through. */
export function decideAtEndpoint(call: Call, policy: Policy, identityOf: IdentityOf = () => undefined): Decision {
  const action = lower(call.action);
  const holds = (effect: 'Allow' | 'Deny') =>
    policy.statements.map((by) => ({ by, is: anyWay(applies(by, true, effect, call, action, identityOf)) }));
  const denials = holds('Deny');
  const denial = denials.find(({ is }) => is === 'yes');
  if (denial) {
    return { verdict: 'denied', explicit: true, by: denial.by, policy: policy.name };
  }
  const allows = holds('Allow');
  const allowed = anyOf(allows.map(({ is }) => is));
  if (allowed === 'no') {
    return { verdict: 'denied', explicit: false, policy: policy.name };
  }
  return allowed === 'maybe' || denials.some(({ is }) => is === 'maybe')
    ? { verdict: 'unknown' }
    : { verdict: 'allowed', policy: policy.name };
}

/** Whether the policies of caller and resource together let the call through, denials apart. */
function granted(call: Call, policies: Policies, byIdentity: YesNoMaybe, within: YesNoMaybe, ways: Named): YesNoMaybe {
  if (call.caller.service !== undefined) {
    return anyOf([ways.itself, ways.anyone === 'no' ? 'no' : 'maybe']);
  }
  const ofRole = allOf([byIdentity, within]);
  const direct = anyOf([
    // A boundary that says nothing limits what is given to the role, not what is given to its session.
    allOf([ways.itself, within]),
    ways.session,
    allOf([ways.anyone, within === 'no' ? 'maybe' : within]),
  ]);
  const same = anyOf([direct, policies.resourceMustAgree === true ? allOf([ofRole, ways.account]) : ofRole]);
  const cross = allOf([ofRole, anyWay(ways)]);
  const { account } = call.caller;
  const { resourceAccount } = call;
  const sameAccount: YesNoMaybe =
    account === undefined || resourceAccount === undefined ? 'maybe' : patternHolds(account, resourceAccount);
  return sameAccount === 'yes' ? same : sameAccount === 'no' ? cross : same === cross ? same : 'maybe';
}

const OWN: Named = { itself: 'yes', session: 'no', anyone: 'no', account: 'no' };
const NONE: Named = { itself: 'no', session: 'no', anyone: 'no', account: 'no' };

/** Whether a statement with this effect is about the call, by the way in which it names the caller. */
function applies(
  statement: Statement,
  isResource: boolean,
  effect: 'Allow' | 'Deny',
  call: Call,
  action: string,
  identityOf: IdentityOf,
): Named {
  if (statement.effect !== undefined && statement.effect !== effect) {
    return NONE;
  }
  const { actions, notActions, resources, notResources } = statement;
  const any = (patterns: readonly string[] | undefined, text: string) =>
    anyOf((patterns ?? []).map((pattern) => patternHolds(pattern, text, identityOf)));
  const ofAction =
    statement.unreadable === true && !actions
      ? 'maybe'
      : notActions
        ? not(any(notActions.map(lower), action))
        : any(actions?.map(lower), action);
  if (ofAction === 'no') {
    return NONE;
  }
  const about = allOf([
    statement.unreadable === true || statement.effect === undefined ? 'maybe' : 'yes',
    ofAction,
    resources
      ? any(resources, call.resource)
      : notResources
        ? not(any(notResources, call.resource))
        : isResource
          ? 'yes'
          : 'maybe',
    conditionsHold(statement.conditions, call.context ?? {}, identityOf),
  ]);
  const who = isResource ? principalOf(statement, effect, call, identityOf) : OWN;
  const both = (way: YesNoMaybe) => allOf([about, way]);
  return { itself: both(who.itself), session: both(who.session), anyone: both(who.anyone), account: both(who.account) };
}

function principalOf(statement: Statement, effect: 'Allow' | 'Deny', call: Call, identityOf: IdentityOf): Named {
  const { principals, notPrincipals } = statement;
  if (principals !== undefined && statement.unreadable !== true) {
    return named(principals, call.caller, identityOf);
  }
  const open: Named = { itself: 'maybe', session: 'maybe', anyone: 'maybe', account: 'maybe' };
  if (notPrincipals === undefined || statement.unreadable === true) {
    return open;
  }
  // Only one who is named in no way is surely meant: a role needs its account beside it to be left out.
  return anyWay(named(notPrincipals, call.caller, identityOf)) === 'no' && effect === 'Deny' ? OWN : open;
}

/** Small letters, except in marks. */
function lower(text: string): string {
  if (!hasMarks(text)) {
    return text.toLowerCase();
  }
  return text.replace(/\u27e6[^\u27e7]*\u27e7|[A-Z]/g, (part) => (part.length === 1 ? part.toLowerCase() : part));
}
