import { StartNeed, StartVerdict } from '../start-proof-result';
import type { Plane } from './hosts';
import type { NetworkModel } from './network-model';
import type { Placement } from './placements';
import type { Reach } from './reach';
import { asNumber, asText } from '../../app-model/values';
import { PrivateIntegration, integrationsOf, vpcLinkView } from '../../app-model/views/http-api';
import { taskDefinitionView } from '../../app-model/views/task-definition';

/**
 * Finds what the VPC links of HTTP APIs must reach at the tasks: without it the tasks run, and API Gateway answers each request
 * with 503.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
export function vpcLinkNeeds(model: NetworkModel, reach: Reach, placement: Placement, task: Plane): StartNeed[] {
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

function judged(
  model: NetworkModel,
  reach: Reach,
  { link, linkName }: PrivateIntegration,
  task: Plane,
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
  if (!groups || !subnets || task.unknown !== undefined) {
    return {
      target,
      verdict: StartVerdict.UNKNOWN,
      reason: task.unknown ?? `the security groups and subnets of ${link.path}`,
    };
  }
  const way = reach.fromBalancer({ name: link.path, groups, subnets }, task, port);
  if (way.verdict === 'yes') {
    return { target, verdict: StartVerdict.PROVED, ...(way.via !== undefined && { via: [way.via] }) };
  }
  // No page says which group a link has that names none.
  return way.verdict === 'no' && groups.length > 0
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
        reason: groups.length > 0 ? way.reason : `the security group of ${link.path}, which names none`,
      };
}
