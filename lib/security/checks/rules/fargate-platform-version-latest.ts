import { items, record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const fargatePlatformVersionLatest: Rule = {
  id: 'FargatePlatformVersionLatest',
  level: 'error',
  sections: ['4.4.1'],
  types: [SERVICE],
  info: "the service is pinned to an old Fargate platform and misses its patches; leave 'PlatformVersion' out or set LATEST (1.4.0 is the current Linux line)",
  same: ['SecurityHub ECS.10', 'ControlTower CT.ECS.PR.1', 'checkov CKV_AWS_332'],
  check: ({ properties }) => {
    const providers = items(properties.CapacityProviderStrategy).map((entry) => text(record(entry).CapacityProvider));
    const onFargate =
      text(properties.LaunchType) === 'FARGATE' || providers.some((name) => name?.startsWith('FARGATE'));
    return onFargate
      ? findingsOf(
          judge(properties.PlatformVersion, 'compliant', (version) =>
            ['LATEST', '1.4.0'].includes(text(version) ?? ''),
          ),
          '',
          'PlatformVersion',
        )
      : [];
  },
};
