import { AppModel, Pointer, Resource, Unknown, Value } from '../../app-model/app-model';
import { asNumber, asRecord, asText, items, valueAt } from '../../app-model/values';
import { servicesOf } from '../../app-model/views/service';
import { perModel, perResource } from '../../app-model/views/view';
import { isUnknown, items as settledItems, record, text } from '../../internal/template-value';
import { append, identity } from './app-reading';
import { LAUNCH_TEMPLATE, SERVICE } from './resource-types';
import { unresolved } from './rule';
import type { Subject } from './subject';

/** A rule of a security group that is open to the whole internet. */
export interface OpenRule {
  /** As `443`, `8000-8100` or `all`; `unknown` when the deployment decides. */
  readonly port: string;
  readonly from?: number;
  readonly to?: number;
  /** Only the deployment knows whether its address range is the whole internet. */
  readonly undecided?: boolean;
}

/** The security groups of a service or task set. */
export function securityGroupsOf(properties: Readonly<Record<string, unknown>>): unknown {
  const network = record(properties.NetworkConfiguration);
  return record(network.AwsvpcConfiguration ?? network.AwsVpcConfiguration).SecurityGroups;
}

/** Whether a service of the app uses the group. */
export function guardsTasks({ model, resource }: Subject): boolean {
  return (usersOfGroups(model).get(resource.id) ?? []).length > 0;
}

/** The services and task sets of the app by the security groups that they use. */
export const usersOfGroups = perModel((model) => {
  const users = new Map<string, Resource[]>();
  for (const [resource, groups] of groupsByUser(model)) {
    groups.forEach(({ id }) => append(users, id, resource));
  }
  return users;
});

/** The security groups of a service. */
export function groupsOf({ model, resource }: Subject): readonly Group[] {
  return groupsByUser(model).get(resource) ?? [];
}

/** The security groups of the services and task sets of the app. */
const groupsByUser = perModel((model): ReadonlyMap<Resource, readonly Group[]> => {
  const groups = new Map<Resource, readonly Group[]>();
  for (const { resource, network } of servicesOf(model)) {
    const listed = valueAt(network, 'SecurityGroups');
    // Nearly all name groups of the app and nothing else, for which the properties need not be settled.
    const isPlain = Array.isArray(listed) && listed.every((each) => each instanceof Pointer);
    groups.set(resource, isPlain ? referredGroups(listed) : readGroups(model, resource));
  }
  for (const resource of model.ofType('AWS::ECS::TaskSet')) {
    groups.set(resource, readGroups(model, resource));
  }
  return groups;
});

/** A security group: what tells it apart, whichever template has it, and its name for people. */
interface Group {
  readonly id: string;
  readonly name: string;
}

function referredGroups(pointers: readonly Pointer[]): readonly Group[] {
  const groups = pointers.map(({ resource: { id, logicalId } }) => ({ id, name: logicalId }));
  return groups.length === 1
    ? groups
    : groups.filter(({ id }, index) => groups.findIndex((one) => one.id === id) === index);
}

function readGroups(model: AppModel, resource: Resource): Group[] {
  const groups = new Map<string, string>();
  const list = securityGroupsOf(resource.properties);
  for (const raw of isUnknown(list) ? [list] : settledItems(list)) {
    const value = model.evaluate(raw, resource.scope);
    // A choice that the deployment makes counts with each of its groups.
    const mentioned = model.mentioned(raw, resource.scope);
    if (mentioned.length > 0) {
      mentioned.forEach(({ id, logicalId }) => groups.set(id, logicalId));
    } else {
      const id = text(raw) ?? identity({ model, resource }, raw);
      if (id !== undefined) {
        groups.set(id, writtenName(raw) ?? model.readable(model.text(value) ?? ''));
      }
    }
  }
  return [...groups].map(([id, name]) => ({ id, name }));
}

/** Whether the group belongs to load balancers, and to nothing that runs containers or can be logged in to. */
export function guardsBalancersOnly({ model, resource }: Subject): boolean {
  const isOf = (type: string, property: string) => model.referrersOf(resource, type, property).length > 0;
  return (
    BALANCERS.some((type) => isOf(type, 'SecurityGroups')) && !MACHINES.some(([type, property]) => isOf(type, property))
  );
}

const BALANCERS = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'];

const MACHINES = [
  [SERVICE, 'NetworkConfiguration'],
  ['AWS::ECS::TaskSet', 'NetworkConfiguration'],
  [LAUNCH_TEMPLATE, 'LaunchTemplateData'],
  ['AWS::AutoScaling::LaunchConfiguration', 'SecurityGroups'],
  ['AWS::EC2::Instance', 'SecurityGroupIds'],
  ['AWS::EC2::Instance', 'SecurityGroups'],
  ['AWS::EC2::Instance', 'NetworkInterfaces'],
  ['AWS::EC2::NetworkInterface', 'GroupSet'],
] as const;

/** The ingress rules of a group, inline or as resources of their own, that let the whole internet in, or may. */
export function openIngress({ model, resource }: Subject): readonly OpenRule[] {
  return ingressOf(model, resource);
}

const ingressOf = perResource((model, resource) => openRules(model, resource, 'Ingress'));

/** The egress rules of a group that have the whole internet at the other end, or may. */
export function openEgress({ model, resource }: Subject): OpenRule[] {
  return openRules(model, resource, 'Egress');
}

function openRules(model: AppModel, resource: Resource, direction: 'Ingress' | 'Egress'): OpenRule[] {
  const own = items(model.property(resource, `SecurityGroup${direction}`)).map(asRecord);
  // Rules that are resources of their own.
  const apart = model.referrersOf(resource, `AWS::EC2::SecurityGroup${direction}`, 'GroupId');
  return [...own, ...apart.map((each) => model.properties(each))].flatMap((rule) => openRule(rule) ?? []);
}

function openRule(rule: Readonly<Record<string, Value>>): OpenRule | undefined {
  const cidrs = [rule.CidrIp, rule.CidrIpv6];
  const isOpen = cidrs.some((cidr) => asText(cidr)?.endsWith('/0') === true);
  // The range of a VPC of the app is an attribute of it, not the internet.
  const undecided = !isOpen && cidrs.some((cidr) => cidr instanceof Unknown);
  return isOpen || undecided ? { ...portsOf(rule), ...(undecided && { undecided }) } : undefined;
}

function portsOf({ IpProtocol, FromPort, ToPort }: Readonly<Record<string, Value>>): OpenRule {
  if (asText(IpProtocol) === '-1') {
    return { port: 'all', from: 0, to: 65535 };
  }
  const [from, to] = [asNumber(FromPort), asNumber(ToPort)];
  return from === undefined || to === undefined
    ? { port: 'unknown' }
    : { port: from === to ? String(from) : `${from}-${to}`, from, to };
}

/** The finding of a rule that lets the internet in, or might. */
export function ingressFinding({ port, undecided }: OpenRule): string {
  return undecided === true ? unresolved(`Ingress::${port}.Cidr`) : `Ingress::${port}`;
}

/** The name behind a `Ref` or `Fn::GetAtt` that leads nowhere: most are parameters. */
function writtenName(raw: unknown): string | undefined {
  const { Ref: name, 'Fn::GetAtt': attribute } = Object(raw) as Readonly<Record<string, unknown>>;
  return text(name) ?? text(Array.isArray(attribute) ? attribute[0] : attribute)?.split('.')[0];
}
