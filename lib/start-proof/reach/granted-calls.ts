import { AppModel, Pointer, Resource } from '../../app-model/app-model';
import { rolesOfApp } from '../../app-model/policy/roles';
import { asRecord, asText, items } from '../../app-model/values';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { ENDPOINT_OF_ACTIONS } from '../../internal/endpoint-of-actions';
import type { PlacedTask } from './placed-tasks';
import { statementsOf } from './role-statements';

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

/** The services that the agent calls as an execution role. */
const OF_AGENT: readonly string[] = ['s3', 'secretsmanager'];

/**
 * Variables by which the SDKs leave the address of a service, or the way to it.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
 */
const OTHER_WAY = /^(https?_proxy|all_proxy|aws_endpoint_url(_\w+)?|aws_use_dualstack_endpoint)$/i;

/** Calls that the containers of a task may make to one service. */
export interface GrantedCalls {
  readonly role: Resource;
  /** As in the name of its endpoint. */
  readonly service: string;
  readonly resources: readonly Resource[];
}

/** Whether the app has anything that containers call. */
export function hasCalled(graph: AppModel): boolean {
  return Object.keys(CALLED).some((type) => graph.ofType(type).length > 0);
}

/** The services that the role of a task may call for resources of the app, and that its containers alone can call. */
export function grantedCalls(graph: AppModel, { placement }: PlacedTask): GrantedCalls[] {
  const definition = placement.taskDefinition && taskDefinitionView(graph, placement.taskDefinition);
  const role = definition?.taskRole;
  if (!(role instanceof Pointer)) {
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
  if (found.size === 0 || !isOfTasksAlone(graph, role)) {
    return [];
  }
  const agents = [
    ...(graph.referrersOf(role.resource, 'AWS::ECS::TaskDefinition', 'ExecutionRoleArn').length > 0 ? OF_AGENT : []),
    ...(definition!.volumes.some(({ s3Files }) => s3Files !== undefined) ? ['s3'] : []),
  ];
  return [...found]
    .filter(([service]) => !agents.includes(service))
    .map(([service, resources]) => ({ role: role.resource, service, resources }));
}

/** Whether containers of a task say themselves where they find a service: a proxy, an address, an endpoint of the VPC by name. */
export function goesAnotherWay(graph: AppModel, { placement: { taskDefinition } }: PlacedTask): boolean {
  if (taskDefinition === undefined) {
    return false;
  }
  const variables = taskDefinitionView(graph, taskDefinition).containers.flatMap(({ properties }) => [
    ...items(properties.Environment),
    ...items(properties.Secrets),
  ]);
  return (
    variables.some((each) => OTHER_WAY.test(asText(asRecord(each).Name) ?? '')) ||
    graph
      .mentioned(taskDefinition.properties.ContainerDefinitions, taskDefinition.scope)
      .some(({ type }) => type === 'AWS::EC2::VPCEndpoint')
  );
}

/** Whether nothing but tasks takes a role. */
function isOfTasksAlone(graph: AppModel, role: Pointer): boolean {
  const allowed = (rolesOfApp(graph).role(role)?.trust.statements ?? []).filter(({ effect }) => effect !== 'Deny');
  return allowed.every(({ principals = '*' }) => {
    const { Service = [], ...others } = principals === '*' ? { everybody: [] } : principals;
    return Object.keys(others).length === 0 && Service.every((service) => service === TASKS);
  });
}

const TASKS = 'ecs-tasks.amazonaws.com';
