import { AppModel, Pointer, Resource } from '../../app-model/app-model';
import { asRecord, asText, items } from '../../app-model/values';
import { Compute, Plane } from '../reach/hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import { PlacedTask } from '../reach/placed-tasks';
import { alarmsOf } from './alarms';
import { calleesOf } from './callees';
import { namedBy } from './named';
import { once, Requirement } from './requirement';
import { policiesOfValue, roleRequirements } from './role-requirements';
import { keepsTasks, rolesOf, Starter, STARTERS } from './starter';
import { attachmentsOf } from '../../app-model/views/load-balancing';
import { groupsOfPlane, rulesBetween, wayRequirements } from './way-requirements';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { associationsOfCluster } from '../../app-model/views/capacity';

/** Finds what the first tasks of a starter need, besides what the starter refers to anyway. */
export function requirementsOf(
  network: NetworkModel,
  starter: Starter,
  services: readonly PlacedTask[],
): Requirement[] {
  const { graph } = network;
  const rights = rolesOf(graph, starter).flatMap((role) => policiesOfValue(graph, role, rightsOf(starter)));
  return once(
    rights.concat(
      keepsTasks(starter) ? [] : starter.placed.flatMap((placed) => namedOf(graph, placed)),
      starter.placed.flatMap((placed) => requirementsOfTask(network, placed, services)),
    ),
  );
}

/** Task definition and cluster of a run, which may be given by their names. */
function namedOf(graph: AppModel, { placement }: PlacedTask): Requirement[] {
  const { taskDefinition, resource, clusterWritten } = placement;
  const named = namedBy(graph, resource, asText(clusterWritten), 'AWS::ECS::Cluster', 'ClusterName');
  // Of several with one name the run may mean one that is there.
  const cluster = placement.cluster?.resource ?? (named.length === 1 ? named[0] : undefined);
  return [
    ...(taskDefinition === undefined
      ? []
      : [{ kind: 'taskDefinition' as const, resource: taskDefinition, purpose: 'task definition' }]),
    ...(cluster === undefined ? [] : [{ kind: 'cluster' as const, resource: cluster, purpose: 'cluster' }]),
  ];
}

function rightsOf({ kind }: Starter): string {
  return kind === 'expressService'
    ? 'rights of the infrastructure role'
    : `rights of the role of the ${STARTERS[kind][0]}`;
}

function requirementsOfTask(network: NetworkModel, placed: PlacedTask, services: readonly PlacedTask[]): Requirement[] {
  const { graph } = network;
  const { placement, task, needs } = placed;
  return roleRequirements(graph, placement.service, placement.taskDefinition).concat(
    wayRequirements(
      network,
      task,
      needs.filter(({ plane }) => plane === 'task'),
    ),
    balancerRules(network, placed),
    associationOf(network, placed),
    instancesOf(placed),
    logGroupsByName(network, placement.taskDefinition),
    calleesOf(graph, placed, services),
    alarmsOf(graph, placement.resource, placement.service?.deployment.configuration),
  );
}

/** The interfaces at which the tasks answer: one of their own, or those of their hosts. */
function answering(network: NetworkModel, { placement, compute, task }: PlacedTask): readonly Plane[] {
  const mode =
    placement.taskDefinition && asText(taskDefinitionView(network.graph, placement.taskDefinition).networkMode);
  return compute.kind === 'EC2' && mode !== 'awsvpc' ? compute.hosts : [task];
}

/** The target groups of a service that are in the app. */
export function targetGroupsOf({ service }: PlacedTask['placement']): Resource[] {
  return (service?.targets ?? []).flatMap(({ group }) => group ?? []);
}

/** Rules between the tasks and their load balancer: without them no health check passes. */
function balancerRules(network: NetworkModel, placed: PlacedTask): Requirement[] {
  const { graph } = network;
  const targets = targetGroupsOf(placed.placement);
  if (targets.length === 0) {
    return [];
  }
  const balancers = targets.flatMap((group) => attachmentsOf(graph, group)).flatMap(({ balancer }) => balancer ?? []);
  const from = [...new Set(balancers)].flatMap((balancer) =>
    items(graph.property(balancer, 'SecurityGroups')).flatMap((group) =>
      group instanceof Pointer ? group.resource : [],
    ),
  );
  return rulesBetween(graph, from, answering(network, placed).flatMap(groupsOfPlane));
}

/**
 * The association of the capacity providers with the cluster. At deletion ECS refuses to take it away while a service uses
 * one of them: "The specified capacity provider is in use and cannot be removed".
 *
 * @see https://github.com/aws/containers-roadmap/issues/631
 */
function associationOf({ graph }: NetworkModel, { placement }: PlacedTask): Requirement[] {
  const cluster = placement.cluster?.resource;
  const { capacityProviders, launchType, computeUnknown, kind, service } = placement;
  const byDefault =
    launchType === undefined &&
    computeUnknown === undefined &&
    kind !== 'expressService' &&
    asText(service?.scheduling) !== 'DAEMON';
  if (cluster === undefined || kind === 'daemon' || !(byDefault || capacityProviders !== undefined)) {
    return [];
  }
  return associationsOfCluster(graph, cluster)
    .filter(({ resource, defaults }) => {
      const gives = capacityProviders !== undefined || defaults.unknown || defaults.items.length > 0;
      return resource !== cluster && gives;
    })
    .map(({ resource }): Requirement => ({
      kind: 'association',
      resource,
      purpose: 'capacity providers of the cluster',
    }));
}

/**
 * Instances that a service of launch type EC2 runs on: it refers to none of them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
 */
function instancesOf({ placement, compute }: PlacedTask): Requirement[] {
  return compute.kind === 'EC2' && placement.capacityProviders === undefined && placement.launchType !== undefined
    ? groupsOf(compute).map((resource): Requirement => ({ kind: 'instances', resource, purpose: 'instances' }))
    : [];
}

/** The Auto Scaling groups of the app whose instances may take the tasks. */
export function groupsOf({ hosts }: Compute): Resource[] {
  return hosts.flatMap(({ resource }) => (resource?.type === 'AWS::AutoScaling::AutoScalingGroup' ? [resource] : []));
}

/** Log groups that containers name by their text, so that nothing refers to them. */
function logGroupsByName({ graph }: NetworkModel, taskDefinition: Resource | undefined): Requirement[] {
  const groups = graph.ofType('AWS::Logs::LogGroup');
  if (taskDefinition === undefined || groups.length === 0) {
    return [];
  }
  const named = new Set(
    taskDefinitionView(graph, taskDefinition).containers.flatMap(({ properties: { LogConfiguration } }) => {
      const options = asRecord(asRecord(LogConfiguration).Options);
      return options['awslogs-create-group'] === undefined ? (asText(options['awslogs-group']) ?? []) : [];
    }),
  );
  return named.size === 0
    ? []
    : groups
        .filter(
          (group) =>
            group.scope.stack === taskDefinition.scope.stack &&
            named.has(asText(graph.property(group, 'LogGroupName')) ?? ''),
        )
        .map((resource): Requirement => ({ kind: 'logGroup', resource, purpose: 'log group' }));
}
