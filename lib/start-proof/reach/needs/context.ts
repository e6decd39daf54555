import { AppModel, Pointer, Resource, Unknown, Value } from '../../../app-model/app-model';
import type { ArnWriter } from '../../../app-model/policy/arns';
import { markOf } from '../../../app-model/values';
import type { Access, Need, ServiceTarget } from '../need';
import type { Placement } from '../placements';
import { taskDefinitionView } from '../../../app-model/views/task-definition';

/** The mark of `AWS::Partition`. */
export const PARTITION = '\u27e6?AWS::Partition\u27e7';

/** A task definition where it is started, and who opens the connections of its tasks. */
export interface Context {
  readonly graph: AppModel;
  readonly placement: Placement;
  readonly definition: Resource;
  readonly arns: ArnWriter;
  readonly region: string;
  readonly account: string;
  /** The interface of whoever pulls, reads secrets and ships the log driver's lines. */
  readonly host: 'task' | 'host';
  /** Whose interface the containers themselves use. */
  readonly task: 'task' | 'host';
  readonly managed: boolean;
  /** Whether an endpoint of the app has a policy: else nobody asks for the calls of a need, nor for the roles that make them. */
  readonly callsMatter: boolean;
  /** ARN of the role that reads what the containers are given. */
  readonly executionRole: string | undefined;
  /** ARN of the role as which images are pulled and log drivers send: on instances their settings decide it. */
  readonly agentRole: string | undefined;
  /** ARN of the role of the containers. */
  readonly taskRole: string | undefined;
}

/** A need that the deployment decides: it may not even exist. */
export function openNeed(
  context: Context,
  purpose: string,
  property: string,
  { reason }: Unknown,
  container?: string,
): Need {
  return {
    target: { kind: 'unknown', reason },
    plane: context.host,
    property,
    purpose,
    ...(container !== undefined && { container }),
  };
}

/** A service of AWS as a target, with the calls that are made of it where they matter. */
export function service(name: string, region: string, access?: Access | false): ServiceTarget {
  return access ? { kind: 'service', service: name, region, access } : { kind: 'service', service: name, region };
}

/** Calls as a role, or as one that no template shows. */
export function calls(
  caller: string | undefined,
  actions: readonly string[],
  ...resources: readonly [string, ...string[]]
): Access {
  return { actions, resources, ...(caller !== undefined && { caller }) };
}

/** Stands for a resource that no template shows. */
export function someResource(what: string): string {
  return markOf(what);
}

/** The container of a name, as the task definition has it. */
export function containerNamed(
  { graph, definition }: Context,
  name: string | undefined,
): Readonly<Record<string, Value>> {
  return taskDefinitionView(graph, definition).container(name)?.properties ?? {};
}

/** A value as a user would name it. */
export function describe(graph: AppModel, value: Value): string {
  if (value instanceof Unknown) {
    return value.reason;
  }
  return value instanceof Pointer
    ? value.resource.path
    : (graph.text(value) ?? 'known only at deployment').replace(/[\u27e6\u27e7]/g, '');
}
