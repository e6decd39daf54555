import type { AppModel } from '../../app-model/app-model';
import type { Resource, Scope } from '../../app-model/resource';
import { items, record, text } from '../../internal/template-value';

/** A thing that a value mentions: a resource of the app, or a parameter. */
export interface Mention {
  /** Equal for two mentions of one thing, in whatever template. */
  readonly id: string;
  /** Its logical id. */
  readonly name: string;
  readonly resource?: Resource;
}

/** A template as a rule sees it: what its values refer to, here and in the other templates of the app. */
export class StackView {
  constructor(
    readonly scope: Scope,
    readonly app: AppModel,
    private readonly computed: Map<string, unknown> = new Map(),
  ) {}

  /** Template parameters by logical id: their type and default. */
  public get parameters(): Readonly<Record<string, unknown>> {
    return this.scope.template.Parameters ?? {};
  }

  /** All resources of a type in the app. */
  public all(type: string): readonly Resource[] {
    return this.app.ofType(type);
  }

  /** Computes once per app what many resources ask for. */
  public once<T>(key: string, compute: () => T): T {
    if (!this.computed.has(key)) {
      this.computed.set(key, compute());
    }
    return this.computed.get(key) as T;
  }

  /** The resource that a value refers to: the only one that it mentions. */
  public referred(value: unknown): Resource | undefined {
    const mentions = this.mentions(value);
    return mentions.length === 1 ? mentions[0].resource : undefined;
  }

  /**
   * The resources that a value mentions, wherever in it: through exports, outputs and parameters of nested stacks too.
   */
  public mentions(value: unknown, scope: Scope = this.scope): readonly Mention[] {
    if (Array.isArray(value)) {
      return value.flatMap((item) => this.mentions(item, scope));
    }
    if (typeof value !== 'object' || value === null) {
      return [];
    }
    const found = Object.keys(value).some((key) => FOLLOWED.has(key)) ? this.app.mentioned(value, scope) : [];
    if (found.length > 0) {
      return found.map((resource) => ({ id: resource.id, name: resource.logicalId, resource }));
    }
    const { Ref, 'Fn::GetAtt': attribute, ...rest } = value as Record<string, unknown>;
    const own =
      text(Ref) ?? text(items(attribute)[0]) ?? (typeof attribute === 'string' ? attribute.split('.')[0] : undefined);
    return [
      ...(own !== undefined && !own.startsWith('AWS::') ? [{ id: `${scope.path}/${own}`, name: own }] : []),
      ...Object.values(rest).flatMap((part) => this.mentions(part, scope)),
    ];
  }
}

const FOLLOWED: ReadonlySet<string> = new Set(['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::GetStackOutput']);

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
