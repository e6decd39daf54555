import { guardsBalancersOnly, ingressFinding, openIngress } from '../security-groups';
import { SECURITY_GROUP } from '../resource-types';
import type { Rule } from '../rule';

export const hostNoSshIngress: Rule = {
  id: 'HostNoSshIngress',
  level: 'error',
  sections: ['4.5.1', '4.5.4'],
  types: [SECURITY_GROUP],
  info: 'SSH or RDP is open to the whole internet; remove the rule and use Session Manager',
  same: [
    'SecurityHub EC2.13',
    'SecurityHub EC2.14',
    'checkov CKV_AWS_24',
    'checkov CKV_AWS_25',
    'cdk-nag EC2RestrictedSSH',
  ],
  around: true,
  // A load balancer has no port 22 to log in at, whatever its group says.
  check: (subject) => {
    const open = openIngress(subject).filter(({ from, to }) =>
      [22, 3389].some((port) => from !== undefined && to !== undefined && from <= port && port <= to),
    );
    return open.length === 0 || guardsBalancersOnly(subject) ? [] : open.map(ingressFinding);
  },
};
