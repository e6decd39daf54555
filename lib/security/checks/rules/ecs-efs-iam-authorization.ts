import { record, text } from '../../../internal/template-value';
import { findingsOf, judge, worst } from '../verdict';
import { efsVolumes } from '../volumes';
import { TASK_DEFINITION } from '../resource-types';
import type { Rule } from '../rule';

export const ecsEfsIamAuthorization: Rule = {
  id: 'ECSEfsIamAuthorization',
  level: 'warning',
  sections: ['4.3.2'],
  types: [TASK_DEFINITION],
  info: "any client that reaches the file system can mount all of it; set 'EFSVolumeConfiguration.AuthorizationConfig' with IAM ENABLED and an AccessPointId",
  check: ({ properties }) =>
    efsVolumes(properties).flatMap(({ name, configuration }) => {
      const { IAM, AccessPointId } = record(configuration.AuthorizationConfig);
      const verdict = worst([
        judge(IAM, 'broken', (value) => text(value) === 'ENABLED'),
        AccessPointId === undefined ? 'broken' : 'compliant',
      ]);
      return findingsOf(verdict, `Volume::${name}`, 'AuthorizationConfig');
    }),
};
