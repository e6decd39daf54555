/**
 * What requiring the package costs on top of aws-cdk-lib. Needs `npm run build`.
 *
 *   npm run bench -- import
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './measure';

const root = process.cwd();
const index = join(root, 'dist', 'lib', 'index.js');
const ROUNDS = 15;

/** Milliseconds and modules of a statement, in a process of its own. */
function measure(statement: string): { ms: number; modules: number } {
  const script = `
    require('aws-cdk-lib');
    const before = Object.keys(require.cache).length;
    const start = process.hrtime.bigint();
    ${statement}
    console.log(JSON.stringify({ ms: Number(process.hrtime.bigint() - start) / 1e6, modules: Object.keys(require.cache).length - before }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }));
}

export function run(): void {
  if (!existsSync(index)) {
    console.log('import: skipped, run `npm run build` first');
    return;
  }
  const statements: [string, string][] = [
    ['the package', `require(${JSON.stringify(index)});`],
    ['and TaskSize', `require(${JSON.stringify(index)}).TaskSize;`],
    ['and HardenedTaskDefinition', `require(${JSON.stringify(index)}).HardenedTaskDefinition;`],
    ['aws-ecs TaskDefinition alone', `require('aws-cdk-lib/aws-ecs').TaskDefinition;`],
    ['cdk-nag, for comparison', `require('cdk-nag');`],
  ];
  console.log('import, on top of aws-cdk-lib (median of processes)');
  for (const [what, statement] of statements) {
    const runs = Array.from({ length: ROUNDS }, () => measure(statement));
    console.log(
      `  ${what.padEnd(30)} ${median(runs.map(({ ms }) => ms))
        .toFixed(1)
        .padStart(6)} ms  ${runs[0].modules} modules`,
    );
  }
}
