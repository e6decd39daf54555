import { Fault, failAll } from '../internal/errors';
import { didYouMean } from '../internal/did-you-mean';
import { record } from '../internal/template-value';
import type { StackTemplate } from './templates';

/**
 * Gives parameters of stacks their values.
 *
 * @param parameters values by name, or by `Stack:Name` for one stack, which wins
 * @throws `AppModel.unknownParameter` when no stack has one of them
 */
export function withParameters(
  stacks: readonly StackTemplate[],
  parameters: Readonly<Record<string, string>>,
): readonly StackTemplate[] {
  if (Object.keys(parameters).length === 0) {
    return stacks;
  }
  const known = new Set<string>();
  const given = stacks.map((stack) => {
    const values: Record<string, string> = {};
    const assumed = { ...stack.parameters };
    for (const { name, ids } of parameterIds(stack)) {
      ids.forEach((id) => known.add(id));
      const id = ids.find((each) => Object.hasOwn(parameters, each));
      if (id !== undefined) {
        values[name] = parameters[id];
        delete assumed[name];
      }
    }
    return { ...stack, ...(stack.parameters && { parameters: assumed }), given: values };
  });
  failAll(
    undefined,
    Object.keys(parameters).flatMap((id): Fault[] =>
      known.has(id)
        ? []
        : [
            {
              code: 'AppModel.unknownParameter',
              message: `no template has a parameter '${id}'${didYouMean(id, known)}; give it as 'Name', or as 'Stack:Name' for one stack`,
            },
          ],
    ),
  );
  return given;
}

/** The parameters of a stack, each with the ids by which its value may be given, the narrowest first. */
export function parameterIds(stack: StackTemplate): { readonly name: string; readonly ids: readonly string[] }[] {
  return Object.keys(record(record(stack.template).Parameters)).map((name) => ({
    name,
    ids: [`${stack.path}:${name}`, `${stack.name}:${name}`, name],
  }));
}
