import { Aspects, CfnParameter, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  FirelensLogging,
  FirelensRoutes,
  LogDestination,
  LogFilter,
  LogRouter,
  LogRouterOptions,
  MultilineParser,
  RouterBuffer,
  RouterConfiguration,
  RouterImage,
} from '../../lib/firelens';
import { HardenedTaskDefinition } from '../../lib/task-definition';
import { flatText } from '../../lib/internal/flat-text';
import { containersOf, onlyProperties, testStack } from '../support/stacks';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:1');

function fargate(stack: Stack): ecs.FargateTaskDefinition {
  return new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 512, memoryLimitMiB: 1024 });
}

/** A Fargate task with a router and a container `web` that logs to a group. */
function routed(options: LogRouterOptions = {}, stack = testStack()) {
  const taskDefinition = fargate(stack);
  const router = new LogRouter(stack, 'Router', { taskDefinition, ...options });
  taskDefinition.addContainer('web', {
    image: IMAGE,
    logging: router.logTo(LogDestination.cloudWatchLogs(new logs.LogGroup(stack, 'Logs'))),
  });
  return { stack, taskDefinition, router };
}

function variable(container: Record<string, any>, name: string): string | undefined {
  return flatText(container.Environment?.find((entry: { Name: string }) => entry.Name === name)?.Value);
}

const FIXTURES = `${__dirname}/../fixtures/firelens`;

const included = (stack: Stack) => flatText(containersOf(stack)['log-router'].Command[2]);
const parsers = (stack: Stack) => flatText(containersOf(stack)['log-router'].Command[3]);

/** Statements of the task role, in order. */
function taskRoleStatements(stack: Stack): Record<string, any>[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  const [policy] = Object.entries(policies).filter(([id]) => id.includes('TaskRole'));
  return policy?.[1].Properties.PolicyDocument.Statement ?? [];
}

describe('LogRouter', () => {
  test('is pinned, essential, checked, hardened and budgeted', () => {
    const { stack } = routed();

    expect(containersOf(stack)['log-router']).toEqual({
      Name: 'log-router',
      Image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.16',
      Essential: true,
      User: '1000:1000',
      ReadonlyRootFilesystem: true,
      Memory: 256,
      MemoryReservation: 128,
      StopTimeout: 35,
      EntryPoint: ['/bin/sh', '-c'],
      Command: [
        'printf \'%s\' "$1" > /firelens/included.conf && exec /bin/sh /entrypoint.sh',
        'log-router',
        '[SERVICE]\n    Flush 1\n    Grace 30\n    HTTP_Server On\n    HTTP_Listen 127.0.0.1\n    HTTP_Port 2020\n',
      ],
      LinuxParameters: {
        Capabilities: { Drop: ['ALL'] },
        Tmpfs: [{ ContainerPath: '/firelens', Size: 1, MountOptions: ['nodev', 'noexec', 'nosuid'] }],
      },
      HealthCheck: {
        Command: ['CMD-SHELL', 'curl -f http://127.0.0.1:2020/api/v1/uptime || exit 1'],
        Interval: 5,
        Retries: 5,
        StartPeriod: 10,
        Timeout: 3,
      },
      LogConfiguration: {
        LogDriver: 'awslogs',
        Options: {
          'awslogs-group': { Ref: expect.stringMatching(/^RouterLogGroup/) },
          'awslogs-stream-prefix': 'firelens',
          'awslogs-region': { Ref: 'AWS::Region' },
          mode: 'non-blocking',
        },
      },
      FirelensConfiguration: {
        Type: 'fluentbit',
        Options: {
          'enable-ecs-log-metadata': 'true',
          'config-file-type': 'file',
          'config-file-value': '/firelens/included.conf',
        },
      },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  test('makes its users wait until it is healthy, and names their output', () => {
    const { stack } = routed();

    expect(containersOf(stack).web).toMatchObject({
      DependsOn: [{ ContainerName: 'log-router', Condition: 'HEALTHY' }],
      LogConfiguration: {
        LogDriver: 'awsfirelens',
        Options: {
          Name: 'cloudwatch_logs',
          alias: 'web.cloudwatch_logs',
          region: { Ref: 'AWS::Region' },
          log_stream_prefix: 'task/',
          retry_limit: '5',
          'log-driver-buffer-limit': '10000',
        },
      },
    });
  });

  test('gives up every default for what the user says', () => {
    const { stack } = routed({
      containerName: 'logs',
      image: RouterImage.publicEcr('3.4.14'),
      memoryReservation: Size.mebibytes(100),
      memoryLimit: Size.mebibytes(300),
      cpu: 64,
      gracePeriod: Duration.seconds(10),
      stopTimeout: Duration.seconds(60),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'mine' }),
      user: '0',
      ecsMetadata: false,
      httpPort: 2021,
      healthCheck: { command: ['CMD', 'true'] },
      environment: { LEVEL: 'debug' },
    });

    expect(containersOf(stack).logs).toMatchObject({
      Image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.14',
      Cpu: 64,
      Memory: 300,
      MemoryReservation: 100,
      StopTimeout: 60,
      User: '0',
      HealthCheck: { Command: ['CMD', 'true'] },
      LogConfiguration: { Options: { 'awslogs-stream-prefix': 'mine' } },
      FirelensConfiguration: { Options: { 'enable-ecs-log-metadata': 'false' } },
    });
    expect(variable(containersOf(stack).logs, 'LEVEL')).toBe('debug');
    expect(containersOf(stack).logs.Command[2]).toMatch(/Grace 10[^]*HTTP_Port 2021/);
  });

  test('is seen by Aspects, and keeps containers that are added after it', () => {
    const { stack, taskDefinition, router } = routed();
    taskDefinition.addContainer('worker', { image: IMAGE, logging: router.logTo(LogDestination.discard()) });
    const seen: string[] = [];
    Aspects.of(stack).add({
      visit: (node) => void (node instanceof ecs.ContainerDefinition && seen.push(node.containerName)),
    });

    expect(Object.keys(containersOf(stack))).toEqual(['log-router', 'web', 'worker']);
    expect(seen.sort()).toEqual(['log-router', 'web', 'worker']);
  });

  test('is root on EC2, where the agent may be old', () => {
    const stack = testStack();
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    taskDefinition.addContainer('web', {
      image: IMAGE,
      memoryLimitMiB: 64,
      logging: router.logTo(LogDestination.discard()),
    });

    expect(containersOf(stack)['log-router'].User).toBeUndefined();
  });

  test('works on a hardened task definition', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task');
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    taskDefinition.addTaskContainer('web', { image: IMAGE, logging: router.logTo(LogDestination.discard()) });

    const { 'log-router': container } = containersOf(stack);
    expect(container.ReadonlyRootFilesystem).toBe(true);
    expect(container.LinuxParameters.Capabilities.Drop).toEqual(['ALL']);
    expect(container.LinuxParameters.Tmpfs.map(({ ContainerPath }: any) => ContainerPath)).toContain('/firelens');
  });

  test.each<[string, LogRouterOptions, RegExp]>([
    [
      'it would be killed while it sends',
      { gracePeriod: Duration.seconds(60), stopTimeout: Duration.seconds(30) },
      /'stopTimeout' must not be below 'gracePeriod' \(60 s\), got 30 s/,
    ],
    ['Fargate stops earlier', { gracePeriod: Duration.seconds(121) }, /at most 120 s on Fargate, got 121 s/],
    [
      'the limit is below the reservation',
      { memoryLimit: Size.mebibytes(100) },
      /'memoryLimit' must not be below 'memoryReservation', got 100 MiB/,
    ],
    ['the port is none', { httpPort: 0 }, /'httpPort' must be a port from 1 to 65535, got 0/],
    [
      'retention is given beside a driver',
      { logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'x' }), logRetention: 7 },
      /'logRetention' is for the log group made here/,
    ],
  ])('fails when %s', (_, options, message) => {
    expect(() => routed(options)).toThrow(message);
  });

  test('lets values through that only the deployment knows', () => {
    const stack = testStack();
    const known = (name: string) => new CfnParameter(stack, name, { type: 'Number' }).valueAsNumber;
    const { router, taskDefinition } = routed(
      {
        gracePeriod: Duration.seconds(known('Grace')),
        memoryReservation: Size.mebibytes(known('Memory')),
        httpPort: known('Port'),
        buffer: RouterBuffer.disk({ maxChunksUp: known('Chunks') }),
      },
      stack,
    );
    taskDefinition.addContainer('worker', {
      image: IMAGE,
      logging: router.logTo(LogDestination.http('h', { port: known('HttpPort'), retryLimit: known('Retries') }), {
        driverBufferEvents: known('Events'),
      }),
    });

    const { 'log-router': container, worker } = containersOf(stack);
    expect(included(stack)).toMatch(/Grace «Grace»[^]*HTTP_Port «Port»[^]*max_chunks_up «Chunks»/);
    expect(container.MemoryReservation).toEqual({ Ref: 'Memory' });
    expect(container.Memory).toBeUndefined();
    expect(container.StopTimeout).toEqual({ Ref: 'Grace' });
    expect(flatText(container.HealthCheck.Command[1])).toContain(':«Port»/');
    expect(worker.LogConfiguration.Options).toMatchObject({
      port: { Ref: 'HttpPort' },
      retry_limit: { Ref: 'Retries' },
      'log-driver-buffer-limit': { Ref: 'Events' },
    });
  });

  test('reports all faults of its props together', () => {
    expect(() => routed({ httpPort: 0, gracePeriod: Duration.seconds(200) })).toThrow(
      /2 faults:[^]*LogRouter\.invalid[^]*LogRouter\.invalid/,
    );
  });

  test('fails when the log driver goes to a container of another task', () => {
    const { stack, router } = routed();
    const other = new ecs.FargateTaskDefinition(stack, 'Other');

    expect(() => other.addContainer('web', { image: IMAGE, logging: router.logTo(LogDestination.discard()) })).toThrow(
      /LogRouter\.otherTask.*container 'web' belongs to task definition 'TestStack\/Other'/,
    );
  });

  test.each([-1, 1.5, 536_870_912])('fails when the driver is to hold %d events', (driverBufferEvents) => {
    const { router } = routed();

    expect(() => router.logTo(LogDestination.discard(), { driverBufferEvents })).toThrow(
      /'driverBufferEvents' must be a whole number from 0 to 536870911/,
    );
  });

  test('fails at synthesis with the rules of the checks', () => {
    const { taskDefinition, router, stack } = routed();
    taskDefinition.addContainer('worker', {
      image: IMAGE,
      logging: router.logTo(LogDestination.discard(), { includePattern: '(' }),
    });

    expect(() => Template.fromStack(stack)).toThrow(/\[Firelens.badPattern\] 'include-pattern' of container 'worker'/);
  });

  test('warns at synthesis by id', () => {
    const { taskDefinition, stack } = routed();
    taskDefinition.addContainer('silent', { image: IMAGE });

    Annotations.fromStack(stack).hasWarning(
      '/TestStack/Router',
      Match.stringLikeRegexp("container 'silent' has no log configuration"),
    );
  });

  test('says what an imported task role lacks', () => {
    const stack = testStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', {
      cpu: 512,
      memoryLimitMiB: 1024,
      taskRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/app', { mutable: false }),
    });
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    const logGroup = logs.LogGroup.fromLogGroupArn(stack, 'Logs', 'arn:aws:logs:eu-west-1:111122223333:log-group:app');
    taskDefinition.addContainer('web', {
      image: IMAGE,
      logging: router.logTo(LogDestination.cloudWatchLogs(logGroup)),
    });

    Annotations.fromStack(stack).hasWarning(
      '/TestStack/Router',
      Match.stringLikeRegexp(
        'logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:app:\\*',
      ),
    );
  });
});

describe('several destinations and filters', () => {
  test('write further outputs into the included configuration, with secrets by environment', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    const key = ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Key'));
    taskDefinition.addContainer('web', {
      image: IMAGE,
      logging: router.logTo(LogDestination.discard(), {
        alsoTo: [LogDestination.newRelic(key), LogDestination.newRelic(key)],
      }),
    });

    expect(included(stack)).toContain(
      [
        '[OUTPUT]',
        '    Name nrlogs',
        '    Match web-firelens*',
        '    alias web.nrlogs',
        '    license_key ${FIRELENS_WEB_NRLOGS_LICENSE_KEY}',
        '    retry_limit 5',
        '',
        '[OUTPUT]',
        '    Name nrlogs',
        '    Match web-firelens*',
        '    alias web.nrlogs.2',
        '    license_key ${FIRELENS_WEB_NRLOGS_2_LICENSE_KEY}',
      ].join('\n'),
    );
    expect(containersOf(stack)['log-router'].Secrets.map(({ Name }: any) => Name)).toEqual([
      'FIRELENS_WEB_NRLOGS_LICENSE_KEY',
      'FIRELENS_WEB_NRLOGS_2_LICENSE_KEY',
    ]);
  });

  test('give a secret of the first destination as secretOptions', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    const key = ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Key'));
    taskDefinition.addContainer('web', { image: IMAGE, logging: router.logTo(LogDestination.datadog(key)) });

    expect(containersOf(stack).web.LogConfiguration.SecretOptions).toEqual([
      { Name: 'apikey', ValueFrom: { Ref: expect.stringMatching(/^Key/) } },
    ]);
  });

  test('write filters in order, and parsers into a file of their own, each once', () => {
    const { stack, router, taskDefinition } = routed({ filters: [LogFilter.joinPartialLines()] });
    const own = MultilineParser.custom('stamped', { firstLine: '^\\d{4}', nextLine: '^\\s' });
    taskDefinition.addContainer('java', {
      image: IMAGE,
      logging: router.logTo(LogDestination.discard(), {
        filters: [
          LogFilter.multiline(MultilineParser.JAVA, own),
          LogFilter.parseJson(),
          LogFilter.parseJson('message'),
          LogFilter.modifyRecord({ add: { b: '2', a: '1' }, remove: ['container_id'] }),
          LogFilter.drop('path', '^/health'),
        ],
      }),
    });
    router.addFilter(LogFilter.keep('log', 'x'));

    const { 'log-router': container } = containersOf(stack);
    expect(included(stack)).toBe(`[SERVICE]
    Flush 1
    Grace 30
    HTTP_Server On
    HTTP_Listen 127.0.0.1
    HTTP_Port 2020
    Parsers_File /firelens/parsers.conf

[FILTER]
    Name multiline
    Match *-firelens-*
    multiline.key_content log
    mode partial_message

[FILTER]
    Name multiline
    Match java-firelens*
    multiline.key_content log
    multiline.parser java, stamped

[FILTER]
    Name parser
    Match java-firelens*
    Key_Name log
    Parser firelens_json
    Reserve_Data On

[FILTER]
    Name parser
    Match java-firelens*
    Key_Name message
    Parser firelens_json
    Reserve_Data On

[FILTER]
    Name record_modifier
    Match java-firelens*
    Record a 1
    Record b 2
    Remove_key container_id

[FILTER]
    Name grep
    Match java-firelens*
    Exclude path ^/health

[FILTER]
    Name grep
    Match *-firelens-*
    Regex log x
`);
    expect(parsers(stack)).toBe(`[MULTILINE_PARSER]
    name stamped
    type regex
    flush_timeout 1000
    rule "start_state" "/^\\d{4}/" "cont"
    rule "cont" "/^\\s/" "cont"

[PARSER]
    Name firelens_json
    Format json
`);
    expect(container.Command[0]).toContain('"$2" > /firelens/parsers.conf');
  });

  test('hand patterns to ECS', () => {
    const { stack, router, taskDefinition } = routed();
    taskDefinition.addContainer('worker', {
      image: IMAGE,
      logging: router.logTo(LogDestination.discard(), {
        includePattern: '^E',
        excludePattern: 'health',
        driverBufferEvents: 5,
      }),
    });

    expect(containersOf(stack).worker.LogConfiguration.Options).toEqual({
      Name: 'null',
      alias: 'worker.null',
      'include-pattern': '^E',
      'exclude-pattern': 'health',
      'log-driver-buffer-limit': '5',
    });
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'a parser has a bad name',
      () => MultilineParser.custom('a b', { firstLine: 'x', nextLine: 'y' }),
      /'name' must be letters/,
    ],
    [
      'a parser has the name of a built-in one',
      () => MultilineParser.custom('java', { firstLine: 'x', nextLine: 'y' }),
      /must not be one of cri/,
    ],
    [
      'an expression is none',
      () => MultilineParser.custom('a', { firstLine: '(', nextLine: '"' }),
      /'firstLine'[^]*'nextLine' must not have/,
    ],
    ['no parser is given', () => LogFilter.multiline(), /at least one/],
    ['no group is named', () => LogFilter.parseRegex('a', '^x$'), /named group/],
    ['a time has no format', () => LogFilter.parseRegex('a', '(?<time>x)', { timeKey: 'time' }), /go together/],
    [
      'a line breaks',
      () => LogFilter.modifyRecord({ add: { a: 'b\n[OUTPUT]' } }),
      /'Record' must not have a line break/,
    ],
    ['a grep is no expression', () => LogFilter.keep('log', '*'), /'pattern' is no regular expression/],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('parse by expression, with a time', () => {
    const filter = LogFilter.parseRegex('access', '^(?<time>\\S+)', { timeKey: 'time', timeFormat: '%s' });

    expect(filter._parsers).toEqual([
      '[PARSER]\n    Name access\n    Format regex\n    Regex ^(?<time>\\S+)\n    Time_Key time\n    Time_Format %s',
    ]);
  });
});

describe('parsers of one name', () => {
  test('fail when they differ, wherever they come from', () => {
    const { router } = routed({ filters: [LogFilter.parseRegex('access', '^(?<path>.*)$')] });

    expect(() => router.addFilter(LogFilter.parseRegex('access', '^(?<code>.*)$'))).toThrow(
      "[LogRouter.parserTwice] two parsers of this router are named 'access' and differ; give each a name of its own",
    );
    expect(() =>
      routed({
        configuration: [RouterConfiguration.inline('[PARSER]\n    Name access\n    Format json\n')],
        filters: [LogFilter.parseRegex('access', '^(?<path>.*)$')],
      }),
    ).toThrow(/LogRouter\.parserTwice/);
  });

  test('are one when they are the same', () => {
    const filter = () => LogFilter.parseRegex('access', '^(?<path>.*)$');
    const { stack } = routed({ filters: [filter(), filter(), LogFilter.parseJson(), LogFilter.parseJson()] });

    expect(parsers(stack)?.match(/Name +access/g)).toHaveLength(1);
  });
});

describe('buffers on disk', () => {
  test('let the generated inputs keep their chunks on a volume, as many in memory as fit', () => {
    const { stack } = routed({ buffer: RouterBuffer.disk() });

    const { 'log-router': container, web } = containersOf(stack);
    expect(included(stack)).toContain(
      '    storage.path /firelens-data/buffers\n    storage.type filesystem\n    storage.inherit On\n    storage.max_chunks_up 29\n',
    );
    expect(container.MountPoints).toEqual([
      { ContainerPath: '/firelens-data', ReadOnly: false, SourceVolume: 'log-router-data' },
    ]);
    expect(container.User).toBeUndefined();
    expect(web.LogConfiguration.Options['storage.total_limit_size']).toBe('1073741824');
    expect(onlyProperties(stack, 'AWS::ECS::TaskDefinition').Volumes).toEqual([{ Name: 'log-router-data' }]);
  });

  test('take limits from the user, also for one destination', () => {
    const { stack, taskDefinition, router } = routed({
      buffer: RouterBuffer.disk({ limitPerDestination: Size.mebibytes(100), maxChunksUp: 4 }),
    });
    taskDefinition.addContainer('worker', {
      image: IMAGE,
      logging: router.logTo(
        LogDestination.plugin('http', { diskLimit: Size.mebibytes(10), pluginOptions: { host: 'h' } }),
      ),
    });

    const containers = containersOf(stack);
    expect(containers.web.LogConfiguration.Options['storage.total_limit_size']).toBe('104857600');
    expect(containers.worker.LogConfiguration.Options['storage.total_limit_size']).toBe('10485760');
    expect(included(stack)).toContain('max_chunks_up 4\n');
  });

  test('fail when no chunk may be in memory', () => {
    expect(() => RouterBuffer.disk({ maxChunksUp: 0 })).toThrow(
      /'maxChunksUp' must be a whole number of at least 1, got 0/,
    );
  });

  test('fail at synthesis when they exceed the ephemeral storage', () => {
    const { stack } = routed({ buffer: RouterBuffer.disk({ limitPerDestination: Size.gibibytes(21) }) });

    expect(() => Template.fromStack(stack)).toThrow(/Firelens\.buffersExceedDisk/);
  });

  test('fail at synthesis when the chunks exceed the memory', () => {
    const { stack } = routed({ buffer: RouterBuffer.disk({ maxChunksUp: 128 }) });

    expect(() => Template.fromStack(stack)).toThrow(/Firelens\.buffersExceedMemory.*'storage.max_chunks_up' 128/);
  });
});

describe('configuration of your own', () => {
  test('inline travels with the task definition', () => {
    const { stack } = routed({
      configuration: [
        RouterConfiguration.inline('\n[FILTER]\n    Name modify\n    Match *\n    Set a b\n'),
        RouterConfiguration.inline('[PARSER]\n    Name mine\n    Format json\n'),
        RouterConfiguration.fileInImage('/fluent-bit/configs/parse-json.conf'),
      ],
    });

    expect(included(stack)).toMatch(
      /Parsers_File \/firelens\/parsers.conf\n\n@INCLUDE \/fluent-bit\/configs\/parse-json.conf\n\n\[FILTER\]\n {4}Name modify\n {4}Match \*\n {4}Set a b\n$/,
    );
    expect(parsers(stack)).toBe('[PARSER]\n    Name mine\n    Format json\n');
  });

  test('gives a container its only output', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', {
      taskDefinition,
      configuration: [RouterConfiguration.inline('[OUTPUT]\n    Name null\n    Match web-firelens*\n')],
    });
    taskDefinition.addContainer('web', { image: IMAGE, logging: router.logByConfiguration() });

    expect(containersOf(stack).web.LogConfiguration.Options).toEqual({ 'log-driver-buffer-limit': '10000' });
  });

  test('from S3 takes the init image, and lets the task role read exactly it', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    routed({ configuration: [RouterConfiguration.fromBucket(bucket, 'fluent/a.conf')] }, stack);

    const { 'log-router': container } = containersOf(stack);
    expect(container.Image).toBe('public.ecr.aws/aws-observability/aws-for-fluent-bit:init-3.4.16');
    expect(container.ReadonlyRootFilesystem).toBe(false);
    expect(container.User).toBeUndefined();
    expect(container.Command[0]).toMatch(/ && cd \/ && exec \/bin\/sh \/init\/fluent_bit_init_entrypoint.sh$/);
    expect(variable(container, 'aws_fluent_bit_init_s3_1')).toMatch(/^«Bucket\w+.Arn»\/fluent\/a.conf$/);
    const arn = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
    expect(taskRoleStatements(stack).slice(0, 3)).toEqual([
      { Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [arn, '/fluent/a.conf']] } },
      { Action: 's3:GetBucketLocation', Effect: 'Allow', Resource: arn },
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    ]);
  });

  test.each<[string, (stack: Stack) => RouterConfiguration, boolean]>([
    [
      'an object of a bucket, which nobody sees',
      (stack) => RouterConfiguration.fromBucket(s3.Bucket.fromBucketName(stack, 'B', 'conf'), 'o.conf'),
      true,
    ],
    ['an asset with an output for it', () => RouterConfiguration.fromAsset(`${FIXTURES}/outputs.conf`), true],
    [
      'an asset with an output for others',
      () => RouterConfiguration.fromAsset(`${FIXTURES}/other-outputs.conf`),
      false,
    ],
  ])('gives a container its only output: %s', (_, configuration, taken) => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition, configuration: [configuration(stack)] });
    taskDefinition.addContainer('web', { image: IMAGE, logging: router.logByConfiguration() });
    const synth = () => Template.fromStack(stack);

    if (taken) {
      expect(synth).not.toThrow(/Firelens/);
    } else {
      expect(synth).toThrow(/\[Firelens\.unmatched\] no output takes the logs of container 'web'/);
    }
  });

  test('a destination that is the router itself is refused', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    taskDefinition.addContainer('web', { image: IMAGE, logging: router.logTo(LogDestination.forward('localhost')) });

    expect(() => Template.fromStack(stack)).toThrow(/\[Firelens\.loop\] .* forwards to localhost:24224/);
  });

  test('from an asset is checked and uploaded', () => {
    const { stack } = routed({
      configuration: [RouterConfiguration.fromAsset(`${__dirname}/../fixtures/firelens/extra.conf`)],
    });

    expect(variable(containersOf(stack)['log-router'], 'aws_fluent_bit_init_s3_1')).toMatch(/\.conf$/);
  });

  test('fetched by the agent is read by the execution role', () => {
    const stack = testStack();
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task');
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'conf', encryptionKey });
    const router = new LogRouter(stack, 'Router', {
      taskDefinition,
      configuration: [RouterConfiguration.fetchedByAgent(bucket, 'a.conf')],
    });
    taskDefinition.addContainer('web', {
      image: IMAGE,
      memoryLimitMiB: 64,
      logging: router.logTo(LogDestination.discard()),
    });

    const { 'log-router': container, web } = containersOf(stack);
    expect(container.FirelensConfiguration.Options['config-file-type']).toBe('s3');
    expect(container.EntryPoint).toBeUndefined();
    expect(container.HealthCheck).toBeUndefined();
    expect(web.DependsOn).toEqual([{ ContainerName: 'log-router', Condition: 'START' }]);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' }),
          Match.objectLike({ Action: 's3:GetObject' }),
          Match.objectLike({ Action: 's3:GetBucketLocation' }),
        ]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
    });
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'it has a typo',
      () => RouterConfiguration.inline('[FILTER]\n Name multilin\n[OUTPUTS]\n Name x\n'),
      /Firelens\.unknownSection\] \[OUTPUTS\] in the inline configuration/,
    ],
    [
      'parsers stand beside filters',
      () => RouterConfiguration.inline('[PARSER]\n Name x\n[FILTER]\n Name grep\n'),
      /Firelens\.parsersInPipeline/,
    ],
    [
      'a path is relative',
      () => RouterConfiguration.fileInImage('parse.conf'),
      /'path' must be absolute, got 'parse.conf'/,
    ],
    [
      'there is no file',
      () => RouterConfiguration.fromAsset('/nowhere.conf'),
      /'path' must be a file, got '\/nowhere.conf'/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('fails when two objects have the same file name', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'conf');

    expect(() =>
      routed(
        {
          configuration: [
            RouterConfiguration.fromBucket(bucket, 'a/x.conf'),
            RouterConfiguration.fromBucket(bucket, 'b/x.conf'),
          ],
        },
        stack,
      ),
    ).toThrow(/two objects with the file name 'x.conf'/);
  });

  test.each<[string, LogRouterOptions]>([
    ['filters', { filters: [LogFilter.parseJson()] }],
    ['buffer', { buffer: RouterBuffer.disk() }],
    ['configuration', { configuration: [RouterConfiguration.inline('[SERVICE]\n Flush 2\n')] }],
  ])('fails when %s cannot be brought into the image', (what, options) => {
    expect(() => routed({ image: RouterImage.custom(IMAGE, { hasShell: false }), ...options })).toThrow(
      new RegExp(`LogRouter\\.needsOwnConfiguration\\] '${what}'`),
    );
  });

  test('is a file of the image where the router writes none', () => {
    const { stack } = routed({
      image: RouterImage.custom(IMAGE, { hasShell: false }),
      configuration: [RouterConfiguration.fileInImage('/etc/mine.conf')],
    });

    expect(containersOf(stack)['log-router'].FirelensConfiguration.Options['config-file-value']).toBe('/etc/mine.conf');
  });
});

describe('RouterImage', () => {
  test('regional: takes the registry of a known Region, and pulls exactly the repository', () => {
    const { stack } = routed(
      { image: RouterImage.regionalEcr() },
      testStack({ env: { region: 'eu-south-2', account: '111122223333' } }),
    );

    expect(flatText(containersOf(stack)['log-router'].Image)).toBe(
      '146576467002.dkr.ecr.eu-south-2.«AWS::URLSuffix»/aws-for-fluent-bit:3.4.16',
    );
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    const [[, { Properties }]] = Object.entries(policies).filter(([id]) => id.includes('ExecutionRole'));
    expect(Properties.PolicyDocument.Statement.filter(({ Action }: any) => String(Action).includes('ecr:'))).toEqual([
      {
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Effect: 'Allow',
        Resource: 'arn:aws:ecr:eu-south-2:146576467002:repository/aws-for-fluent-bit',
      },
      { Action: 'ecr:GetAuthorizationToken', Effect: 'Allow', Resource: '*' },
    ]);
  });

  test('regional: maps the registry where the Region is known only at deployment', () => {
    const { stack } = routed({ image: RouterImage.regionalEcr() });

    Template.fromStack(stack).hasMapping('*', {
      'us-gov-west-1': { account: '161423150738' },
      'eu-west-1': { account: '906394416424' },
    });
  });

  test('regional: fails when the registry of the Region is not known', () => {
    expect(() => routed({ image: RouterImage.regionalEcr() }, testStack({ env: { region: 'mx-central-1' } }))).toThrow(
      /RouterImage\.region\] the registry of aws-for-fluent-bit in 'mx-central-1' is not known/,
    );
  });

  test.each(['latest', 'stable', '2.34.3', '3', '3.4'])('fails when the version is %s', (version) => {
    expect(() => RouterImage.publicEcr(version)).toThrow(/RouterImage\.version\] 'version' must be a full 3.x version/);
    expect(() => RouterImage.regionalEcr(version)).toThrow(/RouterImage\.version/);
  });

  test('fluentd: has no shell of ours, no health check, and takes plugins by name', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition, image: RouterImage.fluentd(IMAGE) });
    taskDefinition.addContainer('web', {
      image: IMAGE,
      logging: router.logTo(LogDestination.plugin('stdout', { pluginOptions: { tag: 'a' } })),
    });

    const { 'log-router': container, web } = containersOf(stack);
    expect(container.FirelensConfiguration.Type).toBe('fluentd');
    expect(container.HealthCheck).toBeUndefined();
    expect(container.ReadonlyRootFilesystem).toBeUndefined();
    expect(web.LogConfiguration.Options).toEqual({ '@type': 'stdout', tag: 'a', 'log-driver-buffer-limit': '10000' });
  });
});

describe('the default container of the task', () => {
  const route = (taskDefinition: ecs.TaskDefinition) =>
    new LogRouter(taskDefinition.stack, 'Router', { taskDefinition }).logTo(LogDestination.discard());

  test.each([
    ['an L2 task definition', (stack: Stack) => fargate(stack)],
    ['a hardened one', (stack: Stack) => new HardenedTaskDefinition(stack, 'Task')],
  ])('is the application of %s, although the router came first', (_, define) => {
    const taskDefinition = define(testStack());
    const logging = route(taskDefinition);
    expect(taskDefinition.defaultContainer).toBeUndefined();

    const app = taskDefinition.addContainer('app', { image: IMAGE, logging });
    taskDefinition.addContainer('other', { image: IMAGE, logging });

    expect(taskDefinition.defaultContainer).toBe(app);
  });

  test('stays the application when the router comes later', () => {
    const taskDefinition = fargate(testStack());
    const app = taskDefinition.addContainer('app', { image: IMAGE });

    route(taskDefinition);

    expect(taskDefinition.defaultContainer).toBe(app);
  });

  test('is the application when the router is added by FirelensLogging', () => {
    const taskDefinition = fargate(testStack());
    taskDefinition.with(new FirelensLogging({ destination: LogDestination.discard() }));
    taskDefinition.addContainer('helper', { image: IMAGE, essential: false });

    const app = taskDefinition.addContainer('app', { image: IMAGE });

    expect(taskDefinition.defaultContainer).toBe(app);
  });

  test('a load balancer sends its traffic there', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const logging = route(taskDefinition);
    taskDefinition.addContainer('app', { image: IMAGE, logging, portMappings: [{ containerPort: 8080 }] });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const service = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
      taskDefinition,
      minHealthyPercent: 50,
    });

    new elbv2.NetworkLoadBalancer(stack, 'Balancer', { vpc })
      .addListener('Listener', { port: 80 })
      .addTargets('Targets', { port: 80, targets: [service] });

    expect(onlyProperties(stack, 'AWS::ECS::Service').LoadBalancers).toEqual([
      expect.objectContaining({ ContainerName: 'app', ContainerPort: 8080 }),
    ]);
  });
});

describe('FirelensLogging', () => {
  test('routes every container without a log driver, also later ones', () => {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    taskDefinition.addContainer('first', { image: IMAGE });
    taskDefinition.addContainer('other', { image: IMAGE, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'x' }) });
    taskDefinition.with(
      new FirelensLogging({ destination: LogDestination.discard(), routing: { excludePattern: 'x' } }),
    );
    taskDefinition.addContainer('last', { image: IMAGE });

    const containers = containersOf(stack);
    expect(containers.first.LogConfiguration).toMatchObject({
      LogDriver: 'awsfirelens',
      Options: { 'exclude-pattern': 'x' },
    });
    expect(containers.last.LogConfiguration.LogDriver).toBe('awsfirelens');
    expect(containers.other.LogConfiguration.LogDriver).toBe('awslogs');
    expect(containers['log-router'].LogConfiguration.LogDriver).toBe('awslogs');
  });

  test('works on a hardened task definition', () => {
    const stack = testStack();
    const taskDefinition = new HardenedTaskDefinition(stack, 'Task', { containers: { web: { image: IMAGE } } });
    taskDefinition.with(new FirelensLogging({ destination: LogDestination.discard(), replaceAwslogs: true }));

    expect(containersOf(stack).web.LogConfiguration.LogDriver).toBe('awsfirelens');
  });

  test('supports task definitions alone', () => {
    const mixin = new FirelensLogging({ destination: LogDestination.discard() });
    const stack = testStack();

    expect(mixin.supports(fargate(stack))).toBe(true);
    expect(mixin.supports(stack)).toBe(false);
    expect(mixin.supports(new logs.LogGroup(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }))).toBe(false);
  });

  test('fails when a container that logs already is routed by hand', () => {
    const { taskDefinition, router } = routed();

    expect(() => router.routeContainer(taskDefinition.findContainer('web')!, LogDestination.discard())).toThrow(
      /LogRouter\.alreadyLogs\] container 'web' has the log driver 'awsfirelens' already/,
    );
  });
});

describe('FirelensRoutes', () => {
  function task() {
    const stack = testStack();
    const taskDefinition = fargate(stack);
    const router = new LogRouter(stack, 'Router', { taskDefinition });
    const logGroup = new logs.LogGroup(stack, 'Logs');
    const bucket = new s3.Bucket(stack, 'Bucket');
    taskDefinition.addContainer('web', {
      image: IMAGE,
      logging: router.logTo(LogDestination.cloudWatchLogs(logGroup), { alsoTo: [LogDestination.s3(bucket)] }),
    });
    taskDefinition.addContainer('worker', { image: IMAGE, logging: router.logTo(LogDestination.discard()) });
    return { stack, taskDefinition, logGroup, bucket, router };
  }

  test('tells where each container logs, further destinations included', () => {
    const { taskDefinition, logGroup, bucket } = task();
    const routes = FirelensRoutes.ofTaskDefinition(taskDefinition);

    routes.assertReaches('web', LogDestination.cloudWatchLogs(logGroup, { retryLimit: 9 }));
    routes.assertReaches('web', LogDestination.s3(bucket, { prefix: 'other' }));
    routes.assertReaches('worker', LogDestination.discard());
    routes.assertNothingUnmatched();
    expect(routes.routesOf('web').map(({ plugin }) => plugin)).toEqual(['cloudwatch_logs', 's3']);
    expect(routes.configuration).toContain('Match web-firelens*\n    alias web.cloudwatch_logs');
  });

  test('fails when the logs go elsewhere, and says where', () => {
    const { stack, taskDefinition } = task();
    const other = s3.Bucket.fromBucketName(stack, 'Other', 'other');

    expect(() =>
      FirelensRoutes.ofTaskDefinition(taskDefinition).assertReaches('worker', LogDestination.s3(other)),
    ).toThrow(
      /FirelensRoutes\.notReached\] the logs of container 'worker' do not reach s3 \(region «AWS::Region», bucket other\); they go to null/,
    );
  });

  test('fails when the container is not in the task', () => {
    expect(() => FirelensRoutes.ofTaskDefinition(task().taskDefinition).routesOf('wbe')).toThrow(
      /no container 'wbe'; its containers are log-router, web, worker/,
    );
  });

  test('fails when a container has no output', () => {
    const { taskDefinition, router } = task();
    taskDefinition.addContainer('lost', { image: IMAGE, logging: router.logByConfiguration() });

    expect(() => FirelensRoutes.ofTaskDefinition(taskDefinition).assertNothingUnmatched()).toThrow(
      /FirelensRoutes\.unmatched\] \[Firelens\.unmatched\] no output takes the logs of container 'lost'/,
    );
  });

  test('fails when there is no router', () => {
    expect(() => FirelensRoutes.ofTaskDefinition(fargate(testStack()))).toThrow(/FirelensRoutes\.none/);
  });
});
