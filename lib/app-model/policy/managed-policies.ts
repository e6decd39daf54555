import { MANAGED_POLICIES } from './managed-policy-table';
import type { Policy } from './statement';

/** The policy of AWS that an ARN names, its partition known or not; `undefined` for one that is not in the table. */
export function managedPolicy(arn: string): Policy | undefined {
  const name = /^arn:(?:\u27e6[^\u27e7]*\u27e7|aws[a-z-]*):iam::aws:policy\/([^\u27e6]+)$/.exec(arn)?.[1];
  const known = name !== undefined && Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  return known && { name: name ?? '', statements: known.statements };
}
