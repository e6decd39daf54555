import type { Scope } from '../resource';
import { Unknown } from '../values';

/** The account and region of a template as one word; a part that is known only at deployment is empty. */
export function environment({ stack }: Scope): string {
  return `${said(stack.account) ?? ''}/${said(stack.region) ?? ''}`;
}

/** The account of a template; `undefined` when it is known only at deployment. */
export function accountOf({ stack }: Scope): string | undefined {
  return said(stack.account);
}

/** True when two templates name the same account and region. */
export function sameEnvironment(one: Scope, other: Scope): boolean {
  return environment(one) === environment(other);
}

/** True when two templates may be deployed to one account and region. */
export function mayShareEnvironment(one: Scope, other: Scope): boolean {
  return mayShareAccount(one, other) && mayBe(said(one.stack.region), said(other.stack.region));
}

/** True when two templates may be deployed to one account. */
export function mayShareAccount(one: Scope, other: Scope): boolean {
  return mayBe(accountOf(one), accountOf(other));
}

function mayBe(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** The CDK writes `unknown-account` and `unknown-region` where the app says none. */
function said(name: string | undefined): string | undefined {
  return name?.startsWith('unknown-') === true ? undefined : name;
}

/** The value of a pseudo parameter but `AWS::NoValue`, which has none; `undefined` for every other name. */
export function pseudoParameter(name: string, scope: Scope): string | Unknown | undefined {
  switch (name) {
    case 'AWS::Region':
      return scope.stack.region ?? new Unknown('AWS::Region');
    case 'AWS::AccountId':
      return scope.stack.account ?? new Unknown('AWS::AccountId');
    case 'AWS::StackName':
      return scope.parent ? new Unknown(`${scope.path} AWS::StackName`) : scope.stack.name;
    case 'AWS::Partition':
    case 'AWS::URLSuffix':
      return new Unknown(name);
    default:
      return undefined;
  }
}
