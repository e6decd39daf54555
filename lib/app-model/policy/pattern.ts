import { YesNoMaybe } from '../yes-no-maybe';
import { hasMarks } from '../values';

/**
 * The identity of a mark that names one thing of the app: two different ones never have the same name. `undefined` for
 * every other mark, which may be any text. `before` is the text in front of it: a name tells its kind only in an ARN.
 */
export type IdentityOf = (mark: string, before: string) => Identity | undefined;

/** One thing of the app. */
export interface Identity {
  readonly id: string;
  /** Has no colon and no slash, as ARNs have. */
  readonly isName: boolean;
}

/** Part of a text or pattern: one character, a part known only at deployment, or a wildcard. */
type Token =
  | { readonly kind: 'char'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string; readonly identity?: Identity }
  | { readonly kind: 'any' | 'one'; readonly text: string };

/** Whether an IAM pattern (`*`, `?`, policy variables) holds a text, both with marks: one mark has one value. */
export function patternHolds(pattern: string, text: string, identityOf: IdentityOf = () => undefined): YesNoMaybe {
  // Most patterns are written as the text is, or are its beginning.
  const fixed = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern;
  if ((fixed === pattern ? text === pattern : text.startsWith(fixed)) && !/[*?$]/.test(fixed)) {
    return 'yes';
  }
  const plain = atOnce(pattern, text);
  if (plain !== undefined) {
    return plain;
  }
  const start = alike(pattern, text);
  if (start === undefined) {
    return 'no';
  }
  const [wanted, given] = trimmed(tokens(pattern, start, true, identityOf), tokens(text, start, false, identityOf));
  if (aligns(wanted, given, surely)) {
    return 'yes';
  }
  return aligns(wanted, given, possibly) ? 'maybe' : 'no';
}

/** The answer where no token has to be looked at: most patterns are plain, end in a wildcard, or begin otherwise. */
function atOnce(pattern: string, text: string): YesNoMaybe | undefined {
  if (pattern === '*' || (pattern === text && !pattern.includes('${'))) {
    return 'yes';
  }
  if (!/[*?$\u27e6]/.test(pattern) && !hasMarks(text)) {
    return 'no';
  }
  const start = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
  const unmarked = start?.replace(/\u27e6[^\u27e7]*\u27e7/g, '');
  if (start !== undefined && text.startsWith(start) && unmarked !== undefined && !/[*?$\u27e6]/.test(unmarked)) {
    return 'yes';
  }
  return alike(pattern, text) === undefined ? 'no' : undefined;
}

/** The length of what both begin with, plain characters and marks; `undefined` where characters that differ follow. */
function alike(pattern: string, text: string): number | undefined {
  let index = 0;
  while (index < pattern.length && index < text.length) {
    const [one, other] = [pattern[index], text[index]];
    if (one === '\u27e6' && other === '\u27e6') {
      const end = pattern.indexOf('\u27e7', index) + 1;
      if (end === 0 || !text.startsWith(pattern.slice(index, end), index)) {
        return index;
      }
      index = end;
    } else if (one === '*' || one === '?' || one === '$' || one === '\u27e6' || other === '\u27e6') {
      return index;
    } else if (one !== other) {
      return undefined;
    } else {
      index += 1;
    }
  }
  return index;
}

/** Without what both begin with and end with: characters stand for themselves, and one mark has one value. */
function trimmed(pattern: Token[], text: Token[]): readonly [Token[], Token[]] {
  const same = (one: Token | undefined, other: Token | undefined) =>
    one !== undefined &&
    (one.kind === 'char' || one.kind === 'mark') &&
    one.kind === other?.kind &&
    one.text === other.text;
  let start = 0;
  while (same(pattern[start], text[start])) {
    start += 1;
  }
  let end = 0;
  while (
    pattern.length - end > start &&
    text.length - end > start &&
    same(pattern[pattern.length - 1 - end], text[text.length - 1 - end])
  ) {
    end += 1;
  }
  return [pattern.slice(start, pattern.length - end), text.slice(start, text.length - end)];
}

/** Whether two texts are equal: no wildcards, but policy variables in the first. */
export function textEquals(wanted: string, given: string, identityOf: IdentityOf = () => undefined): YesNoMaybe {
  return patternHolds(
    wanted.replace(/\u27e6[^\u27e7]*\u27e7|[*?]/g, (part) => (part.length === 1 ? `\${${part}}` : part)),
    given,
    identityOf,
  );
}

/** The tokens of a text from `start` on, which is not inside a mark. */
function tokens(text: string, start: number, isPattern: boolean, identityOf: IdentityOf): Token[] {
  const rest = text.slice(start);
  const parts =
    rest.match(isPattern ? /\u27e6[^\u27e7]*\u27e7|\$\{[^}]*\}|[\s\S]/g : /\u27e6[^\u27e7]*\u27e7|[\s\S]/g) ?? [];
  return parts.map((part, index): Token => {
    if (part.startsWith('\u27e6') && part.length > 1) {
      // With something beside it the name of one resource may be part of another's.
      const before = index > 0 ? parts[index - 1] : start > 0 ? text[start - 1] : undefined;
      const whole = [undefined, ':', '/'].includes(before) && [undefined, ':', '/'].includes(parts[index + 1]);
      const identity = whole ? identityOf(part, text.slice(0, start) + parts.slice(0, index).join('')) : undefined;
      return { kind: 'mark', text: part, ...(identity !== undefined && { identity }) };
    }
    if (isPattern && part.startsWith('${') && part.length > 2) {
      // `${*}`, `${?}` and `${$}` are the characters themselves, anything else a policy variable.
      return /^\$\{[*?$]\}$/.test(part) ? { kind: 'char', text: part[2] } : { kind: 'mark', text: part };
    }
    return { kind: isPattern && part === '*' ? 'any' : isPattern && part === '?' ? 'one' : 'char', text: part };
  });
}

/** The moves by which a token of a pattern and one of a text may go together. */
interface Moves {
  /** Each stands for all of the other. */
  pair(pattern: Token, text: Token): boolean;
  /** The pattern's token covers this token of the text, among others. */
  covers(pattern: Token, text: Token): boolean;
  /** The text's token covers this token of the pattern, among others. */
  covered(text: Token, pattern: Token): boolean;
  /** May stand for no text at all. */
  empty(token: Token): boolean;
}

const surely: Moves = {
  pair: (pattern, text) =>
    pattern.kind === 'one' ? text.kind === 'char' : pattern.kind === text.kind && pattern.text === text.text,
  covers: (pattern) => pattern.kind === 'any',
  covered: () => false,
  empty: (token) => token.kind === 'any',
};

const possibly: Moves = {
  pair: (pattern, text) => surely.pair(pattern, text) || takes(pattern, text) || takes(text, pattern),
  covers: takes,
  covered: takes,
  empty: (token) => token.kind === 'any' || (token.kind === 'mark' && token.identity === undefined),
};

/** Whether a token may stand for a text that has the other one in it. */
function takes(one: Token, other: Token): boolean {
  if (one.kind !== 'mark') {
    return one.kind === 'any';
  }
  if (one.identity === undefined) {
    return true;
  }
  const { id, isName } = one.identity;
  // An ARN has region, account and names of other things in it.
  return other.kind === 'mark'
    ? other.identity === undefined || other.identity.id === id || (!isName && other.identity.isName)
    : !isName || (other.text !== ':' && other.text !== '/');
}

/** Whether pattern and text can be laid beside each other, token by token. */
function aligns(pattern: readonly Token[], text: readonly Token[], moves: Moves): boolean {
  const [first, other] = [pattern[0], text[0]];
  if (first?.kind === 'char' && other?.kind === 'char' && first.text !== other.text) {
    return false;
  }
  const width = text.length + 1;
  const reached = new Uint8Array((pattern.length + 1) * width);
  reached[0] = 1;
  for (let p = 0; p <= pattern.length; p += 1) {
    for (let t = 0; t <= text.length; t += 1) {
      const here = p * width + t;
      if (reached[here] === 1) {
        continue;
      }
      const left = p > 0 ? pattern[p - 1] : undefined;
      const right = t > 0 ? text[t - 1] : undefined;
      const ways = [
        left && right && reached[here - width - 1] === 1 && moves.pair(left, right),
        // The pattern's token goes on, having taken this token of the text.
        left && right && reached[here - 1] === 1 && moves.covers(left, right),
        left && right && reached[here - width] === 1 && moves.covered(right, left),
        left && reached[here - width] === 1 && moves.empty(left),
        right && reached[here - 1] === 1 && moves.empty(right),
      ];
      reached[here] = ways.some((way) => way === true) ? 1 : 0;
    }
  }
  return reached[reached.length - 1] === 1;
}
