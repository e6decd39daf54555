import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { EcsChecks, EcsStartProof } from '../../lib';
import { DAMAGE, damaged, places } from '../support/damage';

const SNAPSHOTS = join(__dirname, '../examples/__snapshots__');
const file = join(mkdtempSync(join(tmpdir(), 'damaged-')), 'app.template.json');

/** The templates of the examples. */
const templates: object[] = readdirSync(SNAPSHOTS).flatMap((example) =>
  Object.values(JSON.parse(readFileSync(join(SNAPSHOTS, example), 'utf8')) as Record<string, object>),
);

/** Everything that the checks say of a template. */
function said(template: unknown): string {
  writeFileSync(file, JSON.stringify(template));
  const proof = EcsStartProof.proveAssembly(file);
  return [JSON.stringify(EcsChecks.checkAssembly(file)), JSON.stringify(proof), EcsStartProof.table(proof)].join('\n');
}

test('no check throws, hangs or says [object Object] of a template that is damaged anywhere', () => {
  const all = templates
    .map((template) => [template, places(template)] as const)
    .filter(([, paths]) => paths.length > 0);
  const damage = fc
    .tuple(
      fc.nat(all.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...DAMAGE)), { minLength: 1, maxLength: 4 }),
    )
    .map(([index, places]) => {
      const [template, paths] = all[index];
      return places.reduce((broken, [place, how]) => damaged(broken, paths[place % paths.length], how), template);
    });

  fc.assert(
    fc.property(damage, (template) => {
      expect(/.{0,90}(\[object Object\]|undefined|NaN).{0,30}/.exec(said(template))?.[0]).toBeUndefined();
    }),
    { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? 1) },
  );
});

/** A service with a task whose role is a resource. */
const withService = (resources: object, properties: object = {}) => ({
  Resources: {
    Cluster: { Type: 'AWS::ECS::Cluster' },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        ContainerDefinitions: [{ Name: 'a', Image: 'a:1' }],
      },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: {
        Cluster: { Ref: 'Cluster' },
        TaskDefinition: { Ref: 'Task' },
        DeploymentConfiguration: { MaximumPercent: 100, MinimumHealthyPercent: 100 },
        ...properties,
      },
    },
    ...resources,
  },
});

test.each<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['a text', 'x'],
  ['resources that are null', { Resources: { A: null, toString: { Type: 'AWS::ECS::Service' } } }],
  [
    'a resource without properties',
    { Resources: { A: { Type: 'AWS::ECS::TaskDefinition' }, B: { Type: 'AWS::ECS::Service' } } },
  ],
  ['a type that is a number', { Resources: { A: { Type: 5 } } }],
  ['a role of a type that every object has', withService({ Role: { Type: 'toString' } })],
  [
    'a provider that refers to nothing',
    withService({}, { CapacityProviderStrategy: [{ CapacityProvider: { Ref: {} } }] }),
  ],
  [
    'a provider that is a part of nothing',
    withService({}, { CapacityProviderStrategy: [{ CapacityProvider: { 'Fn::GetAtt': [{}, 'x'] }, Weight: 'x' }] }),
  ],
  ['a strategy of nothing', withService({}, { CapacityProviderStrategy: [{}], LaunchType: null })],
  ['more tasks than there are numbers', withService({}, { DesiredCount: '9'.repeat(400) })],
  [
    'a cluster that is exported in a circle',
    {
      Resources: { S: { Type: 'AWS::ECS::Service', Properties: { Cluster: { 'Fn::ImportValue': 'c' } } } },
      Outputs: { C: { Value: { 'Fn::ImportValue': 'c' }, Export: { Name: 'c' } } },
    },
  ],
])('%s ends without an exception', (_, template) => {
  expect(said(template)).not.toMatch(/\[object Object\]|undefined|NaN/);
});

/** A service whose task definition has a value in one property. */
const withValue = (value: string) =>
  `{"Resources":{"T":{"Type":"AWS::ECS::TaskDefinition","Properties":{"Family":"f","Cpu":${value}}},"S":{"Type":"AWS::ECS::Service","Properties":{"TaskDefinition":{"Ref":"T"}}}}}`;
const nested = (open: string, close: string, levels = 10_000) =>
  withValue(`${open.repeat(levels)}"1"${close.repeat(levels)}`);

test.each<[string, string]>([
  ['lists', nested('[', ']')],
  ['objects', nested('{"a":', '}')],
  ['Fn::Join', nested('{"Fn::Join":["",[', ']]}')],
  ['Fn::Sub', nested('{"Fn::Sub":["${a}",{"a":', '}]}')],
  ['Fn::If', nested('{"Fn::If":["X",', ',"2"]}')],
  ['Fn::Select', nested('{"Fn::Select":[0,[', ']]}')],
  [
    'conditions',
    `{"Conditions":{"X":${'{"Fn::Not":['.repeat(10_000)}1${']}'.repeat(10_000)}},${withValue('"1"').slice(1)}`,
  ],
])('%s that nest ten thousand deep are unknown', (_, template) => {
  writeFileSync(file, template);

  const codes = EcsChecks.checkAssembly(file).map(({ code }) => code);
  // As of a value that an import gives; the conditions are none that the app has.
  writeFileSync(file, template.startsWith('{"Conditions"') ? withValue('"1"') : withValue('{"Fn::ImportValue":"x"}'));
  expect(codes).toEqual(EcsChecks.checkAssembly(file).map(({ code }) => code));
});

test('a text with many beginnings of a name and no end is read at once', () => {
  const codes = (length: number) => {
    writeFileSync(file, withValue(JSON.stringify({ 'Fn::Sub': '${a'.repeat(length) })));
    return EcsChecks.checkAssembly(file).map(({ code }) => code);
  };

  // It once took half a minute, for which a test has no time.
  expect(codes(50_000)).toEqual(codes(1));
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])('things named %s', (name) => {
  const text = JSON.stringify({
    Parameters: { NAME: { Type: 'String' } },
    Mappings: { NAME: { NAME: { NAME: '256' } } },
    Conditions: { NAME: { 'Fn::Equals': ['a', 'a'] } },
    Resources: {
      NAME: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Cpu: { 'Fn::FindInMap': ['NAME', 'NAME', 'NAME'] },
          Memory: { 'Fn::FindInMap': ['NAME', 'prototype', 'name'] },
          Family: { 'Fn::Sub': '${NAME}${NAME.length}${Other}' },
          NAME: { Ref: 'NAME' },
          ContainerDefinitions: [
            { Name: 'NAME', Image: 'NAME:NAME', LogConfiguration: { LogDriver: 'NAME', Options: { NAME: 'NAME' } } },
            { Name: 'x', Image: 'x', LogConfiguration: { LogDriver: 'awsfirelens', Options: { Name: 'NAME' } } },
            { Name: 'r', Image: 'r', FirelensConfiguration: { Type: 'NAME', Options: { NAME: 'NAME' } } },
          ],
        },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Condition: 'NAME',
        Properties: {
          TaskDefinition: { Ref: 'NAME' },
          Cluster: { 'Fn::GetAtt': ['NAME', 'NAME'] },
          LaunchType: 'NAME',
        },
      },
      Other: { Type: 'NAME', Properties: { A: { 'Fn::GetAtt': 'NAME.Outputs.NAME' } } },
    },
  }).replaceAll('NAME', name);

  expect(said(JSON.parse(text))).not.toMatch(/\[object Object\]|undefined|NaN|\[native code\]/);
});
