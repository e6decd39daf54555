import { Explanations, code, container, service, serviceOnEc2, task, taskOnEc2 } from '../explanation';

export const TASK_DEFINITIONS: Explanations = {
  'Awsvpc.hostPort': {
    cause:
      'A task in network mode awsvpc has an address of its own, so the port of the host and the port of the container are the same. ECS refuses a mapping that gives two different numbers. In mode host the same rule holds.',
    cure: 'Leave `HostPort` out, or give the same number.',
    example: container(
      'PortMappings: [{ ContainerPort: 8080, HostPort: 80 }]',
      'PortMappings: [{ ContainerPort: 8080 }]',
    ),
  },
  'Awsvpc.links': {
    cause:
      '`Links` connects containers of one host on the bridge network. In other network modes the containers of a task share the address, and ECS refuses the setting.',
    cure: 'Remove `Links` and call the other container at localhost.',
    example: container('Links: [cache]', "Environment: [{ Name: CACHE, Value: 'localhost:6379' }]"),
  },
  'Awsvpc.proxyConfiguration': {
    cause:
      "A proxy configuration (App Mesh) redirects the traffic of the task's own network interface, which only network mode awsvpc has.",
    cure: 'Use awsvpc, or remove `ProxyConfiguration`. App Mesh itself is near its end; Service Connect is what AWS recommends.',
    example: taskOnEc2(
      `NetworkMode: bridge
ProxyConfiguration: { Type: APPMESH, ContainerName: app }`,
      'NetworkMode: bridge',
    ),
  },
  'Awsvpc.proxyContainer': {
    cause:
      '`ProxyConfiguration.ContainerName` must name a container of the same task, because ECS sends the traffic through it.',
    cure: 'Correct the name, or add that container.',
    example: task(
      'ProxyConfiguration: { Type: APPMESH, ContainerName: envoi }',
      'ProxyConfiguration: { Type: APPMESH, ContainerName: app }',
    ),
  },
  'EbsTaskVolume.name': {
    cause:
      'ECS takes up to 255 letters, digits, underscores and hyphens as the name of a volume. Without `volumeName` it is the id of the construct.',
    cure: 'Choose another name.',
    example: code("volumeName: 'my data',", "volumeName: 'my-data',"),
  },
  'EbsTaskVolume.size': {
    cause: 'An EBS volume that is made with the task is either empty, and then needs a size, or made from a snapshot.',
    cure: 'Give `size` or `snapShotId`.',
    example: code(
      "new EbsTaskVolume(this, 'Data', { taskDefinition });",
      "new EbsTaskVolume(this, 'Data', { taskDefinition, size: Size.gibibytes(20) });",
    ),
  },
  'EfsTaskVolume.name': {
    cause:
      'ECS takes up to 255 letters, digits, underscores and hyphens as the name of a volume. Without `volumeName` it is the id of the construct.',
    cure: 'Choose another name.',
    example: code("volumeName: 'my data',", "volumeName: 'my-data',"),
  },
  'External.efsVolume': {
    cause: 'The task may run on external instances (ECS Anywhere), which do not mount EFS.',
    cure: 'Use a bind mount or a Docker volume there, or take EXTERNAL out of the compatibilities.',
    example: task(
      `RequiresCompatibilities: [EXTERNAL]
NetworkMode: bridge
Volumes: [{ Name: data, EFSVolumeConfiguration: { FilesystemId: fs-1234567890abcdef0 } }]`,
      `RequiresCompatibilities: [EXTERNAL]
NetworkMode: bridge
Volumes: [{ Name: data, Host: { SourcePath: /srv/data } }]`,
    ),
  },
  'External.loadBalancer': {
    cause: 'External instances (ECS Anywhere) are outside of AWS, and no load balancer of AWS sends to them.',
    cure: 'Remove the load balancer, or run the service on Fargate or EC2.',
    example: service(
      'LaunchType: EXTERNAL\nLoadBalancers: [{ ContainerName: app, ContainerPort: 80, TargetGroupArn: !Ref Targets }]',
      'LaunchType: EXTERNAL',
    ),
  },
  'External.networkMode': {
    cause:
      'External instances (ECS Anywhere) have no network interfaces that ECS could attach, so a task there cannot use network mode awsvpc.',
    cure: 'Use bridge, host or none.',
    example: task(
      `RequiresCompatibilities: [EXTERNAL]
NetworkMode: awsvpc`,
      `RequiresCompatibilities: [EXTERNAL]
NetworkMode: bridge`,
    ),
  },
  'External.serviceDiscovery': {
    cause: 'ECS does not register tasks on external instances (ECS Anywhere) with Cloud Map.',
    cure: 'Remove the registry, or run the service on Fargate or EC2.',
    example: service(
      'LaunchType: EXTERNAL\nServiceRegistries: [{ RegistryArn: !GetAtt Name.Arn }]',
      'LaunchType: EXTERNAL',
    ),
  },
  'Fargate.capabilitiesAdd': {
    cause: 'On Fargate the only Linux capability that can be added is SYS_PTRACE.',
    cure: 'Remove the others, or place the task on EC2.',
    example: container(
      'LinuxParameters: { Capabilities: { Add: [NET_ADMIN] } }',
      'LinuxParameters: { Capabilities: { Add: [SYS_PTRACE] } }',
    ),
  },
  'Fargate.dockerSecurityOptions': {
    cause: 'Fargate takes no Docker security options.',
    cure: 'Remove them, or place the task on EC2.',
    example: container('DockerSecurityOptions: [no-new-privileges]', 'DockerSecurityOptions: []'),
  },
  'Fargate.dockerVolume': {
    cause: 'Fargate has no Docker volumes.',
    cure: 'Use an empty volume (task storage), EFS, or an EBS volume that is configured at launch.',
    example: task('Volumes: [{ Name: data, DockerVolumeConfiguration: { Scope: task } }]', 'Volumes: [{ Name: data }]'),
  },
  'Fargate.ephemeralStorageElsewhere': {
    cause: '`EphemeralStorage` is a setting of Fargate, and the task definition is not made for Fargate.',
    cure: 'Remove it, and size the disks of the instances instead.',
    example: task(
      `RequiresCompatibilities: [EC2]
EphemeralStorage: { SizeInGiB: 50 }`,
      'RequiresCompatibilities: [EC2]',
    ),
  },
  'Fargate.ephemeralStorageSize': {
    cause: 'Each Fargate task has 20 GiB of storage without further cost. A larger size must be from 21 to 200 GiB.',
    cure: 'Leave `EphemeralStorage` out, or choose a size in the range.',
    example: task('EphemeralStorage: { SizeInGiB: 20 }', 'EphemeralStorage: { SizeInGiB: 21 }'),
  },
  'Fargate.fsxVolume': {
    cause: 'FSx for Windows File Server volumes are documented for Windows tasks on EC2 only.',
    cure: 'Use EFS on Fargate.',
    example: task(
      'Volumes: [{ Name: data, FSxWindowsFileServerVolumeConfiguration: { FileSystemId: fs-1, RootDirectory: share } }]',
      'Volumes: [{ Name: data, EFSVolumeConfiguration: { FilesystemId: fs-1234567890abcdef0 } }]',
    ),
  },
  'Fargate.hostVolume': {
    cause: 'A Fargate task has no host whose folders it could mount.',
    cure: 'Leave `Host.SourcePath` out to get storage of the task, or use EFS.',
    example: task('Volumes: [{ Name: data, Host: { SourcePath: /srv/data } }]', 'Volumes: [{ Name: data }]'),
  },
  'Fargate.ipcMode': {
    cause: 'On Fargate the containers always keep an IPC namespace of their own, and the setting is refused.',
    cure: 'Leave `IpcMode` out.',
    example: task('IpcMode: task', 'IpcMode: !Ref AWS::NoValue'),
  },
  'Fargate.logDriver': {
    cause: 'Fargate has the log drivers awslogs, splunk and awsfirelens only.',
    cure: 'Use one of them.',
    example: container(
      'LogConfiguration: { LogDriver: json-file }',
      'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: app, awslogs-region: eu-west-1, awslogs-stream-prefix: app } }',
    ),
  },
  'Fargate.networkMode': {
    cause: 'Fargate runs tasks in network mode awsvpc only.',
    cure: 'Set `NetworkMode: awsvpc`, or take FARGATE out of the compatibilities.',
    example: task('NetworkMode: bridge', 'NetworkMode: awsvpc'),
  },
  'Fargate.nofile': {
    cause: 'The limit of open files is higher than what Fargate gives a container, so the container may not start.',
    cure: 'Lower the hard limit.',
    example: container(
      'Ulimits: [{ Name: nofile, SoftLimit: 65536, HardLimit: 9999999 }]',
      'Ulimits: [{ Name: nofile, SoftLimit: 65536, HardLimit: 1048576 }]',
    ),
  },
  'Fargate.placementConstraints': {
    cause: 'Placement constraints choose among instances, and Fargate has none to choose from.',
    cure: 'Remove them.',
    example: task(
      "PlacementConstraints: [{ Type: memberOf, Expression: 'attribute:ecs.os-type == linux' }]",
      'PlacementConstraints: []',
    ),
  },
  'Fargate.privileged': {
    cause: 'A privileged container is root on its host. Fargate does not allow it.',
    cure: 'Remove `Privileged`, or place the task on EC2.',
    example: container('Privileged: true', 'Privileged: false'),
  },
  'Fargate.resourceRequirement': {
    cause: 'The container asks for a GPU or another accelerator, which Fargate does not have.',
    cure: 'Place the task on EC2 or on Managed Instances.',
    example: container("ResourceRequirements: [{ Type: GPU, Value: '1' }]", 'ResourceRequirements: []'),
  },
  'Fargate.sizeMissing': {
    cause: 'On Fargate the task itself must have a size: CPU and memory together.',
    cure: 'Set both; `TaskSize.smallestFor` finds the smallest pair.',
    example: task(
      `Cpu: !Ref AWS::NoValue
Memory: '512'`,
      `Cpu: '256'
Memory: '512'`,
    ),
  },
  'Fargate.timeout': {
    cause:
      'Fargate takes `StartTimeout` and `StopTimeout` only in the range that the message names: a container is killed 120 s after the stop at the latest.',
    cure: 'Choose a time in the range.',
    example: container('StopTimeout: 300', 'StopTimeout: 120'),
  },
  'Fargate.ulimit': {
    cause: 'Fargate documents `nofile` as the only limit that can be changed, so this one may have no effect.',
    cure: 'Remove it, or place the task on EC2.',
    example: container(
      'Ulimits: [{ Name: memlock, SoftLimit: 1024, HardLimit: 1024 }]',
      'Ulimits: [{ Name: nofile, SoftLimit: 65536, HardLimit: 65536 }]',
    ),
  },
  'ManagedInstances.dockerVolume': {
    cause: 'ECS Managed Instances have no Docker volumes.',
    cure: 'Use a bind mount, EFS, or an EBS volume that is configured at launch.',
    example: task(
      `RequiresCompatibilities: [MANAGED_INSTANCES]
Volumes: [{ Name: data, DockerVolumeConfiguration: { Scope: task } }]`,
      `RequiresCompatibilities: [MANAGED_INSTANCES]
Volumes: [{ Name: data }]`,
    ),
  },
  'ManagedInstances.hostPath': {
    cause: 'On Managed Instances the file system of the host is read-only outside /var and /tmp.',
    cure: 'Mount a folder below one of these.',
    example: task(
      `RequiresCompatibilities: [MANAGED_INSTANCES]
Volumes: [{ Name: data, Host: { SourcePath: /srv/data } }]`,
      `RequiresCompatibilities: [MANAGED_INSTANCES]
Volumes: [{ Name: data, Host: { SourcePath: /var/data } }]`,
    ),
  },
  'ManagedInstances.networkMode': {
    cause: 'Tasks on Managed Instances use network mode awsvpc or host.',
    cure: 'Use awsvpc.',
    example: task(
      `RequiresCompatibilities: [MANAGED_INSTANCES]
NetworkMode: bridge`,
      `RequiresCompatibilities: [MANAGED_INSTANCES]
NetworkMode: awsvpc`,
    ),
  },
  'ManagedInstances.operatingSystem': {
    cause: 'Managed Instances run Linux only.',
    cure: 'Place a Windows task on EC2 or Fargate.',
    example: task(
      `RequiresCompatibilities: [MANAGED_INSTANCES]
RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE }`,
      `RequiresCompatibilities: [MANAGED_INSTANCES]
RuntimePlatform: { OperatingSystemFamily: LINUX }`,
    ),
  },
  'Platform.inferenceAccelerators': {
    cause: 'Elastic Inference is retired, and ECS refuses the setting.',
    cure: 'Remove `InferenceAccelerators`.',
    example: task('InferenceAccelerators: [{ DeviceName: d, DeviceType: eia2.medium }]', 'InferenceAccelerators: []'),
  },
  'Platform.windowsArm64': {
    cause: 'Windows tasks run on X86_64 only.',
    cure: 'Set `CpuArchitecture: X86_64`.',
    example: task(
      'RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: ARM64 }',
      'RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }',
    ),
  },
  'ScratchStorage.size': {
    cause: 'A tmpfs has a size in whole MiB, at least 1.',
    cure: 'Give such a size.',
    example: code('ScratchStorage.tmpfs(Size.kibibytes(512));', 'ScratchStorage.tmpfs(Size.mebibytes(64));'),
  },
  'ServiceTask.capacityProvider': {
    cause: 'The service runs on Fargate by its capacity provider, and its task definition is not made for Fargate.',
    cure: 'Add FARGATE to the compatibilities of the task definition, or choose another provider.',
    example: serviceOnEc2(
      'CapacityProviderStrategy: [{ CapacityProvider: FARGATE, Weight: 1 }]',
      'CapacityProviderStrategy: [{ CapacityProvider: instances, Weight: 1 }]',
    ),
  },
  'ServiceTask.execReadonlyRoot': {
    cause:
      'ECS Exec is on, but the container has a read-only root file system, and the agent of Exec has no place to write. No session can be opened.',
    cure: 'Mount volumes at the folders that the message names, as `ExecAccess` does, or turn Exec off.',
    example: code(
      "new ecs.FargateService(this, 'Api', { cluster, taskDefinition, enableExecuteCommand: true });",
      "new ExecAccess(this, 'Exec').enableOn(service);",
    ),
  },
  'ServiceTask.fileSystemType': {
    cause:
      'An EBS volume is formatted for the operating system of the task: ext3, ext4 or xfs on Linux, ntfs on Windows.',
    cure: 'Give a type that fits.',
    example: code('fileSystemType: ecs.FileSystemType.NTFS,', 'fileSystemType: ecs.FileSystemType.XFS,'),
  },
  'ServiceTask.gracePeriod': {
    cause:
      'The grace period is for the health checks of load balancers, VPC Lattice and containers, and the service has none of them. It has no effect, or ECS refuses the service.',
    cure: 'Leave it out, or give a container a health check.',
    example: service('HealthCheckGracePeriodSeconds: 60', 'HealthCheckGracePeriodSeconds: !Ref AWS::NoValue'),
  },
  'ServiceTask.launchType': {
    cause: 'The launch type of the service is not one that its task definition is made for.',
    cure: 'Change the launch type, or add it to `RequiresCompatibilities` of the task definition.',
    example: service('LaunchType: EC2', 'LaunchType: FARGATE'),
  },
  'ServiceTask.networkMissing': {
    cause:
      'A task in network mode awsvpc gets a network interface of its own, so the service must say in which subnets.',
    cure: 'Give the service a network configuration.',
    example: service(
      'NetworkConfiguration: !Ref AWS::NoValue',
      'NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1], SecurityGroups: [sg-1] } }',
    ),
  },
  'ServiceTask.networkUnused': {
    cause:
      'The task uses the network of its host, so a network configuration of the service has no effect and ECS refuses it.',
    cure: 'Remove it, or use network mode awsvpc.',
    example: code(
      "new ecs.Ec2Service(this, 'Api', { cluster, taskDefinition: bridgeTask, vpcSubnets: { subnets } });",
      "new ecs.Ec2Service(this, 'Api', { cluster, taskDefinition: bridgeTask });",
    ),
  },
  'ServiceTask.placement': {
    cause:
      'Fargate has no instances among which a service could choose, so ECS refuses placement constraints and strategies. Tasks are spread over the zones of the subnets.',
    cure: 'Remove them.',
    example: service(
      "PlacementStrategies: [{ Type: spread, Field: 'attribute:ecs.availability-zone' }]",
      'PlacementStrategies: !Ref AWS::NoValue',
    ),
  },
  'ServiceTask.platformVersion': {
    cause: 'The task uses something that only platform version 1.4.0 and later of Fargate has.',
    cure: 'Use 1.4.0 or LATEST.',
    example: code(
      'platformVersion: ecs.FargatePlatformVersion.VERSION1_3,',
      'platformVersion: ecs.FargatePlatformVersion.LATEST,',
    ),
  },
  'ServiceTask.portName': {
    cause: 'Service Connect finds the port by the name of a port mapping, and the task has none of that name.',
    cure: 'Name the port mapping, or correct the name in the service.',
    example: service(
      'ServiceConnectConfiguration: { Enabled: true, Namespace: shop, Services: [{ PortName: http }] }',
      'ServiceConnectConfiguration: { Enabled: true, Namespace: shop }',
    ),
  },
  'ServiceTask.subnetsEmpty': {
    cause:
      'A task in network mode awsvpc gets its network interface in a subnet of the service, and the list of subnets is empty. ECS refuses the service.',
    cure: 'Name at least one subnet. With the CDK, a selection of subnets that finds none gives such a list.',
    example: service(
      'NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [] } }',
      'NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1, subnet-2] } }',
    ),
  },
  'ServiceTask.targetContainer': {
    cause: 'A load balancer of the service sends to a container that the task does not have.',
    cure: 'Correct the name of the container.',
    example: service(
      "LoadBalancers: [{ ContainerName: wep, ContainerPort: 8080, TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/t/1' }]",
      'LoadBalancers: []',
    ),
  },
  'ServiceTask.targetPort': {
    cause: 'A load balancer of the service sends to a port that the container does not map.',
    cure: 'Add a port mapping, or correct the port.',
    example: service(
      "LoadBalancers: [{ ContainerName: app, ContainerPort: 9999, TargetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/t/1' }]",
      'LoadBalancers: []',
    ),
  },
  'ServiceTask.volumeNotConfigured': {
    cause: 'The task definition has a volume that is configured at launch, and the service does not configure it.',
    cure: 'Call `addVolume` of the service; in a template, give its `VolumeConfigurations` an entry of that name.',
    example: code(
      "taskDefinition.addVolume({ name: 'data', configuredAtLaunch: true });",
      "service.addVolume(volume); // of name 'data'",
    ),
  },
  'ServiceTask.volumeNotInTask': {
    cause: 'The service configures a volume that its task definition does not declare with `configuredAtLaunch`.',
    cure: 'Declare it in the task definition and mount it, or remove it from the service.',
    example: code(
      "service.addVolume(new ecs.ServiceManagedVolume(this, 'Volume', { name: 'data', managedEBSVolume }));",
      "taskDefinition.addVolume({ name: 'data', configuredAtLaunch: true });",
    ),
  },
  'TaskDefinition.ephemeralStorage': {
    cause: 'The storage of a Fargate task is from 21 to 200 GiB when it is given.',
    cure: 'Leave it out for the 20 GiB that every task has.',
    example: code('ephemeralStorage: Size.gibibytes(0),', 'ephemeralStorage: Size.gibibytes(50),'),
  },
  'TaskDefinition.family': {
    cause: 'An empty family is taken for none by aws-cdk-lib, which is not what was written.',
    cure: 'Give a name, or leave it out for a generated one.',
    example: code("family: '',", "family: 'api',"),
  },
  'TaskDefinition.logRetention': {
    cause:
      '`logRetention` is for the log group that the task definition makes, and `logGroup` is one that is there already.',
    cure: 'Set the retention on the group that was given.',
    example: code('{ size, logGroup, logRetention: logs.RetentionDays.ONE_MONTH }', '{ size, logGroup }'),
  },
  'TaskHardening.contradiction': {
    cause:
      'A task definition is hardened twice (a `HardenedTaskDefinition` is hardened by itself), and the second says a switch or the storage otherwise than the first, which decides.',
    cure: 'Say it in the first one or at the container, and leave it out of the second.',
    example: code(
      'taskDefinition.with(new TaskHardening());\ntaskDefinition.with(new TaskHardening({ readonlyRootFilesystem: false }));',
      'taskDefinition.with(new TaskHardening({ readonlyRootFilesystem: false }));',
    ),
  },
  'TaskHardening.logRetention': {
    cause: '`logRetention` is for the log group that the hardening makes, and `logGroup` is one that is there already.',
    cure: 'Set the retention on the group that was given.',
    example: code(
      'new TaskHardening({ logGroup, logRetention: logs.RetentionDays.ONE_MONTH });',
      'new TaskHardening({ logGroup });',
    ),
  },
  'TaskHardening.unknownContainer': {
    cause: 'The options name a container that the task definition does not have.',
    cure: 'Correct the name.',
    example: code(
      "new TaskHardening({ containers: { wep: { user: '1000' } } });",
      "new TaskHardening({ containers: { web: { user: '1000' } } });",
    ),
  },
  'TaskHardening.unusedLogging': {
    cause:
      'No container gets a log configuration, since `defaultLogging` is false, and the log group or its retention is for those that do.',
    cure: 'Leave out one of the two.',
    example: code(
      'new TaskHardening({ defaultLogging: false, logRetention: logs.RetentionDays.ONE_WEEK });',
      'new TaskHardening({ logRetention: logs.RetentionDays.ONE_WEEK });',
    ),
  },
  'TaskSize.cpuSum': {
    cause: 'The CPU units of the containers add up to more than the task has.',
    cure: 'Lower them, or give the task more.',
    example: task(
      `Cpu: '256'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Cpu: 256 }, { Name: b, Image: 'x/b:1', Cpu: 128 }]`,
      `Cpu: '512'
Memory: '1024'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Cpu: 256 }, { Name: b, Image: 'x/b:1', Cpu: 128 }]`,
    ),
  },
  'TaskSize.fractionOfCpuUnit': {
    cause:
      'The CPU of a container is a whole number of CPU units, of which 1024 are a vCPU. CloudFormation takes nothing else.',
    cure: 'Give the CPU units.',
    example: container('Cpu: 0.5', 'Cpu: 512'),
  },
  'TaskSize.instanceRange': {
    cause: 'The CPU units of a task on EC2 have a range, which the message names.',
    cure: 'Leave `Cpu` out to let the containers share the instance, or choose a number in the range.',
    example: taskOnEc2("Cpu: '64'", "Cpu: '256'"),
  },
  'TaskSize.limitOverTask': {
    cause: 'A container has a memory limit above the memory of the whole task.',
    cure: 'Lower it, or give the task more memory.',
    example: task(
      `Memory: '512'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 1024 }]`,
      `Memory: '1024'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 1024 }]`,
    ),
  },
  'TaskSize.limitSum': {
    cause:
      'The memory limits of the containers add up to more than the task has. ECS takes that, but the kernel kills a container before it reaches its own limit.',
    cure: 'Lower the limits, or give the task more memory.',
    example: task(
      `Memory: '512'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 400 }, { Name: b, Image: 'x/b:1', Memory: 400 }]`,
      `Memory: '1024'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 400 }, { Name: b, Image: 'x/b:1', Memory: 400 }]`,
    ),
  },
  'TaskSize.memoryMissing': {
    cause: 'Neither the task nor the container has a memory limit or reservation, and ECS needs one of them.',
    cure: 'Set `Memory` or `MemoryReservation` of the container.',
    example: taskOnEc2(
      `Memory: !Ref AWS::NoValue
ContainerDefinitions: [{ Name: a, Image: 'x/a:1' }]`,
      `Memory: !Ref AWS::NoValue
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', MemoryReservation: 128 }]`,
    ),
  },
  'TaskSize.negativeNeed': {
    cause: 'A need of CPU or memory is zero or more.',
    cure: 'Give such a number.',
    example: code(
      'TaskSize.smallestFor({ cpuUnits: -1, memoryMiB: 512 });',
      'TaskSize.smallestFor({ cpuUnits: 256, memoryMiB: 512 });',
    ),
  },
  'TaskSize.negativeCpu': {
    cause: 'The CPU units of a container are a negative number, which no container can have.',
    cure: 'Give the CPU units, or leave `Cpu` out to let the containers share what the task has.',
    example: container('Cpu: -256', 'Cpu: 256'),
  },
  'TaskSize.noSuchPair': {
    cause: 'Fargate has fixed pairs of CPU and memory, and this is none of them.',
    cure: 'Take one of the pairs that the message names; `TaskSize.smallestFor` finds the smallest that holds your containers.',
    example: task(
      `Cpu: '256'
Memory: '4096'`,
      `Cpu: '512'
Memory: '4096'`,
    ),
  },
  'TaskSize.reservationOverLimit': {
    cause: 'A container reserves more memory than its own limit.',
    cure: 'Lower the reservation.',
    example: container(
      `Memory: 256
MemoryReservation: 512`,
      `Memory: 512
MemoryReservation: 256`,
    ),
  },
  'TaskSize.reservationSum': {
    cause: 'The memory reservations of the containers add up to more than the task has.',
    cure: 'Lower them, or give the task more memory.',
    example: task(
      `Memory: '512'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', MemoryReservation: 512 }, { Name: b, Image: 'x/b:1', MemoryReservation: 128 }]`,
      `Memory: '1024'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', MemoryReservation: 512 }, { Name: b, Image: 'x/b:1', MemoryReservation: 128 }]`,
    ),
  },
  'TaskSize.text': {
    cause: 'The size of a task is a number, or a text such as `1 vCPU` or `2 GB`.',
    cure: 'Write it in one of these forms.',
    example: task(
      'Cpu: one vCPU',
      `Cpu: 1 vCPU
Memory: 2 GB`,
    ),
  },
  'TaskSize.tinyLimit': {
    cause: 'Docker takes about 6 MiB for itself, so a container with a smaller limit is killed.',
    cure: 'Raise the limit.',
    example: container('Memory: 4', 'Memory: 64'),
  },
  'TaskSize.tooLarge': {
    cause: 'No size of Fargate is large enough.',
    cure: 'Split the task, or place it on instances.',
    example: code(
      'TaskSize.smallestFor({ cpuUnits: 65536, memoryMiB: 524288 });',
      'TaskSize.smallestFor({ cpuUnits: 16384, memoryMiB: 122880 });',
    ),
  },
  'TaskSize.unknownNeed': {
    cause:
      'The smallest size can be found at synthesis only when the needs are known there, and one of them is a token.',
    cure: 'Name the size with `TaskSize.of`.',
    example: code(
      'TaskSize.smallestFor({ cpuUnits: 256, memoryMiB: parameter.valueAsNumber });',
      'TaskSize.of(256, 512);',
    ),
  },
  'Volumes.duplicateName': {
    cause: 'Two volumes have the same name, and AWS does not define which one a container mounts.',
    cure: 'Give each volume a name of its own.',
    example: task('Volumes: [{ Name: data }, { Name: data }]', 'Volumes: [{ Name: data }]'),
  },
  'Volumes.efsNeedsEncryption': {
    cause: 'An access point, or IAM authorization, of an EFS volume needs encryption in transit.',
    cure: 'Set `TransitEncryption: ENABLED`.',
    example: task(
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: DISABLED, AuthorizationConfig: { IAM: ENABLED } } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED, AuthorizationConfig: { IAM: ENABLED } } }]',
    ),
  },
  'Volumes.efsRootDirectory': {
    cause: 'The access point of the volume sets the directory, so the volume cannot set another one.',
    cure: 'Leave `RootDirectory` out.',
    example: task(
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, RootDirectory: /x, TransitEncryption: ENABLED, AuthorizationConfig: { AccessPointId: fsap-1 } } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED, AuthorizationConfig: { AccessPointId: fsap-1 } } }]',
    ),
  },
  'Volumes.efsUnencrypted': {
    cause: 'The data of the EFS volume crosses the network in clear text.',
    cure: 'Set `TransitEncryption: ENABLED`.',
    example: task(
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1 } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED } }]',
    ),
  },
  'Volumes.efsWithoutAccessPoint': {
    cause: 'Without an access point the container sees the whole file system, under whatever user id it has.',
    cure: 'Set `AccessPointId`.',
    example: task(
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED, AuthorizationConfig: { AccessPointId: fsap-1 } } }]',
    ),
  },
  'Volumes.efsWithoutIam': {
    cause: 'Without IAM every client that reaches the mount target may read and write.',
    cure: 'Set `IAM: ENABLED`, and give the task role the permission to mount.',
    example: task(
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1, TransitEncryption: ENABLED, AuthorizationConfig: { IAM: ENABLED } } }]',
    ),
  },
  'Volumes.fsxOnLinux': {
    cause: 'Linux containers do not mount FSx for Windows File Server.',
    cure: 'Use EFS.',
    example: taskOnEc2(
      'Volumes: [{ Name: d, FSxWindowsFileServerVolumeConfiguration: { FileSystemId: fs-1, RootDirectory: share } }]',
      'Volumes: [{ Name: d, EFSVolumeConfiguration: { FilesystemId: fs-1 } }]',
    ),
  },
  'Volumes.missing': {
    cause: 'The container mounts a volume that the task does not have.',
    cure: 'Add the volume to the task definition.',
    example: container('MountPoints: [{ SourceVolume: data, ContainerPath: /data }]', 'MountPoints: []'),
  },
  'Volumes.missingContainer': {
    cause: 'The container takes volumes from one that the task does not have.',
    cure: 'Correct the name.',
    example: container('VolumesFrom: [{ SourceContainer: database }]', 'VolumesFrom: []'),
  },
  'Volumes.name': {
    cause: 'ECS takes up to 255 letters, digits, underscores and hyphens as the name of a volume.',
    cure: 'Choose another name.',
    example: task('Volumes: [{ Name: my data }]', 'Volumes: [{ Name: my-data }]'),
  },
  'Volumes.pathTaken': {
    cause: 'Two mounts of a container go to the same path, and Docker does not create the container.',
    cure: 'Mount one of them elsewhere.',
    example: task(
      `Volumes: [{ Name: a }, { Name: b }]
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    MountPoints: [{ SourceVolume: a, ContainerPath: /data }, { SourceVolume: b, ContainerPath: /data }]`,
      `Volumes: [{ Name: a }, { Name: b }]
ContainerDefinitions:
  - Name: app
    Image: x/app:1
    MountPoints: [{ SourceVolume: a, ContainerPath: /data }, { SourceVolume: b, ContainerPath: /more }]`,
    ),
  },
  'Volumes.relativePath': {
    cause: 'The path in the container must be given from the root. Otherwise Docker does not create the container.',
    cure: 'Begin the path with `/`.',
    example: task(
      `Volumes: [{ Name: a }]
ContainerDefinitions: [{ Name: app, Image: 'x/app:1', MountPoints: [{ SourceVolume: a, ContainerPath: data }] }]`,
      `Volumes: [{ Name: a }]
ContainerDefinitions: [{ Name: app, Image: 'x/app:1', MountPoints: [{ SourceVolume: a, ContainerPath: /data }] }]`,
    ),
  },
  'Volumes.s3FilesRootDirectory': {
    cause: 'The access point of the S3 Files volume sets the directory, so the volume cannot set another one.',
    cure: 'Leave `RootDirectory` out.',
    example: task(
      'Volumes: [{ Name: d, S3FilesVolumeConfiguration: { FileSystemArn: fs, RootDirectory: /x, AccessPointArn: ap } }]',
      'Volumes: [{ Name: d, S3FilesVolumeConfiguration: { FileSystemArn: fs, AccessPointArn: ap } }]',
    ),
  },
  'Volumes.s3FilesWithoutTaskRole': {
    cause: 'ECS mounts an S3 Files volume with the task role, and the task definition has none.',
    cure: 'Give the task definition a task role.',
    example: task(
      'Volumes: [{ Name: d, S3FilesVolumeConfiguration: { FileSystemArn: fs } }]',
      `Volumes: [{ Name: d, S3FilesVolumeConfiguration: { FileSystemArn: fs } }]
TaskRoleArn: arn:aws:iam::111122223333:role/task`,
    ),
  },
  'Volumes.severalAtLaunch': {
    cause: 'A task has at most one volume that is configured at launch.',
    cure: 'Use EFS or storage of the task for the others.',
    example: task(
      'Volumes: [{ Name: a, ConfiguredAtLaunch: true }, { Name: b, ConfiguredAtLaunch: true }]',
      'Volumes: [{ Name: a, ConfiguredAtLaunch: true }]',
    ),
  },
  'Volumes.unmounted': {
    cause: 'No container mounts the volume.',
    cure: 'Add a mount point, or remove the volume.',
    example: task('Volumes: [{ Name: data }]', 'Volumes: []'),
  },
  'Volumes.unmountedAtLaunch': {
    cause: 'A volume that is configured at launch must be mounted by a container.',
    cure: 'Add a mount point.',
    example: task('Volumes: [{ Name: data, ConfiguredAtLaunch: true }]', 'Volumes: []'),
  },
};
