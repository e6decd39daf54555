import type { Rule } from '../rule';

export const secretCmk: Rule = {
  id: 'SecretCmk',
  level: 'warning',
  sections: ['4.1.4'],
  types: ['AWS::SecretsManager::Secret'],
  info: "the secret is encrypted with the account's shared key, so every reader of secrets can decrypt it; set 'KmsKeyId'",
  same: ['checkov CKV_AWS_149', 'cdk-nag SecretsManagerUsingKMSKey'],
  check: ({ properties }) => (properties.KmsKeyId === undefined ? [''] : []),
};
