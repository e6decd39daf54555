import { Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { Finding, warning } from '../../internal/finding';
import { BoundDestination, commonFaults, commonOptions, fault } from '../private/bound-destination';
import type { LogDestinationOptions } from './destination-options';

/** The site parameters that Datadog lists. */
const SITES: readonly string[] = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
];

/** The options of logs for Datadog. */
export interface DatadogDestinationOptions extends LogDestinationOptions {
  /**
   * Site of the account, as `datadoghq.eu` or `us5.datadoghq.com`: its site parameter, not its short name.
   *
   * @see https://docs.datadoghq.com/getting_started/site/
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
  const { tags = {}, site = 'datadoghq.com' } = options;
  const sites = siteFaults(site);
  const names = Object.keys(tags).sort();
  return {
    plugin: 'datadog',
    options: {
      // A host of what is no site would be refused once more, under another name.
      host: sites.some(({ severity }) => severity === 'error') ? undefined : `http-intake.logs.${site}`,
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
    faults: [...commonFaults(options), ...sites],
  };
}

/** A short name, as EU1, makes a host that does not exist; a site that is not listed may be newer than the list. */
function siteFaults(site: string): Finding[] {
  if (Token.isUnresolved(site) || SITES.includes(site)) {
    return [];
  }
  const known = SITES.join(', ');
  return /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(site)
    ? [
        warning(
          'LogDestination.datadogSite',
          `'site' is none that Datadog lists, got '${site}', so the logs go to http-intake.logs.${site}; take one of ${known}, or acknowledge this if the site is newer`,
        ),
      ]
    : [fault(`'site' must be the site parameter of the account at Datadog, got '${site}'; take one of ${known}`)];
}
