import { matches, unboundedStatements } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';

export const iamNoRunTaskWildcard: Rule = {
  id: 'IAMNoRunTaskWildcard',
  level: 'warning',
  sections: ['4.4.5'],
  types: IDENTITY_POLICIES,
  info: "ecs:RunTask or ecs:StartTask on * starts any task definition of the account, past every deployment gate; name the task definitions and add the condition 'ecs:cluster'",
  check: (subject) =>
    unboundedStatements(subject)
      .flatMap(({ actions }) =>
        ['ecs:RunTask', 'ecs:StartTask'].filter((action) => actions.some((pattern) => matches(pattern, action))),
      )
      .filter((action, index, all) => all.indexOf(action) === index)
      .map((action) => `Action::${action}`),
};
