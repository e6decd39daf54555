import type { Duration, Size } from 'aws-cdk-lib';
import { SizeRoundingBehavior } from 'aws-cdk-lib';
import { Finding, error } from './finding';
import { isUnknown, number } from './template-value';

/*
 * Faults of plain values. A value that is not given, or known only at deployment, has none; one of a wrong type has, since
 * callers in JavaScript have no compiler, and CloudFormation's own complaint names neither the property nor the way out.
 */

/**
 * A value that must be a whole number within bounds.
 *
 * @param label what it is, with the name of the property in quotes
 */
export function integerFault(
  code: string,
  label: string,
  value: unknown,
  least: number,
  most: number = Infinity,
): Finding[] {
  return allowed(value, (known) => Number.isInteger(known) && known >= least && known <= most)
    ? []
    : [
        error(
          code,
          `${label} must be an integer ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}, got ${shown(value)}`,
        ),
      ];
}

/** A value that must be above 0 and at most 100. */
export function percentFault(code: string, name: string, value: unknown): Finding[] {
  return allowed(value, (known) => known > 0 && known <= 100)
    ? []
    : [error(code, `'${name}' must be above 0 and at most 100, got ${shown(value)}`)];
}

/** A value within bounds, fractions included. */
export function rangeFault(
  code: string,
  name: string,
  value: unknown,
  least: number,
  most: number,
  what: string,
): Finding[] {
  return allowed(value, (known) => known >= least && known <= most)
    ? []
    : [error(code, `'${name}' must be ${what} from ${least} to ${most}, got ${shown(value)}`)];
}

/**
 * A switch that a construct decides by: `true` or `false`.
 *
 * Text is refused, since `'false'` (a context value of the command line, say) counts as true and would open what it was to
 * close. So is a token, which counts as true as well: nothing known only at deployment can decide what is synthesized. Ask
 * `isUnknown` first for a switch that only goes into the template.
 *
 * @param label what it is, with the name of the property in quotes
 */
export function booleanFault(code: string, label: string, value: unknown): Finding[] {
  return value === undefined || typeof value === 'boolean'
    ? []
    : [
        error(
          code,
          `${label} must be true or false, got ${shown(value)}${
            typeof value === 'string' && !isUnknown(value) ? `; compare it first, as in value === 'true'` : ''
          }`,
        ),
      ];
}

/** Several switches of one construct: `booleanFaults('AsgCapacity', { privilegedTasks })` has `AsgCapacity.privilegedTasks`. */
export function booleanFaults(topic: string, values: Readonly<Record<string, unknown>>): Finding[] {
  return Object.entries(values).flatMap(([name, value]) => booleanFault(`${topic}.${name}`, `'${name}'`, value));
}

/**
 * A choice that must be a member of an enumeration. A token is none, as with switches.
 *
 * @param members the enumeration itself
 * @param label what it is, with the name of the property in quotes
 */
export function enumFault(
  code: string,
  label: string,
  value: unknown,
  members: Readonly<Record<string, string | number>>,
): Finding[] {
  const allowed = Object.values(members);
  return value === undefined || allowed.some((member) => member === value)
    ? []
    : [
        error(
          code,
          `${label} must be one of ${allowed.map((member) => `'${member}'`).join(', ')}, got ${shown(value)}`,
        ),
      ];
}

/**
 * A choice that must be made by a class of this library. Callers without a compiler give the struct or number instead.
 *
 * @param member a member that all values of the class have
 * @param example how the choice is made
 */
export function choiceFault(code: string, name: string, value: unknown, member: string, example: string): Finding[] {
  return value === undefined || (typeof value === 'object' && value !== null && member in value)
    ? []
    : [error(code, `'${name}' must be made by its class, as in ${example}, got ${shown(value)}`)];
}

/** The MiB of a size, fractions included, when it is given and known. */
export function mebibytes(size: Size | undefined): number | undefined {
  return size === undefined || size.isUnresolved() ? undefined : size.toMebibytes(FRACTIONS);
}

/** The GiB of a size, fractions included, when it is given and known. */
export function gibibytes(size: Size | undefined): number | undefined {
  return size === undefined || size.isUnresolved() ? undefined : size.toGibibytes(FRACTIONS);
}

/** The seconds of a time, fractions included, when it is given and known. */
export function seconds(time: Duration | undefined): number | undefined {
  return time === undefined || time.isUnresolved() ? undefined : time.toSeconds({ integral: false });
}

/** The milliseconds of a time, when it is given and known. */
export function milliseconds(time: Duration | undefined): number | undefined {
  return time === undefined || time.isUnresolved() ? undefined : time.toMilliseconds({ integral: false });
}

const FRACTIONS = { rounding: SizeRoundingBehavior.NONE };

/** A value as a message shows it: text is told from the number that it looks like, and a token has no text at all. */
export function shown(value: unknown): string {
  if (isUnknown(value)) {
    return 'a value that is known only at deployment';
  }
  if (typeof value === 'string') {
    return `the text '${value}'`;
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

function allowed(value: unknown, holds: (known: number) => boolean): boolean {
  const known = typeof value === 'number' ? number(value) : undefined;
  return value === undefined || isUnknown(value) || (known !== undefined && holds(known));
}
