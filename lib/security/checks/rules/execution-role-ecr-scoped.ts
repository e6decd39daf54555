import { findingText, matches, unboundedStatements } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

export const executionRoleEcrScoped: Rule = {
  id: 'ExecutionRoleEcrScoped',
  level: 'error',
  sections: ['4.2.3'],
  types: IDENTITY_POLICIES,
  info: "images of every repository may be pulled ('Resource' *); name the repositories (only ecr:GetAuthorizationToken needs *)",
  check: (subject) =>
    unboundedStatements(subject)
      .flatMap(({ actions }) => PULL.filter((action) => actions.some((pattern) => matches(pattern, action))))
      .filter((action, index, all) => all.indexOf(action) === index)
      .map((action) => findingText(`Action::${action}`)),
};
