import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions, fault, networkOptions } from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';

/** The options of logs for another Fluent Bit or fluentd. */
export interface ForwardDestinationOptions extends NetworkDestinationOptions {
  /**
   * Key that both sides know.
   *
   * @default - no shared key
   */
  readonly sharedKey?: ecs.Secret;

  /**
   * A chunk counts as sent when the receiver has confirmed it.
   *
   * @default true
   */
  readonly requireAck?: boolean;

  /**
   * Pack chunks with gzip.
   *
   * @default false
   */
  readonly compress?: boolean;
}

/** `forward`, port 24224. */
export function forward(host: string, options: ForwardDestinationOptions): BoundDestination {
  const { sharedKey, tls = true } = options;
  return {
    plugin: 'forward',
    options: {
      host,
      ...networkOptions(options),
      port: options.port ?? 24224,
      require_ack_response: (options.requireAck ?? true) ? 'true' : undefined,
      compress: options.compress ? 'gzip' : undefined,
      ...commonOptions(options),
    },
    secrets: { shared_key: sharedKey },
    faults: [
      ...commonFaults(options),
      ...(sharedKey !== undefined && !tls
        ? [fault("'tls' must stay on with 'sharedKey': the logs would travel unencrypted")]
        : []),
    ],
  };
}
