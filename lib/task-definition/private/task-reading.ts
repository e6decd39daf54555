import { ContainerView, TaskView } from '../../internal/task-view';
import { isUnknown, isWhollyKnown, items, record, text } from '../../internal/template-value';

/*
 * Questions that the rules ask of a task view. All lean to silence: where an answer is known only at deployment, the
 * reader says so, and a rule that needs proof of absence does not speak.
 */

/** Whether the property is set to something that is known. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !isUnknown(value);
}

/**
 * Whether the property will be there at deployment, be its value known or not: a reference is, what a condition or
 * `AWS::NoValue` may take away is not for certain.
 */
export function isGiven(value: unknown): boolean {
  const { Ref, Condition, 'Fn::If': conditional } = Object(value) as Record<string, unknown>;
  return (
    value !== undefined &&
    value !== null &&
    Ref !== 'AWS::NoValue' &&
    Condition === undefined &&
    conditional === undefined
  );
}

/** The text, when it is what the service will see: not a `{{resolve:...}}` that is filled in at deployment. */
export function literal(value: unknown): string | undefined {
  const written = text(value);
  return written?.includes('{{resolve:') ? undefined : written;
}

/** Whether the list is set and has at least one known item. */
export function hasItems(value: unknown): boolean {
  return items(value).some((item) => !isUnknown(item));
}

/** The number of items that the list has for certain: conditional ones may vanish. */
export function knownCount(value: unknown): number {
  return items(value).reduce<number>((count, item) => (isUnknown(item) ? count : count + 1), 0);
}

/** The objects of a list with their positions; items known only at deployment read as empty objects. */
export function entries(value: unknown): readonly (readonly [Readonly<Record<string, unknown>>, number])[] {
  return items(value).map((item, index) => [record(item), index] as const);
}

/** The containers that are known, whoever wrote them. */
export function knownContainers(task: TaskView): readonly ContainerView[] {
  return task.containers.filter(({ properties }) => Object.keys(properties).length > 0);
}

/** Whether every container and its name is known, so that a name that is not there does not exist. */
export function containerNamesKnown(task: TaskView): boolean {
  return (
    isWhollyKnown(task.properties.ContainerDefinitions) &&
    !task.containers.some(({ properties }) => isUnknown(properties.Name))
  );
}

/** Whether `RequiresCompatibilities` is known, so that a platform that is not named is not meant. */
export function platformsKnown(task: TaskView): boolean {
  return isWhollyKnown(task.properties.RequiresCompatibilities);
}

/** Whether the containers run Linux for certain: a view takes an operating system that is not known yet for Linux. */
export function isLinux({ operatingSystem, properties }: TaskView): boolean {
  const { RuntimePlatform } = properties;
  return (
    operatingSystem === 'LINUX' &&
    !isUnknown(RuntimePlatform) &&
    !isUnknown(record(RuntimePlatform).OperatingSystemFamily)
  );
}

/** The containers by name; of two with one name the first. */
export function containersByName(task: TaskView): ReadonlyMap<string, ContainerView> {
  const byName = new Map<string, ContainerView>();
  for (const container of knownContainers(task)) {
    if (!byName.has(container.name)) {
      byName.set(container.name, container);
    }
  }
  return byName;
}
