import { readFluentBit } from '../../internal/fluent-bit-text';
import { Finding } from '../../internal/finding';
import { TaskView } from '../../internal/task-view';
import { viewFirelens } from '../private/firelens-view';
import { buffers } from './buffers';
import { credentials } from './credentials';
import { includedText } from './included-text';
import { loops } from './loops';
import { outputOptions } from './output-options';
import { requiredOptions } from './required-options';
import { definedVariables, routerContainer } from './router';
import { outputValues, undefinedVariables } from './output-values';
import { agentOptions, logRouting } from './log-routing';

/**
 * All that can be said of FireLens in a task definition before it runs. Nothing for a task without FireLens.
 *
 * @param fetched texts of all files that the router fetches when it starts; absent when there may be others
 */
export function checkFirelens(task: TaskView, fetched?: readonly string[]): Finding[] {
  const view = viewFirelens(task);
  if (view === undefined) {
    return [];
  }
  const defined = definedVariables(view);
  return [
    ...logRouting(view, fetched?.map(readFluentBit)),
    ...routerContainer(view),
    ...agentOptions(view),
    ...outputOptions(view),
    ...requiredOptions(view),
    ...outputValues(view),
    ...(defined === undefined ? [] : undefinedVariables(view, defined)),
    ...credentials(view),
    ...includedText(view),
    ...loops(view),
    ...buffers(view),
  ];
}
