/** One `Key value` line of a Fluent Bit section. */
export interface FluentBitEntry {
  readonly key: string;
  readonly value: string;
}

/** One section of Fluent Bit's classic configuration format. */
export interface FluentBitSection {
  /** In capitals: `SERVICE`, `INPUT`, `FILTER`, `OUTPUT`, `PARSER`, `MULTILINE_PARSER`. */
  readonly kind: string;
  readonly entries: readonly FluentBitEntry[];
}

/** A configuration file of Fluent Bit, read. */
export interface FluentBitText {
  readonly sections: readonly FluentBitSection[];
  /** The arguments of `@INCLUDE`. */
  readonly includes: readonly string[];
  /** Lines that are none of: section, entry, command, comment, blank. */
  readonly strayLines: readonly string[];
}

/** Reads Fluent Bit's classic (INI-like) format. */
export function readFluentBit(source: string): FluentBitText {
  const sections: { kind: string; entries: FluentBitEntry[] }[] = [];
  const includes: string[] = [];
  const strayLines: string[] = [];
  for (const raw of source.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    const header = /^\[(\w+)\]$/.exec(line);
    if (header) {
      sections.push({ kind: header[1].toUpperCase(), entries: [] });
    } else if (line.startsWith('@')) {
      const [, command, argument] = /^@(\w+)\s*(.*)$/.exec(line) ?? [];
      if (command?.toUpperCase() === 'INCLUDE') {
        includes.push(argument);
      }
    } else if (sections.length === 0) {
      strayLines.push(line);
    } else {
      const [, key, value = ''] = /^(\S+)(?:\s+(.*))?$/.exec(line) ?? [];
      sections[sections.length - 1].entries.push({ key, value });
    }
  }
  return { sections, includes, strayLines };
}

/** The value of a key, whatever its capitals; the last one when it is given several times, as in Fluent Bit. */
export function entryOf(section: FluentBitSection, key: string): string | undefined {
  return section.entries.filter((entry) => entry.key.toLowerCase() === key.toLowerCase()).pop()?.value;
}
