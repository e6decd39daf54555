import { ruleName } from '../explain/rule-name';
import { HARDENING, JudgedFinding, Judgement, Severity, countsText, plural, sorted } from '../judged';
import { oneLine, wrapped } from './plain';

const WIDTH = 116;
const PLACES = 6;

/** The colours of a terminal; none elsewhere. The word of the severity is always there, so colour is never alone. */
const COLOURS: Readonly<Record<Severity, string>> = { error: '\u001b[31m', warning: '\u001b[33m', info: '\u001b[36m' };
const RESET = '\u001b[0m';

/** The judgement for people at a terminal, no line over 120 columns. */
export function asText(judgement: Judgement, colour: boolean): string {
  const { input, scope, findings, accepted, notes } = judgement;
  const all = sorted(findings);
  const [faults, hardening] = [false, true].map((is) => all.filter(({ check }) => (check === HARDENING) === is));
  return [
    `${oneLine(input)}: ${scope}`,
    '',
    ...faults.flatMap((finding) => [...findingLines(finding, colour), '']),
    ...(hardening.length === 0
      ? []
      : [`hardening (NIST SP 800-190), which keeps no task from starting: ${plural(hardening.length, 'finding')}`, '']),
    ...hardening.flatMap((finding) => [...findingLines(finding, colour), '']),
    ...notes.flatMap((note) => wrapped(`note: ${note}`, WIDTH, '')),
    ...(notes.length === 0 ? [] : ['']),
    ...factsHint(findings),
    ...pageHint(findings),
    `${countsText(findings)}${accepted === 0 ? '' : `; ${accepted} accepted by the baseline`}`,
    '',
  ].join('\n');
}

/** The way to what the app does not have: one for all that is unknown for that. */
function factsHint(findings: readonly JudgedFinding[]): string[] {
  return findings.some(
    ({ severity, check, message }) => severity === 'info' && check === 'EcsStartProof' && OUTSIDE.test(message),
  )
    ? ['AWS CLI commands that tell of what is not part of the app: npx cdk-ecs-groundwork facts', '']
    : [];
}

const OUTSIDE = /not part of the app|\brole arn:/;

/** The way to the pages of the codes; the first one stands for all. */
function pageHint(findings: readonly JudgedFinding[]): string[] {
  const all = sorted(findings);
  const first = all.find(({ check }) => check !== HARDENING) ?? all[0];
  return first === undefined
    ? []
    : [`cause, example and cure of a code: npx cdk-ecs-groundwork explain ${ruleName(first.code)}`, ''];
}

function findingLines(finding: JudgedFinding, colour: boolean): string[] {
  const { severity, check, code, message, fix, places } = finding;
  const word = severity.padEnd(7);
  const shown = places.slice(0, PLACES);
  const rest = places.length - shown.length;
  return [
    `${colour ? `${COLOURS[severity]}${word}${RESET}` : word}  ${oneLine(`${check}::${code}`)}`,
    ...shown.flatMap(({ path, property }) =>
      wrapped(property === undefined || property === 'Properties' ? path : `${path}  ${property}`, WIDTH, '  at '),
    ),
    ...(rest > 0 ? [`  and ${plural(rest, 'more place')}`] : []),
    ...wrapped(message, WIDTH, '  '),
    ...(fix === undefined ? [] : wrapped(`fix: ${fix}`, WIDTH, '  ')),
  ];
}
