import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** What jest keeps of the snapshots of a test file, as far as it is needed here; the first is how jest was called. */
interface SnapshotState {
  readonly _updateSnapshot: 'all' | 'new' | 'none';
  added: number;
  matched: number;
  unmatched: number;
  updated: number;
}

/**
 * Compares a text with a file of its own, as `toMatchSnapshot` does with a part of one common file.
 *
 * Under `jest --ci` nothing is ever written: a missing file fails. Elsewhere a missing file is written, and `jest -u` renews
 * those that differ.
 */
export function toMatchFileSnapshot(this: jest.MatcherContext, received: string, file: string) {
  const state = this.snapshotState as unknown as SnapshotState;
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (received === expected) {
    state.matched++;
    return { pass: true, message: () => `${basename(file)} is the same` };
  }
  if (state._updateSnapshot === 'all' || (state._updateSnapshot === 'new' && expected === undefined)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, received);
    state[expected === undefined ? 'added' : 'updated']++;
    return { pass: true, message: () => `${basename(file)} was written` };
  }
  state.unmatched++;
  return {
    pass: false,
    message: () =>
      expected === undefined
        ? `no snapshot ${basename(file)}: write it with 'npx jest test/examples', read it, and commit it`
        : `${basename(file)} is another one now; when that is meant, renew it with 'npx jest -u test/examples', and read the difference\n\n${this.utils.diff(expected, received, { contextLines: 3, expand: false })}`,
  };
}
