import { CfnResource, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { GroundworkError, fail, failAll } from '../../lib/internal/errors';
import { finalProperties } from '../../lib/internal/final-properties';
import { error, warning } from '../../lib/internal/finding';
import { viewTask, runsOn, memoryLimit } from '../../lib/internal/task-view';
import { flag, isUnknown, items, number, record, text } from '../../lib/internal/template-value';
import { booleanFaults, enumFault, gibibytes, integerFault, mebibytes } from '../../lib/internal/value-faults';
import { warn } from '../../lib/internal/warnings';
import { testStack } from '../support/stacks';

describe('errors', () => {
  test('one fault reads as path, code and message', () => {
    const stack = testStack();

    expect(() => fail(stack, 'Topic.fault', "'x' must be 1, got 2")).toThrow(
      "TestStack: [Topic.fault] 'x' must be 1, got 2",
    );
  });

  test('an error carries the code of its first fault, all faults and the construct path', () => {
    const findings = [warning('W.w', 'dangerous'), error('A.a', 'first'), error('B.b', 'second')];

    const act = () => failAll(testStack(), findings);

    expect(act).toThrow(GroundworkError);
    expect(act).toThrow('TestStack: 2 faults:\n  [A.a] first\n  [B.b] second');
    expect(act).toThrow(
      expect.objectContaining({
        name: 'GroundworkError',
        code: 'A.a',
        constructPath: 'TestStack',
        faults: [
          { code: 'A.a', message: 'first' },
          { code: 'B.b', message: 'second' },
        ],
      }),
    );
  });

  test('warnings alone are no fault, and a fault needs no construct', () => {
    expect(() => failAll(undefined, [warning('W.w', 'dangerous')])).not.toThrow(GroundworkError);
    expect(() => fail(undefined, 'A.a', 'first')).toThrow(/^\[A\.a\] first$/);
  });
});

describe('warnings', () => {
  test('carry an id that can be acknowledged', () => {
    const stack = testStack();

    warn(stack, warning('Topic.danger', 'this will hurt', 'web'));

    Annotations.fromStack(stack).hasWarning(
      '/TestStack',
      Match.stringLikeRegexp('this will hurt.*cdk-ecs-groundwork:Topic\\.danger'),
    );
  });
});

describe('template values', () => {
  const token = Lazy.string({ produce: () => 'x' });
  const numberToken = Lazy.number({ produce: () => 1 });
  const listToken = Lazy.list({ produce: () => ['x'] });

  test.each([
    ['text', text, 'a', 'a'],
    ['text of a number', text, 256, '256'],
    ['text of a token', text, token, undefined],
    ['text of a number token', text, numberToken, undefined],
    ['text of an intrinsic', text, { Ref: 'P' }, undefined],
    ['number', number, 5, 5],
    ['number in text', number, '5', 5],
    ['number in other text', number, '5 GB', undefined],
    ['number of a token', number, numberToken, undefined],
    ['flag', flag, true, true],
    ['flag in text', flag, 'false', false],
    ['flag of an intrinsic', flag, { Ref: 'P' }, undefined],
    ['items', items, ['a'], ['a']],
    ['items of a list token', items, listToken, []],
    ['items of an intrinsic', items, { 'Fn::Split': [',', 'a'] }, []],
    ['record', record, { A: 1 }, { A: 1 }],
    ['record of an intrinsic', record, { 'Fn::If': [] }, {}],
    ['unknown of an intrinsic', isUnknown, { 'Fn::GetAtt': [] }, true],
    ['unknown of a plain object', isUnknown, { Name: 'x' }, false],
  ])('%s', (_, read: (value: unknown) => unknown, value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});

describe('final properties', () => {
  test('hold overrides and references as the template will', () => {
    const stack = testStack();
    const resource = new CfnResource(stack, 'R', { type: 'A::B::C', properties: { A: 1, B: Stack.of(stack).region } });
    resource.addPropertyOverride('A', 2);

    expect(finalProperties(resource)).toEqual({ A: 2, B: { Ref: 'AWS::Region' } });
  });
});

describe('task view', () => {
  test('reads a definition that says nothing as ECS does: EC2, Linux, bridge, essential', () => {
    const task = viewTask({ ContainerDefinitions: [{ Memory: 128 }] });

    expect(task).toMatchObject({ platforms: [], operatingSystem: 'LINUX', networkMode: 'bridge' });
    expect(task.containers[0]).toMatchObject({ name: '#1', essential: true });
    expect(memoryLimit(task.containers[0])).toBe(128);
    expect(runsOn(task, 'EC2')).toBe(true);
    expect(runsOn(task, 'FARGATE')).toBe(false);
  });

  test('leaves unknown what is known only at deployment', () => {
    const task = viewTask({
      NetworkMode: { Ref: 'Mode' },
      RequiresCompatibilities: ['FARGATE', { Ref: 'Other' }],
      RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
      ContainerDefinitions: { 'Fn::If': ['C', [], []] },
    });

    expect(task.networkMode).toBeUndefined();
    expect(task.platforms).toEqual(['FARGATE']);
    expect(task.operatingSystem).toBe('WINDOWS');
    expect(task.containers).toEqual([]);
  });
});

describe('values', () => {
  const token = Lazy.string({ produce: () => 'true' });

  test.each([[true], [false], [undefined]])('a switch may be %p', (value) => {
    expect(booleanFaults('Topic', { open: value })).toEqual([]);
  });

  test.each([
    ['false', "the text 'false'; compare it first, as in value === 'true'"],
    [0, '0'],
    [null, 'null'],
    [{}, 'an object'],
    [[], 'a list'],
    [() => true, 'a function'],
    [token, 'a value that is known only at deployment'],
    [{ Ref: 'Parameter' }, 'a value that is known only at deployment'],
  ])('fails when a switch is %p', (value, got) => {
    expect(booleanFaults('Topic', { open: value })).toEqual([
      error('Topic.open', `'open' must be true or false, got ${got}`),
    ]);
  });

  test('a choice is a member of its enumeration', () => {
    const members = { ONE: 'one', TWO: 'two' };

    expect(enumFault('Topic.choice', "'choice'", 'two', members)).toEqual([]);
    expect(enumFault('Topic.choice', "'choice'", undefined, members)).toEqual([]);
    expect(enumFault('Topic.choice', "'choice'", 'TWO', members)).toEqual([
      error('Topic.choice', "'choice' must be one of 'one', 'two', got the text 'TWO'"),
    ]);
    expect(enumFault('Topic.choice', "'choice'", token, members)).toHaveLength(1);
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY], [1.5], ['2'], [null], [true]])(
    'fails when a whole number is %p',
    (value) => {
      expect(integerFault('Topic.count', "'count'", value, 1)).toHaveLength(1);
    },
  );

  test('a number in text is told from the number', () => {
    expect(integerFault('Topic.count', "'count'", '2', 0)).toEqual([
      error('Topic.count', "'count' must be an integer of at least 0, got the text '2'"),
    ]);
  });

  test('sizes are read with their fractions, and only when they are known', () => {
    expect(gibibytes(Size.mebibytes(1536))).toBe(1.5);
    expect(mebibytes(Size.kibibytes(512))).toBe(0.5);
    expect(gibibytes(undefined)).toBeUndefined();
    expect(mebibytes(Size.mebibytes(Lazy.number({ produce: () => 1 })))).toBeUndefined();
  });
});
