import { items, record, text } from '../../internal/template-value';

/** A resource as the template holds it. */
export interface ResourceView {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The resources of one stack, and how they refer to each other. Reads what the pack hands in, nothing else. */
export class StackView {
  private readonly byId: ReadonlyMap<string, ResourceView>;
  private readonly byType = new Map<string, ResourceView[]>();
  private readonly computed = new Map<string, unknown>();

  constructor(
    resources: readonly ResourceView[],
    /** Template parameters by logical id: their type and default. */
    public readonly parameters: Readonly<Record<string, unknown>> = {},
    /** Resources of any stack of the app that speak for the whole account. */
    private readonly shared: readonly ResourceView[] = [],
  ) {
    this.byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
    for (const resource of resources) {
      const same = this.byType.get(resource.type);
      if (same === undefined) {
        this.byType.set(resource.type, [resource]);
      } else {
        same.push(resource);
      }
    }
  }

  /** All resources of a type in the stack. */
  public all(type: string): readonly ResourceView[] {
    return this.byType.get(type) ?? [];
  }

  /** All resources of a type in the whole app; only of types that speak for the whole account. */
  public everywhere(type: string): readonly ResourceView[] {
    return this.shared.filter((resource) => resource.type === type);
  }

  /** Computes once per stack what many resources ask for. */
  public once<T>(key: string, compute: () => T): T {
    if (!this.computed.has(key)) {
      this.computed.set(key, compute());
    }
    return this.computed.get(key) as T;
  }

  /** The resource of the stack that a value refers to, by `Ref`, `Fn::GetAtt` or a join that holds exactly one. */
  public referred(value: unknown): ResourceView | undefined {
    const ids = references(value);
    return ids.length === 1 ? this.byId.get(ids[0]) : undefined;
  }

  /** Whether the value refers to the resource. */
  public refersTo(value: unknown, logicalId: string): boolean {
    return references(value).includes(logicalId);
  }
}

/** Logical ids that a value mentions. Pseudo parameters are none. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { Ref, 'Fn::GetAtt': attribute, ...rest } = value as Record<string, unknown>;
  const own =
    text(Ref) ?? text(items(attribute)[0]) ?? (typeof attribute === 'string' ? attribute.split('.')[0] : undefined);
  return [...(own !== undefined && !own.startsWith('AWS::') ? [own] : []), ...Object.values(rest).flatMap(references)];
}

/** Text of a value with `${Id}` where the deployment fills in; `undefined` when its shape itself is unknown. */
export function flatten(value: unknown): string | undefined {
  const plain = text(value);
  if (plain !== undefined) {
    return plain;
  }
  const {
    Ref,
    'Fn::Join': join,
    'Fn::Sub': sub,
    'Fn::Base64': base64,
    'Fn::GetAtt': attribute,
  } = record(
    // An intrinsic is no record to the readers of values, so it is looked at as one entry.
    typeof value === 'object' && value !== null ? { ...value, '': 0 } : undefined,
  );
  if (Ref !== undefined || attribute !== undefined) {
    return `\${${text(Ref) ?? items(attribute).map(text).join('.')}}`;
  }
  if (base64 !== undefined) {
    return flatten(base64);
  }
  if (Array.isArray(join)) {
    const [separator, pieces] = join as unknown[];
    const texts = items(pieces).map((piece) => flatten(piece) ?? '${}');
    return Array.isArray(pieces) ? texts.join(text(separator) ?? '') : undefined;
  }
  return text(Array.isArray(sub) ? sub[0] : sub);
}
