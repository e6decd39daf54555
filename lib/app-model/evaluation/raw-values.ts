import { Pointer, Unknown, Value, aroundMarks, hasMarks } from '../values';
import type { Marks } from './marks';

/**
 * A raw value, without references, that is read as this one wherever it stands; its open parts are intrinsics.
 *
 * @param remember lets the reader know the value of what is written here
 */
export function rawOf(value: Value, marks: Marks, remember: (raw: object, value: Value) => void): unknown {
  const written = (part: Value) => rawOf(part, marks, remember);
  if (value instanceof Pointer || value instanceof Unknown) {
    const raw = { 'Fn::Value': marks.text(value) };
    remember(raw, value);
    return raw;
  }
  if (typeof value === 'string' && hasMarks(value)) {
    const pieces = aroundMarks(value).map((piece) => {
      const behind = marks.behind(piece);
      return behind === undefined ? piece : written(behind);
    });
    const raw = { 'Fn::Join': ['', pieces] };
    remember(raw, value);
    return raw;
  }
  if (typeof value !== 'object') {
    return value;
  }
  return Array.isArray(value)
    ? (value as readonly Value[]).map(written)
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, written(item)]));
}
