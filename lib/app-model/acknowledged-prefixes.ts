import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { record } from '../internal/template-value';

/**
 * Acknowledges a finding for which somebody acknowledged a prefix, as `CapacityChecks::CapacityPlan.*`: the CDK knows whole
 * ids only, and its report keeps the reason with the finding.
 */
export function reasonsFor(resource: IConstruct | undefined, id: string): void {
  for (let at = resource; at !== undefined; at = at.node.scope) {
    for (const [prefix, reason] of prefixesAt(at)) {
      if (id.startsWith(prefix)) {
        Validations.of(at).acknowledge({ id, reason });
        return;
      }
    }
  }
}

function prefixesAt(at: IConstruct): [string, string][] {
  return at.node.metadata
    .filter(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && !Token.isUnresolved(data))
    .flatMap(({ data }) => Object.entries(record(data)))
    .filter(([id]) => id.endsWith('*'))
    .map(([id, reason]) => [id.slice(0, -1), String(reason)]);
}
