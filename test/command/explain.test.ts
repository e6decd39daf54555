import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTemplateText } from '../../lib/app-model/template-text';
import { codePages } from '../../lib/command/explain/code-pages';
import type { Example } from '../../lib/command/explain/explanation';
import { EXPLANATIONS, codesByTopic, explanationOf, pageOf } from '../../lib/command/explain/explanations';
import * as library from '../../lib';
import { NIST_IN_CDK } from '../../lib/command/explain/pages/nist-in-cdk';
import { SHAPES } from '../../lib/internal/guard/shapes';
import { RULES } from '../../lib/security/checks/rules';
import { GENERATED, checkCodesText, codesOfChecks, codesOfSource } from '../../scripts/codes-of-source';
import { runIn } from '../support/command';
import { FirelensChecks } from '../../lib/firelens/firelens-checks';
import { TaskDefinitionChecks } from '../../lib/task-definition/task-definition-checks';

interface Named {
  readonly name: string;
}

const root = resolve(__dirname, '../..');
const pages = Object.entries(EXPLANATIONS);

describe('every code has a page', () => {
  const codes = codesOfSource();

  test('codes are found at all, composed ones too', () => {
    expect(codes.size).toBeGreaterThan(600);
    expect([...codes]).toEqual(
      expect.arrayContaining(['StartProof.noEndpoint', 'StartProof.tooManySubnets', 'ServiceConnect.importedCluster']),
    );
  });

  test('no code is without a page, and no page without a code', () => {
    const explained = new Set(pages.map(([code]) => code));

    expect([...codes].filter((code) => !explained.has(code)).sort()).toEqual([]);
    expect([...explained].filter((code) => !codes.has(code)).sort()).toEqual([]);
  });

  test('docs/codes is what the command prints: npm run codes', () => {
    const folder = join(root, 'docs/codes');
    const written = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

    expect([...written.keys()].sort()).toEqual([...codePages().keys()].sort());
    for (const [file, text] of codePages()) {
      expect([file, written.get(file)]).toEqual([file, text]);
    }
  });

  test('lib/checks has the codes of each check: npm run codes', () => {
    expect(readFileSync(join(root, 'lib', GENERATED), 'utf8')).toBe(checkCodesText());
  });

  test('every code of a check has a page', () => {
    const lists = Object.values(codesOfChecks());

    expect(lists.map((list) => list.length > 40)).toEqual([true, true, true, true, true]);
    expect(lists.flat().filter((code) => explanationOf(code) === undefined)).toEqual([]);
  });

  test('rules of the NIST pack name properties and classes of the CDK that there are', () => {
    const { types } = JSON.parse(
      gunzipSync(new Uint8Array(readFileSync(join(root, 'node_modules/aws-cdk-lib/.jsii.gz')))).toString(),
    ) as { types: Readonly<Record<string, { name: string; properties?: Named[]; methods?: Named[] }>> };
    const theirs = Object.values(types).flatMap(({ name, properties = [], methods = [] }) => [
      name,
      ...[...properties, ...methods].map((each) => each.name),
    ]);
    const known = new Set([...theirs, ...SHAPES.split(/[^A-Za-z0-9_]+/), ...Object.keys(library)]);
    const named = Object.values(NIST_IN_CDK).flatMap((text) =>
      [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code.match(/[A-Za-z]\w*/g) ?? []),
    );
    const words = ['ec2', 'ecs', 'ecr', 'logs', 'secretsmanager', 'autoscaling', 'true', 'false', 'service', 'group'];

    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !known.has(name) && !words.includes(name))).toEqual([]);
    const rules = new Set(RULES.map(({ id }) => id as string));
    expect(Object.keys(NIST_IN_CDK).filter((id) => !rules.has(id))).toEqual([]);
  });

  test('a page has whole sentences and two different examples', () => {
    const poor = pages.filter(
      ([, { cause, cure, example }]) =>
        !/^[A-Z`\d].*[.)]$/s.test(cause) || !/^[A-Z`].*[.)]$/s.test(cure) || example.wrong === example.right,
    );

    expect(poor.map(([code]) => code)).toEqual([]);
  });
});

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'explain-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const TASK = {
  Family: 'example',
  RequiresCompatibilities: ['FARGATE'],
  NetworkMode: 'awsvpc',
  Cpu: '256',
  Memory: '512',
  ExecutionRoleArn: 'arn:aws:iam::111122223333:role/execution',
};
const CONTAINER = { Name: 'app', Image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1.4.2' };
const AWSLOGS = {
  LogDriver: 'awslogs',
  Options: { 'awslogs-group': 'app', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'app' },
};
const NETWORK = { AwsvpcConfiguration: { Subnets: ['subnet-1'], SecurityGroups: ['sg-1'] } };

/** The codes that the checks find in a task with this text in its place. */
function findings({ where, onEc2 }: Example, text: string): string[] {
  const { template: given } = readTemplateText(
    `Resources:\n  X:\n    Properties:\n${text
      .split('\n')
      .map((line) => `      ${line}`)
      .join('\n')}`,
    'the example',
  ) as unknown as { template: { Resources: { X: { Properties: Record<string, unknown> } } } };
  const set = given.Resources.X.Properties;
  const routed = where === 'container' && text.includes('awsfirelens') ? [ROUTER] : [];
  const { ExecutionRoleArn, ...withoutRole } = TASK;
  const task = {
    // What needs the role is shown by leaving it out.
    ...(where === 'task' ? withoutRole : { ...withoutRole, ExecutionRoleArn }),
    ...(onEc2 && { RequiresCompatibilities: ['EC2'] }),
    ContainerDefinitions: [
      { ...CONTAINER, LogConfiguration: AWSLOGS, ...(where === 'container' && set) },
      ...(text.includes('Logging') ? [] : routed),
    ],
    ...(where === 'task' && set),
  };
  const service = {
    TaskDefinition: { Ref: 'Task' },
    NetworkConfiguration: NETWORK,
    ...(onEc2 ? {} : { LaunchType: 'FARGATE' }),
    ...(where === 'service' && set),
  };
  const template = {
    Resources: {
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: task },
      ...(where === 'service' && { Service: { Type: 'AWS::ECS::Service', Properties: service } }),
    },
  };
  writeFileSync(join(scratch, 'template.json'), JSON.stringify(template));
  return [TaskDefinitionChecks, FirelensChecks]
    .flatMap((check) => check.checkAssembly(join(scratch, 'template.json')))
    .map(({ code }) => code);
}

const ROUTER = {
  Name: 'router',
  Image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.0',
  Essential: true,
  FirelensConfiguration: { Type: 'fluentbit' },
  LogConfiguration: AWSLOGS,
};

describe('examples', () => {
  const judged = pages.filter(([, { example }]) => ['container', 'task', 'service'].includes(example.where));

  test('there are examples that can be judged', () => {
    expect(judged.length).toBeGreaterThan(150);
  });

  test.each(judged)('%s is found in the wrong form and not in the right one', (code, { example }) => {
    expect(findings(example, example.wrong)).toContain(code);
    expect(findings(example, example.right)).not.toContain(code);
  });
});

describe('the command', () => {
  test('explains a code, whatever the form of its id', () => {
    const page = explained('StartProof.noRoute').out;

    expect(page).toMatch(/^StartProof\.noRoute\n\n {2}The subnet of the task has no route/);
    for (const id of ['EcsStartProof::StartProof.noRoute', 'EcsStartProof/StartProof.noRoute', 'startproof.noroute']) {
      expect(explained(id)).toEqual({ code: 0, out: page, error: '' });
    }
    expect(explained('NIST.800.190::NIST.800.190-ECSContainerNonRootUser[Container::app]').out).toMatch(
      /^ECSContainerNonRootUser\n/,
    );
    expect(explained('cdk-ecs-groundwork:TaskSize.limitSum').out).toMatch(/^TaskSize\.limitSum\n/);
  });

  test('takes the nearest code where none is exact, and says so', () => {
    expect(explained('StartProof.noRout')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^StartProof\.noRoute\n/),
      error: "there is no code 'StartProof.noRout'; the nearest is StartProof.noRoute\n",
    });
    expect(explained('hostOnFargate').out).toMatch(/^ProcessNamespace\.hostOnFargate\n/);
  });

  test('lists the codes whose pages have the words, where no code is near', () => {
    const { code, out, error } = explained('plain http');

    expect(code).toBe(0);
    expect(error).toBe("there is no code 'plain http'; these pages have the words\n");
    expect(out.match(/^\S+$/gm)).toEqual(
      expect.arrayContaining([
        'TaskApplicationLoadBalancer.plainHttp',
        'TaskApplicationLoadBalancer.plainHttpFromInternet',
      ]),
    );
    expect(out).not.toContain('StartProof.noRoute');
  });

  test('fails in one line when nothing is near', () => {
    expect(explained('Qwertzuiop.asdfghjkl')).toEqual({
      code: 2,
      out: '',
      error: "[Command.argument] there is no code 'Qwertzuiop.asdfghjkl'; 'explain' lists the topics\n",
    });
    expect(explained('a', 'b').code).toBe(2);
  });

  test('lists the topics, and the codes of a topic', () => {
    expect(explained().out).toMatch(/^ {2}StartProof +\d+ codes$/m);
    const codes = explained('startproof').out.match(/^\S+$/gm);
    expect(codes).toEqual(codesByTopic().get('StartProof'));
  });

  test('no line is over 120 columns but for examples', () => {
    const long = pages.flatMap(([code]) => explained(code).out.split('\n')).filter((line) => line.length > 120);

    expect(long.filter((line) => !line.startsWith('      '))).toEqual([]);
  });
});

const explained = (...args: string[]) => runIn(root, 'explain', ...args);

test('the address of a page is that of its heading', () => {
  expect(pageOf('StartProof.noRoute')).toMatch(/\/docs\/codes\/StartProof\.md#startproofnoroute$/);
  expect(pageOf('NIST.800.190-ECSContainerNonRootUser[Container::app]')).toMatch(
    /\/NIST\.800\.190\.md#ecscontainernonrootuser$/,
  );
  expect(explanationOf('toString')).toBeUndefined();
});
