import type { Finding } from '../../internal/finding';
import type { TemplateResource } from '../private/template-resources';

/** A finding with the resource that it is about. */
export interface LocatedFinding {
  readonly resource: TemplateResource;
  readonly finding: Finding;
}

export function at(resource: TemplateResource, ...findings: Finding[]): LocatedFinding[] {
  return findings.map((finding) => ({ resource, finding }));
}
