import type { Rule } from '../rule';

export const vpcFlowLogs: Rule = {
  id: 'VpcFlowLogs',
  level: 'warning',
  sections: ['4.4.2'],
  types: ['AWS::EC2::VPC'],
  info: "traffic cannot be analyzed afterwards; add an 'AWS::EC2::FlowLog' for the network",
  same: ['SecurityHub EC2.6', 'checkov CKV2_AWS_11', 'cdk-nag VPCFlowLogsEnabled'],
  around: true,
  check: ({ model, resource }) =>
    model.referrersOf(resource, 'AWS::EC2::FlowLog', 'ResourceId').length > 0 ? [] : [''],
};
