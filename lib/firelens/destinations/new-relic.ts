import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions } from '../private/bound-destination';
import type { LogDestinationOptions } from './destination-options';

/** The options of logs for New Relic. */
export interface NewRelicDestinationOptions extends LogDestinationOptions {
  /**
   * Address of the log API. Accounts of the EU have `https://log-api.eu.newrelic.com/log/v1`.
   *
   * @default 'https://log-api.newrelic.com/log/v1'
   */
  readonly baseUri?: string;
}

/** `nrlogs`, which is in every Fluent Bit; `newrelic` is in New Relic's own image only. */
export function newRelic(licenseKey: ecs.Secret, options: NewRelicDestinationOptions): BoundDestination {
  return {
    plugin: 'nrlogs',
    options: { base_uri: options.baseUri, ...commonOptions(options) },
    secrets: { license_key: licenseKey },
    faults: commonFaults(options),
  };
}
