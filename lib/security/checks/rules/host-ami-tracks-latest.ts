import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import { Rule, unresolved } from '../rule';

export const hostAmiTracksLatest: Rule = {
  id: 'HostAmiTracksLatest',
  level: 'warning',
  sections: ['4.4.1', '4.5.3'],
  types: HOSTS,
  info: "the hosts' AMI is a fixed id and never gets patches; take it from a parameter under /aws/service/ecs or /aws/service/bottlerocket",
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    if (host?.image === undefined || /\/aws\/service\//.test(host.image)) {
      return [];
    }
    return /^ami-/.test(host.image) ? [''] : [unresolved('ImageId')];
  },
};
