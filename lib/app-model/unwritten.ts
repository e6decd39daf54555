import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { fragmentOf } from '../internal/cdk-internals';
import { record } from '../internal/template-value';
import { NestedTemplate, StackTemplate, legible } from './templates';

/**
 * The stacks below a construct whose templates are not written, as in a test, with what is nested in them.
 *
 * Resolving every element costs many times what reading a template does, so it is for no validation of a synth.
 */
export function unwrittenStacks(root: IConstruct): StackTemplate[] {
  const byStack = new Map<Stack, CfnElement[]>();
  for (const construct of root.node.findAll()) {
    if (CfnElement.isCfnElement(construct)) {
      const stack = Stack.of(construct);
      const known = byStack.get(stack);
      if (known === undefined) {
        byStack.set(stack, [construct]);
      } else {
        known.push(construct);
      }
    }
  }
  const read = [...byStack].map(([stack, elements]) => ({ stack, ...readStack(stack, elements) }));
  const below = (parent: Stack): Record<string, NestedTemplate> =>
    Object.fromEntries(
      read
        .filter(({ stack }) => stack.nestedStackParent === parent)
        .map(({ stack, template, paths }) => [
          String(parent.resolve(stack.nestedStackResource?.logicalId)),
          {
            template,
            templateFile: stack.templateFile,
            pathOf: (logicalId: string) => paths.get(logicalId),
            nested: below(stack),
          },
        ]),
    );
  return read
    .filter(({ stack }) => stack.nestedStackParent === undefined)
    .map(({ stack, template, paths }) => ({
      name: String(stack.resolve(stack.stackName)),
      path: stack.node.path,
      template,
      templateFile: stack.templateFile,
      artifact: stack.node.path,
      after: stack.dependencies.map(({ node }) => node.path),
      pathOf: (logicalId) => paths.get(logicalId),
      nested: below(stack),
      ...environmentOf(stack),
    }));
}

type Template = Record<string, Record<string, never>>;

/** The template that the elements of a stack make together, and the construct paths of its resources. */
function readStack(stack: Stack, elements: readonly CfnElement[]): { template: Template; paths: Map<string, string> } {
  const template: Template = {};
  const paths = new Map<string, string>();
  for (const element of elements) {
    const part = stack.resolve(fragmentOf(element));
    for (const [section, entries] of Object.entries(record(part))) {
      template[section] = { ...template[section], ...(record(entries) as Record<string, never>) };
    }
    if (CfnResource.isCfnResource(element)) {
      Object.keys(record(record(part).Resources)).forEach((id) => paths.set(id, element.node.path));
    }
  }
  return { template: legible(template) as Template, paths };
}

function environmentOf(stack: Stack): { account?: string; region?: string } {
  const { account, region } = record(stack.resolve({ account: stack.account, region: stack.region }));
  return {
    ...(typeof account === 'string' && { account }),
    ...(typeof region === 'string' && { region }),
  };
}
