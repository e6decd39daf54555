/** Listener rules have priorities from 1 to 50000, the lowest first. */
export const MAX_PRIORITY = 50_000;

/** Longest text that still makes a difference: paths and hosts have at most 128 characters each. */
const BANDS = 128;
const BAND = Math.floor(MAX_PRIORITY / BANDS);

/** Each band is for two kinds of rules: those that are held go before those of CloudFormation. */
const HALF = Math.floor(BAND / 2);

/** What a rule of a listener matches. */
export interface RuleMatch {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

/**
 * Priority of a rule, from what it matches alone: adding a rule never shifts another one.
 *
 * The more a rule says, the earlier it comes, so `/api/v2/*` precedes `/api/*`. Among rules that say as much, the place is
 * drawn from their text.
 *
 * @param held whether it is a held rule. While a service changes from the one kind to the other it has both, and the held
 * one, which knows where the tasks are, must be looked at first.
 */
export function rulePriority({ hosts, paths }: RuleMatch, held = false): number {
  const said = shortest(hosts) + shortest(paths);
  const band = BANDS - 1 - Math.min(said, BANDS - 1);
  const drawn = checksum([...hosts].sort().join(',') + '|' + [...paths].sort().join(',')) % HALF;
  return band * BAND + 1 + drawn + (held ? 0 : HALF);
}

/** Characters that are no wildcards, of the pattern that has the fewest. */
function shortest(patterns: readonly string[]): number {
  return patterns.length === 0 ? 0 : Math.min(...patterns.map((pattern) => pattern.replace(/[*?]/g, '').length));
}

/** FNV-1a: the same text gives the same number, everywhere and always. */
function checksum(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text) {
    sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return sum;
}
