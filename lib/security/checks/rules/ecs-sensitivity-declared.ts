import { asksForFargate, placementOf, sensitivityOf } from '../sensitivity';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsSensitivityDeclared: Rule = {
  id: 'ECSSensitivityDeclared',
  level: 'warning',
  sections: ['4.3.4'],
  types: [SERVICE],
  info: "the service shares its hosts' kernel with others, but nothing says how sensitive it is; tag it with 'Sensitivity' (an isolation tier does) so that mixing can be found",
  around: true,
  concerns: ({ properties }) => !asksForFargate(properties) && sensitivityOf(properties) === undefined,
  check: (subject) => (placementOf(subject).sharesKernel ? [''] : []),
};
