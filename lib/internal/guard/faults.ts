import { SizeRoundingBehavior, type Duration, type Size } from 'aws-cdk-lib';
import type { Fault } from '../errors';
import { nearest } from '../nearest';
import { isUnknown } from '../template-value';
import { Slot, enumShape, structShape, thingShape } from './shape';
import { given, wanted, wayOut } from './words';

/** A property that no declaration has, with the one that it nearly is. */
export interface Slip {
  readonly path: string;
  readonly meant: string;
}

/** The faults of what one call was given. */
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly slips: readonly Slip[];
}

/**
 * Compares what a call was given with its declaration.
 *
 * Only what no value of the declared type can be is a fault. What is known only at deployment passes everywhere. Objects are
 * known by their members and not by their class, since another copy of aws-cdk-lib may have made them. Properties that no
 * declaration has are allowed: whoever passes a wider object is right.
 *
 * @param owner what was called, as `WebService` or `TaskSize.of()`
 */
export function verdictOn(owner: string, slots: readonly Slot[], values: readonly unknown[]): Verdict {
  const call = new Call(owner);
  slots.forEach(({ name, type, optional, variadic }, index) => {
    const value = values[index];
    if (variadic) {
      values.slice(index).forEach((each, nth) => call.look(type, each, `${name}[${nth}]`, true));
    } else {
      const struct = structShape(type);
      const bare = value === undefined && !optional && struct !== undefined;
      // A missing object is its missing properties; and these stand for themselves, the parameter's name says nothing.
      call.look(type, bare && needsAny(struct) ? {} : value, name, !optional, struct === undefined ? undefined : '');
    }
  });
  return call;
}

class Call implements Verdict {
  public readonly faults: Fault[] = [];
  public readonly slips: Slip[] = [];

  constructor(private readonly owner: string) {}

  /** @param prefix what stands before the properties of a struct */
  public look(type: string, value: unknown, path: string, required: boolean, prefix = `${path}.`): void {
    if (value === undefined) {
      if (required) {
        this.add(
          'Props.missing',
          `'${path}' of ${this.owner} is missing; it must be ${wanted(type)}${wayOut(type, value)}`,
        );
      }
    } else if (value === null) {
      const way = required ? wayOut(type, value) : '; leave it out';
      this.add('Props.wrongType', `'${path}' of ${this.owner} must be ${wanted(type)}, got null${way}`);
    } else if (type !== '*' && !fits(type, value) && !isUnknown(value) && !this.opens(type, value, path, prefix)) {
      this.add(
        'Props.wrongType',
        `'${path}' of ${this.owner} must be ${wanted(type)}, got ${given(type, value)}${wayOut(type, value)}`,
      );
    }
  }

  /** Whether a value is a list, map or struct as its type says; looks at what is in it. */
  private opens(type: string, value: unknown, path: string, prefix: string): boolean {
    if (typeof value !== 'object' || value === null) {
      return false;
    }
    if (type.startsWith('[')) {
      // Not forEach, which passes over holes.
      for (let index = 0; Array.isArray(value) && index < value.length; index++) {
        this.look(type.slice(1), value[index], `${path}[${index}]`, true);
      }
      return Array.isArray(value);
    }
    const struct = structShape(type);
    if (Array.isArray(value) || !(type.startsWith('{') || struct !== undefined)) {
      return false;
    }
    if (struct === undefined) {
      Object.entries(value).forEach(([key, each]) => this.look(type.slice(1), each, `${path}.${key}`, true));
    } else {
      this.openStruct(struct, value, prefix);
    }
    return true;
  }

  private openStruct(struct: ReadonlyMap<string, Slot>, value: object, prefix: string): void {
    const values = value as Readonly<Record<string, unknown>>;
    for (const { name, type, optional } of struct.values()) {
      this.look(type, values[name], `${prefix}${name}`, !optional);
    }
    // An instance of a class may have members of its own.
    for (const name of isPlain(value) ? Object.keys(values) : []) {
      const meant = struct.has(name) || values[name] === undefined ? undefined : nearlyThe(name, struct);
      if (meant !== undefined && values[meant] === undefined) {
        this.slips.push({ path: `${prefix}${name}`, meant });
      }
    }
  }

  private add(code: string, message: string): void {
    this.faults.push({ code, message });
  }
}

/** Whether a value is of a type of one word; lists, maps and structs are opened instead. */
function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 's':
      return typeof value === 'string';
    case 'b':
      return typeof value === 'boolean';
    case 'n':
      return typeof value === 'number' && Number.isFinite(value);
  }
  if (typeof value !== 'object' || value === null) {
    const members = enumShape(type);
    return members !== undefined && isMember(members, value);
  }
  if (Array.isArray(value)) {
    return false;
  }
  if (type === 'Duration') {
    return 'toMilliseconds' in value && isFinite(value as Duration, (time) => time.toMilliseconds({ integral: false }));
  }
  if (type === 'Size') {
    return (
      'toBytes' in value && isFinite(value as Size, (size) => size.toBytes({ rounding: SizeRoundingBehavior.NONE }))
    );
  }
  const marks = type === 'Construct' ? ['node'] : thingShape(type)?.marks;
  return marks !== undefined && marks.every((mark) => mark in value);
}

function isMember(members: Readonly<Record<string, string | number>>, value: unknown): boolean {
  const allowed = Object.values(members);
  return allowed.length === 0
    ? typeof value === 'string' || Number.isFinite(value)
    : allowed.some((each) => each === value);
}

function isFinite<T extends Duration | Size>(value: T, amount: (known: T) => number): boolean {
  return value.isUnresolved() || Number.isFinite(amount(value));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function needsAny(struct: ReadonlyMap<string, Slot>): boolean {
  return [...struct.values()].some(({ optional }) => !optional);
}

/** The property that a name is but for a letter, its case or its way of joining words. */
function nearlyThe(name: string, struct: ReadonlyMap<string, Slot>): string | undefined {
  const known = new Map([...struct.keys()].map((each) => [joined(each), each]));
  const written = joined(name);
  return known.get(nearest(written, known.keys(), written.length < 4 ? 0 : written.length < 8 ? 1 : 2) ?? '');
}

/** `desired_count`, `DesiredCount` and `desiredCount` are one. */
function joined(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
