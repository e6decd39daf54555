import { Rule, SECURITY_GROUP } from '../rule';
import { guardsBalancersOnly, ingressFinding, openRules } from '../security-groups';

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
  // A load balancer has no port 22 to log in at, whatever its group says.
  check: (subject) =>
    (guardsBalancersOnly(subject) ? [] : openRules(subject, 'Ingress'))
      .filter(({ from, to }) =>
        [22, 3389].some((port) => from !== undefined && to !== undefined && from <= port && port <= to),
      )
      .map(ingressFinding),
};
