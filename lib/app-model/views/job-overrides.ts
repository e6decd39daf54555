import type { AppModel } from '../app-model';
import { Value, asRecord, items } from '../values';

/** Overrides of a container or a task that leave its size as it is; `.$` marks a path of the input of a state. */
const NO_SIZE = /^(name|command|environment|environmentFiles|executionRoleArn|taskRoleArn|ephemeralStorage)(\.\$)?$/i;

/** The overrides that a job gives its task as text. */
export function overridesIn(model: AppModel, input: Value): Value {
  const text = model.text(input);
  return text === undefined ? input : ((parsedJson(text) as Value) ?? text);
}

/** Whether overrides may give a task another size than its definition: they say one, or more than can be read here. */
export function resizes(overrides: Value): boolean {
  if (overrides === undefined || Array.isArray(overrides)) {
    return items(overrides).some(resizes);
  }
  const entries = Object.entries(asRecord(overrides));
  return (
    entries.length === 0 ||
    entries.some(([name, value]) => !NO_SIZE.test(name) && (!/^containerOverrides$/i.test(name) || resizes(value)))
  );
}

/** A text as an object. One with unquoted tokens is no JSON before deployment: it says nothing here. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
