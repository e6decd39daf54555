import { AppModel } from '../../lib/app-model/app-model';
import { Faultless, contentOf } from '../../lib/app-model/content';
import type { StackTemplate } from '../../lib/app-model/templates';

const BASE = {
  LogsA: { Type: 'AWS::Logs::LogGroup' },
  LogsB: { Type: 'AWS::Logs::LogGroup' },
  Bucket: { Type: 'AWS::S3::Bucket' },
  Nested: { Type: 'AWS::CloudFormation::Stack' },
};

const stack = (
  name: string,
  task: object,
  rest: Partial<StackTemplate> = {},
  sections: object = {},
): StackTemplate => ({
  name,
  path: name,
  template: {
    ...sections,
    Resources: { ...BASE, Task: { Type: 'AWS::ECS::TaskDefinition', Properties: task as never } },
  },
  nested: {},
  ...rest,
});

/** Whether two task definitions in stacks of one app have one content. */
function same(one: StackTemplate, other: StackTemplate): boolean {
  const model = new AppModel([one, other]);
  const [first, second] = model.ofType('AWS::ECS::TaskDefinition').map((task) => contentOf(model, task));
  return first === second;
}

const ref = (id: string) => ({ Ref: id });
const arn = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });

test.each<[string, object, object]>([
  ['resources of one type', { A: ref('LogsA') }, { A: ref('LogsB') }],
  ['attributes of resources of one type', { A: arn('LogsA') }, { A: arn('LogsB') }],
  ['families', { Family: 'a-1' }, { Family: 'b_2' }],
  [
    'the same two resources in another order',
    { A: ref('LogsA'), B: ref('LogsB') },
    { A: ref('LogsB'), B: ref('LogsA') },
  ],
  ['pseudo parameters', { A: { 'Fn::Sub': '${AWS::Region}' } }, { A: { 'Fn::Sub': '${AWS::Region}' } }],
  ['imports', { A: { 'Fn::ImportValue': 'X' } }, { A: { 'Fn::ImportValue': 'X' } }],
])('is equal in two stacks for %s', (_, one, other) => {
  expect(same(stack('One', one), stack('Two', other))).toBe(true);
});

test.each<[string, object, object]>([
  ['a value', { Cpu: '256' }, { Cpu: '512' }],
  ['resources of different types', { A: ref('LogsA') }, { A: ref('Bucket') }],
  ['different attributes', { A: arn('LogsA') }, { A: arn('LogsA', 'Other') }],
  ['a resource and its attribute', { A: ref('LogsA') }, { A: arn('LogsA', 'Ref') }],
  ['one resource twice and two resources', { A: ref('LogsA'), B: ref('LogsA') }, { A: ref('LogsA'), B: ref('LogsB') }],
  ['a family that ECS refuses', { Family: 'a 1' }, { Family: 'a-1' }],
  ['a family elsewhere', { Labels: { Family: 'a' } }, { Labels: { Family: 'b' } }],
  ['an object that is no reference', { A: { Ref: 'LogsA', B: 1 } }, { A: { Ref: 'LogsB', B: 1 } }],
  ['a text that looks like one', { A: '{"Ref":"LogsA"}' }, { A: '{"Ref":"LogsB"}' }],
  ['parameters', { A: ref('Given') }, { A: ref('Given') }],
  ['names of a stack', { A: ref('AWS::StackName') }, { A: ref('AWS::StackName') }],
  ['texts with names of the template', { A: { 'Fn::Sub': '${LogsA}' } }, { A: { 'Fn::Sub': '${LogsA}' } }],
  [
    'texts with the name of the stack',
    { A: { 'Fn::Sub': '${AWS::StackName}' } },
    { A: { 'Fn::Sub': '${AWS::StackName}' } },
  ],
  ['outputs of nested stacks', { A: arn('Nested', 'Outputs.X') }, { A: arn('Nested', 'Outputs.X') }],
  ['attributes in another form', { A: { 'Fn::GetAtt': 'LogsA.Arn' } }, { A: { 'Fn::GetAtt': 'LogsA.Arn' } }],
])('differs in two stacks for %s', (_, one, other) => {
  expect(same(stack('One', one), stack('Two', other))).toBe(false);
});

test.each<[string, Partial<StackTemplate>, object]>([
  ['the region', { region: 'eu-west-1' }, {}],
  ['the account', { account: '123456789012' }, {}],
  ['mappings', {}, { Mappings: { Sizes: { a: { b: '1' } } } }],
  ['conditions', {}, { Conditions: { Is: { 'Fn::Equals': ['a', 'a'] } } }],
  ['what is there already', { told: true }, {}],
])('differs by %s of the stack', (_, rest, sections) => {
  expect(same(stack('One', { Cpu: '256' }), stack('Two', { Cpu: '256' }, rest, sections))).toBe(false);
});

test('differs in two stacks with one condition on their names', () => {
  const sections = { Conditions: { IsOne: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'One'] } } };
  const task = { Cpu: { 'Fn::If': ['IsOne', '256', '512'] } };

  expect(same(stack('One', task, {}, sections), stack('Two', task, {}, sections))).toBe(false);
});

test('what takes a reference apart has a content of its own, since properties of others count', () => {
  const split = (id: string) => ({ A: { 'Fn::Select': [0, { 'Fn::Split': ['/', ref(id)] }] } });
  const resources = {
    ...BASE,
    T: { Type: 'AWS::X::Y', Properties: split('LogsA') },
    U: { Type: 'AWS::X::Y', Properties: split('LogsB') },
  };
  const model = new AppModel([{ name: 'S', template: { Resources: resources }, nested: {} }]);

  expect(new Set(model.ofType('AWS::X::Y').map((each) => contentOf(model, each))).size).toBe(2);
});

test('what has no faults is judged once, and what has some each time', () => {
  const faultless = new Faultless();
  const judge = jest.fn((found: readonly string[]) => found);
  const of = (content: string, ...found: string[]) => faultless.of(content, () => judge(found));

  expect([of('a'), of('a', 'never'), of('b', 'one'), of('b', 'two')]).toEqual([[], [], ['one'], ['two']]);
  expect(judge).toHaveBeenCalledTimes(3);
});
