import { imageOf } from '../image';
import { perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsImageNoLatestTag: Rule = {
  id: 'ECSImageNoLatestTag',
  level: 'error',
  sections: ['4.1.5', '4.2.2'],
  types: TASKS,
  info: "'Image' has no tag or one that moves (latest, stable), so two deployments of one template run different code; name a version or, better, a digest",
  check: (subject) =>
    perContainer(subject, 'Image', (container) => {
      const image = imageOf(subject, container);
      if (image === undefined || (image.digest === undefined && image.tag === 'unknown')) {
        return 'unresolved';
      }
      return image.digest === undefined && (image.tag === undefined || /^(latest|stable|main|master)$/.test(image.tag))
        ? 'broken'
        : 'compliant';
    }),
};
