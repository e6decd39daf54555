import { Pointer, Resource } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { asText } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { ENDPOINT_OF_ACTIONS } from '../../internal/endpoint-of-actions';
import { EgressRoutes } from './egress-route';
import type { Plane } from './hosts';
import type { NetworkModel } from '../../app-model/network/network-model';
import type { PlacedTask } from './placed-tasks';
import { Reach } from './reach';
import { statementsOf } from './role-statements';
import type { Judgement } from './ways/judgement';

/** Resources that containers call by the endpoint of their service, with the prefix of its actions. */
const CALLED: Readonly<Record<string, string | undefined>> = {
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::Events::EventBus': 'events',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose',
  'AWS::Lambda::Function': 'lambda',
  'AWS::S3::Bucket': 's3',
  'AWS::SNS::Topic': 'sns',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SecretsManager::Secret': 'secretsmanager',
  'AWS::StepFunctions::StateMachine': 'states',
};

/**
 * Rights of task roles on resources of the app that their containers have no way to, from any of their subnets: it is found out when
 * the application first calls. Subnets with a route to the internet are left out.
 */
export function grantsWithoutWay(model: NetworkModel, placed: readonly PlacedTask[]): ResourceFinding[] {
  const routes = new EgressRoutes(model);
  let reach: Reach | undefined;
  return placed.flatMap((task) => {
    const planes = planesOf(model, task);
    const closed =
      planes.length > 0 &&
      planes.every(
        (plane) =>
          plane.unknown === undefined &&
          plane.subnets.length > 0 &&
          plane.subnets.every((subnet) => routes.from(subnet, plane.publicIp(subnet)).verdict === 'no'),
      );
    return (closed ? grantedServices(model, task) : []).flatMap(([service, resources]) => {
      reach ??= new Reach(model);
      const fault = faultOf(model, reach, task, planes, service);
      return fault === undefined ? [] : [finding(task, service, resources, fault)];
    });
  });
}

/** The interfaces that the containers call from. */
function planesOf({ graph }: NetworkModel, { placement, compute, task }: PlacedTask): readonly Plane[] {
  const definition = placement.taskDefinition && taskDefinitionView(graph, placement.taskDefinition);
  const mode = asText(definition?.networkMode);
  return compute.unknown !== undefined
    ? []
    : compute.kind === 'FARGATE' || (mode === 'awsvpc' && compute.kind !== 'EXTERNAL')
      ? [task]
      : compute.hosts;
}

/** The services that the task role may call, and that nothing else of the task asks for, with the resources. */
function grantedServices({ graph }: NetworkModel, { placement, needs }: PlacedTask): [string, Resource[]][] {
  const role = placement.taskDefinition && taskDefinitionView(graph, placement.taskDefinition).taskRole;
  if (!(role instanceof Pointer) || role.resource.type !== 'AWS::IAM::Role') {
    return [];
  }
  const found = new Map<string, Resource[]>();
  for (const { actions, resources } of statementsOf(graph, role.resource)) {
    for (const resource of resources) {
      const prefix = CALLED[resource.type];
      const service = prefix && ENDPOINT_OF_ACTIONS[prefix];
      if (service !== undefined && actions.some((action) => action.startsWith(`${prefix}:`))) {
        found.set(service, [...new Set([...(found.get(service) ?? []), resource])]);
      }
    }
  }
  const asked = needs.flatMap(({ target }) => (target.kind === 'service' ? [target.service] : []));
  return [...found].filter(([service]) => !asked.includes(service));
}

/** The first fault, where no subnet of the task has a way. */
function faultOf(
  { graph }: NetworkModel,
  reach: Reach,
  { placement }: PlacedTask,
  planes: readonly Plane[],
  service: string,
): Judgement | undefined {
  const target = { kind: 'service' as const, service, region: graph.regionOf(placement.resource.scope) };
  const ways = planes.flatMap((plane) =>
    plane.subnets.map((subnet) => reach.judge({ target, plane: 'task', property: '', purpose: '' }, plane, subnet)),
  );
  return ways.every(({ verdict }) => verdict === 'no') ? ways[0] : undefined;
}

function finding(
  { placement: { resource } }: PlacedTask,
  service: string,
  granted: readonly Resource[],
  { reason, fix }: Judgement,
): ResourceFinding {
  return {
    resource,
    location: 'TaskDefinition',
    finding: {
      code: 'StartProof.grantWithoutWay',
      severity: 'warning',
      message: `${resource.path}: the task role may call ${service} for ${granted.map(({ path }) => path).join(', ')}, and the containers have no way there: ${reason ?? ''}`,
      ...(fix !== undefined && { fix }),
    },
  };
}
