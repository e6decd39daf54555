import { CfnResource, Stack, Tokenization } from 'aws-cdk-lib';
import { pascalCase } from './pascal-case';
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
export function peekProperties(
  resource: CfnResource,
  instead: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const stack = Stack.of(resource);
  const { cfnProperties } = resource as unknown as { cfnProperties: Record<string, unknown> };
  const open = (token: unknown) => stack.resolve(token);
  return record(pascalCase(peek({ ...cfnProperties, ...instead }, open)));
}

/** Whether somebody changed the template of the resource behind its properties. */
export function hasOverrides(resource: CfnResource): boolean {
  const { rawOverrides } = resource as unknown as { rawOverrides?: object };
  return rawOverrides === undefined || Object.keys(rawOverrides).length > 0;
}

function peek(value: unknown, resolve: (token: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Tokenization.isResolvable(value)) {
    return resolve(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => peek(item, resolve));
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, peek(each, resolve)]));
}
