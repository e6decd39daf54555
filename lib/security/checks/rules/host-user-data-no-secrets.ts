import { plainSecretsInText } from '../../../internal/secret-looking';
import { findingText } from '../statements';
import { hostOf } from '../host';
import { HOSTS } from '../resource-types';
import type { Rule } from '../rule';

export const hostUserDataNoSecrets: Rule = {
  id: 'HostUserDataNoSecrets',
  level: 'error',
  sections: ['4.1.4', '4.5.4'],
  types: HOSTS,
  info: 'user data holds a secret, which every process of the host and every reader of launch templates sees; let the host fetch it from Secrets Manager',
  same: ['checkov CKV_AWS_46', 'trivy AWS-0129'],
  around: true,
  check: (subject) =>
    plainSecretsInText('UserData', hostOf(subject)?.userData ?? '').map(({ where }) => findingText(where)),
};
