import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Unknown, Value, asRecord, asText, items, valueAt } from '../values';
import { overridesIn, parsedJson, resizes } from './job-overrides';
import { perModel } from './view';

/** Something that runs a task: a scheduled rule, a schedule, a pipe or a state of a state machine. */
export interface JobView {
  readonly kind: 'rule' | 'schedule' | 'pipe' | 'stateMachine';
  readonly resource: Resource;
  /** The role by which it runs the task. */
  readonly role: Value;
  readonly cluster: Value;
  readonly taskDefinition: Value;
  readonly launchType: Value;
  /** Its capacity provider strategy. */
  readonly strategy: Value;
  /** The network interfaces of its tasks. */
  readonly network: Value;
  /** A state takes its task definition from its input: nothing but the path is known. */
  readonly fromInput?: boolean;
  /** A state that waits for its task. */
  readonly waits?: boolean;
  /** A state that waits until somebody hands back its token. */
  readonly waitsForToken?: boolean;
  /** The task gets tags: of its own, or those that its task definition has. */
  readonly tagged: 'always' | 'asDefinition' | 'never';
  /** Its tasks may have other sizes than their definition says. */
  readonly resized: boolean;
}

/** State machines as CloudFormation has them, and as SAM writes them: it makes the role of those that name none. */
export const MACHINES: readonly string[] = ['AWS::StepFunctions::StateMachine', 'AWS::Serverless::StateMachine'];

/** The jobs of an app: rules, schedules, pipes and state machines, in this order. */
export const jobsOf = perModel((model): readonly JobView[] => [
  ...model.ofType('AWS::Events::Rule').flatMap((resource) => ruleJobs(model, resource)),
  ...model.ofType('AWS::Scheduler::Schedule').flatMap((resource) => scheduleJobs(model, resource)),
  ...model.ofType('AWS::Pipes::Pipe').flatMap((resource) => pipeJobs(model, resource)),
  ...MACHINES.flatMap((type) => model.ofType(type)).flatMap((resource) => stateJobs(model, resource)),
]);

function ruleJobs(model: AppModel, resource: Resource): JobView[] {
  return items(model.property(resource, 'Targets')).flatMap((target) => {
    const { EcsParameters, RoleArn, Arn, Input, InputPath, InputTransformer } = asRecord(target);
    const ecs = asRecord(EcsParameters);
    return ecs.TaskDefinitionArn === undefined
      ? []
      : [
          {
            kind: 'rule',
            resource,
            role: RoleArn,
            cluster: Arn,
            taskDefinition: ecs.TaskDefinitionArn,
            launchType: ecs.LaunchType ?? 'EC2',
            strategy: ecs.CapacityProviderStrategy,
            network: valueAt(ecs.NetworkConfiguration, 'AwsVpcConfiguration'),
            tagged: taggedBy(ecs.TagList, ecs.PropagateTags),
            resized: resizes(overridesIn(model, Input)) || InputPath !== undefined || InputTransformer !== undefined,
          },
        ];
  });
}

function scheduleJobs(model: AppModel, resource: Resource): JobView[] {
  const { EcsParameters, RoleArn, Arn, Input } = asRecord(model.property(resource, 'Target'));
  return jobOf('schedule', resource, EcsParameters, RoleArn, Arn, overridesIn(model, Input));
}

function pipeJobs(model: AppModel, resource: Resource): JobView[] {
  const ecs = valueAt(model.property(resource, 'TargetParameters'), 'EcsTaskParameters');
  const [role, cluster] = [model.property(resource, 'RoleArn'), model.property(resource, 'Target')];
  return jobOf('pipe', resource, ecs, role, cluster, valueAt(ecs, 'Overrides'));
}

function jobOf(
  kind: JobView['kind'],
  resource: Resource,
  parameters: Value,
  role: Value,
  cluster: Value,
  overrides: Value,
): JobView[] {
  const ecs = asRecord(parameters);
  return ecs.TaskDefinitionArn === undefined
    ? []
    : [
        {
          kind,
          resource,
          role,
          cluster,
          taskDefinition: ecs.TaskDefinitionArn,
          launchType: ecs.LaunchType,
          strategy: ecs.CapacityProviderStrategy,
          network: valueAt(ecs.NetworkConfiguration, 'AwsvpcConfiguration'),
          tagged: taggedBy(ecs.Tags, ecs.PropagateTags),
          resized: resizes(overrides),
        },
      ];
}

function stateJobs(model: AppModel, resource: Resource): JobView[] {
  return runTaskStates(model, resource).map(({ parameters, integration }) => {
    const one = (name: string) => parameters[name] ?? parameters[`${name}.$`];
    return {
      kind: 'stateMachine',
      resource,
      role: model.property(resource, 'RoleArn') ?? model.property(resource, 'Role'),
      cluster: one('Cluster'),
      taskDefinition: one('TaskDefinition'),
      launchType: one('LaunchType'),
      strategy: one('CapacityProviderStrategy'),
      network: networkOf(one('NetworkConfiguration')),
      fromInput: parameters.TaskDefinition === undefined,
      waits: integration.endsWith('.sync'),
      waitsForToken: integration.endsWith('.waitForTaskToken'),
      tagged: taggedBy(parameters.Tags, parameters.PropagateTags),
      resized: resizes(one('Overrides')),
    };
  });
}

/** The network that a state names. A path of its input, or an expression, stands for one that is not known. */
function networkOf(configuration: Value): Value {
  return (
    valueAt(configuration, 'AwsvpcConfiguration') ??
    (configuration === undefined
      ? undefined
      : new Unknown('the network configuration, which the input of the state gives'))
  );
}

function taggedBy(tags: Value, propagated: Value): JobView['tagged'] {
  return tags !== undefined
    ? 'always'
    : propagated === undefined || asText(propagated) === 'NONE'
      ? 'never'
      : 'asDefinition';
}

interface State {
  readonly parameters: Readonly<Record<string, Value>>;
  /** The state's `Resource`. */
  readonly integration: string;
}

/** The parameters of every `ecs:runTask` state, found in the definition wherever it is nested. */
function runTaskStates(model: AppModel, machine: Resource): State[] {
  const definition = model.property(machine, 'DefinitionString') ?? model.property(machine, 'Definition');
  const given = asRecord(model.property(machine, 'DefinitionSubstitutions'));
  const root: unknown = typeof definition === 'string' ? parsedJson(definition) : definition;
  const found: State[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Pointer) {
      return;
    }
    const { Resource: integration, Parameters: parameters, Arguments: args } = node as Record<string, unknown>;
    if (typeof integration === 'string' && /:::ecs:runTask(\.|$)/.test(integration)) {
      const filled = substituted(model, (parameters ?? args ?? {}) as Value, given);
      found.push({ parameters: asRecord(unmarked(model, filled)), integration });
    }
    Object.values(node).forEach(walk);
  };
  walk(root);
  return found;
}

/** The value with `${Name}` replaced as `DefinitionSubstitutions` says. */
function substituted(model: AppModel, value: Value, given: Readonly<Record<string, Value>>): Value {
  if (Object.keys(given).length === 0) {
    return value;
  }
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z0-9_-]+)\}/g, (all, name: string) => model.text(given[name]) ?? all);
  }
  if (Array.isArray(value)) {
    return value.map((item: Value) => substituted(model, item, given));
  }
  const entries = Object.entries(asRecord(value));
  return entries.length === 0
    ? value
    : Object.fromEntries(entries.map(([key, item]) => [key, substituted(model, item, given)]));
}

function unmarked(model: AppModel, value: Value): Value {
  if (typeof value === 'string') {
    return model.unmark(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: Value) => unmarked(model, item));
  }
  const record = asRecord(value);
  return Object.keys(record).length === 0
    ? value
    : Object.fromEntries(Object.entries(record).map(([key, item]) => [key, unmarked(model, item)]));
}
