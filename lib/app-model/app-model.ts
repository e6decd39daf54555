import { Evaluator } from './evaluation/evaluator';
import { Resource, Scope } from './resource';
import { withoutLoops } from './loops';
import { settledProperties } from './settled';
import { NestedTemplate, RawTemplate, StackTemplate, macrosOf, soundTemplate } from './templates';
import { Pointer, Unknown, Value, ValueRecord } from './values';

export { Resource } from './resource';
export type { Scope } from './resource';
export { Either, Pointer, Unknown, hasMarks } from './values';
export type { Value, ValueRecord } from './values';

/**
 * All resources of an app over all its templates, and the values of their properties with references followed: through
 * exports, stack outputs and nested stacks. What cannot be followed is an `Unknown`; nothing here throws.
 */
export class AppModel {
  readonly resources: Resource[] = [];
  /** Every template of the app, nested ones included, in the order of the app. */
  readonly scopes: Scope[] = [];
  private readonly ids = new Map<string, Resource>();
  private readonly toldIds = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly evaluator = new Evaluator();
  private readonly referrers = new Map<string, Map<Resource, Resource[]>>();
  private readonly values = new Map<Resource, ValueRecord>();

  /**
   * @param constructPath of a resource by its template's file and its logical id, where neither the assembly nor the template has it
   */
  constructor(
    private readonly stacks: readonly StackTemplate[],
    private readonly constructPath?: (templateFile: string, logicalId: string) => string | undefined,
  ) {
    for (const stack of stacks) {
      this.addScope(stack, stack.path ?? stack.name, stack, undefined);
    }
    this.leaveOutAbsent();
  }

  /** The same app with nothing assumed of its parameters; `undefined` where nothing is. */
  withoutAssumptions(): AppModel | undefined {
    return this.stacks.some(({ parameters = {} }) => Object.keys(parameters).length > 0)
      ? new AppModel(
          this.stacks.map(({ parameters: _, ...stack }) => stack),
          this.constructPath,
        )
      : undefined;
  }

  /** The resources of a CloudFormation type. */
  ofType(type: string): readonly Resource[] {
    return this.byType.get(type) ?? NO_RESOURCES;
  }

  /** All custom resources. */
  customResources(): Resource[] {
    return [...this.byType.values()].filter(([first]) => first?.isCustom).flat();
  }

  /** The resource of an id as `Resource.id` has it. */
  byId(id: string): Resource | undefined {
    return this.ids.get(id);
  }

  /** The resource that is there already under the id that AWS gave it, when somebody told of it. */
  told(awsId: string): Resource | undefined {
    return this.toldIds.get(awsId);
  }

  /** The same app, with what is there already. */
  withTold(...told: StackTemplate[]): AppModel {
    return new AppModel([...this.stacks, ...told.map((stack) => ({ ...stack, told: true }))], this.constructPath);
  }

  /** The platform for which an image asset of the app is built, when the asset names one: `linux/arm64`. */
  platformOfImage(tag: string): string | undefined {
    return this.stacks.map(({ imagePlatforms }) => imagePlatforms?.().get(tag)).find((found) => found !== undefined);
  }

  /** A property of a resource, references followed. */
  property({ raw, scope }: Resource, name: string): Value {
    const part = raw.Properties?.[name];
    // Most are not there, or plain.
    return typeof part === 'object' ? this.evaluator.evaluate(part, scope) : (part as Value);
  }

  /** All properties of a resource, references followed. */
  properties(resource: Resource): ValueRecord {
    let known = this.values.get(resource);
    if (known === undefined) {
      known = this.valuesOf(resource);
      this.values.set(resource, known);
    }
    return known;
  }

  /** The value of a raw part of a template. */
  evaluate(raw: unknown, scope: Scope): Value {
    return this.evaluator.evaluate(raw, scope);
  }

  /** The resource that a raw value refers to: by `Ref`, `Fn::GetAtt`, an export, a stack output or a nested stack. */
  referred(from: Resource, raw: unknown): Resource | undefined {
    if (typeof raw !== 'object' || raw === null) {
      return undefined;
    }
    const value = this.evaluator.evaluate(raw, from.scope);
    return value instanceof Pointer ? value.resource : undefined;
  }

  /** The resource that a property refers to. */
  behind(resource: Resource, name: string): Resource | undefined {
    const value = this.property(resource, name);
    return value instanceof Pointer ? value.resource : undefined;
  }

  /** Every resource that a raw value mentions, wherever in it, each once. */
  mentioned(raw: unknown, scope: Scope): readonly Resource[] {
    return this.evaluator.mentioned(raw, scope);
  }

  /** The resources of a type whose property refers to this one, or to one of a list of them. */
  referrersOf(resource: Resource, type: string, property: string): readonly Resource[] {
    const key = `${type}.${property}`;
    let index = this.referrers.get(key);
    if (index === undefined) {
      index = new Map<Resource, Resource[]>();
      for (const each of this.ofType(type)) {
        for (const other of this.mentioned(each.raw.Properties?.[property], each.scope)) {
          const same = index.get(other);
          if (same === undefined) {
            index.set(other, [each]);
          } else {
            same.push(each);
          }
        }
      }
      this.referrers.set(key, index);
    }
    return index.get(resource) ?? NO_RESOURCES;
  }

  /** The templates that give away what a raw `Fn::ImportValue` or `Fn::GetStackOutput` takes. */
  givers(raw: Readonly<Record<string, unknown>>, scope: Scope): Scope[] {
    return this.evaluator.outputs.givers(raw, scope);
  }

  /** Turns a text that is nothing but one mark back into what it stands for. */
  unmark(text: string): Value {
    return this.evaluator.marks.unmark(text);
  }

  /** The region that a resource is created in; a mark when it is known only at deployment. */
  regionOf(scope: Scope): string {
    return this.evaluator.outputs.regionOf(scope);
  }

  /** The values that the marks of a text stand for. */
  marksIn(text: string): (Pointer | Unknown)[] {
    return this.evaluator.marks.in(text);
  }

  /** A value as text; parts known only at deployment become marks. `undefined` for what is no text. */
  text(value: Value): string | undefined {
    return this.evaluator.marks.text(value);
  }

  /** A text as people should read it: its marks in guillemets, `«Base/Cluster.Arn»`. */
  readable(text: string): string {
    return this.evaluator.marks.readable(text);
  }

  /** A raw value that is read as this one wherever it stands. */
  rawOf(value: Value): unknown {
    return this.evaluator.rawOf(value);
  }

  private valuesOf({ raw: { Properties = NONE }, scope }: Resource): ValueRecord {
    const whole = this.evaluator.evaluate(Properties, scope);
    // One that has nothing but a macro is not the value of that macro.
    return whole instanceof Pointer || whole instanceof Unknown || typeof whole !== 'object' || Array.isArray(whole)
      ? Object.fromEntries(
          Object.keys(Properties).map((name) => [name, this.evaluator.evaluate(Properties[name], scope)]),
        )
      : (whole as ValueRecord);
  }

  private addScope(
    stack: StackTemplate,
    path: string,
    { template: given, templateFile, pathOf, nested = {} }: NestedTemplate,
    parent: Scope['parent'] | undefined,
  ): Scope {
    const written = withoutLoops(given, (name) => (parent === undefined ? listOf(stack, name) : undefined));
    const template = soundTemplate(written);
    const children: Record<string, Scope> = Object.create(null) as Record<string, Scope>;
    const scope: Scope = {
      path,
      stack,
      template,
      children,
      macros: macrosOf(written),
      written,
      ...(pathOf && { pathOf }),
      ...(templateFile !== undefined && { madeBy: (logicalId) => this.constructPath?.(templateFile, logicalId) }),
      ...(templateFile !== undefined && { templateFile }),
      ...(parent && { parent }),
    };
    this.scopes.push(scope);
    const resources = new Map<string, Resource>();
    this.evaluator.addScope(scope, resources);
    const { Resources = {} } = template;
    const settled = (each: Resource) => settledProperties(this.evaluator, each);
    const holds = (condition: string) => this.isThere(condition, scope);
    for (const logicalId of Object.keys(Resources)) {
      const raw = Resources[logicalId];
      const resource = new Resource(scope, logicalId, raw, settled, holds);
      resources.set(logicalId, resource);
      this.addResource(resource);
      if (raw.Type === 'Custom::CrossRegionExportWriter') {
        this.evaluator.outputs.addCarried(scope, raw);
      }
      if (Object.hasOwn(nested, logicalId)) {
        children[logicalId] = this.addScope(stack, `${path}/${logicalId}`, nested[logicalId], { scope, resource: raw });
      }
    }
    this.addOutputs(scope, template);
    return scope;
  }

  /** Whether what a condition makes is there: with the defaults it may be, and what these leave out is judged as well. */
  private isThere(condition: string, scope: Scope): boolean | undefined {
    const decided = this.evaluator.conditions.decide(condition, scope);
    return decided === false && restsOnDefaults(scope) ? undefined : decided;
  }

  /** Leaves out what its own condition, or that of the nested stack around it, forbids. */
  private leaveOutAbsent(): void {
    const forbids = (condition: string | undefined, scope: Scope): boolean =>
      condition !== undefined &&
      !restsOnDefaults(scope) &&
      this.evaluator.conditions.decide(condition, scope) === false;
    const isAbsent = ({ parent }: Scope): boolean =>
      parent !== undefined && (forbids(parent.resource.Condition, parent.scope) || isAbsent(parent.scope));
    const absent = new Set(this.resources.filter(({ raw, scope }) => forbids(raw.Condition, scope) || isAbsent(scope)));
    if (absent.size === 0) {
      return;
    }
    const present = this.resources.filter((resource) => !absent.has(resource));
    this.resources.splice(0, this.resources.length, ...present);
    for (const { id, type } of absent) {
      this.ids.delete(id);
      this.byType.set(
        type,
        this.ofType(type).filter((each) => !absent.has(each)),
      );
    }
  }

  private addResource(resource: Resource): void {
    this.resources.push(resource);
    this.ids.set(resource.id, resource);
    if (resource.told) {
      this.toldIds.set(resource.logicalId, resource);
    }
    const same = this.byType.get(resource.type);
    if (same) {
      same.push(resource);
    } else {
      this.byType.set(resource.type, [resource]);
    }
  }

  private addOutputs(scope: Scope, { Outputs = {} }: RawTemplate): void {
    for (const [name, output] of Object.entries(Outputs)) {
      this.evaluator.outputs.add(scope, name, output);
    }
  }
}

/** The items of a list that is a parameter, where its value is known. */
function listOf({ given = {}, parameters = {} }: StackTemplate, name: string): readonly string[] | undefined {
  const values = [given, parameters].find((each) => Object.hasOwn(each, name));
  return values?.[name].split(',').map((item) => item.trim());
}

const NO_RESOURCES: readonly Resource[] = Object.freeze([]);
const NONE: Readonly<Record<string, unknown>> = Object.freeze({});

/** True when the conditions of a template may rest on defaults of its parameters: with other values they decide otherwise. */
function restsOnDefaults({ parent, stack: { parameters = {} }, template: { Conditions } }: Scope): boolean {
  const assumed = Object.keys(parameters);
  const written = assumed.length === 0 ? '' : JSON.stringify(Conditions ?? {});
  return parent !== undefined ? assumed.length > 0 : assumed.some((name) => written.includes(`"${name}"`));
}
