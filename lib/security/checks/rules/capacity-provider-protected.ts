import { record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

export const capacityProviderProtected: Rule = {
  id: 'CapacityProviderProtected',
  level: 'warning',
  sections: ['4.3.5'],
  types: ['AWS::ECS::CapacityProvider'],
  info: "hosts are taken away under running tasks; leave 'ManagedDraining' ENABLED",
  check: ({ properties }) =>
    properties.AutoScalingGroupProvider === undefined
      ? []
      : findingsOf(
          judge(
            record(properties.AutoScalingGroupProvider).ManagedDraining,
            'compliant',
            (value) => text(value) !== 'DISABLED',
          ),
          '',
          'ManagedDraining',
        ),
};
