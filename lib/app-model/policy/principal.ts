import { YesNoMaybe, anyOf } from '../yes-no-maybe';
import { hasMarks } from '../values';
import { IdentityOf, patternHolds, textEquals } from './pattern';
import { Principals } from './statement';

/** The caller: a role, or a service of AWS. */
export interface Caller {
  /** ARN of the role. */
  readonly role?: string;
  /** Account of the role. */
  readonly account?: string;
  /** Name of the service. */
  readonly service?: string;
}

/** The ways in which a statement may name the caller: what follows from each differs. */
export interface Named {
  /** By itself: the role, or the service. */
  readonly itself: YesNoMaybe;
  /** By its session. */
  readonly session: YesNoMaybe;
  /** With everybody. */
  readonly anyone: YesNoMaybe;
  /** With all of its account, which leaves the decision to the policies of the account. */
  readonly account: YesNoMaybe;
}

// The marks of partition and account have colons in them.
const ROOT = /^arn:(?:\u27e6[^\u27e7]*\u27e7|[^:]*):iam::(\u27e6[^\u27e7]*\u27e7|[^:]*):root$/;
const SESSION = /^arn:(?:\u27e6[^\u27e7]*\u27e7|[^:]*):sts::/;
const OF_IAM = /^arn:(?:\u27e6[^\u27e7]*\u27e7|[^:]*):iam::/;

const NOBODY: Named = { itself: 'no', session: 'no', anyone: 'no', account: 'no' };

/** Tells in which ways the principals of a statement name the caller. */
export function named(principals: Principals, caller: Caller, identityOf: IdentityOf): Named {
  if (principals === '*') {
    return { ...NOBODY, anyone: 'yes' };
  }
  return union(
    Object.entries(principals).flatMap(([kind, names]) => names.map((name) => one(kind, name, caller, identityOf))),
  );
}

/** Whether the caller is named in any way. */
export function anyWay({ itself, session, anyone, account }: Named): YesNoMaybe {
  return anyOf([itself, session, anyone, account]);
}

/** All ways of several. */
export function union(all: readonly Named[]): Named {
  return {
    itself: anyOf(all.map(({ itself }) => itself)),
    session: anyOf(all.map(({ session }) => session)),
    anyone: anyOf(all.map(({ anyone }) => anyone)),
    account: anyOf(all.map(({ account }) => account)),
  };
}

function one(kind: string, name: string, { role, account, service }: Caller, identityOf: IdentityOf): Named {
  if (kind === 'Service') {
    return service === undefined ? NOBODY : { ...NOBODY, itself: textEquals(name, service, identityOf) };
  }
  if (kind !== 'AWS' || (name !== '*' && service !== undefined)) {
    // Federated users are no roles; a canonical user is an account.
    return kind === 'CanonicalUser' && service === undefined ? { ...NOBODY, account: 'maybe' } : NOBODY;
  }
  if (name === '*') {
    return { ...NOBODY, anyone: 'yes' };
  }
  const ofAccount = ROOT.exec(name)?.[1] ?? (/^\d{12}$/.test(name) ? name : undefined);
  if (ofAccount !== undefined || name === account) {
    return { ...NOBODY, account: account === undefined ? 'maybe' : textEquals(ofAccount ?? name, account, identityOf) };
  }
  if (SESSION.test(name)) {
    return { ...NOBODY, session: 'maybe' };
  }
  const itself = role === undefined ? 'maybe' : patternHolds(name, role, identityOf);
  // One mark alone may be an account, a session or everybody, unless it is a resource of the app.
  const open = hasMarks(name) && !OF_IAM.test(name) && identityOf(name, '') === undefined && itself !== 'yes';
  return open ? { itself: 'maybe', session: 'maybe', anyone: 'maybe', account: 'maybe' } : { ...NOBODY, itself };
}
