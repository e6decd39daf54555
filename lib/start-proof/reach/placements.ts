import { Identity, NetworkModel } from './network-model';
import { Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, asText, dig, items } from '../../app-model/values';

/** Something that starts tasks: a service, a scheduled rule, a state machine, a pipe. */
export interface Placement {
  readonly kind: 'service' | 'taskSet' | 'rule' | 'schedule' | 'stateMachine' | 'pipe';
  readonly resource: Resource;
  /** The task definition, when it is in the app. */
  readonly taskDefinition?: Resource;
  /** What the placement names as task definition. */
  readonly taskDefinitionName: string;
  readonly cluster?: Identity;
  readonly launchType?: string;
  /** Capacity providers by name or resource; `undefined` when the placement names none. */
  readonly capacityProviders?: readonly Identity[];
  readonly subnets?: Value;
  readonly securityGroups?: Value;
  readonly assignPublicIp?: Value;
  /** Properties of an `AWS::ECS::Service`, empty for the other kinds. */
  readonly service: Readonly<Record<string, Value>>;
}

interface Shape {
  readonly cluster?: Value;
  readonly taskDefinition: Value;
  readonly launchType?: Value;
  readonly strategy?: Value;
  readonly network?: Value;
  readonly service?: Readonly<Record<string, Value>>;
}

/** Everything in the app that starts tasks. */
export function placementsOf(model: NetworkModel): Placement[] {
  const { graph } = model;
  const all = (resource: Resource) =>
    Object.fromEntries(
      Object.keys(resource.raw.Properties ?? {}).map((name) => [name, graph.property(resource, name)]),
    );
  const read = (kind: Placement['kind'], resource: Resource, shape: Shape) => placement(model, kind, resource, shape);
  return [
    ...graph.ofType('AWS::ECS::Service').map((resource) => {
      const service = all(resource);
      return read('service', resource, {
        cluster: service.Cluster,
        taskDefinition: service.TaskDefinition,
        launchType: service.LaunchType,
        strategy: service.CapacityProviderStrategy,
        network: dig(service.NetworkConfiguration, 'AwsvpcConfiguration'),
        service,
      });
    }),
    ...graph.ofType('AWS::ECS::TaskSet').map((resource) => {
      const set = all(resource);
      return read('taskSet', resource, {
        cluster: set.Cluster,
        taskDefinition: set.TaskDefinition,
        launchType: set.LaunchType,
        strategy: set.CapacityProviderStrategy,
        network: dig(set.NetworkConfiguration, 'AwsVpcConfiguration'),
      });
    }),
    ...graph.ofType('AWS::Events::Rule').flatMap((resource) =>
      items(graph.property(resource, 'Targets')).flatMap((target) => {
        const ecs = asRecord(asRecord(target).EcsParameters);
        return ecs.TaskDefinitionArn === undefined
          ? []
          : [
              read('rule', resource, {
                cluster: asRecord(target).Arn,
                taskDefinition: ecs.TaskDefinitionArn,
                launchType: ecs.LaunchType ?? 'EC2',
                strategy: ecs.CapacityProviderStrategy,
                network: dig(ecs.NetworkConfiguration, 'AwsVpcConfiguration'),
              }),
            ];
      }),
    ),
    ...graph.ofType('AWS::Scheduler::Schedule').flatMap((resource) => {
      const target = graph.property(resource, 'Target');
      const ecs = asRecord(asRecord(target).EcsParameters);
      return ecs.TaskDefinitionArn === undefined
        ? []
        : [
            read('schedule', resource, {
              cluster: asRecord(target).Arn,
              taskDefinition: ecs.TaskDefinitionArn,
              launchType: ecs.LaunchType,
              strategy: ecs.CapacityProviderStrategy,
              network: dig(ecs.NetworkConfiguration, 'AwsvpcConfiguration'),
            }),
          ];
    }),
    ...graph.ofType('AWS::Pipes::Pipe').flatMap((resource) => {
      const ecs = asRecord(dig(graph.property(resource, 'TargetParameters'), 'EcsTaskParameters'));
      return ecs.TaskDefinitionArn === undefined
        ? []
        : [
            read('pipe', resource, {
              cluster: graph.property(resource, 'Target'),
              taskDefinition: ecs.TaskDefinitionArn,
              launchType: ecs.LaunchType,
              strategy: ecs.CapacityProviderStrategy,
              network: dig(ecs.NetworkConfiguration, 'AwsvpcConfiguration'),
            }),
          ];
    }),
    ...graph.ofType('AWS::StepFunctions::StateMachine').flatMap((resource) =>
      runTaskStates(model, resource).map((state) => {
        const one = (name: string) => state[name] ?? state[`${name}.$`];
        return read('stateMachine', resource, {
          cluster: one('Cluster'),
          taskDefinition: one('TaskDefinition'),
          launchType: one('LaunchType'),
          strategy: one('CapacityProviderStrategy'),
          network: dig(one('NetworkConfiguration'), 'AwsvpcConfiguration'),
        });
      }),
    ),
  ];
}

function placement(model: NetworkModel, kind: Placement['kind'], resource: Resource, shape: Shape): Placement {
  const network = asRecord(shape.network);
  const strategy = items(shape.strategy).map((item) => asRecord(item));
  const taskDefinition = taskDefinitionOf(model, shape.taskDefinition);
  return {
    kind,
    resource,
    taskDefinition,
    taskDefinitionName: taskDefinition?.path ?? model.identify(shape.taskDefinition).name,
    ...(shape.cluster !== undefined && { cluster: clusterOf(model, shape.cluster) }),
    launchType: asText(shape.launchType),
    ...(strategy.length > 0 && {
      capacityProviders: strategy.map((item) => model.identify(item.CapacityProvider ?? item.capacityProvider)),
    }),
    subnets: network.Subnets,
    securityGroups: network.SecurityGroups,
    assignPublicIp: network.AssignPublicIp,
    service: shape.service ?? {},
  };
}

function taskDefinitionOf(model: NetworkModel, value: Value): Resource | undefined {
  if (value instanceof Pointer) {
    return value.resource.type === 'AWS::ECS::TaskDefinition' ? value.resource : undefined;
  }
  const text = asText(value);
  // A definition named by its family, as EcsRunTask does.
  return text === undefined
    ? undefined
    : model.graph
        .ofType('AWS::ECS::TaskDefinition')
        .find((definition) => asText(model.graph.property(definition, 'Family')) === text);
}

/** A cluster by its name or ARN: both stand for the same one. */
function clusterOf(model: NetworkModel, value: Value): Identity {
  return value instanceof Pointer && value.resource.type === 'AWS::ECS::Cluster'
    ? model.identify(new Pointer(value.resource, 'Ref'))
    : model.identify(value);
}

/** The parameters of every `ecs:runTask` state, found in the definition wherever it is nested. */
function runTaskStates(model: NetworkModel, machine: Resource): Readonly<Record<string, Value>>[] {
  const definition = model.graph.property(machine, 'DefinitionString') ?? model.graph.property(machine, 'Definition');
  const text = typeof definition === 'string' ? definition : undefined;
  const root: unknown = text === undefined ? definition : parsed(text);
  const found: Readonly<Record<string, Value>>[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Pointer) {
      return;
    }
    const { Resource: resource, Parameters: parameters, Arguments: args } = node as Record<string, unknown>;
    if (typeof resource === 'string' && /:::ecs:runTask(\.|$)/.test(resource)) {
      found.push(asRecord(unmarked(model, (parameters ?? args ?? {}) as Value)));
    }
    Object.values(node).forEach(walk);
  };
  walk(root);
  return found;
}

/** The definition as an object. One with unquoted tokens is no JSON before deployment: it says nothing here. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unmarked(model: NetworkModel, value: Value): Value {
  if (typeof value === 'string') {
    return model.graph.unmark(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: Value) => unmarked(model, item));
  }
  const record = asRecord(value);
  return Object.keys(record).length === 0
    ? value
    : Object.fromEntries(Object.entries(record).map(([key, item]) => [key, unmarked(model, item)]));
}
