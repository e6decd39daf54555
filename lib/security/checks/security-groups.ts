import { isUnknown, items, number, record, text } from '../../internal/template-value';
import { AppModel, Resource, Unknown } from '../../app-model/app-model';
import { perModel, perResource } from '../../app-model/views/view';
import { all, append, identity } from './app-reading';
import { LAUNCH_TEMPLATE, SERVICE } from './resource-types';
import { unresolved } from './rule';
import type { Properties, Subject } from './subject';

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
const groupsByUser = perModel(
  (model) =>
    new Map(
      [SERVICE, 'AWS::ECS::TaskSet']
        .flatMap((type) => all(model, type))
        .map((each) => [each.resource, readGroups(each)]),
    ),
);

/** A security group: what tells it apart, whichever template has it, and its name for people. */
interface Group {
  readonly id: string;
  readonly name: string;
}

function readGroups(service: Pick<Subject, 'model' | 'resource' | 'properties'>): Group[] {
  const { model, resource, properties } = service;
  const groups = new Map<string, string>();
  const list = securityGroupsOf(properties);
  for (const raw of isUnknown(list) ? [list] : items(list)) {
    const value = model.evaluate(raw, resource.scope);
    // A choice that the deployment makes counts with each of its groups.
    const mentioned = model.mentioned(raw, resource.scope);
    if (mentioned.length > 0) {
      mentioned.forEach(({ id, logicalId }) => groups.set(id, logicalId));
    } else {
      const id = text(raw) ?? identity(service, raw);
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
  const apart = rulesApart(model).get(`${direction} ${resource.id}`) ?? [];
  const own = items(resource.properties[`SecurityGroup${direction}`]).map((rule) => ({
    rule: record(rule),
    from: resource,
  }));
  return [...own, ...apart].flatMap(({ rule, from: { scope } }) => {
    const cidrs = [rule.CidrIp, rule.CidrIpv6];
    const isOpen = cidrs.some((cidr) => /\/0$/.test(text(cidr) ?? ''));
    // The range of a VPC of the app is an attribute of it, not the internet.
    const undecided = !isOpen && cidrs.some((cidr) => model.evaluate(cidr, scope) instanceof Unknown);
    return isOpen || undecided ? [{ ...portsOf(rule), ...(undecided && { undecided }) }] : [];
  });
}

function portsOf({ IpProtocol, FromPort, ToPort }: Properties): OpenRule {
  if (text(IpProtocol) === '-1') {
    return { port: 'all', from: 0, to: 65535 };
  }
  const [from, to] = [number(FromPort), number(ToPort)];
  return from === undefined || to === undefined
    ? { port: 'unknown' }
    : { port: from === to ? String(from) : `${from}-${to}`, from, to };
}

/** The finding of a rule that lets the internet in, or might. */
export function ingressFinding({ port, undecided }: OpenRule): string {
  return undecided === true ? unresolved(`Ingress::${port}.Cidr`) : `Ingress::${port}`;
}

/** Rules that are resources of their own, by the group that they belong to. */
const rulesApart = perModel((model) => {
  const rules = new Map<string, { readonly rule: Properties; readonly from: Resource }[]>();
  for (const direction of ['Ingress', 'Egress']) {
    for (const { resource, properties } of all(model, `AWS::EC2::SecurityGroup${direction}`)) {
      for (const { id } of model.mentioned(properties.GroupId, resource.scope)) {
        append(rules, `${direction} ${id}`, { rule: properties, from: resource });
      }
    }
  }
  return rules;
});

/** The name behind a `Ref` or `Fn::GetAtt` that leads nowhere: most are parameters. */
function writtenName(raw: unknown): string | undefined {
  const { Ref: name, 'Fn::GetAtt': attribute } = Object(raw) as Readonly<Record<string, unknown>>;
  return text(name) ?? text(Array.isArray(attribute) ? attribute[0] : attribute)?.split('.')[0];
}
