import { groupsOf, usersOfGroups } from '../security-groups';
import { findingText } from '../statements';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsServiceOwnSecurityGroup: Rule = {
  id: 'ECSServiceOwnSecurityGroup',
  level: 'warning',
  sections: ['4.3.3'],
  types: [SERVICE],
  info: 'services share a security group, so what one may reach the others may reach too; give each service its own',
  around: true,
  check: (subject) =>
    groupsOf(subject)
      .filter(
        ({ id }) =>
          usersOfGroups(subject.model)
            .get(id)
            ?.some((user) => user !== subject.resource) === true,
      )
      .map(({ name }) => findingText(`SecurityGroup::${name}`)),
};
