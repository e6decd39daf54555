import { substitutions } from '../internal/flat-text';
import type { Resource } from './resource';

/** The things that a part of a template refers to. */
export interface References {
  /** Logical ids, of parameters and pseudo parameters too. */
  readonly ids: ReadonlySet<string>;
  /** Values of other stacks: each `Fn::ImportValue` and `Fn::GetStackOutput`. */
  readonly imports: readonly Readonly<Record<string, unknown>>[];
}

/** Takes what a part of a template refers to, as often as it does. */
export interface ReferenceCollector {
  /** Takes a logical id, of a parameter or pseudo parameter too. */
  add(id: string): void;
  /** Takes an `Fn::ImportValue` or `Fn::GetStackOutput`. */
  addImport(raw: Readonly<Record<string, unknown>>): void;
}

/** Everything that a part of a template refers to by its own words, without following it. */
export function referencesOf(...parts: readonly unknown[]): References {
  const ids = new Set<string>();
  const imports: Readonly<Record<string, unknown>>[] = [];
  const collector: ReferenceCollector = { add: (id) => ids.add(id), addImport: (raw) => imports.push(raw) };
  parts.forEach((part) => collectReferences(part, collector));
  return { ids, imports };
}

/** Finds everything that CloudFormation makes before a resource: what its properties refer to, and `DependsOn`. */
export function collectAwaited({ raw }: Resource, found: ReferenceCollector): void {
  raw.DependsOn?.forEach((id) => found.add(id));
  collectReferences(raw.Properties, found);
}

/** Finds everything that a part of a template refers to by its own words. */
export function collectReferences(part: unknown, found: ReferenceCollector): void {
  if (typeof part !== 'object' || part === null) {
    return;
  }
  if (Array.isArray(part)) {
    for (const item of part as unknown[]) {
      if (typeof item === 'object') {
        collectReferences(item, found);
      }
    }
    return;
  }
  const entries = part as Readonly<Record<string, unknown>>;
  for (const name in entries) {
    const value = entries[name];
    if (typeof value === 'object' && name !== 'Fn::GetAtt') {
      collectReferences(value, found);
    }
    if (name === 'Ref' || name.startsWith('Fn::')) {
      collectOwn(name, value, entries, found);
    }
  }
}

/** Takes what an intrinsic function refers to by itself, not what stands in it. */
function collectOwn(
  name: string,
  value: unknown,
  raw: Readonly<Record<string, unknown>>,
  found: ReferenceCollector,
): void {
  switch (name) {
    case 'Ref':
      if (typeof value === 'string') {
        found.add(value);
      }
      return;
    case 'Fn::GetAtt': {
      const [id] = typeof value === 'string' ? value.split('.') : Array.isArray(value) ? (value as unknown[]) : [];
      found.add(String(id));
      return;
    }
    case 'Fn::Sub': {
      const [template] = [value].flat() as unknown[];
      for (const piece of typeof template === 'string' ? substitutions(template) : []) {
        if (typeof piece !== 'string') {
          found.add(piece.name.split('.')[0].trim());
        }
      }
      return;
    }
    case 'Fn::ImportValue':
    case 'Fn::GetStackOutput':
      found.addImport(raw);
      return;
    default:
  }
}
