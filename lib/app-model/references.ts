import { substitutions } from '../internal/flat-text';
import type { Resource, Scope } from './resource';

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

/**
 * The references of a template's resources, found in their text at once: to follow them takes several times as long. It is sure
 * only of what nothing refers to.
 */
export class WrittenReferences {
  /** Each import of a plain name, once; nothing where names are made up of others. */
  readonly imports?: References['imports'];
  /** Logical ids of `DependsOn`, and references as the text has them. */
  private readonly found: ReadonlySet<string>;
  private readonly hasOthers: boolean;

  constructor({ template: { Resources = {} } }: Scope) {
    const text = JSON.stringify(Resources);
    const imports = [...new Set(text.match(/"Fn::(?:ImportValue|GetStackOutput)":(?:"[^"\\]*")?/g))];
    if (imports.every((each) => each.endsWith('"'))) {
      this.imports = imports.map((each) => JSON.parse(`{${each}}`) as Readonly<Record<string, unknown>>);
    }
    this.hasOthers = /"Fn::(?:Sub":|GetAtt":(?!\["))/.test(text);
    const found = new Set<string>(text.match(/"(?:Ref":|Fn::GetAtt":\[)"[^"]*"/g));
    for (const { DependsOn } of Object.values(Resources)) {
      DependsOn?.forEach((id) => found.add(id));
    }
    this.found = found;
  }

  /** Whether something may refer to a logical id. */
  mayHave(id: string): boolean {
    return (
      this.hasOthers ||
      // Others are escaped in the text.
      !/^\w+$/.test(id) ||
      this.found.has(id) ||
      this.found.has(`"Ref":"${id}"`) ||
      this.found.has(`"Fn::GetAtt":["${id}"`)
    );
  }
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
