import { flag, isUnknown, record, text } from '../../../internal/template-value';
import { Rule, SERVICE, unresolved } from '../rule';

export const ecsExecAudited: Rule = {
  id: 'ECSExecAudited',
  level: 'error',
  sections: ['4.3.1', '4.4.5'],
  types: [SERVICE],
  info: "ECS Exec is on, but the cluster does not record and encrypt its sessions; set 'Configuration.ExecuteCommandConfiguration' of the cluster: KmsKeyId, Logging OVERRIDE, and an encrypted log group or bucket",
  same: ['checkov CKV_AWS_223', 'checkov CKV_AWS_224'],
  check: ({ properties, stack }) => {
    if (flag(properties.EnableExecuteCommand) !== true) {
      return isUnknown(properties.EnableExecuteCommand) ? [unresolved('EnableExecuteCommand')] : [];
    }
    const cluster = stack.referred(properties.Cluster);
    if (cluster?.type !== 'AWS::ECS::Cluster') {
      return [unresolved('Cluster')];
    }
    const configuration = record(record(cluster.properties.Configuration).ExecuteCommandConfiguration);
    const log = record(configuration.LogConfiguration);
    const recorded =
      (log.CloudWatchLogGroupName !== undefined && flag(log.CloudWatchEncryptionEnabled) === true) ||
      (log.S3BucketName !== undefined && flag(log.S3EncryptionEnabled) === true);
    return [
      ...(configuration.KmsKeyId === undefined ? ['KmsKeyId'] : []),
      ...(text(configuration.Logging) !== 'OVERRIDE' || !recorded ? ['LogConfiguration'] : []),
    ];
  },
};
