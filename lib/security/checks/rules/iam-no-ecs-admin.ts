import { findingText, identityStatements, managedPolicyNames } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';

export const iamNoEcsAdmin: Rule = {
  id: 'IAMNoEcsAdmin',
  level: 'error',
  sections: ['4.3.1'],
  types: IDENTITY_POLICIES,
  info: 'the identity may do everything in ECS (ecs:* or *), so it can start any container with any role; name the actions it needs',
  same: ['SecurityHub IAM.21'],
  check: (subject) => [
    ...identityStatements(subject)
      .flatMap(({ actions }) => actions.filter((action) => /^(\*|ecs:\*)$/i.test(action)))
      .filter((action, index, all) => all.indexOf(action) === index)
      .map((action) => findingText(`Action::${action}`)),
    ...managedPolicyNames(subject)
      .filter((name) => /^(AdministratorAccess|AmazonECS_FullAccess|PowerUserAccess)$/.test(name))
      .map((name) => `Policy::${name}`),
  ],
};
