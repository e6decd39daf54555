import { substitutions } from '../internal/flat-text';

/** The things that a part of a template refers to. */
export interface References {
  /** Logical ids, of parameters and pseudo parameters too. */
  readonly ids: ReadonlySet<string>;
  /** Values of other stacks: each `Fn::ImportValue` and `Fn::GetStackOutput`. */
  readonly imports: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that a part of a template refers to by its own words, without following it. */
export function referencesOf(...parts: readonly unknown[]): References {
  const found = { ids: new Set<string>(), imports: [] as Readonly<Record<string, unknown>>[] };
  parts.forEach((part) => collect(part, found));
  return found;
}

function collect(part: unknown, found: { ids: Set<string>; imports: Readonly<Record<string, unknown>>[] }): void {
  if (typeof part !== 'object' || part === null) {
    return;
  }
  if (Array.isArray(part)) {
    part.forEach((item) => collect(item, found));
    return;
  }
  for (const [name, value] of Object.entries(part)) {
    if (typeof value !== 'object' && name !== 'Ref' && !name.startsWith('Fn::')) {
      continue;
    }
    if (name === 'Ref' && typeof value === 'string') {
      found.ids.add(value);
    } else if (name === 'Fn::GetAtt') {
      const [id] = typeof value === 'string' ? value.split('.') : Array.isArray(value) ? (value as unknown[]) : [];
      found.ids.add(String(id));
    } else if (name === 'Fn::Sub') {
      const [template] = [value].flat() as unknown[];
      for (const piece of typeof template === 'string' ? substitutions(template) : []) {
        if (typeof piece !== 'string') {
          found.ids.add(piece.name.split('.')[0].trim());
        }
      }
      collect(value, found);
    } else {
      if (name === 'Fn::ImportValue' || name === 'Fn::GetStackOutput') {
        found.imports.push(part as Readonly<Record<string, unknown>>);
      }
      collect(value, found);
    }
  }
}
