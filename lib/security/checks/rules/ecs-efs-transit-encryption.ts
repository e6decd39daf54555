import { text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { efsVolumes } from '../volumes';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsEfsTransitEncryption: Rule = {
  id: 'ECSEfsTransitEncryption',
  level: 'error',
  sections: ['4.3.2'],
  types: [TASK_DEFINITION],
  info: "data of the EFS volume crosses the network in clear text; set 'EFSVolumeConfiguration.TransitEncryption' to ENABLED",
  same: ['SecurityHub ECS.18', 'checkov CKV_AWS_97', 'trivy AWS-0035'],
  check: ({ properties }) =>
    efsVolumes(properties).flatMap(({ name, configuration }) =>
      findingsOf(
        judge(configuration.TransitEncryption, 'broken', (value) => text(value) === 'ENABLED'),
        `Volume::${name}`,
        'TransitEncryption',
      ),
    ),
};
