import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostMinimalOs: Rule = {
  id: 'HostMinimalOs',
  level: 'warning',
  sections: ['4.5.1'],
  types: HOSTS,
  info: 'the hosts run a general-purpose system with a shell and a package manager; Bottlerocket has neither, and a read-only root',
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    return host !== undefined && !host.bottlerocket && /\/aws\/service\/(ecs|ami-)/.test(host.image ?? '') ? [''] : [];
  },
};
