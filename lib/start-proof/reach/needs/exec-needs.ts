import { Unknown } from '../../../app-model/app-model';
import { asText } from '../../../app-model/values';
import type { Access, Need } from '../need';
import { Context, PARTITION, calls, openNeed, service, someResource } from './context';
import { groupArns } from './log-needs';
import { ExecRecord, clusterView } from '../../../app-model/views/cluster';

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (channel) => `ssmmessages:${channel}`,
);

/** ECS Exec, with the log and the key of the sessions. */
export function execNeeds(context: Context): Need[] {
  const { graph, placement, region, callsMatter, taskRole } = context;
  const enabled = placement.service?.exec;
  if (enabled instanceof Unknown) {
    return [openNeed(context, 'open an ECS Exec session', 'EnableExecuteCommand', enabled)];
  }
  if (asText(enabled) !== 'true') {
    return [];
  }
  const need = (property: string, name: string, access: Access | false, purpose: string): Need => ({
    plane: context.task,
    property,
    target: service(name, region, access),
    purpose,
  });
  const channels = callsMatter && calls(taskRole, CHANNELS, '*');
  const needs = [need('EnableExecuteCommand', 'ssmmessages', channels, 'open an ECS Exec session')];
  const cluster = placement.cluster?.resource;
  const exec = cluster && clusterView(graph, cluster).exec;
  if (exec?.key !== undefined) {
    const decrypt = callsMatter && calls(taskRole, ['kms:Decrypt'], keyArn(context, exec));
    needs.push(need('ExecuteCommandConfiguration.KmsKeyId', 'kms', decrypt, 'encrypt the ECS Exec session'));
  }
  // Without a word the API takes what the configuration says.
  if (exec === undefined || ['NONE', 'DEFAULT'].includes(asText(exec.logging) ?? 'OVERRIDE')) {
    return needs;
  }
  const property = 'ExecuteCommandConfiguration.LogConfiguration';
  if (exec.logGroup !== undefined) {
    const write =
      callsMatter &&
      calls(
        taskRole,
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        ...groupArns(context, region, graph.text(exec.logGroup)),
      );
    needs.push(need(property, 'logs', write, 'log the ECS Exec session'));
  }
  if (exec.bucket !== undefined) {
    const arn = `arn:${PARTITION}:s3:::${graph.text(exec.bucket) ?? someResource('the bucket')}`;
    const prefix = (graph.text(exec.prefix) ?? '').replace(/([^/])\/*$/, '$1/');
    const put = callsMatter && calls(taskRole, ['s3:PutObject'], `${arn}/${prefix}${someResource('an object')}`);
    const ask = callsMatter && calls(taskRole, ['s3:GetEncryptionConfiguration'], arn);
    needs.push(need(property, 's3', put, 'log the ECS Exec session'), {
      ...need(property, 's3', ask, 'ask how the bucket of ECS Exec sessions is encrypted'),
      soft: true,
    });
  }
  return needs;
}

function keyArn({ graph, arns }: Context, { key: given }: ExecRecord): string {
  const key = graph.text(given) ?? '';
  return /^arn:[^:]*:kms:.*:key\//.test(arns.write(key)) ? key : someResource('the key');
}
