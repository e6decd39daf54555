import { dirname } from 'node:path';
import type { Scope } from '../../app-model/app-model';
import type { ResourceFinding } from '../../app-model/check';
import { warning } from '../../internal/finding';
import type { CreationOrder } from './creation-order';
import type { Starter } from './starter';

/**
 * Finds stacks with tasks that take a value of another stack of the app which nothing makes the CDK deploy first: an export that is
 * imported by its name makes no dependency. Stacks without one are deployed in any order, and CloudFormation refuses an import that
 * does not exist yet.
 *
 * @see https://github.com/aws/aws-cdk/issues/937
 * @see https://github.com/aws/aws-cdk/issues/2394
 */
export function undeclaredImports(order: CreationOrder, starters: readonly Starter[]): ResourceFinding[] {
  const first = new Map<Scope, Starter>();
  for (const starter of starters) {
    const root = order.rootOf(starter.resource);
    if (!first.has(root)) {
      first.set(root, starter);
    }
  }
  return [...first].flatMap(([root, { resource }]) => {
    const declared = order.declaredBefore(root);
    const givers = order
      .giversOfStack(root)
      .filter((giver) => giver !== root && !declared.has(giver) && ofOneAssembly(giver, root));
    return [...new Set(givers)].map((giver) => ({
      resource,
      location: 'Properties',
      finding: {
        ...warning(
          'Order.undeclaredImport',
          `stack ${root.path} imports a value of stack ${giver.path}, and nothing makes the CDK deploy ${giver.path} first; CloudFormation refuses an import that does not exist yet`,
        ),
        fix: `make the stack wait: stack.addStackDependency(otherStack), with stack ${root.path} and otherStack ${giver.path}, or refer to the construct instead of the name of the export`,
      },
    }));
  });
}

/** Stacks of different stages cannot depend on each other; a pipeline keeps their order. */
function ofOneAssembly(one: Scope, other: Scope): boolean {
  const [a, b] = [one.stack.artifact, other.stack.artifact];
  return a !== undefined && b !== undefined && dirname(a) === dirname(b);
}
