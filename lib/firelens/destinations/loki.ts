import { Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions, fault, networkOptions } from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';
import { credentialFaults } from './http';

/** The options of logs for Loki. */
export interface LokiDestinationOptions extends NetworkDestinationOptions {
  /**
   * Labels of the stream: name to value. Keep them few: each combination is a stream.
   *
   * @default - `job` is `firelens`
   */
  readonly labels?: { [name: string]: string };

  /**
   * Keys of the record that become labels, as `$container_name`.
   *
   * @default ['$container_name']
   */
  readonly labelKeys?: string[];

  /**
   * Keys of the record that are left out.
   *
   * @default - none
   */
  readonly removeKeys?: string[];

  /**
   * Tenant of a server with several.
   *
   * @default - no tenant
   */
  readonly tenantId?: string;

  /**
   * User for basic authentication; needs `password`.
   *
   * @default - no basic authentication
   */
  readonly user?: string;

  /**
   * Password for basic authentication, of Grafana Cloud the API token.
   *
   * @default - no basic authentication
   */
  readonly password?: ecs.Secret;

  /**
   * Bearer token.
   *
   * @default - no token
   */
  readonly bearerToken?: ecs.Secret;
}

/** `loki`; 443 with TLS, 3100 without. */
export function loki(host: string, options: LokiDestinationOptions): BoundDestination {
  const { labels = { job: 'firelens' }, tls = true, bearerToken } = options;
  const names = Object.keys(labels).sort();
  return {
    plugin: 'loki',
    options: {
      host,
      ...networkOptions(options),
      port: options.port ?? (tls ? 443 : 3100),
      labels: names.map((name) => `${name}=${labels[name]}`).join(', '),
      label_keys: list(options.labelKeys ?? ['$container_name']),
      remove_keys: list(options.removeKeys ?? []),
      tenant_id: options.tenantId,
      http_user: options.user,
      compress: 'gzip',
      ...commonOptions(options),
    },
    secrets: { http_passwd: options.password, bearer_token: bearerToken },
    faults: [
      ...commonFaults(options),
      ...credentialFaults({ ...options, headerSecret: bearerToken }),
      ...names
        .filter((name) => !Token.isUnresolved(name) && !/^[a-zA-Z_]\w*$/.test(name))
        .map((name) => fault(`'labels' must have names of letters, digits and '_', got '${name}'`)),
      ...(names.length === 0 && options.labelKeys?.length === 0
        ? [fault("'labels' or 'labelKeys' must name a label: Loki refuses a stream without one")]
        : []),
    ],
  };
}

function list(keys: readonly string[]): string | undefined {
  return keys.length === 0 ? undefined : keys.join(', ');
}
