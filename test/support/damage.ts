/** What nobody would write on purpose, and what CloudFormation leaves open. */
export const DAMAGE: readonly unknown[] = [
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
export function places(value: unknown, path: readonly string[] = []): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => [[...path, key], ...places(each, [...path, key])])
    : [];
}

export function damaged(template: object, where: readonly string[], how: unknown): object {
  const copy = JSON.parse(JSON.stringify(template)) as Record<string, any>;
  const parent = where.slice(0, -1).reduce<any>((at, key) => at?.[key], copy);
  if (typeof parent === 'object' && parent !== null) {
    parent[where[where.length - 1]] = how;
  }
  return copy;
}
