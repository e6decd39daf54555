import type { AppModel } from '../../app-model/app-model';
import type { Resource } from '../../app-model/resource';
import { Pointer, Value, asRecord, asText, items } from '../../app-model/values';
import { associationsOf } from '../../app-model/views/capacity';
import { attachmentsOf, balancersOf } from '../../app-model/views/load-balancing';
import { servicesOf } from '../../app-model/views/service';
import { relate } from '../../start-proof/reach/cidr';

/**
 * The replacements that AWS refuses, with the cause: CloudFormation makes the new resource while the old one is there.
 *
 * @param replaced ids of the resources that are replaced
 */
export function impossibleReplacements(
  old: AppModel,
  now: AppModel,
  replaced: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of replaced) {
    const [before, after] = [old.byId(id), now.byId(id)];
    const cause =
      before === undefined || after === undefined
        ? undefined
        : after.type === 'AWS::EC2::Subnet'
          ? overlap(old, now, after, replaced)
          : SENDERS.includes(after.type)
            ? takenTargets(old, now, after, replaced)
            : undefined;
    if (cause !== undefined) {
      found.set(id, cause);
    }
  }
  return found;
}

/**
 * The capacity providers that cannot go in one deployment, with the cause: the cluster gives up a provider before services have left it
 * ("The specified capacity provider is in use and cannot be removed").
 *
 * @param gone ids of the resources that are deleted or replaced
 * @see https://github.com/aws/containers-roadmap/issues/631
 */
export function providersInUse(old: AppModel, now: AppModel, gone: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const provider of old.ofType('AWS::ECS::CapacityProvider').filter(({ id }) => gone.has(id))) {
    const isMeant = (value: Value) => value instanceof Pointer && value.resource === provider;
    const staying = associationsOf(old).some(
      ({ resource, providers }) =>
        items(providers).some(isMeant) && now.byId(resource.id) !== undefined && !gone.has(resource.id),
    );
    const users = servicesOf(old).filter(({ strategyList }) =>
      items(strategyList).some((entry) => isMeant(asRecord(entry).CapacityProvider)),
    );
    if (staying && users.length > 0) {
      found.set(
        provider.id,
        `its cluster gives it up before ${users.map(({ resource }) => resource.path).join(', ')} has left it ("The specified capacity provider is in use and cannot be removed"); lead the services to another provider first, and take this one away with the next deployment`,
      );
    }
  }
  return found;
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/create-subnets.html "CIDR conflicts with another subnet" */
function overlap(old: AppModel, now: AppModel, subnet: Resource, replaced: ReadonlySet<string>): string | undefined {
  if (replaced.has(now.behind(subnet, 'VpcId')?.id ?? '')) {
    return undefined;
  }
  const [block, vpc] = ['CidrBlock', 'VpcId'].map((name) => now.text(now.property(subnet, name)));
  const taken = old
    .ofType('AWS::EC2::Subnet')
    .filter((each) => vpc !== undefined && old.text(old.property(each, 'VpcId')) === vpc)
    .find((each) => overlaps(asText(old.property(each, 'CidrBlock')), block));
  return taken && `its addresses ${block} overlap those of ${taken.path}, which is there until the new one is`;
}

function overlaps(one: string | undefined, other: string | undefined): boolean {
  const relation = one === undefined || other === undefined ? undefined : relate(one, other);
  return relation === 'within' || relation === 'across';
}

const SENDERS = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'];

/**
 * A target group belongs to one load balancer ("Load balancers per target group: 1"), so what sends to it cannot move to another one.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
function takenTargets(
  old: AppModel,
  now: AppModel,
  sender: Resource,
  replaced: ReadonlySet<string>,
): string | undefined {
  const groups = now
    .ofType('AWS::ElasticLoadBalancingV2::TargetGroup')
    .filter((each) => !replaced.has(each.id) && attachmentsOf(now, each).some(({ resource }) => resource === sender));
  for (const group of groups) {
    const before = old.byId(group.id);
    const [from] = before === undefined ? [] : balancersOf(old, before);
    const to = balancersOf(now, group).find(({ id }) => from !== undefined && (replaced.has(id) || id !== from.id));
    if (from !== undefined && to !== undefined) {
      return `target group ${group.path} belongs to the load balancer that goes, ${from.path}, and takes no second one; make a new load balancer and target group beside it first`;
    }
  }
  return undefined;
}
