import { Explanations, code, template } from '../explanation';

/** Codes that only the whole app can have, and those of the test helpers. */
export const WHOLE_APP: Explanations = {
  'Image.architecture': {
    cause:
      'The app builds the image for one architecture and runs it on another. The container ends with `exec format error`.',
    cure: 'Build the image for the architecture of the task (`platform` of the asset), or set `cpuArchitecture` of the task.',
    example: code(
      `taskDefinition.addContainer('web', {
  image: ecs.ContainerImage.fromAsset('web', { platform: ecr_assets.Platform.LINUX_AMD64 }), // the task is for ARM64
});`,
      `taskDefinition.addContainer('web', {
  image: ecs.ContainerImage.fromAsset('web', { platform: ecr_assets.Platform.LINUX_ARM64 }),
});`,
    ),
  },
  'ProcessNamespace.severalObservers': {
    cause:
      'The containers share a process namespace, and more than one of them is root with `SYS_PTRACE`: each may read and change all others.',
    cure: 'Leave the capability to one observer.',
    example: code(
      `sidecar.linuxParameters!.addCapabilities(ecs.Capability.SYS_PTRACE);
observer.linuxParameters!.addCapabilities(ecs.Capability.SYS_PTRACE);`,
      'observer.linuxParameters!.addCapabilities(ecs.Capability.SYS_PTRACE);',
    ),
  },
  'ServiceConnect.nameTaken': {
    cause: 'Two services of the app take one name of Service Connect in one namespace. ECS refuses the second.',
    cure: 'Give one of them another `DiscoveryName`.',
    example: template(
      `# both in namespace shop
ServiceConnectConfiguration: { Enabled: true, Namespace: shop, Services: [{ PortName: web }] }`,
      `ServiceConnectConfiguration: { Enabled: true, Namespace: shop, Services: [{ PortName: web, DiscoveryName: web-2 }] }`,
    ),
  },
  'ServiceTask.nameTaken': {
    cause:
      'Two services of the app have one name in one cluster. Names of services are unique within a cluster, and ECS refuses the second.',
    cure: 'Give one of them another name, or leave `ServiceName` out: CloudFormation then makes one, and can replace the service.',
    example: template(
      `# both in cluster prod
ServiceName: web`,
      'ServiceName: web-2',
    ),
  },
  'ServiceTask.execSharedProcesses': {
    cause:
      'ECS Exec is on, and the containers share a process namespace, in which ECS opens sessions into one container only.',
    cure: 'Leave `PidMode` out, or expect sessions into one container.',
    example: template(
      `# service:         EnableExecuteCommand: true
# task definition: PidMode: task, with two containers`,
      `# service:         EnableExecuteCommand: true
# task definition: no PidMode`,
    ),
  },
  'ServiceTask.registryContainer': {
    cause:
      'The service registers a container or a port with Cloud Map that its task does not have. ECS refuses the service.',
    cure: 'Name a container of the task and a port that it maps.',
    example: template(
      'ServiceRegistries: [{ RegistryArn: !GetAtt Names.Arn, ContainerName: api, ContainerPort: 80 }] # the task has web',
      'ServiceRegistries: [{ RegistryArn: !GetAtt Names.Arn, ContainerName: web, ContainerPort: 80 }]',
    ),
  },
  'ServiceTask.registryPort': {
    cause:
      'Cloud Map needs the port of the task: always in network mode bridge and host, and for SRV records in awsvpc. ECS refuses the service without, and one that names it in both ways.',
    cure: 'Give `ContainerName` and `ContainerPort`; in awsvpc mode `Port` alone will do.',
    example: template(
      'ServiceRegistries: [{ RegistryArn: !GetAtt Names.Arn }] # network mode bridge',
      'ServiceRegistries: [{ RegistryArn: !GetAtt Names.Arn, ContainerName: web, ContainerPort: 80 }]',
    ),
  },
  'ServiceTask.registryRecord': {
    cause:
      'Tasks in network mode bridge and host have the address of their instance, so only SRV records tell where they are. ECS refuses a service of Cloud Map with A records.',
    cure: 'Use SRV records, or network mode awsvpc.',
    example: code(
      "namespace.createService('Web', { dnsRecordType: cloudmap.DnsRecordType.A });",
      "namespace.createService('Web', { dnsRecordType: cloudmap.DnsRecordType.SRV });",
    ),
  },
  'StartAssertions.call': {
    cause:
      'What the test asks for is no action of a service, or no ARN. The demand that nobody may do it would hold whatever the app has.',
    cure: 'Name one action, and the ARN of the resource or of what is in it.',
    example: code(
      "start.expectTask(api).mayNot('DeleteObject', bucket.bucketName);",
      "start.expectTask(api).mayNot('s3:DeleteObject', bucket.arnForObjects('*'));",
    ),
  },
  'StartAssertions.cannotReach': {
    cause: 'The tasks reach what the test says they do not, or it is not known.',
    cure: 'Close the way that the message names, or tell the facts that it asks for.',
    example: code(
      "start.expectTask(api).cannotReach('logs');",
      "start.expectTask(api).cannotReach('example.com:443');",
    ),
  },
  'StartAssertions.may': {
    cause: 'The task role does not allow what the test says, or it is not known.',
    cure: 'Grant it, or correct the test.',
    example: code(
      "start.expectTask(api).may('s3:PutObject', bucket.arnForObjects('*'));",
      "bucket.grantPut(taskDefinition.taskRole);\nstart.expectTask(api).may('s3:PutObject', bucket.arnForObjects('*'));",
    ),
  },
  'StartAssertions.mayNot': {
    cause:
      'The task role allows what the test says it does not, or it is not known: a resource of another app may have a policy of its own.',
    cure: 'Take the right away, or ask for a resource of the app.',
    example: code(
      "bucket.grantReadWrite(taskDefinition.taskRole);\nstart.expectTask(api).mayNot('s3:DeleteObject', bucket.arnForObjects('*'));",
      "bucket.grantRead(taskDefinition.taskRole);\nstart.expectTask(api).mayNot('s3:DeleteObject', bucket.arnForObjects('*'));",
    ),
  },
  'StartAssertions.reaches': {
    cause: 'The tasks do not reach what the test says, from some subnet at least, or it is not known.',
    cure: 'Open the way as the message says, or tell the facts that it asks for.',
    example: code(
      "start.expectTask(api).reaches('dynamodb');",
      "vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });\nstart.expectTask(api).reaches('dynamodb');",
    ),
  },
  'StartAssertions.starts': {
    cause: 'Something that the tasks need to start is not reached, or is not known to be.',
    cure: 'Fix what the message lists; its findings have codes of their own.',
    example: code(
      'start.expectTask(api).starts(); // isolated subnets, image of Docker Hub',
      'start.expectTask(api).starts(); // image in ECR',
    ),
  },
  'StartAssertions.target': {
    cause:
      'The target is neither a service that AWS has an endpoint for nor a host with its port. The demand that it is not reached would hold whatever the app has.',
    cure: 'Correct the name, or give the port.',
    example: code(
      "start.expectTask(api).cannotReach('example.com');",
      "start.expectTask(api).cannotReach('example.com:443');",
    ),
  },
  'StartAssertions.task': {
    cause: 'The construct or path starts no tasks, or more than one kind.',
    cure: 'Name one of those that the message lists.',
    example: code('start.expectTask(taskDefinition).starts();', 'start.expectTask(service).starts();'),
  },
  'SystemControls.wholeTask': {
    cause:
      'In network mode awsvpc the containers share one network, so a kernel parameter of the network that one of them sets holds for all. Nothing is wrong, and nothing of it is to be seen in the other containers.',
    cure: 'Set it on every container, so that each says what it has.',
    example: template(
      `ContainerDefinitions:
  - { Name: web }
  - { Name: proxy, SystemControls: [{ Namespace: net.ipv4.tcp_keepalive_time, Value: '60' }] }`,
      `ContainerDefinitions:
  - { Name: web, SystemControls: [{ Namespace: net.ipv4.tcp_keepalive_time, Value: '60' }] }
  - { Name: proxy, SystemControls: [{ Namespace: net.ipv4.tcp_keepalive_time, Value: '60' }] }`,
    ),
  },
  'Volumes.efsDirectory': {
    cause:
      'The directory that is mounted is on a file system of the app, and nothing makes it. EFS mounts none that is not there, so the task stops.',
    cure: 'Use an access point with `CreationInfo`, as `EfsTaskVolume` does.',
    example: template(
      '# AWS::EFS::AccessPoint: RootDirectory: { Path: /data }',
      "# AWS::EFS::AccessPoint: RootDirectory: { Path: /data, CreationInfo: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '755' } }",
    ),
  },
};
