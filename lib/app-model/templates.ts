/** A template as CloudFormation will get it. */
export interface RawTemplate {
  readonly Parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, RawResource>>;
  readonly Outputs?: Readonly<Record<string, RawOutput>>;
}

/** A resource of a template. */
export interface RawResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  /** Logical ids of what CloudFormation makes first. */
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** An output of a template. */
export interface RawOutput {
  readonly Value?: unknown;
  readonly Export?: { readonly Name?: unknown };
}

/** One stack of the app with its template; nested stacks hang under the resource that creates them. */
export interface StackTemplate {
  readonly name: string;
  /** Name within the app, as messages have it; the stack's name when there is none. */
  readonly path?: string;
  /** As it was written, as `legible` has it. */
  readonly template: RawTemplate;
  /** `undefined` when known only at deployment. */
  readonly region?: string;
  readonly account?: string;
  readonly templateFile?: string;
  /** Name by which stacks of an assembly call each other, and those of them that are deployed before this one. */
  readonly artifact?: string;
  readonly after?: readonly string[];
  /** Defaults that its parameters are taken to have, without those that are given. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values that somebody gave its parameters for the deployment that is judged. */
  readonly given?: Readonly<Record<string, string>>;
  /** The platforms that its image assets name, by the tag of the image. Read on first use. */
  readonly imagePlatforms?: () => ReadonlyMap<string, string>;
  /** Construct path of a resource, when the assembly has it. Read on first use. */
  readonly pathOf?: (logicalId: string) => string | undefined;
  /** Whether one of these words was said of a construct of the stack, when the assembly tells: faster than to look at all. */
  readonly says?: (...words: readonly string[]) => boolean | undefined;
  /** The templates of nested stacks, by the logical id of their `AWS::CloudFormation::Stack`. */
  readonly nested?: Readonly<Record<string, NestedTemplate>>;
  /** No stack of the app: what is there already, as somebody told. Its logical ids are the ids that AWS gave. */
  readonly told?: boolean;
}

/** The template of a nested stack, and what is nested in it. */
export interface NestedTemplate {
  readonly template: RawTemplate;
  readonly templateFile?: string;
  /** Construct path of a resource, when the assembly has it. */
  readonly pathOf?: (logicalId: string) => string | undefined;
  readonly nested?: Readonly<Record<string, NestedTemplate>>;
}

/** CloudFormation's templates are far from it; deeper ones overflow the stack of whoever reads them. */
const DEEPEST = 200;

/**
 * A template that readers can follow: cut where it nests too deep, and what a macro fills in is among what macros make. Both are
 * known only at deployment.
 */
export function legible(json: unknown): unknown {
  if (!needsCare(json, DEEPEST)) {
    return json;
  }
  const shallow = cut(json, DEEPEST);
  const { Resources } = entriesOf(shallow);
  return isObject(Resources)
    ? {
        ...(shallow as Entries),
        Resources: Object.fromEntries(
          Object.entries(Resources).map(([id, resource]) => [
            isFilledIn(entriesOf(resource).Properties) ? `${FILLED_IN}${id}` : id,
            resource,
          ]),
        ),
      }
    : shallow;
}

/** Begins the name of a macro that fills in a resource. */
export const FILLED_IN = 'Fn::Transform::';

/** Whether a macro adds to properties: it stands beside them, or for all of them. */
function isFilledIn(properties: unknown): boolean {
  return isObject(properties) && ('Fn::Transform' in properties || Object.values(properties).some(hasFilledIn));
}

/** A macro that stands alone is the whole value, which is unknown without that. */
function hasFilledIn(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) {
    return false;
  }
  return (
    ('Fn::Transform' in json && Object.keys(json).length > 1) || Object.values(json).some((part) => hasFilledIn(part))
  );
}

/** Whether something nests too deep, or a macro is named somewhere. */
function needsCare(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) {
    return false;
  }
  if (levels === 0) {
    return true;
  }
  for (const name in json) {
    const part = (json as Entries)[name];
    if (typeof part === 'object' && (name === 'Fn::Transform' || needsCare(part, levels - 1))) {
      return true;
    }
  }
  return false;
}

function cut(json: unknown, levels: number): unknown {
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  if (levels === 0) {
    return { 'Fn::Transform': 'what nests too deep to be read' };
  }
  return Array.isArray(json)
    ? json.map((item: unknown) => cut(item, levels - 1))
    : Object.fromEntries(Object.entries(json).map(([name, part]) => [name, cut(part, levels - 1)]));
}

type Entries = Readonly<Record<string, unknown>>;

/** Makes a template of any JSON: what has the wrong shape is left out, so that no reader has to ask again. */
export function soundTemplate(json: unknown): RawTemplate {
  const { Parameters, Mappings, Conditions, Resources, Outputs } = entriesOf(json);
  return {
    Parameters: onlyObjects(Parameters) as RawTemplate['Parameters'],
    Mappings: ofObjects(Mappings) as RawTemplate['Mappings'],
    Conditions: entriesOf(Conditions),
    Resources: soundResources(Resources),
    Outputs: onlyObjects(Outputs) as RawTemplate['Outputs'],
  };
}

/**
 * Macros, whose work is known only at deployment: names under `Resources`, as `Fn::ForEach::Services`, and transforms of the whole
 * template. Those of AWS but `AWS::Include` make nothing that checks could miss.
 */
export function macrosOf(json: unknown): string[] {
  const { Resources, Transform } = entriesOf(json);
  const names = Transform === undefined ? [] : [Transform].flat().map((each) => (isObject(each) ? each.Name : each));
  return [
    ...Object.keys(entriesOf(Resources)).filter((name) => name.startsWith('Fn::')),
    ...names.filter((name): name is string => typeof name === 'string' && !/^AWS::(?!Include$)/.test(name)),
  ];
}

function soundResources(json: unknown): Record<string, RawResource> {
  const sound: Record<string, RawResource> = Object.create(null) as Record<string, RawResource>;
  const resources = entriesOf(json);
  for (const logicalId of Object.keys(resources)) {
    const { Type, Properties, Metadata, Condition, DependsOn, DeletionPolicy, UpdateReplacePolicy } = entriesOf(
      resources[logicalId],
    );
    if (typeof Type === 'string' && !(Type in NONE) && !logicalId.startsWith('Fn::')) {
      const resource: { -readonly [Name in keyof RawResource]: RawResource[Name] } = {
        Type,
        Properties: entriesOf(Properties),
        Metadata: entriesOf(Metadata),
      };
      if (Condition !== undefined) {
        resource.Condition = typeof Condition === 'string' ? Condition : '';
      }
      if (DependsOn !== undefined) {
        resource.DependsOn = [DependsOn].flat().filter((id): id is string => typeof id === 'string');
      }
      if (typeof DeletionPolicy === 'string') {
        resource.DeletionPolicy = DeletionPolicy;
      }
      if (typeof UpdateReplacePolicy === 'string') {
        resource.UpdateReplacePolicy = UpdateReplacePolicy;
      }
      sound[logicalId] = resource;
    }
  }
  return sound;
}

function ofObjects(json: unknown): Entries {
  return Object.fromEntries(Object.entries(onlyObjects(json)).map(([name, map]) => [name, onlyObjects(map)]));
}

function onlyObjects(json: unknown): Entries {
  return Object.fromEntries(Object.entries(entriesOf(json)).filter(([, value]) => isObject(value)));
}

function entriesOf(json: unknown): Entries {
  return isObject(json) ? json : NONE;
}

const NONE: Entries = Object.freeze({});

function isObject(json: unknown): json is Entries {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
