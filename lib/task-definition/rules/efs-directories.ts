import type { AppModel } from '../../app-model/app-model';
import type { Resource } from '../../app-model/resource';
import { items, record, text } from '../../internal/template-value';
import { LocatedFinding, caution } from '../private/located-finding';
import { entries, literal } from '../private/task-reading';

/**
 * Directories of file systems of the app that nobody makes: EFS mounts none that is not there, and only an access point with
 * creation information makes one.
 *
 * @see https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
 */
export function efsDirectoryFindings(model: AppModel, definition: Resource): LocatedFinding[] {
  const written = items(definition.properties.Volumes);
  return entries(definition.properties.Volumes).flatMap(([volume, index]) => {
    const efs = record(volume.EFSVolumeConfiguration);
    const raw = record(record(written[index]).EFSVolumeConfiguration);
    const system = model.referred(definition, raw.FilesystemId ?? raw.FileSystemId);
    const point = model.referred(definition, record(raw.AuthorizationConfig).AccessPointId);
    const name = text(volume.Name) ?? `#${index + 1}`;
    const property = `Volumes.${index}.EFSVolumeConfiguration`;
    if (point?.type === 'AWS::EFS::AccessPoint') {
      const { Path, CreationInfo } = record(point.properties.RootDirectory);
      const path = literal(Path);
      return path !== undefined && path !== '/' && CreationInfo === undefined
        ? [
            caution(
              'Volumes.efsDirectory',
              `${property}.AuthorizationConfig`,
              `access point '${point.label}' of EFS volume '${name}' has the directory '${path}' and does not make it, and EFS mounts none that is not there; give 'createAcl' (CreationInfo), or make the directory before the tasks start`,
            ),
          ]
        : [];
    }
    const root = literal(efs.RootDirectory);
    return system?.type === 'AWS::EFS::FileSystem' &&
      root !== undefined &&
      root !== '/' &&
      efs.AuthorizationConfig === undefined
      ? [
          caution(
            'Volumes.efsDirectory',
            `${property}.RootDirectory`,
            `'rootDirectory' of EFS volume '${name}' is '${root}', and nothing in the app makes it on the new file system '${system.label}', which mounts none that is not there; use an access point with 'createAcl', as EfsTaskVolume does`,
          ),
        ]
      : [];
  });
}
