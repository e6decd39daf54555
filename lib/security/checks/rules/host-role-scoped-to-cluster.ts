import { mayBeOfHost } from '../host-role';
import { managedPolicyNames, matches, unboundedStatements } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';

export const hostRoleScopedToCluster: Rule = {
  id: 'HostRoleScopedToCluster',
  level: 'error',
  sections: ['4.3.5'],
  types: IDENTITY_POLICIES,
  info: "a host may join any cluster of the account and be sent its tasks; allow ecs:RegisterContainerInstance on one cluster's ARN, and attach no AWS managed policy for hosts",
  around: true,
  check: (subject) => [
    ...(unboundedStatements(subject).some(
      ({ condition, actions }) =>
        condition === undefined && actions.some((pattern) => matches(pattern, 'ecs:RegisterContainerInstance')),
    ) && mayBeOfHost(subject)
      ? ['']
      : []),
    ...managedPolicyNames(subject)
      .filter((name) => name === 'AmazonEC2ContainerServiceforEC2Role')
      .map((name) => `Policy::${name}`),
  ],
};
