import { items, record, text } from '../../../internal/template-value';
import type { Rule } from '../rule';

export const ecsClusterContainerInsights: Rule = {
  id: 'ECSClusterContainerInsights',
  level: 'warning',
  sections: ['4.4.4', '4.4.5'],
  types: ['AWS::ECS::Cluster'],
  info: "what tasks consume is not recorded, so a container gone astray is not seen; set 'containerInsights' in 'ClusterSettings' to enhanced",
  same: [
    'SecurityHub ECS.12',
    'ControlTower CT.ECS.PR.2',
    'checkov CKV_AWS_65',
    'trivy AWS-0034',
    'cdk-nag ECSClusterCloudWatchContainerInsights',
  ],
  check: ({ properties }) =>
    items(properties.ClusterSettings)
      .map(record)
      .some(({ Name, Value }) => text(Name) === 'containerInsights' && text(Value) !== 'disabled')
      ? []
      : [''],
};
