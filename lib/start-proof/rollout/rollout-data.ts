import type { AppModel, Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { StartRollout, StartVerdict } from '../start-proof-result';
import { hostRooms, stuckFor } from './host-room';
import { rolloutFindings } from './rollout-check';
import { readServices, ServiceReading, shifts } from './service-reading';

/** The rollouts as data. */
export function rolloutData(model: AppModel): StartRollout[] {
  const said = new Map<Resource, ResourceFinding['finding'][]>();
  for (const { resource, finding } of rolloutFindings(model)) {
    said.set(resource, [...(said.get(resource) ?? []), finding]);
  }
  return readServices(model).map((service) => rollout(model, service, said.get(service.resource) ?? []));
}

function rollout(
  model: AppModel,
  service: ServiceReading,
  findings: readonly ResourceFinding['finding'][],
): StartRollout {
  const { resource, strategy } = service;
  const open = unknownOf(model, service);
  const broken = findings.some(({ severity }) => severity === 'error');
  return {
    path: resource.path,
    stack: resource.scope.path,
    logicalId: resource.logicalId,
    ...(strategy !== undefined && { strategy }),
    verdict: broken ? StartVerdict.BROKEN : open.length > 0 ? StartVerdict.UNKNOWN : StartVerdict.PROVED,
    codes: findings.map(({ code }) => code),
    reasons: [...findings.map(({ message }) => message.replace(`${resource.path}: `, '')), ...open],
  };
}

/** The things that would have to be known to say that a deployment proceeds. */
function unknownOf(model: AppModel, service: ServiceReading): string[] {
  const { controller, strategy, daemon, minPercent, maxPercent, targetsKnown } = service;
  if (controller !== 'ECS') {
    return [controller === undefined ? 'the deployment controller' : `how ${controller} deploys`];
  }
  return [
    ...(strategy === undefined ? ['the deployment strategy'] : []),
    ...(daemon === undefined ? ['the scheduling strategy'] : []),
    ...(minPercent === undefined || maxPercent === undefined ? ['the percentages of a deployment'] : []),
    ...room(model, service),
    ...(shifts(service) && !targetsKnown ? ['the load balancers of the service'] : []),
  ];
}

/** An error of the capacity checks (`CapacityPlan.deploymentCannotFit`), told once; other hosts may join from outside of the app. */
function room(model: AppModel, service: ServiceReading): string[] {
  const stuck = stuckFor(service, hostRooms(model, service));
  return stuck === undefined ? [] : [`room on the hosts: ${stuck}`];
}
