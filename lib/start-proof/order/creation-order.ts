import type { AppModel, Resource, Scope } from '../../app-model/app-model';

/** What is there before a resource is created, and still there while it is deleted. */
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
  private readonly direct = new Map<Resource, readonly Resource[]>();
  private readonly byId = new Map<Scope, Map<string, Resource>>();
  private readonly stacks = new Map<Scope, ReadonlySet<Scope>>();
  private readonly roots = new Map<string, Scope>();
  private readonly known = new Map<Resource, Before>();

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
    const known = this.known.get(resource);
    if (known !== undefined) {
      return known;
    }
    const earlier = new Set<Resource>();
    const whole = new Set<Scope>(this.stacksBefore(rootOf(resource.scope)));
    const open = [resource];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const one of this.waitsFor(next)) {
        if (!earlier.has(one)) {
          earlier.add(one);
          open.push(one);
          const child = one.scope.children[one.logicalId] as Scope | undefined;
          if (child !== undefined) {
            whole.add(child);
          }
        }
      }
    }
    const before: Before = {
      has: (other) =>
        earlier.has(other) ||
        // What somebody told of the account is there already.
        other.scope.stack.told === true ||
        scopesOf(other.scope).some((scope) => whole.has(scope)),
    };
    this.known.set(resource, before);
    return before;
  }

  /** Whether both are in one stack, nested ones counted to the stack that has them. */
  together(one: Resource, other: Resource): boolean {
    return rootOf(one.scope) === rootOf(other.scope);
  }

  /** What the template, or the parent stack, makes a resource wait for. */
  private waitsFor(resource: Resource): readonly Resource[] {
    const known = this.direct.get(resource);
    if (known !== undefined) {
      return known;
    }
    const { raw, scope } = resource;
    const ids = new Set<string>(raw.DependsOn);
    collectReferences(raw.Properties, ids);
    const own = [...ids].flatMap((id) => this.byId.get(scope)?.get(id) ?? []);
    // What is in a nested stack waits for all that the nested stack itself waits for.
    const nested = this.nestedStackOf(scope);
    const all = nested === undefined ? own : [...own, ...this.waitsFor(nested)];
    this.direct.set(resource, all);
    return all;
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

  /** Stacks that are deployed before one: the assembly says so, or it takes what they export. */
  private stacksBefore(root: Scope): ReadonlySet<Scope> {
    const known = this.stacks.get(root);
    if (known !== undefined) {
      return known;
    }
    const found = new Set<Scope>();
    this.stacks.set(root, found);
    const said = (root.stack.after ?? []).flatMap((artifact) => this.roots.get(artifact) ?? []);
    for (const stack of [...said, ...this.giversOf(root)]) {
      found.add(stack);
      this.stacksBefore(stack).forEach((each) => found.add(each));
    }
    found.delete(root);
    return found;
  }

  private giversOf(scope: Scope): Scope[] {
    const givers: Scope[] = [];
    collectImports(scope.template, (raw) =>
      givers.push(...this.model.givers(raw, scope).map((giver) => rootOf(giver))),
    );
    return [...givers, ...Object.values(scope.children).flatMap((child) => this.giversOf(child))];
  }
}

function rootOf(scope: Scope): Scope {
  return scope.parent === undefined ? scope : rootOf(scope.parent.scope);
}

/** A template and those around it. */
function scopesOf(scope: Scope): Scope[] {
  return scope.parent === undefined ? [scope] : [scope, ...scopesOf(scope.parent.scope)];
}

/** Logical ids that a part of a template refers to. Parameters are among them; they are no resources. */
function collectReferences(part: unknown, ids: Set<string>): void {
  if (typeof part !== 'object' || part === null) {
    return;
  }
  if (Array.isArray(part)) {
    part.forEach((item) => collectReferences(item, ids));
    return;
  }
  for (const [name, value] of Object.entries(part)) {
    if (name === 'Ref' && typeof value === 'string') {
      ids.add(value);
    } else if (name === 'Fn::GetAtt') {
      const [id] = typeof value === 'string' ? value.split('.') : Array.isArray(value) ? (value as unknown[]) : [];
      ids.add(String(id));
    } else if (name === 'Fn::Sub') {
      const [text] = [value].flat() as unknown[];
      for (const [, id] of typeof text === 'string' ? text.matchAll(/\$\{([^!}.]+)/g) : []) {
        ids.add(id.trim());
      }
      collectReferences(value, ids);
    } else {
      collectReferences(value, ids);
    }
  }
}

function collectImports(part: unknown, found: (raw: Readonly<Record<string, unknown>>) => void): void {
  if (typeof part !== 'object' || part === null) {
    return;
  }
  const raw = part as Readonly<Record<string, unknown>>;
  if ('Fn::ImportValue' in raw || 'Fn::GetStackOutput' in raw) {
    found(raw);
  }
  Object.values(raw).forEach((value) => collectImports(value, found));
}
