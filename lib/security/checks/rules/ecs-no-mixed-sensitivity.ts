import { Rule, SERVICE } from '../rule';
import { placementOf, sensitivityOf } from '../sensitivity';

export const ecsNoMixedSensitivity: Rule = {
  id: 'ECSNoMixedSensitivity',
  level: 'error',
  sections: ['4.3.4', '4.5.2'],
  types: [SERVICE],
  info: 'services of different sensitivity run on the same hosts and share a kernel; give each level its own capacity provider, and constrain placement by an attribute of its hosts',
  check: ({ properties, stack, resource }) => {
    const own = placementOf(resource, stack);
    const level = sensitivityOf(properties);
    if (!own.sharesKernel || level === undefined) {
      return [];
    }
    return stack
      .all(SERVICE)
      .filter((other) => other.id !== resource.id)
      .filter((other) => {
        const theirs = sensitivityOf(other.properties);
        return (
          theirs !== undefined &&
          theirs !== level &&
          placementOf(other, stack).pools.some((pool) => own.pools.includes(pool))
        );
      })
      .map((other) => `Service::${other.logicalId}`);
  },
};
