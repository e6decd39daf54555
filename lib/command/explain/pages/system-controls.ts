import { Explanations, code, container, task, taskOnEc2 } from '../explanation';

export const SYSTEM_CONTROLS: Explanations = {
  'SystemControls.applyOrder': {
    cause:
      'The kernel takes one of the two parameters only together with the other, and nothing says which of them the runtime writes first. The container may fail to start now and then.',
    cure: 'Keep both values inside the limits that the kernel starts with, which the message names.',
    example: code('// two parameters of which one limits the other', '// values that are valid in either order'),
  },
  'SystemControls.conflict': {
    cause:
      'Containers that share a network or an IPC namespace set one kernel parameter to different values. The container that starts last decides for both.',
    cure: 'Set the same value on all of them.',
    example: taskOnEc2(
      `NetworkMode: awsvpc
ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }] }
  - { Name: b, Image: 'x/b:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '2048' }] }`,
      `NetworkMode: awsvpc
ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '2048' }] }
  - { Name: b, Image: 'x/b:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '2048' }] }`,
    ),
  },
  'SystemControls.contradiction': {
    cause: 'A container sets a kernel parameter to another value than the task does.',
    cure: 'Set it in one place.',
    example: code(
      "// 'systemControls' of the task: somaxconn 1024; of the container: 2048",
      "// 'systemControls' of the task alone",
    ),
  },
  'SystemControls.duplicateName': {
    cause: 'A container sets the same kernel parameter more than once.',
    cure: 'Keep one of the entries.',
    example: container(
      "SystemControls: [{ Namespace: net.core.somaxconn, Value: '1' }, { Namespace: net.core.somaxconn, Value: '2' }]",
      "SystemControls: [{ Namespace: net.core.somaxconn, Value: '2' }]",
    ),
  },
  'SystemControls.hostIpc': {
    cause:
      'With `IpcMode: host` the parameters of System V IPC and message queues are those of the host, and a container cannot set them.',
    cure: 'Set them on the host (user data), or use another IPC mode.',
    example: taskOnEc2(
      `IpcMode: host
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: kernel.msgmax, Value: '65536' }] }]`,
      "ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: kernel.msgmax, Value: '65536' }] }]",
    ),
  },
  'SystemControls.hostNetwork': {
    cause: 'With `NetworkMode: host` the network parameters are those of the host, and a container cannot set them.',
    cure: 'Set them on the host (user data), or use network mode awsvpc.',
    example: taskOnEc2(
      `NetworkMode: host
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }] }]`,
      `NetworkMode: awsvpc
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', Memory: 128, SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }] }]`,
    ),
  },
  'SystemControls.interfaceDependent': {
    cause:
      'The parameter exists only while the container has a network interface of that name. Elsewhere the container does not start.',
    cure: 'Use `all` or `default` in place of the interface.',
    example: container(
      "SystemControls: [{ Namespace: net.ipv4.conf.eth0.rp_filter, Value: '2' }]",
      "SystemControls: [{ Namespace: net.ipv4.conf.all.rp_filter, Value: '2' }]",
    ),
  },
  'SystemControls.kernelDependent': {
    cause:
      'A container cannot set this parameter on every kernel. Where it cannot, the container does not start. Fargate does not publish its kernel; the ECS-optimized AMI of Amazon Linux 2023 has Linux 6.1.',
    cure: 'Leave the parameter out, or make sure that the hosts run a kernel that the message names.',
    example: code(
      "systemControls: [{ namespace: 'net.ipv4.tcp_tw_reuse_delay', value: '500' }],",
      'systemControls: [],',
    ),
  },
  'SystemControls.missingName': {
    cause: 'An entry of `SystemControls` has no name.',
    cure: 'Name the kernel parameter, or remove the entry.',
    example: container(
      "SystemControls: [{ Value: '1024' }]",
      "SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }]",
    ),
  },
  'SystemControls.missingValue': {
    cause: 'An entry of `SystemControls` has no value.',
    cure: 'Give the value, or remove the entry.',
    example: container(
      'SystemControls: [{ Namespace: net.core.somaxconn }]',
      "SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }]",
    ),
  },
  'SystemControls.moduleDependent': {
    cause:
      'The parameter exists only where the host has loaded a certain kernel module. Elsewhere the container does not start.',
    cure: 'On EC2, load the module in the user data of the hosts. On Fargate it is not known whether it is loaded: leave the parameter out.',
    example: code(
      "systemControls: [{ namespace: 'net.netfilter.nf_conntrack_max', value: '262144' }],",
      'systemControls: [],',
    ),
  },
  'SystemControls.neverSettable': {
    cause: 'The parameter is one of the whole kernel, and no container can set it. The container does not start.',
    cure: 'Set it on the hosts (user data of EC2 instances), or do without.',
    example: container("SystemControls: [{ Namespace: net.core.rmem_max, Value: '212992' }]", 'SystemControls: []'),
  },
  'SystemControls.notAllowed': {
    cause:
      'ECS takes parameters of the network (`net.`), and a fixed list of those of IPC. Everything else is refused.',
    cure: 'Set it on the hosts, or use the setting of ECS that the message names.',
    example: container("SystemControls: [{ Namespace: vm.swappiness, Value: '10' }]", 'SystemControls: []'),
  },
  'SystemControls.outOfRange': {
    cause: 'The kernel refuses the value, or the order of two values, and the container does not start.',
    cure: 'Give a value in the range that the message names.',
    example: code(
      "systemControls: [{ namespace: 'net.ipv4.ip_default_ttl', value: '0' }],",
      "systemControls: [{ namespace: 'net.ipv4.ip_default_ttl', value: '64' }],",
    ),
  },
  'SystemControls.portClash': {
    cause:
      'The range of ports for outgoing connections includes a port on which a container listens. When an outgoing connection holds that port as the container starts, the container cannot listen.',
    cure: 'Reserve the port with `net.ipv4.ip_local_reserved_ports`, or begin the range above it.',
    example: task(
      `ContainerDefinitions:
  - Name: a
    Image: x/a:1
    PortMappings: [{ ContainerPort: 8080 }]
    SystemControls: [{ Namespace: net.ipv4.ip_local_port_range, Value: 1024 65535 }]`,
      `ContainerDefinitions:
  - Name: a
    Image: x/a:1
    PortMappings: [{ ContainerPort: 8080 }]
    SystemControls:
      - { Namespace: net.ipv4.ip_local_port_range, Value: 1024 65535 }
      - { Namespace: net.ipv4.ip_local_reserved_ports, Value: '8080' }`,
    ),
  },
  'SystemControls.portRange': {
    cause:
      'The range of ports for outgoing connections begins below the first port that a process may open without rights. The kernel refuses that, and the container does not start.',
    cure: 'Begin the range at the number that the message names.',
    example: container(
      'SystemControls: [{ Namespace: net.ipv4.ip_local_port_range, Value: 500 65535 }]',
      'SystemControls: [{ Namespace: net.ipv4.ip_local_port_range, Value: 32768 60999 }]',
    ),
  },
  'SystemControls.spelling': {
    cause: 'The name of a kernel parameter is written with dots and nothing around it.',
    cure: 'Write it so.',
    example: container(
      "SystemControls: [{ Namespace: net/core/somaxconn, Value: '1024' }]",
      "SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }]",
    ),
  },
  'SystemControls.startOrder': {
    cause:
      'A container sets a network parameter for the whole task, but other containers may start earlier, and what already listens there keeps the value of the kernel.',
    cure: 'Set the parameter on every container, or let the others depend on the one that sets it.',
    example: task(
      `ContainerDefinitions:
  - { Name: a, Image: 'x/a:1', PortMappings: [{ ContainerPort: 80 }] }
  - { Name: b, Image: 'x/b:1', SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }] }`,
      `ContainerDefinitions:
  - Name: a
    Image: x/a:1
    PortMappings: [{ ContainerPort: 80 }]
    SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }]
  - { Name: b, Image: 'x/b:1', SystemControls: [{ Namespace: net.core.somaxconn, Value: '1024' }] }`,
    ),
  },
  'SystemControls.unknownName': {
    cause: 'No kernel that ECS uses has this parameter, or it was removed. The container does not start.',
    cure: 'Correct the name, or leave it out.',
    example: container(
      "SystemControls: [{ Namespace: net.ipv4.tcp_tw_recycle, Value: '1' }]",
      "SystemControls: [{ Namespace: net.ipv4.tcp_tw_reuse, Value: '1' }]",
    ),
  },
  'SystemControls.unresolvedName': {
    cause: 'The name of a parameter must be known at synthesis, so that it can be checked.',
    cure: 'Write the name in the code. Values may be known later.',
    example: code(
      "systemControls: [{ namespace: parameter.valueAsString, value: '1' }],",
      "systemControls: [{ namespace: 'net.core.somaxconn', value: parameter.valueAsString }],",
    ),
  },
  'SystemControls.unverifiedName': {
    cause:
      'The parameter is not in the tables of the kernels that were tried, so it may not exist where the task runs.',
    cure: 'Make sure that the host loads the module that makes it.',
    example: container("SystemControls: [{ Namespace: net.example.unheard_of, Value: '1' }]", 'SystemControls: []'),
  },
  'SystemControls.windows': {
    cause: 'Kernel parameters are for Linux, and the task runs on Windows.',
    cure: 'Leave them out.',
    example: task(
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1', SystemControls: [{ Namespace: net.core.somaxconn, Value: '1' }] }]`,
      `RuntimePlatform: { OperatingSystemFamily: WINDOWS_SERVER_2022_CORE, CpuArchitecture: X86_64 }
Cpu: '1024'
Memory: '2048'
ContainerDefinitions: [{ Name: a, Image: 'x/a:1' }]`,
    ),
  },
};
