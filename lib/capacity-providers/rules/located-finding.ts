import type { Finding } from '../../internal/finding';
import type { Resource } from '../../app-model/resource';

/** A finding with the resource that it is about. */
export interface LocatedFinding {
  readonly resource: Resource;
  readonly finding: Finding;
}

export function at(resource: Resource, ...findings: Finding[]): LocatedFinding[] {
  return findings.map((finding) => ({ resource, finding }));
}
