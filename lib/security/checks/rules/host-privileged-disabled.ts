import { agentFlag, hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostPrivilegedDisabled: Rule = {
  id: 'HostPrivilegedDisabled',
  level: 'error',
  sections: ['4.4.3'],
  types: HOSTS,
  info: 'the hosts accept privileged containers; write ECS_DISABLE_PRIVILEGED=true to /etc/ecs/ecs.config (Bottlerocket refuses them unless allow-privileged-containers is true)',
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    if (host === undefined) {
      return [];
    }
    return host.bottlerocket
      ? agentFlag(host, 'allow-privileged-containers') === true
        ? ['']
        : []
      : agentFlag(host, 'ECS_DISABLE_PRIVILEGED') === true
        ? []
        : [''];
  },
};
