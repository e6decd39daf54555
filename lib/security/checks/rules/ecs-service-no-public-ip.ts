import { record, text } from '../../../internal/template-value';
import { findingsOf, judge } from '../verdict';
import { SERVICE } from '../resource-types';
import type { Rule } from '../rule';

export const ecsServiceNoPublicIp: Rule = {
  id: 'ECSServiceNoPublicIp',
  level: 'error',
  sections: ['4.3.3'],
  types: [SERVICE, 'AWS::ECS::TaskSet'],
  info: "every task gets a public address; set 'AssignPublicIp' to DISABLED and let a load balancer or endpoints stand before the tasks",
  same: ['SecurityHub ECS.2', 'SecurityHub ECS.16', 'ControlTower CT.ECS.PR.9', 'checkov CKV_AWS_333'],
  check: ({ properties }) => {
    const network = record(properties.NetworkConfiguration);
    const { AssignPublicIp } = record(network.AwsvpcConfiguration ?? network.AwsVpcConfiguration);
    return findingsOf(
      judge(AssignPublicIp, 'compliant', (value) => text(value) !== 'ENABLED'),
      '',
      'AssignPublicIp',
    );
  },
};
