import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppModel, Resource } from '../../../lib/app-model/app-model';
import { CreationOrder } from '../../../lib/start-proof/order/creation-order';
import { orderFindings } from '../../../lib/start-proof/order/order-check';
import { prove } from '../../../lib/start-proof/reach/prove';

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

const HOSTS = ['AWS::AutoScaling::AutoScalingGroup', 'AWS::ECS::CapacityProvider'];

/** What starts tasks, or the instances for them. */
const STARTERS = ['AWS::ECS::Service', 'AWS::StepFunctions::StateMachine', 'AWS::Scheduler::Schedule', ...HOSTS];

/** Dependencies that no first task needs, and why the service has them. */
const UNNEEDED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/security-hardened-service: .*FlowLog/, 'the service waits for the whole VPC'],
  [/Custom::VpcRestrictDefaultSG/, 'the service waits for the whole VPC'],
  [/VpcPublicSubnet2/, 'the service waits for the whole VPC, whose only NAT gateway is in the other subnet'],
  [/toIndirectPeer/, 'a rule that is written into the group lets the task reach every address'],
  [/web-http-api: .*TaskVpcLink/, 'a rule for API Gateway, which calls the service'],
  [/fromBackend(CloudMapReports|ConnectShop)/, 'a rule for somebody who calls the service'],
  [
    /CapacitySecurityGrouptoNetworkIsolatedEc2/,
    'a rule that is written into the group lets the hosts reach every address',
  ],
  [/Custom::EniTrunking/, 'hosts that come before take fewer tasks, and the group replaces none'],
];

/** Whether everything that is proved to be reached is so without a resource too: another way leads there. */
function isSpare(templates: Templates, stack: string, id: string): boolean {
  const open = () => {
    const { broken, unknown } = prove(read(templates));
    return broken + unknown;
  };
  const before = open();
  delete templates[stack].Resources![id];
  return open() === before;
}

test('every example is in order', () => {
  const found = examples.flatMap(([name, json]) =>
    orderFindings(read(JSON.parse(json) as Templates)).map(({ finding }) => `${name}: ${finding.message}`),
  );

  expect(found).toEqual([]);
});

test('takes away each dependency of all that starts tasks or instances in the examples: the check says so', () => {
  const result = { said: 0, otherWay: 0, spare: 0, silent: [] as string[] };
  for (const [name, json] of examples) {
    const model = read(JSON.parse(json) as Templates);
    const services = STARTERS.flatMap((type) => model.ofType(type));
    for (const service of services) {
      for (const id of service.raw.DependsOn ?? []) {
        const templates = JSON.parse(json) as Templates;
        const raw = templates[service.scope.path].Resources![service.logicalId];
        raw.DependsOn = [raw.DependsOn!].flat().filter((each) => each !== id);
        const model = read(templates);
        const one = (logicalId: string): Resource => model.byId(`${service.scope.path}/${logicalId}`)!;
        const order = new CreationOrder(model);
        // Instances that come too early register late: it is enough that each service waits.
        const waiting = HOSTS.includes(service.type) ? model.ofType('AWS::ECS::Service') : [one(service.logicalId)];
        if (waiting.every((each) => order.before(each).has(one(id)))) {
          result.otherWay += 1;
        } else if (orderFindings(model).some(({ finding }) => finding.message.includes(one(id).path))) {
          result.said += 1;
        } else {
          result.silent.push(`${name}: ${one(id).type} ${id}`);
          result.spare += isSpare(templates, service.scope.path, id) ? 1 : 0;
        }
      }
    }
  }
  const unexplained = result.silent.filter((each) => !UNNEEDED.some(([pattern]) => pattern.test(each)));

  expect(unexplained).toEqual([]);
  expect(UNNEEDED.filter(([pattern]) => !result.silent.some((each) => pattern.test(each)))).toEqual([]);
  expect(result.said).toBeGreaterThan(280);
  expect(result.said / (result.said + result.silent.length - result.spare)).toBeGreaterThan(0.95);
});
