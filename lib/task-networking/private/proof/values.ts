import { Pointer, Unknown, Value, hasMarks } from './resource-graph';

/** The text, when it is known whole. */
export function asText(value: Value): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return typeof value === 'string' && !hasMarks(value) ? value : undefined;
}

/** The entries of an object; none for anything else. */
export function asRecord(value: Value): Readonly<Record<string, Value>> {
  return typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Pointer) &&
    !(value instanceof Unknown)
    ? (value as Record<string, Value>)
    : {};
}

/** The items of a list; none for anything else. */
export function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}

/** Whether something is there whose value is known only at deployment. */
export function isUnknown(value: Value): boolean {
  return value instanceof Unknown || value instanceof Pointer || (typeof value === 'string' && hasMarks(value));
}

/** Follows property names down; `undefined` where there is nothing. */
export function dig(value: Value, ...names: readonly string[]): Value {
  return names.reduce<Value>((found, name) => asRecord(found)[name], value);
}
