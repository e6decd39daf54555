// Installs the packed package into a new project, as its users do, and runs apps of each kind there.
//
//   npm run build && npm run test:package
//
// It packs what `npm run build` left in dist. The project has cdk-nag 2 beside it, since many apps do.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const home = mkdtempSync(join(tmpdir(), 'fresh-app-'));
const installed = join(home, 'node_modules', 'cdk-ecs-groundwork');
let passed = 0;
let failed = 0;

try {
  install();
  test('types: strict, exactOptionalPropertyTypes, without skipLibCheck', types);
  test('the app of the start guide, in TypeScript: compiles, synthesizes, has no error', startGuide);
  test('CommonJS: one module is loaded until a construct is touched', commonJs);
  test('scripts: the indexes, the command, the loader and one file for each domain', files);
  test('a class is the same from the package and from its domain, and has its name', classes);
  test('ESM: named imports, of the package and of the domains', esm);
  test('beside cdk-nag 2', besideNag);
  test('the commands check, report, diff, explain and facts', commands);
  test('links of the documents lead to files of the package', links);
} finally {
  rmSync(home, { recursive: true, force: true });
}
console.log(`fresh apps: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function test(name, run) {
  try {
    run();
    passed++;
    console.log(`  passed: ${name}`);
  } catch (error) {
    failed++;
    console.log(`  FAILED: ${name}\n${[error.message, error.stdout, error.stderr].filter(Boolean).join('\n')}`);
  }
}

function run(command, args, expectedStatus = 0) {
  try {
    const output = execFileSync(command, args, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return check(output, 0);
  } catch (error) {
    if (error.status === undefined || error.status === null || error.status !== expectedStatus) {
      throw error;
    }
    return error.stdout;
  }

  function check(output, status) {
    if (status !== expectedStatus) {
      throw new Error(`${command} ${args.join(' ')} exited with ${status}, expected ${expectedStatus}\n${output}`);
    }
    return output;
  }
}

function put(file, text) {
  mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, file), text);
}

function install() {
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', home], { cwd: root, encoding: 'utf8' });
  const version = (name) => `${name}@${devDependencies[name]}`;
  put('package.json', JSON.stringify({ name: 'fresh', version: '1.0.0', private: true }));
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(home, packed.trim().split('\n').at(-1)),
    version('aws-cdk-lib'),
    version('constructs'),
    version('typescript'),
    version('@types/node'),
    'cdk-nag@2',
  ]);
}

/** Every value of the public API is named, so that every declaration is read. */
function types() {
  const declared = readFileSync(join(installed, 'dist/lib/index.d.ts'), 'utf8');
  put('types.ts', `import * as groundwork from 'cdk-ecs-groundwork';\nexport default groundwork;\n`);
  const flags = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--noEmit', 'true'];
  const output = tsc('types.ts', flags, true);
  const ours = output.split('\n').filter((line) => line.includes('node_modules/cdk-ecs-groundwork'));
  if (declared === '' || ours.length > 0) {
    throw new Error(ours.join('\n'));
  }
}

function tsc(file, flags, mayFail = false) {
  const args = [
    'node_modules/typescript/bin/tsc',
    file,
    '--target',
    'es2022',
    '--module',
    'commonjs',
    '--types',
    'node',
  ];
  try {
    return run(process.execPath, [...args, ...flags]);
  } catch (error) {
    if (mayFail) {
      return error.stdout;
    }
    throw error;
  }
}

function startGuide() {
  const guide = readFileSync(join(root, 'docs/guides/start.md'), 'utf8');
  const [, stack] = /```ts\n([\s\S]*?)```/.exec(guide);
  const [, checks] = /```text\n(import \{ EcsChecks[\s\S]*?)```/.exec(guide);
  put('start/shop-stack.ts', stack);
  put(
    'start/app.ts',
    `import * as cdk from 'aws-cdk-lib';\nimport { ShopStack } from './shop-stack';\nconst app = new cdk.App({ outdir: 'cdk.out' });\nnew ShopStack(app, 'Shop');\n${checks}\napp.synth();\n`,
  );
  tsc('start/app.ts', ['--strict', '--skipLibCheck']);
  run(process.execPath, ['start/app.js']);
  const findings = JSON.parse(
    run('npx', ['cdk-ecs-groundwork', 'check', 'cdk.out', '--format', 'json', '--skip', 'NIST']),
  );
  const errors = findings.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new Error(JSON.stringify(errors, undefined, 2));
  }
}

function commonJs() {
  put(
    'lazy.js',
    `const before = Object.keys(require.cache).length;
const groundwork = require('cdk-ecs-groundwork');
const loaded = Object.keys(require.cache).length - before;
if (loaded !== 1) throw new Error(loaded + ' modules are loaded');
if (groundwork.TaskSize.of(256, 512).cpuUnits !== 256) throw new Error('no TaskSize');
const empty = Object.keys(groundwork).filter((name) => groundwork[name] === undefined);
if (empty.length > 0) throw new Error('without a value: ' + empty);
`,
  );
  run(process.execPath, ['lazy.js']);
}

function files() {
  const lib = join(installed, 'dist/lib');
  const scripts = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const domains = scripts.filter((file) => file.endsWith('modules.js')).map(dirname);
  const indexes = Object.values(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).exports)
    .filter((file) => file.endsWith('index.js'))
    .map((file) => relative(lib, join(installed, file)));
  const expected = ['load.js', 'command/main.js', ...indexes, ...domains.map((domain) => `${domain}/modules.js`)];
  if (domains.length < indexes.length || scripts.sort().join() !== expected.sort().join()) {
    throw new Error(`${scripts.join(' ')}\n  expected ${expected.join(' ')}`);
  }
}

/** Required and imported, from the package and from its domains, each class is one value, whoever comes first. */
function classes() {
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const domains = Object.entries(exports).flatMap(([path, file]) => (file.endsWith('/index.js') ? [path] : []));
  put(
    'classes.mjs',
    `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { Stack } = require('aws-cdk-lib');
const { TaskSize } = require('cdk-ecs-groundwork');
let compared = 0;
for (const path of ${JSON.stringify(domains.reverse())}) {
  const [required, imported] = [require('cdk-ecs-groundwork' + path.slice(1)), await import('cdk-ecs-groundwork' + path.slice(1))];
  for (const [name, value] of Object.entries(required)) {
    const all = [value, imported[name], require('cdk-ecs-groundwork')[name]];
    if (typeof value !== 'function' && typeof value !== 'object') throw new Error(path + ' has no ' + name);
    if (all.some((each) => each !== value)) throw new Error(name + ' of ' + path + ' is not that of the package');
    if (typeof value === 'function' && value.name !== name) throw new Error(name + ' calls itself ' + value.name);
    compared++;
  }
}
const { HardenedTaskDefinition } = await import('cdk-ecs-groundwork/task-definition');
const { TaskSize: sameSize } = await import('cdk-ecs-groundwork');
const { ContainerImage, TaskDefinition } = require('aws-cdk-lib/aws-ecs');
const task = new HardenedTaskDefinition(new Stack(), 'Task', {
  size: TaskSize.of(256, 512),
  containers: { app: { image: ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.28'), user: '101' } },
});
if (!(task instanceof require('cdk-ecs-groundwork').HardenedTaskDefinition) || !(task instanceof TaskDefinition)) {
  throw new Error('HardenedTaskDefinition is not that of the package');
}
if (!(sameSize.of(256, 512) instanceof TaskSize) || compared < 200) throw new Error(compared + ' exports');
`,
  );
  run(process.execPath, ['classes.mjs']);
}

function esm() {
  put(
    'app.mjs',
    `import { App, Stack } from 'aws-cdk-lib';
import { TaskCluster } from 'cdk-ecs-groundwork';
import { TaskEgress, TaskNetwork } from 'cdk-ecs-groundwork/task-networking';
import { WebIngress, WebService } from 'cdk-ecs-groundwork/workloads';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import * as groundwork from 'cdk-ecs-groundwork';
const empty = Object.keys(groundwork).filter((name) => groundwork[name] === undefined);
if (empty.length > 0) throw new Error('without a value: ' + empty);
const app = new App({ outdir: 'esm.out' });
const stack = new Stack(app, 'Shop');
const { vpc } = new TaskNetwork(stack, 'Network', { egress: TaskEgress.nat(1) });
new WebService(stack, 'Web', {
  cluster: new TaskCluster(stack, 'Cluster', { vpc }),
  ingress: WebIngress.plainHttp(),
  container: { image: ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx-unprivileged:1.28'), port: 8080, user: '101' },
});
app.synth();
`,
  );
  run(process.execPath, ['app.mjs']);
}

function besideNag() {
  put(
    'nag.js',
    `const { App, Aspects, Stack } = require('aws-cdk-lib');
const { AwsSolutionsChecks } = require('cdk-nag');
const { TaskNetwork, Nist800190Checks } = require('cdk-ecs-groundwork');
const app = new App({ outdir: 'nag.out' });
new TaskNetwork(new Stack(app, 'Shop'), 'Network');
Aspects.of(app).add(new AwsSolutionsChecks());
new Nist800190Checks(app);
app.synth();
`,
  );
  run(process.execPath, ['nag.js']);
}

function commands() {
  run('npx', ['cdk-ecs-groundwork', 'check', 'esm.out', '--skip', 'NIST']);
  run('npx', ['cdk-ecs-groundwork', 'check', 'esm.out'], 1); // An image outside of ECR.
  run('npx', ['cdk-ecs-groundwork', 'report', 'esm.out', '--output', 'report.html']);
  run('npx', ['cdk-ecs-groundwork', 'diff', 'esm.out', 'cdk.out']);
  run('npx', ['cdk-ecs-groundwork', 'facts', 'esm.out']);
  const page = run('npx', ['cdk-ecs-groundwork', 'explain', 'StartProof.noRoute']);
  if (!page.includes('StartProof.noRoute') || !existsSync(join(home, 'report.html'))) {
    throw new Error(page);
  }
  run('npx', ['cdk-ecs-groundwork', 'check', 'nowhere'], 2);
}

/** Every link of a Markdown file in the package that is not to the web. */
function links() {
  const broken = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.md') && !file.includes('node_modules') && !['API.md', 'CONTRIBUTING.md'].includes(file),
    )
    .flatMap((file) => {
      const text = readFileSync(join(installed, file), 'utf8')
        .replace(/```[\s\S]*?```/g, '')
        .replace(/`[^`\n]*`/g, '');
      return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(installed, dirname(file), target)))
        .map((target) => `${file}: ${target}`);
    });
  if (broken.length > 0) {
    throw new Error(broken.join('\n'));
  }
}
