import type { Rule } from '../rule';

export const logGroupCmk: Rule = {
  id: 'LogGroupCmk',
  level: 'warning',
  sections: ['4.3.2'],
  types: ['AWS::Logs::LogGroup'],
  info: "the log group is encrypted with a key that AWS owns; set 'KmsKeyId'",
  same: ['ControlTower CT.CLOUDWATCH.PR.3', 'checkov CKV_AWS_158', 'cdk-nag CloudWatchLogGroupEncrypted'],
  check: ({ properties }) => (properties.KmsKeyId === undefined ? [''] : []),
};
