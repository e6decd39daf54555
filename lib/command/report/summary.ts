import { inWords } from '../../start-proof/whole-proof';
import { counts, plural, sorted } from '../judged';
import type { AppReport } from './app-report';
import { furtherParts, groupedFindings } from './data/findings';
import type { ReportedTask } from './data/tasks';
import { rangeOf, sizeOf } from './html/sections/tasks';

/** A terminal shows so many columns. */
const COLUMNS = 120;
/** Two screens: all parts together stay below 80 lines. */
const MOST = { tasks: 18, needs: 8, providers: 8, faults: 14 };

/** The report in short, for a terminal. */
export function summaryOf(app: AppReport, file: string): string[] {
  return [
    `${app.input}: ${app.judgement.scope}`,
    ...part('What runs', upTo(MOST.tasks, app.tasks.flatMap(taskLines))),
    ...proofLines(app),
    ...part('Where the tasks land', upTo(MOST.providers, capacityLines(app))),
    ...findingLines(app),
    ...acknowledgedLines(app),
    ...costLines(app),
    '',
    `The whole report: ${file}`,
  ].map(cut);
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function taskLines(task: ReportedTask): string[] {
  const tasks = task.starts.flatMap(({ count }) => count ?? []);
  const [least, most] = tasks.reduce(([low, high], count) => [low + count.least, high + count.most], [0, 0]);
  const runs = tasks.length > 0 ? rangeOf(least, most) : task.starts.length > 0 ? 'a job' : 'nothing starts it';
  const containers = task.containers.map(({ name }) => name).join(' + ');
  const apart = [
    ...(task.pidMode === undefined ? [] : [`pidMode ${task.pidMode}`]),
    ...task.kernel,
    ...(task.containers.some(({ privileged }) => privileged) ? ['privileged'] : []),
    ...(task.containers.some(({ runsAsRoot }) => runsAsRoot === 'yes') ? ['root'] : []),
  ];
  return [
    `${task.path}: ${runs}, ${sizeOf(task)}, ${containers}`,
    ...(apart.length > 0 ? [`  ${apart.join('; ')}`] : []),
  ];
}

function proofLines({ starts, counts: verdicts, judgement }: AppReport): string[] {
  const [ways, rights, order, rollouts] = inWords(verdicts);
  const open = starts.flatMap(({ path, needs }) =>
    needs
      .filter(({ verdict }) => verdict !== 'proved')
      .map(({ verdict, purpose, reason }) => ({ verdict, text: `${path}: ${purpose}: ${reason ?? ''}` })),
  );
  const parts = furtherParts(judgement.findings)
    .map(({ prefix, findings }) => ({ prefix, errors: counts(findings).error }))
    .filter(({ errors }) => errors > 0)
    .map(({ prefix, errors }) => `; ${prefix}: ${plural(errors, 'error')}`);
  return [
    '',
    `Can every task start?  ${ways}; ${rights}`,
    `                       ${order}; ${rollouts}${parts.join('')}`,
    ...upTo(
      MOST.needs,
      [...open]
        .sort((a, b) => (a.verdict < b.verdict ? -1 : a.verdict > b.verdict ? 1 : 0))
        .map(({ verdict, text }) => `${verdict.padEnd(8)} ${text}`),
    ),
  ];
}

function capacityLines({ capacity: { providers, unplanned } }: AppReport): string[] {
  return [
    ...providers.map(({ name, group, maxSize, needs: [[, min], , [, max]] }) => {
      const tasks = rangeOf(min.tasks, max.tasks);
      const instances = group
        ? `, ${max.fewest === max.most ? max.most : `${max.fewest} to ${max.most}`} of ${maxSize ?? '?'} instances`
        : '';
      return `${name}: ${tasks}${instances}${max.limit === undefined ? '' : `, limited by ${max.limit}`}`;
    }),
    ...unplanned.map(({ service, reason }) => `${service}: not planned, ${reason}`),
  ];
}

function findingLines({ judgement: { findings } }: AppReport): string[] {
  const { faults, hardening } = groupedFindings(findings);
  const all = faults.flatMap((group) => group.findings);
  const { error, warning, info } = counts(all);
  const controls = counts(hardening.flatMap((group) => group.findings));
  return [
    '',
    `Findings  ${error} errors, ${warning} warnings, ${info} unknown or for information; hardening (NIST SP 800-190): ${controls.error} errors, ${controls.warning} warnings`,
    ...upTo(
      MOST.faults,
      sorted(all)
        .filter(({ severity }) => severity !== 'info')
        .map(({ severity, code, places: [first, ...more] }) => {
          const others = more.length > 0 ? ` and ${more.length} more` : '';
          return `${severity.padEnd(8)} ${code}  ${first?.path ?? ''}${others}`;
        }),
    ),
  ];
}

function acknowledgedLines({ acknowledged }: AppReport): string[] {
  const places = acknowledged.reduce((sum, { paths }) => sum + paths.length, 0);
  return acknowledged.length === 0 ? [] : ['', `Acknowledged  ${acknowledged.length} reasons, at ${places} places`];
}

function costLines({ costs: { total, lines } }: AppReport): string[] {
  const [least, desired, most] = [total.least, total.desired, total.most].map((usd) => Math.round(usd));
  const range = least === most ? '' : `, ${least} to ${most}`;
  const spot = lines.some(({ varies }) => varies) ? ', and Spot' : '';
  return lines.length === 0 ? [] : ['', `A month at list prices  ${desired} USD${range}${spot}`];
}

function upTo(most: number, lines: readonly string[]): string[] {
  return [
    ...lines.slice(0, most).map((line) => `  ${line}`),
    ...(lines.length > most ? [`  and ${lines.length - most} more`] : []),
  ];
}

/** One line of plain text: what a template says may hold line breaks and control characters. */
function cut(line: string): string {
  // eslint-disable-next-line no-control-regex -- a terminal obeys them
  const plain = line.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  return plain.length > COLUMNS ? `${plain.slice(0, COLUMNS - 1)}…` : plain;
}
