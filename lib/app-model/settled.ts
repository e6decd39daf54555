import { isUnknown as isOpen } from '../internal/template-value';
import type { AppModel, Resource, Scope, Value } from './app-model';
import { hasMarks, Pointer, Unknown } from './values';

type Properties = Readonly<Record<string, unknown>>;

const settled = new WeakMap<Resource, Properties>();

/**
 * The properties of a resource with every reference that leads to a plain value replaced by it: parameters that a parent
 * stack passes, exports, maps, decided conditions. What is left as an intrinsic is known only at deployment.
 *
 * Read them through `internal/template-value`.
 */
export function settledProperties(model: AppModel, resource: Resource): Properties {
  const known = settled.get(resource);
  if (known !== undefined) {
    return known;
  }
  const properties = settle(model, resource.properties, resource.scope) as Properties;
  settled.set(resource, properties);
  return properties;
}

/** Copies only where something changes: most parts of most templates are plain. */
function settle(model: AppModel, raw: unknown, scope: Scope): unknown {
  if (typeof raw !== 'object' || raw === null) {
    return raw;
  }
  if (isOpen(raw)) {
    const value = model.evaluate(raw, scope);
    return isStillOpen(value) ? raw : model.rawOf(value);
  }
  if (Array.isArray(raw)) {
    let changed: unknown[] | undefined;
    raw.forEach((item: unknown, index) => {
      const value = settle(model, item, scope);
      if (value !== item) {
        changed ??= [...(raw as unknown[])];
        changed[index] = value;
      }
    });
    return changed?.filter((item) => item !== undefined) ?? raw;
  }
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(raw)) {
    const part = (raw as Record<string, unknown>)[name];
    const value = settle(model, part, scope);
    if (value !== part) {
      changed ??= { ...(raw as Record<string, unknown>) };
      if (value === undefined) {
        delete changed[name];
      } else {
        changed[name] = value;
      }
    }
  }
  return changed ?? raw;
}

function isStillOpen(value: Value): boolean {
  return value instanceof Pointer || value instanceof Unknown || (typeof value === 'string' && hasMarks(value));
}
