import type { RawResource, RawTemplate, StackTemplate } from './templates';

/** A resource, or an attribute of it (`Ref` for its reference). */
export class Pointer {
  // Equal pointers stay equal whether somebody asked for their text or not.
  #text?: string;

  constructor(
    readonly resource: Resource,
    readonly attribute: string,
  ) {}

  get key(): string {
    return `${this.resource.id}#${this.attribute}`;
  }

  /** Its text, made once: a resource is of one model. */
  text(make: (pointer: Pointer) => string): string {
    this.#text ??= make(this);
    return this.#text;
  }
}

/** A resource of the app, wherever it is declared. */
export class Resource {
  /** Unique in the app: `stack path/logical id`. */
  readonly id: string;
  private readonly known: { path?: string; properties?: Properties } = {};

  private readonly pointers: Pointer[] = [];

  constructor(
    readonly scope: Scope,
    readonly logicalId: string,
    /** As the template has it, intrinsics and all. */
    readonly raw: RawResource,
    private readonly settled: (resource: Resource) => Properties = ({ raw: { Properties = NONE } }) => Properties,
    private readonly holds: (condition: string) => boolean | undefined = () => undefined,
  ) {
    this.id = `${scope.path}/${logicalId}`;
  }

  /** The reference to the resource (`Ref`), or to an attribute of it: the same object each time. */
  pointer(attribute: string): Pointer {
    for (const pointer of this.pointers) {
      if (pointer.attribute === attribute) {
        return pointer;
      }
    }
    const pointer = new Pointer(this, attribute);
    this.pointers.push(pointer);
    return pointer;
  }

  get type(): string {
    return this.raw.Type;
  }

  /** Whether a function or topic makes it: what it does, no template says. */
  get isCustom(): boolean {
    return this.type.startsWith('Custom::') || this.type === 'AWS::CloudFormation::CustomResource';
  }

  /**
   * The properties with every reference that leads to a plain value replaced by it: parameters that a parent stack passes,
   * exports, maps, decided conditions. What is left as an intrinsic is known only at deployment.
   *
   * Read them through `internal/template-value`.
   */
  get properties(): Properties {
    this.known.properties ??= this.settled(this);
    return this.known.properties;
  }

  /** Whether the template gives a property: to read one that is not there makes all others plain. */
  has(property: string): boolean {
    const { Properties = NONE } = this.raw;
    return Object.hasOwn(Properties, property);
  }

  /** Not of the app: it is there already, as somebody told, and its logical id is the id that AWS gave. */
  get told(): boolean {
    return this.scope.stack.told === true;
  }

  /** Declared under a condition that is not known to hold: it may not exist. */
  get conditional(): boolean {
    return this.raw.Condition !== undefined && this.holds(this.raw.Condition) !== true;
  }

  /** Path of the construct that made it, when there is one that is known. */
  get constructPath(): string | undefined {
    const path = this.manifestPath ?? this.raw.Metadata?.['aws:cdk:path'] ?? this.scope.madeBy?.(this.logicalId);
    return typeof path === 'string' ? path : undefined;
  }

  /** Path of the construct as the assembly has it; the template may have brought its own from another app. */
  get manifestPath(): string | undefined {
    return this.scope.pathOf?.(this.logicalId);
  }

  /** Path of the construct that a user made: an L2 calls its resource `Resource`, or by its own name again. */
  get label(): string {
    const parts = this.constructPath?.replace(/^\//, '').split('/') ?? [this.id];
    const last = parts[parts.length - 1];
    return (last === 'Resource' || last === parts[parts.length - 2] ? parts.slice(0, -1) : parts).join('/');
  }

  /** Path of the construct that a user made, else stack and logical id. */
  get path(): string {
    this.known.path ??= withoutLast(this.constructPath) ?? this.id;
    return this.known.path;
  }
}

/** A template with what surrounds it. */
export interface Scope {
  readonly path: string;
  readonly stack: StackTemplate;
  readonly template: RawTemplate;
  /** File of the template, of a nested one too. */
  readonly templateFile?: string;
  /** Construct path of a resource of the template, when the assembly has it. */
  readonly pathOf?: (logicalId: string) => string | undefined;
  /** Path of the construct that made a resource, where there are constructs. Slow. */
  readonly madeBy?: (logicalId: string) => string | undefined;
  /** For a nested stack: the resource that creates it. */
  readonly parent?: { readonly scope: Scope; readonly resource: RawResource };
  readonly children: Readonly<Record<string, Scope>>;
  /** Macros under `Resources`, as `Fn::ForEach::Services`: what they make is known only at deployment. */
  readonly macros: readonly string[];
  /** The template as it was written, macros and all. */
  readonly written: unknown;
}

/** The path of an L2 for that of its default child. */
function withoutLast(path: string | undefined): string | undefined {
  return path?.endsWith('/Resource') === true
    ? path.slice(0, -'/Resource'.length)
    : path?.endsWith('/Default') === true
      ? path.slice(0, -'/Default'.length)
      : path;
}

type Properties = Readonly<Record<string, unknown>>;

const NONE: Properties = Object.freeze({});
