import { substitutions } from '../internal/flat-text';
import { Conditions } from './conditions';
import type { Resource, Scope } from './resource';
import type { RawOutput } from './templates';
import {
  Either,
  Pointer,
  Unknown,
  Value,
  ValueRecord,
  aroundMarks,
  hasMarks,
  replaceMarks,
  markOf,
  marksOf,
  splitAroundMarks,
} from './values';

/** A value that a stack gives away. */
interface Output {
  readonly scope: Scope;
  readonly value: unknown;
}

/** Follows intrinsics to the values behind them. What cannot be followed is an `Unknown`; nothing here throws. */
export class Evaluator {
  private readonly byScope = new Map<Scope, ReadonlyMap<string, Resource>>();
  private readonly marks = new Map<string, string>();
  private readonly byMark = new Map<string, Pointer | Unknown>();
  /** By the raw value. Not weak: they live as long as the templates, and a weak map costs each garbage collection. */
  private readonly values = new Map<object, Value>();
  private readonly exports = new Map<string, Output[]>();
  /** The outputs that imports of a name lead to: hundreds of services import the same few things. */
  private readonly imports = new Map<Scope, Map<string, readonly Output[]>>();
  private readonly outputs = new Map<string, Output>();
  private readonly conditions = new Conditions((raw, scope) => this.evaluate(raw, scope));
  private readonly written = (pointer: Pointer): string =>
    this.symbolicName(pointer) ?? this.mark(pointer.key, pointer);
  private depth = 0;

  /** Makes a template known; the map may be filled afterwards. */
  addScope(scope: Scope, resources: ReadonlyMap<string, Resource>): void {
    this.byScope.set(scope, resources);
  }

  /** Makes an output known, and its export. */
  addOutput(scope: Scope, name: string, { Value: value, Export }: RawOutput): void {
    if (!scope.parent) {
      this.outputs.set(`${this.regionOf(scope)}|${scope.stack.name}|${name}`, { scope, value });
    }
    if (typeof Export === 'object' && Export !== null) {
      const exported = this.text(this.evaluate(Export.Name, scope)) ?? '';
      this.imports.clear();
      const same = this.exports.get(exported);
      if (same) {
        same.push({ scope, value });
      } else {
        this.exports.set(exported, [{ scope, value }]);
      }
    }
  }

  /** The templates that give away what a raw `Fn::ImportValue` or `Fn::GetStackOutput` takes. */
  givers(raw: Readonly<Record<string, unknown>>, scope: Scope): Scope[] {
    if ('Fn::ImportValue' in raw) {
      return this.exportsNamed(raw['Fn::ImportValue'], scope).map((output) => output.scope);
    }
    const output = this.outputs.get(this.outputKey(raw['Fn::GetStackOutput'], scope));
    return output === undefined ? [] : [output.scope];
  }

  /** Decides a condition of a template; `undefined` when only the deployment knows. */
  decides(condition: string, scope: Scope): boolean | undefined {
    return this.conditions.decide(condition, scope);
  }

  unmark(text: string): Value {
    return this.byMark.get(text) ?? text;
  }

  regionOf(scope: Scope): string {
    return scope.stack.region ?? this.mark('?AWS::Region', new Unknown('AWS::Region'));
  }

  marksIn(text: string): (Pointer | Unknown)[] {
    return marksOf(text).flatMap((mark) => this.byMark.get(mark) ?? []);
  }

  readable(text: string): string {
    if (!hasMarks(text)) {
      return text;
    }
    return replaceMarks(text, (mark) => {
      const value = this.byMark.get(mark);
      return value instanceof Pointer
        ? `«${value.resource.path}${value.attribute === 'Ref' ? '' : `.${value.attribute}`}»`
        : `«${value === undefined ? '?' : this.readable(value.reason)}»`;
    });
  }

  text(value: Value): string | undefined {
    if (typeof value === 'string') {
      return value;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
      return String(value);
    }
    if (value instanceof Pointer) {
      return value.text(this.written);
    }
    return value instanceof Unknown ? this.mark(`?${value.key}`, value) : undefined;
  }

  mentioned(raw: unknown, scope: Scope): readonly Resource[] {
    const whole = this.evaluate(raw, scope);
    if (whole instanceof Pointer) {
      return [whole.resource];
    }
    if (typeof whole !== 'object' && (typeof whole !== 'string' || !hasMarks(whole))) {
      return NOTHING;
    }
    const found = new Set<Resource>();
    const seen = new Set<object>();
    const collect = (value: Value): void => {
      if (value instanceof Pointer) {
        found.add(value.resource);
      } else if (value instanceof Either) {
        value.branches.forEach(collect);
      } else if (typeof value === 'string') {
        this.marksIn(value).forEach(collect);
      } else if (typeof value === 'object' && !(value instanceof Unknown) && !seen.has(value)) {
        seen.add(value);
        Object.values(value).forEach(collect);
      }
    };
    collect(whole);
    return [...found];
  }

  evaluate(raw: unknown, scope: Scope): Value {
    if (typeof raw !== 'object' || raw === null) {
      return raw === null ? undefined : (raw as Value);
    }
    const known = this.values.get(raw);
    if (known !== undefined || this.values.has(raw)) {
      return known;
    }
    if (this.depth > 100) {
      return new Unknown('a reference that never ends');
    }
    this.depth += 1;
    const value = Array.isArray(raw)
      ? this.evaluateList(raw as unknown[], scope)
      : this.evaluateObject(raw as Record<string, unknown>, scope);
    this.depth -= 1;
    return value;
  }

  /** A raw value, without references, that is read as this one wherever it stands; its open parts are intrinsics. */
  rawOf(value: Value): unknown {
    if (value instanceof Pointer || value instanceof Unknown) {
      const raw = { 'Fn::Value': this.text(value) };
      this.values.set(raw, value);
      return raw;
    }
    if (typeof value === 'string' && hasMarks(value)) {
      const pieces = aroundMarks(value).map((piece) =>
        this.byMark.has(piece) ? this.rawOf(this.byMark.get(piece)) : piece,
      );
      const raw = { 'Fn::Join': ['', pieces] };
      this.values.set(raw, value);
      return raw;
    }
    if (typeof value !== 'object') {
      return value;
    }
    return Array.isArray(value)
      ? (value as readonly Value[]).map((item) => this.rawOf(item))
      : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.rawOf(item)]));
  }

  private evaluateObject(raw: Record<string, unknown>, scope: Scope): Value {
    const intrinsic = intrinsicOf(raw);
    if (intrinsic !== undefined) {
      return this.followed(raw, intrinsic, scope);
    }
    let changed: Record<string, Value> | undefined;
    let isFlat = true;
    // No list of the keys here and below: every part of every template comes by.
    for (const key in raw) {
      const part = raw[key];
      if (typeof part !== 'object') {
        continue;
      }
      isFlat = false;
      const value = this.evaluate(part, scope);
      if (value !== part) {
        changed ??= { ...(raw as Record<string, Value>) };
        if (value === undefined) {
          delete changed[key];
        } else {
          changed[key] = value;
        }
      }
    }
    // Plain parts are their own value.
    const value = changed ?? (raw as ValueRecord);
    if (!isFlat) {
      this.values.set(raw, value);
    }
    return value;
  }

  private evaluateList(raw: readonly unknown[], scope: Scope): Value {
    let changed: Value[] | undefined;
    let isFlat = true;
    for (let index = 0; index < raw.length; index += 1) {
      const item = raw[index];
      if (typeof item !== 'object') {
        continue;
      }
      isFlat = false;
      const value = this.evaluate(item, scope);
      if (value !== item) {
        changed ??= [...(raw as readonly Value[])];
        changed[index] = value;
      }
    }
    const value = changed?.filter((item) => item !== undefined) ?? (raw as readonly Value[]);
    if (!isFlat) {
      this.values.set(raw, value);
    }
    return value;
  }

  /** The value of an intrinsic. What refers to itself meets `TO_ITSELF` while it is being followed. */
  private followed(raw: Readonly<Record<string, unknown>>, name: string, scope: Scope): Value {
    const pointer = this.pointed(name, raw[name], scope);
    if (pointer !== undefined) {
      return pointer;
    }
    this.values.set(raw, TO_ITSELF);
    const value = this.intrinsic(name, raw[name], scope);
    this.values.set(raw, value);
    return value;
  }

  /** The pointer that a `Ref` or `Fn::GetAtt` to a resource of its own template is: as most are, and nothing to follow. */
  private pointed(name: string, argument: unknown, scope: Scope): Pointer | undefined {
    if (name === 'Ref') {
      return typeof argument === 'string' ? this.byScope.get(scope)?.get(argument)?.pointer('Ref') : undefined;
    }
    if (name !== 'Fn::GetAtt' || !Array.isArray(argument) || argument.length !== 2) {
      return undefined;
    }
    const id: unknown = argument[0];
    const attribute: unknown = argument[1];
    return typeof id === 'string' && typeof attribute === 'string' && !(id in scope.children)
      ? this.byScope.get(scope)?.get(id)?.pointer(attribute)
      : undefined;
  }

  private intrinsic(name: string, argument: unknown, scope: Scope): Value {
    const args = list(argument);
    switch (name) {
      case 'Ref':
        return typeof argument === 'string' ? this.ref(argument, scope) : whole(name, argument, scope);
      case 'Fn::GetAtt':
        return this.getAtt(argument, scope);
      case 'Fn::ImportValue':
        return this.importValue(argument, scope);
      case 'Fn::GetStackOutput':
        return this.stackOutput(argument, scope);
      case 'Fn::Join': {
        const parts = this.evaluate(args[1], scope);
        return Array.isArray(parts) && typeof args[0] === 'string'
          ? this.joined(parts as Value[], args[0])
          : new Unknown('a joined list that is known only at deployment', keyOf(name, argument, scope));
      }
      case 'Fn::Sub':
        return this.sub(argument, scope);
      case 'Fn::Split': {
        const given = this.evaluate(args[1], scope);
        const text = this.apart(given) ?? this.text(given);
        // An attribute that is one mark may have the delimiter in it.
        const isWhole = given instanceof Pointer && text !== undefined && marksOf(text)[0] === text;
        return text === undefined || typeof args[0] !== 'string' || args[0] === '' || isWhole
          ? new Unknown('a split text that is known only at deployment', keyOf(name, argument, scope))
          : this.split(text, args[0]);
      }
      case 'Fn::Select':
        return this.select(args, scope);
      case 'Fn::GetAZs':
        return new Unknown(`the availability zones of ${scope.stack.region ?? 'the region'}`);
      case 'Fn::FindInMap':
        return this.findInMap(args, scope);
      case 'Fn::Base64':
        return this.evaluate(argument, scope);
      case 'Fn::If':
        return this.choice(args, scope);
      default:
        return whole(name, argument, scope);
    }
  }

  private choice(args: readonly unknown[], scope: Scope): Value {
    const [condition] = args;
    if (typeof condition !== 'string') {
      return whole('Fn::If', args, scope);
    }
    const decided = this.conditions.decide(condition, scope);
    if (decided !== undefined) {
      return this.evaluate(decided ? args[1] : args[2], scope);
    }
    return new Either(`condition ${condition}`, keyOf('Fn::If', args, scope), [
      this.evaluate(args[1], scope),
      this.evaluate(args[2], scope),
    ]);
  }

  private select(args: readonly unknown[], scope: Scope): Value {
    const index = Number(this.text(this.evaluate(args[0], scope)));
    if (!Number.isInteger(index)) {
      return whole('Fn::Select', args, scope);
    }
    const list = this.evaluate(args[1], scope);
    if (Array.isArray(list)) {
      return (list[index] as Value) ?? new Unknown(`item ${index} of a list`, keyOf('Fn::Select', args, scope));
    }
    const of = list instanceof Unknown ? list.reason : (this.text(list) ?? 'a list');
    return new Unknown(`item ${index} of ${of}`, list instanceof Unknown ? `item ${index} of ${list.key}` : undefined);
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
    return resource ? resource.pointer('Ref') : this.parameter(id, scope);
  }

  private parameter(id: string, scope: Scope): Value {
    const { Parameters = {} } = scope.template;
    const parameter = Object.hasOwn(Parameters, id) ? Parameters[id] : undefined;
    const type = typeof parameter?.Type === 'string' ? parameter.Type : '';
    const listed = (value: Value): Value =>
      typeof value === 'string' && /^(List<|CommaDelimitedList)/.test(type) ? this.split(value, ',') : value;
    if (parameter && scope.parent) {
      const passed = (scope.parent.resource.Properties?.Parameters ?? {}) as Record<string, unknown>;
      if (Object.hasOwn(passed, id)) {
        return listed(this.evaluate(passed[id], scope.parent.scope));
      }
    }
    const [given, assumed] = [scope.stack.given, scope.stack.parameters].map((values) =>
      scope.parent === undefined && values !== undefined && Object.hasOwn(values, id) ? values[id] : undefined,
    );
    const isStored = type.startsWith('AWS::SSM::Parameter::Value');
    const value = given ?? assumed;
    if (parameter && value !== undefined && !isStored) {
      return listed(value);
    }
    const store = given ?? parameter?.Default;
    return new Unknown(
      isStored && typeof store === 'string' ? `the SSM parameter ${store}` : `parameter ${id} of ${scope.path}`,
    );
  }

  private getAtt(argument: unknown, scope: Scope): Value {
    const parts: readonly unknown[] = typeof argument === 'string' ? argument.split('.') : list(argument);
    return parts.length > 1 && parts.every((part) => typeof part === 'string')
      ? this.attribute(parts[0] as string, parts.slice(1).join('.'), scope)
      : whole('Fn::GetAtt', argument, scope);
  }

  private attribute(logicalId: string, attribute: string, scope: Scope): Value {
    const child = scope.children[logicalId] as Scope | undefined;
    const output = child && /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (child && output !== undefined) {
      return this.evaluate(child.template.Outputs?.[output]?.Value, child);
    }
    const resource = this.byScope.get(scope)?.get(logicalId);
    return resource ? resource.pointer(attribute) : new Unknown(`${logicalId}.${attribute} of ${scope.path}`);
  }

  /** Exports are seen within one account and region. A stack that names neither may be deployed to any. */
  private importValue(argument: unknown, scope: Scope): Value {
    const possible = this.exportsNamed(argument, scope);
    if (possible.length === 1) {
      return this.evaluate(possible[0].value, possible[0].scope);
    }
    const name = this.text(this.evaluate(argument, scope)) ?? '';
    return new Unknown(`export ${name}`, `export ${environment(scope)} ${name}`);
  }

  private exportsNamed(argument: unknown, scope: Scope): readonly Output[] {
    const name = this.text(this.evaluate(argument, scope)) ?? '';
    let known = this.imports.get(scope);
    if (known === undefined) {
      known = new Map<string, readonly Output[]>();
      this.imports.set(scope, known);
    }
    let found = known.get(name);
    if (found === undefined) {
      found = this.possibleExports(name, scope);
      known.set(name, found);
    }
    return found;
  }

  private possibleExports(name: string, scope: Scope): readonly Output[] {
    const all = this.exports.get(name) ?? [];
    const same = all.filter((output) => sameEnvironment(output.scope, scope));
    return same.length > 0 ? same : all.filter((output) => mayShareEnvironment(output.scope, scope));
  }

  private stackOutput(argument: unknown, scope: Scope): Value {
    const { OutputName } = (argument ?? {}) as Record<string, unknown>;
    if (typeof OutputName !== 'string') {
      return whole('Fn::GetStackOutput', argument, scope);
    }
    const key = this.outputKey(argument, scope);
    const found = this.outputs.get(key);
    return found ? this.evaluate(found.value, found.scope) : new Unknown(`stack output ${OutputName}`, key);
  }

  private outputKey(argument: unknown, scope: Scope): string {
    const { StackName, Region, OutputName } = (argument ?? {}) as Record<string, unknown>;
    const region = this.text(this.evaluate(Region, scope)) ?? this.regionOf(scope);
    return `${region}|${this.text(this.evaluate(StackName, scope))}|${String(OutputName)}`;
  }

  private sub(argument: unknown, scope: Scope): Value {
    const [template, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as unknown[];
    if (typeof template !== 'string') {
      return whole('Fn::Sub', argument, scope);
    }
    const own = (typeof variables === 'object' && variables !== null ? variables : {}) as Record<string, unknown>;
    const parts = substitutions(template).map((piece): Value => {
      if (typeof piece === 'string') {
        return piece;
      }
      const { name } = piece;
      const [id, ...attribute] = name.split('.');
      return Object.hasOwn(own, name)
        ? this.evaluate(own[name], scope)
        : attribute.length > 0
          ? this.attribute(id, attribute.join('.'), scope)
          : this.ref(name, scope);
    });
    return this.joined(parts, '');
  }

  private joined(parts: readonly Value[], delimiter: string): Value {
    return this.unmark(parts.map((part) => this.text(part) ?? '').join(delimiter));
  }

  private split(text: string, delimiter: string): Value[] {
    return splitAroundMarks(text, delimiter).map((part) => this.unmark(part));
  }

  private findInMap(args: readonly unknown[], scope: Scope): Value {
    const [map = '', first = '', second = ''] = args.map((arg) => this.text(this.evaluate(arg, scope)));
    const { Mappings = {} } = scope.template;
    const outer = Object.hasOwn(Mappings, map) ? Mappings[map] : {};
    const inner = Object.hasOwn(outer, first) ? outer[first] : {};
    return Object.hasOwn(inner, second)
      ? this.evaluate(inner[second], scope)
      : new Unknown(`${map} of ${first}.${second}`, keyOf('Fn::FindInMap', args, scope));
  }

  /**
   * The ARN of what is whole one value, when it is taken apart: a task definition as by Step Functions' integration, a
   * listener to name its rules.
   */
  private apart(value: Value): string | undefined {
    if (!(value instanceof Pointer)) {
      return undefined;
    }
    const { resource, attribute } = value;
    const part = (name: string) => this.text(this.ref(name, resource.scope)) ?? '';
    const arn = (service: string, rest: string) =>
      `arn:${part('AWS::Partition')}:${service}:${part('AWS::Region')}:${part('AWS::AccountId')}:${rest}`;
    if (resource.type === 'AWS::ElasticLoadBalancingV2::Listener' && /^(Ref|ListenerArn)$/.test(attribute)) {
      return arn('elasticloadbalancing', listenerPath(resource.id, resource.properties.Protocol));
    }
    const family =
      resource.type === 'AWS::ECS::TaskDefinition'
        ? this.text(this.evaluate(resource.properties.Family, resource.scope))
        : undefined;
    return family && arn('ecs', `task-definition/${family}:${markOf(`${resource.id}#Revision`)}`);
  }

  /** ARNs and names whose parts matter to a check, spelled out so that they can be taken apart. */
  private symbolicName({ resource, attribute }: Pointer): string | undefined {
    const { scope, type } = resource;
    const own = () => this.mark(`${resource.id}#Ref`, resource.pointer('Ref'));
    const part = (name: string) => this.text(this.ref(name, scope)) ?? '';
    const arn = (service: string, resourcePart: string) =>
      `arn:${part('AWS::Partition')}:${service}:${part('AWS::Region')}:${part('AWS::AccountId')}:${resourcePart}`;
    switch (`${type}.${attribute}`) {
      case 'AWS::ECR::Repository.Arn':
        return arn('ecr', `repository/${own()}`);
      case 'AWS::ECR::Repository.RepositoryUri':
        return `${part('AWS::AccountId')}.dkr.ecr.${part('AWS::Region')}.${part('AWS::URLSuffix')}/${own()}`;
      case 'AWS::Logs::LogGroup.Arn':
        return arn('logs', `log-group:${own()}:*`);
      case 'AWS::S3::Bucket.Arn':
        return `arn:${part('AWS::Partition')}:s3:::${own()}`;
      case 'AWS::SecretsManager::Secret.Ref':
      case 'AWS::SecretsManager::Secret.Id':
      case 'AWS::SecretsManager::SecretTargetAttachment.Ref':
        return arn('secretsmanager', `secret:${own().replace('#Ref', '#Name')}`);
      default:
        return undefined;
    }
  }

  /** Values that differ get marks that differ, though people may call them by the same words. */
  private mark(key: string, value: Pointer | Unknown): string {
    const known = this.marks.get(key);
    if (known !== undefined) {
      return known;
    }
    const plain = value instanceof Unknown ? `?${value.reason}` : key;
    const mark = this.byMark.has(markOf(plain)) ? markOf(`${plain} (${this.marks.size})`) : markOf(plain);
    this.marks.set(key, mark);
    this.byMark.set(mark, value);
    return mark;
  }
}

/** The end of the ARN of a listener, with marks for the ids of its load balancer and of itself. */
export function listenerPath(id: string, protocol: unknown): string {
  const kind = /^(TCP|UDP|TLS|TCP_UDP|QUIC|TCP_QUIC)$/.test(typeof protocol === 'string' ? protocol : 'HTTP')
    ? 'net'
    : 'app';
  return `listener/${kind}/${[0, 1, 2].map((index) => markOf(`${id}#${index}`)).join('/')}`;
}

const NOTHING: readonly Resource[] = Object.freeze([]);

const TO_ITSELF = new Unknown('a reference to itself');

/** The name of an intrinsic function, which stands alone; `undefined` for every other object. */
function intrinsicOf(raw: Readonly<Record<string, unknown>>): string | undefined {
  let only: string | undefined;
  for (const key in raw) {
    if (only !== undefined) {
      return undefined;
    }
    only = key;
  }
  return only !== undefined && (only === 'Ref' || only.startsWith('Fn::')) ? only : undefined;
}

/** An unknown that is equal only to one that is written alike in the same template. */
function whole(name: string, argument: unknown, scope: Scope): Unknown {
  return new Unknown(`${name} ${JSON.stringify(argument)}`, keyOf(name, argument, scope));
}

function list(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? (argument as unknown[]) : [];
}

function keyOf(name: string, argument: unknown, scope: Scope): string {
  return `${scope.path} ${name} ${JSON.stringify(argument)}`;
}

function environment({ stack }: Scope): string {
  return `${said(stack.account) ?? ''}/${said(stack.region) ?? ''}`;
}

function sameEnvironment(one: Scope, other: Scope): boolean {
  return environment(one) === environment(other);
}

/** True when two templates may be deployed to one account and region. */
export function mayShareEnvironment({ stack: one }: Scope, { stack: other }: Scope): boolean {
  const may = (left: string | undefined, right: string | undefined) =>
    left === undefined || right === undefined || left === right;
  return may(said(one.account), said(other.account)) && may(said(one.region), said(other.region));
}

/** The CDK writes `unknown-account` and `unknown-region` where the app says none. */
function said(name: string | undefined): string | undefined {
  return name?.startsWith('unknown-') === true ? undefined : name;
}
