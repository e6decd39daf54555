import { Explanations, code, container, containerOnEc2, task, taskOnEc2 } from '../explanation';

export const TASK_CONTAINERS: Explanations = {
  'ContainerGraph.cycle': {
    cause: 'Containers of the task wait for each other in a circle, so none of them could ever start.',
    cure: 'Remove one of the dependencies that the message lists.',
    example: task(
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', DependsOn: [{ ContainerName: b, Condition: START }] }
  - { Name: b, Image: 'x/b:1', DependsOn: [{ ContainerName: a, Condition: START }] }`,
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', DependsOn: [{ ContainerName: b, Condition: START }] }
  - { Name: b, Image: 'x/b:1' }`,
    ),
  },
  'ContainerGraph.duplicateName': {
    cause:
      'Two containers of one task have the same name. ECS refers to containers by their names and refuses the task definition.',
    cure: 'Give each container a name of its own.',
    example: task(
      "ContainerDefinitions: [{ Name: app, Image: 'x/a:1' }, { Name: app, Image: 'x/b:1' }]",
      "ContainerDefinitions: [{ Name: app, Image: 'x/a:1' }, { Name: side, Image: 'x/b:1' }]",
    ),
  },
  'ContainerGraph.empty': {
    cause: 'A task definition must have at least one container.',
    cure: 'Add the container that does the work.',
    example: task('ContainerDefinitions: []', "ContainerDefinitions: [{ Name: app, Image: 'x/a:1' }]"),
  },
  'ContainerGraph.essentialMustNotEnd': {
    cause:
      'A container waits for another one to end (condition COMPLETE or SUCCESS), but that one is essential, and the end of an essential container ends the whole task.',
    cure: 'Set `Essential: false` on the container that is to end, or wait for START.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', DependsOn: [{ ContainerName: migrate, Condition: SUCCESS }] }
  - { Name: migrate, Image: 'x/migrate:1', Essential: true }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', DependsOn: [{ ContainerName: migrate, Condition: SUCCESS }] }
  - { Name: migrate, Image: 'x/migrate:1', Essential: false }`,
    ),
  },
  'ContainerGraph.missingTarget': {
    cause: 'A container depends on one that is not in the task.',
    cure: 'Correct the name in `DependsOn`, or add the container.',
    example: container('DependsOn: [{ ContainerName: databse, Condition: START }]', 'DependsOn: []'),
  },
  'ContainerGraph.noHealthCheck': {
    cause:
      'A container waits until another one is HEALTHY, but that one has no health check in the task definition. ECS does not read the HEALTHCHECK of an image.',
    cure: 'Give the container a `HealthCheck`, or wait for START.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', DependsOn: [{ ContainerName: db, Condition: HEALTHY }] }
  - { Name: db, Image: 'x/db:1' }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', DependsOn: [{ ContainerName: db, Condition: HEALTHY }] }
  - { Name: db, Image: 'x/db:1', HealthCheck: { Command: [CMD-SHELL, pg_isready] } }`,
    ),
  },
  'ContainerGraph.noneEssential': {
    cause: 'ECS needs at least one essential container: its end is the end of the task.',
    cure: 'Leave `Essential` out on the container that does the work. It is true unless it is set.',
    example: task(
      "ContainerDefinitions: [{ Name: app, Image: 'x/app:1', Essential: false }]",
      "ContainerDefinitions: [{ Name: app, Image: 'x/app:1' }]",
    ),
  },
  'ContainerGraph.tooMany': {
    cause: 'A task definition takes a limited number of containers, and this one has more.',
    cure: 'Split it into several task definitions.',
    example: code(
      'names.forEach((name) => taskDefinition.addContainer(name, { image })); // 12 names',
      "first.addContainer('app', { image }); // the rest in a second task definition",
    ),
  },
  'Environment.duplicate': {
    cause: 'The same variable is set twice in one container, and AWS does not define which value the container sees.',
    cure: 'Remove one of the two.',
    example: container(
      'Environment: [{ Name: MODE, Value: a }, { Name: MODE, Value: b }]',
      'Environment: [{ Name: MODE, Value: b }]',
    ),
  },
  'Environment.fileArn': {
    cause: 'An environment file is given by the ARN of an object in S3. Anything else is refused.',
    cure: 'Write the ARN of the object.',
    example: container(
      "EnvironmentFiles: [{ Type: s3, Value: 's3://bucket/app.env' }]",
      "EnvironmentFiles: [{ Type: s3, Value: 'arn:aws:s3:::bucket/app.env' }]",
    ),
  },
  'Environment.fileSuffix': {
    cause: 'ECS takes environment files only when the name of the object ends in `.env`.',
    cure: 'Rename the object.',
    example: container(
      "EnvironmentFiles: [{ Type: s3, Value: 'arn:aws:s3:::bucket/app.txt' }]",
      "EnvironmentFiles: [{ Type: s3, Value: 'arn:aws:s3:::bucket/app.env' }]",
    ),
  },
  'Environment.filesWithoutRole': {
    cause:
      'ECS reads environment files with the execution role, and the task definition has none, so the task stops before its container starts.',
    cure: 'Give the task definition an execution role with `s3:GetObject` on the files.',
    example: task(
      `ContainerDefinitions:
  - Name: app
    Image: x/app:1
    EnvironmentFiles: [{ Type: s3, Value: 'arn:aws:s3:::bucket/app.env' }]`,
      `ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    EnvironmentFiles: [{ Type: s3, Value: 'arn:aws:s3:::bucket/app.env' }]`,
    ),
  },
  'Environment.name': {
    cause:
      'No process can read a variable of that name: it is empty, which Docker refuses, or has a `=`, a line break or another control character.',
    cure: 'Write the name alone, and the value as the value.',
    example: container('Environment: [{ Name: STAGE=prod, Value: x }]', 'Environment: [{ Name: STAGE, Value: prod }]'),
  },
  'Environment.secretNameTaken': {
    cause: 'A secret and a plain variable (or two secrets) of one container have the same name. ECS refuses that.',
    cure: 'Remove the plain variable.',
    example: container(
      `Environment: [{ Name: PASSWORD, Value: changeit }]
Secrets: [{ Name: PASSWORD, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/password' }]`,
      "Secrets: [{ Name: PASSWORD, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/password' }]",
    ),
  },
  'Environment.secretsWithoutRole': {
    cause: 'ECS fetches secrets with the execution role, and the task definition has none.',
    cure: 'Give the task definition an execution role that may read them.',
    example: task(
      `ContainerDefinitions:
  - Name: app
    Image: x/app:1
    Secrets: [{ Name: KEY, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }]`,
      `ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    Secrets: [{ Name: KEY, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/key' }]`,
    ),
  },
  'Environment.tooMany': {
    cause:
      'A container has more variables than a task definition registers. CloudFormation would register none of them and say nothing.',
    cure: 'Move some of the variables into an environment file.',
    example: code(
      'environment: Object.fromEntries(settings), // hundreds of entries',
      "environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'app.env')],",
    ),
  },
  'Environment.tooManyFiles': {
    cause: 'A container takes at most ten environment files.',
    cure: 'Join some of them.',
    example: code(
      'environmentFiles: files.map((name) => ecs.EnvironmentFile.fromBucket(bucket, name)), // eleven',
      "environmentFiles: [ecs.EnvironmentFile.fromBucket(bucket, 'all.env')],",
    ),
  },
  'HostAccess.ipcMode': {
    cause: 'With `IpcMode: host` the containers read the shared memory of every process of the instance.',
    cure: 'Use `task`.',
    example: taskOnEc2('IpcMode: host', 'IpcMode: task'),
  },
  'HostAccess.privileged': {
    cause: 'A privileged container is root on the instance, with access to all other tasks and their roles.',
    cure: 'Add only the capabilities that the container needs.',
    example: containerOnEc2('Privileged: true', 'LinuxParameters: { Capabilities: { Add: [NET_ADMIN] } }'),
  },
  'HostAccess.runtimeSocket': {
    cause:
      'The container mounts a folder of the host that may hold the socket of the container runtime. Whoever writes to that socket is root on the instance; a read-only mount does not prevent it.',
    cure: 'Read the task metadata endpoint (`ECS_CONTAINER_METADATA_URI_V4`) or call the ECS API instead.',
    example: taskOnEc2(
      `Volumes: [{ Name: sock, Host: { SourcePath: /var/run/docker.sock } }]
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', MountPoints: [{ SourceVolume: sock, ContainerPath: /var/run/docker.sock }] }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }`,
    ),
  },
  'HostAccess.writableHostPath': {
    cause: 'The container may write to a folder of the host. What it writes there can run as root on the instance.',
    cure: 'Mount it read-only, or mount a folder that serves this container alone.',
    example: taskOnEc2(
      `Volumes: [{ Name: etc, Host: { SourcePath: /etc } }]
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', MountPoints: [{ SourceVolume: etc, ContainerPath: /host }] }`,
      `Volumes: [{ Name: etc, Host: { SourcePath: /etc } }]
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', MountPoints: [{ SourceVolume: etc, ContainerPath: /host, ReadOnly: true }] }`,
    ),
  },
  'Image.movingTag': {
    cause:
      'The image has no tag, or one that moves with each release (`latest`). The next task may run other code than the one before it, and a rollback brings the wrong image.',
    cure: 'Name a version, or better a digest.',
    example: container('Image: nginx:latest', 'Image: public.ecr.aws/nginx/nginx:1.29.1'),
  },
  'Image.reference': {
    cause: 'The name of the image is not in the form that a registry understands, so no task could pull it.',
    cure: 'Write `registry/name:tag` or `registry/name@sha256:<64 hex digits>`.',
    example: container('Image: https://public.ecr.aws/nginx/nginx:1.29.1', 'Image: public.ecr.aws/nginx/nginx:1.29.1'),
  },
  'ImageNeeds.capability': {
    cause:
      'The image is one of the well-known ones, and it needs a Linux capability that the container was told to drop. It ends right after the start.',
    cure: 'Keep that capability (`keepCapabilities`), or run the image as a user for which it does not need it.',
    example: container(
      `Image: public.ecr.aws/docker/library/redis:7.4
LinuxParameters: { Capabilities: { Drop: [ALL] } }`,
      `Image: public.ecr.aws/docker/library/redis:7.4
User: '999:999'
LinuxParameters: { Capabilities: { Drop: [ALL] } }`,
    ),
  },
  'ImageNeeds.firstProcess': {
    cause:
      'The image brings an init program that must be process 1. With `initProcessEnabled`, or a process namespace that is shared by the task, another process is number 1.',
    cure: 'Leave these settings out for that image.',
    example: code(
      "new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true });",
      "new ecs.LinuxParameters(this, 'Linux');",
    ),
  },
  'ImageNeeds.user': {
    cause: 'The image does not work as the user that the task definition gives it.',
    cure: 'Give the user that the message names, or another image.',
    example: code(
      "taskDefinition.addTaskContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.29.1'), user: '1000' });",
      "taskDefinition.addTaskContainer('web', { image: ecs.ContainerImage.fromRegistry('nginxinc/nginx-unprivileged:1.29.1') });",
    ),
  },
  'ImageNeeds.writablePath': {
    cause:
      'The image is one of the well-known ones and writes to certain folders, and the root file system of the container is read-only. It ends right after the start.',
    cure: 'Mount a writable volume at these folders: `writablePaths` does it in one line.',
    example: code(
      "taskDefinition.addTaskContainer('cache', { image: ecs.ContainerImage.fromRegistry('redis:7.4') });",
      "taskDefinition.addTaskContainer('cache', { image: ecs.ContainerImage.fromRegistry('redis:7.4'), writablePaths: ['/data'] });",
    ),
  },
  'ImageNeeds.writableRoot': {
    cause: 'The image cannot work with a read-only root file system at all: it writes in too many places.',
    cure: 'Set `readonlyRootFilesystem: false` for this container.',
    example: code('readonlyRootFilesystem: true,', 'readonlyRootFilesystem: false,'),
  },
  'Limits.containerName': {
    cause: 'The name of a container takes up to 255 letters, digits, `_` and `-`.',
    cure: 'Choose such a name.',
    example: container('Name: my app', 'Name: my-app'),
  },
  'Limits.definitionLength': {
    cause: 'The text of the containers alone is longer than the 64 KiB that ECS takes for a task definition.',
    cure: 'Move variables to an environment file, and long texts to S3, a parameter or a secret.',
    example: code(
      "environment: { CONFIG: readFileSync('large.json', 'utf8') },",
      "environmentFiles: [ecs.EnvironmentFile.fromAsset('large.env')],",
    ),
  },
  'Limits.duplicateUlimit': {
    cause: 'The same limit is set twice, and AWS does not define which one holds.',
    cure: 'Remove one of the two.',
    example: container(
      'Ulimits: [{ Name: nofile, SoftLimit: 1, HardLimit: 2 }, { Name: nofile, SoftLimit: 3, HardLimit: 4 }]',
      'Ulimits: [{ Name: nofile, SoftLimit: 3, HardLimit: 4 }]',
    ),
  },
  'Limits.family': {
    cause: 'The family of a task definition takes up to 255 letters, digits, `_` and `-`.',
    cure: 'Choose such a name, or leave it out to get one.',
    example: task('Family: my app', 'Family: my-app'),
  },
  'Limits.entryPoint': {
    cause:
      'The first item of the entry point is a text of several words. Linux starts the program of that whole name, spaces included, which the image does not have, and the container stops with `executable file not found`.',
    cure: 'Give each argument as an item of its own, or begin with `sh` and `-c`.',
    example: container("EntryPoint: ['node server.js']", 'EntryPoint: [node, server.js]'),
  },
  'Limits.healthCheck': {
    cause: 'A number of the health check is outside the range that ECS takes.',
    cure: 'Choose a value in the range that the message names.',
    example: container(
      "HealthCheck: { Command: [CMD-SHELL, 'curl -f localhost'], Interval: 1 }",
      "HealthCheck: { Command: [CMD-SHELL, 'curl -f localhost'], Interval: 10 }",
    ),
  },
  'Limits.healthCheckCommand': {
    cause:
      'The command of a health check must begin with CMD or CMD-SHELL, and after CMD each argument is an item of its own. Otherwise the check never passes, and ECS replaces the task again and again.',
    cure: 'Put CMD-SHELL before the command.',
    example: container(
      "HealthCheck: { Command: [curl, '-f', localhost] }",
      "HealthCheck: { Command: [CMD, curl, '-f', localhost] }",
    ),
  },
  'Limits.ignoredExitCodes': {
    cause: 'The restart policy of a container takes a limited number of exit codes to ignore.',
    cure: 'Leave some out.',
    example: code(
      'restartIgnoredExitCodes: Array.from({ length: 60 }, (_, code) => code),',
      'restartIgnoredExitCodes: [0],',
    ),
  },
  'Limits.restartAttemptPeriod': {
    cause: 'The period after which ECS counts the restarts anew must be from 60 to 1800 seconds.',
    cure: 'Choose a time in the range.',
    example: container(
      'RestartPolicy: { Enabled: true, RestartAttemptPeriod: 30 }',
      'RestartPolicy: { Enabled: true, RestartAttemptPeriod: 60 }',
    ),
  },
  'Limits.swappiness': {
    cause: '`Swappiness` is a number from 0 to 100.',
    cure: 'Choose a number in the range.',
    example: containerOnEc2(
      'LinuxParameters: { Swappiness: 200, MaxSwap: 512 }',
      'LinuxParameters: { Swappiness: 60, MaxSwap: 512 }',
    ),
  },
  'Limits.swappinessWithoutSwap': {
    cause: 'ECS ignores `Swappiness` when the container has no `MaxSwap`.',
    cure: 'Set `MaxSwap` too, or remove `Swappiness`.',
    example: containerOnEc2('LinuxParameters: { Swappiness: 60 }', 'LinuxParameters: { Swappiness: 60, MaxSwap: 512 }'),
  },
  'Limits.ulimit': {
    cause: 'A limit is no whole number of at least 0, nor -1, which stands for no limit.',
    cure: 'Write a whole number.',
    example: container(
      'Ulimits: [{ Name: nofile, SoftLimit: -5, HardLimit: 1024 }]',
      'Ulimits: [{ Name: nofile, SoftLimit: 1024, HardLimit: 1024 }]',
    ),
  },
  'Limits.ulimitSoftOverHard': {
    cause:
      'The soft limit is what holds at first, and the hard limit is how far the process may raise it. The soft one cannot be above the hard one.',
    cure: 'Lower the soft limit.',
    example: container(
      'Ulimits: [{ Name: nofile, SoftLimit: 65536, HardLimit: 1024 }]',
      'Ulimits: [{ Name: nofile, SoftLimit: 1024, HardLimit: 65536 }]',
    ),
  },
  'Limits.windows': {
    cause: 'The container has settings that ECS does not support on Windows.',
    cure: 'Remove them.',
    example: task(
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: app, Image: 'x/app:1', LinuxParameters: { InitProcessEnabled: true } }]`,
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: app, Image: 'x/app:1' }]`,
    ),
  },
  'Logging.blocking': {
    cause: 'With the mode blocking, the application stops at its next line of output while logs cannot be delivered.',
    cure: 'Use non-blocking with a `max-buffer-size`. Lines are dropped when the buffer is full.',
    example: container(
      `LogConfiguration:
  LogDriver: awslogs
  Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app, mode: blocking }`,
      `LogConfiguration:
  LogDriver: awslogs
  Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app, mode: non-blocking, max-buffer-size: 25m }`,
    ),
  },
  'Logging.group': {
    cause: 'The log driver awslogs needs the name of a log group.',
    cure: 'Set `awslogs-group`.',
    example: container(
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-region: eu-west-1, awslogs-stream-prefix: app } }',
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }',
    ),
  },
  'Logging.multiline': {
    cause:
      '`awslogs-datetime-format` and `awslogs-multiline-pattern` both say where a record begins; the first one wins.',
    cure: 'Keep one of them.',
    example: container(
      `LogConfiguration:
  LogDriver: awslogs
  Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app, awslogs-datetime-format: '%Y', awslogs-multiline-pattern: '^x' }`,
      `LogConfiguration:
  LogDriver: awslogs
  Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app, awslogs-datetime-format: '%Y' }`,
    ),
  },
  'Logging.none': {
    cause:
      'The container has no log configuration. On Fargate its output is lost, and the reason why it ended is lost.',
    cure: 'Set `LogConfiguration`, in the CDK `logging`.',
    example: container(
      'LogConfiguration: !Ref AWS::NoValue',
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }',
    ),
  },
  'Logging.routerMissing': {
    cause: 'The container logs through awsfirelens, but no container of the task is the FireLens router.',
    cure: 'Add a log router: `LogRouter`, or a container with `FirelensConfiguration`.',
    example: task(
      'ContainerDefinitions: [{ Name: app, Image: "x/app:1", LogConfiguration: { LogDriver: awsfirelens } }]',
      'ContainerDefinitions: [{ Name: app, Image: "x/app:1", LogConfiguration: { LogDriver: splunk } }]',
    ),
  },
  'Logging.routerOnWindows': {
    cause: 'FireLens runs on Linux only.',
    cure: 'Log with awslogs on Windows.',
    example: task(
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: router, Image: 'x/router:1', FirelensConfiguration: { Type: fluentbit } }]`,
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: app, Image: 'x/app:1' }]`,
    ),
  },
  'Logging.secretOptionsWithoutRole': {
    cause: 'ECS reads the secrets of a log configuration with the execution role, and the task definition has none.',
    cure: 'Give the task definition an execution role that may read them.',
    example: task(
      `ContainerDefinitions:
  - Name: app
    Image: x/app:1
    LogConfiguration: { LogDriver: splunk, SecretOptions: [{ Name: splunk-token, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/t' }] }`,
      `ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    LogConfiguration: { LogDriver: splunk, SecretOptions: [{ Name: splunk-token, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/t' }] }`,
    ),
  },
  'Logging.severalRouters': {
    cause: 'A task has at most one FireLens router. It can send to several destinations.',
    cure: 'Keep one router and route from there.',
    example: task(
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }
  - { Name: one, Image: 'x/r:1', FirelensConfiguration: { Type: fluentbit } }
  - { Name: two, Image: 'x/r:1', FirelensConfiguration: { Type: fluentbit } }`,
      `ContainerDefinitions:
  - { Name: app, Image: 'x/app:1' }
  - { Name: one, Image: 'x/r:1', FirelensConfiguration: { Type: fluentbit } }`,
    ),
  },
  'Logging.streamPrefix': {
    cause: 'On Fargate the log driver awslogs needs `awslogs-stream-prefix`.',
    cure: 'Set it; `streamPrefix` in the CDK.',
    example: container(
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1 } }',
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }',
    ),
  },
  'Logging.withoutRole': {
    cause: 'On Fargate the agent writes the logs with the execution role, and the task definition has none.',
    cure: 'Give the task definition an execution role that may write the log group.',
    example: task(
      `ContainerDefinitions:
  - Name: app
    Image: x/app:1
    LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }`,
      `ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }`,
    ),
  },
  'Ports.clash': {
    cause: 'The containers of a task share one network, so two of them cannot listen on the same port.',
    cure: 'Change one of the ports.',
    example: task(
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', PortMappings: [{ ContainerPort: 8080 }] }
  - { Name: b, Image: 'x/b:1', PortMappings: [{ ContainerPort: 8080 }] }`,
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', PortMappings: [{ ContainerPort: 8080 }] }
  - { Name: b, Image: 'x/b:1', PortMappings: [{ ContainerPort: 8081 }] }`,
    ),
  },
  'Ports.containerPort': {
    cause: 'A container port is a whole number from 1 to 65535.',
    cure: 'Give the port on which the container listens.',
    example: container('PortMappings: [{ ContainerPort: 80800 }]', 'PortMappings: [{ ContainerPort: 8080 }]'),
  },
  'Ports.containerPortZero': {
    cause: 'The container port is 0, on which nothing can listen, and the mapping has no range of ports.',
    cure: 'Give the port on which the container listens, or `ContainerPortRange` in its place.',
    example: container('PortMappings: [{ ContainerPort: 0 }]', 'PortMappings: [{ ContainerPort: 8080 }]'),
  },
  'Ports.duplicateName': {
    cause: 'Service Connect finds a port by its name, so each name is there once in a task.',
    cure: 'Give each port mapping a name of its own.',
    example: task(
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', PortMappings: [{ ContainerPort: 80, Name: http }] }
  - { Name: b, Image: 'x/b:1', PortMappings: [{ ContainerPort: 81, Name: http }] }`,
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', PortMappings: [{ ContainerPort: 80, Name: http }] }
  - { Name: b, Image: 'x/b:1', PortMappings: [{ ContainerPort: 81, Name: admin }] }`,
    ),
  },
  'Ports.hostPort': {
    cause: 'A host port is a whole number up to 65535; 0, or none, asks for a free one.',
    cure: 'Give such a port, or leave `HostPort` out.',
    example: taskOnEc2(
      `NetworkMode: bridge
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80, HostPort: 80800 }] }]`,
      `NetworkMode: bridge
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80, HostPort: 8080 }] }]`,
    ),
  },
  'Ports.hostPortClash': {
    cause: 'Two port mappings want the same port of the host.',
    cure: 'Leave `HostPort` out to get a free one.',
    example: taskOnEc2(
      `NetworkMode: bridge
ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80, HostPort: 8080 }] }
  - { Name: b, Image: 'x/b:1', Memory: 128, PortMappings: [{ ContainerPort: 80, HostPort: 8080 }] }`,
      `NetworkMode: bridge
ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80 }] }
  - { Name: b, Image: 'x/b:1', Memory: 128, PortMappings: [{ ContainerPort: 80 }] }`,
    ),
  },
  'Ports.name': {
    cause: 'The name of a port mapping takes up to 64 of a-z, 0-9, `_` and `-`, and does not begin with `-`.',
    cure: 'Choose such a name.',
    example: container(
      'PortMappings: [{ ContainerPort: 80, Name: HTTP }]',
      'PortMappings: [{ ContainerPort: 80, Name: http }]',
    ),
  },
  'Ports.noNetwork': {
    cause: 'In network mode none the containers have no network, so there is no port to map.',
    cure: 'Remove the port mappings, or use another mode.',
    example: taskOnEc2(
      `NetworkMode: none
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80 }] }]`,
      `NetworkMode: awsvpc
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 80 }] }]`,
    ),
  },
  'Ports.range': {
    cause: 'A range of ports reads `low-high`, both from 1 to 65535, the first below the second.',
    cure: 'Correct the range.',
    example: container(
      'PortMappings: [{ ContainerPortRange: 9000-8000 }]',
      'PortMappings: [{ ContainerPortRange: 8000-9000 }]',
    ),
  },
  'Ports.rangeAndPort': {
    cause: 'A port mapping is for one port or for a range, not for both.',
    cure: 'Use two mappings.',
    example: container(
      'PortMappings: [{ ContainerPort: 80, ContainerPortRange: 8000-9000 }]',
      'PortMappings: [{ ContainerPort: 80 }, { ContainerPortRange: 8000-9000 }]',
    ),
  },
  'Ports.rangeOnHost': {
    cause: 'In network mode host a container uses the ports of the host directly, and ECS takes no ranges there.',
    cure: 'Use bridge or awsvpc.',
    example: taskOnEc2(
      `NetworkMode: host
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPortRange: 8000-9000 }] }]`,
      `NetworkMode: awsvpc
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPortRange: 8000-9000 }] }]`,
    ),
  },
  'Ports.reservedHostPort': {
    cause:
      'ECS, Docker or SSH keep this port on every instance (22, 2375, 2376, 51678 to 51680), so no instance can take the task.',
    cure: 'Use another port, or no host port in network mode bridge.',
    example: taskOnEc2(
      `NetworkMode: bridge
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 22, HostPort: 22 }] }]`,
      `NetworkMode: bridge
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, PortMappings: [{ ContainerPort: 22 }] }]`,
    ),
  },
  'Ports.tooManyHostPorts': {
    cause:
      'The containers take more fixed ports of the host than an instance has for tasks, so none can take the task.',
    cure: 'Leave `hostPort` out to get free ones, which do not count, or use network mode awsvpc.',
    example: code(
      'portMappings: ports.map((port) => ({ containerPort: port, hostPort: port })), // 101 ports',
      'portMappings: ports.map((port) => ({ containerPort: port })),',
    ),
  },
  'ProcessNamespace.host': {
    cause: 'With `PidMode: host` the containers see every process of the instance, those of other tasks too.',
    cure: 'Share the namespace within the task (`ProcessNamespace.sharedByTask()`), or say the reason in `ProcessNamespace.sharedWithHost(reason)`.',
    example: taskOnEc2('PidMode: host', 'PidMode: !Ref AWS::NoValue'),
  },
  'ProcessNamespace.hostOnFargate': {
    cause: 'Fargate has no host whose processes a task could see.',
    cure: 'Use `PidMode: task`, or take FARGATE out of the compatibilities.',
    example: task('PidMode: host', 'PidMode: !Ref AWS::NoValue'),
  },
  'ProcessNamespace.mode': {
    cause: '`PidMode` is `task` or `host`.',
    cure: 'Leave it out to keep a namespace for each container.',
    example: task('PidMode: container', 'PidMode: !Ref AWS::NoValue'),
  },
  'ProcessNamespace.ptraceWithoutRoot': {
    cause: 'The capability SYS_PTRACE has no effect for a container that does not run as root.',
    cure: 'Run the observing container as root, or drop the capability.',
    example: task(
      `PidMode: task
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000' }
  - { Name: spy, Image: 'x/spy:1', User: '1001', LinuxParameters: { Capabilities: { Add: [SYS_PTRACE] } } }`,
      `PidMode: task
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000' }
  - { Name: spy, Image: 'x/spy:1', User: '0', LinuxParameters: { Capabilities: { Add: [SYS_PTRACE] } } }`,
    ),
  },
  'ProcessNamespace.reason': {
    cause: 'Sharing the processes of the host is a risk that has to be accepted explicitly.',
    cure: 'Say why `sharedByTask()` is not enough.',
    example: code(
      "ProcessNamespace.sharedWithHost('');",
      "ProcessNamespace.sharedWithHost('the profiler reads the kernel threads of the host');",
    ),
  },
  'ProcessNamespace.sharedSecrets': {
    cause:
      "Containers that share a process namespace and run as the same user can read each other's environment under /proc, and with it the injected secrets. No capability is needed for that.",
    cure: 'Run each container as a user of its own.',
    example: task(
      `PidMode: task
ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000', Secrets: [{ Name: K, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/k' }] }
  - { Name: side, Image: 'x/side:1', User: '1000' }`,
      `PidMode: task
ExecutionRoleArn: arn:aws:iam::111122223333:role/execution
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000', Secrets: [{ Name: K, ValueFrom: 'arn:aws:ssm:eu-west-1:111122223333:parameter/k' }] }
  - { Name: side, Image: 'x/side:1', User: '1001' }`,
    ),
  },
  'ProcessNamespace.sharedUser': {
    cause:
      "Containers that share a process namespace and run as the same user can read each other's environment and root file system under /proc.",
    cure: 'Run each container as a user of its own.',
    example: task(
      `PidMode: task
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000' }
  - { Name: side, Image: 'x/side:1', User: '1000' }`,
      `PidMode: task
ContainerDefinitions:
  - { Name: app, Image: 'x/app:1', User: '1000' }
  - { Name: side, Image: 'x/side:1', User: '1001' }`,
    ),
  },
  'ProcessNamespace.windows': {
    cause: 'Windows containers have no shared process namespace.',
    cure: 'Leave `PidMode` out.',
    example: task(
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
PidMode: task`,
      'RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }',
    ),
  },
  'ProcessObserver.invalid': {
    cause: 'The observer has a container name, CPU, memory or variables that ECS does not take.',
    cure: 'Give what the message names.',
    example: code(
      "new ProcessObserver(this, 'Observer', { taskDefinition, image, cpu: -1 });",
      "new ProcessObserver(this, 'Observer', { taskDefinition, image, cpu: 64 });",
    ),
  },
  'ProcessObserver.namespace': {
    cause: 'An observer sees the processes of the other containers only when the task shares its process namespace.',
    cure: 'Give the task definition a shared namespace.',
    example: code(
      "new HardenedTaskDefinition(this, 'Task', { size });",
      "new HardenedTaskDefinition(this, 'Task', { size, processNamespace: ProcessNamespace.sharedByTask() });",
    ),
  },
  'SharedProcessNamespace.observer': {
    cause:
      '`observer` adds a container to the task, which needs an `ecs.TaskDefinition`, and the mixin was applied to the L1 alone.',
    cure: 'Apply it to the L2, or add the container of the observer yourself.',
    example: code(
      'cfnTaskDefinition.with(new SharedProcessNamespace({ observer }));',
      'taskDefinition.with(new SharedProcessNamespace({ observer }));',
    ),
  },
  'SharedProcessNamespace.pidMode': {
    cause: 'The task definition has a `pidMode` already, which shares more than this mixin would.',
    cure: 'Leave one of the two out.',
    example: code(
      "new ecs.Ec2TaskDefinition(this, 'Task', { pidMode: ecs.PidMode.HOST }).with(new SharedProcessNamespace());",
      "new ecs.Ec2TaskDefinition(this, 'Task').with(new SharedProcessNamespace());",
    ),
  },
  'TaskContainer.cpu': {
    cause: 'CPU units are a whole number, 0 for a share of what the others leave.',
    cure: 'Give such a number, 1024 to a vCPU.',
    example: code('{ image, cpu: 0.25 }', '{ image, cpu: 256 }'),
  },
  'TaskContainer.keepCapability': {
    cause:
      "Only a capability of Docker's default set can be kept. What is outside it has to be added by `linuxParameters`, and Fargate allows that for SYS_PTRACE alone.",
    cure: 'Name a capability of the default set.',
    example: code(
      'keepCapabilities: [ecs.Capability.NET_ADMIN],',
      'keepCapabilities: [ecs.Capability.NET_BIND_SERVICE],',
    ),
  },
  'TaskContainer.memory': {
    cause: 'Memory of a container is a whole number of MiB. Docker sets at least 4 MiB aside for each.',
    cure: 'Give such a number.',
    example: code('{ image, memoryLimitMiB: 0.5 }', '{ image, memoryLimitMiB: 512 }'),
  },
  'TaskContainer.noPort': {
    cause: '`portName` and `appProtocol` describe `port`, which is not given.',
    cure: 'Give `port`, or write the whole port mapping in `portMappings`.',
    example: code("{ image, portName: 'http' }", "{ image, port: 8080, portName: 'http' }"),
  },
  'TaskContainer.noPortName': {
    cause: '`appProtocol` is for Service Connect, which finds a port by its name.',
    cure: 'Give `portName` too.',
    example: code(
      '{ image, port: 8080, appProtocol: ecs.AppProtocol.http2 }',
      "{ image, port: 8080, portName: 'http', appProtocol: ecs.AppProtocol.http2 }",
    ),
  },
  'TaskContainer.port': {
    cause: 'A port is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code('{ image, port: 80800 }', '{ image, port: 8080 }'),
  },
  'TaskContainer.portTwice': {
    cause: 'The same port stands in `port` and in `portMappings`.',
    cure: 'Give it once.',
    example: code('{ image, port: 8080, portMappings: [{ containerPort: 8080 }] }', '{ image, port: 8080 }'),
  },
  'TaskContainer.writablePath': {
    cause: 'A writable path is a folder in the container, given from the root, without a trailing slash, `..` or `:`.',
    cure: 'Write such a path.',
    example: code("writablePaths: ['tmp/'],", "writablePaths: ['/tmp'],"),
  },
};
