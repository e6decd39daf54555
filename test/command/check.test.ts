import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import { App, CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TaskApplicationLoadBalancer } from '../../lib';
import { runIn } from '../support/command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => runIn(folder, ...args);

/** An app whose task cannot pull its image; `more` changes it. */
function assembly(more: (stack: Stack) => void = () => undefined): void {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1') });
  new ecs.FargateService(stack, 'Api', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    minHealthyPercent: 100,
  });
  more(stack);
  app.synth();
}

function writeAssemblyWithout(): void {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  new CfnOutput(new Stack(app, 'Empty'), 'Out', { value: 'x' });
  app.synth();
}

const found = (out: string) =>
  JSON.parse(out).findings.map(({ check, code, severity }: any) => `${severity} ${check}::${code}`);

describe('check', () => {
  test('finds on a cloud assembly what the checks find in a synth, and exits with 1', () => {
    assembly();

    const { code, out, error } = command('check', 'cdk.out', '--format', 'json');

    expect(code).toBe(1);
    expect(error).toBe('');
    expect(found(out)).toEqual(
      expect.arrayContaining(['error EcsStartProof::StartProof.noRoute', 'warning TaskDefinitionChecks::Logging.none']),
    );
    const proof = JSON.parse(out).findings.find(({ code: id }: any) => id === 'StartProof.noRoute');
    expect(proof).toMatchObject({
      message: expect.stringContaining('Shop/Api/Service: container app cannot pull image public.ecr.aws/x/y:1'),
      fix: expect.any(String),
      places: [{ path: 'Shop/Api/Service', file: join('cdk.out', 'Shop.template.json'), property: 'Image' }],
    });
    const lines = readFileSync(join(folder, 'cdk.out', 'Shop.template.json'), 'utf8').split('\n');
    expect(lines[proof.places[0].line - 1]).toContain(`"${proof.places[0].logicalId}"`);
  });

  test('leaves out what the app acknowledges, at the resource or above it, whole or by a prefix', () => {
    assembly((stack) => {
      Validations.of(stack).acknowledge({ id: 'EcsStartProof::StartProof.noRoute', reason: 'a mirror' });
      Validations.of(stack.node.findChild('Task')).acknowledge({
        id: 'TaskDefinitionChecks::Logging.*',
        reason: 'quiet',
      });
    });

    const { out } = command('check', 'cdk.out', '--format', 'json');

    expect(found(out)).not.toContain('error EcsStartProof::StartProof.noRoute');
    expect(found(out)).not.toContain('warning TaskDefinitionChecks::Logging.none');
  });

  test('reads a template in YAML, with the short forms of functions', () => {
    writeFileSync(
      join(folder, 'template.yaml'),
      `Parameters:
  Name: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub "\${Name}-task"
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: 256
      Memory: 99999
      ContainerDefinitions:
        - { Name: app, Image: !Join [":", [nginx, !Ref Name]] }
`,
    );

    const { code, out } = command('check', 'template.yaml', '--format', 'json', '--only', 'TaskSize');

    expect(code).toBe(1);
    expect(JSON.parse(out).findings).toMatchObject([
      { code: 'TaskSize.noSuchPair', places: [{ path: 'template/Task', file: 'template.yaml', line: 4 }] },
    ]);
  });

  test('exits with 0 when nothing but warnings is found, unless it is strict', () => {
    assembly();
    const only = ['--only', 'Logging', '--format', 'json'];

    expect(command('check', 'cdk.out', ...only).code).toBe(0);
    expect(command('check', 'cdk.out', ...only, '--strict').code).toBe(1);
  });

  test('selects findings by the beginning of their codes, with or without the check', () => {
    assembly();

    const proof = found(command('check', 'cdk.out', '-f', 'json', '--only', 'EcsStartProof::').out);
    const rest = found(command('check', 'cdk.out', '-f', 'json', '--skip', 'StartProof', '--skip', 'NIST').out);

    expect(new Set(proof)).toEqual(new Set(['error EcsStartProof::StartProof.noRoute']));
    expect(rest.filter((one: string) => /StartProof|NIST/.test(one))).toEqual([]);
    expect(rest).not.toEqual([]);
  });

  test('a baseline accepts what was found, and what is found no more is said', () => {
    assembly();
    expect(command('check', 'cdk.out', '--write-baseline', 'base.json')).toMatchObject({ code: 0, out: '' });

    const same = command('check', 'cdk.out', '--baseline', 'base.json', '-f', 'json');
    expect(same.code).toBe(0);
    expect(JSON.parse(same.out)).toMatchObject({ findings: [], notes: [] });
    expect(JSON.parse(same.out).summary.accepted).toBeGreaterThan(3);

    const content = JSON.parse(readFileSync(join(folder, 'base.json'), 'utf8'));
    content.push({ code: 'Gone::Code', path: 'Shop/Gone', reason: 'once' });
    writeFileSync(join(folder, 'base.json'), JSON.stringify(content));
    expect(JSON.parse(command('check', 'cdk.out', '--baseline', 'base.json', '-f', 'json').out).notes).toEqual([
      "the baseline accepts Gone::Code at Shop/Gone, and no check has the name 'Gone'; take it out, or correct it",
    ]);
  });

  test('writes the result whole into a file, and nothing to standard output', () => {
    assembly();

    const { out } = command('check', 'cdk.out', '-f', 'sarif', '-o', 'result.sarif');

    expect(out).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'result.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(readdirSync(folder).sort()).toEqual(['cdk.out', 'result.sarif']);
  });
});

describe('mistakes are one line, and exit with 2', () => {
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);

  test.each<[string, string[], string | RegExp]>([
    [
      'an unknown command',
      ['chek'],
      "unknown command 'chek'; did you mean 'check'; 'cdk-ecs-groundwork help' lists the commands",
    ],
    ['no input', ['check'], '[Command.argument] one assembly folder or template is expected, got none'],
    ['two inputs', ['check', 'a', 'b'], "[Command.argument] one assembly folder or template is expected, got 'a', 'b'"],
    [
      'an unknown option',
      ['check', 'a', '--formt=json'],
      "[Command.argument] unknown option '--formt'; did you mean 'format'",
    ],
    [
      'an unknown format',
      ['check', 'a', '-f', 'xml'],
      "[Command.argument] '--format' must be one of text, json, sarif, markdown, github, got 'xml'",
    ],
    ['an option without its value', ['check', 'a', '--only'], "[Command.argument] '--only' needs a value"],
    [
      'a path that is not there',
      ['check', 'nowhere'],
      "[Command.noInput] there is nothing at 'nowhere'; give the folder that 'cdk synth' writes, or a template",
    ],
    [
      'a folder that is no assembly',
      ['check', '.'],
      /^\[AppModel\.noAssembly\] '.*' is not a cloud assembly: it has no manifest\.json/,
    ],
    [
      'a template that is cut off',
      ['check', 'cut.json'],
      /^\[AppModel\.notATemplate\] '.*cut\.json' is not valid JSON: /,
    ],
    [
      'a text that is no template',
      ['check', 'text.yaml'],
      /^\[AppModel\.notATemplate\] '.*text\.yaml' is not a CloudFormation template: it must be an object/,
    ],
    ['YAML that is cut off', ['check', 'cut.yaml'], /^\[AppModel\.notATemplate\] '.*cut\.yaml' is not valid YAML: /],
    [
      'a baseline that is not there',
      ['check', 'good.json', '--baseline', 'none'],
      /^\[Baseline\.missing\] baseline file '.*none' does not exist; write it with /,
    ],
    [
      'a baseline of another layout',
      ['check', 'good.json', '--baseline', 'old.json'],
      /^\[Baseline\.unreadable\] baseline file '.*old\.json' must be a list of \{ code, path, reason \}/,
    ],
    [
      'a file that cannot be written',
      ['check', 'good.json', '-o', 'no/such/folder'],
      /^\[Command\.notWritten\] .* could not be written: ENOENT/,
    ],
  ])('%s', (_, args, message) => {
    write('cut.json', '{"Resources": {"A":');
    write('text.yaml', 'just text');
    write('cut.yaml', 'Resources: {A: [');
    write('good.json', '{"Resources": {}}');
    write('old.json', '{"version": 0, "accepted": []}');

    const { code, out, error } = command(...args);

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error.trimEnd()).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(error.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  test('several mistakes come together', () => {
    const { error } = command('check', '--format', 'xml', '--strict=yes', '--baseline', 'a', '--write-baseline', 'b');

    expect(error.split('\n').filter((line) => line.includes('[Command.argument]'))).toHaveLength(4);
  });
});

test('a template file is judged with the defaults of its parameters, and the result says so', () => {
  const template = (Default: object) => `Parameters:
  Cpu: { Type: Number, ${'Default' in Default ? `Default: ${(Default as { Default: string }).Default}` : 'MinValue: 1'} }
  Password: { Type: String, NoEcho: true, Default: secret }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /images/app }
  Prod: { Type: String, Default: 'no' }
Conditions:
  IsProd: !Equals [!Ref Prod, 'yes']
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      Cpu: !Ref Cpu
      Memory: !If [IsProd, 512, 30720]
      ContainerDefinitions:
        - { Name: app, Image: !Ref Image }
`;
  const judged = (Default: object) => {
    writeFileSync(join(folder, 'template.yaml'), template(Default));
    return JSON.parse(command('check', 'template.yaml', '-f', 'json').out);
  };

  const assumed = judged({ Default: '256' });
  expect(assumed.findings.map(({ code }: { code: string }) => code)).toContain('TaskSize.noSuchPair');
  expect(assumed.notes).toEqual([
    expect.stringMatching(/^not judged is whether these can start/),
    "judged with the defaults of the parameters: Cpu = '256', Password = ****, Prod = 'no'",
  ]);
  expect(judged({}).findings.map(({ code }: { code: string }) => code)).not.toContain('TaskSize.noSuchPair');
});

test('warnings of constructs that no check finds are notes, unless somebody acknowledged them', () => {
  const ID = 'cdk-ecs-groundwork:TaskApplicationLoadBalancer.plainHttp';
  const notes = (acknowledge: boolean) => {
    rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
    assembly((stack) => {
      const vpc = new ec2.Vpc(stack, 'Other');
      for (const id of ['One', 'Two']) {
        const balancer = new TaskApplicationLoadBalancer(stack, id, { vpc, protocol: ApplicationProtocol.HTTP });
        Validations.of(balancer).addWarning('somebody:Else.warning', 'of another library');
        // A check finds this one too.
        Validations.of(balancer).addWarning('cdk-ecs-groundwork:Logging.none', 'no log');
      }
      if (acknowledge) {
        Validations.of(stack).acknowledge({ id: ID, reason: 'internal' });
      }
    });
    return JSON.parse(command('check', 'cdk.out', '-f', 'json').out).notes;
  };

  expect(notes(false)).toEqual([
    expect.stringMatching(
      /^in the synth, constructs warned of TaskApplicationLoadBalancer\.plainHttp at Shop\/One, Shop\/Two: the listener is HTTP, so traffic .* leave out plain HTTP$/,
    ),
  ]);
  expect(notes(true)).toEqual([]);
});

test.each([
  ['a failing app', assembly],
  ['an app without findings', () => writeAssemblyWithout()],
])('SARIF and JSON of %s follow their schemas', (_, make) => {
  make();
  const sarif = JSON.parse(command('check', 'cdk.out', '-f', 'sarif').out);
  const json = JSON.parse(command('check', 'cdk.out', '-f', 'json').out);

  const asDraft4 = new AjvDraft4({ strict: false, validateFormats: false, unicodeRegExp: false });
  const schema = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  );
  asDraft4.validate(schema, sarif);
  expect(asDraft4.errors).toBeNull();
  const ajv = new Ajv();
  ajv.validate(JSON.parse(readFileSync(join(__dirname, '../../docs/check-output.schema.json'), 'utf8')), json);
  expect(ajv.errors).toBeNull();
  expect(sarif.runs[0].results).toHaveLength(json.findings.length);
  for (const { ruleIndex, ruleId } of sarif.runs[0].results) {
    expect(sarif.runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
  }
  for (const { name, helpUri, help } of sarif.runs[0].tool.driver.rules) {
    expect(helpUri).toContain('/docs/codes/');
    expect(help.markdown).toContain(`## ${name}\n`);
  }
});

test('a fingerprint stays when lines move', () => {
  assembly();
  const prints = () =>
    JSON.parse(command('check', 'cdk.out', '-f', 'sarif').out).runs[0].results.map(
      (one: any) => one.partialFingerprints,
    );
  const before = prints();
  const file = join(folder, 'cdk.out', 'Shop.template.json');
  writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8')), undefined, 4).replace('{', '{\n\n'));

  expect(prints()).toEqual(before);
});

test('names with markup and control characters do nothing in any format', () => {
  const evil = '<script>\u001b[31m::error::x\n| @everyone `';
  writeFileSync(
    join(folder, 'template.json'),
    JSON.stringify({
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Metadata: { 'aws:cdk:path': `Shop/${evil}/Resource` },
          Properties: { ContainerDefinitions: [{ Name: evil, Image: 'x:latest' }] },
        },
      },
    }),
  );

  // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
  const escape = /\u001b/;
  const text = command('check', 'template.json').out;
  expect(text).not.toMatch(escape);
  const github = command('check', 'template.json', '-f', 'github').out;
  expect(github).not.toMatch(escape);
  expect(
    github
      .split('\n')
      .filter((line) => line.startsWith('::'))
      .every((line) => /^::(error|warning|notice) /.test(line)),
  ).toBe(true);
  const markdown = command('check', 'template.json', '-f', 'markdown').out;
  expect(markdown).not.toMatch(/(^|[^`\\])<script>[^`]*$/m);
  expect(markdown).not.toMatch(/@everyone[^`]*$/m);
  expect(JSON.parse(command('check', 'template.json', '-f', 'sarif').out).runs).toHaveLength(1);
});

test('the text for a terminal has no line over 120 columns', () => {
  assembly((stack) => new CfnOutput(stack, 'Out', { value: 'x' }));

  const lines = command('check', 'cdk.out').out.split('\n');

  expect(lines.filter((line) => line.length > 120)).toEqual([]);
  expect(lines.at(-2)).toMatch(/^\d+ errors?, \d+ warnings?, \d+ unknown or for information$/);
});

test('the text ends with the way to the page of a code, and without findings it has none', () => {
  assembly();
  expect(command('check', 'cdk.out', '--only', 'StartProof').out).toMatch(
    /\ncause, example and cure of a code: npx cdk-ecs-groundwork explain StartProof\.noRoute\n\n1 error/,
  );
  expect(command('check', 'cdk.out', '--only', 'Volumes').out).not.toContain('explain');
});

test('the text names the command for what is not part of the app, once, and only there', () => {
  assembly();
  expect(command('check', 'cdk.out', '--only', 'StartProof').out).not.toContain('groundwork facts');

  const app = new App({ outdir: join(folder, 'outside') });
  const stack = new Stack(app, 'Outside', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0a1b2c3d'],
  });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  for (const id of ['One', 'Two']) {
    const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`);
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/x/y:1') });
    new ecs.FargateService(stack, id, { cluster, taskDefinition });
  }
  app.synth();
  const { out } = command('check', 'outside');

  expect(out.match(/npx cdk-ecs-groundwork facts/g)).toHaveLength(1);
  expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
});

test('a code in Markdown leads to its page', () => {
  assembly();

  expect(command('check', 'cdk.out', '-f', 'markdown', '--only', 'StartProof').out).toMatch(
    /\[`EcsStartProof::StartProof\.noRoute`\]\(https:\/\/[^)]*\/docs\/codes\/StartProof\.md#startproofnoroute\)/,
  );
});

test('the command runs as a process, with its result alone on standard output', () => {
  assembly();
  mkdirSync(join(folder, 'work'));

  const main = join(__dirname, '../../lib/command/main.ts');
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, main, 'check', '../cdk.out', '-f', 'json'],
    {
      cwd: join(folder, 'work'),
      encoding: 'utf8',
    },
  );

  expect(stderr).toBe('');
  expect(status).toBe(1);
  expect(JSON.parse(stdout).schemaVersion).toBe(1);
});
