import type { Resource } from '../../app-model/app-model';

/** Something that must be there before a service is created, and as long as its tasks run. */
export interface Requirement {
  /** The kind of what is required, by which findings group and call it. */
  readonly kind: RequirementKind;
  readonly resource: Resource;
  /** The purpose that it serves: `rights of the execution role`. */
  readonly purpose: string;
}

export type RequirementKind =
  | 'policy'
  | 'route'
  | 'endpoint'
  | 'rule'
  | 'mountTarget'
  | 'association'
  | 'instances'
  | 'logGroup'
  | 'callee'
  | 'alarm'
  | 'taskDefinition'
  | 'cluster';

/** Each resource once, with what it is first needed for. */
export function once(requirements: readonly Requirement[]): Requirement[] {
  const seen = new Set<Resource>();
  const found: Requirement[] = [];
  for (const requirement of requirements) {
    const { size } = seen;
    if (seen.add(requirement.resource).size > size) {
      found.push(requirement);
    }
  }
  return found;
}
