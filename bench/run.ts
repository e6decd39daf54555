/**
 * Runs the benchmarks that are named, or all: `npm run bench -- import task-definitions`.
 *
 * They run compiled and bundled, as users run the package: a loader of TypeScript costs in each function and in each stack trace, and
 * many small files cost when they are loaded. For profiles by file, `tsc -p bench` alone compiles to `node_modules/.cache/bench`.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_BENCHES = ['longest-chain', 'measure', 'run', 'services', 'single-run', 'workload-contenders'];
const all = readdirSync(__dirname)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.replace(/\.js$/, ''))
  .filter((name) => !NOT_BENCHES.includes(name))
  .sort();

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  for (const name of wanted.length > 0 ? wanted : all) {
    const bench = (await import(join(__dirname, name))) as { run(): void | Promise<void> };
    await bench.run();
    console.log('');
  }
}

void main();
