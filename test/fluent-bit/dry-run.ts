/**
 * Lets a real Fluent Bit read the effective configuration of every FireLens example (`--dry-run`).
 *
 *   FLUENT_BIT=/fluent-bit/bin/fluent-bit npm run test:fluent-bit
 *
 * Takes the binary of FLUENT_BIT, else the one on PATH; without one it says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { FirelensRoutes } from '../../lib';
import { finalProperties } from '../../lib/internal/final-properties';
import { flatText } from '../../lib/internal/flat-text';
import { INCLUDED_FILE } from '../../lib/internal/fluent-bit-services';

process.env.CDK_VALIDATION = 'false';

const EXAMPLES = join(__dirname, '..', '..', 'examples');

function main(): void {
  const binary = fluentBit();
  const names = readdirSync(EXAMPLES).filter((name) => name.startsWith('firelens-'));
  if (binary === undefined) {
    console.log(
      `skipped: no fluent-bit binary for ${names.length} examples; set FLUENT_BIT, or put one on PATH (5.0.9, as in aws-for-fluent-bit 3.4)`,
    );
    return;
  }
  for (const name of names) {
    for (const taskDefinition of taskDefinitionsOf(name)) {
      const { status, output } = dryRun(binary, taskDefinition);
      console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${name} ${taskDefinition.node.path}`);
      if (status !== 0) {
        console.log(output);
        process.exitCode = 1;
      }
    }
  }
}

function fluentBit(): string | undefined {
  const candidates = [
    ...(process.env.FLUENT_BIT === undefined ? [] : [process.env.FLUENT_BIT]),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'fluent-bit')),
  ];
  return candidates.find((path) => existsSync(path));
}

function taskDefinitionsOf(example: string): ecs.TaskDefinition[] {
  const outdir = mkdtempSync(join(tmpdir(), 'dry-run-'));
  const app = new App({ outdir, analyticsReporting: false });
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the examples are found by their folders
  (require(join(EXAMPLES, example, 'app')) as { build(app: App): void }).build(app);
  app.synth();
  rmSync(outdir, { recursive: true });
  return app.node
    .findAll()
    .filter(Stack.isStack)
    .flatMap((stack) => stack.node.findAll())
    .filter((construct): construct is ecs.TaskDefinition => construct instanceof ecs.TaskDefinition);
}

/** Writes the files as the task would see them, with stand-ins for what only AWS knows. */
function dryRun(binary: string, taskDefinition: ecs.TaskDefinition): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'fluent-bit-'));
  const [included = '', parsers] = routerTexts(taskDefinition);
  const local = (text: string) =>
    text
      .replaceAll('/firelens-data', folder)
      .replaceAll('/firelens/', `${folder}/`)
      .replace(/«[^»]*»/g, 'stand-in');
  writeFileSync(join(folder, 'included.conf'), local(included));
  if (parsers !== undefined) {
    writeFileSync(join(folder, 'parsers.conf'), parsers);
  }
  const configuration = FirelensRoutes.ofTaskDefinition(taskDefinition).configuration ?? '';
  const references = [...(configuration + included).matchAll(/\$\{([\w.]+)\}/g)];
  const variables = references.map(([, name]) => [name, 'stand-in']);
  const main = join(folder, 'fluent-bit.conf');
  writeFileSync(
    main,
    local(configuration.replace(INCLUDED_FILE, '/firelens/included.conf')).replace('/var/run/', `${folder}/`),
  );
  const { status, stdout, stderr } = spawnSync(binary, ['--dry-run', '-c', main], {
    encoding: 'utf8',
    timeout: 30_000,
    env: { ...process.env, ...Object.fromEntries(variables) },
  });
  rmSync(folder, { recursive: true });
  return { status, output: `${stdout}${stderr}` };
}

/** The arguments of the router's shell: the included configuration and the parsers. */
function routerTexts(taskDefinition: ecs.TaskDefinition): (string | undefined)[] {
  const properties = finalProperties(taskDefinition.node.defaultChild as ecs.CfnTaskDefinition);
  const containers = properties.ContainerDefinitions as { Command?: unknown[]; FirelensConfiguration?: unknown }[];
  const router = containers.find(({ FirelensConfiguration }) => FirelensConfiguration !== undefined);
  return (router?.Command ?? []).slice(2).map(flatText);
}

main();
