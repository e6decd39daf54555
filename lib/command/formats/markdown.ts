import { pageOf } from '../explain/explanations';
import { JudgedFinding, Judgement, countsText, plural, sorted } from '../judged';
import { oneLine } from './plain';

/** A pull request comment holds 65,536 characters; some are left for what a bot adds. */
const MOST_CHARACTERS = 60_000;
const PLACES = 5;

/** The judgement as Markdown that fits into a pull request comment; what does not fit is counted. */
export function asMarkdown({ input, scope, findings, accepted, notes }: Judgement): string {
  const head = [
    `### ECS checks: ${countsText(findings)}${accepted === 0 ? '' : `, ${accepted} accepted`}`,
    '',
    `${code(input)}: ${scope}`,
    '',
  ].join('\n');
  const tail = notes.map((note) => `\n> ${escaped(note)}\n`).join('');
  const blocks = sorted(findings).map(block);
  let body = '';
  let shown = 0;
  for (const each of blocks) {
    if (head.length + body.length + each.length + tail.length > MOST_CHARACTERS) {
      break;
    }
    body += each;
    shown += 1;
  }
  const rest = blocks.length - shown;
  return `${head}${body}${rest === 0 ? '' : `\n${plural(rest, 'more finding')}: run the command for all of them.\n`}${tail}`;
}

const SIGNS = { error: '❌ error', warning: '⚠️ warning', info: 'ℹ️ info' } as const;

function block({ severity, check, code: id, message, fix, places }: JudgedFinding): string {
  const shown = places.slice(0, PLACES).map(({ path }) => code(path));
  const rest = places.length - shown.length;
  return [
    `**${SIGNS[severity]}** [${code(`${check}::${id}`)}](${pageOf(id)}) at ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}  `,
    escaped(message),
    ...(fix === undefined ? [] : [`  \n*Fix:* ${escaped(fix)}`]),
    '',
    '',
  ].join('\n');
}

/** A text as code: longer fences than any in it. */
export function code(text: string): string {
  const line = oneLine(text);
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  return fence.length === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

/** A text in which nothing is markup, a mention or a link. */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~<>&]/g, (sign) =>
      sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign === '&' ? '&amp;' : `\\${sign}`,
    )
    .replace(/@/g, '@\u200b');
}
