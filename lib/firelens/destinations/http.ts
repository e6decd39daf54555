import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions, fault, networkOptions } from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';

/** Form of the request's body. */
export enum HttpFormat {
  /** One JSON array. */
  JSON = 'json',
  /** JSON objects one after the other. */
  JSON_STREAM = 'json_stream',
  /** A JSON object on each line. */
  JSON_LINES = 'json_lines',
  /** Graylog's format. */
  GELF = 'gelf',
  /** MessagePack. */
  MSGPACK = 'msgpack',
}

/** The options of logs for an HTTP server. */
export interface HttpDestinationOptions extends NetworkDestinationOptions {
  /**
   * Path and query of the request.
   *
   * @default '/'
   */
  readonly uri?: string;

  /**
   * Form of the body. Fluent Bit takes an unknown one for MessagePack without a word.
   *
   * @default HttpFormat.JSON
   */
  readonly format?: HttpFormat;

  /**
   * A header as `Name value`. Only one fits in the log options of ECS; for credentials use `headerSecret`.
   *
   * @default - no further header
   */
  readonly header?: string;

  /**
   * A header as `Name value` whose text is a secret, as `Authorization Bearer …`. It must not end in a line break: the
   * server would answer 400 and Fluent Bit drop the logs. Excludes `header`.
   *
   * @default - no secret header
   */
  readonly headerSecret?: ecs.Secret;

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
   * Pack requests with gzip.
   *
   * @default true
   */
  readonly compress?: boolean;

  /**
   * Key under which the time is added to the record.
   *
   * @default 'date'
   */
  readonly jsonDateKey?: string;
}

/** `http`; 443 with TLS, 80 without. */
export function http(host: string, options: HttpDestinationOptions): BoundDestination {
  const { user, password, header, headerSecret, tls = true } = options;
  return {
    plugin: 'http',
    options: {
      host,
      ...networkOptions(options),
      port: options.port ?? (tls ? 443 : 80),
      uri: options.uri ?? '/',
      format: options.format ?? HttpFormat.JSON,
      header,
      http_user: user,
      compress: (options.compress ?? true) ? 'gzip' : undefined,
      json_date_key: options.jsonDateKey,
      ...commonOptions(options),
    },
    secrets: { http_passwd: password, header: headerSecret },
    faults: [
      ...commonFaults(options),
      ...credentialFaults(options),
      ...(header !== undefined && headerSecret !== undefined
        ? [fault("'header' and 'headerSecret' exclude each other: ECS takes one value for 'header'")]
        : []),
    ],
  };
}

/** User and password, and TLS where they travel. */
export function credentialFaults({
  user,
  password,
  headerSecret,
  tls = true,
}: Pick<HttpDestinationOptions, 'user' | 'password' | 'headerSecret' | 'tls'>): NonNullable<
  BoundDestination['faults']
> {
  return [
    ...((user === undefined) === (password === undefined)
      ? []
      : [fault(`'user' and 'password' go together, got ${user === undefined ? "'password'" : "'user'"} alone`)]),
    ...(!tls && (password !== undefined || headerSecret !== undefined)
      ? [
          fault(
            `'tls' must stay on with '${password === undefined ? 'headerSecret' : 'password'}': it would travel unencrypted`,
          ),
        ]
      : []),
  ];
}
