import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions } from '../private/bound-destination';
import type { LogDestinationOptions } from './destination-options';

/** The options of logs for Datadog. */
export interface DatadogDestinationOptions extends LogDestinationOptions {
  /**
   * Site of the account, as `datadoghq.eu` or `us5.datadoghq.com`.
   *
   * @default 'datadoghq.com'
   */
  readonly site?: string;

  /**
   * Name of the service.
   *
   * @default - no service
   */
  readonly service?: string;

  /**
   * Technology that wrote the logs, as `java`; it chooses Datadog's pipeline.
   *
   * @default - no source
   */
  readonly source?: string;

  /**
   * Tags, as `env` to `prod`.
   *
   * @default - no tags
   */
  readonly tags?: { [name: string]: string };

  /**
   * Key of the record that holds the message.
   *
   * @default 'log'
   */
  readonly messageKey?: string;
}

/** `datadog`, always encrypted: the plugin's own default is not. */
export function datadog(apiKey: ecs.Secret, options: DatadogDestinationOptions): BoundDestination {
  const { tags = {} } = options;
  const names = Object.keys(tags).sort();
  return {
    plugin: 'datadog',
    options: {
      host: `http-intake.logs.${options.site ?? 'datadoghq.com'}`,
      tls: 'on',
      'tls.verify_hostname': 'on',
      compress: 'gzip',
      provider: 'ecs',
      dd_service: options.service,
      dd_source: options.source,
      dd_tags: names.length === 0 ? undefined : names.map((name) => `${name}:${tags[name]}`).join(','),
      dd_message_key: options.messageKey,
      ...commonOptions(options),
    },
    secrets: { apikey: apiKey },
    faults: commonFaults(options),
  };
}
