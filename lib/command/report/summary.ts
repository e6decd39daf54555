import { countsText, sorted } from '../judged';
import type { AppReport } from './app-report';
import { needCounts } from './html/sections/proof';
import { rangeOf, sizeOf } from './html/sections/tasks';

/** A terminal shows so many columns. */
const COLUMNS = 120;
/** Two screens: the parts together stay below 80 lines. */
const MOST = { tasks: 24, faults: 20 };

/** The report in short, for a terminal. */
export function summaryOf(app: AppReport, file: string): string[] {
  const { proved, broken, unknown } = needCounts(app.starts);
  const faults = app.judgement.findings.filter(
    ({ check, severity }) => check !== 'NIST.800.190' && severity !== 'info',
  );
  return [
    `${app.input}: ${app.judgement.scope}`,
    '',
    'What runs',
    ...upTo(MOST.tasks, app.tasks.map(taskLine)),
    '',
    `Can every task start?  ${proved} proved, ${broken} broken, ${unknown} unknown`,
    '',
    `Findings  ${countsText(app.judgement.findings)}`,
    ...upTo(
      MOST.faults,
      sorted(faults).map(
        ({ severity, code, places }) =>
          `${severity.padEnd(8)}${code}  ${places[0]?.path ?? ''}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`,
      ),
    ),
    ...(app.acknowledged.length > 0
      ? [
          '',
          `Acknowledged  ${app.acknowledged.reduce((sum, { paths }) => sum + paths.length, 0)} places for ${app.acknowledged.length} reasons`,
        ]
      : []),
    '',
    `The whole report: ${file}`,
  ].map(cut);
}

function taskLine(task: AppReport['tasks'][number]): string {
  const counts = task.starts.flatMap(({ count }) => count ?? []);
  const [least, most] = [
    counts.reduce((sum, each) => sum + each.least, 0),
    counts.reduce((sum, each) => sum + each.most, 0),
  ];
  const runs = counts.length > 0 ? rangeOf(least, most) : task.starts.length > 0 ? 'a job' : 'nothing starts it';
  return `${task.path}: ${runs}, ${sizeOf(task)}, ${task.containers.map(({ name }) => name).join(' + ')}`;
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
