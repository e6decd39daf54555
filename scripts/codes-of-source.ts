/** Reads the codes of findings, errors and warnings from the source of the library. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';
import { RULES } from '../lib/security/checks/rules';

const lib = resolve(__dirname, '../lib');

/** Every code of the library. */
export function codesOfSource(): Set<string> {
  const files = readdirSync(lib, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.startsWith('command/explain/') && file !== GENERATED);
  return new Set([...RULES.map(({ id }) => id), ...files.flatMap(codesIn)]);
}

/** The file with the codes of the checks, relative to lib. */
export const GENERATED = 'checks/private/check-codes.ts';

/** The files in which each check finds: what they import of their own folder belongs to it. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  EcsStartProof: ['start-proof/parts.ts', 'start-proof/reach/prove.ts', 'start-proof/reach/reach-findings.ts'],
  TaskDefinitionChecks: ['task-definition/private/task-checks.ts'],
  CapacityChecks: ['capacity-providers/capacity-checks.ts'],
  FirelensChecks: ['firelens/rules/check-firelens.ts'],
};

/** The codes that each check may report, in alphabetical order. */
export function codesOfChecks(): Record<string, string[]> {
  const own = Object.entries(CHECKS).map(([check, entries]): [string, string[]] => {
    const files = new Set<string>();
    entries.forEach((entry) => withImports(entry, files));
    return [check, [...new Set([...files].flatMap(codesIn))].sort()];
  });
  return { ...Object.fromEntries(own), 'NIST.800.190': RULES.map(({ id }) => `NIST.800.190-${id}`).sort() };
}

/** The text of the file with the codes of the checks. */
export function checkCodesText(): string {
  const lists = Object.entries(codesOfChecks()).map(
    ([check, codes]) =>
      `  ${/\W/.test(check) ? `'${check}'` : check}: [\n${codes.map((code) => `    '${code}',\n`).join('')}  ],\n`,
  );
  return `/** The codes that each check may report. Written by \`npm run codes\`, which reads them from the rules. */
export const CHECK_CODES: Readonly<Record<string, readonly string[]>> = {\n${lists.join('')}};\n`;
}

/** A file and all that it imports of the same domain, where the codes of findings stand. */
function withImports(file: string, found: Set<string>): void {
  if (found.has(file)) {
    return;
  }
  found.add(file);
  const source = readFileSync(join(lib, file), 'utf8');
  for (const [, name] of source.matchAll(/(?:from |import\(|require\()'(\.[^']+)'/g)) {
    const path = resolve(lib, dirname(file), `${name}.ts`);
    const imported = relative(lib, path);
    if (
      existsSync(path) &&
      imported.split('/')[0] === file.split('/')[0] &&
      !imported.startsWith('start-proof/facts')
    ) {
      withImports(imported, found);
    }
  }
}

/** The codes in a file: texts `Topic.fault`, and the composed ones of the files that compose them. */
function codesIn(file: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(join(lib, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      found.push(...(/^[A-Z]\w*\.[a-z]\w*$/.test(node.text) ? [node.text] : composed(file, node)));
    } else if (ts.isTemplateExpression(node)) {
      const [span] = node.templateSpans;
      if (node.head.text === '' && node.templateSpans.length === 1 && /^\.(?!json$)[a-z]\w*$/.test(span.literal.text)) {
        found.push(...(TOPICS[file] ?? [`${file}: whose topic?`]).map((topic) => `${topic}${span.literal.text}`));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The topics for which these files compose codes. */
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  'workloads/private/connect-namespace.ts': ['ServiceConnect', 'ServiceDiscovery'],
  'internal/subnet-faults.ts': ['AsgCapacity', 'ManagedInstancesCapacity', 'RuntimeMonitoring', 'Workload'],
};

/** The ways of the start proof and the guard of types say their code without its topic. */
function composed(file: string, node: ts.StringLiteralLike): string[] {
  const isCode =
    file.startsWith('start-proof/reach/') &&
    ((ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'code') ||
      (ts.isConditionalExpression(node.parent) &&
        node.parent.condition !== node &&
        ts.isPropertyAssignment(node.parent.parent) &&
        node.parent.parent.name.getText() === 'code') ||
      (ts.isCallExpression(node.parent) &&
        /^(add|none)$/.test(node.parent.expression.getText()) &&
        node.parent.arguments[0] === node));
  const isGuard =
    file === 'internal/guard/faults.ts' &&
    ts.isCallExpression(node.parent) &&
    node.parent.expression.getText() === 'this.add' &&
    node.parent.arguments[0] === node;
  return isCode ? [`StartProof.${node.text}`] : isGuard ? [`Props.${node.text}`] : [];
}
