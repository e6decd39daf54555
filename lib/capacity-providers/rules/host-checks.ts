import { error, Finding, warning } from '../../internal/finding';
import { flatText } from '../../internal/flat-text';
import { items, number, record, text } from '../../internal/template-value';
import type { AppModel, ServiceReading, StrategyEntry } from '../private/app-model';
import { registeredMemory } from '../private/instance-types';
import type { HostLimits } from '../private/plan-model';
import { at, LocatedFinding } from './located-finding';

/** Tasks that no host of their provider can take, however many there are. */
export function hostFindings({ services }: AppModel): LocatedFinding[] {
  return services.flatMap((service) =>
    at(
      service.resource,
      ...service.strategy
        .filter(takesTasks)
        .flatMap((entry) => [
          ...limitFindings(entry, service),
          ...attributeFindings(entry, service),
          ...efsFindings(entry, service),
        ]),
    ),
  );
}

/** Whether some of the tasks start on the provider. What only the deployment knows is not taken for a yes. */
export function takesTasks({ base, weight }: StrategyEntry): boolean {
  return (number(base) ?? 0) > 0 || (number(weight) ?? 0) > 0;
}

/** Checks the largest instance where types are chosen by attributes: it must hold a task. */
function limitFindings({ provider }: StrategyEntry, { model, resource }: ServiceReading): Finding[] {
  const limits = provider?.limits;
  if (limits === undefined || model === undefined) {
    return [];
  }
  const { cpu, memory, gpu } = model.task;
  const over = [
    ...(cpu > limits.cpu ? [`${cpu} CPU units, and no instance has more than ${limits.cpu}`] : []),
    // Never the whole of it: the kernel and the agent keep some.
    ...(memory >= limits.memoryMiB
      ? [`${memory} MiB of memory, and no instance has ${limits.memoryMiB} for tasks`]
      : []),
    ...(gpu > limits.gpu ? [`${gpu} GPUs, and no instance has more than ${limits.gpu}`] : []),
  ];
  if (over.length > 0) {
    return [
      error(
        'CapacityPlan.taskTooLarge',
        `a task of '${resource.label}' needs ${over.join('; ')}, by the instance requirements of '${provider!.label}'; ECS never places it, so widen the requirements or make the task smaller`,
      ),
    ];
  }
  return memory > registered(limits)
    ? [
        warning(
          'CapacityPlan.taskMayNotFit',
          `a task of '${resource.label}' needs ${memory} of the ${limits.memoryMiB} MiB of the largest instance that '${provider!.label}' may choose; the kernel and the agent keep about 3 %, so widen the requirements or make the task smaller`,
        ),
      ]
    : [];
}

function registered({ memoryMiB }: HostLimits): number {
  return memoryMiB === Infinity ? Infinity : registeredMemory(memoryMiB);
}

/** Placement constraints on custom attributes that the hosts of a provider do not register. */
function attributeFindings({ provider }: StrategyEntry, { resource, task }: ServiceReading): Finding[] {
  const attributes = provider?.group?.attributes;
  const constraints = [
    ...items(resource.properties.PlacementConstraints),
    ...items(task?.properties.PlacementConstraints),
  ].map(record);
  return attributes === undefined
    ? []
    : constraints
        .filter(({ Type }) => text(Type) === 'memberOf')
        .flatMap(({ Expression }) => clausesOf(text(Expression)))
        .filter(
          ({ name, value }) =>
            !Object.keys(attributes).includes(name) || (value !== undefined && attributes[name] !== value),
        )
        .map(({ name, value, clause }) =>
          error(
            'CapacityPlan.noSuchHost',
            `'${resource.label}' may be placed only where '${clause}', and the hosts of '${provider!.label}' ${
              Object.keys(attributes).includes(name) ? `register '${attributes[name]}' there` : `register no '${name}'`
            }, so ECS places no task of it there; give the hosts the attribute${
              value === undefined ? '' : ` ${name} = ${value}`
            } ('attributes' of AsgCapacity), or name another provider`,
          ),
        );
}

/**
 * Bottlerocket mounts EFS, but neither over TLS nor with IAM: bottlerocket-os/bottlerocket#1080, open in 2025-12. An access
 * point needs TLS.
 */
function efsFindings({ provider }: StrategyEntry, { resource, task }: ServiceReading): Finding[] {
  return provider?.group?.bottlerocket === true
    ? items(task?.properties.Volumes)
        .map(record)
        .filter(({ EFSVolumeConfiguration: efs }) => {
          const { TransitEncryption, AuthorizationConfig } = record(efs);
          return text(TransitEncryption) === 'ENABLED' || AuthorizationConfig !== undefined;
        })
        .map(({ Name }) =>
          warning(
            'CapacityPlan.bottlerocketEfs',
            `volume '${flatText(Name) ?? ''}' of '${resource.label}' is a file system of EFS over TLS, as access points and IAM need, and the hosts of '${provider.label}' run Bottlerocket, which supports neither; ECS may never place the task there, so use Amazon Linux`,
          ),
        )
    : [];
}

interface Clause {
  readonly clause: string;
  readonly name: string;
  /** Absent when any value will do. */
  readonly value?: string;
}

/**
 * The parts of an expression that each must hold: `attribute:x == y`, `attribute:x exists`, and such joined by `and`.
 * Anything else of the cluster query language has none, and ECS's own attributes are known to ECS alone.
 */
function clausesOf(expression: string | undefined): Clause[] {
  const clauses = (expression ?? '').trim().split(/\s+and\s+|\s*&&\s*/);
  const parsed = clauses.map((clause) =>
    /^attribute:([\w./\\-]+)\s*(?:(?:==|equals)\s*([\w./\\-]+)|exists)$/.exec(clause),
  );
  return parsed.every((each) => each !== null)
    ? parsed
        .filter(([, name]) => !name.startsWith('ecs.'))
        .map(([clause, name, value]) => ({ clause, name, ...(value !== undefined && { value }) }))
    : [];
}
