import { AppModel, Pointer, Resource, Value, hasMarks } from '../../app-model/app-model';
import { mayShareEnvironment } from '../../app-model/evaluation/environment';
import { asText } from '../../app-model/values';
import { CLUSTER } from './resource-types';
import type { Properties, Subject } from './subject';

type From = Pick<Subject, 'model' | 'resource'>;

/** Adds to the list of a key. */
export function append<K, T>(lists: Map<K, T[]>, key: K, ...more: readonly T[]): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [...more]);
  } else {
    list.push(...more);
  }
}

/** The resources of a type, with their settled properties. */
export function all(model: AppModel, type: string): (From & { readonly properties: Properties })[] {
  return model.ofType(type).map((resource) => ({ model, resource, properties: resource.properties }));
}

/** The resources of a type that speak for the account and region of this one. */
export function accountWide({ model, resource }: From, type: string): Properties[] {
  return model
    .ofType(type)
    .filter(({ scope }) => mayShareEnvironment(scope, resource.scope))
    .map((each) => each.properties);
}

/**
 * The identity of a value, for comparing: equal texts are the same thing, whichever template speaks of it. Plain names
 * mean something in their own account and region only, so those of stacks that do not name theirs stay within the
 * stack.
 */
export function identity({ model, resource }: From, raw: unknown): string | undefined {
  return identityOf({ model, resource }, model.evaluate(raw, resource.scope));
}

/** The identity of a value whose references are followed. */
export function identityOf({ model, resource: { scope } }: From, value: Value): string | undefined {
  if (value instanceof Pointer) {
    return value.resource.id;
  }
  const name = asText(value);
  if (name === undefined) {
    return model.text(value);
  }
  const { account, region, path, name: stack } = scope.stack;
  return `${account === undefined || region === undefined ? (path ?? stack) : `${account}/${region}`} ${name}`;
}

/** The resource that a value refers to, or that has the name or ARN in the account and region of who says so. */
export function named(from: From, value: Value, type: string, property: string): Resource | undefined {
  if (value instanceof Pointer) {
    return value.resource.type === type ? value.resource : undefined;
  }
  const name = identityOf(from, value);
  return name === undefined || hasMarks(name)
    ? undefined
    : all(from.model, type).find((each) => identity(each, each.properties[property]) === name)?.resource;
}

/** The cluster of a service or of an association, when the app has it. */
export function clusterOf({ model, resource }: From): Resource | undefined {
  return named({ model, resource }, model.property(resource, 'Cluster'), CLUSTER, 'ClusterName');
}
