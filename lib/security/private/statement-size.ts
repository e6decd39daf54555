import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Characters that a reference may grow to at deployment: the longest ARNs of a task are about this long. */
const REFERENCE_SIZE = 130;

/**
 * About as many characters as a statement takes in a policy. Tokens must not be resolved this early, so each counts as the
 * longest ARN that it may become.
 */
export function statementSize(statement: PolicyStatement): number {
  const json = JSON.stringify(statement.toJSON());
  return json.length + REFERENCE_SIZE * (json.match(/\$\{Token\[/g)?.length ?? 0);
}
