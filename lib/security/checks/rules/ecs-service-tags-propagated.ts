import { flag, text } from '../../../internal/template-value';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsServiceTagsPropagated: Rule = {
  id: 'ECSServiceTagsPropagated',
  level: 'warning',
  sections: ['4.4.5'],
  types: [SERVICE],
  info: "a running task does not tell which service and owner it belongs to; set 'EnableECSManagedTags' and 'PropagateTags'",
  check: ({ properties }) => [
    ...(flag(properties.EnableECSManagedTags) === false || properties.EnableECSManagedTags === undefined
      ? ['EnableECSManagedTags']
      : []),
    ...(properties.PropagateTags === undefined || text(properties.PropagateTags) === 'NONE' ? ['PropagateTags'] : []),
  ],
};
