import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';

const root = resolve(__dirname, '..', '..');
let built: string;

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
};

/** The domains that are sub-paths of the package. */
const DOMAINS = Object.keys(manifest.exports).flatMap((path) => /^\.\/([a-z][a-z-]*)$/.exec(path)?.[1] ?? []);

/** The library as the build lays it out: compiled, a file for each domain, with lazy indexes. */
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'bundle-'));
  cpSync(join(root, 'lib'), built, { recursive: true });
  for (const file of filesBelow(built).filter((each) => each.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    writeFileSync(file.replace(/\.ts$/, '.js'), outputText);
  }
  bundle(built);
});

afterAll(() => rmSync(built, { recursive: true, force: true }));

test('requiring the package loads its index and nothing else', () => {
  expect(filesAfter('')).toEqual(['index.js']);
});

test('scripts are the indexes, the command, the loader, and one file for each domain', () => {
  const files = filesBelow(built).filter((file) => file.endsWith('.js'));

  expect(files.map((file) => file.replace(/^.*\//, '')).filter((name) => name !== 'modules.js')).toHaveLength(
    DOMAINS.length + 3,
  );
  expect(relative(files)).toEqual(
    expect.arrayContaining(['index.js', 'load.js', 'command/main.js', 'internal/modules.js', 'workloads/index.js']),
  );
});

test('a value class loads neither cdk-nag nor the big tables nor other domains', () => {
  const modules = modulesAfter('index.TaskSize.of(256, 512);');

  expect(modules).toContain('task-definition/task-size');
  expect(modules.filter((file) => /cdk-nag|-table|security|firelens|networking|capacity/.test(file))).toEqual([]);
  expect(filesAfter('index.TaskSize.of(256, 512);')).toEqual([
    'index.js',
    'load.js',
    'task-definition/modules.js',
    'internal/modules.js',
  ]);
});

test('a construct loads what it stands on, and neither cdk-nag nor a table before it needs one', () => {
  const modules = modulesAfter('index.HardenedTaskDefinition;');

  expect(modules).toContain('task-definition/hardened-task-definition');
  expect(
    modules.filter((file) => /cdk-nag|-table|firelens\/|task-networking\/|capacity-providers\//.test(file)),
  ).toEqual([]);
});

test('nothing loads cdk-nag: its rule packs stand beside ours, in version 2 or 3', () => {
  const modules = modulesAfter('new index.Nist800190Checks(); index.EcsChecks.all();');

  expect(modules).toContain('security/checks/nist-800-190');
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
    const exporting = readdirSync(built).filter((name) => existsSync(join(built, name, 'index.js')));

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

    expect(modules).toContain('task-definition/hardened-task-definition');
    expect(
      modules.filter((file) => /^(workloads|firelens|task-networking|capacity-providers|start-proof)\//.test(file)),
    ).toEqual([]);
    expect(
      imported('firelens').filter((file) => /^(workloads|task-networking|capacity-providers|start-proof)\//.test(file)),
    ).toEqual([]);
  });

  test('that requires lazily too', () => {
    expect(filesAfter('', 'workloads/index.js')).toEqual(['workloads/index.js']);
  });
});

describe('a small library', () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bundle-small-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('runs each module once, with the names that it gives its classes, whoever asks', () => {
    const found = evaluate(
      {
        'one/base.js': 'exports.Base = class Base { static of() { return new Base(); } };',
        'two/user.js': `const { Base } = require('../one/base'); exports.User = class User extends Base {};
          exports.later = () => require("../one/base").Base;`,
      },
      `({ same: index.Base === domain.Base && domain.Base === two.later(), is: new two.User() instanceof domain.Base,
        name: index.Base.of().constructor.name })`,
    );

    expect(found).toEqual({ same: true, is: true, name: 'Base' });
  });

  test('lets modules require each other', () => {
    const found = evaluate(
      {
        'one/base.js': `exports.Base = 'base'; exports.user = () => user.User; const user = require('../two/user');`,
        'two/user.js': `const base = require('../one/base'); exports.User = 'user of ' + base.Base; exports.later = 1;`,
      },
      'index.User',
    );

    expect(found).toBe('user of base');
  });

  test('tells again why a module cannot run', () => {
    const found = evaluate(
      {
        'one/base.js': `exports.Base = 1; throw new Error('no aws-cdk-lib');`,
        'two/user.js': `exports.User = 1; exports.later = 1;`,
      },
      `[1, 2].map(() => { try { return index.Base; } catch (error) { return error.message; } })`,
    );

    expect(found).toEqual(['no aws-cdk-lib', 'no aws-cdk-lib']);
  });

  test('has the helpers of the compiler once in a file, and those that differ where they were', () => {
    const helper = (text: string) => `var __help = (this && this.__help) || function () { return '${text}'; };`;
    const found = evaluate(
      {
        'one/base.js': `${helper('a')}\nexports.Base = __help();`,
        'two/user.js': `${helper('a')}\nexports.User = __help() + require('./more').more + require('./other').other;
          exports.later = 1;`,
        'two/more.js': `${helper('a')}\nexports.more = __help();`,
        'two/other.js': `${helper('b')}\nexports.other = __help();`,
      },
      'index.User',
    );

    expect(found).toBe('aab');
    expect(readFileSync(join(folder, 'lib/two/modules.js'), 'utf8').match(/return 'a'/g)).toHaveLength(1);
  });

  test('is written in ASCII, and says the same', () => {
    const found = evaluate(
      {
        'one/base.js': "exports.Base = ['…', `${'é'}🔁`.replace(/[é…]/gu, 'e'), /^🔁$/u.test('🔁')];",
        'two/user.js': 'exports.User = 1; exports.later = 1; // ✓',
      },
      'index.Base',
    );

    expect(found).toEqual(['…', 'e🔁', true]);
    expect(readFileSync(join(folder, 'lib/one/modules.js'), 'utf8')).not.toMatch(/[\u0080-\uffff]/);
  });

  test('is reached by other files, as users and behind its exports', () => {
    write({
      'bench/run.js': `process.stdout.write(JSON.stringify([require('../lib').Base, require('../lib/two/user').later]));`,
    });
    small({ 'one/base.js': 'exports.Base = 1;', 'two/user.js': 'exports.User = 2; exports.later = 3;' });

    expect(JSON.parse(run([join(folder, 'bench/run.js')]))).toEqual([1, 3]);
  });

  test.each([
    ['an index', '../one'],
    ['data', './data.json'],
  ])('is refused when a module requires %s', (_, path) => {
    const modules = {
      'one/base.js': 'exports.Base = 1;',
      'two/user.js': `exports.User = require('${path}'); exports.later = 1;`,
      'two/data.json': '{}',
    };

    expect(() => small(modules)).toThrow('which is no module of a domain');
  });

  test('is refused when it is bundled already', () => {
    small({ 'one/base.js': 'exports.Base = 1;', 'two/user.js': 'exports.User = 2; exports.later = 3;' });

    expect(() => bundle(join(folder, 'lib'))).toThrow('which is no module of a domain');
  });

  /** Bundles modules of two domains, of which the first exports `Base`, the second `User` and `later`. */
  function small(modules: Readonly<Record<string, string>>): void {
    const star = `var __exportStar = (m) => { for (const p in m) exports[p] = m[p]; };`;
    const index = (name: string, path: string) => `Object.defineProperty(exports, "__esModule", { value: true });
exports.${name} = void 0;
const module_1 = require("${path}");
Object.defineProperty(exports, "${name}", { enumerable: true, get: function () { return module_1.${name}; } });
`;
    const texts = {
      'index.js': `${star}\n__exportStar(require("./one"), exports);\n__exportStar(require("./two"), exports);\n`,
      'one/index.js': index('Base', './base'),
      'two/index.js':
        index('User', './user') +
        index('later', './user')
          .split('\n')
          .slice(1)
          .join('\n')
          .replace(/module_1/g, 'module_2'),
      ...modules,
    };
    write(Object.fromEntries(Object.entries(texts).map(([file, text]) => [`lib/${file}`, text])));
    bundle(join(folder, 'lib'), ...(existsSync(join(folder, 'bench')) ? [join(folder, 'bench')] : []));
  }

  function evaluate(modules: Readonly<Record<string, string>>, expression: string): unknown {
    small(modules);
    const required = ['index', 'one', 'two'].map((name) =>
      JSON.stringify(join(folder, 'lib', name === 'index' ? '' : name)),
    );
    const script = `const [index, domain, two] = [${required.map((path) => `require(${path})`).join(', ')}];
      process.stdout.write(JSON.stringify(${expression}));`;
    return JSON.parse(run(['-e', script]));
  }

  function write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  }
});

/** The exports that an ES module finds in a file. */
function namesOf(file: string): string[] {
  const script = `import * as index from ${JSON.stringify(`file://${join(built, file)}`)};
    process.stdout.write(JSON.stringify(Object.keys(index).filter((name) => !/^(default|module\\.exports|__esModule)$/.test(name))));`;
  return JSON.parse(run(['--input-type=module', '-e', script])) as string[];
}

/** The modules that importing a domain runs. */
function imported(domain: string): string[] {
  const script = `import { createRequire } from 'node:module';
    await import(${JSON.stringify(`file://${join(built, domain, 'index.js')}`)});
    const require = createRequire(${JSON.stringify(`file://${built}/`)});
    process.stdout.write(JSON.stringify([...require('./load.js').loaded.keys()]));`;
  return JSON.parse(run(['--input-type=module', '-e', script])) as string[];
}

/** The modules of the library that a statement runs, and the files of cdk-nag that it loads. */
function modulesAfter(statement: string): string[] {
  const loader = JSON.stringify(join(built, 'load.js'));
  return outputAfter(
    statement,
    `[...require(${loader}).loaded.keys(), ...Object.keys(require.cache).filter((file) => file.includes('cdk-nag'))]`,
  );
}

/** The files of the library that a statement loads, in order. */
function filesAfter(statement: string, entry = 'index.js'): string[] {
  return relative(outputAfter(statement, 'Object.keys(require.cache)', entry).filter((file) => file.startsWith(built)));
}

function outputAfter(statement: string, value: string, entry = 'index.js'): string[] {
  const script = `const index = require(${JSON.stringify(join(built, entry))}); ${statement}
    process.stdout.write(JSON.stringify(${value}));`;
  return JSON.parse(run(['-e', script])) as string[];
}

function relative(files: readonly string[]): string[] {
  return files.map((file) => file.replace(`${built}/`, ''));
}

/** Bundles a compiled library where it is. */
function bundle(library: string, ...others: string[]): void {
  execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs'), library, ...others], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
