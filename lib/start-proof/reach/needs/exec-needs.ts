import { Unknown } from '../../../app-model/app-model';
import { asText } from '../../../app-model/values';
import type { Need } from '../need';
import { Context, PARTITION, calls, openNeed, service, someResource } from './context';
import { groupArns } from './log-needs';
import { clusterView } from '../../../app-model/views/cluster';

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (channel) => `ssmmessages:${channel}`,
);

/** ECS Exec, with the log and the key of the sessions. */
export function execNeeds(context: Context): Need[] {
  const { graph, placement, region, task, taskRole } = context;
  const enabled = placement.service?.exec;
  if (enabled instanceof Unknown) {
    return [openNeed(context, 'open an ECS Exec session', 'EnableExecuteCommand', enabled)];
  }
  if (asText(enabled) !== 'true') {
    return [];
  }
  const base = { plane: task, property: 'EnableExecuteCommand' };
  const cluster = placement.cluster?.resource;
  const exec = cluster && clusterView(graph, cluster).exec;
  // Without a word the API takes what the configuration says.
  const recorded = !['NONE', 'DEFAULT'].includes(asText(exec?.logging) ?? 'OVERRIDE');
  const log = recorded ? exec : undefined;
  const key = graph.text(exec?.key) ?? '';
  const isArn = /^arn:[^:]*:kms:.*:key\//.test(context.arns.write(key));
  const bucket = graph.text(log?.bucket) ?? someResource('the bucket');
  const prefix = (graph.text(log?.prefix) ?? '').replace(/([^/])\/*$/, '$1/');
  return [
    {
      ...base,
      target: service('ssmmessages', region, calls(taskRole, CHANNELS, '*')),
      purpose: 'open an ECS Exec session',
    },
    ...(exec?.key === undefined
      ? []
      : [
          {
            ...base,
            property: 'ExecuteCommandConfiguration.KmsKeyId',
            target: service('kms', region, calls(taskRole, ['kms:Decrypt'], isArn ? key : someResource('the key'))),
            purpose: 'encrypt the ECS Exec session',
          },
        ]),
    ...(log?.logGroup === undefined
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
                ...groupArns(context, region, graph.text(log.logGroup)),
              ),
            ),
            purpose: 'log the ECS Exec session',
          },
        ]),
    ...(log?.bucket === undefined
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
