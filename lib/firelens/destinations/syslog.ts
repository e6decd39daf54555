import {
  BoundDestination,
  commonFaults,
  commonOptions,
  fault,
  networkOptions,
  outside,
} from '../private/bound-destination';
import type { NetworkDestinationOptions } from './destination-options';

/** Format of the messages. */
export enum SyslogFormat {
  /** RFC 5424. */
  RFC5424 = 'rfc5424',
  /** RFC 3164, the older one. */
  RFC3164 = 'rfc3164',
}

/** The transport of syslog messages. */
export enum SyslogMode {
  /** TCP; with TLS unless it is switched off. */
  TCP = 'tcp',
  /** UDP, never encrypted and never confirmed. */
  UDP = 'udp',
}

/** The options of logs for a syslog server. */
export interface SyslogDestinationOptions extends NetworkDestinationOptions {
  /**
   * The transport of the messages.
   *
   * @default SyslogMode.TCP
   */
  readonly mode?: SyslogMode;

  /**
   * Format of the messages.
   *
   * @default SyslogFormat.RFC5424
   */
  readonly format?: SyslogFormat;

  /**
   * Key of the record that is the message. Without one every message would be empty.
   *
   * @default 'log'
   */
  readonly messageKey?: string;

  /**
   * Key of the record that is the host name.
   *
   * @default 'container_name'
   */
  readonly hostnameKey?: string;

  /**
   * Key of the record that is the name of the application.
   *
   * @default - no name
   */
  readonly appNameKey?: string;

  /**
   * Severity of all messages, 0 (emergency) to 7 (debug).
   *
   * @default 6
   */
  readonly severity?: number;

  /**
   * Facility of all messages, 0 to 23.
   *
   * @default 1
   */
  readonly facility?: number;
}

/** `syslog`; 6514 with TLS, 514 without. */
export function syslog(host: string, options: SyslogDestinationOptions): BoundDestination {
  const { mode = SyslogMode.TCP } = options;
  const tls = mode === SyslogMode.TCP && (options.tls ?? true);
  return {
    plugin: 'syslog',
    options: {
      host,
      ...networkOptions(options, tls),
      port: options.port ?? (tls ? 6514 : 514),
      mode,
      syslog_format: options.format ?? SyslogFormat.RFC5424,
      syslog_message_key: options.messageKey ?? 'log',
      syslog_hostname_key: options.hostnameKey ?? 'container_name',
      syslog_appname_key: options.appNameKey,
      syslog_severity_preset: options.severity,
      syslog_facility_preset: options.facility,
      ...commonOptions(options),
    },
    faults: [
      ...commonFaults(options),
      ...outside('severity', options.severity, 0, 7),
      ...outside('facility', options.facility, 0, 23),
      ...(mode === SyslogMode.UDP && options.tls
        ? [fault("'tls' needs 'mode' SyslogMode.TCP, got SyslogMode.UDP")]
        : []),
    ],
  };
}
