import { items, record, text } from '../../../internal/template-value';
import { Reader, known, needed } from './describing';

/**
 * The readers of `aws efs describe-mount-targets`, which does not tell security groups, and of the network interfaces of
 * mount targets, which do.
 */
export const FILE_SYSTEMS: Readonly<Record<string, Reader>> = {
  MountTargets: (entry, told) => {
    const state = text(entry.LifeCycleState) ?? 'available';
    if (state === 'deleting' || state === 'deleted' || state === 'error') {
      return;
    }
    const fileSystem = needed(entry, 'FileSystemId', 'MountTargetId', told);
    told.add({ type: 'AWS::EFS::FileSystem', id: fileSystem, properties: {} });
    told.add({
      ...known(entry, 'AWS::EFS::MountTarget', 'MountTargetId', told),
      properties: {
        FileSystemId: fileSystem,
        SubnetId: needed(entry, 'SubnetId', 'MountTargetId', told),
        NetworkInterfaceId: entry.NetworkInterfaceId,
        // Text where a list is expected may be any list.
        SecurityGroups: 'not told',
      },
      ...(state !== 'available' && { unsettled: state }),
    });
  },
  NetworkInterfaces: (entry, told) =>
    told.add({
      ...known(entry, 'AWS::EC2::NetworkInterface', 'NetworkInterfaceId', told),
      properties: {
        SubnetId: entry.SubnetId,
        GroupSet: items(entry.Groups).map((group) => record(group).GroupId),
      },
    }),
};
