import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { clusterView } from '../../app-model/views/cluster';
import { PlacedTask } from '../reach/placed-tasks';
import { Requirement } from './requirement';
import { groupsOfPlane, rulesBetween } from './way-requirements';

/**
 * Services that a service calls by Service Connect: the namespace is the same, and a rule of security groups was written
 * for it. A task knows the services that were there when it started.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 */
export function calleesOf(graph: AppModel, caller: PlacedTask, all: readonly PlacedTask[]): Requirement[] {
  const namespace = namespaceOf(graph, caller.placement);
  if (namespace === undefined) {
    return [];
  }
  return all
    .filter(
      ({ placement }) =>
        placement.resource !== caller.placement.resource &&
        (placement.service?.connect?.services ?? []).length > 0 &&
        namespaceOf(graph, placement) === namespace,
    )
    .flatMap(({ placement, task }) => {
      const rules = rulesBetween(graph, groupsOfPlane(caller.task), groupsOfPlane(task));
      const callee: Requirement = {
        kind: 'callee',
        resource: placement.resource,
        purpose: 'called by Service Connect',
      };
      return rules.length === 0 ? [] : [callee, ...rules];
    });
}

/**
 * The namespace, which two services that find each other have alike; nothing where a service has no Service Connect.
 */
function namespaceOf(graph: AppModel, { service, cluster }: PlacedTask['placement']): string | Resource | undefined {
  const connect = service?.connect;
  if (connect === undefined || connect.enabled === false) {
    return undefined;
  }
  const own = connect.namespace;
  const said: Value = own ?? (cluster?.resource && clusterView(graph, cluster.resource).defaultNamespace);
  return said instanceof Pointer ? said.resource : typeof said === 'string' ? said : cluster?.key;
}
