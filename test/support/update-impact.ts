import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type SpecDatabase = ReturnType<typeof loadAwsServiceSpecSync>;
type ResourceSpec = ReturnType<typeof resourceSpec>;
type Properties = NonNullable<ResourceSpec>['properties'];
type PropertyType = Properties[string]['type'];

/** A resource of a template. */
export interface TouchedResource {
  readonly id: string;
  readonly type: string;
  /** Whether CloudFormation lets go of it without deleting it. */
  readonly retained: boolean;
}

/** What CloudFormation would do to the resources of a stack. */
export interface UpdateImpact {
  /** Created anew, and the old ones deleted: a property has changed that can only be set at creation. */
  readonly replaced: TouchedResource[];
  /** Changed where they are. */
  readonly updated: TouchedResource[];
  /** Not there before. */
  readonly added: TouchedResource[];
  /** Not there any more. */
  readonly removed: TouchedResource[];
}

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

/**
 * Compares two templates of a stack by what the resource schemas say of each property: whether a change of it replaces the
 * resource. "Perhaps" counts as yes.
 *
 * A reference to a resource that is replaced is a change too, so replacement spreads as it does in CloudFormation.
 */
export function updateImpact(before: Template, after: Template): UpdateImpact {
  const [old, now] = [before.Resources ?? {}, after.Resources ?? {}];
  const list = (ids: string[], of: Readonly<Record<string, Resource>>): TouchedResource[] =>
    ids.sort().map((id) => ({ id, type: of[id].Type, retained: of[id].DeletionPolicy?.startsWith('Retain') === true }));
  const kept = Object.keys(now).filter((id) => id in old);
  const replaced = new Set<string>();
  for (let known = -1; known < replaced.size;) {
    known = replaced.size;
    kept.filter((id) => isReplaced(old[id], now[id], replaced)).forEach((id) => replaced.add(id));
  }
  return {
    replaced: list([...replaced], now),
    updated: list(
      kept.filter((id) => !replaced.has(id) && differs(old[id].Properties, now[id].Properties, replaced)),
      now,
    ),
    added: list(
      Object.keys(now).filter((id) => !(id in old)),
      now,
    ),
    removed: list(
      Object.keys(old).filter((id) => !(id in now)),
      old,
    ),
  };
}

function isReplaced(old: Resource, now: Resource, replaced: ReadonlySet<string>): boolean {
  const spec = resourceSpec(now.Type);
  return (
    old.Type !== now.Type ||
    (spec !== undefined && replacesIn(spec.properties, old.Properties ?? {}, now.Properties ?? {}, replaced))
  );
}

/** Whether a property differs that cannot change, at any depth. */
function replacesIn(
  properties: Properties,
  old: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  replaced: ReadonlySet<string>,
): boolean {
  return Object.entries(properties).some(
    ([name, { causesReplacement = 'no', type }]) =>
      differs(old[name], now[name], replaced) &&
      (causesReplacement !== 'no' || replacesWithin(type, old[name], now[name], replaced)),
  );
}

function replacesWithin(type: PropertyType, old: unknown, now: unknown, replaced: ReadonlySet<string>): boolean {
  if (!isRecord(old) || !isRecord(now)) {
    return false;
  }
  switch (type.type) {
    case 'ref': {
      const { properties } = spec().get('typeDefinition', type.reference);
      return replacesIn(properties, old, now, replaced);
    }
    case 'array':
    case 'map':
      return Object.keys(now).some((key) => key in old && replacesWithin(type.element, old[key], now[key], replaced));
    case 'union':
      return type.types.some((one) => replacesWithin(one, old, now, replaced));
    default:
      return false;
  }
}

function differs(old: unknown, now: unknown, replaced: ReadonlySet<string>): boolean {
  const text = JSON.stringify(now);
  return JSON.stringify(old) !== text || (text !== undefined && [...replaced].some((id) => refersTo(text, id)));
}

/** Whether a value in JSON names a resource by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
function refersTo(text: string, id: string): boolean {
  return [`{"Ref":"${id}"}`, `{"Fn::GetAtt":["${id}",`, '${' + `${id}}`, '${' + `${id}.`].some((use) =>
    text.includes(use),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

let loaded: SpecDatabase | undefined;

/** The schemas of all resources of AWS: 0.7 seconds, so once, and only when asked. */
function spec(): SpecDatabase {
  loaded ??= loadAwsServiceSpecSync();
  return loaded;
}

/** The schema of a type; custom resources have none. */
function resourceSpec(type: string) {
  return spec().lookup('resource', 'cloudFormationType', 'equals', type)[0];
}
