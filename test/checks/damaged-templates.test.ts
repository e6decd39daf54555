import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { EcsChecks, EcsStartProof } from '../../lib';

const SNAPSHOTS = join(__dirname, '../examples/__snapshots__');
const file = join(mkdtempSync(join(tmpdir(), 'damaged-')), 'app.template.json');

/** The templates of the examples. */
const templates: object[] = readdirSync(SNAPSHOTS).flatMap((example) =>
  Object.values(JSON.parse(readFileSync(join(SNAPSHOTS, example), 'utf8')) as Record<string, object>),
);

/** What nobody would write on purpose, and what CloudFormation leaves open. */
const DAMAGE: readonly unknown[] = [
  null,
  [],
  {},
  '',
  'x',
  0,
  -1,
  1e300,
  true,
  [null],
  [[]],
  { Ref: {} },
  { Ref: 'Nothing' },
  { Ref: 'AWS::NoValue' },
  { 'Fn::GetAtt': 5 },
  { 'Fn::GetAtt': ['Nothing'] },
  { 'Fn::If': ['Nothing', [], null] },
  { 'Fn::If': 'x' },
  { 'Fn::Join': ['', { Ref: 'Nothing' }] },
  { 'Fn::Sub': [] },
  { 'Fn::Sub': '${constructor}${toString.length}' },
  { 'Fn::Select': ['x', 'y'] },
  { 'Fn::Split': [] },
  { 'Fn::FindInMap': ['constructor', 'x'] },
  { 'Fn::ImportValue': [] },
  { 'Fn::GetStackOutput': null },
  { 'Fn::ForEach::X': ['A', ['b'], {}] },
  { 'Fn::Transform': [] },
];

/** Every place of a template, as the path of its keys. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => [[...path, key], ...places(each, [...path, key])])
    : [];
}

function damaged(template: object, where: readonly string[], how: unknown): object {
  const copy = JSON.parse(JSON.stringify(template)) as Record<string, any>;
  const parent = where.slice(0, -1).reduce<any>((at, key) => at?.[key], copy);
  if (typeof parent === 'object' && parent !== null) {
    parent[where[where.length - 1]] = how;
  }
  return copy;
}

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
  [
    'a cluster that is exported in a circle',
    {
      Resources: { S: { Type: 'AWS::ECS::Service', Properties: { Cluster: { 'Fn::ImportValue': 'c' } } } },
      Outputs: { C: { Value: { 'Fn::ImportValue': 'c' }, Export: { Name: 'c' } } },
    },
  ],
])('%s ends without an exception', (_, template) => {
  expect(said(template)).not.toContain('[object Object]');
});
