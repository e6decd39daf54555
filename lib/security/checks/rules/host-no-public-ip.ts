import { flag, items, record } from '../../../internal/template-value';
import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostNoPublicIp: Rule = {
  id: 'HostNoPublicIp',
  level: 'error',
  sections: ['4.5.1'],
  types: HOSTS,
  info: "the hosts get public addresses; set 'AssociatePublicIpAddress' to false and place them in private subnets",
  same: ['SecurityHub EC2.25', 'ControlTower CT.EC2.PR.9', 'checkov CKV_AWS_88'],
  around: true,
  check: (subject) => {
    const properties = hostOf(subject)?.properties ?? {};
    const interfaces = items(properties.NetworkInterfaces).map(record);
    return [properties, ...interfaces].some(({ AssociatePublicIpAddress }) => flag(AssociatePublicIpAddress) === true)
      ? ['']
      : [];
  },
};
