import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { faultLine } from './errors';
import { Finding } from './finding';
import { plainLine } from './plain-line';

/** Prefix of every warning id; users acknowledge `cdk-ecs-groundwork:<code>`. */
const LIBRARY = 'cdk-ecs-groundwork';

/**
 * Warns at `scope`. The id is `cdk-ecs-groundwork:<code>`, so it can be acknowledged with a reason; the container, when
 * the finding is about one, is its context, so one container can be acknowledged alone (`where: { container }`).
 */
export function warn(scope: IConstruct, finding: Pick<Finding, 'code' | 'message' | 'container'>): void {
  const { code, message, container } = finding;
  Validations.of(scope).addWarning(
    `${LIBRARY}:${code}`,
    plainLine(message),
    container === undefined ? {} : { context: { container } },
  );
}

/**
 * Reports what a check found once the tree is complete, from `node.addValidation`: warnings are raised at `scope`, errors
 * are returned as the lines with which CDK fails the synth.
 */
export function reportFindings(scope: IConstruct, findings: readonly Finding[]): string[] {
  findings.filter(({ severity }) => severity === 'warning').forEach((finding) => warn(scope, finding));
  return findings.filter(({ severity }) => severity === 'error').map(faultLine);
}
