import { error, Finding, warning } from '../../internal/finding';
import { asText } from '../../app-model/values';
import { items, number, record, text } from '../../internal/template-value';
import type { CapacityReading, ServiceReading } from '../../app-model/capacity/capacity-reading';
import type { StrategyEntry } from '../../app-model/capacity/cluster-reading';
import type { TaskKind } from '../../internal/packing';
import { InstanceType, registeredMemory } from '../../internal/instance-types';
import type { GroupModel, HostLimits } from '../../app-model/capacity/plan-model';
import type { Resource } from '../../app-model/resource';
import { at, LocatedFinding } from './located-finding';

/** Tasks that no host of their provider can take, however many there are. */
export function hostFindings({ services }: CapacityReading): LocatedFinding[] {
  return services.flatMap((service) => {
    const found = (entry: StrategyEntry) => [
      ...limitFindings(entry, service.resource, service.model?.task),
      ...attributeFindings(entry, service),
      ...efsFindings(entry, service),
    ];
    return at(
      service.resource,
      ...service.strategy.filter(takesTasks).flatMap(found),
      // Other hosts may join the cluster from outside of the app.
      ...onlyHosts(service)
        .flatMap(found)
        .map((finding) => ({ ...finding, severity: 'warning' as const })),
    );
  });
}

/** The only hosts that a service of launch type EC2 may land on, as a strategy would name them. */
function onlyHosts({ onHosts }: ServiceReading): StrategyEntry[] {
  return onHosts ? [{ label: onHosts.provider.label, provider: onHosts.provider, weight: 1 }] : [];
}

/** Whether some of the tasks start on the provider. What only the deployment knows is not taken for a yes. */
export function takesTasks({ base, weight }: StrategyEntry): boolean {
  return (number(base) ?? 0) > 0 || (number(weight) ?? 0) > 0;
}

/** Checks the largest instance where types are chosen by attributes: it must hold a task. */
export function limitFindings(
  { provider }: Pick<StrategyEntry, 'provider'>,
  resource: Resource,
  task: TaskKind | undefined,
): Finding[] {
  const limits = provider?.limits;
  if (limits === undefined || task === undefined) {
    return [];
  }
  const { cpu, memory, gpu } = task;
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

/** Placement constraints that no host of a provider meets: attributes that hosts register, and those that ECS gives them. */
function attributeFindings({ provider }: StrategyEntry, { resource, service, task }: ServiceReading): Finding[] {
  const ofTask = items(task?.properties.PlacementConstraints).map(record);
  const expressions = [
    ...service.placementConstraints
      .filter(({ Type }) => asText(Type) === 'memberOf')
      .map(({ Expression }) => asText(Expression)),
    ...ofTask.filter(({ Type }) => text(Type) === 'memberOf').map(({ Expression }) => text(Expression)),
  ];
  const clauses = expressions.flatMap(clausesOf);
  return provider?.group === undefined
    ? []
    : [
        ...customFindings(resource, provider.label, provider.group, clauses),
        ...builtInFindings(resource, provider.label, provider.group, clauses),
      ];
}

function customFindings({ label }: Resource, provider: string, group: GroupModel, all: readonly Clause[]): Finding[] {
  const { attributes } = group;
  return attributes === undefined
    ? []
    : all
        .filter(({ name }) => !name.startsWith('ecs.'))
        .filter(({ name, holds }) => !holds(Object.hasOwn(attributes, name) ? attributes[name] : undefined))
        .map(({ name, value, clause }) =>
          error(
            'CapacityPlan.noSuchHost',
            `'${label}' may be placed only where '${clause}', and the hosts of '${provider}' ${
              Object.keys(attributes).includes(name) ? `register '${attributes[name]}' there` : `register no '${name}'`
            }, so ECS places no task of it there; give the hosts the attribute${
              value === undefined ? '' : ` ${name} = ${value}`
            } ('attributes' of AsgCapacity), or name another provider`,
          ),
        );
}

/** Attributes that ECS gives to every instance, as far as its type tells them. */
const BUILT_IN: Readonly<Record<string, (type: InstanceType) => string>> = {
  'ecs.instance-type': ({ name }) => name,
  'ecs.cpu-architecture': ({ architecture }) => architecture,
};

function builtInFindings({ label }: Resource, provider: string, group: GroupModel, all: readonly Clause[]): Finding[] {
  const clauses = all.filter(({ name }) => Object.hasOwn(BUILT_IN, name));
  const meets = (type: InstanceType) => clauses.every(({ name, holds }) => holds(BUILT_IN[name](type)));
  return clauses.length === 0 || !group.allTypes || group.types.some(meets)
    ? []
    : [
        error(
          'CapacityPlan.noSuchHost',
          `'${label}' may be placed only where '${clauses.map(({ clause }) => clause).join("' and '")}', and the hosts of '${provider}' are ${group.types.map(({ name }) => name).join(', ')}, so ECS places no task of it there; change the constraint or the types, or name another provider`,
        ),
      ];
}

/**
 * Bottlerocket mounts EFS, but neither over TLS nor with IAM: bottlerocket-os/bottlerocket#1080, open in 2025-12. An access
 * point needs TLS.
 */
function efsFindings({ provider }: StrategyEntry, { resource, definition }: ServiceReading): Finding[] {
  return provider?.group?.bottlerocket === true
    ? (definition?.volumes ?? [])
        .filter(({ efs }) => asText(efs?.transitEncryption) === 'ENABLED' || efs?.authorization !== undefined)
        .map(({ name, index }) =>
          warning(
            'CapacityPlan.bottlerocketEfs',
            `volume '${name ?? `#${index + 1}`}' of '${resource.label}' is a file system of EFS over TLS, as access points and IAM need, and the hosts of '${provider.label}' run Bottlerocket, which supports neither; ECS may never place the task there, so use Amazon Linux`,
          ),
        )
    : [];
}

interface Clause {
  readonly clause: string;
  readonly name: string;
  /** The one value that meets it, when there is one. */
  readonly value?: string;
  /** Whether an instance with this value meets it; `undefined` is one without the attribute. */
  holds(value: string | undefined): boolean;
}

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '==': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  '=~': matches,
  '!~': (value, wanted) => !matches(value, wanted),
  in: (value, wanted) => listed(wanted).includes(value),
  '!in': (value, wanted) => !listed(wanted).includes(value),
};

/** The other names of the operators. ECS developer guide, cluster query language. */
const SPELLED: Readonly<Record<string, string>> = {
  equals: '==',
  not_equals: '!=',
  matches: '=~',
  not_matches: '!~',
  not_in: '!in',
};

/** A pattern that JavaScript does not take may match anything. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return true;
  }
}

function listed(list: string): string[] {
  return list.replace(/^\[|\]$/g, '').split(/\s*,\s*/);
}

/** The parts of an expression that each must hold, joined by `and`. Of anything else there are none. */
function clausesOf(expression: string | undefined): Clause[] {
  const clauses = (expression ?? '').trim().split(/\s+and\s+|\s*&&\s*/);
  const parsed = clauses.map((clause) =>
    /^attribute:([\w./\\-]+)\s*(?:(==|!=|=~|!~|!in\b|in\b|equals\b|not_equals\b|matches\b|not_matches\b|not_in\b)\s*(\[[^\]]*\]|[^\s()|]+)|(exists))$/.exec(
      clause,
    ),
  );
  return parsed.every((each) => each !== null)
    ? parsed.map(([clause, name, operator, wanted]) => {
        const spelled = SPELLED[operator] ?? operator;
        const negative = spelled?.startsWith('!');
        return {
          clause,
          name,
          ...(spelled === '==' && { value: wanted }),
          holds: (value) =>
            operator === undefined
              ? value !== undefined
              : value === undefined
                ? negative
                : OPERATORS[spelled](value, wanted),
        };
      })
    : [];
}
