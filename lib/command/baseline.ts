import { existsSync, readFileSync } from 'node:fs';
import { fail } from '../internal/errors';
import { JudgedFinding, Judgement } from './judged';

/** The version of the layout of a baseline file. */
const VERSION = 1;

/** A finding that was accepted. */
interface Accepted {
  /** `Check::Code`. */
  readonly id: string;
  readonly path: string;
  readonly reason: string;
}

/** A baseline file that accepts the findings of a judgement. Reasons are for its reader to fill in. */
export function baselineOf({ findings }: Judgement): string {
  const accepted: Accepted[] = findings.flatMap((finding) =>
    finding.places.map(({ path }) => ({ id: idOf(finding), path, reason: 'accepted when the baseline was written' })),
  );
  const unique = new Map(accepted.map((one) => [key(one.id, one.path), one]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return `${JSON.stringify({ version: VERSION, accepted: sorted }, undefined, 2)}\n`;
}

/**
 * Takes the findings out that a baseline accepts. Entries that match nothing any more are noted.
 *
 * @throws `Command.baseline` when the file cannot be read, or has another layout.
 */
export function withBaseline(judgement: Judgement, file: string): Judgement {
  const accepted = readBaseline(file);
  const used = new Set<string>();
  const open = judgement.findings.flatMap((finding) => {
    const places = finding.places.filter(({ path }) => {
      const known = key(idOf(finding), path);
      return accepted.has(known) ? (used.add(known), false) : true;
    });
    return places.length === 0 ? [] : [{ ...finding, places }];
  });
  const stale = [...accepted].filter(([known]) => !used.has(known)).map(([, one]) => one);
  return {
    ...judgement,
    findings: open,
    accepted: judgement.accepted + used.size,
    notes: [
      ...judgement.notes,
      ...stale.map(({ id, path }) => `the baseline accepts ${id} at ${path}, which is not found any more; take it out`),
    ],
  };
}

function readBaseline(file: string): Map<string, Accepted> {
  if (!existsSync(file)) {
    fail(undefined, 'Command.baseline', `there is no baseline at '${file}'; write one with '--write-baseline ${file}'`);
  }
  let content: { version?: unknown; accepted?: unknown };
  try {
    content = Object(JSON.parse(readFileSync(file, 'utf8'))) as typeof content;
  } catch (error) {
    return fail(undefined, 'Command.baseline', `'${file}' is not valid JSON: ${(error as Error).message}`);
  }
  if (content.version !== VERSION || !Array.isArray(content.accepted)) {
    fail(
      undefined,
      'Command.baseline',
      `'${file}' must have 'version' ${VERSION} and a list 'accepted', got version ${String(content.version)}; write it anew with '--write-baseline'`,
    );
  }
  const entries = (content.accepted as unknown[]).map((one) => Object(one) as Accepted);
  const wrong = entries.findIndex(({ id, path, reason }) =>
    [id, path, reason].some((each) => typeof each !== 'string'),
  );
  if (wrong >= 0) {
    fail(undefined, 'Command.baseline', `entry ${wrong} of '${file}' must have the texts 'id', 'path' and 'reason'`);
  }
  return new Map(entries.map((one) => [key(one.id, one.path), one]));
}

function idOf({ check, code }: JudgedFinding): string {
  return `${check}::${code}`;
}

function key(id: string, path: string): string {
  return `${id}\n${path}`;
}
