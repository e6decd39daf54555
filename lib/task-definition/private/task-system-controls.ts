import type { SystemControl } from 'aws-cdk-lib/aws-ecs';
import { Finding, error } from '../../internal/finding';
import type { TaskView } from '../../internal/task-view';
import { items, record, text } from '../../internal/template-value';
import type { SystemControls } from '../system-controls';
import type { RenderedContainer } from './harden-container';

/**
 * Gives a container the task's kernel parameters beside its own.
 *
 * In `awsvpc` mode the containers share one network namespace and each start writes its values into it: with the same
 * values on every container no order of starts makes a difference, and the first to start listens with them already.
 */
export function withSystemControls(container: RenderedContainer, controls: SystemControls): RenderedContainer {
  const own = items(container.systemControls);
  const named = new Set(own.map((control) => text(record(control).namespace)));
  const added = all(controls).filter(({ namespace }) => !named.has(namespace));
  return { ...container, systemControls: [...own, ...added] };
}

/** Parameters that the task sets to one value and a container of it to another. */
export function contradictions(task: TaskView, controls: SystemControls): Finding[] {
  const wanted = new Map(all(controls).map(({ namespace, value }) => [namespace, value]));
  return task.containers.flatMap(({ name, properties }) =>
    items(properties.SystemControls).flatMap((control) => {
      const namespace = text(record(control).Namespace) ?? '';
      const value = text(record(control).Value);
      const taskValue = text(wanted.get(namespace));
      return value === undefined || taskValue === undefined || value === taskValue
        ? []
        : [
            error(
              'SystemControls.contradiction',
              `'systemControls' of container '${name}' sets ${namespace} to '${value}', that of the task to '${taskValue}'; set it in one place`,
              name,
            ),
          ];
    }),
  );
}

function all({ networkControls, ipcControls }: SystemControls): SystemControl[] {
  return [...networkControls, ...ipcControls];
}
