import { Finding } from '../../lib/internal/finding';
import { viewTask } from '../../lib/internal/task-view';
import type { LocatedFinding } from '../../lib/task-definition/private/located-finding';
import { taskFindings } from '../../lib/task-definition/private/task-rules';
import { serviceTaskFindings } from '../../lib/task-definition/rules/service-task';
import { isPropertyOf } from '../support/property-path';

type Properties = Record<string, any>;

const LOGS = {
  LogDriver: 'awslogs',
  Options: { 'awslogs-group': 'g', 'awslogs-region': 'r', 'awslogs-stream-prefix': 'p', mode: 'non-blocking' },
};
const web = (properties: Properties = {}): Properties => ({
  Name: 'web',
  Image: 'example/web:1',
  LogConfiguration: LOGS,
  ...properties,
});
const side = (properties: Properties = {}): Properties => web({ Name: 'side', ...properties });

/** A task that no rule objects to, with what the test changes. */
const fargate = (container: Properties = {}, task: Properties = {}): Properties => ({
  Family: 'app',
  RequiresCompatibilities: ['FARGATE'],
  NetworkMode: 'awsvpc',
  Cpu: '1024',
  Memory: '2048',
  ExecutionRoleArn: 'role',
  TaskRoleArn: 'role',
  ContainerDefinitions: [web(container)],
  ...task,
});
const ec2 = (container: Properties = {}, task: Properties = {}): Properties => ({
  ...fargate(container),
  RequiresCompatibilities: ['EC2'],
  NetworkMode: 'bridge',
  ...task,
});
const managed = (task: Properties): Properties =>
  fargate({}, { RequiresCompatibilities: ['MANAGED_INSTANCES'], ...task });
const windows = (container: Properties, task: Properties = {}): Properties =>
  fargate(container, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' }, ...task });
const containers = (...list: Properties[]): Properties => fargate({}, { ContainerDefinitions: list });
const linux = (parameters: Properties): Properties => fargate({ LinuxParameters: parameters });
const efs = (configuration: Properties): Properties =>
  fargate(
    { MountPoints: [{ SourceVolume: 'v', ContainerPath: '/v' }] },
    { Volumes: [{ Name: 'v', EFSVolumeConfiguration: { FilesystemId: 'fs', ...configuration } }] },
  );
const hostVolume = (SourcePath: string, mount: Properties = {}): Properties =>
  ec2(
    { MountPoints: [{ SourceVolume: 'v', ContainerPath: '/v', ...mount }] },
    { Volumes: [{ Name: 'v', Host: { SourcePath } }] },
  );
const mounted = { MountPoints: [{ SourceVolume: 'v', ContainerPath: '/v' }] };
const variables = (count: number): Properties[] =>
  Array.from({ length: count }, (_, i) => ({ Name: `V${i}`, Value: 'x' }));
const guarded = { TransitEncryption: 'ENABLED', AuthorizationConfig: { IAM: 'ENABLED', AccessPointId: 'fsap' } };
const depends = (Condition: string, target: Properties): Properties =>
  containers(web({ DependsOn: [{ ContainerName: 'side', Condition }] }), side(target));
const mapping = (...PortMappings: Properties[]): Properties => ({ PortMappings });

const findingsOf = (properties: Properties): Finding[] => taskFindings(viewTask(properties));
const codesOf = (findings: readonly Finding[], severity?: string): string[] =>
  findings.filter((finding) => severity === undefined || finding.severity === severity).map(({ code }) => code);

/** A code, whether it is an error (E) or a warning (W), the smallest task that earns it and words of the message. */
type Row = [code: string, severity: 'E' | 'W', bad: Properties, words?: string];

const BAD: Row[] = [
  // Fargate
  [
    'Fargate.networkMode',
    'E',
    fargate({}, { NetworkMode: 'bridge' }),
    "'networkMode' must be 'awsvpc' on Fargate, got 'bridge'",
  ],
  ['Fargate.networkMode', 'E', fargate({}, { NetworkMode: undefined }), 'got none, which means bridge'],
  [
    'Fargate.sizeMissing',
    'E',
    fargate({}, { Cpu: undefined }),
    "Fargate requires that 'cpu' be defined at the task level",
  ],
  ['Fargate.sizeMissing', 'E', fargate({}, { Memory: undefined }), "'memory' of the task must be set"],
  ['Fargate.ipcMode', 'E', fargate({}, { IpcMode: 'task' }), "got 'task'"],
  [
    'Fargate.placementConstraints',
    'E',
    fargate({}, { PlacementConstraints: [{ Type: 'memberOf' }] }),
    'do not support constraints',
  ],
  [
    'Fargate.hostVolume',
    'E',
    fargate(mounted, { Volumes: [{ Name: 'v', Host: { SourcePath: '/data' } }] }),
    "volume 'v'",
  ],
  [
    'Fargate.dockerVolume',
    'E',
    fargate(mounted, { Volumes: [{ Name: 'v', DockerVolumeConfiguration: { Scope: 'task' } }] }),
  ],
  [
    'Fargate.fsxVolume',
    'W',
    windows(mounted, { Volumes: [{ Name: 'v', FSxWindowsFileServerVolumeConfiguration: { FileSystemId: 'fs' } }] }),
  ],
  [
    'Fargate.ephemeralStorageSize',
    'E',
    fargate({}, { EphemeralStorage: { SizeInGiB: 20 } }),
    'size should be at least 21',
  ],
  [
    'Fargate.ephemeralStorageSize',
    'E',
    fargate({}, { EphemeralStorage: { SizeInGiB: 201 } }),
    'size should be at most 200',
  ],
  [
    'Fargate.ephemeralStorageElsewhere',
    'E',
    ec2({}, { EphemeralStorage: { SizeInGiB: 30 } }),
    'Tasks using the EC2 launch type',
  ],
  ['Fargate.ephemeralStorageElsewhere', 'E', managed({ EphemeralStorage: { SizeInGiB: 30 } }), 'got MANAGED_INSTANCES'],
  [
    'Fargate.privileged',
    'E',
    fargate({ Privileged: true }),
    "'privileged' of container 'web' must not be true on Fargate",
  ],
  [
    'Fargate.dockerSecurityOptions',
    'E',
    fargate({ DockerSecurityOptions: ['no-new-privileges'] }),
    'got no-new-privileges',
  ],
  [
    'Fargate.capabilitiesAdd',
    'E',
    linux({ Capabilities: { Add: ['SYS_PTRACE', 'NET_ADMIN'] } }),
    'NET_ADMIN is not allowed on Fargate.',
  ],
  ['Fargate.devices', 'E', linux({ Devices: [{ HostPath: '/dev/fuse' }] }), 'do not support devices'],
  ['Fargate.sharedMemorySize', 'E', linux({ SharedMemorySize: 64 }), "mount a tmpfs at '/dev/shm'"],
  ['Fargate.maxSwap', 'E', linux({ MaxSwap: 0 }), 'do not support maxSwap'],
  ['Fargate.swappiness', 'E', linux({ Swappiness: 1, MaxSwap: 1 })],
  [
    'Fargate.resourceRequirement',
    'E',
    fargate({ ResourceRequirements: [{ Type: 'GPU', Value: '1' }] }),
    'do not support GPU resource requirements',
  ],
  [
    'Fargate.resourceRequirement',
    'E',
    fargate({ ResourceRequirements: [{ Type: 'NeuronDevice', Value: 'ALL' }] }),
    'a NeuronDevice, which',
  ],
  [
    'Fargate.logDriver',
    'E',
    fargate({ LogConfiguration: { LogDriver: 'syslog' } }),
    'syslog is not a valid log driver',
  ],
  [
    'Fargate.timeout',
    'E',
    fargate({ StopTimeout: 121 }),
    "'stopTimeout' of container 'web' must be from 2 to 120 seconds on Fargate, got 121",
  ],
  ['Fargate.timeout', 'E', fargate({ StartTimeout: 1 }), "'startTimeout'"],
  ['Fargate.ulimit', 'W', fargate({ Ulimits: [{ Name: 'nproc', SoftLimit: 1, HardLimit: 1 }] })],
  ['Fargate.nofile', 'W', fargate({ Ulimits: [{ Name: 'nofile', SoftLimit: 1, HardLimit: 1048577 }] })],
  // Other platforms
  [
    'Platform.inferenceAccelerators',
    'E',
    ec2({}, { InferenceAccelerators: [{ DeviceName: 'd' }] }),
    "Unsupported field 'inferenceAccelerators'",
  ],
  [
    'Platform.windowsArm64',
    'E',
    windows({}, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE', CpuArchitecture: 'ARM64' } }),
  ],
  ['ManagedInstances.networkMode', 'E', managed({ NetworkMode: 'bridge' })],
  ['ManagedInstances.ipcMode', 'E', managed({ IpcMode: 'task' })],
  ['ManagedInstances.proxyConfiguration', 'E', managed({ ProxyConfiguration: { ContainerName: 'web' } })],
  [
    'ManagedInstances.operatingSystem',
    'E',
    managed({ RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }),
  ],
  [
    'ManagedInstances.dockerVolume',
    'E',
    managed({ Volumes: [{ Name: 'v', DockerVolumeConfiguration: { Scope: 'task' } }] }),
  ],
  [
    'ManagedInstances.hostPath',
    'W',
    managed({ Volumes: [{ Name: 'v', Host: { SourcePath: '/opt/data' } }] }),
    "got '/opt/data'",
  ],
  ['External.networkMode', 'E', ec2({}, { RequiresCompatibilities: ['EXTERNAL'], NetworkMode: 'awsvpc' })],
  ['External.efsVolume', 'W', { ...efs(guarded), RequiresCompatibilities: ['EXTERNAL'], NetworkMode: 'bridge' }],
  // Sizes
  [
    'TaskSize.noSuchPair',
    'E',
    fargate({}, { Cpu: '256', Memory: '4096' }),
    'No Fargate configuration exists for given values',
  ],
  [
    'TaskSize.noSuchPair',
    'E',
    fargate({}, { Cpu: '1 vCPU', Memory: '1 GB' }),
    'nearest sizes: 512/1024 below, 1024/2048 above',
  ],
  [
    'TaskSize.noSuchPair',
    'E',
    windows({}, { Cpu: '512', Memory: '1024' }),
    "Fargate on Windows has no size with 'cpu' 512",
  ],
  ['TaskSize.noSuchPair', 'E', windows({}, { Cpu: '8192', Memory: '16384' }), "'cpu' must be one of 1024, 2048, 4096"],
  ['TaskSize.text', 'E', fargate({}, { Cpu: '1 core' }), "must read like '1 vCPU' or '1024', got '1 core'"],
  ['TaskSize.text', 'E', ec2({}, { Memory: '2 GiB' }), "got '2 GiB'"],
  ['TaskSize.instanceRange', 'E', ec2({}, { Cpu: '127' }), 'from 128 to 196608 CPU units, got 127'],
  [
    'TaskSize.memoryMissing',
    'E',
    ec2({}, { Memory: undefined }),
    "At least one of 'memory' or 'memoryReservation' must be specified",
  ],
  ['TaskSize.fractionOfCpuUnit', 'E', fargate({ Cpu: 0.5 }), 'must be a whole number of CPU units, got 0.5'],
  ['TaskSize.fractionOfCpuUnit', 'E', fargate({ Cpu: '-0.5' })],
  ['TaskSize.negativeCpu', 'W', fargate({ Cpu: -1 }), "'cpu' of container 'web' is -1"],
  [
    'Limits.entryPoint',
    'W',
    fargate({ EntryPoint: ['node server.js'] }),
    "'entryPoint' of container 'web' has the program 'node server.js', spaces included",
  ],
  [
    'Limits.healthCheckCommand',
    'W',
    fargate({ HealthCheck: { Command: ['CMD', 'curl -f localhost'] } }),
    "has the program 'curl -f localhost', spaces included, and no shell splits it; give each argument as an item of its own, or begin with CMD-SHELL",
  ],
  ['TaskSize.cpuSum', 'E', containers(web({ Cpu: 1000 }), side({ Cpu: 25 })), 'adds up to 1025, the task has 1024'],
  [
    'TaskSize.limitOverTask',
    'E',
    fargate({ Memory: 2049 }),
    "The 'memory' setting for container 'web' is greater than for the task",
  ],
  [
    'TaskSize.limitSum',
    'W',
    containers(web({ Memory: 2000 }), side({ Memory: 49 })),
    'adds up to 2049, the task has 2048',
  ],
  [
    'TaskSize.reservationSum',
    'E',
    containers(web({ MemoryReservation: 2000 }), side({ MemoryReservation: 49 })),
    'adds up to 2049',
  ],
  [
    'TaskSize.reservationOverLimit',
    'E',
    fargate({ Memory: 100, MemoryReservation: 101 }),
    "must not exceed its 'memoryLimitMiB' 100, got 101",
  ],
  ['TaskSize.tinyLimit', 'W', fargate({ Memory: 5 })],
  // awsvpc
  [
    'Awsvpc.hostname',
    'E',
    fargate({ Hostname: 'h' }),
    'hostname is not supported on container when networkMode=awsvpc',
  ],
  ['Awsvpc.dnsServers', 'E', fargate({ DnsServers: ['1.1.1.1'] })],
  ['Awsvpc.dnsSearchDomains', 'E', fargate({ DnsSearchDomains: ['a.b'] })],
  [
    'Awsvpc.extraHosts',
    'E',
    ec2({ ExtraHosts: [{ Hostname: 'h', IpAddress: '10.0.0.1' }] }, { NetworkMode: 'awsvpc' }),
  ],
  ['Awsvpc.disableNetworking', 'E', fargate({ DisableNetworking: true })],
  ['Awsvpc.links', 'E', fargate({ Links: ['side'] })],
  [
    'Awsvpc.links',
    'E',
    ec2({ Links: ['side'] }, { NetworkMode: 'host' }),
    "'links' of container 'web' need network mode bridge, got host",
  ],
  [
    'Awsvpc.hostPort',
    'E',
    fargate(mapping({ ContainerPort: 80, HostPort: 8080 })),
    "must equal its 'containerPort' 80 in network mode awsvpc, got 8080",
  ],
  [
    'Awsvpc.hostPort',
    'E',
    ec2(mapping({ ContainerPort: 80, HostPort: 8080 }), { NetworkMode: 'host' }),
    'When networkMode=host',
  ],
  ['Awsvpc.proxyConfiguration', 'E', ec2({}, { ProxyConfiguration: { ContainerName: 'web' } })],
  [
    'Awsvpc.proxyContainer',
    'E',
    fargate({}, { ProxyConfiguration: { ContainerName: 'envoy' } }),
    'Proxy container [envoy] does not exist',
  ],
  // Container graph
  ['ContainerGraph.empty', 'E', containers(), 'Container list cannot be empty'],
  ['ContainerGraph.empty', 'E', fargate({}, { ContainerDefinitions: undefined })],
  [
    'ContainerGraph.tooMany',
    'E',
    containers(...Array.from({ length: 11 }, (_, i) => web({ Name: `c${i}` }))),
    'Too many containers.',
  ],
  ['ContainerGraph.noneEssential', 'E', fargate({ Essential: false }), "doesn't have any essential container"],
  ['ContainerGraph.duplicateName', 'E', containers(web(), web()), "got 'web' twice"],
  [
    'ContainerGraph.missingTarget',
    'E',
    fargate({ DependsOn: [{ ContainerName: 'db', Condition: 'START' }] }),
    "container 'web' depends on 'db', the task has web",
  ],
  ['ContainerGraph.noHealthCheck', 'E', depends('HEALTHY', {}), "container 'web' waits for 'side' to be HEALTHY"],
  [
    'ContainerGraph.essentialMustNotEnd',
    'E',
    depends('SUCCESS', {}),
    "waits for SUCCESS of 'side', which is essential",
  ],
  ['ContainerGraph.essentialMustNotEnd', 'E', depends('COMPLETE', { Essential: true })],
  [
    'ContainerGraph.cycle',
    'E',
    fargate({ DependsOn: [{ ContainerName: 'web', Condition: 'START' }] }),
    "container 'web' must not depend on itself",
  ],
  [
    'ContainerGraph.cycle',
    'E',
    containers(
      web({ DependsOn: [{ ContainerName: 'side', Condition: 'START' }] }),
      side({ DependsOn: [{ ContainerName: 'third', Condition: 'START' }] }),
      web({ Name: 'third', DependsOn: [{ ContainerName: 'side', Condition: 'START' }] }),
    ),
    'got side -> third -> side',
  ],
  // Ports
  [
    'Ports.clash',
    'E',
    containers(web(mapping({ ContainerPort: 80 })), side(mapping({ ContainerPort: 80, Protocol: 'tcp' }))),
    "container port 80/tcp of 'side' is taken by container 'web' (80/tcp)",
  ],
  [
    'Ports.clash',
    'E',
    containers(web(mapping({ ContainerPortRange: '80-90' })), side(mapping({ ContainerPort: 85 }))),
    'container port is used multiple times in task',
  ],
  ['Ports.clash', 'E', fargate(mapping({ ContainerPort: 80 }, { ContainerPort: 80 })), 'another mapping of it'],
  [
    'Ports.clash',
    'E',
    containers(
      web(mapping({ ContainerPortRange: '1-100' }, { ContainerPort: 200 })),
      side(mapping({ ContainerPort: 50 })),
    ),
  ],
  ['Ports.clash', 'E', ec2({ ...mapping({ ContainerPortRange: '80-90' }, { ContainerPortRange: '90-95' }) })],
  [
    'Ports.duplicateName',
    'E',
    containers(web(mapping({ ContainerPort: 80, Name: 'http' })), side(mapping({ ContainerPort: 81, Name: 'http' }))),
    "got 'http' in containers 'web' and 'side'",
  ],
  ['Ports.name', 'E', fargate(mapping({ ContainerPort: 80, Name: '-http' }))],
  ['Ports.name', 'E', fargate(mapping({ ContainerPort: 80, Name: 'HTTP' }))],
  ['Ports.range', 'E', fargate(mapping({ ContainerPortRange: '90-80' })), "Invalid 'containerPortRange' setting"],
  ['Ports.range', 'E', fargate(mapping({ ContainerPortRange: '80-65536' }))],
  [
    'Ports.containerPort',
    'E',
    fargate(mapping({ ContainerPort: 65536 })),
    "must be a whole number from 1 to 65535, got 65536 (ECS: \"Invalid 'containerPort' setting for container 'web'\")",
  ],
  [
    'Ports.containerPort',
    'E',
    fargate(mapping({ ContainerPort: undefined, HostPort: 80 })),
    "must have a 'containerPort' or a 'containerPortRange', got neither",
  ],
  ['Ports.containerPort', 'E', fargate(mapping({ ContainerPort: undefined, Name: 'web' }))],
  ['Ports.containerPort', 'E', fargate(mapping({ ContainerPort: -1 }))],
  ['Ports.containerPort', 'E', fargate(mapping({ ContainerPort: 1.5 }))],
  ['Ports.containerPort', 'E', fargate(mapping({ ContainerPort: '70000' }))],
  ['Ports.containerPortZero', 'W', fargate(mapping({ ContainerPort: 0 })), 'on which nothing can listen'],
  ['Ports.hostPort', 'E', ec2(mapping({ ContainerPort: 80, HostPort: 65536 })), 'from 0 to 65535, got 65536'],
  ['Ports.hostPort', 'E', ec2(mapping({ ContainerPort: 80, HostPort: -1 }))],
  ['Ports.hostPort', 'E', ec2(mapping({ ContainerPort: 80, HostPort: 8080.5 }))],
  ['Ports.rangeAndPort', 'E', fargate(mapping({ ContainerPortRange: '80-90', ContainerPort: 80 }))],
  ['Ports.rangeOnHost', 'E', ec2(mapping({ ContainerPortRange: '80-90' }), { NetworkMode: 'host' })],
  ['Ports.noNetwork', 'E', ec2(mapping({ ContainerPort: 80 }), { NetworkMode: 'none' })],
  [
    'Ports.hostPortClash',
    'E',
    ec2(mapping({ ContainerPort: 80, HostPort: 9000 }, { ContainerPort: 81, HostPort: 9000 })),
    'host port 9000/tcp',
  ],
  [
    'Ports.reservedHostPort',
    'W',
    ec2(mapping({ ContainerPort: 80, HostPort: 51678 })),
    'no instance can take the task',
  ],
  ['Ports.reservedHostPort', 'W', ec2(mapping({ ContainerPort: 22 }), { NetworkMode: 'host' })],
  // Volumes
  ['Volumes.missing', 'E', fargate(mounted), "container 'web' mounts volume 'v', the task has none"],
  ['Volumes.unmounted', 'W', fargate({}, { Volumes: [{ Name: 'v' }] })],
  [
    'Volumes.unmountedAtLaunch',
    'E',
    fargate({}, { Volumes: [{ Name: 'v', ConfiguredAtLaunch: true }] }),
    'Volumes [v] are not referenced by any of the containers',
  ],
  [
    'Volumes.severalAtLaunch',
    'E',
    fargate(
      {},
      {
        Volumes: [
          { Name: 'v', ConfiguredAtLaunch: true },
          { Name: 'w', ConfiguredAtLaunch: true },
        ],
      },
    ),
    'got v, w',
  ],
  ['Volumes.duplicateName', 'W', fargate(mounted, { Volumes: [{ Name: 'v' }, { Name: 'v' }] })],
  [
    'Volumes.fsxOnLinux',
    'W',
    ec2(mounted, { Volumes: [{ Name: 'v', FSxWindowsFileServerVolumeConfiguration: { FileSystemId: 'fs' } }] }),
  ],
  [
    'Volumes.relativePath',
    'E',
    fargate({ MountPoints: [{ SourceVolume: 'v', ContainerPath: 'data' }] }, { Volumes: [{ Name: 'v' }] }),
    "got 'data'",
  ],
  [
    'Volumes.pathTaken',
    'E',
    fargate(
      { ...mounted, LinuxParameters: { Tmpfs: [{ ContainerPath: '/v/', Size: 64 }] } },
      { Volumes: [{ Name: 'v' }] },
    ),
    "got '/v' twice",
  ],
  [
    'Volumes.missingContainer',
    'E',
    fargate({ VolumesFrom: [{ SourceContainer: 'data' }] }),
    "Unknown container: 'data'",
  ],
  ['Volumes.efsUnencrypted', 'W', efs({})],
  [
    'Volumes.efsNeedsEncryption',
    'E',
    efs({ AuthorizationConfig: { AccessPointId: { Ref: 'Point' } } }),
    "'accessPointId' of EFS volume 'v' need",
  ],
  [
    'Volumes.efsNeedsEncryption',
    'E',
    efs({ TransitEncryptionPort: { Ref: 'Port' } }),
    "'transitEncryptionPort' of EFS volume 'v' need",
  ],
  ['Image.reference', 'E', fargate({ Image: '' }), "'image' of container 'web' is empty"],
  ['Image.reference', 'E', fargate({ Image: 'acme/web :1' }), "must not hold blanks, got 'acme/web :1'"],
  ['Image.reference', 'E', fargate({ Image: 'https://registry.test/web:1' }), 'must not begin with a scheme'],
  ['Image.reference', 'E', fargate({ Image: 'acme/Web:1' }), 'must be lower case letters'],
  ['Image.reference', 'E', fargate({ Image: 'Web' }), 'must be lower case letters'],
  ['Image.reference', 'E', fargate({ Image: 'acme//web' }), 'must be lower case letters'],
  ['Image.reference', 'E', fargate({ Image: 'acme/web:' }), 'must have a tag'],
  [
    'Image.reference',
    'E',
    fargate({ Image: 'acme/web@sha256:4f1a' }),
    'must have sha256: and 64 lower case hex digits',
  ],
  ['Image.reference', 'E', fargate({ Image: `acme/web@sha256:${'A'.repeat(64)}` }), '64 lower case hex digits'],
  ['Image.reference', 'E', fargate({ Image: 'acme/web@none' }), '64 lower case hex digits'],
  [
    'Image.reference',
    'E',
    fargate({ Image: { 'Fn::Join': ['', [{ Ref: 'Repository' }, '@sha256:4f1a']] } }),
    "got '…@sha256:4f1a'",
  ],
  [
    'Image.reference',
    'E',
    fargate({ Image: { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/Web:1' } }),
    "got '….dkr.ecr.eu-west-1.amazonaws.com/Web:1'",
  ],
  ['Volumes.efsWithoutIam', 'W', efs({ TransitEncryption: 'ENABLED', AuthorizationConfig: { IAM: 'DISABLED' } })],
  [
    'Volumes.efsWithoutAccessPoint',
    'W',
    efs({ TransitEncryption: 'ENABLED', AuthorizationConfig: { IAM: 'ENABLED' } }),
  ],
  [
    'Volumes.efsNeedsEncryption',
    'E',
    efs({ AuthorizationConfig: { IAM: 'ENABLED' } }),
    'EFS IAM authorization requires TransitEncryption to be enabled',
  ],
  [
    'Volumes.efsNeedsEncryption',
    'E',
    efs({ TransitEncryption: 'DISABLED', TransitEncryptionPort: 2999 }),
    'TransitEncryptionPort requires',
  ],
  [
    'Volumes.efsNeedsEncryption',
    'E',
    efs({ AuthorizationConfig: { AccessPointId: 'fsap' } }),
    "'accessPointId' of EFS volume 'v' need",
  ],
  [
    'Volumes.efsRootDirectory',
    'E',
    efs({ ...guarded, RootDirectory: '/data' }),
    "must be '/' or absent beside an access point, got '/data'",
  ],
  [
    'Volumes.s3FilesRootDirectory',
    'E',
    fargate(mounted, {
      Volumes: [
        { Name: 'v', S3FilesVolumeConfiguration: { FileSystemArn: 'a', AccessPointArn: 'b', RootDirectory: '/data' } },
      ],
    }),
  ],
  [
    'Volumes.s3FilesWithoutTaskRole',
    'E',
    fargate(mounted, {
      TaskRoleArn: undefined,
      Volumes: [{ Name: 'v', S3FilesVolumeConfiguration: { FileSystemArn: 'a' } }],
    }),
  ],
  // Host access
  ['HostAccess.ipcMode', 'W', ec2({}, { IpcMode: 'host' })],
  ['HostAccess.privileged', 'W', ec2({ Privileged: true })],
  ['HostAccess.runtimeSocket', 'W', hostVolume('/var/run/docker.sock', { ReadOnly: true })],
  ['HostAccess.runtimeSocket', 'W', hostVolume('/run/containerd/containerd.sock')],
  ['HostAccess.writableHostPath', 'W', hostVolume('/')],
  ['HostAccess.writableHostPath', 'W', hostVolume('/etc/cron.d', { ReadOnly: false })],
  // Environment
  ['Environment.tooMany', 'E', fargate({ Environment: variables(101) }), 'at most 100 variables, got 101'],
  [
    'Environment.tooManyFiles',
    'E',
    fargate({
      EnvironmentFiles: Array.from({ length: 11 }, (_, i) => ({ Type: 's3', Value: `arn:x:s3:::b/${i}.env` })),
    }),
    'Specify ten or less',
  ],
  [
    'Environment.duplicate',
    'W',
    fargate({
      Environment: [
        { Name: 'A', Value: '1' },
        { Name: 'A', Value: '2' },
      ],
    }),
  ],
  [
    'Environment.secretNameTaken',
    'E',
    fargate({ Environment: [{ Name: 'A', Value: '1' }], Secrets: [{ Name: 'A', ValueFrom: 's' }] }),
    "got 'A', which is in 'environment' too",
  ],
  [
    'Environment.secretNameTaken',
    'E',
    fargate({
      Secrets: [
        { Name: 'A', ValueFrom: 's' },
        { Name: 'A', ValueFrom: 't' },
      ],
    }),
  ],
  [
    'Environment.fileArn',
    'E',
    fargate({ EnvironmentFiles: [{ Type: 's3', Value: 's3://b/a.env' }] }),
    'Invalid arn syntax',
  ],
  [
    'Environment.fileSuffix',
    'E',
    fargate({ EnvironmentFiles: [{ Type: 's3', Value: { 'Fn::Join': ['', [{ Ref: 'B' }, '/prod.txt']] } }] }),
    "got '/prod.txt'",
  ],
  [
    'Environment.fileSuffix',
    'E',
    fargate({ EnvironmentFiles: [{ Type: 's3', Value: { 'Fn::Sub': 'arn:aws:s3:::${Bucket}/a.txt' } }] }),
  ],
  [
    'Environment.secretsWithoutRole',
    'E',
    ec2({ Secrets: [{ Name: 'A', ValueFrom: 's' }] }, { ExecutionRoleArn: undefined }),
    "'executionRoleArn'",
  ],
  [
    'Environment.filesWithoutRole',
    'E',
    ec2({ EnvironmentFiles: [{ Value: 'arn:x:s3:::b/a.env' }] }, { ExecutionRoleArn: undefined }),
  ],
  // Limits
  ['Limits.family', 'E', fargate({}, { Family: 'my app' }), "got 'my app'"],
  ['Limits.containerName', 'E', fargate({ Name: 'my app' })],
  [
    'Limits.ulimitSoftOverHard',
    'E',
    fargate({ Ulimits: [{ Name: 'nofile', SoftLimit: 2, HardLimit: 1 }] }),
    'Soft limit exceeds hard limit for ulimit nofile',
  ],
  [
    'Limits.duplicateUlimit',
    'W',
    fargate({
      Ulimits: [
        { Name: 'nofile', SoftLimit: 1, HardLimit: 1 },
        { Name: 'nofile', SoftLimit: 2, HardLimit: 2 },
      ],
    }),
  ],
  [
    'Limits.healthCheck',
    'E',
    fargate({ HealthCheck: { Command: ['CMD', 'x'], Interval: 4 } }),
    "'healthCheck.interval' of container 'web' must be from 5 to 300 seconds, got 4",
  ],
  [
    'Limits.healthCheck',
    'E',
    fargate({ HealthCheck: { Command: ['CMD', 'x'], Timeout: 61 } }),
    'from 2 to 60 seconds, got 61',
  ],
  ['Limits.healthCheck', 'E', fargate({ HealthCheck: { Command: ['CMD', 'x'], Retries: 11 } }), 'from 1 to 10, got 11'],
  ['Limits.healthCheck', 'E', fargate({ HealthCheck: { Command: ['CMD', 'x'], StartPeriod: 301 } })],
  ['Limits.healthCheckCommand', 'W', fargate({ HealthCheck: { Command: ['curl', 'x'] } })],
  [
    'Limits.restartAttemptPeriod',
    'E',
    fargate({ RestartPolicy: { Enabled: true, RestartAttemptPeriod: 59 } }),
    'must be between 60 and 1800',
  ],
  [
    'Limits.ignoredExitCodes',
    'E',
    fargate({ RestartPolicy: { Enabled: true, IgnoredExitCodes: Array.from({ length: 51 }, (_, i) => i) } }),
  ],
  ['Limits.swappiness', 'E', ec2({ LinuxParameters: { Swappiness: 101, MaxSwap: 1 } })],
  ['Limits.swappinessWithoutSwap', 'W', ec2({ LinuxParameters: { Swappiness: 60 } }), "is ignored without 'maxSwap'"],
  [
    'Limits.windows',
    'W',
    windows({ ReadonlyRootFilesystem: true, User: '1000' }),
    "sets 'readonlyRootFilesystem', 'user'",
  ],
  ['Limits.windows', 'W', windows({ Ulimits: [{ Name: 'nofile', SoftLimit: 1, HardLimit: 1 }] }), "sets 'ulimits'"],
  // Logging
  ['Logging.none', 'W', fargate({ LogConfiguration: undefined }), "container 'web' has no log configuration"],
  ['Logging.blocking', 'W', fargate({ LogConfiguration: { ...LOGS, Options: { ...LOGS.Options, mode: 'blocking' } } })],
  [
    'Logging.multiline',
    'W',
    fargate({
      LogConfiguration: {
        ...LOGS,
        Options: { ...LOGS.Options, 'awslogs-datetime-format': 'a', 'awslogs-multiline-pattern': 'b' },
      },
    }),
  ],
  [
    'Logging.secretOptionsWithoutRole',
    'E',
    ec2(
      { LogConfiguration: { LogDriver: 'splunk', SecretOptions: [{ Name: 'splunk-token', ValueFrom: 's' }] } },
      { ExecutionRoleArn: undefined },
    ),
  ],
  [
    'Logging.withoutRole',
    'E',
    fargate({}, { ExecutionRoleArn: undefined }),
    'Fargate requires task definition to have execution role ARN',
  ],
  [
    'Logging.group',
    'E',
    ec2({ LogConfiguration: { LogDriver: 'awslogs' } }),
    'Log driver awslogs requires options: awslogs-group',
  ],
  [
    'Logging.streamPrefix',
    'E',
    fargate({ LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g' } } }),
  ],
  [
    'Logging.routerMissing',
    'E',
    fargate({ LogConfiguration: { LogDriver: 'awsfirelens' } }),
    'a firelens configuration object must be specified',
  ],
  [
    'Logging.severalRouters',
    'E',
    containers(
      web({ FirelensConfiguration: { Type: 'fluentbit' } }),
      side({ FirelensConfiguration: { Type: 'fluentd' } }),
    ),
    'got web, side',
  ],
  ['Logging.routerOnWindows', 'E', windows({ FirelensConfiguration: { Type: 'fluentbit' } })],
];

/** What no rule objects to. */
const GOOD: [what: string, good: Properties][] = [
  ['a Fargate task', fargate()],
  ...[
    'localhost:5000/acme/web:1.2-rc.1',
    'Registry.Test/web:1',
    `public.ecr.aws/acme/my__web/a-b_c.d@sha256:${'a1'.repeat(32)}`,
    `web:1.27@sha256:${'a1'.repeat(32)}`,
    `web@sha512:${'a1'.repeat(64)}`,
    { 'Fn::Join': ['', [{ Ref: 'Repository' }, '@', { Ref: 'Digest' }]] },
    { 'Fn::Join': ['', [{ Ref: 'Repository' }, ':', { Ref: 'Tag' }]] },
    { 'Fn::Sub': '${Registry}/acme/web:1' },
    { 'Fn::Join': ['/', ['acme', { Ref: 'NameAndTag' }]] },
    '{{resolve:ssm:/aws/service/aws-for-fluent-bit/3.4.16}}',
  ].map((Image): [string, Properties] => [`the image ${JSON.stringify(Image)}`, fargate({ Image })]),
  [
    'an init container whose memory is free when the others start',
    containers(
      web({ Memory: 2000, DependsOn: [{ ContainerName: 'side', Condition: 'SUCCESS' }] }),
      side({ Memory: 1000, Essential: false }),
    ),
  ],
  [
    'a pattern for lines that belong together',
    ec2({ LogConfiguration: { ...LOGS, Options: { ...LOGS.Options, 'awslogs-multiline-pattern': '^\\d' } } }),
  ],
  [
    'volumes of another container',
    ec2({}, { ContainerDefinitions: [web({ VolumesFrom: [{ SourceContainer: 'side' }] }), side()] }),
  ],
  ['Windows with parameters of Linux that only the deployment knows', windows({ LinuxParameters: { Ref: 'P' } })],
  ['an EC2 task', ec2()],
  [
    'an EC2 task that says nothing of its platform',
    ec2({ Memory: 128 }, { RequiresCompatibilities: undefined, Memory: undefined, Cpu: undefined }),
  ],
  ['a Managed Instances task', managed({})],
  ['a Managed Instances task without network mode', managed({ NetworkMode: undefined })],
  ['a task for three platforms', fargate({}, { RequiresCompatibilities: ['EC2', 'FARGATE', 'MANAGED_INSTANCES'] })],
  ['the first and the last port', fargate(mapping({ ContainerPort: 1 }, { ContainerPort: 65535, HostPort: 65535 }))],
  ['a free host port', ec2(mapping({ ContainerPort: 80, HostPort: 0 }, { ContainerPort: 81, HostPort: 65535 }))],
  ['a port that a parameter of SSM gives', fargate(mapping({ ContainerPort: '{{resolve:ssm:/port}}' }))],
  ['a container without a share of CPU', fargate({ Cpu: 0 })],
  ['sizes in words', fargate({}, { Cpu: '.25 vCPU', Memory: '2 GB' })],
  ['sizes as numbers', fargate({}, { Cpu: 256, Memory: 512 })],
  ['the largest size', fargate({}, { Cpu: '32768', Memory: '249856' })],
  ['sizes from a parameter', fargate({}, { Cpu: '{{resolve:ssm:/cpu}}', Memory: '{{resolve:ssm:/memory}}' })],
  ['any size on EC2', ec2({}, { Cpu: '300', Memory: '777' })],
  ['empty lists on Windows', windows({ Ulimits: [], Links: [], Privileged: false })],
  ['a proxy that is a container of the task', fargate({}, { ProxyConfiguration: { ContainerName: 'web' } })],
  ['one volume at launch', fargate(mounted, { Volumes: [{ Name: 'v', ConfiguredAtLaunch: true }] })],
  ['the smallest size on EC2', ec2({}, { Cpu: '128' })],
  ['the largest size on EC2', ec2({}, { Cpu: '196608' })],
  ['swappiness at the edges', ec2({ LinuxParameters: { Swappiness: 0, MaxSwap: 0 } })],
  ['full swappiness', ec2({ LinuxParameters: { Swappiness: 100, MaxSwap: 1 } })],
  [
    'ten environment files',
    fargate({ EnvironmentFiles: Array.from({ length: 10 }, (_, i) => ({ Value: `arn:x:s3:::b/${i}.env` })) }),
  ],
  [
    'fifty ignored exit codes',
    fargate({
      RestartPolicy: {
        Enabled: true,
        RestartAttemptPeriod: 60,
        IgnoredExitCodes: Array.from({ length: 50 }, (_, i) => i),
      },
    }),
  ],
  [
    'health check at the lower edges',
    fargate({ HealthCheck: { Command: ['CMD', 'x'], Interval: 5, Timeout: 2, Retries: 1, StartPeriod: 300 } }),
  ],
  ['the smallest container', fargate({ Memory: 6 })],
  ['ports at the edges', fargate(mapping({ ContainerPortRange: '1-65535' }))],
  [
    'container shares that fill the task',
    containers(
      web({ Cpu: 1000, Memory: 2000, MemoryReservation: 2000 }),
      side({ Cpu: 24, Memory: 48, MemoryReservation: 48 }),
    ),
  ],
  [
    'tmpfs and SYS_PTRACE on Fargate',
    linux({ Tmpfs: [{ ContainerPath: '/tmp', Size: 64 }], Capabilities: { Add: ['SYS_PTRACE'], Drop: ['ALL'] } }),
  ],
  ['timeouts at the edges', fargate({ StopTimeout: 120, StartTimeout: 2 })],
  ['long timeouts on EC2', ec2({ StopTimeout: 600 })],
  ['nofile at the edge', fargate({ Ulimits: [{ Name: 'nofile', SoftLimit: 1048576, HardLimit: 1048576 }] })],
  ['ephemeral storage at the edges', fargate({}, { EphemeralStorage: { SizeInGiB: 21 } })],
  [
    'ephemeral storage of an EC2 and Fargate task',
    fargate({}, { RequiresCompatibilities: ['EC2', 'FARGATE'], EphemeralStorage: { SizeInGiB: 200 } }),
  ],
  ['a bind volume', fargate(mounted, { Volumes: [{ Name: 'v', Host: {} }] })],
  ['a guarded EFS volume', efs(guarded)],
  ['a guarded EFS volume at /', efs({ ...guarded, RootDirectory: '/' })],
  ['EFS encryption known only at deployment', efs({ ...guarded, TransitEncryption: { Ref: 'P' } })],
  [
    'S3 Files',
    fargate(mounted, {
      Volumes: [{ Name: 'v', S3FilesVolumeConfiguration: { FileSystemArn: 'a', AccessPointArn: 'b' } }],
    }),
  ],
  [
    'one volume in two containers at one path',
    fargate({}, { Volumes: [{ Name: 'v' }], ContainerDefinitions: [web(mounted), side(mounted)] }),
  ],
  ['host paths that are read only', hostVolume('/proc', { ReadOnly: true })],
  ['host paths of its own', hostVolume('/data/app')],
  ['sockets of an agent of its own', hostVolume('/var/run/datadog')],
  ['host ports on bridge', ec2(mapping({ ContainerPort: 80, HostPort: 8080 }, { ContainerPort: 80, HostPort: 8081 }))],
  ['dynamic host ports', ec2(mapping({ ContainerPort: 80, HostPort: 0 }, { ContainerPort: 81, HostPort: 0 }))],
  ['one port over two protocols', fargate(mapping({ ContainerPort: 53 }, { ContainerPort: 53, Protocol: 'udp' }))],
  [
    'one container port in two containers on bridge',
    ec2({}, { ContainerDefinitions: [web(mapping({ ContainerPort: 80 })), side(mapping({ ContainerPort: 80 }))] }),
  ],
  [
    'ranges side by side',
    fargate(mapping({ ContainerPortRange: '80-90' }, { ContainerPortRange: '91-95' }, { ContainerPort: 96 })),
  ],
  ['links on bridge', ec2({ Links: ['side'] })],
  ['networking that is not disabled', fargate({ DisableNetworking: false, DnsServers: [] })],
  ['ten containers', containers(...Array.from({ length: 10 }, (_, i) => web({ Name: `c${i}` })))],
  ['a healthy dependency', depends('HEALTHY', { HealthCheck: { Command: ['CMD', 'true'] } })],
  ['a completing dependency', depends('SUCCESS', { Essential: false })],
  [
    'a diamond of dependencies',
    containers(
      web({
        DependsOn: [
          { ContainerName: 'side', Condition: 'START' },
          { ContainerName: 'third', Condition: 'START' },
        ],
      }),
      side({ DependsOn: [{ ContainerName: 'third', Condition: 'START' }] }),
      web({ Name: 'third' }),
    ),
  ],
  ['a hundred variables', fargate({ Environment: variables(100) })],
  [
    'a hundred variables and one conditional',
    fargate({ Environment: [...variables(100), { 'Fn::If': ['C', { Name: 'A' }, { Ref: 'AWS::NoValue' }] }] }),
  ],
  [
    'an environment file of an unknown bucket',
    fargate({ EnvironmentFiles: [{ Type: 's3', Value: { 'Fn::Join': ['', ['arn:', { Ref: 'B' }, '/prod.env']] } }] }),
  ],
  [
    'health check at the edges',
    fargate({
      HealthCheck: { Command: ['CMD-SHELL', 'x'], Interval: 300, Timeout: 60, Retries: 10, StartPeriod: 0 },
    }),
  ],
  ['restart policy at the edges', fargate({ RestartPolicy: { Enabled: true, RestartAttemptPeriod: 1800 } })],
  ['unlimited ulimit', ec2({ Ulimits: [{ Name: 'memlock', SoftLimit: 5, HardLimit: -1 }] })],
  [
    'a FireLens router',
    containers(
      web({ LogConfiguration: { LogDriver: 'awsfirelens' } }),
      side({ FirelensConfiguration: { Type: 'fluentbit' } }),
    ),
  ],
  [
    'an empty list of everything',
    fargate(
      { Links: [], Ulimits: [], PortMappings: [], MountPoints: [], Secrets: [] },
      { Volumes: [], PlacementConstraints: [] },
    ),
  ],
  [
    'Windows paths',
    windows({ MountPoints: [{ SourceVolume: 'v', ContainerPath: 'C:\\data' }] }, { Volumes: [{ Name: 'v' }] }),
  ],
];

/** Jest takes a missing last column for a callback. */
const complete = <T extends readonly unknown[]>(row: T): T => [...row, ''].slice(0, 4) as unknown as T;

describe('rules of a task definition', () => {
  test.each(BAD.map(complete))('%s (%s) %#', (code, severity, bad, words) => {
    const found = findingsOf(bad).filter((finding) => finding.code === code);

    expect(found.map((finding) => finding.severity)).toContain(severity === 'E' ? 'error' : 'warning');
    expect(found.map(({ message }) => message).join('\n')).toContain(words ?? '');
  });

  test('messages begin in lower case or with a quoted property, and end without a full stop', () => {
    const messages = BAD.flatMap(([, , bad]) => findingsOf(bad)).map(({ message }) =>
      message.replace(/ \(ECS: ".*"\)$/, ''),
    );

    expect(messages.filter((message) => /\.$|undefined|\[object/.test(message))).toEqual([]);
    expect(messages.filter((message) => !/^('|[a-z]|EFS|S3|Fargate)/.test(message))).toEqual([]);
  });

  test('name a property that a container or a task definition has', () => {
    const astray = BAD.flatMap(([, , bad]) => findingsOf(bad) as LocatedFinding[]).filter(
      ({ property, container }) =>
        !isPropertyOf(
          'AWS::ECS::TaskDefinition',
          `${container === undefined ? '' : 'ContainerDefinitions.0.'}${property}`,
        ),
    );

    expect(astray.map(({ code, property }) => `${code}: ${property}`)).toEqual([]);
  });

  test.each(GOOD)('are silent on %s', (_, good) => {
    expect(findingsOf(good)).toEqual([]);
  });
});

/** Every way to replace one node below by an intrinsic, `ContainerDefinitions` itself included. */
function* withUnknown(value: any, unknown: (original: any) => any): Generator<any> {
  for (const key of Object.keys(Object(value))) {
    if (typeof value === 'string') {
      return;
    }
    const copy = Array.isArray(value) ? [...value] : { ...value };
    copy[key as any] = unknown(value[key]);
    yield copy;
    for (const below of withUnknown(value[key], unknown)) {
      const deeper = Array.isArray(value) ? [...value] : { ...value };
      deeper[key as any] = below;
      yield deeper;
    }
  }
}

/** The ways in which a value may be known only at deployment. */
const UNKNOWN: ((original: any) => any)[] = [
  () => ({ Ref: 'P' }),
  (original) => ({ 'Fn::If': ['C', original, { Ref: 'AWS::NoValue' }] }),
];

describe('values known only at deployment', () => {
  // A list of a hundred makes a hundred equal variants: long rows are left out. The two ways take turns.
  const variantsOf = (value: Properties, index: number): Properties[] => [
    ...withUnknown(JSON.parse(JSON.stringify(value)), UNKNOWN[index % UNKNOWN.length]),
  ];
  const isShort = (row: unknown): boolean => JSON.stringify(row).length < 1500;

  test('anywhere in a refused task definition raise no error that was not there', () => {
    BAD.filter(isShort).forEach(([code, , bad], index) => {
      const before = new Set(codesOf(findingsOf(bad), 'error'));
      const after = variantsOf(bad, index).map((variant) => [variant, findingsOf(variant)] as const);
      const wrong = after.filter(([, findings]) => codesOf(findings, 'error').some((error) => !before.has(error)));
      const silenced = after.some(([, findings]) => !codesOf(findings).includes(code));

      expect([code, wrong]).toEqual([code, []]);
      // The rule reads something: making that unknown silences it. What is not there cannot be made unknown.
      expect([code, silenced || code === 'ContainerGraph.empty']).toEqual([code, true]);
    });
  });

  test('anywhere in a sound task definition raise nothing', () => {
    GOOD.filter(isShort).forEach(([what, good], index) => {
      const wrong = variantsOf(good, index).flatMap((variant) => codesOf(findingsOf(variant)));

      expect([what, wrong]).toEqual([what, []]);
    });
  });

  test.each([[null], [{}]])('%j anywhere in a task definition breaks no rule', (value) => {
    for (const [, , bad] of BAD.filter(isShort)) {
      const variants = [...withUnknown(JSON.parse(JSON.stringify(bad)), () => value)];

      expect(variants.map(findingsOf)).toHaveLength(variants.length);
    }
  });
});

describe('rules of a service and its task definition', () => {
  const service = (properties: Properties = {}): Properties => ({
    LaunchType: 'FARGATE',
    TaskDefinition: { Ref: 'Task' },
    NetworkConfiguration: { AwsvpcConfiguration: {} },
    ...properties,
  });
  const atLaunch = fargate(mounted, { Volumes: [{ Name: 'v', ConfiguredAtLaunch: true }] });
  const ebs = (Name: any, ManagedEBSVolume: Properties = {}): Properties => ({
    VolumeConfigurations: [{ Name, ManagedEBSVolume }],
  });
  const old = { PlatformVersion: '1.3.0' };
  const onPremises = (over: Properties = {}) =>
    service({ LaunchType: 'EXTERNAL', NetworkConfiguration: undefined, ...over });
  const external = (over: Properties = {}) => ec2(over, { RequiresCompatibilities: ['EXTERNAL'] });

  const rows: [code: string, service: Properties, task: Properties, words?: string][] = [
    ['ServiceTask.launchType', service({ LaunchType: 'EC2' }), fargate(), 'launch type EC2 of the service'],
    ['ServiceTask.launchType', service(), { ...ec2(), NetworkMode: 'awsvpc' }, 'got a task definition for EC2'],
    [
      'External.loadBalancer',
      onPremises({ LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80 }] }),
      external(mapping({ ContainerPort: 80 })),
      'must be empty with launch type EXTERNAL',
    ],
    ['External.serviceDiscovery', onPremises({ ServiceRegistries: [{ RegistryArn: 'arn:x' }] }), external()],
    [
      'ServiceTask.capacityProvider',
      service({ LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }] }),
      { ...ec2(), NetworkMode: 'awsvpc' },
    ],
    ['ServiceTask.platformVersion', service(old), efs(guarded), 'since its task has an EFS volume, got 1.3.0'],
    ['ServiceTask.platformVersion', service({ ...old, ...ebs('v') }), atLaunch],
    ['ServiceTask.platformVersion', service(old), fargate({}, { PidMode: 'task' }), "'pidMode'"],
    [
      'ServiceTask.platformVersion',
      service(old),
      fargate({ SystemControls: [{ Namespace: 'net.core.somaxconn', Value: '1' }] }),
    ],
    ['ServiceTask.platformVersion', service(old), fargate({}, { EphemeralStorage: { SizeInGiB: 30 } })],
    ['ServiceTask.platformVersion', service(old), linux({ Capabilities: { Add: ['SYS_PTRACE'] } })],
    ['ServiceTask.platformVersion', service(old), fargate({ EnvironmentFiles: [{ Value: 'arn:x:s3:::b/a.env' }] })],
    ['ServiceTask.platformVersion', service(old), fargate({}, { Cpu: '8 vCPU', Memory: '16 GB' })],
    ['ServiceTask.networkMissing', service({ NetworkConfiguration: undefined }), fargate()],
    [
      'ServiceTask.placement',
      service({ PlacementStrategies: [{ Type: 'random' }] }),
      fargate(),
      'Placement strategies are not supported with FARGATE launch type',
    ],
    [
      'ServiceTask.placement',
      service({
        LaunchType: undefined,
        CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT' }],
        PlacementConstraints: [{ Type: 'distinctInstance' }],
      }),
      fargate(),
    ],
    [
      'ServiceTask.subnetsEmpty',
      service({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [] } } }),
      fargate(),
      'subnets can not be empty.',
    ],
    ['ServiceTask.networkUnused', service({ LaunchType: 'EC2' }), ec2(), 'Network Configuration is not valid'],
    ['ServiceTask.volumeNotInTask', service(ebs('w')), fargate(), "The volume name 'w' in your request"],
    [
      'ServiceTask.volumeNotInTask',
      service(ebs('v')),
      fargate(mounted, { Volumes: [{ Name: 'v' }] }),
      'declare and mount it there',
    ],
    ['ServiceTask.volumeNotConfigured', service(), atLaunch],
    [
      'ServiceTask.fileSystemType',
      service(ebs('v', { FilesystemType: 'ntfs' })),
      atLaunch,
      'ext3, ext4 or xfs on Linux, got ntfs',
    ],
    [
      'ServiceTask.targetContainer',
      service({ LoadBalancers: [{ ContainerName: 'api', ContainerPort: 80 }] }),
      fargate(),
      'The container api does not exist',
    ],
    [
      'ServiceTask.targetPort',
      service({ LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80 }] }),
      fargate(),
      'did not have a container port 80 defined',
    ],
    [
      'ServiceTask.targetPort',
      service({ LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80 }] }),
      fargate(mapping({ ContainerPort: 8080 })),
    ],
    [
      'ServiceTask.portName',
      service({ ServiceConnectConfiguration: { Services: [{ PortName: 'http' }] } }),
      fargate(mapping({ ContainerPort: 80, Name: 'grpc' })),
    ],
  ];

  test.each<[string, Properties, string?]>([
    ['no mounts', {}, '/managed-agents, /var/lib/amazon/ssm, /var/log/amazon/ssm'],
    [
      'one that is read-only',
      { MountPoints: [{ ContainerPath: '/managed-agents', ReadOnly: true }] },
      '/managed-agents',
    ],
    [
      'two of the three',
      { MountPoints: [{ ContainerPath: '/managed-agents' }, { ContainerPath: '/var/lib/amazon/ssm' }] },
      'at /var/log/amazon/ssm,',
    ],
  ])('ServiceTask.execReadonlyRoot: a read-only root with %s', (_, container, words) => {
    const task = fargate({ ReadonlyRootFilesystem: true, ...container });

    expect(serviceTaskFindings(service({ EnableExecuteCommand: true }), viewTask(task))).toEqual([
      expect.objectContaining({
        code: 'ServiceTask.execReadonlyRoot',
        severity: 'warning',
        message: expect.stringContaining(words ?? ''),
      }),
    ]);
    expect(serviceTaskFindings(service(), viewTask(task))).toEqual([]);
    expect(serviceTaskFindings(service({ EnableExecuteCommand: { Ref: 'Exec' } }), viewTask(task))).toEqual([]);
  });

  test('ServiceTask.gracePeriod: a grace period for no health check at all', () => {
    expect(serviceTaskFindings(service({ HealthCheckGracePeriodSeconds: 60 }), viewTask(fargate()))).toEqual([
      expect.objectContaining({
        code: 'ServiceTask.gracePeriod',
        severity: 'warning',
        message: expect.stringContaining('60 seconds'),
      }),
    ]);
  });

  test.each<[string, Properties]>([
    ['a writable root', {}],
    [
      'the three mounts',
      {
        MountPoints: ['/managed-agents', '/var/lib/amazon/ssm', '/var/log/amazon/ssm'].map((ContainerPath) => ({
          ContainerPath,
        })),
      },
    ],
    ['mounts known only at deployment', { MountPoints: { 'Fn::If': ['C', [], []] } }],
    ['a path known only at deployment', { MountPoints: [{ ContainerPath: { Ref: 'Path' } }] }],
  ])('ServiceTask.execReadonlyRoot is silent on %s', (what, container) => {
    const root = what === 'a writable root' ? {} : { ReadonlyRootFilesystem: true };

    expect(
      serviceTaskFindings(service({ EnableExecuteCommand: true }), viewTask(fargate({ ...root, ...container }))),
    ).toEqual([]);
  });

  test.each(rows.map(complete))('%s %#', (code, properties, task, words) => {
    const found = serviceTaskFindings(properties, viewTask(task)).filter((finding) => finding.code === code);

    expect(found.map(({ severity }) => severity)).toEqual(['error']);
    expect(found[0].message).toContain(words ?? '');
  });

  const silent: [what: string, service: Properties, task: Properties][] = [
    ['a plain service', service(), fargate()],
    [
      'an EC2 service of a task for both',
      service({ LaunchType: 'EC2' }),
      fargate({}, { RequiresCompatibilities: ['EC2', 'FARGATE'] }),
    ],
    ['a task that names no platform', service(), fargate({}, { RequiresCompatibilities: undefined })],
    ['platform version LATEST', service({ PlatformVersion: 'LATEST' }), efs(guarded)],
    ['platform version 1.4.0', service({ PlatformVersion: '1.4.0' }), efs(guarded)],
    ['an old platform version with nothing new', service(old), fargate()],
    [
      'Windows platform version 1.0.0',
      service({ PlatformVersion: '1.0.0' }),
      windows({ EnvironmentFiles: [{ Value: 'arn:x:s3:::b/a.env' }] }),
    ],
    ['one subnet', service({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } } }), fargate()],
    [
      'subnets that a condition may take away',
      service({
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: [{ 'Fn::If': ['C', 'subnet-1', { Ref: 'AWS::NoValue' }] }] },
        },
      }),
      fargate(),
    ],
    ['an EBS volume with both halves', service(ebs('v', { FilesystemType: 'xfs' })), atLaunch],
    [
      'a target',
      service({ LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80 }] }),
      fargate(mapping({ ContainerPort: 81 }, { ContainerPort: 80 })),
    ],
    [
      'a target in a range',
      service({ LoadBalancers: [{ ContainerName: 'web', ContainerPort: 85 }] }),
      fargate(mapping({ ContainerPortRange: '80-90' })),
    ],
    [
      'an external deployment',
      service({ NetworkConfiguration: undefined, DeploymentController: { Type: 'EXTERNAL' } }),
      fargate(),
    ],
    ['a service on external instances', onPremises({ LoadBalancers: [] }), external()],
    [
      'a load balancer that a condition may take away from external instances',
      onPremises({ LoadBalancers: [{ 'Fn::If': ['C', {}, { Ref: 'AWS::NoValue' }] }] }),
      external(),
    ],
    [
      'a grace period of a service behind a load balancer',
      service({ HealthCheckGracePeriodSeconds: 60, LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80 }] }),
      fargate(mapping({ ContainerPort: 80 })),
    ],
    [
      'a grace period for the health check of a container',
      service({ HealthCheckGracePeriodSeconds: 60 }),
      fargate({ HealthCheck: { Command: ['CMD', '/healthy'] } }),
    ],
    [
      'a grace period for a health check that a condition may take away',
      service({ HealthCheckGracePeriodSeconds: 60 }),
      fargate({ HealthCheck: { 'Fn::If': ['C', {}, { Ref: 'AWS::NoValue' }] } }),
    ],
    [
      'a grace period for VPC Lattice that a parameter may bring',
      service({ HealthCheckGracePeriodSeconds: 60, VpcLatticeConfigurations: { Ref: 'Lattice' } }),
      fargate(),
    ],
    ['a grace period of nothing', service({ HealthCheckGracePeriodSeconds: 0 }), fargate()],
    [
      'a grace period of task sets',
      service({ HealthCheckGracePeriodSeconds: 60, DeploymentController: { Type: 'EXTERNAL' } }),
      fargate(),
    ],
    [
      'a grace period behind load balancers that a condition may take away',
      service({ HealthCheckGracePeriodSeconds: 60, LoadBalancers: { 'Fn::If': ['C', [], []] } }),
      fargate(),
    ],
    [
      'placement on instances',
      service({ LaunchType: 'EC2', PlacementStrategies: [{ Type: 'random' }] }),
      fargate({}, { RequiresCompatibilities: ['EC2', 'FARGATE'] }),
    ],
    ['a bridge service', service({ LaunchType: 'EC2', NetworkConfiguration: undefined }), ec2()],
    [
      'an NTFS volume on Windows',
      service(ebs('v', { FilesystemType: 'ntfs' })),
      { ...atLaunch, RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    ],
  ];

  test.each(silent)('are silent on %s', (_, properties, task) => {
    expect(serviceTaskFindings(properties, viewTask(task))).toEqual([]);
  });

  test('references and conditions anywhere raise no error that was not there', () => {
    const added: unknown[] = [];
    for (const [, properties, task] of [...rows, ...silent]) {
      const before = new Set(codesOf(serviceTaskFindings(properties, viewTask(task))));
      for (const unknown of UNKNOWN) {
        const variants = [
          ...[...withUnknown(properties, unknown)].map((variant) => [variant, task]),
          ...[...withUnknown(task, unknown)].map((variant) => [properties, variant]),
        ];
        for (const [left, right] of variants) {
          const after = codesOf(serviceTaskFindings(left, viewTask(right)));
          added.push(...after.filter((code) => !before.has(code)).map((code) => [code, left, right]));
        }
      }
    }
    expect(added).toEqual([]);
  });
});
