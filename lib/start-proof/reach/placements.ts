import type { Identity } from '../../app-model/network/identities';
import type { NetworkModel } from '../../app-model/network/network-model';
import { Either, Pointer, Resource, Unknown, Value } from '../../app-model/app-model';
import { record } from '../../internal/template-value';
import { asRecord, asText, valueAt, items } from '../../app-model/values';
import { jobsOf } from '../../app-model/views/job';
import { ServiceView, servicesOf, taskSetsOf } from '../../app-model/views/service';
import { definitionsNamed } from '../../app-model/views/task-definition';

/** Something that starts tasks: a service, a scheduled rule, a state machine, a pipe. */
export interface Placement {
  readonly kind: 'service' | 'taskSet' | 'rule' | 'schedule' | 'stateMachine' | 'pipe' | 'expressService' | 'daemon';
  readonly resource: Resource;
  /** The task definition, when it is in the app. */
  readonly taskDefinition?: Resource;
  /** The name that the placement gives for its task definition. */
  readonly taskDefinitionName: string;
  readonly cluster?: Identity;
  /** The cluster as the placement writes it. */
  readonly clusterWritten?: Value;
  readonly launchType?: string;
  /** The reason that it is not known what the tasks run on: launch type or strategy are known only at deployment. */
  readonly computeUnknown?: string;
  /** The reason that it is not known which security groups the tasks have, beside those that are named. */
  readonly groupsUnknown?: string;
  /** Capacity providers by name or resource; `undefined` when the placement names none. */
  readonly capacityProviders?: readonly Identity[];
  readonly subnets?: Value;
  readonly securityGroups?: Value;
  readonly assignPublicIp?: Value;
  /** The service; a task set as far as it has the same properties; absent for the other kinds. */
  readonly service?: ServiceView;
}

interface Shape {
  readonly cluster?: Value;
  readonly taskDefinition: Value;
  readonly launchType?: Value;
  readonly strategy?: Value;
  readonly network?: Value;
  readonly service?: ServiceView;
}

/** Everything in the app that starts tasks. */
export function placementsOf(model: NetworkModel): Placement[] {
  const { graph } = model;
  return [
    ...servicesOf(graph).map((service) =>
      placement(model, 'service', service.resource, {
        cluster: service.clusterName,
        taskDefinition: service.taskDefinitionName,
        launchType: service.launchType,
        strategy: service.strategyList,
        network: service.network,
        service,
      }),
    ),
    ...expressServices(model),
    ...daemons(model),
    ...taskSetsOf(graph).map((set) => placement(model, 'taskSet', set.resource, set)),
    ...jobsOf(graph).map((job) => placement(model, job.kind, job.resource, job)),
  ];
}

function placement(model: NetworkModel, kind: Placement['kind'], resource: Resource, shape: Shape): Placement {
  const network = shape.network instanceof Unknown ? shape.network : undefined;
  const { Subnets, SecurityGroups, AssignPublicIp } = asRecord(shape.network);
  const strategy = items(shape.strategy);
  const launchType = decided(shape.launchType);
  const open =
    launchType instanceof Unknown
      ? launchType
      : shape.strategy instanceof Unknown
        ? shape.strategy
        : strategy.find((item) => item instanceof Unknown);
  const [taskDefinition] = definitionsNamed(model.graph, resource, shape.taskDefinition);
  return {
    kind,
    resource,
    taskDefinition,
    taskDefinitionName: taskDefinition?.path ?? model.identify(shape.taskDefinition).name,
    cluster: shape.cluster === undefined ? undefined : clusterOf(model, shape.cluster),
    clusterWritten: shape.cluster,
    launchType: asText(launchType),
    computeUnknown:
      open instanceof Unknown
        ? `what ${resource.path} runs on, which is known only at deployment (${open.reason})`
        : undefined,
    capacityProviders: strategy.length === 0 ? undefined : providersIn(model, strategy),
    subnets: network ?? Subnets,
    securityGroups: network ?? SecurityGroups,
    assignPublicIp: network ?? AssignPublicIp,
    service: shape.service,
  };
}

function providersIn(model: NetworkModel, strategy: readonly Value[]): Identity[] {
  return strategy
    .map((item) => asRecord(item))
    .flatMap((item) => branchesOf(item.CapacityProvider ?? item.capacityProvider))
    .map((provider) => model.identify(provider));
}

/** Both results of an `Fn::If`, where there are two. */
function branchesOf(value: Value): Value[] {
  return value instanceof Either ? value.branches.filter((branch) => branch !== undefined) : [value];
}

/** The one value that a condition leads to, whichever way it goes. */
function decided(value: Value): Value {
  return value instanceof Either && asText(value.branches[0]) === asText(value.branches[1])
    ? (asText(value.branches[0]) ?? value)
    : value;
}

/**
 * Services of Express Mode: tasks on Fargate with one container that ECS defines, in subnets that are named or those of the
 * default VPC. ECS gives them a security group of its own beside those that are named.
 */
function expressServices(model: NetworkModel): Placement[] {
  const { graph } = model;
  return graph.ofType('AWS::ECS::ExpressGatewayService').map((resource) => {
    const container = resource.properties.PrimaryContainer;
    const cluster = graph.property(resource, 'Cluster');
    const network = graph.property(resource, 'NetworkConfiguration');
    const given = graph.property(resource, 'TaskDefinitionArn');
    return {
      kind: 'expressService' as const,
      resource,
      ...(given === undefined && container !== undefined && { taskDefinition: expressDefinition(resource) }),
      taskDefinitionName:
        given === undefined ? `the task definition that ECS makes for ${resource.path}` : model.identify(given).name,
      ...(cluster !== undefined && { cluster: clusterOf(model, cluster) }),
      launchType: 'FARGATE',
      subnets: valueAt(network, 'Subnets') ?? new Unknown('the subnets of the default VPC'),
      securityGroups: valueAt(network, 'SecurityGroups'),
      groupsUnknown: `the security group that ECS makes for ${resource.path}`,
      assignPublicIp: new Unknown(`whether ECS gives the tasks of ${resource.path} a public IP`),
    };
  });
}

/** The task definition that ECS makes for a service of Express Mode. */
export function expressDefinition(resource: Resource): Resource {
  const { PrimaryContainer: container, ExecutionRoleArn, TaskRoleArn } = resource.properties;
  const { Image, Secrets, RepositoryCredentials, AwsLogsConfiguration, Environment } = record(container);
  const { LogGroup } = record(AwsLogsConfiguration);
  return new Resource(resource.scope, resource.logicalId, {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      NetworkMode: 'awsvpc',
      ExecutionRoleArn,
      TaskRoleArn,
      ContainerDefinitions: [
        {
          Name: 'Main',
          Image,
          Secrets,
          RepositoryCredentials,
          Environment,
          LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': LogGroup } },
        },
      ],
    },
  });
}

/** Managed daemons: one task on every Managed Instance of their providers, which uses the network of its host. */
function daemons(model: NetworkModel): Placement[] {
  const { graph } = model;
  return graph.ofType('AWS::ECS::Daemon').map((resource) => {
    const definition = graph.property(resource, 'DaemonTaskDefinitionArn');
    const cluster = graph.property(resource, 'ClusterArn');
    const providers = graph.property(resource, 'CapacityProviderArns');
    const known = definition instanceof Pointer ? definition.resource : undefined;
    return {
      kind: 'daemon' as const,
      resource,
      ...(known?.type === 'AWS::ECS::DaemonTaskDefinition' && { taskDefinition: known }),
      taskDefinitionName: known?.path ?? model.identify(definition).name,
      ...(cluster !== undefined && { cluster: clusterOf(model, cluster) }),
      ...(providers instanceof Unknown && { computeUnknown: `the capacity providers of ${resource.path}` }),
      capacityProviders: items(providers).map((provider) =>
        model.identify(provider instanceof Pointer ? provider.resource.pointer('Ref') : provider),
      ),
    };
  });
}

/** A cluster by its name or ARN: both stand for the same one. */
function clusterOf(model: NetworkModel, value: Value): Identity {
  return value instanceof Pointer && value.resource.type === 'AWS::ECS::Cluster'
    ? model.identify(value.resource.pointer('Ref'))
    : model.identify(value);
}
