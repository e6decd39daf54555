import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { AppModel } from '../../lib/app-model/app-model';
import { CapacityChecks } from '../../lib/capacity-providers';
import { orderFindings } from '../../lib/start-proof/order/order-check';
import { prove } from '../../lib/start-proof/reach/prove';
import { reachFindings } from '../../lib/start-proof/reach/reach-findings';
import { rolloutFindings } from '../../lib/start-proof/rollout/rollout-check';

const SNAPSHOTS = join(__dirname, '__snapshots__');

type Json = Record<string, any>;

/** What makes the ways of tasks: each of these is taken away alone. */
const WAYS =
  /^AWS::EC2::(SecurityGroup(In|E)gress|Route|SubnetRouteTableAssociation|VPCEndpoint|VPCGatewayAttachment|NatGateway)$|^AWS::ElasticLoadBalancingV2::Listener(Rule)?$|^AWS::EFS::MountTarget$|^AWS::ECS::ClusterCapacityProviderAssociations$|^Custom::.*Rule/;

/** What aws-cdk-lib writes into a group that lets nothing out. */
const CLOSED = { CidrIp: '255.255.255.255/32', IpProtocol: 'icmp', FromPort: 252, ToPort: 86 };

/**
 * Ways whose loss is not told, by the reason. `clients`: those who call a load balancer. `own`: the containers, or an agent
 * that AWS puts beside them, call by themselves what no template names. `spare`: another way leads there.
 */
const NOT_TOLD: readonly (readonly [way: RegExp, why: 'clients' | 'own' | 'spare'])[] = [
  [/Listener \w*Http[0-9A-F]{8}$/, 'clients'], // It redirects them to HTTPS.
  [/SecurityGroupIngress of (ApiLoadBalancer|Outside)SecurityGroup/, 'clients'],
  [/RuntimeEndpoint/, 'own'], // GuardDuty's agent.
  [/SecurityGroupEgress of (Service|Blog|Payments)SecurityGroup/, 'own'], // On instances, which pull and log by their own groups.
  [/^network-existing-app: SecurityGroupEgress of Vpc(Api|Dkr|Logs)/, 'spare'], // Endpoints open no connection.
  [/^network-isolated-ec2: .*of CapacitySecurityGroup/, 'spare'], // A rule for each endpoint, and one for all addresses.
  [/^network-isolated-ec2: .*CapacitySecurityGrouptoNetworkIsolatedEc2Network/, 'spare'],
  [/SecurityGrouptoIndirectPeer443/, 'spare'], // TCP 443 to all addresses is open beside the one to S3.
  [/VPCEndpoint NetworkS3/, 'spare'], // A NAT gateway leads to S3 too.
  [/VpcPublicSubnet\d(DefaultRoute|RouteTableAssociation)/, 'spare'], // The NAT gateway is in the other subnet.
  [/managed-instances: .*ClusterCapacityProviderAssociations/, 'spare'], // A Managed Instances provider names its cluster.
];

function said(templates: Json): Set<string> {
  const stacks = Object.entries(templates).map(([name, template]) => ({ name, path: name, template, nested: {} }));
  const model = new AppModel(stacks as ConstructorParameters<typeof AppModel>[0]);
  const proof = [...reachFindings(prove(model), model, true), ...orderFindings(model), ...rolloutFindings(model)];
  return new Set([
    ...proof.map(({ finding }) => finding.message),
    ...CapacityChecks._checkModel(model).map(({ message }) => message),
  ]);
}

/** A change to a template, with what undoes it. */
interface Removal {
  readonly name: string;
  /** Logical id of the resource that is taken away whole. */
  readonly id?: string;
  readonly apply: () => () => void;
}

function removals(resources: Json): Removal[] {
  return Object.entries(resources).flatMap(([id, resource]: [string, Json]): Removal[] => [
    ...(WAYS.test(resource.Type)
      ? [{ name: `${resource.Type} ${id}`, id, apply: () => withoutResource(resources, id) }]
      : []),
    ...(resource.Type === 'AWS::EC2::SecurityGroup'
      ? ['SecurityGroupIngress', 'SecurityGroupEgress'].flatMap((side) =>
          ((resource.Properties[side] ?? []) as Json[]).flatMap((rule, index) =>
            rule.CidrIp === CLOSED.CidrIp
              ? []
              : [{ name: `${side} of ${id}`, apply: () => withoutRule(resource.Properties, side, index) }],
          ),
        )
      : []),
  ]);
}

function withoutRule(properties: Json, side: string, index: number): () => void {
  const before = properties[side] as Json[];
  const left = before.filter((_, each) => each !== index);
  properties[side] = left.length === 0 && side === 'SecurityGroupEgress' ? [CLOSED] : left;
  return () => (properties[side] = before);
}

function withoutResource(resources: Json, id: string): () => void {
  const { [id]: removed } = resources;
  const waiting = Object.values(resources as Record<string, Json>).filter(({ DependsOn }) =>
    [DependsOn].flat().includes(id),
  );
  const before = waiting.map(({ DependsOn }) => DependsOn as string[]);
  const group =
    removed.Type === 'AWS::EC2::SecurityGroupEgress' ? removed.Properties.GroupId['Fn::GetAtt']?.[0] : undefined;
  const own = resources[group]?.Properties;
  const closes = own !== undefined && own.SecurityGroupEgress === undefined;
  delete resources[id];
  waiting.forEach((each) => (each.DependsOn = [each.DependsOn].flat().filter((one: string) => one !== id)));
  if (closes) {
    own.SecurityGroupEgress = [CLOSED];
  }
  return () => {
    resources[id] = removed;
    waiting.forEach((each, index) => (each.DependsOn = before[index]));
    if (closes) {
      delete own.SecurityGroupEgress;
    }
  };
}

/** CloudFormation refuses a template that still refers to what is gone. */
function isReferred(template: Json, id: string | undefined): boolean {
  return (
    id !== undefined &&
    new RegExp(`"Ref":"${id}"|"Fn::GetAtt":\\["${id}"|\\$\\{${id}[}.]`).test(JSON.stringify(template))
  );
}

test('every way that is taken away is told, but for those that are listed', () => {
  const kinds = { told: 0, refused: 0, clients: 0, own: 0, spare: 0, unseen: 0 };
  const surprising: string[] = [];
  const used = new Set<RegExp>();
  for (const file of readdirSync(SNAPSHOTS)) {
    const templates = JSON.parse(readFileSync(join(SNAPSHOTS, file), 'utf8')) as Json;
    const before = said(templates);
    for (const template of Object.values(templates)) {
      for (const { name, id, apply } of removals(template.Resources ?? {})) {
        const undo = apply();
        const told = [...said(templates)].some((each) => !before.has(each));
        const refused = isReferred(template, id);
        undo();
        const listed = NOT_TOLD.find(([way]) => way.test(`${parse(file).name}: ${name}`));
        kinds[told ? 'told' : refused ? 'refused' : (listed?.[1] ?? 'unseen')] += 1;
        if (!told && !refused) {
          used.add(listed?.[0] ?? /./);
          surprising.push(...(listed === undefined ? [`${parse(file).name}: ${name}`] : []));
        }
      }
    }
  }

  expect(surprising).toEqual([]);
  expect(NOT_TOLD.filter(([way]) => !used.has(way))).toEqual([]);
  expect(kinds.told).toBeGreaterThan(350);
  expect(kinds.told / (kinds.told + kinds.own + kinds.unseen)).toBeGreaterThan(0.95);
});
