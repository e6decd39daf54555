import { AppModel, Pointer, Resource, Value } from '../../app-model/app-model';
import { clusterView } from '../../app-model/views/cluster';
import { PlacedTask } from '../reach/placed-tasks';
import { Requirement } from './requirement';
import { groupsOfPlane, rulesBetween, rulesOf } from './way-requirements';

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
  const own = groupsOfPlane(caller.task);
  // From the rules of the caller, not from all services of the namespace: those are hundreds for each of hundreds.
  const peers = new Set(own.flatMap((group) => rulesOf(graph, group)).map(({ peer }) => peer));
  const offering = offeringIn(graph, all).get(namespace);
  const found = new Set([...peers].flatMap((group) => offering?.get(group) ?? []));
  return [...found]
    .filter(({ placed }) => placed.placement.resource !== caller.placement.resource)
    .sort((one, other) => one.index - other.index)
    .flatMap(({ placed: { placement, task } }): Requirement[] => [
      { kind: 'callee', resource: placement.resource, purpose: 'called by Service Connect' },
      ...rulesBetween(graph, own, groupsOfPlane(task)),
    ]);
}

/** A service that others find, with its place among all. */
interface Offering {
  readonly placed: PlacedTask;
  readonly index: number;
}

/** The services that offer something, by namespace and then by the security groups of their tasks. */
type Offerings = Map<string | Resource, Map<Resource, Offering[]>>;

const read = new WeakMap<readonly PlacedTask[], Offerings>();

function offeringIn(graph: AppModel, all: readonly PlacedTask[]): Offerings {
  const known = read.get(all);
  if (known !== undefined) {
    return known;
  }
  const found: Offerings = new Map();
  all.forEach((placed, index) => {
    const offers = (placed.placement.service?.connect?.services ?? []).length > 0;
    const namespace = offers ? namespaceOf(graph, placed.placement) : undefined;
    if (namespace === undefined) {
      return;
    }
    const byGroup = found.get(namespace) ?? new Map<Resource, Offering[]>();
    found.set(namespace, byGroup);
    const offering = { placed, index };
    for (const group of groupsOfPlane(placed.task)) {
      const same = byGroup.get(group);
      if (same === undefined) {
        byGroup.set(group, [offering]);
      } else {
        same.push(offering);
      }
    }
  });
  read.set(all, found);
  return found;
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
