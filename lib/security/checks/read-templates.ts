import { readFileSync } from 'node:fs';
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { finalProperties } from '../../internal/final-properties';
import { record, text } from '../../internal/template-value';
import type { ResourceView } from './stack-view';

/** A resource of a template, and the construct it comes from. */
export interface TemplateResource extends ResourceView {
  readonly node: CfnResource;
  /** Parameters of its template. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where a synthesized template lies. */
interface Written {
  readonly stackConstructPath: string;
  readonly templatePath: string;
}

/**
 * All resources below a construct, stack by stack, as the templates hold them.
 *
 * Templates that are already written are read, which costs a fraction of resolving every resource once more; the others
 * (nested stacks, direct calls in tests) are resolved.
 */
export function readTemplates(root: IConstruct, written: readonly Written[]): TemplateResource[][] {
  const files = new Map(written.map(({ stackConstructPath, templatePath }) => [stackConstructPath, templatePath]));
  const byStack = new Map<Stack, CfnResource[]>();
  collect(root, byStack);
  return [...byStack].map(([stack, nodes]) => {
    const file = files.get(stack.node.path);
    const template = record(file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8')));
    const resources = record(template.Resources);
    const parameters = file === undefined ? parametersOf(stack) : record(template.Parameters);
    return nodes.map((node) => {
      const logicalId = logicalIdOf(node, stack, resources);
      const entry = resources[logicalId];
      return {
        node,
        type: node.cfnResourceType,
        logicalId,
        properties: entry === undefined ? finalProperties(node) : record(record(entry).Properties),
        parameters,
      };
    });
  });
}

/** The id in the template; only overridden ids need resolving, which is slow. */
function logicalIdOf(node: CfnResource, stack: Stack, resources: Readonly<Record<string, unknown>>): string {
  const allocated = stack.getLogicalId(node);
  return allocated in resources ? allocated : (text(stack.resolve(node.logicalId)) ?? node.node.path);
}

function collect(construct: IConstruct, into: Map<Stack, CfnResource[]>): void {
  if (CfnResource.isCfnResource(construct)) {
    const stack = Stack.of(construct);
    const known = into.get(stack);
    if (known === undefined) {
      into.set(stack, [construct]);
    } else {
      known.push(construct);
    }
  }
  construct.node.children.forEach((child) => collect(child, into));
}

/** The parameters that the stack's constructs make, found without a template: by their type and default. */
function parametersOf(stack: Stack): Record<string, unknown> {
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
