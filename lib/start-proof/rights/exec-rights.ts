import { Resource } from '../../app-model/app-model';
import { ARN } from '../../app-model/policy/arns';
import { asRecord, asText, dig, markOf } from '../../app-model/values';
import { logStreams } from './access';
import { Right } from './right';
import { Base, Definition, base } from './task-definition';

/**
 * The rights of ECS Exec in the tasks of a service, as the task role: the channels, and the log, bucket and key of the cluster.
 * ECS refuses a service with Exec whose task has no role.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export function execRights(definition: Definition, service: Resource, cluster: Resource | undefined): Right[] {
  const { judge } = definition;
  if (asText(judge.model.property(service, 'EnableExecuteCommand')) !== 'true') {
    return [];
  }
  const common: Base = { ...base(definition, 'task role', 'EnableExecuteCommand'), subject: service };
  const channels = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'];
  const actions = channels.map((channel) => `ssmmessages:${channel}`);
  return [
    {
      ...{ ...common, actions, resources: ['*'], purpose: 'open an ECS Exec session' },
      // Without any role the service is not even created.
      ...(definition.taskRole !== undefined && { later: actions }),
    },
    ...(cluster === undefined || definition.taskRole === undefined ? [] : recordRights(definition, common, cluster)),
  ];
}

function recordRights(definition: Definition, common: Base, cluster: Resource): Right[] {
  const { judge, account, region } = definition;
  const { model, arns, resourcePolicies } = judge;
  const exec = asRecord(dig(model.property(cluster, 'Configuration'), 'ExecuteCommandConfiguration'));
  const log = asText(exec.Logging) === 'OVERRIDE' ? asRecord(exec.LogConfiguration) : {};
  const group = model.text(log.CloudWatchLogGroupName);
  const bucket = model.text(log.S3BucketName);
  const key = exec.KmsKeyId === undefined ? undefined : resourcePolicies.keyArn(exec.KmsKeyId);
  const purpose = 'log the ECS Exec session';
  const streams = group === undefined ? '' : arns.write(logStreams(region, account, group));
  const target = bucket === undefined ? '' : arns.write(`${ARN}:s3:::${bucket}`);
  const prefix = model.text(log.S3KeyPrefix);
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
            resources: [streams, streams.replace(/log-stream:.*$/, '*'), streams.replace(/:log-stream:.*$/, '')],
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
          ...(asText(log.S3EncryptionEnabled) === 'true'
            ? [{ ...common, actions: ['s3:GetEncryptionConfiguration'], resources: [target], purpose }]
            : []),
        ]),
  ];
  return rights.map((right) => ({ ...right, later: right.actions }));
}
