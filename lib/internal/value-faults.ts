import type { Duration } from 'aws-cdk-lib';
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
          `${label} must be an integer ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}, got ${String(value)}`,
        ),
      ];
}

/** A value that must be above 0 and at most 100. */
export function percentFault(code: string, name: string, value: unknown): Finding[] {
  return allowed(value, (known) => known > 0 && known <= 100)
    ? []
    : [error(code, `'${name}' must be above 0 and at most 100, got ${String(value)}`)];
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
    : [error(code, `'${name}' must be ${what} from ${least} to ${most}, got ${String(value)}`)];
}

/** The seconds of a time, fractions included, when it is given and known. */
export function seconds(time: Duration | undefined): number | undefined {
  return time === undefined || time.isUnresolved() ? undefined : time.toSeconds({ integral: false });
}

/** The milliseconds of a time, when it is given and known. */
export function milliseconds(time: Duration | undefined): number | undefined {
  return time === undefined || time.isUnresolved() ? undefined : time.toMilliseconds({ integral: false });
}

function allowed(value: unknown, holds: (known: number) => boolean): boolean {
  const known = typeof value === 'number' ? number(value) : undefined;
  return value === undefined || isUnknown(value) || (known !== undefined && holds(known));
}
