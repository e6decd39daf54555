import { CfnResource, Stack } from 'aws-cdk-lib';
import { fragmentOf, givenProperties } from './cdk-internals';
import { pascalCase } from './pascal-case';
import { hasOverrides } from './unresolved-properties';
import { record } from './template-value';

/**
 * The properties of a resource as the template will hold them: escape hatches, overrides and generic `CfnResource`s
 * included.
 *
 * Call it only once the tree is complete (validation, after synthesis): resolving an L2's lazily rendered list early
 * freezes it, and what is added later is lost.
 */
export function finalProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const rendered = Stack.of(resource).resolve(fragmentOf(resource)) as {
    Resources?: Record<string, { Properties?: unknown }>;
  };
  const [entry] = Object.values(rendered.Resources ?? {});
  return record(entry?.Properties);
}

/**
 * Some of those properties, for a fraction of the cost: what nobody asks for is not resolved.
 *
 * @param names of the properties, as CloudFormation spells them
 */
export function finalPropertiesNamed(
  resource: CfnResource,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  if (hasOverrides(resource)) {
    return finalProperties(resource);
  }
  const given = givenProperties(resource);
  const wanted = Object.fromEntries(
    names.map((name) => [name, given[name] ?? given[name.charAt(0).toLowerCase() + name.slice(1)]]),
  );
  return record(pascalCase(Stack.of(resource).resolve(wanted)));
}
