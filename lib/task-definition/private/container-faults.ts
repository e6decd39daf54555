import { Token } from 'aws-cdk-lib';
import { DEFAULT_CAPABILITIES } from '../../internal/capabilities';
import { Finding, error } from '../../internal/finding';
import { integerFault } from '../../internal/value-faults';
import type { TaskContainerOptions } from '../task-container-options';

/** The options that are checked here. */
type CheckedOptions = Partial<
  Pick<
    TaskContainerOptions,
    | 'appProtocol'
    | 'cpu'
    | 'keepCapabilities'
    | 'memoryLimitMiB'
    | 'memoryReservationMiB'
    | 'port'
    | 'portMappings'
    | 'portName'
    | 'writablePaths'
  >
>;

/** Faults of the options that hardening adds to a container, all at once. */
export function containerFaults(name: string, options: CheckedOptions): Finding[] {
  return [
    ...(options.writablePaths ?? []).flatMap((path) => pathFaults(name, path)),
    ...(options.keepCapabilities ?? []).flatMap((capability) => capabilityFaults(name, capability)),
    ...portFaults(name, options),
    ...mappedPortFaults(name, options),
    ...sizeFaults(name, options),
    ...portNameFaults(name, options),
  ];
}

/** Faults of one path that is to be writable. */
function pathFaults(container: string, path: string): Finding[] {
  const usable = Token.isUnresolved(path) || /^(\/(?!\.{1,2}(\/|$))[^/:\0]+)+$/.test(path);
  return usable
    ? []
    : [
        error(
          'TaskContainer.writablePath',
          `'writablePaths' of container '${container}' must be absolute directories such as /var/cache/nginx, without a trailing slash, '..' or ':', got '${path}'`,
          container,
        ),
      ];
}

function capabilityFaults(container: string, capability: string): Finding[] {
  return Token.isUnresolved(capability) || DEFAULT_CAPABILITIES.includes(capability)
    ? []
    : [
        error(
          'TaskContainer.keepCapability',
          `'keepCapabilities' of container '${container}' must be of Docker's default set (${DEFAULT_CAPABILITIES.join(', ')}), got ${capability}; what is outside it has to be added by 'linuxParameters', which Fargate allows for SYS_PTRACE alone`,
          container,
        ),
      ];
}

function portFaults(container: string, { port, portMappings = [] }: CheckedOptions): Finding[] {
  if (port === undefined || Token.isUnresolved(port)) {
    return [];
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    return [
      error(
        'TaskContainer.port',
        `'port' of container '${container}' must be a whole number from 1 to 65535, got ${port}`,
        container,
      ),
    ];
  }
  return portMappings.some(({ containerPort, protocol = 'tcp' }) => containerPort === port && protocol === 'tcp')
    ? [
        error(
          'TaskContainer.portTwice',
          `'port' ${port} of container '${container}' stands in 'portMappings' too; give it once`,
          container,
        ),
      ]
    : [];
}

/** Ports that no mapping can have; 0 is how aws-cdk-lib says that a range is meant. */
function mappedPortFaults(container: string, { portMappings = [] }: CheckedOptions): Finding[] {
  const label = (name: string): string => `'${name}' in 'portMappings' of container '${container}'`;
  return portMappings.flatMap(({ containerPort, hostPort, containerPortRange }) => [
    ...(containerPort === 0 && containerPortRange === undefined
      ? [
          error(
            'TaskContainer.port',
            `${label('containerPort')} is 0, which stands for a range, and 'containerPortRange' is not given; give the port, or the range`,
            container,
          ),
        ]
      : []),
    ...integerFault('TaskContainer.port', label('containerPort'), containerPort, 0, 65535),
    ...integerFault('TaskContainer.port', label('hostPort'), hostPort, 0, 65535),
  ]);
}

/** CPU and memory that are no whole number. Docker sets at least 4 MiB aside for a container. */
function sizeFaults(container: string, { cpu, memoryLimitMiB, memoryReservationMiB }: CheckedOptions): Finding[] {
  const of = (name: string): string => `'${name}' of container '${container}'`;
  return [
    ...integerFault('TaskContainer.cpu', of('cpu'), cpu, 0),
    ...integerFault('TaskContainer.memory', of('memoryLimitMiB'), memoryLimitMiB, 4),
    ...integerFault('TaskContainer.memory', of('memoryReservationMiB'), memoryReservationMiB, 4),
  ];
}

/** Finds options of a port that is not given, and a protocol that no client could find. */
function portNameFaults(container: string, { port, portName, appProtocol }: CheckedOptions): Finding[] {
  const given = [portName !== undefined && "'portName'", appProtocol !== undefined && "'appProtocol'"].filter(Boolean);
  if (port === undefined) {
    return given.length === 0
      ? []
      : [
          error(
            'TaskContainer.noPort',
            `${given.join(' and ')} of container '${container}' ${given.length > 1 ? 'are' : 'is'} for 'port', which is not given; give it, or say it in 'portMappings'`,
            container,
          ),
        ];
  }
  return appProtocol !== undefined && portName === undefined
    ? [
        error(
          'TaskContainer.noPortName',
          `'appProtocol' of container '${container}' is for Service Connect, which finds a port by its name; give 'portName' too`,
          container,
        ),
      ]
    : [];
}
