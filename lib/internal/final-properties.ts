import { CfnResource, Stack } from 'aws-cdk-lib';
import { record } from './template-value';

/**
 * The properties of a resource as the template will hold them: escape hatches, overrides and generic `CfnResource`s
 * included.
 *
 * Call it only once the tree is complete (validation, after synthesis): resolving an L2's lazily rendered list early
 * freezes it, and what is added later is lost.
 */
export function finalProperties(resource: CfnResource): Readonly<Record<string, unknown>> {
  const rendered = Stack.of(resource).resolve(
    (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation(),
  ) as { Resources?: Record<string, { Properties?: unknown }> };
  const [entry] = Object.values(rendered.Resources ?? {});
  return record(entry?.Properties);
}
