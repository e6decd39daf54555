import { allowStatements } from '../statements';
import type { Rule } from '../rule';

export const ecsRoleTrustScoped: Rule = {
  id: 'ECSRoleTrustScoped',
  level: 'warning',
  sections: ['4.3.2'],
  types: ['AWS::IAM::Role'],
  info: "ECS may take the role on behalf of any account (confused deputy); add the conditions 'aws:SourceAccount' and 'aws:SourceArn' to its trust policy",
  check: ({ properties }) =>
    allowStatements(properties.AssumeRolePolicyDocument)
      .filter(({ services }) => services.includes('ecs-tasks.amazonaws.com'))
      .some(({ condition }) => !/aws:SourceA(ccount|rn)/i.test(JSON.stringify(condition ?? {})))
      ? ['']
      : [],
};
