import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as faulty from './faulty-app';
import { rehearse, Report } from './rehearse';

process.env.CDK_VALIDATION = 'false';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');
const AT_ONCE = 2;

/** Asks for all that was done, in its order. */
const ORDER = '--order';

interface Rehearsed {
  readonly name: string;
  readonly build: () => Promise<(app: App) => void>;
  /** What a report has to say of an app that is wrong. */
  readonly fault?: RegExp;
}

/** Every example, or those that are named, through the real CLI against the double; and one app that has to fail. */
async function main(given: string[]): Promise<void> {
  const wanted = given.filter((each) => each !== ORDER);
  const queue = apps().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      cleanUp();
      process.exit(1);
    });
  }
  let passed = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const start = process.hrtime.bigint();
      const report = await rehearsed(next, join(folder, next.name));
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const { fine, lines } = verdict(next, report, seconds);
      passed += fine ? 1 : 0;
      failed += fine ? 0 : 1;
      console.log([...lines, ...(given.includes(ORDER) ? report.order : [])].join('\n'));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    cleanUp();
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

function apps(): Rehearsed[] {
  const examples = readdirSync(EXAMPLES).filter((each) => existsSync(join(EXAMPLES, each, 'app.ts')));
  return [
    { name: 'an app with a fault', build: async () => faulty.build, fault: faulty.FAULT },
    ...examples.map((name) => ({ name, build: async () => (await import(join(EXAMPLES, name, 'app'))).build })),
  ];
}

async function rehearsed({ name, build }: Rehearsed, own: string): Promise<Report> {
  try {
    mkdirSync(own);
    const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
    const outdir = join(own, 'assembly');
    const app = new App({ context, outdir, analyticsReporting: false });
    (await build())(app);
    app.synth({ skipValidation: true });
    return await rehearse(name, outdir, own);
  } catch (error) {
    const faults = [String((error as Error).stack)];
    return { name, resources: 0, waves: 0, events: 0, retained: [], order: [], faults };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function verdict({ name, fault }: Rehearsed, report: Report, seconds: number): { fine: boolean; lines: string[] } {
  const { resources, waves, events, retained, faults } = report;
  const numbers = `${resources} resources, ${waves} waves, ${events} events, ${seconds.toFixed(1)} s`;
  if (fault !== undefined) {
    return fault.test(faults.join('\n'))
      ? { fine: true, lines: [`${name}: found, ${numbers}`] }
      : { fine: false, lines: [`${name}: FAILED, its fault was not found`, ...indented(faults)] };
  }
  if (faults.length > 0) {
    return { fine: false, lines: [`${name}: FAILED, ${numbers}`, ...indented(faults)] };
  }
  const kept = [...new Set(retained)].map(
    (type) => `${retained.filter((each) => each === type).length} ${type.split('::').slice(1).join(' ')}`,
  );
  const end = kept.length === 0 ? 'nothing left' : `nothing left but what is kept: ${kept.join(', ')}`;
  return { fine: true, lines: [`${name}: ${numbers}, ${end}`] };
}

function indented(lines: readonly string[]): string[] {
  return lines.map((each) => `    ${each}`);
}

void main(process.argv.slice(2));
