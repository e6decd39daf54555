import { flatText, isPartlyUnknown } from './flat-text';
import { outputPlugin } from './fluent-bit-outputs';
import { ContainerView } from './task-view';
import { items, text } from './template-value';

/**
 * File that the generated configuration includes, and that a log router writes when it starts: its command is a shell
 * script that names this file, the script's own name, and the text.
 */
export const INCLUDED_FILE = '/firelens/included.conf';

/**
 * The actions that the output calls for each batch of lines, beside `sts:AssumeRole` with a role.
 *
 * Sources: Fluent Bit 5.0.9 (plugins/out_*), 2026-08; the actions that the pages of the destinations ask for, and `s3:PutObject` for whole objects and parts.
 */
export const OUTPUT_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'kinesis-firehose': ['firehose:PutRecordBatch'],
  'kinesis-streams': ['kinesis:PutRecords'],
  logs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  s3: ['s3:PutObject'],
  sts: ['sts:AssumeRole'],
};

/** One output of the effective Fluent Bit configuration, as far as the template shows it. */
export interface FluentBitOutput {
  /** Name of the container whose logs it takes; absent for an output of the included configuration. */
  readonly container?: string;
  readonly plugin: string;
  /** Lower-case option to value; parts known only at deployment are in guillemets. */
  readonly options: Readonly<Record<string, string>>;
}

/** Something that the log router must reach on the network before a log line arrives. */
export interface OutputReach {
  readonly container?: string;
  readonly plugin: string;
  /** AWS service, as in `com.amazonaws.<region>.<service>`; absent when the output goes to `host`. */
  readonly service?: string;
  /** Region of the service when it is written out; absent when it is the task's own or known only at deployment. */
  readonly region?: string;
  /** Host name or address. Guillemets mark the parts that only the deployment knows. */
  readonly host?: string;
  readonly port?: number;
  readonly protocol: 'tcp' | 'udp';
}

/** The services and hosts that one output must reach. */
export function reachesOf(output: FluentBitOutput): OutputReach[] {
  const { container, plugin, options } = output;
  const base = { ...(container !== undefined && { container }), plugin };
  const role = options.role_arn ?? options.aws_role_arn;
  const sts: OutputReach[] = role === undefined ? [] : [{ ...base, service: 'sts', protocol: 'tcp' }];
  return [...destinationsOf(output).map((reach) => ({ ...base, ...reach })), ...sts];
}

/** The text of the inline configuration, when the container carries one. */
export function inlineText(router: ContainerView): string | undefined {
  const [script, , included] = items(router.properties.Command);
  return writesIncludedFile(text(script)) ? flatText(included) : undefined;
}

/** Whether the script of a router's command writes its second argument into the included file. */
export function writesIncludedFile(script: string | undefined): boolean {
  return script?.includes(`> ${INCLUDED_FILE}`) ?? false;
}

/** Whether a variable of a router names an object in S3 that its init process fetches, by ARN. */
export function initObjectName(name: string): boolean {
  return /^aws_fluent_bit_init_[sS]3/.test(name);
}

type Destination = Pick<OutputReach, 'service' | 'region' | 'host' | 'port' | 'protocol'>;

function destinationsOf({ plugin, options }: FluentBitOutput): Destination[] {
  const { service, address } = outputPlugin(plugin);
  if (service !== undefined && options.endpoint === undefined) {
    const { region } = options;
    return [{ service, ...(isKnown(region) && { region }), protocol: 'tcp' }];
  }
  const url = options.endpoint ?? (plugin === 'nrlogs' ? options.base_uri : undefined);
  if (url !== undefined) {
    return [{ ...hostOfUrl(url), protocol: 'tcp' }];
  }
  if (plugin === 'kafka') {
    return (options.brokers ?? '').split(',').filter(Boolean).map(hostOfUrl).map(overTcp);
  }
  if (address === undefined) {
    return [];
  }
  const host = options.host ?? address.host;
  const port = Number(options.port ?? (plugin === 'es' && options.cloud_id !== undefined ? 443 : address.port));
  const udp = plugin === 'udp' || (plugin === 'syslog' && options.mode !== 'tcp' && options.mode !== 'tls');
  return host === '127.0.0.1' || host === 'localhost'
    ? []
    : [{ host, ...(!Number.isNaN(port) && { port }), protocol: udp ? 'udp' : 'tcp' }];
}

function hostOfUrl(url: string): { host: string; port?: number } {
  const [, scheme = 'https', host, port] = /^(?:(https?):\/\/)?([^/:]+)(?::(\d+))?/.exec(url.trim()) ?? [];
  return { host: host ?? url, port: port === undefined ? (scheme === 'http' ? 80 : 443) : Number(port) };
}

function overTcp(address: { host: string; port?: number }): Destination {
  return { ...address, protocol: 'tcp' };
}

function isKnown(value: string | undefined): value is string {
  return value !== undefined && !isPartlyUnknown(value);
}
