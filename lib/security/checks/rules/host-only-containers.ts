import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostOnlyContainers: Rule = {
  id: 'HostOnlyContainers',
  level: 'warning',
  sections: ['4.5.2'],
  types: HOSTS,
  info: 'user data installs software next to the containers, which then shares their kernel; bake it into the AMI, or run it as a daemon task',
  around: true,
  check: (subject) =>
    /\b(yum|dnf|apt|apt-get)\s+(-\S+\s+)*install\b|\bpip3?\s+install\b|\bcurl\b[^\n|]*\|\s*(sudo\s+)?(ba)?sh\b/.test(
      hostOf(subject)?.userData ?? '',
    )
      ? ['']
      : [],
};
