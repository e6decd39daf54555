import { Rule, SECURITY_GROUP } from '../rule';
import { guardsTasks, ingressFinding, openRules } from '../security-groups';

export const taskSgIngressRestricted: Rule = {
  id: 'TaskSgIngressRestricted',
  level: 'error',
  sections: ['4.3.3'],
  types: [SECURITY_GROUP],
  info: 'tasks accept connections from the whole internet; let only the security groups of their callers in',
  same: ['SecurityHub EC2.18', 'ControlTower CT.EC2.PR.3', 'cdk-nag EC2RestrictedInbound'],
  check: (subject) => (guardsTasks(subject) ? openRules(subject, 'Ingress').map(ingressFinding) : []),
};
