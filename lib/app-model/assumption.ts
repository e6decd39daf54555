import type { Resource } from './resource';

/** Says of a finding at a resource that it holds with the defaults of the parameters that the resource names. */
export function assumption({ raw, scope }: Resource): string {
  const assumed = Object.keys(scope.stack.parameters ?? {});
  const named = namesIn([raw.Properties, raw.Condition], scope.template.Conditions ?? {});
  const meant = scope.parent === undefined ? assumed.filter((name) => named.has(name)) : [];
  const words = meant.map((name) => `'${name}'`).join(', ');
  return meant.length === 0
    ? '; with the defaults of the parameters'
    : `; with the default of parameter${meant.length === 1 ? '' : 's'} ${words}`;
}

/** The texts in a raw value that may name a parameter, those of its conditions included. */
function namesIn(raw: unknown, conditions: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (part: unknown): void => {
    if (typeof part === 'string') {
      const own = [part, ...[...part.matchAll(/\$\{([^!}.]+)\}/g)].map(([, name]) => name)].filter(
        (name) => !names.has(name),
      );
      own.forEach((name) => {
        names.add(name);
        if (Object.hasOwn(conditions, name)) {
          collect(conditions[name]);
        }
      });
    } else if (typeof part === 'object' && part !== null) {
      Object.values(part).forEach(collect);
    }
  };
  collect(raw);
  return names;
}
