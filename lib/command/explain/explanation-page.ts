import { oneLine, wrapped } from '../formats/plain';
import { Example, Explanation, WHERE } from './explanation';

const WIDTH = 100;

/** The page of a code for a terminal. */
export function asTerminalPage(code: string, { cause, cure, example }: Explanation): string {
  return [
    code,
    '',
    ...wrapped(plain(cause), WIDTH, '  '),
    '',
    `  ${placeOf(example)}:`,
    '',
    ...indented(example.wrong),
    '',
    ...wrapped(plain(cure), WIDTH, '  '),
    '',
    ...indented(example.right),
    '',
  ].join('\n');
}

/** The page of a code in Markdown, below a heading of the given level. */
export function asMarkdownPage(code: string, { cause, cure, example }: Explanation, level = 2): string {
  const [, language] = WHERE[example.where];
  // Fragments are not programs; with another name nobody compiles them.
  const fence = `\`\`\`${language === 'ts' ? 'js' : language}`;
  return [
    `${'#'.repeat(level)} ${code}`,
    cause,
    `${placeOf(example)}:`,
    `${fence}\n${example.wrong}\n\`\`\``,
    `**Cure.** ${cure}`,
    `${fence}\n${example.right}\n\`\`\``,
    '',
  ].join('\n\n');
}

/** The first sentence of a text, for lists. */
export function firstSentence(text: string): string {
  return /^.*?[.:](?= |$)/s.exec(oneLine(text))?.[0] ?? text;
}

function placeOf({ where, onEc2 }: Example): string {
  const [words] = WHERE[where];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${onEc2 ? ', on EC2' : ''}`;
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `      ${line}`);
}
