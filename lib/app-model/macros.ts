import type { AppModel } from './app-model';
import { FILLED_IN } from './templates';

/**
 * The name of a macro that may make resources of some types: where there is one, none of them is missing for sure. Of a macro
 * with a body of its own, as a loop, the body tells.
 */
export function macroMaking({ scopes }: AppModel, types: RegExp): string | undefined {
  for (const { macros, written } of scopes) {
    for (const macro of macros) {
      const { Resources = {} } = written as { readonly Resources?: Readonly<Record<string, unknown>> };
      const hasBody = macro.startsWith('Fn::ForEach::') || macro.startsWith(FILLED_IN);
      if (!hasBody || types.test(JSON.stringify(Resources[macro]))) {
        return macro;
      }
    }
  }
  return undefined;
}
