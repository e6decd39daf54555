import { Pointer, Resource, Value } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import type { RoleView } from '../../app-model/policy/roles';
import { asRecord, dig, markOf } from '../../app-model/values';
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
  const managed = model.ofType('AWS::ECS::CapacityProvider').flatMap((group): Host[] => {
    const provider = asRecord(model.property(group, 'ManagedInstancesProvider'));
    const role = instanceRole(judge, asRecord(provider.InstanceLaunchTemplate).Ec2InstanceProfileArn);
    const cluster = model.referred(group, group.properties.ClusterName);
    return role === undefined || cluster === undefined ? [] : [{ group, managed: true, cluster, role }];
  });
  const groups = model.ofType('AWS::AutoScaling::AutoScalingGroup').flatMap((group): Host[] => {
    const { UserData: data, IamInstanceProfile: profile } = asRecord(launchDataOf(judge, group));
    const text = model.text(data) ?? '';
    // Other instances may be told of a cluster as well.
    const marks = JOINS.test(text) ? model.marksIn(text) : [];
    const clusters = marks.flatMap((mark) =>
      mark instanceof Pointer && mark.resource.type === 'AWS::ECS::Cluster' ? [mark.resource] : [],
    );
    const { Arn: arn, Name: name } = asRecord(profile);
    const role = instanceRole(judge, arn ?? name ?? profile);
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

/** The data of the launch template, or the properties of the launch configuration. */
function launchDataOf({ model }: Judge, group: Resource): Value {
  const specification =
    model.property(group, 'LaunchTemplate') ??
    dig(model.property(group, 'MixedInstancesPolicy'), 'LaunchTemplate', 'LaunchTemplateSpecification');
  const { LaunchTemplateId: id, LaunchTemplateName: name } = asRecord(specification);
  const template = id ?? name;
  if (template instanceof Pointer && template.resource.type === 'AWS::EC2::LaunchTemplate') {
    return model.property(template.resource, 'LaunchTemplateData');
  }
  const configuration = model.property(group, 'LaunchConfigurationName');
  return configuration instanceof Pointer && configuration.resource.type === 'AWS::AutoScaling::LaunchConfiguration'
    ? {
        UserData: model.property(configuration.resource, 'UserData'),
        IamInstanceProfile: model.property(configuration.resource, 'IamInstanceProfile'),
      }
    : undefined;
}

/** The roles of the instances that may run the tasks of a definition; none when that is not known. */
export function hostRolesFor(judge: Judge, definition: Resource, hosts: readonly Host[]): RoleView[] {
  const { model } = judge;
  const services = model.referrersOf(definition, 'AWS::ECS::Service', 'TaskDefinition');
  const clusters = services.map((service) => model.behind(service, 'Cluster'));
  const roles = hosts.filter(({ cluster }) => clusters.includes(cluster)).flatMap(({ role }) => role ?? []);
  return [...new Map(roles.map((role) => [role.arn, role])).values()];
}
