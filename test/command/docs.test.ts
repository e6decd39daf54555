import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { parse } from 'yaml';
import { EXPLANATIONS, pageOf } from '../../lib/command/explain/explanations';

const root = resolve(__dirname, '../..');
const doc = (file: string) => readFileSync(join(root, 'docs', file), 'utf8');

describe('docs/troubleshooting.md', () => {
  const links = [...doc('troubleshooting.md').matchAll(/\[([^\]]+)\]\((codes\/[^)]+)\)/g)].map(
    ([, code, target]): [string, string] => [code, target],
  );

  test('every code that it leads to exists, at its page', () => {
    expect(links.length).toBeGreaterThan(40);
    const wrong = links.filter(
      ([code, target]) => EXPLANATIONS[code] === undefined || !pageOf(code).endsWith(`/docs/${target}`),
    );

    expect(wrong).toEqual([]);
  });

  test.each([
    'ResourceInitializationError: unable to pull secrets or registry auth',
    'CannotPullContainerError',
    'Essential container in task exited',
    'unable to place a task because no container instance met all of its requirements',
    'ECS was unable to assume the role',
    'Rate exceeded',
    'exec format error',
    'Task failed ELB health checks',
    'tasks failed to start',
  ])('it has %s as a heading', (words) => {
    expect(
      doc('troubleshooting.md')
        .split('\n')
        .some((line) => line.startsWith('### ') && line.includes(words)),
    ).toBe(true);
  });
});

describe('the lines of docs/check.md for CI', () => {
  /** The block of YAML after a text, read. */
  const yamlAfter = (text: string): any => {
    const [, block] = new RegExp(`${text}[^\`]*\`\`\`yaml\\n([^\`]*)\`\`\``).exec(doc('check.md')) ?? [];
    return parse(block);
  };
  const github: string[] = yamlAfter('GitHub Actions').flatMap(({ run }: any) => run ?? []);
  const gitlab: string[] = yamlAfter('GitLab')['ecs-checks'].script;

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ci-'));
    mkdirSync(join(folder, 'bin'));
    // 'npx cdk' finds an assembly that is written already; 'npx cdk-ecs-groundwork' is the command of this repository.
    writeFileSync(
      join(folder, 'bin', 'npx'),
      `#!/bin/sh
tool="$1"; shift
case "$tool" in
  cdk) test -f cdk.out/manifest.json ;;
  cdk-ecs-groundwork) exec "${process.execPath}" "${join(root, 'node_modules/tsx/dist/cli.mjs')}" "${join(root, 'lib/command/main.ts')}" "$@" ;;
  *) exit 127 ;;
esac
`,
      { mode: 0o755 },
    );
    const app = new App({ outdir: join(folder, 'cdk.out') });
    const stack = new Stack(app, 'Shop');
    new ecs.FargateTaskDefinition(stack, 'Task').addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('nginx'),
    });
    app.synth();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (line: string) =>
    spawnSync('sh', ['-ec', line], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
      encoding: 'utf8',
    });

  test.each([
    ['GitHub Actions', github],
    ['GitLab', gitlab],
  ])('%s: findings fail the job, and a baseline accepts them', (_, lines) => {
    const [synth, check] = lines;
    expect(lines).toHaveLength(2);
    expect(run(synth).status).toBe(0);
    writeFileSync(join(folder, 'ecs-baseline.json'), '[]');
    const failed = run(check);
    expect([failed.status, failed.stderr]).toEqual([1, '']);
    expect(existsSync(join(folder, 'ecs.sarif'))).toBe(check.includes('ecs.sarif'));

    run('npx cdk-ecs-groundwork check cdk.out --write-baseline ecs-baseline.json');
    const passed = run(check);

    expect([passed.status, passed.stderr]).toEqual([0, '']);
  });
});
