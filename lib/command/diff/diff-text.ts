import { code, escaped } from '../formats/markdown';
import { oneLine, wrapped } from '../formats/plain';
import { plural } from '../judged';
import type { Amount, AppDiff, Change, RightLine } from './app-diff';
import type { NameLine } from './call-names';

/** A part of the result: what it is about, and one line for each change, without markup. */
interface Part {
  readonly title: string;
  readonly lines: readonly (readonly [sign: '+' | '-' | '~' | '!', text: string])[];
}

const WIDTH = 116;
/** A pull request comment holds 65,536 characters. */
const MOST_CHARACTERS = 60_000;

/** The change for people at a terminal, no line over 120 columns but for words that are longer. */
export function diffAsText(found: AppDiff): string {
  const parts = partsOf(found);
  return [
    `${oneLine(found.old)} -> ${oneLine(found.now)}`,
    '',
    ...parts.flatMap(({ title, lines }) => [
      title,
      ...lines.flatMap(([sign, text]) => {
        const [first, ...rest] = wrapped(text, WIDTH, '    ');
        return [`  ${sign} ${first.trimStart()}`, ...rest];
      }),
      '',
    ]),
    ...(parts.length === 0 ? ['nothing changes in what the tasks reach, may do and need', ''] : []),
  ].join('\n');
}

/** The change as Markdown that fits into a pull request comment; what does not fit is counted. */
export function diffAsMarkdown(found: AppDiff): string {
  const parts = partsOf(found);
  const lines = [`### What changes: ${code(found.old)} → ${code(found.now)}`, ''];
  let length = 200;
  let left = 0;
  for (const { title, lines: all } of parts) {
    const shown = [`**${escaped(title)}**`, ''];
    for (const [sign, text] of all) {
      const line = `- ${SIGNS[sign]} ${escaped(text)}`;
      length += line.length + 1;
      if (length > MOST_CHARACTERS) {
        left += 1;
      } else {
        shown.push(line);
      }
    }
    lines.push(...shown, '');
  }
  if (parts.length === 0) {
    lines.push('Nothing changes in what the tasks reach, may do and need.', '');
  }
  if (left > 0) {
    lines.push(`${plural(left, 'more change')}: run the command for all of them.`, '');
  }
  return lines.join('\n');
}

const SIGNS = { '+': '➕', '-': '➖', '~': '🔁', '!': '❌' } as const;

function partsOf(found: AppDiff): Part[] {
  const { reach, rights, names, lost, proof, instances, money, logs, findings } = found;
  return [
    {
      title: 'Who may call whom',
      lines: both(reach, ({ from, to, ports }) => `${from} to ${to}, ${ports}`),
    },
    { title: 'Rights of roles', lines: both({ added: grouped(rights.added), gone: grouped(rights.gone) }, rightText) },
    {
      title: 'Names under which clients call the app',
      lines: [
        ...names.added.map((line): Part['lines'][number] => ['+', nameText(line)]),
        ...names.gone.map((line): Part['lines'][number] => [
          '!',
          `${nameText(line)}: gone, callers do not find it any more`,
        ]),
      ],
    },
    {
      title: 'What CloudFormation replaces or deletes',
      lines: lost.map(({ path, type, how, properties, effect, consequence }): Part['lines'][number] => [
        effect === 'smooth' ? '~' : '!',
        `${path} (${type}) is ${how}${properties.length === 0 ? '' : ` by ${properties.join(', ')}`}: ${effect === 'smooth' ? '' : `${effect}: `}${consequence}`,
      ]),
    },
    {
      title: 'What tasks need to start',
      lines: [
        ...proof.gone.map((need): Part['lines'][number] => ['!', `${needText(need)}: ${need.verdict}, not proved`]),
        ...proof.added.map((need): Part['lines'][number] => ['+', `${needText(need)}: proved now`]),
      ],
    },
    { title: 'Instances', lines: instances.map((amount) => amountText(amount, '')) },
    { title: 'US dollars a month', lines: money.map((amount) => amountText(amount, ' USD')) },
    {
      title: 'Where logs go',
      lines: logs.map(({ task, container, old, now }): Part['lines'][number] => [
        '~',
        `${task}, container ${container}: from ${old} to ${now}`,
      ]),
    },
    {
      title: 'Findings',
      lines: [
        ...findings.added.map(({ id, severity, path, message }): Part['lines'][number] => [
          severity === 'error' ? '!' : '+',
          `new ${severity} ${id} at ${path}: ${message}`,
        ]),
        ...findings.gone.map(({ id, path }): Part['lines'][number] => ['-', `gone is ${id} at ${path}`]),
      ],
    },
  ].filter(({ lines }) => lines.length > 0);
}

function both<Item>({ added, gone }: Change<Item>, textOf: (item: Item) => string): Part['lines'] {
  return [
    ...added.map((item): Part['lines'][number] => ['+', textOf(item)]),
    ...gone.map((item): Part['lines'][number] => ['-', textOf(item)]),
  ];
}

/** The actions of one role on one resource in one line. */
function grouped(rights: readonly RightLine[]): RightLine[] {
  const groups = new Map<string, RightLine>();
  for (const right of rights) {
    const { role, effect, action, resource, conditions } = right;
    const key = [role, effect, resource, conditions].join('\n');
    const known = groups.get(key);
    groups.set(key, known === undefined ? right : { ...known, action: `${known.action}, ${action}` });
  }
  return [...groups.values()];
}

function rightText({ role, effect, action, resource, conditions }: RightLine): string {
  const may = effect === 'Allow' ? 'may' : effect === 'Deny' ? 'may not' : 'may perhaps';
  return `${role} ${may} ${action} on ${resource}${conditions === '' ? '' : ` if ${conditions}`}`;
}

function nameText({ name, of, by }: NameLine): string {
  return `${name} of ${of} (${by})`;
}

function needText({ task, container, purpose, target }: AppDiff['proof']['added'][number]): string {
  return `${task}${container === '' ? '' : `, container ${container}`}: ${purpose} (${target})`;
}

function amountText({ what, old, now }: Amount, unit: string): Part['lines'][number] {
  const change = old !== undefined && now !== undefined ? `, ${now > old ? '+' : ''}${round(now - old)}${unit}` : '';
  return ['~', `${what}: ${old ?? 'none'} -> ${now ?? 'none'}${change}`];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
