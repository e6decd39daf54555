import { number, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { hostOf } from '../host';
import { mayRunTasksIn } from '../host-tasks';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostImdsHopLimit: Rule = {
  id: 'HostImdsHopLimit',
  level: 'error',
  sections: ['4.5.3', '4.5.4'],
  types: HOSTS,
  info: "any container on the host's bridge network reaches its metadata; set 'MetadataOptions.HttpPutResponseHopLimit' to 1",
  same: ['ControlTower CT.EC2.PR.2', 'checkov CKV_AWS_341'],
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    // AWS's own default is 1, but the account or the AMI may say 2: only an explicit 1 is certain.
    return host === undefined ||
      text(host.metadata.HttpEndpoint) === 'disabled' ||
      !mayRunTasksIn(subject.model, 'bridge')
      ? []
      : findingsOf(
          judge(host.metadata.HttpPutResponseHopLimit, 'broken', (limit) => number(limit) === 1),
          '',
          'MetadataOptions.HttpPutResponseHopLimit',
        );
  },
};
