/** A property that no declaration has, and what was probably meant. */
export interface Slip {
  /** The construct or call that was given it, as `WebService` or `TaskSize.of()`. */
  readonly owner: string;
  readonly path: string;
  /** The end of the sentence: `did you mean 'secrets'`. */
  readonly meant: string;
}

const held = new WeakMap<object, readonly Slip[]>();

/** Keeps the slips of a factory, which has no construct to warn at, with what it made. */
export function holdSlips(made: unknown, slips: readonly Slip[]): void {
  if (slips.length > 0 && typeof made === 'object' && made !== null) {
    held.set(made, slips);
  }
}

/** The slips that are kept with a value, which are told once: where it is first used. */
export function heldSlips(value: unknown): readonly Slip[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const slips = held.get(value) ?? [];
  held.delete(value);
  return slips;
}
