import * as iam from 'aws-cdk-lib/aws-iam';
import { Finding, warning } from '../../internal/finding';
import { text } from '../../internal/template-value';

/** AWS managed policies that give an administrator's rights or the rights of every task at once. */
const WIDE_MANAGED_POLICIES = [
  'AdministratorAccess',
  'AmazonECS_FullAccess',
  'IAMFullAccess',
  'PowerUserAccess',
  'service-role/AmazonECSTaskExecutionRolePolicy',
] as const;

/**
 * Finds the parts of a statement that allow more than needed, each with the narrower form. Denials are never too wide.
 */
export function wideParts(statement: iam.PolicyStatement): Finding[] {
  if (statement.effect !== iam.Effect.ALLOW) {
    return [];
  }
  const actions = statement.actions.map(text).filter((action) => action !== undefined);
  const wide = actions.filter((action) => action === '*' || action.endsWith(':*'));
  const findings: Finding[] = [];
  if (wide.length > 0) {
    findings.push(
      warning(
        'Role.wildcardAction',
        `'actions' allow ${wide.join(', ')}, which is every action there is; name the actions that the containers call`,
      ),
    );
  }
  if (statement.notActions.length > 0) {
    findings.push(
      warning(
        'Role.wildcardAction',
        `'notActions' with Allow permits every action but ${statement.notActions.join(', ')}; name the actions that the containers call`,
      ),
    );
  }
  if (statement.resources.includes('*')) {
    const named = actions.filter((action) => !wide.includes(action));
    findings.push(
      warning(
        'Role.wildcardResource',
        `'resources' of ${named.length > 0 ? named.join(', ') : 'the statement'} is *, which is every resource of the account; ` +
          'give the ARNs that the containers use, or use a grant method of the resource',
      ),
    );
  }
  if (statement.notResources.length > 0) {
    findings.push(
      warning(
        'Role.wildcardResource',
        "'notResources' with Allow permits every other resource of the account; give the ARNs that the containers use",
      ),
    );
  }
  return findings;
}

/** The AWS managed policy among the known wide ones that an ARN names, if any. */
export function wideManagedPolicy(arn: string): string | undefined {
  return WIDE_MANAGED_POLICIES.find((name) => arn.endsWith(`:policy/${name}`));
}
