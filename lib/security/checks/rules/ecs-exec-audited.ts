import { flag, isUnknown, record, text } from '../../../internal/template-value';
import { clusterOf } from '../app-reading';
import { findingsOf, judge, Verdict, worst } from '../verdict';
import { SERVICE } from '../resource-types';
import { Rule, unresolved } from '../rule';

export const ecsExecAudited: Rule = {
  id: 'ECSExecAudited',
  level: 'error',
  sections: ['4.3.1', '4.4.5'],
  types: [SERVICE],
  info: "ECS Exec is on, but the cluster does not record and encrypt its sessions; set 'Configuration.ExecuteCommandConfiguration' of the cluster: KmsKeyId, Logging OVERRIDE, and an encrypted log group or bucket",
  same: ['checkov CKV_AWS_223', 'checkov CKV_AWS_224'],
  around: true,
  concerns: ({ properties: { EnableExecuteCommand } }) =>
    flag(EnableExecuteCommand) === true || isUnknown(EnableExecuteCommand),
  check: (subject) => {
    if (isUnknown(subject.properties.EnableExecuteCommand)) {
      return [unresolved('EnableExecuteCommand')];
    }
    const cluster = clusterOf(subject);
    if (cluster === undefined) {
      return [unresolved('Cluster')];
    }
    const { Configuration } = cluster.properties;
    const { ExecuteCommandConfiguration } = record(Configuration);
    const { KmsKeyId, Logging, LogConfiguration } = record(ExecuteCommandConfiguration);
    if ([Configuration, ExecuteCommandConfiguration, LogConfiguration].some(isUnknown)) {
      return [unresolved('Cluster.Configuration')];
    }
    const log = record(LogConfiguration);
    const recorded = best([
      log.CloudWatchLogGroupName === undefined ? 'broken' : isOn(log.CloudWatchEncryptionEnabled),
      log.S3BucketName === undefined ? 'broken' : isOn(log.S3EncryptionEnabled),
    ]);
    const overridden = judge(Logging, 'broken', (value) => text(value) === 'OVERRIDE');
    return [
      ...(KmsKeyId === undefined ? ['KmsKeyId'] : []),
      ...findingsOf(worst([overridden, recorded]), 'LogConfiguration', 'Logging'),
    ];
  },
};

function isOn(encryption: unknown): Verdict {
  return judge(encryption, 'broken', (value) => flag(value) === true);
}

/** One place that is fine is enough. */
function best(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('compliant') ? 'compliant' : verdicts.includes('unresolved') ? 'unresolved' : 'broken';
}
