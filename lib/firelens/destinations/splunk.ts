import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions, fault, networkOptions } from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';

/** The options of logs for Splunk. */
export interface SplunkDestinationOptions extends NetworkDestinationOptions {
  /**
   * Index of the events.
   *
   * @default - the index of the token
   */
  readonly index?: string;

  /**
   * Source of the events.
   *
   * @default - the source of the token
   */
  readonly source?: string;

  /**
   * Source type of the events.
   *
   * @default - the source type of the token
   */
  readonly sourceType?: string;

  /**
   * Key of the record whose value is the event.
   *
   * @default - the whole record
   */
  readonly eventKey?: string;

  /**
   * The record is a complete event for the collector already.
   *
   * @default false
   */
  readonly sendRaw?: boolean;
}

/** `splunk`: the HTTP event collector. */
export function splunk(host: string, token: ecs.Secret, options: SplunkDestinationOptions): BoundDestination {
  return {
    plugin: 'splunk',
    options: {
      host,
      ...networkOptions(options, true),
      port: options.port ?? 8088,
      event_index: options.index,
      event_source: options.source,
      event_sourcetype: options.sourceType,
      event_key: options.eventKey,
      splunk_send_raw: options.sendRaw ? 'on' : undefined,
      compress: 'gzip',
      ...commonOptions(options),
    },
    secrets: { splunk_token: token },
    faults: [...commonFaults(options), ...tlsStaysOn(options)],
  };
}

/** A credential travels on every request. */
export function tlsStaysOn({ tls }: NetworkDestinationOptions): NonNullable<BoundDestination['faults']> {
  return tls === false ? [fault("'tls' must stay on: a credential travels with every request")] : [];
}
