import type { ConstructWarning } from '../app-model/acknowledged';

/** The most places that a note names. */
const NAMED = 5;

/**
 * Notes on what constructs of this library warned of in the synth and no check finds: whoever reads the assembly alone did not see
 * it printed. They are no findings, since they rest on what the construct was given, and no template shows it again.
 *
 * @param found codes of the findings
 */
export function warnedAtSynth(warnings: readonly ConstructWarning[], found: ReadonlySet<string>): string[] {
  const byCode = new Map<string, ConstructWarning[]>();
  for (const warning of warnings.filter(({ code }) => !found.has(code))) {
    byCode.set(warning.code, [...(byCode.get(warning.code) ?? []), warning]);
  }
  return [...byCode].map(([code, said]) => {
    const paths = [...new Set(said.map(({ path }) => path))];
    const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
    return `in the synth, constructs warned of ${code} at ${paths.slice(0, NAMED).join(', ')}${more}: ${said[0].message}`;
  });
}
