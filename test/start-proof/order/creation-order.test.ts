import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppModel } from '../../../lib/app-model/app-model';
import type { StackTemplate } from '../../../lib/app-model/templates';
import { CreationOrder } from '../../../lib/start-proof/order/creation-order';
import { Entries, att, entry, ref } from './order-world';

const SNAPSHOTS = join(__dirname, '..', '..', 'examples', '__snapshots__');

const stack = (name: string, Resources: Entries, more: object = {}, after?: string[]): StackTemplate => ({
  name,
  path: name,
  artifact: name,
  template: { Resources, ...more },
  ...(after && { after }),
});

const topic = (text: unknown, dependsOn?: string[]) => entry('AWS::SNS::Topic', { DisplayName: text }, dependsOn);
const exported = (id: string) => ({ Outputs: { Out: { Value: ref(id), Export: { Name: `${id}Name` } } } });
const imported = (id: string) => topic({ 'Fn::ImportValue': `${id}Name` });

/** The resources before each resource of the same template, once as it is asked for and once by following every reference. */
function bothWays(model: AppModel): { asked: string[]; followed: string[] } {
  const order = new CreationOrder(model);
  const pairs = model.resources.flatMap((one) =>
    model.resources.filter(({ scope }) => scope === one.scope).map((other) => [one, other] as const),
  );
  const named = (by: 'before' | 'walk') =>
    pairs.filter(([one, other]) => order[by](one).has(other)).map(([one, other]) => `${other.id} < ${one.id}`);
  return { asked: named('before'), followed: named('walk') };
}

test.each(readdirSync(SNAPSHOTS))('%s: the order is that of all references', (file) => {
  const templates = JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Record<string, object>;
  const { asked, followed } = bothWays(
    new AppModel(Object.entries(templates).map(([name, template]) => ({ name, path: name, template }))),
  );

  expect(asked).toEqual(followed);
});

describe('the order within a template', () => {
  test.each<[string, StackTemplate[], string[]]>([
    ['Ref', [stack('A', { One: topic(ref('Two')), Two: topic('') })], ['A/Two < A/One']],
    ['Fn::GetAtt', [stack('A', { One: topic(att('Two', 'TopicName')), Two: topic('') })], ['A/Two < A/One']],
    [
      'Fn::GetAtt as a text',
      [stack('A', { One: topic({ 'Fn::GetAtt': 'Two.TopicName' }), Two: topic('') })],
      ['A/Two < A/One'],
    ],
    ['Fn::Sub', [stack('A', { One: topic({ 'Fn::Sub': 'x${ Two }' }), Two: topic('') })], ['A/Two < A/One']],
    ['DependsOn', [stack('A', { One: topic('', ['Three', 'Two']), Two: topic('') })], ['A/Two < A/One']],
    [
      'DependsOn, further away',
      [stack('A', { One: topic('', ['Two']), Two: topic('', ['Three']), Three: topic('') })],
      ['A/Two < A/One', 'A/Three < A/One', 'A/Three < A/Two'],
    ],
    ['a name in a text', [stack('A', { One: topic('Two "Ref":"Two"'), Two: topic('') })], []],
    ['a name with other characters', [stack('A', { One: topic(ref('T"2')), 'T"2': topic('') })], ['A/T"2 < A/One']],
    [
      'a value of its own stack',
      [stack('A', { One: imported('Two'), Two: topic('') }, exported('Two'))],
      ['A/One < A/One', 'A/Two < A/One'],
    ],
    [
      'a value of its own stack by a name that is made up',
      [
        stack(
          'A',
          { One: topic({ 'Fn::ImportValue': { 'Fn::Join': ['', ['Two', 'Name']] } }), Two: topic('') },
          exported('Two'),
        ),
      ],
      ['A/One < A/One', 'A/Two < A/One'],
    ],
    [
      'a circle of stacks',
      [
        stack('A', { One: imported('Three'), Two: topic('') }, exported('Two')),
        stack('B', { Three: topic(''), Four: imported('Two') }, exported('Three')),
      ],
      ['A/One < A/One', 'A/Two < A/One', 'B/Three < B/Four', 'B/Four < B/Four'],
    ],
  ])('%s', (_, stacks, expected) => {
    const { asked, followed } = bothWays(new AppModel(stacks));

    expect(asked.sort()).toEqual(expected.sort());
    expect(asked).toEqual(followed.sort());
  });

  test('a circle of stacks, one of which is only deployed after the other', () => {
    const model = new AppModel([
      stack('A', { One: imported('Three'), Two: topic('') }),
      stack('B', { Three: topic('') }, exported('Three'), ['A']),
    ]);

    expect(new CreationOrder(model).before(model.byId('A/One')!).has(model.byId('A/Two')!)).toBe(true);
  });

  test('a nested stack that is waited for is there as a whole', () => {
    const nested = { Nested: { template: { Resources: { Inner: topic(''), Other: topic(ref('Inner')) } } } };
    const model = new AppModel([
      {
        ...stack('A', { One: topic(att('Nested', 'Outputs.X')), Nested: entry('AWS::CloudFormation::Stack') }),
        nested,
      },
    ]);
    const order = new CreationOrder(model);
    const [one, inner, other] = ['A/One', 'A/Nested/Inner', 'A/Nested/Other'].map((id) => model.byId(id)!);

    expect(order.before(one).has(inner)).toBe(true);
    expect(order.before(other).has(inner)).toBe(true);
    expect(order.before(inner).has(other)).toBe(false);
    expect(order.before(inner).has(one)).toBe(false);
  });
});

describe('the stacks that a stack takes a value of', () => {
  const giver = stack('B', { Two: topic('') }, exported('Two'));

  test.each<[string, StackTemplate, string[]]>([
    ['in a property', stack('A', { One: imported('Two') }), ['B']],
    [
      'in a property by a name that is made up',
      stack('A', { One: topic({ 'Fn::ImportValue': { 'Fn::Sub': 'TwoName' } }) }),
      ['B'],
    ],
    [
      'in an output',
      stack('A', { One: topic('') }, { Outputs: { Out: { Value: imported('Two').Properties.DisplayName } } }),
      ['B'],
    ],
    ['nowhere', stack('A', { One: topic('TwoName') }), []],
    [
      'in what a condition leaves out',
      stack(
        'A',
        { One: topic(''), Three: { ...imported('Two'), Condition: 'Never' } },
        { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
      ),
      [],
    ],
  ])('%s', (_, taker, expected) => {
    const model = new AppModel([taker, giver]);
    const givers = new CreationOrder(model).giversOfStack(model.scopes[0]);

    expect(givers.map(({ path }) => path)).toEqual(expected);
  });
});
