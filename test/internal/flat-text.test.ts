import { Arn, Aws, Fn, Stack } from 'aws-cdk-lib';
import { flatText, isPartlyUnknown, textParts, textWithGaps } from '../../lib/internal/flat-text';
import { testStack } from '../support/stacks';

describe('flatText', () => {
  test.each([
    ['plain', 'plain'],
    [8080, '8080'],
    [true, 'true'],
    [{ Ref: 'AWS::Region' }, '«AWS::Region»'],
    [{ 'Fn::GetAtt': ['Stream', 'Arn'] }, '«Stream.Arn»'],
    [{ 'Fn::GetAtt': 'Stream.Arn' }, '«Stream.Arn»'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'B' }, 'c']] }, 'a/«B»/c'],
    [{ 'Fn::Join': ['', ['a', { 'Fn::Join': ['-', ['b', { Ref: 'C' }]] }]] }, 'ab-«C»'],
    [{ 'Fn::Join': ['', ['a', ['b']]] }, 'a«?»'],
    [{ 'Fn::Join': [',', { Ref: 'List' }] }, '«Fn::Join»'],
    [{ 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' }, 'logs.«AWS::Region».amazonaws.com'],
    [{ 'Fn::Sub': 'echo ${!HOME} ${A.B}' }, 'echo ${HOME} «A.B»'],
    [{ 'Fn::Sub': ['${name}.${Own}', { name: 'web', Own: { Ref: 'Zone' } }] }, 'web.«Zone»'],
    [{ 'Fn::Sub': ['${list}', { list: ['a'] }] }, '«list»'],
    [{ 'Fn::Sub': {} }, '«Fn::Sub»'],
    [{ 'Fn::ImportValue': 'x' }, '«Fn::ImportValue»'],
  ])('%j is %s', (value, expected) => {
    expect(flatText(value)).toBe(expected);
  });

  test('tells a text that only the deployment completes', () => {
    expect(isPartlyUnknown('a«B»')).toBe(true);
    expect(isPartlyUnknown('(?<name>x)')).toBe(false);
  });

  test('is nothing for what is no text', () => {
    expect(flatText({ a: 1, b: 2 })).toBeUndefined();
    expect(flatText(undefined)).toBeUndefined();
    expect(flatText(null)).toBeUndefined();
    expect(flatText(Aws.REGION)).toBeUndefined();
  });

  test('reads what the CDK resolves', () => {
    const stack = testStack();
    const arn = Arn.format({ service: 'sqs', resource: Fn.select(0, ['jobs']) }, stack);

    expect(flatText(Stack.of(stack).resolve(arn))).toMatch(/^arn:«AWS::Partition»:sqs:.*\/?jobs$/);
  });
});

describe('textWithGaps', () => {
  test('puts one gap in the place of every open part', () => {
    expect(textWithGaps({ 'Fn::Sub': '${Account}.dkr.ecr.${Region}.amazonaws.com' }, '*')).toBe(
      '*.dkr.ecr.*.amazonaws.com',
    );
  });
});

describe('textParts', () => {
  test('writes substitutions as references', () => {
    expect(textParts({ 'Fn::Sub': 'a${B}${C.D.E}' })).toEqual([
      'a',
      { name: 'B', raw: { Ref: 'B' } },
      { name: 'C.D.E', raw: { 'Fn::GetAtt': ['C', 'D.E'] } },
    ]);
  });
});
