import { asksForFargate, levelsOfPools, placementOf, sensitivityOf } from '../sensitivity';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsNoMixedSensitivity: Rule = {
  id: 'ECSNoMixedSensitivity',
  level: 'error',
  sections: ['4.3.4', '4.5.2'],
  types: [SERVICE],
  info: 'services of different sensitivity run on the same hosts and share a kernel; give each level its own capacity provider, and constrain placement by an attribute of its hosts',
  around: true,
  concerns: ({ properties }) => !asksForFargate(properties) && sensitivityOf(properties) !== undefined,
  check: (subject) => {
    const level = sensitivityOf(subject.properties);
    const others = new Set(
      placementOf(subject).pools.flatMap((pool) =>
        [...(levelsOfPools(subject.model).get(pool) ?? [])].flatMap(([other, services]) =>
          other === level ? [] : services,
        ),
      ),
    );
    return [...others].map(({ logicalId }) => `Service::${logicalId}`);
  },
};
