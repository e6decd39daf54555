import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostNoInsecureRegistry: Rule = {
  id: 'HostNoInsecureRegistry',
  level: 'error',
  sections: ['4.2.1'],
  types: HOSTS,
  info: 'user data configures a registry without TLS (insecure-registries, or a mirror by http); remove it: ECR and every public registry speak TLS',
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    return host !== undefined &&
      /insecure-registr|endpoint\s*=\s*\[?\s*["']http:|registry-mirrors[^\n]*http:/.test(host.userData ?? '')
      ? ['']
      : [];
  },
};
