import { Pointer } from './resource';

export { Pointer } from './resource';

/** Something known only at deployment. The same key means the same value, the reason is for people. */
export class Unknown {
  // Two that are equal stay equal wherever they come from.
  readonly #source?: Value;

  /** @param source the value that it is a part of, or made of */
  constructor(
    readonly reason: string,
    readonly key: string = reason,
    source?: Value,
  ) {
    this.#source = source;
  }

  /** The value that it is a part of, or made of. */
  get source(): Value {
    return this.#source;
  }
}

/** The result of an `Fn::If` that only the deployment decides: one of two values, `undefined` for no value at all. */
export class Either extends Unknown {
  constructor(
    reason: string,
    key: string,
    readonly branches: readonly [Value, Value],
  ) {
    super(reason, key);
  }
}

/** A value of a template after following its references. Texts may hold marks, see `AppModel.marksIn`. */
export type Value = string | number | boolean | undefined | Pointer | Unknown | readonly Value[] | ValueRecord;
export interface ValueRecord {
  readonly [key: string]: Value;
}

const OPEN = '\u27e6';
const CLOSE = '\u27e7';
const MARK = /\u27e6[^\u27e7]*\u27e7/g;

/** Whether a text has parts that are known only at deployment. */
export function hasMarks(text: string): boolean {
  return text.includes(OPEN);
}

/** The marks of a text, in order. */
export function marksOf(text: string): readonly string[] {
  return hasMarks(text) ? (text.match(MARK) ?? []) : [];
}

/** A mark: what stands in a text for a part that is known only at deployment. */
export function markOf(key: string): string {
  return key.includes(OPEN) || key.includes(CLOSE)
    ? `${OPEN}${key.replace(MARK, '?').replaceAll(OPEN, '').replaceAll(CLOSE, '')}${CLOSE}`
    : `${OPEN}${key}${CLOSE}`;
}

/** A text in pieces: its marks, and what stands between them. */
export function aroundMarks(text: string): readonly string[] {
  return text.split(/(\u27e6[^\u27e7]*\u27e7)/).filter((piece) => piece !== '');
}

/** Replaces each mark of a text. */
export function replaceMarks(text: string, replace: (mark: string) => string): string {
  return hasMarks(text) ? text.replace(MARK, replace) : text;
}

/** Splits at the delimiter, but not inside a mark. */
export function splitAroundMarks(text: string, delimiter: string): string[] {
  const marks: string[] = [];
  const masked = text.replace(MARK, (mark) => `\u0000${marks.push(mark) - 1}\u0000`);
  return (
    masked
      .split(delimiter)
      // eslint-disable-next-line no-control-regex -- the mask is a character that no template has
      .map((part) => part.replace(/\u0000(\d+)\u0000/g, (_, index: string) => marks[Number(index)] ?? ''))
  );
}

/** The text, when it is known whole. */
export function asText(value: Value): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return typeof value === 'string' && !hasMarks(value) ? value : undefined;
}

/** The number, when it is known whole. Text that is a plain number counts, as CloudFormation takes it. */
export function asNumber(value: Value): number | undefined {
  const text = typeof value === 'boolean' ? undefined : asText(value);
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The entries of an object; none for anything else. Ask `isUnknown` first where absent and unknown differ. */
export function asRecord(value: Value): Readonly<Record<string, Value>> {
  return typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Pointer) &&
    !(value instanceof Unknown)
    ? (value as Record<string, Value>)
    : NO_ENTRIES;
}

/** The items of a list; none for anything else. Ask `isUnknown` first where absent and unknown differ. */
export function items(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : NO_ITEMS;
}

/** Whether something is there whose value is known only at deployment. */
export function isUnknown(value: Value): boolean {
  return value instanceof Unknown || value instanceof Pointer || (typeof value === 'string' && hasMarks(value));
}

/** Follows property names down; `undefined` where there is nothing, `Unknown` below what is known only at deployment. */
export function valueAt(value: Value, ...names: readonly string[]): Value {
  let found = value;
  // No iterator: everybody asks this of everything.
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    found = found instanceof Unknown ? new Unknown(found.reason, `${found.key}.${name}`, found) : asRecord(found)[name];
  }
  return found;
}

const NO_ITEMS: readonly Value[] = Object.freeze([]);
const NO_ENTRIES: ValueRecord = Object.freeze({});
