import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { failAll } from '../../internal/errors';
import type { RouterConfiguration } from '../router-configuration';
import { allow } from './bound-destination';
import { sameNames } from './router-faults';

/** What the init image needs to fetch its configuration: the environment that names it, and the task role's way to it. */
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
