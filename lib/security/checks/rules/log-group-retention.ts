import type { Rule } from '../rule';

export const logGroupRetention: Rule = {
  id: 'LogGroupRetention',
  level: 'warning',
  sections: ['4.4.5'],
  types: ['AWS::Logs::LogGroup'],
  info: "how long the records are kept is not decided, so they are kept, and paid, for ever; set 'RetentionInDays'",
  same: ['ControlTower CT.CLOUDWATCH.PR.2', 'checkov CKV_AWS_66', 'cdk-nag CloudWatchLogGroupRetentionPeriod'],
  check: ({ properties }) => (properties.RetentionInDays === undefined ? [''] : []),
};
