import { reachesOf } from '../../lib/internal/fluent-bit-services';
import { entryOf, readFluentBit } from '../../lib/internal/fluent-bit-text';

describe('readFluentBit', () => {
  test('reads sections, entries and includes, and skips comments', () => {
    const read = readFluentBit(
      '[service]\n  Grace 30 # x\n# no\n@INCLUDE /a.conf\n[OUTPUT]\n  Name null\n  match  *\n',
    );

    expect(read.sections.map(({ kind }) => kind)).toEqual(['SERVICE', 'OUTPUT']);
    expect(read.includes).toEqual(['/a.conf']);
    expect(entryOf(read.sections[1], 'Match')).toBe('*');
  });

  test('keeps lines in front of the first section apart', () => {
    expect(readFluentBit('Name x\n[OUTPUT]\nName null').strayLines).toEqual(['Name x']);
  });
});

describe('what an output must reach', () => {
  test.each([
    ['cloudwatch_logs', {}, [{ plugin: 'cloudwatch_logs', service: 'logs', protocol: 'tcp' }]],
    [
      'kinesis_firehose',
      { region: 'eu-west-1' },
      [{ plugin: 'kinesis_firehose', service: 'kinesis-firehose', region: 'eu-west-1', protocol: 'tcp' }],
    ],
    [
      'kinesis_streams',
      { region: '«AWS::Region»', role_arn: '«Role.Arn»' },
      [
        { plugin: 'kinesis_streams', service: 'kinesis-streams', protocol: 'tcp' },
        { plugin: 'kinesis_streams', service: 'sts', protocol: 'tcp' },
      ],
    ],
    [
      's3',
      { endpoint: 'https://minio.internal:9000' },
      [{ plugin: 's3', host: 'minio.internal', port: 9000, protocol: 'tcp' }],
    ],
    ['datadog', {}, [{ plugin: 'datadog', host: 'http-intake.logs.datadoghq.com', port: 443, protocol: 'tcp' }]],
    [
      'nrlogs',
      { base_uri: 'https://log-api.eu.newrelic.com/log/v1' },
      [{ plugin: 'nrlogs', host: 'log-api.eu.newrelic.com', port: 443, protocol: 'tcp' }],
    ],
    [
      'kafka',
      { brokers: 'b-1.example:9098,b-2.example:9098' },
      [
        { plugin: 'kafka', host: 'b-1.example', port: 9098, protocol: 'tcp' },
        { plugin: 'kafka', host: 'b-2.example', port: 9098, protocol: 'tcp' },
      ],
    ],
    ['syslog', { host: 'logs.example' }, [{ plugin: 'syslog', host: 'logs.example', port: 514, protocol: 'udp' }]],
    ['forward', {}, []],
    ['null', {}, []],
  ])('%s %j', (plugin, options, expected) => {
    expect(reachesOf({ plugin, options: options as Record<string, string> })).toEqual(expected);
  });
});
