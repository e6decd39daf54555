import { Pointer, Resource, Value } from '../../app-model/app-model';
import { asRecord, asText, isUnknown, items } from '../../app-model/values';
import { Right } from './right';
import { Definition, base } from './task-definition';

/**
 * The right to mount a file system of the app. Without a policy of its own a file system lets everybody in who reaches it;
 * a client that mounts without IAM is nobody.
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export function fileSystemRights(definition: Definition): Right[] {
  const { judge, resource } = definition;
  return items(judge.model.property(resource, 'Volumes')).flatMap((volume): Right[] => {
    const { EFSVolumeConfiguration: configuration, Name: name } = asRecord(volume);
    const { FilesystemId: plain, FileSystemId: other, AuthorizationConfig: authorization } = asRecord(configuration);
    const system = fileSystemOf(plain ?? other);
    const { IAM: iam, AccessPointId: point } = asRecord(authorization);
    if (system === undefined || isUnknown(authorization) || isUnknown(iam)) {
      return [];
    }
    const arn = judge.arns.arnOf(system);
    if (arn === undefined || judge.model.property(system, 'FileSystemPolicy') === undefined) {
      return [];
    }
    const withIam = asText(iam) === 'ENABLED';
    const access = accessPointArn(definition, point);
    const common = base(definition, 'task role', `Volumes.${asText(name) ?? '?'}`);
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
