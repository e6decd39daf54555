import { Pointer, Resource, Value } from '../../app-model/app-model';
import { asText, isUnknown } from '../../app-model/values';
import { Right } from './right';
import { Definition, base } from './task-definition';
import { taskDefinitionView } from '../../app-model/views/task-definition';

/**
 * The right to mount a file system of the app. Without a policy of its own a file system lets everybody in who reaches it;
 * a client that mounts without IAM is nobody.
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export function fileSystemRights(definition: Definition): Right[] {
  const { judge, resource } = definition;
  return taskDefinitionView(judge.model, resource).volumes.flatMap(({ name, efs }): Right[] => {
    const system = efs && fileSystemOf(efs.fileSystem);
    if (efs === undefined || system === undefined || isUnknown(efs.authorization) || isUnknown(efs.iam)) {
      return [];
    }
    const arn = judge.arns.arnOf(system);
    if (arn === undefined || judge.model.property(system, 'FileSystemPolicy') === undefined) {
      return [];
    }
    const withIam = asText(efs.iam) === 'ENABLED';
    const access = accessPointArn(definition, efs.accessPoint);
    const common = base(definition, 'task role', `Volumes.${name ?? '?'}`);
    return [
      {
        ...common,
        ...(!withIam && { actor: 'client without IAM', role: judge.nobody(system) }),
        ...{ actions: ['elasticfilesystem:ClientMount'], resources: [arn], purpose: `mount ${system.path}` },
        context: { 'elasticfilesystem:AccessedViaMountTarget': 'true', ...access },
      },
    ];
  });
}

function fileSystemOf(value: Value): Resource | undefined {
  return value instanceof Pointer && value.resource.type === 'AWS::EFS::FileSystem' ? value.resource : undefined;
}

function accessPointArn({ judge }: Definition, point: Value): Right['context'] {
  if (point === undefined) {
    return { 'elasticfilesystem:AccessPointArn': null };
  }
  const arn = point instanceof Pointer ? judge.arns.arnOf(point.resource) : undefined;
  return arn === undefined ? {} : { 'elasticfilesystem:AccessPointArn': arn };
}
