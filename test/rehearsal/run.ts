import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { rehearse, Report } from './rehearse';

process.env.CDK_VALIDATION = 'false';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');
const AT_ONCE = 2;

const NAME_OF_EXEC_LOG = 'the log group of Exec has a fixed name and stays when its creation is rolled back';

/** Examples that fail, and because of what. */
const EXPECTED: Readonly<Record<string, string>> = {
  'network-isolated-ec2': NAME_OF_EXEC_LOG,
  'network-isolated-fargate': NAME_OF_EXEC_LOG,
  'security-break-glass': NAME_OF_EXEC_LOG,
  'security-hardened-service': NAME_OF_EXEC_LOG,
};

/** Every example, or those that are named, through the real CLI against the double. */
async function main(wanted: string[]): Promise<void> {
  const names = readdirSync(EXAMPLES).filter((each) => existsSync(join(EXAMPLES, each, 'app.ts')));
  const queue = names.filter((each) => wanted.length === 0 || wanted.includes(each));
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  let passed = 0;
  let failed = 0;
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const start = process.hrtime.bigint();
      const own = join(folder, name);
      mkdirSync(own);
      const report = await synth(name, join(own, 'assembly'))
        .then((assembly) => rehearse(name, assembly, own))
        .catch((error: Error): Report => ({
          name,
          resources: 0,
          waves: 0,
          events: 0,
          retained: [],
          faults: [String(error.stack)],
        }));
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      rmSync(own, { recursive: true, force: true });
      const expected = EXPECTED[name];
      if (report.faults.length === 0 || expected !== undefined) {
        passed += 1;
      } else {
        failed += 1;
      }
      console.log(line(report, seconds));
      if (expected !== undefined) {
        console.log(
          report.faults.length > 0
            ? `    expected, because ${expected}`
            : '    passes now: take it off the list of expected failures',
        );
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

async function synth(name: string, outdir: string): Promise<string> {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const { build }: { build: (app: App) => void } = await import(join(EXAMPLES, name, 'app'));
  const app = new App({ context, outdir, analyticsReporting: false });
  build(app);
  app.synth({ skipValidation: true });
  return outdir;
}

function line({ name, resources, waves, events, retained, faults }: Report, seconds: number): string {
  const kept = [...new Set(retained)].map(
    (type) => `${retained.filter((each) => each === type).length} ${type.split('::').slice(1).join(' ')}`,
  );
  const end = kept.length === 0 ? 'nothing left' : `nothing left but what is kept: ${kept.join(', ')}`;
  const numbers = `${resources} resources, ${waves} waves, ${events} events, ${seconds.toFixed(1)} s`;
  return faults.length === 0
    ? `${name}: ${numbers}, ${end}`
    : [`${name}: FAILED, ${numbers}`, ...faults.map((each) => `    ${each}`)].join('\n');
}

void main(process.argv.slice(2));
