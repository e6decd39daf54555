import { Finding, error } from '../../internal/finding';

/**
 * The fault of giving something that exists together with properties that describe a new one: nothing is merged, and
 * nothing is ignored.
 *
 * @param code of the fault
 * @param existing name of the property that takes what exists
 * @param given what was given for a new one, by property name
 */
export function existingAndNew(code: string, existing: string, given: Readonly<Record<string, unknown>>): Finding[] {
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  return names.length === 0
    ? []
    : [
        error(
          code,
          `${names.map((name) => `'${name}'`).join(', ')} ${names.length > 1 ? 'describe' : 'describes'} a new one, but '${existing}' is given; leave out one of the two`,
        ),
      ];
}
