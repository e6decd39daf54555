import { Resource } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { asText, markOf } from '../../app-model/values';
import { clusterView } from '../../app-model/views/cluster';
import { logStreams } from './access';
import { Right } from './right';
import type { Base, Definition } from './task-definition';
import type { ServiceView } from '../../app-model/views/service';

/** Whether ECS Exec is on. */
export function hasExec({ exec }: ServiceView): boolean {
  return asText(exec) === 'true';
}

/**
 * The rights of ECS Exec in the tasks of a service, as the task role: the channels, and the log, bucket and key of the cluster.
 * ECS refuses a service with Exec whose task has no role.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export function execRights(definition: Definition, { resource: service, cluster }: ServiceView): Right[] {
  const role = definition.taskRole;
  const common: Base = { subject: service, property: 'EnableExecuteCommand', actor: 'task role', role };
  return [
    {
      purpose: 'open an ECS Exec session',
      ...common,
      ...{ actions: SESSION, resources: ['*'] },
      // Without any role the service is not even created.
      ...(role !== undefined && { later: SESSION }),
    },
    ...(cluster === undefined || role === undefined ? [] : recordRights(definition, common, cluster)),
  ];
}

const SESSION = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
  (channel) => `ssmmessages:${channel}`,
);

function recordRights(definition: Definition, common: Base, cluster: Resource): Right[] {
  const { judge, account, region } = definition;
  const { model, arns, resourcePolicies } = judge;
  const { exec } = clusterView(model, cluster);
  const log = asText(exec.logging) === 'OVERRIDE' ? exec : undefined;
  const group = model.text(log?.logGroup);
  const bucket = model.text(log?.bucket);
  const key = exec.key === undefined ? undefined : resourcePolicies.keyArn(exec.key);
  const purpose = 'log the ECS Exec session';
  const streams = group === undefined ? '' : arns.write(logStreams(region, account, group));
  const target = bucket === undefined ? '' : arns.write(`${ARN}:s3:::${bucket}`);
  const prefix = model.text(log?.prefix);
  const folder = prefix === undefined || prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`;
  const rights: Right[] = [
    ...(key === undefined
      ? []
      : [{ ...common, actions: ['kms:Decrypt'], resources: [key], purpose: 'encrypt the ECS Exec session' }]),
    ...(group === undefined
      ? []
      : [
          { ...common, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [streams], purpose },
          {
            ...{ ...common, actions: ['logs:DescribeLogStreams'], purpose },
            resources: [streams, streams.replace(/:log-stream:.*$/, '')],
          },
          {
            ...{ ...common, actions: ['logs:DescribeLogGroups'], purpose },
            resources: [`${ARN}:logs:${region}:${account}:log-group:${markOf('any log group')}`, '*'],
          },
        ]),
    ...(bucket === undefined
      ? []
      : [
          { ...common, actions: ['s3:PutObject'], resources: [`${target}/${folder}${markOf('an object')}`], purpose },
          ...(asText(log?.bucketEncrypted) === 'true'
            ? [{ ...common, actions: ['s3:GetEncryptionConfiguration'], resources: [target], purpose }]
            : []),
        ]),
  ];
  return rights.map((right) => ({ ...right, later: right.actions }));
}
