import type { Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** The options of every destination. */
export interface LogDestinationOptions {
  /**
   * The number of times that a chunk of logs is sent again before it is dropped. `0` gives up at once. For no limit,
   * and chunks that are kept until they are delivered, see `retryWithoutLimit`.
   *
   * Fluent Bit's own default is 1: a throttled service then loses logs after some seconds.
   *
   * @default 5
   */
  readonly retryLimit?: number;

  /**
   * Send again until it is delivered. With buffers in memory a destination that is down fills the memory limit, and new
   * lines are lost instead; use it with buffers on disk. Excludes `retryLimit`.
   *
   * @default false
   */
  readonly retryWithoutLimit?: boolean;

  /**
   * Threads that send.
   *
   * @default - Fluent Bit's: 2 for HTTP, Splunk and forward, 1 for all others
   */
  readonly workers?: number;

  /**
   * Disk that waiting logs of this destination may take; the oldest are dropped beyond it. Only with buffers on disk.
   *
   * @default - the `limitPerDestination` of the router's buffers
   */
  readonly diskLimit?: Size;

  /**
   * Further options of the plugin, in Fluent Bit's spelling. They are checked against the plugin's table at synthesis.
   *
   * @default - no further options
   * @see https://docs.fluentbit.io/manual/pipeline/outputs
   */
  readonly pluginOptions?: { [option: string]: string };
}

/** The options of every destination that is an AWS service and signs its requests. */
export interface AwsDestinationOptions extends LogDestinationOptions {
  /**
   * Region of the target.
   *
   * @default - the region of the target object
   */
  readonly region?: string;

  /**
   * Role to assume for sending, as for a target of another account. The task role is allowed to assume it, and gets no
   * permission on the target itself: that is then the role's.
   *
   * @default - the task role sends, and is allowed exactly what the plugin calls on exactly this target
   */
  readonly role?: iam.IRole;

  /**
   * External id that the role asks for.
   *
   * @default - no external id
   */
  readonly externalId?: string;
}

/** The options of every destination that is reached by host and port. */
export interface NetworkDestinationOptions extends LogDestinationOptions {
  /**
   * TCP (for syslog also UDP) port.
   *
   * @default - the port named at the destination
   */
  readonly port?: number;

  /**
   * Whether the connection is encrypted.
   *
   * @default true
   */
  readonly tls?: boolean;

  /**
   * Whether the name in the server's certificate must be the host's. Fluent Bit checks the chain alone unless told so.
   *
   * @default true
   */
  readonly tlsVerifyHostname?: boolean;

  /**
   * Path in the router's file system of the certificate authorities to trust.
   *
   * @default - those of the image
   */
  readonly tlsCaFile?: string;

  /**
   * Whether connections are kept open between requests.
   *
   * @default - Fluent Bit's: kept open
   */
  readonly keepAlive?: boolean;
}
