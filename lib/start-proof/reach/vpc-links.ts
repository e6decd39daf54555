import { StartNeed, StartVerdict } from '../start-proof-result';
import type { Plane } from './hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { Placement } from './placements';
import type { Reach } from './reach';
import type { AppModel, Resource } from '../../app-model/app-model';
import { asNumber, asText } from '../../app-model/values';
import { PrivateIntegration, integrationsOf, vpcLinkView } from '../../app-model/views/http-api';
import { attachmentsOf, loadBalancerView } from '../../app-model/views/load-balancing';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { resourceOf } from '../../app-model/views/view';

/**
 * Finds what the VPC links of HTTP APIs must reach: the tasks that Cloud Map tells, or the load balancers before the tasks.
 * Without it the tasks run, and API Gateway answers each request with 503.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
export function vpcLinkNeeds(model: NetworkModel, reach: Reach, placement: Placement, task: Plane): StartNeed[] {
  if (model.graph.ofType('AWS::ApiGatewayV2::Integration').length === 0) {
    return [];
  }
  return [...tasksCalled(model, reach, placement, task), ...balancersCalled(model, reach, placement)];
}

function tasksCalled(model: NetworkModel, reach: Reach, placement: Placement, task: Plane): StartNeed[] {
  const { service, taskDefinition } = placement;
  return (service?.registries ?? []).flatMap(({ property, container, port, service: registry }) => {
    const integrations = registry === undefined ? [] : integrationsOf(model.graph, registry);
    const base = {
      purpose: 'answer API Gateway',
      property,
      plane: 'task',
      ...(asText(container) !== undefined && { container: asText(container) }),
    };
    const mode = taskDefinition && asText(taskDefinitionView(model.graph, taskDefinition).networkMode);
    return integrations.map((integration): StartNeed => {
      const called = asNumber(port);
      const { name } = model.identify(integration.linkName);
      const hidden =
        mode !== 'awsvpc'
          ? `the ports of the hosts that VPC link ${name} calls`
          : called === undefined
            ? `the port that VPC link ${name} calls`
            : undefined;
      return hidden === undefined
        ? { ...base, ...judged(model, reach, integration, task, called!) }
        : { ...base, target: name, verdict: StartVerdict.UNKNOWN, reason: hidden };
    });
  });
}

/** An integration that calls the tasks of a placement, by Cloud Map or by a listener of the load balancer before them. */
interface Calling {
  readonly integration: PrivateIntegration;
  /** Property of the service by which it is called. */
  readonly property: string;
  readonly listener?: Resource;
}

/** The integrations that call the tasks of a placement. */
export function calledBy(graph: AppModel, { service }: Placement): Calling[] {
  const registries = (service?.registries ?? []).flatMap(({ property, service: registry }) =>
    (registry === undefined ? [] : integrationsOf(graph, registry)).map((integration) => ({ integration, property })),
  );
  const listeners = new Map(
    (service?.targets ?? []).flatMap(({ group, property }) =>
      group === undefined
        ? []
        : attachmentsOf(graph, group).flatMap(({ resource }) =>
            listenerOf(graph, resource).map((one) => [one, property] as const),
          ),
    ),
  );
  return [
    ...registries,
    ...[...listeners].flatMap(([listener, property]) =>
      integrationsOf(graph, listener).map((integration) => ({ integration, property, listener })),
    ),
  ];
}

/** Load balancers with security groups of their own; of those without any it is the tasks that let API Gateway in. */
function balancersCalled(model: NetworkModel, reach: Reach, placement: Placement): StartNeed[] {
  const { graph } = model;
  return calledBy(graph, placement).flatMap(({ integration, property, listener }): StartNeed[] => {
    if (listener === undefined) {
      return [];
    }
    const balancer = resourceOf(graph, graph.property(listener, 'LoadBalancerArn'), LOAD_BALANCER);
    const port = asNumber(graph.property(listener, 'Port'));
    const view = balancer && loadBalancerView(graph, balancer);
    const groups = model.identifyAll(view?.securityGroups)?.map((one) => model.securityGroup(one)) ?? [];
    const subnets = model.identifyAll(view?.subnets)?.map((one) => model.subnet(one));
    if (balancer === undefined || port === undefined || subnets === undefined || groups.length === 0) {
      return [];
    }
    const base = { purpose: 'pass requests of API Gateway on', property, plane: 'task' };
    const { path: name } = balancer;
    return [{ ...base, ...judged(model, reach, integration, { name, securityGroups: groups, subnets }, port) }];
  });
}

function listenerOf(graph: AppModel, attached: Resource): Resource[] {
  const found =
    attached.type === LISTENER ? attached : resourceOf(graph, graph.property(attached, 'ListenerArn'), LISTENER);
  return found === undefined ? [] : [found];
}

/** The network interfaces of the VPC link of an integration, as far as they are known. */
export function interfacesOf(
  model: NetworkModel,
  { link }: PrivateIntegration,
): Pick<Plane, 'subnets' | 'securityGroups'> {
  const view = link && vpcLinkView(model.graph, link);
  return {
    subnets: model.subnetsOf(view?.subnets) ?? [],
    securityGroups: model.identifyAll(view?.securityGroups)?.map((one) => model.securityGroup(one)) ?? [],
  };
}

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

/** The interfaces that a VPC link calls. */
type Called = Pick<Plane, 'name' | 'securityGroups' | 'subnets' | 'unknown'>;

function judged(
  model: NetworkModel,
  reach: Reach,
  { link, linkName }: PrivateIntegration,
  called: Called,
  port: number,
): Pick<StartNeed, 'target' | 'verdict' | 'code' | 'reason' | 'fix' | 'via'> {
  const { graph } = model;
  if (link === undefined) {
    const { name, unknown } = model.identify(linkName);
    return {
      target: name,
      verdict: StartVerdict.UNKNOWN,
      reason: `the VPC link ${name}, which ${unknown ? 'is known only at deployment' : 'is not part of the app'}`,
    };
  }
  const target = link.path;
  const view = vpcLinkView(graph, link);
  const groups = model.identifyAll(view.securityGroups)?.map((one) => model.securityGroup(one));
  const subnets = model.identifyAll(view.subnets)?.map((one) => model.subnet(one));
  if (!groups || !subnets || called.unknown !== undefined) {
    return {
      target,
      verdict: StartVerdict.UNKNOWN,
      reason: called.unknown ?? `the security groups and subnets of ${link.path}`,
    };
  }
  const way = reach.fromBalancer({ name: link.path, groups, subnets }, called, port);
  if (way.verdict === 'yes') {
    return { target, verdict: StartVerdict.PROVED, ...(way.via !== undefined && { via: [way.via] }) };
  }
  // No page says which group a link has that names none.
  return way.verdict === 'no' && groups.length > 0 && !link.conditional
    ? {
        target,
        verdict: StartVerdict.BROKEN,
        code: 'StartProof.vpcLinkSecurityGroup',
        ...(way.reason !== undefined && { reason: way.reason }),
        ...(way.fix !== undefined && { fix: way.fix }),
      }
    : {
        target,
        verdict: StartVerdict.UNKNOWN,
        reason: link.conditional
          ? `the condition of ${link.path}`
          : groups.length > 0
            ? way.reason
            : `the security group of ${link.path}, which names none`,
      };
}
