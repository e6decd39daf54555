/** The severity of a finding: an error fails the command, a warning only with `--strict`, an info never does. */
export type Severity = 'error' | 'warning' | 'info';

/** One finding of one check on an app, as every output format shows it. */
export interface JudgedFinding {
  /** The name of the check: `EcsStartProof`. */
  readonly check: string;
  /** The stable code: `StartProof.noRoute`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string;
  /** The resources that the finding is about; at least one. */
  readonly places: readonly Place[];
}

/** A resource that a finding is about. */
export interface Place {
  /** The construct path where the app has one, else `stack/LogicalId`. */
  readonly path: string;
  readonly logicalId?: string;
  /** The template, relative to the working directory where it is below it. */
  readonly file?: string;
  /** The line of the resource in the template, from 1. */
  readonly line?: number;
  /** The path of the property in the resource: `Properties.ContainerDefinitions.0`. */
  readonly property?: string;
}

/** The result of all checks on one input. */
export interface Judgement {
  /** The input as the user named it. */
  readonly input: string;
  /** The number of templates, tasks and services, in words: `3 templates, 12 task definitions, 5 services`. */
  readonly scope: string;
  readonly findings: readonly JudgedFinding[];
  /** The number of findings that the baseline accepts; they are not among `findings`. */
  readonly accepted: number;
  /** Resources that were not judged and stale entries of the baseline, one sentence each. */
  readonly notes: readonly string[];
}

/** The number of findings of each severity. */
export function counts(findings: readonly JudgedFinding[]): Readonly<Record<Severity, number>> {
  const of = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
}

/** The counts in words: `2 errors, 1 warning, 0 unknown`. */
export function countsText(findings: readonly JudgedFinding[]): string {
  const { error, warning, info } = counts(findings);
  return `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} unknown or for information`;
}

/** A number and its noun. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The findings with the worst first, then by check, code and path: the same order for every run. */
export function sorted(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const key = ({ check, code, places, message }: JudgedFinding): string =>
    [check, code, places[0]?.path ?? '', places[0]?.property ?? '', message].join('\n');
  return [...findings].sort(
    (a, b) => ORDER[a.severity] - ORDER[b.severity] || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0),
  );
}

/** Hardening is told apart from what fails: it is a choice of the one who runs the app. */
export const HARDENING = 'NIST.800.190';
