import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';

const root = resolve(__dirname, '..', '..');
let built: string;

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
};

/** The domains that are sub-paths of the package. */
const DOMAINS = Object.keys(manifest.exports).flatMap((path) => /^\.\/([a-z][a-z-]*)$/.exec(path)?.[1] ?? []);

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
  const indexes = ['index.js', ...DOMAINS.map((domain) => `${domain}/index.js`)].map((file) => join(built, file));
  execFileSync(process.execPath, [join(root, 'scripts', 'lazy-index.mjs'), ...indexes], { cwd: root });
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

test.each(['', ...DOMAINS.map((domain) => `${domain}/`)])('every export of %sindex.js has a value', (folder) => {
  const script = `const index = require(${JSON.stringify(join(built, folder, 'index.js'))});
    const empty = Object.keys(index).filter((name) => index[name] === undefined);
    process.stdout.write(JSON.stringify([Object.keys(index).length, empty]));`;
  const [count, empty] = JSON.parse(run(['-e', script])) as [number, string[]];

  expect(count).toBeGreaterThan(0);
  expect(empty).toEqual([]);
});

describe('a domain is a sub-path of the package', () => {
  test('for each folder that exports anything at run time', () => {
    const exporting = readdirSync(built).filter((name) => {
      const index = join(built, name, 'index.ts');
      return (
        existsSync(index) &&
        /^export (\*|\{)/m.test(readFileSync(index, 'utf8')) &&
        namesOf(`${name}/index.js`).length > 0
      );
    });

    expect([...DOMAINS].sort()).toEqual(exporting.sort());
  });

  test.each(DOMAINS)('with its types, in every way of resolution: %s', (domain) => {
    expect(manifest.exports[`./${domain}`]).toBe(`./dist/lib/${domain}/index.js`);
    expect(manifest.typesVersions['*'][domain]).toEqual([`dist/lib/${domain}/index.d.ts`]);
  });

  test('and together they have every export of the package', () => {
    const all = DOMAINS.flatMap((domain) => namesOf(`${domain}/index.js`));

    expect(all.sort()).toEqual(namesOf('index.js').sort());
  });

  test('that ES modules import without the domains beside it', () => {
    const modules = imported('task-definition');

    expect(modules).toContain('task-definition/hardened-task-definition.js');
    expect(
      modules.filter((file) => /^(workloads|firelens|task-networking|capacity-providers|start-proof)\//.test(file)),
    ).toEqual([]);
    expect(
      imported('firelens').filter((file) => /^(workloads|task-networking|capacity-providers|start-proof)\//.test(file)),
    ).toEqual([]);
  });

  test('that requires lazily too', () => {
    expect(modulesAfter('', 'workloads/index.js')).toEqual(['workloads/index.js']);
  });
});

/** The exports that an ES module finds in a file. */
function namesOf(file: string): string[] {
  const script = `import * as index from ${JSON.stringify(`file://${join(built, file)}`)};
    process.stdout.write(JSON.stringify(Object.keys(index).filter((name) => !/^(default|module\\.exports|__esModule)$/.test(name))));`;
  return JSON.parse(run(['--input-type=module', '-e', script])) as string[];
}

/** The files below the library that importing a domain loads. */
function imported(domain: string): string[] {
  const script = `import { createRequire } from 'node:module';
    await import(${JSON.stringify(`file://${join(built, domain, 'index.js')}`)});
    process.stdout.write(JSON.stringify(Object.keys(createRequire(${JSON.stringify(`file://${built}/`)}).cache)));`;
  return below(run(['--input-type=module', '-e', script]));
}

/** The files that a script has loaded, below the library or below cdk-nag. */
function modulesAfter(statement: string, entry = 'index.js'): string[] {
  const script = `const index = require(${JSON.stringify(join(built, entry))}); ${statement}
    process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  return below(run(['-e', script]));
}

function below(files: string): string[] {
  return (JSON.parse(files) as string[])
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
