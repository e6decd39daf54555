import { isUnknown as isOpen } from '../internal/template-value';
import type { Resource, Scope } from './resource';
import type { Value } from './values';

/** Follows references, and writes a value as something that is read like it. */
export interface Values {
  evaluate(raw: unknown, scope: Scope): Value;
  rawOf(value: Value): unknown;
  /** Whether another value than what is written is known; asked after it was evaluated. */
  isReplaced(raw: object): boolean;
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

/** Copies only where something changes: most parts of most templates stay as they are. */
function settle(values: Values, raw: object, scope: Scope): unknown {
  const value = values.evaluate(raw, scope);
  if (!values.isReplaced(raw)) {
    return raw;
  }
  if (Array.isArray(raw)) {
    return settleList(values, raw as unknown[], scope);
  }
  if (isOpen(raw)) {
    return values.rawOf(value);
  }
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(raw)) {
    const part = (raw as Record<string, unknown>)[name];
    // Half of all parts are texts, which need no call.
    if (typeof part === 'object' && part !== null) {
      const value = settle(values, part, scope);
      if (value !== part) {
        changed ??= { ...(raw as Record<string, unknown>) };
        changed[name] = value;
        if (value === undefined) {
          delete changed[name];
        }
      }
    }
  }
  return changed ?? raw;
}

function settleList(values: Values, raw: readonly unknown[], scope: Scope): unknown {
  let changed: unknown[] | undefined;
  for (let index = 0; index < raw.length; index++) {
    const item = raw[index];
    if (typeof item === 'object' && item !== null) {
      const value = settle(values, item, scope);
      if (value !== item) {
        changed ??= [...raw];
        changed[index] = value;
      }
    }
  }
  return changed?.filter((item) => item !== undefined) ?? raw;
}
