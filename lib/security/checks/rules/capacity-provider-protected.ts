import { record, text } from '../../../internal/template-value';
import { Rule } from '../rule';
import { findingsOf, judge } from '../verdict';

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
