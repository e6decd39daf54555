import { Rule, TASKS } from '../rule';
import { imageOf } from '../image';
import { perContainer } from '../verdict';

export const ecsImagePinnedByDigest: Rule = {
  id: 'ECSImagePinnedByDigest',
  level: 'warning',
  sections: ['4.1.5'],
  types: TASKS,
  info: "'Image' names a tag, which whoever may push can move; name the digest: repository@sha256:...",
  check: (subject) =>
    perContainer(subject, 'Image', ({ properties }) => {
      const image = imageOf(subject, properties.Image);
      if (image === undefined || (image.digest === undefined && image.tag === 'unknown')) {
        return 'unresolved';
      }
      return image.digest === undefined ? 'broken' : 'compliant';
    }),
};
