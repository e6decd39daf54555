import { Rule, SERVICE } from '../rule';
import { securityGroupsOf, usersOfGroups } from '../security-groups';

export const ecsServiceOwnSecurityGroup: Rule = {
  id: 'ECSServiceOwnSecurityGroup',
  level: 'warning',
  sections: ['4.3.3'],
  types: [SERVICE],
  info: 'services share a security group, so what one may reach the others may reach too; give each service its own',
  check: ({ properties, stack, resource }) =>
    stack
      .mentions(securityGroupsOf(properties))
      .filter(
        (group) =>
          usersOfGroups(stack)
            .get(group.id)
            ?.some((user) => user !== resource.id) === true,
      )
      .map((group) => `SecurityGroup::${group.name}`),
};
