import type { ResourceFinding } from '../../app-model/check';
import type { ServiceReading } from './service-reading';

/** A finding about a property of a service. */
export function at(
  { resource }: ServiceReading,
  property: string,
  severity: 'error' | 'warning',
  code: string,
  message: string,
  fix: string,
): ResourceFinding {
  return {
    resource,
    location: `Properties.${property}`,
    finding: { code, severity, message: `${resource.path}: ${message}`, fix },
  };
}
