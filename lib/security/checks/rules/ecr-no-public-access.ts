import { allowStatements } from '../statements';
import type { Rule } from '../rule';

export const ecrNoPublicAccess: Rule = {
  id: 'ECRNoPublicAccess',
  level: 'error',
  sections: ['4.2.3'],
  types: ['AWS::ECR::Repository', 'AWS::ECR::RegistryPolicy'],
  info: "the policy lets anybody in ('Principal' *) without a condition; name the accounts or roles that may pull",
  same: ['checkov CKV_AWS_32', 'cdk-nag ECROpenAccess'],
  check: ({ properties }) =>
    allowStatements(properties.RepositoryPolicyText ?? properties.PolicyText)
      .filter(({ condition, isForAnyone }) => condition === undefined && isForAnyone)
      .map(({ index }) => `Statement::${index}`),
};
