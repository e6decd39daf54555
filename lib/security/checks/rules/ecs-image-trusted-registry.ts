import { imageOf, isEcrHost } from '../image';
import { perContainer } from '../verdict';
import { TASKS } from '../resource-types';
import type { Rule } from '../rule';

export const ecsImageTrustedRegistry: Rule = {
  id: 'ECSImageTrustedRegistry',
  level: 'error',
  sections: ['4.1.5'],
  types: TASKS,
  info: "the image comes from a registry that is not on the allow-list; copy it to ECR (a pull-through cache does it by itself), or add the registry to 'trustedRegistries' of the pack",
  check: (subject) =>
    perContainer(subject, 'Image', (container) => {
      const image = imageOf(subject, container);
      if (image === undefined) {
        return 'unresolved';
      }
      return isEcrHost(image.host) ||
        subject.settings.trustedRegistries.some((trusted) => image.path.startsWith(`${trusted}/`))
        ? 'compliant'
        : 'broken';
    }),
};
