import { guardsTasks, ingressFinding, openIngress } from '../security-groups';
import { SECURITY_GROUP } from '../resource-types';
import type { Rule } from '../rule';

export const taskSgIngressRestricted: Rule = {
  id: 'TaskSgIngressRestricted',
  level: 'error',
  sections: ['4.3.3'],
  types: [SECURITY_GROUP],
  info: 'tasks accept connections from the whole internet; let only the security groups of their callers in',
  same: ['SecurityHub EC2.18', 'ControlTower CT.EC2.PR.3', 'cdk-nag EC2RestrictedInbound'],
  around: true,
  check: (subject) => (guardsTasks(subject) ? openIngress(subject).map(ingressFinding) : []),
};
