import { FluentBitSection, entryOf } from '../../internal/fluent-bit-text';

/** Whether an output or filter of an included file takes the records of a container. */
export function takesRecordsOf(section: FluentBitSection, container: string): boolean {
  const match = entryOf(section, 'match');
  // A regular expression of Onigmo is not judged: it is taken to match.
  return match === undefined
    ? entryOf(section, 'match_regex') !== undefined
    : matches(match, `${container}-firelens-0`);
}

/** Fluent Bit's own wildcard: `*` stands for any run of characters. */
export function matches(pattern: string, tag: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(tag);
}
