import { record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

export const ecrEncryptedCmk: Rule = {
  id: 'ECREncryptedCmk',
  level: 'warning',
  sections: ['4.2.3'],
  types: ['AWS::ECR::Repository'],
  info: "images are encrypted with a key that AWS owns, whose use cannot be audited or revoked; set 'EncryptionConfiguration.EncryptionType' to KMS",
  same: ['checkov CKV_AWS_136', 'trivy AWS-0033'],
  check: ({ properties }) =>
    findingsOf(
      judge(record(properties.EncryptionConfiguration).EncryptionType, 'broken', (value) =>
        (text(value) ?? '').startsWith('KMS'),
      ),
      '',
      'EncryptionConfiguration.EncryptionType',
    ),
};
