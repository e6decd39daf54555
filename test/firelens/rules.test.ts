import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { FirelensChecks } from '../../lib/firelens/firelens-checks';
import { pluginNames } from '../../lib/firelens/private/fluent-bit-schema';
import { firelensFindings } from '../../lib/firelens/private/checks';
import { textFaults } from '../../lib/firelens/rules/included-text';
import { Finding } from '../../lib/internal/finding';
import { INCLUDED_FILE } from '../../lib/internal/fluent-bit-services';
import { readFluentBit } from '../../lib/internal/fluent-bit-text';
import { viewTask } from '../../lib/internal/task-view';

type Json = Record<string, any>;

const IMAGE = 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.16';
const TOKEN = { Ref: 'Something' };

function router(more: Json = {}, options?: Json): Json {
  return {
    Name: 'router',
    Image: IMAGE,
    Memory: 256,
    MemoryReservation: 100,
    FirelensConfiguration: { Type: 'fluentbit', ...(options && { Options: options }) },
    LogConfiguration: { LogDriver: 'awslogs' },
    ...more,
  };
}

function web(options: Json, secrets: string[] = [], more: Json = {}): Json {
  return {
    Name: 'web',
    LogConfiguration: {
      LogDriver: 'awsfirelens',
      Options: options,
      ...(secrets.length > 0 && { SecretOptions: secrets.map((Name) => ({ Name, ValueFrom: 'arn' })) }),
    },
    ...more,
  };
}

function task(containers: Json[], more: Json = {}): Json {
  return {
    Family: 'web',
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: containers,
    ...more,
  };
}

const check = (properties: Json): Finding[] => firelensFindings(viewTask(properties));
const codes = (properties: Json): string[] => check(properties).map(({ code }) => code);
const ofOutput = (options: Json, secrets: string[] = []): Finding[] => check(task([router(), web(options, secrets)]));
const ofText = (text: string, options: Json = { Name: 'null' }): Finding[] =>
  check(task([router({ Command: [`printf '%s' "$1" > ${INCLUDED_FILE}`, 'log-router', text] }), web(options)]));

/** Codes that only warn; all others fail the synthesis. */
const WARNINGS = [
  'Firelens.containerWithoutLogging',
  'Firelens.credentialWithoutTls',
  'Firelens.driverBuffersExceedMemory',
  'Firelens.endOfLifeImage',
  'Firelens.healthCheckCommand',
  'Firelens.idleOutput',
  'Firelens.killedInGrace',
  'Firelens.noStartOrder',
  'Firelens.openForwardPort',
  'Firelens.routerNotEssential',
  'Firelens.routerOption',
  'Firelens.undefinedVariable',
  'Firelens.unknownServiceKey',
];

/** That a finding fails or warns as it should; an unknown filter may be known to a newer build, so it only warns. */
function expectSeverity({ code, severity, message }: Finding): void {
  const warns = WARNINGS.includes(code) || (code === 'Firelens.unknownPlugin' && message.startsWith('[FILTER]'));
  expect(severity).toBe(warns ? 'warning' : 'error');
}

/** For each output plugin, the least that is right. */
const RIGHT: Record<string, [Json, string[]?]> = {
  cloudwatch_logs: [{ region: 'eu-west-1', log_group_name: 'g', log_stream_prefix: 'p-' }],
  counter: [{}],
  datadog: [{ tls: 'on' }, ['apikey']],
  es: [{ host: 'h' }],
  file: [{}],
  flowcounter: [{}],
  forward: [{ host: 'h' }],
  gelf: [{ host: 'h' }],
  http: [{ host: 'h' }],
  kafka: [{ brokers: 'b:9092' }],
  kinesis_firehose: [{ region: 'eu-west-1', delivery_stream: 's' }],
  kinesis_streams: [{ region: 'eu-west-1', stream: 's' }],
  logdna: [{}, ['api_key']],
  loki: [{ host: 'h' }],
  nrlogs: [{}, ['license_key']],
  null: [{}],
  opensearch: [{ host: 'h' }],
  opentelemetry: [{ host: 'h' }],
  prometheus_exporter: [{}],
  prometheus_remote_write: [{}],
  s3: [{ bucket: 'b', region: 'eu-west-1' }],
  splunk: [{ host: 'h', tls: 'on' }, ['splunk_token']],
  stdout: [{}],
  syslog: [{ host: 'h', syslog_message_key: 'log' }],
  tcp: [{ host: 'h' }],
  udp: [{ host: 'h' }],
  websocket: [{ host: 'h' }],
};

describe('every output plugin of the table', () => {
  test('has an example', () => {
    expect(Object.keys(RIGHT).sort()).toEqual(pluginNames('OUTPUT').sort());
  });

  test.each(Object.entries(RIGHT))(
    '%s passes with what it needs, and fails with an option it has not',
    (name, given) => {
      const [options, secrets] = given;

      expect(ofOutput({ Name: name, ...options }, secrets)).toEqual([]);
      expect(ofOutput({ Name: name, ...options, retry_limt: '2' }, secrets)).toEqual([
        {
          code: 'Firelens.unknownOption',
          severity: 'error',
          container: 'web',
          message: `'retry_limt' in log options of container 'web' is no option of '${name}': Fluent Bit refuses to start; did you mean 'retry_limit'`,
        },
      ]);
    },
  );

  test.each(Object.entries(RIGHT).filter(([, [options, secrets]]) => Object.keys(options).length > 0 || secrets))(
    '%s fails without what it needs',
    (name, [options, secrets]) => {
      const needed = [...Object.keys(options), ...(secrets ?? [])].filter((key) => key !== 'tls');
      const [dropped] = needed;
      const rest = Object.fromEntries(Object.entries(options).filter(([key]) => key !== dropped));
      const others = (secrets ?? []).filter((key) => key !== dropped);

      const found = ofOutput({ Name: name, ...rest }, others).map(({ code }) => code);

      if (name === 'logdna') {
        expect(found).toEqual([]);
      } else {
        expect(found[0]).toMatch(/^Firelens\.missing(Option|Host)$/);
      }
    },
  );
});

describe('options of an output', () => {
  const cw = { Name: 'cloudwatch_logs', ...RIGHT.cloudwatch_logs[0] };

  test.each<[string, Json, string, RegExp]>([
    [
      'unknown plugin',
      { Name: 'clowdwatch_logs' },
      'Firelens.unknownPlugin',
      /got 'clowdwatch_logs'; did you mean 'cloudwatch_logs'/,
    ],
    [
      'plugin nobody knows',
      { Name: 'zzzzzzzzzzzz' },
      'Firelens.unknownPlugin',
      /got 'zzzzzzzzzzzz'; write its name as Fluent Bit's manual has it, or let LogDestination write it$/,
    ],
    ['Go plugin misspelled', { Name: 'clowdwatch' }, 'Firelens.unknownPlugin', /did you mean 'cloudwatch'/],
    [
      'line break',
      { ...cw, log_key: 'log\n[OUTPUT]' },
      'Firelens.lineBreak',
      /'log_key' in log options of container 'web'/,
    ],
    ['empty value', { ...cw, log_key: '' }, 'Firelens.emptyValue', /'log_key'.*'key has an empty value'/],
    ['space in a name', { ...cw, 'log key': 'log' }, 'Firelens.optionWithSpace', /'log key'/],
    ['the same twice', { ...cw, Region: 'eu-west-1' }, 'Firelens.optionTwice', /'[rR]egion'.*is the same option/],
    ['core option twice', { ...cw, Retry_Limit: '2', retry_limit: '3' }, 'Firelens.optionTwice', /'retry_limit'/],
    [
      'bad boolean',
      { ...cw, auto_create_group: 'yep' },
      'Firelens.badValue',
      /must be true, false, on, off, yes or no, got 'yep'/,
    ],
    ['bad integer', { ...cw, workers: 'two' }, 'Firelens.badValue', /'workers'.*whole number, got 'two'/],
    ['bad size', { ...cw, 'storage.total_limit_size': '10X' }, 'Firelens.badValue', /number of bytes/],
    ['bad time', { ...cw, 'net.connect_timeout': 'soon' }, 'Firelens.badValue', /a time such as/],
    ['both stream names', { ...cw, log_stream_name: 's' }, 'Firelens.exclusiveOptions', /exclude each other/],
    ['forward to itself', { Name: 'forward', Host: 'localhost', Port: '24224' }, 'Firelens.loop', /localhost:24224/],
    [
      'forward by default',
      { Name: 'Forward', HOST: '127.0.0.1' },
      'Firelens.loop',
      /forwards to 127.0.0.1:24224, where/,
    ],
    ['forward over IPv6', { Name: 'forward', host: '::1' }, 'Firelens.loop', /::1:24224/],
    ['retention nobody sells', { ...cw, log_retention_days: '8' }, 'Firelens.wrongValue', /one of 1, 3, 5.*got '8'/],
    [
      'log class',
      { ...cw, log_group_class: 'CHEAP' },
      'Firelens.wrongValue',
      /standard, infrequent_access, got 'CHEAP'/,
    ],
    ['junk retry limit', { ...cw, retry_limit: 'many' }, 'Firelens.wrongValue', /got 'many': Fluent Bit retries once/],
    ['port', { Name: 'http', host: 'h', port: '99999' }, 'Firelens.wrongValue', /a port from 1 to 65535, got '99999'/],
    ['port 0', { Name: 'http', host: 'h', port: '0' }, 'Firelens.wrongValue', /got '0'/],
    ['http format', { Name: 'http', host: 'h', format: 'jsonl' }, 'Firelens.wrongValue', /sends msgpack/],
    [
      'small S3 files',
      { Name: 's3', bucket: 'b', region: 'r', total_file_size: '999K' },
      'Firelens.wrongValue',
      /from 1M to 50G/,
    ],
    ['S3 chunk', { Name: 's3', bucket: 'b', region: 'r', upload_chunk_size: '5M' }, 'Firelens.wrongValue', /5242880/],
    [
      'S3 key',
      { Name: 's3', bucket: 'b', region: 'r', s3_key_format: 'logs' },
      'Firelens.wrongValue',
      /begins with '\/'/,
    ],
    ['S3 region', { Name: 's3', bucket: 'b' }, 'Firelens.missingRegion', /us-east-1, wherever the task runs/],
    ['Loki labels', { Name: 'loki', host: 'h', labels: 'job' }, 'Firelens.wrongValue', /'name=value'/],
    ['write operation', { Name: 'opensearch', host: 'h', write_operation: 'put' }, 'Firelens.wrongValue', /got 'put'/],
    [
      'upsert without id',
      { Name: 'opensearch', host: 'h', write_operation: 'upsert' },
      'Firelens.missingOption',
      /'id_key' or 'generate_id'/,
    ],
    [
      'SigV4 without region',
      { Name: 'opensearch', host: 'h', aws_auth: 'On', tls: 'On' },
      'Firelens.missingOption',
      /'aws_auth' needs 'aws_region'/,
    ],
    [
      'SigV4 without service',
      { Name: 'http', host: 'h', aws_auth: 'on', aws_region: 'r' },
      'Firelens.missingOption',
      /'aws_service'/,
    ],
    [
      'MSK without cluster',
      { Name: 'kafka', brokers: 'b', aws_msk_iam: 'true' },
      'Firelens.missingOption',
      /'aws_msk_iam_cluster_arn'/,
    ],
    ['syslog without text', { Name: 'syslog', host: 'h' }, 'Firelens.emptyMessages', /every message is empty/],
    [
      'syslog mode',
      { Name: 'syslog', host: 'h', syslog_message_key: 'log', mode: 'tpc' },
      'Firelens.wrongValue',
      /got 'tpc'/,
    ],
    [
      'plain key',
      { Name: 'nrlogs', license_key: 'abc' },
      'Firelens.plaintextCredential',
      /'license_key'.*'secretOptions'/,
    ],
    [
      'plain header',
      { Name: 'http', host: 'h', tls: 'on', header: 'Authorization Bearer abc' },
      'Firelens.plaintextCredential',
      /'header'/,
    ],
    [
      'password in the clear',
      { Name: 'es', host: 'h', http_user: 'u' },
      'Firelens.credentialWithoutTls',
      /set 'tls' to 'on'/,
    ],
    ['nobody sets the variable', { ...cw, log_key: '${KEY}' }, 'Firelens.undefinedVariable', /refers to \$\{KEY\}/],
  ])('fails when %s', (_, options, code, message) => {
    const found = ofOutput(options);

    expect(found.map((finding) => finding.code)).toEqual([code]);
    expect(found[0].message).toMatch(message);
    found.forEach(expectSeverity);
    expect(found[0].container).toBe('web');
  });

  test('fails when the Datadog key would travel in the clear', () => {
    expect(ofOutput({ Name: 'datadog', compress: 'lz4' }, ['apikey'])).toMatchObject([
      { code: 'Firelens.wrongValue', message: expect.stringMatching(/gzip, got 'lz4': Fluent Bit sends uncompressed/) },
      { code: 'Firelens.credentialWithoutTls', severity: 'error' },
    ]);
  });

  test('fails when a secret is given in plain text too', () => {
    expect(ofOutput({ Name: 'datadog', apikey: 'abc', tls: 'on' }, ['apikey']).map(({ code }) => code)).toEqual([
      'Firelens.plaintextCredential',
    ]);
  });

  test.each<[string, Json]>([
    ['region', { ...cw, region: TOKEN }],
    ['plugin', { Name: TOKEN, anything: 'x' }],
    ['boolean', { ...cw, auto_create_group: TOKEN }],
    ['port', { Name: 'http', host: 'h', port: TOKEN }],
    ['retention', { ...cw, log_retention_days: { 'Fn::Join': ['', [TOKEN, '0']] } }],
    ['credential', { Name: 'nrlogs', license_key: TOKEN }],
    ['TLS', { Name: 'es', host: 'h', http_user: 'u', tls: TOKEN }],
    ['all options', TOKEN as Json],
    ['a password to the task itself', { Name: 'es', host: '127.0.0.1', http_user: 'u' }],
    ['a real variable', { ...cw, region: '${AWS_REGION}' }],
    ['a Go plugin', { Name: 'cloudwatch', whatever: 'x' }],
    ['a list given as text', { Name: 'loki', host: 'h', labels: 'job=ecs, env=$env' }],
    ['a prefix option', { Name: 'kafka', brokers: 'b', 'rdkafka.security.protocol': 'SASL_SSL' }],
    ['capitals', { Name: 'CloudWatch_Logs', Region: 'r', Log_Group_Name: 'g', LOG_STREAM_PREFIX: 'p' }],
  ])('lets through: %s', (_, options) => {
    expect(ofOutput(options).filter(({ code }) => code !== 'Firelens.unmatched')).toEqual([]);
  });

  test('only warns of an unknown plugin or option in an image of your own', () => {
    const own = (options: Json) =>
      check(task([router({ Image: 'example.com/my-aws-for-fluent-bit:7' }), web(options)]));

    expect(own({ Name: 'mine', a: 'b' })).toMatchObject([{ code: 'Firelens.unknownPlugin', severity: 'warning' }]);
    expect(own({ Name: 'null', a: 'b' })).toMatchObject([{ code: 'Firelens.unknownOption', severity: 'warning' }]);
  });

  test('fails when an option needs a newer Fluent Bit than the image has', () => {
    const old = router({ Image: 'amazon/aws-for-fluent-bit:2.32.3' });

    expect(check(task([old, web({ ...cw, log_group_class: 'STANDARD' })]))).toMatchObject([
      { code: 'Firelens.endOfLifeImage', severity: 'warning' },
      { code: 'Firelens.optionNeedsNewerImage', severity: 'error' },
    ]);
  });
});

describe('router and users', () => {
  const user = web({ Name: 'null' });

  test.each<[string, Json, string[], RegExp]>([
    ['no router', task([user]), ['Firelens.noRouter'], /'web' log to awsfirelens/],
    ['no user', task([router()]), ['Firelens.noUser'], /ECS refuses/],
    [
      'two routers',
      task([router(), router({ Name: 'second' }), user]),
      ['Firelens.twoRouters'],
      /'second' is a second/,
    ],
    [
      'self logging',
      task([router({ LogConfiguration: web({ Name: 'null' }).LogConfiguration }), user]),
      ['Firelens.routerLogsToItself'],
      /awslogs/,
    ],
    [
      'Windows',
      task([router(), user], { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }),
      ['Firelens.windows'],
      /Linux only/,
    ],
    [
      'a name matched twice',
      task([router(), user, { ...user, Name: 'web-firelens-2' }]),
      ['Firelens.matchedTwice'],
      /'web-firelens\*'; rename 'web-firelens-2'/,
    ],
    [
      'lower-case name',
      task([router(), web({ name: 'null' })]),
      ['Firelens.missingName'],
      /must have 'Name', in exactly this spelling, got 'name'/,
    ],
    ['options without a name', task([router(), web({ region: 'r' })]), ['Firelens.missingName'], /must have 'Name'/],
    [
      'no destination',
      task([router(), web({ 'log-driver-buffer-limit': '9' })]),
      ['Firelens.unmatched'],
      /no output takes the logs of container 'web'/,
    ],
    [
      'silent sibling',
      task([router(), user, { Name: 'side' }]),
      ['Firelens.containerWithoutLogging'],
      /'side' has no log configuration/,
    ],
    [
      'lost start order',
      task([router({ DependsOn: [{ ContainerName: 'x', Condition: 'START' }] }), user]),
      ['Firelens.noStartOrder'],
      /let 'web' depend on 'router'/,
    ],
    [
      'buffer limit',
      task([router(), web({ Name: 'null', 'log-driver-buffer-limit': '536870912' })], {
        RequiresCompatibilities: ['EC2'],
      }),
      ['Firelens.bufferLimit'],
      /from 0 to 536870911, got '536870912'/,
    ],
    [
      'buffer limit in bytes',
      task([router(), web({ Name: 'null', 'log-driver-buffer-limit': '8MB' })]),
      ['Firelens.bufferLimit'],
      /not bytes/,
    ],
    [
      'pattern',
      task([router(), web({ Name: 'null', 'include-pattern': '(a' })]),
      ['Firelens.badPattern'],
      /'include-pattern' of container 'web' is no regular expression: '\(' is not closed/,
    ],
    [
      'pattern with line break',
      task([router(), web({ Name: 'null', 'exclude-pattern': 'a\nb' })]),
      ['Firelens.badPattern'],
      /line break/,
    ],
    [
      'unknown source',
      task([router({}, { 'config-file-type': 'http', 'config-file-value': 'x' }), user]),
      ['Firelens.configFileType'],
      /'s3' or 'file', got 'http'/,
    ],
    [
      'source without value',
      task([router({}, { 'config-file-type': 'file' }), user]),
      ['Firelens.configFileValue'],
      /needs 'config-file-value'/,
    ],
    [
      'value without type',
      task([router({}, { 'config-file-value': '/x' }), user]),
      ['Firelens.configFileValue'],
      /ignored without/,
    ],
    [
      'S3 on Fargate',
      task([router({}, { 'config-file-type': 's3', 'config-file-value': 'a' }), user]),
      ['Firelens.s3OnFargate'],
      /Fargate refuses/,
    ],
    [
      'metadata option',
      task([router({}, { 'enable-ecs-log-metadata': 'yes' }), user]),
      ['Firelens.metadataOption'],
      /got 'yes'/,
    ],
    [
      'unknown router option',
      task([router({}, { 'enable-metadata': 'true' }), user]),
      ['Firelens.routerOption'],
      /is ignored/,
    ],
    ['user name', task([router({ User: 'fluent' }), user]), ['Firelens.routerUser'], /got 'fluent'/],
    [
      'open port',
      task([router({ PortMappings: [{ ContainerPort: 24224 }] }), user]),
      ['Firelens.openForwardPort'],
      /any client that reaches it/,
    ],
    ['not essential', task([router({ Essential: false }), user]), ['Firelens.routerNotEssential'], /its logs are lost/],
    [
      'nc',
      task([router({ HealthCheck: { Command: ['CMD-SHELL', 'echo | nc 127.0.0.1 8877 || exit 1'] } }), user]),
      ['Firelens.healthCheckCommand'],
      /curl/,
    ],
    [
      'init image and read-only root',
      task([router({ Image: IMAGE.replace('3.4', 'init-3.4'), ReadonlyRootFilesystem: true }), user]),
      ['Firelens.initNeedsWritableRoot'],
      /\/init/,
    ],
    [
      'moving tag',
      task([router({ Image: 'amazon/aws-for-fluent-bit:latest' }), user]),
      ['Firelens.endOfLifeImage'],
      /1\.9\.10/,
    ],
    [
      'default router of aws-cdk-lib',
      task([router({ Image: { Ref: 'SsmParameterValueawsserviceawsforfluentbitlatestC96584Parameter' } }), user]),
      ['Firelens.endOfLifeImage'],
      /pin a 3.4/,
    ],
  ])('speaks of: %s', (_, properties, expected, message) => {
    const found = check(properties);

    expect(found.map(({ code }) => code)).toEqual(expected);
    expect(found[0].message).toMatch(message);
    found.forEach(expectSeverity);
  });

  test.each<[string, Json]>([
    ['a container without FireLens at all', task([{ Name: 'web' }])],
    ['unknown log driver', task([router(), user, { Name: 'side', LogConfiguration: { LogDriver: TOKEN } }])],
    [
      'unknown router option values',
      task([
        router({}, { 'config-file-type': TOKEN, 'config-file-value': TOKEN, 'enable-ecs-log-metadata': TOKEN }),
        user,
      ]),
    ],
    ['unknown buffer limit', task([router(), web({ Name: 'null', 'log-driver-buffer-limit': TOKEN })])],
    ['unknown pattern', task([router(), web({ Name: 'null', 'include-pattern': TOKEN })])],
    ['unknown user', task([router({ User: TOKEN }), user])],
    [
      'an output in a file nobody sees',
      task([
        router({}, { 'config-file-type': 'file', 'config-file-value': '/x' }),
        web({ 'log-driver-buffer-limit': '9' }),
      ]),
    ],
    [
      'a router that depends on others, with the order kept',
      task([
        router({ DependsOn: [{ ContainerName: 'x', Condition: 'START' }] }),
        web({ Name: 'null' }, [], { DependsOn: [{ ContainerName: 'router', Condition: 'START' }] }),
      ]),
    ],
    [
      'S3 configuration on EC2',
      task([router({}, { 'config-file-type': 's3', 'config-file-value': 'a' }), user], {
        RequiresCompatibilities: ['EC2'],
      }),
    ],
    ['numeric user and group', task([router({ User: '1000:adm' }), user])],
  ])('lets through: %s', (_, properties) => {
    expect(codes(properties)).toEqual([]);
  });

  test.each(['^(ERROR|WARN)', '[)(]', '[](]', '[^](]', '[a]b', '[]a]', '[^]a]', '\\(', '(?i)a{1,2}', '(?<level>x)'])(
    'takes the pattern %s',
    (pattern) => {
      expect(ofOutput({ Name: 'null', 'include-pattern': pattern })).toEqual([]);
    },
  );

  test.each(['a)', '[a', '*a', '(a(b)'])('fails when the pattern is %s', (pattern) => {
    expect(ofOutput({ Name: 'null', 'exclude-pattern': pattern })).toMatchObject([{ code: 'Firelens.badPattern' }]);
  });

  test.each([
    [['EC2'], 'error'],
    [['FARGATE'], 'warning'],
  ])('secrets of another log driver on %j: %s', (RequiresCompatibilities, severity) => {
    const splunk = {
      Name: 'side',
      LogConfiguration: { LogDriver: 'splunk', SecretOptions: [{ Name: 'splunk-token', ValueFrom: 'arn' }] },
    };

    expect(check(task([router(), user, splunk], { RequiresCompatibilities }))).toMatchObject([
      { code: 'Firelens.foreignSecret', severity, container: 'side' },
    ]);
  });

  test('judges no plugin of fluentd', () => {
    const fluentd = router({ Image: 'fluentd', FirelensConfiguration: { Type: 'fluentd' } });

    expect(codes(task([fluentd, web({ '@type': 'whatever', a: 'b' })]))).toEqual([]);
    expect(codes(task([fluentd, web({ Name: 'null' })]))).toEqual(['Firelens.missingName']);
  });
});

describe('the file system of the router', () => {
  const s3 = web({ Name: 's3', bucket: 'b', region: 'r' });
  const readOnly = { ReadonlyRootFilesystem: true };

  test.each<[string, Json, Json, string[]]>([
    ['nothing mounted', readOnly, s3, ['Firelens.notWritable']],
    [
      'a read-only mount',
      { ...readOnly, MountPoints: [{ ContainerPath: '/tmp', ReadOnly: true }] },
      s3,
      ['Firelens.notWritable'],
    ],
    ['a mount beside', { ...readOnly, MountPoints: [{ ContainerPath: '/tmp/fluent' }] }, s3, ['Firelens.notWritable']],
    ['a mount above', { ...readOnly, MountPoints: [{ ContainerPath: '/tmp' }] }, s3, []],
    ['a tmpfs', { ...readOnly, LinuxParameters: { Tmpfs: [{ ContainerPath: '/tmp', Size: 9 }] } }, s3, []],
    ['a writable root', {}, s3, []],
    ['put object', readOnly, web({ Name: 's3', bucket: 'b', region: 'r', use_put_object: 'true' }), []],
    ['a root known later', { ReadonlyRootFilesystem: TOKEN }, s3, []],
    [
      'buffers on disk',
      {
        ...readOnly,
        Command: [`printf '%s' "$1" > ${INCLUDED_FILE}`, 'log-router', '[SERVICE]\n storage.path /buffers\n'],
      },
      web({ Name: 'null' }),
      ['Firelens.notWritable'],
    ],
  ])('%s', (_, more, user, expected) => {
    expect(codes(task([router(more), user]))).toEqual(expected);
  });
});

describe('the included configuration', () => {
  test('has no stray line where only the deployment knows the line', () => {
    const told = textFaults(readFluentBit('«Fn::If»\nFlush 1\n'), 'the file');

    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining("'Flush 1'")]);
  });

  test.each<[string, string, string, RegExp]>([
    ['stray line', 'Flush 1\n', 'Firelens.strayLine', /'Flush 1' in the included configuration/],
    ['unknown section', '[SERVICES]\n Flush 1\n', 'Firelens.unknownSection', /\[SERVICES\]/],
    ['parsers in the pipeline', '[SERVICE]\n Flush 1\n[PARSER]\n Name x\n', 'Firelens.parsersInPipeline', /split them/],
    ['misspelt service key', '[SERVICE]\n Gracee 30\n', 'Firelens.unknownServiceKey', /did you mean 'grace'/],
    ['bad service value', '[SERVICE]\n Grace soon\n', 'Firelens.badValue', /'Grace' in \[SERVICE\]/],
    ['unknown filter', '[FILTER]\n Name multilin\n Match *\n', 'Firelens.unknownPlugin', /did you mean 'multiline'/],
    [
      'unknown filter option',
      '[FILTER]\n Name multiline\n Match *\n multiline.parsr java\n',
      'Firelens.unknownOption',
      /did you mean 'multiline.parser'/,
    ],
    [
      'bad filter value',
      '[FILTER]\n Name parser\n Match *\n Key_Name log\n Parser json\n Reserve_Data si\n',
      'Firelens.badValue',
      /'Reserve_Data'/,
    ],
    [
      'an output for nobody',
      '[OUTPUT]\n Name null\n Match app-firelens*\n',
      'Firelens.idleOutput',
      /matches 'app-firelens\*'/,
    ],
    [
      'an output with a typo',
      '[OUTPUT]\n Name nul\n Match web-firelens*\n',
      'Firelens.unknownPlugin',
      /\[OUTPUT\] 'nul' of the included configuration/,
    ],
    [
      'a plain credential',
      '[OUTPUT]\n Name nrlogs\n Match *\n license_key abc\n',
      'Firelens.plaintextCredential',
      /'license_key'/,
    ],
    [
      'the same option twice',
      '[OUTPUT]\n Name s3\n Match *\n bucket a\n bucket a\n region r\n',
      'Firelens.optionTwice',
      /'bucket'/,
    ],
    [
      'a variable nobody sets',
      '[OUTPUT]\n Name nrlogs\n Match *\n license_key ${KEY}\n',
      'Firelens.undefinedVariable',
      /\$\{KEY\}/,
    ],
  ])('speaks of: %s', (_, text, code, message) => {
    const found = ofText(text);

    expect(found.map((finding) => finding.code)).toEqual([code]);
    expect(found[0].message).toMatch(message);
    found.forEach(expectSeverity);
  });

  test.each([
    [30, undefined, []],
    [31, undefined, ['Firelens.killedInGrace']],
    [60, 60, []],
    [60, 59, ['Firelens.killedInGrace']],
    [60, TOKEN, []],
  ])('a grace of %d s with a stop timeout of %j: %j', (grace, StopTimeout, expected) => {
    const Command = [`printf '%s' "$1" > ${INCLUDED_FILE}`, 'log-router', `[SERVICE]\n Grace ${grace}\n`];

    expect(codes(task([router({ Command, ...(StopTimeout && { StopTimeout }) }), web({ Name: 'null' })]))).toEqual(
      expected,
    );
  });

  describe('files that the router fetches when it starts', () => {
    const init = { Image: `${IMAGE.replace(':3', ':init-3')}` };
    const noOutput = web({ 'log-driver-buffer-limit': '9' });
    const variable = (Name: unknown) => ({ Environment: [{ Name, Value: 'arn:aws:s3:::b/out.conf' }] });

    test.each<[string, Json]>([
      ['in S3', variable('aws_fluent_bit_init_s3_1')],
      ['in the image', variable('aws_fluent_bit_init_file_12')],
      ['by a variable known only at deployment', variable(TOKEN)],
      ['by variables known only at deployment', { Environment: TOKEN }],
      ['by an environment file', { EnvironmentFiles: [{ Type: 's3', Value: 'arn:aws:s3:::b/a.env' }] }],
    ])('may hold the output of a container: %s', (_, environment) => {
      expect(codes(task([router({ ...init, ...environment }), noOutput]))).toEqual([]);
    });

    test('are looked into where all of them are known', () => {
      const properties = viewTask(task([router({ ...init, ...variable('aws_fluent_bit_init_s3_1') }), noOutput]));
      const found = (text: string) => firelensFindings(properties, [text]).map(({ code }) => code);

      expect(found('[OUTPUT]\n Name null\n Match *\n')).toEqual([]);
      expect(found('[OUTPUT]\n Name null\n Match other-firelens*\n')).toEqual(['Firelens.unmatched']);
      expect(found('@INCLUDE /more.conf\n')).toEqual([]);
    });

    test('another variable names none', () => {
      expect(codes(task([router({ ...init, ...variable('AWS_REGION') }), noOutput]))).toEqual(['Firelens.unmatched']);
    });
  });

  test.each<[string, 'error' | 'warning']>([
    [IMAGE, 'error'],
    ['example.com/router:1', 'warning'],
  ])('a container that no output is seen for is, with the image %s, an %s', (Image, severity) => {
    expect(check(task([router({ Image }), web({ 'log-driver-buffer-limit': '9' })]))).toEqual([
      expect.objectContaining({ code: 'Firelens.unmatched', severity }),
    ]);
  });

  test.each([
    [{ Match: '*' }, /'Match'/],
    [{ match_regex: '.*' }, /'match_regex'/],
  ])('a pattern among the options is a danger, and a theft where there is somebody to rob: %j', (option, name) => {
    const one = { Name: 'null', ...option };
    const found = (...containers: Json[]) => check(task([router(), ...containers]));

    expect(found(web(one))).toEqual([
      expect.objectContaining({
        code: 'Firelens.matchAsOption',
        severity: 'warning',
        message: expect.stringMatching(name),
      }),
    ]);
    expect(found(web(one), web({ Name: 'null' }, [], { Name: 'side' }))).toEqual([
      expect.objectContaining({
        code: 'Firelens.matchAsOption',
        severity: 'error',
        message: expect.stringContaining("takes other containers' logs"),
      }),
    ]);
  });

  test('a space ends the name of an option: a danger where that name is one', () => {
    expect(ofOutput({ Name: 'es', host: 'h', 'Tag_Key tags': 'tags' })).toEqual([
      expect.objectContaining({
        code: 'Firelens.optionWithSpace',
        severity: 'warning',
        message: expect.stringContaining("reads 'Tag_Key'"),
      }),
    ]);
  });

  test.each<[string, Json, Json]>([
    ['another port', { Name: 'forward', Host: 'localhost', Port: '24225' }, {}],
    ['another host', { Name: 'forward', Host: 'logs.internal' }, {}],
    ['a host known only at deployment', { Name: 'forward', Host: TOKEN }, {}],
    ['a socket', { Name: 'forward', Unix_Path: '/var/run/other.sock' }, {}],
    ['network mode host, where nothing listens', { Name: 'forward', Host: 'localhost' }, { NetworkMode: 'host' }],
    ['a network mode known only at deployment', { Name: 'forward' }, { NetworkMode: TOKEN }],
  ])('forwarding to %s is no loop', (_, options, more) => {
    expect(codes(task([router(), web(options)], more))).not.toContain('Firelens.loop');
  });

  test('forwarding to an input of the included configuration is a loop', () => {
    const text = '[INPUT]\n Name forward\n Port 5000\n';

    expect(ofText(text, { Name: 'forward', Host: '127.0.0.1', Port: '5000' }).map(({ code }) => code)).toEqual([
      'Firelens.loop',
    ]);
  });

  test('gives an output to a container that names none', () => {
    expect(ofText('[OUTPUT]\n Name null\n Match web-firelens*\n', { 'log-driver-buffer-limit': '9' })).toEqual([]);
    expect(ofText('[OUTPUT]\n Name null\n Match_Regex ^web.*\n', { 'log-driver-buffer-limit': '9' })).toEqual([]);
    expect(ofText('[SERVICE]\n Grace 9\n', { 'log-driver-buffer-limit': '9' }).map(({ code }) => code)).toEqual([
      'Firelens.unmatched',
    ]);
  });

  test('takes lists that are given several times, and rules as keys', () => {
    expect(
      ofText(
        '[OUTPUT]\n Name http\n Match *\n host h\n header A b\n header C d\n[FILTER]\n Name modify\n Match *\n Whatever x y\n',
      ),
    ).toEqual([]);
  });
});

describe('buffers', () => {
  const onDisk = (chunks: number) => ({
    Command: [
      `printf '%s' "$1" > ${INCLUDED_FILE}`,
      'log-router',
      `[SERVICE]\n storage.type filesystem\n storage.inherit on\n storage.max_chunks_up ${chunks}\n`,
    ],
  });
  const limited = web({ Name: 'null', 'storage.total_limit_size': '15G' });

  test.each<[string, Json, string[]]>([
    [
      'reservation half of the limit',
      task([router({ MemoryReservation: 128, Memory: 256 }), web({ Name: 'null' })]),
      [],
    ],
    [
      'reservation above half of the task',
      task([router({ MemoryReservation: 600, Memory: undefined }), web({ Name: 'null' })]),
      ['Firelens.buffersExceedMemory'],
    ],
    [
      'reservation above the limit',
      task([router({ MemoryReservation: 400, Memory: 256 }), web({ Name: 'null' })]),
      ['Firelens.buffersExceedMemory'],
    ],
    ['chunks that fit', task([router({ Memory: 256, ...onDisk(28) }), web({ Name: 'null' })]), []],
    [
      'chunks that do not fit',
      task([router({ Memory: 256, ...onDisk(40) }), web({ Name: 'null' })]),
      ['Firelens.buffersExceedMemory'],
    ],
    [
      'memory known later',
      task([router({ MemoryReservation: 400, Memory: TOKEN }), web({ Name: 'null' })], { Memory: TOKEN }),
      [],
    ],
    [
      'driver buffers within the task',
      task([router(), web({ Name: 'null', 'log-driver-buffer-limit': '260000' })]),
      [],
    ],
    [
      'driver buffers above the task',
      task([router(), web({ Name: 'null', 'log-driver-buffer-limit': '261000' })]),
      ['Firelens.driverBuffersExceedMemory'],
    ],
    ['disk within the task', task([router(), limited]), []],
    ['disk above the task', task([router(), limited, { ...limited, Name: 'other' }]), ['Firelens.buffersExceedDisk']],
    [
      'disk within a larger task',
      task([router(), limited, { ...limited, Name: 'other' }], { EphemeralStorage: { SizeInGiB: 40 } }),
      [],
    ],
    [
      'disk known later',
      task([router(), limited, { ...limited, Name: 'other' }], { EphemeralStorage: { SizeInGiB: TOKEN } }),
      [],
    ],
  ])('%s', (_, properties, expected) => {
    expect(codes(properties)).toEqual(expected);
  });

  test.each([
    ['grep', 'Regex log x', []],
    ['multiline', 'multiline.parser java', ['Firelens.buffersExceedMemory']],
    ['rewrite_tag', 'Rule $log x y false', ['Firelens.buffersExceedMemory']],
  ])('two %s filters (%s) beside chunks that just fit: %j', (name, option, expected) => {
    const filter = `[FILTER]\n Name ${name}\n Match *\n ${option}\n`;
    const text = `[SERVICE]\n storage.type filesystem\n storage.inherit on\n storage.max_chunks_up 31\n${filter}${filter}`;
    const Command = [`printf '%s' "$1" > ${INCLUDED_FILE}`, 'log-router', text];

    expect(codes(task([router({ Memory: 256, Command }), web({ Name: 'null' })]))).toEqual(expected);
  });
});

describe('rules that need two things say nothing of one', () => {
  const out = (Name: string, options: Json, secrets?: string[]) => task([router(), web({ Name, ...options }, secrets)]);
  const auth = { host: 'h', aws_auth: 'on', aws_region: 'eu-west-1' };
  const upsert = { host: 'h', write_operation: 'upsert' };
  const loop = { host: 'localhost', port: '24224' };
  const included = (text: string, ...containers: Json[]) =>
    task([router({ Command: [`printf '%s' "$1" > ${INCLUDED_FILE}`, 'log-router', text] }), ...containers]);
  const ec2 = { RequiresCompatibilities: ['EC2'] };
  const many = { 'log-driver-buffer-limit': '536870911' };

  test.each<[string, Json, string[]]>([
    ['a stream by its name', out('cloudwatch_logs', { region: 'r', log_group_name: 'g', log_stream_name: 's' }), []],
    ['OpenTelemetry signed for a Region', out('opentelemetry', auth), []],
    ['OpenTelemetry signed for none', out('opentelemetry', { host: 'h', aws_auth: 'on' }), ['missingOption']],
    ['HTTP signed for a service', out('http', { ...auth, aws_service: 'aps' }), []],
    ['HTTP signed for none', out('http', auth), ['missingOption']],
    ['an upsert by a key', out('opensearch', { ...upsert, id_key: 'id' }), []],
    ['an upsert by keys that are made', out('es', { ...upsert, generate_id: 'on' }), []],
    ['an upsert by nothing', out('es', upsert), ['missingOption']],
    ['MSK with its cluster', out('kafka', { brokers: 'b', aws_msk_iam: 'on', aws_msk_iam_cluster_arn: 'arn' }), []],
    ['MSK without', out('kafka', { brokers: 'b', aws_msk_iam: 'on' }), ['missingOption']],
    ['forwarding to itself in bridge mode', { ...out('forward', loop), NetworkMode: 'bridge', ...ec2 }, ['loop']],
    ['forwarding to the host', { ...out('forward', loop), NetworkMode: 'host', ...ec2 }, []],
    ['forwarding to another port', out('forward', { ...loop, port: '24225' }), []],
    ['a credential for the container itself', out('splunk', { host: 'localhost' }, ['splunk_token']), []],
    ['lines that wait on Fargate', task([router(), web({ Name: 'null', ...many })]), ['driverBuffersExceedMemory']],
    ['lines that wait on an instance', task([router(), web({ Name: 'null', ...many })], ec2), []],
    [
      'a variable of fluentd',
      task([router({ FirelensConfiguration: { Type: 'fluentd' } }), web({ '@type': 'null', tag: '${NOBODY}' })]),
      [],
    ],
    ['a variable of nobody', out('stdout', { format: '${NOBODY}' }), ['undefinedVariable']],
    [
      'an output for one of two containers',
      included('[OUTPUT]\n  Name null\n  Match web-firelens*\n', web({}), web({ Name: 'null' }, [], { Name: 'side' })),
      [],
    ],
    [
      'a filter in place of an output',
      included('[FILTER]\n  Name grep\n  Match *\n  Regex log x\n', web({})),
      ['unmatched'],
    ],
    ['a container that only the deployment knows', task([router(), TOKEN]), []],
    [
      'a router that only the deployment knows',
      task([router({ FirelensConfiguration: TOKEN }), { Name: 'side', LogConfiguration: { LogDriver: 'awslogs' } }]),
      [],
    ],
  ])('%s', (_, properties, expected) => {
    expect(codes(properties)).toEqual(expected.map((code) => `Firelens.${code}`));
  });

  test.each([
    ['FARGATE', 'warning'],
    ['EC2', 'error'],
    ['EXTERNAL', 'error'],
  ])('secrets of another driver on %s: %s', (platform, severity) => {
    const other = {
      Name: 'side',
      LogConfiguration: { LogDriver: 'splunk', SecretOptions: [{ Name: 'splunk-token', ValueFrom: 'arn' }] },
    };
    const found = check(task([router(), web({ Name: 'null' }), other], { RequiresCompatibilities: [platform] }));

    expect(found.filter(({ code }) => code === 'Firelens.foreignSecret').map((each) => each.severity)).toEqual([
      severity,
    ]);
  });
});

describe('FirelensChecks', () => {
  test('reads any task definition of an app, overrides included, and fails the synthesis', () => {
    const app = new App({ analyticsReporting: false });
    const resource = new CfnResource(new Stack(app, 'Stack'), 'Task', {
      type: 'AWS::ECS::TaskDefinition',
      properties: task([router(), web({ Name: 'null' })]),
    });
    resource.addPropertyOverride('ContainerDefinitions.1.LogConfiguration.Options.Name', 'nul');
    Validations.of(app).addPlugins(new FirelensChecks());

    expect(() => app.synth()).toThrow(/must be an output plugin of Fluent Bit, got 'nul'; did you mean 'null'/);
  });

  test('lets an app with warnings alone through', () => {
    const app = new App({ analyticsReporting: false });
    new CfnResource(new Stack(app, 'Stack'), 'Task', {
      type: 'AWS::ECS::TaskDefinition',
      properties: task([router({ Essential: false }), web({ Name: 'null' })]),
    });

    const report = new FirelensChecks().validate({ appConstruct: app, templatePaths: [], stackTemplates: [] });

    expect(report.success).toBe(true);
    expect(report.violations).toMatchObject([
      {
        ruleName: 'Firelens.routerNotEssential',
        severity: 'warning',
        violatingResources: [{ constructPath: 'Stack/Task', locations: ['Properties.ContainerDefinitions.0'] }],
      },
    ]);
  });
});
