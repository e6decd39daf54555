import { SizeRoundingBehavior, type Duration, type Size } from 'aws-cdk-lib';

const FRACTIONS = { integral: false, rounding: SizeRoundingBehavior.NONE };

/** Readers of a time or size by its unit: the one of the unit in which it was made answers with what it was made of. */
const READERS: Readonly<Record<string, string>> = {
  toMilliseconds: 'millis',
  toSeconds: 'seconds',
  toMinutes: 'minutes',
  toHours: 'hours',
  toDays: 'days',
  toBytes: 'bytes',
  toKibibytes: 'kibibytes',
  toMebibytes: 'mebibytes',
  toGibibytes: 'gibibytes',
  toTebibytes: 'tebibytes',
};

/**
 * The unit of a time or size that was made of no number, and what it was made of: `Duration.seconds('60')` is one of the text `60`,
 * with which aws-cdk-lib then calculates.
 */
export function madeOfOther(value: object): { readonly unit: string; readonly amount: unknown } | undefined {
  for (const [reader, unit] of Object.entries(READERS)) {
    const read = (value as Readonly<Record<string, unknown>>)[reader];
    const amount: unknown = typeof read === 'function' ? read.call(value, FRACTIONS) : 0;
    if (typeof amount !== 'number') {
      return { unit, amount };
    }
  }
  return undefined;
}

/** Whether a time or size is a finite number, or known only at deployment. */
export function isAmount(value: Duration | Size): boolean {
  if (value.isUnresolved()) {
    return true;
  }
  const least = 'toMilliseconds' in value ? value.toMilliseconds(FRACTIONS) : value.toBytes(FRACTIONS);
  return Number.isFinite(least) && madeOfOther(value) === undefined;
}
