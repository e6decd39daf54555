import { Finding, error, warning } from '../../internal/finding';
import { FirelensView } from '../private/firelens-view';
import { sizeInBytes } from '../private/option-value';
import { OutputEntry, OutputSection, isPlain, outputSections } from '../private/output-section';

/** Days that CloudWatch Logs keeps events for. `PutRetentionPolicy`, CloudWatch Logs API reference. */
const RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const MEGA = 1_000_000;

/** Values of one option that Fluent Bit takes; of some it makes something else without a word. */
interface ValueRule {
  /** Plugins it holds for; all when absent. */
  readonly plugins?: readonly string[];
  readonly option: string;
  readonly valid: (value: string) => boolean;
  readonly allowed: string;
  /** The effect of a value that is not taken. */
  readonly otherwise: string;
}

const oneOf = (...values: string[]) => ({
  valid: (value: string) => values.includes(value.toLowerCase()),
  allowed: values.join(', '),
});

/** Observed on Fluent Bit 5.0.9, 2026-11. */
const VALUES: readonly ValueRule[] = [
  {
    option: 'port',
    valid: (value) => between(Number(value), 1, 65535),
    allowed: 'a port from 1 to 65535',
    otherwise: 'Fluent Bit takes it and reaches nothing',
  },
  {
    option: 'retry_limit',
    valid: (value) => /^\d+$/.test(value) || /^(no_limits|false|off|no_retries)$/i.test(value),
    allowed: "a whole number, 'no_limits' or 'no_retries'",
    otherwise: 'Fluent Bit retries once',
  },
  {
    plugins: ['http'],
    option: 'format',
    ...oneOf('json', 'json_stream', 'json_lines', 'gelf', 'msgpack'),
    otherwise: 'Fluent Bit sends msgpack',
  },
  { plugins: ['datadog'], option: 'compress', ...oneOf('gzip'), otherwise: 'Fluent Bit sends uncompressed' },
  {
    plugins: ['cloudwatch_logs'],
    option: 'log_retention_days',
    valid: (value) => RETENTION_DAYS.includes(Number(value)),
    allowed: `one of ${RETENTION_DAYS.slice(1).join(', ')}`,
    otherwise: 'CloudWatch Logs refuses the retention policy at run time',
  },
  {
    plugins: ['cloudwatch_logs'],
    option: 'log_group_class',
    ...oneOf('standard', 'infrequent_access'),
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['s3'],
    option: 'total_file_size',
    valid: (value) => between(sizeInBytes(value), MEGA, 50_000 * MEGA),
    allowed: 'from 1M to 50G',
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['s3'],
    option: 'upload_chunk_size',
    valid: (value) => between(sizeInBytes(value), 5_242_880, 50 * MEGA),
    allowed: 'from 5242880 bytes to 50M',
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['s3'],
    option: 's3_key_format',
    valid: (value) => value.startsWith('/'),
    allowed: "a key that begins with '/'",
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['opensearch', 'es'],
    option: 'write_operation',
    ...oneOf('create', 'index', 'update', 'upsert'),
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['loki'],
    option: 'labels',
    valid: (value) => value.split(',').every((label) => /^\s*(\$\S+|[^=\s]+\s*=.*)\s*$/.test(label)),
    allowed: "labels as 'name=value', with commas between",
    otherwise: 'Fluent Bit refuses to start',
  },
  {
    plugins: ['syslog'],
    option: 'mode',
    ...oneOf('udp', 'tcp', 'tls', 'unix_udp', 'unix_tcp'),
    otherwise: 'Fluent Bit refuses to start',
  },
];

/** Values that Fluent Bit accepts silently and wrongly, and limits that only its start would tell. */
export function silentValues(view: FirelensView): Finding[] {
  return view.type === 'fluentbit'
    ? outputSections(view).flatMap((section) =>
        section.entries.flatMap((entry) => [...stolenLogs(view, section, entry), ...wrongValue(section, entry)]),
      )
    : [];
}

function wrongValue({ plugin, where, container }: OutputSection, { key, value, secret }: OutputEntry): Finding[] {
  if (secret || value === '' || !isPlain(value)) {
    return [];
  }
  return VALUES.filter(
    ({ plugins, option, valid }) =>
      option === key.toLowerCase() && (plugins?.includes(plugin.toLowerCase()) ?? true) && !valid(value),
  ).map(({ allowed, otherwise }) =>
    error('Firelens.wrongValue', `'${key}' in ${where} must be ${allowed}, got '${value}': ${otherwise}`, container),
  );
}

/** The agent has written `Match` already; a second one takes the place of the first. Alone, a container robs nobody. */
function stolenLogs({ routed }: FirelensView, { where, container }: OutputSection, { key }: OutputEntry): Finding[] {
  if (container === undefined || !/^match(_regex)?$/i.test(key)) {
    return [];
  }
  const [say, effect] =
    routed.length > 1
      ? [error, "takes other containers' logs"]
      : [warning, 'will take the logs of the next container that logs through the router too'];
  return [
    say(
      'Firelens.matchAsOption',
      `'${key}' in ${where} replaces the pattern that ECS writes, and ${effect}; leave it out, or use 'include-pattern' to choose lines`,
      container,
    ),
  ];
}

/** `${NAME}` that nothing sets: Fluent Bit warns in its own log and goes on with an empty text. */
export function undefinedVariables(view: FirelensView, defined: ReadonlySet<string>): Finding[] {
  return view.type !== 'fluentbit'
    ? []
    : outputSections(view).flatMap(({ where, container, entries }) =>
        entries
          // References that the agent makes of secretOptions are defined by it.
          .filter(({ secret }) => !secret || container === undefined)
          .flatMap(({ key, value }) =>
            [...value.matchAll(/\$\{(\w+)\}/g)]
              .filter(([, name]) => !defined.has(name))
              .map(([reference, name]) =>
                warning(
                  'Firelens.undefinedVariable',
                  `'${key}' in ${where} refers to ${reference}, which neither 'environment' nor 'secrets' of the log router sets: unless the image does, Fluent Bit takes an empty text; set ${name} on the router`,
                  container,
                ),
              ),
          ),
      );
}

function between(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}
