import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readFluentBit } from '../../lib/internal/fluent-bit-text';
import { viewTask } from '../../lib/internal/task-view';
import { chunksFor, driverBufferMiB, residentMiB } from '../../lib/firelens/private/buffer-budget';
import { RunningTask, effectiveConfiguration, memBufLimitMB } from '../../lib/firelens/private/effective-configuration';
import { nearest } from '../../lib/internal/did-you-mean';
import { sizeInBytes, valueFault } from '../../lib/firelens/private/option-value';
import { matches } from '../../lib/firelens/private/tag-match';
import { viewFirelens } from '../../lib/firelens/private/firelens-view';

const RECORDED = join(__dirname, '..', 'fixtures', 'firelens');

/** What the recordings were made with. */
const TASK: RunningTask = {
  cluster: 'example',
  taskArn: `arn:aws:ecs:us-east-1:123456789012:task/example/${'0123456789abcdef'.repeat(2)}`,
  revision: '1',
};

const ROUTER = { Name: 'router', FirelensConfiguration: { Type: 'fluentbit' } };

function user(name: string, options: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return { Name: name, LogConfiguration: { LogDriver: 'awsfirelens', Options: options, ...more } };
}

function configurationOf(properties: Record<string, unknown>): string | undefined {
  const view = viewFirelens(viewTask(properties));
  return view && effectiveConfiguration(view, TASK);
}

describe('the effective configuration', () => {
  const names = readdirSync(RECORDED)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -5));

  test.each(names)('is what the agent generated: %s', (name) => {
    const template = JSON.parse(readFileSync(join(RECORDED, `${name}.json`), 'utf8'));

    expect(configurationOf(template.Resources.TD.Properties)).toBe(
      readFileSync(join(RECORDED, `${name}.conf`), 'utf8'),
    );
  });

  test('has neither the TCP input nor the health check in host mode', () => {
    const text = configurationOf({
      NetworkMode: 'host',
      ContainerDefinitions: [ROUTER, user('web', { Name: 'null' })],
    });

    expect(text).not.toContain('24224');
    expect(text).not.toContain('8877');
    expect(text).not.toContain('firelens-healthcheck');
  });

  test('of fluentd has no TCP source in host mode', () => {
    const text = configurationOf({
      NetworkMode: 'host',
      ContainerDefinitions: [
        { ...ROUTER, FirelensConfiguration: { Type: 'fluentd' } },
        user('web', { '@type': 'null' }),
      ],
    });

    expect(text?.match(/<source>/g)).toHaveLength(1);
  });

  test('refers to secrets by option and container index', () => {
    const text = configurationOf({
      NetworkMode: 'awsvpc',
      ContainerDefinitions: [
        ROUTER,
        user('web', { Name: 'datadog', tls: 'on' }, { SecretOptions: [{ Name: 'apikey', ValueFrom: 'x' }] }),
      ],
    });

    expect(text).toContain('    Match web-firelens*\n    apikey ${apikey_1}\n    tls on\n');
  });

  test('has no output for a container that names none', () => {
    const text = configurationOf({
      NetworkMode: 'awsvpc',
      ContainerDefinitions: [ROUTER, user('web', { 'log-driver-buffer-limit': '1000' })],
    });

    expect(text).not.toContain('web-firelens');
  });

  test.each([
    ['true', true],
    ['T', true],
    ['yes', false],
    [undefined, true],
  ])('metadata option %s adds the metadata: %s', (value, expected) => {
    const Options = value === undefined ? {} : { 'enable-ecs-log-metadata': value };
    const text = configurationOf({
      NetworkMode: 'awsvpc',
      ContainerDefinitions: [{ ...ROUTER, FirelensConfiguration: { Type: 'fluentbit', Options } }],
    });

    expect(text?.includes('record_modifier')).toBe(expected);
  });

  test('names the EC2 instance when the router is told that it runs on one', () => {
    const text = configurationOf({
      NetworkMode: 'bridge',
      ContainerDefinitions: [{ ...ROUTER, Environment: [{ Name: 'AWS_EXECUTION_ENV', Value: 'AWS_ECS_EC2' }] }],
    });

    expect(text).toContain('Record ec2_instance_id «instance»\n    Record ecs_cluster example');
  });

  test('shows a value that only the deployment knows in guillemets', () => {
    const text = configurationOf({
      NetworkMode: 'awsvpc',
      ContainerDefinitions: [ROUTER, user('web', { Name: 's3', region: { Ref: 'AWS::Region' } })],
    });

    expect(text).toContain('region «AWS::Region»');
  });

  test('includes the copy that the agent makes of an S3 file', () => {
    const Options = { 'config-file-type': 's3', 'config-file-value': 'arn:aws:s3:::b/k' };
    const text = configurationOf({
      NetworkMode: 'bridge',
      ContainerDefinitions: [{ ...ROUTER, FirelensConfiguration: { Type: 'fluentbit', Options } }],
    });

    expect(text).toContain('@INCLUDE /fluent-bit/etc/external.conf');
  });

  test.each([{ 'config-file-type': 'file' }, { 'config-file-value': '/x.conf' }])(
    'includes nothing for %j alone',
    (Options) => {
      const text = configurationOf({
        NetworkMode: 'bridge',
        ContainerDefinitions: [{ ...ROUTER, FirelensConfiguration: { Type: 'fluentbit', Options } }],
      });

      expect(text).not.toContain('@INCLUDE');
    },
  );

  test.each([
    ['no router', { NetworkMode: 'awsvpc', ContainerDefinitions: [user('web', { Name: 'null' })] }],
    ['no FireLens', { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'web' }] }],
    ['unknown network mode', { NetworkMode: { Ref: 'Mode' }, ContainerDefinitions: [ROUTER] }],
  ])('is unknown: %s', (_, properties) => {
    expect(configurationOf(properties)).toBeUndefined();
  });

  test('writes fluentd patterns and secrets in its own syntax', () => {
    const text = configurationOf({
      NetworkMode: 'awsvpc',
      ContainerDefinitions: [
        {
          ...ROUTER,
          FirelensConfiguration: {
            Type: 'fluentd',
            Options: { 'config-file-type': 'file', 'config-file-value': '/x.conf' },
          },
        },
        user(
          'web',
          { '@type': 's3', 'exclude-pattern': 'health' },
          { SecretOptions: [{ Name: 'key', ValueFrom: 'x' }] },
        ),
      ],
    });

    expect(text).toContain(
      '<filter web-firelens**>\n    @type  grep\n    <exclude>\n        key log\n        pattern health',
    );
    expect(text).toContain('@include /x.conf\n\n<match web-firelens**>\n    @type s3\n    key "#{ENV[\'key_1\']}"');
  });

  test('every option reaches its section, in the byte order of the names', () => {
    const key = fc.stringMatching(/^[a-zA-Z][a-z_.]{0,12}$/);
    fc.assert(
      fc.property(fc.dictionary(key, fc.stringMatching(/^[a-z0-9/]{1,12}$/)), (options) => {
        const text = configurationOf({
          NetworkMode: 'host',
          ContainerDefinitions: [ROUTER, user('web', { ...options, Name: 'http' })],
        });
        const [output] = readFluentBit(text ?? '').sections.filter(({ kind }) => kind === 'OUTPUT');
        const { Name, ...rest } = { ...options, Name: 'http' };

        expect(output.entries.slice(2).map(({ key: name, value }) => [name, value])).toEqual(
          Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)),
        );
        expect(output.entries[0].value).toBe(Name);
      }),
    );
  });
});

describe('the memory limit of the generated input', () => {
  const limit = (properties: Record<string, unknown>) =>
    memBufLimitMB(viewTask({ ContainerDefinitions: [{ ...ROUTER, ...properties }] }).containers[0]);

  test.each([
    [{ MemoryReservation: 50 }, 25],
    [{ MemoryReservation: 100, Memory: 400 }, 50],
    [{ Memory: 101 }, 50],
    [{ Memory: 1 }, 25],
    [{}, 25],
    [{ MemoryReservation: { Ref: 'M' } }, 25],
  ])('%j: %d MB', (properties, expected) => {
    expect(limit(properties)).toBe(expected);
  });
});

describe('the budget of the buffers', () => {
  const buffers = fc.record({ inputs: fc.integer({ min: 1, max: 2 }), emitters: fc.integer({ min: 0, max: 2 }) });

  test('chunks in memory fit in it, and one more would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 16_384 }), buffers, (memory, { inputs, emitters }) => {
        const chunks = chunksFor(memory, inputs, emitters);
        const resident = (count: number) => residentMiB({ memBufLimitMB: 25, maxChunksUp: count, inputs, emitters });

        expect(resident(chunks)).toBeLessThanOrEqual(memory);
        expect(resident(chunks + 9)).toBeGreaterThan(memory - 32);
      }),
    );
  });

  test('a router too small for a chunk gets one', () => {
    expect(chunksFor(16, 2, 0)).toBe(1);
  });

  test.each([
    [0, 1024, 0],
    [10_000, 1024, 10],
    [1_048_576, 1024, 1032],
    [536_870_911, 0, 4096],
  ])('%d events of %d bytes wait in %d MiB', (events, line, expected) => {
    expect(driverBufferMiB(events, line)).toBe(expected);
  });
});

describe('names and values', () => {
  test.each([
    ['regoin', 'region'],
    ['log_stream_prefx', 'log_stream_prefix'],
    ['bucket', 'bucket'],
    ['zzz', undefined],
  ])('nearest to %s is %s', (written, expected) => {
    expect(nearest(written, ['region', 'log_stream_prefix', 'bucket'])).toBe(expected);
  });

  test.each([
    ['512k', 512_000],
    ['10M', 10_000_000],
    ['1.5G', 1_500_000_000],
    ['7', 7],
    ['5MB', 5_000_000],
    ['M', undefined],
  ])('the size %s is %s bytes', (value, expected) => {
    expect(sizeInBytes(value)).toBe(expected);
  });

  test.each([
    ['boolean', 'On'],
    ['integer', '-1'],
    ['size', 'False'],
    ['time', '6D'],
    ['text', ''],
  ] as const)('a %s may be %s', (type, value) => {
    expect(valueFault(type, value)).toBeUndefined();
  });

  test.each([
    ['*', true],
    ['web-firelens*', true],
    ['*-firelens-*', true],
    ['web.firelens*', false],
    ['app*', false],
  ])('%s matches the tag of web: %s', (pattern, expected) => {
    expect(matches(pattern, 'web-firelens-0')).toBe(expected);
  });
});
