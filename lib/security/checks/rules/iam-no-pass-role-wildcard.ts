import { matches, unboundedStatements } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';

export const iamNoPassRoleWildcard: Rule = {
  id: 'IAMNoPassRoleWildcard',
  level: 'error',
  sections: ['4.3.1'],
  types: IDENTITY_POLICIES,
  info: "iam:PassRole on * lets the identity give any role, an administrator's too, to a container it starts; name the task and execution roles",
  check: (subject) =>
    unboundedStatements(subject).some(({ actions }) => actions.some((pattern) => matches(pattern, 'iam:PassRole')))
      ? ['']
      : [],
};
