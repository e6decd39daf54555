import { Finding, warning } from './finding';

/** The warning of a number of tasks beside something that scales them. */
export function desiredCountFinding(): Finding {
  return warning(
    'ServiceScaling.desiredCount',
    "the service has a 'desiredCount', to which every deployment that changes the service resets it, whatever the load; leave it out",
  );
}
