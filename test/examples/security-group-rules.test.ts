import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SNAPSHOTS = join(__dirname, '__snapshots__');
const examples = readdirSync(SNAPSHOTS);

type Resources = Record<string, { Type: string; Properties?: Record<string, any> }>;
type Templates = Record<
  string,
  { Resources?: Resources; Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }> }
>;

/** All rules of all groups of an app, inline and standalone, as EC2 tells them apart: the description does not count. */
function rulesOf(templates: Templates): string[] {
  const exported = new Map(
    Object.entries(templates).flatMap(([stack, { Outputs = {} }]) =>
      Object.values(Outputs).flatMap(({ Value, Export }) =>
        Export === undefined ? [] : [[String(Export.Name), located(stack, Value)] as const],
      ),
    ),
  );
  const imported = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(imported)
      : typeof value === 'object' && value !== null
        ? 'Fn::ImportValue' in value
          ? exported.get(String(value['Fn::ImportValue']))
          : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, imported(inner)]))
        : value;
  const key = (stack: string, direction: string, group: unknown, { Description: _, GroupId: __, ...rule }: any) =>
    JSON.stringify(imported(located(stack, [direction, group, Object.entries(rule).sort()])));
  return Object.entries(templates).flatMap(([stack, { Resources = {} }]) =>
    Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
      const own = { 'Fn::GetAtt': [id, 'GroupId'] };
      switch (Type) {
        case 'AWS::EC2::SecurityGroup':
          return [
            ...(Properties.SecurityGroupIngress ?? []).map((rule: object) => key(stack, 'in', own, rule)),
            ...(Properties.SecurityGroupEgress ?? []).map((rule: object) => key(stack, 'out', own, rule)),
          ];
        case 'AWS::EC2::SecurityGroupIngress':
          return [key(stack, 'in', Properties.GroupId, Properties)];
        case 'AWS::EC2::SecurityGroupEgress':
          return [key(stack, 'out', Properties.GroupId, Properties)];
        default:
          return [];
      }
    }),
  );
}

/** References with the stack in which they hold. */
function located(stack: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => located(stack, item));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return 'Ref' in value || 'Fn::GetAtt' in value
    ? { stack, ...value }
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, located(stack, inner)]));
}

test.each(examples)('%s has no security group rule twice', (example) => {
  const rules = rulesOf(JSON.parse(readFileSync(join(SNAPSHOTS, example), 'utf8')));

  expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
});
