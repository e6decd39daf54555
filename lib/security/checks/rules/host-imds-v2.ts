import { text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostImdsV2: Rule = {
  id: 'HostImdsV2',
  level: 'error',
  sections: ['4.5.3'],
  types: HOSTS,
  info: "a container that can be made to fetch a URL reads the host's credentials; set 'MetadataOptions.HttpTokens' to required",
  same: ['SecurityHub EC2.170', 'ControlTower CT.EC2.PR.1', 'checkov CKV_AWS_79', 'cdk-nag EC2IMDSv2Enabled'],
  around: true,
  check: (subject) => {
    const host = hostOf(subject);
    return host === undefined || text(host.metadata.HttpEndpoint) === 'disabled'
      ? []
      : findingsOf(
          judge(host.metadata.HttpTokens, 'broken', (tokens) => text(tokens) === 'required'),
          '',
          'MetadataOptions.HttpTokens',
        );
  },
};
