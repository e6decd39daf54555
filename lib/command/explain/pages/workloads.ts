import { Explanations, code } from '../explanation';

export const WORKLOADS: Explanations = {
  'BackendService.notFound': {
    cause: 'No other workload can find this service: it has neither Service Connect nor service discovery.',
    cure: 'Give it one of the two, or use a `WorkerService` when nothing calls it.',
    example: code(
      "new BackendService(this, 'Api', { cluster, container });",
      "new BackendService(this, 'Api', { cluster, container, serviceConnect: ServiceConnect.server('api') });",
    ),
  },
  'Job.networkMode': {
    cause: 'The job needs a security group of its own, which network mode awsvpc alone gives.',
    cure: 'Use awsvpc.',
    example: code('networkMode: ecs.NetworkMode.BRIDGE,', 'networkMode: ecs.NetworkMode.AWS_VPC,'),
  },
  'Job.noContainer': {
    cause: 'The task definition has no container.',
    cure: 'Add the one that does the job.',
    example: code(
      "new ScheduledJob(this, 'Job', { cluster, taskDefinition: emptyTask, schedule });",
      "taskDefinition.addContainer('job', { image });",
    ),
  },
  'Job.notEssential': {
    cause: 'The container that does the job is not essential, so the task would go on after its end.',
    cure: 'Make it essential, or name another one as `jobContainer`.',
    example: code(
      "taskDefinition.addContainer('job', { image, essential: false });",
      "taskDefinition.addContainer('job', { image });",
    ),
  },
  'Job.override': {
    cause: 'Two overrides are for the same container.',
    cure: 'Write them as one.',
    example: code(
      "overrides: [{ containerName: 'job', command: ['a'] }, { containerName: 'job', environment }],",
      "overrides: [{ containerName: 'job', command: ['a'], environment }],",
    ),
  },
  'Job.retries': {
    cause: 'The number of retries is outside the range; the message names it.',
    cure: 'Choose a number in the range.',
    example: code('retries: -1,', 'retries: 2,'),
  },
  'Job.runTimeout': {
    cause: 'The time for one run is whole seconds, at least one.',
    cure: 'Give such a time.',
    example: code('runTimeout: Duration.millis(500),', 'runTimeout: Duration.minutes(30),'),
  },
  'Job.spotWithoutRetries': {
    cause: 'AWS may take a Spot task back in the middle of the job, and without retries it does not run again.',
    cure: 'Set `retries`, or run it on demand.',
    example: code('strategy: CapacityStrategy.fargateSpot(),', 'strategy: CapacityStrategy.fargateSpot(), retries: 2,'),
  },
  'Job.timeout': {
    cause: 'The time for the whole job is whole seconds, at least one.',
    cure: 'Give such a time.',
    example: code('timeout: Duration.millis(500),', 'timeout: Duration.hours(2),'),
  },
  'Job.unknownContainer': {
    cause: 'An option names a container that the task does not have.',
    cure: 'Correct the name.',
    example: code("jobContainer: 'jbo',", "jobContainer: 'job',"),
  },
  'JobSchedule.deadLetterQueue': {
    cause: 'EventBridge Scheduler delivers failed starts to standard queues only.',
    cure: 'Give a standard queue, or leave it out to have one.',
    example: code(
      "deadLetterQueue: new sqs.Queue(this, 'Failed', { fifo: true }),",
      "deadLetterQueue: new sqs.Queue(this, 'Failed'),",
    ),
  },
  'JobSchedule.everyMinute': {
    cause:
      'A field that a cron expression leaves out is `*`, so a schedule that names an hour or a day and no minute runs 60 times an hour.',
    cure: 'Give the minute. If it is meant to run every minute of that time, acknowledge the warning.',
    example: code(
      "schedule: scheduler.ScheduleExpression.cron({ hour: '2' }),",
      "schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' }),",
    ),
  },
  'JobSchedule.expression': {
    cause: 'EventBridge Scheduler does not take this expression.',
    cure: 'Correct it as the message says.',
    example: code(
      "schedule: scheduler.ScheduleExpression.expression('cron(0 3 * * *)'),",
      "schedule: scheduler.ScheduleExpression.expression('cron(0 3 * * ? *)'),",
    ),
  },
  'JobSchedule.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("enabled: 'no' as never,", 'enabled: false,'),
  },
  'JobSchedule.noSchedule': {
    cause: 'Nothing says when the job runs.',
    cure: 'Give the schedule, or use `OneOffJob`.',
    example: code(
      "new ScheduledJob(this, 'Job', { cluster, container });",
      "new ScheduledJob(this, 'Job', { cluster, container, schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)) });",
    ),
  },
  'WebService.domain': {
    cause: 'The name of the domain is no DNS name alone, or not in its hosted zone, so no record could be made.',
    cure: 'Give the whole name without scheme, port and path, or another zone.',
    example: code(
      "domain: { name: 'api.example.org', zone }, // the zone is example.com",
      "domain: { name: 'api.example.com', zone },",
    ),
  },
  'WebService.domainTarget': {
    cause: 'The DNS record needs the load balancer of the listener, which is not known.',
    cure: 'Give it as `loadBalancer` of `WebIngress.listener()`, or make the record yourself.',
    example: code(
      'ingress: WebIngress.listener(importedListener),',
      'ingress: WebIngress.listener(importedListener, { loadBalancer }),',
    ),
  },
  'WebService.healthCheckGracePeriod': {
    cause: 'The time is whole seconds.',
    cure: 'Give such a time.',
    example: code(
      'healthCheck: { gracePeriod: Duration.millis(1500) },',
      'healthCheck: { gracePeriod: Duration.seconds(60) },',
    ),
  },
  'WebService.httpApiDeployment': {
    cause:
      'The deployment shifts traffic between two target groups, and behind an HTTP API of API Gateway there is none.',
    cure: 'Deploy step by step, or choose a load balancer as ingress.',
    example: code(
      'ingress: WebIngress.publicHttpApi(), deployment: ServiceDeployment.blueGreen(),',
      'ingress: WebIngress.publicHttpApi(), deployment: ServiceDeployment.rolling(),',
    ),
  },
  'WebService.httpApiDomain': {
    cause:
      'A name or a certificate is given that the HTTP API cannot have: one for all services of a shared API, or a certificate without a name.',
    cure: 'Give a shared API its `domainName` and `certificate` where it is made, and a certificate together with its name.',
    example: code(
      "ingress: WebIngress.sharedHttpApi(api, { path: '/orders' }), domain: { name: 'api.example.com', zone },",
      "ingress: WebIngress.sharedHttpApi(api, { path: '/orders' }),",
    ),
  },
  'WebService.httpApiHealthCheck': {
    cause: 'The option is for the targets of a load balancer, and behind an HTTP API there is none.',
    cure: 'Give the container a health check, by which ECS says which tasks are healthy.',
    example: code(
      "ingress: WebIngress.publicHttpApi(), healthCheck: { path: '/up' },",
      "container: { image, port: 8080, healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost:8080/up'] } },",
    ),
  },
  'WebService.httpApiNamespace': {
    cause:
      'API Gateway finds the tasks in a private DNS namespace of Cloud Map, and the cluster is imported or has an HTTP namespace.',
    cure: 'Give a namespace by `serviceDiscovery`, with SRV records.',
    example: code(
      'ingress: WebIngress.publicHttpApi(),',
      "serviceDiscovery: ServiceDiscovery.named('orders', { namespace: ServiceNamespace.existing(namespace), recordType: cloudmap.DnsRecordType.SRV }),",
    ),
  },
  'WebService.httpApiPort': {
    cause:
      'The container or port that API Gateway is to call is not there, or is another than service discovery registers.',
    cure: 'Name a container and a port that it exposes, in one place.',
    example: code(
      'container: { image, port: 8080 }, containerPort: 9000,',
      'container: { image, port: 8080 }, containerPort: 8080,',
    ),
  },
  'WebService.httpApiScaling': {
    cause: 'Requests of each task are counted by a load balancer, and behind an HTTP API there is none.',
    cure: 'Scale on CPU or memory.',
    example: code(
      'desiredCount: DesiredCount.scaled({ max: 9, requestsPerTarget: 1000 }),',
      'desiredCount: DesiredCount.scaled({ max: 9, cpuPercent: 60 }),',
    ),
  },
  'WebService.ingress': {
    cause: 'The ingress is no `WebIngress`.',
    cure: 'Use one of the factories of `WebIngress`.',
    example: code("ingress: 'internet' as never,", 'ingress: WebIngress.internetFacing(),'),
  },
  'WebService.noHealthCheck': {
    cause:
      'No container has a health check, so API Gateway calls a task as soon as it runs, and requests fail until the application answers.',
    cure: 'Give the container a health check.',
    example: code(
      'container: { image, port: 8080 },',
      "container: { image, port: 8080, healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost:8080/up'] } },",
    ),
  },
  'WebService.noLoadBalancer': {
    cause: 'The service is behind an HTTP API, and has neither a listener nor a target group.',
    cure: 'Use its HTTP API and its routes, or choose a load balancer as ingress.',
    example: code('web.listener;', 'web.httpApi;'),
  },
  'WebService.noPort': {
    cause: 'No port of the container is known, so no traffic can be sent to it.',
    cure: 'Give the port.',
    example: code('container: { image },', 'container: { image, port: 8080 },'),
  },
  'WebService.testListener': {
    cause: 'A test listener is for deployments that shift traffic, and this one replaces tasks step by step.',
    cure: 'Leave `testListener` out, or choose a deployment that shifts traffic.',
    example: code(
      'ingress: WebIngress.listener(listener, { testListener }), deployment: ServiceDeployment.rolling(),',
      'ingress: WebIngress.listener(listener, { testListener }), deployment: ServiceDeployment.blueGreen(),',
    ),
  },
  'WebService.testPort': {
    cause: '`testPort` makes a listener at the load balancer of the service, and the load balancer here is yours.',
    cure: 'Give a `testListener` of it.',
    example: code(
      'ingress: WebIngress.listener(listener), deployment: ServiceDeployment.blueGreen({ testPort: 8443 }),',
      'ingress: WebIngress.listener(listener, { testListener }), deployment: ServiceDeployment.blueGreen(),',
    ),
  },
  'WebService.tlsListener': {
    cause: 'The tasks take TLS 1.3 only, by TLS of Service Connect, and the listener before them does not speak it.',
    cure: 'Give the listener a certificate and a policy of TLS 1.3, or the endpoint an `ingressPortOverride`.',
    example: code(
      'ingress: WebIngress.internal({ sslPolicy: elbv2.SslPolicy.TLS12 }),',
      'ingress: WebIngress.internal({ sslPolicy: elbv2.SslPolicy.TLS13_RES }),',
    ),
  },
  'WorkerService.awsManagedKey': {
    cause:
      'The queue is encrypted with the key that AWS manages for SQS, which SNS may not use, so nothing from the topics would arrive.',
    cure: 'Use SQS_MANAGED or a key of your own.',
    example: code('encryption: sqs.QueueEncryption.KMS_MANAGED,', 'encryption: sqs.QueueEncryption.SQS_MANAGED,'),
  },
  'WorkerService.fifo': {
    cause:
      'A FIFO queue and a standard one cannot be combined here: the dead-letter queue and the topics must be of the same kind as the queue.',
    cure: 'Give both of one kind.',
    example: code(
      'queue: WorkerQueue.create({ deadLetterQueue: fifoQueue }),',
      'queue: WorkerQueue.create({ deadLetterQueue: standardQueue }),',
    ),
  },
  'WorkerService.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("scaleInProtection: 'on' as never,", 'scaleInProtection: true,'),
  },
  'WorkerService.importedQueue': {
    cause: 'The queue is imported, so its policy stays as it is, and nothing arrives unless it lets SNS send.',
    cure: 'Allow sns.amazonaws.com to send for the topic, then acknowledge the warning.',
    example: code(
      "queue: WorkerQueue.existing(sqs.Queue.fromQueueArn(this, 'Queue', arn)),",
      "queue: WorkerQueue.existing(new sqs.Queue(this, 'Queue')),",
    ),
  },
  'WorkerService.maxMessageAge': {
    cause: 'The age is outside the range; the message names it.',
    cure: 'Choose a time in the range.',
    example: code(
      'queue: WorkerQueue.create({ maxMessageAge: Duration.days(30) }),',
      'queue: WorkerQueue.create({ maxMessageAge: Duration.hours(1) }),',
    ),
  },
  'WorkerService.maxReceiveCount': {
    cause: 'The number is from 1 to 1000.',
    cure: 'Choose a number in the range.',
    example: code(
      'queue: WorkerQueue.create({ maxReceiveCount: 0 }),',
      'queue: WorkerQueue.create({ maxReceiveCount: 3 }),',
    ),
  },
  'WorkerService.noContainer': {
    cause: 'The task definition has no container of an application yet, so nothing would learn of the queue.',
    cure: 'Add it before the service.',
    example: code(
      "new WorkerService(this, 'Worker', { cluster, task: WorkloadTask.existing(emptyTask) });",
      "taskDefinition.addContainer('worker', { image });",
    ),
  },
  'WorkerService.noQueue': {
    cause: 'The worker has no queue of SQS, and something asks for it.',
    cure: 'Give it a new queue or one that exists.',
    example: code('queue: WorkerQueue.none(),', 'queue: WorkerQueue.create(),'),
  },
  'WorkerService.queue': {
    cause: 'The queue is no `WorkerQueue`.',
    cure: 'Use `WorkerQueue.create()`, `WorkerQueue.existing()` or `WorkerQueue.none()`.',
    example: code('queue: queue as never,', 'queue: WorkerQueue.existing(queue),'),
  },
  'WorkerService.sharedKey': {
    cause:
      'One key encrypts the queue and the topic. Its policy would name the topic, so each waits for the other and CloudFormation makes neither.',
    cure: 'Give each a key of its own, or leave `encryptionKey` out.',
    example: code(
      'WorkerQueue.create({ encryptionKey: key, topics: [topicWithThatKey] })',
      'WorkerQueue.create({ topics: [topicWithThatKey] })',
    ),
  },
  'WorkerService.shortVisibility': {
    cause: 'The queue hides a message for less time than the work on it takes, so a second task gets it too.',
    cure: 'Raise `visibilityTimeout` of the queue to several times as long.',
    example: code(
      "new sqs.Queue(this, 'Queue', { visibilityTimeout: Duration.seconds(30) });",
      "new sqs.Queue(this, 'Queue', { visibilityTimeout: Duration.minutes(10) });",
    ),
  },
  'WorkerService.visibilityTimeout': {
    cause: 'The queue hides a message for less time than the work on it takes, so a second task would get it too.',
    cure: 'Give it several times as long.',
    example: code(
      '{ timePerMessage: Duration.minutes(2), visibilityTimeout: Duration.minutes(1) }',
      '{ timePerMessage: Duration.minutes(2), visibilityTimeout: Duration.minutes(10) }',
    ),
  },
  'Workload.desiredCount': {
    cause: 'The count is made by `DesiredCount`, and the number of tasks is a whole number of zero or more.',
    cure: 'Give such a count.',
    example: code('desiredCount: DesiredCount.fixed(-1),', 'desiredCount: DesiredCount.fixed(2),'),
  },
  'Workload.flag': {
    cause: 'The option is true or false.',
    cure: 'Give one of the two.',
    example: code("dashboard: 'yes' as never,", 'dashboard: true,'),
  },
  'Workload.incompatibleTask': {
    cause: 'The strategy puts the tasks where the task definition does not run.',
    cure: 'Give the task definition the compatibility, or use another strategy.',
    example: code(
      '{ task: WorkloadTask.existing(ec2Task), strategy: CapacityStrategy.fargate() }',
      '{ task: WorkloadTask.existing(fargateTask), strategy: CapacityStrategy.fargate() }',
    ),
  },
  'Workload.noAlarmTopic': {
    cause: 'Alarms are asked for without a topic that they notify.',
    cure: 'Give `alarmTopic`.',
    example: code('{ alarms: {} }', '{ alarms: {}, alarmTopic: topic }'),
  },
  'Workload.noCluster': {
    cause: 'Nothing says where the tasks run.',
    cure: 'Give the cluster.',
    example: code(
      "new WebService(this, 'Web', { container });",
      "new WebService(this, 'Web', { cluster: new TaskCluster(this, 'Cluster', { vpc }), container });",
    ),
  },
  'Workload.noContainer': {
    cause: 'Nothing says which image runs, or the task definition that exists has no container of an application yet.',
    cure: 'Give `container`, or a `task` that exists and has one.',
    example: code(
      "new WebService(this, 'Web', { cluster });",
      "new WebService(this, 'Web', { cluster, container: { image, port: 8080 } });",
    ),
  },
  'Workload.noLoadBalancer': {
    cause: 'The option of the deployment is for a load balancer, and only a `WebService` has one.',
    cure: 'Leave it out.',
    example: code(
      "new WorkerService(this, 'Worker', { cluster, container, deployment: ServiceDeployment.blueGreen({ testPort: 8443 }) });",
      "new WorkerService(this, 'Worker', { cluster, container });",
    ),
  },
  'Workload.noLogs': {
    cause: 'The list of destinations is empty.',
    cure: 'Name one, or leave it out to log to CloudWatch Logs.',
    example: code('task: WorkloadTask.of({ logs: [] }),', 'task: WorkloadTask.of(),'),
  },
  'Workload.noPort': {
    cause: 'The service that is called exposes no port that is known.',
    cure: 'Say on which it listens.',
    example: code('web.allowTo(api);', 'web.allowTo(api, 8080);'),
  },
  'Workload.noSecurityGroup': {
    cause: 'The list of security groups is empty, and ECS would take the default group of the VPC.',
    cure: 'Leave it out to get a closed one.',
    example: code(
      'securityGroups: WorkloadSecurityGroups.existing([]),',
      'securityGroups: WorkloadSecurityGroups.existing([group]),',
    ),
  },
  'Workload.noSubnets': {
    cause:
      'The selection has no subnet of the VPC: a zone, name or type in it is not there, or the VPC is imported without subnets. ECS would get an empty list.',
    cure: 'Correct the selection, or import the VPC with its subnets.',
    example: code(
      "vpcSubnets: { availabilityZones: ['eu-west-1'] },",
      "vpcSubnets: { availabilityZones: ['eu-west-1a'] },",
    ),
  },
  'Workload.publicSubnets': {
    cause: 'A task in a public subnet without a public address reaches nothing.',
    cure: 'Select private or isolated subnets, or make them with a `TaskNetwork`. For a development stage on Fargate its egress may be `TaskEgress.publicIps()`, which gives each task a public address.',
    example: code(
      'vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },',
      'vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },',
    ),
  },
  'Workload.requestsWhileShifting': {
    cause: 'The metric of requests is that of one target group, and the deployment shifts traffic between two.',
    cure: 'Scale on CPU, or use `ServiceDeployment.rolling()`.',
    example: code(
      '{ desiredCount: DesiredCount.scaled({ max: 9, requestsPerTarget: 500 }), deployment: ServiceDeployment.canary() }',
      '{ desiredCount: DesiredCount.scaled({ max: 9, cpuPercent: 60 }), deployment: ServiceDeployment.canary() }',
    ),
  },
  'Workload.securityGroups': {
    cause: 'ECS takes a limited number of security groups for a service, which the message names.',
    cure: 'Put rules together.',
    example: code(
      'securityGroups: WorkloadSecurityGroups.existing([a, b, c, d, e, f]),',
      'securityGroups: WorkloadSecurityGroups.existing([a]),',
    ),
  },
  'Workload.serviceName': {
    cause: 'The name takes 1 to 255 of A-Z, a-z, 0-9, `_` and `-`.',
    cure: 'Leave it out to have one.',
    example: code("serviceName: 'my service',", "serviceName: 'my-service',"),
  },
  'Workload.serviceNameTaken': {
    cause: 'Another service of the cluster has that name.',
    cure: 'Give another name, or leave it out.',
    example: code("serviceName: 'api', // as another service", "serviceName: 'orders-api',"),
  },
  'Workload.taskDefinitionGiven': {
    cause:
      'A container can be added to a `HardenedTaskDefinition` only, and the task definition that was given is another one.',
    cure: 'Add the container there, and leave `container` out.',
    example: code(
      '{ task: WorkloadTask.existing(ecsTask), container: { image } }',
      "ecsTask.addContainer('app', { image }); // { task: WorkloadTask.existing(ecsTask) }",
    ),
  },
  'Workload.task': {
    cause: 'The task is no `WorkloadTask`.',
    cure: 'Use `WorkloadTask.of()` for a new task definition, `WorkloadTask.existing()` for one that exists.',
    example: code('task: taskDefinition as never,', 'task: WorkloadTask.existing(taskDefinition),'),
  },
  'Workload.twoLogs': {
    cause: '`logs` and `container.logging` both say where the container logs to.',
    cure: 'Leave out one.',
    example: code(
      '{ task: WorkloadTask.of({ logs: [destination] }), container: { image, logging } }',
      '{ task: WorkloadTask.of({ logs: [destination] }), container: { image } }',
    ),
  },
  'Workload.unknownStrategy': {
    cause:
      'The strategy leaves the choice to a cluster that is no `TaskCluster`, so nothing here tells whether it is Fargate, EC2 or Managed Instances.',
    cure: 'Name the providers.',
    example: code(
      '{ cluster: ecsCluster, strategy: CapacityStrategy.clusterDefault() }',
      '{ cluster: ecsCluster, strategy: CapacityStrategy.fargate() }',
    ),
  },
  'Workload.unusedLogGroup': {
    cause:
      'The log group is for containers that log to CloudWatch Logs, and all containers of the task log to the destinations in `logs`.',
    cure: 'Leave it out, or add it with the sidecar that needs it.',
    example: code(
      'WorkloadTask.of({ logs: [destination], logGroup: TaskLogGroup.existing(logGroup) });',
      'WorkloadTask.of({ logs: [destination] });',
    ),
  },
};
