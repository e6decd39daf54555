import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { EcsChecks } from '../../lib';
import { explanationOf } from '../../lib/command/explain/explanations';
import { runIn } from '../support/command';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const examples = readdirSync(EXAMPLES).filter((folder) => existsSync(join(EXAMPLES, folder, 'app.ts')));

/** Examples of which our checks have something to say; hardened ones are clean. */
const withFindings: string[] = [];

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'example-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

test.each(examples)('%s has the same findings in a synth and at the command line', async (example) => {
  const { build }: { build: (app: App) => void } = await import(join(EXAMPLES, example, 'app'));
  const app = new App({ outdir, analyticsReporting: false });
  build(app);
  Validations.of(app).addPlugins(...EcsChecks.all());
  try {
    app.synth();
  } catch (error) {
    // A synth with errors writes its assembly and report all the same.
    expect(error).toMatchObject({ name: 'ValidationFailed' });
  }
  process.exitCode = undefined;

  const told = inSynth(join(outdir, 'validation-report.json'));
  const found = new Set(atCommandLine(outdir));

  if ([...told.values()].includes(true)) {
    withFindings.push(example);
  }
  const missing = [...told].filter(([each, ours]) => ours && !found.has(each)).map(([each]) => each);
  expect(missing).toEqual([]);
  expect([...found].filter((each) => !told.has(each))).toEqual([]);
});

test('there was something to compare', () => {
  expect(withFindings.length).toBeGreaterThan(10);
});

const CHECKS = ['EcsStartProof', 'TaskDefinitionChecks', 'CapacityChecks', 'FirelensChecks', 'NIST.800.190'];

/**
 * `code at path` of what the report of a synth tells, and whether a check of ours told it. A warning of a construct of this
 * library stands there as an annotation, and the checks leave it to that.
 */
function inSynth(file: string): Map<string, boolean> {
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    pluginReports.flatMap(({ pluginName, violations }: any) =>
      violations.flatMap(({ ruleName, violatingConstructs }: any) =>
        violatingConstructs.map(({ constructPath }: any) => [
          `${ruleName.replace(/^cdk-ecs-groundwork:/, '')} at ${constructPath.replace(/\/(Resource|Default)$/, '')}`,
          CHECKS.includes(pluginName),
        ]),
      ),
    ),
  );
}

function atCommandLine(folder: string): string[] {
  const { code, out } = runIn(folder, 'check', folder, '--format', 'json');
  expect([0, 1]).toContain(code);
  return JSON.parse(out).findings.flatMap(({ code: id, places }: any) => {
    expect([id, explanationOf(id)]).toEqual([id, expect.objectContaining({ cause: expect.any(String) })]);
    return places.map(({ path }: any) => `${id} at ${path}`);
  });
}
