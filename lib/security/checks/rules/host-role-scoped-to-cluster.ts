import { mayBeOfHost } from '../host-role';
import { managedPolicyNames, matches, unboundedStatements } from '../statements';
import { IDENTITY_POLICIES } from '../resource-types';
import type { Rule } from '../rule';
import { perContent } from '../subject';

export const hostRoleScopedToCluster: Rule = {
  id: 'HostRoleScopedToCluster',
  level: 'error',
  sections: ['4.3.5'],
  types: IDENTITY_POLICIES,
  info: "a host may join any cluster of the account and be sent its tasks; allow ecs:RegisterContainerInstance on one cluster's ARN, and attach no AWS managed policy for hosts",
  around: true,
  concerns: (subject) => joinsAnyCluster(subject) || managedForHosts(subject).length > 0,
  check: (subject) => [
    ...(joinsAnyCluster(subject) && mayBeOfHost(subject) ? [''] : []),
    ...managedForHosts(subject).map((name) => `Policy::${name}`),
  ],
};

const joinsAnyCluster = perContent((subject) =>
  unboundedStatements(subject).some(
    ({ condition, actions }) =>
      condition === undefined && actions.some((pattern) => matches(pattern, 'ecs:RegisterContainerInstance')),
  ),
);

const managedForHosts = perContent((subject) =>
  managedPolicyNames(subject).filter((name) => name === 'AmazonEC2ContainerServiceforEC2Role'),
);
