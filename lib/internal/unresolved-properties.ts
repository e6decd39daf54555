import { CfnResource, Stack, Tokenization } from 'aws-cdk-lib';
import { givenProperties, overridesOf } from './cdk-internals';
import { keepsKeys, pascalCase, pascalKey } from './pascal-case';
import { record } from './template-value';

/**
 * The properties of a resource as a check needs them, for a fraction of what resolving them costs: lists and objects that
 * are tokens are opened, text inside them that only the deployment knows stays the token that it is, which no check trips
 * over.
 *
 * Call it only once the tree is complete, and not for resources with overrides (`hasOverrides`): it does not see them.
 *
 * @param instead properties, in the spelling of the L1, that the caller knows already: lazy text that may turn out to be
 * nothing at all must be among them
 */
export function unresolvedProperties(
  resource: CfnResource,
  instead: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const stack = Stack.of(resource);
  const open = (token: unknown) => stack.resolve(token);
  return record(spelled({ ...givenProperties(resource), ...instead }, open));
}

/** Whether somebody changed the template of the resource behind its properties. */
export function hasOverrides(resource: CfnResource): boolean {
  const overrides = overridesOf(resource);
  return overrides === undefined || Object.keys(overrides).length > 0;
}

/** With the tokens opened, and in CloudFormation's spelling. */
function spelled(value: unknown, open: (token: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Tokenization.isResolvable(value)) {
    return pascalCase(open(value));
  }
  if (Array.isArray(value)) {
    return value.map((item) => spelled(item, open));
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    // Most properties of a container are not set.
    const known = each === undefined ? each : keepsKeys(key) ? opened(each, open) : spelled(each, open);
    if (known !== undefined) {
      result[pascalKey(key)] = known;
    }
  }
  return result;
}

/** With the tokens opened, and every key as it is. */
function opened(value: unknown, open: (token: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Tokenization.isResolvable(value)) {
    return open(value);
  }
  return Array.isArray(value)
    ? value.map((item) => opened(item, open))
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each, open)]));
}
