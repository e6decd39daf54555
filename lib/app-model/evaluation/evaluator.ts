import type { Resource, Scope } from '../resource';
import { Either, Pointer, Unknown, Value, ValueRecord, hasMarks, isUnknown } from '../values';
import { Conditions } from './conditions';
import type { Evaluation } from './evaluation';
import { intrinsicOf, intrinsicValue } from './intrinsics';
import { Marks } from './marks';
import { Outputs } from './outputs';
import { rawOf } from './raw-values';
import { pointed } from './reference-values';

/** Follows intrinsics to the values behind them. What cannot be followed is an `Unknown`; nothing here throws. */
export class Evaluator implements Evaluation {
  readonly marks = new Marks();
  readonly conditions = new Conditions((raw, scope) => this.evaluate(raw, scope));
  readonly outputs = new Outputs(this.marks, (raw, scope) => this.evaluate(raw, scope));
  private readonly byScope = new Map<Scope, ReadonlyMap<string, Resource>>();
  /** By the raw value. Not weak: they live as long as the templates, and a weak map costs each garbage collection. */
  private readonly values = new Map<object, Value>();
  /** The raw values that are not their own value as `Resource.properties` has it: in most of the templates there are none. */
  private readonly replaced = new Set<object>();
  private depth = 0;

  /** Makes a template known; the map may be filled afterwards. */
  addScope(scope: Scope, resources: ReadonlyMap<string, Resource>): void {
    this.byScope.set(scope, resources);
  }

  resourceOf(logicalId: string, scope: Scope): Resource | undefined {
    return this.byScope.get(scope)?.get(logicalId);
  }

  /** Every resource that a raw value mentions, each once. */
  mentioned(raw: unknown, scope: Scope): readonly Resource[] {
    const whole = this.evaluate(raw, scope);
    if (whole instanceof Pointer) {
      return [whole.resource];
    }
    if (typeof whole !== 'object' && (typeof whole !== 'string' || !hasMarks(whole))) {
      return NOTHING;
    }
    const found = new Set<Resource>();
    const seen = new Set<object>();
    const collect = (value: Value): void => {
      if (value instanceof Pointer) {
        found.add(value.resource);
      } else if (value instanceof Either) {
        value.branches.forEach(collect);
      } else if (typeof value === 'string') {
        this.marks.in(value).forEach(collect);
      } else if (typeof value === 'object' && !seen.has(value)) {
        seen.add(value);
        if (value instanceof Unknown) {
          collect(value.source);
        } else {
          Object.values(value).forEach(collect);
        }
      }
    };
    collect(whole);
    return [...found];
  }

  /** The value of a raw part of a template. */
  evaluate(raw: unknown, scope: Scope): Value {
    if (typeof raw !== 'object' || raw === null) {
      return raw === null ? undefined : (raw as Value);
    }
    const known = this.values.get(raw);
    if (known !== undefined || this.values.has(raw)) {
      return known;
    }
    if (this.depth > 100) {
      return new Unknown('a reference that never ends');
    }
    this.depth += 1;
    const value = Array.isArray(raw)
      ? this.evaluateList(raw as unknown[], scope)
      : this.evaluateObject(raw as Record<string, unknown>, scope);
    this.depth -= 1;
    return value;
  }

  /** Whether following references gives another value than what is written here, so far as it is known before deployment. */
  isReplaced(raw: object): boolean {
    return this.replaced.has(raw);
  }

  /** A raw value that is read as this one wherever it stands. */
  rawOf(value: Value): unknown {
    return rawOf(value, this.marks, (raw, of) => this.values.set(raw, of));
  }

  private evaluateObject(raw: Record<string, unknown>, scope: Scope): Value {
    const intrinsic = intrinsicOf(raw);
    if (intrinsic !== undefined) {
      return this.followed(raw, intrinsic, scope);
    }
    let changed: Record<string, Value> | undefined;
    let isFlat = true;
    // No list of the keys here and below: every part of every template comes by.
    for (const key in raw) {
      const part = raw[key];
      if (typeof part !== 'object') {
        continue;
      }
      isFlat = false;
      const value = this.evaluate(part, scope);
      if (value !== part) {
        this.replacedWithin(raw, part);
        changed ??= { ...(raw as Record<string, Value>) };
        if (value === undefined) {
          delete changed[key];
        } else {
          changed[key] = value;
        }
      }
    }
    // Plain parts are their own value.
    const value = changed ?? (raw as ValueRecord);
    if (!isFlat) {
      this.values.set(raw, value);
    }
    return value;
  }

  private evaluateList(raw: readonly unknown[], scope: Scope): Value {
    let changed: Value[] | undefined;
    let isFlat = true;
    for (let index = 0; index < raw.length; index += 1) {
      const item = raw[index];
      if (typeof item !== 'object') {
        continue;
      }
      isFlat = false;
      const value = this.evaluate(item, scope);
      if (value !== item) {
        this.replacedWithin(raw, item);
        changed ??= [...(raw as readonly Value[])];
        changed[index] = value;
      }
    }
    const value = changed?.filter((item) => item !== undefined) ?? (raw as readonly Value[]);
    if (!isFlat) {
      this.values.set(raw, value);
    }
    return value;
  }

  /** The value of an intrinsic. What refers to itself meets `TO_ITSELF` while it is being followed. */
  private followed(raw: Readonly<Record<string, unknown>>, name: string, scope: Scope): Value {
    const pointer = pointed(this, name, raw[name], scope);
    if (pointer !== undefined) {
      return pointer;
    }
    this.values.set(raw, TO_ITSELF);
    const value = intrinsicValue(this, name, raw[name], scope);
    this.values.set(raw, value);
    if (!isUnknown(value)) {
      this.replaced.add(raw);
    }
    return value;
  }

  private replacedWithin(raw: object, part: object | null): void {
    if (this.replaced.size > 0 && part !== null && this.replaced.has(part)) {
      this.replaced.add(raw);
    }
  }
}

const NOTHING: readonly Resource[] = Object.freeze([]);

const TO_ITSELF = new Unknown('a reference to itself');
