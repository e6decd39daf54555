import type * as ecs from 'aws-cdk-lib/aws-ecs';
import { BoundDestination, commonFaults, commonOptions, networkOptions } from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';
import { credentialFaults } from './http';

/** The options of logs for an OpenTelemetry collector. */
export interface OpenTelemetryDestinationOptions extends NetworkDestinationOptions {
  /**
   * Path of the logs endpoint for OTLP over HTTP.
   *
   * @default '/v1/logs'
   */
  readonly logsUri?: string;

  /**
   * OTLP over gRPC.
   *
   * @default false
   */
  readonly grpc?: boolean;

  /**
   * Record accessor of the body, as `$log`; the other keys become attributes.
   *
   * @default '$log'
   */
  readonly logsBodyKey?: string;

  /**
   * A header as `Name value` whose text is a secret, as `Authorization Bearer …`. It must not end in a line break.
   *
   * @default - no secret header
   */
  readonly headerSecret?: ecs.Secret;
}

/** `opentelemetry`; 4317 for gRPC, else 4318. */
export function openTelemetry(host: string, options: OpenTelemetryDestinationOptions): BoundDestination {
  const { grpc = false } = options;
  return {
    plugin: 'opentelemetry',
    options: {
      host,
      ...networkOptions(options),
      port: options.port ?? (grpc ? 4317 : 4318),
      logs_uri: options.logsUri,
      grpc: grpc ? 'on' : undefined,
      http2: grpc ? 'on' : undefined,
      logs_body_key: options.logsBodyKey ?? '$log',
      logs_body_key_attributes: 'true',
      ...commonOptions(options),
    },
    secrets: { header: options.headerSecret },
    faults: [...commonFaults(options), ...credentialFaults(options)],
  };
}
