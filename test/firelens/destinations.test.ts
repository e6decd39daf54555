import { Duration, Size, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as serverless from 'aws-cdk-lib/aws-opensearchserverless';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import {
  HttpFormat,
  KafkaFormat,
  LogDestination,
  LogRouter,
  S3Compression,
  StreamCompression,
  SyslogFormat,
  SyslogMode,
} from '../../lib/firelens';
import { flatText } from '../../lib/internal/flat-text';
import { containersOf, testStack } from '../support/stacks';

type Options = Record<string, string>;
type Statement = [actions: string | string[], resources: string | string[]];

const REGION = '«AWS::Region»';
const PARTITION = '«AWS::Partition»';
const ACCOUNT = '«AWS::AccountId»';
const TLS = { tls: 'on', 'tls.verify_hostname': 'on' };
const RETRY = { retry_limit: '5' };
const DOCUMENTS = { suppress_type_name: 'on', generate_id: 'on', compress: 'gzip', trace_error: 'on' };

const secret = (stack: Stack, name = 'Secret') =>
  ecs.Secret.fromSsmParameter(
    ssm.StringParameter.fromSecureStringParameterAttributes(stack, name, { parameterName: `/${name}` }),
  );
const key = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
const group = (stack: Stack) => new logs.LogGroup(stack, 'Group');
const bucketOf = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'audit');
const streamOf = (stack: Stack) =>
  kinesis.Stream.fromStreamAttributes(stack, 'Stream', {
    streamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/logs',
    encryptionKey: key(stack),
  });
const deliveryOf = (stack: Stack) => firehose.DeliveryStream.fromDeliveryStreamName(stack, 'Delivery', 'logs');
const domainOf = (stack: Stack) =>
  opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
    domainArn: 'arn:aws:es:eu-west-1:111122223333:domain/logs',
    domainEndpoint: 'vpc-logs.eu-west-1.es.amazonaws.com',
  });
const collectionOf = (stack: Stack) =>
  new serverless.CfnCollection(stack, 'Collection', { name: 'logs', type: 'TIMESERIES' });
const clusterOf = (stack: Stack) =>
  new msk.CfnCluster(stack, 'Cluster', {
    clusterName: 'logs',
    kafkaVersion: '3.8.x',
    numberOfBrokerNodes: 3,
    brokerNodeGroupInfo: { clientSubnets: ['subnet-1'], instanceType: 'kafka.m7g.large' },
  });
const roleOf = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/logs');

/** Log options (flattened), secret options and the task role's statements of a container with the destination. */
function rendered(make: (stack: Stack) => LogDestination) {
  const stack = testStack();
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
  const router = new LogRouter(stack, 'Router', { taskDefinition });
  taskDefinition.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:1'),
    logging: router.logTo(make(stack)),
  });
  const { Options, SecretOptions = [] } = containersOf(stack).web.LogConfiguration;
  const options = Object.entries(Options).filter(([name]) => !['alias', 'log-driver-buffer-limit'].includes(name));
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [policy] = policies.filter(([id]) => id.startsWith('TaskTaskRole'));
  const flat = (value: unknown) => (Array.isArray(value) ? value.map(flatText) : flatText(value));
  return {
    options: Object.fromEntries(options.map(([name, value]) => [name, withoutIds(flatText(value)!)])),
    secrets: SecretOptions.map(({ Name }: { Name: string }) => Name),
    statements: (policy?.[1].Properties.PolicyDocument.Statement ?? []).map(({ Action, Resource }: any) => [
      Action,
      JSON.parse(withoutIds(JSON.stringify(flat(Resource)))),
    ]),
    router: containersOf(stack)['log-router'],
  };
}

/** Logical ids without their hash. */
function withoutIds(text: string): string {
  return text.replace(/«(\w+?)[0-9A-F]{8}(\.\w+)?»/g, '«$1$2»');
}

describe('destinations', () => {
  test.each<[string, (stack: Stack) => LogDestination, Options, Statement[], string[]?]>([
    [
      'CloudWatch Logs',
      (stack) => LogDestination.cloudWatchLogs(group(stack)),
      { Name: 'cloudwatch_logs', region: REGION, log_group_name: '«Group»', log_stream_prefix: 'task/', ...RETRY },
      [[['logs:CreateLogStream', 'logs:PutLogEvents'], '«Group.Arn»']],
    ],
    [
      'CloudWatch Logs, imported, all options',
      (stack) =>
        LogDestination.cloudWatchLogs(
          logs.LogGroup.fromLogGroupArn(stack, 'Group', 'arn:aws:logs:eu-west-1:111122223333:log-group:app'),
          {
            logStreamName: 'all',
            logStreamTemplate: '$ecs_task_definition',
            logKey: 'log',
            embeddedMetrics: true,
            retryLimit: 0,
            workers: 2,
            pluginOptions: { log_group_class: 'STANDARD' },
          },
        ),
      {
        Name: 'cloudwatch_logs',
        region: 'eu-west-1',
        log_group_name: 'app',
        log_stream_name: 'all',
        log_stream_template: '$ecs_task_definition',
        log_key: 'log',
        log_format: 'json/emf',
        log_group_class: 'STANDARD',
        retry_limit: 'no_retries',
        workers: '2',
      },
      [[['logs:CreateLogStream', 'logs:PutLogEvents'], 'arn:aws:logs:eu-west-1:111122223333:log-group:app:*']],
    ],
    [
      'a log group that the router creates',
      () => LogDestination.createdLogGroup('/app', { retentionDays: 30, region: 'us-east-1' }),
      {
        Name: 'cloudwatch_logs',
        region: 'us-east-1',
        log_group_name: '/app',
        log_stream_prefix: 'task/',
        auto_create_group: 'true',
        log_retention_days: '30',
        ...RETRY,
      },
      [
        [['logs:CreateLogStream', 'logs:PutLogEvents'], `arn:${PARTITION}:logs:us-east-1:${ACCOUNT}:log-group:/app:*`],
        [
          ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
          [
            `arn:${PARTITION}:logs:us-east-1:${ACCOUNT}:log-group:/app`,
            `arn:${PARTITION}:logs:us-east-1:${ACCOUNT}:log-group:/app:*`,
          ],
        ],
      ],
    ],
    [
      'Data Firehose',
      (stack) => LogDestination.dataFirehose(deliveryOf(stack)),
      { Name: 'kinesis_firehose', region: REGION, delivery_stream: 'logs', ...RETRY },
      [['firehose:PutRecordBatch', `arn:${PARTITION}:firehose:${REGION}:${ACCOUNT}:deliverystream/logs`]],
    ],
    [
      'Data Firehose of another account',
      (stack) =>
        LogDestination.dataFirehose(deliveryOf(stack), { role: roleOf(stack), externalId: 'x', region: 'eu-west-1' }),
      {
        Name: 'kinesis_firehose',
        region: 'eu-west-1',
        delivery_stream: 'logs',
        role_arn: 'arn:aws:iam::444455556666:role/logs',
        external_id: 'x',
        ...RETRY,
      },
      [['sts:AssumeRole', 'arn:aws:iam::444455556666:role/logs']],
    ],
    [
      'Kinesis Data Streams, with a key',
      (stack) =>
        LogDestination.kinesisStreams(streamOf(stack), {
          timeKey: 'time',
          timeKeyFormat: '%s',
          logKey: 'log',
          compression: StreamCompression.GZIP,
          aggregate: true,
          retryWithoutLimit: true,
        }),
      {
        Name: 'kinesis_streams',
        region: 'eu-west-1',
        stream: 'logs',
        time_key: 'time',
        time_key_format: '%s',
        log_key: 'log',
        compression: 'gzip',
        simple_aggregation: 'true',
        retry_limit: 'no_limits',
      },
      [
        ['kinesis:PutRecords', 'arn:aws:kinesis:eu-west-1:111122223333:stream/logs'],
        ['kms:GenerateDataKey', 'arn:aws:kms:eu-west-1:111122223333:key/1'],
      ],
    ],
    [
      'S3',
      (stack) => LogDestination.s3(bucketOf(stack)),
      {
        Name: 's3',
        region: REGION,
        bucket: 'audit',
        s3_key_format: '/logs/$TAG/%Y/%m/%d/%H/%M/%S-$UUID',
        store_dir: '/firelens-data/web.s3',
        ...RETRY,
      },
      [['s3:PutObject', `arn:${PARTITION}:s3:::audit/logs/*`]],
    ],
    [
      'S3, all options',
      (stack) =>
        LogDestination.s3(
          s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'audit', encryptionKey: key(stack) }),
          {
            prefix: '',
            keyFormat: '$TAG/%s',
            totalFileSize: Size.mebibytes(20),
            uploadTimeout: Duration.minutes(1),
            uploadChunkSize: Size.mebibytes(6),
            compression: S3Compression.GZIP,
            storageClass: 'STANDARD_IA',
            cannedAcl: 'bucket-owner-full-control',
            storeDirLimit: Size.gibibytes(1),
          },
        ),
      {
        Name: 's3',
        region: REGION,
        bucket: 'audit',
        s3_key_format: '/$TAG/%s',
        total_file_size: '20971520',
        upload_timeout: '60s',
        upload_chunk_size: '6291456',
        compression: 'gzip',
        storage_class: 'STANDARD_IA',
        canned_acl: 'bucket-owner-full-control',
        store_dir: '/firelens-data/web.s3',
        store_dir_limit_size: '1073741824',
        ...RETRY,
      },
      [
        [['s3:PutObject', 's3:PutObjectAcl'], `arn:${PARTITION}:s3:::audit/*`],
        [['kms:Decrypt', 'kms:GenerateDataKey'], 'arn:aws:kms:eu-west-1:111122223333:key/1'],
      ],
    ],
    [
      'OpenSearch Service',
      (stack) => LogDestination.openSearchDomain(domainOf(stack), { indexPrefix: 'app', replaceDots: true }),
      {
        Name: 'opensearch',
        host: 'vpc-logs.eu-west-1.es.amazonaws.com',
        port: '443',
        aws_auth: 'on',
        aws_region: 'eu-west-1',
        logstash_format: 'on',
        logstash_prefix: 'app',
        replace_dots: 'on',
        ...TLS,
        ...DOCUMENTS,
        ...RETRY,
      },
      [['es:ESHttpPost', 'arn:aws:es:eu-west-1:111122223333:domain/logs/*']],
    ],
    [
      'OpenSearch Serverless',
      (stack) => LogDestination.openSearchServerless(collectionOf(stack), { index: 'app', compress: false }),
      {
        Name: 'opensearch',
        host: `«Collection».${REGION}.aoss.«AWS::URLSuffix»`,
        port: '443',
        aws_auth: 'on',
        aws_region: REGION,
        aws_service_name: 'aoss',
        index: 'app',
        suppress_type_name: 'on',
        trace_error: 'on',
        ...TLS,
        ...RETRY,
      },
      [['aoss:APIAccessAll', '«Collection.Arn»']],
    ],
    [
      'Elasticsearch',
      (stack) =>
        LogDestination.elastic('es.internal', {
          user: 'u',
          password: secret(stack),
          generateId: false,
          traceError: false,
        }),
      {
        Name: 'es',
        host: 'es.internal',
        port: '9200',
        http_user: 'u',
        suppress_type_name: 'on',
        compress: 'gzip',
        ...TLS,
        ...RETRY,
      },
      [],
      ['http_passwd'],
    ],
    [
      'Elastic Cloud',
      (stack) => LogDestination.elasticCloud('id', { cloudAuth: secret(stack) }),
      { Name: 'es', cloud_id: 'id', ...TLS, ...DOCUMENTS, ...RETRY },
      [],
      ['cloud_auth'],
    ],
    [
      'Splunk',
      (stack) =>
        LogDestination.splunk('splunk.internal', secret(stack), {
          index: 'i',
          source: 's',
          sourceType: 't',
          eventKey: '$log',
          sendRaw: true,
        }),
      {
        Name: 'splunk',
        host: 'splunk.internal',
        port: '8088',
        event_index: 'i',
        event_source: 's',
        event_sourcetype: 't',
        event_key: '$log',
        splunk_send_raw: 'on',
        compress: 'gzip',
        ...TLS,
        ...RETRY,
      },
      [],
      ['splunk_token'],
    ],
    [
      'Datadog',
      (stack) =>
        LogDestination.datadog(secret(stack), {
          site: 'datadoghq.eu',
          service: 'web',
          source: 'java',
          tags: { env: 'prod', a: 'b' },
          messageKey: 'message',
        }),
      {
        Name: 'datadog',
        host: 'http-intake.logs.datadoghq.eu',
        compress: 'gzip',
        provider: 'ecs',
        dd_service: 'web',
        dd_source: 'java',
        dd_tags: 'a:b,env:prod',
        dd_message_key: 'message',
        ...TLS,
        ...RETRY,
      },
      [],
      ['apikey'],
    ],
    [
      'New Relic',
      (stack) => LogDestination.newRelic(secret(stack), { baseUri: 'https://log-api.eu.newrelic.com/log/v1' }),
      { Name: 'nrlogs', base_uri: 'https://log-api.eu.newrelic.com/log/v1', ...RETRY },
      [],
      ['license_key'],
    ],
    [
      'Loki',
      (stack) =>
        LogDestination.loki('logs.grafana.net', {
          labels: { job: 'web', env: 'prod' },
          removeKeys: ['container_id'],
          tenantId: 't',
          user: 'u',
          password: secret(stack),
        }),
      {
        Name: 'loki',
        host: 'logs.grafana.net',
        port: '443',
        labels: 'env=prod, job=web',
        label_keys: '$container_name',
        remove_keys: 'container_id',
        tenant_id: 't',
        http_user: 'u',
        compress: 'gzip',
        ...TLS,
        ...RETRY,
      },
      [],
      ['http_passwd'],
    ],
    [
      'Loki in the clear',
      () => LogDestination.loki('loki.internal', { tls: false, labelKeys: [], keepAlive: false }),
      {
        Name: 'loki',
        host: 'loki.internal',
        port: '3100',
        tls: 'off',
        'net.keepalive': 'off',
        labels: 'job=firelens',
        compress: 'gzip',
        ...RETRY,
      },
      [],
    ],
    [
      'Kafka with SASL',
      (stack) =>
        LogDestination.kafka(['b-1:9096', 'b-2:9096'], 'logs', {
          saslUser: 'u',
          saslPassword: secret(stack),
          format: KafkaFormat.GELF,
          messageKeyField: 'id',
          rdkafka: { 'compression.codec': 'lz4' },
        }),
      {
        Name: 'kafka',
        brokers: 'b-1:9096,b-2:9096',
        topics: 'logs',
        format: 'gelf',
        message_key_field: 'id',
        'rdkafka.compression.codec': 'lz4',
        'rdkafka.security.protocol': 'SASL_SSL',
        'rdkafka.sasl.username': 'u',
        'rdkafka.sasl.mechanism': 'SCRAM-SHA-512',
        ...RETRY,
      },
      [],
      ['rdkafka.sasl.password'],
    ],
    [
      'MSK with IAM',
      (stack) => LogDestination.mskWithIam(clusterOf(stack), ['b-1:9098'], 'logs'),
      {
        Name: 'kafka',
        brokers: 'b-1:9098',
        topics: 'logs',
        format: 'json',
        aws_msk_iam: 'true',
        aws_msk_iam_cluster_arn: '«Cluster»',
        ...RETRY,
      },
      [
        ['kafka-cluster:Connect', '«Cluster»'],
        [
          ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
          `arn:${PARTITION}:kafka:${REGION}:${ACCOUNT}:topic/«Fn::Select»/logs`,
        ],
      ],
    ],
    [
      'HTTP',
      (stack) =>
        LogDestination.http('logs.internal', {
          port: 8443,
          uri: '/in',
          format: HttpFormat.JSON_LINES,
          headerSecret: secret(stack),
          tlsCaFile: '/ca.pem',
          tlsVerifyHostname: false,
          jsonDateKey: 'time',
          compress: false,
        }),
      {
        Name: 'http',
        host: 'logs.internal',
        port: '8443',
        uri: '/in',
        format: 'json_lines',
        json_date_key: 'time',
        tls: 'on',
        'tls.verify_hostname': 'off',
        'tls.ca_file': '/ca.pem',
        ...RETRY,
      },
      [],
      ['header'],
    ],
    [
      'HTTP in the clear',
      () => LogDestination.http('127.0.0.1', { tls: false, header: 'X-Team web' }),
      {
        Name: 'http',
        host: '127.0.0.1',
        port: '80',
        uri: '/',
        format: 'json',
        header: 'X-Team web',
        tls: 'off',
        compress: 'gzip',
        ...RETRY,
      },
      [],
    ],
    [
      'forward',
      (stack) => LogDestination.forward('fluentd.internal', { sharedKey: secret(stack), compress: true }),
      {
        Name: 'forward',
        host: 'fluentd.internal',
        port: '24224',
        require_ack_response: 'true',
        compress: 'gzip',
        ...TLS,
        ...RETRY,
      },
      [],
      ['shared_key'],
    ],
    [
      'syslog',
      () =>
        LogDestination.syslog('syslog.internal', {
          format: SyslogFormat.RFC3164,
          severity: 3,
          facility: 16,
          appNameKey: 'app',
        }),
      {
        Name: 'syslog',
        host: 'syslog.internal',
        port: '6514',
        mode: 'tcp',
        syslog_format: 'rfc3164',
        syslog_message_key: 'log',
        syslog_hostname_key: 'container_name',
        syslog_appname_key: 'app',
        syslog_severity_preset: '3',
        syslog_facility_preset: '16',
        ...TLS,
        ...RETRY,
      },
      [],
    ],
    [
      'syslog by UDP',
      () => LogDestination.syslog('syslog.internal', { mode: SyslogMode.UDP }),
      {
        Name: 'syslog',
        host: 'syslog.internal',
        port: '514',
        mode: 'udp',
        syslog_format: 'rfc5424',
        syslog_message_key: 'log',
        syslog_hostname_key: 'container_name',
        ...RETRY,
      },
      [],
    ],
    [
      'OTLP',
      (stack) => LogDestination.openTelemetry('otel.internal', { headerSecret: secret(stack), logsUri: '/x' }),
      {
        Name: 'opentelemetry',
        host: 'otel.internal',
        port: '4318',
        logs_uri: '/x',
        logs_body_key: '$log',
        logs_body_key_attributes: 'true',
        ...TLS,
        ...RETRY,
      },
      [],
      ['header'],
    ],
    [
      'OTLP by gRPC',
      () => LogDestination.openTelemetry('127.0.0.1', { grpc: true, tls: false }),
      {
        Name: 'opentelemetry',
        host: '127.0.0.1',
        port: '4317',
        grpc: 'on',
        http2: 'on',
        tls: 'off',
        logs_body_key: '$log',
        logs_body_key_attributes: 'true',
        ...RETRY,
      },
      [],
    ],
    ['stdout', () => LogDestination.stdout(), { Name: 'stdout', format: 'json_lines', ...RETRY }, []],
    ['nowhere', () => LogDestination.discard(), { Name: 'null' }, []],
    [
      'any plugin',
      (stack) =>
        LogDestination.plugin('logdna', {
          pluginOptions: { app: 'web' },
          secretOptions: { api_key: secret(stack) },
          taskRoleStatements: [new iam.PolicyStatement({ actions: ['logs:Get*'], resources: ['*'] })],
        }),
      { Name: 'logdna', app: 'web', ...RETRY },
      [['logs:Get*', '*']],
      ['api_key'],
    ],
  ])(
    '%s: options, statements and secrets, and the checks are content',
    (_, make, options, statements, secrets = []) => {
      const { options: got, statements: allowed, secrets: hidden } = rendered(make);

      expect(got).toEqual(options);
      expect(allowed).toEqual(statements);
      expect(hidden).toEqual(secrets);
    },
  );

  test('S3 gets a volume for what is not uploaded yet, and the user that may write there', () => {
    const { router } = rendered((stack) => LogDestination.s3(bucketOf(stack)));

    expect(router.MountPoints).toEqual([
      { ContainerPath: '/firelens-data', ReadOnly: false, SourceVolume: 'log-router-data' },
    ]);
    expect(router.User).toBeUndefined();
    expect(router.ReadonlyRootFilesystem).toBe(true);
  });

  test.each<[string, (stack: Stack) => LogDestination, RegExp]>([
    [
      'retries are negative',
      () => LogDestination.stdout({ retryLimit: -1 }),
      /'retryLimit' must be a whole number of at least 0, got -1/,
    ],
    [
      'retries have no limit and one',
      () => LogDestination.stdout({ retryLimit: 1, retryWithoutLimit: true }),
      /exclude each other/,
    ],
    [
      'a file for TLS is given without TLS',
      () => LogDestination.http('logs.example.com', { tls: false, tlsCaFile: '/ca.pem' }),
      /'tlsCaFile' is for TLS, and 'tls' is false; leave out one of the two/,
    ],
    [
      'names are to be verified without TLS',
      () => LogDestination.http('logs.example.com', { tls: false, tlsVerifyHostname: true }),
      /'tlsVerifyHostname' is for TLS, and 'tls' is false/,
    ],
    [
      'a host is an address of a page',
      () => LogDestination.http('https://logs.example.com/app'),
      /'host' must be a host name alone, without scheme, port and path, got 'https:\/\/logs.example.com\/app'/,
    ],
    [
      'a site of Datadog is its short name',
      (s) => LogDestination.datadog(secret(s), { site: 'eu' }),
      /'site' must be the site parameter of the account at Datadog, got 'eu'; take one of datadoghq\.com, us3\.datadoghq\.com/,
    ],
    [
      'nobody works',
      () => LogDestination.stdout({ workers: 0 }),
      /'workers' must be a whole number of at least 1, got 0/,
    ],
    [
      'a port is none',
      () => LogDestination.http('h', { port: 65536 }),
      /'port' must be a whole number from 1 to 65535, got 65536/,
    ],
    [
      'streams have two names',
      (s) => LogDestination.cloudWatchLogs(group(s), { logStreamName: 'a', logStreamPrefix: 'b' }),
      /'logStreamName' and 'logStreamPrefix' exclude each other/,
    ],
    ['a prefix is empty', (s) => LogDestination.cloudWatchLogs(group(s), { logStreamPrefix: '' }), /must not be empty/],
    [
      'objects are too small',
      (s) => LogDestination.s3(bucketOf(s), { totalFileSize: Size.kibibytes(1) }),
      /'totalFileSize' must be from 1000000 bytes to 50000000000 bytes, got 1024 bytes/,
    ],
    [
      'parts are too small',
      (s) => LogDestination.s3(bucketOf(s), { uploadChunkSize: Size.mebibytes(4) }),
      /'uploadChunkSize' must be from 5242880 bytes/,
    ],
    [
      'parts are too large for the object',
      (s) => LogDestination.s3(bucketOf(s), { totalFileSize: Size.mebibytes(10), uploadChunkSize: Size.mebibytes(6) }),
      /at most half of 'totalFileSize'/,
    ],
    [
      'a prefix begins with a slash',
      (s) => LogDestination.s3(bucketOf(s), { prefix: '/a' }),
      /'prefix' must not begin or end with '\/'/,
    ],
    [
      'there are two indexes',
      (s) => LogDestination.openSearchDomain(domainOf(s), { index: 'a', indexPrefix: 'b' }),
      /'index' and 'indexPrefix' exclude/,
    ],
    [
      'a user has no password',
      () => LogDestination.elastic('h', { user: 'u' }),
      /'user' and 'password' go together, got 'user' alone/,
    ],
    ['a password has no user', (s) => LogDestination.http('h', { password: secret(s) }), /got 'password' alone/],
    [
      'a password travels in the clear',
      (s) => LogDestination.http('h', { user: 'u', password: secret(s), tls: false }),
      /'tls' must stay on with 'password'/,
    ],
    [
      'a header travels in the clear',
      (s) => LogDestination.openTelemetry('h', { headerSecret: secret(s), tls: false }),
      /'tls' must stay on with 'headerSecret'/,
    ],
    [
      'there are two headers',
      (s) => LogDestination.http('h', { header: 'A b', headerSecret: secret(s) }),
      /'header' and 'headerSecret' exclude/,
    ],
    [
      'a token travels in the clear',
      (s) => LogDestination.splunk('h', secret(s), { tls: false }),
      /'tls' must stay on: a credential/,
    ],
    [
      'a shared key is sent in the clear',
      (s) => LogDestination.forward('h', { sharedKey: secret(s), tls: false }),
      /'tls' must stay on with 'sharedKey'/,
    ],
    ['no broker is named', () => LogDestination.kafka([], 't'), /'brokers' must name at least one/],
    [
      'SASL is half',
      () => LogDestination.kafka(['b'], 't', { saslUser: 'u' }),
      /'saslUser' and 'saslPassword' go together/,
    ],
    [
      'SASL travels in the clear',
      (s) => LogDestination.kafka(['b'], 't', { saslUser: 'u', saslPassword: secret(s), tls: false }),
      /'tls' must stay on with 'saslPassword'/,
    ],
    [
      'a label is none',
      () => LogDestination.loki('h', { labels: { 'a-b': 'c' } }),
      /'labels' must have names of letters.*got 'a-b'/,
    ],
    ['no label is there', () => LogDestination.loki('h', { labels: {}, labelKeys: [] }), /must name a label/],
    [
      'UDP is to be encrypted',
      () => LogDestination.syslog('h', { mode: SyslogMode.UDP, tls: true }),
      /'tls' needs 'mode' SyslogMode.TCP/,
    ],
    [
      'a severity is none',
      () => LogDestination.syslog('h', { severity: 8, facility: 24 }),
      /2 faults:[^]*'severity'[^]*from 0 to 7[^]*'facility'[^]*from 0 to 23/,
    ],
  ])('fail when %s', (_, make, message) => {
    expect(() => rendered(make)).toThrow(message);
    expect(() => rendered(make)).toThrow(/LogDestination\.invalid/);
  });

  test('fail at synthesis for an option that the plugin has not', () => {
    expect(() => rendered(() => LogDestination.stdout({ pluginOptions: { formt: 'json' } }))).toThrow(
      /Firelens\.unknownOption\] 'formt'.*did you mean 'format'/,
    );
  });
});

describe('a site of Datadog', () => {
  test.each<[string, string | undefined, boolean]>([
    ['is left out', undefined, false],
    ['is listed', 'us5.datadoghq.com', false],
    ['is a token', Token.asString({ Ref: 'Site' }), false],
    ['has a dot and is not listed', 'app.datadoghq.eu', true],
  ])('that %s is warned of, or not', (_, site, told) => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    taskDefinition.addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('x'),
      logging: router.logTo(LogDestination.datadog(secret(stack), { site })),
    });

    const warnings = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('LogDestination.datadogSite'),
    );
    expect(warnings.map(({ id }) => id)).toEqual(told ? ['/TestStack/Router'] : []);
  });

  test.each(['EU1', 'https://datadoghq.eu', 'datadoghq.eu:443'])('that is none fails once, as %s', (site) => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    const router = new LogRouter(stack, 'Router', { taskDefinition });

    expect(() =>
      taskDefinition.addContainer('app', {
        image: ecs.ContainerImage.fromRegistry('x'),
        logging: router.logTo(LogDestination.datadog(secret(stack), { site })),
      }),
    ).toThrow(
      `[LogDestination.invalid] 'site' must be the site parameter of the account at Datadog, got '${site}'; take one of`,
    );
  });
});
