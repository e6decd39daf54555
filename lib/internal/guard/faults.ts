import type { Duration, Size } from 'aws-cdk-lib';
import type { Fault } from '../errors';
import { isUnknown } from '../template-value';
import { concealed } from './concealed';
import { fits } from './fits';
import { type Slip, heldSlips } from './held-slips';
import { Slot, structShape } from './shape';
import { meantBy } from './unknown-names';
import { amountIn } from './whole-units';
import { given, missingHint, wanted, wayOut } from './words';

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
 * declaration has are allowed, since whoever passes a wider object is right; one that is nearly a declared one, or declared
 * elsewhere, is a slip.
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

/** Parts that classes of aws-cdk-lib keep as they were given them, and then leave out of the template when they are of a wrong type. */
const PARTS: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  'scheduler.ScheduleExpression': { timeZone: 'TimeZone' },
};

class Call implements Verdict {
  public readonly faults: Fault[] = [];
  public readonly slips: Slip[] = [];

  constructor(private readonly owner: string) {}

  /** @param prefix what stands before the properties of a struct */
  public look(type: string, value: unknown, path: string, required: boolean, prefix = `${path}.`): void {
    this.slips.push(...heldSlips(value));
    if (value === undefined) {
      if (required) {
        this.add(
          'Props.missing',
          `'${path}' of ${this.owner} is missing; it must be ${wanted(type)}${missingHint(path, type)}`,
        );
      }
    } else if (value === null) {
      const way = required ? wayOut(type, value) : '; leave it out';
      this.add('Props.wrongType', `'${path}' of ${this.owner} must be ${wanted(type)}, got null${way}`);
    } else if (type !== '*' && !fits(type, value) && !isUnknown(value) && !this.opens(type, value, path, prefix)) {
      const hidden = concealed(type, value, path);
      this.add(
        'Props.wrongType',
        `'${path}' of ${this.owner} must be ${wanted(type)}, got ${hidden ?? given(type, value)}${wayOut(type, hidden === undefined ? value : undefined, path)}`,
      );
    } else {
      Object.entries(PARTS[type] ?? {}).forEach(([name, part]) =>
        this.look(part, (value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`, false),
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
      this.openStruct(type, struct, value, prefix);
    }
    return true;
  }

  private openStruct(type: string, struct: ReadonlyMap<string, Slot>, value: object, prefix: string): void {
    const values = value as Readonly<Record<string, unknown>>;
    for (const slot of struct.values()) {
      const each = values[slot.name];
      this.look(slot.type, each, `${prefix}${slot.name}`, !slot.optional);
      this.lookAtUnit(slot, each, `${prefix}${slot.name}`);
    }
    // An instance of a class may have members of its own.
    for (const name of isPlain(value) ? Object.keys(values) : []) {
      const meant = struct.has(name) || values[name] === undefined ? undefined : meantBy(name, type, values, isOfType);
      if (meant !== undefined) {
        this.slips.push({ owner: this.owner, path: `${prefix}${name}`, meant });
      }
    }
  }

  /** A time or size that is no whole number of what AWS takes. */
  private lookAtUnit({ type, unit }: Slot, value: unknown, path: string): void {
    if (unit === undefined || value === undefined || value === null || !fits(type, value)) {
      return;
    }
    const amount = amountIn(unit, value as Duration | Size);
    if (amount !== undefined && !Number.isInteger(amount)) {
      const was = Number(amount.toPrecision(6));
      this.add('Props.wholeUnit', `'${path}' of ${this.owner} must be whole ${unit}, got ${was} ${unit}; round it`);
    }
  }

  private add(code: string, message: string): void {
    this.faults.push({ code, message });
  }
}

/** Whether a value is of a type, whatever is in it included. */
function isOfType(type: string, value: unknown): boolean {
  return verdictOn('', [{ name: '', type, optional: false, variadic: false }], [value]).faults.length === 0;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function needsAny(struct: ReadonlyMap<string, Slot>): boolean {
  return [...struct.values()].some(({ optional }) => !optional);
}
