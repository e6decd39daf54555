/**
 * What requiring the package, and making what one construct needs, costs on top of aws-cdk-lib.
 *
 *   npm run bench -- import
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { median } from './measure';

const INDEX = JSON.stringify(join(__dirname, '..', 'lib', 'index.js'));
const ROUNDS = 15;

/** CPU time and files of a statement, in a process of its own. */
function measure(statement: string): { cpu: number; files: number } {
  const script = `
    require('aws-cdk-lib');
    const before = Object.keys(require.cache).length;
    const start = process.cpuUsage();
    ${statement}
    const { user, system } = process.cpuUsage(start);
    console.log(JSON.stringify({ cpu: (user + system) / 1000, files: Object.keys(require.cache).length - before }));`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { cwd: __dirname, encoding: 'utf8' }));
}

export function run(): void {
  const statements: [string, string][] = [
    ['the package', `require(${INDEX});`],
    ['and TaskSize', `require(${INDEX}).TaskSize;`],
    ['and HardenedTaskDefinition', `require(${INDEX}).HardenedTaskDefinition;`],
    ['and WebService', `require(${INDEX}).WebService;`],
    ['and the five checks', `require(${INDEX}).EcsChecks.all();`],
    ['and everything', `Object.values(require(${INDEX}));`],
    ['aws-ecs TaskDefinition alone', `require('aws-cdk-lib/aws-ecs').TaskDefinition;`],
    ['cdk-nag, for comparison', `require('cdk-nag');`],
  ];
  console.log('import, on top of aws-cdk-lib (CPU, median of processes; files include those of aws-cdk-lib)');
  for (const [what, statement] of statements) {
    const runs = Array.from({ length: ROUNDS }, () => measure(statement));
    const cpu = median(runs.map((each) => each.cpu)).toFixed(1);
    console.log(`  ${what.padEnd(30)} ${cpu.padStart(6)} ms  ${runs[0].files} files`);
  }
}
