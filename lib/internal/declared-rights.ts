import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const RIGHTS = Symbol.for('cdk-ecs-groundwork.DeclaredRights');
/** At the root of a tree: whether any role of it has some. */
const DECLARED = Symbol.for('cdk-ecs-groundwork.HasDeclaredRights');

/** Says what a role must be allowed for something that was asked of this library, whatever becomes of its policies. */
export function declareRight(role: IConstruct, statement: iam.PolicyStatement): void {
  Object.defineProperty(role, RIGHTS, { value: [...declaredRights(role), statement], configurable: true });
  Object.defineProperty(role.node.root, DECLARED, { value: true, configurable: true });
}

/** The statements that were declared for a role. */
export function declaredRights(role: IConstruct): readonly iam.PolicyStatement[] {
  return (role as { [RIGHTS]?: readonly iam.PolicyStatement[] })[RIGHTS] ?? [];
}

/** Whether anything was declared in the tree of a root: to find the constructs of all roles costs a third of the rights. */
export function hasDeclaredRights(root: IConstruct): boolean {
  return (root as { [DECLARED]?: boolean })[DECLARED] === true;
}
