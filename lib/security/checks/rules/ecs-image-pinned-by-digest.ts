import { imageOf } from '../image';
import { perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsImagePinnedByDigest: Rule = {
  id: 'ECSImagePinnedByDigest',
  level: 'warning',
  sections: ['4.1.5'],
  types: TASKS,
  info: "'Image' names a tag, which can be moved to another image; name the digest: repository@sha256:...",
  check: (subject) =>
    perContainer(subject, 'Image', (container) => {
      const image = imageOf(subject, container);
      if (image === undefined || (image.digest === undefined && image.tag === 'unknown')) {
        return 'unresolved';
      }
      return image.digest === undefined ? 'broken' : 'compliant';
    }),
};
