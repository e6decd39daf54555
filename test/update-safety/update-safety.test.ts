import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toMatchFileSnapshot } from '../support/file-snapshot';
import { markdownTable, withSection } from '../support/markdown-table';
import { TouchedResource, UpdateImpact, updateImpact } from '../support/update-impact';
import { SUBJECTS } from './subjects';
import { impactsOf } from './templates';

const DOCUMENT = join(__dirname, '..', '..', 'docs', 'update-safety.md');

/** A revision is never changed, only followed by another: every change of a task is a replacement of its definition. */
const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
/** Rules come and go with who may call whom; they carry nothing. */
const RULES = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'];

expect.extend({ toMatchFileSnapshot });

const impacts = Object.entries(SUBJECTS).map(([name, subject]) => ({
  name,
  changes: subject.changes,
  ordinary: impactsOf(subject, subject.changes),
  costly: impactsOf(subject, subject.costly ?? {}),
}));
const ordinary = impacts.flatMap(({ name, changes, ordinary: all }) =>
  Object.entries(all).map(([change, impact]) => ({ name, change, impact, gone: changes[change].without ?? [] })),
);
const costly = impacts.flatMap(({ name, costly: all }) =>
  Object.entries(all).map(([change, impact]) => ({ name, change, impact })),
);

test.each(ordinary)('$name, $change: replaces the task definition at most, and deletes nothing', ({ impact, gone }) => {
  const { replaced, updated, added, removed } = impact;

  expect(replaced.filter(({ type }) => ![TASK_DEFINITION, ...RULES].includes(type))).toEqual([]);
  expect(removed.filter(({ type, retained }) => !retained && ![...gone, ...RULES].includes(type))).toEqual([]);
  expect(removed.map(({ type }) => type)).toEqual(expect.arrayContaining([...gone]));
  expect([...replaced, ...updated, ...added, ...removed]).not.toEqual([]);
});

test.each(costly)('$name, $change: replaces more, as the guide says', ({ impact }) => {
  expect(impact.replaced.map(({ type }) => type).filter((type) => type !== TASK_DEFINITION)).not.toEqual([]);
});

test('the guide says of every change what it does', () => {
  const sections = impacts.flatMap(({ name, ordinary: all, costly: rest }) => [
    [name, tableOf(all)],
    ...(Object.keys(rest).length > 0 ? [[`${name}, costly`, tableOf(rest)]] : []),
  ]);
  const text = sections.reduce(
    (document, [name, table]) => withSection(document, name, table),
    readFileSync(DOCUMENT, 'utf8'),
  );

  expect(text).toMatchFileSnapshot(DOCUMENT);
});

function tableOf(ofSubject: Readonly<Record<string, UpdateImpact>>): string {
  return markdownTable(
    ['Change', 'Replaced', 'Changed in place', 'New', 'Let go'],
    Object.entries(ofSubject).map(([change, { replaced, updated, added, removed }]) => [
      change,
      ...[replaced, updated, added, removed].map(inWords),
    ]),
  );
}

/** The types of resources, each once, with how many there are. */
function inWords(resources: readonly TouchedResource[]): string {
  const types = resources.map(({ type }) => (RULES.includes(type) ? 'security group rule' : type.replace('AWS::', '')));
  return [...new Set(types)]
    .sort()
    .map((type) => [types.filter((other) => other === type).length, type] as const)
    .map(([count, type]) => (count > 1 ? `${count} × ${type}` : type))
    .join(', ');
}

describe('updateImpact', () => {
  const template = (resources: Record<string, [type: string, properties: Record<string, unknown>]>) => ({
    Resources: Object.fromEntries(
      Object.entries(resources).map(([id, [Type, Properties]]) => [id, { Type: `AWS::${Type}`, Properties }]),
    ),
  });
  const ids = ({ replaced, updated, added, removed }: UpdateImpact) =>
    [replaced, updated, added, removed].map((resources) => resources.map(({ id }) => id));

  test('a property of a target group that can only be set at creation replaces it, another does not', () => {
    const group = (port: number, path: string) =>
      template({ Group: ['ElasticLoadBalancingV2::TargetGroup', { Port: port, HealthCheckPath: path }] });

    expect(ids(updateImpact(group(80, '/'), group(8080, '/')))).toEqual([['Group'], [], [], []]);
    expect(ids(updateImpact(group(80, '/'), group(80, '/up')))).toEqual([[], ['Group'], [], []]);
    expect(ids(updateImpact(group(80, '/'), group(80, '/')))).toEqual([[], [], [], []]);
  });

  test('replacement spreads by references where they can only be set at creation', () => {
    const listener = (name: string) =>
      template({
        Balancer: ['ElasticLoadBalancingV2::LoadBalancer', { Name: name }],
        Listener: ['ElasticLoadBalancingV2::Listener', { LoadBalancerArn: { Ref: 'Balancer' } }],
        Rule: ['ElasticLoadBalancingV2::ListenerRule', { ListenerArn: { Ref: 'Listener' }, Priority: 1 }],
        Alarm: [
          'CloudWatch::Alarm',
          { Dimensions: [{ Value: { 'Fn::GetAtt': ['Balancer', 'LoadBalancerFullName'] } }] },
        ],
      });

    expect(ids(updateImpact(listener('a'), listener('b')))).toEqual([
      ['Balancer', 'Listener', 'Rule'],
      ['Alarm'],
      [],
      [],
    ]);
  });

  test('a property within a property counts, and one that is perhaps a replacement', () => {
    const discovery = (namespace: string) =>
      template({ Found: ['ServiceDiscovery::Service', { DnsConfig: { NamespaceId: namespace, DnsRecords: [] } }] });
    const cache = (mode: string) => template({ Cache: ['ElastiCache::CacheCluster', { AZMode: mode }] });

    expect(ids(updateImpact(discovery('a'), discovery('b')))[0]).toEqual(['Found']);
    expect(ids(updateImpact(cache('single-az'), cache('cross-az')))[0]).toEqual(['Cache']);
  });

  test('another logical id is one resource less and one more', () => {
    const queue = (id: string) => template({ [id]: ['SQS::Queue', {}] });

    expect(ids(updateImpact(queue('A'), queue('B')))).toEqual([[], [], ['B'], ['A']]);
  });
});
