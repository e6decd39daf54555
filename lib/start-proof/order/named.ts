import type { AppModel, Resource } from '../../app-model/app-model';
import { mayShareEnvironment } from '../../app-model/evaluation/environment';
import { asText } from '../../app-model/values';

/** The resources of a type that have a name which another resource gives by its text. */
export function namedBy(
  model: AppModel,
  { scope }: Resource,
  name: string | undefined,
  type: string,
  property: string,
): readonly Resource[] {
  return name === undefined
    ? []
    : model
        .ofType(type)
        .filter((each) => asText(model.property(each, property)) === name && mayShareEnvironment(each.scope, scope));
}
