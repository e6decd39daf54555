import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostNoSshKey: Rule = {
  id: 'HostNoSshKey',
  level: 'error',
  sections: ['4.5.1', '4.5.4'],
  types: HOSTS,
  info: "anyone with the key pair can log in to the hosts, unrecorded; remove 'KeyName' and use Session Manager",
  around: true,
  check: (subject) => (hostOf(subject)?.properties.KeyName === undefined ? [] : ['']),
};
