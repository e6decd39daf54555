import type { AppModel } from './app-model';
import type { Resource } from './resource';
import { perModel } from './views/view';

/** The resources that the properties of each resource mention, wherever in them, in the order of the app. */
export const mentionsOf = perModel(
  (model): ReadonlyMap<Resource, readonly Resource[]> =>
    new Map(
      model.resources
        .filter((resource) => !passesOn(resource))
        .map((resource) => [resource, model.mentioned(resource.properties, resource.scope)] as const),
    ),
);

/** Whether a resource is a nested stack of the model: what it is given is mentioned by the resources in it. */
function passesOn({ logicalId, scope }: Resource): boolean {
  return Object.hasOwn(scope.children, logicalId) && scope.children[logicalId].macros.length === 0;
}

const byMentioned = perModel((model): ReadonlyMap<Resource, readonly Resource[]> => {
  const found = new Map<Resource, Resource[]>();
  for (const [resource, mentioned] of mentionsOf(model)) {
    for (const each of mentioned) {
      const same = found.get(each);
      if (same === undefined) {
        found.set(each, [resource]);
      } else {
        same.push(resource);
      }
    }
  }
  return found;
});

/** The resources whose properties mention this one, in the order of the app. */
export function mentionersOf(model: AppModel, resource: Resource): readonly Resource[] {
  return byMentioned(model).get(resource) ?? NONE;
}

/** The resources that custom resources are told of, and may change. */
export const toldToCustomResources = perModel(
  (model): ReadonlySet<Resource> =>
    new Set(model.customResources().flatMap(({ properties, scope }) => model.mentioned(properties, scope))),
);

const NONE: readonly Resource[] = Object.freeze([]);
