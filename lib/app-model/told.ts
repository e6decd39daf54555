import { CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../internal/finding';

const WARNING = 'aws:cdk:warning';

/**
 * Whether the tree carries a warning already, or somebody acknowledged it there: constructs of this library warn by
 * themselves, and nobody should read or acknowledge one danger twice.
 */
export function isTold(resourceOf: () => CfnResource | undefined, finding: Finding): boolean {
  return finding.severity === 'warning' && (resourceOf()?.node.scopes.some((scope) => tells(scope, finding)) ?? false);
}

function tells(construct: IConstruct, { code, message }: Finding): boolean {
  return construct.node.metadata.some(({ type, data }) => {
    if (type === WARNING) {
      return typeof data === 'string' && data.startsWith(message) && data.endsWith(`:${code}]`);
    }
    return (
      type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY &&
      Object.keys(Object(data)).includes(`Annotation::cdk-ecs-groundwork:${code}`)
    );
  });
}
