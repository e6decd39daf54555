import { guardsTasks, openEgress } from '../security-groups';
import { SECURITY_GROUP } from '../resource-types';
import type { Rule } from '../rule';

export const taskSgEgressRestricted: Rule = {
  id: 'TaskSgEgressRestricted',
  level: 'warning',
  sections: ['4.4.2'],
  types: [SECURITY_GROUP],
  info: 'tasks may connect to anything on any port, a thief of data too; allow only the destinations they need',
  same: ['trivy AWS-0104'],
  around: true,
  check: (subject) =>
    guardsTasks(subject)
      ? openEgress(subject)
          .filter(({ port, undecided }) => port === 'all' && undecided !== true)
          .map(() => '')
          .slice(0, 1)
      : [],
};
