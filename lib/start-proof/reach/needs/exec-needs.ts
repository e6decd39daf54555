import { asRecord, asText, dig } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, PARTITION, service } from './context';

/** ECS Exec, with the log and the key of the sessions. */
export function execNeeds({ graph, placement, region, task }: Context): Need[] {
  if (asText(placement.service.EnableExecuteCommand) !== 'true') {
    return [];
  }
  const base = { plane: task, property: 'EnableExecuteCommand' };
  const cluster = placement.cluster?.resource;
  const exec = cluster ? dig(graph.property(cluster, 'Configuration'), 'ExecuteCommandConfiguration') : undefined;
  const log = asRecord(dig(exec, 'LogConfiguration'));
  return [
    {
      ...base,
      target: service('ssmmessages', region, ['ssmmessages:OpenDataChannel'], '*'),
      purpose: 'open an ECS Exec session',
    },
    ...(dig(exec, 'KmsKeyId') === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.KmsKeyId',
            target: service('kms', region, ['kms:Decrypt'], '*'),
            purpose: 'encrypt the ECS Exec session',
          },
        ]),
    ...(log.CloudWatchLogGroupName === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service('logs', region, ['logs:PutLogEvents'], '*'),
            purpose: 'log the ECS Exec session',
          },
        ]),
    ...(log.S3BucketName === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              's3',
              region,
              ['s3:PutObject'],
              `arn:${PARTITION}:s3:::${graph.text(log.S3BucketName) ?? '*'}/*`,
            ),
            purpose: 'log the ECS Exec session',
          },
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              's3',
              region,
              ['s3:GetEncryptionConfiguration'],
              `arn:${PARTITION}:s3:::${graph.text(log.S3BucketName) ?? '*'}`,
            ),
            purpose: 'ask how the bucket of ECS Exec sessions is encrypted',
            soft: true,
          },
        ]),
  ];
}
