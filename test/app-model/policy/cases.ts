import { Caller } from '../../../lib/app-model/policy/principal';
import { Decision, Policies } from '../../../lib/app-model/policy/decide';
import { Statement } from '../../../lib/app-model/policy/statement';

export const ROLE = 'arn:aws:iam::111122223333:role/app';
export const APP: Caller = { role: ROLE, account: '111122223333' };
export const OBJECT = 'arn:aws:s3:::data/reports/a.csv';
export const SAME = '111122223333';
export const OTHER = '444455556666';

export const A = 'allowed';
export const I = 'denied, not allowed';
export const D = 'denied by a statement';
export const U = 'unknown';

export function answer({ verdict, explicit }: Decision): string {
  return verdict === 'denied' ? (explicit === true ? D : I) : verdict;
}

export function policy(name: string, ...statements: Statement[]) {
  return { name, statements };
}

export function allow(actions: string | string[], resources: string | string[], more: Statement = {}): Statement {
  return { effect: 'Allow', actions: [actions].flat(), resources: [resources].flat(), ...more };
}

export function deny(actions: string | string[], resources: string | string[], more: Statement = {}): Statement {
  return { ...allow(actions, resources, more), effect: 'Deny' };
}

export function roles(...statements: Statement[]): Policies {
  return { identity: [policy('Role', ...statements)] };
}
