import { Live, refersTo, Refused, View } from '../world';
import type { Rule } from '.';

const ASSOCIATIONS = 'AWS::ECS::ClusterCapacityProviderAssociations';
const PROVIDER = 'AWS::ECS::CapacityProvider';
const SERVICE = 'AWS::ECS::Service';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/** Names of the providers that the tasks of a service start on. */
export function providersOf(service: Readonly<Record<string, any>>, view: View): string[] {
  const given = service.CapacityProviderStrategy;
  const fromCluster = view.of(ASSOCIATIONS).find(({ properties }) => properties.Cluster === service.Cluster);
  const strategy =
    given ??
    (service.LaunchType === undefined ? fromCluster?.properties.DefaultCapacityProviderStrategy : undefined) ??
    [];
  return strategy.map(({ CapacityProvider }: any) => CapacityProvider);
}

/**
 * A provider of a service has to be one of the cluster's.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
 */
const associated: Rule = ({ verb, type, after = {} }, view) => {
  const cluster = view.byRef('AWS::ECS::Cluster', after.Cluster);
  if (type !== SERVICE || verb === 'DELETE' || cluster === undefined) {
    return;
  }
  const known = [
    ...(cluster.properties.CapacityProviders ?? []),
    ...((cluster.drift.capacityProviders as string[]) ?? []),
    ...view
      .of(ASSOCIATIONS)
      .filter(({ properties }) => refersTo(cluster, properties.Cluster))
      .flatMap(({ properties }) => properties.CapacityProviders),
    ...view
      .of(PROVIDER)
      .filter(({ properties }) => refersTo(cluster, properties.ClusterName))
      .map(({ ref }) => ref),
  ];
  const stray = providersOf(after, view).filter((each) => !known.includes(each));
  if (stray.length > 0) {
    throw new Refused(
      'InvalidParameterException',
      `The specified capacity provider '${stray[0]}' was not found in the cluster`,
    );
  }
};

/**
 * A provider exists before it is associated; one of Managed Instances is its cluster's from the start, and is refused here.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44783
 */
const associable: Rule = ({ verb, type, after = {} }, view) => {
  for (const name of type === ASSOCIATIONS && verb !== 'DELETE' ? after.CapacityProviders : []) {
    const provider = view.byRef(PROVIDER, name);
    if (provider?.properties.ManagedInstancesProvider !== undefined) {
      throw new Refused(
        'InvalidParameterException',
        `${provider.id} is of Managed Instances, and cannot be associated`,
      );
    }
    if (provider === undefined && view.knows(PROVIDER, name)) {
      throw new Refused('InvalidParameterException', `The specified capacity provider '${name}' was not found`);
    }
  }
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html capacityProviderStrategy, schedulingStrategy */
const strategyAlone: Rule = ({ verb, type, after = {} }) => {
  if (type !== SERVICE || verb === 'DELETE' || !after.CapacityProviderStrategy?.length) {
    return;
  }
  if (after.LaunchType !== undefined) {
    throw new Refused(
      'InvalidParameterException',
      'Specifying both a launch type and capacity provider strategy is not supported',
    );
  }
  if (after.SchedulingStrategy === 'DAEMON') {
    throw new Refused(
      'InvalidParameterException',
      'The daemon scheduling strategy does not support capacity provider strategies',
    );
  }
};

/**
 * A provider that a service still uses stays with its cluster.
 *
 * @see https://github.com/aws/containers-roadmap/issues/631
 */
const inUse: Rule = ({ verb, type, before = {}, after = {}, live }, view) => {
  const taken =
    type === ASSOCIATIONS && verb !== 'CREATE'
      ? before.CapacityProviders.filter((each: string) => verb === 'DELETE' || !after.CapacityProviders.includes(each))
      : type === PROVIDER && verb === 'DELETE'
        ? [live.ref]
        : [];
  const users = [
    ...view.perhaps(SERVICE).filter(({ properties }) => properties.Cluster === (before.Cluster ?? properties.Cluster)),
    ...(type === PROVIDER ? view.perhaps(ASSOCIATIONS) : []),
  ].filter((each) => uses(each, taken, view));
  if (users.length > 0) {
    throw new Refused(
      'ResourceInUseException',
      `The specified capacity provider is in use and cannot be removed (${users[0].id})`,
    );
  }
};

function uses({ type, properties }: Live, taken: readonly string[], view: View): boolean {
  return (type === SERVICE ? providersOf(properties, view) : properties.CapacityProviders).some((each: string) =>
    taken.includes(each),
  );
}

/**
 * A cluster with services, instances or providers of its own cannot be deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
 */
const clusterEmpty: Rule = ({ verb, type, live }, view) => {
  if (type !== 'AWS::ECS::Cluster' || verb !== 'DELETE') {
    return;
  }
  const service = view.perhaps(SERVICE).find(({ properties }) => refersTo(live, properties.Cluster));
  if (service !== undefined) {
    throw new Refused(
      'ClusterContainsServicesException',
      `The Cluster cannot be deleted while Services are active (${service.id})`,
    );
  }
  const templates = view
    .perhaps('AWS::EC2::LaunchTemplate')
    .filter((each) => hostsOf(each).includes(`ECS_CLUSTER=${live.ref}`));
  const hosts = [
    ...view
      .perhaps(GROUP)
      .filter(({ properties }) => templates.some((each) => JSON.stringify(properties).includes(`"${each.ref}"`))),
    ...view.perhaps(PROVIDER).filter(({ properties }) => refersTo(live, properties.ClusterName)),
  ];
  if (hosts.length > 0) {
    throw new Refused(
      'ClusterContainsContainerInstancesException',
      `The Cluster cannot be deleted while Container Instances are active (${hosts[0].id})`,
    );
  }
};

function hostsOf({ properties }: Live): string {
  return Buffer.from(properties.LaunchTemplateData?.UserData ?? '', 'base64').toString();
}

/**
 * A group with protected instances is not deleted: CloudFormation waits until it gives up.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
 */
const protection: Rule = ({ verb, type, before = {}, live }) => {
  if (
    type === GROUP &&
    verb === 'DELETE' &&
    before.NewInstancesProtectedFromScaleIn === true &&
    live.drift.released !== true
  ) {
    throw new Refused(
      'NotStabilized',
      `Group did not stabilize. Some instances of ${live.id} are protected from scale in`,
    );
  }
};

export const CAPACITY: readonly Rule[] = [associable, associated, strategyAlone, inUse, clusterEmpty, protection];
