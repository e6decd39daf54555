import { Explanations, code } from '../explanation';

export const SECURITY: Explanations = {
  'AlarmTopic.keyPolicy': {
    cause:
      'The topic is encrypted with a key whose policy this app does not write. Alarms publish only when that policy lets CloudWatch use the key.',
    cure: 'Allow `kms:Decrypt` and `kms:GenerateDataKey*` for the services that the message names, then acknowledge the warning.',
    example: code("sns.Topic.fromTopicArn(this, 'Alarms', arn)", "new sns.Topic(this, 'Alarms', { masterKey: key })"),
  },
  'AlarmTopic.region': {
    cause: 'Alarms publish in their own region only, and the topic is of another one.',
    cure: 'Give a topic of the region of the stack.',
    example: code(
      "sns.Topic.fromTopicArn(this, 'Alarms', 'arn:aws:sns:us-east-1:…') // stack of eu-west-1",
      "new sns.Topic(this, 'Alarms')",
    ),
  },
  'AlarmTopic.topicPolicy': {
    cause: 'This app does not write the policy of the topic, so it is not known whether alarms may publish there.',
    cure: 'See that it allows `sns:Publish` for what the message names, then acknowledge the warning.',
    example: code("sns.Topic.fromTopicArn(this, 'Alarms', arn)", "new sns.Topic(this, 'Alarms')"),
  },
  'AlarmTopic.twoPolicies': {
    cause: 'The topic has two policies, and at deployment one replaces the other.',
    cure: 'Write the statements with `addToResourcePolicy()` of the topic.',
    example: code(
      "new sns.CfnTopicPolicy(this, 'Mine', { topics: [topic.topicArn], policyDocument });",
      'topic.addToResourcePolicy(statement);',
    ),
  },
  'EcsAccountSettings.nothing': {
    cause: 'No setting is given.',
    cure: 'Give one, or leave the construct out.',
    example: code(
      "new EcsAccountSettings(this, 'Settings', {});",
      "new EcsAccountSettings(this, 'Settings', { fargateTaskRetirementWaitPeriod: RetirementWaitPeriod.FOURTEEN_DAYS });",
    ),
  },
  'EncryptionKey.otherRegion': {
    cause: 'The key is of another region than what it encrypts.',
    cure: 'Give a key of the region, or the replica of a multi-region key.',
    example: code("kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:us-east-1:…')", "new kms.Key(this, 'Key')"),
  },
  'EnvironmentFile.notEnv': {
    cause: 'ECS takes environment files only when the name ends in `.env`.',
    cure: 'Rename the object.',
    example: code("grants.environmentFile(bucket, 'settings.txt');", "grants.environmentFile(bucket, 'settings.env');"),
  },
  'ExecAccess.bucketPrefix': {
    cause: 'A prefix is a place in a bucket, and no bucket is given.',
    cure: 'Give the bucket, or leave the prefix out.',
    example: code(
      "new ExecAccess(this, 'Exec', { bucketPrefix: 'sessions' });",
      "new ExecAccess(this, 'Exec', { bucket, bucketPrefix: 'sessions' });",
    ),
  },
  'ExecAccess.droppedCapabilities': {
    cause:
      "Sessions of ECS Exec are known to open with Docker's default capabilities, and these containers drop all of them. Nobody knows whether a session opens.",
    cure: 'Open a session before you need it, then acknowledge the warning; or let the container keep the default set.',
    example: code(
      'access.enableOn(hardenedService);',
      "taskDefinition.addTaskContainer('app', { image, keepCapabilities: [ecs.Capability.CHOWN] });",
    ),
  },
  'ExecAccess.importedCluster': {
    cause: 'The cluster is imported and keeps its configuration, so the sessions may not be recorded.',
    cure: 'Give the cluster the key, the log group and logging OVERRIDE where it is made.',
    example: code(
      "ecs.Cluster.fromClusterAttributes(this, 'Cluster', attributes)",
      "new TaskCluster(this, 'Cluster', { vpc })",
    ),
  },
  'ExecAccess.logRetention': {
    cause: 'The retention is for the log group that the construct makes, and another group was given.',
    cure: 'Set the retention of that group.',
    example: code('{ logGroup, logRetention: logs.RetentionDays.ONE_YEAR }', '{ logGroup }'),
  },
  'ExecAccess.otherAccess': {
    cause: 'The cluster records its sessions by another `ExecAccess` already, and it has one configuration.',
    cure: 'Use that one.',
    example: code('second.enableOn(service);', 'first.enableOn(service);'),
  },
  'ExecAccess.unencryptedLogGroup': {
    cause: 'The log group has no key, and ECS refuses every session into it when encryption is asked for.',
    cure: 'Give the group a key, or leave it out.',
    example: code(
      "logGroup: new logs.LogGroup(this, 'Sessions'),",
      "logGroup: new logs.LogGroup(this, 'Sessions', { encryptionKey: key }),",
    ),
  },
  'ExecAccess.unknownEncryption': {
    cause:
      'The log group is imported, so it cannot be seen whether a key encrypts it. Without a key every session fails.',
    cure: 'Look there, then acknowledge the warning.',
    example: code(
      "logGroup: logs.LogGroup.fromLogGroupName(this, 'Sessions', 'exec'),",
      "new ExecAccess(this, 'Exec');",
    ),
  },
  'ExecGuardPolicy.name': {
    cause: 'IAM takes up to 128 letters, digits and `+=,.@-_` as the name of a policy.',
    cure: 'Choose another, or leave it out to have one.',
    example: code("managedPolicyName: 'exec policy',", "managedPolicyName: 'exec-policy',"),
  },
  'ExecOperatorPolicy.containers': {
    cause: 'No container is named that may be entered.',
    cure: 'Name those.',
    example: code(
      "new ExecOperatorPolicy(this, 'Policy', { cluster, access, containers: [] });",
      "new ExecOperatorPolicy(this, 'Policy', { cluster, access, containers: ['web'] });",
    ),
  },
  'ExecOperatorPolicy.name': {
    cause: 'IAM takes up to 128 letters, digits and `+=,.@-_` as the name of a policy.',
    cure: 'Choose another, or leave it out to have one.',
    example: code("managedPolicyName: 'exec policy',", "managedPolicyName: 'exec-policy',"),
  },
  'ExecOperatorPolicy.noSuchContainer': {
    cause:
      'No container in the cluster has this name in the app, so the condition of the policy never holds. The container of a workload is called `app`.',
    cure: 'Name a container that the task definitions have. If its tasks are of another app, acknowledge the warning.',
    example: code(
      "containers: ['Api'], // the id of the workload",
      "containers: ['app'], // the name of its container",
    ),
  },
  'ExecOperatorPolicy.notEnabled': {
    cause: 'The operators may enter, and no service of the cluster has ECS Exec on, so ECS refuses every session.',
    cure: "Give the workloads 'exec', or call `enableOn()` of the access for their services.",
    example: code(
      "new WebService(this, 'Api', { cluster, certificate, container });",
      "new WebService(this, 'Api', { cluster, certificate, container, exec: access });",
    ),
  },
  'GuardDuty.unknownRegion': {
    cause: 'GuardDuty lists no agent for Fargate in this region.',
    cure: 'Leave Runtime Monitoring off there.',
    example: code("new RuntimeMonitoring(stackOfThatRegion, 'Monitoring');", '// without it in that region'),
  },
  'ImageGate.denyFrom': {
    cause: 'The severity from which findings deny is given, and findings are not checked.',
    cure: 'Leave out one of the two.',
    example: code('checkFindings: false, denyFrom: FindingSeverity.HIGH,', 'denyFrom: FindingSeverity.HIGH,'),
  },
  'ImageGate.waitFor': {
    cause: 'The gate may wait from 30 seconds to 24 hours. ECS itself gives up after a day.',
    cure: 'Choose a time in the range.',
    example: code('waitFor: Duration.days(2),', 'waitFor: Duration.minutes(10),'),
  },
  'ImageRepository.keepImages': {
    cause: 'The number of images to keep is a whole number of at least 1.',
    cure: 'Say how many a rollback may need.',
    example: code('keepImages: 0,', 'keepImages: 100,'),
  },
  'ImageRepository.mutableTags': {
    cause: 'The patterns of tags that may move must be few, and narrower than `*`.',
    cure: 'Name the tags that builds move.',
    example: code("mutableTags: ['*'],", "mutableTags: ['cache-*'],"),
  },
  'ImageRepository.untaggedAfter': {
    cause: 'A lifecycle rule of ECR counts whole days, one at least.',
    cure: 'Give a day or more.',
    example: code('untaggedAfter: Duration.days(0),', 'untaggedAfter: Duration.days(1),'),
  },
  'ImageSigning.repositories': {
    cause: 'The list of repositories is empty.',
    cure: 'Leave it out to sign all images of the registry.',
    example: code('repositories: [],', 'repositories: [repository],'),
  },
  'ImageSigning.signatureValidity': {
    cause: 'A signing profile is given, and a validity for the one that would be made here.',
    cure: 'Set the validity where the profile is made.',
    example: code('signingProfile: profile, signatureValidity: Duration.days(90),', 'signingProfile: profile,'),
  },
  'InfrastructureRole.nothingToShift': {
    cause: 'The role may rewrite listener rules to shift traffic, and none is named.',
    cure: 'Give the production rule or listener, and the one for tests if there is one.',
    example: code(
      'role.allowTrafficShift({ targetGroups });',
      'role.allowTrafficShift({ targetGroups, listenerRules: [rule] });',
    ),
  },
  'InfrastructureRole.targetGroups': {
    cause: 'A shift of traffic has two sides, and one of them is missing.',
    cure: 'Give the target group of the service and the alternate one.',
    example: code(
      'role.allowTrafficShift({ targetGroups: [blue], listenerRules });',
      'role.allowTrafficShift({ targetGroups: [blue, green], listenerRules });',
    ),
  },
  'KeeperFunction.rights': {
    cause:
      'One function serves many custom resources of the stack, and IAM takes a limited size of inline policies for its role.',
    cure: 'Move some of the constructs to another stack.',
    example: code('// 60 RuntimeMonitoring, EniTrunking, … in one stack', "new MoreStack(app, 'More');"),
  },
  'PinnedImage.digest': {
    cause: 'A digest is `sha256:` and 64 lower case hex digits.',
    cure: 'Take it from the push, or from `docker buildx imagetools inspect`.',
    example: code(
      "PinnedImage.fromRepository(repository, '1.4.2');",
      "PinnedImage.fromRepository(repository, 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');",
    ),
  },
  'PinnedImage.name': {
    cause: 'The name has a tag or a digest already.',
    cure: 'Leave it out: the digest says it all.',
    example: code(
      "PinnedImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29', digest);",
      "PinnedImage.fromRegistry('public.ecr.aws/nginx/nginx', digest);",
    ),
  },
  'PullThroughCache.credentials': {
    cause: 'ECR reads the login only from a secret whose name begins with `ecr-pullthroughcache/`.',
    cure: 'Rename the secret.',
    example: code("secretName: 'docker-hub'", "secretName: 'ecr-pullthroughcache/docker-hub'"),
  },
  'PullThroughCache.digestFirst': {
    cause:
      'The image is named by its digest. A cache that does not hold the image yet is known to import it by its tag only.',
    cure: 'Pull the tag through the cache once, then acknowledge the warning.',
    example: code(
      "cache.image('library/nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')",
      '// docker pull <account>.dkr.ecr.<region>.amazonaws.com/docker-hub/library/nginx:1.29.1',
    ),
  },
  'PullThroughCache.prefix': {
    cause: 'A prefix takes 2 to 30 lower case letters, digits and single hyphens.',
    cure: 'Choose such a text.',
    example: code("prefix: 'Docker_Hub',", "prefix: 'docker-hub',"),
  },
  'ResourceLink.access': {
    cause: 'The link does not say what the containers do with the resource.',
    cure: 'Say it.',
    example: code(
      "ResourceLink.bucket('FILES', bucket, undefined as never);",
      "ResourceLink.bucket('FILES', bucket, LinkAccess.READ);",
    ),
  },
  'ResourceLink.prefix': {
    cause: 'A prefix of a bucket is a place such as `uploads/images`, without a wildcard and without `/` at its ends.',
    cure: 'Write it so, or leave it out for all objects.',
    example: code(
      "ResourceLink.bucket('FILES', bucket, LinkAccess.READ, '/uploads/*');",
      "ResourceLink.bucket('FILES', bucket, LinkAccess.READ, 'uploads');",
    ),
  },
  'ResourceLink.service': {
    cause: 'The link opens a port, and must know for which service.',
    cure: 'Give the service.',
    example: code(
      "ResourceLink.database('DB', secret, database, 5432).attachTo(container);",
      "ResourceLink.database('DB', secret, database, 5432).attachTo(container, { service });",
    ),
  },
  'ResourceLink.variable': {
    cause: 'The variable that the container gets has no name.',
    cure: 'Name it.',
    example: code(
      "ResourceLink.queue('', queue, LinkAccess.WRITE);",
      "ResourceLink.queue('QUEUE_URL', queue, LinkAccess.WRITE);",
    ),
  },
  'Role.immutable': {
    cause:
      'The role takes no permissions here: it is imported as immutable, or of another account. Without them the task cannot start.',
    cure: 'Add the statements of the message to the role where it is made.',
    example: code(
      "iam.Role.fromRoleArn(this, 'Role', arn, { mutable: false })",
      "new ExecutionRole(this, 'ExecutionRole')",
    ),
  },
  'Role.widePolicy': {
    cause: 'A managed policy of AWS allows its actions on every resource of the account.',
    cure: 'Remove it, and grant what the task uses.',
    example: code(
      "role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3FullAccess'));",
      'bucket.grantRead(role);',
    ),
  },
  'Role.wildcardAction': {
    cause: 'A statement allows every action of a service, or of all.',
    cure: 'Name the actions that the containers call.',
    example: code("actions: ['s3:*'],", "actions: ['s3:GetObject'],"),
  },
  'Role.wildcardResource': {
    cause: 'A statement holds for every resource of the account.',
    cure: 'Give the ARNs that the containers use, or use a grant method of the resource.',
    example: code("resources: ['*'],", "resources: [bucket.arnForObjects('uploads/*')],"),
  },
  'Role.wrongPrincipal': {
    cause:
      'The role does not trust ecs-tasks.amazonaws.com, so ECS could never take it: "ECS was unable to assume the role".',
    cure: 'Make it with `TaskRole` or `ExecutionRole`, or add the principal to its trust policy.',
    example: code(
      "new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') })",
      "new TaskRole(this, 'Role')",
    ),
  },
  'RuntimeMonitoring.memory': {
    cause: 'The limits of the containers leave the GuardDuty agent too little of the memory of the task.',
    cure: 'Choose a larger task, or smaller limits.',
    example: code('size: TaskSize.of(256, 512), // containers: 512 MiB', 'size: TaskSize.of(256, 1024),'),
  },
  'RuntimeMonitoring.noSubnets': {
    cause: 'The selection has no subnet of the VPC, so the endpoint has no place.',
    cure: 'Correct the selection.',
    example: code("vpcSubnets: { subnetGroupName: 'privat' },", "vpcSubnets: { subnetGroupName: 'private' },"),
  },
  'RuntimeMonitoring.platform': {
    cause: 'On EC2 the agent of GuardDuty belongs to the host, not to the task.',
    cure: 'Install it there, or let GuardDuty do so (EC2_AGENT_MANAGEMENT).',
    example: code('monitoring.protect(ec2TaskDefinition);', 'monitoring.protect(fargateTaskDefinition);'),
  },
  'RuntimeMonitoring.vpcSubnets': {
    cause: 'Subnets are given for the endpoint, which is made only in a VPC that is given.',
    cure: 'Give the VPC too, or leave the subnets out.',
    example: code('vpcSubnets: subnets,', 'vpc, vpcSubnets: subnets,'),
  },
  'RuntimeMonitoring.windows': {
    cause: 'GuardDuty has no agent for Windows tasks, so they are not watched.',
    cure: 'Run them on Linux, or acknowledge the warning.',
    example: code('monitoring.protect(windowsTask);', 'monitoring.protect(linuxTask);'),
  },
  'Secrets.inClearText': {
    cause:
      'A value looks like a password or a key, by its name or by its form, and stands in clear text. Everybody who may describe the task definition can read it. So it is with a dynamic reference to a secret, which `unsafeUnwrap()` writes: CloudFormation puts the value in its place.',
    cure: 'Put it into Secrets Manager or the Parameter Store and refer to it. `notSecret` names what is none; for a warning of a template, acknowledge it.',
    example: code(
      "environment: { DB_PASSWORD: 'changeit' },",
      'secrets: { DB_PASSWORD: TaskSecret.fromSecret(password) },',
    ),
  },
  'TaskFailureSignals.failures': {
    cause: 'The list is empty, so nothing is watched.',
    cure: 'Name some, or leave it out for the usual ones.',
    example: code('failures: [],', 'failures: [TaskFailure.ESSENTIAL_CONTAINER_EXITED],'),
  },
  'TaskFailureSignals.notWatched': {
    cause: 'The failure that was asked for is not among those that are watched.',
    cure: 'Name it in `failures`.',
    example: code(
      'signals.alarm(TaskFailure.ESSENTIAL_CONTAINER_EXITED);',
      'failures: [TaskFailure.ESSENTIAL_CONTAINER_EXITED],',
    ),
  },
  'TaskGrants.execPrefix': {
    cause: 'A prefix is a place in a bucket, and no bucket is given.',
    cure: 'Give the bucket, or leave the prefix out.',
    example: code("grants.exec({ prefix: 'sessions' });", "grants.exec({ bucket, prefix: 'sessions' });"),
  },
  'TaskRetirement.clusters': {
    cause: 'Services are restarted in a window, and no cluster is named.',
    cure: 'Name those whose services may be restarted.',
    example: code('{ topic, restartWindow, clusters: [] }', '{ topic, restartWindow, clusters: [cluster] }'),
  },
  'TaskRetirement.deadLetterQueue': {
    cause: 'The queue takes restarts that failed: it needs `restartWindow`, and must be a standard queue.',
    cure: 'Give both, with a standard queue.',
    example: code('{ topic, deadLetterQueue }', '{ topic, restartWindow, clusters: [cluster], deadLetterQueue }'),
  },
  'TaskRetirement.length': {
    cause: 'The window is from 15 minutes to 24 hours long, in whole minutes.',
    cure: 'Give it as much time as restarts take.',
    example: code('length: Duration.minutes(5),', 'length: Duration.hours(2),'),
  },
  'TaskRetirement.nothing': {
    cause: 'Neither is anybody told nor anything restarted.',
    cure: 'Give `topic`, `restartWindow`, or both.',
    example: code("new TaskRetirement(this, 'Retirement', {});", "new TaskRetirement(this, 'Retirement', { topic });"),
  },
  'TaskRetirement.startHour': {
    cause: 'The hour is a whole number from 0 to 23, in UTC.',
    cure: 'Give such a number.',
    example: code('startHour: 24,', 'startHour: 3,'),
  },
  'TaskSecret.jsonField': {
    cause: 'ECS separates the parts of a reference by colons, so a key of the JSON cannot have one.',
    cure: 'Rename the key.',
    example: code(
      "TaskSecret.fromSecret(secret, { jsonField: 'db:password' });",
      "TaskSecret.fromSecret(secret, { jsonField: 'password' });",
    ),
  },
  'TaskSecret.otherRegion': {
    cause: 'The secret is of another region than the task. An interface endpoint does not reach it.',
    cure: 'Replicate the secret, or give the task a route to that region.',
    example: code(
      "secretsmanager.Secret.fromSecretCompleteArn(this, 'S', 'arn:aws:secretsmanager:us-east-1:…')",
      '// the replica in the region of the task',
    ),
  },
  'TaskSecret.partialArn': {
    cause:
      'The secret is imported without the six characters at the end of its ARN. The permission then covers every secret whose name begins the same, and a JSON key cannot be read.',
    cure: 'Import it with its complete ARN.',
    example: code(
      "secretsmanager.Secret.fromSecretPartialArn(this, 'S', arn)",
      "secretsmanager.Secret.fromSecretCompleteArn(this, 'S', arn)",
    ),
  },
  'TaskSecret.version': {
    cause: 'A reference names a stage or an id of a version, not both.',
    cure: 'Keep `versionStage` to follow rotations, `versionId` to stay on one version.',
    example: code(
      "TaskSecret.fromSecret(secret, { versionStage: 'AWSCURRENT', versionId: id });",
      "TaskSecret.fromSecret(secret, { versionStage: 'AWSCURRENT' });",
    ),
  },
};
