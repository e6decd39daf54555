import { Finding } from '../../internal/finding';
import { ContainerView, TaskView, runsOn } from '../../internal/task-view';
import { isUnknown, items, number, text } from '../../internal/template-value';
import { INSTANCE_CPU_UNITS, allowedAround, isFargateSize } from '../private/fargate-sizes';
import { LocatedFinding, caution, inEcsWords, refusal } from '../private/located-finding';
import { cpuUnitsOf, memoryMiBOf } from '../private/size-text';
import { entries, knownContainers, literal, platformsKnown } from '../private/task-reading';

/** Docker sets aside this much for a container, in MiB. ECS API reference, read 2026-11-20. */
const SMALLEST_CONTAINER_MIB = 6;

/** The task's size, and what its containers take of it. */
export function sizeFindings(task: TaskView): Finding[] {
  const containers = knownContainers(task);
  const cpu = cpuUnitsOf(task.properties.Cpu);
  const memory = memoryMiBOf(task.properties.Memory);
  return [
    ...textFindings(task),
    ...(runsOn(task, 'FARGATE') ? pairFindings(task, cpu, memory) : instanceFindings(task, cpu, containers)),
    ...containers.flatMap(containerCpuFindings),
    ...cpuFindings(containers, cpu),
    ...memoryFindings(containers, memory),
  ];
}

function textFindings({ properties }: TaskView): LocatedFinding[] {
  return (
    [
      ['Cpu', 'cpu', cpuUnitsOf, "'1 vCPU' or '1024'"],
      ['Memory', 'memory', memoryMiBOf, "'2 GB' or '2048'"],
    ] as const
  )
    .filter(([property, , read]) => {
      const written = literal(properties[property]);
      return written !== undefined && read(written) === undefined;
    })
    .map(([property, written, , example]) =>
      refusal(
        'TaskSize.text',
        property,
        `'${written}' of the task must read like ${example}, got '${text(properties[property])}'`,
      ),
    );
}

function pairFindings(task: TaskView, cpuUnits?: number, memoryMiB?: number): LocatedFinding[] {
  const windows = task.operatingSystem === 'WINDOWS';
  if (cpuUnits === undefined || memoryMiB === undefined || isFargateSize({ cpuUnits, memoryMiB }, windows)) {
    return [];
  }
  return [
    refusal(
      'TaskSize.noSuchPair',
      'Cpu',
      `Fargate${windows ? ' on Windows' : ''} has no size with 'cpu' ${cpuUnits} and 'memory' ${memoryMiB}: ${allowedAround({ cpuUnits, memoryMiB }, windows)}${inEcsWords('No Fargate configuration exists for given values')}`,
    ),
  ];
}

function instanceFindings(task: TaskView, cpu: number | undefined, containers: readonly ContainerView[]) {
  const findings: LocatedFinding[] = [];
  const { min, max } = INSTANCE_CPU_UNITS;
  if (cpu !== undefined && (cpu < min || cpu > max)) {
    findings.push(
      refusal(
        'TaskSize.instanceRange',
        'Cpu',
        `'cpu' of the task must be from ${min} to ${max} CPU units, got ${cpu}; leave it out to let containers share the instance by their own 'cpu'`,
      ),
    );
  }
  if (task.properties.Memory === undefined && platformsKnown(task)) {
    for (const { name, properties } of containers) {
      if (properties.Memory === undefined && properties.MemoryReservation === undefined) {
        findings.push(
          refusal(
            'TaskSize.memoryMissing',
            'Memory',
            `container '${name}' must have 'memoryLimitMiB' or 'memoryReservationMiB' when the task has no memory, got neither${inEcsWords("At least one of 'memory' or 'memoryReservation' must be specified")}`,
            name,
          ),
        );
      }
    }
  }
  return findings;
}

/** The CPU of a container: CloudFormation takes an integer only, and no page says what ECS does with a negative one. Read 2026-11-29. */
function containerCpuFindings({ name, properties }: ContainerView): LocatedFinding[] {
  const cpu = number(properties.Cpu);
  if (cpu === undefined || (Number.isInteger(cpu) && cpu >= 0)) {
    return [];
  }
  return Number.isInteger(cpu)
    ? [
        caution(
          'TaskSize.negativeCpu',
          'Cpu',
          `'cpu' of container '${name}' is ${cpu}, and no container can have less than nothing; give CPU units from 0, or leave it out`,
          name,
        ),
      ]
    : [
        refusal(
          'TaskSize.fractionOfCpuUnit',
          'Cpu',
          `'cpu' of container '${name}' must be a whole number of CPU units, got ${cpu}; 1024 are a vCPU`,
          name,
        ),
      ];
}

function cpuFindings(containers: readonly ContainerView[], task?: number): LocatedFinding[] {
  const sum = containers.reduce((total, { properties }) => total + (number(properties.Cpu) ?? 0), 0);
  return task === undefined || sum <= task
    ? []
    : [
        refusal(
          'TaskSize.cpuSum',
          'ContainerDefinitions',
          `'cpu' of the containers adds up to ${sum}, the task has ${task}; lower them or raise the task's 'cpu'${inEcsWords("The sum of all container 'cpu' values cannot be greater than the task-level 'cpu' value")}`,
        ),
      ];
}

function memoryFindings(containers: readonly ContainerView[], task?: number): LocatedFinding[] {
  const findings: LocatedFinding[] = [];
  const ended = endedNames(containers);
  let limits = 0;
  let reservations = 0;
  for (const { name, properties } of containers) {
    const limit = number(properties.Memory);
    const reservation = number(properties.MemoryReservation);
    limits += ended.has(name) ? 0 : (limit ?? 0);
    reservations += reservation ?? 0;
    if (limit !== undefined && reservation !== undefined && reservation > limit) {
      findings.push(
        refusal(
          'TaskSize.reservationOverLimit',
          'MemoryReservation',
          `'memoryReservationMiB' of container '${name}' must not exceed its 'memoryLimitMiB' ${limit}, got ${reservation}${inEcsWords("'memory' must be greater than or equal to 'memoryReservation'")}`,
          name,
        ),
      );
    }
    if (limit !== undefined && limit < SMALLEST_CONTAINER_MIB) {
      findings.push(
        caution(
          'TaskSize.tinyLimit',
          'Memory',
          `'memoryLimitMiB' of container '${name}' should be ${SMALLEST_CONTAINER_MIB} or more, got ${limit}: Docker takes that much for itself`,
          name,
        ),
      );
    }
    if (task !== undefined && limit !== undefined && limit > task) {
      findings.push(
        refusal(
          'TaskSize.limitOverTask',
          'Memory',
          `'memoryLimitMiB' of container '${name}' must not exceed the task's memory of ${task}, got ${limit}; lower it or raise the task's memory${inEcsWords(`The 'memory' setting for container '${name}' is greater than for the task`)}`,
          name,
        ),
      );
    }
  }
  if (task !== undefined && reservations > task) {
    findings.push(
      refusal(
        'TaskSize.reservationSum',
        'ContainerDefinitions',
        `'memoryReservationMiB' of the containers adds up to ${reservations}, the task has ${task}; lower them or raise the task's memory${inEcsWords("The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.")}`,
      ),
    );
  }
  if (
    task !== undefined &&
    limits > task &&
    isOrderKnown(containers) &&
    !findings.some(({ code }) => code === 'TaskSize.limitOverTask')
  ) {
    findings.push(
      caution(
        'TaskSize.limitSum',
        'ContainerDefinitions',
        `'memoryLimitMiB' of the containers adds up to ${limits}, the task has ${task}: the kernel kills a container before it reaches its limit; lower the limits or raise the task's memory`,
      ),
    );
  }
  return findings;
}

/** Whether it is known which containers wait for which others to end. */
function isOrderKnown(containers: readonly ContainerView[]): boolean {
  return containers.every(({ properties: { Name, DependsOn } }) =>
    [
      Name,
      DependsOn,
      ...items(DependsOn),
      ...entries(DependsOn).flatMap(([{ ContainerName, Condition }]) => [ContainerName, Condition]),
    ].every((value) => !isUnknown(value)),
  );
}

/** Containers that must have ended before another one starts: the memory of an init container is free by then. */
function endedNames(containers: readonly ContainerView[]): ReadonlySet<string | undefined> {
  return new Set(
    containers
      .flatMap(({ properties }) => entries(properties.DependsOn))
      .filter(([{ Condition }]) => ['COMPLETE', 'SUCCESS'].includes(text(Condition) ?? ''))
      .map(([{ ContainerName }]) => text(ContainerName)),
  );
}
