import { mayBeOfHost } from '../host-role';
import { IDENTITY_POLICIES, Rule } from '../rule';
import { identityStatements, managedPolicyNames, matches, onEverything } from '../statements';

export const hostRoleScopedToCluster: Rule = {
  id: 'HostRoleScopedToCluster',
  level: 'error',
  sections: ['4.3.5'],
  types: IDENTITY_POLICIES,
  info: "a host may join any cluster of the account and be sent its tasks; allow ecs:RegisterContainerInstance on one cluster's ARN, and attach no AWS managed policy for hosts",
  check: (subject) => [
    ...(mayBeOfHost(subject) &&
    identityStatements(subject.properties).some(
      (statement) =>
        statement.effect === 'Allow' &&
        onEverything(statement) &&
        statement.condition === undefined &&
        statement.actions.some((pattern) => matches(pattern, 'ecs:RegisterContainerInstance')),
    )
      ? ['']
      : []),
    ...managedPolicyNames(subject)
      .filter((name) => name === 'AmazonEC2ContainerServiceforEC2Role')
      .map((name) => `Policy::${name}`),
  ],
};
