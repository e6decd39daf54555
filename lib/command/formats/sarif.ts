import { createHash } from 'node:crypto';
import { asMarkdownPage, asTerminalPage } from '../explain/explanation-page';
import { explanationOf, pageOf } from '../explain/explanations';
import { ruleName } from '../explain/rule-name';
import { JudgedFinding, Judgement, Place, Severity, sorted } from '../judged';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Most places of one result: GitHub code scanning shows the first and keeps ten. */
const PLACES = 10;

/**
 * The judgement as SARIF 2.1.0 for code scanning: one result for each finding, with its place in the template and its
 * construct path, and a fingerprint that survives other lines moving.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function asSarif(judgement: Judgement, version: string): string {
  const findings = sorted(judgement.findings);
  const rules = [...new Map(findings.map((finding) => [ruleId(finding), finding])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const index = new Map(rules.map(([id], position) => [id, position]));
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'cdk-ecs-groundwork',
              version,
              informationUri: 'https://github.com/cdk-ecs-groundwork/cdk-ecs-groundwork',
              rules: rules.map(([id, { code, check }]) => ({
                id,
                name: ruleName(code),
                shortDescription: { text: `${ruleName(code)} (${check})` },
                helpUri: pageOf(code),
                ...help(code),
              })),
            },
          },
          columnKind: 'utf16CodeUnits',
          results: findings.map((finding) => ({
            ruleId: ruleId(finding),
            ruleIndex: index.get(ruleId(finding)),
            level: LEVELS[finding.severity],
            message: { text: finding.fix === undefined ? finding.message : `${finding.message}\nfix: ${finding.fix}` },
            locations: finding.places.slice(0, PLACES).map(location),
            partialFingerprints: { 'groundworkFinding/v1': fingerprint(finding) },
          })),
        },
      ],
    },
    undefined,
    2,
  )}\n`;
}

/** The page of a code, which code scanning shows beside its results. */
function help(code: string): Record<string, unknown> {
  const explanation = explanationOf(code);
  return explanation === undefined
    ? {}
    : {
        fullDescription: { text: explanation.cause.replaceAll('`', '') },
        help: {
          text: asTerminalPage(ruleName(code), explanation),
          markdown: asMarkdownPage(ruleName(code), explanation),
        },
      };
}

function ruleId({ check, code }: JudgedFinding): string {
  // The container that a rule names in brackets is in the message and the fingerprint: it makes no rule of its own.
  return `${check}/${code.replace(/\[.*$/s, '')}`;
}

function location({ path, file, line, property }: Place): Record<string, unknown> {
  return {
    ...(file !== undefined && {
      physicalLocation: {
        artifactLocation: { uri: encodeURI(file.replaceAll('\\', '/')) },
        region: { startLine: line ?? 1 },
      },
    }),
    logicalLocations: [{ fullyQualifiedName: property === undefined ? path : `${path}#${property}`, kind: 'resource' }],
  };
}

function fingerprint({ check, code, places }: JudgedFinding): string {
  const what = places.map(({ path, property }) => `${path}#${property ?? ''}`);
  return createHash('sha256')
    .update(JSON.stringify([check, code, what]))
    .digest('hex')
    .slice(0, 32);
}
