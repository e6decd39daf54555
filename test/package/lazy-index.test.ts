import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';

const root = resolve(__dirname, '..', '..');
let built: string;

/** The library as the build lays it out: compiled, with the index made lazy. */
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'lazy-index-'));
  cpSync(join(root, 'lib'), built, { recursive: true });
  for (const file of filesBelow(built).filter((each) => each.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    writeFileSync(file.replace(/\.ts$/, '.js'), outputText);
  }
  execFileSync(process.execPath, [join(root, 'scripts', 'lazy-index.mjs'), join(built, 'index.js')], { cwd: root });
});

afterAll(() => rmSync(built, { recursive: true, force: true }));

test('requiring the package loads its index and nothing else', () => {
  expect(modulesAfter('')).toEqual(['index.js']);
});

test('a value class loads neither cdk-nag nor the big tables nor other domains', () => {
  const modules = modulesAfter('index.TaskSize.of(256, 512);');

  expect(modules).toContain('task-definition/task-size.js');
  expect(modules.filter((file) => /cdk-nag|-table|security|firelens|networking|capacity/.test(file))).toEqual([]);
});

test('a construct loads what it stands on, and neither cdk-nag nor a table before it needs one', () => {
  const modules = modulesAfter('index.HardenedTaskDefinition;');

  expect(modules).toContain('task-definition/hardened-task-definition.js');
  expect(
    modules.filter((file) => /cdk-nag|-table|firelens\/|task-networking\/|capacity-providers\//.test(file)),
  ).toEqual([]);
});

test('nothing loads cdk-nag: its rule packs stand beside ours, in version 2 or 3', () => {
  const modules = modulesAfter('new index.Nist800190Checks(); index.EcsChecks.all();');

  expect(modules).toContain('security/checks/nist-800-190.js');
  expect(modules.filter((file) => file.includes('cdk-nag'))).toEqual([]);
});

test('every export is there, and ES modules find them by name', () => {
  const script = `import * as index from ${JSON.stringify(`file://${join(built, 'index.js')}`)};
    process.stdout.write(JSON.stringify(Object.keys(index)));`;
  const names = JSON.parse(run(['--input-type=module', '-e', script]));

  expect(names).toEqual(
    expect.arrayContaining(['HardenedTaskDefinition', 'SystemControls', 'TaskHardening', 'TaskSize']),
  );
});

/** The files that a script has loaded, below the library or below cdk-nag. */
function modulesAfter(statement: string): string[] {
  const script = `const index = require(${JSON.stringify(join(built, 'index.js'))}); ${statement}
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  return (JSON.parse(run(['-e', script])) as string[])
    .filter((file) => file.startsWith(built) || file.includes('cdk-nag'))
    .map((file) => file.replace(`${built}/`, ''));
}

function run(args: string[]): string {
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
