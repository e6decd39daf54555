import { NestedTemplate, RawResource, RawTemplate, StackTemplate } from './app-templates';

/** A resource of the app, wherever it is declared. */
export interface Resource {
  /** Unique in the app: `stack path/logical id`. */
  readonly id: string;
  readonly logicalId: string;
  readonly type: string;
  /** Construct path when the template has it, else stack and logical id. */
  readonly path: string;
  /** Declared under a condition: it may not exist. */
  readonly conditional: boolean;
  readonly scope: Scope;
  readonly raw: RawResource;
}

/** A template with what surrounds it. */
export interface Scope {
  readonly path: string;
  readonly stack: StackTemplate;
  readonly template: RawTemplate;
  /** For a nested stack: the resource that creates it. */
  readonly parent?: { readonly scope: Scope; readonly resource: RawResource };
  readonly children: Readonly<Record<string, Scope>>;
}

/** A resource, or an attribute of it (`Ref` for its reference). */
export class Pointer {
  constructor(
    readonly resource: Resource,
    readonly attribute: string,
  ) {}

  get key(): string {
    return `${this.resource.id}#${this.attribute}`;
  }
}

/** Something known only at deployment. The same reason means the same value. */
export class Unknown {
  constructor(readonly reason: string) {}
}

/** A value of a template after following its references. Texts may hold marks, see `marksIn`. */
export type Value = string | number | boolean | undefined | Pointer | Unknown | readonly Value[] | ValueRecord;
export interface ValueRecord {
  readonly [key: string]: Value;
}

const OPEN = '\u27e6';
const CLOSE = '\u27e7';
const MARK = /\u27e6[^\u27e7]*\u27e7/g;

/** Whether a text has parts that are known only at deployment. */
export function hasMarks(text: string): boolean {
  return text.includes(OPEN);
}

/**
 * All resources of an app over all its templates, and the values of their properties with references followed: through
 * exports, stack outputs and nested stacks. What cannot be followed is an `Unknown`; nothing here throws.
 */
export class ResourceGraph {
  readonly resources: Resource[] = [];
  private readonly ids = new Map<string, Resource>();
  private readonly byScope = new Map<Scope, Map<string, Resource>>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly byMark = new Map<string, Pointer | Unknown>();
  private readonly values = new WeakMap<object, { value: Value }>();
  private readonly exports = new Map<string, { scope: Scope; value: unknown }>();
  private readonly outputs = new Map<string, { scope: Scope; value: unknown }>();
  private depth = 0;

  constructor(stacks: readonly StackTemplate[]) {
    for (const stack of stacks) {
      this.addScope(stack, stack.path, stack.template, stack.nested);
    }
  }

  /** The resources of a CloudFormation type. */
  ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** The resource of an id as `Resource.id` has it. */
  byId(id: string): Resource | undefined {
    return this.ids.get(id);
  }

  /** A property of a resource, references followed. */
  property(resource: Resource, name: string): Value {
    return this.evaluate(resource.raw.Properties?.[name], resource.scope);
  }

  /** Turns a text that is nothing but one mark back into what it stands for. */
  unmark(text: string): Value {
    return this.byMark.get(text) ?? text;
  }

  /** The region that a resource is created in; a mark when it is known only at deployment. */
  regionOf(scope: Scope): string {
    return scope.stack.region ?? this.mark('?AWS::Region', new Unknown('AWS::Region'));
  }

  /** What a text's marks stand for. */
  marksIn(text: string): (Pointer | Unknown)[] {
    return (text.match(MARK) ?? []).flatMap((mark) => this.byMark.get(mark) ?? []);
  }

  /** A value as text; parts known only at deployment become marks. `undefined` for what is no text. */
  text(value: Value): string | undefined {
    if (typeof value === 'string') {
      return value;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
      return String(value);
    }
    if (value instanceof Pointer) {
      return this.symbolicName(value) ?? this.mark(value.key, value);
    }
    return value instanceof Unknown ? this.mark(`?${value.reason}`, value) : undefined;
  }

  /** The value of a raw part of a template. */
  evaluate(raw: unknown, scope: Scope): Value {
    if (typeof raw !== 'object' || raw === null) {
      return raw === null ? undefined : (raw as Value);
    }
    const known = this.values.get(raw);
    if (known) {
      return known.value;
    }
    if (this.depth > 100) {
      return new Unknown('a reference that never ends');
    }
    this.depth += 1;
    const value = Array.isArray(raw)
      ? raw.map((item) => this.evaluate(item, scope)).filter((item) => item !== undefined)
      : this.evaluateObject(raw as Record<string, unknown>, scope);
    this.depth -= 1;
    this.values.set(raw, { value });
    return value;
  }

  private evaluateObject(raw: Record<string, unknown>, scope: Scope): Value {
    const keys = Object.keys(raw);
    if (keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))) {
      return this.intrinsic(keys[0], raw[keys[0]], scope);
    }
    const entries = keys.map((key) => [key, this.evaluate(raw[key], scope)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private intrinsic(name: string, argument: unknown, scope: Scope): Value {
    const args = Array.isArray(argument) ? argument : [];
    switch (name) {
      case 'Ref':
        return this.ref(String(argument), scope);
      case 'Fn::GetAtt': {
        const [logicalId, ...attribute] = Array.isArray(argument) ? argument : String(argument).split('.');
        return this.attribute(String(logicalId), attribute.map(String).join('.'), scope);
      }
      case 'Fn::ImportValue':
        return this.follow(
          this.exports,
          `${environment(scope)}|${this.text(this.evaluate(argument, scope))}`,
          'export',
        );
      case 'Fn::GetStackOutput': {
        const output = (argument ?? {}) as Record<string, unknown>;
        const stackName = this.text(this.evaluate(output.StackName, scope));
        const region = this.text(this.evaluate(output.Region, scope)) ?? this.regionOf(scope);
        return this.follow(this.outputs, `${region}|${stackName}|${String(output.OutputName)}`, 'stack output');
      }
      case 'Fn::Join': {
        const parts = this.evaluate(args[1], scope);
        return Array.isArray(parts)
          ? this.joined(parts as Value[], String(args[0] ?? ''))
          : new Unknown('a joined list that is known only at deployment');
      }
      case 'Fn::Sub':
        return this.sub(argument, scope);
      case 'Fn::Split': {
        const text = this.text(this.evaluate(args[1], scope));
        return text === undefined || String(args[0]) === ''
          ? new Unknown('a split text that is known only at deployment')
          : splitAround(text, String(args[0])).map((part) => this.unmark(part));
      }
      case 'Fn::Select': {
        const index = Number(this.text(this.evaluate(args[0], scope)));
        const list = this.evaluate(args[1], scope);
        if (Array.isArray(list)) {
          return list[index] ?? new Unknown(`item ${index} of a list`);
        }
        const of = list instanceof Unknown ? list.reason : (this.text(list) ?? 'a list');
        return new Unknown(`item ${index} of ${of}`);
      }
      case 'Fn::GetAZs':
        return new Unknown(`the availability zones of ${scope.stack.region ?? 'the region'}`);
      case 'Fn::FindInMap':
        return this.findInMap(args, scope);
      case 'Fn::Base64':
        return this.evaluate(argument, scope);
      case 'Fn::If':
        return new Unknown(`condition ${String(args[0])}`);
      default:
        return new Unknown(`${name} ${JSON.stringify(argument)}`);
    }
  }

  private ref(id: string, scope: Scope): Value {
    switch (id) {
      case 'AWS::Region':
        return scope.stack.region ?? new Unknown('AWS::Region');
      case 'AWS::AccountId':
        return scope.stack.account ?? new Unknown('AWS::AccountId');
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::StackName':
        return scope.parent ? new Unknown(`${scope.path} AWS::StackName`) : scope.stack.name;
      case 'AWS::Partition':
      case 'AWS::URLSuffix':
        return new Unknown(id);
    }
    const resource = this.byScope.get(scope)?.get(id);
    if (resource) {
      return new Pointer(resource, 'Ref');
    }
    const parameter = scope.template.Parameters?.[id];
    if (parameter && scope.parent) {
      const passed = scope.parent.resource.Properties?.Parameters as Record<string, unknown> | undefined;
      if (passed?.[id] !== undefined) {
        return this.evaluate(passed[id], scope.parent.scope);
      }
    }
    const store = String(parameter?.Type ?? '').startsWith('AWS::SSM::Parameter')
      ? ` ${String(parameter?.Default)}`
      : '';
    return new Unknown(store ? `the SSM parameter${store}` : `parameter ${id} of ${scope.path}`);
  }

  private attribute(logicalId: string, attribute: string, scope: Scope): Value {
    const child = scope.children[logicalId];
    const output = child && /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (child && output !== undefined) {
      return this.evaluate(child.template.Outputs?.[output]?.Value, child);
    }
    const resource = this.byScope.get(scope)?.get(logicalId);
    return resource ? new Pointer(resource, attribute) : new Unknown(`${logicalId}.${attribute} of ${scope.path}`);
  }

  private follow(from: Map<string, { scope: Scope; value: unknown }>, key: string, what: string): Value {
    const found = from.get(key);
    return found ? this.evaluate(found.value, found.scope) : new Unknown(`${what} ${key.split('|').pop()}`);
  }

  private sub(argument: unknown, scope: Scope): Value {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const replaced = String(template).replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      const variable = (variables as Record<string, unknown> | undefined)?.[name];
      const value =
        variable !== undefined
          ? this.evaluate(variable, scope)
          : name.includes('.')
            ? this.attribute(name.split('.')[0], name.split('.').slice(1).join('.'), scope)
            : this.ref(name, scope);
      return this.text(value) ?? '';
    });
    return this.unmark(replaced.replace(/\$\{!/g, '${'));
  }

  private joined(parts: readonly Value[], delimiter: string): Value {
    return this.unmark(parts.map((part) => this.text(part) ?? '').join(delimiter));
  }

  private findInMap(args: readonly unknown[], scope: Scope): Value {
    const [map, first, second] = args.map((arg) => this.text(this.evaluate(arg, scope)) ?? '');
    const found = scope.template.Mappings?.[map]?.[first]?.[second];
    return found === undefined ? new Unknown(`${map} of ${first}.${second}`) : this.evaluate(found, scope);
  }

  /** ARNs and names whose parts matter to a check, spelled out so that they can be taken apart. */
  private symbolicName({ resource, attribute }: Pointer): string | undefined {
    const { scope, type } = resource;
    const own = this.mark(`${resource.id}#Ref`, new Pointer(resource, 'Ref'));
    const [partition, region, account, suffix] = [
      'AWS::Partition',
      'AWS::Region',
      'AWS::AccountId',
      'AWS::URLSuffix',
    ].map((name) => this.text(this.ref(name, scope)));
    const arn = (service: string, resourcePart: string) =>
      `arn:${partition}:${service}:${region}:${account}:${resourcePart}`;
    switch (`${type}.${attribute}`) {
      case 'AWS::ECR::Repository.Arn':
        return arn('ecr', `repository/${own}`);
      case 'AWS::ECR::Repository.RepositoryUri':
        return `${account}.dkr.ecr.${region}.${suffix}/${own}`;
      case 'AWS::Logs::LogGroup.Arn':
        return arn('logs', `log-group:${own}:*`);
      case 'AWS::S3::Bucket.Arn':
        return `arn:${partition}:s3:::${own}`;
      case 'AWS::SecretsManager::Secret.Ref':
      case 'AWS::SecretsManager::Secret.Id':
      case 'AWS::SecretsManager::SecretTargetAttachment.Ref':
        return arn('secretsmanager', `secret:${own.replace('#Ref', '#Name')}`);
      default:
        return undefined;
    }
  }

  private mark(key: string, value: Pointer | Unknown): string {
    const mark = `${OPEN}${key.replace(MARK, '?').replaceAll(OPEN, '').replaceAll(CLOSE, '')}${CLOSE}`;
    this.byMark.set(mark, value);
    return mark;
  }

  private addScope(
    stack: StackTemplate,
    path: string,
    template: RawTemplate,
    nested: Readonly<Record<string, NestedTemplate>>,
    parent?: Scope['parent'],
  ): Scope {
    const children: Record<string, Scope> = {};
    const scope: Scope = { path, stack, template, children, ...(parent && { parent }) };
    const resources = new Map<string, Resource>();
    this.byScope.set(scope, resources);
    for (const [logicalId, raw] of Object.entries(template.Resources ?? {})) {
      const resource: Resource = {
        id: `${path}/${logicalId}`,
        logicalId,
        type: raw.Type,
        path: constructPath(raw, parent ? undefined : stack.pathOf?.(logicalId)) ?? `${path}/${logicalId}`,
        conditional: raw.Condition !== undefined,
        scope,
        raw,
      };
      this.resources.push(resource);
      this.ids.set(resource.id, resource);
      resources.set(logicalId, resource);
      const same = this.byType.get(raw.Type);
      if (same) {
        same.push(resource);
      } else {
        this.byType.set(raw.Type, [resource]);
      }
      if (nested[logicalId]) {
        children[logicalId] = this.addScope(
          stack,
          `${path}/${logicalId}`,
          nested[logicalId].template,
          nested[logicalId].nested,
          { scope, resource: raw },
        );
      }
    }
    for (const [name, output] of Object.entries(template.Outputs ?? {})) {
      if (!parent) {
        this.outputs.set(`${this.regionOf(scope)}|${stack.name}|${name}`, { scope, value: output.Value });
      }
      if (output.Export) {
        const exported = this.text(this.evaluate(output.Export.Name, scope));
        this.exports.set(`${environment(scope)}|${exported}`, { scope, value: output.Value });
      }
    }
    return scope;
  }
}

/** Exports are seen within one account and region only. */
function environment({ stack }: Scope): string {
  return `${stack.account ?? ''}/${stack.region ?? ''}`;
}

function constructPath(raw: RawResource, known: string | undefined): string | undefined {
  const path = raw.Metadata?.['aws:cdk:path'] ?? known;
  return typeof path === 'string' ? path.replace(/\/(Resource|Default)$/, '') : undefined;
}

/** Splits at the delimiter, but not inside a mark. */
function splitAround(text: string, delimiter: string): string[] {
  const marks: string[] = [];
  const masked = text.replace(MARK, (mark) => `\u0000${marks.push(mark) - 1}\u0000`);
  return (
    masked
      .split(delimiter)
      // eslint-disable-next-line no-control-regex -- the mask is a character that no template has
      .map((part) => part.replace(/\u0000(\d+)\u0000/g, (_, index: string) => marks[Number(index)]))
  );
}
