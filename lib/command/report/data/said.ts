import type { AppModel } from '../../../app-model/app-model';
import type { Scope } from '../../../app-model/resource';

/** A raw value of a template as people read it: what only the deployment knows by its name in guillemets. */
export function said(model: AppModel, scope: Scope, value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const text = model.text(model.evaluate(value, scope));
  return text === undefined ? undefined : model.readable(text);
}
