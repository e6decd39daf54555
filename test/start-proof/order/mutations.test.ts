import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppModel, Resource } from '../../../lib/app-model/app-model';
import { CreationOrder } from '../../../lib/start-proof/order/creation-order';
import { orderFindings } from '../../../lib/start-proof/order/order-check';

const SNAPSHOTS = join(__dirname, '..', '..', 'examples', '__snapshots__');

type Templates = Record<string, { Resources?: Record<string, { Type: string; DependsOn?: string[] }> }>;

const examples = readdirSync(SNAPSHOTS).map(
  (file) => [file.replace('.json', ''), readFileSync(join(SNAPSHOTS, file), 'utf8')] as const,
);

function read(templates: Templates): AppModel {
  return new AppModel(
    Object.entries(templates).map(([name, template]) => ({ name, path: name, template: template as object })),
  );
}

/** Dependencies that no first task needs, and why the service has them. */
const UNNEEDED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/security-hardened-service: .*FlowLog/, 'the service waits for the whole VPC'],
  [/Custom::VpcRestrictDefaultSG/, 'the service waits for the whole VPC'],
  [/VpcPublicSubnet2/, 'the service waits for the whole VPC, whose only NAT gateway is in the other subnet'],
  [/toIndirectPeer/, 'a rule that is written into the group lets the task reach every address'],
  [/fromBackendCloudMapReports/, 'a rule for somebody who calls the service'],
];

test('every example is in order', () => {
  const found = examples.flatMap(([name, json]) =>
    orderFindings(read(JSON.parse(json) as Templates)).map(({ finding }) => `${name}: ${finding.message}`),
  );

  expect(found).toEqual([]);
});

test('takes away each dependency of each service of each example: the check says so', () => {
  const result = { said: 0, otherWay: 0, silent: [] as string[] };
  for (const [name, json] of examples) {
    const services = read(JSON.parse(json) as Templates).ofType('AWS::ECS::Service');
    for (const service of services) {
      for (const id of service.raw.DependsOn ?? []) {
        const templates = JSON.parse(json) as Templates;
        const raw = templates[service.scope.path].Resources![service.logicalId];
        raw.DependsOn = [raw.DependsOn!].flat().filter((each) => each !== id);
        const model = read(templates);
        const one = (logicalId: string): Resource => model.byId(`${service.scope.path}/${logicalId}`)!;
        if (new CreationOrder(model).before(one(service.logicalId)).has(one(id))) {
          result.otherWay += 1;
        } else if (orderFindings(model).some(({ finding }) => finding.message.includes(one(id).path))) {
          result.said += 1;
        } else {
          result.silent.push(`${name}: ${one(id).type} ${id}`);
        }
      }
    }
  }
  const unexplained = result.silent.filter((each) => !UNNEEDED.some(([pattern]) => pattern.test(each)));

  expect(unexplained).toEqual([]);
  expect(UNNEEDED.filter(([pattern]) => !result.silent.some((each) => pattern.test(each)))).toEqual([]);
  expect(result.said).toBeGreaterThan(280);
  expect(result.said / (result.said + result.silent.length)).toBeGreaterThan(0.95);
});
