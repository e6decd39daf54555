import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fail, failAll, Fault } from '../../internal/errors';
import { record, text } from '../../internal/template-value';

/** A finding that is accepted for a reason. */
export interface BaselineEntry {
  /** The id to acknowledge: `TaskDefinitionChecks::Logging.none`, or a prefix that ends in `*`. */
  readonly code: string;
  /** Construct path of the resource, as the finding has it. */
  readonly path: string;
  readonly reason: string;
}

/** Findings that are accepted, and which of them were met. */
export class Baseline {
  private readonly met = new Set<BaselineEntry>();
  private readonly places = new Map<string, EntriesAt>();

  constructor(
    readonly file: string,
    private readonly entries: readonly BaselineEntry[],
  ) {
    entries.forEach((entry, index) => this.add(entry, index));
  }

  /**
   * The entry that accepts a finding, if there is one.
   *
   * @param paths by which its resource is known: with constructs, and from disk, where nested stacks have no construct paths
   */
  match(code: string, paths: readonly string[]): BaselineEntry | undefined {
    let first: NumberedEntry | undefined;
    for (const path of paths) {
      const at = this.places.get(path);
      const whole = at?.whole.get(code);
      const begun = at?.beginnings.find(({ entry }) => code.startsWith(entry.code.slice(0, -1)));
      for (const found of [whole, begun]) {
        first = found !== undefined && (first === undefined || found.index < first.index) ? found : first;
      }
    }
    if (first !== undefined) {
      this.met.add(first.entry);
    }
    return first?.entry;
  }

  /** Entries that no finding matched: the fault is gone, or its resource has another path. */
  unmatched(): readonly BaselineEntry[] {
    return this.entries.filter((entry) => !this.met.has(entry));
  }

  private add(entry: BaselineEntry, index: number): void {
    const at = this.places.get(entry.path) ?? { whole: new Map<string, NumberedEntry>(), beginnings: [] };
    this.places.set(entry.path, at);
    if (entry.code.endsWith('*')) {
      at.beginnings.push({ entry, index });
    } else if (!at.whole.has(entry.code)) {
      at.whole.set(entry.code, { entry, index });
    }
  }
}

/** An entry with its place in the file: the first that accepts a finding counts. */
interface NumberedEntry {
  readonly entry: BaselineEntry;
  readonly index: number;
}

/** The entries of one path: by their codes, and those that name the beginning of one. */
interface EntriesAt {
  readonly whole: Map<string, NumberedEntry>;
  readonly beginnings: NumberedEntry[];
}

/** Reads a baseline file. */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file)) {
    const where = isAbsolute(file) ? '' : ` in '${process.cwd()}'`;
    fail(
      undefined,
      'Baseline.missing',
      `baseline file '${file}' does not exist${where}; write it with EcsChecks.writeBaseline, or 'check --write-baseline'`,
    );
  }
  const entries = parse(file);
  const faults = entries.flatMap((entry, index): Fault[] => {
    const missing = ['code', 'path', 'reason'].filter((name) => !text(record(entry)[name])?.trim());
    const names = missing.map((name) => `'${name}'`).join(' and ');
    return missing.length === 0
      ? []
      : [
          {
            code: 'Baseline.entry',
            message: `entry ${index + 1} of '${file}' needs a text for ${names}`,
          },
        ];
  });
  failAll(undefined, faults);
  return new Baseline(file, entries as BaselineEntry[]);
}

/** Writes a baseline file, in an order that does not depend on that of the findings. */
export function writeBaselineFile(file: string, entries: readonly BaselineEntry[]): void {
  writeFileSync(file, baselineText(entries));
}

/** The content of a baseline file. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const byId = new Map(entries.map(({ code, path, reason }) => [`${path} ${code}`, { code, path, reason }]));
  const sorted = [...byId].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
  return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

function parse(file: string): unknown[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (reason) {
    const fault = reason instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    fail(undefined, 'Baseline.unreadable', `baseline file '${file}' ${fault}: ${(reason as Error).message}`);
  }
  return Array.isArray(json)
    ? (json as unknown[])
    : fail(undefined, 'Baseline.unreadable', `baseline file '${file}' must be a list of { code, path, reason }`);
}
