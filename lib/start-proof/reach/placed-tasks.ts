import type { YesNoMaybe } from '../../app-model/yes-no-maybe';
import { asText } from '../../app-model/values';
import { perModel } from '../../app-model/views/view';
import { Compute, HostFinder, Plane } from './hosts';
import type { Need } from './need';
import { needsOf } from './needs';
import { NetworkModel, networkOf } from '../../app-model/network/network-model';
import type { Subnet } from '../../app-model/network/subnets';
import { Placement, placementsOf } from './placements';

/** Something that starts tasks, with what it runs on, where its tasks land and what they must reach. */
export interface PlacedTask {
  readonly placement: Placement;
  readonly compute: Compute;
  /** The network interface of the tasks themselves. */
  readonly task: Plane;
  readonly needs: readonly Need[];
}

/** Everything that starts tasks in an app, and the network around it. */
export interface PlacedTasks {
  readonly model: NetworkModel;
  readonly placed: readonly PlacedTask[];
}

/** The tasks of an app: read once for all parts of the proof. */
export const placedTasks = perModel((graph): PlacedTasks => {
  const model = networkOf(graph);
  const hosts = new HostFinder(model);
  const placed = placementsOf(model).map((placement): PlacedTask => {
    const compute = hosts.of(placement);
    return {
      placement,
      compute,
      task: taskPlane(model, placement, compute),
      needs: compute.kind === 'EXTERNAL' ? [] : needsOf(model, placement, compute),
    };
  });
  return { model, placed };
});

/** The interfaces of the tasks themselves. */
export function taskPlane(model: NetworkModel, placement: Placement, compute: Compute): Plane {
  const groups = model.identifyAll(placement.securityGroups)?.map((group) => model.securityGroup(group));
  const { groupsUnknown } = placement;
  if (groupsUnknown !== undefined) {
    groups?.push(model.securityGroup({ key: groupsUnknown, name: groupsUnknown, unknown: true }));
  }
  // A subnet known by its id alone does not tell its VPC; a group of the app in the same placement does.
  const vpc = groups?.find((group) => group.vpc)?.vpc;
  const found = model.subnetsOf(placement.subnets);
  const subnets =
    vpc === undefined || found?.every(({ resource }) => resource !== undefined) === true
      ? found
      : found?.map((subnet): Subnet => (subnet.resource ? subnet : { ...subnet, vpc }));
  const assign = placement.assignPublicIp;
  const fargate = compute.kind === 'FARGATE' || compute.kind === 'unknown';
  const publicIp: YesNoMaybe =
    !fargate || assign === undefined || asText(assign) === 'DISABLED'
      ? 'no'
      : asText(assign) === 'ENABLED'
        ? 'yes'
        : 'maybe';
  return {
    kind: 'task',
    name: placement.resource.path,
    subnets: subnets ?? [],
    securityGroups:
      groups === undefined
        ? [model.unknownSecurityGroup(placement.resource)]
        : groups.length > 0
          ? groups
          : subnets?.[0]
            ? [model.defaultSecurityGroup(subnets[0].vpc)]
            : [],
    publicIp: () => publicIp,
    unknown:
      subnets === undefined || groups === undefined
        ? `the subnets and security groups of ${placement.resource.path}, which are known only at deployment`
        : undefined,
  };
}
