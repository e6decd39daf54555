import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { optionType, optionsOf } from '../../lib/firelens/private/fluent-bit-schema';
import { EVERY_OUTPUT, OUTPUTS, OutputPlugin, outputPlugin } from '../../lib/internal/fluent-bit-outputs';

const LIB = join(__dirname, '../../lib');
const DESCRIBED = Object.entries(OUTPUTS).filter(([, { options }]) => options !== undefined);

/** Outputs that send nothing over the network, or are asked themselves. */
const LOCAL = ['counter', 'file', 'flowcounter', 'null', 'prometheus_exporter', 'stdout'];

/** All options that a record speaks of. */
function spokenOf(record: OutputPlugin): string[] {
  return [
    ...(record.credentials ?? []),
    ...(record.required ?? []).flat(),
    ...(record.destination ?? []),
    ...(record.since3 ?? []),
    ...(record.values ?? []).map(({ option }) => option),
  ];
}

test.each(DESCRIBED)('the record of %s speaks of options that the plugin has', (name, record) => {
  const known = optionsOf('OUTPUT', name)!;

  expect(spokenOf(record).filter((option) => optionType(known, option) === undefined)).toEqual([]);
});

test('the record of every output speaks of options that every output has', () => {
  const known = optionsOf('OUTPUT', 'null')!;

  expect(spokenOf(EVERY_OUTPUT).filter((option) => optionType(known, option) === undefined)).toEqual([]);
});

test.each(DESCRIBED)('the record of %s tells where the plugin sends', (name, { service, address, destination }) => {
  expect(service ?? address ?? destination ?? LOCAL.find((local) => local === name)).toBeDefined();
});

test('options that look like a credential are called one', () => {
  const named = DESCRIBED.flatMap(([name, { options = '', credentials = [] }]) =>
    options
      .split(' ')
      .filter((option) => /(passwd|password|token|secret|api_?key|license_key|shared_key)$/.test(option))
      .filter((option) => !credentials.includes(option))
      .map((option) => `${name} ${option}`),
  );

  expect(named).toEqual([]);
});

test('what is known of a plugin stands at one place', () => {
  const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

  for (const name of ['logdna', 'prometheus_remote_write', 'websocket']) {
    const mentioned = files.filter((file) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(LIB, file), 'utf8')));
    expect(mentioned).toEqual(['internal/fluent-bit-outputs.ts']);
  }
});

test('a log group is kept for as long as CloudWatch Logs offers', () => {
  const retention = OUTPUTS.cloudwatch_logs.values?.find(({ option }) => option === 'log_retention_days');
  const days = Object.values(RetentionDays).filter(
    (value) => typeof value === 'number' && value !== RetentionDays.INFINITE,
  );

  expect(retention?.takes).toEqual(['0', ...days.map(String)]);
});

test('the name of a plugin counts whatever its capitals, and an unknown one has an empty record', () => {
  expect(outputPlugin('S3').service).toBe('s3');
  expect(outputPlugin('toString')).toEqual({});
});
