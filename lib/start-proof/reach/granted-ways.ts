import type { ResourceFinding } from '../../app-model/check';
import { asText } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { EgressRoutes } from './egress-route';
import { GrantedCalls, goesAnotherWay, grantedCalls, hasCalled } from './granted-calls';
import type { Plane } from './hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { PlacedTask } from './placed-tasks';
import { Reach } from './reach';
import type { Judgement } from './ways/judgement';

/** Calls that a task may make, with the fault of the way there where no subnet of the task has one. */
interface JudgedCalls extends GrantedCalls {
  readonly task: PlacedTask;
  readonly fault?: Judgement;
}

/**
 * Rights of task roles on resources of the app that their containers have no way to, from any of their subnets: it is found out when
 * the application first calls. A right of which another task of the same role makes use may be of that one alone.
 */
export function grantsWithoutWay(model: NetworkModel, placed: readonly PlacedTask[]): ResourceFinding[] {
  if (!hasCalled(model.graph)) {
    return [];
  }
  const routes = new EgressRoutes(model);
  let reach: Reach | undefined;
  const judged = placed.flatMap((task) =>
    grantedCalls(model.graph, task).map((calls): JudgedCalls => {
      reach ??= new Reach(model);
      const fault = faultOf(model, routes, reach, task, calls.service);
      return { ...calls, task, ...(fault && { fault }) };
    }),
  );
  const used = new Set(judged.filter(({ fault }) => fault === undefined).map(keyOf));
  return judged
    .filter((calls) => !used.has(keyOf(calls)) && !isAskedFor(model, calls))
    .map((calls) => finding(calls, lineOf(model, calls)));
}

function keyOf({ role, service }: GrantedCalls): string {
  return `${role.id}|${service}`;
}

/** Whether something else asks for the service from the same interfaces, and so tells of the way already. */
function isAskedFor(model: NetworkModel, { task, service }: JudgedCalls): boolean {
  const kinds = planesOf(model, task).map(({ kind }) => kind);
  return task.needs.some(
    ({ target, plane }) => target.kind === 'service' && target.service === service && kinds.includes(plane),
  );
}

/** The interfaces that the containers call from: their own in awsvpc mode, whatever runs them. */
function planesOf({ graph }: NetworkModel, { placement, compute, task }: PlacedTask): readonly Plane[] {
  const definition = placement.taskDefinition && taskDefinitionView(graph, placement.taskDefinition);
  return compute.kind === 'FARGATE' || asText(definition?.networkMode) === 'awsvpc' ? [task] : compute.hosts;
}

/** The first fault, where no subnet of the task has a way. */
function faultOf(
  model: NetworkModel,
  routes: EgressRoutes,
  reach: Reach,
  placed: PlacedTask,
  service: string,
): Judgement | undefined {
  const planes = planesOf(model, placed);
  if (planes.some(({ unknown }) => unknown !== undefined) || goesAnotherWay(model.graph, placed)) {
    return undefined;
  }
  const region = model.graph.regionOf(placed.placement.resource.scope);
  const target = { kind: 'service' as const, service, region };
  // An instance that the internet is closed to may go through a proxy, which its own configuration names.
  const isOpen = (plane: Plane): boolean =>
    plane.kind === 'host' &&
    plane.subnets.some((subnet) => routes.from(subnet, plane.publicIp(subnet)).verdict !== 'no');
  if (planes.some(isOpen)) {
    return undefined;
  }
  const ways = planes.flatMap((plane) => reach.from(plane, target).judgements);
  return ways.every(({ verdict }) => verdict === 'no') ? ways[0] : undefined;
}

/** The line that opens a closed security group, for apps that are written with the CDK. */
function lineOf(model: NetworkModel, { task: { task }, service, fault }: JudgedCalls): string {
  const [vpc] = task.subnets.map((subnet) => model.vpc(subnet.vpc));
  if (fault?.code !== 'taskSecurityGroup' || vpc?.endpointsKnown !== true) {
    return '';
  }
  const endpoint = model.endpoints(vpc).find((each) => each.service === service);
  const line =
    endpoint === undefined
      ? 'service.connections.allowToAnyIpv4(ec2.Port.tcp(443)), or TaskAccess.of(service).toInternet(443, reason)'
      : endpoint.kind === 'Interface'
        ? 'endpoint.connections.allowDefaultPortFrom(service), or TaskAccess.of(service).toAwsService(network, ...)'
        : `service.connections.allowTo(ec2.Peer.prefixList(id), ec2.Port.tcp(443)), or TaskAccess.of(service).${service === 's3' ? 'toS3' : 'toDynamoDb'}(network)`;
  return `, in the CDK by ${line}`;
}

function finding({ task, service, resources, fault }: JudgedCalls, line: string): ResourceFinding {
  const { resource } = task.placement;
  const { reason = '', fix } = fault ?? {};
  return {
    resource,
    location: 'TaskDefinition',
    finding: {
      code: 'StartProof.grantWithoutWay',
      severity: 'warning',
      message: `${resource.path}: the task role may call ${service} for ${resources.map(({ path }) => path).join(', ')}, and the containers have no way there: ${reason}`,
      ...(fix !== undefined && { fix: `${fix}${line}` }),
    },
  };
}
