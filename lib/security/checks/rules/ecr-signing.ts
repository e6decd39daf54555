import { accountWide } from '../app-reading';
import type { Rule } from '../rule';

export const ecrSigning: Rule = {
  id: 'ECRSigning',
  level: 'warning',
  sections: ['4.1.5'],
  types: ['AWS::ECR::Repository'],
  info: "nothing signs the images of this registry, so their origin cannot be proved; add an 'AWS::ECR::SigningConfiguration' with a signing profile",
  around: true,
  check: (subject) => (accountWide(subject, 'AWS::ECR::SigningConfiguration').length > 0 ? [] : ['']),
};
