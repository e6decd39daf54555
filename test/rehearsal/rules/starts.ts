import { allows, policiesOf, statementsOf } from '../iam';
import { Need, needsOf } from '../needs';
import { missingInternet, missingWay, Place } from '../reach';
import { same } from '../schema';
import { EXITS, VARIABLE } from '../variants';
import { Live, Properties, Refused, REGION, View } from '../world';
import { providersOf } from './capacity';
import type { Rule } from '.';

const SERVICE = 'AWS::ECS::Service';

/** What an agent calls to register its host, and to hear of tasks: see the page of the interface endpoints of ECS. */
const AGENT = ['ecs', 'ecs-agent', 'ecs-telemetry'];

/** A container that exits at once, as a rehearsal has it: the circuit breaker stops the deployment. */
const containersExit: Rule = ({ verb, type, after = {} }, view) => {
  const task = type === SERVICE && verb !== 'DELETE' ? taskOf(after, view) : undefined;
  const exits = task?.ContainerDefinitions.some(({ Environment = [] }: any) =>
    Environment.some((each: any) => each.Name === VARIABLE && each.Value === EXITS),
  );
  if (exits) {
    throw new Refused('GeneralServiceException', 'ECS Deployment Circuit Breaker was triggered');
  }
};

/**
 * The first tasks of a service need their rights, and the way to all that they call, before they start. CloudFormation waits
 * until the service is steady.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
const tasksStart: Rule = ({ verb, type, before = {}, after = {}, live }, view) => {
  if (
    type !== SERVICE ||
    verb === 'DELETE' ||
    after.DesiredCount === 0 ||
    same(before.TaskDefinition, after.TaskDefinition)
  ) {
    return;
  }
  const task = taskOf(after, view);
  if (task === undefined) {
    return;
  }
  const hosts = hostsOf(after, view);
  const missing = [
    ...hosts.flatMap((host) => AGENT.map((service) => way(view, host, service, 'register with the cluster'))),
    ...needsOf(task, after.EnableExecuteCommand === true).flatMap((need) => [
      ...placesOf(need, after, hosts).map((place) => way(view, place, need.service, need.what)),
      ...rights(need, task, view),
      ...endpointDenies(need, after, view),
    ]),
  ].filter((each) => each !== undefined);
  if (missing.length > 0) {
    throw new Refused('NotStabilized', `tasks of ${live.id} do not start: ${[...new Set(missing)].join('; ')}`);
  }
};

/**
 * A log group of a task has to exist.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html awslogs-create-group
 */
const logGroupExists: Rule = ({ verb, type, after = {} }, view) => {
  const task = type === SERVICE && verb !== 'DELETE' ? taskOf(after, view) : undefined;
  for (const { Name, LogConfiguration: log } of task?.ContainerDefinitions ?? []) {
    const group =
      log?.LogDriver === 'awslogs' && log.Options['awslogs-create-group'] !== 'true' && log.Options['awslogs-group'];
    if (group && view.byRef('AWS::Logs::LogGroup', group) === undefined) {
      throw new Refused('NotStabilized', `${Name}: The specified log group ${group} does not exist`);
    }
  }
};

/**
 * Hosts report to ECS until the last task of a service has stopped. Cut off before, tasks stay STOPPING and the provider stays in
 * use.
 *
 * @see https://github.com/aws/containers-roadmap/issues/631
 */
const tasksStop: Rule = ({ verb, type, before = {}, live }, view) => {
  if (type !== SERVICE || verb !== 'DELETE') {
    return;
  }
  lastLogs(before, live, view);
  const missing = hostsOf(before, view)
    .flatMap((host) => AGENT.map((service) => way(view, host, service, 'report to the cluster')))
    .filter((each) => each !== undefined);
  if (missing.length > 0) {
    throw new Refused('NotStabilized', `tasks of ${live.id} do not stop: ${[...new Set(missing)].join('; ')}`);
  }
};

/** What a task says while it stops is lost when its way goes beside the service. */
function lastLogs(service: Properties, live: Live, view: View): void {
  const hosts = hostsOf(service, view);
  const missing = needsOf(taskOf(service, view) ?? {}, false)
    .filter(({ service: of }) => of === 'logs')
    .flatMap((need) => placesOf(need, service, hosts).map((place) => way(view, place, need.service, need.what)))
    .find((each) => each !== undefined);
  if (missing !== undefined) {
    view.world.find('last logs lost', live.id, missing);
  }
}

function taskOf(service: Properties, view: View): Properties | undefined {
  return view.byRef('AWS::ECS::TaskDefinition', service.TaskDefinition)?.properties;
}

/** The hosts that a service may start tasks on, as places in the network. */
function hostsOf(service: Properties, view: View): Place[] {
  return providersOf(service, view).flatMap((name) => {
    const { AutoScalingGroupProvider: own, ManagedInstancesProvider: managed } =
      view.byRef('AWS::ECS::CapacityProvider', name)?.properties ?? {};
    const network = managed?.InstanceLaunchTemplate.NetworkConfiguration;
    if (network !== undefined) {
      return [{ subnets: network.Subnets, groups: network.SecurityGroups ?? [], publicIp: false }];
    }
    const group = own && view.byRef('AWS::AutoScaling::AutoScalingGroup', own.AutoScalingGroupArn)?.properties;
    const template =
      group && view.of('AWS::EC2::LaunchTemplate').find((each) => JSON.stringify(group).includes(`"${each.ref}"`));
    const groups = template?.properties.LaunchTemplateData.SecurityGroupIds ?? [];
    return group ? [{ subnets: group.VPCZoneIdentifier ?? [], groups, publicIp: false }] : [];
  });
}

function placesOf({ by }: Need, service: Properties, hosts: Place[]): Place[] {
  const network = service.NetworkConfiguration?.AwsvpcConfiguration;
  if (hosts.length > 0 && (by === 'agent' || network === undefined)) {
    return hosts;
  }
  return network
    ? [
        {
          subnets: network.Subnets,
          groups: network.SecurityGroups ?? [],
          publicIp: network.AssignPublicIp === 'ENABLED',
        },
      ]
    : [];
}

function way(view: View, place: Place, service: string, what: string): string | undefined {
  const missing = service === 'internet' ? missingInternet(view, place) : missingWay(view, place, service);
  return missing && `cannot ${what}, for want of ${missing}`;
}

function rights({ what, role, calls }: Need, task: Properties, view: View): string[] {
  const arn = role === 'execution' ? task.ExecutionRoleArn : role === 'task' ? task.TaskRoleArn : undefined;
  const who = view.byRef('AWS::IAM::Role', arn);
  if (role === 'none' || (who === undefined && arn !== undefined)) {
    return [];
  }
  const statements = who === undefined ? [] : policiesOf(who, view);
  return calls
    .filter((call) => !allows(statements, call))
    .map(({ action }) => `cannot ${what}, for want of ${action} in the ${role} role`);
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
function endpointDenies({ what, service, calls }: Need, { NetworkConfiguration }: Properties, view: View): string[] {
  const subnet = NetworkConfiguration?.AwsvpcConfiguration?.Subnets?.[0];
  const vpc = view.byRef('AWS::EC2::Subnet', subnet)?.properties.VpcId;
  const endpoint = view
    .of('AWS::EC2::VPCEndpoint')
    .find(
      ({ properties }) => properties.VpcId === vpc && properties.ServiceName === `com.amazonaws.${REGION}.${service}`,
    );
  const policy = endpoint?.properties.PolicyDocument;
  return policy === undefined
    ? []
    : calls
        .filter((call) => !allows(statementsOf(policy), call))
        .map(
          ({ action, resource }) =>
            `cannot ${what}: the policy of ${endpoint!.id} does not allow ${action} on ${resource}`,
        );
}

export const STARTS: readonly Rule[] = [logGroupExists, tasksStart, tasksStop, containersExit];
