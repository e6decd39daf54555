import { providersOfGroup } from '../../../app-model/views/capacity';
import { number } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import type { Rule } from '../rule';

/** Fourteen days: about how often AWS replaces the hosts of ECS Managed Instances. */
const LONGEST_SECONDS = 14 * 24 * 60 * 60;

export const hostMaxLifetime: Rule = {
  id: 'HostMaxLifetime',
  level: 'warning',
  sections: ['4.5.3'],
  types: ['AWS::AutoScaling::AutoScalingGroup'],
  info: "hosts live until they fail, with whatever crept in; set 'MaxInstanceLifetime' to 14 days (1209600) or less",
  around: true,
  check: ({ properties, model, resource }) =>
    providersOfGroup(model, resource).length > 0
      ? findingsOf(
          judge(
            properties.MaxInstanceLifetime,
            'broken',
            (seconds) => (number(seconds) ?? Infinity) <= LONGEST_SECONDS && number(seconds) !== 0,
          ),
          '',
          'MaxInstanceLifetime',
        )
      : [],
};
