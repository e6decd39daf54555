import type { AppModel, Resource, Scope } from '../../app-model/app-model';
import {
  ReferenceCollector,
  References,
  WrittenReferences,
  collectAwaited,
  referencesOf,
} from '../../app-model/references';

/** The resources that are there before a resource is created, and still there while it is deleted. */
export interface Before {
  has(resource: Resource): boolean;
}

/**
 * The order in which CloudFormation creates what is in an app, and backwards in which it deletes it: by `DependsOn` and
 * references within a template, whole for nested stacks, whole for stacks that are deployed first.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
 */
export class CreationOrder {
  private readonly direct = new Map<Resource, Waiting>();
  private readonly byId = new Map<Scope, Map<string, Resource>>();
  private readonly stacks = new Map<Scope, ReadonlySet<Scope>>();
  private readonly roots = new Map<string, Scope>();
  private readonly whole = new Map<Scope, ReadonlySet<Scope>>();
  private readonly known = new Map<Resource, Before>();
  private readonly written = new Map<Scope, WrittenReferences>();
  private readonly apart = new Map<Scope, boolean>();

  constructor(private readonly model: AppModel) {
    for (const resource of model.resources) {
      const ids = this.byId.get(resource.scope) ?? new Map<string, Resource>();
      this.byId.set(resource.scope, ids.set(resource.logicalId, resource));
    }
    for (const scope of model.scopes) {
      if (scope.parent === undefined && scope.stack.artifact !== undefined) {
        this.roots.set(scope.stack.artifact, scope);
      }
    }
  }

  /** Everything that a resource waits for, near and far. */
  before(resource: Resource): Before {
    let known = this.known.get(resource);
    if (known === undefined) {
      known = new Earlier(resource, this.wholeBefore(rootOf(resource.scope)), this);
      this.known.set(resource, known);
    }
    return known;
  }

  /** Whether something of its own template may wait for a resource: nothing refers to most policies, and then nothing does. */
  isAwaited({ scope, logicalId }: Resource): boolean {
    let apart = this.apart.get(scope);
    if (apart === undefined) {
      apart = this.isApart(scope);
      this.apart.set(scope, apart);
    }
    return !apart || this.writtenIn(scope).mayHave(logicalId);
  }

  /** Whether nothing in a template waits for the template as a whole: as a nested stack, or as a stack that it takes something of. */
  private isApart(scope: Scope): boolean {
    const { imports } = this.writtenIn(scope);
    return (
      scope.parent === undefined &&
      imports !== undefined &&
      this.giversOf(imports, scope).every((giver) => giver !== scope && !this.stacksBefore(giver).has(scope))
    );
  }

  private writtenIn(scope: Scope): WrittenReferences {
    let written = this.written.get(scope);
    if (written === undefined) {
      written = new WrittenReferences(scope);
      this.written.set(scope, written);
    }
    return written;
  }

  /** Follows references from a resource, to all that is before it by them. */
  walk(resource: Resource): Before {
    const before = new Walked(this.wholeBefore(rootOf(resource.scope)));
    const open = [resource];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { resources, stacks } = this.waitsFor(next);
      for (const stack of stacks) {
        if (before.addWhole(stack)) {
          this.stacksBefore(stack).forEach((each) => before.addWhole(each));
        }
      }
      for (const one of resources) {
        if (before.add(one)) {
          open.push(one);
          const child = one.scope.children[one.logicalId] as Scope | undefined;
          if (child !== undefined) {
            before.addWhole(child);
          }
        }
      }
    }
    return before;
  }

  /** Stacks that are there before a whole stack is begun. */
  private wholeBefore(root: Scope): ReadonlySet<Scope> {
    let known = this.whole.get(root);
    if (known === undefined) {
      known = new Set(this.deployedBefore(root));
      this.whole.set(root, known);
    }
    return known;
  }

  /** Whether both are in one stack, nested ones counted to the stack that has them. */
  together(one: Resource, other: Resource): boolean {
    return rootOf(one.scope) === rootOf(other.scope);
  }

  /** The stack of a resource, for a nested one the stack that has it. */
  rootOf({ scope }: Resource): Scope {
    return rootOf(scope);
  }

  /** The stacks that the assembly has deployed before one, whatever the templates take of others. */
  declaredBefore(root: Scope): ReadonlySet<Scope> {
    const found = new Set<Scope>();
    const open = [root];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const artifact of next.stack.after ?? []) {
        const stack = this.roots.get(artifact);
        if (stack !== undefined && !found.has(stack)) {
          found.add(stack);
          open.push(stack);
        }
      }
    }
    return found;
  }

  /** The stacks that a stack and those nested in it take a value of, as often as they do. */
  giversOfStack(root: Scope): readonly Scope[] {
    return this.allGiversOf(root);
  }

  /** Finds what the template, the parent stack or an import makes a resource wait for. */
  private waitsFor(resource: Resource): Waiting {
    const known = this.direct.get(resource);
    if (known !== undefined) {
      return known;
    }
    const own = this.ownWaits(resource);
    // What is in a nested stack waits for all that the nested stack itself waits for.
    const nested = this.nestedStackOf(resource.scope);
    const above = nested && this.waitsFor(nested);
    const waiting =
      above === undefined
        ? own
        : { resources: [...own.resources, ...above.resources], stacks: [...own.stacks, ...above.stacks] };
    this.direct.set(resource, waiting);
    return waiting;
  }

  private ownWaits(resource: Resource): Waiting {
    const { scope } = resource;
    const found = new ReferencesWithin(this.byId.get(scope));
    collectAwaited(resource, found);
    return { resources: found.resources, stacks: this.giversOf(found.imports, scope) };
  }

  /** The stacks that give away what is imported, each once. */
  private giversOf(imports: References['imports'], scope: Scope): readonly Scope[] {
    if (imports.length === 0) {
      return NO_SCOPES;
    }
    const stacks = new Set<Scope>();
    for (const each of imports) {
      this.model.givers(each, scope).forEach((giver) => stacks.add(rootOf(giver)));
    }
    return [...stacks];
  }

  /** The resource that creates a nested stack. */
  private nestedStackOf(scope: Scope): Resource | undefined {
    const { parent } = scope;
    if (parent === undefined) {
      return undefined;
    }
    const [logicalId] = Object.entries(parent.scope.children).find(([, child]) => child === scope) ?? [''];
    return this.byId.get(parent.scope)?.get(logicalId);
  }

  /** Stacks that the assembly deploys before one. */
  private deployedBefore(root: Scope): Scope[] {
    return (root.stack.after ?? []).flatMap((artifact) => {
      const stack = this.roots.get(artifact);
      return stack === undefined ? [] : [stack, ...this.stacksBefore(stack)];
    });
  }

  /** Stacks that are there when one is: the assembly says so, or it takes what they export. */
  private stacksBefore(root: Scope): ReadonlySet<Scope> {
    const known = this.stacks.get(root);
    if (known !== undefined) {
      return known;
    }
    const found = new Set<Scope>();
    this.stacks.set(root, found);
    this.deployedBefore(root).forEach((stack) => found.add(stack));
    for (const stack of this.allGiversOf(root)) {
      found.add(stack);
      this.stacksBefore(stack).forEach((each) => found.add(each));
    }
    found.delete(root);
    return found;
  }

  /** The stacks that a template and those nested in it take something of. */
  private allGiversOf(scope: Scope): Scope[] {
    const { Conditions, Mappings, Outputs, Parameters } = scope.template;
    return this.giversOf(referencesOf(Conditions, Mappings, Outputs, Parameters).imports, scope).concat(
      this.giversOfResources(scope),
      Object.values(scope.children).flatMap((child) => this.allGiversOf(child)),
    );
  }

  private giversOfResources(scope: Scope): readonly Scope[] {
    const resources = [...(this.byId.get(scope)?.values() ?? [])];
    const { imports } = this.writtenIn(scope);
    // What a condition leaves out takes nothing.
    return imports !== undefined && Object.keys(scope.template.Resources ?? {}).length === resources.length
      ? this.giversOf(imports, scope)
      : this.giversOf(referencesOf(...resources.map(({ raw }) => raw.Metadata)).imports, scope).concat(
          resources.flatMap((resource) => this.waitsFor(resource).stacks),
        );
  }
}

/** The things that a resource waits for: resources of its own stack, and whole stacks that it takes something of. */
interface Waiting {
  readonly resources: readonly Resource[];
  readonly stacks: readonly Scope[];
}

const NO_SCOPES: readonly Scope[] = Object.freeze([]);

/** The resources that are there before one is. What is asked for most often is answered first, and references are followed last. */
class Earlier implements Before {
  private walked?: Before;

  constructor(
    private readonly resource: Resource,
    private readonly whole: ReadonlySet<Scope>,
    private readonly order: CreationOrder,
  ) {}

  has(other: Resource): boolean {
    const { scope } = other;
    if (
      isWithin(this.whole, scope) ||
      // What somebody told of the account is there already.
      scope.stack.told === true
    ) {
      return true;
    }
    if (scope === this.resource.scope) {
      if (this.resource.raw.DependsOn?.includes(other.logicalId) === true) {
        return true;
      }
      if (!this.order.isAwaited(other)) {
        return false;
      }
    }
    this.walked ??= this.order.walk(this.resource);
    return this.walked.has(other);
  }
}

/** The resources and templates that following references from one leads to. */
class Walked implements Before {
  private readonly resources = new Set<Resource>();
  private added?: Set<Scope>;

  constructor(private readonly whole: ReadonlySet<Scope>) {}

  has(other: Resource): boolean {
    return this.resources.has(other) || (this.added !== undefined && isWithin(this.added, other.scope));
  }

  /** Adds a resource; `false` when it was there. */
  add(resource: Resource): boolean {
    const { size } = this.resources;
    return this.resources.add(resource).size > size;
  }

  /** Adds a whole template; `false` when it was there. */
  addWhole(scope: Scope): boolean {
    if (this.whole.has(scope) || this.added?.has(scope) === true) {
      return false;
    }
    this.added ??= new Set<Scope>();
    this.added.add(scope);
    return true;
  }
}

/** Whether a template, or one that it is nested in, is among some. */
function isWithin(some: ReadonlySet<Scope>, scope: Scope): boolean {
  return some.has(scope) || (scope.parent !== undefined && isWithin(some, scope.parent.scope));
}

/** The things that a part of a template refers to: resources of the template, each once, and imports. */
class ReferencesWithin implements ReferenceCollector {
  readonly resources: Resource[] = [];
  readonly imports: Readonly<Record<string, unknown>>[] = [];

  constructor(private readonly ofScope: ReadonlyMap<string, Resource> | undefined) {}

  /** Adds the resource of a logical id, which may be that of a parameter. */
  add(id: string): void {
    const resource = this.ofScope?.get(id);
    if (resource !== undefined && !this.resources.includes(resource)) {
      this.resources.push(resource);
    }
  }

  addImport(raw: Readonly<Record<string, unknown>>): void {
    this.imports.push(raw);
  }
}

function rootOf(scope: Scope): Scope {
  return scope.parent === undefined ? scope : rootOf(scope.parent.scope);
}
