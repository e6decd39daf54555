import { isEcsName } from '../../internal/container-values';
import { Finding } from '../../internal/finding';
import { secretIn } from '../../internal/secret-looking';
import { ContainerView, TaskView } from '../../internal/task-view';
import { isUnknown, items, number, record, text } from '../../internal/template-value';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { entries, isSet, knownContainers, knownCount, literal } from '../private/task-reading';

/** Health check ranges of RegisterTaskDefinition, in seconds or times; CDK lets `timeout` go to 120. Read 2026-11-20. */
const HEALTH_CHECK_RANGES: readonly (readonly [string, number, number])[] = [
  ['Interval', 5, 300],
  ['Timeout', 2, 60],
  ['Retries', 1, 10],
  ['StartPeriod', 0, 300],
];

/** The ulimit of a container that may take what it wants. */
const NO_LIMIT = -1;

/** Bytes of a registered task definition. ECS service quotas, read 2026-11-20. */
const LONGEST_DEFINITION = 64 * 1024;

/** Seconds that a container must run before it may be restarted, and exit codes that it may ignore. Read 2026-11-20. */
const RESTART = { min: 60, max: 1800, exitCodes: 50 };

/** Container settings that ECS documents as not supported on Windows. ECS API reference, read 2026-11-20. */
const LINUX_ONLY = [
  'DisableNetworking',
  'DnsSearchDomains',
  'DnsServers',
  'ExtraHosts',
  'Links',
  'LinuxParameters',
  'Privileged',
  'ReadonlyRootFilesystem',
  'Ulimits',
  'User',
];

/** Ranges of single values, and values that cancel each other. */
export function limitFindings(task: TaskView): Finding[] {
  return [
    ...familyFindings(task),
    ...lengthFindings(task),
    ...knownContainers(task).flatMap((container) => [
      ...nameFindings(container),
      ...ulimitFindings(container),
      ...healthCheckFindings(container),
      ...(task.operatingSystem === 'LINUX' ? oneWordFindings(container) : []),
      ...restartFindings(container),
      ...swapFindings(container),
      ...(task.operatingSystem === 'WINDOWS' ? windowsFindings(container) : []),
    ]),
  ];
}

function familyFindings({ properties }: TaskView): LocatedFinding[] {
  const family = literal(properties.Family);
  return family === undefined || isEcsName(family)
    ? []
    : [
        refusal(
          'Limits.family',
          'Family',
          `'family' must be up to 255 letters, digits, '_' and '-', got '${family}'; leave it out to get one`,
        ),
      ];
}

/** Text that is too much for one task definition, whatever else is in it: names of properties and tokens are not counted. */
function lengthFindings({ properties }: TaskView): LocatedFinding[] {
  const length = textLength(properties.ContainerDefinitions);
  return length <= LONGEST_DEFINITION
    ? []
    : [
        refusal(
          'Limits.definitionLength',
          'ContainerDefinitions',
          `the containers have ${length} bytes of text, and a task definition takes ${LONGEST_DEFINITION}; move variables to an environment file, and long texts to S3 or a parameter`,
        ),
      ];
}

function textLength(value: unknown): number {
  if (typeof value === 'object' && value !== null && !isUnknown(value)) {
    return Object.values(value).reduce((sum: number, each) => sum + textLength(each), 0);
  }
  return typeof value === 'string' ? Buffer.byteLength(text(value) ?? '') : 0;
}

function nameFindings({ properties }: ContainerView): LocatedFinding[] {
  const name = literal(properties.Name);
  return name === undefined || isEcsName(name)
    ? []
    : [
        refusal(
          'Limits.containerName',
          'Name',
          `'containerName' must be up to 255 letters, digits, '_' and '-', got '${name}'`,
          name,
        ),
      ];
}

function ulimitFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const seen = new Set<string>();
  for (const [ulimit, index] of entries(properties.Ulimits)) {
    const limit = text(ulimit.Name);
    const soft = number(ulimit.SoftLimit);
    const hard = number(ulimit.HardLimit);
    for (const [property, value] of [
      ['SoftLimit', soft],
      ['HardLimit', hard],
    ] as const) {
      if (value !== undefined && !(Number.isInteger(value) && value >= NO_LIMIT)) {
        findings.push(
          refusal(
            'Limits.ulimit',
            `Ulimits.${index}.${property}`,
            `'${property === 'SoftLimit' ? 'softLimit' : 'hardLimit'}' of ulimit '${limit}' of container '${name}' must be an integer of at least 0, or ${NO_LIMIT} for no limit, got ${value}`,
            name,
          ),
        );
      }
    }
    if (soft !== undefined && hard !== undefined && soft > hard && hard !== NO_LIMIT) {
      findings.push(
        refusal(
          'Limits.ulimitSoftOverHard',
          `Ulimits.${index}.SoftLimit`,
          `soft limit of ulimit '${limit}' of container '${name}' must not exceed its hard limit ${hard}, got ${soft}${inEcsWords(`Soft limit exceeds hard limit for ulimit ${limit}`)}`,
          name,
        ),
      );
    }
    if (limit !== undefined && seen.has(limit)) {
      findings.push(
        caution(
          'Limits.duplicateUlimit',
          `Ulimits.${index}.Name`,
          `ulimit '${limit}' of container '${name}' is set twice: which one holds is not defined; remove one`,
          name,
        ),
      );
    }
    seen.add(limit ?? '');
  }
  return findings;
}

function healthCheckFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const healthCheck = record(properties.HealthCheck);
  const findings = HEALTH_CHECK_RANGES.flatMap(([property, min, max]) => {
    const value = number(healthCheck[property]);
    return value === undefined || (value >= min && value <= max)
      ? []
      : [
          refusal(
            'Limits.healthCheck',
            `HealthCheck.${property}`,
            `'healthCheck.${property.charAt(0).toLowerCase()}${property.slice(1)}' of container '${name}' must be from ${min} to ${max}${property === 'Retries' ? '' : ' seconds'}, got ${value}`,
            name,
          ),
        ];
  });
  const [kind] = items(healthCheck.Command);
  if (literal(kind) !== undefined && !['CMD', 'CMD-SHELL', 'NONE'].includes(String(kind))) {
    findings.push(
      caution(
        'Limits.healthCheckCommand',
        'HealthCheck.Command',
        `'healthCheck.command' of container '${name}' must begin with CMD or CMD-SHELL, got '${String(kind)}'; the check would never pass`,
        name,
      ),
    );
  }
  return findings;
}

/**
 * Program and arguments in one text. Linux starts a program of that whole name, spaces included; Windows joins the words
 * again. A `command` of one text is left alone, since the entry point of the image may be a shell.
 */
function oneWordFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const [kind, ...check] = items(record(properties.HealthCheck).Command);
  const places: readonly (readonly [string, string, unknown, string])[] = [
    ['Limits.entryPoint', 'EntryPoint', items(properties.EntryPoint)[0], ''],
    ...(kind === 'CMD'
      ? [['Limits.healthCheckCommand', 'HealthCheck.Command', check[0], ', or begin with CMD-SHELL'] as const]
      : []),
  ];
  return places.flatMap(([code, property, value, way]) => {
    const program = literal(value);
    return typeof program !== 'string' || !/\S\s+\S/.test(program)
      ? []
      : [
          caution(
            code,
            property,
            `'${property === 'EntryPoint' ? 'entryPoint' : 'healthCheck.command'}' of container '${name}' has the program ${secretIn(program) === undefined ? `'${program}'` : 'of one text'}, spaces included, and no shell splits it; give each argument as an item of its own${way}`,
            name,
          ),
        ];
  });
}

function restartFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const policy = record(properties.RestartPolicy);
  const findings: LocatedFinding[] = [];
  const period = number(policy.RestartAttemptPeriod);
  if (period !== undefined && (period < RESTART.min || period > RESTART.max)) {
    findings.push(
      refusal(
        'Limits.restartAttemptPeriod',
        'RestartPolicy.RestartAttemptPeriod',
        `'restartAttemptPeriod' of container '${name}' must be from ${RESTART.min} to ${RESTART.max} seconds, got ${period}${inEcsWords(`the 'restartAttemptPeriod' setting for container '${name}' must be between 60 and 1800`)}`,
        name,
      ),
    );
  }
  const exitCodes = knownCount(policy.IgnoredExitCodes);
  if (exitCodes > RESTART.exitCodes) {
    findings.push(
      refusal(
        'Limits.ignoredExitCodes',
        'RestartPolicy.IgnoredExitCodes',
        `'restartIgnoredExitCodes' of container '${name}' must have at most ${RESTART.exitCodes}, got ${exitCodes}`,
        name,
      ),
    );
  }
  return findings;
}

function swapFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const { Swappiness, MaxSwap } = record(properties.LinuxParameters);
  const swappiness = number(Swappiness);
  const findings: LocatedFinding[] = [];
  if (swappiness !== undefined && (swappiness < 0 || swappiness > 100)) {
    findings.push(
      refusal(
        'Limits.swappiness',
        'LinuxParameters.Swappiness',
        `'swappiness' of container '${name}' must be from 0 to 100, got ${swappiness}`,
        name,
      ),
    );
  }
  if (isSet(Swappiness) && MaxSwap === undefined) {
    findings.push(
      caution(
        'Limits.swappinessWithoutSwap',
        'LinuxParameters.Swappiness',
        `'swappiness' of container '${name}' is ignored without 'maxSwap'; set that too, or remove it`,
        name,
      ),
    );
  }
  return findings;
}

function windowsFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const used = LINUX_ONLY.filter((property) => {
    const value = properties[property];
    return !isUnknown(value) && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  });
  return used.length === 0
    ? []
    : [
        caution(
          'Limits.windows',
          used[0],
          `container '${name}' sets ${used.map((property) => `'${property.charAt(0).toLowerCase()}${property.slice(1)}'`).join(', ')}, which ECS does not support on Windows; remove them`,
          name,
        ),
      ];
}
