import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { failAll } from '../../internal/errors';
import type { LogRouterProps } from '../log-router-options';
import type { RouterConfiguration } from '../router-configuration';
import { allow } from './bound-destination';
import { FETCHED_FILE } from './router-image';
import { sameNames } from './router-faults';

/**
 * The parts that let the init image fetch its configuration: the environment that names it, and the task role's access
 * to it.
 */
export interface FetchedConfiguration {
  readonly environment: { [name: string]: string };
  readonly statements: readonly iam.PolicyStatement[];
}

/** Objects that the init image fetches when it starts. */
export function fetchedConfiguration(
  router: Construct,
  configuration: readonly RouterConfiguration[],
): FetchedConfiguration {
  const place = new Construct(router, 'Configuration');
  // One place for each file: ids follow the order of the list.
  const objects = configuration.flatMap((source, index) =>
    source._needsInit ? (source._object(new Construct(place, `File${index + 1}`)) ?? []) : [],
  );
  failAll(router, sameNames(objects.map(({ key }) => key)));
  return {
    environment: Object.fromEntries(
      objects.map(({ bucket, key }, index) => [`aws_fluent_bit_init_s3_${index + 1}`, bucket.arnForObjects(key)]),
    ),
    statements: objects.flatMap(({ bucket, key }) => [
      allow(['s3:GetObject'], [bucket.arnForObjects(key)]),
      allow(['s3:GetBucketLocation'], [bucket.bucketArn]),
      ...(bucket.encryptionKey === undefined ? [] : [allow(['kms:Decrypt'], [bucket.encryptionKey.keyArn])]),
    ]),
  };
}

/** The texts of the files that the router fetches when it starts; `undefined` when it may fetch one that is not known here. */
export function fetchedTexts({ configuration = [], environment = {} }: LogRouterProps): readonly string[] | undefined {
  const sources = configuration.map(({ _source }) => _source);
  const unseen =
    sources.some(({ object, agentObject }) => object !== undefined || agentObject !== undefined) ||
    Object.keys(environment).some((name) => FETCHED_FILE.test(name) || Token.isUnresolved(name));
  return unseen ? undefined : sources.flatMap(({ asset }) => asset?.text ?? []);
}
