/** An answer before deployment: yes, no, or not known here. */
export type YesNoMaybe = 'yes' | 'no' | 'maybe';

/** `yes` when one is, `maybe` when one might be. */
export function anyOf(values: readonly YesNoMaybe[]): YesNoMaybe {
  return values.includes('yes') ? 'yes' : values.includes('maybe') ? 'maybe' : 'no';
}

/** `no` when one is, `maybe` when one might not be. Nothing asked is `yes`. */
export function allOf(values: readonly YesNoMaybe[]): YesNoMaybe {
  return values.includes('no') ? 'no' : values.includes('maybe') ? 'maybe' : 'yes';
}

/** The opposite; what is not known stays so. */
export function not(value: YesNoMaybe): YesNoMaybe {
  return value === 'yes' ? 'no' : value === 'no' ? 'yes' : 'maybe';
}
