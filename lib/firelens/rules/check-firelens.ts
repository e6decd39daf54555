import { readFluentBit } from '../../internal/fluent-bit-text';
import { Finding } from '../../internal/finding';
import type { FirelensView } from '../private/firelens-view';
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
 * All that can be said of FireLens in a task definition before it runs.
 *
 * @param fetched texts of all files that the router fetches when it starts; absent when there may be others
 */
export function checkFirelens(view: FirelensView, fetched?: readonly string[]): Finding[] {
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
