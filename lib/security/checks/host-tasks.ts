import type { AppModel } from '../../app-model/app-model';
import { taskDefinitionView } from '../../app-model/views/task-definition';
import { perModel } from '../../app-model/views/view';
import { runsOn } from '../../internal/task-view';
import { TASK_DEFINITION } from './resource-types';

/** The network modes of the tasks of an app on hosts, `undefined` for those that are known only at deployment. */
const modesOnHosts = perModel((model): readonly (string | undefined)[] =>
  model
    .ofType(TASK_DEFINITION)
    .map((definition) => taskDefinitionView(model, definition).task)
    .filter((task) => runsOn(task, 'EC2'))
    .map(({ networkMode }) => networkMode),
);

/** Whether a task on hosts may have one of these network modes. An app without such tasks has hosts for those of others. */
export function mayRunTasksIn(model: AppModel, ...modes: readonly string[]): boolean {
  const found = modesOnHosts(model);
  return found.length === 0 || found.some((mode) => mode === undefined || modes.includes(mode));
}
