import { asRecord, asText, dig } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, PARTITION, calls, service, someResource } from './context';
import { groupArns } from './log-needs';

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (channel) => `ssmmessages:${channel}`,
);

/** ECS Exec, with the log and the key of the sessions. */
export function execNeeds(context: Context): Need[] {
  const { graph, placement, region, task, taskRole } = context;
  if (asText(placement.service.EnableExecuteCommand) !== 'true') {
    return [];
  }
  const base = { plane: task, property: 'EnableExecuteCommand' };
  const cluster = placement.cluster?.resource;
  const exec = cluster ? dig(graph.property(cluster, 'Configuration'), 'ExecuteCommandConfiguration') : undefined;
  // Without a word the API takes what the configuration says.
  const recorded = !['NONE', 'DEFAULT'].includes(asText(dig(exec, 'Logging')) ?? 'OVERRIDE');
  const log = recorded ? asRecord(dig(exec, 'LogConfiguration')) : {};
  const key = graph.text(dig(exec, 'KmsKeyId')) ?? '';
  const isArn = /^arn:[^:]*:kms:.*:key\//.test(context.arns.write(key));
  const bucket = graph.text(log.S3BucketName) ?? someResource('the bucket');
  const prefix = (graph.text(log.S3KeyPrefix) ?? '').replace(/([^/])\/*$/, '$1/');
  return [
    {
      ...base,
      target: service('ssmmessages', region, calls(taskRole, CHANNELS, '*')),
      purpose: 'open an ECS Exec session',
    },
    ...(dig(exec, 'KmsKeyId') === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.KmsKeyId',
            target: service('kms', region, calls(taskRole, ['kms:Decrypt'], isArn ? key : someResource('the key'))),
            purpose: 'encrypt the ECS Exec session',
          },
        ]),
    ...(log.CloudWatchLogGroupName === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              'logs',
              region,
              calls(
                taskRole,
                ['logs:CreateLogStream', 'logs:PutLogEvents'],
                ...groupArns(context, region, graph.text(log.CloudWatchLogGroupName)),
              ),
            ),
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
              calls(
                taskRole,
                ['s3:PutObject'],
                `arn:${PARTITION}:s3:::${bucket}/${prefix}${someResource('an object')}`,
              ),
            ),
            purpose: 'log the ECS Exec session',
          },
          {
            ...base,
            property: 'ExecuteCommandConfiguration.LogConfiguration',
            target: service(
              's3',
              region,
              calls(taskRole, ['s3:GetEncryptionConfiguration'], `arn:${PARTITION}:s3:::${bucket}`),
            ),
            purpose: 'ask how the bucket of ECS Exec sessions is encrypted',
            soft: true,
          },
        ]),
  ];
}
