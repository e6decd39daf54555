import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { declareRight } from '../../internal/declared-rights';
import { fail } from '../../internal/errors';
import { warn } from '../../internal/warnings';
import { acknowledgeWildcard } from '../../internal/acknowledge-wildcard';
import { TASKS_PRINCIPAL, trustedServices } from './task-trust';

/** A role that receives statements, whoever made it. */
export interface Grantee {
  readonly role: iam.IRole;
  /** The statements that an immutable role did not take, as they would be written in its policy. */
  readonly missing: unknown[];
}

/**
 * A role that tasks take. Fails when the role is known to trust somebody else.
 */
export function taskGrantee(role: iam.IRole, prop: string): Grantee {
  const services = trustedServices(role);
  if (services !== undefined && !services.includes(TASKS_PRINCIPAL)) {
    fail(
      role,
      'Role.wrongPrincipal',
      `'${prop}' must trust ${TASKS_PRINCIPAL}, got ${services.join(', ') || 'no service'}; ECS could never take this role: ` +
        'make it with TaskRole or ExecutionRole, or add the principal to its trust policy',
    );
  }
  return { role, missing: missingFrom(role) };
}

/**
 * Adds a statement, or keeps it for the warning when the role takes none. `reason` explains a wildcard at the end of its
 * resources, where there is one: the objects of a bucket, the tasks of a cluster.
 */
export function allow({ role, missing }: Grantee, statement: iam.PolicyStatement, reason?: string): iam.Grant {
  if (isImmutable(role)) {
    missing.push(statement.toStatementJson() as unknown);
    return iam.Grant.drop(role, 'the role takes no permissions; the warning at synth lists them');
  }
  declareRight(role, statement);
  const { actions, resources: resourceArns, conditions } = statement;
  if (reason !== undefined) {
    resourceArns
      .filter((arn) => arn !== '*' && arn.endsWith('*'))
      .forEach((arn) => acknowledgeWildcard(role, arn, reason));
  }
  return iam.Grant.addToPrincipal({ grantee: role, actions, resourceArns, conditions });
}

/**
 * Whether statements added to the role go nowhere: `fromRoleArn(..., { mutable: false })`, a role of another account,
 * or `withoutPolicyUpdates()`. aws-cdk-lib says nothing of it, and its class is not exported.
 */
export function isImmutable(role: iam.IRole): boolean {
  return 'addGrantsToResources' in role;
}

const missingStatements = new WeakMap<iam.IRole, unknown[]>();

/**
 * The statements that an immutable role lacks, kept per role: its owner can add them only together, so one warning at
 * synth has them all.
 */
function missingFrom(role: iam.IRole): unknown[] {
  const known = missingStatements.get(role);
  if (known !== undefined) {
    return known;
  }
  const missing: unknown[] = [];
  missingStatements.set(role, missing);
  if (isImmutable(role)) {
    role.node.addValidation({
      validate: () => {
        if (missing.length > 0) {
          const statements = JSON.stringify(Stack.of(role).resolve(missing));
          warn(role, {
            code: 'Role.immutable',
            message: `the role takes no permissions here (imported as immutable, or of another account); add these statements to it where it is made, or the task cannot start: ${statements}`,
          });
        }
        return [];
      },
    });
  }
  return missing;
}
