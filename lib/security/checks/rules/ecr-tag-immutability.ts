import { text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

export const ecrTagImmutability: Rule = {
  id: 'ECRTagImmutability',
  level: 'error',
  sections: ['4.1.5', '4.2.2'],
  types: ['AWS::ECR::Repository'],
  info: "a tag that was deployed can be moved to another image; set 'ImageTagMutability' to IMMUTABLE or IMMUTABLE_WITH_EXCLUSION",
  same: ['SecurityHub ECR.2', 'ControlTower CT.ECR.PR.3', 'checkov CKV_AWS_51'],
  check: ({ properties }) =>
    findingsOf(
      judge(properties.ImageTagMutability, 'broken', (value) => text(value)?.startsWith('IMMUTABLE') === true),
      '',
      'ImageTagMutability',
    ),
};
