import { Pointer, Resource } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import type { RoleView } from '../../app-model/policy/roles';
import { markOf } from '../../app-model/values';
import { providersOf } from '../../app-model/views/capacity';
import { launchOf } from '../../app-model/views/launch';
import { servicesOfTask } from '../../app-model/views/service';
import { instanceRole } from './infrastructure-rights';
import type { Judge } from './judge';
import { Right } from './right';
import { EC2, trustRight } from './trust-rights';

/** The instances of an Auto Scaling group that join a cluster of the app. */
export interface Host {
  /** The Auto Scaling group, or the capacity provider of Managed Instances. */
  readonly group: Resource;
  readonly managed?: boolean;
  readonly cluster: Resource;
  readonly role: RoleView | undefined;
}

/** The ways to join a cluster in user data: the file of the agent, that of Bottlerocket, and the command on Windows. */
const JOINS = /ECS_CLUSTER|settings\.ecs|Initialize-ECSAgent/;

/** The groups whose user data names a cluster of the app, and the role of their instances. */
export function hostsOf(judge: Judge): Host[] {
  const { model } = judge;
  const managed = providersOf(model).flatMap(({ resource: group, managed: instances, cluster }): Host[] => {
    const role = instances && instanceRole(judge, instances.profile);
    return role === undefined || cluster === undefined ? [] : [{ group, managed: true, cluster, role }];
  });
  const groups = model.ofType('AWS::AutoScaling::AutoScalingGroup').flatMap((group): Host[] => {
    const { userData, profile } = launchOf(model, group) ?? {};
    const text = model.text(userData) ?? '';
    // Other instances may be told of a cluster as well.
    const marks = JOINS.test(text) ? model.marksIn(text) : [];
    const clusters = marks.flatMap((mark) =>
      mark instanceof Pointer && mark.resource.type === 'AWS::ECS::Cluster' ? [mark.resource] : [],
    );
    const role = instanceRole(judge, profile);
    return clusters.length === 0 || (profile !== undefined && role === undefined)
      ? []
      : [{ group, cluster: clusters[0], role }];
  });
  return [...groups, ...managed];
}

/** The rights of an instance to join its cluster and to be told what to run. */
export function hostRights(judge: Judge, hosts: readonly Host[]): Right[] {
  const { arns, model } = judge;
  return hosts.flatMap(({ group, cluster, role, managed }): Right[] => {
    const property = managed === true ? 'ManagedInstancesProvider' : 'LaunchTemplate';
    const about = { subject: group, property, actor: 'instance role', role } as const;
    const arn = arns.arnOf(cluster) ?? '';
    const name = arn.replace(/^.*:cluster\//, '');
    const place = `${ARN}:ecs:${model.regionOf(cluster.scope)}:${arns.accountOf(cluster)}`;
    const instance = `${place}:container-instance/${name}/${markOf('an instance')}`;
    const context = { 'ecs:cluster': arn };
    return [
      {
        ...{ ...about, actions: ['ecs:RegisterContainerInstance'], resources: [arn], context },
        purpose: `register instances with ${cluster.path}`,
      },
      ...(role === undefined
        ? []
        : [
            { ...about, actions: ['ecs:DiscoverPollEndpoint'], resources: ['*'], purpose: 'find the endpoint of ECS' },
            { ...about, actions: ['ecs:Poll'], resources: [instance], context, purpose: 'be told what to run' },
            ...(managed === true ? [systemLogs(about, instance, context)] : []),
          ]),
      ...trustRight(judge, about, EC2),
    ];
  });
}

/** The right that ECS asks of the hosts that it manages, to tell of their troubles. */
function systemLogs(
  about: Pick<Right, 'subject' | 'property' | 'actor' | 'role'>,
  instance: string,
  context: Right['context'],
): Right {
  const actions = ['ecs:PutSystemLogEvents'];
  return {
    ...about,
    actions,
    later: actions,
    resources: [instance],
    purpose: 'send system logs',
    ...(context && { context }),
  };
}

/** The roles of the instances that may run the tasks of a definition; none when that is not known. */
export function hostRolesFor(judge: Judge, definition: Resource, hosts: readonly Host[]): RoleView[] {
  const { model } = judge;
  const clusters = servicesOfTask(model, definition).map(({ cluster }) => cluster);
  const roles = hosts.filter(({ cluster }) => clusters.includes(cluster)).flatMap(({ role }) => role ?? []);
  return [...new Map(roles.map((role) => [role.arn, role])).values()];
}
