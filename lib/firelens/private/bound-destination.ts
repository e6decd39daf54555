import { Size, Token } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { bareHostHint } from '../../internal/bare-host';
import { Finding, error } from '../../internal/finding';
import type {
  AwsDestinationOptions,
  LogDestinationOptions,
  NetworkDestinationOptions,
} from '../destinations/destination-options';

/** A destination ready to be written: what the output says, holds secret, and needs. */
export interface BoundDestination {
  /** Value of `Name`. */
  readonly plugin: string;
  /** Options of the output; absent ones are `undefined`. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Options whose value comes from a secret. */
  readonly secrets?: Readonly<Record<string, ecs.Secret | undefined>>;
  /** The statements that the task role needs. */
  readonly statements?: readonly iam.PolicyStatement[];
  /** Option that names a directory which the plugin writes to. */
  readonly storeOption?: string;
  readonly faults?: readonly Finding[];
}

export type OptionValue = string | number | boolean | undefined;

const DEFAULT_RETRIES = 5;

/** Options of every output, and what is wrong with them. */
export function commonOptions(options: LogDestinationOptions): Record<string, OptionValue> {
  const { retryLimit, retryWithoutLimit, workers, diskLimit } = options;
  return {
    retry_limit: retryWithoutLimit ? 'no_limits' : retryLimit === 0 ? 'no_retries' : (retryLimit ?? DEFAULT_RETRIES),
    workers,
    'storage.total_limit_size': diskLimit && bytes(diskLimit),
  };
}

/** Options of an output that opens a connection of its own. */
export function networkOptions(
  options: NetworkDestinationOptions,
  tls = options.tls ?? true,
): Record<string, OptionValue> {
  return {
    port: options.port,
    tls: tls ? 'on' : options.tls === false ? 'off' : undefined,
    'tls.verify_hostname': tls ? onOff(options.tlsVerifyHostname ?? true) : undefined,
    'tls.ca_file': tls ? options.tlsCaFile : undefined,
    'net.keepalive': options.keepAlive === undefined ? undefined : onOff(options.keepAlive),
  };
}

/** Options by which an AWS output takes another role. The two families of plugins spell them differently. */
export function roleOptions(options: AwsDestinationOptions, prefix: '' | 'aws_' = ''): Record<string, OptionValue> {
  return { [`${prefix}role_arn`]: options.role?.roleArn, [`${prefix}external_id`]: options.externalId };
}

/** The task role's statements: what the target needs, or only to assume the role that has it. */
export function statementsFor(options: AwsDestinationOptions, own: iam.PolicyStatement[]): iam.PolicyStatement[] {
  return options.role === undefined ? own : [allow(['sts:AssumeRole'], [options.role.roleArn])];
}

export function allow(actions: string[], resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources });
}

/** Finds an address of a page where a host name belongs. */
export function hostFaults(host: unknown): Finding[] {
  return typeof host !== 'string' ||
    Token.isUnresolved(host) ||
    /^([^\s/:]+|[\da-fA-F:.]*:[\da-fA-F:.]*:[\da-fA-F:.]*)$/.test(host)
    ? []
    : [fault(`'host' must be a host name alone, without scheme, port and path, got '${host}'${bareHostHint(host)}`)];
}

/** Finds faults in the options that every destination has. */
export function commonFaults(
  options: LogDestinationOptions & Pick<NetworkDestinationOptions, 'port' | 'tls' | 'tlsCaFile' | 'tlsVerifyHostname'>,
): Finding[] {
  return [
    ...outside('retryLimit', options.retryLimit, 0, Infinity),
    ...outside('workers', options.workers, 1, Infinity),
    ...outside('port', options.port, 1, 65535),
    ...sizeOutside('diskLimit', options.diskLimit, Size.bytes(1), Size.bytes(Number.MAX_SAFE_INTEGER)),
    ...(options.tls === false
      ? (['tlsCaFile', 'tlsVerifyHostname'] as const)
          .filter((name) => options[name] !== undefined)
          .map((name) => fault(`'${name}' is for TLS, and 'tls' is false; leave out one of the two`))
      : []),
    ...(options.retryWithoutLimit && options.retryLimit !== undefined
      ? [fault(`'retryLimit' and 'retryWithoutLimit' exclude each other, got ${options.retryLimit} and true; keep one`)]
      : []),
  ];
}

/** A whole number in a range; tokens pass. */
export function outside(name: string, value: number | undefined, least: number, most: number): Finding[] {
  return value === undefined ||
    Token.isUnresolved(value) ||
    (Number.isInteger(value) && value >= least && value <= most)
    ? []
    : [
        fault(
          `'${name}' must be a whole number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}, got ${value}`,
        ),
      ];
}

/** A size in a range; tokens pass. */
export function sizeOutside(name: string, value: Size | undefined, least: Size, most: Size): Finding[] {
  return value === undefined ||
    value.isUnresolved() ||
    (value.toBytes() >= least.toBytes() && value.toBytes() <= most.toBytes())
    ? []
    : [
        fault(
          `'${name}' must be ${most.toBytes() === Number.MAX_SAFE_INTEGER ? `at least ${words(least)}` : `from ${words(least)} to ${words(most)}`}, got ${words(value)}`,
        ),
      ];
}

export function fault(message: string): Finding {
  return error('LogDestination.invalid', message);
}

/** A size as Fluent Bit reads it without rounding. */
export function bytes(size: Size): string {
  return String(size.toBytes({ rounding: undefined }));
}

export function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

function words(size: Size): string {
  return `${size.toBytes()} bytes`;
}
