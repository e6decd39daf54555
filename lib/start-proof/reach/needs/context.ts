import { AppModel, Pointer, Resource, Unknown, Value } from '../../../app-model/app-model';
import { asRecord, asText, items } from '../../../app-model/values';
import type { Need, Target } from '../need';
import type { Placement } from '../placements';

/** The mark of `AWS::Partition`. */
export const PARTITION = '\u27e6?AWS::Partition\u27e7';

/** A task definition where it is started, and who opens the connections of its tasks. */
export interface Context {
  readonly graph: AppModel;
  readonly placement: Placement;
  readonly definition: Resource;
  readonly region: string;
  /** The interface of whoever pulls, reads secrets and ships the log driver's lines. */
  readonly host: 'task' | 'host';
  /** Whose interface the containers themselves use. */
  readonly task: 'task' | 'host';
  readonly managed: boolean;
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

/** A service of AWS as a target, with the call that is made of it. */
export function service(
  name: string,
  region: string,
  actions: readonly string[],
  resource: string,
): Extract<Target, { kind: 'service' }> {
  return { kind: 'service', service: name, region, ...(actions.length > 0 && { access: { actions, resource } }) };
}

/** The container of a name, as the task definition has it. */
export function containerNamed(
  { graph, definition }: Context,
  name: string | undefined,
): Readonly<Record<string, Value>> {
  return (
    items(graph.property(definition, 'ContainerDefinitions'))
      .map((container) => asRecord(container))
      .find((container) => name !== undefined && asText(container.Name) === name) ?? {}
  );
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
