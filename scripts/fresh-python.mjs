// Builds the Python package, installs it into a new environment, and runs the app of docs/guides/python.md there.
//
//   npm run build && npm run test:python
//
// It needs python3 with venv, and the npm registry and PyPI; without python3 it says so and passes.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACMAK = 'jsii-pacmak@1.140.0';
const DIGEST = `sha256:${'a'.repeat(64)}`;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) {
  console.log('fresh python: skipped, since there is no python3 with venv');
  process.exit(0);
}
const home = mkdtempSync(join(tmpdir(), 'fresh-python-'));
const python = join(home, 'venv', 'bin', 'python');
try {
  install(wheel());
  guide();
  structs();
  messages();
  console.log('fresh python: passed');
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Makes the wheel in a copy: jsii-pacmak writes beside what it packs. */
function wheel() {
  const copy = join(home, 'package');
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(copy);
  for (const file of ['package.json', 'README.md', 'LICENSE', ...files.filter((each) => !each.includes('*'))]) {
    cpSync(join(root, file), join(copy, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  run('npx', ['--yes', PACMAK, '--targets', 'python'], copy);
  const folder = join(copy, 'artifacts', 'python');
  return join(
    folder,
    readdirSync(folder).find((each) => each.endsWith('.whl')),
  );
}

/** PyPI may be behind npm with aws-cdk-lib, so the newest that it has is taken, whatever the wheel asks for. */
function install(file) {
  run('python3', ['-m', 'venv', join(home, 'venv')]);
  run(python, ['-m', 'pip', 'install', '--quiet', 'aws-cdk-lib']);
  run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', file]);
  console.log(
    run(python, ['-m', 'pip', 'list'])
      .match(/^(aws-cdk-lib|jsii|constructs) .*$/gm)
      .join('\n'),
  );
}

function guide() {
  const [, app] = /```python\n(import.*?)```/s.exec(readFileSync(join(root, 'docs/guides/python.md'), 'utf8'));
  execute(app, 'guide');
  const { Resources } = JSON.parse(readFileSync(join(home, 'guide', 'Shop.template.json'), 'utf8'));
  const count = (type) => Object.values(Resources).filter((each) => each.Type === type).length;
  equal(count('AWS::ECS::Service'), 2, 'services of the guide');
}

/** The rule of the guide about structs in maps, which ends when jsii ends it. */
function structs() {
  const paths = (container) =>
    execute(
      `
import aws_cdk as cdk
from aws_cdk import aws_ecs as ecs
import cdk_ecs_groundwork as groundwork
app = cdk.App()
stack = cdk.Stack(app, "Stack")
image = ecs.ContainerImage.from_registry("example/app:1")
groundwork.HardenedTaskDefinition(stack, "Task", containers={"app": ${container}})
template = app.synth().get_stack_by_name("Stack").template
[task] = [each for each in template["Resources"].values() if each["Type"] == "AWS::ECS::TaskDefinition"]
print(sorted(each["ContainerPath"] for each in task["Properties"]["ContainerDefinitions"][0]["LinuxParameters"]["Tmpfs"]))
`,
      'structs',
    ).trim();
  const options = 'image=image, writable_paths=["/data"]';
  equal(paths(`groundwork.TaskContainerOptions(${options})`), "['/data', '/tmp']", 'a struct in a map');
  equal(paths(`dict(${options})`), "['/tmp']", 'a dict in a map; if it works now, correct the guide');
}

/** Errors of this library arrive with their code. */
function messages() {
  const text = execute(
    `
import cdk_ecs_groundwork as groundwork
try:
    groundwork.TaskSize.of(256, 4096)
except RuntimeError as error:
    print(error)
`,
    'messages',
  );
  equal(text.includes('[TaskSize.noSuchPair]'), true, `the code in ${text}`);
}

function execute(app, name) {
  const file = join(home, `${name}.py`);
  writeFileSync(file, app);
  return run(python, [file], home, {
    CDK_OUTDIR: join(home, name),
    CDK_CONTEXT_JSON: JSON.stringify({ digest: DIGEST }),
  });
}

function run(command, args, cwd = home, env = {}) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

function equal(found, expected, what) {
  if (found !== expected) {
    throw new Error(`${what}: expected ${expected}, got ${found}`);
  }
}
