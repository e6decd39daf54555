import { spawnSync } from 'node:child_process';
import {
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
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { run } from '../../lib/command/run';
import { runIn } from '../support/command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bad-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => runIn(folder, ...args);

function write(file: string, template: unknown): void {
  writeFileSync(join(folder, file), typeof template === 'string' ? template : JSON.stringify(template));
}

const TASK = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [{ Name: 'app', Image: 'public.ecr.aws/x/y:1' }],
  },
};

test('an assembly of 100 stacks is checked', () => {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  for (let index = 0; index < 100; index++) {
    new ecs.FargateTaskDefinition(new Stack(app, `Stack${index}`), 'Task').addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1'),
    });
  }
  app.synth();

  const { code, out, error } = command('check', 'cdk.out', '-f', 'json', '--only', 'Logging.none');

  expect([code, error]).toEqual([0, '']);
  expect(JSON.parse(out).findings[0].places).toHaveLength(100);
});

test('a template of 10 MB is checked', () => {
  const parameters = Array.from({ length: 2000 }, (_, index): [string, object] => [
    `P${index}`,
    { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x'.repeat(5200) } },
  ]);
  write('large.json', { Resources: { ...Object.fromEntries(parameters), Task: TASK } });
  expect(statSync(join(folder, 'large.json')).size).toBeGreaterThan(10_000_000);

  expect(command('check', 'large.json', '--only', 'Logging')).toMatchObject({
    code: 0,
    error: '',
    out: expect.stringContaining('Logging.none'),
  });
});

test('unknown resource types and intrinsics are no fault', () => {
  write('strange.json', {
    Resources: {
      A: { Type: 'Vendor::Thing::New', Properties: { X: { 'Fn::Unheard': [1] } } },
      B: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: { 'Fn::Unheard': { Of: 'it' } } } },
      C: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { 'Fn::Unheard': 1 }, Cluster: { Ref: 'Nobody' } },
      },
    },
  });

  const { code, error } = command('check', 'strange.json');

  expect([[0, 1].includes(code), error]).toEqual([true, '']);
  expect(command('diff', 'strange.json', 'strange.json')).toMatchObject({ code: 0, error: '' });
  expect(command('facts', 'strange.json')).toMatchObject({ code: 0, error: '' });
});

test('an assembly of a newer schema is read as far as it is known, and that is said', () => {
  const noteOf = (version: string): string[] => {
    const app = new App({ outdir: join(folder, 'cdk.out') });
    new ecs.FargateTaskDefinition(new Stack(app, 'Shop'), 'Task').addContainer('app', {
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1'),
    });
    app.synth();
    const manifest = join(folder, 'cdk.out', 'manifest.json');
    const content = JSON.parse(readFileSync(manifest, 'utf8'));
    writeFileSync(manifest, JSON.stringify({ ...content, version: version || content.version }));
    const { notes } = JSON.parse(command('check', 'cdk.out', '-f', 'json').out);
    return notes.filter((note: string) => note.includes('schema'));
  };

  expect(noteOf('9999.0.0')).toEqual([
    expect.stringMatching(/^the assembly has schema 9999\.0\.0, newer than \d+, which this version knows; /),
  ]);
  // The schema of the CDK that the tests run with is known.
  expect(noteOf('')).toEqual([]);
});

test('a manifest that is cut off is one line', () => {
  mkdirSync(join(folder, 'cdk.out'));
  write('cdk.out/manifest.json', '{"version": "48.0.0", "artifacts": {');

  expect(command('check', 'cdk.out')).toEqual({
    code: 2,
    out: '',
    error: expect.stringMatching(/^\[AppModel\.\w+\] '.*manifest\.json' .*\n$/),
  });
});

const FULL = '/dev/full';
(existsSync(FULL) ? describe : describe.skip)('a full disk', () => {
  const main = (args: readonly string[], stdout: 'pipe' | number = 'pipe') =>
    spawnSync(
      process.execPath,
      [require.resolve('tsx/cli'), resolve(__dirname, '../../lib/command/main.ts'), ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', stdout, 'pipe'],
      },
    );
  beforeEach(() => write('task.json', { Resources: { Task: TASK } }));

  test('is one line for a result on standard output', () => {
    const { status, stderr } = spawnSync(
      'sh',
      [
        '-c',
        `"${process.execPath}" "${require.resolve('tsx/cli')}" "${resolve(__dirname, '../../lib/command/main.ts')}" check task.json > ${FULL}`,
      ],
      { cwd: folder, encoding: 'utf8' },
    );

    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^\[Command\.notWritten\] the result could not be written: ENOSPC.*\n$/),
    ]);
  });

  test('is one line for a result in a file, and the device stays one', () => {
    const { status, stderr } = main(['check', 'task.json', '-o', FULL]);

    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^\[Command\.notWritten\] \/dev\/full could not be written: ENOSPC.*\n$/),
    ]);
    expect(statSync(FULL).isCharacterDevice()).toBe(true);
  });
});

test('a result replaces an older one whole, and leaves nothing beside it', () => {
  write('task.json', { Resources: { Task: TASK } });
  write('result.json', 'x'.repeat(1_000_000));

  command('check', 'task.json', '-f', 'json', '-o', 'result.json');

  expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')).schemaVersion).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(['result.json', 'task.json']);
});

describe('what was not judged is said', () => {
  const notes = (template: unknown): string[] => {
    write('template.json', template);
    return JSON.parse(command('check', 'template.json', '-f', 'json').out).notes;
  };

  test('task definitions that nothing starts', () => {
    const service = {
      Type: 'AWS::ECS::Service',
      Properties: { TaskDefinition: { Ref: 'Used' }, LaunchType: 'FARGATE' },
    };

    expect(notes({ Resources: { Used: TASK, Idle: TASK, Service: service } })).toEqual([
      'not judged is whether these can start, since nothing in the app starts them: template/Idle',
    ]);
  });

  test('the launch type EC2, where hosts are not known', () => {
    expect(
      notes({
        Resources: {
          Task: { Type: TASK.Type, Properties: { ...TASK.Properties, RequiresCompatibilities: ['EC2'] } },
          Service: {
            Type: 'AWS::ECS::Service',
            Properties: { TaskDefinition: { Ref: 'Task' }, LaunchType: 'EC2', Cluster: 'there-already' },
          },
        },
      }),
    ).toEqual([expect.stringMatching(/^not planned is where these run: template\/Service: launch type EC2/)]);
  });

  test('hardening stands apart from what fails, after it', () => {
    write('template.json', { Resources: { Task: TASK } });
    const { out } = command('check', 'template.json');
    const [faults, hardening] = out.split(
      /^hardening \(NIST SP 800-190\), which keeps no task from starting: \d+ findings?$/m,
    );

    expect(faults).toContain('TaskDefinitionChecks::Logging.none');
    expect(faults).not.toContain('NIST.800.190::');
    expect(hardening).toContain('NIST.800.190::');
    expect(hardening).not.toContain('TaskDefinitionChecks::');
  });
});

test('a large app tells its progress where somebody looks, and takes it back', () => {
  const services = Array.from({ length: 50 }, (_, index): [string, object] => [
    `S${index}`,
    { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' }, LaunchType: 'FARGATE' } },
  ]);
  write('large.json', { Resources: { Task: TASK, ...Object.fromEntries(services) } });
  write('small.json', { Resources: { Task: TASK } });
  const told = (file: string) => {
    const said: string[] = [];
    run(['check', file], {
      cwd: folder,
      colour: false,
      out: () => 0,
      error: () => 0,
      progress: (text) => said.push(text),
    });
    return said;
  };

  expect(told('large.json')).toEqual(['checking 50 services in 1 template', '']);
  expect(told('small.json')).toEqual([]);
});
