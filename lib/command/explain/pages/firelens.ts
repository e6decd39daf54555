import { Explanations, code, config, container, task } from '../explanation';

export const FIRELENS: Explanations = {
  'Firelens.badPattern': {
    cause: '`include-pattern` and `exclude-pattern` are regular expressions of Ruby, and this one is not valid.',
    cure: 'Correct the expression.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, include-pattern: '(' } }",
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, include-pattern: 'ERROR' } }",
    ),
  },
  'Firelens.badValue': {
    cause: 'A value in the section [SERVICE], or another value, is not of the form that Fluent Bit reads.',
    cure: 'Write a value as the message says.',
    example: config(
      `[SERVICE]
    Flush often`,
      `[SERVICE]
    Flush 1`,
    ),
  },
  'Firelens.bufferLimit': {
    cause: '`log-driver-buffer-limit` counts log events, not bytes.',
    cure: 'Give a whole number of events.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, log-driver-buffer-limit: 8MB } }',
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, log-driver-buffer-limit: '8192' } }",
    ),
  },
  'Firelens.buffersExceedDisk': {
    cause: 'The buffers on disk may grow to more than the storage of the task.',
    cure: 'Lower `storage.total_limit_size` or `store_dir_limit_size`, or give the task more storage.',
    example: config('storage.total_limit_size 100G', 'storage.total_limit_size 5G'),
  },
  'Firelens.buffersExceedMemory': {
    cause:
      'When destinations do not answer, the buffers of the router grow to more than its memory. The kernel kills it, and the task with it.',
    cure: 'Give the router the memory that the message names, or let it hold less (`Mem_Buf_Limit`, `storage.max_chunks_up`).',
    example: config(
      '# router: Memory: 64; storage.max_chunks_up 128',
      '# router: Memory: 256; storage.max_chunks_up 32',
    ),
  },
  'Firelens.configFileType': {
    cause: '`config-file-type` is `s3` or `file`.',
    cure: 'Write one of the two.',
    example: code(
      "options: { 'config-file-type': 'efs', 'config-file-value': '/extra.conf' }",
      "options: { 'config-file-type': 'file', 'config-file-value': '/extra.conf' }",
    ),
  },
  'Firelens.configFileValue': {
    cause: '`config-file-type` needs `config-file-value`. Without it the agent fails the task.',
    cure: 'Give the path or the ARN of the file.',
    example: code(
      "options: { 'config-file-type': 'file' }",
      "options: { 'config-file-type': 'file', 'config-file-value': '/extra.conf' }",
    ),
  },
  'Firelens.containerWithoutLogging': {
    cause: 'A container has no log configuration in a task that has a log router, so its output is lost.',
    cure: 'Give it a destination, or awslogs.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }
  - { Name: web, Image: 'x/web:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: web, Image: 'x/web:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.credentialWithoutTls': {
    cause: 'The output sends a password or a key, and TLS is off, so it is not encrypted in transit.',
    cure: 'Set `tls` to On.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: http, host: logs.example.com, http_User: u, tls: 'Off' }, SecretOptions: [{ Name: http_Passwd, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/p' }] }",
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: http, host: logs.example.com, http_User: u, tls: 'On' }, SecretOptions: [{ Name: http_Passwd, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/p' }] }",
    ),
  },
  'Firelens.driverBuffersExceedMemory': {
    cause:
      'The log drivers of the containers may hold more lines than the task has memory, because `log-driver-buffer-limit` counts events and not bytes.',
    cure: 'Lower the limit, or give the task more memory.',
    example: code('driverBufferEvents: 1_000_000,', 'driverBufferEvents: 8192,'),
  },
  'Firelens.emptyMessages': {
    cause:
      'Without `syslog_message_key` every message of the syslog output is empty. What a container writes is in the field `log`.',
    cure: 'Set `syslog_message_key` to log.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: syslog, host: logs.example.com } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: syslog, host: logs.example.com, syslog_message_key: log } }',
    ),
  },
  'Firelens.emptyValue': {
    cause: 'An option has no value, and Fluent Bit refuses the whole file.',
    cure: 'Give a value, or leave the option out.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, Format: '' } }",
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } }',
    ),
  },
  'Firelens.endOfLifeImage': {
    cause:
      'The router runs aws-for-fluent-bit 2.x (Fluent Bit 1.9.10), whose support ended on 2026-06-30. The tags `latest` and `stable` still mean it.',
    cure: 'Pin a 3.4 version.',
    example: code(
      "image: ecs.ContainerImage.fromRegistry('public.ecr.aws/aws-observability/aws-for-fluent-bit:stable'),",
      'image: RouterImage.publicEcr(),',
    ),
  },
  'Firelens.exclusiveOptions': {
    cause: '`log_stream_name` and `log_stream_prefix` exclude each other.',
    cure: 'Keep one of them.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatch_logs, region: eu-west-1, log_group_name: app, log_stream_name: a, log_stream_prefix: b } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatch_logs, region: eu-west-1, log_group_name: app, log_stream_prefix: b } }',
    ),
  },
  'Firelens.foreignSecret': {
    cause:
      'In a task with a log router, the ECS agent takes the secret options of every log driver for options of FireLens. It finds no `Name` there and fails the task.',
    cure: 'Send the logs of that container through the router too.',
    example: code(
      'logging: ecs.LogDrivers.splunk({ secretToken, url }),',
      'logging: router.logTo(LogDestination.splunk(host, token)),',
    ),
  },
  'Firelens.healthCheckCommand': {
    cause:
      'The health check of the router calls `nc`, which aws-for-fluent-bit 3.x does not have. The container is never healthy.',
    cure: 'Use `curl` on the built-in HTTP server.',
    example: code(
      "healthCheck: { command: ['CMD-SHELL', 'nc -z localhost 8877'] },",
      "healthCheck: { command: ['CMD-SHELL', 'curl -sf http://localhost:2020/api/v1/health'] },",
    ),
  },
  'Firelens.idleOutput': {
    cause:
      'An output of the included configuration matches no tag that a container of the task has, so it never sends anything.',
    cure: 'Match the tags of the containers, which begin with `<container>-firelens-`.',
    example: config(
      `[OUTPUT]
    Name  stdout
    Match application.*`,
      `[OUTPUT]
    Name  stdout
    Match app-firelens*`,
    ),
  },
  'Firelens.initNeedsWritableRoot': {
    cause:
      'The init image of aws-for-fluent-bit writes to /init when it starts, and the root file system is read-only.',
    cure: 'Use the plain image, or let its root be writable.',
    example: code(
      "image: RouterImage.custom('…/aws-for-fluent-bit:init-3.4.0'), readonlyRootFilesystem: true,",
      'image: RouterImage.publicEcr(), readonlyRootFilesystem: true,',
    ),
  },
  'Firelens.killedInGrace': {
    cause:
      '`Grace` lets the router send what it still holds after the stop, but it is killed before that time is over.',
    cure: 'Raise `StopTimeout` of the router, or lower `Grace`.',
    example: config(
      `[SERVICE]
    Grace 60    # StopTimeout of the router: 30`,
      `[SERVICE]
    Grace 25`,
    ),
  },
  'Firelens.lineBreak': {
    cause:
      'An option has a line break. Fluent Bit would read what follows as a line of its own, so a value could add a section to the configuration.',
    cure: 'Write the value on one line.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, Format: "json\\n[OUTPUT]" } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, Format: json } }',
    ),
  },
  'Firelens.loop': {
    cause: 'An output sends to the address on which the router itself listens. Its records come back to it for ever.',
    cure: 'Name another host or port.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: forward, Host: 127.0.0.1, Port: '24224' } }",
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: forward, Host: logs.example.com, Port: '24224' } }",
    ),
  },
  'Firelens.matchAsOption': {
    cause:
      'An option `Match` replaces the pattern that ECS writes, so the output takes the logs of other containers too, or none.',
    cure: 'Leave it out. `include-pattern` chooses lines.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, Match: other } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } }',
    ),
  },
  'Firelens.matchedTwice': {
    cause: 'Two outputs match the logs of one container, so each line is sent (and paid) twice. That may be wanted.',
    cure: 'Narrow the patterns, or acknowledge the warning.',
    example: config('Match *                 # beside the output that ECS writes', 'Match audit-firelens*'),
  },
  'Firelens.metadataOption': {
    cause: '`enable-ecs-log-metadata` is true or false. With another value the agent leaves the metadata out.',
    cure: 'Write true or false.',
    example: code("options: { 'enable-ecs-log-metadata': 'yes' }", "options: { 'enable-ecs-log-metadata': 'true' }"),
  },
  'Firelens.missingHost': {
    cause: 'The output has no host. Fluent Bit sends to 127.0.0.1 and says nothing.',
    cure: 'Give the host.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: es, Index: app } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: es, Index: app, Host: search.example.com } }',
    ),
  },
  'Firelens.missingName': {
    cause: 'The options of awsfirelens do not say which output plugin sends the logs.',
    cure: 'Set `Name`.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { region: eu-west-1 } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatch_logs, region: eu-west-1, log_group_name: app, log_stream_prefix: app } }',
    ),
  },
  'Firelens.missingOption': {
    cause: 'The output plugin needs an option that is not given. Fluent Bit refuses to start, and the task ends.',
    cure: 'Give the option that the message names.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: kinesis_firehose, region: eu-west-1 } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: kinesis_firehose, region: eu-west-1, delivery_stream: logs } }',
    ),
  },
  'Firelens.missingRegion': {
    cause: 'Without `region` the s3 output takes us-east-1, wherever the task runs.',
    cure: 'Give the region.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: s3, bucket: logs } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: s3, bucket: logs, region: eu-west-1 } }',
    ),
  },
  'Firelens.noRouter': {
    cause: 'Containers log to awsfirelens, and no container of the task is the router.',
    cure: 'Add a log router to the task.',
    example: code(
      'logging: ecs.LogDrivers.firelens({ options }), // and no router',
      "new LogRouter(this, 'Logs', { taskDefinition });",
    ),
  },
  'Firelens.noStartOrder': {
    cause:
      'When the router itself depends on a container, the ECS agent lets other containers start before it, and their first lines are lost.',
    cure: 'Let them depend on the router.',
    example: code(
      'router.addContainerDependencies({ container: config });',
      'app.addContainerDependencies({ container: router, condition: ecs.ContainerDependencyCondition.START });',
    ),
  },
  'Firelens.noUser': {
    cause: 'The task has a log router, and no container logs to awsfirelens. ECS refuses the task definition.',
    cure: 'Let a container log to awsfirelens, or remove the router.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.notWritable': {
    cause: 'The router is to write to a folder, and its root file system is read-only with nothing mounted there.',
    cure: 'Mount a volume at that path.',
    example: code(
      'storage.path /buffers   // readonlyRootFilesystem: true',
      "router.container.addMountPoints({ sourceVolume: 'buffers', containerPath: '/buffers', readOnly: false });",
    ),
  },
  'Firelens.openForwardPort': {
    cause:
      'The router maps port 24224. Whoever reaches it can write into your logs. The containers of the task reach it without a mapping.',
    cure: 'Remove the port mapping.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit }, PortMappings: [{ ContainerPort: 24224 }] }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.optionNeedsNewerImage': {
    cause: 'The plugin of aws-for-fluent-bit 2.x does not know this option, and Fluent Bit refuses to start.',
    cure: 'Use a 3.4 image, or leave the option out.',
    example: code("// image 2.32, option 'store_dir_limit_size_count'", 'image: RouterImage.publicEcr(),'),
  },
  'Firelens.optionTwice': {
    cause: 'The same option is given twice. Fluent Bit does not distinguish capitals.',
    cure: 'Keep one.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, format: json, Format: msgpack } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, Format: json } }',
    ),
  },
  'Firelens.optionWithSpace': {
    cause:
      'The name of an option has a space. Fluent Bit ends the name there, and reads the rest as a part of the value.',
    cure: 'Take the space out.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, 'json date_key': ts } }",
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout, json_date_key: ts } }',
    ),
  },
  'Firelens.parsersInPipeline': {
    cause: 'Fluent Bit reads parsers from files of their own, not from the file that has inputs, filters and outputs.',
    cure: 'Put the parsers into a second file, and name it in [SERVICE].',
    example: config(
      `[PARSER]
    Name json
[OUTPUT]
    Name stdout`,
      `[SERVICE]
    Parsers_File /parsers.conf`,
    ),
  },
  'Firelens.plaintextCredential': {
    cause: 'A password or a key stands in plain text. Everybody who may describe the task definition can read it.',
    cure: 'Give it through `SecretOptions`.',
    example: container(
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: datadog, Host: http-intake.logs.datadoghq.com, TLS: 'on', apikey: 0123456789abcdef0123456789abcdef } }",
      "LogConfiguration: { LogDriver: awsfirelens, Options: { Name: datadog, Host: http-intake.logs.datadoghq.com, TLS: 'on' }, SecretOptions: [{ Name: apikey, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }] }",
    ),
  },
  'Firelens.routerLogsToItself': {
    cause: 'The router sends its own output to itself.',
    cure: 'Give it awslogs.',
    example: task(
      `ContainerDefinitions:
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit }, LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.routerNotEssential': {
    cause: 'The router is not essential. When it stops, the task goes on, and its logs are lost.',
    cure: 'Make it essential.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit }, Essential: false }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit }, Essential: true }`,
    ),
  },
  'Firelens.routerOption': {
    cause: '`FirelensConfiguration` does not know this option and ignores it.',
    cure: 'Use one that the message lists.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit, Options: { config-file: /x.conf } } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit, Options: { config-file-type: file, config-file-value: /x.conf } } }`,
    ),
  },
  'Firelens.routerUser': {
    cause: 'The ECS agent gives the log socket to the user of the router, and needs a number for that.',
    cure: 'Write the user as `uid`, `uid:gid` or `uid:group`.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', User: fluent, FirelensConfiguration: { Type: fluentbit } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', User: '1000', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.s3OnFargate': {
    cause: `Fargate does not take a configuration file from S3. The task fails with "The specified platform does not satisfy the task definition's required capabilities".`,
    cure: 'Put the file into the image (`file`), or use the init image with the object in its environment.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit, Options: { config-file-type: s3, config-file-value: 'arn:aws:s3:::b/x.conf' } } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit, Options: { config-file-type: file, config-file-value: /x.conf } } }`,
    ),
  },
  'Firelens.strayLine': {
    cause: 'A line of the included configuration stands before any section.',
    cure: 'Put it under [SERVICE], [FILTER] or [OUTPUT].',
    example: config(
      'Name stdout',
      `[OUTPUT]
    Name stdout
    Match *`,
    ),
  },
  'Firelens.twoRouters': {
    cause:
      'The task has two log routers. The agent takes the configuration of the first and the start order of the last.',
    cure: 'Keep one.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: one, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }
  - { Name: two, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: one, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Firelens.undefinedVariable': {
    cause: 'An option refers to a variable that the router does not have. Fluent Bit takes an empty text for it.',
    cure: 'Set the variable in `environment` or `secrets` of the router.',
    example: code(
      "options: { Name: 'http', header: 'X-Key ${KEY}' }",
      '// router: secrets: { KEY: ecs.Secret.fromSsmParameter(parameter) }',
    ),
  },
  'Firelens.unknownOption': {
    cause: 'The output plugin does not know this option, and Fluent Bit refuses to start.',
    cure: 'Correct the name.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatch_logs, region: eu-west-1, log_group: app, log_group_name: app, log_stream_prefix: app } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatch_logs, region: eu-west-1, log_group_name: app, log_stream_prefix: app } }',
    ),
  },
  'Firelens.unknownPlugin': {
    cause: 'The image aws-for-fluent-bit 3.4 has no plugin of this name. With an image of your own it may be there.',
    cure: 'Correct the name, or acknowledge the warning.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: cloudwatchlogs } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } }',
    ),
  },
  'Firelens.unknownSection': {
    cause: 'Fluent Bit has no section of this name.',
    cure: 'Correct the name.',
    example: config(
      `[OUTPUTS]
    Name stdout`,
      `[OUTPUT]
    Name stdout`,
    ),
  },
  'Firelens.unknownServiceKey': {
    cause: 'Fluent Bit does not know this key of [SERVICE] and ignores it silently.',
    cure: 'Correct the name.',
    example: config(
      `[SERVICE]
    Flush_Interval 1`,
      `[SERVICE]
    Flush 1`,
    ),
  },
  'Firelens.unmatched': {
    cause: 'No output takes the logs of the container, so they are lost.',
    cure: 'Give `Name` in the options of the container, or an output in the configuration file that matches its tag.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } }',
    ),
  },
  'Firelens.windows': {
    cause: 'FireLens runs on Linux only.',
    cure: 'Log with awslogs on Windows.',
    example: task(
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', LogConfiguration: { LogDriver: awsfirelens, Options: { Name: stdout } } }
  - { Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }`,
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }`,
    ),
  },
  'Firelens.wrongValue': {
    cause:
      'The plugin takes other values for this option. Fluent Bit takes something else in its place, or refuses to start; the message says which.',
    cure: 'Write one of the values that the message lists.',
    example: container(
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: http, Host: logs.example.com, Format: xml } }',
      'LogConfiguration: { LogDriver: awsfirelens, Options: { Name: http, Host: logs.example.com, Format: json_lines } }',
    ),
  },
  'FirelensRoutes.none': {
    cause: 'The task definition has no log router, so there are no routes to look at.',
    cure: 'Add a `LogRouter`.',
    example: code(
      'FirelensRoutes.ofTaskDefinition(taskDefinition);',
      "new LogRouter(this, 'Logs', { taskDefinition });",
    ),
  },
  'FirelensRoutes.notReached': {
    cause: 'The logs of the container go elsewhere than the test expects. The message says where.',
    cure: 'Correct the destination of the container, or the expectation.',
    example: code(
      "routes.assertReaches('app', LogDestination.s3(bucket));",
      "routes.assertReaches('app', LogDestination.cloudWatchLogs(logGroup));",
    ),
  },
  'FirelensRoutes.unknownContainer': {
    cause: 'The task has no container of that name.',
    cure: 'Use one of those that the message lists.',
    example: code(
      "routes.assertReaches('ap', LogDestination.s3(bucket));",
      "routes.assertReaches('app', LogDestination.s3(bucket));",
    ),
  },
  'FirelensRoutes.unmatched': {
    cause: 'The configuration of the task leaves logs without a destination, so the routes cannot be told.',
    cure: 'Fix what the message lists first.',
    example: code(
      'logging: ecs.LogDrivers.firelens({}),',
      "logging: ecs.LogDrivers.firelens({ options: { Name: 'stdout' } }),",
    ),
  },
  'LogDestination.datadogSite': {
    cause: "Datadog's list of sites does not have this one, so the host that the logs are sent to may not exist.",
    cure: 'Take the site parameter of the account from https://docs.datadoghq.com/getting_started/site/. If the site is newer than the list of this library, acknowledge the warning.',
    example: code(
      "LogDestination.datadog(apiKey, { site: 'app.datadoghq.eu' })",
      "LogDestination.datadog(apiKey, { site: 'datadoghq.eu' })",
    ),
  },
  'LogDestination.invalid': {
    cause: 'The options of the destination cannot work together; the message says which.',
    cure: 'Correct them.',
    example: code(
      'LogDestination.s3(bucket, { uploadTimeout: Duration.seconds(10) });',
      'LogDestination.s3(bucket, { uploadTimeout: Duration.minutes(10) });',
    ),
  },
  'LogFilter.invalid': {
    cause: 'The options of the filter cannot work; the message says why.',
    cure: 'Correct them.',
    example: code("LogFilter.keep('log', '');", "LogFilter.keep('log', 'ERROR');"),
  },
  'LogRouter.alreadyLogs': {
    cause: 'The container has a log driver already, and it can have one only.',
    cure: 'Leave its `logging` out.',
    example: code(
      "router.routeContainer(taskDefinition.addContainer('app', { image, logging }), destination);",
      "router.routeContainer(taskDefinition.addContainer('app', { image }), destination);",
    ),
  },
  'LogRouter.invalid': {
    cause: 'An option of the log router is not valid; the message names it and the values that are.',
    cure: 'Correct it.',
    example: code('driverBufferEvents: -1,', 'driverBufferEvents: 8192,'),
  },
  'LogRouter.needsOwnConfiguration': {
    cause:
      'The configuration of this router is not made here (fluentd, an image without a shell, or a file that the agent fetches), so a filter or a parser cannot be added to it.',
    cure: 'Put it into your own configuration file.',
    example: code('router.addFilter(filter);', '// [FILTER] in the file that the router reads'),
  },
  'LogRouter.otherTask': {
    cause: 'The container belongs to another task definition than the router.',
    cure: 'Make a router for each task definition.',
    example: code(
      'routerOfA.routeContainer(containerOfB, destination);',
      'routerOfB.routeContainer(containerOfB, destination);',
    ),
  },
  'LogRouter.parserTwice': {
    cause: 'Two parsers of the router have one name and differ.',
    cure: 'Give each a name of its own.',
    example: code(
      "MultilineParser.custom('java', …) // beside another 'java'",
      "MultilineParser.custom('java-audit', …)",
    ),
  },
  'LogRouter.roleTakesNoPermissions': {
    cause: 'The task role takes no permissions here: it is imported as immutable, or of another account.',
    cure: 'Give the role the statements of the message where it is made.',
    example: code(
      "const taskRole = iam.Role.fromRoleArn(this, 'Role', arn, { mutable: false });",
      "const taskRole = new TaskRole(this, 'TaskRole');",
    ),
  },
  'MultilineParser.invalid': {
    cause: 'The rules of the parser cannot work; the message says why.',
    cure: 'Correct them.',
    example: code("MultilineParser.custom('x', { rules: [] });", "MultilineParser.custom('x', { rules });"),
  },
  'RouterBuffer.limit': {
    cause: 'A buffer of no bytes holds nothing.',
    cure: 'Give a size, or leave it out for 1 GiB.',
    example: code(
      'RouterBuffer.disk({ limitPerDestination: Size.bytes(0) });',
      'RouterBuffer.disk({ limitPerDestination: Size.gibibytes(2) });',
    ),
  },
  'RouterBuffer.maxChunksUp': {
    cause: 'The number of chunks in memory is a whole number of at least 1.',
    cure: 'Give such a number.',
    example: code('RouterBuffer.disk({ maxChunksUp: 0 });', 'RouterBuffer.disk({ maxChunksUp: 32 });'),
  },
  'RouterConfiguration.path': {
    cause: 'The path of the configuration file in the image is given from the root.',
    cure: 'Begin it with `/`.',
    example: code("RouterConfiguration.fileInImage('extra.conf');", "RouterConfiguration.fileInImage('/extra.conf');"),
  },
  'RouterConfiguration.tooLong': {
    cause: 'The text travels in the task definition, which takes 64 KiB in all.',
    cure: 'Give it as a file, which the router fetches when it starts.',
    example: code(
      "RouterConfiguration.inline(readFileSync('large.conf', 'utf8'));",
      "RouterConfiguration.fromAsset('large.conf');",
    ),
  },
  'RouterImage.region': {
    cause: 'AWS keeps copies of aws-for-fluent-bit in a registry per region, and the one of this region is not known.',
    cure: 'Use `RouterImage.publicEcr()`, or a copy of your own.',
    example: code('RouterImage.regionalEcr();', 'RouterImage.publicEcr();'),
  },
  'RouterImage.version': {
    cause:
      'The version is a full one of line 3. Version 2 has reached its end of life, and names such as `stable` change under a running service.',
    cure: 'Give a full version.',
    example: code("RouterImage.publicEcr('stable');", "RouterImage.publicEcr('3.4.0');"),
  },
};
