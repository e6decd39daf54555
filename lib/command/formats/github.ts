import { JudgedFinding, Judgement, Severity, countsText, sorted } from '../judged';
import { oneLine } from './plain';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * The judgement as workflow commands, which GitHub Actions shows beside the lines of a pull request.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function asGithub(judgement: Judgement): string {
  return [...sorted(judgement.findings).map(command), countsText(judgement.findings), ''].join('\n');
}

function command({ severity, check, code, message, fix, places }: JudgedFinding): string {
  const { file, line, path } = places[0] ?? {};
  const properties = [
    ...(file === undefined ? [] : [`file=${property(oneLine(file))}`, `line=${line ?? 1}`]),
    `title=${property(oneLine(`${check}::${code}`))}`,
  ];
  const text = [path === undefined ? message : `${path}: ${message}`, ...(fix === undefined ? [] : [`fix: ${fix}`])];
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(text.map(oneLine).join('\n'))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
