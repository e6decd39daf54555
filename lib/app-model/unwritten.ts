import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { finalProperties } from '../internal/final-properties';
import { text } from '../internal/template-value';
import type { StackTemplate } from './templates';

/**
 * The stacks below a construct whose templates are not written, as in a test: their resources and parameters.
 *
 * Resolving every resource costs many times what reading a template does, so it is for no validation of a synth.
 */
export function unwrittenStacks(root: IConstruct): StackTemplate[] {
  const byStack = new Map<Stack, CfnResource[]>();
  for (const construct of root.node.findAll()) {
    if (CfnResource.isCfnResource(construct)) {
      const stack = Stack.of(construct);
      byStack.set(stack, [...(byStack.get(stack) ?? []), construct]);
    }
  }
  return [...byStack].map(([stack, resources]) => stackOf(stack, resources));
}

function stackOf(stack: Stack, resources: readonly CfnResource[]): StackTemplate {
  const idOf = (resource: CfnResource) => text(stack.resolve(resource.logicalId)) ?? resource.node.path;
  const byId = new Map(resources.map((resource) => [idOf(resource), resource]));
  const entries = [...byId].map(([id, resource]) => [
    id,
    { Type: resource.cfnResourceType, Properties: finalProperties(resource) },
  ]);
  return {
    name: stack.stackName,
    path: stack.node.path,
    template: { Resources: Object.fromEntries(entries), Parameters: parametersOf(stack) },
    templateFile: stack.templateFile,
    pathOf: (logicalId) => byId.get(logicalId)?.node.path,
  };
}

/** The parameters that the stack's constructs make: by their type and default. */
function parametersOf(stack: Stack): Record<string, Record<string, unknown>> {
  return Object.fromEntries(
    stack.node
      .findAll()
      .filter((construct) => 'valueAsString' in construct && 'logicalId' in construct)
      .map((construct) => {
        const { logicalId, type, default: initial } = construct as unknown as Record<string, unknown>;
        return [text(stack.resolve(logicalId)) ?? '', { Type: type, Default: initial }];
      }),
  );
}
