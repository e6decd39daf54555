import { RuleMatch, specificity } from './rule-specificity';

/** Listener rules have priorities from 1 to 50000, the lowest first. */
export const MAX_PRIORITY = 50_000;

/**
 * The number of priorities for rules that name so many whole parts, from none on. Nearly all go to what rules name: one
 * part or two. Each is one more than a prime, see `hashedPlace`. Rules with more parts than that share the last.
 */
const WHOLE = [102, 18_014, 13_002, 5_004, 1_010, 308, 102, 102];

/** And for each letter of those that also say something within a part, as `/api*` does; rules with more letters share the last. */
const LETTER = [250, 75, 25, 10, 6, 6, 6, 6];
const LETTERS = 32;

interface Band {
  readonly first: number;
  readonly size: number;
}

/**
 * Priority of a rule, from what it matches alone: adding or removing a rule never shifts another one.
 *
 * A rule that matches whatever another one matches, and more, comes after it, so `/api/v2/*` precedes `/api/*`. Among rules
 * that say equally much, of which none can hide the other, the place is a hash of their text.
 *
 * @param ecsManaged whether ECS manages its weights. While a service changes from the one kind to the other it has both, and the managed
 * one, which knows where the tasks are, must be looked at first.
 */
export function rulePriority(match: RuleMatch, ecsManaged = false): number {
  const { first, size } = bandOf(match);
  return first + hashedPlace(match, size - 1) + (ecsManaged ? 0 : 1);
}

/** The first number after the hashed one, among those for rules that say as much, that is free; none when all are taken. */
export function freePriority(
  match: RuleMatch,
  ecsManaged: boolean,
  taken: (priority: number) => boolean,
): number | undefined {
  const { first, size } = bandOf(match);
  const start = rulePriority(match, ecsManaged) - first;
  return Array.from({ length: size }, (_, index) => first + ((start + index) % size)).find((each) => !taken(each));
}

/** Those that say most come first; of those that name as many parts, the ones that also say something within a part. */
function bandOf(match: RuleMatch): Band {
  const { parts, detail } = specificity(match);
  const level = Math.min(parts, WHOLE.length - 1);
  const first = 1 + sum(WHOLE.slice(level + 1)) + LETTERS * sum(LETTER.slice(level + 1));
  return detail === 0
    ? { first: first + LETTERS * LETTER[level], size: WHOLE[level] }
    : within(first, LETTER[level], detail);
}

/** Patterns with one `*`, nearly all, have details 2, 5, 8 and so on: they get most of the numbers of a letter. */
function within(first: number, letterSize: number, detail: number): Band {
  const letter = Math.min(Math.floor((detail + 1) / 3), LETTERS - 1);
  const narrow = Math.max(2, Math.floor(letterSize / 12));
  const start = first + (LETTERS - 1 - letter) * letterSize;
  const kind = (detail + 1) % 3;
  return kind === 0
    ? { first: start + 2 * narrow, size: letterSize - 2 * narrow }
    : { first: start + (2 - kind) * narrow, size: narrow };
}

/**
 * A place out of so many. Rules that differ in one number only, as those of `/tenant1/*` and `/tenant2/*` do, never meet while
 * there are no more of them than places; others meet by chance.
 */
function hashedPlace({ hosts, paths }: RuleMatch, places: number): number {
  const text = [hosts, paths].map((patterns) => [...patterns].sort().join(',')).join('|');
  const numbers = (text.match(/\d+/g) ?? []).reduce((all, digits) => (all * 31 + counted(digits, places)) % places, 0);
  return (checksum(text.replace(/\d+/g, '#')) + numbers * STEP) % places;
}

/** A prime, so that numbers that follow each other do not get places that do: one managed and one not would meet. */
const STEP = 7_919;

/** Numbers every text of digits: `0` to `9`, then `00` to `99`, and so on. */
function counted(digits: string, places: number): number {
  return [...digits].reduce((count, digit) => (count * 10 + Number(digit) + 1) % places, 0);
}

/** FNV-1a: the same text gives the same number, everywhere and always. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
