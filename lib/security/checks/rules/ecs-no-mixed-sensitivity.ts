import { all } from '../app-reading';
import { Rule, SERVICE } from '../rule';
import { placementOf, sensitivityOf } from '../sensitivity';

export const ecsNoMixedSensitivity: Rule = {
  id: 'ECSNoMixedSensitivity',
  level: 'error',
  sections: ['4.3.4', '4.5.2'],
  types: [SERVICE],
  info: 'services of different sensitivity run on the same hosts and share a kernel; give each level its own capacity provider, and constrain placement by an attribute of its hosts',
  check: (subject) => {
    const own = placementOf(subject);
    const level = sensitivityOf(subject.properties);
    if (!own.sharesKernel || level === undefined) {
      return [];
    }
    return all(subject.model, SERVICE)
      .filter((other) => other.resource !== subject.resource)
      .filter((other) => {
        const theirs = sensitivityOf(other.properties);
        return (
          theirs !== undefined && theirs !== level && placementOf(other).pools.some((pool) => own.pools.includes(pool))
        );
      })
      .map((other) => `Service::${other.resource.logicalId}`);
  },
};
