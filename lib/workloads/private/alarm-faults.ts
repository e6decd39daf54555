import { Finding, error } from '../../internal/finding';
import { number } from '../../internal/template-value';

/** A value that must be above 0 and at most 100. */
export function percentFault(code: string, name: string, value: number | undefined): Finding[] {
  const percent = number(value);
  return percent !== undefined && !(percent > 0 && percent <= 100)
    ? [error(code, `'${name}' must be above 0 and at most 100, got ${percent}`)]
    : [];
}

/** A value that must be a whole number within bounds. */
export function countFault(
  code: string,
  name: string,
  value: number | undefined,
  least: number,
  most: number = Infinity,
): Finding[] {
  const count = number(value);
  return count !== undefined && !(Number.isInteger(count) && count >= least && count <= most)
    ? [
        error(
          code,
          `'${name}' must be an integer ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}, got ${count}`,
        ),
      ]
    : [];
}
