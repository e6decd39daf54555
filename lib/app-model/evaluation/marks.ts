import { Pointer, Unknown, Value, hasMarks, markOf, marksOf, replaceMarks, splitAroundMarks } from '../values';
import { symbolicName } from './symbolic-names';

/** The marks of an app: what stands in texts for what is known only at deployment, and the values behind them. */
export class Marks {
  private readonly byKey = new Map<string, string>();
  private readonly values = new Map<string, Pointer | Unknown>();
  private readonly written = (pointer: Pointer): string =>
    symbolicName(pointer, this) ?? this.mark(pointer.key, pointer);

  /** A value as text; `undefined` for what is no text at all. */
  text(value: Value): string | undefined {
    if (typeof value === 'string') {
      return value;
    }
    if (typeof value === 'number' || typeof value === 'boolean') {
      return String(value);
    }
    if (value instanceof Pointer) {
      return value.text(this.written);
    }
    return value instanceof Unknown ? this.mark(`?${value.key}`, value) : undefined;
  }

  /** Values that differ get marks that differ, though people may call them by the same words. */
  mark(key: string, value: Pointer | Unknown): string {
    const known = this.byKey.get(key);
    if (known !== undefined) {
      return known;
    }
    const plain = value instanceof Unknown ? `?${value.reason}` : key;
    const mark = this.values.has(markOf(plain)) ? markOf(`${plain} (${this.byKey.size})`) : markOf(plain);
    this.byKey.set(key, mark);
    this.values.set(mark, value);
    return mark;
  }

  /** The value that a mark stands for; `undefined` for every other text, and for the marks that nothing is behind. */
  behind(mark: string): Pointer | Unknown | undefined {
    return this.values.get(mark);
  }

  /** Turns a text that is nothing but one mark back into what it stands for. */
  unmark(text: string): Value {
    return this.values.get(text) ?? text;
  }

  /** The values that the marks of a text stand for. */
  in(text: string): (Pointer | Unknown)[] {
    return marksOf(text).flatMap((mark) => this.values.get(mark) ?? []);
  }

  /** A text as people should read it. */
  readable(text: string): string {
    if (!hasMarks(text)) {
      return text;
    }
    const named = replaceMarks(text, (mark) => {
      const value = this.values.get(mark);
      return value instanceof Pointer
        ? `«${value.resource.path}${value.attribute === 'Ref' ? '' : `.${value.attribute}`}»`
        : `«${value === undefined ? '?' : this.readable(value.reason)}»`;
    });
    return narrowed(named);
  }

  /** The text of values that stand after each other. */
  joined(parts: readonly Value[], delimiter: string): Value {
    return this.unmark(parts.map((part) => this.text(part) ?? '').join(delimiter));
  }

  /** The values between the delimiters of a text. */
  split(text: string, delimiter: string): Value[] {
    return splitAroundMarks(text, delimiter).map((part) => this.unmark(part));
  }
}

/**
 * The same text in the form that takes V8 one byte for each character, where that is possible. What was made of a text with
 * marks stays in the form of two, and one such text makes everything that is written with it twice as long.
 */
function narrowed(text: string): string {
  return WIDE.test(text) ? text : Buffer.from(text, 'latin1').toString('latin1');
}

// eslint-disable-next-line no-control-regex -- all characters that take one byte
const WIDE = /[^\u0000-\u00ff]/;
