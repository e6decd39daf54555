import type { ResourceFinding } from '../../app-model/check';
import { Resource } from '../../app-model/app-model';
import { Plane } from '../reach/hosts';
import type { Need } from '../reach/need';
import { PlacedTask, PlacedTasks } from '../reach/placed-tasks';
import { OrderVerdict } from '../start-proof-result';
import { CreationOrder } from './creation-order';
import { verdictOf } from './judged-order';
import { listed, waitFix } from './races';
import { once, Requirement } from './requirement';
import { policiesOfValue } from './role-requirements';
import { wayRequirements } from './way-requirements';
import { providerView } from '../../app-model/views/capacity';
import { launchOf, roleOfProfile } from '../../app-model/views/launch';

/** The instances of one group or provider, with the services that run on them. */
interface Hosts {
  readonly launcher: Resource;
  readonly plane: Plane;
  readonly services: PlacedTask[];
}

/**
 * Instances that lose their rights or their way to ECS before the services on them are gone. Their agent then cannot say
 * that a task has stopped, so the deletion of the service waits for it, and that of the provider with it.
 */
export function hostFindings(
  tasks: PlacedTasks,
  order: CreationOrder,
  services: readonly PlacedTask[],
): ResourceFinding[] {
  return hostsOf(services).flatMap((hosts) => [...cutOff(tasks, order, hosts), ...clusterFirst(order, hosts)]);
}

function hostsOf(services: readonly PlacedTask[]): Hosts[] {
  const found = new Map<Resource, Hosts>();
  for (const service of services) {
    for (const plane of service.compute.hosts) {
      if (plane.resource !== undefined) {
        const known = found.get(plane.resource) ?? { launcher: plane.resource, plane, services: [] };
        known.services.push(service);
        found.set(plane.resource, known);
      }
    }
  }
  return [...found.values()];
}

function cutOff(tasks: PlacedTasks, order: CreationOrder, { launcher, plane, services }: Hosts): ResourceFinding[] {
  const needs = services.flatMap((service) => service.needs.filter((need) => need.plane === 'host'));
  const all = once([...instanceRights(tasks, launcher), ...wayRequirements(tasks.model, plane, distinct(needs))]);
  // What outlives every service may go before the group, where there is nothing left to stop; but instances that ECS
  // launched are ended by its role.
  const early = all.filter(
    (each) =>
      verdictOf(order, launcher, each) === OrderVerdict.RACED &&
      (each.purpose === INFRASTRUCTURE ||
        services.some(({ placement }) => !order.before(placement.resource).has(each.resource))),
  );
  if (early.length === 0) {
    return [];
  }
  const [first] = services;
  return [
    {
      resource: launcher,
      location: 'DependsOn',
      finding: {
        code: 'Order.hostsCutOff',
        severity: 'warning',
        message: `${launcher.path}: nothing makes the instances wait for ${listed(early)}; at deletion these may go while tasks of ${first.placement.resource.path}${services.length > 1 ? ` and ${services.length - 1} more` : ''} still stop; then the agent cannot tell ECS that they have, and the deletion of what started them waits for it${early.some(({ purpose }) => purpose === INFRASTRUCTURE) ? '; without that role ECS cannot end its instances either' : ''}. At creation instances register late`,
        fix: waitFix(launcher, early, launcher.type === 'AWS::ECS::CapacityProvider' ? 'provider' : 'autoScalingGroup'),
      },
    },
  ];
}

/** Needs of hosts that differ in what is reached: forty services ask for the same endpoints. */
function distinct(needs: readonly Need[]): Need[] {
  return [...new Map(needs.map((need) => [JSON.stringify(keyOf(need)), need])).values()];
}

function keyOf({ target }: Need): unknown {
  return target.kind === 'service' ? [target.service, target.gatewayOnly] : target;
}

/** The policies of the roles that instances have, or are launched by. */
function instanceRights({ model: { graph } }: PlacedTasks, launcher: Resource): Requirement[] {
  const { managed } = providerView(graph, launcher);
  const profile = managed === undefined ? launchOf(graph, launcher)?.profile : managed.profile;
  return [
    ...policiesOfValue(graph, managed?.infrastructureRole, INFRASTRUCTURE),
    ...policiesOfValue(graph, roleOfProfile(graph, profile), 'rights of the instances'),
  ];
}

/** The role by which ECS launches and ends Managed Instances. */
const INFRASTRUCTURE = 'rights of the infrastructure role';

/**
 * A cluster that may be deleted while instances are registered with it: ECS refuses it with
 * `ClusterContainsContainerInstancesException`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
 */
function clusterFirst(order: CreationOrder, { launcher, services }: Hosts): ResourceFinding[] {
  const cluster = services[0].placement.cluster?.resource;
  return cluster === undefined ||
    launcher.type !== 'AWS::AutoScaling::AutoScalingGroup' ||
    !order.together(cluster, launcher) ||
    order.before(launcher).has(cluster) ||
    order.before(cluster).has(launcher)
    ? []
    : [
        {
          resource: launcher,
          location: 'DependsOn',
          finding: {
            code: 'Order.clusterFirst',
            severity: 'warning',
            message: `${launcher.path}: nothing makes the group wait for cluster ${cluster.path}, so at deletion the cluster may go first, which ECS refuses while instances are registered ("The Cluster cannot be deleted while Container Instances are active or draining")`,
            fix: `name the cluster in the user data by a reference, or add the dependency: DependsOn: [${cluster.logicalId}]`,
          },
        },
      ];
}
