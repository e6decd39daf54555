/**
 * The candidate that is closest to what was written, when it is close enough to be meant.
 *
 * @param slips letters that may be wrong at most; a third of the word, and at least two, unless said otherwise
 */
export function nearest(
  written: string,
  candidates: Iterable<string>,
  slips = Math.max(2, Math.floor(written.length / 3)),
): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let least = slips + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) {
      [best, least] = [candidate, distance];
    }
  }
  return best;
}

/** `; did you mean 'x'`, or nothing. */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const guess = nearest(written, candidates);
  return guess === undefined ? '' : `; did you mean '${guess}'`;
}

/** Levenshtein's distance, given up where it reaches `limit`. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) {
    return limit;
  }
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      current.push(Math.min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (same ? 0 : 1)));
    }
    if (Math.min(...current) >= limit) {
      return limit;
    }
    previous = current;
  }
  return Math.min(previous[to.length], limit);
}
