import { withoutLoops } from '../../lib/app-model/loops';

/** A template with loops among its resources, written out. */
function resources(Resources: object, lists: Readonly<Record<string, readonly string[]>> = {}): unknown {
  const template = withoutLoops({ Transform: 'AWS::LanguageExtensions', Resources }, (name) => lists[name]);
  return (template as { Resources: unknown }).Resources;
}

test('a loop makes a resource for each item, named by it', () => {
  const body = {
    'Endpoint&{Name}': {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.${Name}' },
        Tag: { Ref: 'Name' },
        Group: { 'Fn::GetAtt': ['Group&{Name}', 'GroupId'] },
        Kept: '${!Other} ${Other}',
      },
    },
  };

  expect(resources({ 'Fn::ForEach::Endpoints': ['Name', ['ecr.api', 's3'], body] })).toEqual({
    Endpointecrapi: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.ecr.api' },
        Tag: 'ecr.api',
        Group: { 'Fn::GetAtt': ['Groupecrapi', 'GroupId'] },
        Kept: '${!Other} ${Other}',
      },
    },
    Endpoints3: expect.objectContaining({ Type: 'AWS::EC2::VPCEndpoint' }),
  });
});

test('loops stand in loops, and in properties', () => {
  const inner = { 'Fn::ForEach::Inner': ['B', ['1', '2'], { 'T${A}${B}': { Name: '${A}-${B}' } }] };

  expect(resources({ 'Fn::ForEach::Outer': ['A', ['x', 'y'], inner] })).toEqual({
    Tx1: { Name: 'x-1' },
    Tx2: { Name: 'x-2' },
    Ty1: { Name: 'y-1' },
    Ty2: { Name: 'y-2' },
  });
  expect(resources({ T: { Properties: { Memory: 1, 'Fn::ForEach::P': ['P', ['Cpu'], { '${P}': '256' }] } } })).toEqual({
    T: { Properties: { Memory: 1, Cpu: '256' } },
  });
});

test('a list that is a parameter is taken where its value is known', () => {
  const loop = { 'Fn::ForEach::L': ['N', { Ref: 'Names' }, { 'T${N}': {} }] };

  expect(resources(loop, { Names: ['a', 'b'] })).toEqual({ Ta: {}, Tb: {} });
  expect(resources(loop)).toEqual(loop);
});

test.each<[string, unknown]>([
  ['no list', 'x'],
  ['an empty list', []],
  ['a list without a body', ['N', ['a']]],
  ['items that only the deployment knows', ['N', ['a', { Ref: 'X' }], { 'T${N}': {} }]],
  ['a name that is none', [{}, ['a'], { 'T${N}': {} }]],
])('a loop that is %s stays as it is', (_, loop) => {
  expect(resources({ 'Fn::ForEach::L': loop })).toEqual({ 'Fn::ForEach::L': loop });
});

test('a template without the transform has no loops', () => {
  const template = { Resources: { 'Fn::ForEach::L': ['N', ['a'], { 'T${N}': {} }] } };

  expect(withoutLoops(template, () => undefined)).toBe(template);
});

test('loops that would make millions of resources end', () => {
  const items = Array.from({ length: 300 }, (_, index) => String(index));
  const nested = ['A', 'B', 'C', 'D'].reduce<object>(
    (body, name) => ({ [`Fn::ForEach::${name}`]: [name, items, body] }),
    { 'T${A}${B}${C}${D}': {} },
  );

  expect(JSON.stringify(resources(nested)).length).toBeLessThan(100_000_000);
});
