import { Explanations, code, template } from '../explanation';

export const SERVICE_OPERATIONS: Explanations = {
  'AppTelemetry.language': {
    cause: 'The language is none of those that AWS Distro for OpenTelemetry instruments without a change of the code.',
    cure: 'Use one that the message lists, or leave it out when the image brings its own OpenTelemetry.',
    example: code("language: 'go' as never,", 'language: TelemetryLanguage.JAVA,'),
  },
  'AppTelemetry.memory': {
    cause: 'The memory of the agent is a whole number of MiB, at least 4.',
    cure: 'Give such a number.',
    example: code('agentMemoryReservationMiB: 0,', 'agentMemoryReservationMiB: 128,'),
  },
  'AppTelemetry.name': {
    cause:
      'The name of the service or of an attribute has a comma or an equals sign, which OpenTelemetry reads as separators.',
    cure: 'Take them out.',
    example: code("serviceName: 'shop=api',", "serviceName: 'shop-api',"),
  },
  'AppTelemetry.networkMode': {
    cause: 'Containers reach the agent on localhost, which they share in network mode awsvpc only.',
    cure: 'Use awsvpc.',
    example: code('networkMode: ecs.NetworkMode.BRIDGE,', 'networkMode: ecs.NetworkMode.AWS_VPC,'),
  },
  'AppTelemetry.noConfig': {
    cause: 'The configuration of the agent is empty.',
    cure: 'Write what it receives, or leave it out for the usual one.',
    example: code("config: '',", 'config: undefined,'),
  },
  'AppTelemetry.noContainer': {
    cause: 'The task has no container of an application yet.',
    cure: 'Add it first, or name the one that is observed.',
    example: code(
      'AppTelemetry.applicationSignals().addTo(taskDefinition); // before addContainer',
      "taskDefinition.addContainer('app', { image });",
    ),
  },
  'AppTelemetry.noLanguage': {
    cause: 'The image of the instrumentation is given without a language, so nothing would be taken from it.',
    cure: 'Give both.',
    example: code('{ instrumentationImage }', '{ instrumentationImage, language: TelemetryLanguage.PYTHON }'),
  },
  'AppTelemetry.roleTakesNoPermissions': {
    cause: 'The task role takes no permissions here: it is imported as immutable, or of another account.',
    cure: 'Give the role the statements of the message where it is made.',
    example: code("iam.Role.fromRoleArn(this, 'Role', arn, { mutable: false })", "new TaskRole(this, 'TaskRole')"),
  },
  'AppTelemetry.twice': {
    cause: 'The task has the agent already.',
    cure: 'Add telemetry once.',
    example: code(
      'telemetry.addTo(taskDefinition); telemetry.addTo(taskDefinition);',
      'telemetry.addTo(taskDefinition);',
    ),
  },
  'AppTelemetry.windows': {
    cause: 'The agent and the instrumentation are for Linux.',
    cure: 'Leave telemetry out for Windows tasks.',
    example: code(
      'operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE,',
      'operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,',
    ),
  },
  'RollbackAlarms.bakeTime': {
    cause:
      'After all traffic went to the new version, the deployment is over before the alarm could go off, so nothing that shows then is undone.',
    cure: 'Make `bakeTime` longer by some minutes, or `sustainedMinutes` shorter.',
    example: code('bakeTime: Duration.minutes(1),', 'bakeTime: Duration.minutes(10),'),
  },
  'RollbackAlarms.behavior': {
    cause:
      'The service fails deployments on alarm without going back, and ECS has one behavior for all alarms of a service.',
    cure: 'Use `AlarmBehavior.ROLLBACK_ON_ALARM`, or leave the rollback alarms out.',
    example: code(
      'deploymentAlarms: { alarmNames, behavior: ecs.AlarmBehavior.FAIL_ON_ALARM },',
      'deploymentAlarms: { alarmNames, behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM },',
    ),
  },
  'RollbackAlarms.controller': {
    cause: 'Alarms undo deployments of the controller ECS only.',
    cure: 'Use that controller, or the alarms of the other one.',
    example: code(
      'deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },',
      'deploymentController: { type: ecs.DeploymentControllerType.ECS },',
    ),
  },
  'RollbackAlarms.count': {
    cause: 'A number is outside the range; the message names both.',
    cure: 'Choose a number in the range.',
    example: code('sustainedMinutes: 0,', 'sustainedMinutes: 3,'),
  },
  'RollbackAlarms.cycle': {
    cause: 'The alarm watches the service, which would have to wait for it: CloudFormation deploys no circle.',
    cure: 'Give the alarm an `alarmName`.',
    example: code(
      "new cloudwatch.Alarm(this, 'Errors', { metric, threshold, evaluationPeriods });",
      "new cloudwatch.Alarm(this, 'Errors', { alarmName: 'shop-errors', metric, threshold, evaluationPeriods });",
    ),
  },
  'RollbackAlarms.leftOut': {
    cause: 'An option sets a signal that `without` leaves out.',
    cure: 'Leave out one of the two.',
    example: code('{ cpuPercent: 80, without: [RollbackSignal.CPU] }', '{ cpuPercent: 80 }'),
  },
  'RollbackAlarms.maxAge': {
    cause: 'The age is whole seconds, at least one.',
    cure: 'Give such a time.',
    example: code('maxAge: Duration.millis(100),', 'maxAge: Duration.minutes(5),'),
  },
  'RollbackAlarms.noLoadBalancer': {
    cause: 'The target group has no load balancer yet, and its metrics need one.',
    cure: 'Attach the target group to a listener first.',
    example: code(
      'alarms.watchTargetGroup(lonelyTargetGroup);',
      "listener.addTargetGroups('Targets', { targetGroups: [targetGroup] });",
    ),
  },
  'RollbackAlarms.noTargets': {
    cause: 'An option is for the metrics of a target group, and none is watched.',
    cure: 'Call `watchTargetGroup()`, or leave the option out.',
    example: code('{ latency: Duration.seconds(1) }', 'alarms.watchTargetGroup(targetGroup);'),
  },
  'RollbackAlarms.nothing': {
    cause:
      'Nothing is watched, so no release is ever undone: the task has no size of which CPU and memory would be a part.',
    cure: 'Give the task a size, or watch a target group, a queue or an alarm of your own.',
    example: code(
      "new RollbackAlarms(this, 'Rollback', { service: serviceOfTaskWithoutSize });",
      "new HardenedTaskDefinition(this, 'Task', { size: TaskSize.of(256, 512) });",
    ),
  },
  'RollbackAlarms.otherStack': {
    cause: 'The alarms would be in a nested stack, whose names the stack of the service cannot know.',
    cure: 'Make them in the stack of the service.',
    example: code(
      "new RollbackAlarms(nestedStack, 'Rollback', { service });",
      "new RollbackAlarms(this, 'Rollback', { service });",
    ),
  },
  'RollbackAlarms.partition': {
    cause: 'ECS is not known to have deployment alarms in this partition of AWS.',
    cure: 'Leave them out there, or acknowledge the warning when they work.',
    example: code('// a stack of region cn-north-1', '// without rollback alarms there'),
  },
  'RollbackAlarms.percent': {
    cause: 'A percentage is outside the range; the message names it.',
    cure: 'Choose a number in the range.',
    example: code('cpuPercent: 150,', 'cpuPercent: 85,'),
  },
  'RollbackAlarms.signal': {
    cause: '`without` names a signal that does not exist.',
    cure: 'Use one that the message lists.',
    example: code("without: ['disk' as never],", 'without: [RollbackSignal.CPU],'),
  },
  'RollbackAlarms.twice': {
    cause: 'The target group is watched already.',
    cure: 'Watch it once.',
    example: code('alarms.watchTargetGroup(t); alarms.watchTargetGroup(t);', 'alarms.watchTargetGroup(t);'),
  },
  'ServiceAlarms.count': {
    cause: 'The number of minutes is outside the range; the message names it.',
    cure: 'Choose a number in the range.',
    example: code('missingTasksMinutes: 0,', 'missingTasksMinutes: 10,'),
  },
  'ServiceAlarms.latency': {
    cause: 'A latency is above 0.',
    cure: 'Give such a time.',
    example: code('latency: Duration.millis(0),', 'latency: Duration.millis(500),'),
  },
  'ServiceAlarms.noLoadBalancer': {
    cause: 'The target group has no load balancer yet, and its metrics need one.',
    cure: 'Attach the target group to a listener first.',
    example: code(
      'alarms.watchTargetGroup(lonelyTargetGroup);',
      "listener.addTargetGroups('Targets', { targetGroups: [targetGroup] });",
    ),
  },
  'ServiceAlarms.noTargets': {
    cause: '`latency` needs the metrics of an application load balancer, and no target group of one is watched.',
    cure: 'Call `watchTargetGroup()`, or leave it out.',
    example: code(
      "new ServiceAlarms(this, 'Alarms', { service, topic, latency: Duration.seconds(1) });",
      'alarms.watchTargetGroup(targetGroup);',
    ),
  },
  'ServiceAlarms.twice': {
    cause: 'There is an alarm of that id already.',
    cure: 'Give what is watched another construct id.',
    example: code("// two queues with the id 'Queue'", "new sqs.Queue(other, 'Orders')"),
  },
  'ServiceDashboard.noLoadBalancer': {
    cause: 'The target group has no load balancer yet, and its metrics need one.',
    cure: 'Attach the target group to a listener first.',
    example: code(
      'dashboard.addService(service, { targetGroups: [lonely] });',
      "listener.addTargetGroups('Targets', { targetGroups: [targetGroup] });",
    ),
  },
  'ServiceDashboard.noServices': {
    cause: 'The dashboard shows no service, and would cost money for nothing.',
    cure: 'Add one, or leave the dashboard out.',
    example: code("new ServiceDashboard(this, 'Dashboard');", 'dashboard.addService(service);'),
  },
  'ServiceDashboard.twice': {
    cause: 'The service is on the dashboard already.',
    cure: 'Add it once.',
    example: code('dashboard.addService(a); dashboard.addService(a);', 'dashboard.addService(a);'),
  },
  'ServiceDeployment.blocked': {
    cause:
      'With these percentages ECS may neither stop an old task nor start a new one, so every deployment waits for ever.',
    cure: 'Raise `maxHealthyPercent` or lower `minHealthyPercent` as the message says.',
    example: code(
      'ServiceDeployment.rolling({ minHealthyPercent: 100, maxHealthyPercent: 100 });',
      'ServiceDeployment.rolling({ minHealthyPercent: 100, maxHealthyPercent: 200 });',
    ),
  },
  'ServiceDeployment.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("circuitBreaker: 'on' as never,", 'circuitBreaker: true,'),
  },
  'ServiceDeployment.noAlternateTarget': {
    cause:
      'The deployment shifts traffic between two target groups, and the load balancer of the service has one only.',
    cure: 'Add the service by `addShiftingService()`.',
    example: code(
      "listener.addService('Api', service, { paths: ['/*'] });",
      "listener.addShiftingService('Api', service, { paths: ['/*'] });",
    ),
  },
  'ServiceDeployment.nothingToShift': {
    cause: 'The deployment shifts traffic, and the service has neither a load balancer nor Service Connect.',
    cure: 'Give it one of the two, or use `ServiceDeployment.rolling()`.',
    example: code('deployment: ServiceDeployment.canary(),', 'deployment: ServiceDeployment.rolling(),'),
  },
  'ServiceDeployment.percent': {
    cause: 'A percentage is outside the range; the message names it.',
    cure: 'Choose a number in the range.',
    example: code('minHealthyPercent: -1,', 'minHealthyPercent: 100,'),
  },
  'ServiceDeployment.step': {
    cause: 'The step of a shift is a percentage in steps of 0.1; the message names the smallest.',
    cure: 'Choose such a number.',
    example: code('canaryPercent: 0.05,', 'canaryPercent: 5,'),
  },
  'ServiceDeployment.testPort': {
    cause: 'A port is a whole number from 1 to 65535.',
    cure: 'Give such a number.',
    example: code('testPort: 0,', 'testPort: 8443,'),
  },
  'ServiceDeployment.time': {
    cause: 'A time of a deployment is from 0 to 1440 whole minutes.',
    cure: 'Choose a time in the range.',
    example: code('bakeTime: Duration.days(2),', 'bakeTime: Duration.minutes(10),'),
  },
  'ServiceScaling.desiredCount': {
    cause:
      'The service has a `desiredCount`, to which every deployment that changes the service sets it back, whatever the load.',
    cure: 'Leave it out.',
    example: code('{ desiredCount: 2, scaling }', '{ scaling: { min: 2, max: 10, cpuPercent: 60 } }'),
  },
  'ServiceScaling.forecastTarget': {
    cause: 'A forecast is made to a target, which is not given.',
    cure: 'Give that target.',
    example: code(
      "{ min: 1, max: 9, predictive: { metric: 'cpuPercent' as never } }",
      '{ min: 1, max: 9, cpuPercent: 60, predictive: {} }',
    ),
  },
  'ServiceScaling.latency': {
    cause: 'The backlog does not say how long a message may wait.',
    cure: 'Give `acceptableLatency`.',
    example: code(
      'backlog: { timePerMessage: Duration.seconds(2) },',
      'backlog: { timePerMessage: Duration.seconds(2), acceptableLatency: Duration.minutes(1) },',
    ),
  },
  'ServiceScaling.max': {
    cause: 'Nothing says how many tasks may run at most, which limits what they cost.',
    cure: 'Give `max`.',
    example: code('scaling: { cpuPercent: 60 },', 'scaling: { cpuPercent: 60, max: 10 },'),
  },
  'ServiceScaling.maxCapacityBuffer': {
    cause: 'The buffer is a percentage from 0 to 100.',
    cure: 'Choose a number in the range.',
    example: code('maxCapacityBuffer: 200,', 'maxCapacityBuffer: 10,'),
  },
  'ServiceScaling.min': {
    cause: 'The least number of tasks is a whole number of zero or more.',
    cure: 'Give such a number.',
    example: code('min: -1,', 'min: 1,'),
  },
  'ServiceScaling.noQueue': {
    cause: 'The service scales on a backlog, and no queue is named.',
    cure: 'Name it.',
    example: code(
      'scaling: { max: 10, backlog: { timePerMessage, acceptableLatency } },',
      'scaling: { max: 10, backlog: { queue, timePerMessage, acceptableLatency } },',
    ),
  },
  'ServiceScaling.noTargetGroup': {
    cause: 'The service scales on requests, and no target group is known.',
    cure: 'Call `scaleOnRequests()` with it, or leave the option out where there is no load balancer.',
    example: code('scaling: { max: 10, requestsPerTarget: 500 },', 'scaling.scaleOnRequests(targetGroup, 500);'),
  },
  'ServiceScaling.nothing': {
    cause: 'Nothing changes the number of tasks.',
    cure: 'Give a target, or leave the scaling out and give `desiredCount`.',
    example: code('scaling: { max: 10 },', 'scaling: { max: 10, cpuPercent: 60 },'),
  },
  'ServiceScaling.range': {
    cause: '`min` is above `max`.',
    cure: 'Lower the one or raise the other.',
    example: code('scaling: { min: 10, max: 5, cpuPercent: 60 },', 'scaling: { min: 2, max: 5, cpuPercent: 60 },'),
  },
  'ServiceScaling.resourceId': {
    cause:
      'Application Auto Scaling knows a service as `service/<name of the cluster>/<name of the service>`. A reference to a service (`Ref`) is its ARN, with which no service is found, and the deployment fails.',
    cure: 'Use the names.',
    example: template(
      "ResourceId: !Sub 'service/${Cluster}/${Service}'",
      "ResourceId: !Sub 'service/${Cluster}/${Service.Name}'",
    ),
  },
  'ServiceScaling.schedule': {
    cause: 'A schedule is not valid, or changes neither `min` nor `max`.',
    cure: 'Correct it as the message says.',
    example: code("schedules: [{ name: 'night', schedule }],", "schedules: [{ name: 'night', schedule, min: 0 }],"),
  },
  'ServiceScaling.scheduleName': {
    cause: 'Two schedules have one name, and the second would replace the first.',
    cure: 'Give each a name of its own.',
    example: code(
      "scaling.scaleOnSchedule({ name: 'night', schedule, min: 1 }); // a second time",
      "scaling.scaleOnSchedule({ name: 'morning', schedule, min: 2 });",
    ),
  },
  'ServiceScaling.schedulingBufferTime': {
    cause: 'A forecast has a step of one hour, so tasks cannot start an hour or more ahead.',
    cure: 'Choose less than one hour.',
    example: code('schedulingBufferTime: Duration.hours(1),', 'schedulingBufferTime: Duration.minutes(5),'),
  },
  'ServiceScaling.seconds': {
    cause: 'The time is whole seconds.',
    cure: 'Give such a time.',
    example: code('scaleInCooldown: Duration.millis(500),', 'scaleInCooldown: Duration.minutes(5),'),
  },
  'ServiceScaling.target': {
    cause: 'The target is a utilization from 1 to 100 percent.',
    cure: 'Choose a number in the range.',
    example: code('cpuPercent: 0,', 'cpuPercent: 60,'),
  },
  'ServiceScaling.timePerMessage': {
    cause: 'The backlog does not say how long a message takes, or the time is not usable.',
    cure: 'Give `timePerMessage`.',
    example: code(
      'backlog: { acceptableLatency: Duration.minutes(1) },',
      'backlog: { acceptableLatency: Duration.minutes(1), timePerMessage: Duration.seconds(2) },',
    ),
  },
  'ServiceScaling.twice': {
    cause: 'The service scales on that already.',
    cure: 'Change the first one, or leave one out.',
    example: code('scaling.scaleOnCpu(60); scaling.scaleOnCpu(80);', 'scaling.scaleOnCpu(60);'),
  },
  'ServiceScaling.unknownTime': {
    cause: 'The two times are divided at synthesis, and one of them is a token.',
    cure: 'Give them as numbers.',
    example: code(
      'acceptableLatency: Duration.seconds(parameter.valueAsNumber),',
      'acceptableLatency: Duration.seconds(60),',
    ),
  },
  'ServiceScaling.zero': {
    cause:
      '`min` is 0, and without a task there is neither CPU nor memory nor a target to measure, so nothing would add the first one.',
    cure: 'Raise `min` to 1, or scale on a backlog or on schedules.',
    example: code('scaling: { min: 0, max: 10, cpuPercent: 60 },', 'scaling: { min: 1, max: 10, cpuPercent: 60 },'),
  },
};
