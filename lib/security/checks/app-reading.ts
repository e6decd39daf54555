import { AppModel, Resource, hasMarks } from '../../app-model/app-model';
import { mayShareEnvironment } from '../../app-model/evaluation/environment';
import { replaceMarks } from '../../app-model/values';
import { text } from '../../internal/template-value';
import type { Subject } from './subject';

type From = Pick<Subject, 'model' | 'resource'>;

/** Adds to the list of a key. */
export function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) {
    lists.set(key, [item]);
  } else {
    list.push(item);
  }
}

/** The resources of a type, with their settled properties. */
export function all(model: AppModel, type: string): (From & { readonly properties: Subject['properties'] })[] {
  return model.ofType(type).map((resource) => ({ model, resource, properties: resource.properties }));
}

/** The resources of a type that speak for the account and region of this one. */
export function accountWide({ model, resource }: From, type: string): Subject['properties'][] {
  return model
    .ofType(type)
    .filter(({ scope }) => mayShareEnvironment(scope, resource.scope))
    .map((each) => each.properties);
}

/** Text of a value with `${}` where the deployment fills in; `undefined` when it is no text. */
export function textWithGaps({ model, resource }: From, value: unknown): string | undefined {
  const found = model.text(model.evaluate(value, resource.scope));
  return found === undefined ? undefined : replaceMarks(found, () => '${}');
}

/**
 * The identity of a value, for comparing: equal texts are the same thing, whichever template speaks of it. Plain names
 * mean something in their own account and region only, so those of stacks that do not name theirs stay within the
 * stack.
 */
export function identity({ model, resource }: From, value: unknown): string | undefined {
  const target = model.referred(resource, value);
  if (target !== undefined) {
    return target.id;
  }
  const name = text(value);
  if (name === undefined) {
    return model.text(model.evaluate(value, resource.scope));
  }
  const { account, region, path, name: stack } = resource.scope.stack;
  return `${account === undefined || region === undefined ? (path ?? stack) : `${account}/${region}`} ${name}`;
}

/** The resource that a value refers to, or that has the name or ARN in its own stack's account and region. */
export function named(from: From, value: unknown, type: string, property: string): Resource | undefined {
  const { model, resource } = from;
  const target = model.referred(resource, value);
  if (target !== undefined) {
    return target.type === type ? target : undefined;
  }
  const name = identity(from, value);
  return name === undefined || hasMarks(name)
    ? undefined
    : all(model, type).find((each) => identity(each, each.properties[property]) === name)?.resource;
}
