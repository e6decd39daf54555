import type { aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const RIGHTS = Symbol.for('cdk-ecs-groundwork.DeclaredRights');

/** Says what a role must be allowed for something that was asked of this library, whatever becomes of its policies. */
export function declareRight(role: IConstruct, statement: iam.PolicyStatement): void {
  Object.defineProperty(role, RIGHTS, { value: [...declaredRights(role), statement], configurable: true });
}

/** The statements that were declared for a role. */
export function declaredRights(role: IConstruct): readonly iam.PolicyStatement[] {
  return (role as { [RIGHTS]?: readonly iam.PolicyStatement[] })[RIGHTS] ?? [];
}
