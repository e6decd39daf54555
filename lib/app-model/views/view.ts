import type { AppModel } from '../app-model';
import type { Resource } from '../resource';
import { Pointer, Value, asText } from '../values';

/** Reads something of a model once, when it is first asked for, and keeps it as long as the model. */
export function perModel<T>(read: (model: AppModel) => T): (model: AppModel) => T {
  const known = new WeakMap<AppModel, { readonly value: T }>();
  return (model) => {
    let found = known.get(model);
    if (found === undefined) {
      found = { value: read(model) };
      known.set(model, found);
    }
    return found.value;
  };
}

/** Reads something of a resource once for each model. */
export function perResource<T>(
  read: (model: AppModel, resource: Resource) => T,
): (model: AppModel, resource: Resource) => T {
  const all = perModel(() => new Map<Resource, T>());
  return (model, resource) => {
    const known = all(model);
    const found = known.get(resource);
    if (found !== undefined || known.has(resource)) {
      return found as T;
    }
    const value = read(model, resource);
    known.set(resource, value);
    return value;
  };
}

/** The resource that a value names: by a reference, or by the id of one that is there already. */
export function resourceOf(model: AppModel, value: Value, ...types: readonly string[]): Resource | undefined {
  const id = asText(value);
  const found = value instanceof Pointer ? value.resource : id === undefined ? undefined : model.told(id);
  return found !== undefined && types.includes(found.type) ? found : undefined;
}
