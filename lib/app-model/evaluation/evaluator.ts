import type { Resource, Scope } from '../resource';
import { Either, Pointer, Unknown, Value, ValueRecord, hasMarks, isUnknown } from '../values';
import { Conditions } from './conditions';
import type { Evaluation } from './evaluation';
import { intrinsicNamed, intrinsicOf } from './intrinsics';
import { Marks } from './marks';
import { Outputs } from './outputs';
import { rawOf } from './raw-values';

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
    if (known !== undefined) {
      return known === NO_VALUE ? undefined : known;
    }
    if (this.depth > 100) {
      return new Unknown('a reference that never ends');
    }
    const intrinsic = Array.isArray(raw) ? undefined : intrinsicOf(raw as Parts);
    if (intrinsic !== undefined) {
      return this.followed(raw as Parts, intrinsic, scope);
    }
    this.depth += 1;
    let changed: Record<string, Value> | undefined;
    let isFlat = true;
    // Every part of every template comes by. One function that calls itself for lists and entries alike, since V8 inlines no such
    // call: it spent more on optimizing functions that call each other than they take.
    for (const key in raw) {
      const part = (raw as Parts)[key];
      if (typeof part === 'object') {
        isFlat = false;
        const value = this.evaluate(part, scope);
        if (value !== part) {
          this.replacedWithin(raw, part);
          changed ??= copied(raw);
          changed[key] = value;
        }
      }
    }
    this.depth -= 1;
    // Plain parts are their own value.
    const value = changed === undefined ? (raw as ValueRecord) : withoutAbsent(changed);
    if (!isFlat) {
      this.values.set(raw, value);
    }
    return value;
  }

  /** Whether following references gives another value than what is written here, so far as it is known before deployment. */
  isReplaced(raw: object): boolean {
    return this.replaced.has(raw);
  }

  /** A raw value that is read as this one wherever it stands. */
  rawOf(value: Value): unknown {
    return rawOf(value, this.marks, (raw, of) => this.values.set(raw, of ?? NO_VALUE));
  }

  /** The value of an intrinsic. What refers to itself meets `TO_ITSELF` while it is being followed. */
  private followed(raw: Readonly<Record<string, unknown>>, name: string, scope: Scope): Value {
    this.values.set(raw, TO_ITSELF);
    this.depth += 1;
    const value = intrinsicNamed(name)(this, raw[name], scope, name);
    this.depth -= 1;
    this.values.set(raw, value ?? NO_VALUE);
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

type Parts = Readonly<Record<string, unknown>>;

function copied(raw: object): Record<string, Value> {
  return (Array.isArray(raw) ? [...(raw as unknown[])] : { ...raw }) as Record<string, Value>;
}

/** Without the parts that have no value. */
function withoutAbsent(parts: Record<string, Value>): Value {
  if (Array.isArray(parts)) {
    return parts.includes(undefined) ? (parts as readonly Value[]).filter((part) => part !== undefined) : parts;
  }
  for (const name in parts) {
    if (parts[name] === undefined) {
      delete parts[name];
    }
  }
  return parts;
}

/** Stands for no value in the map, which has nothing for what was not read yet. */
const NO_VALUE = new Unknown('no value');

const TO_ITSELF = new Unknown('a reference to itself');
