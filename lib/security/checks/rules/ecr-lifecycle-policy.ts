import type { Rule } from '../rule';

export const ecrLifecyclePolicy: Rule = {
  id: 'ECRLifecyclePolicy',
  level: 'warning',
  sections: ['4.2.2'],
  types: ['AWS::ECR::Repository'],
  info: "old images stay pullable for ever; set 'LifecyclePolicy' so that stale ones expire",
  same: ['SecurityHub ECR.3', 'ControlTower CT.ECR.PR.1'],
  check: ({ properties }) => (properties.LifecyclePolicy === undefined ? [''] : []),
};
