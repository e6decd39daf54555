import { Arn, ArnFormat, Aws, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import type { aws_opensearchserverless as serverless } from 'aws-cdk-lib/interfaces';
import {
  BoundDestination,
  OptionValue,
  allow,
  commonFaults,
  commonOptions,
  fault,
  networkOptions,
  roleOptions,
  statementsFor,
} from '../private/bound-destination';
import type { AwsDestinationOptions, NetworkDestinationOptions } from './destination-options';

/** The options by which records become documents. */
export interface DocumentOptions {
  /**
   * Index that the documents go to. Excludes `indexPrefix`.
   *
   * @default 'fluent-bit'
   */
  readonly index?: string;

  /**
   * One index a day, `<prefix>-2026.11.20`. Excludes `index`.
   *
   * @default - one index
   */
  readonly indexPrefix?: string;

  /**
   * Derive the id of each document from its content, so that a chunk which is sent again makes no second document.
   *
   * @default true
   */
  readonly generateId?: boolean;

  /**
   * Replace dots in key names by underscores: a dot opens an object in the index.
   *
   * @default false
   */
  readonly replaceDots?: boolean;

  /**
   * Pack requests with gzip.
   *
   * @default true
   */
  readonly compress?: boolean;

  /**
   * Write what the server answers to a failed request into the router's own log.
   *
   * @default true
   */
  readonly traceError?: boolean;
}

/** The options of logs for Amazon OpenSearch Service. */
export interface OpenSearchDestinationOptions extends AwsDestinationOptions, DocumentOptions {}

/** The options of logs for a search server by host name. */
export interface ElasticDestinationOptions extends NetworkDestinationOptions, DocumentOptions {
  /**
   * User for basic authentication; needs `password`.
   *
   * @default - no basic authentication
   */
  readonly user?: string;

  /**
   * Password for basic authentication.
   *
   * @default - no basic authentication
   */
  readonly password?: ecs.Secret;

  /**
   * API key, base64 of `id:key`.
   *
   * @default - no API key
   */
  readonly apiKey?: ecs.Secret;
}

/** The options of logs for Elastic Cloud. */
export interface ElasticCloudDestinationOptions extends ElasticDestinationOptions {
  /**
   * `user:password` of the deployment.
   *
   * @default - no user; give `apiKey` then
   */
  readonly cloudAuth?: ecs.Secret;
}

/** `opensearch` to a domain of OpenSearch Service, signed. Observed call: POST /_bulk. */
export function openSearchDomain(domain: opensearch.IDomain, options: OpenSearchDestinationOptions): BoundDestination {
  return {
    plugin: 'opensearch',
    options: {
      host: domain.domainEndpoint,
      port: 443,
      aws_region: options.region ?? regionOf(domain),
      ...signed(options),
    },
    statements: statementsFor(options, [allow(['es:ESHttpPost'], [`${domain.domainArn}/*`])]),
    faults: [...commonFaults(options), ...documentFaults(options)],
  };
}

/**
 * `opensearch` to a collection of OpenSearch Serverless, signed. The collection's data access policy must let the task
 * role create, update and write the index.
 */
export function openSearchServerless(
  collection: serverless.ICollectionRef,
  options: OpenSearchDestinationOptions,
): BoundDestination {
  const region = options.region ?? collection.env.region;
  const { collectionArn, collectionId } = collection.collectionRef;
  return {
    plugin: 'opensearch',
    options: {
      host: `${collectionId}.${region}.aoss.${Aws.URL_SUFFIX}`,
      port: 443,
      aws_region: region,
      aws_service_name: 'aoss',
      ...signed(options),
      // Serverless collections take no ids of the client for time series.
      ...(options.generateId === undefined && { generate_id: undefined }),
    },
    statements: statementsFor(options, [allow(['aoss:APIAccessAll'], [collectionArn])]),
    faults: [...commonFaults(options), ...documentFaults(options)],
  };
}

/** `es` by host name. */
export function elastic(host: string, options: ElasticDestinationOptions): BoundDestination {
  return {
    plugin: 'es',
    options: {
      host,
      ...networkOptions(options),
      port: options.port ?? 9200,
      http_user: options.user,
      ...documents(options),
      ...commonOptions(options),
    },
    secrets: { http_passwd: options.password, http_api_key: options.apiKey },
    faults: [...commonFaults(options), ...documentFaults(options), ...userFaults(options)],
  };
}

/** `es` by the id of an Elastic Cloud deployment. */
export function elasticCloud(cloudId: string, options: ElasticCloudDestinationOptions): BoundDestination {
  return {
    plugin: 'es',
    options: {
      cloud_id: cloudId,
      ...networkOptions(options),
      http_user: options.user,
      ...documents(options),
      ...commonOptions(options),
    },
    secrets: { cloud_auth: options.cloudAuth, http_passwd: options.password, http_api_key: options.apiKey },
    faults: [...commonFaults(options), ...documentFaults(options), ...userFaults(options)],
  };
}

/** An imported domain says it is in the Region of its stack; its ARN knows better. */
function regionOf({ domainArn, env }: opensearch.IDomain): string {
  return Token.isUnresolved(domainArn)
    ? env.region
    : (Arn.split(domainArn, ArnFormat.SLASH_RESOURCE_NAME).region ?? env.region);
}

function signed(options: OpenSearchDestinationOptions): Record<string, OptionValue> {
  return {
    tls: 'on',
    'tls.verify_hostname': 'on',
    aws_auth: 'on',
    ...roleOptions(options, 'aws_'),
    ...documents(options),
    ...commonOptions(options),
  };
}

function documents(options: DocumentOptions): Record<string, OptionValue> {
  return {
    index: options.index,
    logstash_format: options.indexPrefix === undefined ? undefined : 'on',
    logstash_prefix: options.indexPrefix,
    // Types are gone from OpenSearch 2 and Elasticsearch 8, which refuse them.
    suppress_type_name: 'on',
    generate_id: (options.generateId ?? true) ? 'on' : undefined,
    replace_dots: options.replaceDots ? 'on' : undefined,
    compress: (options.compress ?? true) ? 'gzip' : undefined,
    trace_error: (options.traceError ?? true) ? 'on' : undefined,
  };
}

function documentFaults({ index, indexPrefix }: DocumentOptions): NonNullable<BoundDestination['faults']> {
  return index !== undefined && indexPrefix !== undefined
    ? [fault(`'index' and 'indexPrefix' exclude each other, got '${index}' and '${indexPrefix}'`)]
    : [];
}

function userFaults({ user, password }: ElasticDestinationOptions): NonNullable<BoundDestination['faults']> {
  return (user === undefined) === (password === undefined)
    ? []
    : [fault(`'user' and 'password' go together, got ${user === undefined ? "'password'" : "'user'"} alone`)];
}
