/**
 * The services that an application calls by itself once it may, by the prefix of their actions, as in the names of their endpoints. AWS
 * KMS is none: other services decrypt on their side.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const ENDPOINT_OF_ACTIONS: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  events: 'events',
  firehose: 'kinesis-firehose',
  kinesis: 'kinesis-streams',
  lambda: 'lambda',
  s3: 's3',
  secretsmanager: 'secretsmanager',
  sns: 'sns',
  sqs: 'sqs',
  states: 'states',
};
