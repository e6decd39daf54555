import { isUnknown as isOpen } from '../internal/template-value';
import type { Resource, Scope } from './resource';
import { Pointer, Unknown, Value, hasMarks } from './values';

/** Follows references, and writes a value as something that is read like it. */
export interface Values {
  evaluate(raw: unknown, scope: Scope): Value;
  rawOf(value: Value): unknown;
}

/** The properties of a resource as `Resource.properties` has them. */
export function settledProperties(
  values: Values,
  { raw: { Properties = {} }, scope }: Resource,
): Readonly<Record<string, unknown>> {
  const settled = settle(values, Properties, scope);
  // A damaged template may have anything in their place.
  return typeof settled === 'object' && settled !== null ? (settled as Readonly<Record<string, unknown>>) : {};
}

/** Copies only where something changes: most parts of most templates are plain. */
function settle(values: Values, raw: unknown, scope: Scope): unknown {
  if (typeof raw !== 'object' || raw === null) {
    return raw;
  }
  if (isOpen(raw)) {
    const value = values.evaluate(raw, scope);
    return isStillOpen(value) ? raw : values.rawOf(value);
  }
  if (Array.isArray(raw)) {
    let changed: unknown[] | undefined;
    raw.forEach((item: unknown, index) => {
      const value = settle(values, item, scope);
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
    const value = settle(values, part, scope);
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
