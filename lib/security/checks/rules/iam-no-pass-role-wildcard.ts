import { IDENTITY_POLICIES, Rule } from '../rule';
import { identityStatements, matches, onEverything } from '../statements';

export const iamNoPassRoleWildcard: Rule = {
  id: 'IAMNoPassRoleWildcard',
  level: 'error',
  sections: ['4.3.1'],
  types: IDENTITY_POLICIES,
  info: "iam:PassRole on * lets the identity give any role, an administrator's too, to a container it starts; name the task and execution roles",
  check: ({ properties }) =>
    identityStatements(properties).some(
      (statement) =>
        statement.effect === 'Allow' &&
        onEverything(statement) &&
        statement.actions.some((pattern) => matches(pattern, 'iam:PassRole')),
    )
      ? ['']
      : [],
};
