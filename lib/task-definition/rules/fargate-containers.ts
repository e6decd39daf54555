import { ContainerView } from '../../internal/task-view';
import { flag, items, number, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, hasItems, isSet } from '../private/task-reading';

/** Log drivers on Fargate. ECS API reference and the service's own message, read 2026-11-20. */
const LOG_DRIVERS = ['awslogs', 'splunk', 'awsfirelens'];

/** Linux parameters that Fargate rejects, with what to do instead. `tmpfs` is accepted since 2026-01-06. */
const LINUX_PARAMETERS: readonly (readonly [string, string, string, string | undefined])[] = [
  ['Devices', 'devices', 'Fargate exposes no host devices', 'devices'],
  ['SharedMemorySize', 'sharedMemorySize', "mount a tmpfs at '/dev/shm' instead", 'sharedMemorySize'],
  ['MaxSwap', 'maxSwap', 'Fargate tasks have no swap', 'maxSwap'],
  ['Swappiness', 'swappiness', 'Fargate tasks have no swap', undefined],
];

/** Stop and start timeouts on Fargate, in seconds. ECS API reference, read 2026-11-20. */
const TIMEOUT_SECONDS = { min: 2, max: 120 };

/** Highest `nofile` limit on Fargate. ECS developer guide, read 2026-11-20. */
const MAX_NOFILE = 1048576;

/** Finds container settings that Fargate rejects. */
export function fargateContainerFindings(container: ContainerView): LocatedFinding[] {
  return [
    ...privilegeFindings(container),
    ...linuxFindings(container),
    ...resourceFindings(container),
    ...logDriverFindings(container),
    ...timeoutFindings(container),
    ...ulimitFindings(container),
  ];
}

function privilegeFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  if (flag(properties.Privileged) === true) {
    findings.push(
      refusal(
        'Fargate.privileged',
        'Privileged',
        `'privileged' of container '${name}' must not be true on Fargate; remove it, or place the task on EC2${inEcsWords("Fargate requires that the 'privileged' setting be 'false'")}`,
        name,
      ),
    );
  }
  if (hasItems(properties.DockerSecurityOptions)) {
    findings.push(
      refusal(
        'Fargate.dockerSecurityOptions',
        'DockerSecurityOptions',
        `'dockerSecurityOptions' of container '${name}' must not be set on Fargate, got ${items(properties.DockerSecurityOptions).map(text).join(', ')}; remove them, or place the task on EC2${inEcsWords('Fargate compatible task definitions do not support dockerSecurityOptions')}`,
        name,
      ),
    );
  }
  const added = items(record(record(properties.LinuxParameters).Capabilities).Add);
  const refused = added.map(text).filter((capability) => capability !== undefined && capability !== 'SYS_PTRACE');
  if (refused.length > 0) {
    findings.push(
      refusal(
        'Fargate.capabilitiesAdd',
        'LinuxParameters.Capabilities.Add',
        `'capabilities.add' of container '${name}' may hold only SYS_PTRACE on Fargate, got ${refused.join(', ')}; remove the others, or place the task on EC2${inEcsWords(`${refused[0]} is not allowed on Fargate.`)}`,
        name,
      ),
    );
  }
  return findings;
}

function linuxFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const parameters = record(properties.LinuxParameters);
  return LINUX_PARAMETERS.filter(([property]) =>
    property === 'Devices' ? hasItems(parameters.Devices) : isSet(parameters[property]),
  ).map(([property, written, remedy, words]) =>
    refusal(
      `Fargate.${written}`,
      `LinuxParameters.${property}`,
      `'${written}' of container '${name}' must not be set on Fargate; remove it: ${remedy}${words ? inEcsWords(`Fargate compatible task definitions do not support ${words}`) : ''}`,
      name,
    ),
  );
}

function resourceFindings({ name, properties }: ContainerView): LocatedFinding[] {
  return entries(properties.ResourceRequirements)
    .map(([requirement, index]) => [text(requirement.Type), index] as const)
    .filter(([type]) => type === 'GPU' || type === 'NeuronDevice')
    .map(([type, index]) =>
      refusal(
        'Fargate.resourceRequirement',
        `ResourceRequirements.${index}.Type`,
        `container '${name}' requires a ${type}, which Fargate does not have; place the task on EC2 or Managed Instances${type === 'GPU' ? inEcsWords('Tasks using the Fargate launch type do not support GPU resource requirements') : ''}`,
        name,
      ),
    );
}

function logDriverFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const driver = text(record(properties.LogConfiguration).LogDriver);
  return driver === undefined || LOG_DRIVERS.includes(driver)
    ? []
    : [
        refusal(
          'Fargate.logDriver',
          'LogConfiguration.LogDriver',
          `log driver of container '${name}' must be one of ${LOG_DRIVERS.join(', ')} on Fargate, got '${driver}'${inEcsWords(`${driver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]`)}`,
          name,
        ),
      ];
}

function timeoutFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const { min, max } = TIMEOUT_SECONDS;
  return (['StopTimeout', 'StartTimeout'] as const).flatMap((property) => {
    const seconds = number(properties[property]);
    return seconds === undefined || (seconds >= min && seconds <= max)
      ? []
      : [
          refusal(
            'Fargate.timeout',
            property,
            `'${property.charAt(0).toLowerCase()}${property.slice(1)}' of container '${name}' must be from ${min} to ${max} seconds on Fargate, got ${seconds}`,
            name,
          ),
        ];
  });
}

function ulimitFindings({ name, properties }: ContainerView): LocatedFinding[] {
  return entries(properties.Ulimits).flatMap(([ulimit, index]) => {
    const limit = text(ulimit.Name);
    if (limit === undefined) {
      return [];
    }
    if (limit !== 'nofile') {
      return [
        caution(
          'Fargate.ulimit',
          `Ulimits.${index}.Name`,
          `ulimit '${limit}' of container '${name}' may have no effect: Fargate documents only 'nofile' as adjustable; remove it, or place the task on EC2`,
          name,
        ),
      ];
    }
    const hard = number(ulimit.HardLimit);
    return hard !== undefined && hard > MAX_NOFILE
      ? [
          caution(
            'Fargate.nofile',
            `Ulimits.${index}.HardLimit`,
            `hard limit of ulimit 'nofile' of container '${name}' goes up to ${MAX_NOFILE} on Fargate, got ${hard}; the container may not start`,
            name,
          ),
        ]
      : [];
  });
}
