import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { fail } from '../../internal/errors';

/**
 * The statements that let the agent read a secret, and nothing else: no `DescribeSecret`, no use of the key elsewhere.
 */
export function secretStatements(secret: secretsmanager.ISecret, key = secret.encryptionKey): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.secretFullArn ?? `${secret.secretArn}-??????`],
    }),
    ...decryptStatements(key, secret, 'secretsmanager', 'secret'),
  ];
}

/** The statements that let the agent read a parameter. */
export function parameterStatements(parameter: ssm.IParameter, key?: kms.IKey): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: [parameter.parameterArn] }),
    ...decryptStatements(key, parameter, 'ssm', 'parameter'),
  ];
}

/** Leave to decrypt with a customer managed key, only through the service that encrypted with it. */
export function decryptStatements(
  key: kms.IKey | undefined,
  owner: IConstruct & { readonly env: { readonly region: string } },
  service: string,
  what: string,
): iam.PolicyStatement[] {
  if (key === undefined) {
    return [];
  }
  refuseOtherRegion(owner, key, owner.env.region, what);
  // A resource of the same stack has that stack's region as its own, be it known or not.
  const region = Token.isUnresolved(owner.env.region) ? Stack.of(owner).region : owner.env.region;
  return [
    new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
    }),
  ];
}

/** KMS keys serve one region; a key of another one can never have encrypted the thing. */
export function refuseOtherRegion(scope: IConstruct, key: kms.IKey, region: string, what: string): void {
  const keyRegion = key.env.region;
  if (!Token.isUnresolved(keyRegion) && !Token.isUnresolved(region) && keyRegion !== region) {
    fail(
      scope,
      'EncryptionKey.otherRegion',
      `key of the ${what} must be of region ${region}, got a key of ${keyRegion}; give a key, or the replica of a multi-region key, of ${region}`,
    );
  }
}
