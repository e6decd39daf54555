import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { viewFirelens } from '../private/firelens-view';
import { buffers } from './buffers';
import { credentials } from './credentials';
import { includedText } from './included-text';
import { outputOptions } from './output-options';
import { requiredOptions } from './required-options';
import { definedVariables, routerContainer } from './router';
import { silentValues, undefinedVariables } from './silent-values';
import { agentOptions, wiring } from './wiring';

/** All that can be said of FireLens in a task definition before it runs. Nothing for a task without FireLens. */
export function checkFirelens(task: TaskView): Finding[] {
  const view = viewFirelens(task);
  if (view === undefined) {
    return [];
  }
  const defined = definedVariables(view);
  return [
    ...wiring(view),
    ...routerContainer(view),
    ...agentOptions(view),
    ...outputOptions(view),
    ...requiredOptions(view),
    ...silentValues(view),
    ...(defined === undefined ? [] : undefinedVariables(view, defined)),
    ...credentials(view),
    ...includedText(view),
    ...buffers(view),
  ];
}
