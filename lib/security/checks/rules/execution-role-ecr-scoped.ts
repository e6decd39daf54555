import { IDENTITY_POLICIES, Rule } from '../rule';
import { findingText, identityStatements, matches, onEverything } from '../statements';

const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

export const executionRoleEcrScoped: Rule = {
  id: 'ExecutionRoleEcrScoped',
  level: 'error',
  sections: ['4.2.3'],
  types: IDENTITY_POLICIES,
  info: "images of every repository may be pulled ('Resource' *); name the repositories (only ecr:GetAuthorizationToken needs *)",
  check: ({ properties }) =>
    identityStatements(properties)
      .filter((statement) => statement.effect === 'Allow' && onEverything(statement))
      .flatMap(({ actions }) => PULL.filter((action) => actions.some((pattern) => matches(pattern, action))))
      .filter((action, index, all) => all.indexOf(action) === index)
      .map((action) => findingText(`Action::${action}`)),
};
