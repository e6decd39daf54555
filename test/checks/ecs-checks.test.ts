import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { EcsChecks, EcsChecksProps, TaskDefinitionChecks } from '../../lib';
import { Resource } from '../../lib/app-model/resource';
import { Baseline } from '../../lib/checks/private/baseline';

/** A task definition that ECS refuses. */
const BROKEN = {
  type: 'AWS::ECS::TaskDefinition',
  properties: {
    NetworkMode: 'bridge',
    RequiresCompatibilities: ['FARGATE'],
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [{ Name: 'app', Image: 'example/app:1' }],
  },
};

/** An app whose tasks have faults for several checks, one of them in a nested stack. */
function shop(build: (stack: Stack) => void = () => undefined): App {
  const outdir = mkdtempSync(join(tmpdir(), 'checks-'));
  const app = new App({ analyticsReporting: false, outdir });
  const stack = new Stack(app, 'Shop');
  for (const scope of [stack, new NestedStack(stack, 'Nested')]) {
    new CfnResource(scope, 'Task', BROKEN);
  }
  build(stack);
  return app;
}

/** Synthesizes with all checks: what is open, what is accepted, and whether it failed. */
function check(app: App, props: EcsChecksProps = {}) {
  Validations.of(app).addPlugins(...EcsChecks.all(props));
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  let failed: string | undefined;
  try {
    app.synth();
  } catch (reason) {
    failed = (reason as Error).message;
  } finally {
    silence.mockRestore();
  }
  if (failed?.startsWith('[Baseline')) {
    return { open: [], accepted: [], failed };
  }
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  const ids = (key: string) =>
    pluginReports.flatMap((report: any) =>
      (report[key] ?? []).map(({ ruleName }: any) => `${report.pluginName}::${ruleName}`),
    );
  return { open: ids('violations') as string[], accepted: ids('suppressedViolations') as string[], failed };
}

const file = (content: unknown): string => {
  const name = join(mkdtempSync(join(tmpdir(), 'baseline-')), 'baseline.json');
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};

describe('all checks in one line', () => {
  test('judge an app, each under its own name', () => {
    const { open, failed } = check(shop());

    expect(failed).toContain("ERROR 'networkMode' must be 'awsvpc'");
    expect(open).toEqual(
      expect.arrayContaining([
        'TaskDefinitionChecks::Fargate.networkMode',
        'NIST.800.190::NIST.800.190-ECSContainerNonRootUser[Container::app]',
      ]),
    );
  });

  test('leave out the NIST pack when told so', () => {
    expect(check(shop(), { nist800190: false }).open.filter((id) => id.startsWith('NIST'))).toEqual([]);
  });

  test('find the same in the assembly on disk', () => {
    const app = shop();
    const { open } = check(app);

    expect([...new Set(EcsChecks.checkAssembly(app.outdir).map(({ code }) => code))].sort()).toEqual(
      [...new Set(open)].sort(),
    );
  });
});

describe('a baseline', () => {
  test('of all findings lets the app through, with its reasons in the report', () => {
    const before = shop();
    const { open } = check(before);
    const baseline = file([]);
    EcsChecks.writeBaseline(baseline, EcsChecks.checkAssembly(before.outdir), 'known since May');

    const after = check(shop(), { baseline });

    expect(after).toMatchObject({ open: [], failed: undefined });
    expect([...new Set(after.accepted)].sort()).toEqual([...new Set(open)].sort());
    expect(JSON.parse(readFileSync(baseline, 'utf8'))[0]).toEqual({
      code: expect.stringContaining('::'),
      path: expect.any(String),
      reason: 'known since May',
    });
  });

  test('leaves a new finding, and another place of an accepted one, open', () => {
    const baseline = file([{ code: 'TaskDefinitionChecks::*', path: 'Shop/Task', reason: 'it never runs' }]);

    const { open, accepted } = check(shop(), { baseline, nist800190: false });

    expect(accepted).toContain('TaskDefinitionChecks::Fargate.networkMode');
    expect(open).toContain('TaskDefinitionChecks::Fargate.networkMode');
  });

  test('reports entries that match nothing any more, as warnings', () => {
    const baseline = file([{ code: 'TaskDefinitionChecks::Fargate.networkMode', path: 'Shop/Gone', reason: 'x' }]);

    expect(check(shop(), { baseline }).open).toContain('EcsChecks::Baseline.unmatched');
  });

  test.each([
    ['TaskDefinitionChecks::Fargate.networkMode', 'nothing is found there any more; remove the entry'],
    [
      'TaskDefinitionChecks::Fargate.netwrkMode',
      "no rule of TaskDefinitionChecks has that name; did you mean 'TaskDefinitionChecks::Fargate.networkMode'; remove the entry",
    ],
    [
      'TaskDefinitonChecks::Fargate.networkMode',
      "no check has the name 'TaskDefinitonChecks'; did you mean 'TaskDefinitionChecks'",
    ],
  ])('an entry %s says why it matches nothing', (code, words) => {
    const app = shop();
    check(app, { baseline: file([{ code, path: 'Shop/Gone', reason: 'x' }]) });

    expect(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')).toContain(words);
  });

  test('asks for the path of each finding a few times, however many entries and findings there are', () => {
    const asked = (tasks: number): number => {
      const app = shop((stack) =>
        Array.from({ length: tasks }, (_, index) => new CfnResource(stack, `Task${index}`, BROKEN)),
      );
      const paths = Array.from({ length: tasks }, (_, index) => `Shop/Task${index}`);
      const baseline = file(paths.map((path) => ({ code: 'TaskDefinitionChecks::*', path, reason: 'known' })));
      const path = jest.spyOn(Resource.prototype, 'path', 'get');
      try {
        check(app, { baseline, nist800190: false });
        return path.mock.calls.length / tasks;
      } finally {
        path.mockRestore();
      }
    };

    expect(asked(60) / asked(15)).toBeLessThan(1.5);
  });

  test('of two entries for one finding the first counts', () => {
    const entry = (code: string, path: string) => ({ code, path, reason: `${code} at ${path}` });
    const [begun, whole, other] = [entry('A::B.*', 'Shop/T'), entry('A::B.c', 'Shop/T'), entry('A::B.c', 'Shop/U')];
    const matched = (...entries: (typeof whole)[]) => new Baseline('f', entries).match('A::B.c', ['Shop/T', 'Shop/U']);

    expect(matched(begun, whole, other)).toBe(begun);
    expect(matched(whole, begun, other)).toBe(whole);
    expect(matched(other, whole)).toBe(other);
    expect(matched(entry('A::B.d', 'Shop/T'), entry('A::B.c', 'Shop'))).toBeUndefined();
  });

  test.each([
    ['{', 'Baseline.unreadable', 'is no JSON'],
    [{}, 'Baseline.unreadable', 'must be a list of { code, path, reason }'],
    [[{ code: 'A::b', path: 'S', reason: ' ' }], 'Baseline.entry', "needs a text for 'reason'"],
    [[{ code: 'A::b' }, 1], 'Baseline.entry', "needs a text for 'path' and 'reason'"],
  ])('%j is refused as %s', (content, code, words) => {
    const { failed } = check(shop(), { baseline: file(content) });

    expect(failed).toContain(`[${code}]`);
    expect(failed).toContain(words);
  });

  test('that does not exist is refused', () => {
    expect(check(shop(), { baseline: '/nowhere/baseline.json' }).failed).toContain('[Baseline.missing]');
    expect(check(shop(), { baseline: 'baseline.json' }).failed).toContain(`does not exist in '${process.cwd()}'`);
  });

  test('that is a folder is refused by the words of the operating system', () => {
    expect(check(shop(), { baseline: tmpdir() }).failed).toContain('cannot be read: EISDIR');
  });

  test('that cannot be read is told once, by the last of the plugins, and again in the next synth', () => {
    const app = shop();
    app.synth();
    const context = { appConstruct: app, templatePaths: [join(app.outdir, 'Shop.template.json')], stackTemplates: [] };
    const baseline = join(mkdtempSync(join(tmpdir(), 'baseline-')), 'baseline.json');
    const plugins = EcsChecks.all({ baseline });
    const validate = () =>
      plugins.map((plugin) => {
        try {
          return plugin.validate(context).violations.length;
        } catch (fault) {
          return (fault as Error).message.slice(0, 18);
        }
      });

    expect(validate()).toEqual([0, 0, 0, 0, 0, '[Baseline.missing]']);
    expect(validate()).toEqual([0, 0, 0, 0, 0, '[Baseline.missing]']);

    writeFileSync(baseline, '[]');
    expect(validate()[1]).toBeGreaterThan(0);
  });

  test('leaves what it accepts out of an assembly on disk', () => {
    const app = shop();
    app.synth();
    const before = EcsChecks.checkAssembly(app.outdir);
    const baseline = file([{ code: 'TaskDefinitionChecks::*', path: 'Shop/Task', reason: 'it never runs' }]);

    const after = EcsChecks.checkAssembly(app.outdir, { baseline });

    expect(after).toEqual(
      before.filter(({ code, path }) => path !== 'Shop/Task' || !code.startsWith('TaskDefinitionChecks::')),
    );
    expect(after.length).toBeLessThan(before.length);
  });
});

describe('acknowledged ids', () => {
  const told = (id: string) =>
    check(shop((stack) => Validations.of(stack).acknowledge({ id, reason: 'x' }))).open.filter((open) =>
      open.includes('Acknowledgement.unmatched'),
    );

  test('are left out of an assembly on disk as in the synth', () => {
    const app = shop((stack) => {
      Validations.of(stack).acknowledge({ id: 'TaskDefinitionChecks::Fargate.networkMode', reason: 'it never runs' });
      Validations.of(stack).acknowledge({ id: 'NIST.800.190-ECSContainerNonRootUser', reason: 'it never runs' });
    });
    app.synth();

    const codes = EcsChecks.checkAssembly(app.outdir).map(({ code }) => code);
    const rules = TaskDefinitionChecks.checkAssembly(app.outdir).map(({ code }) => code);

    expect(codes).not.toContain('TaskDefinitionChecks::Fargate.networkMode');
    expect(codes.filter((code) => code.includes('NonRootUser'))).toEqual([]);
    expect(codes).toContain('TaskDefinitionChecks::Logging.none');
    expect(rules).not.toContain('Fargate.networkMode');
    expect(rules).toContain('Logging.none');
  });

  test('in the short form are warned of like others', () => {
    expect(told('NIST.800.190-LogGroupCMK')).toEqual(['EcsChecks::Acknowledgement.unmatched']);
    expect(told('Fargate.netwrkMode')).toEqual(['EcsChecks::Acknowledgement.unmatched']);
    expect(told('NIST.800.190-ECSContainerNonRootUser')).toEqual([]);
    expect(told('Fargate.networkMode')).toEqual([]);
    expect(told('NIST.800.53.R5-Any')).toEqual([]);
    expect(told('AwsSolutions-IAM5')).toEqual([]);
  });

  test.each([
    'TaskDefinitionChecks::Fargate.netwrkMode',
    'CapacityChecks::Capacity.*',
    'TaskDefinitionCheck::Fargate.networkMode',
    'capacityChecks::CapacityPlan.*',
  ])('%s: warned of', (id) => {
    expect(told(id)).toEqual(['EcsChecks::Acknowledgement.unmatched']);
  });

  test.each(['NIST.800.171::Any', 'SecurityChecks::Any', 'CdkNag::Any'])('%s: of somebody else', (id) => {
    expect(told(id)).toEqual([]);
  });

  test.each([
    [
      'TaskDefinitionChecks::Fargate.netwrkMode',
      "no rule of TaskDefinitionChecks has that name; did you mean 'TaskDefinitionChecks::Fargate.networkMode'; correct or remove it",
    ],
    [
      'FirelensCheck::Firelens.noRouter',
      "no check has the name 'FirelensCheck'; did you mean 'FirelensChecks'; correct or remove it",
    ],
    [
      'CapacityChecks::CapacityPlan.groupToSmall',
      "no rule of CapacityChecks has that name; did you mean 'CapacityChecks::CapacityPlan.groupTooSmall'",
    ],
    [
      'FirelensChecks::Firelens.noRuter',
      "no rule of FirelensChecks has that name; did you mean 'FirelensChecks::Firelens.noRouter'",
    ],
    [
      'EcsStartProof::StartProof.noRoutes',
      "no rule of EcsStartProof has that name; did you mean 'EcsStartProof::StartProof.noRoute'",
    ],
    ['EcsStartProof::StartProof.noRoute', 'no finding of this app has that id; correct or remove it'],
    ['TaskDefinitionChecks::Ports.*', 'no finding of this app has an id that begins so; correct or remove it'],
    [
      'TaskDefinitionChecks::Prts.*',
      "no rule of TaskDefinitionChecks has a name that begins so; did you mean 'TaskDefinitionChecks::Ports.*'",
    ],
    [
      'NIST.800.190::NIST.800.190-ECSContainerNonRootUser[Container::ap]',
      "no finding of this app has that id; did you mean 'NIST.800.190::NIST.800.190-ECSContainerNonRootUser[Container::app]'",
    ],
    [
      'NIST.800.190::NIST.800.190-ECSContainerNonRotUser[Container::app]',
      "no rule of NIST.800.190 has that name; did you mean 'NIST.800.190::NIST.800.190-ECSContainerNonRootUser'",
    ],
    ['NIST.800.190::NIST.800.190-SecretCmk', 'no finding of this app has that id; correct or remove it'],
  ])('%s: %s', (id, words) => {
    const app = shop((stack) => Validations.of(stack).acknowledge({ id, reason: 'x' }));
    check(app);

    const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
    expect(report).toContain(words);
  });

  test.each([
    'TaskDefinitionChecks::Fargate.networkMode',
    'TaskDefinitionChecks::Fargate.*',
    'NIST.800.190::NIST.800.190-ECSContainerNonRootUser',
    'Other::Thing',
  ])('%s: not', (id) => {
    expect(told(id)).toEqual([]);
  });
});

test('the list given as one plugin says what to write', () => {
  const app = shop();
  Validations.of(app).addPlugins(EcsChecks.all() as any);
  const silence = jest.spyOn(console, 'error').mockImplementation(() => undefined);

  expect(() => app.synth()).toThrow(
    '[EcsChecks.oneList] addPlugins() was given the list of EcsChecks.all() as one plugin; write addPlugins(...EcsChecks.all())',
  );
  silence.mockRestore();
});
